//! Leiden (Traag, Waltman and van Eck, "From Louvain to Leiden: guaranteeing well-connected
//! communities", Scientific Reports 9, 2019): move single nodes while that helps, refine each
//! community into well-connected parts, make each part one node, and again.
//!
//! The original visits nodes and picks parts at random. Here nodes are visited in their order and the
//! best part is picked, on a tie the one of the smallest number (the limit θ → 0 of the paper), so the
//! result needs no seed and is the same everywhere.

use std::collections::VecDeque;

use super::network::{Network, Weights};

/// One run from the partition `start`; both partitions use numbers below the number of nodes.
pub(super) fn run(network: &Network, start: Vec<usize>) -> Vec<usize> {
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
    let mut queue: VecDeque<usize> = (0..n).collect();
    let mut queued = vec![true; n];
    let mut weights = Weights::new(n);
    // Below this a gain is rounding error, and following it might never end.
    let least = 1e-12 * network.total;
    while let Some(i) = queue.pop_front() {
        queued[i] = false;
        weights.clear();
        for (j, weight) in network.neighbours(i) {
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
        for (j, _) in network.neighbours(i) {
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
        outward[i] = (network.neighbours(i))
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
        for (j, weight) in network.neighbours(i) {
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
