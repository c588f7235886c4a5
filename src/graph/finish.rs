//! From counts to the graph: what is shown of an entity and of a pair.

use std::sync::Arc;

use petgraph::graph::{NodeIndex, UnGraph};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::list;
use super::significance::{false_discovery_rate, hypergeometric};
use super::tally::{
    Counted, Counts, Ends, NodeTally, PairTally, Parts, Printed, RelationTally, Tally, Totals,
    best_places,
};
use super::weight::{cosine, g2, jaccard, npmi, pmi};
use super::{CoMentionGraph, Edge, Evidence, EvidenceList, Measures, Node, OutletRoles};
use crate::analyze::four_digits;
use crate::claims::stated::Relation;
use crate::config::GraphConfig;
use crate::cooccurrence::{DECAY_ONE, Window};
use crate::resolve::Entity;
use crate::shelf::Shelf;
use crate::{Kind, Result};

/// Pairs that are made edges at a time, by all threads.
const PAIRS: usize = 1 << 12;

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
    /// order of their ends.
    ///
    /// # Errors
    /// [`Error::Write`](crate::Error::Write) if the temporary file fails.
    pub fn finish(
        self,
        entities: &[Entity],
        config: &GraphConfig,
    ) -> Result<(CoMentionGraph, Vec<Relation>)> {
        let ids: Vec<&str> = entities.iter().map(|entity| &*entity.id).collect();
        let shelf = Shelf::new(self.folder().as_deref());
        match self.into_parts(&ids)? {
            Parts::Tally(tally) => tally.finish_on(shelf, entities, config),
            Parts::Runs(mut runs) => {
                let mut finish = Finish::new(shelf, entities, config, runs.most());
                runs.try_for_each(|counted| finish.take(counted?))?;
                finish.done()
            }
        }
    }
}

impl Tally {
    /// See [`Counts::finish`].
    pub fn finish(
        self,
        entities: &[Entity],
        config: &GraphConfig,
    ) -> (CoMentionGraph, Vec<Relation>) {
        let finished = self.finish_on(Shelf::new(None), entities, config);
        finished.expect("memory takes what it is given")
    }

    fn finish_on(
        mut self,
        shelf: Arc<Shelf>,
        entities: &[Entity],
        config: &GraphConfig,
    ) -> Result<(CoMentionGraph, Vec<Relation>)> {
        let mut finish = Finish::new(shelf, entities, config, self.most());
        finish.take(Counted::Totals(self.totals))?;
        // They leave the tables one by one, so that they are not in memory twice.
        for entity in in_order(self.nodes.keys()) {
            if let Some(node) = self.nodes.remove(&entity) {
                finish.take(Counted::Node(entity, node))?;
            }
        }
        drop(self.nodes);
        finish.graph.reserve_exact_edges(self.pairs.len());
        for ends in in_order(self.pairs.keys()) {
            if let Some(pair) = self.pairs.remove(&ends) {
                finish.take(Counted::Pair(ends, pair))?;
            }
        }
        drop(self.pairs);
        for ends in in_order(self.relations.keys()) {
            if let Some(relation) = self.relations.remove(&ends) {
                finish.take(Counted::Relation(ends, relation))?;
            }
        }
        finish.done()
    }
}

fn in_order<'k, K: Copy + Ord + 'k>(keys: impl Iterator<Item = &'k K>) -> Vec<K> {
    let mut keys: Vec<K> = keys.copied().collect();
    keys.sort_unstable();
    keys
}

/// A graph in the making: it takes the totals, then the entities, then pairs and relations in the order of
/// their ends, and keeps of each what is shown.
struct Finish<'a> {
    shelf: Arc<Shelf>,
    entities: &'a [Entity],
    config: &'a GraphConfig,
    /// Places that were kept of a pair.
    most: usize,
    totals: Totals,
    named: Named,
    graph: CoMentionGraph,
    /// For each entity that was passed its node.
    index: Vec<Option<NodeIndex>>,
    /// Pairs that wait until there are [`PAIRS`]: neither all pairs nor all edges are in memory twice.
    pairs: Vec<((u32, u32), PairTally)>,
    /// Lists of publishers, which many edges have alike.
    publishers: FxHashSet<Arc<[Arc<str>]>>,
    /// The p-value of each pair, edge or not.
    p: Vec<f64>,
    /// For each edge its pair.
    pair_of: Vec<u32>,
    relations: Vec<Relation>,
}

/// Where entities are named, as pairs need it: the lists of all behind each other.
#[derive(Default)]
struct Named {
    /// For each entity the sentences and the documents in which it counts.
    sentences: Vec<u32>,
    counted: Vec<u32>,
    paragraphs: Lists<(u32, u32)>,
    documents: Lists<u32>,
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

impl<'a> Finish<'a> {
    fn new(
        shelf: Arc<Shelf>,
        entities: &'a [Entity],
        config: &'a GraphConfig,
        most: usize,
    ) -> Self {
        Finish {
            shelf,
            entities,
            config,
            most,
            totals: Totals::default(),
            named: Named::default(),
            graph: UnGraph::default(),
            index: Vec::new(),
            pairs: Vec::new(),
            publishers: FxHashSet::default(),
            p: Vec::new(),
            pair_of: Vec::new(),
            relations: Vec::new(),
        }
    }

    fn take(&mut self, counted: Counted) -> Result<()> {
        match counted {
            Counted::Totals(totals) => self.totals = totals,
            Counted::Node(entity, node) => {
                self.pass(entity as usize);
                self.add_node(node);
            }
            Counted::Pair(ends, pair) => {
                self.pairs.push((ends, pair));
                if self.pairs.len() == PAIRS {
                    self.add_edges()?;
                }
            }
            Counted::Relation(ends, relation) => {
                let shown = |entity: u32| is_node(self.entities[entity as usize].kind, self.config);
                if shown(ends.0) && shown(ends.1) {
                    let most = self.config.evidence;
                    self.relations
                        .push(relation.shown(ends, self.entities, most));
                }
            }
        }
        Ok(())
    }

    /// The entities before this one that were not passed yet are named nowhere.
    fn pass(&mut self, entity: usize) {
        while self.index.len() < entity {
            self.add_node(NodeTally::default());
        }
    }

    /// Adds the node of the next entity.
    fn add_node(&mut self, mut tally: NodeTally) {
        tally.settle();
        let entity = &self.entities[self.index.len()];
        let shown = is_node(entity.kind, self.config);
        let node = shown.then(|| self.graph.add_node(tally.node(entity)));
        self.index.push(node);
        self.named.sentences.push(whole(tally.sentences));
        self.named.counted.push(whole(tally.counted));
        self.named.paragraphs.push(tally.paragraphs);
        self.named.documents.push(tally.documents);
    }

    /// Makes edges of the pairs that wait.
    fn add_edges(&mut self) -> Result<()> {
        self.pass(self.entities.len());
        let pairs = std::mem::take(&mut self.pairs);
        let edge = |((a, b), mut pair): ((u32, u32), PairTally)| {
            let units = self.units(a as usize, b as usize, &pair);
            let p = units.p_value();
            let ends = self.index[a as usize].zip(self.index[b as usize]);
            let ends = ends.filter(|_| units.count >= u64::from(self.config.min_weight));
            let edge = ends.map(|(source, target)| {
                pair.settle(self.most);
                let evidence: Vec<Evidence> = (pair.candidates.iter())
                    .take(self.config.evidence)
                    .map(|candidate| candidate.evidence(self.entities))
                    .collect();
                let publishers: Vec<Arc<str>> = (pair.printed.publishers.iter())
                    .map(|publisher| Arc::clone(&publisher.name))
                    .collect();
                let chance = four_digits(p);
                let edge = units.edge(pair, chance, self.config);
                (
                    source,
                    target,
                    edge,
                    publishers,
                    list::text_of(&evidence),
                    evidence.len(),
                )
            });
            (p, edge)
        };
        let made: Vec<_> = pairs.into_par_iter().map(edge).collect();
        for (p, edge) in made {
            if let Some((source, target, mut edge, publishers, evidence, count)) = edge {
                edge.published_by = match self.publishers.get(publishers.as_slice()) {
                    Some(known) => Arc::clone(known),
                    None => {
                        let new: Arc<[Arc<str>]> = publishers.into();
                        self.publishers.insert(Arc::clone(&new));
                        new
                    }
                };
                edge.evidence =
                    EvidenceList::put(&self.shelf, &evidence, count).map_err(Shelf::failed)?;
                self.graph.add_edge(source, target, edge);
                self.pair_of.push(self.p.len() as u32);
            }
            self.p.push(p);
        }
        Ok(())
    }

    fn done(mut self) -> Result<(CoMentionGraph, Vec<Relation>)> {
        self.add_edges()?;
        let nodes = self.graph.node_count() as u64;
        let q = false_discovery_rate(&self.p, nodes * nodes.saturating_sub(1) / 2);
        for (edge, &pair) in self.graph.edge_weights_mut().zip(&self.pair_of) {
            edge.q_value = four_digits(q[pair as usize]);
        }
        Ok((self.graph, self.relations))
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

    /// The edge without its publishers' names and its evidence.
    fn edge(&self, pair: PairTally, p_value: f64, config: &GraphConfig) -> Edge {
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
            first,
            last,
            months: pair.months,
            decay: rounded(pair.decayed as f64 / DECAY_ONE as f64),
            jaccard: rounded(jaccard(n_a, n_b, both)),
            cosine: rounded(cosine(n_a, n_b, both)),
            pmi: rounded(pmi(n, n_a, n_b, both)),
            npmi: rounded(npmi(n, n_a, n_b, both)),
            g2: rounded(g2(n, n_a, n_b, both)),
            p_value,
            q_value: 1.0,
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
/// Shorter list times the logarithm of the longer.
fn common<T: Ord>(a: &[T], b: &[T]) -> u64 {
    let (short, mut long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let mut shared = 0;
    for unit in short {
        let at = long.partition_point(|other| other < unit);
        long = &long[at..];
        shared += u64::from(long.first() == Some(unit));
    }
    shared
}
