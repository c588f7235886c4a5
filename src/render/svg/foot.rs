//! Under the picture: the legend (what shapes, sizes and lines mean) and the caption.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::caption::{FONT, LINE_HEIGHT};
use super::draw::{Canvas, write_shape};
use super::scale::Scale;
use super::select::Selection;
use super::{MARGIN, SvgConfig};
use crate::Kind;
use crate::analyze::attraction;
use crate::render::count::{Fixed, grouped, plain};
use crate::render::style::{self, Shape};
use crate::render::text::{width, xml};

const LEGEND_HEIGHT: f64 = 60.0;

/// Distance between the parts of the legend.
const GAP: f64 = 36.0;

pub(super) struct Foot<'a> {
    selection: &'a Selection<'a>,
    config: &'a SvgConfig,
    scale: &'a Scale,
    canvas: &'a Canvas,
    /// The parts of the legend, and the row each is in and where it begins.
    legend: Vec<(Part, usize, f64)>,
    /// The caption's lines.
    caption: Vec<String>,
}

/// A part of the legend.
#[derive(Clone, Copy)]
enum Part {
    /// The shapes and colours of the kinds that are shown.
    Kinds,
    /// Sizes and their mentions.
    Mentions,
    /// Lines and their weights.
    Weights,
}

impl<'a> Foot<'a> {
    pub(super) fn new(
        selection: &'a Selection<'a>,
        config: &'a SvgConfig,
        caption: Vec<String>,
        scale: &'a Scale,
        canvas: &'a Canvas,
    ) -> Foot<'a> {
        let mut foot = Foot {
            selection,
            config,
            scale,
            canvas,
            legend: Vec::new(),
            caption,
        };
        foot.place_legend();
        foot
    }

    fn place_legend(&mut self) {
        if self.selection.nodes.is_empty() {
            return;
        }
        let mut parts = vec![Part::Kinds, Part::Mentions];
        if self.selection.edges.iter().any(|e| attraction(e.2) > 0.0) {
            parts.push(Part::Weights);
        }
        let (mut row, mut x) = (0, self.canvas.left());
        for part in parts {
            let mut measure = Row {
                x: 0.0,
                y: 0.0,
                out: &mut io::sink(),
            };
            // A sink takes everything.
            let width = self
                .write_part(part, &mut measure)
                .map_or(0.0, |()| measure.x);
            if x > self.canvas.left() && x + width > self.canvas.right() {
                (row, x) = (row + 1, self.canvas.left());
            }
            self.legend.push((part, row, x));
            x += width + GAP;
        }
    }

    /// Height of the legend with the line above it.
    fn legend_height(&self) -> f64 {
        match self.legend.last() {
            Some(&(_, row, _)) => 12.0 + LEGEND_HEIGHT * (row + 1) as f64,
            None => 0.0,
        }
    }

    pub(super) fn height(&self) -> f64 {
        self.legend_height() + self.caption.len() as f64 * LINE_HEIGHT
    }

    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let palette = self.config.theme.palette();
        let bottom = self.canvas.bottom();
        if self.selection.nodes.is_empty() {
            let [x, y] = [self.canvas.width / 2.0, (self.canvas.top() + bottom) / 2.0].map(Fixed);
            writeln!(
                out,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"20\" text-anchor=\"middle\" \
                 fill=\"{}\">No names were found.</text>",
                palette.faint_ink
            )?;
        } else {
            writeln!(
                out,
                "<line x1=\"{}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"{rule}\"/>",
                Fixed(self.canvas.left()),
                Fixed(self.canvas.right()),
                y = Fixed(bottom + 6.0),
                rule = palette.rule,
            )?;
        }
        writeln!(out, "<g font-size=\"{FONT}\">")?;
        for &(part, row, x) in &self.legend {
            let y = bottom + 10.0 + LEGEND_HEIGHT * (row as f64 + 0.5);
            self.write_part(part, &mut Row { x, y, out })?;
        }
        let mut y = bottom + self.legend_height();
        for line in &self.caption {
            y += LINE_HEIGHT;
            let [x, y] = [MARGIN, y - 6.0].map(Fixed);
            writeln!(out, "<text x=\"{x}\" y=\"{y}\">{}</text>", xml(line))?;
        }
        writeln!(out, "</g>")
    }

    /// The heaviest edge that is drawn, whose width may be that of lighter ones.
    fn heaviest_line(&self) -> f64 {
        let weights = self.selection.edges.iter().map(|e| attraction(e.2));
        weights.fold(0.0, f64::max)
    }

    fn write_part<W: Write>(&self, part: Part, row: &mut Row<W>) -> io::Result<()> {
        match part {
            Part::Kinds => {
                let kinds: BTreeSet<Kind> = self.selection.nodes.iter().map(|n| n.kind).collect();
                for kind in kinds {
                    row.shape(style::shape(kind), self.config.theme.colour(kind), 7.0)?;
                    row.text(style::name(kind))?;
                    row.x += 10.0;
                }
            }
            Part::Mentions => {
                row.text("mentions")?;
                for mentions in samples(f64::from(self.scale.most)) {
                    // A whole number up to `most`.
                    let mentions = mentions as u32;
                    row.shape(
                        Shape::Circle,
                        self.config.theme.palette().sample,
                        self.scale.radius(mentions),
                    )?;
                    row.text(&grouped(mentions.into()))?;
                }
            }
            Part::Weights => {
                row.text(&self.config.weight)?;
                for weight in samples(self.scale.heaviest) {
                    row.line(self.config.theme.palette().line, self.scale.stroke(weight))?;
                    let more = if weight < self.heaviest_line() && weight == self.scale.heaviest {
                        " or more"
                    } else {
                        ""
                    };
                    row.text(&format!("{}{more}", plain(weight)))?;
                }
            }
        }
        Ok(())
    }
}

/// The largest value, and a round one of about a sixteenth of it.
fn samples(largest: f64) -> Vec<f64> {
    let small = (largest / 16.0).ceil();
    if largest >= 2.0 && small < largest {
        vec![small, largest]
    } else {
        vec![largest]
    }
}

/// Things from left to right.
struct Row<'o, W> {
    x: f64,
    /// The middle of the row.
    y: f64,
    out: &'o mut W,
}

impl<W: Write> Row<'_, W> {
    fn text(&mut self, text: &str) -> io::Result<()> {
        let [x, y] = [self.x, self.y + 5.0].map(Fixed);
        writeln!(self.out, "<text x=\"{x}\" y=\"{y}\">{}</text>", xml(text))?;
        self.x += width(text, FONT) * 1.06 + 8.0;
        Ok(())
    }

    fn shape(&mut self, shape: Shape, fill: &str, radius: f64) -> io::Result<()> {
        let reach = radius * shape.reach();
        self.x += reach;
        write!(self.out, "<g fill=\"{fill}\">")?;
        write_shape(shape, [self.x, self.y], radius, self.out)?;
        writeln!(self.out, "</g>")?;
        self.x += reach + 6.0;
        Ok(())
    }

    fn line(&mut self, colour: &str, (width, opacity): (f64, f64)) -> io::Result<()> {
        let [x1, x2, y] = [self.x + 4.0, self.x + 40.0, self.y].map(Fixed);
        writeln!(
            self.out,
            "<line x1=\"{x1}\" y1=\"{y}\" x2=\"{x2}\" y2=\"{y}\" stroke=\"{colour}\" \
             stroke-linecap=\"round\" stroke-width=\"{}\" stroke-opacity=\"{}\"/>",
            Fixed(width),
            Fixed(opacity),
        )?;
        self.x += 50.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::graph;

    #[test]
    fn a_legend_too_long_for_one_row_takes_two() {
        let g = graph(2, &[(0, 1, 1.0)]);
        let selection = Selection::new(&g, &SvgConfig::default());
        let (scale, canvas) = (Scale::new(&selection), Canvas::for_nodes(2));
        let rows = |weight: String| {
            let config = SvgConfig {
                weight,
                ..SvgConfig::default()
            };
            let foot = Foot::new(&selection, &config, Vec::new(), &scale, &canvas);
            foot.legend.iter().map(|part| part.1).collect::<Vec<_>>()
        };
        assert_eq!(rows("sentences".into()), [0, 0, 0]);
        assert_eq!(rows("a very long weight ".repeat(7)), [0, 0, 1]);
    }

    #[test]
    fn samples_are_the_largest_and_a_small_one() {
        assert_eq!(samples(1.0), [1.0]);
        assert_eq!(samples(51.0), [4.0, 51.0]);
        assert_eq!(samples(0.8), [0.8]);
    }
}
