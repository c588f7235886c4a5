//! Outlets that the document calls so: "the newspaper El Balagh", "Rudaw TV channel".
//!
//! The noun beside a name says what the tagger cannot know of a paper that it never saw. In the annotated
//! training articles nearly all names so called are outlets; those that are not are places and peoples ("an
//! Ohio newspaper"), which are left alone.

use rustc_hash::FxHashSet;

use crate::{Document, Kind, Mention, Origin};

/// What an outlet is called right before its name.
const BEFORE: [&str; 15] = [
    "broadcaster",
    "magazine",
    "news agency",
    "news channel",
    "news outlet",
    "news portal",
    "news site",
    "news website",
    "newspaper",
    "radio station",
    "tabloid",
    "television channel",
    "television station",
    "tv channel",
    "tv station",
];

/// What it is called right behind.
const BEHIND: [&str; 11] = [
    "magazine",
    "news agency",
    "news channel",
    "news portal",
    "newspaper",
    "radio station",
    "tabloid",
    "television channel",
    "television station",
    "tv channel",
    "tv station",
];

/// How sure such an outlet is at least.
const SURE: f32 = 0.8;

/// Makes outlets of the organizations and persons that are called so, wherever the document names them.
pub(super) fn settle(document: &Document, mentions: &mut [Mention]) {
    let text = document.text.as_str();
    let may_be = |mention: &Mention| {
        matches!(mention.kind, Kind::Organization | Kind::Person)
            && mention.origin != Origin::Gazetteer
    };
    let called: FxHashSet<&str> = (mentions.iter())
        .filter(|mention| may_be(mention))
        .filter(|mention| {
            is_called(&text[..mention.span.start]) || calls(&text[mention.span.end..])
        })
        .map(|mention| mention.span.text(text))
        .collect();
    if called.is_empty() {
        return;
    }
    for mention in mentions {
        if may_be(mention) && called.contains(mention.span.text(text)) {
            mention.kind = Kind::Outlet;
            mention.score = mention.score.max(SURE);
            mention.origin = Origin::Rule;
        }
    }
}

/// Whether the text before a name ends in what an outlet is called.
fn is_called(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '“', '‘', '\'']);
    let Some(before) = before.strip_suffix(' ') else {
        return false;
    };
    BEFORE.iter().any(|noun| {
        let start = before.len().checked_sub(noun.len());
        let tail = start.and_then(|start| Some((before.get(start..)?, &before[..start])));
        tail.is_some_and(|(tail, rest)| {
            tail.eq_ignore_ascii_case(noun) && !rest.ends_with(char::is_alphanumeric)
        })
    })
}

/// Whether the text behind a name begins with what an outlet is called.
fn calls(behind: &str) -> bool {
    let behind = behind.trim_start_matches(['"', '”', '’', '\'']);
    let Some(behind) = behind.strip_prefix(' ') else {
        return false;
    };
    BEHIND.iter().any(|noun| {
        let head = behind.get(..noun.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(noun))
            && !behind[noun.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, mentions_of};
    use super::*;
    use crate::segment;

    fn kinds(text: &str, words: &[(&str, Kind)]) -> Vec<Kind> {
        let document = document(text);
        let mut mentions = mentions_of(&document, &segment(&document), words);
        settle(&document, &mut mentions);
        mentions.iter().map(|m| m.kind).collect()
    }

    #[test]
    fn a_name_that_is_called_a_newspaper_is_an_outlet() {
        assert_eq!(
            kinds(
                "He owned the newspaper \"El Balagh\".",
                &[("El Balagh", Kind::Person)]
            ),
            [Kind::Outlet]
        );
        assert_eq!(
            kinds(
                "The Liberta newspaper closed.",
                &[("Liberta", Kind::Organization)]
            ),
            [Kind::Outlet]
        );
    }

    #[test]
    fn a_place_and_what_merely_stands_near_are_none() {
        for (text, name, kind) in [
            ("An Ohio newspaper said so.", "Ohio", Kind::Place),
            (
                "She wrote to the newspaper, Gina said.",
                "Gina",
                Kind::Person,
            ),
            ("The wallpapernewspaper Gina left.", "Gina", Kind::Person),
            ("Gina newspapers left.", "Gina", Kind::Person),
        ] {
            assert_eq!(kinds(text, &[(name, kind)]), [kind], "{text}");
        }
    }
}
