//! From counts to the graph: what is shown of an entity and of a pair.

use std::sync::Arc;

use petgraph::graph::{NodeIndex, UnGraph};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::significance::{false_discovery_rate, hypergeometric};
use super::tally::{
    Counted, Counts, Ends, NodeTally, PairTally, Parts, Printed, RelationTally, Tally, Totals,
    best_places,
};
use super::weight::{cosine, g2, jaccard, npmi, pmi};
use super::{CoMentionGraph, Edge, Measures, Node, OutletRoles};
use crate::analyze::four_digits;
use crate::claims::stated::Relation;
use crate::config::GraphConfig;
use crate::cooccurrence::{DECAY_ONE, Window};
use crate::resolve::Entity;
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
        match self.into_parts(&ids)? {
            Parts::Tally(tally) => Ok(tally.finish(entities, config)),
            Parts::Runs(mut runs) => {
                let mut finish = Finish::new(entities, config, runs.most());
                runs.try_for_each(|counted| {
                    finish.take(counted?);
                    Ok(())
                })?;
                Ok(finish.done())
            }
        }
    }
}

impl Tally {
    /// See [`Counts::finish`].
    pub fn finish(
        mut self,
        entities: &[Entity],
        config: &GraphConfig,
    ) -> (CoMentionGraph, Vec<Relation>) {
        let mut finish = Finish::new(entities, config, self.most());
        finish.totals = self.totals;
        finish.nodes = std::mem::take(&mut self.nodes);
        finish.nodes.values_mut().for_each(NodeTally::settle);
        finish.graph.reserve_edges(self.pairs.len());
        // They leave the table one by one, so that they are not in memory twice.
        let mut ends: Vec<_> = self.pairs.keys().copied().collect();
        ends.sort_unstable();
        for ends in ends {
            if let Some(pair) = self.pairs.remove(&ends) {
                finish.take(Counted::Pair(ends, pair));
            }
        }
        drop(self.pairs);
        let mut relations: Vec<_> = self.relations.into_iter().collect();
        relations.sort_unstable_by_key(|(ends, _)| *ends);
        for (ends, relation) in relations {
            finish.take(Counted::Relation(ends, relation));
        }
        finish.done()
    }
}

/// A graph in the making: it takes the totals, then the entities, then pairs and relations in the order of
/// their ends, and keeps of each what is shown.
struct Finish<'a> {
    entities: &'a [Entity],
    config: &'a GraphConfig,
    /// Places that were kept of a pair.
    most: usize,
    totals: Totals,
    nodes: FxHashMap<u32, NodeTally>,
    graph: CoMentionGraph,
    /// For each entity its node, as soon as all are counted.
    index: Vec<Option<NodeIndex>>,
    /// Pairs that wait until there are [`PAIRS`]: neither all pairs nor all edges are in memory twice.
    pairs: Vec<((u32, u32), PairTally)>,
    /// The p-value of each pair, edge or not.
    p: Vec<f64>,
    /// For each edge its pair.
    pair_of: Vec<u32>,
    relations: Vec<Relation>,
}

impl<'a> Finish<'a> {
    fn new(entities: &'a [Entity], config: &'a GraphConfig, most: usize) -> Self {
        Finish {
            entities,
            config,
            most,
            totals: Totals::default(),
            nodes: FxHashMap::default(),
            graph: UnGraph::default(),
            index: Vec::new(),
            pairs: Vec::new(),
            p: Vec::new(),
            pair_of: Vec::new(),
            relations: Vec::new(),
        }
    }

    fn take(&mut self, counted: Counted) {
        match counted {
            Counted::Totals(totals) => self.totals = totals,
            Counted::Node(entity, mut node) => {
                node.settle();
                self.nodes.insert(entity, node);
            }
            Counted::Pair(ends, pair) => {
                self.pairs.push((ends, pair));
                if self.pairs.len() == PAIRS {
                    self.add_edges();
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
    }

    /// Makes edges of the pairs that wait.
    fn add_edges(&mut self) {
        self.add_nodes();
        let pairs = std::mem::take(&mut self.pairs);
        let nothing = NodeTally::default();
        let of = |entity: u32| self.nodes.get(&entity).unwrap_or(&nothing);
        let edge = |((a, b), mut pair): ((u32, u32), PairTally)| {
            let units = self.units(of(a), of(b), &pair);
            let p = units.p_value();
            let ends = self.index[a as usize].zip(self.index[b as usize]);
            let ends = ends.filter(|_| units.count >= u64::from(self.config.min_weight));
            let edge = ends.map(|(source, target)| {
                pair.settle(self.most);
                let chance = four_digits(p);
                let edge = units.edge((of(a), of(b)), pair, chance, self.entities, self.config);
                (source, target, edge)
            });
            (p, edge)
        };
        let made: Vec<_> = pairs.into_par_iter().map(edge).collect();
        for (p, edge) in made {
            if let Some((source, target, edge)) = edge {
                self.graph.add_edge(source, target, edge);
                self.pair_of.push(self.p.len() as u32);
            }
            self.p.push(p);
        }
    }

    /// Adds the nodes, if they are not there yet.
    fn add_nodes(&mut self) {
        if !self.index.is_empty() {
            return;
        }
        let nothing = NodeTally::default();
        for (number, entity) in (0..).zip(self.entities) {
            let counted = self.nodes.get(&number).unwrap_or(&nothing);
            let shown = is_node(entity.kind, self.config);
            let node = shown.then(|| self.graph.add_node(counted.node(entity)));
            self.index.push(node);
        }
    }

    fn done(mut self) -> (CoMentionGraph, Vec<Relation>) {
        self.add_edges();
        let nodes = self.graph.node_count() as u64;
        let q = false_discovery_rate(&self.p, nodes * nodes.saturating_sub(1) / 2);
        for (edge, &pair) in self.graph.edge_weights_mut().zip(&self.pair_of) {
            edge.q_value = four_digits(q[pair as usize]);
        }
        (self.graph, self.relations)
    }

    fn units(&self, a: &NodeTally, b: &NodeTally, pair: &PairTally) -> Units {
        let totals = &self.totals;
        let paragraphs = common(&a.paragraphs, &b.paragraphs);
        let paragraphs_of = |node: &NodeTally| node.paragraphs.len() as u64;
        let (n, a, b, both) = match self.config.window {
            Window::Sentence => (totals.sentences, a.sentences, b.sentences, pair.sentences),
            Window::Paragraph => {
                let (a, b) = (paragraphs_of(a), paragraphs_of(b));
                (totals.paragraphs, a, b, paragraphs)
            }
            Window::Document | Window::Sentences(_) => {
                (totals.documents, a.counted, b.counted, pair.originals)
            }
        };
        Units {
            // Rows from elsewhere may state fewer units than they name.
            n: n.max(a + b - both),
            a,
            b,
            both,
            paragraphs,
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
    /// Paragraphs that name both, whatever the window.
    paragraphs: u64,
    /// What the window counts.
    count: u64,
}

impl Units {
    fn p_value(&self) -> f64 {
        hypergeometric(self.n, self.a, self.b, self.both)
    }

    fn edge(
        &self,
        (a, b): (&NodeTally, &NodeTally),
        pair: PairTally,
        p_value: f64,
        entities: &[Entity],
        config: &GraphConfig,
    ) -> Edge {
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
            documents: whole(common(&a.documents, &b.documents)),
            independent_documents: whole(pair.originals),
            publishers: whole(pair.printed.publishers.len() as u64),
            published_by: (pair.printed.publishers.iter())
                .map(|publisher| Arc::clone(&publisher.name))
                .collect(),
            first,
            last,
            months: pair.months.named(),
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
            evidence: (pair.candidates.iter())
                .take(config.evidence)
                .map(|candidate| candidate.evidence(entities))
                .collect(),
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
            id: entity.id.to_string(),
            label: entity.name.to_string(),
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
            months: self.months.named(),
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
