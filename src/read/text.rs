//! Plain text: one file is one document, unless it is a page of several articles (`page`).
//!
//! Its head may say where it comes from: a title in the first line, then a line with author, outlet
//! and day. What is not plainly there is not guessed.

use crate::{Document, Provenance, Span, Warning};

use super::source::{Source, all, one};
use super::{Items, byline, page, problem};

/// Longest title, in characters.
const LONGEST_TITLE: usize = 200;
/// Longest line that may stand between title and byline (a subtitle), in characters.
const LONGEST_SUBTITLE: usize = 300;

/// Reads the whole stream: one document, or those of a page.
pub(super) fn items(source: Source) -> Items {
    match documents(source) {
        Ok((documents, note)) => all(note
            .into_iter()
            .map(Err)
            .chain(documents.into_iter().map(Ok))
            .collect()),
        Err(warning) => one(Err(warning)),
    }
}

fn documents(mut source: Source) -> Result<(Vec<Document>, Option<Warning>), Warning> {
    let config = source.context.config.clone();
    let dropped = source.opened.dropped;
    let (text, note) = source.text(config.longest_text, "text", |_| None)?;
    let Source { name, place, .. } = source;
    if text.contains('\0') {
        return Err(problem::skipped(&place, "binary file, not text"));
    }
    if text.trim().is_empty() {
        return Err(problem::skipped(&place, "empty file"));
    }
    let long = text
        .split('\n')
        .position(|line| line.len() >= config.longest_line);
    if let Some(line) = long {
        let place = format!("{place}:{}", line + 1);
        return Err(problem::too_long(&place, "line", config.longest_line));
    }
    if let Some(documents) = page::documents(&name, &text, dropped) {
        return Ok((documents, note));
    }
    let document = Document {
        id: name,
        source_start: dropped,
        ..with_head(text)
    };
    Ok((vec![document], note))
}

/// A document without an id, with what its head says of it.
pub(super) fn with_head(text: String) -> Document {
    let head = head(&text);
    let byline = head.byline.and_then(|span| byline::parse(span.text(&text)));
    let byline = byline.unwrap_or_default();
    Document {
        provenance: Provenance {
            publisher: byline.publisher,
            authors: byline.authors,
            date: byline.date,
            title: head.title.map(|span| span.text(&text).to_owned()),
            ..Provenance::default()
        },
        title: head.title,
        byline: head.byline,
        text,
        ..Document::default()
    }
}

/// The byline in the head of a text.
pub(super) fn head_byline(text: &str) -> Option<Span> {
    head(text).byline
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Head {
    title: Option<Span>,
    byline: Option<Span>,
}

/// The title and byline with which a text begins.
fn head(text: &str) -> Head {
    let is_byline = |line: &Line| byline::parse(line.span.text(text)).is_some();
    let mut lines = Line::of(text);
    let mut head = Head::default();
    let Some(first) = lines.next() else {
        return head;
    };
    if is_byline(&first) {
        head.byline = Some(first.span);
        return head;
    }
    let Some(second) = lines.next() else {
        return head;
    };
    let second_is_byline = is_byline(&second);
    if !is_title(first.span.text(text)) || !(second.after_blank || second_is_byline) {
        return head;
    }
    head.title = Some(first.span);
    if second_is_byline {
        head.byline = Some(second.span);
    } else if second.span.text(text).chars().count() <= LONGEST_SUBTITLE {
        head.byline = lines.next().filter(is_byline).map(|line| line.span);
    }
    head
}

/// A line that is not blank.
struct Line {
    /// Without white space at either end.
    span: Span,
    after_blank: bool,
}

impl Line {
    fn of(text: &str) -> impl Iterator<Item = Line> {
        let mut start = 0;
        let mut after_blank = false;
        text.split_inclusive('\n').filter_map(move |line| {
            let span = Span::new(start, start + line.len());
            start = span.end;
            let span = span.trimmed(text);
            if span.is_empty() {
                after_blank = true;
                return None;
            }
            let line = Line { span, after_blank };
            after_blank = false;
            Some(line)
        })
    }
}

/// Whether a first line reads like a headline: short, and not a sentence with its full stop.
fn is_title(line: &str) -> bool {
    let ends = match line.strip_suffix('.') {
        // An abbreviation keeps its point: "Talks in the U.S.", "The Case of Roe v. Doe Inc."
        Some(rest) => {
            let word = rest.rsplit(char::is_whitespace).next().unwrap_or_default();
            let dotted = word.len() > 1 && word.split('.').all(|part| part.chars().count() == 1);
            !dotted && !["Jr", "Sr", "Inc", "Corp", "Co", "Ltd"].contains(&word)
        }
        None => line.ends_with([',', ';', ':']),
    };
    !ends && line.chars().count() <= LONGEST_TITLE && line.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title_and_byline(text: &str) -> (Option<&str>, Option<&str>) {
        let head = head(text);
        let text = |span: Option<Span>| span.map(|span| span.text(text));
        (text(head.title), text(head.byline))
    }

    #[test]
    fn title_and_byline_at_the_head_are_found() {
        let byline = "By Ann Example, Sample Wire, June 10 2019";
        for (text, title) in [
            (format!("A title\n\n{byline}\n\nText."), Some("A title")),
            (format!("A title\n{byline}\nText."), Some("A title")),
            (
                format!("\n A title \r\n\r\n{byline}\r\n\r\nText."),
                Some("A title"),
            ),
            (
                format!("Talks in the U.S.\n\nThe subtitle.\n\n{byline}\n\nText."),
                Some("Talks in the U.S."),
            ),
            (format!("{byline}\n\nText."), None),
        ] {
            assert_eq!(title_and_byline(&text), (title, Some(byline)), "{text}");
        }
    }

    #[test]
    fn a_text_without_a_head_has_none() {
        for text in [
            "One line only",
            "A first sentence.\n\nAnother.",
            "A wrapped line that\ngoes on here.",
            "A sentence of Mr. Example to\nnobody\n\nMore",
            "---\n\nText",
        ] {
            assert_eq!(title_and_byline(text), (None, None), "{text}");
        }
        let long = format!("{}\n\nText.", "word ".repeat(60));
        assert_eq!(title_and_byline(&long), (None, None));
    }

    #[test]
    fn a_byline_further_down_is_text() {
        let text = "A title\n\nFirst.\n\nSecond.\n\nBy Ann Example, Sample Wire, June 10 2019";
        assert_eq!(title_and_byline(text), (Some("A title"), None));
    }

    #[test]
    fn provenance_comes_from_the_byline() {
        let text = "A title\n\nAnn Example and Bo Sample, Sample Wire, June 10 2019\n\nText.";
        let document = with_head(text.to_owned());
        let provenance = document.provenance;
        assert_eq!(provenance.title.as_deref(), Some("A title"));
        assert_eq!(provenance.publisher.as_deref(), Some("Sample Wire"));
        assert_eq!(provenance.date.as_deref(), Some("2019-06-10"));
        assert_eq!(provenance.authors, ["Ann Example", "Bo Sample"]);
    }
}
