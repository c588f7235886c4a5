//! Which predicted entity is which gold entity, and how well the nodes of the graph agree.
//!
//! Entities are compared by the mentions that they share, never by name, so that an entity under
//! which two people were merged cannot pass for one of them by its label. The alignment is
//! one-to-one and has the largest possible sum of phi4 = 2 o / (|g| + |p|), `o` being the number of
//! shared mentions; it is that of CEAF-e (Luo 2005). Two entities count as the same node if they are
//! aligned and their phi4 is above a threshold, one half by default.

use serde::Serialize;

use crate::Kind;

use super::bootstrap::Bootstrap;
use super::contingency::{Contingency, Side};
use super::matching::{WeightedEdge, heaviest_matching};
use super::score::{Counts, Rates, Score};

/// A gold and a predicted entity that are aligned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub(super) gold: u32,
    pub(super) predicted: u32,
    /// Number of shared mentions.
    pub(super) common: u32,
    /// Similarity, above 0 and at most 1.
    pub(super) phi4: f64,
}

/// The one-to-one alignment with the largest sum of phi4, in the order of gold entities.
pub(super) fn align(table: &Contingency) -> Vec<Pair> {
    let edges: Vec<WeightedEdge> = table
        .cells
        .iter()
        .map(|&cell| WeightedEdge {
            row: cell.gold,
            column: cell.predicted,
            weight: table.phi4(cell),
        })
        .collect();
    let matched = heaviest_matching(table.gold.len(), table.predicted.len(), &edges);
    table
        .cells
        .iter()
        .filter(|cell| matched[cell.gold as usize] == Some(cell.predicted))
        .map(|&cell| Pair {
            gold: cell.gold,
            predicted: cell.predicted,
            common: cell.common,
            phi4: table.phi4(cell),
        })
        .collect()
}

/// How well the entities agree, taken as nodes of a graph.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NodeReport {
    /// Entities; correct are those that are aligned with a phi4 above the threshold. The interval is
    /// over draws of the documents, the alignment held fixed: a node is in a draw if one of its documents is.
    pub nodes: Score,
    /// The same by kind, the kind being that of most of an entity's mentions; a node aligned with
    /// one of another kind is wrong.
    pub kinds: Vec<KindNodes>,
    /// Each mention of a node counts: recall is the share of gold mentions that lie in the entity
    /// aligned with their own (at any phi4), precision the same of predicted mentions.
    pub by_mentions: Rates,
    /// Share of the correct nodes whose kind is right, 0 to 1; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind_accuracy: Option<f64>,
}

/// How well the nodes of one kind agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindNodes {
    /// The kind.
    pub kind: Kind,
    /// Its nodes.
    #[serde(flatten)]
    pub nodes: Score,
}

/// Scores the nodes; `same` are the aligned pairs that count as the same node.
pub(super) fn score_nodes(
    gold: &Side,
    predicted: &Side,
    kinds: &[Kind],
    alignment: &[Pair],
    same: &[Pair],
    bootstrap: Bootstrap,
) -> NodeReport {
    let kinds_of = |pair: &Pair| {
        (
            gold.kinds[pair.gold as usize],
            predicted.kinds[pair.predicted as usize],
        )
    };
    let agree = same.iter().filter(|pair| {
        let (gold, predicted) = kinds_of(pair);
        gold == predicted
    });
    let of_kind = |side: &Side, kind| side.kinds.iter().filter(|k| **k == kind).count() as u64;
    let by_kind = |kind| Counts {
        gold: of_kind(gold, kind),
        predicted: of_kind(predicted, kind),
        correct: same
            .iter()
            .filter(|pair| kinds_of(pair) == (kind, kind))
            .count() as u64,
    };
    let mentions = |side: &Side| side.sizes.iter().map(|&n| f64::from(n)).sum();
    let common: f64 = alignment.iter().map(|pair| f64::from(pair.common)).sum();
    let mut nodes = Score::new(Counts {
        gold: gold.sizes.len() as u64,
        predicted: predicted.sizes.len() as u64,
        correct: same.len() as u64,
    });
    nodes.f1_interval = bootstrap.interval(gold.documents.len(), |drawn| {
        Rates::of_counts(in_draw(gold, predicted, same, drawn)).f1
    });
    NodeReport {
        nodes,
        kinds: Kind::ALL
            .into_iter()
            .filter(|kind| kinds.contains(kind))
            .map(|kind| KindNodes {
                kind,
                nodes: Score::new(by_kind(kind)),
            })
            .collect(),
        by_mentions: Rates::new((common, mentions(predicted)), (common, mentions(gold))),
        kind_accuracy: (!same.is_empty()).then(|| agree.count() as f64 / same.len() as f64),
    }
}

/// The nodes of which a document is among those `drawn`.
fn in_draw(gold: &Side, predicted: &Side, same: &[Pair], drawn: &[u32]) -> Counts {
    let present = |side: &Side| {
        let mut present = vec![false; side.sizes.len()];
        for (document, _) in side.documents.iter().zip(drawn).filter(|(_, n)| **n > 0) {
            for occurrence in document {
                present[occurrence.entity as usize] = true;
            }
        }
        present
    };
    let (gold, predicted) = (present(gold), present(predicted));
    let count = |present: &[bool]| present.iter().filter(|p| **p).count() as u64;
    let both = |pair: &&Pair| gold[pair.gold as usize] && predicted[pair.predicted as usize];
    Counts {
        gold: count(&gold),
        predicted: count(&predicted),
        correct: same.iter().filter(both).count() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{gold, predict};
    use super::*;

    #[test]
    fn the_merged_entity_is_aligned_with_the_one_it_shares_most_with() {
        // Gold a (3), b (1), c (2); predicted x = a + b, y = c's first, z = c's second and a spurious.
        let labels = [
            (Some('a'), Some('x')),
            (Some('a'), Some('x')),
            (Some('a'), Some('x')),
            (Some('b'), Some('x')),
            (Some('c'), Some('y')),
            (Some('c'), Some('z')),
            (None, Some('z')),
        ];
        let table = Contingency::of_labels(&labels);
        let pairs: Vec<_> = align(&table)
            .iter()
            .map(|p| (p.gold, p.predicted, p.common, p.phi4))
            .collect();
        // a-x: 2*3/(3+4); c-y: 2/(2+1), better than c-z: 2/(2+2).
        assert_eq!(pairs, [(0, 0, 3, 6.0 / 7.0), (2, 1, 1, 2.0 / 3.0)]);
    }

    #[test]
    fn nodes_are_counted_whole_and_by_mentions_and_kinds() {
        let gold = gold(&[(
            "Ann Ann Ann Lee CNN CNN",
            &[
                ("Ann", "person", "a"),
                ("Ann", "person", "a"),
                ("Ann", "person", "a"),
                ("Lee", "person", "b"),
                ("CNN", "outlet", "c"),
                ("CNN", "outlet", "c"),
            ],
        )]);
        // a and b merged; c found with the wrong kind.
        let predicted = predict(
            &gold,
            &[&[
                ("Ann", "person", "x"),
                ("Ann", "person", "x"),
                ("Ann", "person", "x"),
                ("Lee", "person", "x"),
                ("CNN", "organization", "y"),
                ("CNN", "organization", "y"),
            ]],
        );
        let kinds = [Kind::Person, Kind::Organization, Kind::Outlet];
        let (g, p) = (
            Side::gold(&gold, &kinds),
            Side::predicted(&gold, &predicted, &kinds),
        );
        let alignment = align(&Contingency::new(&g, &p));
        let bootstrap = Bootstrap::default();
        let report = score_nodes(&g, &p, &kinds, &alignment, &alignment, bootstrap);
        // a = x (6/7), c = y (1); b is missed: precision 2/2, recall 2/3.
        assert_eq!(
            report.nodes.counts,
            Counts {
                gold: 3,
                predicted: 2,
                correct: 2
            }
        );
        // 3 + 2 of 6 mentions on either side.
        assert_eq!(report.by_mentions.precision, 5.0 / 6.0);
        assert_eq!(report.by_mentions.recall, 5.0 / 6.0);
        assert_eq!(report.kind_accuracy, Some(0.5));
        let by_kind: Vec<_> = report
            .kinds
            .iter()
            .map(|k| {
                (
                    k.nodes.counts.gold,
                    k.nodes.counts.predicted,
                    k.nodes.counts.correct,
                )
            })
            .collect();
        assert_eq!(by_kind, [(2, 1, 1), (0, 1, 0), (1, 0, 0)]);
    }

    #[test]
    fn a_node_is_in_a_draw_if_one_of_its_documents_is() {
        let gold = gold(&[
            ("Ann Bo", &[("Ann", "person", "a"), ("Bo", "person", "b")]),
            ("Ann Cy", &[("Ann", "person", "a"), ("Cy", "person", "c")]),
        ]);
        let found = predict(
            &gold,
            &[
                &[("Ann", "person", "x"), ("Bo", "person", "y")],
                &[("Ann", "person", "x")],
            ],
        );
        let kinds = [Kind::Person];
        let (g, p) = (
            Side::gold(&gold, &kinds),
            Side::predicted(&gold, &found, &kinds),
        );
        let same = align(&Contingency::new(&g, &p));
        let counts = |gold, predicted, correct| Counts {
            gold,
            predicted,
            correct,
        };
        assert_eq!(in_draw(&g, &p, &same, &[2, 0]), counts(2, 2, 2));
        assert_eq!(in_draw(&g, &p, &same, &[0, 2]), counts(2, 1, 1));
        assert_eq!(in_draw(&g, &p, &same, &[1, 1]), counts(3, 2, 2));
        let interval = score_nodes(&g, &p, &kinds, &same, &same, Bootstrap::default())
            .nodes
            .f1_interval
            .unwrap();
        // The draws are worth 1, 2/3 and 4/5.
        assert_eq!((interval.low, interval.high), (2.0 / 3.0, 1.0));
    }

    #[test]
    fn without_entities_there_is_nothing_to_align() {
        let table = Contingency::of_labels(&[(Some('a'), None), (None, Some('x'))]);
        assert!(align(&table).is_empty());
        assert!(align(&Contingency::of_labels(&[])).is_empty());
    }
}
