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
pub const STEPS: u64 = 50_000_000;

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
struct Sums {
    betweenness: Vec<f64>,
    /// Of the distances to the starts of walks.
    distance: Vec<u64>,
}

impl Sums {
    fn add(&mut self, other: &Sums) {
        for (sum, more) in self.betweenness.iter_mut().zip(&other.betweenness) {
            *sum += more;
        }
        for (sum, more) in self.distance.iter_mut().zip(&other.distance) {
            *sum += more;
        }
    }
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
    let component = components(graph);
    let count = component.iter().max().map_or(0, |&c| c as usize + 1);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (node, &c) in (0u32..).zip(&component) {
        members[c as usize].push(node);
    }
    let neighbours = Neighbours::of(graph);
    let near = Near::new(&neighbours, &members);
    let mut walks = 0;
    // How many walks come by each node; one that begins there does not count.
    let mut passed = vec![0u32; n];
    let mut batched: Vec<Start> = Vec::new();
    for members in &members {
        let starts = starts(members, &neighbours, steps);
        walks += starts.len();
        for &node in members {
            passed[node as usize] = starts.len() as u32;
        }
        for start in starts {
            passed[start.node as usize] -= 1;
            batched.push(start);
        }
    }
    let batch = batched.len().div_ceil(BATCHES).max(1);
    let mut sums = Sums {
        betweenness: vec![0.0; n],
        distance: vec![0; n],
    };
    let batches: Vec<&[Start]> = batched.chunks(batch).collect();
    // Few at a time, since each has sums of all nodes; in their order.
    for batches in batches.chunks(2 * rayon::current_num_threads()) {
        let walked = batches.par_iter().map(|starts| near.walks(starts));
        for part in walked.collect::<Vec<Sums>>() {
            sums.add(&part);
        }
    }
    let sum = |v: usize| (sums.betweenness[v], sums.distance[v]);
    // Every pair was walked from both ends.
    let pairs = (n.max(3) - 1) as f64 * (n.max(3) - 2) as f64;
    let (betweenness, closeness) = (0..n)
        .map(|v| {
            let (between, distance) = sum(near.number[v] as usize);
            let others = (members[component[v] as usize].len() - 1) as f64;
            let closeness = match distance {
                0 => 0.0,
                _ => others / (n - 1) as f64 / (distance as f64 / f64::from(passed[v])),
            };
            (between / pairs, closeness)
        })
        .unzip();
    Paths {
        closeness,
        betweenness,
        walks: (walks < n).then_some(walks),
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

/// The graph as it is walked on: nodes numbered anew, those of a component one after the other and near
/// ones near each other, so that a walk stays in the nearest caches.
struct Near {
    /// The new number of each node.
    number: Vec<u32>,
    /// Where the neighbours of a node begin, by new number; one more than there are nodes.
    first: Vec<u32>,
    to: Vec<u32>,
}

/// A node on a walk.
#[derive(Clone, Copy)]
struct Seen {
    /// Shortest chains from the start.
    chains: f64,
    distance: u32,
}

const UNSEEN: Seen = Seen {
    chains: 0.0,
    distance: u32::MAX,
};

impl Near {
    /// In the order in which a walk from the node of the most neighbours finds them.
    fn new(neighbours: &Neighbours, members: &[Vec<u32>]) -> Near {
        let n = neighbours.len();
        let mut number = vec![u32::MAX; n];
        let mut order: Vec<u32> = Vec::with_capacity(n);
        for members in members {
            let degree = |node: &u32| neighbours.degree(*node as usize);
            let mut at = order.len();
            let hub = members.iter().rev().copied().max_by_key(degree);
            order.extend(hub);
            hub.inspect(|&hub| number[hub as usize] = at as u32);
            while let Some(&node) = order.get(at) {
                at += 1;
                for &(next, _) in neighbours.beside(node as usize) {
                    if number[next as usize] == u32::MAX {
                        number[next as usize] = order.len() as u32;
                        order.push(next);
                    }
                }
            }
        }
        let mut first = Vec::with_capacity(n + 1);
        let mut to = Vec::new();
        for &node in &order {
            first.push(to.len() as u32);
            let beside = neighbours.beside(node as usize).iter();
            to.extend(beside.map(|&(next, _)| number[next as usize]));
        }
        first.push(to.len() as u32);
        Near { number, first, to }
    }

    fn beside(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.to[self.first[node] as usize..self.first[node + 1] as usize]
    }

    /// Walks from each start. The sums are by new number.
    fn walks(&self, starts: &[Start]) -> Sums {
        let n = self.number.len();
        let mut sums = Sums {
            betweenness: vec![0.0; n],
            distance: vec![0; n],
        };
        let mut seen = vec![UNSEEN; n];
        // Found nodes in their order, and for each those one step farther, one node's after the other's.
        // Both have room for one more, since whatever is looked at is written and then kept or not: which
        // neighbours are farther cannot be guessed, and a processor that guesses wrong waits.
        let mut order = vec![0u32; n + 1];
        let mut farther = vec![0u32; self.to.len() + 1];
        let mut ends = vec![0usize; n];
        // What ends at a node or beyond it, for each chain to the node.
        let mut beyond = vec![0.0f64; n];
        for start in starts {
            let s = self.number[start.node as usize];
            (order[0], seen[s as usize]) = (
                s,
                Seen {
                    chains: 1.0,
                    distance: 0,
                },
            );
            let (mut found, mut steps) = (1, 0);
            let mut at = 0;
            while at < found {
                let Seen { chains, distance } = seen[order[at] as usize];
                let next = distance + 1;
                for &w in self.beside(order[at]) {
                    let other = &mut seen[w as usize];
                    let is_new = other.distance == u32::MAX;
                    let is_farther = is_new | (other.distance == next);
                    other.distance = if is_new { next } else { other.distance };
                    other.chains += if is_farther { chains } else { 0.0 };
                    order[found] = w;
                    found += usize::from(is_new);
                    farther[steps] = w;
                    steps += usize::from(is_farther);
                }
                ends[at] = steps;
                at += 1;
            }
            // Back from the farthest: each learns from those one step farther what lies beyond it.
            for at in (0..found).rev() {
                let v = order[at] as usize;
                let begin = if at == 0 { 0 } else { ends[at - 1] };
                let those = farther[begin..ends[at]].iter();
                let sum: f64 = those.map(|&w| beyond[w as usize]).sum();
                let Seen { chains, distance } = std::mem::replace(&mut seen[v], UNSEEN);
                beyond[v] = sum + 1.0 / chains;
                if at > 0 {
                    sums.betweenness[v] += chains * sum * start.stands_for;
                    sums.distance[v] += u64::from(distance);
                }
            }
        }
        sums
    }
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
