//! Our measures are those of networkx, on a graph of 1,000 nodes. `tests/loaders/measures.py` makes the
//! same graph and the expected values, and `tests/loaders/run` checks these where Python is at hand.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::analyze::tests::graph;

const NODES: usize = 1000;
const LINKED: u32 = 990;
const HANGING: u32 = 960;
const GROUP: u32 = 50;

#[derive(Deserialize)]
struct Expected {
    edges: usize,
    pagerank: Vec<f64>,
    betweenness: Vec<f64>,
    closeness: Vec<f64>,
    core: Vec<u32>,
    articulation: Vec<usize>,
    bridges: Vec<(usize, usize)>,
    components: u32,
    modularity_of_groups: f64,
    modularity_of_louvain: f64,
}

fn edges() -> Vec<(u32, u32, f64)> {
    let mut state = 1u64;
    let mut draw = |below: u32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % u64::from(below)) as u32
    };
    let mut found = BTreeMap::new();
    for node in 0..LINKED {
        for _ in 0..if node < HANGING { 6 } else { 1 } {
            let other = if draw(5) < 4 {
                node / GROUP * GROUP + draw(GROUP)
            } else {
                draw(LINKED)
            };
            let weight = f64::from(1 + draw(9));
            if node != other && other < LINKED {
                let ends = (node.min(other), node.max(other));
                found.entry(ends).or_insert(weight);
            }
        }
    }
    found.into_iter().map(|((a, b), w)| (a, b, w)).collect()
}

fn assert_near(what: &str, ours: &[f64], theirs: &[f64], within: f64) {
    assert_eq!(ours.len(), theirs.len());
    for (node, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!(
            (a - b).abs() < within,
            "{what} of {node}: {a}, networkx: {b}"
        );
    }
}

#[test]
fn a_graph_of_a_thousand_nodes_has_the_measures_of_networkx() {
    let expected = include_str!("../../tests/loaders/measures.json");
    let expected: Expected = serde_json::from_str(expected).unwrap();
    let edges = edges();
    let g = graph(NODES, &edges);
    assert_eq!(g.edge_count(), expected.edges);
    assert_near("PageRank", &pagerank(&g), &expected.pagerank, 1e-9);
    let paths = paths(&g);
    assert_near(
        "betweenness",
        &paths.betweenness,
        &expected.betweenness,
        1e-9,
    );
    assert_near("closeness", &paths.closeness, &expected.closeness, 1e-9);
    assert_eq!(cores(&g), expected.core);
    let cuts = cuts(&g);
    let points: Vec<usize> = (0..NODES).filter(|&node| cuts.nodes[node]).collect();
    assert_eq!(points, expected.articulation);
    let bridges: Vec<(usize, usize)> = (edges.iter().zip(&cuts.edges))
        .filter(|(_, bridge)| **bridge)
        .map(|(&(a, b, _), _)| (a as usize, b as usize))
        .collect();
    assert_eq!(bridges, expected.bridges);
    assert_eq!(
        components(&g).into_iter().max(),
        Some(expected.components - 1)
    );

    let groups: Vec<u32> = (0..NODES as u32).map(|node| node / GROUP).collect();
    let of_groups = modularity(&g, &groups);
    assert!((of_groups - expected.modularity_of_groups).abs() < 1e-9);
    // Leiden's are at least as good as those that Louvain finds.
    let of_ours = modularity(&g, &communities(&g));
    assert!(
        of_ours > expected.modularity_of_louvain - 0.005,
        "{of_ours}"
    );
}
