//! What of a graph the page holds: all of it, unless that is more than a browser should open.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::claims::stated::Relation;
use crate::export::GraphFile;
use crate::graph::{Edge, Node, heaviest_edges};

/// How much a page holds.
pub(super) struct Room {
    /// A graph of so many pairs is shown whole.
    pub(super) whole: usize,
    /// So many pairs of a larger one are: what is left out anyway need not make the page slow.
    pub(super) of_larger: usize,
}

/// 100,000 pairs open in two seconds; a million would be half a gigabyte.
pub(super) const ROOM: Room = Room {
    whole: 100_000,
    of_larger: 50_000,
};

/// The names and pairs that the page holds, with their numbers.
pub(super) struct Chosen<'a> {
    pub(super) file: &'a GraphFile,
    /// In the order of the graph.
    pub(super) nodes: Vec<&'a Node>,
    /// Numbers of the two ends among `nodes`, and the pair; in the order of the graph.
    pub(super) edges: Vec<([usize; 2], &'a Edge)>,
    /// Whether that is the whole graph of the file.
    pub(super) whole: bool,
}

impl<'a> Chosen<'a> {
    /// All names and pairs, if there is room for them; else the heaviest pairs and the names that they join.
    pub(super) fn of(file: &'a GraphFile, room: &Room) -> Chosen<'a> {
        let graph = &file.graph;
        let whole = graph.edge_count() <= room.whole;
        let mut pairs = heaviest_edges(graph, if whole { usize::MAX } else { room.of_larger });
        pairs.sort_unstable();
        let ends = |pair| graph.edge_endpoints(pair).expect("an edge of the graph");
        let nodes: Vec<_> = match whole {
            true => graph.node_indices().collect(),
            false => {
                let ends = pairs.iter().map(|&pair| ends(pair));
                let ends: BTreeSet<_> = ends.flat_map(<[_; 2]>::from).collect();
                ends.into_iter().collect()
            }
        };
        let number = |node| nodes.binary_search(&node).expect("an end of a chosen pair");
        let edges = pairs.iter().map(|&pair| {
            let (source, target) = ends(pair);
            ([number(source), number(target)], &graph[pair])
        });
        Chosen {
            file,
            edges: edges.collect(),
            nodes: nodes.iter().map(|&node| &graph[node]).collect(),
            whole,
        }
    }

    /// The number of each name, by its id.
    pub(super) fn ids(&self) -> FxHashMap<&'a str, usize> {
        let nodes = self.nodes.iter().enumerate();
        nodes.map(|(number, node)| (&*node.id, number)).collect()
    }

    /// The relations that the page shows, with the numbers of their ends: those between its names.
    pub(super) fn stated(&self, ids: &FxHashMap<&str, usize>) -> Vec<(usize, usize, &'a Relation)> {
        let node = |id: &str| ids.get(id).copied();
        (self.file.relations.iter())
            .filter_map(|stated| Some((node(&stated.source)?, node(&stated.target)?, stated)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use petgraph::graph::NodeIndex;

    use super::*;
    use crate::export::fixture;

    #[test]
    fn of_a_graph_that_is_too_large_the_heaviest_pairs_and_their_names_are_left() {
        let file = fixture::file(fixture::names_that_bite());
        let room = |whole| Room {
            whole,
            of_larger: 2,
        };
        let all = Chosen::of(&file, &room(100));
        assert!(all.whole);
        assert_eq!(all.nodes.len(), file.graph.node_count());
        assert_eq!(all.edges.len(), file.graph.edge_count());

        let part = Chosen::of(&file, &room(5));
        assert!(!part.whole);
        // The last two of the ring: 12 to 13 and 13 to 0.
        let weights: Vec<f64> = part.edges.iter().map(|(_, edge)| edge.weight).collect();
        assert_eq!(weights, [12.5, 13.5]);
        let ends: Vec<[usize; 2]> = part.edges.iter().map(|(ends, _)| *ends).collect();
        assert_eq!(ends, [[1, 2], [2, 0]]);
        let labels: Vec<&str> = part.nodes.iter().map(|node| &*node.label).collect();
        let of = |n: u32| &*file.graph[NodeIndex::from(n)].label;
        assert_eq!(labels, [of(0), of(12), of(13)]);
    }
}
