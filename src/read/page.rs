//! One text that holds several articles: a page on which articles and teasers were collected, each
//! with its own line of author, outlet and day.
//!
//! ```text
//! Title                                          ┐
//! Ann Example, Sample Wire, May 3 2021:… Lead    │ one document
//! Text.                                          ┘
//! ***
//! Also read:                                     ┐
//! Bo Sample, Sample Post, May 2 2021:… Lead      ┘ the next
//! ```
//!
//! A document begins at such a line, or at the headings and pointers right above it, and goes on to
//! the next: the documents' texts, put together, are the whole text. Cutting up what is one text does
//! more harm than leaving a page whole. So there must be at least two such lines with an outlet and a
//! day, each followed by running text, and most of them must say plainly what they are (`split`).
//! What a page says besides its articles becomes marks of the documents (`dress`).

mod dress;
mod lines;

use super::text;
use crate::segment::paragraph::paragraphs;
use crate::{Document, Span};
use lines::{Line, Role};

/// Fewest characters of running text that make an article of what follows a byline.
const SHORTEST_TEXT: usize = 100;
/// Most paragraphs between the beginning of a document and its byline.
const LONGEST_HEAD: usize = 8;

/// The documents of a page in text order, if `text` is one; `dropped` bytes stood before it in its
/// file.
pub(super) fn documents(id: &str, text: &str, dropped: usize) -> Option<Vec<Document>> {
    let lines = lines::read(text, &paragraphs(text))?;
    let leads = leads(text, &lines)?;
    let first = match begin(text, &lines, None, leads[0]) {
        first if body(text, &lines[..first]) < SHORTEST_TEXT => 0,
        _ if is_in_head(text, &lines[leads[0]]) => 0,
        first => first,
    };
    let mut starts: Vec<usize> = leads
        .windows(2)
        .map(|pair| begin(text, &lines, Some(pair[0]), pair[1]))
        .collect();
    starts.insert(0, first);
    let offset = |line: usize| match lines.get(line) {
        Some(_) if line == 0 => 0,
        Some(line) => line.span.start,
        None => text.len(),
    };
    let mut out = Vec::new();
    if first > 0 {
        out.push(text::with_head(text[..offset(first)].to_owned()));
    }
    let headings = dress::Headings::of(text, &lines);
    for (number, &lead) in leads.iter().enumerate() {
        let (from, to) = (
            starts[number],
            *starts.get(number + 1).unwrap_or(&lines.len()),
        );
        let span = Span::new(offset(from), offset(to));
        let own = &lines[from..to];
        out.push(dress::document(text, span, own, lead - from, &headings));
    }
    for (number, document) in out.iter_mut().enumerate() {
        document.id = format!("{id}#{}", number + 1);
        document.source_start += dropped;
    }
    Some(out)
}

/// The lines of the page at which articles begin; `None` where it holds no two.
fn leads(text: &str, lines: &[Line]) -> Option<Vec<usize>> {
    let candidates: Vec<usize> = (0..lines.len())
        .filter(|&at| matches!(lines[at].role, Role::Lead(_)))
        .collect();
    let has_text = |&(number, at): &(usize, usize)| {
        let end = candidates.get(number + 1).copied();
        body(text, &lines[at..end.unwrap_or(lines.len())]) >= SHORTEST_TEXT
    };
    let numbered = candidates.iter().copied().enumerate();
    let leads: Vec<usize> = numbered.filter(has_text).map(|(_, at)| at).collect();
    let plain = |&&at: &&usize| matches!(&lines[at].role, Role::Lead(lead) if lead.plain);
    let plain = leads.iter().filter(plain).count();
    (leads.len() >= 2 && plain * 3 >= leads.len() * 2).then_some(leads)
}

/// How many characters of running text some lines hold.
fn body(text: &str, lines: &[Line]) -> usize {
    let length = |span: Span| span.text(text).chars().count();
    lines
        .iter()
        .map(|line| match &line.role {
            Role::Text => length(line.span),
            Role::Lead(lead) => length(lead.rest),
            _ => 0,
        })
        .sum()
}

/// Whether a byline belongs to the head with which the whole text begins: title, subtitle, byline.
fn is_in_head(text: &str, line: &Line) -> bool {
    text::head_byline(text).is_some_and(|byline| byline.start == line.span.start)
}

/// The line at which the document of a byline begins: after a separator close above, or at the
/// first of the headings and pointers right above it. A heading that stood before is the title of the
/// article above and closes it.
fn begin(text: &str, lines: &[Line], previous: Option<usize>, lead: usize) -> usize {
    let nearest = lead.saturating_sub(LONGEST_HEAD);
    let floor = previous.map_or(nearest, |previous| nearest.max(previous + 1));
    let head = &lines[floor..lead];
    let separator = head.iter().rposition(|line| line.role == Role::Separator);
    if let Some(at) = separator
        && body(text, &head[at + 1..]) < SHORTEST_TEXT
    {
        return floor + at + 1;
    }
    let belongs = |line: &&Line| match line.role {
        Role::Pointer => true,
        Role::Heading => !line.repeated,
        _ => false,
    };
    lead - head.iter().rev().take_while(belongs).count()
}

#[cfg(test)]
mod tests;
