//! The forms in which names are compared and turned into ids.
//!
//! [`fold`] makes the key under which two spellings of one name meet; [`slug`] makes the readable
//! half of an id. Both start from Unicode's compatibility decomposition (NFKD, UAX #15) and drop the
//! accents of Latin and Greek letters only: in other scripts a mark is often a letter of its own
//! (Devanagari vowels, Cyrillic й), so what was decomposed there is composed again (NFC).

use std::cell::Cell;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key by which names are compared.
///
/// Two names are spelled alike when their keys are equal. The key has no accents and no capitals;
/// single spaces stand for hyphens and all other punctuation; a leading "the" and a final possessive
/// are gone; full stops between initials and apostrophes within a word are left out; `&` is "and".
/// A legal form at the end stays (see [`without_legal_form`](super::without_legal_form)).
///
/// The key of a name without any letter or digit is empty.
///
/// ```
/// use comention::gazetteer::fold;
/// assert_eq!(fold("The F.B.I.’s"), "fbi");
/// assert_eq!(fold("Tehrik-i-Taliban"), "tehrik i taliban");
/// assert_eq!(fold("J. R. O'Neill"), "j r oneill");
/// ```
pub fn fold(name: &str) -> String {
    with_folded(name, str::to_owned)
}

/// What `look` says of the key that [`fold`] gives the name, which is written where the last one of the thread was:
/// most keys are asked for once and are no longer wanted then.
pub(crate) fn with_folded<T>(name: &str, look: impl FnOnce(&str) -> T) -> T {
    with_key(name, |key| {
        look(without_possessive(name, key).unwrap_or(key))
    })
}

/// The same for names that end in `'s` themselves: "McDonald's" is "mcdonalds" and not the surname.
pub(super) fn with_key<T>(name: &str, look: impl FnOnce(&str) -> T) -> T {
    thread_local! {
        static ROOM: Cell<String> = const { Cell::new(String::new()) };
    }
    // What is asked while a key is looked at finds no room here and makes its own.
    let mut key = ROOM.take();
    key.clear();
    let length = fold_keeping_possessive_into(name, &mut key);
    let found = look(&key[key.len() - length..]);
    ROOM.set(key);
    found
}

/// What [`fold`] makes of a name whose key with the possessive is `key`; `None` if it has no possessive.
pub(super) fn without_possessive<'k>(name: &str, key: &'k str) -> Option<&'k str> {
    // The apostrophe is gone from the key, so the possessive is looked for in the name.
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut end = name.chars().rev();
    let possessive = matches!(end.next(), Some('s' | 'S')) && end.next().is_some_and(is_apostrophe);
    let short = key.strip_suffix('s').filter(|short| !short.is_empty());
    short.filter(|_| possessive).map(str::trim_end)
}

/// Appends the key to `keys` and gives its length; a dropped "the " may stand before it.
pub(super) fn fold_keeping_possessive_into(name: &str, keys: &mut String) -> usize {
    let start = keys.len();
    if is_plain(name) {
        keys.push_str(name);
        keys[start..].make_ascii_lowercase();
    } else if name.is_ascii() {
        fold_characters(name.bytes().map(char::from), keys);
    } else {
        fold_characters(base_letters(name), keys);
    }
    if keys[start..].ends_with(' ') {
        keys.pop();
    }
    let key = &keys[start..];
    key.strip_prefix("the ").unwrap_or(key).len()
}

/// Whether it has nothing but letters and digits of ASCII with single spaces between, as most names have.
fn is_plain(name: &str) -> bool {
    let mut in_word = false;
    let fits = |byte: u8| {
        let is_letter = byte.is_ascii_alphanumeric();
        let fits = is_letter || byte == b' ' && in_word;
        in_word = is_letter;
        fits
    };
    name.bytes().all(fits) && (in_word || name.is_empty())
}

/// Appends the lower-case letters and digits of `characters`, with one space for whatever separates
/// words.
fn fold_characters(characters: impl Iterator<Item = char> + Clone, keys: &mut String) {
    let start = keys.len();
    // Letters since the last separator or full stop: 1 says that a full stop may end an initial.
    let mut run = 0;
    let mut rest = characters;
    while let Some(c) = rest.next() {
        if c.is_ascii_alphanumeric() {
            keys.push(c.to_ascii_lowercase());
            run += 1;
            continue;
        }
        if is_word_character(c) {
            keys.extend(c.to_lowercase());
            run += 1;
            continue;
        }
        let joins = match c {
            '.' => run == 1 && starts_with_initial(rest.clone()),
            _ if is_apostrophe(c) => {
                run > 0 && rest.clone().next().is_some_and(char::is_alphanumeric)
            }
            _ => is_invisible(c),
        };
        if joins {
            if c == '.' {
                run = 0;
            }
            continue;
        }
        run = 0;
        if keys.len() > start && !keys.ends_with(' ') {
            keys.push(' ');
        }
        if c == '&' {
            keys.push_str("and ");
        }
    }
}

/// Whether a single letter comes, and then no further letter of the same word.
fn starts_with_initial(mut rest: impl Iterator<Item = char>) -> bool {
    rest.next().is_some_and(char::is_alphabetic) && !rest.next().is_some_and(char::is_alphanumeric)
}

/// The readable half of an entity's id: lower-case words joined by hyphens, without accents, in
/// whatever script the name has. A leading "the" is left out.
///
/// ```
/// use comention::gazetteer::slug;
/// assert_eq!(slug("José Ramos-Horta"), "jose-ramos-horta");
/// assert_eq!(slug("The O’Reilly Factor"), "o-reilly-factor");
/// ```
pub fn slug(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    for c in base_letters(name) {
        if is_word_character(c) {
            words.extend(c.to_lowercase());
        } else if !is_invisible(c) && !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
    let words = words.trim_end_matches('-');
    words.strip_prefix("the-").unwrap_or(words).to_owned()
}

/// The characters of `name`, Latin and Greek ones without their accents.
fn base_letters(name: &str) -> impl Iterator<Item = char> + Clone + '_ {
    let mut plain_base = false;
    // NFKD would make an acute accent that serves as apostrophe a space.
    name.chars()
        .map(|c| if c == '´' { '’' } else { c })
        .nfkd()
        .filter(move |&c| {
            let accent = matches!(c, '\u{300}'..='\u{36f}');
            if !accent {
                plain_base = matches!(c, '\0'..='\u{3ff}' | '\u{1e00}'..='\u{1fff}');
            }
            !(accent && plain_base)
        })
        .flat_map(|c| {
            // Letters that Unicode does not decompose, written as the news writes them in English.
            let [first, second] = match c {
                'ø' | 'Ø' => ['o', '\0'],
                'ł' | 'Ł' => ['l', '\0'],
                'đ' | 'Đ' | 'ð' | 'Ð' => ['d', '\0'],
                'ı' => ['i', '\0'],
                'ß' => ['s', 's'],
                'æ' | 'Æ' => ['a', 'e'],
                'œ' | 'Œ' => ['o', 'e'],
                'þ' | 'Þ' => ['t', 'h'],
                _ => [c, '\0'],
            };
            std::iter::once(first).chain((second != '\0').then_some(second))
        })
        .nfc()
}

/// The name in lower case and without accents, with all its marks.
pub(crate) fn without_accents(name: &str) -> String {
    if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        base_letters(name).flat_map(char::to_lowercase).collect()
    }
}

fn is_word_character(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c)) && !is_apostrophe(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '′'
    )
}

/// Characters that a reader does not see: soft hyphen, zero-width space and joiners, byte-order mark.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        let same = [
            (
                "fbi",
                vec!["FBI", "F.B.I.", "the FBI", "The F.B.I.’s", "F.B.I", "FBI's"],
            ),
            ("us", vec!["U.S.", "US", "U.S", "U.S.'s"]),
            (
                "us senate",
                vec!["U.S. Senate", "US Senate", "U.S.Senate", "the U.S.\nSenate"],
            ),
            ("j r", vec!["J. R.", "J R", "J.-R."]),
            ("george hw bush", vec!["George H.W. Bush", "George HW Bush"]),
            ("h r mcmaster", vec!["H. R. McMaster"]),
            ("j crew", vec!["J.Crew", "J. Crew"]),
            (
                "beto orourke",
                vec![
                    "Beto O'Rourke",
                    "Beto O’Rourke",
                    "BETO O'ROURKE",
                    "Beto ORourke",
                ],
            ),
            (
                "mujahedin e khalq",
                vec![
                    "Mujahedin-e-Khalq",
                    "Mujahedin–e Khalq",
                    "mujahedin e khalq",
                ],
            ),
            ("al qaida", vec!["al-Qaida", "Al Qa'ida", "al-Qāʿida"]),
            ("at and t", vec!["AT&T", "AT & T"]),
            ("fox and friends", vec!["Fox & Friends", "Fox and Friends"]),
            (
                "jose eduardo dos santos",
                vec!["José Eduardo dos Santos", "Jose\u{301} Eduardo dos Santos"],
            ),
            ("strauss", vec!["Strauß", "Strauss"]),
            ("lars lokke rasmussen", vec!["Lars Løkke Rasmussen"]),
            (
                "martin luther king jr",
                vec!["Martin Luther King, Jr.", "Martin Luther King Jr"],
            ),
            (
                "alfonse al damato",
                vec!["Alfonse \"Al\" D'Amato", "Alfonse “Al” D’Amato"],
            ),
            ("womens march", vec!["Women's March", "Womens March"]),
            ("democrats", vec!["Democrats'", "Democrats"]),
            ("amazon com inc", vec!["Amazon.com Inc."]),
            ("foxnews", vec!["@FoxNews", "FoxNews"]),
            ("mcdonald", vec!["McDonald's"]),
            ("кремль", vec!["Кремль"]),
            ("the", vec!["The", "the"]),
            ("s", vec!["S", "'s"]),
            ("", vec!["", "...", "’"]),
        ];
        for (key, names) in same {
            for name in names {
                assert_eq!(fold(name), key, "{name:?}");
                assert_eq!(
                    fold(&fold(name)),
                    key,
                    "the key of a key is itself: {name:?}"
                );
            }
        }
    }

    #[test]
    fn names_that_end_in_an_s_keep_it() {
        for name in ["Hughes", "Paris", "Emirates", "James", "CBS", "Moss"] {
            assert_eq!(fold(name), name.to_lowercase());
        }
    }

    #[test]
    fn marks_that_are_letters_are_kept() {
        assert_eq!(slug("Кавказский Узел"), "кавказский-узел");
        assert_eq!(slug("Новый Йорк"), "новый-йорк");
        assert_eq!(slug("조선일보"), "조선일보");
    }

    #[test]
    fn slugs_are_those_of_the_gold_annotation() {
        for (name, expected) in [
            ("John Bolton", "john-bolton"),
            ("The Intercept", "intercept"),
            ("Beto O'Rourke", "beto-o-rourke"),
            (
                "U.S. Immigration and Customs Enforcement",
                "u-s-immigration-and-customs-enforcement",
            ),
            ("AT&T Communications", "at-t-communications"),
            ("U.S. News & World Report", "u-s-news-world-report"),
            ("Macy’s", "macy-s"),
            ("Asunción", "asuncion"),
            ("Herman Baertschiger, Jr.", "herman-baertschiger-jr"),
            ("r/The_Donald", "r-the-donald"),
            (
                "University of California, Berkeley",
                "university-of-california-berkeley",
            ),
            ("Mix 104.9", "mix-104-9"),
            ("…", ""),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }
}
