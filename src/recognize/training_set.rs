//! The training text as numbers: which features each token has, and its label.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::acronyms;
use super::context::{Context, Lexicon, Writing};
use super::corpus::{self, Annotated, Guideline};
use super::features::{self, REACH};
use super::vocabulary::Vocabulary;
use super::word::hash;

/// Who says what the names of a sentence are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lesson {
    /// An annotator, by the project's own guideline.
    Own,
    /// An annotator, by another guideline.
    Other,
    /// A tagger.
    Silver,
}

/// All sentences as numbers of features.
pub(super) struct TrainingSet {
    /// Keys that only help to learn from other guidelines.
    pub(super) of_corpora: FxHashSet<u64>,
    /// Key of each feature.
    pub(super) keys: Vec<u64>,
    /// Numbers of the features of all tokens, one after the other.
    features: Vec<u32>,
    /// Where each token's features begin, and the end.
    starts: Vec<usize>,
    /// By token.
    pub(super) labels: Vec<u8>,
    /// First token and end of each sentence, and what it teaches.
    pub(super) sentences: Vec<(usize, usize, Lesson)>,
}

/// Documents worked on together.
const CHUNK: usize = 32;

/// Keys of the features of some documents' tokens.
struct Extracted {
    keys: Vec<u64>,
    lengths: Vec<u16>,
    labels: Vec<u8>,
    sentences: Vec<(usize, Lesson)>,
    of_corpora: Vec<u64>,
}

impl TrainingSet {
    /// The documents' sentences, with the features that occur at least `cutoff` times; parts of the
    /// documents are read with different vocabularies.
    pub(super) fn new(
        documents: &[(&Vocabulary, &[Annotated])],
        writing: Writing,
        cutoff: u32,
    ) -> TrainingSet {
        let chunks: Vec<(&Vocabulary, &[Annotated])> = (documents.iter())
            .flat_map(|(vocabulary, part)| part.chunks(CHUNK).map(|chunk| (*vocabulary, chunk)))
            .collect();
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        for group in chunks.chunks(8) {
            let counted: Vec<Vec<(u64, u32)>> = group
                .par_iter()
                .map(|(vocabulary, chunk)| count(extract(chunk, vocabulary, writing).keys))
                .collect();
            for (key, times) in counted.into_iter().flatten() {
                *counts.entry(key).or_default() += times;
            }
        }
        let mut keys: Vec<u64> = counts
            .iter()
            .filter(|(_, times)| **times >= cutoff)
            .map(|(key, _)| *key)
            .collect();
        keys.sort_unstable();
        drop(counts);
        let numbers: FxHashMap<u64, u32> = keys
            .iter()
            .enumerate()
            .map(|(number, key)| (*key, number as u32))
            .collect();
        let mut out = TrainingSet {
            of_corpora: FxHashSet::default(),
            keys,
            features: Vec::new(),
            starts: vec![0],
            labels: Vec::new(),
            sentences: Vec::new(),
        };
        for group in chunks.chunks(8) {
            let found: Vec<(Extracted, Vec<u32>)> = group
                .par_iter()
                .map(|(vocabulary, chunk)| {
                    let mut extracted = extract(chunk, vocabulary, writing);
                    let keys = std::mem::take(&mut extracted.keys);
                    let mut features = Vec::with_capacity(keys.len());
                    let mut at = 0;
                    for length in &mut extracted.lengths {
                        let before = features.len();
                        let token = &keys[at..at + usize::from(*length)];
                        features.extend(token.iter().filter_map(|k| numbers.get(k)));
                        at += usize::from(*length);
                        *length = (features.len() - before) as u16;
                    }
                    (extracted, features)
                })
                .collect();
            for (extracted, features) in found {
                out.append(extracted, features);
            }
        }
        out
    }

    fn append(&mut self, extracted: Extracted, features: Vec<u32>) {
        self.of_corpora.extend(extracted.of_corpora);
        let mut end = self.features.len();
        self.features.extend(features);
        for length in extracted.lengths {
            end += usize::from(length);
            self.starts.push(end);
        }
        for (length, lesson) in extracted.sentences {
            let first = self.sentences.last().map_or(0, |s| s.1);
            self.sentences.push((first, first + length, lesson));
        }
        self.labels.extend(extracted.labels);
    }

    /// Numbers of a token's features.
    pub(super) fn token(&self, token: usize) -> &[u32] {
        &self.features[self.starts[token]..self.starts[token + 1]]
    }
}

fn count(mut keys: Vec<u64>) -> Vec<(u64, u32)> {
    keys.sort_unstable();
    let mut out: Vec<(u64, u32)> = Vec::new();
    for key in keys {
        match out.last_mut() {
            Some(last) if last.0 == key => last.1 += 1,
            _ => out.push((key, 1)),
        }
    }
    out
}

fn extract(documents: &[Annotated], vocabulary: &Vocabulary, writing: Writing) -> Extracted {
    let (mut lexicon, mut folded) = (Lexicon::new(), Lexicon::of(writing));
    let mut out = Extracted {
        keys: Vec::new(),
        lengths: Vec::new(),
        labels: Vec::new(),
        sentences: Vec::new(),
        of_corpora: Vec::new(),
    };
    for document in documents {
        let (text, mut segmentation) = (&document.document, &document.segmentation);
        let mut context = Context::new(text, segmentation, vocabulary, &mut lexicon);
        let mut lexicon = &lexicon;
        let joined;
        if writing == Writing::Caseless {
            joined = acronyms::joined(text, segmentation);
            segmentation = &joined;
            context = context.folded(text, segmentation, vocabulary, &mut folded);
            lexicon = &folded;
        }
        let labels = corpus::labels(&segmentation.tokens, &document.names);
        for (number, sentence) in segmentation.sentences.iter().enumerate() {
            let (first, end) = (sentence.tokens.start, sentence.tokens.end);
            let lesson = match &document.guideline {
                Guideline::Own => Lesson::Own,
                Guideline::Other(_) => Lesson::Other,
                Guideline::Silver(doubtful) => {
                    if doubtful.iter().any(|span| span.overlaps(sentence.span)) {
                        continue;
                    }
                    Lesson::Silver
                }
            };
            out.sentences.push((end - first, lesson));
            out.labels.extend(&labels[first..end]);
            context.find_pairs(&vocabulary.usage, first..end);
            for at in first..end {
                let before = out.keys.len();
                let mut add = |key| out.keys.push(key);
                let bounds = (first, end);
                let word = &lexicon[context.words[at]];
                features::own(writing, word, &mut add);
                for offset in 0..2 * REACH {
                    let word = features::neighbour(&context, bounds, at, offset);
                    features::beside(writing, &lexicon[word], offset, &mut add);
                }
                let profile = context.profile_at(at);
                features::in_document(writing, word, profile, lexicon, &mut add);
                features::joint(&context, lexicon, bounds, number, at, &mut add);
                if let Guideline::Other(name) = &document.guideline {
                    let before = features::neighbour(&context, (first, end), at, REACH - 1);
                    features::of_corpus(hash(name), word, &lexicon[before], &mut |key| {
                        add(key);
                        out.of_corpora.push(key);
                    });
                }
                out.lengths.push((out.keys.len() - before) as u16);
            }
        }
    }
    out
}
