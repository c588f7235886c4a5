//! From counts to the graph: what is shown of an entity and of a pair.

use std::collections::BTreeMap;

use petgraph::graph::UnGraph;

use super::evidence::{Candidate, best};
use super::tally::{NodeTally, PairTally, Printed, Tally};
use super::weight::{g2, npmi};
use super::{CoMentionGraph, Edge, Measures, Node, OutletRoles};
use crate::Kind;
use crate::config::GraphConfig;
use crate::cooccurrence::Window;
use crate::resolve::Entity;

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
        for ((a, b), pair) in pairs {
            let (a, b) = (a as usize, b as usize);
            let edge = self.edge(of(a), of(b), pair, config);
            let ends = index[a].zip(index[b]);
            if let Some((source, target)) = ends
                && edge.weight >= f64::from(config.min_weight)
            {
                graph.add_edge(source, target, edge);
            }
        }
        graph
    }

    fn edge(&self, a: &NodeTally, b: &NodeTally, pair: PairTally, config: &GraphConfig) -> Edge {
        let paragraphs = common(&a.paragraphs, &b.paragraphs);
        let count = match config.window {
            Window::Sentence => pair.sentences,
            Window::Paragraph => paragraphs,
            Window::Document => pair.originals,
            Window::Sentences(_) => pair.pairs,
        };
        // Chance is judged in the window's own unit; so many sentences apart have none, and are judged
        // in documents.
        let paragraphs_of = |node: &NodeTally| node.paragraphs.len() as u64;
        let (n, n_a, n_b, both) = match config.window {
            Window::Sentence => (
                self.totals.sentences,
                a.sentences,
                b.sentences,
                pair.sentences,
            ),
            Window::Paragraph => (
                self.totals.paragraphs,
                paragraphs_of(a),
                paragraphs_of(b),
                paragraphs,
            ),
            Window::Document | Window::Sentences(_) => {
                (self.totals.documents, a.counted, b.counted, pair.originals)
            }
        };
        // Rows from elsewhere may state fewer units than they name.
        let n = n.max(n_a + n_b - both);
        let (first, last) = pair.printed.days();
        Edge {
            weight: count as f64,
            pairs: whole(pair.pairs),
            sentences: whole(pair.sentences),
            paragraphs: whole(paragraphs),
            documents: whole(common(&a.documents, &b.documents)),
            independent_documents: whole(pair.originals),
            publishers: whole(pair.printed.publishers.len() as u64),
            first,
            last,
            npmi: rounded(npmi(n, n_a, n_b, both)),
            g2: rounded(g2(n, n_a, n_b, both)),
            backbone: 1.0,
            evidence: best(pair.candidates, config.evidence)
                .iter()
                .map(Candidate::evidence)
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
            months: months(&self.months),
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
    fn days(&self) -> (Option<String>, Option<String>) {
        let day = |day: &Option<std::sync::Arc<str>>| day.as_deref().map(str::to_owned);
        (day(&self.first), day(&self.last))
    }
}

/// What no corpus of news exceeds.
fn whole(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn months(counts: &BTreeMap<String, u64>) -> BTreeMap<String, u32> {
    let months = counts.iter();
    months
        .map(|(month, &count)| (month.clone(), whole(count)))
        .collect()
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
