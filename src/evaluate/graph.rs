//! How well the edges of the graph agree.
//!
//! The gold graph is derived, never annotated: the same co-mention rule is applied to the gold's
//! mentions and to the predicted ones, so that the scores show what recognition and resolution
//! cost. Rule: two entities are joined by every unit of text that names both, a unit being a
//! sentence, a paragraph or a document of the crate's own segmentation; the weight of their edge is
//! the number of those units. A unit counts once for a pair, however often it names the two. A
//! sentence that repeats an earlier one of its document says nothing new and is left out.
//!
//! Nodes that are the same (see [`alignment`](super::alignment)) share a name in both graphs; all
//! others are in one graph only, so that the edges of an unaligned predicted node are spurious, and
//! those of an unaligned gold node are missed. With `w` and `v` for an edge's weight in the gold and
//! in the predicted graph, 0 where it is missing, weighted overlap = sum of min(w, v) / sum of
//! max(w, v) (Ruzicka), 0 to 1, without any normalization of the weights.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Segmentation, Span};

use super::alignment::Pair;
use super::bootstrap::{Bootstrap, Interval};
use super::contingency::{Occurrence, Side};
use super::score::{Counts, Rates, Score};

/// How well the edges agree in one window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct EdgeReport {
    /// Edges of any weight.
    pub edges: Score,
    /// Edges of weight 2 or more, in either graph.
    pub supported: Score,
    /// Weighted overlap, 0 to 1.
    pub overlap: f64,
    /// Where it lies in 95 of 100 resamples of the documents, the entities' alignment held fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap_interval: Option<Interval>,
    /// The heaviest 10 edges.
    pub top_10: TopEdges,
    /// The heaviest 50 edges.
    pub top_50: TopEdges,
    /// Spearman's rank correlation, -1 to 1, of the weighted degrees of the nodes that are in both
    /// graphs; absent if there are fewer than two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub degree_correlation: Option<f64>,
}

/// What the heaviest predicted edges are worth.
///
/// Where edges of equal weight compete for the last places, each counts for the same fraction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TopEdges {
    /// Share that are edges of the gold graph, 0 to 1.
    pub correct: f64,
    /// Share that are among the as many heaviest edges of the gold graph, 0 to 1.
    pub also_top: f64,
}

/// A stretch of text that joins the entities it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Window {
    Sentence,
    Paragraph,
    Document,
}

/// Scores the edges; `same` are the pairs of entities that count as the same node.
pub(super) fn score_edges(
    gold: &Side,
    predicted: &Side,
    same: &[Pair],
    segmentations: &[Segmentation],
    window: Window,
    bootstrap: Bootstrap,
) -> EdgeReport {
    let n_gold = gold.sizes.len() as u32;
    let mut names: Vec<u32> = (n_gold..n_gold + predicted.sizes.len() as u32).collect();
    for pair in same {
        names[pair.predicted as usize] = pair.gold;
    }
    let gold_documents = edges_by_document(gold, segmentations, window, |entity| entity);
    let predicted_documents = edges_by_document(predicted, segmentations, window, |entity| {
        names[entity as usize]
    });
    let graphs = Graphs::new(&gold_documents, &predicted_documents);
    let once = vec![1; segmentations.len()];
    let weights = graphs.weights(&once);
    let mut edges = Score::new(count(&weights, 1));
    edges.f1_interval = bootstrap.interval(segmentations.len(), |drawn| {
        Rates::of_counts(count(&graphs.weights(drawn), 1)).f1
    });
    EdgeReport {
        edges,
        supported: Score::new(count(&weights, 2)),
        overlap: overlap(&weights),
        overlap_interval: bootstrap
            .interval(segmentations.len(), |drawn| overlap(&graphs.weights(drawn))),
        top_10: top(&weights, 10),
        top_50: top(&weights, 50),
        degree_correlation: degree_correlation(&graphs.edges, &weights, same),
    }
}

/// An edge by its nodes, the smaller number first.
type Ends = (u32, u32);

/// The edges that each document makes, with their weights, in order.
fn edges_by_document(
    side: &Side,
    segmentations: &[Segmentation],
    window: Window,
    name: impl Fn(u32) -> u32,
) -> Vec<Vec<(Ends, u32)>> {
    side.documents
        .iter()
        .zip(segmentations)
        .map(|(occurrences, segmentation)| {
            let mut counts: BTreeMap<Ends, u32> = BTreeMap::new();
            for unit in units(occurrences, segmentation, window) {
                let mut nodes: Vec<u32> = unit.into_iter().map(&name).collect();
                nodes.sort_unstable();
                nodes.dedup();
                for (at, &a) in nodes.iter().enumerate() {
                    for &b in &nodes[at + 1..] {
                        *counts.entry((a, b)).or_default() += 1;
                    }
                }
            }
            counts.into_iter().collect()
        })
        .collect()
}

/// The entities that each unit names, in text order.
fn units(occurrences: &[Occurrence], segmentation: &Segmentation, window: Window) -> Vec<Vec<u32>> {
    let mut out: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for occurrence in occurrences {
        let Some(number) = sentence_of(occurrence.span, segmentation) else {
            continue;
        };
        let sentence = &segmentation.sentences[number];
        if sentence.repeats.is_some() {
            continue;
        }
        let unit = match window {
            Window::Sentence => number,
            Window::Paragraph => sentence.paragraph,
            Window::Document => 0,
        };
        out.entry(unit).or_default().push(occurrence.entity);
    }
    out.into_values().collect()
}

/// The sentence in which the mention begins.
fn sentence_of(span: Span, segmentation: &Segmentation) -> Option<usize> {
    segmentation
        .sentences
        .partition_point(|sentence| sentence.span.start <= span.start)
        .checked_sub(1)
}

/// The weight of an edge in the gold and in the predicted graph.
type Weights = (u64, u64);

/// Both graphs, edge by edge and document by document.
struct Graphs {
    /// All edges of the two, in order.
    edges: Vec<Ends>,
    /// What each document adds to which edge, by its place in `edges`.
    documents: Vec<Vec<(usize, Weights)>>,
}

impl Graphs {
    fn new(gold: &[Vec<(Ends, u32)>], predicted: &[Vec<(Ends, u32)>]) -> Graphs {
        let all = gold.iter().chain(predicted).flatten();
        let mut edges: Vec<Ends> = all.map(|(ends, _)| *ends).collect();
        edges.sort_unstable();
        edges.dedup();
        let place = |ends: &Ends| edges.partition_point(|edge| edge < ends);
        let documents = gold
            .iter()
            .zip(predicted)
            .map(|(gold, predicted)| {
                let gold = gold.iter().map(|(e, n)| (place(e), (u64::from(*n), 0)));
                let predicted = predicted
                    .iter()
                    .map(|(e, n)| (place(e), (0, u64::from(*n))));
                gold.chain(predicted).collect()
            })
            .collect();
        Graphs { edges, documents }
    }

    /// The edges' weights when each document counts so many times.
    fn weights(&self, times: &[u32]) -> Vec<Weights> {
        let mut out = vec![(0, 0); self.edges.len()];
        for (document, &times) in self.documents.iter().zip(times) {
            for &(edge, (gold, predicted)) in document {
                out[edge].0 += gold * u64::from(times);
                out[edge].1 += predicted * u64::from(times);
            }
        }
        out
    }
}

/// Counts the edges of at least this weight.
fn count(weights: &[Weights], least: u64) -> Counts {
    let mut out = Counts::default();
    for &(gold, predicted) in weights {
        let (gold, predicted) = (gold >= least, predicted >= least);
        out.gold += u64::from(gold);
        out.predicted += u64::from(predicted);
        out.correct += u64::from(gold && predicted);
    }
    out
}

fn overlap(weights: &[Weights]) -> f64 {
    let shared: u64 = weights.iter().map(|&(w, v)| w.min(v)).sum();
    let united: u64 = weights.iter().map(|&(w, v)| w.max(v)).sum();
    if united > 0 {
        shared as f64 / united as f64
    } else {
        1.0
    }
}

fn top(weights: &[Weights], k: usize) -> TopEdges {
    let descending = |pick: fn(&Weights) -> u64| {
        let mut list: Vec<u64> = weights.iter().map(pick).filter(|w| *w > 0).collect();
        list.sort_unstable_by_key(|w| std::cmp::Reverse(*w));
        list
    };
    let (gold, predicted) = (descending(|w| w.0), descending(|w| w.1));
    let places = predicted.len().min(k);
    if places == 0 {
        let share = if gold.is_empty() { 1.0 } else { 0.0 };
        return TopEdges {
            correct: share,
            also_top: share,
        };
    }
    let last = predicted[places - 1];
    let above = predicted.iter().filter(|w| **w > last).count();
    let level = predicted.iter().filter(|w| **w == last).count();
    // Each edge of the last weight holds this part of a place.
    let part = (places - above) as f64 / level as f64;
    let share = |good: &dyn Fn(u64) -> bool| {
        let hits = |of: &dyn Fn(u64) -> bool| {
            weights.iter().filter(|(w, v)| of(*v) && good(*w)).count() as f64
        };
        (hits(&|v| v > last) + part * hits(&|v| v == last)) / places as f64
    };
    let least = gold.get(k - 1).or(gold.last()).copied().unwrap_or(1);
    TopEdges {
        correct: share(&|w| w > 0),
        also_top: share(&|w| w >= least),
    }
}

fn degree_correlation(edges: &[Ends], weights: &[Weights], same: &[Pair]) -> Option<f64> {
    let mut degrees: BTreeMap<u32, Weights> = same.iter().map(|pair| (pair.gold, (0, 0))).collect();
    for (&(a, b), &(gold, predicted)) in edges.iter().zip(weights) {
        for end in [a, b] {
            if let Some(degree) = degrees.get_mut(&end) {
                degree.0 += gold;
                degree.1 += predicted;
            }
        }
    }
    let (gold, predicted): (Vec<u64>, Vec<u64>) = degrees.into_values().unzip();
    spearman(&gold, &predicted)
}

/// Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing the mean of
/// their ranks. If all values of a list are equal it is 1 when the other's are too, else 0. Absent
/// for fewer than two values.
fn spearman(left: &[u64], right: &[u64]) -> Option<f64> {
    if left.len() < 2 {
        return None;
    }
    let (left, right) = (ranks(left), ranks(right));
    let mean = (left.len() + 1) as f64 / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(x, y)| (x - mean) * (y - mean)).sum()
    };
    let (of_left, of_right) = (product(&left, &left), product(&right, &right));
    Some(match (of_left > 0.0, of_right > 0.0) {
        (true, true) => product(&left, &right) / (of_left * of_right).sqrt(),
        (false, false) => 1.0,
        _ => 0.0,
    })
}

/// Ranks from 1, equal values sharing the mean of theirs.
fn ranks(values: &[u64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|&at| values[at]);
    let mut out = vec![0.0; values.len()];
    let mut done = 0;
    for level in order.chunk_by(|&a, &b| values[a] == values[b]) {
        for &at in level {
            out[at] = done as f64 + (level.len() + 1) as f64 / 2.0;
        }
        done += level.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::{gold, predict};
    use super::super::{EvaluateConfig, WindowReports, evaluate};
    use super::*;

    fn counts(score: &Score) -> (u64, u64, u64) {
        (
            score.counts.gold,
            score.counts.predicted,
            score.counts.correct,
        )
    }

    /// Four sentences in two paragraphs; the gold joins Ann and Bob three times, Cy once with each.
    const TEXT: &str = "Ann met Bob and Ann. Bob saw Ann.\n\nAnn, Bob, Cy. Cy left. Bob saw Ann.";

    fn edges_of(split_bob: bool) -> WindowReports {
        let last = if split_bob { "z" } else { "b" };
        let named = [
            ("Ann", "person", "a"),
            ("Bob", "person", "b"),
            ("Ann", "person", "a"),
            ("Bob", "person", "b"),
            ("Ann", "person", "a"),
            ("Ann", "person", "a"),
            ("Bob", "person", "b"),
            ("Cy", "person", "c"),
            ("Cy", "person", "c"),
            ("Bob", "person", "b"),
            ("Ann", "person", "a"),
        ];
        let gold = gold(&[(TEXT, &named)]);
        let mut other = named;
        other[1].2 = last;
        let predicted = predict(&gold, &[&other]);
        evaluate(&gold, &predicted, &EvaluateConfig::default()).edges
    }

    #[test]
    fn a_unit_counts_once_for_a_pair_and_repeated_sentences_not_at_all() {
        let right = edges_of(false);
        assert_eq!(counts(&right.sentence.edges), (3, 3, 3));
        // Only Ann and Bob share two sentences; two paragraphs; but one document.
        assert_eq!(counts(&right.sentence.supported), (1, 1, 1));
        assert_eq!(counts(&right.paragraph.supported), (1, 1, 1));
        assert_eq!(counts(&right.document.supported), (0, 0, 0));
        assert_eq!(right.sentence.overlap, 1.0);
    }

    #[test]
    fn a_split_off_mention_moves_weight_to_a_spurious_edge() {
        // The first Bob is taken for somebody else, z. Bob keeps 3 of his 4 mentions: phi4 6/7, so
        // he is aligned and z is spurious. Sentences, gold: Ann-Bob 3 (the fifth sentence repeats
        // the second and is left out: 1st, 2nd, 3rd), Ann-Cy 1, Bob-Cy 1. Predicted: Ann-Bob 2,
        // Ann-z 1, Ann-Cy 1, Bob-Cy 1.
        let split = edges_of(true).sentence;
        assert_eq!(counts(&split.edges), (3, 4, 3));
        // min: 2 + 0 + 1 + 1 = 4; max: 3 + 1 + 1 + 1 = 6.
        assert!((split.overlap - 4.0 / 6.0).abs() < 1e-12);
        // Of the four edges that fill the top 10, three are gold.
        assert_eq!(split.top_10.correct, 0.75);
        // Weighted degrees, gold: Ann 4, Bob 4, Cy 2; predicted: Ann 4, Bob 3, Cy 2. Ranks 2.5 2.5 1
        // and 3 2 1: deviations .5 .5 -1 and 1 0 -1, product sum 1.5, squares 1.5 and 2.
        let expected = 1.5 / (1.5f64 * 2.0).sqrt();
        assert!((split.degree_correlation.unwrap() - expected).abs() < 1e-12);
    }

    #[test]
    fn edges_of_places_are_left_out_unless_asked_for() {
        let gold = gold(&[(
            "Ann and Bob in Rome.",
            &[
                ("Ann", "person", ""),
                ("Bob", "person", ""),
                ("Rome", "place", ""),
            ],
        )]);
        let predicted = super::super::gold_as_predicted(&gold);
        let edges = |config: &EvaluateConfig| {
            let report = evaluate(&gold, &predicted, config);
            report.edges.sentence.edges.counts.gold
        };
        assert_eq!(edges(&EvaluateConfig::default()), 1);
        let all = EvaluateConfig {
            kinds: crate::Kind::ALL.to_vec(),
            ..EvaluateConfig::default()
        };
        assert_eq!(edges(&all), 3);
    }

    #[test]
    fn edges_of_equal_weight_share_the_last_places() {
        // Predicted weights 5 (spurious), 3 (gold), 3 (spurious), 3 (gold); two places: the first
        // counts whole, the three others hold a third of a place each. Correct: 2/3 of 2 places.
        let weights = [(0, 5), (1, 3), (0, 3), (9, 3), (4, 0)];
        let shares = top(&weights, 2);
        assert!((shares.correct - 1.0 / 3.0).abs() < 1e-12);
        // The gold's top two weigh 9 and 4; only the edge of weight 9 is among the predicted.
        assert!((shares.also_top - 1.0 / 6.0).abs() < 1e-12);
        assert_eq!(top(&[], 10).correct, 1.0);
        assert_eq!(top(&[(1, 0)], 10).correct, 0.0);
        assert_eq!(top(&[(0, 1)], 10).also_top, 0.0);
    }

    #[test]
    fn rank_correlation_by_hand() {
        // No ties: 1 - 6 * sum d² / (n (n² - 1)) with d = 0, 1, -1, 0: 1 - 12/60 = 0.8.
        let value = spearman(&[1, 2, 3, 4], &[10, 30, 20, 40]).unwrap();
        assert!((value - 0.8).abs() < 1e-12);
        assert_eq!(spearman(&[1, 2], &[2, 1]), Some(-1.0));
        assert_eq!(spearman(&[3, 3], &[3, 3]), Some(1.0));
        assert_eq!(spearman(&[3, 3], &[1, 2]), Some(0.0));
        assert_eq!(spearman(&[3], &[3]), None);
        assert_eq!(ranks(&[7, 5, 7]), [2.5, 1.0, 2.5]);
    }
}
