//! The per-document half of the flow: from a document to its rows.
//!
//! ```text
//! read -> segment -> recognize -> resolve (document) -> rows
//! ```
//!
//! Documents do not know of each other here, so that they can be worked on by all cores of a machine,
//! or by many machines.

mod rows;

use std::borrow::Cow;
use std::iter;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::ahead;
use crate::cache::{Cache, Found};
use crate::claims::{self, Claims};
use crate::config::MentionConfig;
use crate::gazetteer::Gazetteer;
use crate::pipeline::program;
use crate::recognize::known::KnownNames;
use crate::recognize::{self, Recognizer};
use crate::rows::{DocumentRows, ROWS_VERSION, RunRow};
use crate::{Document, Mention, Observer, Segmentation, Stage, Warning, segment};
#[cfg(test)]
pub(crate) use rows::document_rows;
pub(crate) use rows::rows_with;
use rows::{Who, rows_from};

/// The per-document half: what turns a document into rows.
pub struct Annotator {
    recognizer: Recognizer,
    known: KnownNames<'static>,
    config: MentionConfig,
    cache: Option<Cache>,
}

/// Documents that a thread takes at once: so few that none waits long for another, and so many that they make
/// good use of what each step fetches (see [`made`]).
const BATCH_DOCUMENTS: usize = 8;
const BATCH_BYTES: usize = 64 << 10;

/// Bytes for each thread of the texts that are at work, but for a batch each.
const AHEAD_BYTES: usize = 2 << 20;

impl Annotator {
    /// With a tagger, the built-in table of known names, and settings.
    pub fn new(recognizer: Recognizer, config: MentionConfig) -> Self {
        Annotator {
            recognizer,
            known: KnownNames::new(Cow::Borrowed(Gazetteer::builtin())),
            config,
            cache: None,
        }
    }

    /// Makes the built-in tables and the patterns that the first document would wait for, which takes two
    /// threads some milliseconds: for programs that have something else to do meanwhile, such as reading the model.
    pub fn prepare() {
        let patterns = || {
            let document = Document {
                text: "\u{201c}So it is,\u{201d} Ann Example said.".to_owned(),
                ..Document::default()
            };
            let segmentation = segment(&document);
            claims::find(&document.text, &segmentation, &[]);
        };
        rayon::join(Gazetteer::builtin, patterns);
    }

    /// With another table of known names, such as one that a user has added to.
    #[must_use]
    pub fn with_gazetteer(mut self, gazetteer: Gazetteer) -> Self {
        self.known = KnownNames::new(Cow::Owned(gazetteer));
        self
    }

    /// With rows that were made before. It must have been opened with this annotator's
    /// [`run_row`](Self::run_row).
    #[must_use]
    pub fn with_cache(mut self, cache: Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// The rows that were made before.
    pub fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// The table of known names; the per-corpus half must use the same.
    pub fn gazetteer(&self) -> &Gazetteer {
        self.known.gazetteer()
    }

    /// Keeps the table of known names and gives up the rest.
    pub fn into_gazetteer(self) -> Cow<'static, Gazetteer> {
        self.known.into_gazetteer()
    }

    /// The row that rows begin with.
    pub fn run_row(&self) -> RunRow {
        RunRow {
            rows_version: ROWS_VERSION,
            program: program(),
            model: self.recognizer.model_id(),
            config: self.config.clone(),
            entities: self.gazetteer().table().cloned(),
        }
    }

    /// Segments a document and finds its mentions: text order, no overlaps.
    pub fn mentions(&self, document: &Document) -> (Segmentation, Vec<Mention>) {
        let segmentation = segment(document);
        let mut mentions = self.recognizer.recognize(document, &segmentation);
        self.complete(document, &segmentation, &mut mentions);
        (segmentation, mentions)
    }

    /// Puts what the tagger found in a document right by the table of known names and by what the
    /// document's names say of each other, and leaves out doubtful mentions.
    pub fn complete(
        &self,
        document: &Document,
        segmentation: &Segmentation,
        mentions: &mut Vec<Mention>,
    ) {
        recognize::complete(&self.known, document, segmentation, mentions);
        mentions.retain(|m| m.score >= self.config.min_score);
    }

    /// The rows of one document.
    pub fn rows(&self, document: &Document) -> DocumentRows {
        let (segmentation, mentions) = self.mentions(document);
        self.rows_of(document, &segmentation, &mentions)
    }

    /// The rows of one document whose mentions are given.
    pub fn rows_of(
        &self,
        document: &Document,
        segmentation: &Segmentation,
        mentions: &[Mention],
    ) -> DocumentRows {
        let coreference = self.config.coreference;
        let gazetteer = self.gazetteer();
        rows_with(document, segmentation, mentions, gazetteer, coreference)
    }

    /// Turns documents into rows on all cores and hands them to `sink` in the order of the input,
    /// with the warnings of the reader in their places. A document at which the program fails is
    /// left out with a warning.
    ///
    /// # Errors
    /// What `sink` returns; nothing further is read then.
    pub fn run<E>(
        &self,
        documents: impl Iterator<Item = Result<Document, Warning>>,
        observer: &mut dyn Observer,
        sink: impl FnMut(Result<DocumentRows, Warning>) -> Result<(), E>,
    ) -> Result<(), E> {
        let find = |work: &mut Work| match self.cache.as_ref().map(|c| c.get(&work.document)) {
            Some(Found::Rows(rows)) => work.rows = Some(*rows),
            Some(Found::Damaged(warning)) => work.warning = Some(warning),
            Some(Found::Nothing) | None => {}
        };
        let segment = |work: &mut Work| work.segmentation = segment(&work.document);
        let recognize = |work: &mut Work| {
            let recognizer = &self.recognizer;
            work.mentions = recognizer.recognize(&work.document, &work.segmentation);
        };
        let complete = |work: &mut Work| {
            self.complete(&work.document, &work.segmentation, &mut work.mentions);
        };
        let resolve = |work: &mut Work| {
            let (document, segmentation) = (&work.document, &work.segmentation);
            let (gazetteer, coreference) = (self.gazetteer(), self.config.coreference);
            work.who = Who::of(
                document,
                segmentation,
                &work.mentions,
                gazetteer,
                coreference,
            );
        };
        let claims = |work: &mut Work| {
            let who = &work.who;
            work.claims = who.claims(&work.document, &work.segmentation, &work.mentions);
        };
        let rows = |work: &mut Work| {
            let (who, claims) = (mem::take(&mut work.who), mem::take(&mut work.claims));
            let (document, segmentation) = (&work.document, &work.segmentation);
            let rows = rows_from(document, segmentation, &work.mentions, who, claims);
            let cache = self.cache.as_ref();
            let not_kept = cache.and_then(|cache| cache.put(&work.document, &rows));
            work.warning = work.warning.take().or(not_kept);
            work.rows = Some(rows);
        };
        let steps: [Step; 7] = [
            &find, &segment, &recognize, &complete, &resolve, &claims, &rows,
        ];
        run(documents, observer, &steps, sink)
    }
}

/// A document and what was made of it so far.
#[derive(Default)]
struct Work {
    document: Document,
    segmentation: Segmentation,
    mentions: Vec<Mention>,
    who: Who,
    claims: Claims,
    /// With them it is done.
    rows: Option<DocumentRows>,
    /// What is wrong with the work and not with the document: the observer hears it, and the results do not
    /// depend on it.
    warning: Option<Warning>,
}

/// What is done to each document.
type Step<'a> = &'a (dyn Fn(&mut Work) + Sync);

/// [`Annotator::run`] with whatever makes rows.
fn run<E>(
    mut documents: impl Iterator<Item = Result<Document, Warning>>,
    observer: &mut dyn Observer,
    steps: &[Step],
    mut sink: impl FnMut(Result<DocumentRows, Warning>) -> Result<(), E>,
) -> Result<(), E> {
    observer.stage(Stage::Documents);
    let batches = iter::from_fn(|| batch(&mut documents));
    let make = |batch| made(batch, steps);
    ahead::try_each_of(batches, AHEAD_BYTES, make, |made| {
        (made.into_iter()).try_for_each(|result| take(result, observer, &mut sink))
    })
}

/// The next documents, as many as a thread takes at once, and the bytes of their texts.
fn batch(
    documents: &mut impl Iterator<Item = Result<Document, Warning>>,
) -> Option<(Vec<Result<Document, Warning>>, usize)> {
    let mut bytes = 0;
    let mut batch = Vec::new();
    while batch.len() < BATCH_DOCUMENTS
        && bytes < BATCH_BYTES
        && let Some(read) = documents.next()
    {
        bytes += read.as_ref().map_or(0, |document| document.text.len());
        batch.push(read);
    }
    (!batch.is_empty()).then_some((batch, bytes))
}

/// What becomes of some documents. Each step goes over all of them before the next one begins: its instructions
/// and tables, which are more than a processor's nearest caches hold of all steps, are then fetched once for them.
fn made(
    batch: Vec<Result<Document, Warning>>,
    steps: &[Step],
) -> Vec<Result<(DocumentRows, Option<Warning>), Warning>> {
    let begun = |document| Work {
        document,
        ..Work::default()
    };
    let mut batch: Vec<Result<Work, Warning>> =
        batch.into_iter().map(|read| read.map(begun)).collect();
    for step in steps {
        for read in &mut batch {
            if let Ok(work) = read
                && work.rows.is_none()
                && let Err(warning) = caught(step, work)
            {
                *read = Err(warning);
            }
        }
    }
    let rows = |work: Work| (work.rows.expect("the last step makes them"), work.warning);
    batch.into_iter().map(|read| read.map(rows)).collect()
}

/// Hands over what became of one document.
fn take<E>(
    result: Result<(DocumentRows, Option<Warning>), Warning>,
    observer: &mut dyn Observer,
    sink: &mut impl FnMut(Result<DocumentRows, Warning>) -> Result<(), E>,
) -> Result<(), E> {
    let result = match result {
        Ok((rows, warning)) => {
            if let Some(warning) = warning {
                observer.warn(&warning);
            }
            Ok(rows)
        }
        Err(warning) => {
            observer.warn(&warning);
            Err(warning)
        }
    };
    let made = result.is_ok();
    sink(result)?;
    observer.advance(usize::from(made));
    Ok(())
}

/// A document at which the program fails is no reason to lose the others. What it was working with is
/// not used again: everything but its own work is shared and is only read.
fn caught(step: Step, work: &mut Work) -> Result<(), Warning> {
    catch_unwind(AssertUnwindSafe(|| step(work))).map_err(|panic| {
        let words = (panic.downcast_ref::<&str>().copied())
            .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no reason given");
        Warning {
            place: work.document.id.clone(),
            message: format!("left out: the program failed at it, which is a mistake in the program; please report it ({words})"),
            skipped: true,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::rows::DocumentRow;

    #[test]
    fn a_document_at_which_the_program_fails_is_named_and_the_others_go_on() {
        #[derive(Default)]
        struct Heard(Vec<Warning>, usize);
        impl Observer for Heard {
            fn advance(&mut self, units: usize) {
                self.1 += units;
            }
            fn warn(&mut self, warning: &Warning) {
                self.0.push(warning.clone());
            }
        }
        let documents = ["a", "bad", "c"].map(|id| {
            Ok(Document {
                id: id.to_owned(),
                ..Document::default()
            })
        });
        let check = |work: &mut Work| {
            let id = &work.document.id;
            assert!(id != "bad", "cannot work on {id}");
        };
        let rows = |work: &mut Work| {
            let row = DocumentRow {
                id: work.document.id.as_str().into(),
                ..DocumentRow::default()
            };
            work.rows = Some(DocumentRows {
                document: row,
                ..DocumentRows::default()
            });
        };
        let mut heard = Heard::default();
        let mut done = Vec::new();
        let Ok(()) = run(
            documents.into_iter(),
            &mut heard,
            &[&check, &rows],
            |result| {
                done.push(result.map(|rows| rows.document.id));
                Ok::<(), Infallible>(())
            },
        );
        assert_eq!(done.len(), 3);
        assert_eq!(done[0].as_deref(), Ok("a"));
        assert_eq!(done[2].as_deref(), Ok("c"));
        let warning = done[1].clone().unwrap_err();
        assert_eq!((warning.place.as_str(), warning.skipped), ("bad", true));
        assert!(warning.message.contains("cannot work on bad"));
        assert_eq!((heard.0, heard.1), (vec![warning], 2));
    }
}
