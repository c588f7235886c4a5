//! From the layout to the page: stretched to its size, and moved apart until no node lies under
//! another and each has room for its name.

use super::draw::{Canvas, Drawn};
use crate::render::layout::{Point, bounds};

/// How much more the layout may be stretched in one direction than in the other: it has no scale of
/// its own, but a circle of nodes should still look round.
const MOST_STRETCH: f64 = 1.5;

/// The farthest that nodes next to each other may come apart, so that two nodes alone do not stand at
/// opposite ends of the page.
const FARTHEST: f64 = 190.0;

/// Rounds of moving apart; most pictures need some dozens.
const ROUNDS: usize = 500;

/// After so many rounds something is stuck.
const PATIENCE: usize = 150;

/// Sets the places of the nodes on the page.
pub(super) fn place(places: &[Point], shapes: &mut [Drawn], canvas: &Canvas) {
    let (low, high) = bounds(places);
    let room = (shapes.iter())
        .map(half_size)
        .fold([0.0f64; 2], |a, b| [a[0].max(b[0]), a[1].max(b[1])]);
    let (from, to) = (
        [canvas.left(), canvas.top()],
        [canvas.right(), canvas.bottom()],
    );
    let scale = [0, 1].map(|k| {
        let span = (high[k] - low[k]).max(1e-9);
        ((to[k] - from[k] - 2.0 * room[k]) / span).clamp(0.0, FARTHEST)
    });
    let least = scale[0].min(scale[1]);
    let scale = scale.map(|s| s.min(MOST_STRETCH * least));
    // Upwards in the layout is downwards on the page.
    let sign = [1.0, -1.0];
    for (drawn, place) in shapes.iter_mut().zip(places) {
        drawn.at = [0, 1].map(|k| {
            (from[k] + to[k]) / 2.0 + sign[k] * scale[k] * (place[k] - (low[k] + high[k]) / 2.0)
        });
    }
    apart(shapes, from, to);
}

/// Half the width and height of the box that a node claims: itself and a label above or below it.
fn half_size(drawn: &Drawn) -> Point {
    let reach = drawn.reach();
    [
        reach.max(drawn.label_width() / 2.0) + 4.0,
        reach + drawn.font_size * 0.75 + 2.0,
    ]
}

/// Moves overlapping boxes apart along the direction in which that takes less, and keeps all within
/// the page.
fn apart(shapes: &mut [Drawn], from: Point, to: Point) {
    let half: Vec<Point> = shapes.iter().map(half_size).collect();
    let widest = half.iter().map(|h| h[0]).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..shapes.len()).collect();
    for round in 0..ROUNDS {
        let mut moved = false;
        order.sort_by(|&a, &b| shapes[a].at[0].total_cmp(&shapes[b].at[0]).then(a.cmp(&b)));
        for (n, &i) in order.iter().enumerate() {
            for &j in &order[n + 1..] {
                let d = [0, 1].map(|k| shapes[j].at[k] - shapes[i].at[k]);
                if d[0] > half[i][0] + widest {
                    break;
                }
                let over = [0, 1].map(|k| half[i][k] + half[j][k] - d[k].abs());
                if over[0] <= 0.0 || over[1] <= 0.0 {
                    continue;
                }
                moved = true;
                // Now and then the other way, if it takes long: a full row would never give way.
                let other_way = round > PATIENCE && round % 4 == 0;
                let k = usize::from((over[1] < over[0]) != other_way);
                // Half the way at a time: the others push as well.
                let push = if d[k] < 0.0 { -over[k] } else { over[k] } / 2.0 * 0.6;
                shapes[i].at[k] -= push;
                shapes[j].at[k] += push;
            }
        }
        for (drawn, half) in shapes.iter_mut().zip(&half) {
            for k in 0..2 {
                let (low, high) = (from[k] + half[k], to[k] - half[k]);
                drawn.at[k] = drawn.at[k].min(high).max(low);
            }
        }
        if !moved {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::style::Shape;

    #[test]
    fn nodes_at_one_place_come_apart_and_stay_on_the_page() {
        let mut shapes: Vec<Drawn> = (0..50)
            .map(|_| Drawn {
                at: [0.0; 2],
                radius: 20.0,
                shape: Shape::Square,
                label: "A name".to_string(),
                font_size: 12.0,
                label_at: None,
            })
            .collect();
        let canvas = Canvas::for_nodes(50);
        // All but the last at one point.
        let mut places = vec![[0.0, 0.0]; 50];
        places[49] = [1.0, 1.0];
        place(&places, &mut shapes, &canvas);
        for (i, a) in shapes.iter().enumerate() {
            assert!(canvas.left() <= a.at[0] - a.reach() && a.at[0] + a.reach() <= canvas.right());
            assert!(canvas.top() <= a.at[1] - a.reach() && a.at[1] + a.reach() <= canvas.bottom());
            for b in &shapes[..i] {
                let d = [0, 1].map(|k| (a.at[k] - b.at[k]).abs());
                assert!(d[0].max(d[1]) > 20.0, "{:?} {:?}", a.at, b.at);
            }
        }
    }
}
