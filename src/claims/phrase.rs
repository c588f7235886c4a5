//! The words that describe a name and stand before it: "former pitcher Bo Doe", "a lawyer for the city's X".
//!
//! Titles, roles, what a role is of and an article belong to a name's description; what stands before them is
//! the rest of the sentence. Which words are roles tell lists and, for persons, their endings.

use std::sync::LazyLock;

use super::pattern::bit;
use super::sentence::Item;
use super::table::Set;
use crate::Kind;

/// Prepositions that bind a noun to the one before, also where a description of a name is in between.
pub(super) static OF_NOUN: LazyLock<Set> = LazyLock::new(|| Set::of("ofnoun"));
static OF: LazyLock<Set> = LazyLock::new(|| Set::of("of"));
static OFFICE: LazyLock<Set> = LazyLock::new(|| Set::of("office"));
pub(super) static ROLE: LazyLock<Set> = LazyLock::new(|| Set::of("role"));
static MEDIUM: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["medium", "sort"]));
pub(super) static FORMER: LazyLock<Set> = LazyLock::new(|| Set::of("leadmod"));
pub(super) static ARTICLE: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["article", "our"]));
static POSSESSOR: LazyLock<Set> = LazyLock::new(|| Set::of("our"));
static TRANSITIVE: LazyLock<Set> = LazyLock::new(|| Set::of("transitive"));
static NO_ROLE: LazyLock<Set> = LazyLock::new(|| Set::of("norole"));
pub(super) static SAYING: LazyLock<Set> =
    LazyLock::new(|| Set::of_all(&["say", "claim", "tell", "report", "wrote"]));
/// What is never a part of the description of a name.
pub(super) static OUTSIDE: LazyLock<Set> = LazyLock::new(|| {
    Set::of_all(&[
        "prep", "beside", "day", "stop", "aux", "unsure", "belief", "all", "negation", "past",
        "me", "saying",
    ])
});

/// Most words of a description that no list knows.
const UNKNOWN: usize = 3;

/// Where the words that describe a name begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrase {
    pub(super) start: usize,
    /// More than titles and articles were passed.
    pub(super) long: bool,
    /// A role was passed ("attorney", "newspaper").
    pub(super) role: bool,
    /// A plural was passed, which describes no one person ("Senate Democrats").
    pub(super) plural: bool,
    /// Ends with a possessive pronoun beside the name ("her Ann Roe").
    pub(super) bare: bool,
}

/// The description of the name at an item: titles, roles, what a role is of, an article.
pub(super) fn phrase(text: &str, items: &[Item], at: usize) -> Phrase {
    let medium = items[at].kinds & (bit(Kind::Person)) == 0;
    let is_role = |item: &Item| {
        ROLE.has(item.word)
            || medium && MEDIUM.has(item.word)
            || !medium && is_made_like_a_role(item, item.span.text(text))
    };
    let mut phrase = Phrase {
        start: at,
        long: false,
        role: false,
        plural: false,
        bare: false,
    };
    let mut described = false;
    while let Some(before) = phrase.start.checked_sub(1) {
        let item = &items[before];
        let word = item.span.text(text);
        if item.possessive {
            // Whose: a name or a word.
            let Some(owner) = before.checked_sub(1).filter(|&at| items[at].is_inner()) else {
                break;
            };
            phrase.start = owner;
            phrase.long = true;
        } else if item.name.is_some() {
            if !described {
                break;
            }
            phrase.start = before;
            phrase.long = true;
        } else if !item.is_plain() || !word.starts_with(char::is_alphabetic) {
            break;
        } else if ARTICLE.has(item.word) {
            phrase.bare = POSSESSOR.has(item.word) && phrase.start == at;
            phrase.start = before;
            // "Secretary of the Treasury Ann Roe".
            let of = before.checked_sub(1).filter(|&at| OF.has(items[at].word));
            match of.and_then(|of| of.checked_sub(1)) {
                Some(office) if described && OFFICE.has(items[office].word) => {
                    phrase.start = office;
                }
                _ => break,
            }
        } else if is_role(item) {
            phrase.start = before;
            phrase.role = true;
            phrase.long |= !starts_upper(word);
            described = true;
        } else if FORMER.has(item.word) {
            phrase.start = before;
        } else if OF.has(item.word) {
            // "Secretary of State Ann Roe" is a title.
            let office = before.checked_sub(1).map(|at| items[at].word);
            if phrase.start == at || !office.is_some_and(|word| OFFICE.has(word)) {
                break;
            }
            phrase.start = before - 1;
        } else if OUTSIDE.has(item.word) {
            break;
        } else if starts_upper(word) {
            phrase.plural |= is_plural(word);
            phrase.start = before;
            described = true;
        } else if word.len() <= 3 {
            phrase.start = before;
        } else if let Some(start) = office_of(items, before) {
            phrase.start = start;
            phrase.role = true;
            described = true;
        } else if phrase.role {
            let Some(start) = unknown(text, items, before) else {
                break;
            };
            phrase.start = start;
            phrase.long = true;
        } else {
            break;
        }
    }
    phrase
}

/// Where "chief of staff" begins, if the item is its last word.
fn office_of(items: &[Item], at: usize) -> Option<usize> {
    let start = at.checked_sub(2)?;
    (OF.has(items[start + 1].word) && OFFICE.has(items[start].word)).then_some(start)
}

/// Where up to three words before a role begin that can only be a part of its description: an article, a
/// possessive or a preposition stands before them ("of suspended star pitcher Bo Doe").
fn unknown(text: &str, items: &[Item], last: usize) -> Option<usize> {
    let mut start = last;
    loop {
        let item = &items[start];
        let word = item.span.text(text);
        let fits = item.is_plain()
            && !OUTSIDE.has(item.word)
            && !is_speech(item)
            && word.starts_with(char::is_lowercase)
            && !is_plural(word);
        if !fits || last - start >= UNKNOWN {
            return None;
        }
        let before = &items[start.checked_sub(1)?];
        let closed = before.possessive
            || ARTICLE.has(before.word)
            || OF_NOUN.has(before.word)
            || is_speech(before);
        if closed {
            return Some(start);
        }
        // "The man accused actor Bo Doe".
        if is_participle(word) && !before.span.text(text).ends_with("ly") {
            return None;
        }
        start -= 1;
    }
}

/// Whether a word introduces what is said, and has no person as its object.
pub(super) fn is_speech(item: &Item) -> bool {
    SAYING.has(item.word) && !TRANSITIVE.has(item.word)
}

/// Whether a word is made like those that say what somebody is ("striker", "violinist").
pub(super) fn is_made_like_a_role(item: &Item, word: &str) -> bool {
    word.len() > 5
        && ["er", "or", "ist", "ian", "man"]
            .iter()
            .any(|end| word.ends_with(end))
        && word.starts_with(char::is_lowercase)
        && !NO_ROLE.has(item.word)
        && !OUTSIDE.has(item.word)
}

pub(super) fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Whether a word can be a plural: then it is no title or role of one.
pub(super) fn is_plural(word: &str) -> bool {
    word.len() > 4 && word.ends_with('s') && !word.ends_with("ss")
}

pub(super) fn is_participle(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing"))
}
