//! Repulsion from far groups of nodes as if each stood at its centre of mass.
//!
//! A square is cut in four until every part holds one node; a part that looks small from where a node
//! stands acts as one (Barnes and Hut, "A hierarchical O(N log N) force-calculation algorithm",
//! Nature 324, 1986).

use super::Point;

/// A part acts as one where its side is shorter than this times its distance.
const OPENING: f64 = 1.0;

/// Parts are not cut further than this; nodes at the same place share one.
const MAX_DEPTH: u32 = 40;

const NONE: u32 = u32::MAX;

/// The parts, each followed by those that it was cut into, so that going over them needs no stack and
/// goes forward in memory.
pub(super) struct QuadTree {
    parts: Vec<Part>,
}

struct Part {
    centre: Point,
    mass: f64,
    /// Of its side.
    square: f64,
    /// See [`Cell::node`].
    node: u32,
    /// The next part that is not inside this one.
    next: u32,
}

/// The tree while it is built.
struct Cells {
    cells: Vec<Cell>,
}

struct Cell {
    /// Sum of mass times place.
    centre: Point,
    mass: f64,
    side: f64,
    middle: Point,
    children: [u32; 4],
    /// The only node that it holds, if it has no children.
    node: u32,
}

impl QuadTree {
    pub(super) fn new(places: &[Point], mass: &[f64]) -> QuadTree {
        let (low, high) = super::bounds(places);
        let side = (high[0] - low[0])
            .max(high[1] - low[1])
            .max(f64::MIN_POSITIVE);
        let middle = [low[0] + side / 2.0, low[1] + side / 2.0];
        let mut tree = Cells {
            cells: Vec::with_capacity(2 * places.len()),
        };
        tree.cells.push(Cell::new(middle, side));
        for i in 0..places.len() {
            tree.insert(i, places, mass);
        }
        let mut parts = Vec::with_capacity(tree.cells.len());
        tree.flatten(0, &mut parts);
        QuadTree { parts }
    }

    /// The nodes in the order in which the tree has them, near ones near each other; those that share the
    /// place of another are left out.
    pub(super) fn nodes(&self) -> impl Iterator<Item = u32> + '_ {
        let nodes = self.parts.iter().map(|part| part.node);
        nodes.filter(|&node| node != NONE)
    }

    /// The sum over all other nodes of their mass times the unit vector away from them, divided by
    /// the distance.
    pub(super) fn repulsion(&self, i: usize, place: Point) -> Point {
        let mut force = [0.0; 2];
        let mut at = 0;
        while let Some(part) = self.parts.get(at) {
            if part.node == i as u32 {
                at += 1;
                continue;
            }
            let d = [place[0] - part.centre[0], place[1] - part.centre[1]];
            let square = d[0] * d[0] + d[1] * d[1];
            let leaf = part.next as usize == at + 1;
            if leaf || part.square < OPENING * OPENING * square {
                // Nodes at the very same place do not push each other; jitter keeps them apart.
                if square > 0.0 {
                    force[0] += part.mass * d[0] / square;
                    force[1] += part.mass * d[1] / square;
                }
                at = part.next as usize;
            } else {
                at += 1;
            }
        }
        force
    }
}

impl Cells {
    /// Appends the cell and all cells inside it, the last quarter first.
    fn flatten(&self, at: usize, parts: &mut Vec<Part>) {
        let cell = &self.cells[at];
        let place = parts.len();
        parts.push(Part {
            centre: cell.centre.map(|sum| sum / cell.mass),
            mass: cell.mass,
            square: cell.side * cell.side,
            node: cell.node,
            next: 0,
        });
        for &child in cell.children.iter().rev().filter(|&&c| c != NONE) {
            self.flatten(child as usize, parts);
        }
        parts[place].next = parts.len() as u32;
    }

    fn insert(&mut self, i: usize, places: &[Point], mass: &[f64]) {
        let mut at = 0;
        for depth in 0.. {
            let cell = &mut self.cells[at];
            let first = cell.mass == 0.0;
            cell.add(places[i], mass[i]);
            if first {
                cell.node = i as u32;
                return;
            }
            if depth == MAX_DEPTH {
                return;
            }
            if cell.node != NONE {
                // The first node of a leaf moves down before the second goes on.
                let before = std::mem::replace(&mut cell.node, NONE) as usize;
                let child = self.child(at, places[before]);
                self.cells[child].add(places[before], mass[before]);
                self.cells[child].node = before as u32;
            }
            at = self.child(at, places[i]);
        }
    }

    /// The child of `at` that `place` lies in, made if it is missing.
    fn child(&mut self, at: usize, place: Point) -> usize {
        let cell = &self.cells[at];
        let (right, upper) = (place[0] >= cell.middle[0], place[1] >= cell.middle[1]);
        let quadrant = usize::from(right) + 2 * usize::from(upper);
        if cell.children[quadrant] == NONE {
            let quarter = cell.side / 4.0;
            let middle = [
                cell.middle[0] + if right { quarter } else { -quarter },
                cell.middle[1] + if upper { quarter } else { -quarter },
            ];
            let child = Cell::new(middle, cell.side / 2.0);
            self.cells[at].children[quadrant] = self.cells.len() as u32;
            self.cells.push(child);
        }
        self.cells[at].children[quadrant] as usize
    }
}

impl Cell {
    fn new(middle: Point, side: f64) -> Cell {
        Cell {
            centre: [0.0; 2],
            mass: 0.0,
            side,
            middle,
            children: [NONE; 4],
            node: NONE,
        }
    }

    fn add(&mut self, place: Point, mass: f64) {
        self.centre[0] += mass * place[0];
        self.centre[1] += mass * place[1];
        self.mass += mass;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(i: usize, places: &[Point], mass: &[f64]) -> Point {
        let mut force = [0.0; 2];
        for j in (0..places.len()).filter(|&j| j != i) {
            let d = [places[i][0] - places[j][0], places[i][1] - places[j][1]];
            let square = d[0] * d[0] + d[1] * d[1];
            force[0] += mass[j] * d[0] / square;
            force[1] += mass[j] * d[1] / square;
        }
        force
    }

    #[test]
    fn repulsion_is_near_the_sum_over_all_pairs() {
        let places: Vec<Point> = (0..400)
            .map(|i| [f64::from(i * 37 % 401), f64::from(i * i % 397)])
            .collect();
        let mass: Vec<f64> = (0..400).map(|i| f64::from(1 + i % 3)).collect();
        let tree = QuadTree::new(&places, &mass);
        let (mut off, mut all) = (0.0, 0.0);
        for i in 0..400 {
            let (near, exact) = (tree.repulsion(i, places[i]), exact(i, &places, &mass));
            off += (near[0] - exact[0]).abs() + (near[1] - exact[1]).abs();
            all += exact[0].abs() + exact[1].abs();
        }
        assert!(off < 0.1 * all, "{off} of {all}");
    }

    #[test]
    fn nodes_at_the_same_place_end_the_division() {
        let tree = QuadTree::new(&[[1.0, 1.0], [1.0, 1.0], [2.0, 1.0]], &[1.0; 3]);
        assert_eq!(tree.repulsion(2, [2.0, 1.0]), [2.0, 0.0]);
        let all_the_same = QuadTree::new(&[[1.0, 1.0]; 3], &[1.0; 3]);
        assert_eq!(all_the_same.repulsion(0, [1.0, 1.0]), [0.0; 2]);
    }
}
