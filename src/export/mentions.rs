//! `mentions.jsonl`: every mention and what it was bound to, one JSON object a line, in the order of
//! the documents and of their texts.

use std::io::{self, Write};

use serde::Serialize;

use super::pieces;
use crate::pipeline::Outcome;
use crate::resolve::Rule;
use crate::rows::{Rows, is_zero};
use crate::{Kind, Origin, Span};

/// Documents whose lines are made at a time.
const PIECE: usize = 64;

/// One line.
#[derive(Serialize)]
struct MentionLine<'a> {
    /// Id of the document.
    document: &'a str,
    /// Where the document's text begins in its file, in bytes.
    #[serde(skip_serializing_if = "is_zero")]
    source_start: usize,
    /// First byte in the document's text.
    start: usize,
    /// One past the last byte.
    end: usize,
    /// The words.
    surface: &'a str,
    /// What it refers to.
    kind: Kind,
    /// Id of the entity; names of kind `other` and banned ones have none.
    entity: Option<&'a str>,
    /// Probability that it is a name of that kind with those bounds.
    score: f32,
    /// Who found it.
    origin: Origin,
    /// The rule that bound it.
    rule: Rule,
    /// What moved or banned it, if a correction did.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<&'a str>,
    /// The place in the same text that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<Span>,
    /// Whether the outlet is the source of what the sentence says.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cited: bool,
}

/// Writes `mentions.jsonl`.
///
/// # Errors
/// If `out` cannot be written.
pub fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    let documents = &outcome.documents;
    pieces::write(out, documents.count(), PIECE, |numbers, out| {
        numbers
            .into_iter()
            .try_for_each(|number| write_document(outcome, number, out))
    })?;
    outcome.resolution.bindings.check()?;
    documents.check()
}

fn write_document(outcome: &Outcome, number: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let resolution = &outcome.resolution;
    let rows = outcome.documents.load_names(number);
    let bound = resolution.bindings.bound(number);
    for (index, (mention, (entity, rule))) in rows.mentions.iter().zip(bound).enumerate() {
        let entity = entity.map(|e| &resolution.entities[e]);
        let line = MentionLine {
            document: &mention.document,
            source_start: rows.document.source_start,
            start: mention.start,
            end: mention.end,
            surface: &mention.surface,
            kind: entity.map_or(mention.kind, |entity| entity.kind),
            entity: entity.map(|entity| &*entity.id),
            score: mention.score,
            origin: mention.origin,
            rule,
            corrected: resolution.corrected.get(&(number, index)).map(|why| &**why),
            because: mention.because,
            cited: mention.cited,
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.push(b'\n');
    }
    Ok(())
}
