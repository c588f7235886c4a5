//! Documents out of tables: CSV, TSV and the like, with a header that names the columns.
//!
//! A row is a record with the header's names as its fields (`record`). Cells may hold line breaks, so
//! the line that a message names is that where the row begins.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::{ByteRecord, Reader, ReaderBuilder};
use serde_json::{Map, Value};

use crate::{Document, Warning};

use super::notes::Notes;
use super::source::Source;
use super::{Items, ReadConfig, charset, problem, record};

/// What the reader reads at once, at most, in bytes.
const BUFFER: usize = 1 << 20;

/// Reads the rows of a table whose cells `delimiter` parts.
pub(super) fn items(source: Source, delimiter: u8) -> Items {
    let left = Arc::new(AtomicUsize::new(0));
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(Bounded {
            reader: source.opened.reader,
            left: Arc::clone(&left),
        });
    Box::new(Rows {
        left,
        reader: Some(reader),
        header: Vec::new(),
        row: ByteRecord::new(),
        name: source.name,
        place: source.place,
        wrap: source.opened.wrap,
        config: source.context.config,
        notes: source.context.notes,
    })
}

/// A stream that fails when a row does not end: a quotation mark that is never closed would make
/// one row of the rest of the file.
struct Bounded {
    reader: Box<dyn BufRead + Send>,
    /// Bytes that may still be read for the current row.
    left: Arc<AtomicUsize>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        let left = self.left.load(Ordering::Relaxed);
        self.left.store(left.saturating_sub(n), Ordering::Relaxed);
        if n > left {
            let message = "a row that does not end; is a quotation mark not closed?";
            return Err(io::Error::other(message));
        }
        Ok(n)
    }
}

struct Rows {
    reader: Option<Reader<Bounded>>,
    left: Arc<AtomicUsize>,
    header: Vec<String>,
    row: ByteRecord,
    name: String,
    place: String,
    wrap: Option<&'static str>,
    config: Arc<ReadConfig>,
    notes: Arc<Notes>,
}

impl Iterator for Rows {
    type Item = Result<Document, Warning>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let reader = self.reader.as_mut()?;
            let line = usize::try_from(reader.position().line()).unwrap_or_default();
            // What the reader holds of the next rows already is not counted.
            let most = self.config.longest_line.saturating_add(BUFFER);
            self.left.store(most, Ordering::Relaxed);
            match reader.read_byte_record(&mut self.row) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.reader = None;
                    let csv::ErrorKind::Io(error) = error.into_kind() else {
                        return Some(Err(problem::skipped(&self.place, "not a readable table")));
                    };
                    let lines = line.saturating_sub(1);
                    return Some(Err(problem::broken_off(
                        &self.place,
                        &error,
                        self.wrap,
                        lines,
                    )));
                }
            }
            // Blank lines are no rows; the reader passes over them without saying so.
            let line = self.row.position().map_or(line, |at| at.line() as usize);
            if self.header.is_empty() {
                self.header = self
                    .row
                    .iter()
                    .map(text)
                    .map(|name| name.trim().to_owned())
                    .collect();
                self.notes.keys(self.header.iter().map(String::as_str));
                continue;
            }
            return Some(self.document(line));
        }
    }
}

impl Rows {
    fn document(&self, line: usize) -> Result<Document, Warning> {
        let place = format!("{}:{line}", self.place);
        if self.row.as_slice().len() > self.config.longest_line {
            return Err(problem::too_long(&place, "row", self.config.longest_line));
        }
        let cells = self
            .header
            .iter()
            .cloned()
            .zip(self.row.iter().map(text).map(Value::String));
        let record: Map<String, Value> = cells.collect();
        let id = format!("{}:{line}", self.name);
        record::noted_document(&record, &id, &place, &self.config.fields, &self.notes)
    }
}

fn text(cell: &[u8]) -> String {
    charset::decode(cell.to_vec(), None).text
}

#[cfg(test)]
mod tests {
    use super::super::tests::{from_stream, read_file};
    use super::*;
    use std::io::Cursor;

    #[test]
    fn rows_become_documents_by_the_names_in_the_header() {
        let table = "Title;Content;Published;Source;Author\n\
            One;\"He said: \"\"No\"\";\nand left.\";2019-06-10;Example Times;Ann Example\n\
            Two;;;;\n\
            Three;Text;x;;\n";
        assert_eq!(
            read_file("f", table.as_bytes()),
            [
                "f:2 = One\n\nHe said: \"No\";\nand left.",
                "! f:4: record without text (none in text, content, body, article)",
                "f:5 = Three\n\nText",
                "f:5: the date \"x\" is not understood; such a document has no date",
            ]
        );
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_does_not_hold_the_rest_of_the_file() {
        let config = ReadConfig {
            longest_line: 1000,
            ..ReadConfig::default()
        };
        let head = Cursor::new("title,text\na,good\nb,\"bad");
        let stream = head.chain(io::repeat(b'x').take(3 << 30));
        let found = from_stream(Box::new(stream), &config);
        assert_eq!(found[0], "stdin:2 = a\n\ngood");
        assert!(found[1].contains("a row that does not end"), "{found:?}");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn cells_in_another_character_set_are_read() {
        let found = read_file(
            "f",
            b"title\ttext\nA\tLe pr\xE9sident est \xE0 Montr\xE9al\n",
        );
        assert_eq!(found, ["f:2 = A\n\nLe président est à Montréal"]);
    }
}
