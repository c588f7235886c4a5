//! Backbone: which edges are heavier than chance would make them, seen from one of their ends.
//!
//! The disparity filter of Serrano, Boguñá and Vespignani, "Extracting the multiscale backbone of
//! complex weighted networks", PNAS 106, 2009. If the strength `s` of a node with `k` edges were
//! divided among them at random, an edge would get a share of at least `w / s` with probability
//!
//! ```text
//! p = (1 - w / s)^(k - 1)
//! ```
//!
//! An edge has one such value from each end, and the smaller counts. From an end without other edges
//! nothing can be said (`p = 1`). Unlike a minimum weight, the filter keeps what is strong for a node
//! that is seldom named.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::{attraction, strengths};
use crate::graph::CoMentionGraph;

/// The probability of every edge, in the order of the edges: small for those to keep.
///
/// # Complexity
/// Linear in the edges.
pub fn backbone(graph: &CoMentionGraph) -> Vec<f64> {
    let mut degree = vec![0u32; graph.node_count()];
    let mut strength = vec![0.0; graph.node_count()];
    let ends = |e: &petgraph::graph::Edge<_>| [e.source().index(), e.target().index()];
    for edge in graph.raw_edges() {
        let weight = attraction(&edge.weight);
        for end in ends(edge) {
            degree[end] += u32::from(weight > 0.0);
            strength[end] += weight;
        }
    }
    (graph.raw_edges().par_iter())
        .map(|edge| {
            let weight = attraction(&edge.weight);
            let from = |end: usize| disparity(weight, strength[end], degree[end]);
            let [one, other] = ends(edge).map(from);
            one.min(other)
        })
        .collect()
}

/// Edges below this are called significant, unless the reader says otherwise.
pub const ALPHA: f64 = 0.05;

/// The indices of the `most` nodes to show, the strongest first.
///
/// The ends of the most significant edges are chosen, down to [`ALPHA`]; what room is left is filled
/// by strength. Nodes without edges come last.
pub fn strongest(graph: &CoMentionGraph, most: usize) -> Vec<usize> {
    let strength = strengths(graph);
    let by_strength = |a: &usize, b: &usize| descending(strength[*a], strength[*b]).then(a.cmp(b));
    let mut order: Vec<usize> = (0..graph.node_count()).collect();
    order.sort_by(by_strength);
    if most >= order.len() {
        return order;
    }
    let mut edges: Vec<_> = (graph.raw_edges().iter())
        .filter(|e| e.weight.backbone < ALPHA && e.source() != e.target())
        .collect();
    edges.sort_by(|a, b| {
        let (a, b) = (&a.weight, &b.weight);
        a.backbone
            .total_cmp(&b.backbone)
            .then(descending(a.weight, b.weight))
    });
    let mut chosen = vec![false; graph.node_count()];
    let mut room = most;
    for edge in edges {
        let new: Vec<usize> = [edge.source().index(), edge.target().index()]
            .into_iter()
            .filter(|&end| !chosen[end])
            .collect();
        if new.len() <= room {
            room -= new.len();
            new.into_iter().for_each(|end| chosen[end] = true);
        }
    }
    for &node in order.iter() {
        if room > 0 && !chosen[node] {
            chosen[node] = true;
            room -= 1;
        }
    }
    order.retain(|&node| chosen[node]);
    order
}

/// The larger first; what is no number counts as 0.
pub(crate) fn descending(a: f64, b: f64) -> Ordering {
    let finite = |x: f64| if x.is_finite() { x } else { 0.0 };
    finite(b).total_cmp(&finite(a))
}

fn disparity(weight: f64, strength: f64, degree: u32) -> f64 {
    if degree < 2 || weight <= 0.0 {
        return 1.0;
    }
    libm::pow((1.0 - weight / strength).max(0.0), f64::from(degree - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::graph;

    #[test]
    fn a_star_by_hand() {
        // The middle has strength 8 and four edges: (1 - 5/8)^3 and (1 - 1/8)^3. The other ends have
        // one edge each and say nothing.
        let star = graph(5, &[(0, 1, 5.0), (0, 2, 1.0), (0, 3, 1.0), (0, 4, 1.0)]);
        let light = 0.669921875;
        assert_eq!(backbone(&star), [0.052734375, light, light, light]);
    }

    #[test]
    fn the_end_that_says_more_counts() {
        // Edge 0-1 is three of four for node 1, (1 - 3/4)^1, and three of nine for node 0,
        // (1 - 3/9)^2.
        let g = graph(5, &[(0, 1, 3.0), (0, 2, 3.0), (0, 3, 3.0), (1, 4, 1.0)]);
        assert_eq!(backbone(&g)[0], 0.25);
    }

    #[test]
    fn the_ends_of_significant_edges_come_before_those_of_many_light_ones() {
        // Node 0 has the greatest strength by ten light edges; 11 and 12 by one heavy one.
        let mut edges: Vec<_> = (1..11).map(|i| (0, i, 2.0)).collect();
        edges.extend([(11, 12, 9.0), (11, 1, 0.5), (11, 2, 0.5), (11, 3, 0.5)]);
        let mut g = graph(14, &edges);
        let p = backbone(&g);
        for (edge, p) in g.edge_weights_mut().zip(p) {
            edge.backbone = p;
        }
        assert_eq!(strongest(&g, 2), [11, 12]);
        assert_eq!(strongest(&g, 3), [0, 11, 12]);
        assert_eq!(strongest(&g, 99).last(), Some(&13));
    }

    #[test]
    fn edges_without_company_or_weight_are_never_significant() {
        let g = graph(5, &[(0, 1, 9.0), (2, 3, -1.0), (3, 4, f64::NAN)]);
        assert_eq!(backbone(&g), [1.0, 1.0, 1.0]);
    }
}
