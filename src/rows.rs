//! The exchange format between the two halves of the work: rows, one JSON object a line.
//!
//! The per-document half writes them, the per-corpus half reads them, and any engine can sit
//! between. A file begins with one `run` row and a `corrections` row for each `comention.toml` of the
//! inputs; then come, for each document, a `document` row, a
//! `sentence` row for every sentence that holds a mention (its text is what evidence quotes), and a
//! `mention` row for every mention, in text order. `warning` rows say what was left out.
//! Offsets are half-open byte ranges into the document's text.

mod access;
mod packed;
mod read;
mod store;

use std::io::{self, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::claims::{Attribution, StatedRelation};
use crate::config::MentionConfig;
use crate::copies::Sketch;
use crate::recognize::ModelId;
use crate::resolve::{Calling, Rule};
use crate::{Kind, Origin, Part, Provenance, Span, Warning};
pub(crate) use access::each_in_order;
pub use access::{Body, Brief, Rows};
pub(crate) use read::place_row;
pub use read::{Corpus, RowFile, read_rows};
pub use store::{Store, Stored};

/// Version of the row format.
pub const ROWS_VERSION: u32 = 1;

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "lowercase")]
pub enum Row {
    /// How the rows were made.
    Run(RunRow),
    /// A document; the rows that follow belong to it.
    Document(DocumentRow),
    /// A sentence that holds a mention.
    Sentence(SentenceRow),
    /// A mention.
    Mention(MentionRow),
    /// Something that was left out.
    Warning(Warning),
    /// A file of corrections that lay beside the documents.
    Corrections(CorrectionsRow),
    /// A document with all its rows, which an engine can move as one line.
    Record(RecordRow),
}

/// How the rows were made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRow {
    /// [`ROWS_VERSION`] of the writer.
    pub rows_version: u32,
    /// Version of the program.
    pub program: String,
    /// The tagger's model.
    pub model: ModelId,
    /// Settings of the per-document half.
    pub config: MentionConfig,
    /// The user's table of entities that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entities: Option<FileId>,
}

/// A file that had a part in a result.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FileId {
    /// Its name, without the folders of an absolute path.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
}

impl FileId {
    /// The id of a file with this content.
    pub fn new(name: &str, bytes: &[u8]) -> FileId {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(bytes);
        FileId {
            name: name.to_owned(),
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}

/// A file of corrections that lay beside the documents. It travels with the rows, so that the
/// per-corpus half can obey it wherever it runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CorrectionsRow {
    /// What messages call the file.
    pub place: String,
    /// Its text.
    pub text: String,
}

/// A document with all its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordRow {
    /// The same for the same document only; see [`RecordRow::new`].
    pub key: String,
    /// The document.
    pub document: DocumentRow,
    /// Its sentences that hold mentions.
    pub sentences: Vec<SentenceRow>,
    /// Its mentions.
    pub mentions: Vec<MentionRow>,
}

impl RecordRow {
    /// With a key made of all that is known of the document: 128 bits of a SHA-256, in hexadecimal.
    pub fn new(rows: DocumentRows) -> serde_json::Result<RecordRow> {
        Ok(RecordRow {
            key: rows.document.key()?,
            document: rows.document,
            sentences: rows.sentences,
            mentions: rows.mentions,
        })
    }
}

/// A document without its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// [`Document::id`](crate::Document::id).
    pub id: Arc<str>,
    /// Where it came from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// Where its text begins in its file, in bytes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub source_start: usize,
    /// Number of bytes of its text.
    pub bytes: usize,
    /// Its sentences that can hold a co-mention (bylines, repetitions and boilerplate cannot) and its
    /// paragraphs with such a sentence.
    #[serde(flatten)]
    pub units: Units,
    /// The same with the boilerplate.
    pub with_boilerplate: Units,
    /// SHA-256 of the text in hexadecimal, by which the offsets can be trusted.
    pub sha256: String,
    /// SHA-256 of the words of its body, by which exact copies under another headline are known.
    pub body_sha256: String,
    /// By which other copies of it are known.
    #[serde(default)]
    pub sketch: Sketch,
}

/// How many units a document has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    /// Number of sentences.
    pub sentences: usize,
    /// Number of paragraphs that hold one of them.
    pub paragraphs: usize,
}

pub(crate) fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A sentence that holds a mention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentenceRow {
    /// The document's id.
    pub document: Arc<str>,
    /// Index of the sentence in the document.
    pub sentence: usize,
    /// Index of its paragraph.
    pub paragraph: usize,
    /// Where it stands.
    pub span: Span,
    /// What part of the document it is.
    pub part: Part,
    /// The earlier sentence of the document with the very same words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<usize>,
    /// Its text.
    pub text: String,
    /// Who it says is the source of what it says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributions: Vec<Attribution>,
    /// What it states of its names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<StatedRelation>,
}

/// A mention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MentionRow {
    /// The document's id.
    pub document: Arc<str>,
    /// Index of the sentence it stands in.
    pub sentence: usize,
    /// First byte in the document's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub surface: Arc<str>,
    /// What it refers to.
    pub kind: Kind,
    /// Probability that it is a name of that kind with those bounds, to four decimals.
    pub score: f32,
    /// Who found it.
    pub origin: Origin,
    /// Number of the cluster, within the document, of the mentions that name the same entity.
    pub cluster: usize,
    /// The cluster's fullest name.
    pub name: Arc<str>,
    /// The rule that bound the mention to its cluster.
    pub rule: Rule,
    /// The place in the document's text that shows it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Span>,
    /// For outlets: whether it is named as the source of what is said.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cited: bool,
    /// For persons named in full: what the sentence calls them next to the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calling: Option<Calling>,
}

impl MentionRow {
    /// Where it stands.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// All rows of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentRows {
    /// The document.
    pub document: DocumentRow,
    /// Its sentences that hold mentions, in text order.
    pub sentences: Vec<SentenceRow>,
    /// Its mentions, in text order.
    pub mentions: Vec<MentionRow>,
}

impl DocumentRow {
    /// See [`RecordRow::key`]. All else that is known of the document follows from these.
    pub(crate) fn key(&self) -> serde_json::Result<String> {
        let known = (&self.id, &self.provenance, self.source_start, &self.sha256);
        let mut sha256 = FileId::new("", &serde_json::to_vec(&known)?).sha256;
        sha256.truncate(32);
        Ok(sha256)
    }

    /// Its units that can hold a co-mention.
    pub fn units(&self, boilerplate: bool) -> Units {
        if boilerplate {
            self.with_boilerplate
        } else {
            self.units
        }
    }
}

impl DocumentRows {
    /// Gives the document, in all its rows, another id.
    pub(crate) fn rename(&mut self, id: &str) {
        let id: Arc<str> = id.into();
        for sentence in &mut self.sentences {
            sentence.document = Arc::clone(&id);
        }
        for mention in &mut self.mentions {
            mention.document = Arc::clone(&id);
        }
        self.document.id = id;
    }
}

impl SentenceRow {
    /// The places that its attributions and relations refer to.
    fn claimed(&self) -> impl Iterator<Item = Span> + '_ {
        let attributions = self.attributions.iter();
        let relations = self.relations.iter();
        attributions
            .flat_map(|a| [a.source, a.told_to, Some(a.cue)])
            .flatten()
            .chain(relations.flat_map(|r| [r.source, r.target, r.cue]))
    }

    /// Whether what it names counts: a byline and a repetition say nothing new, and boilerplate
    /// counts only if it is to be included.
    pub fn counts(&self, boilerplate: bool) -> bool {
        self.part != Part::Byline
            && self.repeats.is_none()
            && (boilerplate || !self.part.is_boilerplate())
    }
}

/// Writes rows, one JSON object a line.
pub struct RowWriter<W: Write> {
    out: W,
}

impl<W: Write> RowWriter<W> {
    /// Begins with the `run` row.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn new(out: W, run: &RunRow) -> io::Result<Self> {
        let mut writer = RowWriter { out };
        writer.line(&Row::Run(run.clone()))?;
        Ok(writer)
    }

    /// Writes a document's rows.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn document(&mut self, rows: DocumentRows) -> io::Result<()> {
        self.line(&Row::Document(rows.document))?;
        let mut mentions = rows.mentions.into_iter().peekable();
        for sentence in rows.sentences {
            let index = sentence.sentence;
            self.line(&Row::Sentence(sentence))?;
            while let Some(mention) = mentions.next_if(|m| m.sentence == index) {
                self.line(&Row::Mention(mention))?;
            }
        }
        Ok(())
    }

    /// Writes a document as one line.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn record(&mut self, rows: DocumentRows) -> io::Result<()> {
        self.line(&Row::Record(RecordRow::new(rows)?))
    }

    /// Writes a warning.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn warning(&mut self, warning: &Warning) -> io::Result<()> {
        self.line(&Row::Warning(warning.clone()))
    }

    /// Writes a file of corrections.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn corrections(&mut self, row: &CorrectionsRow) -> io::Result<()> {
        self.line(&Row::Corrections(row.clone()))
    }

    /// Flushes what is buffered.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn line(&mut self, row: &Row) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, row)?;
        self.out.write_all(b"\n")
    }
}
