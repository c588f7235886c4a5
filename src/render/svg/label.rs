//! Names beside the nodes, none over another name or over a node.
//!
//! The strongest node chooses first among eight places around it (Imhof, "Positioning names on maps",
//! The American Cartographer 2, 1975): of those that are free the one that the fewest and lightest
//! lines run through. A name without a free place is left out; it is still in the tooltip.

use std::io::{self, Write};

use super::draw::{Canvas, Drawn, Line};
use crate::render::count::Fixed;
use crate::render::layout::Point;
use crate::render::text::xml;

/// Distance between a node and its name.
const GAP: f64 = 3.0;

/// The part of a font's size above the base line, and below.
const ASCENT: f64 = 0.74;
const DESCENT: f64 = 0.22;

/// What a place farther down the list costs, in widths of lines.
const ORDER: f64 = 0.4;

struct Rectangle {
    low: Point,
    high: Point,
}

impl Rectangle {
    fn overlaps(&self, other: &Rectangle) -> bool {
        (0..2).all(|k| self.low[k] < other.high[k] && other.low[k] < self.high[k])
    }

    fn overlaps_circle(&self, middle: Point, radius: f64) -> bool {
        let d = [0, 1].map(|k| middle[k] - middle[k].max(self.low[k]).min(self.high[k]));
        d[0] * d[0] + d[1] * d[1] < radius * radius
    }

    /// Whether the line from `a` to `b` runs through it: Liang and Barsky's clipping.
    fn meets(&self, a: Point, b: Point) -> bool {
        let (mut enter, mut leave) = (0.0f64, 1.0f64);
        for k in 0..2 {
            let d = b[k] - a[k];
            if d == 0.0 {
                if a[k] < self.low[k] || a[k] > self.high[k] {
                    return false;
                }
                continue;
            }
            let (s, t) = ((self.low[k] - a[k]) / d, (self.high[k] - a[k]) / d);
            enter = enter.max(s.min(t));
            leave = leave.min(s.max(t));
        }
        enter <= leave
    }
}

/// Gives the shapes, the strongest first, a place for their label where there is one. Returns how
/// many have one.
pub(super) fn place(shapes: &mut [Drawn], lines: &[Line], canvas: &Canvas) -> usize {
    let page = Rectangle {
        low: [canvas.left(), canvas.top()],
        high: [canvas.right(), canvas.bottom()],
    };
    let mut taken: Vec<Rectangle> = Vec::new();
    for i in 0..shapes.len() {
        let drawn = &shapes[i];
        if drawn.label.is_empty() {
            continue;
        }
        let mut best: Option<(f64, Rectangle)> = None;
        for (n, rectangle) in candidates(drawn).into_iter().enumerate() {
            let inside = (0..2)
                .all(|k| page.low[k] <= rectangle.low[k] && rectangle.high[k] <= page.high[k]);
            let free = inside
                && !taken.iter().any(|other| rectangle.overlaps(other))
                && !(shapes.iter()).any(|s| rectangle.overlaps_circle(s.at, s.reach() + 1.0));
            if !free {
                continue;
            }
            let crossing: f64 = (lines.iter())
                .filter(|line| rectangle.meets(line.from, line.to))
                .map(|line| line.width)
                .sum();
            let cost = crossing + n as f64 * ORDER;
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, rectangle));
            }
        }
        if let Some((_, rectangle)) = best {
            let base = rectangle.high[1] - DESCENT * drawn.font_size;
            shapes[i].label_at = Some([rectangle.low[0], base]);
            taken.push(rectangle);
        }
    }
    taken.len()
}

/// The places around a node, the best first: right, left, above, below, and the corners.
fn candidates(drawn: &Drawn) -> [Rectangle; 8] {
    let size = [drawn.label_width(), (ASCENT + DESCENT) * drawn.font_size];
    let far = drawn.reach() + GAP;
    let near = drawn.reach() * std::f64::consts::FRAC_1_SQRT_2 + GAP;
    let around = [
        ([far, 0.0], [0.0, -0.5]),
        ([-far, 0.0], [-1.0, -0.5]),
        ([0.0, -far], [-0.5, -1.0]),
        ([0.0, far], [-0.5, 0.0]),
        ([near, -near], [0.0, -1.0]),
        ([near, near], [0.0, 0.0]),
        ([-near, -near], [-1.0, -1.0]),
        ([-near, near], [-1.0, 0.0]),
    ];
    around.map(|(offset, anchor)| {
        let low = [0, 1].map(|k| drawn.at[k] + offset[k] + anchor[k] * size[k]);
        Rectangle {
            low,
            high: [low[0] + size[0], low[1] + size[1]],
        }
    })
}

/// Writes the names, that of `ego` in bold, with a halo, which keeps them readable where a line runs through.
pub(super) fn write(
    shapes: &[Drawn],
    ego: Option<usize>,
    page: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(
        out,
        "<g stroke=\"{page}\" stroke-width=\"3\" stroke-linejoin=\"round\" \
         paint-order=\"stroke\" pointer-events=\"none\">"
    )?;
    for (index, drawn) in shapes.iter().enumerate() {
        if let Some([x, y]) = drawn.label_at {
            let bold = if ego == Some(index) {
                " font-weight=\"bold\""
            } else {
                ""
            };
            writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{bold}>{}</text>",
                Fixed(x),
                Fixed(y),
                Fixed(drawn.font_size),
                xml(&drawn.label),
            )?;
        }
    }
    writeln!(out, "</g>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::style::Shape;

    fn drawn(x: f64, y: f64) -> Drawn {
        Drawn {
            at: [x, y],
            radius: 10.0,
            shape: Shape::Circle,
            label: "A longer name".to_string(),
            font_size: 12.0,
            label_at: None,
        }
    }

    #[test]
    fn labels_keep_clear_of_nodes_and_of_each_other() {
        let mut shapes: Vec<Drawn> = (0..30)
            .map(|i| {
                drawn(
                    200.0 + f64::from(i % 6) * 60.0,
                    200.0 + f64::from(i / 6) * 30.0,
                )
            })
            .collect();
        let canvas = Canvas::for_nodes(30);
        let count = place(&mut shapes, &[], &canvas);
        assert!(count > 3 && count < 30, "{count}");
        let boxes: Vec<Rectangle> = (shapes.iter())
            .filter_map(|s| {
                let [x, y] = s.label_at?;
                let low = [x, y - ASCENT * s.font_size + 0.01];
                let high = [x + s.label_width(), y + DESCENT * s.font_size - 0.01];
                Some(Rectangle { low, high })
            })
            .collect();
        for (i, a) in boxes.iter().enumerate() {
            assert!(!boxes[..i].iter().any(|b| a.overlaps(b)));
            assert!(!shapes.iter().any(|s| a.overlaps_circle(s.at, s.radius)));
        }
    }

    #[test]
    fn a_label_avoids_the_line_to_its_right() {
        let mut shapes = vec![drawn(500.0, 400.0)];
        let line = Line::plain([500.0, 400.0], [900.0, 400.0]);
        place(&mut shapes, &[line], &Canvas::for_nodes(60));
        assert!(shapes[0].label_at.is_some_and(|at| at[0] < 500.0));
    }

    #[test]
    fn a_line_meets_a_rectangle_that_it_runs_through() {
        let r = Rectangle {
            low: [0.0, 0.0],
            high: [2.0, 1.0],
        };
        assert!(r.meets([-1.0, 0.5], [3.0, 0.5]) && r.meets([1.0, 0.2], [1.5, 0.4]));
        assert!(!r.meets([-1.0, 2.0], [3.0, 2.0]) && !r.meets([-2.0, 0.5], [-1.0, 0.5]));
    }
}
