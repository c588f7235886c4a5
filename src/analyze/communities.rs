//! Communities: groups of names that are named together more than the rest would let one expect.
//!
//! A partition is good where its modularity is high:
//!
//! ```text
//! Q = Σ_c ( w(c) / m  -  ( K(c) / 2m )² )
//! ```
//!
//! `m` is the sum of all weights, `w(c)` that of the edges within community `c`, `K(c)` the sum of
//! the strengths of its nodes (Newman, "Analysis of weighted networks", Phys. Rev. E 70, 2004).
//!
//! The search for it is in `leiden`.

mod leiden;
mod network;

use super::{attraction, numbered};
use crate::graph::CoMentionGraph;
use network::Network;

/// Runs over the whole graph. Each starts from the partition of the one before and can only better
/// it; usually the second changes nothing.
const MAX_RUNS: usize = 10;

/// Number of the community of every node, in the order of the nodes: the largest is 0, among equally
/// large ones the one with the smallest node index comes first. A node without edges is a community
/// of its own. Edges of negative weight count as absent.
pub fn communities(graph: &CoMentionGraph) -> Vec<u32> {
    let network = Network::of(graph);
    let mut community: Vec<usize> = (0..graph.node_count()).collect();
    if network.total > 0.0 {
        for _ in 0..MAX_RUNS {
            let before = numbered(&community);
            community = leiden::run(&network, community);
            if numbered(&community) == before {
                break;
            }
        }
    }
    numbered(&community)
}

/// Modularity of the partition that gives node `i` the community `community[i]`; 0 where the graph
/// has no weight.
pub fn modularity(graph: &CoMentionGraph, community: &[u32]) -> f64 {
    let network = Network::of(graph);
    if network.total == 0.0 {
        return 0.0;
    }
    let groups = community.iter().max().map_or(0, |&max| max as usize + 1);
    let mut strength = vec![0.0; groups];
    for (i, &c) in community.iter().enumerate() {
        strength[c as usize] += network.strength[i];
    }
    let within: f64 = (graph.raw_edges().iter())
        .filter(|e| community[e.source().index()] == community[e.target().index()])
        .map(|e| 2.0 * attraction(&e.weight))
        .sum();
    let expected: f64 = strength
        .iter()
        .map(|k| (k / network.total) * (k / network.total))
        .sum();
    within / network.total - expected
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analyze::components::components_of;
    use crate::analyze::tests::{graph, two_cliques};

    #[test]
    fn two_cliques_with_a_bridge_are_two_communities() {
        let g = two_cliques();
        let found = communities(&g);
        assert_eq!(found, [0, 0, 0, 0, 1, 1, 1, 1]);
        // m = 13, 6 edges within each, strengths 13 and 13.
        let expected = 12.0 / 13.0 - 2.0 * (13.0f64 / 26.0) * (13.0 / 26.0);
        assert!((modularity(&g, &found) - expected).abs() < 1e-12);
    }

    #[test]
    fn a_path_is_cut_at_its_light_edge() {
        let g = graph(4, &[(0, 1, 5.0), (1, 2, 1.0), (2, 3, 5.0)]);
        assert_eq!(communities(&g), [0, 0, 1, 1]);
    }

    #[test]
    fn a_star_is_one_community_and_a_lone_node_is_another() {
        let g = graph(5, &[(0, 1, 1.0), (0, 2, 1.0), (0, 4, 1.0)]);
        assert_eq!(communities(&g), [0, 0, 0, 1, 0]);
        assert_eq!(communities(&graph(3, &[])), [0, 1, 2]);
        assert_eq!(communities(&graph(2, &[(0, 1, -2.0)])), [0, 1]);
    }

    #[test]
    fn a_ring_of_cliques_falls_into_its_cliques() {
        let mut edges = Vec::new();
        for ring in 0..6u32 {
            for a in 0..5 {
                for b in a + 1..5 {
                    edges.push((ring * 5 + a, ring * 5 + b, 1.0));
                }
            }
            edges.push((ring * 5 + 4, (ring * 5 + 5) % 30, 1.0));
        }
        let expected: Vec<u32> = (0..30).map(|i| i / 5).collect();
        assert_eq!(communities(&graph(30, &edges)), expected);
    }

    proptest! {
        /// What Leiden guarantees and Louvain does not.
        #[test]
        fn every_community_is_connected_and_no_single_move_betters_it(
            pairs in prop::collection::btree_map((0u32..24, 0u32..24), 1u32..9, 0..60)
        ) {
            let mut edges: Vec<_> = (pairs.into_iter())
                .filter(|((a, b), _)| a < b)
                .map(|((a, b), w)| (a, b, f64::from(w)))
                .collect();
            edges.dedup();
            let g = graph(24, &edges);
            let found = communities(&g);
            let inner = edges.iter()
                .map(|e| (e.0 as usize, e.1 as usize))
                .filter(|&(a, b)| found[a] == found[b]);
            let connected = components_of(24, inner);
            prop_assert_eq!(connected.iter().max(), found.iter().max());
            let best = modularity(&g, &found);
            for i in 0..24 {
                for c in 0..24 {
                    let mut moved = found.clone();
                    moved[i] = c;
                    prop_assert!(modularity(&g, &moved) <= best + 1e-9);
                }
            }
        }
    }
}
