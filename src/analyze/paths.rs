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
//! (2001), walks once from every node. Here the walks go through the [reduced](super::reduced) graph, and one is
//! enough for all nodes behind a class. In a component where they would take more than [`STEPS`], they begin at some
//! nodes only, and their sums are scaled (Brandes and Pich, "Centrality estimation in
//! large networks", International Journal of Bifurcation and Chaos 17, 2007; for closeness Eppstein and
//! Wang, "Fast approximation of centrality", 2004). Which nodes is fixed by a hash of their number, so
//! that the result is the same every time.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::components;
use super::neighbours::Neighbours;
use super::reduced::{Class, Reduced};
use crate::graph::CoMentionGraph;
use crate::random::Random;

/// Classes times edges between classes of a component up to which all nodes are walked from. Beyond it,
/// walks take about so many steps.
pub const STEPS: u64 = 25_000_000;

/// Fewest walks in a component that is too large for all.
const FEWEST: usize = 100;

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
    /// Number of nodes that were walked from, where some components were too large for all; then the values
    /// are estimates.
    pub walks: Option<usize>,
}

/// Sums over walks, by class.
struct Sums {
    /// Of what the walks say of each node of the class.
    betweenness: Vec<f64>,
    /// Of the distances to the nodes that were walked from.
    distance: Vec<u64>,
}

impl Sums {
    fn none(classes: usize) -> Sums {
        Sums {
            betweenness: vec![0.0; classes],
            distance: vec![0; classes],
        }
    }

    fn add(&mut self, other: &Sums) {
        for (sum, more) in self.betweenness.iter_mut().zip(&other.betweenness) {
            *sum += more;
        }
        for (sum, more) in self.distance.iter_mut().zip(&other.distance) {
            *sum += more;
        }
    }
}

/// A class to walk from.
struct Start {
    class: u32,
    /// How many nodes behind it are walked from; one walk does.
    nodes: u32,
    /// How many nodes each of them stands for.
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
    let reduced = Reduced::new(&Neighbours::of(graph), &members);
    let classes = reduced.classes.len();
    // How many nodes were walked from, by component, and behind each class.
    let mut walks = Vec::with_capacity(count);
    let mut behind = vec![0u32; classes];
    let mut starts = Vec::new();
    for members in &members {
        let before = starts.len();
        walks.push(add_starts(&mut starts, members, &reduced, steps));
        for start in &starts[before..] {
            behind[start.class as usize] = start.nodes;
        }
    }
    let sums = walked(&reduced, &starts);

    let of_component = |v: usize| component[v] as usize;
    // Every pair was walked from both ends.
    let pairs = (n.max(3) - 1) as f64 * (n.max(3) - 2) as f64;
    let mut betweenness = reduced.between_hanging(|v| members[of_component(v)].len());
    let mut distances = vec![0.0; n];
    let depths = reduced.depths(&component, count);
    for v in 0..n {
        let class = reduced.class[v] as usize;
        if !reduced.hangs(v) {
            betweenness[v] += sums.betweenness[class];
            let others = (members[of_component(v)].len() as u32) - reduced.classes[class].weight;
            let passed = walks[of_component(v)] as u32 - behind[class];
            let mean = match passed {
                0 => 0.0,
                _ => sums.distance[class] as f64 / f64::from(passed),
            };
            let fellows = reduced.classes[class].weight - reduced.weight[v];
            distances[v] =
                mean * f64::from(others) + f64::from(fellows) + depths[of_component(v)] as f64;
        }
        betweenness[v] /= pairs;
    }
    // A node that hangs on another is one step nearer to those behind it, and one farther from all others.
    for (v, on) in reduced.downwards() {
        let size = members[of_component(v)].len() as f64;
        distances[v] = distances[on] + size - 2.0 * f64::from(reduced.weight[v]);
    }
    let closeness = (0..n).map(|v| {
        let others = (members[of_component(v)].len() - 1) as f64;
        match others {
            0.0 => 0.0,
            _ => others / (n - 1) as f64 * others / distances[v],
        }
    });
    let walks: usize = walks.iter().sum();
    Paths {
        closeness: closeness.collect(),
        betweenness,
        walks: (walks < n).then_some(walks),
    }
}

/// Adds the classes of a component to walk from; returns behind how many nodes they are.
fn add_starts(starts: &mut Vec<Start>, members: &[u32], reduced: &Reduced, steps: u64) -> usize {
    let class = |node: u32| reduced.class[node as usize];
    let mut chosen: Vec<u32> = members.iter().map(|&node| class(node)).collect();
    chosen.sort_unstable();
    chosen.dedup();
    let ends = chosen.iter().map(|&class| reduced.beside(class).len());
    let edges = (ends.sum::<usize>() as u64 / 2).max(1);
    let most = ((steps / edges) as usize).max(FEWEST);
    let all = chosen.len() <= most;
    let mut order = members.to_vec();
    if !all {
        order.sort_by_key(|&node| (mixed(u64::from(node)), node));
        // Nodes in this order until so many classes are among them.
        let mut seen = FxHashSet::default();
        let enough = order.iter().position(|&node| {
            seen.insert(class(node));
            seen.len() == most
        });
        order.truncate(enough.map_or(order.len(), |last| last + 1));
    }
    chosen.clear();
    chosen.extend(order.iter().map(|&node| class(node)));
    chosen.sort_unstable();
    let stands_for = members.len() as f64 / chosen.len() as f64;
    starts.extend(chosen.chunk_by(|a, b| a == b).map(|nodes| Start {
        class: nodes[0],
        nodes: nodes.len() as u32,
        stands_for,
    }));
    chosen.len()
}

/// A hash of a number.
fn mixed(number: u64) -> u64 {
    Random::new(number).next()
}

fn walked(reduced: &Reduced, starts: &[Start]) -> Sums {
    let mut sums = Sums::none(reduced.classes.len());
    let batch = starts.len().div_ceil(BATCHES).max(1);
    let batches: Vec<&[Start]> = starts.chunks(batch).collect();
    // Few at a time, since each has sums of all classes; in their order.
    for batches in batches.chunks(2 * rayon::current_num_threads()) {
        let walked = batches.par_iter().map(|starts| walks(reduced, starts));
        for part in walked.collect::<Vec<Sums>>() {
            sums.add(&part);
        }
    }
    sums
}

/// A class on a walk.
#[derive(Clone, Copy)]
struct Seen {
    /// Shortest chains from the start to each of its nodes.
    chains: f64,
    distance: u32,
}

const UNSEEN: Seen = Seen {
    chains: 0.0,
    distance: u32::MAX,
};

/// Walks from a node of each start.
///
/// It has fellows of its class beside it, but no shortest chain leads through one of them.
fn walks(reduced: &Reduced, starts: &[Start]) -> Sums {
    let n = reduced.classes.len();
    let mut sums = Sums::none(n);
    let mut seen = vec![UNSEEN; n];
    // Found classes in their order, and for each those one step farther, one's after the other's.
    // Both have room for one more, since whatever is looked at is written and then kept or not: which
    // neighbours are farther cannot be guessed, and a processor that guesses wrong waits.
    let mut order = vec![0u32; n + 1];
    let mut farther = vec![0u32; reduced.ends() + 1];
    let mut ends = vec![0usize; n];
    // How many nodes are behind a class or beyond it, for each chain to a node of it.
    let mut beyond = vec![0.0f64; n];
    for start in starts {
        order[0] = start.class;
        seen[start.class as usize] = Seen {
            chains: 1.0,
            distance: 0,
        };
        let (mut found, mut steps) = (1, 0);
        let mut at = 0;
        while at < found {
            let class = order[at];
            let Seen { chains, distance } = seen[class as usize];
            let nodes = if at == 0 {
                1.0
            } else {
                f64::from(reduced.classes[class as usize].nodes)
            };
            let (chains, next) = (chains * nodes, distance + 1);
            for &w in reduced.beside(class) {
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
        let times = f64::from(start.nodes) * start.stands_for;
        // Back from the farthest: each learns from those one step farther what lies beyond it.
        for at in (0..found).rev() {
            let v = order[at] as usize;
            let begin = if at == 0 { 0 } else { ends[at - 1] };
            let those = farther[begin..ends[at]].iter();
            let sum: f64 = those.map(|&w| beyond[w as usize]).sum();
            let Seen { chains, distance } = std::mem::replace(&mut seen[v], UNSEEN);
            let Class { nodes, weight } = reduced.classes[v];
            beyond[v] = f64::from(nodes) * sum + f64::from(weight) / chains;
            if at > 0 {
                sums.betweenness[v] += chains * sum * times;
                sums.distance[v] += u64::from(start.nodes) * u64::from(distance);
            }
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

    /// By the definitions, from the distances and numbers of chains between all pairs.
    fn by_definition(g: &CoMentionGraph) -> Paths {
        let n = g.node_count();
        let neighbours = Neighbours::of(g);
        let from = |s: usize| {
            let (mut distance, mut chains) = (vec![usize::MAX; n], vec![0.0; n]);
            (distance[s], chains[s]) = (0, 1.0);
            let mut order = vec![s];
            let mut at = 0;
            while let Some(&v) = order.get(at) {
                at += 1;
                for &(w, _) in neighbours.beside(v) {
                    let w = w as usize;
                    if distance[w] == usize::MAX {
                        distance[w] = distance[v] + 1;
                        order.push(w);
                    }
                    if distance[w] == distance[v] + 1 {
                        chains[w] += chains[v];
                    }
                }
            }
            (distance, chains)
        };
        let all: Vec<(Vec<usize>, Vec<f64>)> = (0..n).map(from).collect();
        let mut out = Paths {
            betweenness: vec![0.0; n],
            closeness: vec![0.0; n],
            walks: None,
        };
        for v in 0..n {
            for s in (0..n).filter(|&s| s != v) {
                for t in (s + 1..n).filter(|&t| t != v) {
                    let (to, through) = (&all[s], &all[v]);
                    let reached = to.0[t] != usize::MAX && to.0[v] != usize::MAX;
                    if reached && to.0[v] + through.0[t] == to.0[t] {
                        out.betweenness[v] += to.1[v] * through.1[t] / to.1[t];
                    }
                }
            }
            out.betweenness[v] *= 2.0 / ((n - 1) * (n - 2)) as f64;
            let reached = all[v].0.iter().filter(|d| **d != usize::MAX);
            let (r, sum) = (
                reached.clone().count() as f64,
                reached.sum::<usize>() as f64,
            );
            if sum > 0.0 {
                out.closeness[v] = (r - 1.0) / sum * (r - 1.0) / (n - 1) as f64;
            }
        }
        out
    }

    #[test]
    fn trees_and_nodes_with_the_same_neighbours_are_counted_as_by_definition() {
        // Names of sentences, each with all others of it: cliques that share few nodes, chains that hang on
        // them, a tree and nodes apart.
        let cliques: [&[u32]; 9] = [
            &[0, 1, 2, 3],
            &[0, 4, 5],
            &[4, 6],
            &[6, 7],
            &[6, 8, 9, 10],
            &[2, 11],
            &[11, 12],
            &[10, 13, 14, 1],
            &[15, 16],
        ];
        let mut edges = Vec::new();
        for clique in cliques {
            for (at, &a) in clique.iter().enumerate() {
                edges.extend(clique[..at].iter().map(|&b| (b, a, 1.0)));
            }
        }
        edges.extend([(17, 18, 1.0), (17, 19, 1.0), (19, 20, 1.0), (19, 21, 1.0)]);
        let g = graph(23, &edges);
        let (found, right) = (paths(&g), by_definition(&g));
        assert_near(&found.betweenness, &right.betweenness, 1e-12);
        assert_near(&found.closeness, &right.closeness, 1e-12);
        // The same from few edges to many, by a generator of numbers.
        for most in [10u64, 20, 40, 80] {
            let mut edges: Vec<(u32, u32, f64)> = (0..most)
                .map(|i| (mixed(i * 2 + most) % 16, mixed(i * 2 + 1 + most) % 16))
                .filter(|(a, b)| a != b)
                .map(|(a, b)| (a.min(b) as u32, a.max(b) as u32, 1.0))
                .collect();
            edges.sort_by_key(|e| (e.0, e.1));
            edges.dedup();
            let g = graph(16, &edges);
            let (found, right) = (paths(&g), by_definition(&g));
            assert_near(&found.betweenness, &right.betweenness, 1e-12);
            assert_near(&found.closeness, &right.closeness, 1e-12);
        }
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
