//! The layout of a connected component by forces.
//!
//! Every two nodes push each other away, those with a spring pull each other. With masses `m`, spring
//! strengths `w` and distance `d`:
//!
//! ```text
//! repulsion  m(i) · m(j) / d            attraction  w(i,j) · d
//! ```
//!
//! as in ForceAtlas2 (Jacomy, Venturini, Heymann and Bastian, PLoS ONE 9, 2014), which makes groups
//! of nodes with many edges among them stand out. Each node moves along its force by a step that grows
//! while the forces become smaller and shrinks otherwise (Hu, "Efficient, high-quality force-directed
//! graph drawing", The Mathematica Journal 10, 2005).

use rayon::prelude::*;

use super::coarsen::Level;
use super::quadtree::QuadTree;
use super::{Point, Spring};
use crate::random::Random;

/// Where a level is so small that it is laid out from random places.
const COARSEST: usize = 12;

/// By how much the step shrinks, and grows after five steps that made the forces smaller.
const COOLING: f64 = 0.9;

/// Pull to the middle per mass and distance, where the springs of a node pull with nearly 1. It keeps
/// long chains from making the picture mostly empty.
const GRAVITY: f64 = 0.05;

/// Places for `n` nodes that the springs connect, in units of the mean distance of a node from the
/// one nearest to it.
pub(super) fn connected(n: usize, springs: Vec<Spring>) -> Vec<Point> {
    match n {
        0 => return Vec::new(),
        1 => return vec![[0.0; 2]],
        _ => {}
    }
    let mut random = Random::new(0x636f_6d65_6e74_696f);
    let mut levels = vec![Level::finest(n, &springs)];
    drop(springs);
    let mut into = Vec::new();
    while levels[levels.len() - 1].len() > COARSEST {
        let (coarse, map) = levels[levels.len() - 1].coarser();
        levels.push(coarse);
        into.push(map);
    }
    let coarsest = &levels[levels.len() - 1];
    let side = coarsest.mass.iter().sum::<f64>().sqrt();
    let mut places: Vec<Point> = (0..coarsest.len())
        .map(|_| [side * random.share(), side * random.share()])
        .collect();
    settle(coarsest, &mut places, side / 4.0, 400);
    for (level, into) in levels.iter().zip(&into).rev() {
        let length = edge_length(level, |i| places[into[i]]).max(1e-3);
        places = (into.iter())
            .map(|&i| [0, 1].map(|k| places[i][k] + length * (random.share() - 0.5)))
            .collect();
        let steps = match level.len() {
            0..1000 => 300,
            1000..5000 => 120,
            _ => 60,
        };
        settle(level, &mut places, length, steps);
    }
    let distance = nearest(&places);
    if distance > 0.0 {
        places.iter_mut().for_each(|p| *p = p.map(|x| x / distance));
    }
    places
}

/// The mean distance of a node from the one nearest to it.
fn nearest(places: &[Point]) -> f64 {
    let mut sorted = places.to_vec();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut sum = 0.0;
    for (i, p) in sorted.iter().enumerate() {
        let mut least = f64::INFINITY;
        let mut look = |q: &Point| {
            let d = [q[0] - p[0], q[1] - p[1]];
            least = least.min(d[0] * d[0] + d[1] * d[1]);
            d[0] * d[0] < least
        };
        // From the neighbours in this order outwards, until the first coordinate alone is too far.
        sorted[..i].iter().rev().all(&mut look);
        sorted[i + 1..].iter().all(look);
        sum += least.sqrt();
    }
    sum / places.len() as f64
}

/// The mean length of the springs.
fn edge_length(level: &Level, place: impl Fn(usize) -> Point) -> f64 {
    let mut sum = 0.0;
    for i in 0..level.len() {
        for (j, _) in level.springs(i) {
            let (a, b) = (place(i), place(j));
            sum += ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])).sqrt();
        }
    }
    sum / level.ends().max(1) as f64
}

/// Moves the nodes until they hardly move any more, for at most `most` steps.
fn settle(level: &Level, places: &mut [Point], first_step: f64, most: usize) {
    let mut step = first_step;
    let mut energy = f64::INFINITY;
    let mut progress = 0;
    let total: f64 = level.mass.iter().sum();
    let mut forces = vec![[0.0; 2]; places.len()];
    let mut tree = QuadTree::default();
    for _ in 0..most {
        tree.fill(places, &level.mass);
        // Nodes near each other one after the other: what one looked at, the next finds in the cache.
        let (order, mut pushes) = tree.repulsion();
        let middle = middle(level, places, total);
        let shared = pushes.par_iter_mut().zip(order).with_min_len(256);
        shared.for_each(|(force, &i)| {
            let i = i as usize;
            *force =
                [0, 1].map(|k| level.mass[i] * (force[k] - GRAVITY * (places[i][k] - middle[k])));
            for (j, weight) in level.springs(i) {
                force[0] += weight * (places[j][0] - places[i][0]);
                force[1] += weight * (places[j][1] - places[i][1]);
            }
        });
        for (&i, force) in order.iter().zip(pushes) {
            forces[i as usize] = force;
        }
        // Summed on one thread: the order of additions matters to the last bit.
        let squares = forces.iter().map(|f| f[0] * f[0] + f[1] * f[1]);
        let now: f64 = squares.clone().sum();
        for ((place, force), square) in places.iter_mut().zip(&forces).zip(squares) {
            if square > 0.0 {
                let scale = step / square.sqrt();
                place[0] += scale * force[0];
                place[1] += scale * force[1];
            }
        }
        if now < energy {
            progress += 1;
            if progress >= 5 {
                progress = 0;
                step /= COOLING;
            }
        } else {
            progress = 0;
            step *= COOLING;
        }
        energy = now;
        if step < 1e-3 * first_step {
            break;
        }
    }
}

fn middle(level: &Level, places: &[Point], total: f64) -> Point {
    [0, 1].map(|k| {
        (places.iter().zip(&level.mass))
            .map(|(p, mass)| p[k] * mass)
            .sum::<f64>()
            / total
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_laid_out_without_folds() {
        let springs: Vec<Spring> = (0..29).map(|i| (i, i + 1, 1.0)).collect();
        let places = connected(30, springs);
        let distance = |i: usize, j: usize| {
            let d = [0, 1].map(|k| places[i][k] - places[j][k]);
            (d[0] * d[0] + d[1] * d[1]).sqrt()
        };
        for i in 0..25 {
            for j in i + 3..30 {
                assert!(distance(i, i + 1) < distance(i, j), "{i} {j}");
            }
        }
    }

    #[test]
    fn nodes_next_to_each_other_are_one_unit_apart() {
        let places = connected(4, vec![(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 0, 1.0)]);
        assert!((nearest(&places) - 1.0).abs() < 1e-9);
    }
}
