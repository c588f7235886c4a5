//! Names that a page's lost line breaks glued to what follows.
//!
//! Where a list of links loses its breaks, a person's full name and the next headline become one
//! text: "Ann Lee Ann Maria LeeOvernight Health Care". A capital inside a word does not tell it, since
//! names have them too ("McConnell", "YouTube", "Lee2020"). That the same surname stands a few words
//! before, followed by the name in full, does; so does a full name behind the surname of somebody whom the
//! document, or the table of known names, has elsewhere: "LeeRobert Okafor".

use rustc_hash::FxHashMap;

use super::{is_given, last_words_of_persons};
use crate::gazetteer::Gazetteer;
use crate::{Document, Kind, Mention, Origin, Segmentation, Span};

/// So many words back the surname must have stood by itself.
const NEAR: usize = 8;

/// Shorter beginnings ("Mc", "La") are part of a surname.
const SHORTEST: usize = 3;

/// Longer ones, in bytes, are no surname; a word of a megabyte takes no longer than it must.
const LONGEST: usize = 60;

/// What words are made of a name with: "LeeCare" is what Lee proposed.
const COMPOUNDS: [&str; 5] = ["Care", "Gate", "Land", "Nation", "World"];

/// What a mention of an organization is glued to is taken for its name from this score on.
const SURE: f32 = 0.5;

/// Divides the mentions in which a name is glued to something. `mentions` are in text order.
pub(super) fn divide(
    gazetteer: &Gazetteer,
    document: &Document,
    segmentation: &Segmentation,
    mentions: &mut Vec<Mention>,
) {
    let text = document.text.as_str();
    if !mentions.iter().any(|m| has_border(m.span.text(text))) {
        return;
    }
    let kinds: FxHashMap<&str, Kind> = mentions
        .iter()
        .map(|m| (m.span.text(text), m.kind))
        .collect();
    let surnames = last_words_of_persons(text, mentions);
    let is_person = |surname: &str| {
        surnames.contains(surname)
            || (gazetteer.known(surname)).any(|known| known.entry.kind == Kind::Person)
    };
    let border = |m: &Mention| {
        border(text, segmentation.sentences[m.sentence].span, m.span)
            .or_else(|| between_two(text, m.span, is_person))
    };
    let mut out: Vec<Mention> = Vec::with_capacity(mentions.len() + 4);
    // A given name whose surname is the next mention.
    let mut given: Option<Span> = None;
    for mention in mentions.iter() {
        let mut mention = mention.clone();
        if let Some(given) = given.take()
            && mention.kind == Kind::Person
            && text.get(given.end..mention.span.start) == Some(" ")
        {
            mention.span.start = given.start;
        }
        let Some(Border {
            start,
            end,
            repeated,
        }) = border(&mention)
        else {
            out.push(mention);
            continue;
        };
        let part = |span: Span, kind: Kind| Mention {
            span,
            kind,
            origin: Origin::Rule,
            ..mention.clone()
        };
        out.extend(repeated.map(|span| part(span, Kind::Person)));
        out.push(part(Span::new(start, end), Kind::Person));
        let rest = Span::new(end, mention.span.end);
        let form = rest.text(text);
        let kind = kinds.get(form).copied().or_else(|| {
            if mention.kind != Kind::Person {
                return (form.contains(' ') && mention.score >= SURE).then_some(mention.kind);
            }
            is_full(form).then_some(Kind::Person)
        });
        given = (kind.is_none() && is_given(form)).then_some(rest);
        out.extend(kind.map(|kind| part(rest, kind)));
    }
    *mentions = out;
}

/// Whether it is a known given name and a word with a capital, or more.
fn is_full(form: &str) -> bool {
    let parts = form.split_once(' ');
    parts.is_some_and(|(first, rest)| is_given(first) && rest.starts_with(char::is_uppercase))
}

/// Whether a small letter stands before a capital or a digit.
fn has_border(form: &str) -> bool {
    let mut before = None;
    form.chars().any(|c| {
        let small = before.replace(c).is_some_and(char::is_lowercase);
        small && (c.is_uppercase() || c.is_ascii_digit())
    })
}

/// Where the surname of one person ends and another's full name begins: "LeeRobert Okafor", "Ann LeeRobert Okafor".
fn between_two(text: &str, mention: Span, is_person: impl Fn(&str) -> bool) -> Option<Border> {
    let form = mention.text(text);
    let mut small = false;
    for (at, c) in form.char_indices() {
        if small && c.is_uppercase() && is_full(&form[at..]) {
            let name = &form[..at];
            let surname = name.rsplit(' ').next().unwrap_or(name);
            let length = surname.chars().count();
            return (length >= SHORTEST && surname.len() <= LONGEST && is_person(surname))
                .then_some(Border {
                    start: mention.start,
                    end: mention.start + at,
                    repeated: None,
                });
        }
        small = c.is_lowercase();
    }
    None
}

/// Where a name in a mention ends without a space after it.
struct Border {
    /// Where the name begins.
    start: usize,
    /// Where it ends, and something else begins.
    end: usize,
    /// The same person's name before it, if the mention holds both.
    repeated: Option<Span>,
}

/// The first place inside a word of the mention where a name ends that was called by its surname just
/// before.
fn border(text: &str, sentence: Span, mention: Span) -> Option<Border> {
    let form = mention.text(text);
    let mut chars = form.char_indices().peekable();
    let mut word = 0;
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            word = at + c.len_utf8();
        }
        let Some(&(end, next)) = chars.peek() else {
            break;
        };
        if !c.is_lowercase() || !(next.is_uppercase() || next.is_ascii_digit()) {
            continue;
        }
        if end - word > LONGEST {
            continue;
        }
        let surname = &form[word..end];
        let rest = form[end..].split(char::is_whitespace).next();
        if surname.chars().count() < SHORTEST || rest.is_some_and(|r| COMPOUNDS.contains(&r)) {
            continue;
        }
        let before = Span::new(sentence.start, mention.start + word);
        if let Some(stood) = stood_before(text, before, surname) {
            let is_inside = stood > mention.start;
            let from = if is_inside { stood } else { mention.start };
            let name = &text[from..mention.start + end];
            let name = match name.split_once(')') {
                Some((head, tail)) if !head.contains('(') => tail,
                _ => name,
            };
            return Some(Border {
                start: mention.start + end - name.trim_start().len(),
                end: mention.start + end,
                repeated: is_inside.then(|| Span::new(mention.start, stood)),
            });
        }
    }
    None
}

/// Where the surname ends among the last words of a span, if nothing but a given name or more, each
/// with a capital, stands between it and the end.
fn stood_before(text: &str, within: Span, surname: &str) -> Option<usize> {
    let mut rest = within.text(text);
    for number in 0..NEAR {
        rest = rest.trim_end();
        let word = rest.rsplit(char::is_whitespace).next()?;
        let end = within.start + rest.len();
        let name = word.trim_matches(|c: char| !c.is_alphanumeric());
        if name == surname {
            return (number > 0 && word.ends_with(name)).then_some(end);
        }
        if !name.starts_with(char::is_uppercase) {
            return None;
        }
        rest = &rest[..rest.len() - word.len()];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::after;
    use super::*;

    fn divided(text: &str, words: &[(&str, Kind)]) -> Vec<String> {
        let divide =
            |document: &Document, segmentation: &Segmentation, mentions: &mut Vec<Mention>| {
                divide(Gazetteer::builtin(), document, segmentation, mentions)
            };
        after(divide, text, words)
    }

    #[test]
    fn a_headline_glued_to_a_full_name_is_cut_off() {
        assert_eq!(
            divided(
                "Sen. Ann Lee Ann Maria LeeOvernight Health Care won",
                &[
                    ("Ann Lee", Kind::Person),
                    ("Ann Maria LeeOvernight", Kind::Person)
                ],
            ),
            ["person Ann Lee", "person Ann Maria Lee"]
        );
        assert_eq!(
            divided(
                "Ann Lee Ann Maria Lee2020 race",
                &[("Ann Maria Lee2020", Kind::Person)]
            ),
            ["person Ann Maria Lee"]
        );
    }

    #[test]
    fn two_names_in_one_mention_and_a_rest_of_a_nickname_are_put_right() {
        assert_eq!(
            divided(
                "Ann Lee Ann Maria LeeTo win",
                &[("Ann Lee Ann Maria LeeTo", Kind::Person)]
            ),
            ["person Ann Lee", "person Ann Maria Lee"]
        );
        assert_eq!(
            divided(
                "Al Ray Albert (Al) Otto RayTo win",
                &[("Al) Otto RayTo", Kind::Person)]
            ),
            ["person Otto Ray"]
        );
    }

    #[test]
    fn a_name_that_follows_without_a_space_is_one() {
        let text = "Ann Lee Ann Maria LeeRobert Parnas left";
        assert_eq!(
            divided(text, &[("Ann Maria LeeRobert Parnas", Kind::Person)]),
            ["person Ann Maria Lee", "person Robert Parnas"]
        );
        let text = "Quito: Ann McRay Ann Maria McRayQuito fell";
        let glued = ("Ann Maria McRayQuito", Kind::Organization);
        assert_eq!(
            divided(text, &[("Quito", Kind::Place), glued]),
            ["place Quito", "person Ann Maria McRay", "place Quito"]
        );
        assert_eq!(divided(text, &[glued]), ["person Ann Maria McRay"]);
    }

    #[test]
    fn a_full_name_glued_to_a_surname_that_is_known_is_divided() {
        let glued = ("LeeRobert Okafor", Kind::Person);
        assert_eq!(
            divided(
                "Ann Lee left. LeeRobert Okafor",
                &[("Ann Lee", Kind::Person), glued]
            ),
            ["person Ann Lee", "person Lee", "person Robert Okafor"]
        );
        // Nobody is called Lee here.
        assert_eq!(
            divided("See LeeRobert Okafor", &[glued]),
            ["person LeeRobert Okafor"]
        );
    }

    #[test]
    fn a_given_name_that_was_cut_off_goes_to_the_surname_behind_it() {
        let text = "Ann Lee Ann Maria LeeRobert Okafor left";
        let words = [
            ("Ann Maria LeeRobert", Kind::Person),
            ("Okafor", Kind::Person),
        ];
        assert_eq!(
            divided(text, &words),
            ["person Ann Maria Lee", "person Robert Okafor"]
        );
    }

    #[test]
    fn capitals_inside_words_divide_no_name_by_themselves() {
        for (text, name) in [
            ("Cindy Mc and John McCain left", "John McCain"),
            ("He read YouTube and BuzzFeed", "YouTube"),
            ("Obama Says ObamaCare Works", "ObamaCare"),
            ("Lee opposes what Ann Lee2020 said", "Ann Lee2020"),
            ("Lee LeeTo", "LeeTo"),
            ("The Hill met Tony DeSantis", "Tony DeSantis"),
        ] {
            let whole = format!("person {name}");
            assert_eq!(divided(text, &[(name, Kind::Person)]), [whole], "{text}");
        }
    }
}
