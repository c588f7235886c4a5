//! `comention diff`: what came, what went and what changed between two graphs.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args as ClapArgs;
use comention::graph::diff::{Difference, EdgeChange, NodeChange, difference};
use serde::Serialize;

use super::{counted, one_line, read_graph};
use crate::exit::Exit;

/// Compare two graphs: new and vanished names, new and vanished pairs with a sentence, changed weights.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention diff monday/graph.json tuesday/graph.json
  comention diff monday/graph.json tuesday/graph.json --json > changes.json")]
pub(crate) struct Args {
    /// A graph.json
    #[arg(value_name = "OLD.json")]
    old: PathBuf,
    /// One that was made later, with the same settings
    #[arg(value_name = "NEW.json")]
    new: PathBuf,
    /// Write everything as JSON
    #[arg(long)]
    json: bool,
    /// Names and pairs of each sort to list
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "json")]
    top: usize,
}

#[derive(Serialize)]
struct Report<'a> {
    /// Whether program, model and settings were the same: else weights may differ for that reason.
    same_settings: bool,
    #[serde(flatten)]
    difference: &'a Difference,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let (old, new) = (read_graph(&args.old)?, read_graph(&args.new)?);
    let difference = difference(&old.graph, &new.graph);
    let same_settings = (&old.run.program, &old.run.model, &old.run.config)
        == (&new.run.program, &new.run.model, &new.run.config)
        && old.filter == new.filter;
    let mut out = BufWriter::new(io::stdout().lock());
    if args.json {
        let report = Report {
            same_settings,
            difference: &difference,
        };
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        if !same_settings {
            writeln!(
                out,
                "the two were made by other programs or settings; weights may differ for that reason\n"
            )?;
        }
        write_text(&difference, args.top, &mut out)?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn write_text(found: &Difference, top: usize, out: &mut impl Write) -> io::Result<()> {
    let names = |number| counted(number, "name", "names");
    let pairs = |number| counted(number, "pair", "pairs");
    writeln!(
        out,
        "{} new, {} vanished; {} new, {} vanished, {} of another weight",
        names(found.new_nodes.len()),
        names(found.vanished_nodes.len()),
        pairs(found.new_edges.len()),
        pairs(found.vanished_edges.len()),
        pairs(found.changed_edges.len()),
    )?;
    list_nodes("new names", &found.new_nodes, top, out)?;
    list_nodes("vanished names", &found.vanished_nodes, top, out)?;
    list_edges("new pairs named together", &found.new_edges, top, out)?;
    list_edges("vanished pairs", &found.vanished_edges, top, out)?;
    list_edges("changed weights", &found.changed_edges, top, out)
}

fn list_nodes(
    title: &str,
    nodes: &[NodeChange],
    top: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    head(title, nodes.len(), top, out)?;
    for node in nodes.iter().take(top) {
        let mentions = counted(node.mentions as usize, "mention", "mentions");
        let documents = counted(node.documents as usize, "document", "documents");
        let name = one_line(&node.label);
        let kind = node.id.split_once(':').map_or("", |(kind, _)| kind);
        writeln!(out, "  {name} ({kind}, {mentions}, {documents})")?;
    }
    Ok(())
}

fn list_edges(
    title: &str,
    edges: &[EdgeChange],
    top: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    head(title, edges.len(), top, out)?;
    for edge in edges.iter().take(top) {
        writeln!(
            out,
            "  {} -> {}  {} -- {}",
            edge.old,
            edge.new,
            one_line(&edge.source_label),
            one_line(&edge.target_label)
        )?;
        if let Some(evidence) = &edge.evidence {
            let text = one_line(&evidence.quote.text);
            writeln!(out, "      {}: {text}", evidence.document)?;
        }
    }
    Ok(())
}

fn head(title: &str, number: usize, top: usize, out: &mut impl Write) -> io::Result<()> {
    match number {
        0 => Ok(()),
        n if n > top => writeln!(out, "\n{title} ({top} of {n})"),
        _ => writeln!(out, "\n{title}"),
    }
}
