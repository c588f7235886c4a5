//! Precision, recall and F1, with one convention for empty sides.
//!
//! A side without anything to count has no ratio of its own. If both sides are empty, all three are
//! 1 (nothing was to be found and nothing was made up), otherwise the undefined ones are 0. So the
//! gold itself as prediction scores 1 everywhere, and no score is ever not a number.

use serde::Serialize;

use super::bootstrap::Interval;

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rates {
    /// Share of what was predicted that is right.
    pub precision: f64,
    /// Share of what is in the gold that was found.
    pub recall: f64,
    /// Harmonic mean of the two; 0 if both are 0.
    pub f1: f64,
}

impl Rates {
    /// The rates of two ratios, each given as credit and total.
    pub fn new(precision: (f64, f64), recall: (f64, f64)) -> Self {
        let empty = if precision.1 == 0.0 && recall.1 == 0.0 {
            1.0
        } else {
            0.0
        };
        let ratio = |(credit, total): (f64, f64)| if total > 0.0 { credit / total } else { empty };
        let (precision, recall) = (ratio(precision), ratio(recall));
        let sum = precision + recall;
        let f1 = if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        };
        Rates {
            precision,
            recall,
            f1,
        }
    }

    /// The rates of counted things.
    pub fn of_counts(counts: Counts) -> Self {
        let correct = counts.correct as f64;
        Rates::new(
            (correct, counts.predicted as f64),
            (correct, counts.gold as f64),
        )
    }
}

/// How many things are in the gold, were predicted, and are in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// In the gold.
    pub gold: u64,
    /// Predicted.
    pub predicted: u64,
    /// Predicted and in the gold, each used once.
    pub correct: u64,
}

impl Counts {
    /// Adds `other` so many times.
    pub(super) fn add(&mut self, other: Counts, times: u64) {
        self.gold += other.gold * times;
        self.predicted += other.predicted * times;
        self.correct += other.correct * times;
    }
}

/// Counts with their rates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// What was counted.
    #[serde(flatten)]
    pub counts: Counts,
    /// Its rates.
    #[serde(flatten)]
    pub rates: Rates,
    /// Where F1 lies in 95 of 100 resamples of the documents; absent where it was not worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub f1_interval: Option<Interval>,
}

impl Score {
    /// The score without an interval.
    pub fn new(counts: Counts) -> Self {
        Score {
            counts,
            rates: Rates::of_counts(counts),
            f1_interval: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(gold: u64, predicted: u64, correct: u64) -> (f64, f64, f64) {
        let rates = Rates::of_counts(Counts {
            gold,
            predicted,
            correct,
        });
        (rates.precision, rates.recall, rates.f1)
    }

    #[test]
    fn f1_is_the_harmonic_mean() {
        // Precision 3/4, recall 3/6; F1 = 2 * 3 / (4 + 6).
        assert_eq!(rates(6, 4, 3), (0.75, 0.5, 0.6));
    }

    #[test]
    fn empty_sides_score_one_together_and_nothing_alone() {
        assert_eq!(rates(0, 0, 0), (1.0, 1.0, 1.0));
        assert_eq!(rates(5, 0, 0), (0.0, 0.0, 0.0));
        assert_eq!(rates(0, 5, 0), (0.0, 0.0, 0.0));
    }
}
