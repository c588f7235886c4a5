//! From counts to the graph: what is shown of an entity and of a pair.

use std::sync::Arc;

use petgraph::graph::UnGraph;
use rayon::prelude::*;

use super::significance::{false_discovery_rate, hypergeometric};
use super::tally::{Ends, NodeTally, PairTally, Printed, RelationTally, Tally, best_places};
use super::weight::{cosine, g2, jaccard, npmi, pmi};
use super::{CoMentionGraph, Edge, Measures, Node, OutletRoles};
use crate::Kind;
use crate::analyze::four_digits;
use crate::claims::stated::Relation;
use crate::config::GraphConfig;
use crate::cooccurrence::{DECAY_ONE, Window};
use crate::resolve::Entity;

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

impl Tally {
    /// The graph that the counts make. `entities` are those whose numbers the tally has; their order is
    /// that of the nodes, and edges are in the order of their ends.
    pub fn finish(mut self, entities: &[Entity], config: &GraphConfig) -> CoMentionGraph {
        self.settle();
        let mut graph = UnGraph::with_capacity(entities.len(), self.pairs.len());
        let nothing = NodeTally::default();
        let of = |entity: usize| self.nodes.get(&(entity as u32)).unwrap_or(&nothing);
        let index: Vec<_> = (entities.iter().enumerate())
            .map(|(number, entity)| {
                let shown = is_node(entity.kind, config);
                shown.then(|| graph.add_node(of(number).node(entity)))
            })
            .collect();
        let mut pairs: Vec<_> = std::mem::take(&mut self.pairs).into_iter().collect();
        pairs.sort_unstable_by_key(|(ends, _)| *ends);
        let units: Vec<Units> = (pairs.par_iter())
            .map(|((a, b), pair)| self.units(of(*a as usize), of(*b as usize), pair, config))
            .collect();
        let p: Vec<f64> = units.par_iter().map(Units::p_value).collect();
        let nodes = graph.node_count() as u64;
        let q = false_discovery_rate(&p, nodes * nodes.saturating_sub(1) / 2);
        let edge = |(i, ((a, b), pair)): (usize, ((u32, u32), PairTally))| {
            let (a, b) = (a as usize, b as usize);
            let (source, target) = index[a].zip(index[b])?;
            (units[i].count >= u64::from(config.min_weight)).then(|| {
                let chance = (four_digits(p[i]), four_digits(q[i]));
                let edge = units[i].edge((of(a), of(b)), pair, chance, entities, config);
                (source, target, edge)
            })
        };
        // A few at a time: neither all pairs nor all edges are in memory twice.
        let mut pairs = pairs.into_iter().enumerate();
        loop {
            let some: Vec<_> = pairs.by_ref().take(PAIRS).collect();
            if some.is_empty() {
                return graph;
            }
            let edges: Vec<_> = some.into_par_iter().map(edge).collect();
            for (source, target, edge) in edges.into_iter().flatten() {
                graph.add_edge(source, target, edge);
            }
        }
    }

    /// What the documents state of the nodes, in the order of the ends and types. `entities` are those
    /// whose numbers the tally has.
    pub fn relations(&self, entities: &[Entity], config: &GraphConfig) -> Vec<Relation> {
        let shown = |entity: u32| is_node(entities[entity as usize].kind, config);
        let mut stated: Vec<_> = (self.relations.iter())
            .filter(|((source, target, _), _)| shown(*source) && shown(*target))
            .collect();
        stated.sort_unstable_by_key(|(ends, _)| **ends);
        (stated.into_iter())
            .map(|(ends, relation)| relation.shown(*ends, entities, config.evidence))
            .collect()
    }

    fn units(&self, a: &NodeTally, b: &NodeTally, pair: &PairTally, config: &GraphConfig) -> Units {
        let totals = &self.totals;
        let paragraphs = common(&a.paragraphs, &b.paragraphs);
        let paragraphs_of = |node: &NodeTally| node.paragraphs.len() as u64;
        let (n, a, b, both) = match config.window {
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
            count: match config.window {
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
        (p_value, q_value): (f64, f64),
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
            q_value,
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
        let id = |entity: u32| entities[entity as usize].id.clone();
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
            id: entity.id.clone(),
            label: entity.name.clone(),
            kind: entity.kind,
            external_id: entity.external_id.clone(),
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
