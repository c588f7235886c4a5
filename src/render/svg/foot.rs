//! Under the picture: what the shapes mean, what a line means, and what is not shown.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::draw::{Canvas, write_shape};
use super::number::{Fixed, count, grouped, plain};
use super::scale::Scale;
use super::select::Selection;
use super::{MARGIN, SvgConfig};
use crate::Kind;
use crate::analyze::attraction;
use crate::render::style::{self, Shape};
use crate::render::text::{clean, width, xml};

const FONT: f64 = 14.0;
const LINE_HEIGHT: f64 = 20.0;
const LEGEND_HEIGHT: f64 = 72.0;

/// How many of the heaviest edges the description for those who cannot see the picture names.
const DESCRIBED: usize = 10;

pub(super) struct Foot<'a> {
    selection: &'a Selection<'a>,
    config: &'a SvgConfig,
    scale: &'a Scale,
    canvas: &'a Canvas,
    /// The caption's lines.
    caption: Vec<String>,
}

impl<'a> Foot<'a> {
    /// `labelled` is how many nodes have a label.
    pub(super) fn new(
        selection: &'a Selection<'a>,
        config: &'a SvgConfig,
        labelled: usize,
        scale: &'a Scale,
        canvas: &'a Canvas,
    ) -> Foot<'a> {
        let room = canvas.width - 2.0 * MARGIN;
        let mut caption = wrap(&meaning(selection, config), room);
        caption.extend(wrap(&shown(selection, config, labelled), room));
        Foot {
            selection,
            config,
            scale,
            canvas,
            caption,
        }
    }

    pub(super) fn height(&self) -> f64 {
        let legend = if self.selection.nodes.is_empty() {
            0.0
        } else {
            LEGEND_HEIGHT
        };
        legend + self.caption.len() as f64 * LINE_HEIGHT
    }

    /// The caption and the heaviest edges in words.
    pub(super) fn description(&self) -> String {
        let mut text = self.caption.join(" ");
        let pairs: Vec<String> = (self.selection.edges.iter().rev().take(DESCRIBED))
            .map(|&(a, b, edge)| {
                let (a, b) = (self.selection.nodes[a], self.selection.nodes[b]);
                format!(
                    "{} and {} ({})",
                    clean(&a.label),
                    clean(&b.label),
                    plain(edge.weight)
                )
            })
            .collect();
        if !pairs.is_empty() {
            text.push_str(&format!(
                " The heaviest lines ({}): {}.",
                self.config.weight,
                pairs.join("; ")
            ));
        }
        text
    }

    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let top = self.canvas.bottom();
        let mut y = top;
        if self.selection.nodes.is_empty() {
            let middle = [self.canvas.width / 2.0, (self.canvas.top() + top) / 2.0].map(Fixed);
            let [x, y] = middle;
            writeln!(
                out,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"20\" text-anchor=\"middle\" \
                 fill=\"#595959\">No names were found.</text>"
            )?;
        } else {
            self.write_legend(out)?;
            y += LEGEND_HEIGHT;
        }
        writeln!(out, "<g font-size=\"{FONT}\">")?;
        for line in &self.caption {
            y += LINE_HEIGHT;
            writeln!(
                out,
                "<text x=\"{}\" y=\"{}\">{}</text>",
                Fixed(MARGIN),
                Fixed(y - 6.0),
                xml(line)
            )?;
        }
        writeln!(out, "</g>")
    }

    /// One row: the kinds that are shown, sizes with their mentions, lines with their weights.
    fn write_legend(&self, out: &mut impl Write) -> io::Result<()> {
        let rule = self.canvas.bottom() + 6.0;
        let y = rule + 34.0;
        let mut row = Row { x: MARGIN, y, out };
        writeln!(
            row.out,
            "<line x1=\"{}\" y1=\"{rule:.2}\" x2=\"{}\" y2=\"{rule:.2}\" stroke=\"#bfbfbf\"/>",
            Fixed(self.canvas.left()),
            Fixed(self.canvas.right()),
        )?;
        writeln!(row.out, "<g font-size=\"{FONT}\">")?;
        let mut kinds: BTreeMap<Kind, ()> = BTreeMap::new();
        kinds.extend(self.selection.nodes.iter().map(|n| (n.kind, ())));
        for kind in kinds.into_keys() {
            row.shape(style::shape(kind), style::colour(kind), 7.0)?;
            row.text(style::name(kind))?;
            row.x += 18.0;
        }
        row.x += 14.0;
        row.text("mentions")?;
        for mentions in samples(f64::from(self.scale.most)) {
            // A whole number below 2^32: it came from one.
            let mentions = mentions as u32;
            row.shape(Shape::Circle, "#a6a6a6", self.scale.radius(mentions))?;
            row.text(&grouped(mentions.into()))?;
        }
        if self.selection.edges.iter().any(|e| attraction(e.2) > 0.0) {
            row.x += 32.0;
            row.text(&self.config.weight)?;
            for weight in samples(self.scale.heaviest) {
                row.line(self.scale.stroke(weight))?;
                row.text(&plain(weight))?;
            }
        }
        writeln!(row.out, "</g>")
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

    fn line(&mut self, (width, opacity): (f64, f64)) -> io::Result<()> {
        let [x1, x2, y] = [self.x + 4.0, self.x + 40.0, self.y].map(Fixed);
        writeln!(
            self.out,
            "<line x1=\"{x1}\" y1=\"{y}\" x2=\"{x2}\" y2=\"{y}\" stroke=\"#4d5966\" \
             stroke-linecap=\"round\" stroke-width=\"{}\" stroke-opacity=\"{}\"/>",
            Fixed(width),
            Fixed(opacity),
        )?;
        self.x += 50.0;
        Ok(())
    }
}

fn meaning(selection: &Selection, config: &SvgConfig) -> String {
    if selection.of_nodes == 0 {
        return String::new();
    }
    if selection.of_edges == 0 {
        return format!("No two names are named together {}.", config.window);
    }
    format!(
        "Two names joined by a line are named together {}. That alone does not say that they are \
         connected.",
        config.window
    )
}

fn shown(selection: &Selection, config: &SvgConfig, labelled: usize) -> String {
    let mut sentences = Vec::new();
    if config.documents > 0 {
        let documents = count(whole(config.documents), "document", "documents");
        sentences.push(format!("From {documents}."));
    }
    let nodes = selection.nodes.len();
    let left_out = (
        selection.of_nodes - nodes,
        selection.of_edges - selection.edges.len(),
    );
    let names = |n| count(whole(n), "name", "names");
    let pairs = |n| count(whole(n), "pair", "pairs");
    if left_out != (0, 0) {
        sentences.push(format!(
            "Shown: the {} most often named together with others, and {} among them. Left out: {} \
             and {}.",
            names(nodes),
            pairs(selection.edges.len()),
            names(left_out.0),
            pairs(left_out.1),
        ));
    } else if nodes > 0 {
        sentences.push(format!(
            "All {} and {} are shown.",
            names(nodes),
            pairs(selection.edges.len())
        ));
    }
    if labelled < nodes {
        sentences.push(format!(
            "No room was left to write {}.",
            names(nodes - labelled)
        ));
    }
    sentences.join(" ")
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The text in lines no wider than `room`, as far as its words allow.
fn wrap(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), FONT) * 1.06 <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}
