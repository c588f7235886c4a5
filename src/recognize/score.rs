//! How well predicted names agree with gold: precision, recall and F1 of exact spans.

use std::collections::BTreeSet;

use crate::{Kind, Span};

/// Counts that precision, recall and F1 are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Names in both.
    pub correct: usize,
    /// Names predicted.
    pub predicted: usize,
    /// Names in gold.
    pub gold: usize,
}

impl Agreement {
    /// Share of the predicted names that are correct; 0 if there are none.
    pub fn precision(self) -> f64 {
        ratio(self.correct, self.predicted)
    }

    /// Share of the gold names that were found; 0 if there are none.
    pub fn recall(self) -> f64 {
        ratio(self.correct, self.gold)
    }

    /// Harmonic mean of the two.
    pub fn f1(self) -> f64 {
        ratio(2 * self.correct, self.predicted + self.gold)
    }

    /// Adds another document's counts.
    pub fn add(&mut self, other: Agreement) {
        self.correct += other.correct;
        self.predicted += other.predicted;
        self.gold += other.gold;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Compares the names of one document for which `counts` holds. A span must be exact, but a leading
/// "the" on either side is forgiven; names are the same if `same` maps their kinds to one value.
pub fn agreement<T: Ord>(
    text: &str,
    gold: &[(Span, Kind)],
    predicted: &[(Span, Kind)],
    counts: impl Fn(Kind) -> bool,
    same: impl Fn(Kind) -> T,
) -> Agreement {
    let set = |names: &[(Span, Kind)]| -> BTreeSet<(Span, T)> {
        names
            .iter()
            .filter(|n| counts(n.1))
            .map(|n| (without_the(text, n.0), same(n.1)))
            .collect()
    };
    let (gold, predicted) = (set(gold), set(predicted));
    Agreement {
        correct: gold.intersection(&predicted).count(),
        predicted: predicted.len(),
        gold: gold.len(),
    }
}

/// The span without a leading "the", in any case.
pub fn without_the(text: &str, span: Span) -> Span {
    let name = span.text(text);
    let Some(head) = name.get(..3) else {
        return span;
    };
    let rest = &name[3..];
    let kept = rest.trim_start();
    if head.eq_ignore_ascii_case("the") && kept.len() < rest.len() && !kept.is_empty() {
        Span::new(span.end - kept.len(), span.end)
    } else {
        span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_spans_count_and_a_leading_the_is_forgiven() {
        let text = "The Hill met Ann Lee in Theban lands";
        let gold = [
            (Span::new(0, 8), Kind::Outlet),
            (Span::new(13, 20), Kind::Person),
        ];
        let predicted = [
            (Span::new(4, 8), Kind::Outlet),
            (Span::new(13, 16), Kind::Person),
            (Span::new(24, 30), Kind::Place),
        ];
        let all = agreement(text, &gold, &predicted, |_| true, |k| k);
        assert_eq!(
            all,
            Agreement {
                correct: 1,
                predicted: 3,
                gold: 2
            }
        );
        assert!((all.f1() - 0.4).abs() < 1e-12);
        let outlets = agreement(text, &gold, &predicted, |k| k == Kind::Outlet, |k| k);
        assert!((outlets.f1() - 1.0).abs() < 1e-12);
    }
}
