//! A picture that can be printed: the strongest names, the lines between them, and in words what a
//! line means and what is not shown.
//!
//! The nodes are chosen ([`select`]), laid out by themselves, moved apart until they and their
//! labels have room ([`spread`]), and drawn: edges below nodes below labels ([`label`]), and a legend
//! and a caption under the picture ([`foot`]). The bytes are the same on every machine.
//!
//! Everything taken from texts is escaped. The file refers to nothing outside itself.

mod draw;
mod foot;
mod label;
mod select;
mod spread;

use std::io::{self, Write};

use super::layout;
use super::text::{width, xml};
use crate::graph::CoMentionGraph;
use draw::{Canvas, Fixed};
use select::Selection;

/// What the picture shows and says.
#[derive(Clone, Debug)]
pub struct SvgConfig {
    /// The most nodes to show: those with the largest strength, ties by id. Default 60.
    pub top: usize,
    /// The headline.
    pub title: String,
    /// How many documents the graph was made from; 0 leaves the number out.
    pub documents: usize,
    /// Where two names must stand to be joined, as it goes on after "named together", such as
    /// `in the same sentence` (the default).
    pub window: String,
    /// What the weight of an edge counts, such as `times named together` (the default).
    pub weight: String,
}

impl Default for SvgConfig {
    fn default() -> Self {
        SvgConfig {
            top: 60,
            title: "Who is named with whom".to_string(),
            documents: 0,
            window: "in the same sentence".to_string(),
            weight: "times named together".to_string(),
        }
    }
}

/// Distance from the edge of the page.
const MARGIN: f64 = 24.0;

/// Room for the headline.
const HEAD: f64 = 64.0;

/// Writes the picture of the graph's strongest part.
///
/// # Errors
/// Only those of `out`.
pub fn write(graph: &CoMentionGraph, config: &SvgConfig, out: &mut impl Write) -> io::Result<()> {
    let selection = Selection::new(graph, config.top);
    let canvas = Canvas::for_nodes(selection.nodes.len());
    let mut shapes = draw::shapes(&selection);
    let places = layout::positions(selection.nodes.len(), &selection.springs(), canvas.aspect());
    spread::place(&places, &mut shapes, &canvas);
    let lines = draw::lines(&selection, &shapes);
    let labelled = label::place(&mut shapes, &lines, &canvas);

    let foot = foot::Foot::new(&selection, config, labelled, &canvas);
    let height = canvas.bottom() + foot.height() + MARGIN;
    let title = xml(&config.title);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" \
         height=\"{h}\" role=\"img\" aria-labelledby=\"comention-title comention-desc\" \
         font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" fill=\"#1a1a1a\">",
        w = Fixed(canvas.width),
        h = Fixed(height),
    )?;
    writeln!(out, "<title id=\"comention-title\">{title}</title>")?;
    writeln!(
        out,
        "<desc id=\"comention-desc\">{}</desc>",
        xml(&foot.description())
    )?;
    writeln!(
        out,
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
    )?;
    let size = 26.0f64.min(26.0 * (canvas.width - 2.0 * MARGIN) / width(&config.title, 28.0));
    writeln!(
        out,
        "<text x=\"{}\" y=\"42.00\" font-size=\"{}\" font-weight=\"bold\">{title}</text>",
        Fixed(MARGIN),
        Fixed(size),
    )?;
    draw::write_lines(&selection, &lines, config, out)?;
    draw::write_shapes(&selection, &shapes, out)?;
    label::write(&shapes, out)?;
    foot.write(out)?;
    writeln!(out, "</svg>")
}
