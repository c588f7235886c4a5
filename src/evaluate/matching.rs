//! The heaviest one-to-one matching of a sparse bipartite graph.
//!
//! The Hungarian method (Kuhn 1955, Munkres 1957) as shortest augmenting paths with potentials
//! (Jonker and Volgenant 1987), on adjacency lists: a search reaches only the rows and columns that
//! are connected with its start, and mostly ends after a few. Every row may also stay unmatched,
//! which has weight 0.
//!
//! # Complexity
//! O(r · e log e) for a connected block with r rows and e edges.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// An edge of the graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct WeightedEdge {
    pub(super) row: u32,
    pub(super) column: u32,
    /// Above 0 and at most 1.
    pub(super) weight: f64,
}

/// The column that each row is matched with, so that the sum of weights is as large as it can be.
/// `edges` are in the order of rows, then columns; equal sums are decided by that order.
pub(super) fn heaviest_matching(
    rows: usize,
    columns: usize,
    edges: &[WeightedEdge],
) -> Vec<Option<u32>> {
    let mut search = Search {
        edges,
        first: Vec::with_capacity(rows + 1),
        row_potential: vec![0.0; rows],
        column_potential: vec![0.0; columns],
        column_of: vec![None; rows],
        row_of: vec![None; columns],
        distance: vec![f64::INFINITY; columns],
        settled: vec![false; columns],
        previous: vec![0; columns],
        touched: Vec::new(),
    };
    search.first = (0..=rows)
        .map(|row| edges.partition_point(|edge| (edge.row as usize) < row))
        .collect();
    for row in 0..rows {
        search.augment(row as u32);
    }
    search.column_of
}

/// Cost of leaving a row unmatched; an edge costs this less its weight.
const UNMATCHED: f64 = 1.0;

struct Search<'a> {
    edges: &'a [WeightedEdge],
    /// Where the edges of each row begin.
    first: Vec<usize>,
    row_potential: Vec<f64>,
    column_potential: Vec<f64>,
    column_of: Vec<Option<u32>>,
    row_of: Vec<Option<u32>>,
    // Of the current search; set back after it.
    distance: Vec<f64>,
    settled: Vec<bool>,
    /// The row from which a column was reached.
    previous: Vec<u32>,
    touched: Vec<u32>,
}

/// Where a search ends: the last row takes a free column, or gives its own up.
enum End {
    Column(u32),
    Row(u32),
}

impl Search<'_> {
    /// Adds `start` to the rows that are matched as well as possible.
    fn augment(&mut self, start: u32) {
        let mut heap = BinaryHeap::new();
        let (mut row, mut walked) = (start, 0.0);
        let mut best = (f64::INFINITY, start);
        let (total, end) = loop {
            let unmatched = walked + UNMATCHED - self.row_potential[row as usize];
            if unmatched < best.0 {
                best = (unmatched, row);
            }
            self.reach_from(row, walked, &mut heap);
            let next = loop {
                match heap.pop() {
                    Some(Reverse(Reached { column, .. })) if self.settled[column as usize] => {}
                    other => break other,
                }
            };
            match next {
                Some(Reverse(Reached { distance, column })) if distance < best.0 => {
                    match self.row_of[column as usize] {
                        None => break (distance, End::Column(column)),
                        Some(holder) => {
                            self.settled[column as usize] = true;
                            (row, walked) = (holder, distance);
                        }
                    }
                }
                _ => break (best.0, End::Row(best.1)),
            }
        };
        self.update_potentials(start, total);
        self.flip(start, end);
    }

    /// Notes the columns that an edge joins to `row`, which is `walked` away from the start.
    fn reach_from(&mut self, row: u32, walked: f64, heap: &mut BinaryHeap<Reverse<Reached>>) {
        let row_index = row as usize;
        for edge in &self.edges[self.first[row_index]..self.first[row_index + 1]] {
            let column = edge.column as usize;
            let reduced = UNMATCHED
                - edge.weight
                - self.row_potential[row_index]
                - self.column_potential[column];
            // Rounding may leave a trace below 0, which must not shorten a path.
            let distance = walked + reduced.max(0.0);
            if distance < self.distance[column] {
                if self.distance[column] == f64::INFINITY {
                    self.touched.push(edge.column);
                }
                self.distance[column] = distance;
                self.previous[column] = row;
                heap.push(Reverse(Reached {
                    distance,
                    column: edge.column,
                }));
            }
        }
    }

    /// Keeps all reduced costs at 0 or more, and those of matched edges at 0.
    fn update_potentials(&mut self, start: u32, total: f64) {
        self.row_potential[start as usize] += total;
        for column in self.touched.drain(..) {
            let index = column as usize;
            if self.settled[index]
                && let Some(row) = self.row_of[index]
            {
                let gain = total - self.distance[index];
                self.column_potential[index] -= gain;
                self.row_potential[row as usize] += gain;
            }
            self.settled[index] = false;
            self.distance[index] = f64::INFINITY;
        }
    }

    /// Moves every row of the path to the column through which it was left.
    fn flip(&mut self, start: u32, end: End) {
        let mut freed = match end {
            End::Column(column) => Some(column),
            End::Row(row) => self.column_of[row as usize].take(),
        };
        while let Some(column) = freed {
            let row = self.previous[column as usize];
            freed = self.column_of[row as usize].replace(column);
            self.row_of[column as usize] = Some(row);
            if row == start {
                break;
            }
        }
    }
}

/// A column at some distance from the start of a search, the nearest first.
#[derive(PartialEq)]
struct Reached {
    distance: f64,
    column: u32,
}

impl Eq for Reached {}

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> Ordering {
        self.distance
            .total_cmp(&other.distance)
            .then(self.column.cmp(&other.column))
    }
}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(list: &[(u32, u32, f64)]) -> Vec<WeightedEdge> {
        list.iter()
            .map(|&(row, column, weight)| WeightedEdge {
                row,
                column,
                weight,
            })
            .collect()
    }

    #[test]
    fn a_heavy_pair_gives_way_to_two_that_weigh_more_together() {
        // 0.6 alone, or 0.5 + 0.5.
        let edges = edges(&[(0, 0, 0.6), (0, 1, 0.5), (1, 0, 0.5)]);
        assert_eq!(heaviest_matching(2, 2, &edges), [Some(1), Some(0)]);
    }

    #[test]
    fn two_light_pairs_give_way_to_a_heavy_one() {
        // 0.9 alone, or 0.4 + 0.4: the largest number of pairs is not what is asked for.
        let edges = edges(&[(0, 0, 0.9), (0, 1, 0.4), (1, 0, 0.4)]);
        assert_eq!(heaviest_matching(2, 2, &edges), [Some(0), None]);
        assert_eq!(heaviest_matching(2, 3, &[]), [None, None]);
        assert!(heaviest_matching(0, 0, &[]).is_empty());
    }

    /// The largest sum, by trying everything.
    fn brute_force(edges: &[WeightedEdge], row: u32, rows: u32, used: u32) -> f64 {
        if row == rows {
            return 0.0;
        }
        let mut best = brute_force(edges, row + 1, rows, used);
        for edge in edges.iter().filter(|e| e.row == row) {
            if used & (1 << edge.column) == 0 {
                let rest = brute_force(edges, row + 1, rows, used | (1 << edge.column));
                best = best.max(edge.weight + rest);
            }
        }
        best
    }

    proptest::proptest! {
        #[test]
        fn no_matching_weighs_more(cells in proptest::collection::btree_map((0u32..6, 0u32..6), 1u32..8, 0..24)) {
            let edges: Vec<WeightedEdge> = cells
                .iter()
                .map(|(&(row, column), &n)| WeightedEdge { row, column, weight: f64::from(n) / 7.0 })
                .collect();
            let matching = heaviest_matching(6, 6, &edges);
            let mut sum = 0.0;
            let mut used = std::collections::BTreeSet::new();
            for (row, column) in matching.iter().enumerate() {
                if let Some(column) = column {
                    proptest::prop_assert!(used.insert(*column));
                    let edge = edges.iter().find(|e| e.row == row as u32 && e.column == *column);
                    sum += edge.unwrap().weight;
                }
            }
            proptest::prop_assert!((sum - brute_force(&edges, 0, 6, 0)).abs() < 1e-9);
        }
    }

    #[test]
    fn a_large_connected_block_is_no_trouble() {
        // A chain of 40,000 rows and columns, and one column that every row has an edge to.
        let n = 40_000;
        let mut list = Vec::new();
        for row in 0..n {
            list.push((row, 0, 0.3));
            list.push((row, row + 1, 0.5));
            if row + 1 < n {
                list.push((row, row + 2, 0.45));
            }
        }
        let matched = heaviest_matching(n as usize, n as usize + 1, &edges(&list));
        assert!(matched.iter().all(Option::is_some));
    }
}
