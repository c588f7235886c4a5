//! Which predicted entity holds how many of which gold entity's mentions.
//!
//! All scores of resolution follow from this table, so that none of them compares mentions pair by
//! pair. A gold and a predicted mention are one and the same if they have the same span in the same
//! document (a leading "the" forgiven); kinds need not agree.

use std::collections::{BTreeMap, HashMap};

use crate::{Kind, Span};

use super::gold::{GoldDocument, PredictedMention};
use super::mentions::without_article;

/// A mention with the number of its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Occurrence {
    pub(super) span: Span,
    pub(super) entity: u32,
}

/// The mentions and entities of one side: the gold, or what was predicted.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// By document, in text order.
    pub(super) documents: Vec<Vec<Occurrence>>,
    /// Number of mentions of each entity.
    pub(super) sizes: Vec<u32>,
    /// The kind that most of an entity's mentions have, the first in order among equals.
    pub(super) kinds: Vec<Kind>,
    /// What each entity is called; empty for a mention that is an entity of its own.
    pub(super) names: Vec<String>,
}

impl Side {
    /// The gold side, of mentions of these kinds only.
    pub(super) fn gold(gold: &[GoldDocument], kinds: &[Kind]) -> Side {
        Side::new(gold.iter().map(|g| {
            let mentions = g.mentions.iter().filter(|m| kinds.contains(&m.kind));
            let text = g.document.text.as_str();
            (
                text,
                mentions.map(|m| (m.span, m.kind, m.entity.as_deref())),
            )
        }))
    }

    /// The predicted side, of mentions of these kinds only.
    pub(super) fn predicted(
        gold: &[GoldDocument],
        predicted: &[Vec<PredictedMention>],
        kinds: &[Kind],
    ) -> Side {
        Side::new(gold.iter().zip(predicted).map(|(g, p)| {
            let mentions = p.iter().filter(|m| kinds.contains(&m.kind));
            let text = g.document.text.as_str();
            (
                text,
                mentions.map(|m| (m.span, m.kind, m.entity.as_deref())),
            )
        }))
    }

    fn new<'a, M>(documents: impl Iterator<Item = (&'a str, M)>) -> Side
    where
        M: Iterator<Item = (Span, Kind, Option<&'a str>)>,
    {
        let mut out = Side::default();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut kind_counts: Vec<[u32; Kind::ALL.len()]> = Vec::new();
        for (text, mentions) in documents {
            let mut occurrences = Vec::new();
            for (span, kind, name) in mentions {
                let new = kind_counts.len() as u32;
                let entity = match name {
                    Some(name) => *numbers.entry(name).or_insert(new),
                    None => new,
                };
                if entity == new {
                    kind_counts.push([0; Kind::ALL.len()]);
                    out.names.push(name.unwrap_or_default().to_owned());
                }
                kind_counts[entity as usize][kind as usize] += 1;
                let span = without_article(text, span);
                occurrences.push(Occurrence { span, entity });
            }
            occurrences.sort_unstable();
            out.documents.push(occurrences);
        }
        for counts in kind_counts {
            out.sizes.push(counts.iter().sum());
            let kind = Kind::ALL
                .into_iter()
                .rev()
                .max_by_key(|kind| counts[*kind as usize]);
            out.kinds.push(kind.unwrap_or(Kind::Other));
        }
        out
    }
}

/// Mentions that a gold and a predicted entity share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) gold: u32,
    pub(super) predicted: u32,
    /// Number of shared mentions, at least 1.
    pub(super) common: u32,
}

/// Sizes of the entities of both sides and of their overlaps.
#[derive(Debug)]
pub(super) struct Contingency {
    /// Mentions of each gold entity.
    pub(super) gold: Vec<u32>,
    /// Mentions of each predicted entity.
    pub(super) predicted: Vec<u32>,
    /// In the order of gold, then predicted entities.
    pub(super) cells: Vec<Cell>,
}

impl Contingency {
    pub(super) fn new(gold: &Side, predicted: &Side) -> Contingency {
        let mut common: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for (gold, predicted) in gold.documents.iter().zip(&predicted.documents) {
            let (mut g, mut p) = (0, 0);
            while g < gold.len() && p < predicted.len() {
                let (left, right) = (gold[g], predicted[p]);
                if left.span == right.span {
                    *common.entry((left.entity, right.entity)).or_default() += 1;
                }
                g += usize::from(left.span <= right.span);
                p += usize::from(right.span <= left.span);
            }
        }
        let cells = common
            .into_iter()
            .map(|((gold, predicted), common)| Cell {
                gold,
                predicted,
                common,
            })
            .collect();
        Contingency {
            gold: gold.sizes.clone(),
            predicted: predicted.sizes.clone(),
            cells,
        }
    }

    /// Similarity of two entities that share mentions: phi4 = 2 o / (|g| + |p|) of Luo (2005),
    /// above 0, and 1 where they are equal.
    pub(super) fn phi4(&self, cell: Cell) -> f64 {
        let sizes = self.gold[cell.gold as usize] + self.predicted[cell.predicted as usize];
        f64::from(2 * cell.common) / f64::from(sizes)
    }

    /// The table of mentions that are written as (gold entity, predicted entity).
    #[cfg(test)]
    pub(super) fn of_labels(labels: &[(Option<char>, Option<char>)]) -> Contingency {
        let side = |entities: Vec<Option<char>>| {
            let named = entities.iter().enumerate().filter_map(|(at, entity)| {
                Some((Span::new(at, at + 1), Kind::Person, (*entity)?.to_string()))
            });
            let named: Vec<_> = named.collect();
            let mentions = named
                .iter()
                .map(|(span, kind, name)| (*span, *kind, Some(name.as_str())));
            Side::new(std::iter::once(("", mentions)))
        };
        let gold = labels.iter().map(|label| label.0).collect();
        let predicted = labels.iter().map(|label| label.1).collect();
        Contingency::new(&side(gold), &side(predicted))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{gold, predict};
    use super::*;

    #[test]
    fn mentions_are_matched_by_document_and_span_and_counted_by_entity() {
        let gold = gold(&[
            (
                "Ann Bob Ann",
                &[
                    ("Ann", "person", "a"),
                    ("Bob", "person", "b"),
                    ("Ann", "person", "a"),
                ],
            ),
            ("The Ann", &[("Ann", "person", "a")]),
        ]);
        let predicted = predict(
            &gold,
            &[
                &[("Ann", "outlet", "x"), ("Bob Ann", "person", "x")],
                &[("The Ann", "person", "x")],
            ],
        );
        let kinds = [Kind::Person, Kind::Outlet];
        let side = Side::predicted(&gold, &predicted, &kinds);
        assert_eq!(side.kinds, [Kind::Person]);
        let table = Contingency::new(&Side::gold(&gold, &kinds), &side);
        assert_eq!((table.gold, table.predicted), (vec![3, 1], vec![3]));
        assert_eq!(table.cells.len(), 1);
        assert_eq!(table.cells[0].common, 2);
    }

    #[test]
    fn mentions_without_entity_are_entities_of_their_own() {
        let gold = gold(&[("A B", &[("A", "person", ""), ("B", "person", "")])]);
        assert_eq!(Side::gold(&gold, &[Kind::Person]).sizes, [1, 1]);
    }

    #[test]
    fn other_kinds_are_left_out() {
        let gold = gold(&[("A B", &[("A", "place", "a"), ("B", "person", "b")])]);
        let side = Side::gold(&gold, &[Kind::Person]);
        assert_eq!((side.sizes, side.kinds), (vec![1], vec![Kind::Person]));
    }
}
