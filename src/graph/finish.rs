//! From counts to the graph: what is shown of an entity and of a pair.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::iter;
use std::ops::Range;
use std::sync::Arc;

use petgraph::graph::NodeIndex;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::list;
use super::significance::{false_discovery_rate, hypergeometric};
use super::tally::{
    Counted, Counts, Ends, NodeTally, PairTally, Parts, Printed, RelationTally, Tally, Totals,
    best_places,
};
use super::weight::{cosine, g2, jaccard, npmi, pmi};
use super::{CoMentionGraph, Edge, Evidence, EvidenceList, Measures, Node, OutletRoles};
use crate::ahead;
use crate::analyze::four_digits;
use crate::claims::stated::Relation;
use crate::config::GraphConfig;
use crate::cooccurrence::{DECAY_ONE, Window};
use crate::gazetteer::fold;
use crate::resolve::Entity;
use crate::shelf::Shelf;
use crate::{Kind, Result};

/// Pairs that a thread judges at once.
const BATCH: usize = 1 << 7;

/// A document that copies another, and whose publisher is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reprint {
    /// Its place among the documents in the order of their ids.
    pub number: u32,
    /// Who published the copy.
    pub publisher: Arc<str>,
}

/// Whether an entity of this kind is a node.
pub(crate) fn is_node(kind: Kind, config: &GraphConfig) -> bool {
    match kind {
        Kind::Person | Kind::Organization | Kind::Outlet => true,
        Kind::Place => config.places,
        Kind::Other => false,
    }
}

impl Counts {
    /// The graph that the counts make, and what the documents state of its nodes. `entities` are those
    /// whose numbers the counts have; their order is that of the nodes, and edges and relations are in the
    /// order of their ends. `reprints` are the documents that copy others and whose publisher is known, in
    /// the order of their numbers.
    ///
    /// # Errors
    /// [`Error::Write`](crate::Error::Write) if the temporary file fails.
    pub fn finish(
        self,
        entities: &[Entity],
        reprints: &[Reprint],
        config: &GraphConfig,
    ) -> Result<(CoMentionGraph, Vec<Relation>)> {
        let ids: Vec<&str> = entities.iter().map(|entity| &*entity.id).collect();
        let shelf = Shelf::new(self.folder().as_deref());
        match self.into_parts(&ids)? {
            Parts::Tally(tally) => tally.finish_on(&shelf, entities, reprints, config),
            Parts::Runs(runs) => {
                let known = Known::new(entities, reprints, config, runs.most());
                finish(runs, CoMentionGraph::default(), known, &shelf)
            }
        }
    }
}

impl Tally {
    /// See [`Counts::finish`].
    pub fn finish(
        self,
        entities: &[Entity],
        reprints: &[Reprint],
        config: &GraphConfig,
    ) -> (CoMentionGraph, Vec<Relation>) {
        let finished = self.finish_on(&Shelf::new(None), entities, reprints, config);
        finished.expect("memory takes what it is given")
    }

    fn finish_on(
        mut self,
        shelf: &Arc<Shelf>,
        entities: &[Entity],
        reprints: &[Reprint],
        config: &GraphConfig,
    ) -> Result<(CoMentionGraph, Vec<Relation>)> {
        self.nodes
            .par_iter_mut()
            .for_each(|(_, node)| node.settle());
        let known = Known::new(entities, reprints, config, self.most());
        let graph = CoMentionGraph::with_capacity(0, self.pairs.len());
        let counted = iter::once(Counted::Totals(self.totals))
            .chain(in_order(self.nodes).map(|(entity, node)| Counted::Node(entity, node)))
            .chain(in_order(self.pairs).map(|(ends, pair)| Counted::Pair(ends, pair)))
            .chain(in_order(self.relations).map(|(ends, of)| Counted::Relation(ends, of)));
        finish(counted.map(Ok), graph, known, shelf)
    }
}

/// What a table holds, in the order of its keys. It leaves the table one by one, so that it is not in
/// memory twice.
fn in_order<K: Copy + Ord + Hash, V>(table: FxHashMap<K, V>) -> impl Iterator<Item = (K, V)> {
    let mut table = table;
    let mut keys: Vec<K> = table.keys().copied().collect();
    keys.sort_unstable();
    let next = move |key| table.remove_entry(&key);
    keys.into_iter().filter_map(next)
}

/// The graph of what was counted: of the totals, then the entities, then pairs and relations in the order of
/// their ends.
///
/// All threads judge pairs, while the caller reads what was counted and adds edges to the graph. Neither all
/// pairs nor all edges are in memory twice.
fn finish(
    mut counted: impl Iterator<Item = Result<Counted>>,
    mut graph: CoMentionGraph,
    mut known: Known<'_>,
    shelf: &Arc<Shelf>,
) -> Result<(CoMentionGraph, Vec<Relation>)> {
    let first = loop {
        match counted.next() {
            Some(Ok(Counted::Totals(totals))) => known.totals = totals,
            Some(Ok(Counted::Node(entity, node))) => known.add(entity as usize, node, &mut graph),
            first => break first,
        }
    };
    known.pass(known.entities.len(), &mut graph);
    let mut counted = first.into_iter().chain(counted);
    let batches = iter::from_fn(|| {
        let batch: Vec<Result<Counted>> = counted.by_ref().take(BATCH).collect();
        (!batch.is_empty()).then_some(batch)
    });
    let judge = |batch: Vec<Result<Counted>>| -> Result<Judged> {
        let mut judged = Judged::default();
        for counted in batch {
            judged.add(counted?, &known);
        }
        Ok(judged)
    };
    let mut edges = Edges::new(graph, shelf);
    ahead::try_each(batches, judge, |judged| edges.add(judged?))?;
    // Of what was counted nothing is needed any more, and q-values take some room for themselves.
    drop((known, counted));
    Ok(edges.done())
}

/// Where entities are named, as pairs need it: the lists of all behind each other.
#[derive(Default)]
struct Named {
    /// For each entity the sentences and the documents in which it counts.
    sentences: Vec<u32>,
    counted: Vec<u32>,
    paragraphs: Lists<(u32, u32)>,
    documents: Lists<u32>,
    /// Those of them that are reprints.
    reprints: Lists<u32>,
}

/// Sorted lists behind each other.
struct Lists<T> {
    all: Vec<T>,
    ends: Vec<usize>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Lists {
            all: Vec::new(),
            ends: Vec::new(),
        }
    }
}

impl<T> Lists<T> {
    fn push(&mut self, list: Vec<T>) {
        self.all.extend(list);
        self.ends.push(self.all.len());
    }

    fn of(&self, number: usize) -> &[T] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[number]]
    }
}

/// What must be known of all entities before a pair can be judged.
struct Known<'a> {
    entities: &'a [Entity],
    reprints: &'a [Reprint],
    /// Their numbers.
    copies: Vec<u32>,
    config: &'a GraphConfig,
    /// Places that were kept of a pair.
    most: usize,
    totals: Totals,
    named: Named,
    /// For each entity that was passed its node.
    index: Vec<Option<NodeIndex>>,
}

/// What became of some pairs and relations.
#[derive(Default)]
struct Judged {
    edges: Vec<NewEdge>,
    /// The p-values of the pairs that are no edges.
    others: Vec<f64>,
    /// The evidence of all edges, one list behind the other: each by itself would be made by one thread and given
    /// up by another, for which the two wait for each other.
    evidence: Vec<u8>,
    relations: Vec<Relation>,
}

/// An edge whose publishers and evidence are not in their place yet.
struct NewEdge {
    ends: (NodeIndex, NodeIndex),
    edge: Edge,
    publishers: Vec<Arc<str>>,
    copied_by: Vec<Arc<str>>,
    /// Where the text of its evidence is, and how many pieces it is.
    evidence: (Range<usize>, usize),
}

impl Judged {
    fn add(&mut self, counted: Counted, known: &Known<'_>) {
        match counted {
            Counted::Pair(ends, pair) => {
                let (p, edge) = known.pair(ends, pair, &mut self.evidence);
                match edge {
                    Some(edge) => self.edges.push(edge),
                    None => self.others.push(p),
                }
            }
            Counted::Relation(ends, relation) => {
                self.relations.extend(known.relation(ends, &relation));
            }
            // They come first.
            Counted::Totals(_) | Counted::Node(..) => {}
        }
    }
}

impl<'a> Known<'a> {
    fn new(
        entities: &'a [Entity],
        reprints: &'a [Reprint],
        config: &'a GraphConfig,
        most: usize,
    ) -> Self {
        Known {
            entities,
            reprints,
            copies: reprints.iter().map(|copy| copy.number).collect(),
            config,
            most,
            totals: Totals::default(),
            named: Named::default(),
            index: Vec::new(),
        }
    }

    fn add(&mut self, entity: usize, node: NodeTally, graph: &mut CoMentionGraph) {
        self.pass(entity, graph);
        self.add_next(node, graph);
    }

    /// The entities before this one that were not passed yet are named nowhere.
    fn pass(&mut self, entity: usize, graph: &mut CoMentionGraph) {
        while self.index.len() < entity {
            self.add_next(NodeTally::default(), graph);
        }
    }

    /// Adds the node of the next entity.
    fn add_next(&mut self, mut tally: NodeTally, graph: &mut CoMentionGraph) {
        tally.settle();
        let entity = &self.entities[self.index.len()];
        let shown = is_node(entity.kind, self.config);
        let node = shown.then(|| graph.add_node(tally.node(entity)));
        self.index.push(node);
        self.named.sentences.push(whole(tally.sentences));
        self.named.counted.push(whole(tally.counted));
        self.named.paragraphs.push(tally.paragraphs);
        let mut reprints = Vec::new();
        each_common(&tally.documents, &self.copies, |&copy| reprints.push(copy));
        self.named.reprints.push(reprints);
        self.named.documents.push(tally.documents);
    }

    /// None if one of its ends is no node.
    fn relation(&self, ends: Ends, relation: &RelationTally) -> Option<Relation> {
        let shown = |entity: u32| is_node(self.entities[entity as usize].kind, self.config);
        let shown = shown(ends.0) && shown(ends.1);
        shown.then(|| relation.shown(ends, self.entities, self.config.evidence))
    }

    /// The p-value of a pair and, where it is one, its edge, whose evidence is put behind the `text`.
    fn pair(
        &self,
        (a, b): (u32, u32),
        mut pair: PairTally,
        text: &mut Vec<u8>,
    ) -> (f64, Option<NewEdge>) {
        let units = self.units(a as usize, b as usize, &pair);
        let p = units.p_value();
        let ends = self.index[a as usize].zip(self.index[b as usize]);
        let ends = ends.filter(|_| units.count >= u64::from(self.config.min_weight));
        let edge = ends.map(|ends| {
            pair.settle(self.most);
            let evidence: Vec<Evidence> = (pair.candidates.iter())
                .take(self.config.evidence)
                .map(|candidate| candidate.evidence(self.entities))
                .collect();
            let publishers: Vec<Arc<str>> = (pair.printed.publishers.iter())
                .map(|publisher| Arc::clone(&publisher.name))
                .collect();
            let copied_by = self.copied_by(a as usize, b as usize, &publishers);
            let from = text.len();
            list::write(&evidence, text);
            NewEdge {
                ends,
                edge: units.edge(pair, p, self.config),
                publishers,
                copied_by,
                evidence: (from..text.len(), evidence.len()),
            }
        });
        (p, edge)
    }

    /// Whose copies name both, beside the publishers of the originals; in the order in which names are
    /// compared, of several spellings the first in the alphabet.
    fn copied_by(&self, a: usize, b: usize, publishers: &[Arc<str>]) -> Vec<Arc<str>> {
        let [a, b] = [a, b].map(|end| self.named.reprints.of(end));
        let mut names: BTreeMap<String, Arc<str>> = BTreeMap::new();
        each_common(a, b, |copy| {
            let place = self.copies.partition_point(|other| other < copy);
            let name = &self.reprints[place].publisher;
            let kept = names.entry(fold(name)).or_insert_with(|| Arc::clone(name));
            if name < kept {
                *kept = Arc::clone(name);
            }
        });
        if !names.is_empty() {
            names.retain(|key, _| !publishers.iter().any(|publisher| fold(publisher) == *key));
        }
        names.into_values().collect()
    }

    fn units(&self, a: usize, b: usize, pair: &PairTally) -> Units {
        let (totals, named) = (&self.totals, &self.named);
        let [paragraphs_a, paragraphs_b] = [a, b].map(|end| named.paragraphs.of(end));
        let paragraphs = common(paragraphs_a, paragraphs_b);
        let documents = common(named.documents.of(a), named.documents.of(b));
        let [a, b] = [a, b].map(|end| match self.config.window {
            Window::Sentence => named.sentences[end].into(),
            Window::Paragraph => named.paragraphs.of(end).len() as u64,
            Window::Document | Window::Sentences(_) => named.counted[end].into(),
        });
        let (n, both) = match self.config.window {
            Window::Sentence => (totals.sentences, pair.sentences),
            Window::Paragraph => (totals.paragraphs, paragraphs),
            Window::Document | Window::Sentences(_) => (totals.documents, pair.originals),
        };
        Units {
            // Rows from elsewhere may state fewer units than they name.
            n: n.max(a + b - both),
            a,
            b,
            both,
            paragraphs,
            documents,
            count: match self.config.window {
                Window::Sentences(_) => pair.pairs,
                _ => both,
            },
        }
    }
}

/// The graph while its edges are added.
struct Edges<'a> {
    /// The q-value of an edge is not known until all are there; its p-value with all digits has the place.
    graph: CoMentionGraph,
    shelf: &'a Arc<Shelf>,
    /// Lists of publishers, which many edges have alike.
    publishers: FxHashSet<Arc<[Arc<str>]>>,
    /// The p-values of the pairs that are no edges.
    others: Vec<f64>,
    relations: Vec<Relation>,
}

impl<'a> Edges<'a> {
    fn new(graph: CoMentionGraph, shelf: &'a Arc<Shelf>) -> Self {
        Edges {
            graph,
            shelf,
            publishers: FxHashSet::default(),
            others: Vec::new(),
            relations: Vec::new(),
        }
    }

    fn add(&mut self, judged: Judged) -> Result<()> {
        let evidence = self.shelf.put(&judged.evidence).map_err(Shelf::failed)?;
        for new in judged.edges {
            let NewEdge {
                ends: (source, target),
                mut edge,
                publishers,
                copied_by,
                evidence: (range, count),
            } = new;
            edge.published_by = self.shared(publishers);
            edge.copied_by = self.shared(copied_by);
            edge.evidence = EvidenceList::at(self.shelf, evidence.part(range), count);
            self.graph.add_edge(source, target, edge);
        }
        self.others.extend(judged.others);
        self.relations.extend(judged.relations);
        Ok(())
    }

    fn shared(&mut self, publishers: Vec<Arc<str>>) -> Arc<[Arc<str>]> {
        if let Some(known) = self.publishers.get(publishers.as_slice()) {
            return Arc::clone(known);
        }
        let new: Arc<[Arc<str>]> = publishers.into();
        self.publishers.insert(Arc::clone(&new));
        new
    }

    fn done(mut self) -> (CoMentionGraph, Vec<Relation>) {
        let nodes = self.graph.node_count() as u64;
        let of_edges = self.graph.edge_weights().map(|edge| edge.q_value);
        let p: Vec<f64> = of_edges.chain(self.others).collect();
        let mut q = false_discovery_rate(&p, nodes * nodes.saturating_sub(1) / 2);
        drop(p);
        q.par_iter_mut().for_each(|q| *q = four_digits(*q));
        for (edge, q) in self.graph.edge_weights_mut().zip(q) {
            edge.q_value = q;
        }
        (self.graph, self.relations)
    }
}

/// How many units name the two entities of a pair. They are the window's own: sentences, paragraphs or
/// documents. So many sentences apart have no unit of their own and are judged in documents.
struct Units {
    /// Units in all.
    n: u64,
    /// Those that name the one, the other, and both in the window.
    a: u64,
    b: u64,
    both: u64,
    /// Paragraphs and documents that name both, whatever the window.
    paragraphs: u64,
    documents: u64,
    /// What the window counts.
    count: u64,
}

impl Units {
    fn p_value(&self) -> f64 {
        hypergeometric(self.n, self.a, self.b, self.both)
    }

    /// The edge without its publishers' names and its evidence, with its p-value for a q-value.
    fn edge(&self, pair: PairTally, p: f64, config: &GraphConfig) -> Edge {
        let &Units {
            n,
            a: n_a,
            b: n_b,
            both,
            ..
        } = self;
        let (first, last) = pair.printed.days();
        let mut edge = Edge {
            weight: self.count as f64,
            pairs: whole(pair.pairs),
            sentences: whole(pair.sentences),
            paragraphs: whole(self.paragraphs),
            documents: whole(self.documents),
            independent_documents: whole(pair.originals),
            publishers: whole(pair.printed.publishers.len() as u64),
            published_by: Arc::default(),
            copied_by: Arc::default(),
            first,
            last,
            months: pair.months,
            decay: rounded(pair.decayed as f64 / DECAY_ONE as f64),
            jaccard: rounded(jaccard(n_a, n_b, both)),
            cosine: rounded(cosine(n_a, n_b, both)),
            pmi: rounded(pmi(n, n_a, n_b, both)),
            npmi: rounded(npmi(n, n_a, n_b, both)),
            g2: rounded(g2(n, n_a, n_b, both)),
            p_value: four_digits(p),
            q_value: p,
            backbone: 1.0,
            bridge: false,
            evidence: EvidenceList::default(),
        };
        edge.weight = config.weight.of(&edge);
        edge
    }
}

impl RelationTally {
    fn shown(
        &self,
        (source, target, relation): Ends,
        entities: &[Entity],
        most: usize,
    ) -> Relation {
        let (first, last) = self.printed.days();
        let id = |entity: u32| entities[entity as usize].id.to_string();
        Relation {
            source: id(source),
            target: id(target),
            relation,
            documents: whole(self.documents),
            former: whole(self.former),
            publishers: whole(self.printed.publishers.len() as u64),
            first,
            last,
            evidence: (best_places(self.places.clone(), most).iter())
                .map(|place| place.evidence(entities))
                .collect(),
        }
    }
}

impl NodeTally {
    fn node(&self, entity: &Entity) -> Node {
        let (first, last) = self.printed.days();
        Node {
            id: Arc::clone(&entity.id),
            label: Arc::clone(&entity.name),
            kind: entity.kind,
            external_id: entity.external_id.as_deref().map(str::to_owned),
            aliases: entity.aliases.clone(),
            mentions: whole(self.mentions),
            sentences: whole(self.sentences),
            documents: whole(self.documents.len() as u64),
            independent_documents: whole(self.originals),
            publishers: whole(self.printed.publishers.len() as u64),
            first,
            last,
            months: self.months.clone(),
            roles: (entity.kind == Kind::Outlet).then(|| OutletRoles {
                publisher: whole(self.published),
                source: whole(self.cited),
                subject: whole(self.mentions - self.cited),
            }),
            measures: Measures::default(),
            x: 0.0,
            y: 0.0,
        }
    }
}

impl Printed {
    fn days(&self) -> (Option<Arc<str>>, Option<Arc<str>>) {
        (self.first.clone(), self.last.clone())
    }
}

/// What no corpus of news exceeds.
fn whole(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Six decimals are more than the counts can bear, and print the same everywhere.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Size of the intersection of two sorted lists.
///
/// # Complexity
/// Shorter list times the logarithm of the gaps between what it has of the longer.
fn common<T: Ord>(a: &[T], b: &[T]) -> u64 {
    let mut shared = 0;
    each_common(a, b, |_| shared += 1);
    shared
}

/// What two sorted lists have in common, in order.
fn each_common<T: Ord>(a: &[T], b: &[T], mut found: impl FnMut(&T)) {
    let (short, mut long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    for unit in short {
        // It is seldom far behind the last one (exponential search, Bentley and Yao 1976).
        let mut step = 1;
        while long.get(step).is_some_and(|other| other < unit) {
            step *= 2;
        }
        let from = step / 2;
        let near = &long[from..long.len().min(step + 1)];
        long = &long[from..][near.partition_point(|other| other < unit)..];
        match long.first() {
            None => return,
            Some(other) if other == unit => found(unit),
            Some(_) => {}
        }
    }
}
