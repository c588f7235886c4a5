//! Intervals by resampling documents.
//!
//! The percentile bootstrap (Efron 1979): draw as many documents as there are, with replacement,
//! work out the statistic on the draw, repeat, and take the middle 95 %. Documents are drawn, not
//! mentions, because the mentions of a document are not independent. Every statistic of a report
//! sees the same draws, and the draws depend on the seed alone.

use serde::Serialize;

use crate::random::Random;

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// Number of draws; 0 leaves the intervals out. Default 1000.
    pub resamples: usize,
    /// Start of the generator. Default 1.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Bootstrap {
            resamples: 1000,
            seed: 1,
        }
    }
}

/// The middle 95 % of a statistic's values over the draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// 2.5 % of the values are below.
    pub low: f64,
    /// 2.5 % of the values are above.
    pub high: f64,
}

impl Bootstrap {
    /// The interval of `statistic`, which is told how often each document was drawn.
    pub(super) fn interval(
        self,
        documents: usize,
        mut statistic: impl FnMut(&[u32]) -> f64,
    ) -> Option<Interval> {
        if documents == 0 || self.resamples == 0 {
            return None;
        }
        let mut generator = Random::new(self.seed);
        let mut drawn = vec![0; documents];
        let mut values: Vec<f64> = (0..self.resamples)
            .map(|_| {
                drawn.fill(0);
                for _ in 0..documents {
                    drawn[generator.below(documents)] += 1;
                }
                statistic(&drawn)
            })
            .collect();
        values.sort_by(f64::total_cmp);
        Some(Interval {
            low: quantile(&values, 0.025),
            high: quantile(&values, 0.975),
        })
    }
}

/// The quantile of sorted values, between two of them in proportion.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_draw_has_as_many_documents_as_there_are() {
        let interval = Bootstrap::default()
            .interval(7, |drawn| f64::from(drawn.iter().sum::<u32>()))
            .unwrap();
        assert_eq!((interval.low, interval.high), (7.0, 7.0));
    }

    #[test]
    fn the_interval_of_a_share_is_that_of_the_binomial_distribution() {
        // 100 documents, half of them right: the share's standard deviation over draws is 0.05,
        // so 95 % lie within about 0.098 of 0.5.
        let share = |drawn: &[u32]| f64::from(drawn[..50].iter().sum::<u32>()) / 100.0;
        let interval = Bootstrap::default().interval(100, share).unwrap();
        assert!((interval.low - 0.402).abs() < 0.02, "{interval:?}");
        assert!((interval.high - 0.598).abs() < 0.02, "{interval:?}");
        assert_eq!(
            Bootstrap::default().interval(100, share),
            Bootstrap::default().interval(100, share)
        );
    }

    #[test]
    fn without_documents_or_draws_there_is_no_interval() {
        assert_eq!(Bootstrap::default().interval(0, |_| 1.0), None);
        let none = Bootstrap {
            resamples: 0,
            seed: 1,
        };
        assert_eq!(none.interval(3, |_| 1.0), None);
    }

    #[test]
    fn quantiles_lie_between_values_in_proportion() {
        assert_eq!(quantile(&[0.0, 10.0], 0.25), 2.5);
        assert_eq!(quantile(&[4.0], 0.975), 4.0);
    }
}
