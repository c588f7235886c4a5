//! From resolved mentions to the graph, on one machine: every thread counts some documents, and the
//! tallies are merged.
//!
//! A text that was copied counts once: no edge owes weight, pairs, evidence, dates or publishers to a
//! copy, and no node sentences, independent documents, dates or publishers. Copies do count in a node's
//! `mentions`, `documents`, `months`, roles and aliases, and in an edge's `documents`, which say what was
//! printed.

use rayon::prelude::*;

use super::CoMentionGraph;
use super::counting::counting;
use super::finish::is_node;
use super::tally::{CountedDocument, Tally};
use crate::config::GraphConfig;
use crate::resolve::Resolution;
use crate::rows::DocumentRows;

/// Documents that a thread counts at a time.
const BATCH: usize = 256;

/// Builds the graph of `documents`, whose mentions `resolution` has bound to entities and whose
/// `originals` are known ([`crate::copies::originals`]).
///
/// Nodes are the persons, organizations and outlets (and places, if the configuration says so) in
/// the order of their ids; edges are in the order of their ends.
pub fn build(
    documents: &[DocumentRows],
    resolution: &Resolution,
    originals: &[usize],
    config: &GraphConfig,
) -> CoMentionGraph {
    count(documents, resolution, originals, config).finish(&resolution.entities, config)
}

/// The counts of `documents`, from which [`build`] makes the graph.
pub fn count(
    documents: &[DocumentRows],
    resolution: &Resolution,
    originals: &[usize],
    config: &GraphConfig,
) -> Tally {
    let is_node: Vec<bool> = (resolution.entities.iter())
        .map(|entity| is_node(entity.kind, config))
        .collect();
    let counting = counting(documents, originals, config.boilerplate);
    let of_batch = |start: usize, documents: &[DocumentRows]| {
        let mut tally = Tally::new(config.evidence);
        for (number, rows) in (start..).zip(documents) {
            let document = CountedDocument {
                number: number as u32,
                rows,
                entities: &resolution.of_mention[number],
                publisher: resolution.publisher[number],
                is_original: originals[number] == number,
                counts: &counting[number],
            };
            tally.add(document, &is_node, config);
        }
        tally
    };
    let batches = documents.par_chunks(BATCH).enumerate();
    batches
        .map(|(batch, documents)| of_batch(batch * BATCH, documents))
        .reduce(
            || Tally::new(config.evidence),
            |mut one, other| {
                one.merge(other);
                one
            },
        )
}
