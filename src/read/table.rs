//! Documents out of tables: CSV, TSV and the like, with a header that names the columns.
//!
//! A row is a record with the header's names as its fields (`record`). Cells may hold line breaks, so
//! the line that a message names is that where the row begins.

use std::io::BufRead;
use std::sync::Arc;

use csv::{ByteRecord, Reader, ReaderBuilder};
use serde_json::{Map, Value};

use crate::{Document, Warning};

use super::source::Source;
use super::{Items, ReadConfig, charset, problem, record};

/// Reads the rows of a table whose cells `delimiter` parts.
pub(super) fn items(source: Source, delimiter: u8) -> Items {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(source.opened.reader);
    Box::new(Rows {
        reader: Some(reader),
        header: Vec::new(),
        row: ByteRecord::new(),
        name: source.name,
        place: source.place,
        wrap: source.opened.wrap,
        config: source.context.config,
    })
}

struct Rows {
    reader: Option<Reader<Box<dyn BufRead + Send>>>,
    header: Vec<String>,
    row: ByteRecord,
    name: String,
    place: String,
    wrap: Option<&'static str>,
    config: Arc<ReadConfig>,
}

impl Iterator for Rows {
    type Item = Result<Document, Warning>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let reader = self.reader.as_mut()?;
            let line = usize::try_from(reader.position().line()).unwrap_or_default();
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
        record::document(&record, &id, &self.config.fields)
            .map_err(|message| problem::skipped(&place, message))
    }
}

fn text(cell: &[u8]) -> String {
    charset::decode(cell.to_vec(), None).text
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_file;

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
            ]
        );
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
