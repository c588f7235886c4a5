//! Degree and strength: how many others an entity is named with, and how often.
//!
//! Strength is the sum of the weights of a node's edges (Barrat, Barthélemy, Pastor-Satorras and
//! Vespignani, "The architecture of complex weighted networks", PNAS 101, 2004).

use crate::graph::CoMentionGraph;

/// Number of edges of every node, in the order of the nodes.
pub fn degrees(graph: &CoMentionGraph) -> Vec<u32> {
    let mut degrees = vec![0; graph.node_count()];
    for edge in graph.raw_edges() {
        degrees[edge.source().index()] += 1;
        degrees[edge.target().index()] += 1;
    }
    degrees
}

/// Sum of the weights of the edges of every node, in the order of the nodes.
pub fn strengths(graph: &CoMentionGraph) -> Vec<f64> {
    let mut strengths = vec![0.0; graph.node_count()];
    for edge in graph.raw_edges() {
        strengths[edge.source().index()] += edge.weight.weight;
        strengths[edge.target().index()] += edge.weight.weight;
    }
    strengths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::graph;

    #[test]
    fn the_middle_of_a_path_has_both_edges() {
        let path = graph(4, &[(0, 1, 2.0), (1, 2, 0.5)]);
        assert_eq!(degrees(&path), [1, 2, 1, 0]);
        assert_eq!(strengths(&path), [2.0, 2.5, 0.5, 0.0]);
    }
}
