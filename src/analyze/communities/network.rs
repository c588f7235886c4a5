//! The graph as the search for communities needs it.

use crate::analyze::attraction;
use crate::graph::CoMentionGraph;

/// Neighbours of all nodes in one list, and the sums that the gains need.
pub(super) struct Network {
    /// The neighbours of node `i` are `neighbours[first[i]..first[i + 1]]`, and in `weights` what the edges weigh.
    first: Vec<usize>,
    neighbours: Vec<u32>,
    weights: Vec<f64>,
    /// Sum of weights at a node, edges within an aggregated node counted twice.
    pub(super) strength: Vec<f64>,
    /// Sum of all strengths, `2m`.
    pub(super) total: f64,
}

impl Network {
    pub(super) fn of(graph: &CoMentionGraph) -> Network {
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
        let edges = edges.filter(|&(a, b, weight)| a != b && weight > 0.0);
        Network::new(strength, edges)
    }

    /// The edges are gone through twice, so that they need not be in memory once more.
    fn new(
        strength: Vec<f64>,
        edges: impl Iterator<Item = (usize, usize, f64)> + Clone,
    ) -> Network {
        let mut first = vec![0; strength.len() + 1];
        for (a, b, _) in edges.clone() {
            first[a + 1] += 1;
            first[b + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let ends = first[strength.len()];
        let (mut neighbours, mut weights) = (vec![0; ends], vec![0.0; ends]);
        for (a, b, weight) in edges {
            for (from, to) in [(a, b), (b, a)] {
                let at = next[from];
                (neighbours[at], weights[at]) = (to as u32, weight);
                next[from] += 1;
            }
        }
        let total = strength.iter().sum();
        Network {
            first,
            neighbours,
            weights,
            strength,
            total,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.strength.len()
    }

    pub(super) fn neighbours(&self, i: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.first[i]..self.first[i + 1];
        let neighbours = self.neighbours[range.clone()].iter();
        let weights = self.weights[range].iter().copied();
        neighbours.map(|&j| j as usize).zip(weights)
    }

    /// What `within` weight of edges is worth between two parts of these strengths, times `m`: above
    /// 0 where joining them raises the modularity.
    pub(super) fn gain(&self, within: f64, strength: f64, other: f64) -> f64 {
        within - strength * other / self.total
    }

    /// The network whose nodes are the parts `0..parts`.
    pub(super) fn aggregate(&self, part: &[usize], parts: usize) -> Network {
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
                weights.add(part[q], weight);
            }
            edges.extend(
                (weights.touched.iter())
                    .filter(|&&q| q > p)
                    .map(|&q| (p, q, weights.of[q])),
            );
        }
        Network::new(strength, edges.iter().copied())
    }
}

/// Weights towards groups, emptied in the time it took to fill.
pub(super) struct Weights {
    pub(super) of: Vec<f64>,
    pub(super) touched: Vec<usize>,
}

impl Weights {
    pub(super) fn new(groups: usize) -> Weights {
        Weights {
            of: vec![0.0; groups],
            touched: Vec::new(),
        }
    }

    pub(super) fn clear(&mut self) {
        for &g in &self.touched {
            self.of[g] = 0.0;
        }
        self.touched.clear();
    }

    pub(super) fn add(&mut self, group: usize, weight: f64) {
        // All weights are above zero, so a zero means that the group is new.
        if self.of[group] == 0.0 {
            self.touched.push(group);
        }
        self.of[group] += weight;
    }
}
