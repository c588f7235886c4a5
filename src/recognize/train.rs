//! The trainer: annotated documents in, a model out.
//!
//! Weights are learned with the averaged structured perceptron (Collins 2002): label a sentence with
//! the weights so far; where the labels are wrong, add one to the weights of the right labels'
//! features and take one from those of the wrong labels; in the end take the average of the weights
//! over all steps. Three additions: wrong labels get a small bonus while training, so that right ones
//! must win by a margin; a share of the features is dropped at random each time a sentence is
//! seen, so that no name is learned by heart alone; and several models that see the sentences in
//! different orders are averaged.
//!
//! The result depends on documents, settings and seed, not on the number of threads.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::{Error, Kind, Result, Span};

use super::Recognizer;
use super::clusters::Clusters;
use super::context::{Context, Lexicon};
use super::corpus::{self, Annotated};
use super::features::{self, REACH};
use super::kmeans::{self, Vectors};
use super::labels::LABELS;
use super::model::{Calibration, Model, ModelData};
use super::random::Random;
use super::recase::Recase;
use super::score::{Agreement, agreement};
use super::table::{self, LARGEST_SHIFT, Weights};
use super::viterbi::{Transitions, best_path};

/// Settings of a training run.
#[derive(Clone, Debug)]
pub struct TrainConfig {
    /// Name of the model.
    pub name: String,
    /// Language code of the text.
    pub language: String,
    /// Seed of everything random.
    pub seed: u64,
    /// Times that every sentence is seen.
    pub epochs: usize,
    /// Models that are averaged.
    pub members: usize,
    /// Features seen fewer times in training are left out.
    pub cutoff: u32,
    /// Share of the features that are dropped each time a sentence is seen.
    pub dropout: f64,
    /// What a wrong label is ahead by while training.
    pub margin: f32,
    /// Share of the steps that sentences which do not follow this project's guideline take.
    pub foreign_step: f32,
    /// Rows without a weight of at least this are left out of the model.
    pub prune: f32,
    /// Word vectors beyond so many words are read only for words of the training text.
    pub vector_limit: usize,
}

impl Default for TrainConfig {
    fn default() -> Self {
        TrainConfig {
            name: "en-news".to_owned(),
            language: "en".to_owned(),
            seed: 1,
            epochs: 10,
            members: 2,
            cutoff: 2,
            dropout: 0.15,
            margin: 1.0,
            foreign_step: 0.5,
            prune: 0.15,
            vector_limit: 60_000,
        }
    }
}

/// Where word clusters come from.
pub enum ClusterSource<'a> {
    /// No clusters.
    None,
    /// Word vectors as text, and what to call them in errors.
    Vectors(&'a str, &'a str),
    /// The bytes of a model that was trained before.
    Model(&'a [u8]),
}

/// Trains a model; the bytes of its file. `say` is told in words how far it is.
///
/// # Errors
/// If there is nothing to learn from, or the vectors are not what they must be.
pub fn train(
    documents: &[Annotated],
    source: &ClusterSource<'_>,
    config: &TrainConfig,
    say: &mut dyn FnMut(&str),
) -> Result<Vec<u8>> {
    let clusters = match source {
        ClusterSource::None => Clusters::default(),
        ClusterSource::Model(bytes) => Model::from_bytes(bytes)?.clusters,
        ClusterSource::Vectors(text, place) => {
            let seen = vocabulary(documents);
            let vectors = Vectors::read(text, place, config.vector_limit, |w| seen.contains(w))?;
            say("clustering word vectors");
            kmeans::clusters(&vectors, config.seed)
        }
    };
    say("extracting features");
    let copies = with_copies(documents, config.seed);
    let set = TrainingSet::new(&copies, &clusters, config.cutoff);
    drop(copies);
    if set.sentences.is_empty() {
        return Err(Error::NoInput("no sentence to train on".to_owned()));
    }
    say(&format!(
        "{} sentences, {} tokens, {} features",
        set.sentences.len(),
        set.labels.len(),
        set.keys.len()
    ));
    let members: Vec<Member> = (0..config.members.max(1) as u64)
        .into_par_iter()
        .map(|member| Member::train(&set, config, config.seed.wrapping_add(member * 7919)))
        .collect();
    for (number, member) in members.iter().enumerate() {
        for (epoch, wrong) in member.wrong.iter().enumerate() {
            say(&format!(
                "member {number} epoch {epoch}: {wrong} wrong labels"
            ));
        }
    }
    let data = finish(&set, members, clusters, config);
    say(&format!("{} rows kept", data.rows.len()));
    Ok(data.to_bytes())
}

/// Words of the training text in lower case.
fn vocabulary(documents: &[Annotated]) -> rustc_hash::FxHashSet<String> {
    let mut out = rustc_hash::FxHashSet::default();
    for document in documents {
        for token in &document.segmentation.tokens {
            out.insert(token.span.text(&document.document.text).to_lowercase());
        }
    }
    out
}

/// The documents and, for each that follows the guideline, a copy in other case.
fn with_copies(documents: &[Annotated], seed: u64) -> Vec<Annotated> {
    let mut random = Random::new(seed ^ 0xCA5E);
    let styles: Vec<Option<Recase>> = documents
        .iter()
        .map(|d| d.is_gold.then(|| Recase::ALL[random.below(3)]))
        .collect();
    let copies: Vec<Annotated> = documents
        .par_iter()
        .zip(styles)
        .filter_map(|(document, style)| style.map(|s| s.copy(document)))
        .collect();
    documents.iter().cloned().chain(copies).collect()
}

/// All sentences as numbers of features.
struct TrainingSet {
    /// Key of each feature.
    keys: Vec<u64>,
    /// Numbers of the features of all tokens, one after the other.
    features: Vec<u32>,
    /// Where each token's features begin, and the end.
    starts: Vec<usize>,
    /// By token.
    labels: Vec<u8>,
    /// First token and end of each sentence, and the size of its steps.
    sentences: Vec<(usize, usize, f32)>,
}

/// Documents worked on together.
const CHUNK: usize = 32;

/// Keys of the features of some documents' tokens.
struct Extracted {
    keys: Vec<u64>,
    lengths: Vec<u16>,
    labels: Vec<u8>,
    sentences: Vec<(usize, bool)>,
}

impl TrainingSet {
    fn new(documents: &[Annotated], clusters: &Clusters, cutoff: u32) -> TrainingSet {
        let chunks: Vec<&[Annotated]> = documents.chunks(CHUNK).collect();
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        for group in chunks.chunks(8) {
            let counted: Vec<Vec<(u64, u32)>> = group
                .par_iter()
                .map(|chunk| count(extract(chunk, clusters).keys))
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
            keys,
            features: Vec::new(),
            starts: vec![0],
            labels: Vec::new(),
            sentences: Vec::new(),
        };
        for group in chunks.chunks(8) {
            let found: Vec<(Extracted, Vec<u32>)> = group
                .par_iter()
                .map(|chunk| {
                    let mut extracted = extract(chunk, clusters);
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
        let mut end = self.features.len();
        self.features.extend(features);
        for length in extracted.lengths {
            end += usize::from(length);
            self.starts.push(end);
        }
        for (length, is_gold) in extracted.sentences {
            let first = self.sentences.last().map_or(0, |s| s.1);
            let step = if is_gold { 1.0 } else { 0.0 };
            self.sentences.push((first, first + length, step));
        }
        self.labels.extend(extracted.labels);
    }

    fn token(&self, token: usize) -> &[u32] {
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

fn extract(documents: &[Annotated], clusters: &Clusters) -> Extracted {
    let mut lexicon = Lexicon::new();
    let mut out = Extracted {
        keys: Vec::new(),
        lengths: Vec::new(),
        labels: Vec::new(),
        sentences: Vec::new(),
    };
    for document in documents {
        let segmentation = &document.segmentation;
        let context = Context::new(&document.document, segmentation, clusters, &mut lexicon);
        out.labels
            .extend(corpus::labels(&segmentation.tokens, &document.names));
        for (number, sentence) in segmentation.sentences.iter().enumerate() {
            let (first, end) = (sentence.tokens.start, sentence.tokens.end);
            out.sentences.push((end - first, document.is_gold));
            for at in first..end {
                let before = out.keys.len();
                let mut add = |key| out.keys.push(key);
                features::own(&lexicon[context.words[at]], &mut add);
                for offset in 0..2 * REACH {
                    let word = features::neighbour(&context, (first, end), at, offset);
                    features::beside(&lexicon[word], offset, &mut add);
                }
                let profile = context.profile_at(at);
                let word = &lexicon[context.words[at]];
                features::in_document(word, profile, &lexicon, &mut add);
                let mode = context.modes[number];
                features::joint(&context, &lexicon, (first, end), mode, at, &mut add);
                out.lengths.push((out.keys.len() - before) as u16);
            }
        }
    }
    out
}

/// A weight for each label, and one lane to fill a whole number of processor registers.
type Lanes = [f32; LABELS + 1];

/// One of the models that are averaged.
struct Member {
    weights: Vec<Lanes>,
    transitions: Transitions<f32>,
    /// Wrong labels in each epoch.
    wrong: Vec<usize>,
}

impl Member {
    fn train(set: &TrainingSet, config: &TrainConfig, seed: u64) -> Member {
        let mut random = Random::new(seed);
        let mut order: Vec<u32> = (0..set.sentences.len() as u32).collect();
        let rows = set.keys.len();
        let mut weights: Vec<Lanes> = vec![Lanes::default(); rows];
        // Changes times the step at which they were made: what the average lacks.
        let mut late: Vec<Lanes> = vec![Lanes::default(); rows];
        let mut transitions: Transitions<f32> = [[0.0; LABELS]; LABELS + 1];
        let mut late_transitions = transitions;
        let total = (order.len() * config.epochs) as f32;
        let mut wrong = vec![0; config.epochs];
        let mut kept = Vec::new();
        let mut ends = Vec::new();
        let mut emissions: Vec<[f32; LABELS]> = Vec::new();
        let mut step = 0usize;
        for wrong in &mut wrong {
            random.shuffle(&mut order);
            for &sentence in &order {
                let (first, end, size) = set.sentences[sentence as usize];
                let size = if size == 0.0 {
                    config.foreign_step
                } else {
                    size
                };
                let when = step as f32 / total;
                step += 1;
                kept.clear();
                ends.clear();
                emissions.clear();
                let salt = random.next();
                let limit = (config.dropout * f64::from(u32::MAX)) as u32;
                for token in first..end {
                    let from = kept.len();
                    let mut state = salt ^ (token as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                    for &feature in set.token(token) {
                        state = state
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(1_442_695_040_888_963_407);
                        if (state >> 32) as u32 >= limit {
                            kept.push(feature);
                        }
                    }
                    ends.push(kept.len());
                    let mut sums = Lanes::default();
                    for &feature in &kept[from..] {
                        let row = &weights[feature as usize];
                        for (sum, weight) in sums.iter_mut().zip(row) {
                            *sum += weight;
                        }
                    }
                    let right = usize::from(set.labels[token]);
                    emissions.push(std::array::from_fn(|label| {
                        sums[label] + if label == right { 0.0 } else { config.margin }
                    }));
                }
                let gold = &set.labels[first..end];
                let found = best_path(end - first, &transitions, |at| emissions[at]);
                let mistakes = gold.iter().zip(&found).filter(|(g, f)| g != f).count();
                *wrong += mistakes;
                if mistakes == 0 {
                    continue;
                }
                let mut from = 0;
                let mut previous = (LABELS, LABELS);
                for at in 0..gold.len() {
                    let (g, f) = (usize::from(gold[at]), usize::from(found[at]));
                    if g != f {
                        for &feature in &kept[from..ends[at]] {
                            let row = &mut weights[feature as usize];
                            row[g] += size;
                            row[f] -= size;
                            let row = &mut late[feature as usize];
                            row[g] += size * when;
                            row[f] -= size * when;
                        }
                    }
                    if (previous.0, g) != (previous.1, f) {
                        transitions[previous.0][g] += size;
                        transitions[previous.1][f] -= size;
                        late_transitions[previous.0][g] += size * when;
                        late_transitions[previous.1][f] -= size * when;
                    }
                    previous = (g, f);
                    from = ends[at];
                }
            }
        }
        for (row, late) in weights.iter_mut().zip(&late) {
            for (weight, late) in row.iter_mut().zip(late) {
                *weight -= late;
            }
        }
        for (row, late) in transitions.iter_mut().zip(&late_transitions) {
            for (weight, late) in row.iter_mut().zip(late) {
                *weight -= late;
            }
        }
        Member {
            weights,
            transitions,
            wrong,
        }
    }
}

/// Averages the members, drops small rows and rounds the weights.
fn finish(
    set: &TrainingSet,
    members: Vec<Member>,
    clusters: Clusters,
    config: &TrainConfig,
) -> ModelData {
    let count = members.len() as f32;
    let unit = config.prune / 4.0;
    let mut transitions = [[0i64; LABELS]; LABELS + 1];
    for (previous, row) in transitions.iter_mut().enumerate() {
        for (label, score) in row.iter_mut().enumerate() {
            let sum: f32 = members.iter().map(|m| m.transitions[previous][label]).sum();
            *score = (sum / count / unit).round() as i64;
        }
    }
    let mut rows = Vec::new();
    let mut last = None;
    for (number, &key) in set.keys.iter().enumerate() {
        let mut mean = Lanes::default();
        for member in &members {
            for (sum, weight) in mean.iter_mut().zip(&member.weights[number]) {
                *sum += weight / count;
            }
        }
        let largest = mean.iter().fold(0.0f32, |m, w| m.max(w.abs()));
        let kept = table::kept(key);
        if largest < config.prune || last == Some(kept) {
            continue;
        }
        last = Some(kept);
        rows.push((kept, rounded(&mean, largest, unit)));
    }
    ModelData {
        name: config.name.clone(),
        language: config.language.clone(),
        calibration: Calibration::default(),
        unit,
        transitions,
        clusters,
        rows,
    }
}

fn rounded(mean: &Lanes, largest: f32, unit: f32) -> Weights {
    let mut shift = 0;
    let mut step = unit;
    while largest / step > 127.0 && shift < LARGEST_SHIFT {
        shift += 1;
        step *= 2.0;
    }
    let mut row = Weights {
        shift,
        ..Weights::default()
    };
    for (weight, mean) in row.weights.iter_mut().zip(mean) {
        *weight = (mean / step).round().clamp(-127.0, 127.0) as i8;
    }
    row
}

/// Agreement of a model with annotated documents.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// By kind, in the order of [`Kind::ALL`].
    pub kinds: [Agreement; 5],
    /// Organizations and outlets, taken for one kind.
    pub organization_or_outlet: Agreement,
    /// Persons, organizations and outlets, kind not counted.
    pub actors: Agreement,
}

/// Tags the documents and compares.
pub fn evaluate(recognizer: &Recognizer, documents: &[Annotated]) -> Evaluation {
    let compared: Vec<Evaluation> = documents
        .par_iter()
        .map(|document| {
            let predicted: Vec<(Span, Kind)> = recognizer
                .recognize(&document.document, &document.segmentation)
                .iter()
                .map(|m| (m.span, m.kind))
                .collect();
            let text = &document.document.text;
            let gold = &document.names;
            let kinds =
                Kind::ALL.map(|kind| agreement(text, gold, &predicted, |k| k == kind, |k| k));
            let body = |k| matches!(k, Kind::Organization | Kind::Outlet);
            Evaluation {
                kinds,
                organization_or_outlet: agreement(text, gold, &predicted, body, |_| ()),
                actors: agreement(
                    text,
                    gold,
                    &predicted,
                    |k| body(k) || k == Kind::Person,
                    |_| (),
                ),
            }
        })
        .collect();
    let mut out = Evaluation::default();
    for one in compared {
        for (sum, kind) in out.kinds.iter_mut().zip(one.kinds) {
            sum.add(kind);
        }
        out.organization_or_outlet.add(one.organization_or_outlet);
        out.actors.add(one.actors);
    }
    out
}
