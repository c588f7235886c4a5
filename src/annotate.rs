//! The per-document half of the flow: from a document to its rows.
//!
//! ```text
//! read -> segment -> recognize -> resolve (document) -> rows
//! ```
//!
//! Documents do not know of each other here, so that they can be worked on by all cores of a machine,
//! or by many machines.

use std::borrow::Cow;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::attribution::is_cited;
use crate::config::MentionConfig;
use crate::copies::Sketch;
use crate::gazetteer::Gazetteer;
use crate::pipeline::program;
use crate::recognize::known::KnownNames;
use crate::recognize::{Recognizer, names};
use crate::rows::{
    DocumentRow, DocumentRows, MentionRow, ROWS_VERSION, RunRow, SentenceRow, Units,
};
use crate::{
    Document, Kind, Mention, Observer, Part, Segmentation, Stage, Warning, resolve, segment,
};

/// The per-document half: what turns a document into rows.
pub struct Annotator {
    recognizer: Recognizer,
    known: KnownNames<'static>,
    config: MentionConfig,
}

/// Documents that are worked on at once: enough for all cores, few enough to be held in memory.
const BATCH_DOCUMENTS: usize = 512;
const BATCH_BYTES: usize = 8 << 20;

impl Annotator {
    /// With a tagger, the built-in table of known names, and settings.
    pub fn new(recognizer: Recognizer, config: MentionConfig) -> Self {
        Annotator {
            recognizer,
            known: KnownNames::new(Cow::Borrowed(Gazetteer::builtin())),
            config,
        }
    }

    /// With another table of known names, such as one that a user has added to.
    #[must_use]
    pub fn with_gazetteer(mut self, gazetteer: Gazetteer) -> Self {
        self.known = KnownNames::new(Cow::Owned(gazetteer));
        self
    }

    /// The table of known names; the per-corpus half must use the same.
    pub fn gazetteer(&self) -> &Gazetteer {
        self.known.gazetteer()
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
        let mut mentions = names(&self.recognizer, &self.known, document, &segmentation);
        mentions.retain(|m| m.score >= self.config.min_score);
        (segmentation, mentions)
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
        document_rows(document, segmentation, mentions, self.gazetteer())
    }

    /// Turns documents into rows on all cores and hands them to `sink` in the order of the input,
    /// with the warnings of the reader in their places.
    ///
    /// # Errors
    /// What `sink` returns; nothing further is read then.
    pub fn run<E>(
        &self,
        documents: impl Iterator<Item = Result<Document, Warning>>,
        observer: &mut dyn Observer,
        mut sink: impl FnMut(Result<DocumentRows, Warning>) -> Result<(), E>,
    ) -> Result<(), E> {
        observer.stage(Stage::Documents);
        let mut documents = documents.peekable();
        while documents.peek().is_some() {
            let mut bytes = 0;
            let mut batch = Vec::new();
            while batch.len() < BATCH_DOCUMENTS
                && bytes < BATCH_BYTES
                && let Some(read) = documents.next()
            {
                bytes += read.as_ref().map_or(0, |document| document.text.len());
                batch.push(read);
            }
            let done: Vec<_> = batch
                .into_par_iter()
                .map(|read| read.map(|document| self.rows(&document)))
                .collect();
            for result in done {
                if let Err(warning) = &result {
                    observer.warn(warning);
                }
                sink(result)?;
                observer.advance(1);
            }
        }
        Ok(())
    }
}

/// The rows of a document whose mentions, in text order, are given.
pub(crate) fn document_rows(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &[Mention],
    gazetteer: &Gazetteer,
) -> DocumentRows {
    let clusters = resolve::document::resolve(document, mentions, gazetteer);
    let mut rows = DocumentRows {
        document: document_row(document, segmentation),
        ..DocumentRows::default()
    };
    for (mention, binding) in mentions.iter().zip(&clusters.bindings) {
        let sentence = &segmentation.sentences[mention.sentence];
        if rows.sentences.last().map(|s| s.sentence) != Some(mention.sentence) {
            rows.sentences.push(SentenceRow {
                document: document.id.clone(),
                sentence: mention.sentence,
                paragraph: sentence.paragraph,
                span: sentence.span,
                part: sentence.part,
                repeats: sentence.repeats,
                text: sentence.span.text(&document.text).to_owned(),
            });
        }
        let cluster = &clusters.clusters[binding.cluster];
        rows.mentions.push(MentionRow {
            document: document.id.clone(),
            sentence: mention.sentence,
            start: mention.span.start,
            end: mention.span.end,
            surface: mention.text(document).to_owned(),
            kind: cluster.kind,
            score: (mention.score * 1e4).round() / 1e4,
            origin: mention.origin,
            cluster: binding.cluster,
            name: cluster.name.clone(),
            rule: binding.rule,
            because: binding.because,
            cited: cluster.kind == Kind::Outlet
                && is_cited(&document.text, sentence.span, mention.span),
        });
    }
    rows
}

fn document_row(document: &Document, segmentation: &Segmentation) -> DocumentRow {
    let mut body = Sha256::new();
    let mut words = 0;
    for sentence in &segmentation.sentences {
        if sentence.part == Part::Body {
            for word in sentence.span.text(&document.text).split_whitespace() {
                body.update(word.as_bytes());
                body.update(b" ");
                words += 1;
            }
        }
    }
    let own = segmentation.sentences.iter();
    let text = own
        .filter(|s| s.part == Part::Body && s.repeats.is_none())
        .map(|s| s.span.text(&document.text));
    let sha256 = hex(&Sha256::digest(document.text.as_bytes()));
    DocumentRow {
        id: document.id.clone(),
        provenance: document.provenance.clone(),
        source_start: document.source_start,
        bytes: document.text.len(),
        units: units(segmentation, false),
        with_boilerplate: units(segmentation, true),
        // A text without a body is a copy only of its equal.
        body_sha256: if words == 0 {
            sha256.clone()
        } else {
            hex(&body.finalize())
        },
        sketch: Sketch::of(text),
        sha256,
    }
}

/// The sentences that can hold a co-mention, and their paragraphs.
fn units(segmentation: &Segmentation, boilerplate: bool) -> Units {
    let counting = segmentation.sentences.iter().filter(|s| {
        s.part != Part::Byline && s.repeats.is_none() && (boilerplate || !s.part.is_boilerplate())
    });
    let mut paragraphs: Vec<usize> = counting.map(|s| s.paragraph).collect();
    let sentences = paragraphs.len();
    paragraphs.dedup();
    Units {
        sentences,
        paragraphs: paragraphs.len(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
