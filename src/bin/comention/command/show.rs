//! `comention show`: what a graph says about an entity, or about two.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args as ClapArgs;
use comention::claims::stated::{Relation, SaidBy};
use comention::export::json::{self, GraphFile};
use comention::graph::{Edge, Evidence, Example, Node, heaviest_edges};
use comention::resolve::suggest::suggest;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::counted;
use crate::exit::Exit;

/// Show an entity's aliases, with the reason for each, and whom it is named with; with two names, the
/// sentences that name both; with none, the strongest nodes and edges.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention show output/sample/graph.json \"John Bolton\"
  comention show output/sample/graph.json Bolton \"The Intercept\"
  comention show output/sample/graph.json --top 10
  comention show --suggest output/sample/graph.json >> corrections.toml")]
pub(crate) struct Args {
    /// A graph.json
    #[arg(value_name = "GRAPH.json")]
    graph: PathBuf,
    /// A name, an alias or an id
    name: Option<String>,
    /// Another
    other: Option<String>,
    /// Print what may be wrong, entities that may be the same or may be two, as entries of a
    /// corrections file
    #[arg(long, conflicts_with = "name")]
    suggest: bool,
    /// Neighbours, nodes and edges, or suggestions of each sort to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let path = &args.graph;
    let input = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file = json::read(BufReader::new(input), &path.display().to_string())?;
    let mut out = BufWriter::new(io::stdout().lock());
    match (&args.name, &args.other) {
        (None, _) if args.suggest => {
            let suggestions = suggest(&file.graph, args.top);
            out.write_all(suggestions.to_toml(&file.graph).as_bytes())?;
        }
        (None, _) => strongest(&file, args.top, &mut out)?,
        (Some(one), None) => entity(&file, file.find(one)?, args.top, &mut out)?,
        (Some(one), Some(other)) => {
            pair(&file, file.find(one)?, file.find(other)?, &mut out)?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// Where a form stands, and the name by which it is understood there.
fn place(example: &Example) -> String {
    let Example {
        document,
        span,
        because,
    } = example;
    let because = because.map_or(String::new(), |because| {
        format!(", see {}..{}", because.start, because.end)
    });
    format!(" ({document}:{}..{}{because})", span.start, span.end)
}

/// The nodes and edges of most weight.
fn strongest(file: &GraphFile, top: usize, out: &mut impl Write) -> io::Result<()> {
    let graph = &file.graph;
    let mut nodes: Vec<&Node> = graph.node_weights().collect();
    nodes.sort_by(|a, b| {
        let by_strength = b.measures.strength.total_cmp(&a.measures.strength);
        by_strength.then(b.mentions.cmp(&a.mentions))
    });
    writeln!(
        out,
        "strongest nodes: sum of the weights of their edges, name, kind, mentions, documents"
    )?;
    for node in nodes.iter().take(top) {
        writeln!(
            out,
            "{:>6}  {} ({}, {}, {})",
            node.measures.strength,
            node.label,
            node.kind,
            count(node.mentions, "mention"),
            count(node.documents, "document")
        )?;
    }
    writeln!(
        out,
        "\nmost often named together (which alone does not say that they are connected)"
    )?;
    for index in heaviest_edges(graph, top) {
        let Some((a, b)) = graph.edge_endpoints(index) else {
            continue;
        };
        let (a, b, edge) = (&graph[a].label, &graph[b].label, &graph[index]);
        writeln!(
            out,
            "{:>6}  {a} -- {b} ({}, {})",
            edge.weight,
            count(edge.documents, "document"),
            count(edge.publishers, "publisher")
        )?;
    }
    Ok(())
}

fn entity(file: &GraphFile, index: NodeIndex, top: usize, out: &mut impl Write) -> io::Result<()> {
    let node = &file.graph[index];
    writeln!(out, "{} ({}, {})", node.label, node.kind, node.id)?;
    if let Some(id) = &node.external_id {
        writeln!(out, "known elsewhere as {id}")?;
    }
    writeln!(
        out,
        "{} in {} of {}{}",
        count(node.mentions, "mention"),
        count(node.documents, "document"),
        count(node.publishers, "publisher"),
        dates(node.first.as_deref(), node.last.as_deref())
    )?;
    if let Some(roles) = &node.roles {
        writeln!(
            out,
            "as publisher of {}, as source {}, as subject {}",
            count(roles.publisher, "document"),
            count(roles.source, "time"),
            count(roles.subject, "time")
        )?;
    }
    writeln!(out, "\nwritten as")?;
    for alias in &node.aliases {
        let place = alias.example.as_ref().map_or(String::new(), place);
        writeln!(
            out,
            "{:>6}  {}: {}{place}",
            alias.count, alias.form, alias.reason
        )?;
    }
    // In an undirected graph the node that was asked for is the source of each.
    let mut edges: Vec<(NodeIndex, &Edge)> = file
        .graph
        .edges(index)
        .map(|edge| (edge.target(), edge.weight()))
        .collect();
    edges.sort_by(|(one, a), (other, b)| b.weight.total_cmp(&a.weight).then(one.cmp(other)));
    writeln!(out, "\nnamed together with")?;
    for &(other, weight) in edges.iter().take(top) {
        writeln!(
            out,
            "{:>6}  {} ({}, {})",
            weight.weight,
            file.graph[other].label,
            count(weight.independent_documents, "document"),
            count(weight.publishers, "publisher")
        )?;
    }
    stated(
        file,
        |r| r.source == node.id || r.target == node.id,
        top,
        out,
    )
}

/// What documents state, of the relations that are chosen.
fn stated(
    file: &GraphFile,
    chosen: impl Fn(&Relation) -> bool,
    top: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut relations: Vec<&Relation> = file.relations.iter().filter(|r| chosen(r)).collect();
    relations.sort_by_key(|relation| std::cmp::Reverse(relation.documents));
    if relations.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nstated by documents (which does not make it so)")?;
    let label = |id: &str| {
        let node = file.graph.node_weights().find(|node| node.id == id);
        node.map_or(id.to_owned(), |node| node.label.clone())
    };
    for relation in relations.into_iter().take(top) {
        let former = relation.former == relation.documents;
        let (source, target) = (label(&relation.source), label(&relation.target));
        let words = relation.relation.in_words(former);
        let documents = count(relation.documents, "document");
        writeln!(out, "  {source} {words} {target}, by {documents}")?;
        if let Some(evidence) = relation.evidence.first() {
            let span = evidence.quote.span;
            let text = one_line(&evidence.quote.text);
            writeln!(
                out,
                "    {} [{}..{}]: {text}",
                evidence.document, span.start, span.end
            )?;
            said(&evidence.attributions, "    ", out)?;
        }
    }
    Ok(())
}

/// Who says so, where the text names a source.
fn said(attributions: &[SaidBy], indent: &str, out: &mut impl Write) -> io::Result<()> {
    for said in attributions {
        writeln!(out, "{indent}{}", said.in_words())?;
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
        "{a} and {b}: {} and {} name both; {} of {} {} them {}{}; {} {} both anywhere",
        count(edge.sentences, "sentence"),
        count(edge.paragraphs, "paragraph"),
        count(edge.independent_documents, "independent document"),
        count(edge.publishers, "publisher"),
        name(edge.independent_documents),
        file.run.config.graph.window.in_words(),
        dates(edge.first.as_deref(), edge.last.as_deref()),
        count(edge.documents, "document"),
        name(edge.documents),
    )?;
    for evidence in &edge.evidence {
        quote(evidence, out)?;
    }
    let ends = [&file.graph[one].id, &file.graph[other].id];
    let between = |r: &Relation| ends == [&r.source, &r.target] || ends == [&r.target, &r.source];
    stated(file, between, usize::MAX, out)
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
    if let Some(second) = &evidence.second {
        writeln!(out, "  [...] {}", one_line(&second.text))?;
    }
    said(&evidence.attributions, "  ", out)
}

/// "1 sentence", "2 sentences".
fn count(number: u32, of: &str) -> String {
    counted(number as usize, of, &format!("{of}s"))
}

/// What so many documents do: one "names", several "name".
fn name(documents: u32) -> &'static str {
    if documents == 1 { "names" } else { "name" }
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
