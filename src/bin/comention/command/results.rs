//! What `build` and `graph` leave behind: the files and the summary.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use comention::export;
use comention::pipeline::Outcome;
use comention::render::graphviz;
use comention::render::svg::{self, SvgConfig};
use comention::{Kind, Observer, Stage};

use crate::args::GraphArgs;
use crate::exit::Exit;
use crate::output::write_file;
use crate::progress::Terminal;

/// Writes the files to the output directory and the summary to standard output.
pub(crate) fn write_results(
    outcome: &Outcome,
    args: &GraphArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Exit> {
    terminal.stage(Stage::Export);
    let folder = &args.output;
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the directory {}", folder.display()))?;
    write_file(&folder.join("mentions.jsonl"), |out| {
        export::mentions::write(outcome, out)
    })?;
    write_file(&folder.join("graph.json"), |out| {
        export::json::write(outcome, out)
    })?;
    write_file(&folder.join("graph.dot"), |out| {
        export::dot::write(&outcome.graph, out)
    })?;
    let config = SvgConfig {
        top: args.top,
        documents: outcome.documents.len(),
        window: outcome.run.config.graph.window.in_words(),
        ..SvgConfig::default()
    };
    let picture = match args.layout {
        None => {
            let mut picture = Vec::new();
            svg::write(&outcome.graph, &config, &mut picture)?;
            picture
        }
        Some(engine) => graphviz::render(
            Path::new("dot"),
            &outcome.graph,
            engine,
            graphviz::Format::Svg,
        )
        .context("Graphviz draws the picture where --layout is given; leave it out if it is not installed")?,
    };
    write_file(&folder.join("graph.svg"), |out| out.write_all(&picture))?;
    terminal.finish();
    summary(outcome, &mut io::stdout().lock())?;
    terminal.note(&format!(
        "wrote graph.json, graph.dot, graph.svg and mentions.jsonl to {}",
        folder.display()
    ));
    Ok(if outcome.warnings.iter().any(|w| w.skipped) {
        Exit::SomeSkipped
    } else {
        Exit::Done
    })
}

/// A short account of what was found.
fn summary(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    let run = &outcome.run;
    let count = |kind: Kind| {
        let of_kind = |n: &&comention::graph::Node| n.kind == kind;
        outcome.graph.node_weights().filter(of_kind).count()
    };
    writeln!(
        out,
        "{} documents{}, {} mentions",
        run.documents,
        match outcome.copies() {
            0 => String::new(),
            copies => format!(" ({copies} of them copies of others)"),
        },
        run.mentions
    )?;
    writeln!(
        out,
        "{} entities: {} persons, {} organizations, {} outlets{}",
        run.nodes,
        count(Kind::Person),
        count(Kind::Organization),
        count(Kind::Outlet),
        match count(Kind::Place) {
            0 => String::new(),
            places => format!(", {places} places"),
        }
    )?;
    writeln!(
        out,
        "{} pairs named {}",
        run.edges,
        run.config.graph.window.in_words()
    )?;
    let heaviest = outcome.heaviest_edges(10);
    if !heaviest.is_empty() {
        writeln!(
            out,
            "\nmost often named together (which alone does not say that they are connected):"
        )?;
        for (source, target, weight) in heaviest {
            writeln!(out, "{weight:>6}  {source} -- {target}")?;
        }
    }
    let skipped = outcome.warnings.iter().filter(|w| w.skipped).count();
    if skipped > 0 {
        writeln!(out, "\n{skipped} inputs were left out, see the warnings")?;
    }
    Ok(())
}
