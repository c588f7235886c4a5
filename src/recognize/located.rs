//! Places that the document calls so: "the town of Setrovi", "Dewanganj upazila".
//!
//! The smaller places of the world are in no list and beside no known word, so the tagger takes them for
//! persons or organizations, or overlooks them. What stands after "town of" or before "district" is a place
//! in all annotated training articles.

use super::{insert, small_word};
use crate::{Document, Kind, Mention, Origin, Segmentation, Span};

/// What stands right before the name of a place, and before nothing else that has a name.
const BEFORE: [&str; 23] = [
    "capital of",
    "city of",
    "district of",
    "east of",
    "governor of",
    "governorate of",
    "island of",
    "mayor of",
    "municipality of",
    "neighborhood of",
    "neighbourhood of",
    "north of",
    "outskirts of",
    "province of",
    "region of",
    "south of",
    "suburb of",
    "town of",
    "towns of",
    "township of",
    "village of",
    "villages of",
    "west of",
];

/// What stands right behind it.
const BEHIND: [&str; 12] = [
    "constituency",
    "district",
    "governorate",
    "municipality",
    "neighbourhood",
    "prefecture",
    "province",
    "suburb",
    "town",
    "township",
    "upazila",
    "village",
];

/// Words with a capital that stand before such a noun and are no name.
const DETERMINERS: [&str; 20] = [
    "A", "All", "An", "Another", "Any", "Each", "Every", "Her", "His", "Its", "My", "No", "One",
    "Our", "Some", "That", "The", "Their", "This", "Your",
];

/// How sure such a place is.
const SCORE: f32 = 0.8;

/// Makes places of what is called so, and adds those that were overlooked. `mentions` are in text order and
/// stay so.
pub(super) fn settle(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &mut Vec<Mention>,
) {
    let text = document.text.as_str();
    for mention in mentions.iter_mut() {
        let before = is_before(&text[..mention.span.start]);
        let may_be = match mention.kind {
            Kind::Organization | Kind::Person => true,
            // "Chinese province", but "the town of Olm".
            Kind::Other => before,
            Kind::Place | Kind::Outlet => false,
        };
        if may_be
            && mention.origin != Origin::Gazetteer
            && (before || is_behind(&text[mention.span.end..]))
        {
            mention.kind = Kind::Place;
            mention.score = mention.score.min(SCORE);
            mention.origin = Origin::Rule;
        }
    }
    let mut added = Vec::new();
    let mut at = 0;
    for (number, sentence) in segmentation.sentences.iter().enumerate() {
        let tokens = &segmentation.tokens[sentence.tokens.clone()];
        let mut end = 0;
        for (place, token) in tokens.iter().enumerate() {
            let form = token.span.text(text);
            if token.span.start < end || !is_name(form) {
                continue;
            }
            while mentions
                .get(at)
                .is_some_and(|m| m.span.end <= token.span.start)
            {
                at += 1;
            }
            let next = mentions.get(at).map_or(usize::MAX, |m| m.span.start);
            let run = (tokens[place..].iter())
                .take_while(|t| t.span.end <= next && is_name(t.span.text(text)));
            let Some(last) = run.last() else { continue };
            let span = Span::new(token.span.start, last.span.end);
            end = span.end;
            let follows = place > 0
                && tokens[place - 1].span.text(text) == "of"
                && is_before(&text[..span.start]);
            let alone = place == 0 || !is_name(tokens[place - 1].span.text(text));
            let precedes =
                alone && span == token.span && next > span.end && is_behind(&text[span.end..]);
            if follows || precedes {
                added.push(Mention {
                    span,
                    sentence: number,
                    kind: Kind::Place,
                    score: SCORE,
                    origin: Origin::Rule,
                });
            }
        }
    }
    insert(mentions, added);
}

/// Whether a word looks like part of a name.
fn is_name(form: &str) -> bool {
    form.len() >= 3
        && form.starts_with(char::is_uppercase)
        && form.contains(char::is_lowercase)
        && form.chars().all(char::is_alphabetic)
        && DETERMINERS.binary_search(&form).is_err()
}

/// Whether the text before a name ends in what stands before places.
fn is_before(before: &str) -> bool {
    let Some(before) = before.strip_suffix(' ').filter(|b| b.ends_with("of")) else {
        return false;
    };
    BEFORE.iter().any(|words| {
        before
            .strip_suffix(words)
            .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    })
}

/// Whether the text behind a name begins with what stands behind places.
fn is_behind(behind: &str) -> bool {
    let Some(word) = small_word(behind) else {
        return false;
    };
    let rest = &behind[1 + word.len()..];
    // "Roe district attorney": the attorney's name is another.
    BEHIND.binary_search(&word).is_ok() && !rest.starts_with('-') && !rest.starts_with(" attorney")
}

#[cfg(test)]
mod tests {
    use super::super::tests::after;
    use super::*;

    fn settled(text: &str, words: &[(&str, Kind)]) -> Vec<String> {
        after(settle, text, words)
    }

    #[test]
    fn what_is_called_a_town_or_a_district_is_a_place() {
        assert_eq!(
            settled(
                "They left the town of Setrovi for Olmganj upazila.",
                &[("Setrovi", Kind::Person), ("Olmganj", Kind::Organization)]
            ),
            ["place Setrovi", "place Olmganj"]
        );
    }

    #[test]
    fn a_place_that_was_overlooked_is_added() {
        assert_eq!(
            settled(
                "Olmganj district lies near the village of San Setrovi in May.",
                &[]
            ),
            ["place Olmganj", "place San Setrovi"]
        );
    }

    #[test]
    fn people_and_determiners_are_no_places() {
        for text in [
            "The district grew.",
            "This village is small.",
            "The heart of Setrovi beats.",
            "Olmganj districts grew.",
        ] {
            assert_eq!(settled(text, &[("zzz", Kind::Other); 0]), [""; 0], "{text}");
        }
        assert_eq!(
            settled("A Syrian town fell.", &[("Syrian", Kind::Other)]),
            ["other Syrian"]
        );
    }
}
