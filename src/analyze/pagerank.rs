//! Weighted PageRank: who is named together with those who are named together with many.
//!
//! With `n` nodes, damping `d`, weights `w` and strengths `s(j) = Σ_k w(j,k)`:
//!
//! ```text
//! p(i) = (1 - d) / n  +  d · ( Σ_j p(j) · w(j,i) / s(j)  +  D / n )
//! ```
//!
//! `D` is the sum of `p(j)` over the nodes without edges: what they have goes to all alike, so that
//! the values keep the sum 1. Brin and Page, "The anatomy of a large-scale hypertextual Web search
//! engine", Computer Networks 30 (1998); with weights: Xing and Ghorbani, "Weighted PageRank
//! algorithm", CNSR 2004. Solved by power iteration from the uniform distribution.

use super::attraction;
use crate::graph::CoMentionGraph;

/// The probability to go on along an edge instead of anywhere.
pub const DAMPING: f64 = 0.85;

/// The iteration ends when the values change by less than this, all together.
const TOLERANCE: f64 = 1e-12;

/// The error shrinks by the damping each time: 0.85^200 is below the tolerance.
const MAX_ITERATIONS: usize = 200;

/// PageRank of every node, in the order of the nodes. The values sum to 1. Edges of negative weight
/// count as absent.
pub fn pagerank(graph: &CoMentionGraph) -> Vec<f64> {
    let n = graph.node_count();
    if n == 0 {
        return Vec::new();
    }
    let mut strength = vec![0.0; n];
    for edge in graph.raw_edges() {
        let weight = attraction(&edge.weight);
        strength[edge.source().index()] += weight;
        strength[edge.target().index()] += weight;
    }
    let uniform = 1.0 / n as f64;
    let mut rank = vec![uniform; n];
    for _ in 0..MAX_ITERATIONS {
        let next = step(graph, &strength, &rank);
        let change: f64 = rank.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        rank = next;
        if change < TOLERANCE {
            break;
        }
    }
    let sum: f64 = rank.iter().sum();
    rank.iter_mut().for_each(|r| *r /= sum);
    rank
}

fn step(graph: &CoMentionGraph, strength: &[f64], rank: &[f64]) -> Vec<f64> {
    let n = rank.len() as f64;
    let stranded: f64 = (rank.iter().zip(strength))
        .filter(|(_, s)| **s == 0.0)
        .map(|(r, _)| r)
        .sum();
    let base = (1.0 - DAMPING) / n + DAMPING * stranded / n;
    let mut next = vec![base; rank.len()];
    for edge in graph.raw_edges() {
        let (a, b) = (edge.source().index(), edge.target().index());
        let weight = attraction(&edge.weight);
        if weight > 0.0 {
            next[b] += DAMPING * rank[a] * weight / strength[a];
            next[a] += DAMPING * rank[b] * weight / strength[b];
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::graph;

    fn assert_near(actual: &[f64], expected: &[f64]) {
        assert_eq!(actual.len(), expected.len());
        for (a, e) in actual.iter().zip(expected) {
            assert!((a - e).abs() < 1e-9, "{actual:?} is not {expected:?}");
        }
    }

    #[test]
    fn a_star_gives_its_centre_what_the_equations_say() {
        // c = 0.15/4 + 0.85 · 3 l and l = 0.15/4 + 0.85 c/3, with c + 3 l = 1.
        let c = (0.0375 + 0.85) / 1.85;
        let l = (1.0 - c) / 3.0;
        let star = graph(4, &[(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0)]);
        assert_near(&pagerank(&star), &[c, l, l, l]);
    }

    #[test]
    fn a_heavier_edge_carries_more() {
        // Path 1 - 0 - 2 with weights 3 and 1: the middle hands on three quarters and one quarter.
        let path = graph(3, &[(0, 1, 3.0), (0, 2, 1.0)]);
        let c = (0.05 + 0.85) / 1.85;
        assert_near(
            &pagerank(&path),
            &[c, 0.05 + 0.85 * 0.75 * c, 0.05 + 0.85 * 0.25 * c],
        );
    }

    #[test]
    fn a_node_without_edges_keeps_the_sum_at_one() {
        // x is alone: x = 0.15/3 + 0.85 x/3; the pair shares the rest.
        let x = 0.05 / (1.0 - 0.85 / 3.0);
        let ranks = pagerank(&graph(3, &[(0, 1, 1.0)]));
        assert_near(&ranks, &[(1.0 - x) / 2.0, (1.0 - x) / 2.0, x]);
        assert_near(&pagerank(&graph(2, &[])), &[0.5, 0.5]);
    }

    #[test]
    fn weights_below_zero_and_without_value_count_as_no_edge() {
        let g = graph(3, &[(0, 1, -1.0), (1, 2, f64::NAN)]);
        assert_near(&pagerank(&g), &[1.0 / 3.0; 3]);
    }
}
