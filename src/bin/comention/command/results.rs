//! What `build` and `graph` leave behind: the files and the summary.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use comention::analyze;
use comention::export::{self, Format, GraphFile, Options};
use comention::graph::heaviest_edges;
use comention::pipeline::Outcome;
use comention::render::graphviz;
use comention::{Kind, Observer, Stage};

use super::counted;
use crate::args::{GraphArgs, Relations};
use crate::exit::Exit;
use crate::output::{Output, Writing};
use crate::progress::Terminal;

/// Writes the files to the output directory and the summary to standard output.
pub(crate) fn write_results(
    outcome: Outcome,
    args: &GraphArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Exit> {
    terminal.stage(Stage::Export);
    let mut output = Output::new(&args.output)?;
    if !args.only {
        output.file("mentions.jsonl", |out| {
            export::mentions::write(&outcome, out)
        })?;
    }
    let documents = Arc::clone(&outcome.documents);
    let mut file = GraphFile::from(outcome);
    documents.check().context("cannot read the kept rows")?;
    drop(documents);
    if args.relations == Relations::None {
        file.relations.clear();
    }
    let exit = write_graph(&file, Some(output), args, terminal)?;
    // The program ends now, and the system takes all memory at once. Freeing it string by string would
    // take longer than writing some of the files.
    std::mem::forget(file);
    Ok(exit)
}

/// Writes the files of the graph, beside `mentions.jsonl` if that was written to `output`, and the
/// summary.
pub(crate) fn write_graph(
    file: &GraphFile,
    output: Option<Output>,
    args: &GraphArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Exit> {
    let folder = &args.output;
    let before = output.iter().filter(|_| !args.only);
    let mut written: Vec<&str> = before.map(|_| "mentions.jsonl").collect();
    let mut output = match output {
        Some(output) => output,
        None => Output::new(folder)?,
    };
    let options = Options {
        top: args.top,
        relations: args.relations == Relations::Edges,
        ..Options::default()
    };
    let mut files: Vec<(&str, Writing)> = Vec::new();
    if let Some(engine) = args.layout {
        let (dot, svg) = (Path::new("dot"), graphviz::Format::Svg);
        let picture = graphviz::render(dot, &file.graph, engine, svg).context(
            "Graphviz draws the picture where --layout is given; leave it out if it is not installed",
        )?;
        files.push(("graph.svg", Box::new(move |out| out.write_all(&picture))));
        written.push("graph.svg");
    }
    let standard: &[&str] = match args.only {
        true => &[],
        false => &["svg", "json", "dot", "html"],
    };
    let standard = standard.iter().filter_map(|name| Format::from_name(name));
    for format in standard.chain(args.format.iter().copied().flatten()) {
        for part in format.files {
            // The standard files may be named too.
            if !written.contains(&part.name) {
                let options = &options;
                files.push((
                    part.name,
                    Box::new(move |out| part.write(file, options, out)),
                ));
                written.push(part.name);
            }
        }
    }
    // The page takes longest, and much of it is the work of one thread: it begins first.
    files.sort_by_key(|(name, _)| *name != "graph.html");
    // What a file of a large graph needs for a while, the next can use again; all threads work on the long
    // lists of each.
    if file.graph.edge_count() < analyze::LARGE {
        output.files(files)?;
    } else {
        for (name, write) in files {
            output.file(name, write)?;
        }
    }
    output.keep()?;
    terminal.finish();
    if !terminal.is_quiet() {
        summary(file, &mut io::stdout().lock()).context("cannot write the summary")?;
    }
    terminal.note(&format!(
        "wrote {} to {}",
        written.join(", "),
        folder.display()
    ));
    Ok(if file.warnings.iter().any(|w| w.skipped) {
        Exit::SomeSkipped
    } else {
        Exit::Done
    })
}

/// A short account of what was found.
fn summary(file: &GraphFile, out: &mut impl Write) -> io::Result<()> {
    let run = &file.run;
    let count = |kind: Kind| {
        let of_kind = |n: &&comention::graph::Node| n.kind == kind;
        file.graph.node_weights().filter(of_kind).count()
    };
    let copies = file
        .documents
        .iter()
        .filter(|d| d.copy_of.is_some())
        .count();
    writeln!(
        out,
        "{}{}, {}",
        counted(run.documents, "document", "documents"),
        match copies {
            0 => String::new(),
            copies => format!(" ({copies} of them copies of others)"),
        },
        counted(run.mentions, "mention", "mentions")
    )?;
    writeln!(
        out,
        "{}: {}, {}, {}{}",
        counted(run.nodes, "entity", "entities"),
        counted(count(Kind::Person), "person", "persons"),
        counted(count(Kind::Organization), "organization", "organizations"),
        counted(count(Kind::Outlet), "outlet", "outlets"),
        match count(Kind::Place) {
            0 => String::new(),
            places => format!(", {}", counted(places, "place", "places")),
        }
    )?;
    writeln!(
        out,
        "{} named {}",
        counted(run.edges, "pair", "pairs"),
        run.config.graph.window.in_words()
    )?;
    let heaviest = heaviest_edges(&file.graph, 10);
    if !heaviest.is_empty() {
        writeln!(
            out,
            "\nmost often named together (which alone does not say that they are connected):"
        )?;
        for edge in heaviest {
            if let Some((source, target)) = file.graph.edge_endpoints(edge) {
                let weight = file.graph[edge].weight;
                let [source, target] = [source, target].map(|node| &file.graph[node].label);
                writeln!(out, "{weight:>6}  {source} -- {target}")?;
            }
        }
    }
    let skipped = file.warnings.iter().filter(|w| w.skipped).count();
    if skipped > 0 {
        let inputs = counted(skipped, "input", "inputs");
        writeln!(out, "\n{inputs} left out, see the warnings")?;
    }
    Ok(())
}
