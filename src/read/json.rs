//! Documents out of JSON: one object a line, an array of objects, or objects one after another.

use std::io::{self, BufRead};
use std::sync::Arc;

use serde_json::Value;

use crate::{Document, Warning};

use super::lines::{Lines, Piece};
use super::notes::Notes;
use super::record::{self, Fields};
use super::sniff::Form;
use super::source::Source;
use super::values::Values;
use super::{ReadConfig, problem};

/// Reads the records of one file, one at a time.
pub(super) struct Records {
    name: String,
    place: String,
    wrap: Option<&'static str>,
    pieces: Option<Pieces>,
    n_lines: usize,
    config: Arc<ReadConfig>,
    notes: Arc<Notes>,
}

enum Pieces {
    Lines(Lines<Box<dyn BufRead + Send>>),
    Values(Values<Box<dyn BufRead + Send>>),
}

impl Pieces {
    fn next(&mut self) -> Option<io::Result<(usize, Piece<'_>)>> {
        match self {
            Pieces::Lines(lines) => lines.next(),
            Pieces::Values(values) => values.next(),
        }
    }
}

impl Records {
    pub(super) fn new(source: Source) -> Self {
        let config = source.context.config;
        let (reader, limit) = (source.opened.reader, config.longest_line);
        let pieces = match source.opened.form {
            Form::JsonValues => Pieces::Values(Values::new(reader, limit)),
            _ => Pieces::Lines(Lines::new(reader, limit)),
        };
        Records {
            name: source.name,
            place: source.place,
            wrap: source.opened.wrap,
            pieces: Some(pieces),
            n_lines: 0,
            config,
            notes: source.context.notes,
        }
    }
}

impl Iterator for Records {
    type Item = Result<Document, Warning>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let pieces = self.pieces.as_mut()?;
            let what = match pieces {
                Pieces::Lines(_) => "line",
                Pieces::Values(_) => "record",
            };
            let (line, piece) = match pieces.next()? {
                Ok(found) => found,
                Err(error) => {
                    self.pieces = None;
                    let warning = problem::broken_off(&self.place, &error, self.wrap, self.n_lines);
                    return Some(Err(warning));
                }
            };
            self.n_lines = line;
            let place = format!("{}:{line}", self.place);
            let Piece::Whole(bytes) = piece else {
                let limit = self.config.longest_line;
                return Some(Err(problem::too_long(&place, what, limit)));
            };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let id = format!("{}:{line}", self.name);
            return Some(document(
                bytes,
                &id,
                &place,
                what,
                &self.config.fields,
                &self.notes,
            ));
        }
    }
}

fn document(
    bytes: &[u8],
    id: &str,
    place: &str,
    what: &str,
    fields: &Fields,
    notes: &Notes,
) -> Result<Document, Warning> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        problem::not_utf8(place, bytes[at], at, what)
    })?;
    let value: Value = serde_json::from_str(text.trim_end())
        .map_err(|error| problem::skipped(place, broken(&error)))?;
    let Value::Object(record) = value else {
        return Err(problem::skipped(place, "not a JSON object"));
    };
    notes.keys(record.keys().map(String::as_str));
    record::noted_document(&record, id, place, fields, notes)
}

/// What is wrong with JSON. The parser counts lines inside the piece that it was given, which says
/// nothing to somebody who looks at the file, so only the column is kept where there is one line.
fn broken(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let words = words.replace("EOF while parsing", "it ends inside");
    if error.line() == 1 {
        format!("broken JSON: {words} at column {}", error.column())
    } else {
        format!("broken JSON: {words} in its line {}", error.line())
    }
}
