//! Bridges and articulation points: edges and nodes without which a component falls apart.
//!
//! One walk in depth gives each node its number and the smallest number that it, or a node below it,
//! sees beside the way it came (Hopcroft and Tarjan, "Efficient algorithms for graph manipulation",
//! Communications of the ACM 16, 1973). In a graph of co-mentions a bridge is often a single sentence:
//! it shows where texts meet, and is the first thing to check.

use super::neighbours::Neighbours;
use crate::graph::CoMentionGraph;

/// What holds the components together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// For each node whether it is an articulation point.
    pub nodes: Vec<bool>,
    /// For each edge whether it is a bridge.
    pub edges: Vec<bool>,
}

/// The articulation points and the bridges.
///
/// # Complexity
/// Linear in nodes and edges; without recursion, so that a long chain is no deep stack.
pub fn cuts(graph: &CoMentionGraph) -> Cuts {
    const NONE: u32 = u32::MAX;
    let neighbours = Neighbours::of(graph);
    let n = neighbours.len();
    let mut cuts = Cuts {
        nodes: vec![false; n],
        edges: vec![false; graph.edge_count()],
    };
    let mut number = vec![NONE; n];
    let mut lowest = vec![NONE; n];
    let mut next = 0;
    // Node, the edge by which it was reached, and how many of its neighbours were looked at.
    let mut way: Vec<(usize, u32, usize)> = Vec::new();
    for root in 0..n {
        if number[root] != NONE {
            continue;
        }
        let mut branches = 0;
        way.push((root, NONE, 0));
        while let Some(top) = way.last_mut() {
            let (node, by, looked) = *top;
            if looked == 0 {
                (number[node], lowest[node]) = (next, next);
                next += 1;
            }
            if let Some(&(other, edge)) = neighbours.beside(node).get(looked) {
                top.2 += 1;
                let other = other as usize;
                if number[other] == NONE {
                    way.push((other, edge, 0));
                } else if edge != by {
                    lowest[node] = lowest[node].min(number[other]);
                }
                continue;
            }
            way.pop();
            let Some(&(above, ..)) = way.last() else {
                break;
            };
            lowest[above] = lowest[above].min(lowest[node]);
            cuts.edges[by as usize] = lowest[node] > number[above];
            if above == root {
                branches += 1;
            } else if lowest[node] >= number[above] {
                cuts.nodes[above] = true;
            }
        }
        cuts.nodes[root] = branches > 1;
    }
    cuts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analyze::components_of;
    use crate::analyze::tests::{graph, two_cliques};

    #[test]
    fn two_cliques_hang_on_one_edge_and_its_ends() {
        let found = cuts(&two_cliques());
        let which = |flags: &[bool]| -> Vec<usize> {
            let flags = flags.iter().enumerate();
            flags.filter(|(_, flag)| **flag).map(|(i, _)| i).collect()
        };
        assert_eq!(which(&found.nodes), [3, 4]);
        assert_eq!(which(&found.edges), [0]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_needs_no_deep_stack() {
        let edges: Vec<_> = (1..100_000).map(|i| (i - 1, i, 1.0)).collect();
        let found = cuts(&graph(100_000, &edges));
        assert!(found.edges.iter().all(|&bridge| bridge));
        assert_eq!(found.nodes.iter().filter(|&&cut| !cut).count(), 2);
    }

    proptest! {
        #[test]
        fn a_cut_is_what_leaves_more_components(
            pairs in prop::collection::btree_set((0u32..12, 0u32..12), 0..24)
        ) {
            let edges: Vec<_> = (pairs.iter())
                .filter(|(a, b)| a < b)
                .map(|&(a, b)| (a, b, 1.0))
                .collect();
            let found = cuts(&graph(12, &edges));
            let parts = |without_edge: Option<usize>, without_node: Option<u32>| {
                let left = edges.iter().enumerate().filter(|&(i, &(a, b, _))| {
                    Some(i) != without_edge && Some(a) != without_node && Some(b) != without_node
                });
                let ends = left.map(|(_, &(a, b, _))| (a as usize, b as usize));
                components_of(12, ends).into_iter().max().unwrap_or(0)
            };
            let all = parts(None, None);
            for (i, &bridge) in found.edges.iter().enumerate() {
                prop_assert_eq!(bridge, parts(Some(i), None) > all);
            }
            for (i, &cut) in found.nodes.iter().enumerate() {
                // The node itself becomes a component of its own.
                let degree = edges.iter().filter(|e| e.0 == i as u32 || e.1 == i as u32).count();
                let own = u32::from(degree > 0);
                prop_assert_eq!(cut, parts(None, Some(i as u32)) > all + own);
            }
        }
    }
}
