//! Probabilities of names: sums over all labellings of a sentence (forward-backward, Rabiner 1989).

use std::ops::Range;

use crate::Kind;

use super::labels::{LABELS, begin, inside};
use super::viterbi::{Transitions, allowed};

/// Forward and backward sums over all labellings of a stretch of tokens, scaled at every token.
pub(super) struct Lattice<'t> {
    transitions: &'t Transitions<f64>,
    emissions: Vec<[f64; LABELS]>,
    forward: Vec<[f64; LABELS]>,
    backward: Vec<[f64; LABELS]>,
    /// What each token's forward sums were divided by.
    norms: Vec<f64>,
}

/// Exponentials of transition scores times `scale`; 0 where a transition is not allowed.
pub(super) fn factors(transitions: &Transitions<i64>, scale: f64) -> Transitions<f64> {
    let mut out = [[0.0; LABELS]; LABELS + 1];
    for (previous, row) in out.iter_mut().enumerate() {
        for (label, factor) in row.iter_mut().enumerate() {
            if allowed(previous, label) {
                let score = transitions[previous][label] as f64 * scale;
                *factor = libm::exp(score.clamp(-100.0, 100.0));
            }
        }
    }
    out
}

/// Smallest logarithm of an emission factor; keeps every sum above zero.
const LEAST: f64 = -200.0;

/// Exponentials of whole numbers of a scale, as products of two that are worked out beforehand: there are
/// hundreds to a sentence.
pub(super) struct Exponentials {
    /// Of 0, -1, -2, ... times the scale.
    fine: Vec<f64>,
    /// Of 0, -n, -2n, ... times the scale, where n is how many fine ones there are.
    coarse: Vec<f64>,
    /// Larger numbers count as this.
    most: usize,
}

impl Exponentials {
    pub(super) fn new(scale: f64) -> Exponentials {
        let most = (-LEAST / scale) as usize;
        let steps = 1 << (most.max(1).ilog2() / 2 + 1);
        let exp = |number: usize| libm::exp(-(number as f64) * scale);
        Exponentials {
            fine: (0..steps).map(exp).collect(),
            coarse: (0..=most / steps).map(|step| exp(step * steps)).collect(),
            most,
        }
    }

    /// The exponential of minus `number` times the scale.
    #[inline]
    fn of_minus(&self, number: i64) -> f64 {
        let number = usize::try_from(number).unwrap_or(0).min(self.most);
        let steps = self.fine.len();
        self.coarse[number / steps] * self.fine[number % steps]
    }
}

impl<'t> Lattice<'t> {
    /// From the scores of each token by label, and the exponentials of the scale that they are in; `before`
    /// is what the tokens come after, [`START`] or outside.
    pub(super) fn new(
        before: usize,
        transitions: &'t Transitions<f64>,
        exponentials: &Exponentials,
        scores: impl Iterator<Item = [i64; LABELS]>,
    ) -> Lattice<'t> {
        let emissions: Vec<[f64; LABELS]> = scores
            .map(|token| {
                let top = token.iter().max().copied().unwrap_or(0);
                token.map(|score| exponentials.of_minus(top - score))
            })
            .collect();
        let length = emissions.len();
        let mut forward: Vec<[f64; LABELS]> = Vec::with_capacity(length);
        let mut norms = Vec::with_capacity(length);
        for at in 0..length {
            let mut sums = if at == 0 {
                transitions[before]
            } else {
                after(transitions, &forward[at - 1])
            };
            let mut norm = 0.0;
            for (sum, factor) in sums.iter_mut().zip(&emissions[at]) {
                *sum *= factor;
                norm += *sum;
            }
            // Only nonsense weights can bring all sums to zero.
            let norm = if norm > 0.0 { norm } else { 1.0 };
            forward.push(sums.map(|s| s / norm));
            norms.push(norm);
        }
        let mut backward = vec![[1.0; LABELS]; length];
        for at in (1..length).rev() {
            let mut sums = [0.0; LABELS];
            for (previous, sum) in sums.iter_mut().enumerate() {
                for label in 0..LABELS {
                    *sum +=
                        transitions[previous][label] * emissions[at][label] * backward[at][label];
                }
                *sum /= norms[at];
            }
            backward[at - 1] = sums;
        }
        Lattice {
            transitions,
            emissions,
            forward,
            backward,
            norms,
        }
    }

    /// The probability of each label of a token.
    pub(super) fn shares(&self, token: usize) -> [f64; LABELS] {
        std::array::from_fn(|label| self.forward[token][label] * self.backward[token][label])
    }

    /// The probability that exactly these tokens are one name of that kind.
    pub(super) fn probability(&self, tokens: &Range<usize>, kind: Kind) -> f64 {
        let (b, i) = (usize::from(begin(kind)), usize::from(inside(kind)));
        let mut share = self.forward[tokens.start][b];
        let mut last = b;
        for at in tokens.start + 1..tokens.end {
            share *= self.transitions[last][i] * self.emissions[at][i] / self.norms[at];
            last = i;
        }
        // The next token must not go on with it.
        share *= match self.backward.get(tokens.end) {
            None => 1.0,
            Some(backward) => {
                let goes_on =
                    self.transitions[last][i] * self.emissions[tokens.end][i] * backward[i]
                        / self.norms[tokens.end];
                self.backward[tokens.end - 1][last] - goes_on
            }
        };
        share.clamp(0.0, 1.0)
    }
}

fn after(transitions: &Transitions<f64>, forward: &[f64; LABELS]) -> [f64; LABELS] {
    let mut sums = [0.0; LABELS];
    for (previous, share) in forward.iter().enumerate() {
        for (sum, factor) in sums.iter_mut().zip(&transitions[previous]) {
            *sum += share * factor;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::labels::chunks;
    use crate::recognize::viterbi::START;

    #[test]
    fn probabilities_equal_the_share_of_all_labellings() {
        let mut scores = [[0i64; LABELS]; LABELS + 1];
        for (a, row) in scores.iter_mut().enumerate() {
            for (b, score) in row.iter_mut().enumerate() {
                *score = (a * 7 + b * 13) as i64 % 5;
            }
        }
        let emission = |at: usize| -> [i64; LABELS] {
            std::array::from_fn(|label| ((at * 31 + label * 17) % 11) as i64)
        };
        let table = factors(&scores, 0.25);
        let lattice = Lattice::new(
            START,
            &table,
            &Exponentials::new(0.25),
            (0..4).map(emission),
        );
        let (mut all, mut with) = (0.0, 0.0);
        for number in 0..LABELS.pow(4) {
            let labels = [0, 1, 2, 3].map(|at| number / LABELS.pow(at) % LABELS);
            let mut weight = 1.0;
            let mut previous = START;
            for (at, label) in labels.into_iter().enumerate() {
                let score = emission(at)[label] as f64 * 0.25;
                weight *= table[previous][label] * libm::exp(score);
                previous = label;
            }
            all += weight;
            if weight > 0.0 && chunks(&labels.map(|l| l as u8)).contains(&(1..3, Kind::Place)) {
                with += weight;
            }
        }
        let found = lattice.probability(&(1..3), Kind::Place);
        assert!((found - with / all).abs() < 1e-12, "{found} {}", with / all);
    }
}
