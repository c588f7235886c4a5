//! From resolved mentions to the graph, on one machine: every thread counts some documents in a tally of its
//! own, and the tallies are merged.
//!
//! A text that was copied counts once: no edge owes weight, pairs, evidence, dates or publishers to a
//! copy, and no node sentences, independent documents or publishers. Copies do count in a node's
//! `mentions`, `documents`, `months`, dates, roles and aliases, and in an edge's `documents`, which say what
//! was printed.

use std::mem;
use std::ops::Range;
use std::sync::Mutex;

use rayon::prelude::*;

use super::CoMentionGraph;
use super::counting::Counting;
use super::finish::{Reprint, is_node};
use super::tally::{CountedDocument, Counts, Limit, Tally};
use crate::Result;
use crate::config::GraphConfig;
use crate::gazetteer::Gazetteer;
use crate::resolve::Resolution;
use crate::rows::Rows;

/// Documents for each thread before it is looked whether what was counted still fits.
const ROUND: usize = 256;
/// Parts of these that each thread takes, so that none waits long for another.
const PARTS: usize = 32;
/// About what is counted of a document, in bytes; rather more.
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
    let reprints = reprints(documents, originals);
    count(documents, resolution, originals, config, None)
        .and_then(|counts| counts.finish(&resolution.entities, &reprints, config))
        .expect("memory takes what it is given")
        .0
}

/// The documents that copy others.
pub(crate) fn reprints(documents: &(impl Rows + ?Sized), originals: &[usize]) -> Vec<Reprint> {
    let reprint = |(number, &original): (usize, &usize)| {
        let publisher = (number != original).then(|| documents.brief(number).publisher);
        Some(Reprint {
            number: number as u32,
            publisher: Gazetteer::builtin().publisher(publisher.flatten()?).into(),
        })
    };
    originals.iter().enumerate().filter_map(reprint).collect()
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
    let add = |tally: &mut Tally, number: usize| {
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
    };
    let mut counts = Counts::new(config.evidence, limit);
    let most = counts.most_at_once();
    // A thread goes on with a tally that none has in hand, so that there are no more than threads.
    let at_rest: Mutex<Vec<Tally>> = Mutex::default();
    let rest = || at_rest.lock().expect("no thread panics with the lock");
    let count_some = |numbers: Range<usize>| {
        let tally = rest().pop();
        let mut tally = tally.unwrap_or_else(|| Tally::new(config.evidence));
        numbers.for_each(|number| add(&mut tally, number));
        rest().push(tally);
    };
    // What threads count while a run is written must be little, too: under a small limit it is few documents.
    let threads = rayon::current_num_threads();
    let at_once = (ROUND * threads).min((most / OF_DOCUMENT).max(1));
    let each = at_once.div_ceil(PARTS * threads);
    let n = documents.count();
    let round = |from: usize| {
        let to = n.min(from + at_once);
        (0..(to - from).div_ceil(each))
            .into_par_iter()
            .for_each(|part| {
                let from = from + part * each;
                count_some(from..to.min(from + each));
            });
        let mut tallies = rest();
        let is_full = tallies.iter().map(Tally::bytes).sum::<usize>() > most;
        if is_full {
            mem::take(&mut *tallies)
        } else {
            Vec::new()
        }
    };
    let mut full = Vec::new();
    for from in (0..n).step_by(at_once) {
        let (next, written) = rayon::join(|| round(from), || counts.add_run(full, &ids));
        written?;
        full = next;
    }
    counts.add_run(full, &ids)?;
    let rest = at_rest
        .into_inner()
        .expect("no thread panics with the lock");
    for tally in rest {
        counts.add(tally, &ids)?;
    }
    Ok(counts)
}
