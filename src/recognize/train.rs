//! The trainer: annotated documents in, a model out.
//!
//! Word vectors become clusters (`kmeans`), documents and copies of them in other case become
//! numbers (`training_set`), from which perceptrons learn weights
//! (`perceptron`). Several that see the sentences in different orders are averaged; small
//! weights are dropped and the others rounded.
//!
//! The result depends on documents, settings and seed, not on the number of threads.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::random::Random;
use crate::{Error, Result};

use super::calibrate;
use super::casing::{Casing, Tally};
use super::clusters::Clusters;
use super::context::Writing;
use super::corpus::{Annotated, Guideline};
use super::kmeans::{self, Vectors};
use super::labels::LABELS;
use super::model::{self, Model, ModelData, WeightData};
use super::parts::Parts;
use super::perceptron::{Lanes, Perceptron};
use super::recase::Recase;
use super::silver;
use super::table::{self, Group, LARGEST_SHIFT, Weights};
use super::training_set::TrainingSet;
use super::usage::Usage;
use super::vocabulary::Vocabulary;

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
    /// Models that are averaged in the first tagger, which reads raw text.
    pub teacher_members: usize,
    /// Features seen fewer times in training are left out.
    pub cutoff: u32,
    /// Share of the features that are dropped each time a sentence is seen.
    pub dropout: f64,
    /// What a wrong label is ahead by while training.
    pub margin: f32,
    /// Share of the steps that sentences which do not follow this project's guideline take.
    pub foreign_step: f32,
    /// Share of the steps that sentences which a tagger labelled take.
    pub silver_step: f32,
    /// Copies in other case of each document that follows this project's guideline, at most 3.
    pub copies: usize,
    /// The same for the others.
    pub foreign_copies: usize,
    /// Rows without a weight of at least this are left out of the model.
    pub prune: f32,
    /// Models that are averaged for text without case.
    pub caseless_members: usize,
    /// Times that every sentence is seen for text without case; 0 for a model that has no weights of its
    /// own for such text.
    pub caseless_epochs: usize,
    /// Share of the steps that sentences which a tagger labelled take for text without case.
    pub caseless_silver_step: f32,
    /// Rows without a weight of at least this are left out for text without case.
    pub caseless_prune: f32,
    /// Features seen fewer times in text without case are left out.
    pub caseless_cutoff: u32,
    /// Word vectors beyond so many words are read only for words of the training text.
    pub vector_limit: usize,
}

impl Default for TrainConfig {
    fn default() -> Self {
        TrainConfig {
            name: "en-news".to_owned(),
            language: "en".to_owned(),
            seed: 1,
            epochs: 6,
            members: 6,
            teacher_members: 3,
            cutoff: 2,
            dropout: 0.15,
            margin: 1.0,
            foreign_step: 0.3,
            silver_step: 0.5,
            copies: 2,
            foreign_copies: 0,
            prune: 1.6,
            caseless_members: 4,
            caseless_epochs: 5,
            caseless_silver_step: 1.0,
            caseless_prune: 2.4,
            caseless_cutoff: 2,
            vector_limit: 400_000,
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

/// A trained model before it is written.
pub struct Trained(Vec<u8>);

impl Trained {
    /// A model that was trained before, to calibrate it anew.
    pub fn from_bytes(bytes: Vec<u8>) -> Trained {
        Trained(bytes)
    }

    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.clone()
    }

    /// Fits the scores to those documents, which should not be the ones it was trained on, and those of
    /// text without case to copies of them in other case; how well they fit (mean negative
    /// log-likelihood).
    ///
    /// # Errors
    /// None for a model that was trained here; [`Error::Model`] for what is none.
    pub fn calibrate(&mut self, documents: &[Annotated]) -> Result<[f64; 2]> {
        let copies: Vec<Annotated> = (Recase::ALL.iter())
            .flat_map(|style| documents.iter().map(|document| style.copy(document)))
            .collect();
        let mut losses = [0.0; 2];
        let reads_all = Model::from_bytes(&self.0)?.0.caseless().is_some();
        for (writing, documents) in [(Writing::Cased, documents), (Writing::Caseless, &copies)] {
            if writing == Writing::Caseless && !reads_all {
                continue;
            }
            (self.0, losses[writing as usize]) = calibrate::calibrate(&self.0, writing, documents)?;
        }
        Ok(losses)
    }
}

/// Trains a model. Where there are `raw` documents, a first model is trained, or `teacher` is taken, to find the names in
/// them, and the model learns from these too. `parts` is a table as `data/gazetteer/parts.py` compiles it and what errors call it; `say` is
/// told in words how far it is.
///
/// # Errors
/// If there is nothing to learn from, or the vectors are not what they must be.
pub fn train(
    documents: &[Annotated],
    raw: &[Annotated],
    teacher: Option<&[u8]>,
    source: &ClusterSource<'_>,
    parts: Option<(&str, &str)>,
    config: &TrainConfig,
    say: &mut dyn FnMut(&str),
) -> Result<Trained> {
    let clusters = match source {
        ClusterSource::None => Clusters::default(),
        ClusterSource::Model(bytes) => Model::from_bytes(bytes)?.0.vocabulary.clusters,
        ClusterSource::Vectors(text, place) => {
            let seen = vocabulary(documents);
            let vectors = Vectors::read(text, place, config.vector_limit, |w| seen.contains(w))?;
            say("clustering word vectors");
            kmeans::clusters(&vectors, config.seed)
        }
    };
    let parts = parts.map(|(text, place)| Parts::read(text, place));
    let mut vocabulary = Vocabulary {
        clusters,
        parts: parts.transpose()?.unwrap_or_default(),
        ..Vocabulary::default()
    };
    let mut all = documents.to_vec();
    if !raw.is_empty() {
        let first;
        let teacher = match teacher {
            Some(bytes) => bytes,
            None => {
                let config = TrainConfig {
                    members: config.teacher_members,
                    ..config.clone()
                };
                first = learn(documents, vocabulary.clone(), &config, say)?;
                &first
            }
        };
        let silver = silver::labelled(teacher, raw)?;
        vocabulary.usage = Usage::of(&silver);
        say(&format!(
            "{} words and pairs of words seen in names of {} raw documents",
            vocabulary.usage.keys().len(),
            raw.len()
        ));
        if config.silver_step > 0.0 {
            all.extend(silver);
        }
    }
    let cased = learn(&all, vocabulary, config, say)?;
    drop(all);
    if config.caseless_epochs == 0 {
        return Ok(Trained(cased));
    }
    train_caseless(&cased, documents, raw, config, say)
}

/// Gives a model new weights for text without case.
///
/// Without capitals much less shows what a name is, so they learn above all from the `raw` documents: with
/// their capitals these are read by the model itself, which is seldom wrong there.
///
/// # Errors
/// [`Error::Model`] if `cased` is no model, and if there is nothing to learn from.
pub fn train_caseless(
    cased: &[u8],
    documents: &[Annotated],
    raw: &[Annotated],
    config: &TrainConfig,
    say: &mut dyn FnMut(&str),
) -> Result<Trained> {
    say("text without case");
    let vocabulary = Model::from_bytes(cased)?.0.vocabulary;
    let silver = silver::labelled(cased, raw)?;
    // What is known of a document's words must not come from the document itself: it would be known of all
    // its names, and of those of no other. So every fold is read with what the others show.
    let fold = |documents: &[Annotated], fold: usize| -> Vec<Annotated> {
        documents
            .iter()
            .skip(fold)
            .step_by(FOLDS)
            .cloned()
            .collect()
    };
    let folds: Vec<[Vec<Annotated>; 2]> = (0..FOLDS)
        .map(|number| [fold(documents, number), fold(&silver, number)])
        .collect();
    drop(silver);
    let tallies: Vec<Tally> = (folds.par_iter())
        .map(|parts| Tally::of(parts.iter().flatten()))
        .collect();
    let casing = Casing::of(&tallies);
    let read: Vec<(Vocabulary, Vec<Annotated>)> = (0..2 * FOLDS)
        .into_par_iter()
        .map(|number| {
            let (own, part) = (number / 2, number % 2);
            let others = |at: usize| at != own;
            let tallies = tallies.iter().enumerate().filter(|(at, _)| others(*at));
            let mut vocabulary = Vocabulary {
                casing: Casing::of(tallies.map(|(_, tally)| tally)),
                ..vocabulary.clone()
            };
            if part == SILVER && !raw.is_empty() {
                let folds = folds.iter().enumerate().filter(|(at, _)| others(*at));
                vocabulary.usage = Usage::of(folds.flat_map(|(_, parts)| &parts[SILVER]));
            }
            let seed = config.seed.wrapping_add(number as u64);
            let copies = copies_without_case(&folds[own][part], config.copies, seed);
            (vocabulary, copies)
        })
        .collect();
    drop(folds);
    let all: Vec<(&Vocabulary, &[Annotated])> = (read.iter())
        .map(|(vocabulary, copies)| (vocabulary, copies.as_slice()))
        .collect();
    let config = TrainConfig {
        members: config.caseless_members,
        epochs: config.caseless_epochs,
        silver_step: config.caseless_silver_step,
        prune: config.caseless_prune,
        cutoff: config.caseless_cutoff,
        ..config.clone()
    };
    let weights = weigh(&all, Writing::Caseless, &config, say)?;
    let bytes = model::with_caseless(cased, &casing, &weights)?;
    Ok(Trained(bytes))
}

/// Parts of the documents, each of which is read with what the others show.
const FOLDS: usize = 4;

/// The half of a fold that a tagger labelled; the other one is annotated.
const SILVER: usize = 1;

/// The file of a model for text with case, which learns from documents whose names are known.
fn learn(
    documents: &[Annotated],
    vocabulary: Vocabulary,
    config: &TrainConfig,
    say: &mut dyn FnMut(&str),
) -> Result<Vec<u8>> {
    let copies = with_copies(documents, config);
    let weights = weigh(&[(&vocabulary, &copies)], Writing::Cased, config, say)?;
    let data = ModelData {
        name: config.name.clone(),
        language: config.language.clone(),
        unit: UNIT,
        vocabulary,
        weights,
    };
    Ok(data.to_bytes())
}

/// The weights that perceptrons learn from documents whose names are known, each read with a vocabulary.
fn weigh(
    documents: &[(&Vocabulary, &[Annotated])],
    writing: Writing,
    config: &TrainConfig,
    say: &mut dyn FnMut(&str),
) -> Result<WeightData> {
    say("extracting features");
    let set = TrainingSet::new(documents, writing, config.cutoff);
    if set.sentences.is_empty() {
        return Err(Error::NoInput("no sentence to train on".to_owned()));
    }
    say(&format!(
        "{} sentences, {} tokens, {} features",
        set.sentences.len(),
        set.labels.len(),
        set.keys.len()
    ));
    let members: Vec<Perceptron> = (0..config.members.max(1) as u64)
        .into_par_iter()
        .map(|member| Perceptron::train(&set, config, config.seed.wrapping_add(member * 7919)))
        .collect();
    for (number, member) in members.iter().enumerate() {
        for (epoch, wrong) in member.wrong.iter().enumerate() {
            say(&format!(
                "member {number} epoch {epoch}: {wrong} wrong labels"
            ));
        }
    }
    let weights = finish(&set, members, config);
    let rows: usize = weights.rows.iter().map(Vec::len).sum();
    say(&format!("{rows} rows kept"));
    Ok(weights)
}

/// Words of the training text in lower case.
fn vocabulary(documents: &[Annotated]) -> FxHashSet<String> {
    let mut out = FxHashSet::default();
    for document in documents {
        for token in &document.segmentation.tokens {
            out.insert(token.span.text(&document.document.text).to_lowercase());
        }
    }
    out
}

/// The documents and, for each, so many copies in other case.
fn with_copies(documents: &[Annotated], config: &TrainConfig) -> Vec<Annotated> {
    let mut random = Random::new(config.seed ^ 0xCA5E);
    let mut wanted: Vec<(usize, Recase)> = Vec::new();
    let mut originals = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let mut styles = Recase::ALL;
        random.shuffle(&mut styles);
        let copies = match document.guideline {
            Guideline::Own => config.copies,
            Guideline::Other(_) => config.foreign_copies,
            // There are many of them: each is read in one way, one in four as it is.
            Guideline::Silver(_) => usize::from(number % 4 > 0),
        };
        if copies == 0 || !matches!(document.guideline, Guideline::Silver(_)) {
            originals.push(document.clone());
        }
        wanted.extend(styles.iter().take(copies).map(|style| (number, *style)));
    }
    originals
        .into_iter()
        .chain(copied(documents, &wanted))
        .collect()
}

/// Copies of the documents in other case only. What is folded to the same is cut into sentences in
/// different places.
fn copies_without_case(documents: &[Annotated], copies: usize, seed: u64) -> Vec<Annotated> {
    let mut random = Random::new(seed ^ 0xF01D);
    let mut wanted: Vec<(usize, Recase)> = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let mut styles = Recase::ALL;
        random.shuffle(&mut styles);
        let copies = match document.guideline {
            Guideline::Own => copies.max(1),
            Guideline::Other(_) | Guideline::Silver(_) => 1,
        };
        wanted.extend(styles.iter().take(copies).map(|style| (number, *style)));
    }
    copied(documents, &wanted)
}

/// The copies wanted of documents, by number.
fn copied(documents: &[Annotated], wanted: &[(usize, Recase)]) -> Vec<Annotated> {
    wanted
        .par_iter()
        .map(|(number, style)| {
            // Not every text comes with the name of its outlet.
            let mut copy = style.copy(&documents[*number]);
            copy.document.provenance.publisher = None;
            copy
        })
        .collect()
}

/// What a weight of 1 in the model stands for; right answers add 1 to a weight in training.
const UNIT: f32 = 0.2;

/// Averages the members, drops small rows and rounds the weights.
fn finish(set: &TrainingSet, members: Vec<Perceptron>, config: &TrainConfig) -> WeightData {
    let count = members.len() as f32;
    let mut transitions = [[0i64; LABELS]; LABELS + 1];
    for (previous, row) in transitions.iter_mut().enumerate() {
        for (label, score) in row.iter_mut().enumerate() {
            let sum: f32 = members.iter().map(|m| m.transitions[previous][label]).sum();
            *score = (sum / count / UNIT).round() as i64;
        }
    }
    let mut rows = [Vec::new(), Vec::new()];
    let mut last = None;
    for (number, &key) in set.keys.iter().enumerate() {
        let mut mean = Lanes::default();
        for member in &members {
            for (sum, weight) in mean.iter_mut().zip(&member.weights[number]) {
                *sum += weight / count;
            }
        }
        let largest = mean.iter().fold(0.0f32, |m, w| m.max(w.abs()));
        let place = (Group::of(key) as usize, table::kept(key));
        if set.of_corpora.contains(&key) || last == Some(place) {
            continue;
        }
        let row = rounded(&mean, largest);
        if row.largest() as f32 * UNIT >= config.prune {
            last = Some(place);
            rows[place.0].push((place.1, row));
        }
    }
    WeightData { transitions, rows }
}

fn rounded(mean: &Lanes, largest: f32) -> Weights {
    let mut shift = 0;
    let mut step = UNIT;
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
