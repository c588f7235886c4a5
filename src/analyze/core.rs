//! k-core: how densely a name is set among names that are densely set themselves.
//!
//! The k-core of a graph is what is left when nodes of less than `k` edges are taken away again and
//! again; the core number of a node is the largest `k` whose core holds it (Seidman, "Network
//! structure and minimum degree", Social Networks 5, 1983). Nodes are taken in the order of their
//! degree, kept in bins (Batagelj and Zaveršnik, "An O(m) algorithm for cores decomposition of
//! networks", 2003). One long list of names makes a high core: the number says that texts name many
//! together, not that they form a group.

use super::neighbours::Neighbours;
use crate::graph::CoMentionGraph;

/// Core number of every node, in the order of the nodes.
///
/// # Complexity
/// Linear in nodes and edges.
pub fn cores(graph: &CoMentionGraph) -> Vec<u32> {
    let neighbours = Neighbours::of(graph);
    let n = neighbours.len();
    let mut degree: Vec<usize> = (0..n).map(|node| neighbours.degree(node)).collect();
    let most = degree.iter().max().copied().unwrap_or(0);
    // Nodes in the order of their degree; `bin[d]` is where those of degree `d` begin.
    let mut bin = vec![0; most + 2];
    for &d in &degree {
        bin[d + 1] += 1;
    }
    for d in 0..=most {
        bin[d + 1] += bin[d];
    }
    let mut next = bin.clone();
    let mut order = vec![0; n];
    let mut place = vec![0; n];
    for (node, &d) in degree.iter().enumerate() {
        order[next[d]] = node;
        place[node] = next[d];
        next[d] += 1;
    }
    for i in 0..n {
        let node = order[i];
        for &(other, _) in neighbours.beside(node) {
            let other = other as usize;
            if degree[other] > degree[node] {
                // It changes places with the first of its degree, whose bin then begins one later.
                let first = bin[degree[other]].max(i + 1);
                let swapped = order[first];
                order.swap(first, place[other]);
                place.swap(other, swapped);
                bin[degree[other]] = first + 1;
                degree[other] -= 1;
            }
        }
    }
    degree.into_iter().map(|core| core as u32).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analyze::tests::{graph, two_cliques};

    #[test]
    fn a_clique_is_a_core_and_what_hangs_on_it_is_not() {
        assert_eq!(cores(&two_cliques()), [3; 8]);
        let g = graph(
            6,
            &[
                (0, 1, 1.0),
                (1, 2, 1.0),
                (2, 0, 1.0),
                (2, 3, 1.0),
                (3, 4, 1.0),
            ],
        );
        assert_eq!(cores(&g), [2, 2, 2, 1, 1, 0]);
    }

    proptest! {
        #[test]
        fn what_is_left_after_taking_away_is_the_core(
            pairs in prop::collection::btree_set((0u32..16, 0u32..16), 0..60)
        ) {
            let edges: Vec<_> = (pairs.iter())
                .filter(|(a, b)| a < b)
                .map(|&(a, b)| (a, b, 1.0))
                .collect();
            let mut expected = vec![0u32; 16];
            for k in 1..16 {
                let mut left = [true; 16];
                loop {
                    let mut degree = [0; 16];
                    for &(a, b, _) in &edges {
                        if left[a as usize] && left[b as usize] {
                            degree[a as usize] += 1;
                            degree[b as usize] += 1;
                        }
                    }
                    let before = left;
                    (0..16).for_each(|i| left[i] &= degree[i] >= k);
                    if left == before {
                        break;
                    }
                }
                (0..16).filter(|&i| left[i]).for_each(|i| expected[i] = k);
            }
            prop_assert_eq!(cores(&graph(16, &edges)), expected);
        }
    }
}
