//! What the paragraphs of a page are: bylines with the text they lead, headings, pointers, separators.

use rustc_hash::FxHashSet;

use crate::gazetteer::Gazetteer;
use crate::read::byline::{self, Byline};
use crate::segment::part::{self, is_heading};
use crate::{Kind, Part, Span};

/// A paragraph of a page.
pub(super) struct Line {
    pub(super) span: Span,
    pub(super) role: Role,
    /// Whether a heading with the same words stands above it.
    pub(super) repeated: bool,
}

/// What a paragraph is there for.
#[derive(PartialEq)]
pub(super) enum Role {
    /// A byline with an outlet or author and a day, alone or in front of text.
    Lead(Box<Lead>),
    /// A byline without a day, as it stands at an article's end.
    Signature(Byline),
    /// `***` and the like.
    Separator,
    /// It could be a title.
    Heading,
    /// It points to another text.
    Pointer,
    /// References, captions, posts.
    Aside,
    /// Running text.
    Text,
}

/// A byline that begins an article.
#[derive(PartialEq)]
pub(super) struct Lead {
    pub(super) says: Byline,
    /// From the paragraph's beginning to the colon or dots in front of the text.
    pub(super) byline: Span,
    /// What follows in the same paragraph; may be empty.
    pub(super) rest: Span,
    /// Whether it can hardly be anything else: dots follow it, it begins with "By", or its outlet is
    /// known as one or called like one.
    pub(super) plain: bool,
}

/// Longest byline in front of a text, in bytes.
const LONGEST_BYLINE: usize = 200;

/// The paragraphs with their roles; `None` where fewer than two are bylines with a day, which is known
/// without looking at the others.
pub(super) fn read(text: &str, paragraphs: &[Span]) -> Option<Vec<Line>> {
    let leads: Vec<Option<Lead>> = paragraphs.iter().map(|&span| lead(text, span)).collect();
    if leads.iter().flatten().count() < 2 {
        return None;
    }
    let parts = part::of_paragraphs(text, paragraphs);
    let mut seen = FxHashSet::default();
    let lines = paragraphs.iter().zip(parts).zip(leads);
    let lines = lines.map(|((&span, part), lead)| {
        let line = span.text(text);
        let role = match lead {
            Some(lead) => Role::Lead(Box::new(lead)),
            None => role(line, part),
        };
        let title = matches!(role, Role::Heading | Role::Pointer).then(|| key(line));
        let repeated = title.is_some_and(|title| !seen.insert(title));
        Line {
            span,
            role,
            repeated,
        }
    });
    Some(lines.collect())
}

/// The words of a line, by which titles are compared.
pub(super) fn key(line: &str) -> String {
    let words = line.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

fn role(line: &str, part: Part) -> Role {
    if is_separator(line) {
        return Role::Separator;
    }
    if let Some(says) = byline::parse(line) {
        return Role::Signature(says);
    }
    match part {
        Part::Related => Role::Pointer,
        Part::Body if is_heading(line) => Role::Heading,
        Part::Body => Role::Text,
        _ => Role::Aside,
    }
}

fn is_separator(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let first = marks.next();
    first.is_some_and(|first| {
        "*-_=~#•·—–+".contains(first) && marks.clone().all(|c| c == first) && marks.count() >= 2
    })
}

/// The byline with which a paragraph begins, if it states author or outlet and the day.
fn lead(text: &str, paragraph: Span) -> Option<Lead> {
    let line = paragraph.text(text);
    let mut limit = line.len().min(LONGEST_BYLINE);
    while !line.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = &line[..limit];
    if !head
        .as_bytes()
        .windows(4)
        .any(|four| four.iter().all(u8::is_ascii_digit))
    {
        return None;
    }
    let whole = (limit == line.len() && !line.ends_with('.')).then_some(limit);
    let ends = head.char_indices().filter_map(|(at, c)| match c {
        ':' | '…' => Some(at),
        '.' if line[at..].starts_with("...") => Some(at),
        // A dash parts a byline from its text only between spaces.
        '—' | '–' | '-' => {
            (line[..at].ends_with(' ') && line[at + c.len_utf8()..].starts_with(' ')).then_some(at)
        }
        _ => None,
    });
    ends.chain(whole).find_map(|end| {
        let says = byline::parse(&line[..end])?;
        let has_day = says.date.as_ref().is_some_and(|date| date.len() == 10);
        let has_name = says.publisher.is_some() || !says.authors.is_empty();
        (has_day && has_name).then_some(())?;
        let rest =
            line[end..].trim_start_matches(|c: char| ":…. ".contains(c) || c.is_whitespace());
        let rest = rest.trim_start_matches(['—', '–', '-']).trim_start();
        let at = line.len() - rest.len();
        let dots = line[end..at].contains('…') || line[end..at].contains("...");
        // "Sample News, May 3 2021: “I never met him.”" says who said it and when.
        let is_quote = !dots && end < limit && rest.starts_with(['"', '“', '„', '«', '‘', '\'']);
        (!is_quote).then_some(())?;
        let plain = dots || is_plain(&says, line);
        Some(Lead {
            plain,
            byline: Span::new(paragraph.start, paragraph.start + at).trimmed(text),
            rest: Span::new(paragraph.start + at, paragraph.end),
            says,
        })
    })
}

fn is_plain(says: &Byline, line: &str) -> bool {
    let is_known = |outlet: &str| {
        let known = Gazetteer::builtin().known(outlet);
        byline::is_called_like_an_outlet(outlet)
            || known
                .into_iter()
                .any(|found| found.entry.kind == Kind::Outlet)
    };
    let signed = line
        .get(..3)
        .is_some_and(|by| by.eq_ignore_ascii_case("by "));
    signed || says.publisher.as_deref().is_some_and(is_known)
}
