//! Measures of the nodes: where an entity stands among the others.
//!
//! Takes the finished graph and fills [`Node::measures`](crate::graph::Node::measures); the exports
//! and pictures read them. Every measure describes the graph of names in texts. None says what the
//! entities have to do with each other.
//!
//! All measures are the same on every machine: they use only additions, multiplications, divisions
//! and comparisons, in the order of the nodes and edges, and no random numbers.

#[cfg(test)]
mod agreement;
mod backbone;
mod chain;
mod communities;
mod components;
mod core;
mod cuts;
mod degree;
mod neighbours;
mod pagerank;
mod paths;
mod reduced;

pub(crate) use backbone::descending;
pub use backbone::{ALPHA, backbone, strongest};
pub use chain::strongest_chain;
pub use communities::{communities, modularity};
pub use components::components;
pub(crate) use components::components_of;
pub use core::cores;
pub use cuts::{Cuts, cuts};
pub use degree::{degrees, strengths};
pub use pagerank::{DAMPING, pagerank};
pub use paths::{Paths, STEPS, paths};

use rayon::prelude::*;

use crate::graph::{CoMentionGraph, Edge, Measures};

/// Fills the measures of every node, and what every edge owes to chance. Returns the number of walks
/// where betweenness and closeness are estimates ([`Paths::walks`]).
///
/// # Complexity
/// Time and memory are linear in nodes and edges for each pass; [`pagerank`] takes some dozens of
/// passes, [`communities`] a few, [`paths`] as many as there are nodes, up to a limit.
pub fn analyze(graph: &mut CoMentionGraph) -> Option<usize> {
    fill_backbone(graph);
    fill_measures(graph)
}

/// Fills [`Edge::backbone`].
pub fn fill_backbone(graph: &mut CoMentionGraph) {
    let backbone: Vec<f64> = backbone(graph).into_par_iter().map(four_digits).collect();
    for (edge, p) in graph.edge_weights_mut().zip(backbone) {
        edge.backbone = p;
    }
}

/// Fills [`Node::measures`](crate::graph::Node::measures) and [`Edge::bridge`].
pub fn fill_measures(graph: &mut CoMentionGraph) -> Option<usize> {
    measured(graph).fill(graph)
}

/// Edges from which on not everything is worked out or written at the same time, to need less memory at once.
pub const LARGE: usize = 500_000;

/// The measures of a graph, which is read only until they are all there.
pub(crate) struct Measured {
    nodes: Vec<Measures>,
    bridges: Vec<bool>,
    walks: Option<usize>,
}

/// The measures, worked out side by side.
pub(crate) fn measured(graph: &CoMentionGraph) -> Measured {
    let paths = || paths(graph);
    let others = || {
        rayon::join(
            || (communities(graph), pagerank(graph)),
            || (cores(graph), cuts(graph)),
        )
    };
    // Walks have work for all threads, and each thread needs memory for them.
    let (paths, ((communities, ranks), (cores, cuts))) = match graph.edge_count() {
        0..LARGE => rayon::join(paths, others),
        _ => (paths(), others()),
    };
    let degrees = degrees(graph);
    let strengths = strengths(graph);
    let components = components(graph);
    let measures = |i: usize| Measures {
        degree: degrees[i],
        strength: strengths[i],
        pagerank: four_digits(ranks[i]),
        betweenness: four_digits(paths.betweenness[i]),
        closeness: four_digits(paths.closeness[i]),
        core: cores[i],
        articulation: cuts.nodes[i],
        component: components[i],
        community: communities[i],
    };
    Measured {
        nodes: (0..graph.node_count()).map(measures).collect(),
        bridges: cuts.edges,
        walks: paths.walks,
    }
}

impl Measured {
    /// Writes them into the graph that they are of.
    pub(crate) fn fill(self, graph: &mut CoMentionGraph) -> Option<usize> {
        for (node, measures) in graph.node_weights_mut().zip(self.nodes) {
            node.measures = measures;
        }
        for (edge, bridge) in graph.edge_weights_mut().zip(self.bridges) {
            edge.bridge = bridge;
        }
        self.walks
    }
}

/// Rounded to four significant digits: more than counts of names can bear, and shorter to write.
pub(crate) fn four_digits(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// The weight as the algorithms that share something out over edges need it: an edge of negative
/// weight (a pair that is named together less often than chance would have it) or of none that is a
/// number attracts nothing.
pub(crate) fn attraction(edge: &Edge) -> f64 {
    if edge.weight.is_finite() && edge.weight > 0.0 {
        edge.weight
    } else {
        0.0
    }
}

/// Renumbers groups from 0: the largest first, among equally large ones the one with the smallest
/// node index. `group[i]` is any number below `group.len()`.
fn numbered(group: &[usize]) -> Vec<u32> {
    let mut sizes = vec![0usize; group.len()];
    let mut order = Vec::new();
    for &g in group {
        if sizes[g] == 0 {
            order.push(g);
        }
        sizes[g] += 1;
    }
    // The sort is stable and `order` is by smallest node index already.
    order.sort_by_key(|&g| std::cmp::Reverse(sizes[g]));
    let mut number = vec![0u32; group.len()];
    for (n, &g) in (0u32..).zip(&order) {
        number[g] = n;
    }
    group.iter().map(|&g| number[g]).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Kind;
    use crate::export::fixture;

    /// A graph of `n` persons with these weighted edges.
    pub(crate) fn graph(n: usize, edges: &[(u32, u32, f64)]) -> CoMentionGraph {
        let mut graph = CoMentionGraph::default();
        for i in 0..n {
            graph.add_node(fixture::node(
                &format!("person:{i}"),
                &format!("Person {i}"),
                Kind::Person,
                1,
            ));
        }
        for &(a, b, weight) in edges {
            graph.add_edge(a.into(), b.into(), fixture::edge(weight, ""));
        }
        graph
    }

    /// Two cliques of four, joined by the edge 3-4.
    pub(crate) fn two_cliques() -> CoMentionGraph {
        let mut edges = vec![(3, 4, 1.0)];
        for base in [0, 4] {
            for a in 0..4 {
                for b in a + 1..4 {
                    edges.push((base + a, base + b, 1.0));
                }
            }
        }
        graph(8, &edges)
    }

    #[test]
    fn groups_are_numbered_by_size_and_then_by_smallest_node() {
        assert_eq!(numbered(&[5, 2, 2, 0, 0, 1]), [2, 0, 0, 1, 1, 3]);
        assert!(numbered(&[]).is_empty());
    }

    #[test]
    fn analysis_fills_every_measure() {
        let mut graph = two_cliques();
        analyze(&mut graph);
        let m = graph[petgraph::graph::NodeIndex::new(3)].measures;
        assert_eq!((m.degree, m.strength), (4, 4.0));
        assert_eq!((m.component, m.community), (0, 0));
        let sum: f64 = graph.node_weights().map(|n| n.measures.pagerank).sum();
        assert!((sum - 1.0).abs() < 1e-3);
        assert!(graph.edge_weights().all(|e| e.backbone < 1.0));
    }

    #[test]
    fn an_empty_graph_has_no_measures() {
        analyze(&mut CoMentionGraph::default());
    }
}
