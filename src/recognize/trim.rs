//! The ends of a span, by the rules of [`Mention`](crate::Mention).
//!
//! The tagger learns where names end from examples, and now and then takes a word too many. What the
//! rules keep outside every name can be told from the words alone.

use crate::gazetteer::lexicon::is_honorific;
use crate::{Kind, Span};

use super::score::without_the;

/// The name inside a span: no marks around it, no possessive at its end, no leading "the" unless
/// the name is an outlet's and has it capitalised, no common noun after it, no title before it.
pub(super) fn trimmed(text: &str, span: Span, kind: Kind) -> Option<Span> {
    let mut span = without_possessive(text, without_marks(text, span));
    let before = span;
    if span.text(text).contains(char::is_uppercase) {
        span = without_small_words(text, span, kind);
    }
    if kind == Kind::Person {
        span = without_titles(text, span);
    }
    if span != before {
        span = without_possessive(text, without_marks(text, span));
    }
    if !(kind == Kind::Outlet && span.text(text).starts_with("The")) {
        span = without_the(text, span);
    }
    (!span.is_empty()).then_some(span)
}

fn without_marks(text: &str, span: Span) -> Span {
    let name = span.text(text);
    let start = name.len() - name.trim_start_matches(is_before).len();
    let name = name[start..].trim_end_matches(is_after);
    Span::new(span.start + start, span.start + start + name.len())
}

fn without_possessive(text: &str, span: Span) -> Span {
    let name = span.text(text);
    let head = ["'s", "’s", "'S", "’S"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending));
    head.map_or(span, |head| {
        Span::new(span.start, span.start + head.trim_end().len())
    })
}

/// "Reuters news agency" is `Reuters`, "northern Sinai" is `Sinai`. Works and laws are another matter:
/// "Paris climate accord". A person's small words belong to the surname, and stand before it.
fn without_small_words(text: &str, span: Span, kind: Kind) -> Span {
    let is_small = |word: &str| {
        word.contains(char::is_alphabetic) && !word.contains(|c: char| c.is_uppercase())
    };
    let mut name = span.text(text);
    if kind != Kind::Other {
        while let Some((head, last)) = name.rsplit_once(char::is_whitespace)
            && is_small(last)
            && !(KEPT.contains(&last) && kind != Kind::Person)
        {
            name = head.trim_end();
        }
    }
    let end = span.start + name.len();
    if matches!(kind, Kind::Place | Kind::Organization) {
        while let Some((first, tail)) = name.split_once(char::is_whitespace)
            && is_small(first)
        {
            name = tail.trim_start();
        }
    }
    Span::new(end - name.len(), end)
}

/// Nouns that are part of the name before them in small letters too: "San Matteo hospital".
const KEPT: [&str; 20] = [
    "airport",
    "assembly",
    "bridge",
    "consulate",
    "council",
    "dam",
    "embassy",
    "highway",
    "hospital",
    "island",
    "islands",
    "ministry",
    "party",
    "peninsula",
    "sea",
    "senate",
    "station",
    "strip",
    "university",
    "valley",
];

/// "Princess Cristina" is `Cristina`.
fn without_titles(text: &str, span: Span) -> Span {
    let mut name = span.text(text);
    while let Some((first, tail)) = name.split_once(char::is_whitespace)
        && !NAMES.iter().any(|name| name.eq_ignore_ascii_case(first))
        && is_honorific(first)
        && (tail.contains(char::is_uppercase) || !first.contains(char::is_uppercase))
    {
        name = tail.trim_start();
    }
    Span::new(span.end - name.len(), span.end)
}

/// Titles that are as often the first word of a name.
const NAMES: [&str; 12] = [
    "Baron", "Bishop", "Chief", "Dean", "Duke", "Earl", "Guy", "King", "Major", "Mother", "Sheikh",
    "Sultan",
];

/// Marks that no name begins with.
fn is_before(c: char) -> bool {
    is_after(c) || matches!(c, '(' | '[' | '.' | '!' | '?')
}

/// Marks that no name ends with; some end with a stop or an exclamation mark.
fn is_after(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '•' | '·' | '*' | ',' | ';' | ':' | '-' | '–' | '—' | '/' | '|' | '“' | '‘'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, kind: Kind) -> &str {
        let span = trimmed(text, Span::new(0, text.len()), kind);
        span.map_or("", |span| span.text(text))
    }

    #[test]
    fn marks_possessives_and_a_leading_the_are_outside() {
        assert_eq!(name("(Ann Lee’s,", Kind::Person), "Ann Lee");
        assert_eq!(name("Ann Lee’s", Kind::Person), "Ann Lee");
        assert_eq!(name("“the Senate", Kind::Organization), "Senate");
        assert_eq!(name("The Hill", Kind::Outlet), "The Hill");
        assert_eq!(name("the Hill", Kind::Outlet), "Hill");
        assert_eq!(name("Yahoo!", Kind::Organization), "Yahoo!");
        assert_eq!(name("— •", Kind::Place), "");
    }

    #[test]
    fn common_nouns_around_a_name_are_outside() {
        assert_eq!(name("Reuters news agency’s", Kind::Outlet), "Reuters");
        assert_eq!(name("Maryland’s statehouse", Kind::Place), "Maryland");
        assert_eq!(name("northern Sinai", Kind::Place), "Sinai");
        assert_eq!(
            name("San Matteo hospital", Kind::Organization),
            "San Matteo hospital"
        );
        assert_eq!(
            name("Paris climate accord", Kind::Other),
            "Paris climate accord"
        );
        assert_eq!(name("al-Shabab", Kind::Organization), "al-Shabab");
        // Text without capitals says nothing about capitals.
        assert_eq!(
            name("boston police department", Kind::Organization),
            "boston police department"
        );
    }

    #[test]
    fn titles_are_outside_and_particles_inside() {
        assert_eq!(name("Princess Cristina", Kind::Person), "Cristina");
        assert_eq!(name("Sen. Ann Lee", Kind::Person), "Ann Lee");
        assert_eq!(name("King", Kind::Person), "King");
        assert_eq!(name("Dean Lee", Kind::Person), "Dean Lee");
        assert_eq!(name("de Blasio", Kind::Person), "de Blasio");
        assert_eq!(name("Bashar al-Assad", Kind::Person), "Bashar al-Assad");
        assert_eq!(name("sen. ann lee", Kind::Person), "ann lee");
        assert_eq!(name("SEN. ANN LEE", Kind::Person), "ANN LEE");
        assert_eq!(name("dean lee", Kind::Person), "dean lee");
    }
}
