//! A picture of when the strongest names are in the texts: a row for each, a circle for each month,
//! its area in proportion to the mentions.
//!
//! Below stand the documents of each month, because more texts name everybody more often. Where there
//! are too many months for the page, a circle stands for a quarter, a year or several years.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::count::{Fixed, count, grouped};
use super::style::Theme;
use super::text::{clean, shorten, width, xml};
use crate::Kind;
use crate::analyze::strongest;
use crate::export::{GraphFile, Options};
use crate::graph::Node;

/// Most rows, whatever the options say: more do not fit a page.
const MOST_ROWS: usize = 25;

/// Most columns.
const MOST_COLUMNS: i64 = 48;

const WIDTH: f64 = 1200.0;
const MARGIN: f64 = 24.0;
const HEAD: f64 = 84.0;
const ROW: f64 = 30.0;

/// Height of the bars that stand for documents.
const BARS: f64 = 36.0;

/// Most characters of a name, and its size.
const LABEL: usize = 34;
const FONT: f64 = 14.0;

/// Writes the picture of the graph's strongest names.
///
/// # Errors
/// Only those of `out`.
pub fn write_file(file: &GraphFile, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<&Node> = strongest(&file.graph, options.top.min(MOST_ROWS))
        .into_iter()
        .map(|node| &file.graph[petgraph::graph::NodeIndex::new(node)])
        .filter(|node| !node.months.is_empty())
        .collect();
    let dates = file.documents.iter().map(|d| d.provenance.date);
    let documents: Vec<i64> = dates.filter_map(|date| month_number(&date?)).collect();
    match Axis::new(&rows, &documents) {
        None => empty(options.theme, out),
        Some(axis) => {
            let picture = Picture {
                rows,
                axis,
                documents,
                file,
                theme: options.theme,
            };
            picture.write(out)
        }
    }
}

/// Months since year 0, of a date that has a month.
fn month_number(date: &str) -> Option<i64> {
    let year: i64 = date.get(..4)?.parse().ok()?;
    let month: i64 = date.get(5..7)?.parse().ok()?;
    (1..=12).contains(&month).then_some(year * 12 + month - 1)
}

/// From months to columns.
struct Axis {
    first: i64,
    columns: usize,
    /// Months in a column.
    step: i64,
}

impl Axis {
    /// `None` if there is no month.
    fn new(rows: &[&Node], documents: &[i64]) -> Option<Axis> {
        let named = rows.iter().flat_map(|node| node.months.iter());
        let months: BTreeSet<i64> = named.map(|(month, _)| month.number().into()).collect();
        let (first, last) = (*months.first()?, *months.last()?);
        // Documents without the strongest names count too, but do not stretch the axis far.
        let first = documents
            .iter()
            .copied()
            .filter(|m| first - m < 6)
            .min()
            .unwrap_or(first)
            .min(first);
        let last = documents
            .iter()
            .copied()
            .filter(|m| m - last < 6)
            .max()
            .unwrap_or(last)
            .max(last);
        let years = (last - first) / 12 + 1;
        let step = [1, 3, 12]
            .into_iter()
            .find(|step| (last - first) / step < MOST_COLUMNS)
            .unwrap_or(12 * (years / MOST_COLUMNS + 1));
        let first = first - first.rem_euclid(step);
        Some(Axis {
            first,
            columns: ((last - first) / step + 1) as usize,
            step,
        })
    }

    fn column(&self, month: i64) -> Option<usize> {
        let column = usize::try_from((month - self.first).div_euclid(self.step)).ok()?;
        (month >= self.first && column < self.columns).then_some(column)
    }

    /// What stands below a column.
    fn label(&self, column: usize) -> String {
        let month = self.first + column as i64 * self.step;
        let (year, of_year) = (month.div_euclid(12), month.rem_euclid(12));
        match self.step {
            1 if self.columns <= 14 => format!("{year}-{:02}", of_year + 1),
            1 | 3 if of_year == 0 || column == 0 => year.to_string(),
            1 | 3 => String::new(),
            _ => year.to_string(),
        }
    }

    fn unit(&self) -> String {
        match self.step {
            1 => "month".to_string(),
            3 => "quarter".to_string(),
            12 => "year".to_string(),
            n => format!("{} years", n / 12),
        }
    }
}

struct Picture<'a> {
    rows: Vec<&'a Node>,
    axis: Axis,
    /// The month of every document that has one.
    documents: Vec<i64>,
    file: &'a GraphFile,
    theme: Theme,
}

impl Picture<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let left = (self.rows.iter())
            .map(|node| width(&self.label(node), FONT) * 1.06)
            .fold(110.0, f64::max)
            + MARGIN
            + 16.0;
        let pitch = ((WIDTH - MARGIN - left) / self.axis.columns as f64).min(90.0);
        let x = |column: usize| left + pitch * (column as f64 + 0.5);
        let counts: Vec<BTreeMap<usize, u32>> = self.rows.iter().map(|n| self.counts(n)).collect();
        let most = counts
            .iter()
            .flat_map(BTreeMap::values)
            .copied()
            .max()
            .unwrap_or(1)
            .max(1);
        let largest = (ROW * 0.62).min(6.0 + 3.0 * f64::from(most).sqrt());
        let radius = |n: u32| (largest * (f64::from(n) / f64::from(most)).sqrt()).max(1.2);
        let bottom = HEAD + ROW * self.rows.len() as f64;
        let caption = self.caption();
        let height = bottom + BARS + 100.0 + 20.0 * caption.len() as f64;

        head(
            self.theme,
            WIDTH,
            height,
            "When which name is in the texts",
            out,
        )?;
        let palette = self.theme.palette();
        // A line a row to lead the eye, and one where a year begins.
        for n in 0..self.rows.len() {
            let y = HEAD + ROW * (n as f64 + 0.5);
            line(
                out,
                [left, y],
                [x(self.axis.columns - 1) + pitch / 2.0, y],
                palette.rule,
                0.5,
            )?;
        }
        for column in 0..self.axis.columns {
            let month = self.axis.first + column as i64 * self.axis.step;
            if self.axis.step < 12 && month.rem_euclid(12) == 0 {
                let x = x(column) - pitch / 2.0;
                line(out, [x, HEAD], [x, bottom + BARS + 10.0], palette.rule, 0.8)?;
            }
        }
        for (n, (node, counts)) in self.rows.iter().zip(&counts).enumerate() {
            let y = HEAD + ROW * (n as f64 + 0.5);
            text(
                out,
                [left - 12.0, y + 5.0],
                "end",
                palette.ink,
                &self.label(node),
            )?;
            writeln!(
                out,
                "<g fill=\"{}\" fill-opacity=\"0.8\">",
                self.theme.colour(node.kind)
            )?;
            for (&column, &mentions) in counts {
                let [cx, cy, r] = [x(column), y, radius(mentions)].map(Fixed);
                writeln!(
                    out,
                    "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\"><title>{}, {}: {}</title></circle>",
                    xml(&node.label),
                    self.span(column),
                    count(mentions.into(), "mention", "mentions"),
                )?;
            }
            writeln!(out, "</g>")?;
        }
        self.bars(left, pitch, bottom, out)?;
        self.legend(bottom + BARS + 62.0, most, &radius, out)?;
        for (n, sentence) in caption.iter().enumerate() {
            let y = bottom + BARS + 100.0 + 20.0 * n as f64;
            text(out, [MARGIN, y], "start", palette.ink, sentence)?;
        }
        writeln!(out, "</svg>")
    }

    fn label(&self, node: &Node) -> String {
        shorten(&clean(&node.label), LABEL)
    }

    fn counts(&self, node: &Node) -> BTreeMap<usize, u32> {
        let mut counts = BTreeMap::new();
        for (month, mentions) in node.months.iter() {
            if let Some(column) = self.axis.column(month.number().into()) {
                *counts.entry(column).or_default() += mentions;
            }
        }
        counts
    }

    /// A column in words.
    fn span(&self, column: usize) -> String {
        let first = self.axis.first + column as i64 * self.axis.step;
        let name = |month: i64| format!("{}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
        match self.axis.step {
            1 => name(first),
            step => format!("{} to {}", name(first), name(first + step - 1)),
        }
    }

    /// Documents, and the names of the columns below them.
    fn bars(&self, left: f64, pitch: f64, top: f64, out: &mut dyn Write) -> io::Result<()> {
        let palette = self.theme.palette();
        let mut counts: BTreeMap<usize, i64> = BTreeMap::new();
        for column in self.documents.iter().filter_map(|&m| self.axis.column(m)) {
            *counts.entry(column).or_default() += 1;
        }
        let most = counts.values().copied().max().unwrap_or(1);
        let base = top + BARS + 10.0;
        let label = format!("documents (up to {})", grouped(most));
        text(
            out,
            [left - 12.0, base - 4.0],
            "end",
            palette.faint_ink,
            &label,
        )?;
        writeln!(out, "<g fill=\"{}\">", palette.sample)?;
        for (&column, &n) in &counts {
            let height = BARS * n as f64 / most as f64;
            let wide = (pitch - 2.0).clamp(1.0, 24.0);
            let x = left + pitch * (column as f64 + 0.5) - wide / 2.0;
            writeln!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}: {}</title></rect>",
                Fixed(x),
                Fixed(base - height),
                Fixed(wide),
                Fixed(height),
                self.span(column),
                count(n, "document", "documents"),
            )?;
        }
        writeln!(out, "</g>")?;
        let mut free = f64::NEG_INFINITY;
        for column in 0..self.axis.columns {
            let label = self.axis.label(column);
            let x = left + pitch * (column as f64 + 0.5);
            let half = width(&label, FONT) / 2.0;
            if !label.is_empty() && x - half > free && x + half < WIDTH {
                text(out, [x, base + 18.0], "middle", palette.ink, &label)?;
                free = x + half + 8.0;
            }
        }
        Ok(())
    }

    fn legend(
        &self,
        y: f64,
        most: u32,
        radius: &dyn Fn(u32) -> f64,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let palette = self.theme.palette();
        let mut x = MARGIN;
        let kinds: BTreeSet<Kind> = self.rows.iter().map(|node| node.kind).collect();
        let kinds = kinds.into_iter().map(|kind| {
            (
                7.0,
                self.theme.colour(kind),
                super::style::name(kind).to_string(),
            )
        });
        let small = most.div_ceil(16);
        let samples = [small, most]
            .into_iter()
            .filter(|&n| n < most || most == small || n == most);
        let mut sizes: Vec<u32> = samples.collect();
        sizes.dedup();
        let last = sizes.len() - 1;
        let sizes = sizes.into_iter().enumerate().map(|(n, size)| {
            let unit = if n == last { " mentions" } else { "" };
            (
                radius(size),
                palette.sample,
                format!("{}{unit}", grouped(size.into())),
            )
        });
        for (radius, fill, words) in kinds.chain(sizes) {
            x += radius;
            let [cx, cy, r] = [x, y - 5.0, radius].map(Fixed);
            writeln!(
                out,
                "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\" fill=\"{fill}\" fill-opacity=\"0.8\"/>"
            )?;
            x += radius + 6.0;
            text(out, [x, y], "start", palette.ink, &words)?;
            x += width(&words, FONT) * 1.06 + 24.0;
        }
        Ok(())
    }

    fn caption(&self) -> Vec<String> {
        let file = self.file;
        let undated = file.documents.len().saturating_sub(self.documents.len());
        let mut second = format!(
            "From {}",
            count(file.documents.len() as i64, "document", "documents")
        );
        if undated > 0 {
            second.push_str(&format!(
                ", of which {} without a month are not shown",
                grouped(undated as i64)
            ));
        }
        second.push_str(&format!(
            ". Shown: the {} of the strongest pairs, of {}.",
            count(self.rows.len() as i64, "name", "names"),
            grouped(file.run.nodes as i64)
        ));
        vec![
            format!(
                "A circle stands for the mentions of a name in the documents of a {}. Names in one column \
                 are not named together for that alone.",
                self.axis.unit()
            ),
            second,
        ]
    }
}

fn head(theme: Theme, width: f64, height: f64, title: &str, out: &mut dyn Write) -> io::Result<()> {
    let palette = theme.palette();
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" \
         height=\"{h}\" role=\"img\" font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" \
         font-size=\"{FONT}\">\n<title>{title}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{page}\"/>\n\
         <text x=\"24\" y=\"42\" font-size=\"26\" font-weight=\"bold\" fill=\"{ink}\">{title}</text>",
        w = Fixed(width),
        h = Fixed(height),
        page = palette.page,
        ink = palette.ink,
        title = xml(title),
    )
}

fn empty(theme: Theme, out: &mut dyn Write) -> io::Result<()> {
    head(theme, WIDTH, 120.0, "When which name is in the texts", out)?;
    let ink = theme.palette().faint_ink;
    let words = "No document that names any of them has a date with a month.";
    text(out, [MARGIN, 84.0], "start", ink, words)?;
    writeln!(out, "</svg>")
}

fn text(
    out: &mut dyn Write,
    [x, y]: [f64; 2],
    anchor: &str,
    fill: &str,
    words: &str,
) -> io::Result<()> {
    writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>",
        Fixed(x),
        Fixed(y),
        xml(words)
    )
}

fn line(out: &mut dyn Write, a: [f64; 2], b: [f64; 2], stroke: &str, width: f64) -> io::Result<()> {
    let [x1, y1, x2, y2] = [a[0], a[1], b[0], b[1]].map(Fixed);
    writeln!(
        out,
        "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"{stroke}\" \
         stroke-width=\"{width}\"/>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;

    fn picture(file: &GraphFile) -> String {
        let mut out = Vec::new();
        write_file(file, &Options::default(), &mut out).unwrap();
        let svg = String::from_utf8(out).unwrap();
        roxmltree::Document::parse(&svg).unwrap();
        svg
    }

    #[test]
    fn names_that_bite_make_valid_xml() {
        let svg = picture(&fixture::file(fixture::names_that_bite()));
        assert!(svg.contains("2020-01: 1 document<"));
        assert!(svg.contains("of which 1 without a month are not shown"));
    }

    #[test]
    fn without_months_the_picture_says_so() {
        let mut graph = fixture::names_that_bite();
        graph
            .node_weights_mut()
            .for_each(|node| node.months = Default::default());
        assert!(picture(&fixture::file(graph)).contains("No document"));
    }

    #[test]
    fn many_months_become_quarters_and_years() {
        let axis = |first: &str, last: &str| {
            let mut node = fixture::node("person:a", "A", Kind::Person, 2);
            node.months = fixture::months([(first, 1), (last, 1)]);
            let axis = Axis::new(&[&node], &[]).unwrap();
            (axis.step, axis.columns)
        };
        assert_eq!(axis("2019-03", "2020-02"), (1, 12));
        assert_eq!(axis("2010-02", "2019-12"), (3, 40));
        assert_eq!(axis("1990-06", "2020-01"), (12, 31));
        assert_eq!(axis("1800-01", "2020-01"), (60, 45));
    }
}
