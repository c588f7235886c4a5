//! The strongest chain of co-mentions between two names.
//!
//! A chain is worth as much as its sentences: each of its edges joins two names that texts name
//! together, and says nothing about the two at its ends. The strongest is the one of the smallest
//! sum of `1 / weight`, so that a detour over often repeated pairs beats a step that one sentence makes
//! (Newman, "Scientific collaboration networks. II. Shortest paths, weighted networks, and centrality",
//! Phys. Rev. E 64, 2001). Of equally strong ones the shorter is taken, then the one through the earlier
//! nodes. Search: Dijkstra 1959.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::attraction;
use super::neighbours::Neighbours;
use crate::graph::CoMentionGraph;

/// How far a node is: sum of `1 / weight`, then edges, then the node. The heap gives the nearest first.
#[derive(Clone, Copy, PartialEq)]
struct Far(f64, u32, u32);

impl Eq for Far {}

impl Ord for Far {
    fn cmp(&self, other: &Self) -> Ordering {
        let nearer = other.0.total_cmp(&self.0);
        nearer.then((other.1, other.2).cmp(&(self.1, self.2)))
    }
}

impl PartialOrd for Far {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The edges of the strongest chain from one node to another, in its order, each with the node that it
/// leads to; `None` where there is no chain. Edges without a positive weight are not walked.
///
/// # Complexity
/// Edges times the logarithm of the nodes.
pub fn strongest_chain(
    graph: &CoMentionGraph,
    from: NodeIndex,
    to: NodeIndex,
) -> Option<Vec<(EdgeIndex, NodeIndex)>> {
    let neighbours = Neighbours::of(graph);
    let mut best: Vec<Option<(f64, u32)>> = vec![None; neighbours.len()];
    let mut by: Vec<Option<(u32, u32)>> = vec![None; neighbours.len()];
    best[from.index()] = Some((0.0, 0));
    let mut heap = BinaryHeap::from([Far(0.0, 0, from.index() as u32)]);
    while let Some(Far(length, edges, node)) = heap.pop() {
        if node as usize == to.index() {
            break;
        }
        if best[node as usize] != Some((length, edges)) {
            continue;
        }
        for &(next, edge) in neighbours.beside(node as usize) {
            let weight = attraction(&graph.raw_edges()[edge as usize].weight);
            if weight <= 0.0 {
                continue;
            }
            let new = (length + 1.0 / weight, edges + 1);
            let closer = best[next as usize]
                .is_none_or(|old| new.0.total_cmp(&old.0).then(new.1.cmp(&old.1)).is_lt());
            if closer {
                best[next as usize] = Some(new);
                by[next as usize] = Some((node, edge));
                heap.push(Far(new.0, new.1, next));
            }
        }
    }
    best[to.index()]?;
    let mut chain = Vec::new();
    let mut at = to.index() as u32;
    while let Some((before, edge)) = by[at as usize] {
        chain.push((EdgeIndex::new(edge as usize), NodeIndex::new(at as usize)));
        at = before;
    }
    chain.reverse();
    Some(chain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::graph;

    fn nodes(g: &CoMentionGraph, from: u32, to: u32) -> Option<Vec<usize>> {
        let chain = strongest_chain(g, from.into(), to.into())?;
        Some(chain.into_iter().map(|(_, node)| node.index()).collect())
    }

    #[test]
    fn a_detour_over_strong_edges_beats_one_weak_step() {
        // 1/1 against 1/4 + 1/4; and 1/1 against 1/2 + 1/2, where fewer edges win.
        let g = graph(3, &[(0, 1, 1.0), (0, 2, 4.0), (2, 1, 4.0)]);
        assert_eq!(nodes(&g, 0, 1), Some(vec![2, 1]));
        let g = graph(3, &[(0, 1, 1.0), (0, 2, 2.0), (2, 1, 2.0)]);
        assert_eq!(nodes(&g, 0, 1), Some(vec![1]));
    }

    #[test]
    fn there_is_no_chain_to_another_component_nor_over_edges_below_zero() {
        let g = graph(4, &[(0, 1, 1.0), (2, 3, 1.0), (1, 2, -1.0)]);
        assert_eq!(nodes(&g, 0, 3), None);
        assert_eq!(nodes(&g, 2, 3), Some(vec![3]));
        assert_eq!(nodes(&g, 2, 2), Some(vec![]));
    }
}
