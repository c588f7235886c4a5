//! What is shown: the strongest nodes and the edges among them.

use std::cmp::Ordering;

use petgraph::graph::NodeIndex;

use crate::analyze::{attraction, strengths};
use crate::graph::{CoMentionGraph, Edge, Node};
use crate::render::layout::Spring;

/// The chosen part of a graph.
pub(super) struct Selection<'a> {
    /// The strongest first, ties by id.
    pub(super) nodes: Vec<&'a Node>,
    /// The strength of each, in the whole graph.
    pub(super) strength: Vec<f64>,
    /// The two ends as indices into `nodes`, and the edge; the lightest first, so that the heavier
    /// ones are drawn over them.
    pub(super) edges: Vec<(usize, usize, &'a Edge)>,
    /// Number of nodes and edges of the whole graph.
    pub(super) of_nodes: usize,
    pub(super) of_edges: usize,
}

impl<'a> Selection<'a> {
    pub(super) fn new(graph: &'a CoMentionGraph, top: usize) -> Selection<'a> {
        let strength = strengths(graph);
        let mut order: Vec<usize> = (0..graph.node_count()).collect();
        let id = |i: usize| &graph[NodeIndex::new(i)].id;
        order.sort_by(|&a, &b| descending(strength[a], strength[b]).then(id(a).cmp(id(b))));
        order.truncate(top);
        let mut place = vec![None; graph.node_count()];
        for (n, &i) in order.iter().enumerate() {
            place[i] = Some(n);
        }
        let mut edges: Vec<_> = (graph.raw_edges().iter())
            .filter_map(|e| {
                let (a, b) = (place[e.source().index()]?, place[e.target().index()]?);
                (a != b).then_some((a.min(b), a.max(b), &e.weight))
            })
            .collect();
        edges.sort_by(|a, b| descending(b.2.weight, a.2.weight).then((b.0, b.1).cmp(&(a.0, a.1))));
        Selection {
            nodes: order.iter().map(|&i| &graph[NodeIndex::new(i)]).collect(),
            strength: order.iter().map(|&i| strength[i]).collect(),
            edges,
            of_nodes: graph.node_count(),
            of_edges: graph.edge_count(),
        }
    }

    /// The attractions for the layout of this part alone.
    pub(super) fn springs(&self) -> Vec<Spring> {
        let edges = self
            .edges
            .iter()
            .map(|&(a, b, edge)| (a, b, attraction(edge)));
        crate::render::layout::tempered(edges)
    }
}

/// The larger first; what is no number counts as 0.
fn descending(a: f64, b: f64) -> Ordering {
    let finite = |x: f64| if x.is_finite() { x } else { 0.0 };
    finite(b).total_cmp(&finite(a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::graph;

    #[test]
    fn the_strongest_are_shown_and_ties_go_by_id() {
        let g = graph(5, &[(3, 4, 5.0), (1, 2, 1.0), (2, 3, 1.0), (0, 1, 1.0)]);
        let selection = Selection::new(&g, 3);
        let ids: Vec<&str> = selection.nodes.iter().map(|n| n.id.as_str()).collect();
        assert_eq!(ids, ["person:3", "person:4", "person:1"]);
        assert_eq!(selection.edges.len(), 1);
        assert_eq!((selection.of_nodes, selection.of_edges), (5, 4));
    }
}
