//! Probabilities of names: sums over all labellings of a sentence (forward-backward, Rabiner 1989).

use std::ops::Range;

use crate::Kind;

use super::labels::{LABELS, begin, inside};
use super::table::{LANES, Scores};
use super::viterbi::{START, Transitions, allowed};

/// A number for each label, and one that counts for nothing, to fill a whole number of processor registers.
type Lanes = [f64; LANES];

/// Exponentials of transition scores, 0 where a transition is not allowed.
pub(super) struct Factors {
    /// By what is before, labels and the start, then by label.
    after: [Lanes; LABELS + 1],
    /// By label, then by the label before.
    before: [Lanes; LABELS],
}

impl Factors {
    /// Of transition scores times `scale`.
    pub(super) fn new(transitions: &Transitions<i64>, scale: f64) -> Factors {
        let mut after = [[0.0; LANES]; LABELS + 1];
        let mut before = [[0.0; LANES]; LABELS];
        for previous in 0..=START {
            for label in (0..LABELS).filter(|&label| allowed(previous, label)) {
                let score = transitions[previous][label] as f64 * scale;
                let factor = libm::exp(score.clamp(-100.0, 100.0));
                after[previous][label] = factor;
                if previous != START {
                    before[label][previous] = factor;
                }
            }
        }
        Factors { after, before }
    }
}

/// Smallest logarithm of an emission factor; keeps every sum above zero.
const LEAST: f64 = -200.0;

/// Exponentials of whole numbers of a scale, as products of two that are worked out beforehand: there are
/// hundreds to a sentence.
pub(super) struct Exponentials {
    /// Of 0, -1, -2, ... times the scale; `1 << bits` of them.
    fine: Vec<f64>,
    bits: u32,
    /// Of 0, -n, -2n, ... times the scale, where n is how many fine ones there are.
    coarse: Vec<f64>,
    /// Larger numbers count as this.
    most: usize,
}

impl Exponentials {
    pub(super) fn new(scale: f64) -> Exponentials {
        let most = (-LEAST / scale) as usize;
        let bits = most.max(1).ilog2() / 2 + 1;
        let exp = |number: usize| libm::exp(-(number as f64) * scale);
        Exponentials {
            fine: (0..1 << bits).map(exp).collect(),
            bits,
            coarse: (0..=most >> bits).map(|step| exp(step << bits)).collect(),
            most,
        }
    }

    /// The exponential of minus `number` times the scale.
    #[inline]
    fn of_minus(&self, number: u32) -> f64 {
        let number = (number as usize).min(self.most);
        let (coarse, fine) = (number >> self.bits, number & (self.fine.len() - 1));
        self.coarse[coarse] * self.fine[fine]
    }
}

/// Forward and backward sums over all labellings of a stretch of tokens, scaled at every token.
///
/// Its room is used again for the next stretch: most have a few tokens only.
#[derive(Default)]
pub(super) struct Lattice {
    emissions: Vec<Lanes>,
    forward: Vec<Lanes>,
    backward: Vec<Lanes>,
    /// What each token's forward sums were divided by.
    norms: Vec<f64>,
}

impl Lattice {
    /// Takes up a stretch: the scores of each token by label, and the exponentials of the scale that they are
    /// in; `before` is what the tokens come after, [`START`] or outside.
    pub(super) fn fill(
        &mut self,
        before: usize,
        factors: &Factors,
        exponentials: &Exponentials,
        scores: impl Iterator<Item = Scores>,
    ) {
        self.emissions.clear();
        self.forward.clear();
        self.norms.clear();
        let mut sums = factors.after[before];
        for scores in scores {
            let emissions = emissions(exponentials, &scores);
            if let Some(last) = self.forward.last() {
                sums = product(last, &factors.after);
            }
            let mut norm = 0.0;
            for (sum, factor) in sums.iter_mut().zip(&emissions) {
                *sum *= factor;
                norm += *sum;
            }
            // Only nonsense weights can bring all sums to zero.
            let norm = if norm > 0.0 { norm } else { 1.0 };
            self.forward.push(sums.map(|sum| sum / norm));
            self.emissions.push(emissions);
            self.norms.push(norm);
        }
        self.backward.clear();
        self.backward.resize(self.forward.len(), [1.0; LANES]);
        for at in (1..self.backward.len()).rev() {
            let (next, norm) = (&self.backward[at], self.norms[at]);
            let through = std::array::from_fn(|lane| self.emissions[at][lane] * next[lane] / norm);
            self.backward[at - 1] = product(&through, &factors.before);
        }
    }

    /// The probability of each label of a token.
    pub(super) fn shares(&self, token: usize) -> [f64; LABELS] {
        std::array::from_fn(|label| self.forward[token][label] * self.backward[token][label])
    }

    /// The probability that exactly these tokens are one name of that kind.
    pub(super) fn probability(&self, factors: &Factors, tokens: &Range<usize>, kind: Kind) -> f64 {
        let (b, i) = (usize::from(begin(kind)), usize::from(inside(kind)));
        let mut share = self.forward[tokens.start][b];
        let mut last = b;
        for at in tokens.start + 1..tokens.end {
            share *= factors.after[last][i] * self.emissions[at][i] / self.norms[at];
            last = i;
        }
        // The next token must not go on with it.
        share *= match self.backward.get(tokens.end) {
            None => 1.0,
            Some(backward) => {
                let goes_on = factors.after[last][i] * self.emissions[tokens.end][i] * backward[i]
                    / self.norms[tokens.end];
                self.backward[tokens.end - 1][last] - goes_on
            }
        };
        share.clamp(0.0, 1.0)
    }
}

/// The exponentials of a token's scores, the highest of which gets 1.
#[inline]
fn emissions(exponentials: &Exponentials, scores: &Scores) -> Lanes {
    let labels = &scores[..LABELS];
    let top = labels.iter().max().copied().unwrap_or(0);
    let mut out = [0.0; LANES];
    for (factor, &score) in out.iter_mut().zip(labels) {
        *factor = exponentials.of_minus(top.wrapping_sub(score) as u32);
    }
    out
}

/// A row of numbers times a matrix; rows beyond the labels do not count.
#[inline]
fn product(row: &Lanes, matrix: &[Lanes]) -> Lanes {
    let mut sums = [0.0; LANES];
    for (share, factors) in row[..LABELS].iter().zip(matrix) {
        for (sum, factor) in sums.iter_mut().zip(factors) {
            *sum += share * factor;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::labels::chunks;

    #[test]
    fn probabilities_equal_the_share_of_all_labellings() {
        let mut scores = [[0i64; LABELS]; LABELS + 1];
        for (a, row) in scores.iter_mut().enumerate() {
            for (b, score) in row.iter_mut().enumerate() {
                *score = (a * 7 + b * 13) as i64 % 5;
            }
        }
        let emission = |at: usize| -> Scores {
            std::array::from_fn(|label| ((at * 31 + label * 17) % 11) as i32)
        };
        let factors = Factors::new(&scores, 0.25);
        let exponentials = Exponentials::new(0.25);
        let mut lattice = Lattice::default();
        // A longer one before leaves nothing behind.
        lattice.fill(1, &factors, &exponentials, (2..9).map(emission));
        lattice.fill(START, &factors, &exponentials, (0..4).map(emission));
        let (mut all, mut with) = (0.0, 0.0);
        for number in 0..LABELS.pow(4) {
            let labels = [0, 1, 2, 3].map(|at| number / LABELS.pow(at) % LABELS);
            let mut weight = 1.0;
            let mut previous = START;
            for (at, label) in labels.into_iter().enumerate() {
                let score = f64::from(emission(at)[label]) * 0.25;
                weight *= factors.after[previous][label] * libm::exp(score);
                previous = label;
            }
            all += weight;
            if weight > 0.0 && chunks(&labels.map(|l| l as u8)).contains(&(1..3, Kind::Place)) {
                with += weight;
            }
        }
        let found = lattice.probability(&factors, &(1..3), Kind::Place);
        assert!((found - with / all).abs() < 1e-12, "{found} {}", with / all);
    }
}
