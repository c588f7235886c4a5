//! The averaged structured perceptron (Collins 2002).
//!
//! Label a sentence with the weights so far; where the labels are wrong, add one to the weights of
//! the right labels' features and take one from those of the wrong labels; in the end take the
//! average of the weights over all steps. While training, wrong labels get a small bonus, so that
//! right ones must win by a margin, and a share of the features is dropped at random each time a
//! sentence is seen, so that no name is learned by heart alone.

use crate::Kind;
use crate::random::Random;

use super::labels::{self, LABELS};
use super::train::TrainConfig;
use super::training_set::{Lesson, TrainingSet};
use super::viterbi::{Room, START, Transitions, best_path};

/// More than any two labellings differ by.
const FORBIDDEN: f32 = 1e7;

/// So much surer than of an organization must one be of an outlet where only "organization" is said.
const DOUBT: f32 = 5.0;

/// A weight for each label, and one lane to fill a whole number of processor registers.
pub(super) type Lanes = [f32; LABELS + 1];

/// A perceptron's weights.
pub(super) struct Perceptron {
    /// By number of the feature.
    pub(super) weights: Vec<Lanes>,
    pub(super) transitions: Transitions<f32>,
    /// Wrong labels in each epoch.
    pub(super) wrong: Vec<usize>,
    /// Changes times the moment at which they were made: what the average lacks.
    late_weights: Vec<Lanes>,
    late_transitions: Transitions<f32>,
}

/// The features of a sentence that were not dropped, and what they say.
#[derive(Default)]
struct Seen {
    features: Vec<u32>,
    /// Where each token's features end.
    ends: Vec<usize>,
    /// Score of each label by token.
    scores: Vec<[f32; LABELS]>,
}

impl Perceptron {
    /// Learns from the sentences in a random order that depends on the seed.
    pub(super) fn train(set: &TrainingSet, config: &TrainConfig, seed: u64) -> Perceptron {
        let mut random = Random::new(seed);
        let rows = set.keys.len();
        let mut out = Perceptron {
            weights: vec![Lanes::default(); rows],
            transitions: [[0.0; LABELS]; LABELS + 1],
            wrong: vec![0; config.epochs],
            late_weights: vec![Lanes::default(); rows],
            late_transitions: [[0.0; LABELS]; LABELS + 1],
        };
        let mut order: Vec<u32> = (0..set.sentences.len() as u32).collect();
        let total = (order.len() * config.epochs) as f32;
        let mut seen = Seen::default();
        let mut step = 0usize;
        for epoch in 0..config.epochs {
            random.shuffle(&mut order);
            for &sentence in &order {
                let (first, end, lesson) = set.sentences[sentence as usize];
                let when = step as f32 / total;
                step += 1;
                out.look(set, first..end, config.dropout, random.next(), &mut seen);
                let given = &set.labels[first..end];
                let (right, size) = match lesson {
                    Lesson::Own => (given.to_vec(), 1.0),
                    Lesson::Silver => (given.to_vec(), config.silver_step),
                    Lesson::Other => (out.reading(given, &seen), config.foreign_step),
                };
                let found = out.best_with_margin(&right, &seen, config.margin);
                let mistakes = right.iter().zip(&found).filter(|(r, f)| r != f).count();
                if mistakes > 0 {
                    out.wrong[epoch] += mistakes;
                    out.correct(&right, &found, &seen, size, when);
                }
            }
        }
        out.average();
        out
    }

    /// Drops features and sums the weights of the others.
    fn look(
        &self,
        set: &TrainingSet,
        tokens: std::ops::Range<usize>,
        dropout: f64,
        salt: u64,
        seen: &mut Seen,
    ) {
        seen.features.clear();
        seen.ends.clear();
        seen.scores.clear();
        let limit = (dropout * f64::from(u32::MAX)) as u32;
        for token in tokens {
            let from = seen.features.len();
            // Knuth's linear congruential generator is random enough for this, and fast.
            let mut state = salt ^ (token as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            for &feature in set.token(token) {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                if (state >> 32) as u32 >= limit {
                    seen.features.push(feature);
                }
            }
            seen.ends.push(seen.features.len());
            let mut sums = Lanes::default();
            for &feature in &seen.features[from..] {
                for (sum, weight) in sums.iter_mut().zip(&self.weights[feature as usize]) {
                    *sum += weight;
                }
            }
            seen.scores.push(std::array::from_fn(|label| sums[label]));
        }
    }

    /// What labels of another guideline are taken for: the best labelling that fits them.
    fn reading(&self, given: &[u8], seen: &Seen) -> Vec<u8> {
        let emission = |at: usize| {
            let mut row = seen.scores[at];
            for (label, score) in row.iter_mut().enumerate() {
                if !fits(given[at], label as u8) {
                    *score -= FORBIDDEN;
                } else if label != usize::from(given[at]) {
                    *score -= DOUBT;
                }
            }
            row
        };
        self.best(given.len(), emission)
    }

    fn best_with_margin(&self, right: &[u8], seen: &Seen, margin: f32) -> Vec<u8> {
        let emission = |at: usize| {
            let mut row = seen.scores[at];
            for (label, score) in row.iter_mut().enumerate() {
                if label != usize::from(right[at]) {
                    *score += margin;
                }
            }
            row
        };
        self.best(right.len(), emission)
    }

    fn best(&self, length: usize, emission: impl Fn(usize) -> [f32; LABELS]) -> Vec<u8> {
        let mut room = Room::default();
        best_path(length, START, &self.transitions, emission, &mut room).to_vec()
    }

    fn correct(&mut self, right: &[u8], found: &[u8], seen: &Seen, size: f32, when: f32) {
        let mut from = 0;
        let mut previous = (START, START);
        for at in 0..right.len() {
            let (r, f) = (usize::from(right[at]), usize::from(found[at]));
            if r != f {
                for &feature in &seen.features[from..seen.ends[at]] {
                    let row = &mut self.weights[feature as usize];
                    row[r] += size;
                    row[f] -= size;
                    let row = &mut self.late_weights[feature as usize];
                    row[r] += size * when;
                    row[f] -= size * when;
                }
            }
            if (previous.0, r) != (previous.1, f) {
                self.transitions[previous.0][r] += size;
                self.transitions[previous.1][f] -= size;
                self.late_transitions[previous.0][r] += size * when;
                self.late_transitions[previous.1][f] -= size * when;
            }
            previous = (r, f);
            from = seen.ends[at];
        }
    }

    /// A change made when a share of the steps was over counts for the rest of them.
    fn average(&mut self) {
        for (row, late) in self.weights.iter_mut().zip(&self.late_weights) {
            for (weight, late) in row.iter_mut().zip(late) {
                *weight -= late;
            }
        }
        for (row, late) in self.transitions.iter_mut().zip(&self.late_transitions) {
            for (weight, late) in row.iter_mut().zip(late) {
                *weight -= late;
            }
        }
        self.late_weights = Vec::new();
    }
}

/// Whether a label fits what another guideline says: its organizations may be outlets.
fn fits(theirs: u8, label: u8) -> bool {
    let widened = |l: u8| match labels::kind(l) {
        Some(Kind::Outlet) if labels::is_inside(l) => labels::inside(Kind::Organization),
        Some(Kind::Outlet) => labels::begin(Kind::Organization),
        _ => l,
    };
    widened(theirs) == widened(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_of_another_guideline_may_be_an_outlet_and_nothing_else() {
        let (organization, outlet) = (Kind::Organization, Kind::Outlet);
        assert!(fits(labels::begin(organization), labels::begin(outlet)));
        assert!(fits(labels::inside(organization), labels::inside(outlet)));
        assert!(!fits(labels::begin(organization), labels::inside(outlet)));
        assert!(!fits(
            labels::begin(organization),
            labels::begin(Kind::Person)
        ));
        assert!(!fits(labels::OUTSIDE, labels::begin(outlet)));
    }
}
