//! What is shown: the strongest nodes and the edges among them.

use petgraph::graph::NodeIndex;

use super::SvgConfig;
use crate::analyze::{attraction, descending, strengths, strongest};
use crate::graph::{CoMentionGraph, Edge, Node};
use crate::render::layout::Spring;

/// The chosen part of a graph.
pub(super) struct Selection<'a> {
    /// The strongest first, ties by id.
    pub(super) nodes: Vec<&'a Node>,
    /// The strength of each, in the whole graph.
    pub(super) strength: Vec<f64>,
    /// The two ends as indices into `nodes`, and the edge; the lightest first, so that the heavier
    /// ones are drawn over them.
    pub(super) edges: Vec<(usize, usize, &'a Edge)>,
    /// Index into `nodes` of the one that the others surround, if it is such a picture.
    pub(super) ego: Option<usize>,
    /// Number of edges among the nodes that are not drawn.
    pub(super) thinned: usize,
    /// Number of nodes and edges of the whole graph.
    pub(super) of_nodes: usize,
    pub(super) of_edges: usize,
}

/// How many times as many edges as nodes are drawn; with more, no line can be followed.
const DENSITY: usize = 3;

impl<'a> Selection<'a> {
    /// The strongest `top` names. One that is named with no other is shown only if all are such.
    pub(super) fn new(graph: &'a CoMentionGraph, config: &SvgConfig) -> Selection<'a> {
        let strength = strengths(graph);
        let mut order = strongest(graph, config.top);
        if graph.edge_count() > 0 {
            order.retain(|&i| graph.neighbors(NodeIndex::new(i)).next().is_some());
        }
        let mut place = vec![None; graph.node_count()];
        for (n, &i) in order.iter().enumerate() {
            place[i] = Some(n);
        }
        let mut edges: Vec<_> = (graph.raw_edges().iter())
            .filter_map(|e| {
                let (a, b) = (place[e.source().index()]?, place[e.target().index()]?);
                (a != b).then_some((a.min(b), a.max(b), &e.weight))
            })
            .collect();
        let among = edges.len();
        let ego = order.iter().position(|&i| {
            let id = &graph[NodeIndex::new(i)].id;
            config.ego.as_deref() == Some(&**id)
        });
        thin(&mut edges, order.len(), ego);
        edges.sort_by(|a, b| descending(b.2.weight, a.2.weight).then((b.0, b.1).cmp(&(a.0, a.1))));
        Selection {
            nodes: order.iter().map(|&i| &graph[NodeIndex::new(i)]).collect(),
            strength: order.iter().map(|&i| strength[i]).collect(),
            ego,
            thinned: among - edges.len(),
            edges,
            of_nodes: graph.node_count(),
            of_edges: graph.edge_count(),
        }
    }

    /// The attractions for the layout of this part alone.
    pub(super) fn springs(&self) -> Vec<Spring> {
        let edges = self
            .edges
            .iter()
            .map(|&(a, b, edge)| (a as u32, b as u32, attraction(edge)));
        crate::render::layout::tempered(edges)
    }
}

/// Keeps the edges of `ego`, the heaviest of every node and, of the others, those that stand out most.
fn thin(edges: &mut Vec<(usize, usize, &Edge)>, nodes: usize, ego: Option<usize>) {
    let most = DENSITY * nodes;
    if edges.len() <= most {
        return;
    }
    edges.sort_by(|a, b| descending(a.2.weight, b.2.weight).then((a.0, a.1).cmp(&(b.0, b.1))));
    let mut joined = vec![false; nodes];
    let (mut kept, mut others): (Vec<_>, Vec<_>) = edges.drain(..).partition(|&(a, b, _)| {
        let first = !joined[a] || !joined[b] || ego == Some(a) || ego == Some(b);
        (joined[a], joined[b]) = (true, true);
        first
    });
    // The sort is stable: among equally significant ones the heavier comes first.
    others.sort_by(|a, b| a.2.backbone.total_cmp(&b.2.backbone));
    others.truncate(most.saturating_sub(kept.len()));
    kept.append(&mut others);
    *edges = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::graph;

    fn top(top: usize) -> SvgConfig {
        SvgConfig {
            top,
            ..SvgConfig::default()
        }
    }

    #[test]
    fn around_a_name_all_its_edges_are_kept() {
        let mut g = graph(12, &[]);
        for a in 0..12u32 {
            for b in a + 1..12 {
                g.add_edge(
                    a.into(),
                    b.into(),
                    crate::export::fixture::edge(f64::from(a + 1), ""),
                );
            }
        }
        let config = SvgConfig {
            ego: Some("person:0".into()),
            ..top(12)
        };
        let selection = Selection::new(&g, &config);
        let ego = selection.ego.unwrap();
        assert!(selection.thinned > 0);
        let of_ego = selection.edges.iter().filter(|e| e.0 == ego || e.1 == ego);
        assert_eq!(of_ego.count(), 11);
    }

    #[test]
    fn the_strongest_are_shown_and_ties_go_by_id() {
        let g = graph(5, &[(3, 4, 5.0), (1, 2, 1.0), (2, 3, 1.0), (0, 1, 1.0)]);
        let selection = Selection::new(&g, &top(3));
        let ids: Vec<&str> = selection.nodes.iter().map(|n| &*n.id).collect();
        assert_eq!(ids, ["person:3", "person:4", "person:1"]);
        assert_eq!(selection.edges.len(), 1);
        assert_eq!((selection.of_nodes, selection.of_edges), (5, 4));
    }

    #[test]
    fn of_many_edges_every_node_keeps_its_heaviest() {
        let mut g = graph(12, &[]);
        for a in 0..12u32 {
            for b in a + 1..12 {
                let mut edge = crate::export::fixture::edge(f64::from(a * 12 + b), "");
                edge.backbone = f64::from(a) / 12.0;
                g.add_edge(a.into(), b.into(), edge);
            }
        }
        let selection = Selection::new(&g, &top(12));
        assert_eq!((selection.edges.len(), selection.thinned), (36, 30));
        for n in 0..12 {
            let heaviest = g.edges(NodeIndex::new(n)).map(|e| e.weight().weight);
            let heaviest = heaviest.fold(0.0, f64::max);
            assert!(selection.edges.iter().any(|e| e.2.weight == heaviest));
        }
    }
}
