//! The gold: texts in which somebody has marked the names, and what was predicted for them.
//!
//! Gold files are JSON Lines, one document a line:
//! `{"id","publisher","domain","date","authors","title","text","mentions":[{"start","end","kind","entity"}]}`.
//! `start` and `end` are byte offsets into the UTF-8 of `text`; `entity` is the same wherever the
//! same entity is named, in all documents, and may be absent. Where there is a title, it is the first
//! paragraph of `text`. Other fields are ignored.

use std::io::BufRead;

use serde::Deserialize;

use crate::resolve::Rule;
use crate::{Document, Error, Kind, Provenance, Result, Span};

/// A document with its true mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoldDocument {
    /// The text and where it came from.
    pub document: Document,
    /// The names in it.
    pub mentions: Vec<GoldMention>,
}

/// A name that is really there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldMention {
    /// Where it stands.
    pub span: Span,
    /// What it refers to.
    pub kind: Kind,
    /// The entity's name in the gold; without one, the mention is an entity of its own.
    pub entity: Option<String>,
}

/// A name that a recognizer found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PredictedMention {
    /// Where it stands.
    pub span: Span,
    /// What it is taken to refer to.
    pub kind: Kind,
    /// The predicted entity, by any name that is unique in the corpus; without one, the mention is
    /// an entity of its own.
    pub entity: Option<String>,
    /// The rule that bound it to the entity, where it is known: no score depends on it, but errors are
    /// told apart by it.
    pub rule: Option<Rule>,
}

/// Reads gold documents. `place` is the name of the file, for errors.
///
/// # Errors
/// If reading fails, or a line is not a gold document: no JSON object of that shape, an unknown
/// kind, or offsets that are out of bounds, inside a character or not in order.
pub fn read_gold(reader: impl BufRead, place: &str) -> Result<Vec<GoldDocument>> {
    let mut out = Vec::new();
    for (number, line) in reader.lines().enumerate() {
        let line = line.map_err(|source| Error::Read {
            path: place.into(),
            source,
        })?;
        let line = line.trim_start_matches('\u{FEFF}');
        if line.trim().is_empty() {
            continue;
        }
        let document = serde_json::from_str::<Record>(line)
            .map_err(|error| error.to_string())
            .and_then(Record::into_document)
            .map_err(|message| Error::Invalid {
                place: format!("{place}:{}", number + 1),
                message,
            })?;
        out.push(document);
    }
    Ok(out)
}

/// A line of a gold file.
#[derive(Deserialize)]
struct Record {
    id: String,
    publisher: Option<String>,
    domain: Option<String>,
    url: Option<String>,
    date: Option<String>,
    authors: Option<Authors>,
    title: Option<String>,
    text: String,
    mentions: Vec<RecordMention>,
}

#[derive(Deserialize)]
struct RecordMention {
    start: usize,
    end: usize,
    kind: String,
    entity: Option<String>,
}

/// Authors are written as one string with commas, or as a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Authors {
    One(String),
    Many(Vec<String>),
}

impl Record {
    fn into_document(self) -> Result<GoldDocument, String> {
        let mut mentions = Vec::with_capacity(self.mentions.len());
        for mention in self.mentions {
            mentions.push(mention.check(&self.text)?);
        }
        let title = filled(self.title);
        let authors = match self.authors {
            None => Vec::new(),
            Some(Authors::One(names)) => names.split(',').map(str::to_owned).collect(),
            Some(Authors::Many(names)) => names,
        };
        let document = Document {
            id: self.id,
            title: title.as_deref().and_then(|t| title_span(&self.text, t)),
            byline: None,
            provenance: Provenance {
                publisher: filled(self.publisher),
                domain: filled(self.domain),
                url: filled(self.url),
                authors: authors
                    .into_iter()
                    .filter_map(|name| filled(Some(name)))
                    .collect(),
                date: filled(self.date),
                title,
                ..Provenance::default()
            },
            text: self.text,
            ..Document::default()
        };
        Ok(GoldDocument { document, mentions })
    }
}

impl RecordMention {
    fn check(self, text: &str) -> Result<GoldMention, String> {
        let RecordMention {
            start,
            end,
            kind,
            entity,
        } = self;
        if start >= end || text.get(start..end).is_none() {
            return Err(format!(
                "a mention from byte {start} to {end} does not lie on characters of the text, \
                 which has {} bytes",
                text.len()
            ));
        }
        let kind = Kind::from_name(&kind).ok_or_else(|| {
            format!(
                "unknown kind {kind:?}; the kinds are {}",
                Kind::ALL.map(Kind::as_str).join(", ")
            )
        })?;
        Ok(GoldMention {
            span: Span::new(start, end),
            kind,
            entity: filled(entity),
        })
    }
}

/// Without white space at either end; nothing if nothing is left.
fn filled(field: Option<String>) -> Option<String> {
    field.map(|f| f.trim().to_owned()).filter(|f| !f.is_empty())
}

/// The title's place, if the text begins with it and a line ends there.
fn title_span(text: &str, title: &str) -> Option<Span> {
    let start = text.len() - text.trim_start().len();
    let rest = text[start..].strip_prefix(title)?;
    let ends = rest.trim_start_matches([' ', '\t', '\r']);
    (ends.is_empty() || ends.starts_with('\n')).then(|| Span::new(start, start + title.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(line: &str) -> String {
        read_gold(line.as_bytes(), "g.jsonl")
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_line_becomes_a_document_with_mentions() {
        let lines = r#"{"id":"a","publisher":"The Paper","date":"2020-05-01","authors":"A. Bee, C. Dee","title":"Éva met Bob","text":"Éva met Bob\n\nMore.","mentions":[{"start":0,"end":4,"kind":"person","entity":"person:eva"},{"start":9,"end":12,"kind":"other"}],"extra":1}

{"id":"b","title":"","authors":["E"],"text":"x","mentions":[]}"#;
        let gold = read_gold(lines.as_bytes(), "g.jsonl").unwrap();
        assert_eq!(gold.len(), 2);
        let first = &gold[0];
        assert_eq!(first.document.title, Some(Span::new(0, 12)));
        assert_eq!(first.document.provenance.authors, ["A. Bee", "C. Dee"]);
        assert_eq!(first.document.provenance.domain, None);
        assert_eq!(first.mentions[0].span.text(&first.document.text), "Éva");
        assert_eq!(first.mentions[0].entity.as_deref(), Some("person:eva"));
        assert_eq!(first.mentions[1].entity, None);
        assert_eq!(gold[1].document.title, None);
        assert_eq!(gold[1].document.provenance.authors, ["E"]);
    }

    #[test]
    fn a_title_that_the_text_does_not_begin_with_has_no_place() {
        assert_eq!(title_span("Head\nBody", "Head"), Some(Span::new(0, 4)));
        assert_eq!(title_span("Header\nBody", "Head"), None);
        assert_eq!(title_span("Body", "Head"), None);
    }

    #[test]
    fn errors_name_file_line_and_fault() {
        let cases = [
            ("\n{\"id\":1}", "g.jsonl:2: invalid type"),
            ("x", "g.jsonl:1: expected value"),
            (
                r#"{"id":"a","text":"é","mentions":[{"start":0,"end":1,"kind":"person"}]}"#,
                "from byte 0 to 1",
            ),
            (
                r#"{"id":"a","text":"e","mentions":[{"start":0,"end":2,"kind":"person"}]}"#,
                "which has 1 bytes",
            ),
            (
                r#"{"id":"a","text":"e","mentions":[{"start":1,"end":0,"kind":"person"}]}"#,
                "from byte 1 to 0",
            ),
            (
                r#"{"id":"a","text":"e","mentions":[{"start":0,"end":1,"kind":"PER"}]}"#,
                "unknown kind \"PER\"",
            ),
        ];
        for (line, expected) in cases {
            let message = message(line);
            assert!(message.contains(expected), "{message}");
        }
    }
}
