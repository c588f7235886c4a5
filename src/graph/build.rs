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
use super::tally::{CountedDocument, Counts, Limit, Tally};
use crate::Result;
use crate::config::GraphConfig;
use crate::resolve::Resolution;
use crate::rows::Rows;

/// Documents that a thread counts at a time.
const BATCH: usize = 256;
/// Batches for each thread before what they counted is brought together.
const AHEAD: usize = 2;
/// About what is counted of a document, in bytes, times the batches that are counted at once.
const OF_DOCUMENT: usize = 128 << 10;

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
    count(documents, resolution, originals, config, None)
        .and_then(|counts| counts.finish(&resolution.entities, config))
        .expect("memory takes what it is given")
        .0
}

/// The counts of `documents`, from which [`build`] makes the graph. What outgrows the `limit` goes to a
/// temporary file; the result is the same.
///
/// # Errors
/// [`Error::Write`](crate::Error::Write) if the file fails.
pub fn count(
    documents: &(impl Rows + ?Sized),
    resolution: &Resolution,
    originals: &[usize],
    config: &GraphConfig,
    limit: Option<Limit>,
) -> Result<Counts> {
    let is_node: Vec<bool> = (resolution.entities.iter())
        .map(|entity| is_node(entity.kind, config))
        .collect();
    let ids: Vec<&str> = (resolution.entities.iter())
        .map(|entity| &*entity.id)
        .collect();
    let counting = Counting::new(documents, originals, config.boilerplate);
    let of_batch = |numbers: Range<usize>| {
        let mut tally = Tally::new(config.evidence);
        for number in numbers {
            let rows = documents.load(number);
            let document = CountedDocument {
                number: number as u32,
                rows: &rows,
                entities: &resolution.bindings.entities(number).collect::<Vec<_>>(),
                publisher: resolution.publisher(number),
                is_original: originals[number] == number,
                counts: &counting.of(number, &rows),
            };
            tally.add(document, &is_node, config);
        }
        tally
    };
    let mut counts = Counts::new(config.evidence, limit);
    // What threads count at once must fit, too: under a small limit it is few documents.
    let batch = BATCH.min(counts.most_at_once() / OF_DOCUMENT).max(1);
    let at_once = batch * AHEAD * rayon::current_num_threads();
    let n = documents.count();
    for from in (0..n).step_by(at_once) {
        let to = n.min(from + at_once);
        let tally = (0..(to - from).div_ceil(batch))
            .into_par_iter()
            .map(|i| of_batch(from + i * batch..to.min(from + (i + 1) * batch)))
            .reduce(
                || Tally::new(config.evidence),
                |mut one, other| {
                    one.merge(other);
                    one
                },
            );
        counts.add(tally, &ids)?;
    }
    Ok(counts)
}
