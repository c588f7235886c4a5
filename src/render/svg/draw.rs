//! Nodes and lines on the page.

use std::io::{self, Write};

use super::scale::Scale;
use super::select::Selection;
use super::tooltip;
use super::{HEAD, MARGIN, SvgConfig};
use crate::analyze::attraction;
use crate::render::count::Fixed;
use crate::render::layout::Point;
use crate::render::style::{self, Shape, Theme};
use crate::render::text::{clean, shorten};

/// Most characters of a label.
const LABEL: usize = 40;

/// Least radius of the node of the name that the picture is about.
const EGO: f64 = 8.0;

/// How strongly the lines are drawn that do not end at the name that the picture is about.
const BESIDE: f64 = 0.45;

/// The size of the page and the part of it that the nodes may use.
pub(super) struct Canvas {
    pub(super) width: f64,
    /// Height of the part for the nodes.
    pub(super) height: f64,
}

impl Canvas {
    /// Names need the same room however many there are, so the page grows with their number.
    pub(super) fn for_nodes(n: usize) -> Canvas {
        let scale = (n as f64 / 60.0).sqrt().max(1.0);
        // Few nodes leave most of a large page empty.
        let height = if n < 12 {
            480.0
        } else if n < 30 {
            640.0
        } else {
            820.0
        };
        Canvas {
            width: 1200.0 * scale,
            height: height * scale,
        }
    }

    pub(super) fn aspect(&self) -> f64 {
        self.width / self.height
    }

    pub(super) fn left(&self) -> f64 {
        MARGIN
    }

    pub(super) fn right(&self) -> f64 {
        self.width - MARGIN
    }

    pub(super) fn top(&self) -> f64 {
        HEAD
    }

    pub(super) fn bottom(&self) -> f64 {
        HEAD + self.height
    }
}

/// A node as it is drawn.
pub(super) struct Drawn {
    pub(super) at: Point,
    /// Radius of the circle of its area.
    pub(super) radius: f64,
    pub(super) shape: Shape,
    pub(super) label: String,
    pub(super) font_size: f64,
    /// Where the label's left end and base line are, once it has a place.
    pub(super) label_at: Option<Point>,
}

impl Drawn {
    /// Radius of the circle around it.
    pub(super) fn reach(&self) -> f64 {
        self.radius * self.shape.reach()
    }

    /// Width of the label, with a reserve for faces wider than the one that is reckoned with.
    pub(super) fn label_width(&self) -> f64 {
        crate::render::text::width(&self.label, self.font_size) * 1.06 + 2.0
    }
}

/// A line as it is drawn.
pub(super) struct Line {
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) width: f64,
    opacity: f64,
}

#[cfg(test)]
impl Line {
    pub(super) fn plain(from: Point, to: Point) -> Line {
        Line {
            from,
            to,
            width: 2.0,
            opacity: 1.0,
        }
    }
}

/// The nodes, not yet placed.
pub(super) fn shapes(selection: &Selection, scale: &Scale) -> Vec<Drawn> {
    let strongest = selection.strength.first().copied().unwrap_or(0.0);
    (selection.nodes.iter().zip(&selection.strength).enumerate())
        .map(|(index, (node, &strength))| {
            let share = if strongest > 0.0 {
                (strength / strongest).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let radius = scale.radius(node.mentions);
            let is_ego = selection.ego == Some(index);
            Drawn {
                at: [0.0; 2],
                radius: if is_ego { radius.max(EGO) } else { radius },
                shape: style::shape(node.kind),
                label: shorten(&clean(&node.label), LABEL),
                font_size: 11.0 + 5.0 * share.sqrt(),
                label_at: None,
            }
        })
        .collect()
}

/// The lines between the placed nodes, in the order of the selection's edges.
pub(super) fn lines(selection: &Selection, shapes: &[Drawn], scale: &Scale) -> Vec<Line> {
    (selection.edges.iter())
        .map(|&(a, b, edge)| {
            let (width, mut opacity) = scale.stroke(attraction(edge));
            if selection.ego.is_some_and(|ego| ego != a && ego != b) {
                opacity *= BESIDE;
            }
            Line {
                from: shapes[a].at,
                to: shapes[b].at,
                width,
                opacity,
            }
        })
        .collect()
}

pub(super) fn write_lines(
    selection: &Selection,
    lines: &[Line],
    config: &SvgConfig,
    out: &mut impl Write,
) -> io::Result<()> {
    let colour = config.theme.palette().line;
    writeln!(out, "<g stroke=\"{colour}\" stroke-linecap=\"round\">")?;
    for (line, &(a, b, edge)) in lines.iter().zip(&selection.edges) {
        let title = tooltip::of_edge(selection.nodes[a], selection.nodes[b], edge, config);
        writeln!(
            out,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke-width=\"{}\" \
             stroke-opacity=\"{}\"><title>{title}</title></line>",
            Fixed(line.from[0]),
            Fixed(line.from[1]),
            Fixed(line.to[0]),
            Fixed(line.to[1]),
            Fixed(line.width),
            Fixed(line.opacity),
        )?;
    }
    writeln!(out, "</g>")
}

pub(super) fn write_shapes(
    selection: &Selection,
    shapes: &[Drawn],
    theme: Theme,
    out: &mut impl Write,
) -> io::Result<()> {
    let palette = theme.palette();
    writeln!(out, "<g stroke=\"{}\" stroke-width=\"1.2\">", palette.page)?;
    // The small ones last, so that none is hidden behind a large one.
    for (index, (node, drawn)) in selection.nodes.iter().zip(shapes).enumerate() {
        let fill = theme.colour(node.kind);
        let outline = if selection.ego == Some(index) {
            format!(" stroke=\"{}\" stroke-width=\"2.4\"", palette.ink)
        } else {
            String::new()
        };
        let title = tooltip::of_node(node);
        write!(out, "<g fill=\"{fill}\"{outline}><title>{title}</title>")?;
        write_shape(drawn.shape, drawn.at, drawn.radius, out)?;
        writeln!(out, "</g>")?;
    }
    writeln!(out, "</g>")
}

/// The outline of a shape with the area of a circle of this radius.
pub(super) fn write_shape(
    shape: Shape,
    at: Point,
    radius: f64,
    out: &mut impl Write,
) -> io::Result<()> {
    if shape == Shape::Circle {
        let [x, y] = at.map(Fixed);
        return write!(
            out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>",
            Fixed(radius)
        );
    }
    let reach = radius * shape.reach();
    write!(out, "<polygon points=\"")?;
    for (i, corner) in shape.corners().iter().enumerate() {
        let space = if i == 0 { "" } else { " " };
        let [x, y] = [0, 1].map(|k| Fixed(at[k] + reach * corner[k]));
        write!(out, "{space}{x},{y}")?;
    }
    write!(out, "\"/>")
}
