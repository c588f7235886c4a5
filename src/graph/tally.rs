//! The counts of a corpus, or of any part of it: documents are added, tallies are merged.
//!
//! ```text
//! rows of documents -> Tally::add -> Tally::merge, in any order -> finish -> graph
//! ```
//!
//! Adding documents to one tally, or to several that are then merged, gives the same whatever the split
//! and the order: sums are of whole numbers, publishers are sets, the evidence is the best of the best
//! (`evidence`). So threads, machines and files on disk can each count a part; `records` writes a
//! tally as JSON lines and reads it back.
//!
//! What a pair needs beyond its window (paragraphs and documents that name both, though perhaps not in
//! one sentence) is not counted pair by pair, which would make every document quadratic in its names.
//! Each entity keeps the list of its documents and paragraphs instead, and what two lists share is
//! counted at the end for the pairs that have become edges.

mod document;
mod records;
mod runs;
mod stated;

use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::evidence::{Candidate, best, too_many};
use super::months::Months;
use crate::gazetteer::{Gazetteer, fold};

pub use document::CountedDocument;
pub(super) use records::Counted;
pub(crate) use records::entities_of;
pub(super) use runs::Parts;
pub use runs::{Counts, Limit};
pub(super) use stated::{Ends, RelationTally, best_places};

/// What was counted in some documents of a corpus.
///
/// Entities are numbers of the caller's, the same in all tallies that are merged.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub(super) totals: Totals,
    pub(super) nodes: FxHashMap<u32, NodeTally>,
    /// By the two entities, the smaller number first.
    pub(super) pairs: FxHashMap<(u32, u32), PairTally>,
    /// What documents state, which is never mixed with the pairs.
    pub(super) relations: FxHashMap<Ends, RelationTally>,
    /// Pieces of evidence to keep for a pair or a relation.
    most: usize,
    /// Bytes of the lists and sentences that were added.
    kept: usize,
}

/// Bytes of an entity and of a pair in a tally, without their lists; a hash table is half empty at times.
const NODE: usize = 400;
const PAIR: usize = 300;

/// Two of the same documents are equal, once settled, however they were made.
impl PartialEq for Tally {
    fn eq(&self, other: &Tally) -> bool {
        (self.totals, self.most) == (other.totals, other.most)
            && self.nodes == other.nodes
            && self.pairs == other.pairs
            && self.relations == other.relations
    }
}

/// Units of the originals, named in or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Totals {
    pub(super) sentences: u64,
    pub(super) paragraphs: u64,
    pub(super) documents: u64,
}

/// What is known of an entity. Where it says "counted", only sentences that count do: of originals,
/// without repetitions, bylines and boilerplate.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct NodeTally {
    pub(super) mentions: u64,
    /// Mentions as the source of what is said.
    pub(super) cited: u64,
    /// Documents that it published.
    pub(super) published: u64,
    /// Mentions by month.
    pub(super) months: Months,
    /// Counted sentences.
    pub(super) sentences: u64,
    /// Counted paragraphs: number of the document, index of the paragraph. In order once settled.
    pub(super) paragraphs: Vec<(u32, u32)>,
    /// Numbers of all documents that name it, copies included. In order once settled.
    pub(super) documents: Vec<u32>,
    /// Originals that name it.
    pub(super) originals: u64,
    /// Originals that name it in a counted sentence.
    pub(super) counted: u64,
    /// Publishers of the originals; days of all documents that name it.
    pub(super) printed: Printed,
}

/// What is known of two entities that are named together in the window. Only counted sentences make
/// a pair.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PairTally {
    pub(super) pairs: u64,
    /// Sum of [`decay`](crate::cooccurrence::decay) over the pairs.
    pub(super) decayed: u64,
    /// Sentences that name both.
    pub(super) sentences: u64,
    /// Originals that name both in the window.
    pub(super) originals: u64,
    /// What the window counts, by month, where a series is wanted.
    pub(super) months: Months,
    /// Publishers and days of the originals.
    pub(super) printed: Printed,
    pub(super) candidates: Vec<Candidate>,
}

/// By whom and when documents were published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Printed {
    /// In the order of the forms in which names are compared. Of several spellings the first in the
    /// alphabet is kept.
    pub(super) publishers: Vec<Arc<Publisher>>,
    pub(super) first: Option<Arc<str>>,
    pub(super) last: Option<Arc<str>>,
}

/// A publisher's name, of an outlet that is known its own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Publisher {
    /// As it is compared.
    key: Box<str>,
    pub(super) name: Arc<str>,
}

impl Publisher {
    fn new(name: &str) -> Arc<Publisher> {
        let name = Gazetteer::builtin().publisher(name);
        Arc::new(Publisher {
            key: fold(name).into(),
            name: name.into(),
        })
    }
}

impl Tally {
    /// An empty tally that keeps the best `evidence` places of a pair or a relation.
    pub fn new(evidence: usize) -> Tally {
        Tally {
            most: evidence,
            ..Tally::default()
        }
    }

    /// Adds what another tally counted in other documents.
    pub fn merge(&mut self, mut other: Tally) {
        if other.nodes.len() > self.nodes.len() {
            std::mem::swap(self, &mut other);
        }
        self.totals.merge(other.totals);
        self.kept += other.kept;
        let (nodes, pairs) = (&mut self.nodes, &mut self.pairs);
        rayon::join(
            || {
                for (entity, node) in other.nodes {
                    add(nodes, entity, node, NodeTally::merge);
                }
            },
            || {
                for (ends, pair) in other.pairs {
                    add(pairs, ends, pair, |kept, pair| kept.merge(pair, self.most));
                }
            },
        );
        for (ends, relation) in other.relations {
            let kept = self.relations.entry(ends).or_default();
            kept.merge(relation, self.most);
        }
    }

    /// Puts the lists in order and forgets what would not be shown. Two tallies of the same documents
    /// are equal after it.
    pub fn settle(&mut self) {
        self.nodes.values_mut().for_each(NodeTally::settle);
        for pair in self.pairs.values_mut() {
            pair.settle(self.most);
        }
        for relation in self.relations.values_mut() {
            relation.settle(self.most);
        }
    }

    /// Places that are kept of a pair or a relation.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// About how much memory it takes; rather more, since places that were forgotten count.
    pub(crate) fn bytes(&self) -> usize {
        let entries = self.nodes.len() * NODE + (self.pairs.len() + self.relations.len()) * PAIR;
        entries + self.kept
    }
}

/// Merges what was counted under a key with what is there. Of most keys nothing is.
fn add<K: Eq + Hash, V>(
    table: &mut FxHashMap<K, V>,
    key: K,
    value: V,
    merge: impl FnOnce(&mut V, V),
) {
    match table.entry(key) {
        Entry::Occupied(mut kept) => merge(kept.get_mut(), value),
        Entry::Vacant(free) => {
            free.insert(value);
        }
    }
}

impl Totals {
    fn merge(&mut self, other: Totals) {
        self.sentences += other.sentences;
        self.paragraphs += other.paragraphs;
        self.documents += other.documents;
    }
}

impl NodeTally {
    pub(super) fn settle(&mut self) {
        self.paragraphs.sort();
        self.documents.sort();
    }

    fn merge(&mut self, other: NodeTally) {
        self.mentions += other.mentions;
        self.cited += other.cited;
        self.published += other.published;
        self.months.merge(other.months);
        self.sentences += other.sentences;
        self.paragraphs.extend(other.paragraphs);
        self.documents.extend(other.documents);
        self.originals += other.originals;
        self.counted += other.counted;
        self.printed.merge(other.printed);
    }
}

impl PairTally {
    pub(super) fn settle(&mut self, most: usize) {
        self.candidates = best(std::mem::take(&mut self.candidates), most);
    }

    fn merge(&mut self, other: PairTally, most: usize) {
        self.pairs += other.pairs;
        self.decayed += other.decayed;
        self.sentences += other.sentences;
        self.originals += other.originals;
        self.months.merge(other.months);
        self.printed.merge(other.printed);
        self.candidates.extend(other.candidates);
        if too_many(self.candidates.len(), most) {
            self.candidates = best(std::mem::take(&mut self.candidates), most);
        }
    }
}

impl Printed {
    fn merge(&mut self, other: Printed) {
        for publisher in &other.publishers {
            self.publisher(publisher);
        }
        for day in [other.first, other.last].into_iter().flatten() {
            self.day(&day);
        }
    }

    fn publisher(&mut self, publisher: &Arc<Publisher>) {
        let place = |kept: &Arc<Publisher>| kept.key.cmp(&publisher.key);
        match self.publishers.binary_search_by(place) {
            Ok(at) if publisher.name < self.publishers[at].name => {
                self.publishers[at] = Arc::clone(publisher);
            }
            Ok(_) => {}
            Err(at) => {
                make_room(&mut self.publishers);
                self.publishers.insert(at, Arc::clone(publisher));
            }
        }
    }

    fn day(&mut self, day: &Arc<str>) {
        if self.first.as_ref().is_none_or(|first| day < first) {
            self.first = Some(Arc::clone(day));
        }
        if self.last.as_ref().is_none_or(|last| day > last) {
            self.last = Some(Arc::clone(day));
        }
    }
}

/// Room for one more. Most lists stay at one, and there are many of them: a vector's own first step would
/// be to four.
pub(in crate::graph) fn make_room<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len().max(1));
    }
}

#[cfg(test)]
mod tests;
