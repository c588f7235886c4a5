//! Who stands beside whom, in one block of memory: what the searches through the graph walk on.

use crate::graph::CoMentionGraph;

/// The neighbours of every node, in the order of the edges. Edges from a node to itself are left out.
pub(crate) struct Neighbours {
    /// Where the neighbours of node `i` begin; one more than there are nodes.
    start: Vec<usize>,
    /// Neighbour, and index of the edge to it.
    to: Vec<(u32, u32)>,
}

impl Neighbours {
    pub(crate) fn of(graph: &CoMentionGraph) -> Neighbours {
        let n = graph.node_count();
        let edges = || {
            let ends = (0u32..).zip(graph.raw_edges());
            ends.map(|(index, e)| (index, e.source().index(), e.target().index()))
                .filter(|(_, a, b)| a != b)
        };
        let mut start = vec![0; n + 1];
        for (_, a, b) in edges() {
            start[a + 1] += 1;
            start[b + 1] += 1;
        }
        for i in 0..n {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut to = vec![(0, 0); start[n]];
        for (index, a, b) in edges() {
            for (from, end) in [(a, b), (b, a)] {
                to[next[from]] = (end as u32, index);
                next[from] += 1;
            }
        }
        Neighbours { start, to }
    }

    /// Number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// Number of neighbours of a node.
    pub(crate) fn degree(&self, node: usize) -> usize {
        self.start[node + 1] - self.start[node]
    }

    /// The neighbours of a node, each with the index of the edge to it.
    pub(crate) fn beside(&self, node: usize) -> &[(u32, u32)] {
        &self.to[self.start[node]..self.start[node + 1]]
    }
}
