//! The words that names are made with: nicknames, honorifics, suffixes, legal forms, head nouns.
//!
//! All of them are lists of facts in `data/lexicon`, compared by their [`fold`]ed key.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{fold, with_folded};

static NICKNAMES: LazyLock<Nicknames> =
    LazyLock::new(|| Nicknames::parse(include_str!("../../data/lexicon/nicknames.tsv")));
static FIRST_NAMES: LazyLock<FirstNames> =
    LazyLock::new(|| FirstNames::parse(include_str!("../../data/lexicon/first_names.tsv")));
static HONORIFICS: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words(include_str!("../../data/lexicon/honorifics.txt")));
/// The first words of them, by which most names are told to have none.
static HONORIFIC_STARTS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let first = |words: &String| words.split(' ').next().map(str::to_owned);
    HONORIFICS.iter().filter_map(first).collect()
});
static SUFFIXES: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words(include_str!("../../data/lexicon/suffixes.txt")));
static LEGAL_FORMS: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words(include_str!("../../data/lexicon/legal_forms.txt")));
static ORG_HEADS: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words(include_str!("../../data/lexicon/org_heads.txt")));
static SURNAMES_FIRST: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words(include_str!("../../data/lexicon/surnames_first.txt")));
static IBERIAN_FIRST_NAMES: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words(include_str!("../../data/lexicon/iberian_first_names.txt")));
static IBERIAN_SURNAMES: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words(include_str!("../../data/lexicon/iberian_surnames.txt")));
static COMMON_WORDS: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words(include_str!("../../data/lexicon/common_words.txt")));

/// Short forms and other spellings of first names: Rudy for Rudolph, Mike for Michael, Mohammed for
/// Muhammad.
pub struct Nicknames {
    /// The full names that a short one may stand for.
    full: FxHashMap<String, Vec<String>>,
    /// Every name of the table, short or full.
    first_names: FxHashSet<String>,
}

impl Nicknames {
    /// The table that comes with the crate.
    pub fn builtin() -> &'static Nicknames {
        &NICKNAMES
    }

    /// Reads lines of a short form, a tab, and the full names separated by vertical bars.
    fn parse(text: &str) -> Nicknames {
        let full: FxHashMap<String, Vec<String>> = lines(text)
            .filter_map(|line| line.split_once('\t'))
            .map(|(short, full)| (fold(short), full.split('|').map(fold).collect()))
            .collect();
        let first_names = full
            .keys()
            .chain(full.values().flatten())
            .cloned()
            .collect();
        Nicknames { full, first_names }
    }

    /// Whether two first names can be one person's: equal, a short form and its full name, or two
    /// forms of one full name.
    ///
    /// ```
    /// use comention::gazetteer::lexicon::Nicknames;
    /// let nicknames = Nicknames::builtin();
    /// assert!(nicknames.same_first_name("Rudy", "Rudolph"));
    /// assert!(nicknames.same_first_name("Bill", "Will"));
    /// assert!(!nicknames.same_first_name("Christopher", "Christine"));
    /// ```
    pub fn same_first_name(&self, one: &str, other: &str) -> bool {
        let (one, other) = (fold(one), fold(other));
        let (of_one, of_other) = (self.full_names(&one), self.full_names(&other));
        !one.is_empty()
            && (one == other
                || of_one.contains(&other)
                || of_other.contains(&one)
                || of_one.iter().any(|name| of_other.contains(name)))
    }

    /// Whether `name`, a folded form, is a first name of the table.
    pub fn is_first_name(&self, name: &str) -> bool {
        self.first_names.contains(name)
    }

    /// The full names that `short`, a folded form, may stand for.
    pub fn full_names(&self, short: &str) -> &[String] {
        self.full.get(short).map_or(&[], Vec::as_slice)
    }
}

/// The sex that a first name or a title tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sex {
    /// She.
    Female,
    /// He.
    Male,
}

/// First names that are given to one sex only.
pub struct FirstNames {
    by_name: FxHashMap<String, Sex>,
}

impl FirstNames {
    /// The table that comes with the crate.
    pub fn builtin() -> &'static FirstNames {
        &FIRST_NAMES
    }

    /// Reads lines of a folded name, a tab, and `f` or `m`.
    fn parse(text: &str) -> FirstNames {
        let sex = |letter| match letter {
            "f" => Some(Sex::Female),
            "m" => Some(Sex::Male),
            _ => None,
        };
        let by_name = lines(text)
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(name, letter)| Some((name.to_owned(), sex(letter)?)))
            .collect();
        FirstNames { by_name }
    }

    /// The sex of who is called so; `name` is a folded form.
    pub fn sex(&self, name: &str) -> Option<Sex> {
        self.by_name.get(name).copied()
    }
}

/// How many of the leading `words` are titles or roles that stand before a name: 2 for
/// "Prime Minister Netanyahu", 2 for "Lt. Gov. Patrick", 0 where there is none.
pub fn leading_honorifics(words: &[&str]) -> usize {
    /// "Secretary of Homeland Security" is the longest kind of role in the list.
    const LONGEST: usize = 5;
    let mut found = 0;
    'next: while found < words.len() {
        let may_begin = with_folded(words[found], |first| {
            HONORIFIC_STARTS.contains(first.split(' ').next().unwrap_or(""))
        });
        if !may_begin {
            break;
        }
        for end in (found + 1..=words.len().min(found + LONGEST)).rev() {
            if is_honorific(&words[found..end].join(" ")) {
                found = end;
                continue 'next;
            }
        }
        break;
    }
    found
}

/// Whether a folded `word` is a first name of Spanish or Portuguese: who is called so has most likely two surnames.
pub fn is_iberian_first_name(word: &str) -> bool {
    IBERIAN_FIRST_NAMES.contains(word)
}

/// Whether a folded `word` is a surname of Spanish or Portuguese.
pub fn is_iberian_surname(word: &str) -> bool {
    IBERIAN_SURNAMES.contains(word)
}

/// Whether `word` is a title or role that stands before a name: Mr., Senator, Prime Minister.
pub fn is_honorific(word: &str) -> bool {
    with_folded(word, |key| HONORIFICS.contains(key))
}

/// Whether `word` follows a person's name and belongs to it: Jr., III.
pub fn is_suffix(word: &str) -> bool {
    with_folded(word, |key| SUFFIXES.contains(key))
}

/// Whether `word` is the legal form of a company: Inc., Ltd, GmbH.
pub fn is_legal_form(word: &str) -> bool {
    with_folded(word, |key| LEGAL_FORMS.contains(key))
}

/// Whether `word` is a noun that tells an organization: Committee, Department, University.
pub fn is_organization_head(word: &str) -> bool {
    with_folded(word, |key| ORG_HEADS.contains(key))
}

/// Whether `word` is a surname that stands before the given name: Chen, Nguyen.
pub fn is_surname_first(word: &str) -> bool {
    with_folded(word, |key| SURNAMES_FIRST.contains(key))
}

/// Whether `word` says what a body of a state does or where it stands, as in bodies of many countries:
/// Education, Supreme, Electoral.
pub fn is_common_word(word: &str) -> bool {
    with_folded(word, |key| COMMON_WORDS.contains(key))
}

/// A [`fold`]ed key without the legal forms at its end, as long as something else is left.
///
/// The rest can be another entity ("news corp"), so it is a question to ask, not an answer.
///
/// ```
/// use comention::gazetteer::{fold, without_legal_form};
/// assert_eq!(without_legal_form(&fold("Foxconn Technology Co., Ltd.")), "foxconn technology");
/// ```
pub fn without_legal_form(key: &str) -> &str {
    let mut rest = key;
    while let Some((before, last)) = rest.rsplit_once(' ') {
        if !LEGAL_FORMS.contains(last) {
            break;
        }
        rest = before;
    }
    rest
}

pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn words(text: &str) -> FxHashSet<String> {
    lines(text).map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_and_their_full_names_are_one_first_name() {
        let nicknames = Nicknames::builtin();
        for (one, other) in [
            ("Rudy", "Rudolph"),
            ("Michael", "Mike"),
            ("Bill", "William"),
            ("Liz", "Elizabeth"),
            ("Chuck", "Charles"),
            ("Bob", "Rob"),
            ("ted", "Edward"),
            ("Jim", "James"),
            ("Mohamed", "Mohammad"),
            ("Sergei", "Serhiy"),
            ("Paul", "Paul"),
        ] {
            assert!(nicknames.same_first_name(one, other), "{one} {other}");
            assert!(nicknames.same_first_name(other, one), "{other} {one}");
        }
    }

    #[test]
    fn two_names_with_one_short_form_stay_two() {
        let nicknames = Nicknames::builtin();
        for (one, other) in [
            ("Christopher", "Christine"),
            ("Gerald", "Jeremy"),
            ("John", "James"),
            ("Mike", "Bill"),
            ("Edward", "Theodore"),
            ("", ""),
            ("Anne", ""),
        ] {
            assert!(!nicknames.same_first_name(one, other), "{one} {other}");
        }
    }

    #[test]
    fn titles_before_a_name_are_counted() {
        for (name, count) in [
            ("Mr. Trump", 1),
            ("Sen. Mitch McConnell", 1),
            ("Lt. Gov. Dan Patrick", 2),
            ("Prime Minister Benjamin Netanyahu", 2),
            ("former President Jimmy Carter", 2),
            ("Secretary of State John Kerry", 3),
            ("Grand Ayatollah Sistani", 2),
            ("Rev. Dr. Martin Luther King", 2),
            ("Benjamin Netanyahu", 0),
            ("", 0),
        ] {
            let words: Vec<&str> = name.split_whitespace().collect();
            assert_eq!(leading_honorifics(&words), count, "{name}");
        }
    }

    #[test]
    fn words_are_known_without_case_and_full_stops() {
        assert!(is_honorific("GEN.") && is_honorific("prime minister") && !is_honorific("Salman"));
        assert!(is_suffix("Jr.") && is_suffix("III") && is_suffix("Ph.D.") && !is_suffix("Jim"));
        assert!(is_legal_form("L.L.C.") && is_legal_form("GmbH") && !is_legal_form("News"));
        assert!(is_organization_head("committee") && !is_organization_head("Tuesday"));
    }

    #[test]
    fn a_legal_form_alone_is_a_name() {
        assert_eq!(without_legal_form("amazon com inc"), "amazon com");
        assert_eq!(without_legal_form("inc"), "inc");
        assert_eq!(without_legal_form("fox"), "fox");
        assert_eq!(without_legal_form(""), "");
    }

    #[test]
    fn the_lists_are_sorted_without_duplicates() {
        for (file, text) in [
            (
                "nicknames.tsv",
                include_str!("../../data/lexicon/nicknames.tsv"),
            ),
            (
                "first_names.tsv",
                include_str!("../../data/lexicon/first_names.tsv"),
            ),
            (
                "honorifics.txt",
                include_str!("../../data/lexicon/honorifics.txt"),
            ),
            (
                "suffixes.txt",
                include_str!("../../data/lexicon/suffixes.txt"),
            ),
            (
                "legal_forms.txt",
                include_str!("../../data/lexicon/legal_forms.txt"),
            ),
            (
                "org_heads.txt",
                include_str!("../../data/lexicon/org_heads.txt"),
            ),
            (
                "surnames_first.txt",
                include_str!("../../data/lexicon/surnames_first.txt"),
            ),
            (
                "common_words.txt",
                include_str!("../../data/lexicon/common_words.txt"),
            ),
        ] {
            let lines: Vec<&str> = lines(text).collect();
            assert!(lines.len() > 20, "{file}");
            let wrong = lines.windows(2).find(|pair| pair[0] >= pair[1]);
            assert_eq!(wrong, None, "{file}");
            if file.ends_with(".tsv") {
                assert!(
                    lines.iter().all(|line| line.matches('\t').count() == 1),
                    "{file}"
                );
            }
        }
    }
}
