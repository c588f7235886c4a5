//! What a page says of an article besides its text: title, byline, headings that are not its own.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::lines::{Line, Role, key};
use crate::{Document, Part, Provenance, Span};

/// Longest heading at the end of a paragraph, in bytes.
const LONGEST_END: usize = 300;

/// The headings of a page, and what its leading paragraphs end with.
pub(super) struct Headings {
    lines: BTreeSet<String>,
    ends: FxHashMap<String, usize>,
}

impl Headings {
    pub(super) fn of(text: &str, lines: &[Line]) -> Self {
        let mut headings = Headings {
            lines: BTreeSet::new(),
            ends: FxHashMap::default(),
        };
        for line in lines {
            match &line.role {
                Role::Heading | Role::Pointer => {
                    headings.lines.insert(key(line.span.text(text)));
                }
                Role::Lead(lead) => {
                    if let Some(end) = ends(text, lead.rest).pop() {
                        *headings.ends.entry(key(end.text(text))).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        headings
    }

    /// The heading that is repeated at the end of a paragraph, after its last sentence: one of the
    /// page, or its beginning, or one with which other paragraphs end too.
    fn at_end_of(&self, text: &str, paragraph: Span) -> Option<Span> {
        ends(text, paragraph).into_iter().find(|end| {
            let words = key(end.text(text));
            words.contains(' ')
                && (self.ends.get(&words).is_some_and(|&times| times >= 2) || self.begins(&words))
        })
    }

    fn begins(&self, words: &str) -> bool {
        let longer = format!("{words} ");
        self.lines.contains(words)
            || self
                .lines
                .range(longer.clone()..)
                .next()
                .is_some_and(|heading| heading.starts_with(&longer))
    }
}

/// What stands after each mark that can end a sentence, near the end of a paragraph; the longest
/// first. Nothing where the paragraph ends with such a mark.
fn ends(text: &str, paragraph: Span) -> Vec<Span> {
    let line = paragraph.text(text);
    let mut from = line.len().saturating_sub(LONGEST_END);
    while !line.is_char_boundary(from) {
        from += 1;
    }
    let closes = |c: char| ".!?…”\"".contains(c);
    if line.ends_with(closes) {
        return Vec::new();
    }
    let marks = line[from..].char_indices().filter(|&(_, c)| closes(c));
    let ends = marks.map(|(at, c)| {
        let start = paragraph.start + from + at + c.len_utf8();
        Span::new(start, paragraph.end).trimmed(text)
    });
    ends.filter(|end| !end.text(text).starts_with(closes) && !end.is_empty())
        .collect()
}

/// The document that `span` of the page holds, whose lines and byline are given.
pub(super) fn document(
    text: &str,
    span: Span,
    lines: &[Line],
    lead: usize,
    headings: &Headings,
) -> Document {
    let Role::Lead(own) = &lines[lead].role else {
        return Document::default();
    };
    let end = headings.at_end_of(text, own.rest);
    let title = title(text, lines, lead, end);
    let mut marks: Vec<(Span, Part)> = Vec::new();
    let mut authors = own.says.authors.clone();
    for line in lines {
        match &line.role {
            Role::Heading if Some(line.span) != title => marks.push((line.span, Part::Heading)),
            Role::Signature(says) if !says.authors.is_empty() => {
                marks.push((line.span, Part::Byline));
                if authors.is_empty() {
                    authors.clone_from(&says.authors);
                }
            }
            Role::Lead(lead) => {
                // A byline without text of its own stands for none.
                let other = (lead.byline != own.byline).then_some((lead.byline, Part::Byline));
                marks.extend(other);
                let end = headings.at_end_of(text, lead.rest);
                marks.extend(end.map(|end| (end, Part::Heading)));
            }
            _ => {}
        }
    }
    let within = |part: Span| Span::new(part.start - span.start, part.end - span.start);
    Document {
        provenance: Provenance {
            publisher: own.says.publisher.clone(),
            authors,
            date: own.says.date.clone(),
            title: title.map(|title| title.text(text).to_owned()),
            ..Provenance::default()
        },
        title: title.map(within),
        byline: Some(within(own.byline)),
        marks: marks
            .into_iter()
            .map(|(mark, part)| (within(mark), part))
            .collect(),
        source_start: span.start,
        text: span.text(text).to_owned(),
        ..Document::default()
    }
}

/// The line that is the title: the one near the byline that the leading paragraph repeats at its end,
/// or else the one right above the byline.
fn title(text: &str, lines: &[Line], lead: usize, end: Option<Span>) -> Option<Span> {
    let could_be = |line: &&Line| matches!(line.role, Role::Heading | Role::Pointer);
    let after = lines[lead + 1..].iter().take_while(could_be);
    let near: Vec<&Line> = lines[..lead].iter().filter(could_be).chain(after).collect();
    let repeated = end.and_then(|end| {
        let words = key(end.text(text));
        let longer = format!("{words} ");
        let keys = || near.iter().map(|line| (line, key(line.span.text(text))));
        let same = keys().find(|(_, key)| *key == words);
        same.or_else(|| keys().find(|(_, key)| key.starts_with(&longer)))
            .map(|(line, _)| line.span)
    });
    let above = || {
        let line = lines[..lead].last()?;
        (line.role == Role::Heading).then_some(line.span)
    };
    repeated.or_else(above)
}
