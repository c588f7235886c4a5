//! Where the nodes stand: names that are often named together near each other.
//!
//! Each connected component is laid out by forces (`force`), from a coarse picture of it to the
//! full one (`coarsen`), with the repulsion of far groups taken together (`quadtree`); then the
//! components are packed side by side (`pack`), so that small ones do not fly away.
//!
//! The same graph has the same layout on every machine and for any number of threads: only
//! additions, multiplications, divisions and square roots are used (whose results IEEE 754 fixes),
//! each node's force is summed in a fixed order, and the random numbers have a fixed seed.

mod coarsen;
mod force;
mod pack;
mod quadtree;

use crate::analyze::{attraction, components_of};
use rayon::prelude::*;

use crate::graph::CoMentionGraph;

/// A place: horizontal, vertical (upwards).
pub(crate) type Point = [f64; 2];

/// An edge of the layout: two nodes and how strongly they attract each other, above 0.
pub(crate) type Spring = (u32, u32, f64);

/// Sets `x` and `y` of every node. The picture is centred, keeps its proportions and just fits into
/// the square from -1 to 1.
///
/// # Complexity
/// O((n log n + e) · iterations); 20,000 nodes with 100,000 edges take some seconds.
pub fn layout(graph: &mut CoMentionGraph) {
    put(graph, &places(graph));
}

/// A place for every node, before the picture is fitted into its square.
pub(crate) fn places(graph: &CoMentionGraph) -> Vec<Point> {
    positions(graph.node_count(), springs(graph), 1.0)
}

/// Puts the nodes at these [`places`], fitted into the square.
pub(crate) fn put(graph: &mut CoMentionGraph, places: &[Point]) {
    let (low, high) = bounds(places);
    let half = ((high[0] - low[0]).max(high[1] - low[1]) / 2.0).max(f64::MIN_POSITIVE);
    for (node, place) in graph.node_weights_mut().zip(places) {
        let [x, y] = [0, 1].map(|k| (place[k] - (low[k] + high[k]) / 2.0) / half);
        // Five decimals tell tens of thousands of nodes apart.
        [node.x, node.y] = [x, y].map(|c| (c.clamp(-1.0, 1.0) * 1e5).round() / 1e5);
    }
}

/// The attractions between the nodes of a graph.
pub(crate) fn springs(graph: &CoMentionGraph) -> Vec<Spring> {
    tempered(graph.raw_edges().iter().map(|e| {
        (
            e.source().index() as u32,
            e.target().index() as u32,
            attraction(&e.weight),
        )
    }))
}

/// Springs from weights; those of 0 give none.
///
/// Weights of co-mentions spread over several orders of magnitude; the square root keeps the few
/// heaviest edges from pulling everything else into one clump.
pub(crate) fn tempered(edges: impl Iterator<Item = Spring>) -> Vec<Spring> {
    let springs: Vec<Spring> = edges
        .filter(|&(a, b, weight)| a != b && weight > 0.0)
        .map(|(a, b, weight)| (a, b, weight.sqrt()))
        .collect();
    let mean = springs.iter().map(|s| s.2).sum::<f64>() / springs.len().max(1) as f64;
    springs
        .into_iter()
        .map(|(a, b, weight)| (a, b, weight / mean))
        .collect()
}

/// Places for `n` nodes, in units of the usual distance of nodes that stand next to each other; packed
/// into about `aspect` times as much width as height.
pub(crate) fn positions(n: usize, springs: Vec<Spring>, aspect: f64) -> Vec<Point> {
    let component = components_of(n, springs.iter().map(|s| (s.0 as usize, s.1 as usize)));
    let count = component.iter().max().map_or(0, |&c| c as usize + 1);
    let mut members = vec![Vec::new(); count];
    // Index of each node within its component.
    let mut local = vec![0; n];
    for (i, &c) in component.iter().enumerate() {
        local[i] = members[c as usize].len() as u32;
        members[c as usize].push(i);
    }
    let mut sizes = vec![0; count];
    for &(a, ..) in &springs {
        sizes[component[a as usize] as usize] += 1;
    }
    let mut inner: Vec<Vec<Spring>> = sizes.into_iter().map(Vec::with_capacity).collect();
    // They are not in memory twice while forces work.
    for (a, b, weight) in springs {
        let (a, b) = (a as usize, b as usize);
        inner[component[a] as usize].push((local[a], local[b], weight));
    }
    // The largest comes first, with few others in its share of the work: all that come after it are laid out meanwhile.
    let mut parts: Vec<Vec<Point>> = (members.par_iter().zip(inner).with_max_len(16))
        .map(|(members, springs)| upright(force::connected(members.len(), springs)))
        .collect();
    pack::side_by_side(&mut parts, aspect);
    let mut places = vec![[0.0; 2]; n];
    for (members, part) in members.iter().zip(parts) {
        for (&i, place) in members.iter().zip(part) {
            places[i] = place;
        }
    }
    places
}

/// Turns the points so that they spread most horizontally: pictures are wider than high.
fn upright(mut points: Vec<Point>) -> Vec<Point> {
    let n = points.len() as f64;
    let mean = [0, 1].map(|k| points.iter().map(|p| p[k]).sum::<f64>() / n);
    let moment = |a: usize, b: usize| -> f64 {
        points
            .iter()
            .map(|p| (p[a] - mean[a]) * (p[b] - mean[b]))
            .sum()
    };
    let (xx, xy, yy) = (moment(0, 0), moment(0, 1), moment(1, 1));
    // The axis of the covariance matrix's larger eigenvalue.
    let larger = (xx + yy + ((xx - yy) * (xx - yy) + 4.0 * xy * xy).sqrt()) / 2.0;
    let axis = if xx >= yy {
        [larger - yy, xy]
    } else {
        [xy, larger - xx]
    };
    let length = (axis[0] * axis[0] + axis[1] * axis[1]).sqrt();
    if length > 0.0 {
        let (cos, sin) = (axis[0] / length, axis[1] / length);
        for p in &mut points {
            let d = [p[0] - mean[0], p[1] - mean[1]];
            *p = [d[0] * cos + d[1] * sin, d[1] * cos - d[0] * sin];
        }
    }
    points
}

/// The lower left and the upper right corner of the box around the points; both the origin if there
/// are none.
pub(crate) fn bounds(points: &[Point]) -> (Point, Point) {
    let Some(&first) = points.first() else {
        return ([0.0; 2], [0.0; 2]);
    };
    points.iter().fold((first, first), |(low, high), p| {
        (
            [low[0].min(p[0]), low[1].min(p[1])],
            [high[0].max(p[0]), high[1].max(p[1])],
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::{graph, two_cliques};

    fn distance(graph: &CoMentionGraph, a: u32, b: u32) -> f64 {
        let [a, b] = [a, b].map(|i| &graph[petgraph::graph::NodeIndex::from(i)]);
        ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).sqrt()
    }

    #[test]
    fn everything_fits_the_square_and_reaches_its_edge() {
        let mut g = two_cliques();
        layout(&mut g);
        let far = g
            .node_weights()
            .map(|n| n.x.abs().max(n.y.abs()))
            .fold(0.0, f64::max);
        assert!((far - 1.0).abs() < 1e-12);
    }

    #[test]
    fn members_of_a_clique_stand_nearer_to_each_other_than_to_the_other_clique() {
        let mut g = two_cliques();
        layout(&mut g);
        for a in 0..3 {
            for b in 0..3 {
                assert!(distance(&g, a, b) < distance(&g, a, 5 + b));
            }
        }
    }

    #[test]
    fn empty_graphs_lone_nodes_and_foreign_weights_have_a_layout() {
        layout(&mut graph(0, &[]));
        for mut g in [
            graph(1, &[]),
            graph(7, &[]),
            graph(3, &[(0, 1, f64::NAN), (1, 2, -1.0)]),
            graph(3, &[(0, 1, 1e300), (1, 2, 1e-300)]),
        ] {
            layout(&mut g);
            assert!(
                g.node_weights()
                    .all(|n| n.x.abs() <= 1.0 && n.y.abs() <= 1.0)
            );
        }
    }

    #[test]
    fn no_two_nodes_share_a_place() {
        let star: Vec<_> = (1..40).map(|i| (0, i, 1.0)).collect();
        let mut g = graph(60, &star);
        layout(&mut g);
        for a in 0..60 {
            for b in 0..a {
                assert!(distance(&g, a, b) > 0.01, "{a} and {b}");
            }
        }
    }

    #[test]
    fn the_layout_is_the_same_for_any_number_of_threads() {
        let edges: Vec<_> = (0..3000u32).map(|i| (i, (i * 7 + 1) % 2999, 1.0)).collect();
        let run = |threads| {
            let mut g = graph(3000, &edges);
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| layout(&mut g));
            g.node_weights()
                .map(|n| [n.x.to_bits(), n.y.to_bits()])
                .collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(3));
    }
}
