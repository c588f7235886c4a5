//! Names in the order of reference lists: "Okafor, Chidi. Names in the News. 2018."
//!
//! The tagger has seen few of them and takes the surname for one name and what follows for another.
//! At the start of a line that reads like a reference the two are one.

use super::is_given;
use crate::{Document, Kind, Mention, Origin, Segmentation, Span};

/// A surname is looked for in so many bytes.
const LONGEST: usize = 80;

/// Joins them. `mentions` are in text order.
pub(super) fn join(document: &Document, segmentation: &Segmentation, mentions: &mut Vec<Mention>) {
    let text = document.text.as_str();
    let mut out: Vec<Mention> = Vec::with_capacity(mentions.len());
    for mut mention in mentions.drain(..) {
        let sentence = segmentation.sentences[mention.sentence].span;
        if let Some(surname) = surname_before(text, sentence, &mention) {
            let is_free = out.last().is_none_or(|m| m.span.end <= surname.start);
            let is_person = out
                .last()
                .is_some_and(|m| m.span == surname && m.kind == Kind::Person);
            if is_person {
                out.pop();
            }
            if is_person || is_free && begins_given(mention.span.text(text)) {
                mention.span.start = surname.start;
                mention.origin = Origin::Rule;
            }
        }
        out.push(mention);
    }
    *mentions = out;
}

/// The surname at the start of the line, if the given names after it and the line read like a reference.
fn surname_before(text: &str, sentence: Span, mention: &Mention) -> Option<Span> {
    if mention.kind != Kind::Person {
        return None;
    }
    let mut from = sentence
        .start
        .max(mention.span.start.saturating_sub(LONGEST));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let head = text.get(from..mention.span.start)?.strip_suffix(", ")?;
    let start = head.rfind('\n').map_or(0, |at| at + 1);
    let mark = list_mark(&head[start..]);
    let (start, line) = (start + mark, start);
    let surname = &head[start..];
    let is_surname = surname.split(' ').count() <= 3
        && surname.chars().next_back().is_some_and(char::is_alphabetic)
        && surname.contains(char::is_uppercase)
        && surname
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'));
    let (start, line) = (from + start, from + line);
    let is_line = text[..line].trim_end_matches(' ').ends_with('\n') || line == 0;
    if !is_surname || !is_line {
        return None;
    }
    let given = mention.span.text(text);
    let rest = text[mention.span.end..]
        .split('\n')
        .next()
        .unwrap_or_default();
    // A number in square brackets says more than a year that this is a reference: "[4] Okafor, Chidi, Names".
    let is_numbered = text[line..start].starts_with('[')
        && (rest.strip_prefix(", ")).is_some_and(|title| title.starts_with(char::is_uppercase));
    let ends = given.ends_with('.')
        || is_numbered
        || rest.starts_with(['.', ';'])
        || rest.starts_with(" (")
        || rest.starts_with(", ") && begins_given(given);
    let span = Span::new(start, start + surname.len());
    (ends && is_reference(rest)).then_some(span)
}

/// The length of the number that an entry of a list begins with: "[4] ", "4. ", "(4) ".
fn list_mark(line: &str) -> usize {
    let number = line.trim_start_matches(['[', '(']);
    let after = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let mark = after.trim_start_matches([']', ')', '.']).strip_prefix(' ');
    match mark {
        Some(rest) if after.len() < number.len() && number.len() - after.len() < 4 => {
            line.len() - rest.len()
        }
        _ => 0,
    }
}

/// Whether its first word is known as a given name.
fn begins_given(name: &str) -> bool {
    name.split(' ').next().is_some_and(is_given)
}

/// Whether a year of publication is in it.
fn is_reference(line: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric()).any(|w| {
        w.len() == 4 && (w.starts_with("19") || w.starts_with("20")) && w.parse::<u16>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, mentions_of};
    use super::*;
    use crate::segment;

    fn joined(text: &str, words: &[&str]) -> Vec<String> {
        let document = document(text);
        let segmentation = segment(&document);
        let persons: Vec<_> = words.iter().map(|&word| (word, Kind::Person)).collect();
        let mut mentions = mentions_of(&document, &segmentation, &persons);
        join(&document, &segmentation, &mut mentions);
        mentions
            .iter()
            .map(|m| m.text(&document).to_owned())
            .collect()
    }

    #[test]
    fn surname_and_given_names_of_a_reference_are_one_name() {
        let text = "References\n\nOkafor, Chidi. Names in the News. Lagos, 2018.\n\n\
                    van Dyke, Ann M. “Lists.” 1999.";
        assert_eq!(
            joined(text, &["Okafor", "Chidi", "van Dyke", "Ann M."]),
            ["Okafor, Chidi", "van Dyke, Ann M."]
        );
        assert_eq!(
            joined(
                "Notes\n[4] Okafor, Chidi, Names in the News, June 2018.",
                &["Okafor", "Chidi"]
            ),
            ["Okafor, Chidi"]
        );
        // A surname that was overlooked, before a name that is none but a given one.
        assert_eq!(
            joined("Masters, Jonathan. Groups. 2014.", &["Jonathan"]),
            ["Masters, Jonathan"]
        );
    }

    #[test]
    fn persons_in_a_row_stay_apart() {
        for text in [
            "Okafor, Brandt and Lee left in 2018.",
            "Okafor, Brandt, and Lee left in 2018.",
            "It was said by Okafor, Brandt. In 2018 they left.",
            "Okafor, Brandt. They left.",
            "1. Okafor, Brandt, and Lee left in 2018.",
            "[1] Okafor, Brandt, and Lee left in 2018.",
        ] {
            assert_eq!(
                joined(text, &["Okafor", "Brandt"]),
                ["Okafor", "Brandt"],
                "{text}"
            );
        }
        assert_eq!(
            joined("However, Brandt. That was 2018.", &["Brandt"]),
            ["Brandt"]
        );
    }
}
