//! Components side by side in little room.
//!
//! Boxes are placed from the largest to the smallest, each where its top ends lowest on the skyline
//! of those before it (the "bottom-left" rule of Baker, Coffman and Rivest, SIAM J. Comput. 9, 1980,
//! on a skyline).

use super::{Point, bounds};

/// Free room around a component: two of them stand as far apart as two nodes next to each other.
const MARGIN: f64 = 0.5;

/// Moves the parts so that none overlaps another, within about `aspect` times as much width as
/// height. The parts come in the order in which they are to be placed.
pub(super) fn side_by_side(parts: &mut [Vec<Point>], aspect: f64) {
    let boxes: Vec<(Point, Point)> = (parts.iter())
        .map(|points| {
            let (low, high) = bounds(points);
            let size = [
                high[0] - low[0] + 2.0 * MARGIN,
                high[1] - low[1] + 2.0 * MARGIN,
            ];
            (low, size)
        })
        .collect();
    let area: f64 = boxes.iter().map(|(_, size)| size[0] * size[1]).sum();
    let widest = boxes.iter().map(|(_, size)| size[0]).fold(0.0, f64::max);
    // One large part and many small ones: the small ones stand beside it, not only above.
    let mut skyline = Skyline::new(widest.max((area * aspect).sqrt()));
    for (points, (low, size)) in parts.iter_mut().zip(&boxes) {
        let corner = skyline.place(*size);
        for p in points {
            for k in 0..2 {
                p[k] += corner[k] + MARGIN - low[k];
            }
        }
    }
}

/// The upper edge of what is placed: where each stretch begins, and its height.
struct Skyline {
    width: f64,
    stretches: Vec<(f64, f64)>,
}

impl Skyline {
    fn new(width: f64) -> Skyline {
        Skyline {
            width,
            stretches: vec![(0.0, 0.0)],
        }
    }

    /// Puts a box that is no wider than the whole at the lowest place, the leftmost of several, and
    /// returns its lower left corner.
    fn place(&mut self, size: Point) -> Point {
        let mut best: Option<(usize, f64)> = None;
        for i in 0..self.stretches.len() {
            // The first stretch always has room, whatever rounding does to the sum.
            if i > 0 && self.stretches[i].0 + size[0] > self.width {
                break;
            }
            let height = self.height(i, size[0]);
            if best.is_none_or(|(_, lowest)| height < lowest) {
                best = Some((i, height));
            }
        }
        let (at, y) = best.unwrap_or((0, 0.0));
        let x = self.stretches[at].0;
        let end = x + size[0];
        // The stretch that `end` falls into goes on behind the box with its old height.
        let covered = self.stretches[at..].partition_point(|s| s.0 < end);
        let behind = self.stretches[at + covered - 1].1;
        let next_begins = self.stretches.get(at + covered).is_some_and(|s| s.0 <= end);
        let mut new = vec![(x, y + size[1])];
        if !next_begins && end < self.width {
            new.push((end, behind));
        }
        self.stretches.splice(at..at + covered, new);
        [x, y]
    }

    /// The height of the highest stretch from stretch `i` over `width`.
    fn height(&self, i: usize, width: f64) -> f64 {
        let end = self.stretches[i].0 + width;
        (self.stretches[i..].iter())
            .take_while(|s| s.0 < end)
            .map(|s| s.1)
            .fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(side: f64) -> Vec<Point> {
        vec![[0.0, 0.0], [side, side]]
    }

    #[test]
    fn small_parts_stand_beside_and_above_the_large_one_and_none_overlap() {
        let mut parts = vec![square(9.0)];
        parts.extend((0..40).map(|_| square(1.0)));
        side_by_side(&mut parts, 1.0);
        let boxes: Vec<_> = parts.iter().map(|p| bounds(p)).collect();
        for (i, a) in boxes.iter().enumerate() {
            for b in &boxes[..i] {
                let apart = (0..2).any(|k| a.1[k] < b.0[k] || b.1[k] < a.0[k]);
                assert!(apart, "{a:?} overlaps {b:?}");
            }
        }
        let all: Vec<Point> = parts.concat();
        let (low, high) = bounds(&all);
        assert!(
            high[0] - low[0] < 18.0 && high[1] - low[1] < 18.0,
            "{high:?}"
        );
    }
}
