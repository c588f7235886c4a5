//! Nodes and lines on the page.

use std::fmt;
use std::io::{self, Write};

use super::select::Selection;
use super::{HEAD, MARGIN, SvgConfig};
use crate::analyze::attraction;
use crate::graph::{Edge, Node};
use crate::render::layout::Point;
use crate::render::style::{self, Shape};
use crate::render::text::{clean, shorten, xml};

/// Radius of the node with the most mentions.
const LARGEST: f64 = 24.0;

/// Radius below which no node is drawn: its shape must still be seen.
const SMALLEST: f64 = 4.0;

/// Width of the heaviest and of the lightest line.
const WIDEST: f64 = 8.0;
const NARROWEST: f64 = 0.6;

/// Most characters of a label, and of a sentence in a tooltip.
const LABEL: usize = 36;
const SENTENCE: usize = 320;

/// A number with two decimals, and no minus before a zero.
pub(super) struct Fixed(pub(super) f64);

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        f.write_str(if text == "-0.00" { "0.00" } else { &text })
    }
}

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
pub(super) fn tests_line(from: Point, to: Point) -> Line {
    Line {
        from,
        to,
        width: 2.0,
        opacity: 1.0,
    }
}

/// The radius for so many mentions: the area is in proportion.
pub(super) fn radius(mentions: u32, most: u32) -> f64 {
    (LARGEST * (f64::from(mentions) / f64::from(most)).sqrt()).max(SMALLEST)
}

/// The width and the opacity for a weight. Both grow with its square root, or the many light edges
/// could not be told from each other.
pub(super) fn stroke(weight: f64, heaviest: f64) -> (f64, f64) {
    let share = (weight / heaviest).clamp(0.0, 1.0).sqrt();
    let heavy = (share * share + share) / 2.0;
    (
        NARROWEST + (WIDEST - NARROWEST) * heavy,
        0.22 + 0.48 * share,
    )
}

/// The nodes, not yet placed.
pub(super) fn shapes(selection: &Selection) -> Vec<Drawn> {
    let most = selection.most_mentions();
    let strongest = selection.strength.first().copied().unwrap_or(0.0);
    (selection.nodes.iter().zip(&selection.strength))
        .map(|(node, &strength)| {
            let share = if strongest > 0.0 {
                (strength / strongest).clamp(0.0, 1.0)
            } else {
                0.0
            };
            Drawn {
                at: [0.0; 2],
                radius: radius(node.mentions, most),
                shape: style::shape(node.kind),
                label: shorten(&clean(&node.label), LABEL),
                font_size: 11.0 + 5.0 * share.sqrt(),
                label_at: None,
            }
        })
        .collect()
}

/// The lines between the placed nodes, in the order of the selection's edges.
pub(super) fn lines(selection: &Selection, shapes: &[Drawn]) -> Vec<Line> {
    let heaviest = selection.heaviest();
    (selection.edges.iter())
        .map(|&(a, b, edge)| {
            let (width, opacity) = stroke(attraction(edge), heaviest);
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
    writeln!(out, "<g stroke=\"#4d5966\" stroke-linecap=\"round\">")?;
    for (line, &(a, b, edge)) in lines.iter().zip(&selection.edges) {
        let title = edge_title(selection.nodes[a], selection.nodes[b], edge, config);
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
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "<g stroke=\"#ffffff\" stroke-width=\"1.2\">")?;
    // The small ones last, so that none is hidden behind a large one.
    for (node, drawn) in selection.nodes.iter().zip(shapes) {
        let fill = style::colour(node.kind);
        write!(
            out,
            "<g fill=\"{fill}\"><title>{}</title>",
            node_title(node)
        )?;
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

fn node_title(node: &Node) -> String {
    let mut lines = vec![
        format!("{} ({})", xml(&node.label), style::name(node.kind)),
        format!(
            "named {} in {}",
            count(node.mentions.into(), "time", "times"),
            count(node.documents.into(), "document", "documents"),
        ),
    ];
    let others: Vec<String> = (node.aliases.iter())
        .filter(|alias| alias.form != node.label)
        .map(|alias| xml(&alias.form))
        .collect();
    if !others.is_empty() {
        lines.push(format!("also written {}", others.join(", ")));
    }
    lines.join("\n")
}

fn edge_title(a: &Node, b: &Node, edge: &Edge, config: &SvgConfig) -> String {
    let mut title = format!(
        "{} and {}\n{} {}",
        xml(&a.label),
        xml(&b.label),
        plain(edge.weight),
        xml(&config.weight)
    );
    if let Some(evidence) = edge.evidence.first() {
        let source: Vec<String> = [
            Some(evidence.document.as_str()),
            evidence.publisher.as_deref(),
            evidence.date.as_deref(),
        ]
        .into_iter()
        .flatten()
        .map(xml)
        .collect();
        let text = xml(&shorten(&clean(&evidence.quote.text), SENTENCE));
        title.push_str(&format!("\n“{text}”\n({})", source.join(", ")));
    }
    title
}

/// A weight as a reader wants it: whole numbers without decimals.
pub(super) fn plain(weight: f64) -> String {
    if weight.is_finite() && weight == weight.trunc() && weight.abs() < 1e15 {
        grouped(weight as i64)
    } else {
        Fixed(weight).to_string()
    }
}

/// A number and what it counts.
pub(super) fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A whole number with commas between thousands.
pub(super) fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = if n < 0 {
        "-".to_string()
    } else {
        String::new()
    };
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(Fixed(-0.001).to_string(), "0.00");
        assert_eq!(
            (grouped(1234567), grouped(-999)),
            ("1,234,567".into(), "-999".into())
        );
        assert_eq!((plain(1200.0), plain(0.5)), ("1,200".into(), "0.50".into()));
    }

    #[test]
    fn area_is_in_proportion_to_mentions() {
        let area = |mentions| radius(mentions, 100) * radius(mentions, 100);
        assert!((area(100) / area(25) - 4.0).abs() < 1e-9);
        assert_eq!(radius(0, 100), SMALLEST);
    }
}
