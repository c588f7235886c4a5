//! Repulsion from far groups of nodes as if each stood at its centre of mass.
//!
//! A square is cut in four until every part holds few nodes; a part that looks small from where a node
//! stands acts as one (Barnes and Hut, "A hierarchical O(N log N) force-calculation algorithm",
//! Nature 324, 1986). What acts on the nodes of a leaf is looked up once for all of them (Barnes, "A modified tree
//! code: don't laugh; it runs", Journal of Computational Physics 87, 1990), and then added up four at a time.

use std::ops::Range;

use rayon::prelude::*;

use super::Point;

/// A part acts as one where its side is shorter than this times its distance from all nodes of the leaf.
const OPENING: f64 = 1.2;

/// Parts of so many nodes are not cut.
const LEAF: usize = 16;

/// Parts are not cut more often than this; nodes nearer to each other share one.
const DEPTH: u32 = 20;

/// The parts, each followed by those that it was cut into, so that going over them needs no stack and
/// goes forward in memory.
#[derive(Default)]
pub(super) struct QuadTree {
    /// The nodes by the bits of their places.
    keys: Vec<(u64, u32)>,
    parts: Vec<Part>,
    /// The nodes, those of a part one after the other.
    order: Vec<u32>,
    /// In this order.
    nodes: Masses,
}

struct Part {
    centre: Point,
    mass: f64,
    /// Of its side.
    square: f64,
    /// The nodes of a leaf; none of other parts.
    first: u32,
    end: u32,
    /// The next part that is not inside this one.
    next: u32,
}

/// Places and masses.
#[derive(Default)]
struct Masses {
    x: Vec<f64>,
    y: Vec<f64>,
    mass: Vec<f64>,
}

/// So many are added up at a time.
const LANES: usize = 4;

/// A node does not push itself, nor those at the very same place; jitter keeps them apart. Added to the square of a
/// distance it makes nothing of them, and nothing else changes.
const NEXT_TO_NOTHING: f64 = 1e-200;

/// Room for most lists of what acts on a leaf.
const ACTING: usize = 256;

impl Masses {
    fn with_room(count: usize) -> Masses {
        let room = || Vec::with_capacity(count);
        Masses {
            x: room(),
            y: room(),
            mass: room(),
        }
    }

    fn clear(&mut self) {
        self.x.clear();
        self.y.clear();
        self.mass.clear();
    }

    fn push(&mut self, [x, y]: Point, mass: f64) {
        self.x.push(x);
        self.y.push(y);
        self.mass.push(mass);
    }

    fn extend(&mut self, others: &Masses, range: Range<usize>) {
        self.x.extend_from_slice(&others.x[range.clone()]);
        self.y.extend_from_slice(&others.y[range.clone()]);
        self.mass.extend_from_slice(&others.mass[range]);
    }

    /// Fills up the last lanes with nothing.
    fn fill_up(&mut self) {
        while !self.x.len().is_multiple_of(LANES) {
            self.push([0.0; 2], 0.0);
        }
    }

    /// The sum over all of their mass times the unit vector away from them, divided by the distance.
    fn push_away(&self, place: Point) -> Point {
        let (mut sum_x, mut sum_y) = ([0.0; LANES], [0.0; LANES]);
        let [x, y, mass] = [&self.x, &self.y, &self.mass].map(|all| all.as_chunks::<LANES>().0);
        for ((x, y), mass) in x.iter().zip(y).zip(mass) {
            for lane in 0..LANES {
                let d = [place[0] - x[lane], place[1] - y[lane]];
                let square = d[0] * d[0] + d[1] * d[1] + NEXT_TO_NOTHING;
                let push = mass[lane] / square;
                sum_x[lane] += push * d[0];
                sum_y[lane] += push * d[1];
            }
        }
        [sum_x, sum_y].map(|sums| sums.iter().sum())
    }
}

impl QuadTree {
    /// Takes up these nodes instead of those that it had, in the same room.
    pub(super) fn fill(&mut self, places: &[Point], mass: &[f64]) {
        let (low, high) = super::bounds(places);
        let side = (high[0] - low[0])
            .max(high[1] - low[1])
            .max(f64::MIN_POSITIVE);
        let cells = f64::from(1u32 << DEPTH);
        let key = |place: &Point| {
            let at = |k: usize| ((place[k] - low[k]) / side * cells).min(cells - 1.0) as u64;
            spread(at(0)) | spread(at(1)) << 1
        };
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        keys.extend(places.iter().map(key).zip(0u32..));
        keys.par_sort_unstable();
        self.order.clear();
        self.order.extend(keys.iter().map(|(_, i)| *i));
        self.nodes.clear();
        for &(_, i) in &keys {
            self.nodes.push(places[i as usize], mass[i as usize]);
        }
        self.parts.clear();
        self.cut(&keys, 0, side, DEPTH);
        self.keys = keys;
    }

    /// Appends the part of these nodes, of which the first is at `first` in the order, and all parts inside it.
    /// It can be cut so many times.
    fn cut(&mut self, keys: &[(u64, u32)], first: usize, side: f64, times: u32) {
        let at = self.parts.len();
        let is_leaf = keys.len() <= LEAF || times == 0;
        let end = first + keys.len();
        self.parts.push(Part {
            centre: [0.0; 2],
            mass: 0.0,
            square: side * side,
            first: first as u32,
            end: if is_leaf { end } else { first } as u32,
            next: 0,
        });
        let (mut centre, mut mass) = ([0.0; 2], 0.0);
        let mut add = |place: Point, more: f64| {
            centre[0] += more * place[0];
            centre[1] += more * place[1];
            mass += more;
        };
        if is_leaf {
            for i in first..end {
                add([self.nodes.x[i], self.nodes.y[i]], self.nodes.mass[i]);
            }
        } else {
            let quarter = |key: &(u64, u32)| key.0 >> (2 * (times - 1));
            let mut first = first;
            for keys in keys.chunk_by(|a, b| quarter(a) == quarter(b)) {
                let child = self.parts.len();
                self.cut(keys, first, side / 2.0, times - 1);
                add(self.parts[child].centre, self.parts[child].mass);
                first += keys.len();
            }
        }
        self.parts[at].centre = centre.map(|sum| sum / mass);
        self.parts[at].mass = mass;
        self.parts[at].next = self.parts.len() as u32;
    }

    /// For each node the sum over all others of their mass times the unit vector away from them, divided by
    /// the distance; with the nodes, in the tree's order: near ones near each other.
    pub(super) fn repulsion(&self) -> (&[u32], Vec<Point>) {
        let mut out = vec![[0.0; 2]; self.order.len()];
        let mut rest = &mut out[..];
        let mut leaves = Vec::new();
        for part in self.parts.iter().filter(|part| part.first < part.end) {
            let (own, later) = rest.split_at_mut((part.end - part.first) as usize);
            leaves.push((part, own));
            rest = later;
        }
        leaves.into_par_iter().with_min_len(16).for_each_init(
            || Masses::with_room(ACTING),
            |acting, (leaf, out)| {
                let nodes = leaf.first as usize..leaf.end as usize;
                self.acting_on(nodes.clone(), acting);
                for (out, i) in out.iter_mut().zip(nodes) {
                    *out = acting.push_away([self.nodes.x[i], self.nodes.y[i]]);
                }
            },
        );
        (&self.order, out)
    }

    /// What acts on the nodes of a leaf.
    fn acting_on(&self, leaf: Range<usize>, acting: &mut Masses) {
        acting.clear();
        let [(left, right), (low, high)] = [&self.nodes.x, &self.nodes.y].map(|all| {
            let all = all[leaf.clone()].iter();
            all.fold((f64::MAX, f64::MIN), |(low, high), &at| {
                (low.min(at), high.max(at))
            })
        });
        let mut at = 0;
        while let Some(part) = self.parts.get(at) {
            // How far its centre is from the box around the nodes.
            let [x, y] = part.centre;
            let dx = (left - x).max(x - right).max(0.0);
            let dy = (low - y).max(y - high).max(0.0);
            if part.square < OPENING * OPENING * (dx * dx + dy * dy) {
                acting.push(part.centre, part.mass);
                at = part.next as usize;
            } else {
                acting.extend(&self.nodes, part.first as usize..part.end as usize);
                at += 1;
            }
        }
        acting.fill_up();
    }
}

/// The bits of a number of at most 32 bits, with a zero before each.
fn spread(number: u64) -> u64 {
    let mut n = number;
    for (shift, mask) in [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        n = (n | n << shift) & mask;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By node.
    fn repulsion(places: &[Point], mass: &[f64]) -> Vec<Point> {
        let mut tree = QuadTree::default();
        tree.fill(places, mass);
        let (nodes, forces) = tree.repulsion();
        let mut out = vec![[f64::NAN; 2]; places.len()];
        for (&i, force) in nodes.iter().zip(forces) {
            out[i as usize] = force;
        }
        out
    }

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
        let (mut off, mut all) = (0.0, 0.0);
        let forces = repulsion(&places, &mass);
        for (i, near) in forces.into_iter().enumerate() {
            let exact = exact(i, &places, &mass);
            off += (near[0] - exact[0]).abs() + (near[1] - exact[1]).abs();
            all += exact[0].abs() + exact[1].abs();
        }
        assert!(off < 0.1 * all, "{off} of {all}");
    }

    #[test]
    fn nodes_at_the_same_place_end_the_division() {
        let forces = repulsion(&[[1.0, 1.0], [1.0, 1.0], [2.0, 1.0]], &[1.0; 3]);
        assert_eq!(forces[2], [2.0, 0.0]);
        assert_eq!(repulsion(&[[1.0, 1.0]; 30], &[1.0; 30]), [[0.0; 2]; 30]);
    }

    #[test]
    fn bits_are_spread() {
        assert_eq!(spread(0b1011), 0b100_0101);
        assert_eq!(spread(u64::from(u32::MAX)), 0x5555_5555_5555_5555);
    }
}
