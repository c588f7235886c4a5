//! The exchange format between the two halves of the work: rows, one JSON object a line.
//!
//! The per-document half writes them, the per-corpus half reads them, and any engine can sit
//! between. A file begins with one `run` row and a `corrections` row for each `comention.toml` of the
//! inputs; then come, for each document, a `document` row, a
//! `sentence` row for every sentence that holds a mention (its text is what evidence quotes), and a
//! `mention` row for every mention, in text order. `warning` rows say what was left out.
//! Offsets are half-open byte ranges into the document's text.

mod store;

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::claims::{Attribution, StatedRelation};
use crate::config::MentionConfig;
use crate::copies::Sketch;
use crate::graph::tally::Limit;
use crate::recognize::ModelId;
use crate::resolve::{Calling, Rule};
use crate::{Error, Kind, Origin, Part, Provenance, Result, Span, Warning};
pub(crate) use store::each_in_order;
pub use store::{Body, Brief, Rows, Store, Stored};

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

/// What rows hold: the run that made them, the documents, and what was left out.
#[derive(Clone, Debug, Default)]
pub struct RowFile {
    /// How the rows were made; `None` in an empty file.
    pub run: Option<RunRow>,
    /// The documents, in the order of the file.
    pub documents: Vec<DocumentRows>,
    /// What was left out.
    pub warnings: Vec<Warning>,
    /// The corrections that lay beside the documents, each file once.
    pub corrections: Vec<CorrectionsRow>,
}

/// What rows hold, with the documents where they need little memory.
pub struct Corpus {
    /// How the rows were made; `None` where there are none.
    pub run: Option<RunRow>,
    /// The documents.
    pub documents: Store,
    /// What was left out.
    pub warnings: Vec<Warning>,
    /// The corrections that lay beside the documents, each file once.
    pub corrections: Vec<CorrectionsRow>,
    /// How much memory may be taken by what is counted of them; without one, as much as it needs.
    pub limit: Option<Limit>,
}

impl From<RowFile> for Corpus {
    fn from(file: RowFile) -> Corpus {
        let mut documents = Store::in_memory();
        for rows in file.documents {
            documents.push(rows).expect("memory takes what it is given");
        }
        Corpus {
            run: file.run,
            documents,
            warnings: file.warnings,
            corrections: file.corrections,
            limit: None,
        }
    }
}

impl Corpus {
    /// Reads rows and adds them, one document at a time, so that several files can be merged.
    ///
    /// # Errors
    /// As [`read_rows`]; [`Error::Write`] if the store cannot take them.
    pub fn read(&mut self, input: impl BufRead, path: &Path) -> Result<()> {
        let mut file = RowFile {
            run: self.run.take(),
            documents: Vec::new(),
            warnings: std::mem::take(&mut self.warnings),
            corrections: std::mem::take(&mut self.corrections),
        };
        let documents = &mut self.documents;
        let read = read_each(input, path, &mut file, |rows| {
            documents.push(rows).map_err(Store::failed)
        });
        self.run = file.run;
        self.warnings = file.warnings;
        self.corrections = file.corrections;
        read
    }
}

/// Reads rows and appends them to `into`, so that several files can be merged.
///
/// # Errors
/// [`Error::Read`] or [`Error::Invalid`] with file and line: a line that is not a row, a sentence or
/// a mention outside its document, rows of another version, rows made with another model or other
/// settings than those already in `into`.
pub fn read_rows(input: impl BufRead, path: &Path, into: &mut RowFile) -> Result<()> {
    let mut documents = std::mem::take(&mut into.documents);
    let read = read_each(input, path, into, |rows| {
        documents.push(rows);
        Ok(())
    });
    into.documents = documents;
    read
}

/// Reads rows; `into` takes all but the documents, and `done` each document as soon as it is whole.
fn read_each(
    input: impl BufRead,
    path: &Path,
    into: &mut RowFile,
    mut done: impl FnMut(DocumentRows) -> Result<()>,
) -> Result<()> {
    let (mut number, mut begun) = (0, false);
    let invalid = |number: usize, message: String| Error::Invalid {
        place: format!("{}:{number}", path.display()),
        message,
    };
    for line in input.lines() {
        number += 1;
        let line = line.map_err(|source| match source.kind() {
            io::ErrorKind::InvalidData => invalid(number, "not a mention row: no UTF-8".to_owned()),
            _ => Error::Read {
                path: path.to_owned(),
                source,
            },
        })?;
        if line.trim().is_empty() {
            continue;
        }
        let row = serde_json::from_str(&line).map_err(|e| {
            let message = match e.to_string() {
                // Such as mentions.jsonl, which lies beside the graph and lacks what makes one.
                message if message.starts_with("missing field `row`") => {
                    "no `row` member; the rows that make a graph come from `comention mentions`"
                        .to_owned()
                }
                message => message,
            };
            invalid(number, format!("not a mention row: {message}"))
        })?;
        begun |= matches!(row, Row::Run(_));
        place_row(row, 0, into).map_err(|message| invalid(number, message))?;
        if into.documents.len() > 1 {
            done(into.documents.remove(0))?;
        }
    }
    into.documents.drain(..).try_for_each(done)?;
    if !begun {
        return Err(invalid(
            number.max(1),
            "no `run` row: not made by `comention mentions`".to_owned(),
        ));
    }
    Ok(())
}

pub(crate) fn place_row(row: Row, first_document: usize, into: &mut RowFile) -> Result<(), String> {
    let belongs = |rows: &DocumentRows, id: &str| *rows.document.id == *id;
    match row {
        Row::Run(run) => {
            if run.rows_version != ROWS_VERSION {
                return Err(format!(
                    "rows of version {}, this program reads version {ROWS_VERSION}; make them anew with `comention mentions`",
                    run.rows_version
                ));
            }
            match &into.run {
                Some(earlier) if earlier.entities != run.entities => {
                    return Err("made with another table of entities (`--entities`) than the rows before; make them anew with one table".to_owned());
                }
                Some(earlier) if *earlier != run => {
                    return Err("made by another version, model or with other settings than the rows before; make them anew with one program".to_owned());
                }
                _ => into.run = Some(run),
            }
        }
        Row::Warning(warning) => into.warnings.push(warning),
        Row::Corrections(file) => {
            if !into.corrections.contains(&file) {
                into.corrections.push(file);
            }
        }
        Row::Record(record) => {
            place_row(Row::Document(record.document), first_document, into)?;
            let mut mentions = record.mentions.into_iter().peekable();
            for sentence in record.sentences {
                let number = sentence.sentence;
                place_row(Row::Sentence(sentence), first_document, into)?;
                while let Some(mention) = mentions.next_if(|m| m.sentence == number) {
                    place_row(Row::Mention(mention), first_document, into)?;
                }
            }
            if mentions.next().is_some() {
                return Err("a mention outside its sentence".to_owned());
            }
        }
        Row::Document(document) => {
            let fits = |units: Units| units.sentences.max(units.paragraphs) <= document.bytes;
            if !fits(document.units) || !fits(document.with_boilerplate) {
                return Err("a document of more sentences or paragraphs than bytes".to_owned());
            }
            into.documents.push(DocumentRows {
                document,
                ..DocumentRows::default()
            });
        }
        Row::Sentence(sentence) => {
            let rows = into.documents[first_document..]
                .last_mut()
                .filter(|rows| belongs(rows, &sentence.document))
                .ok_or("a sentence outside its document")?;
            let follows = |last: &SentenceRow| {
                last.sentence < sentence.sentence
                    && last.paragraph <= sentence.paragraph
                    && last.span.end <= sentence.span.start
            };
            if !rows.sentences.last().is_none_or(follows) {
                return Err("sentences out of order".to_owned());
            }
            if sentence.span.len() != sentence.text.len() {
                return Err("the sentence is not as long as its span".to_owned());
            }
            let bytes = rows.document.bytes;
            if !sentence
                .claimed()
                .all(|span| span.start <= span.end && span.end <= bytes)
            {
                return Err("what the sentence states is outside the document".to_owned());
            }
            rows.sentences.push(sentence);
        }
        Row::Mention(mention) => {
            let rows = into.documents[first_document..]
                .last_mut()
                .filter(|rows| belongs(rows, &mention.document))
                .ok_or("a mention outside its document")?;
            let sentence = rows
                .sentences
                .last()
                .filter(|s| s.sentence == mention.sentence)
                .ok_or("a mention outside its sentence")?;
            let first = sentence.span.start;
            let quoted = (mention.start <= mention.end && sentence.span.contains(mention.span()))
                .then(|| mention.start - first..mention.end - first)
                .and_then(|place| sentence.text.get(place));
            if rows
                .mentions
                .last()
                .is_some_and(|last| last.end > mention.start)
            {
                return Err("mentions out of order".to_owned());
            }
            if quoted != Some(&*mention.surface) {
                return Err("the sentence does not say this at the mention's place".to_owned());
            }
            if mention.surface.is_empty() {
                return Err("a mention of no words".to_owned());
            }
            let bytes = rows.document.bytes;
            if mention
                .because
                .is_some_and(|because| because.start > because.end || because.end > bytes)
            {
                return Err("what shows the mention's entity is outside the document".to_owned());
            }
            rows.mentions.push(mention);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of ten bytes with one sentence.
    fn begun() -> RowFile {
        let document = DocumentRow {
            bytes: 10,
            ..DocumentRow::default()
        };
        let sentence = SentenceRow {
            document: "".into(),
            sentence: 0,
            paragraph: 0,
            span: Span::new(0, 10),
            part: Part::Body,
            repeats: None,
            text: "Ann spoke.".to_owned(),
            attributions: Vec::new(),
            relations: Vec::new(),
        };
        let mut rows = RowFile::default();
        for row in [Row::Document(document), Row::Sentence(sentence)] {
            place_row(row, 0, &mut rows).expect("in order");
        }
        rows
    }

    fn ann() -> MentionRow {
        MentionRow {
            document: "".into(),
            sentence: 0,
            start: 0,
            end: 3,
            surface: "Ann".into(),
            kind: Kind::Person,
            score: 1.0,
            origin: Origin::Model,
            cluster: 0,
            name: "Ann".into(),
            rule: Rule::Name,
            because: None,
            cited: false,
            calling: None,
        }
    }

    #[test]
    fn a_mention_has_words_and_its_reason_a_place_in_the_text() {
        let placed = |mention| place_row(Row::Mention(mention), 0, &mut begun());
        assert_eq!(placed(ann()), Ok(()));
        let shown = |because| MentionRow {
            because: Some(because),
            ..ann()
        };
        assert_eq!(placed(shown(Span::new(4, 10))), Ok(()));
        assert!(placed(shown(Span::new(4, 11))).is_err());
        let empty = MentionRow {
            end: 0,
            surface: "".into(),
            ..ann()
        };
        assert!(placed(empty).is_err());
    }

    #[test]
    fn a_row_of_before_attributions_is_read_and_one_that_points_outside_is_not() {
        let old = r#"{"document":"","sentence":0,"paragraph":0,"span":[0,10],"part":"body","text":"Ann spoke."}"#;
        let old: SentenceRow = serde_json::from_str(old).expect("an old row");
        assert!(old.attributions.is_empty() && old.relations.is_empty());
        let outside = SentenceRow {
            attributions: vec![Attribution {
                source: Some(Span::new(0, 11)),
                told_to: None,
                cue: Span::new(0, 3),
                rule: "name says".to_owned(),
                score: 0.9,
                how: crate::claims::How::Named,
                about_itself: false,
            }],
            ..old.clone()
        };
        let document = DocumentRow {
            bytes: 10,
            ..DocumentRow::default()
        };
        let placed = |sentence| {
            let mut rows = RowFile::default();
            place_row(Row::Document(document.clone()), 0, &mut rows).expect("a document");
            place_row(Row::Sentence(sentence), 0, &mut rows)
        };
        assert_eq!(placed(old), Ok(()));
        assert!(placed(outside).is_err());
    }

    #[test]
    fn a_document_has_no_more_sentences_than_bytes() {
        let document = |sentences| DocumentRow {
            bytes: 10,
            with_boilerplate: Units {
                sentences,
                paragraphs: 1,
            },
            ..DocumentRow::default()
        };
        let placed = |row| place_row(Row::Document(row), 0, &mut RowFile::default());
        assert_eq!(placed(document(10)), Ok(()));
        assert!(placed(document(11)).is_err());
    }
}
