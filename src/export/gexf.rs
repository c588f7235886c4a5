//! GEXF 1.3: Gephi, Gephi Lite, networkx.
//!
//! The dynamic form has spells, from the day of the first document to that of the last; an edge with a
//! series by month has one for every run of months in which it was named, so that a timeline shows it
//! come and go. Loaders that
//! know no time leave them out, so these days are also plain attributes in either form. There are no
//! attributes that change with time: they would need a second list of attributes for nodes, and
//! graphology's loader, which is that of Gephi Lite, reads only one and refuses the file.

use std::io::{self, Write};

use super::columns::{
    Column, EDGE, EVIDENCE, NODE, RELATION, Type, best, finite, only_of_relations, text,
};
use super::xml::escaped;
use super::{GraphFile, NOTE, Options};
use crate::day::{first_of, last_of};
use crate::graph::Month;
use crate::render::style;
use crate::render::text::clean;

/// With or without time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Without.
    Static,
    /// With spells.
    Dynamic,
}

/// The picture's square is so many units wide to either side: Gephi's nodes are some units large.
const SCALE: f64 = 1000.0;

/// Writes the graph.
///
/// Stated relations are directed edges with an attribute `relation`, drawn dashed.
pub(super) fn write(
    file: &GraphFile,
    mode: Mode,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">"
    )?;
    writeln!(
        out,
        "<meta><creator>{}</creator><description>{}</description></meta>",
        escaped(&file.run.program),
        escaped(NOTE)
    )?;
    match mode {
        Mode::Static => writeln!(
            out,
            "<graph defaultedgetype=\"undirected\" mode=\"static\">"
        )?,
        Mode::Dynamic => writeln!(
            out,
            "<graph defaultedgetype=\"undirected\" mode=\"dynamic\" timeformat=\"date\" \
             timerepresentation=\"interval\">"
        )?,
    }
    attributes(out, "node", NODE.iter())?;
    writeln!(out, "<attributes class=\"edge\" mode=\"static\">")?;
    declare(out, EDGE.iter())?;
    declare(out, EVIDENCE.iter())?;
    if options.relations {
        declare(out, only_of_relations())?;
    }
    writeln!(out, "</attributes>")?;
    nodes(file, mode, out)?;
    edges(file, mode, options, out)?;
    writeln!(out, "</graph>\n</gexf>")
}

fn nodes(file: &GraphFile, mode: Mode, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<nodes>")?;
    for node in file.nodes() {
        let (id, label) = (escaped(&node.id), escaped(&clean(&node.label)));
        write!(out, "<node id=\"{id}\" label=\"{label}\"><attvalues>")?;
        values(out, NODE, node)?;
        write!(out, "</attvalues>")?;
        if mode == Mode::Dynamic {
            spell(out, node.first.as_deref(), node.last.as_deref())?;
        }
        let [r, g, b] = style::rgb(style::colour(node.kind));
        writeln!(
            out,
            "<viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/><viz:position x=\"{}\" y=\"{}\" z=\"0\"/>\
             <viz:size value=\"{}\"/></node>",
            finite(node.x) * SCALE,
            finite(node.y) * SCALE,
            style::size(node),
        )?;
    }
    writeln!(out, "</nodes>")
}

fn edges(file: &GraphFile, mode: Mode, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<edges>")?;
    for row in file.edges() {
        let [id, source, target] = [&*row.id, &*row.source.id, &*row.target.id].map(escaped);
        write!(
            out,
            "<edge id=\"{id}\" source=\"{source}\" target=\"{target}\" weight=\"{}\"><attvalues>",
            finite(row.edge.weight)
        )?;
        values(out, EDGE, row.edge)?;
        if let Some(best) = best(row.edge) {
            values(out, EVIDENCE, &best)?;
        }
        write!(out, "</attvalues>")?;
        if mode == Mode::Dynamic {
            if row.edge.months.is_empty() {
                spell(out, row.edge.first.as_deref(), row.edge.last.as_deref())?;
            } else {
                month_spells(out, row.edge.months.iter().map(|(month, _)| month))?;
            }
        }
        writeln!(out, "</edge>")?;
    }
    for relation in file.relations_as_edges(options) {
        let id = relation.id();
        let [id, source, target] = [&id, &relation.source, &relation.target].map(|id| escaped(id));
        write!(
            out,
            "<edge id=\"{id}\" type=\"directed\" source=\"{source}\" target=\"{target}\" \
             label=\"{}\" weight=\"0\"><attvalues>",
            relation.relation
        )?;
        values(out, RELATION, relation)?;
        write!(out, "</attvalues>")?;
        if mode == Mode::Dynamic {
            spell(out, relation.first.as_deref(), relation.last.as_deref())?;
        }
        writeln!(
            out,
            "<viz:color r=\"178\" g=\"24\" b=\"43\"/><viz:shape value=\"dashed\"/></edge>"
        )?;
    }
    writeln!(out, "</edges>")
}

fn attributes<T: 'static>(
    out: &mut dyn Write,
    class: &str,
    columns: impl Iterator<Item = &'static Column<T>>,
) -> io::Result<()> {
    writeln!(out, "<attributes class=\"{class}\" mode=\"static\">")?;
    declare(out, columns)?;
    writeln!(out, "</attributes>")
}

fn declare<T: 'static>(
    out: &mut dyn Write,
    columns: impl Iterator<Item = &'static Column<T>>,
) -> io::Result<()> {
    for Column { name, ty, .. } in columns {
        let ty = match ty {
            Type::Text => "string",
            Type::Whole => "integer",
            Type::Number => "double",
        };
        writeln!(
            out,
            "<attribute id=\"{name}\" title=\"{name}\" type=\"{ty}\"/>"
        )?;
    }
    Ok(())
}

fn values<T>(out: &mut dyn Write, columns: &[Column<T>], row: &T) -> io::Result<()> {
    for column in columns {
        if let Some(value) = column.value(row) {
            let (name, value) = (column.name, escaped(&text(value)));
            write!(out, "<attvalue for=\"{name}\" value=\"{value}\"/>")?;
        }
    }
    Ok(())
}

/// When something was named; without a date nothing is said, which means always.
fn spell(out: &mut dyn Write, first: Option<&str>, last: Option<&str>) -> io::Result<()> {
    let start = first.and_then(first_of);
    let end = last.or(first).and_then(last_of);
    if let (Some(start), Some(end)) = (start, end) {
        write!(
            out,
            "<spells><spell start=\"{start}\" end=\"{end}\"/></spells>"
        )?;
    }
    Ok(())
}

/// A spell for every run of months, which must be in order.
fn month_spells(out: &mut dyn Write, months: impl Iterator<Item = Month>) -> io::Result<()> {
    let mut runs: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match runs.last_mut() {
            Some((_, last)) if month.number() == last.number() + 1 => *last = month,
            _ => runs.push((month, month)),
        }
    }
    write!(out, "<spells>")?;
    for (first, last) in runs {
        let ends = (first_of(&first.to_string()), last_of(&last.to_string()));
        if let (Some(start), Some(end)) = ends {
            write!(out, "<spell start=\"{start}\" end=\"{end}\"/>")?;
        }
    }
    write!(out, "</spells>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;

    #[test]
    fn months_that_follow_each_other_are_one_spell() {
        let months = ["2019-11", "2019-12", "2020-01", "2020-04"].map(|month| (month, 1));
        let months = fixture::months(months);
        let mut out = Vec::new();
        month_spells(&mut out, months.iter().map(|(month, _)| month)).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<spells><spell start=\"2019-11-01\" end=\"2020-01-31\"/>\
             <spell start=\"2020-04-01\" end=\"2020-04-30\"/></spells>"
        );
    }
}
