//! `comention show`: what a graph says about an entity, or about two.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args as ClapArgs;
use comention::export::json::{self, GraphFile};
use comention::graph::{Edge, Evidence};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::exit::Exit;

/// Show an entity's aliases, with the reason for each, and whom it is named with; or, with two names,
/// the sentences that name both.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention show output/sample/graph.json \"John Bolton\"
  comention show output/sample/graph.json Bolton \"The Intercept\"")]
pub(crate) struct Args {
    /// A graph.json
    #[arg(value_name = "GRAPH.json")]
    graph: PathBuf,
    /// A name, an alias or an id
    name: String,
    /// Another
    other: Option<String>,
    /// Neighbours to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let path = &args.graph;
    let input = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file = json::read(BufReader::new(input), &path.display().to_string())?;
    let one = file.find(&args.name)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match &args.other {
        None => entity(&file, one, args.top, &mut out)?,
        Some(other) => pair(&file, one, file.find(other)?, &mut out)?,
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn entity(file: &GraphFile, index: NodeIndex, top: usize, out: &mut impl Write) -> io::Result<()> {
    let node = &file.graph[index];
    writeln!(out, "{} ({}, {})", node.label, node.kind, node.id)?;
    writeln!(
        out,
        "{} mentions in {} documents of {} publishers{}",
        node.mentions,
        node.documents,
        node.publishers,
        dates(node.first.as_deref(), node.last.as_deref())
    )?;
    if let Some(roles) = &node.roles {
        writeln!(
            out,
            "as publisher of {} documents, as source {} times, as subject {} times",
            roles.publisher, roles.source, roles.subject
        )?;
    }
    writeln!(out, "\nwritten as")?;
    for alias in &node.aliases {
        writeln!(out, "{:>6}  {}: {}", alias.count, alias.form, alias.reason)?;
    }
    let mut edges: Vec<_> = file.graph.edges(index).collect();
    edges.sort_by(|a, b| {
        let other = |edge: &petgraph::graph::EdgeReference<'_, Edge>| {
            if edge.source() == index {
                edge.target()
            } else {
                edge.source()
            }
        };
        (b.weight().weight.total_cmp(&a.weight().weight)).then(other(a).cmp(&other(b)))
    });
    writeln!(out, "\nnamed together with")?;
    for edge in edges.iter().take(top) {
        let other = if edge.source() == index {
            edge.target()
        } else {
            edge.source()
        };
        let weight = edge.weight();
        writeln!(
            out,
            "{:>6}  {} ({} documents, {} publishers)",
            weight.weight, file.graph[other].label, weight.independent_documents, weight.publishers
        )?;
    }
    Ok(())
}

fn pair(
    file: &GraphFile,
    one: NodeIndex,
    other: NodeIndex,
    out: &mut impl Write,
) -> io::Result<()> {
    let (a, b) = (&file.graph[one].label, &file.graph[other].label);
    let Some(edge) = file.graph.find_edge(one, other) else {
        let graph = &file.run.config.graph;
        let window = graph.window.in_words();
        return match graph.min_weight {
            0 | 1 => writeln!(out, "no text names {a} and {b} {window}"),
            least => writeln!(
                out,
                "no edge of weight {least} or more: {a} and {b} named {window}"
            ),
        };
    };
    let edge = &file.graph[edge];
    writeln!(
        out,
        "{a} and {b}: {} sentences and {} paragraphs name both; {} independent documents of {} publishers name them {}{}; {} documents name both anywhere",
        edge.sentences,
        edge.paragraphs,
        edge.independent_documents,
        edge.publishers,
        file.run.config.graph.window.in_words(),
        dates(edge.first.as_deref(), edge.last.as_deref()),
        edge.documents,
    )?;
    for evidence in &edge.evidence {
        quote(evidence, out)?;
    }
    Ok(())
}

fn quote(evidence: &Evidence, out: &mut impl Write) -> io::Result<()> {
    let by = evidence.publisher.as_deref().unwrap_or("publisher unknown");
    let date = evidence.date.as_deref().unwrap_or("no date");
    let span = evidence.quote.span;
    writeln!(
        out,
        "\n{by}, {date}, {} [{}..{}]",
        evidence.document, span.start, span.end
    )?;
    writeln!(out, "  {}", one_line(&evidence.quote.text))?;
    match &evidence.second {
        Some(second) => writeln!(out, "  [...] {}", one_line(&second.text)),
        None => Ok(()),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn dates(first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(day), _) | (None, Some(day)) => format!(", {day}"),
        (None, None) => String::new(),
    }
}
