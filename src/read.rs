//! From files to documents: the first stage.
//!
//! [`Documents`] takes files, folders and standard input, and gives one [`Document`] at a time, so
//! that memory does not grow with the input. The text of a plain file is the file's, byte for byte (of a
//! page with several articles, a stretch of it; for a JSON record, the string's); that of markup is
//! taken out of it ([`Provenance::extracted_from`](crate::Provenance::extracted_from)). It never changes
//! afterwards. What cannot be used becomes a [`Warning`] that names file and line, and the rest goes on.
//!
//! ```text
//!  inputs ──▶ files ──▶ sniff ──▶ json, table (record)              ──▶ Document
//!             walk,     gzip,     text  (head: title, byline;           with unique id,
//!             order     zstd,            page: several articles)        language, publisher
//!                       UTF-16,   html, feed, mail, pdf, markdown, office
//!                       form      zip, tar, warc, mbox ──▶ sniff ...
//! ```
//!
//! What a file holds is told by its content, not by its name (`sniff`). An archive's entries, a
//! mail's attachments and a web archive's pages come back to where files do, so that every format is
//! read inside every other. What may come out of a file is bounded (`meter`); nothing is written, and
//! nothing fetched.

mod beside;
mod byline;
#[cfg_attr(not(feature = "formats"), allow(dead_code))]
mod charset;
pub(crate) mod date;
mod decode;
#[cfg(feature = "formats")]
mod feed;
mod files;
#[cfg(feature = "formats")]
mod html;
mod ids;
#[cfg(feature = "formats")]
mod inside;
mod json;
mod language;
mod lines;
#[cfg(feature = "formats")]
mod mail;
mod markdown;
#[cfg(feature = "formats")]
mod mbox;
#[cfg_attr(not(feature = "formats"), allow(dead_code))]
mod meter;
mod notes;
#[cfg(feature = "formats")]
mod office;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
mod problem;
mod progress;
#[cfg(feature = "formats")]
mod quoted;
mod record;
mod sniff;
#[cfg_attr(not(feature = "formats"), allow(dead_code))]
mod source;
mod table;
#[cfg(feature = "formats")]
mod tar;
mod text;
mod values;
#[cfg(feature = "formats")]
mod warc;
#[cfg(feature = "formats")]
mod xml;
#[cfg(feature = "formats")]
mod zip;
#[cfg(feature = "formats")]
mod zstd;

use std::fs::File;
use std::io::Read;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use beside::{corrections_file, corrections_of, entities_file};
#[cfg(feature = "formats")]
pub use html::main_text;
#[cfg(feature = "pdf")]
pub use pdf::PDF_THREAD;
pub use progress::BytesRead;
pub use record::Fields;

use crate::{Document, Error, Result, Warning};
use files::{Files, Found};
use ids::Ids;
use language::Languages;
use meter::Meter;
use notes::Notes;
use source::{Context, Hints};

/// How inputs are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadConfig {
    /// Lines and JSON records longer than this are passed over, in bytes; 64 MiB.
    pub longest_line: usize,
    /// Plain texts longer than this are passed over, in bytes; 256 MiB.
    pub longest_text: usize,
    /// Web pages longer than this are passed over, in bytes; 16 MiB.
    pub longest_page: usize,
    /// Names of the fields of JSON records and of the columns of tables.
    pub fields: Fields,
    /// Whether texts in other languages than English are left out. Default: no.
    pub skip_foreign: bool,
}

impl Default for ReadConfig {
    fn default() -> Self {
        ReadConfig {
            longest_line: 64 << 20,
            longest_text: 256 << 20,
            longest_page: 16 << 20,
            fields: Fields::default(),
            skip_foreign: false,
        }
    }
}

/// The documents of some inputs, and warnings for what was left out, in an order that depends on the
/// inputs alone and not on how they are arranged.
///
/// ```
/// # fn main() -> comention::Result<()> {
/// use comention::read::{Documents, ReadConfig};
///
/// let record = r#"{"id": "a1", "title": "A title", "text": "The text.", "source": "Example Times"}"#;
/// let mut documents = Documents::new(&["-".into()], &ReadConfig::default())?
///     .with_standard_input(Box::new(record.as_bytes()));
/// let document = documents.next().expect("one record").expect("a good one");
/// assert_eq!(document.text, "A title\n\nThe text.");
/// assert_eq!(document.provenance.publisher.as_deref(), Some("Example Times"));
/// # Ok(())
/// # }
/// ```
pub struct Documents {
    config: Arc<ReadConfig>,
    files: Files,
    inputs: Vec<PathBuf>,
    left_out: Vec<PathBuf>,
    read: BytesRead,
    standard_input: Option<Box<dyn Read + Send>>,
    current: Items,
    ids: Ids,
    languages: Languages,
    notes: Arc<Notes>,
    /// Warnings that are left when all has been read; none before.
    last: Option<std::vec::IntoIter<Warning>>,
    /// A document whose warning went ahead of it.
    held: Option<Document>,
}

/// What one file gives. A new format is one more function that returns this.
type Items = Box<dyn Iterator<Item = Result<Document, Warning>> + Send>;

impl Documents {
    /// Gets ready to read files, folders and, for `-`, standard input. Nothing is opened yet: an
    /// input that does not exist is a warning in its turn.
    ///
    /// # Errors
    /// [`Error::NoInput`] if there are no inputs.
    pub fn new(inputs: &[PathBuf], config: &ReadConfig) -> Result<Self> {
        if inputs.is_empty() {
            return Err(Error::NoInput("no files to read were named".to_owned()));
        }
        Ok(Documents {
            config: Arc::new(config.clone()),
            files: Files::new(inputs),
            inputs: inputs.to_vec(),
            left_out: Vec::new(),
            read: BytesRead::default(),
            standard_input: None,
            current: Box::new(iter::empty()),
            ids: Ids::default(),
            languages: Languages::default(),
            notes: Arc::new(Notes::new(&config.fields)),
            last: None,
            held: None,
        })
    }

    /// What `-` reads from. The library does not touch the process's own.
    #[must_use]
    pub fn with_standard_input(mut self, reader: Box<dyn Read + Send>) -> Self {
        self.standard_input = Some(reader);
        self
    }

    /// Passes over a file or folder that lies inside the inputs, such as the one that results go to.
    #[must_use]
    pub fn without(mut self, path: &Path) -> Self {
        self.files.without(path);
        self.left_out.push(path.to_owned());
        self
    }

    /// How much has been read, to look at while documents are taken.
    pub fn bytes_read(&self) -> BytesRead {
        self.read.clone()
    }

    /// How many bytes there are to read, if that can be known: not of standard input or a pipe. It asks
    /// for the size of every file.
    pub fn total_bytes(&self) -> Option<u64> {
        progress::total(&self.inputs, &self.left_out)
    }

    fn open(&mut self, found: Found) -> Result<Items, Warning> {
        let Found { path, name, place } = found;
        let reader: Box<dyn Read + Send> = match &path {
            Some(path) => match File::open(path) {
                Ok(file) => Box::new(file),
                Err(error) => return Err(problem::failed(&place, &error)),
            },
            None => self
                .standard_input
                .take()
                .ok_or_else(|| problem::skipped(&place, "there is no standard input to read"))?,
        };
        let context = Context {
            config: Arc::clone(&self.config),
            meter: Meter::default(),
            notes: Arc::clone(&self.notes),
            depth: 0,
        };
        let reader = context.meter.read(self.read.counting(reader));
        let path = path.filter(|path| path.is_file());
        Ok(source::items(
            reader,
            name,
            place,
            path,
            Hints::default(),
            context,
        ))
    }

    /// Makes the document's id unique; if that changes it, a warning comes first. `place` is where the
    /// document stands, if the id does not say so.
    fn claim(&mut self, mut document: Document, place: Option<&str>) -> Result<Document, Warning> {
        let Some(id) = self.ids.claim(&document.id) else {
            return Ok(document);
        };
        let this = place.map_or("this id".to_owned(), |_| format!("the id {}", document.id));
        let message = format!("another document has {this}; this one is called {id}");
        let warning = problem::noted(place.unwrap_or(&document.id), message);
        document.id = id;
        self.held = Some(document);
        Err(warning)
    }
}

impl Iterator for Documents {
    type Item = Result<Document, Warning>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(document) = self.held.take() {
            return Some(Ok(document));
        }
        loop {
            if let Some(item) = self.current.next() {
                let place = self.notes.take_place();
                let item = item.and_then(|document| self.languages.note(document, &self.config));
                return Some(item.and_then(|document| self.claim(document, place.as_deref())));
            }
            let Some(found) = self.files.next() else {
                let (languages, notes) = (&mut self.languages, &self.notes);
                let last = self.last.get_or_insert_with(|| {
                    let mut last = notes.warnings();
                    last.extend(languages.summary(&self.config));
                    last.into_iter()
                });
                return last.next().map(Err);
            };
            match found.and_then(|found| self.open(found)) {
                Ok(items) => self.current = items,
                Err(warning) => return Some(Err(warning)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
