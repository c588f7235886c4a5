//! When two forms can be names of one person.
//!
//! Only the forms are looked at here; which of several candidates is meant is decided by the caller,
//! who has the context.

use super::Rule;
use crate::gazetteer::lexicon::{
    FirstNames, Nicknames, is_iberian_first_name, is_iberian_surname, is_suffix, is_surname_first,
    leading_honorifics,
};
use crate::gazetteer::with_folded;

/// The parts of a person's name, folded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PersonName {
    /// First, middle and last names, without suffix.
    pub(super) words: Vec<String>,
    /// `jr`, `iii`: what keeps father and son apart.
    pub(super) suffix: Option<String>,
    /// Whether a hyphen joins the last two words, so that neither goes without the other: Park Yong-jin
    /// is not Park Jin.
    pub(super) joined: bool,
    /// Whether it has a first and a last name.
    full: bool,
}

impl PersonName {
    /// Takes a name apart: "King, Martin L., Jr." is `martin l king` with suffix `jr`.
    ///
    /// A title in front is no part of it, unless it may be a first name: "Mr. King", but "Dean Baquet".
    pub(super) fn parse(surface: &str) -> PersonName {
        let surface = without_title(surface);
        let mut parts: Vec<Vec<String>> = surface
            .split(',')
            .map(|part| {
                with_folded(part, |key| {
                    let words = key.split(' ').filter(|word| !word.is_empty());
                    words.map(str::to_owned).collect()
                })
            })
            .collect();
        let mut suffix = None;
        for part in &mut parts {
            // A name of one word is a name even where it reads like a suffix.
            while part.len() > 1 && part.last().is_some_and(|word| is_suffix(word)) {
                suffix = part.pop();
            }
        }
        parts.retain(|part| !part.is_empty());
        if parts.len() > 1
            && let Some(last) = parts.pop_if(|part| part.len() == 1 && is_suffix(&part[0]))
        {
            suffix = last.into_iter().next();
        }
        // "Surname, First": the reference list's order.
        if parts.len() == 2 {
            parts.swap(0, 1);
        }
        let words: Vec<String> = parts.into_iter().flatten().collect();
        let joined = surface.contains(['-', '‑', '‐'])
            && words.len() > 1
            && surface.split_whitespace().any(|token| {
                let (tail, before) = (words.last(), words.get(words.len() - 2));
                with_folded(token, |token| {
                    (token.rsplit_once(' ')).is_some_and(|(one, two)| {
                        Some(two) == tail.map(String::as_str)
                            && one.rsplit(' ').next() == before.map(String::as_str)
                    })
                })
            });
        PersonName::new(words, suffix, joined)
    }

    pub(super) fn new(words: Vec<String>, suffix: Option<String>, joined: bool) -> PersonName {
        let mut name = PersonName {
            words,
            suffix,
            joined,
            full: false,
        };
        // Two words with a hyphen between are a surname or a first name: Ashworth-Bell, Jean-Paul.
        let hyphenated = name.joined && name.words.len() == 2;
        name.full = name.words.len() >= 2 && !hyphenated && !name.is_surname();
        name
    }

    /// Whether it has a first and a last name.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// Whether the surname comes first: Chen Shui-bian, Guo Meimei.
    pub(super) fn is_surname_first(&self) -> bool {
        (2..=3).contains(&self.words.len())
            && is_surname_first(&self.words[0])
            && (self.joined || !is_surname_first(self.last()))
            || self.words.len() == 3 && self.joined
    }

    /// Whether the surname may come first, although the last word is a surname as well: Zhang Wei.
    pub(super) fn may_be_surname_first(&self) -> bool {
        (2..=3).contains(&self.words.len()) && is_surname_first(&self.words[0])
    }

    /// The first of two surnames, by which who has them is called: Castillo of Byron David Castillo Segura.
    ///
    /// Only of names of Spanish and Portuguese; in other languages the word before the last is a middle name or
    /// the father's (Uddhav Balasaheb Thackeray).
    pub(super) fn first_surname(&self) -> Option<&str> {
        // The mother's may have a hyphen or a particle: Sánchez Pérez-Castejón, Zedillo Ponce de León.
        let mothers = match self.words.as_slice() {
            [_, _, .., _, _] if self.joined => 2,
            [_, _, .., de, _] if de == "de" && self.words.len() > 4 => 3,
            _ if self.joined => return None,
            _ => 1,
        };
        let fathers = self.words.len().saturating_sub(mothers);
        let [first, .., surname] = self.words.get(..fathers)? else {
            return None;
        };
        let is_given = |word: &str| {
            is_iberian_first_name(word)
                || FirstNames::builtin().sex(word).is_some()
                || Nicknames::builtin().is_first_name(word)
        };
        let telling = surname.chars().count() > 2
            && PARTICLES.binary_search(&surname.as_str()).is_err()
            && !is_given(surname);
        (telling
            && self.suffix.is_none()
            && (is_iberian_first_name(first) || is_iberian_surname(surname)))
        .then_some(surname.as_str())
    }

    /// Whether the other name is this one's two surnames and no more.
    fn has_surnames(&self, other: &PersonName) -> bool {
        other.words.len() == 2
            && self.words.ends_with(&other.words)
            && self.first_surname() == Some(&other.words[0])
    }

    /// Whether it is a surname of several words and no more: dos Santos, von der Leyen, al-Sisi. "Al" and
    /// "Van" without a hyphen may be first names.
    fn is_surname(&self) -> bool {
        let [particles @ .., _] = self.words.as_slice() else {
            return false;
        };
        let particle = |w: &String| PARTICLES.binary_search(&w.as_str()).is_ok();
        match particles {
            [al] if al == "al" || al == "el" => self.joined,
            [] => false,
            several => several.iter().all(particle),
        }
    }

    /// The last word: the surname or its end.
    pub(super) fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The key under which equal names meet.
    pub(super) fn key(&self) -> String {
        let mut key = self.words.join(" ");
        if let Some(suffix) = &self.suffix {
            key.push(' ');
            key.push_str(suffix);
        }
        key
    }

    /// Whether two full names can be one person's: the last names are equal, the first names are
    /// equal, nicknames or initials of each other, the middle names of the one occur in the other,
    /// and neither has a suffix that the other lacks.
    pub(super) fn agrees(&self, other: &PersonName) -> bool {
        if self.suffix != other.suffix || !self.is_full() || !other.is_full() {
            return false;
        }
        let (long, short) = if self.words.len() >= other.words.len() {
            (self, other)
        } else {
            (other, self)
        };
        // "B. Z. Ahmed Khan" may leave out the initials in front; "Ann van Dyk" is Van Dyk.
        if long.words.len() > short.words.len()
            && let Some(left) = long.words.strip_suffix(short.words.as_slice())
            && (left.iter().all(|w| is_initials(w))
                || matches!(short.words[0].as_str(), "van" | "al" | "el")
                || long.has_surnames(short))
        {
            return true;
        }
        let [first_a, middle_a @ .., last_a] = long.words.as_slice() else {
            return false;
        };
        let [first_b, middle_b @ .., last_b] = short.words.as_slice() else {
            return false;
        };
        if last_a != last_b
            && middle_b.is_empty()
            && long.first_surname() == Some(last_b)
            && first_a == first_b
        {
            return true;
        }
        if last_a != last_b || !same_first(first_a, first_b) {
            return false;
        }
        // "J. Edgar" goes by his second name, and is not called James.
        let by_middle = first_a.chars().count() == 1
            && (middle_a.first()).is_some_and(|middle| middle.chars().count() > 1)
            && middle_b.is_empty()
            && first_b.chars().count() > 1;
        let torn = (long.joined && middle_a.last() != middle_b.last())
            || (short.joined && middle_b.last() != middle_a.last());
        !by_middle && !torn && occur_in(middle_b, middle_a)
    }

    /// Whether the two are full names that differ as transliterations and typing errors do: the first
    /// or the last name has other vowels inside, the other is the same, and so are middle names that
    /// both have.
    pub(super) fn is_spelled_like(&self, other: &PersonName) -> bool {
        let ([first_a, middle_a @ .., last_a], [first_b, middle_b @ .., last_b]) =
            (self.words.as_slice(), other.words.as_slice())
        else {
            return false;
        };
        self.suffix == other.suffix
            && (first_a == first_b && spelled_alike(last_a, last_b)
                || last_a == last_b && spelled_alike(first_a, first_b))
            && (occur_in(middle_a, middle_b) || occur_in(middle_b, middle_a))
    }

    /// How `form`, of fewer words, can name the person of this full name.
    pub(super) fn short_form(&self, form: &PersonName) -> Option<Rule> {
        let (n, k) = (self.words.len(), form.words.len());
        if k == 0
            || k >= n
            || form
                .suffix
                .as_ref()
                .is_some_and(|s| self.suffix.as_ref() != Some(s))
        {
            None
        } else if self.words[n - k..] == form.words
            || k == 1
                && self.words[0] == form.words[0]
                && (self.is_surname_first() || self.may_be_surname_first())
            || k == 1 && self.first_surname() == Some(&form.words[0])
        {
            Some(Rule::Surname)
        } else if self.words[..k] == form.words
            || (k == 1 && same_first(&self.words[0], &form.words[0]) && form.words[0].len() > 1)
        {
            Some(Rule::FirstName)
        } else {
            None
        }
    }

    /// Whether an account `handle` (without `@`) is made from this full name: it holds first and last
    /// name, or begins with the first's initial or ends with a part before the whole last name.
    pub(super) fn makes_handle(&self, handle: &str) -> bool {
        let handle: String = handle
            .chars()
            .filter(|c| c.is_alphabetic())
            .flat_map(char::to_lowercase)
            .collect();
        let (first, last) = (self.words[0].as_str(), self.last());
        let joined = format!("{first}{last}");
        let initial = format!(
            "{}{last}",
            &first[..first.chars().next().map_or(0, char::len_utf8)]
        );
        self.is_full() && last.len() >= 3 && (handle.contains(&joined) || handle == initial)
    }
}

/// Words that begin a surname.
const PARTICLES: [&str; 15] = [
    "bin", "bint", "da", "das", "de", "della", "der", "di", "dos", "du", "ibn", "la", "ter", "von",
    "zu",
];

/// Whether a folded word is an initial or two of them: "b", "bz".
fn is_initials(word: &str) -> bool {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let short = matches!(word, "md" | "mr" | "ms" | "dr" | "sk" | "st");
    word.chars().count() == 1 || word.len() == 2 && !short && !word.chars().any(vowel)
}

/// A name as it is written, without the titles in front.
fn without_title(surface: &str) -> &str {
    if !surface.contains(' ') {
        return surface;
    }
    let words: Vec<&str> = surface.split_whitespace().collect();
    let titles = leading_honorifics(&words).min(words.len().saturating_sub(1));
    let first_name = |word: &str| with_folded(word, |key| FirstNames::builtin().sex(key)).is_some();
    // "King, Martin L." is no king.
    let surname = words[..titles].iter().any(|word| word.ends_with(','));
    if titles == 0 || surname || first_name(words[0]) {
        return surface;
    }
    // The words are slices of the surface, in order.
    surface
        .find(words[titles - 1])
        .and_then(|at| surface.get(at + words[titles - 1].len()..))
        .map_or(surface, str::trim_start)
}

/// Whether each full name of the one set of forms can be the same person's as each of the other; short
/// forms speak against nothing, and neither do the two surnames of a name of the same set.
pub(super) fn all_agree<'n>(
    one: impl Iterator<Item = &'n PersonName>,
    other: impl Iterator<Item = &'n PersonName>,
) -> bool {
    let full = |names: &mut dyn Iterator<Item = &'n PersonName>| -> Vec<&'n PersonName> {
        let mut full: Vec<&PersonName> = names.filter(|name| name.is_full()).collect();
        let longer = full.iter().copied();
        let longer: Vec<_> = longer
            .filter(|name| name.first_surname().is_some())
            .collect();
        if !longer.is_empty() {
            full.retain(|name| !longer.iter().any(|long| long.has_surnames(name)));
        }
        full
    };
    let (mut one, mut other) = (one, other);
    let (one, other) = (full(&mut one), full(&mut other));
    one.iter()
        .all(|a| other.iter().all(|b| a.agrees(b) || a.is_spelled_like(b)))
}

/// Whether the middle names `short` occur in `long` in their order. An initial counts only at its own
/// place: George W. is not George H. W.
fn occur_in(short: &[String], long: &[String]) -> bool {
    let mut from = 0;
    short.iter().enumerate().all(|(at, word)| {
        let found = (from..long.len()).find(|&other| {
            word == &long[other] && (word.len() > 1 || at == other)
                || at == other && same_or_initial(word, &long[other])
        });
        from = found.map_or(from, |other| other + 1);
        found.is_some()
    })
}

fn same_first(a: &str, b: &str) -> bool {
    same_or_initial(a, b) || Nicknames::builtin().same_first_name(a, b)
}

fn same_or_initial(a: &str, b: &str) -> bool {
    let initial = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
    a == b || initial(a, b) || initial(b, a)
}

/// Whether two words of at least six letters begin and end alike, have the same consonants in the same
/// order, doubled ones counted once, and are one letter apart: Murtaza and Murteza, Hussein and
/// Hussain, but not Miller and Mueller.
pub(super) fn spelled_alike(a: &str, b: &str) -> bool {
    let ends = |word: &str| (word.chars().next(), word.chars().next_back());
    a.len() >= 6
        && b.len() >= 6
        && ends(a) == ends(b)
        && skeleton(a) == skeleton(b)
        && one_letter_apart(a, b)
}

/// Whether one letter changed, added or left out turns the one word into the other.
fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Less => a == &b[1..],
        std::cmp::Ordering::Equal => !a.is_empty() && a[1..] == b[1..],
        std::cmp::Ordering::Greater => &a[1..] == b,
    }
}

/// The consonants of a folded word, sounds that transliterations confuse written alike.
pub(super) fn skeleton(word: &str) -> String {
    let mut out = String::new();
    let mut characters = word.chars().peekable();
    while let Some(c) = characters.next() {
        let c = match (c, characters.peek()) {
            ('a' | 'e' | 'i' | 'o' | 'u' | 'y', _) => continue,
            // After the first letter an h only colours the consonant before it.
            ('h', _) if !out.is_empty() => continue,
            ('p', Some('h')) => 'f',
            ('c', Some('e' | 'i' | 'y')) | ('z', _) => 's',
            ('c' | 'q', _) => 'k',
            ('w', _) => 'v',
            (c, _) => c,
        };
        if !out.ends_with(c) || c.is_ascii_digit() {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(surface: &str) -> PersonName {
        PersonName::parse(surface)
    }

    #[test]
    fn names_are_taken_apart() {
        let cases = [
            ("Martin Luther King Jr.", "martin luther king", Some("jr")),
            ("King, Martin L., Jr.", "martin l king", Some("jr")),
            ("Hussain, Murtaza", "murtaza hussain", None),
            ("Alexandria Ocasio-Cortez", "alexandria ocasio cortez", None),
            ("Trump", "trump", None),
            ("Mr. Trump", "trump", None),
            ("Lt. Gov. Dan Patrick", "dan patrick", None),
            ("Dean Baquet", "dean baquet", None),
        ];
        for (surface, words, suffix) in cases {
            let parsed = name(surface);
            assert_eq!(parsed.words.join(" "), words, "{surface}");
            assert_eq!(parsed.suffix.as_deref(), suffix, "{surface}");
        }
    }

    #[test]
    fn full_names_that_agree() {
        for (a, b) in [
            ("Donald Trump", "Donald J. Trump"),
            ("Rudy Giuliani", "Rudolph Giuliani"),
            ("R. G. Joseph", "Robert G. Joseph"),
            ("Amy Barrett", "Amy Coney Barrett"),
            ("Andrés López Obrador", "Andrés Manuel López Obrador"),
        ] {
            assert!(
                name(a).agrees(&name(b)) && name(b).agrees(&name(a)),
                "{a} {b}"
            );
        }
    }

    #[test]
    fn full_names_of_two_people() {
        for (a, b) in [
            ("Donald Trump", "Donald Trump Jr."),
            ("John Bolton", "John Ratcliffe"),
            ("Massoud Khodabandeh", "Anne Khodabandeh"),
            ("George W. Bush", "George H. W. Bush"),
            ("Andrew Smith", "Andrea Smith"),
        ] {
            assert!(!name(a).agrees(&name(b)), "{a} {b}");
            assert!(!name(a).is_spelled_like(&name(b)), "{a} {b}");
        }
    }

    #[test]
    fn spellings_of_one_name() {
        assert!(name("Murtaza Hussain").is_spelled_like(&name("Murteza Hussain")));
        assert!(name("Murtaza M. Hussain").is_spelled_like(&name("Murteza Hussain")));
        assert!(name("Saddam Hussein").is_spelled_like(&name("Saddam Hussain")));
        assert!(!name("Maria Santos").is_spelled_like(&name("Marie Santos")));
        assert!(!name("Robert Miller").is_spelled_like(&name("Robert Mueller")));
        assert!(!name("Julian Smith").is_spelled_like(&name("Julia Smith")));
    }

    #[test]
    fn the_first_of_two_surnames() {
        for (full, surname) in [
            ("Pedro Sánchez Pérez-Castejón", Some("sanchez")),
            ("Ernesto Zedillo Ponce de León", Some("zedillo")),
            ("Byron David Castillo Segura", Some("castillo")),
            ("Juan de Dios García Davish", Some("garcia")),
            ("Pedro Pérez-Castejón", None),
            ("Ann Demo Sample-Roe", None),
            ("Ann Sample", None),
        ] {
            assert_eq!(name(full).first_surname(), surname, "{full}");
        }
    }

    #[test]
    fn short_forms() {
        let full = name("Osama bin Laden");
        assert_eq!(full.short_form(&name("bin Laden")), Some(Rule::Surname));
        assert_eq!(full.short_form(&name("Osama")), Some(Rule::FirstName));
        assert_eq!(full.short_form(&name("Laden bin")), None);
        let son = name("Donald Trump Jr.");
        assert_eq!(son.short_form(&name("Trump Jr.")), Some(Rule::Surname));
        assert_eq!(name("Donald Trump").short_form(&name("Trump Jr.")), None);
    }

    #[test]
    fn handles_made_from_a_name() {
        assert!(name("Donald Trump").makes_handle("realDonaldTrump"));
        assert!(name("Ilhan Omar").makes_handle("iOmar"));
        assert!(!name("Murtaza Hussain").makes_handle("NegarMortazavi"));
    }
}
