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
//! The search is Leiden (Traag, Waltman and van Eck, "From Louvain to Leiden: guaranteeing
//! well-connected communities", Scientific Reports 9, 2019): move single nodes while that helps,
//! refine each community into well-connected parts, make each part one node, and again. The original
//! visits nodes and picks parts at random. Here nodes are visited in their order and the best part is
//! picked, on a tie the one of the smallest number (the limit θ → 0 of the paper), so the result
//! needs no seed and is the same everywhere.

use super::{attraction, numbered};
use crate::graph::CoMentionGraph;

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
            community = leiden(&network, community);
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

/// Neighbours of all nodes in one list, and the sums that the gains need.
struct Network {
    /// The neighbours of node `i` are `neighbours[first[i]..first[i + 1]]`.
    first: Vec<usize>,
    neighbours: Vec<(usize, f64)>,
    /// Sum of weights at a node, edges within an aggregated node counted twice.
    strength: Vec<f64>,
    /// Sum of all strengths, `2m`.
    total: f64,
}

impl Network {
    fn of(graph: &CoMentionGraph) -> Network {
        let edges = (graph.raw_edges().iter()).map(|e| {
            (
                e.source().index(),
                e.target().index(),
                attraction(&e.weight),
            )
        });
        let mut strength = vec![0.0; graph.node_count()];
        for (a, b, weight) in edges.clone() {
            strength[a] += weight;
            strength[b] += weight;
        }
        Network::new(
            strength,
            edges
                .filter(|&(a, b, weight)| a != b && weight > 0.0)
                .collect(),
        )
    }

    fn new(strength: Vec<f64>, edges: Vec<(usize, usize, f64)>) -> Network {
        let mut first = vec![0; strength.len() + 1];
        for &(a, b, _) in &edges {
            first[a + 1] += 1;
            first[b + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let mut neighbours = vec![(0, 0.0); 2 * edges.len()];
        for (a, b, weight) in edges {
            for (from, to) in [(a, b), (b, a)] {
                neighbours[next[from]] = (to, weight);
                next[from] += 1;
            }
        }
        let total = strength.iter().sum();
        Network {
            first,
            neighbours,
            strength,
            total,
        }
    }

    fn len(&self) -> usize {
        self.strength.len()
    }

    fn neighbours(&self, i: usize) -> &[(usize, f64)] {
        &self.neighbours[self.first[i]..self.first[i + 1]]
    }

    /// What `within` weight of edges is worth between two parts of these strengths, times `m`: above
    /// 0 where joining them raises the modularity.
    fn gain(&self, within: f64, strength: f64, other: f64) -> f64 {
        within - strength * other / self.total
    }

    /// The network whose nodes are the parts `0..parts`.
    fn aggregate(&self, part: &[usize], parts: usize) -> Network {
        let mut strength = vec![0.0; parts];
        let mut members = vec![Vec::new(); parts];
        for (i, &p) in part.iter().enumerate() {
            strength[p] += self.strength[i];
            members[p].push(i);
        }
        let mut edges = Vec::new();
        let mut weights = Weights::new(parts);
        for (p, members) in members.iter().enumerate() {
            weights.clear();
            for (q, weight) in members.iter().flat_map(|&i| self.neighbours(i)) {
                weights.add(part[*q], *weight);
            }
            edges.extend(
                (weights.touched.iter())
                    .filter(|&&q| q > p)
                    .map(|&q| (p, q, weights.of[q])),
            );
        }
        Network::new(strength, edges)
    }
}

/// Weights towards groups, emptied in the time it took to fill.
struct Weights {
    of: Vec<f64>,
    touched: Vec<usize>,
}

impl Weights {
    fn new(groups: usize) -> Weights {
        Weights {
            of: vec![0.0; groups],
            touched: Vec::new(),
        }
    }

    fn clear(&mut self) {
        for &g in &self.touched {
            self.of[g] = 0.0;
        }
        self.touched.clear();
    }

    fn add(&mut self, group: usize, weight: f64) {
        // All weights are above zero, so a zero means that the group is new.
        if self.of[group] == 0.0 {
            self.touched.push(group);
        }
        self.of[group] += weight;
    }
}

/// One run from the partition `start`; both partitions use numbers below the number of nodes.
fn leiden(network: &Network, start: Vec<usize>) -> Vec<usize> {
    let mut community = start;
    move_nodes(network, &mut community);
    // Which node of the current network each original node is in.
    let mut node: Vec<usize> = (0..network.len()).collect();
    let mut level: Option<Network> = None;
    loop {
        let current = level.as_ref().unwrap_or(network);
        let (groups, group) = dense(&community);
        if groups == current.len() {
            break;
        }
        let (mut parts, mut part) = dense(&refine(current, &group, groups));
        if parts == current.len() {
            // Nothing was well enough connected to merge: go on with the communities themselves.
            (parts, part) = (groups, group.clone());
        }
        let next = current.aggregate(&part, parts);
        let mut of_part = vec![0; parts];
        for (i, &p) in part.iter().enumerate() {
            of_part[p] = group[i];
        }
        node.iter_mut().for_each(|n| *n = part[*n]);
        community = of_part;
        move_nodes(&next, &mut community);
        level = Some(next);
    }
    node.into_iter().map(|n| community[n]).collect()
}

/// The number of groups, and the groups numbered from 0 in the order in which they appear.
fn dense(group: &[usize]) -> (usize, Vec<usize>) {
    let mut number = vec![usize::MAX; group.len()];
    let mut count = 0;
    let numbered = group.iter().map(|&g| {
        if number[g] == usize::MAX {
            number[g] = count;
            count += 1;
        }
        number[g]
    });
    let numbered = numbered.collect();
    (count, numbered)
}

/// Moves single nodes to the neighbouring community (or to an empty one) that raises the modularity
/// most, until no move does. A node is looked at again when a neighbour has moved away from it.
fn move_nodes(network: &Network, community: &mut [usize]) {
    let n = network.len();
    let mut strength = vec![0.0; n];
    let mut size = vec![0usize; n];
    for (i, &c) in community.iter().enumerate() {
        strength[c] += network.strength[i];
        size[c] += 1;
    }
    let mut empty: Vec<usize> = (0..n).rev().filter(|&c| size[c] == 0).collect();
    let mut queue: std::collections::VecDeque<usize> = (0..n).collect();
    let mut queued = vec![true; n];
    let mut weights = Weights::new(n);
    // Below this a gain is rounding error, and following it might never end.
    let least = 1e-12 * network.total;
    while let Some(i) = queue.pop_front() {
        queued[i] = false;
        weights.clear();
        for &(j, weight) in network.neighbours(i) {
            weights.add(community[j], weight);
        }
        let old = community[i];
        strength[old] -= network.strength[i];
        size[old] -= 1;
        let stay = network.gain(weights.of[old], network.strength[i], strength[old]);
        let mut best = (old, stay + least);
        for &c in &weights.touched {
            let gain = network.gain(weights.of[c], network.strength[i], strength[c]);
            if gain > best.1 || (gain == best.1 && best.0 != old && c < best.0) {
                best = (c, gain);
            }
        }
        if best.1 < 0.0 && size[old] > 0 {
            // Alone is worth 0.
            best.0 = empty.pop().unwrap_or(old);
        }
        let new = best.0;
        strength[new] += network.strength[i];
        size[new] += 1;
        community[i] = new;
        if new == old {
            continue;
        }
        if size[old] == 0 {
            strength[old] = 0.0;
            empty.push(old);
        }
        for &(j, _) in network.neighbours(i) {
            if community[j] != new && !queued[j] {
                queued[j] = true;
                queue.push_back(j);
            }
        }
    }
}

/// Splits each of the communities `0..groups` into well-connected parts: starting from single nodes,
/// a node that is still alone joins the part of its community that gains most.
fn refine(network: &Network, group: &[usize], groups: usize) -> Vec<usize> {
    let n = network.len();
    let mut part: Vec<usize> = (0..n).collect();
    let mut strength = network.strength.clone();
    let mut size = vec![1usize; n];
    let mut whole = vec![0.0; groups];
    for (i, &g) in group.iter().enumerate() {
        whole[g] += network.strength[i];
    }
    // Weight of the edges from each part to the rest of its community.
    let mut outward = vec![0.0; n];
    for (i, &g) in group.iter().enumerate() {
        outward[i] = (network.neighbours(i).iter())
            .filter(|(j, _)| group[*j] == g)
            .map(|(_, weight)| weight)
            .sum();
    }
    let mut weights = Weights::new(n);
    for (i, &g) in group.iter().enumerate() {
        let well_connected = |part: usize, strength: &[f64], outward: &[f64]| {
            network.gain(outward[part], strength[part], whole[g] - strength[part]) >= 0.0
        };
        if size[part[i]] != 1 || !well_connected(part[i], &strength, &outward) {
            continue;
        }
        weights.clear();
        for &(j, weight) in network.neighbours(i) {
            if group[j] == g {
                weights.add(part[j], weight);
            }
        }
        let mut best = (part[i], 0.0);
        for &p in &weights.touched {
            let gain = network.gain(weights.of[p], network.strength[i], strength[p]);
            let better = gain > best.1 || (gain == best.1 && best.0 != part[i] && p < best.0);
            if better && well_connected(p, &strength, &outward) {
                best = (p, gain);
            }
        }
        let (old, new) = (part[i], best.0);
        if new != old {
            outward[new] += outward[old] - 2.0 * weights.of[new];
            strength[new] += network.strength[i];
            size[new] += 1;
            size[old] = 0;
            part[i] = new;
        }
    }
    part
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
