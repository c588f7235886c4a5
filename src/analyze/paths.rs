//! Betweenness and closeness: who lies on the shortest chains of co-mentions, and who is near to all.
//!
//! A chain is as long as it has edges; weights are not looked at, since a weight is no length. With
//! `n` nodes and `σ(s,t)` shortest chains from `s` to `t`, `σ(s,t|v)` of them through `v`:
//!
//! ```text
//! betweenness(v) = Σ_{s<t, both not v} σ(s,t|v) / σ(s,t)  ·  2 / ((n - 1)(n - 2))
//! closeness(v)   = (r - 1) / Σ_u d(v,u)  ·  (r - 1) / (n - 1)
//! ```
//!
//! `r` is the number of nodes that can be reached from `v`, itself included. Freeman, "Centrality in
//! social networks", Social Networks 1 (1978); for graphs of several components Wasserman and Faust,
//! *Social Network Analysis* (1994), formula 5.22. Both are what networkx computes.
//!
//! Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology 25
//! (2001), walks once from every node. In a component where that would take more than [`STEPS`], the
//! walks begin at some nodes only, and their sums are scaled (Brandes and Pich, "Centrality estimation in
//! large networks", International Journal of Bifurcation and Chaos 17, 2007; for closeness Eppstein and
//! Wang, "Fast approximation of centrality", 2004). Which nodes is fixed by a hash of their number, so
//! that the result is the same every time.

use rayon::prelude::*;

use super::components;
use super::neighbours::Neighbours;
use crate::graph::CoMentionGraph;

/// Nodes times edges of a component up to which all nodes are walked from. Beyond it, walks take about
/// so many steps.
pub const STEPS: u64 = 100_000_000;

/// Fewest walks in a component that is too large for all.
const FEWEST: u64 = 100;

/// Walks are shared out in so many batches, whatever the number of threads: sums of floats depend on
/// their order.
const BATCHES: usize = 32;

/// Betweenness and closeness of all nodes, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paths {
    /// Share of the shortest chains between others on which the node lies, 0 to 1.
    pub betweenness: Vec<f64>,
    /// Nearness to all others, 0 to 1.
    pub closeness: Vec<f64>,
    /// Number of walks, where some components were too large for one from every node; then the values
    /// are estimates.
    pub walks: Option<usize>,
}

/// Sums over the walks of a batch.
#[derive(Clone)]
struct Sums {
    betweenness: Vec<f64>,
    /// Of the distances to the starts of walks, and how many.
    distance: Vec<u64>,
    starts: Vec<u32>,
}

/// A start of a walk, and how many nodes it stands for.
struct Start {
    node: u32,
    stands_for: f64,
}

/// Betweenness and closeness of every node, in the order of the nodes.
///
/// # Complexity
/// Nodes times edges, or about [`STEPS`] for a larger component; memory is linear.
pub fn paths(graph: &CoMentionGraph) -> Paths {
    paths_within(graph, STEPS)
}

fn paths_within(graph: &CoMentionGraph, steps: u64) -> Paths {
    let n = graph.node_count();
    let neighbours = Neighbours::of(graph);
    let component = components(graph);
    let mut members: Vec<Vec<u32>> = Vec::new();
    for (node, &c) in (0u32..).zip(&component) {
        let c = c as usize;
        if members.len() <= c {
            members.resize(c + 1, Vec::new());
        }
        members[c].push(node);
    }
    let starts: Vec<Start> = (members.iter())
        .flat_map(|members| starts(members, &neighbours, steps))
        .collect();
    let batch = starts.len().div_ceil(BATCHES).max(1);
    let sums: Vec<Sums> = starts
        .par_chunks(batch)
        .map(|starts| walks(&neighbours, starts))
        .collect();
    let mut all = Sums::of(n);
    for sums in sums {
        for v in 0..n {
            all.betweenness[v] += sums.betweenness[v];
            all.distance[v] += sums.distance[v];
            all.starts[v] += sums.starts[v];
        }
    }
    // Every pair was walked from both ends.
    let pairs = (n.max(3) - 1) as f64 * (n.max(3) - 2) as f64;
    let closeness = (0..n).map(|v| {
        let others = (members[component[v] as usize].len() - 1) as f64;
        if all.distance[v] == 0 {
            return 0.0;
        }
        let mean = all.distance[v] as f64 / f64::from(all.starts[v]);
        others / (n - 1) as f64 / mean
    });
    Paths {
        closeness: closeness.collect(),
        betweenness: all.betweenness.iter().map(|sum| sum / pairs).collect(),
        walks: (starts.len() < n).then_some(starts.len()),
    }
}

/// From which nodes of a component to walk.
fn starts(members: &[u32], neighbours: &Neighbours, steps: u64) -> Vec<Start> {
    let size = members.len() as u64;
    let ends: usize = (members.iter())
        .map(|&node| neighbours.degree(node as usize))
        .sum();
    let edges = (ends as u64 / 2).max(1);
    let count = if size.saturating_mul(edges) <= steps {
        size
    } else {
        (steps / edges).max(FEWEST).min(size)
    };
    let mut chosen = members.to_vec();
    if count < size {
        chosen.sort_by_key(|&node| (mixed(u64::from(node)), node));
        chosen.truncate(count as usize);
        chosen.sort_unstable();
    }
    let stands_for = size as f64 / count as f64;
    let start = |node| Start { node, stands_for };
    chosen.into_iter().map(start).collect()
}

/// SplitMix64.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Sums {
    fn of(n: usize) -> Sums {
        Sums {
            betweenness: vec![0.0; n],
            distance: vec![0; n],
            starts: vec![0; n],
        }
    }
}

fn walks(neighbours: &Neighbours, starts: &[Start]) -> Sums {
    const UNSEEN: u32 = u32::MAX;
    let n = neighbours.len();
    let mut sums = Sums::of(n);
    let mut distance = vec![UNSEEN; n];
    let mut chains = vec![0.0f64; n];
    let mut share = vec![0.0f64; n];
    let mut order: Vec<u32> = Vec::with_capacity(n);
    for start in starts {
        let s = start.node as usize;
        order.clear();
        order.push(start.node);
        (distance[s], chains[s]) = (0, 1.0);
        let mut at = 0;
        while let Some(&v) = order.get(at) {
            at += 1;
            let v = v as usize;
            for &(w, _) in neighbours.beside(v) {
                let w = w as usize;
                if distance[w] == UNSEEN {
                    distance[w] = distance[v] + 1;
                    order.push(w as u32);
                }
                if distance[w] == distance[v] + 1 {
                    chains[w] += chains[v];
                }
            }
        }
        // Back from the farthest: each hands what ends at it or beyond to those before it.
        for &w in order.iter().rev() {
            let w = w as usize;
            let each = (1.0 + share[w]) / chains[w];
            for &(v, _) in neighbours.beside(w) {
                let v = v as usize;
                if distance[v] + 1 == distance[w] {
                    share[v] += chains[v] * each;
                }
            }
            if w != s {
                sums.betweenness[w] += share[w] * start.stands_for;
                sums.distance[w] += u64::from(distance[w]);
                sums.starts[w] += 1;
            }
        }
        for &v in &order {
            let v = v as usize;
            (distance[v], chains[v], share[v]) = (UNSEEN, 0.0, 0.0);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::{graph, two_cliques};

    fn assert_near(actual: &[f64], expected: &[f64], within: f64) {
        assert_eq!(actual.len(), expected.len());
        for (a, e) in actual.iter().zip(expected) {
            assert!((a - e).abs() < within, "{actual:?} is not {expected:?}");
        }
    }

    #[test]
    fn a_path_by_hand() {
        // 0 - 1 - 2 - 3 and 4 alone: of the six pairs of others, 1 lies between 0 and 2, 0 and 3.
        let p = paths(&graph(5, &[(0, 1, 9.0), (1, 2, 1.0), (2, 3, 1.0)]));
        assert_near(
            &p.betweenness,
            &[0.0, 2.0 / 6.0, 2.0 / 6.0, 0.0, 0.0],
            1e-12,
        );
        // Three of four others reached, 6 and 4 edges away.
        let (end, middle) = (3.0 / 6.0 * 0.75, 3.0 / 4.0 * 0.75);
        assert_near(&p.closeness, &[end, middle, middle, end, 0.0], 1e-12);
        assert_eq!(p.walks, None);
    }

    #[test]
    fn a_square_shares_its_chains() {
        // Each corner lies on one of the two chains between its neighbours: 1/2 of one pair of three.
        let p = paths(&graph(
            4,
            &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 0, 1.0)],
        ));
        assert_near(&p.betweenness, &[1.0 / 6.0; 4], 1e-12);
    }

    #[test]
    fn the_ends_of_a_bridge_lie_between() {
        let p = paths(&two_cliques());
        // 3 lies between its three fellows and the four of the other clique: 12 of 21 pairs.
        assert_near(&p.betweenness[3..5], &[12.0 / 21.0; 2], 1e-12);
        assert_eq!(p.betweenness[0], 0.0);
        assert_eq!(paths(&graph(0, &[])), Paths::default());
    }

    #[test]
    fn a_component_that_is_too_large_is_walked_from_some_nodes_and_says_so() {
        // A ring of 600 with chords, and a pair apart, which is walked in full.
        let n = 600u32;
        let mut edges: Vec<_> = (0..n).map(|i| (i, (i + 1) % n, 1.0)).collect();
        edges.extend(
            (0..n)
                .filter(|i| i % 7 == 0)
                .map(|i| (i, (i * i + 13) % n, 1.0)),
        );
        edges.retain(|(a, b, _)| a != b);
        edges.push((n, n + 1, 1.0));
        let g = graph(n as usize + 2, &edges);
        let exact = paths(&g);
        let some = paths_within(&g, 150_000);
        assert_eq!(some.walks, Some(218 + 2));
        assert_eq!(some, paths_within(&g, 150_000));
        assert_eq!(some.closeness[600], exact.closeness[600]);
        let error = |a: &[f64], b: &[f64]| {
            let apart: f64 = a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum();
            apart / b.iter().sum::<f64>()
        };
        assert!(error(&some.closeness, &exact.closeness) < 0.03);
        assert!(error(&some.betweenness, &exact.betweenness) < 0.2);
    }
}
