//! From resolved mentions to the graph, on one machine: every thread counts some documents, and the
//! tallies are merged.
//!
//! A text that was copied counts once: no edge owes weight, pairs, evidence, dates or publishers to a
//! copy, and no node sentences, independent documents, dates or publishers. Copies do count in a node's
//! `mentions`, `documents`, `months`, roles and aliases, and in an edge's `documents`, which say what was
//! printed.

use std::ops::Range;

use rayon::prelude::*;

use super::CoMentionGraph;
use super::counting::Counting;
use super::finish::is_node;
use super::tally::{CountedDocument, Tally};
use crate::config::GraphConfig;
use crate::resolve::Resolution;
use crate::rows::Rows;

/// Documents that a thread counts at a time.
const BATCH: usize = 256;

/// Builds the graph of `documents`, whose mentions `resolution` has bound to entities and whose
/// `originals` are known ([`crate::copies::originals`]).
///
/// Nodes are the persons, organizations and outlets (and places, if the configuration says so) in
/// the order of their ids; edges are in the order of their ends.
pub fn build(
    documents: &(impl Rows + ?Sized),
    resolution: &Resolution,
    originals: &[usize],
    config: &GraphConfig,
) -> CoMentionGraph {
    count(documents, resolution, originals, config).finish(&resolution.entities, config)
}

/// The counts of `documents`, from which [`build`] makes the graph.
pub fn count(
    documents: &(impl Rows + ?Sized),
    resolution: &Resolution,
    originals: &[usize],
    config: &GraphConfig,
) -> Tally {
    let is_node: Vec<bool> = (resolution.entities.iter())
        .map(|entity| is_node(entity.kind, config))
        .collect();
    let counting = Counting::new(documents, originals, config.boilerplate);
    let of_batch = |numbers: Range<usize>| {
        let mut tally = Tally::new(config.evidence);
        for number in numbers {
            let rows = documents.load(number);
            let document = CountedDocument {
                number: number as u32,
                rows: &rows,
                entities: &resolution.of_mention[number],
                publisher: resolution.publisher[number],
                is_original: originals[number] == number,
                counts: &counting.of(number, &rows),
            };
            tally.add(document, &is_node, config);
        }
        tally
    };
    let n = documents.count();
    (0..n.div_ceil(BATCH))
        .into_par_iter()
        .map(|batch| of_batch(batch * BATCH..n.min((batch + 1) * BATCH)))
        .reduce(
            || Tally::new(config.evidence),
            |mut one, other| {
                one.merge(other);
                one
            },
        )
}
