//! Connected components: groups of names with no path of co-mentions from one to another.
//!
//! Disjoint sets with path halving, joined by smaller root (Tarjan and van Leeuwen, "Worst-case
//! analysis of set union algorithms", JACM 31, 1984).

use super::numbered;
use crate::graph::CoMentionGraph;

/// Number of the component of every node, in the order of the nodes: the largest is 0, among equally
/// large ones the one with the smallest node index comes first.
pub fn components(graph: &CoMentionGraph) -> Vec<u32> {
    let pairs = graph
        .raw_edges()
        .iter()
        .map(|e| (e.source().index(), e.target().index()));
    components_of(graph.node_count(), pairs)
}

/// The same for `n` nodes and their edges.
pub(crate) fn components_of(n: usize, edges: impl Iterator<Item = (usize, usize)>) -> Vec<u32> {
    let mut parent: Vec<usize> = (0..n).collect();
    for (a, b) in edges {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent[a.max(b)] = a.min(b);
    }
    let roots: Vec<usize> = (0..n).map(|i| root(&mut parent, i)).collect();
    numbered(&roots)
}

fn root(parent: &mut [usize], mut i: usize) -> usize {
    while parent[i] != i {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::{graph, two_cliques};

    #[test]
    fn the_largest_component_is_number_zero() {
        let g = graph(6, &[(0, 1, 1.0), (2, 5, 1.0), (5, 4, 1.0)]);
        assert_eq!(components(&g), [1, 1, 0, 2, 0, 0]);
    }

    #[test]
    fn a_bridge_makes_one_component() {
        assert_eq!(components(&two_cliques()), [0; 8]);
    }
}
