//! Reading rows, each held against the rows before it: a mention stands in its sentence, a sentence in its document.

use std::io::{self, BufRead};
use std::path::Path;

use super::{CorrectionsRow, DocumentRows, ROWS_VERSION, Row, RunRow, SentenceRow, Store, Units};
use crate::graph::tally::Limit;
use crate::{Error, Result, Warning};

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

/// Adds a row to the last of the documents, which may not be one before `first_document`, or begins another with it.
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
    use super::super::{DocumentRow, MentionRow};
    use super::*;
    use crate::claims::Attribution;
    use crate::resolve::Rule;
    use crate::{Kind, Origin, Part, Span};

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
