//! `comention show`: what a graph says about an entity, or about two.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args as ClapArgs;
use comention::analyze::strongest_chain;
use comention::claims::stated::{Relation, SaidBy};
use comention::export::{Filter, GraphFile};
use comention::graph::weight::Weight;
use comention::graph::{Edge, Evidence, Example, Node};
use comention::resolve::suggest::suggest;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::{counted, one_line, read_graph};
use crate::args::FilterArgs;
use crate::exit::Exit;

/// Show an entity's aliases, with the reason for each, and whom it is named with; with two names, the
/// sentences that name both or, where there are none, the strongest chain of such sentences; with none,
/// the strongest nodes and edges.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention show output/sample/graph.json \"John Bolton\"
  comention show output/sample/graph.json Bolton \"The Intercept\"
  comention show output/sample/graph.json Bolton \"The Intercept\" --path
  comention show output/sample/graph.json --top 10 --kind person --from 2019
  comention show output/sample/graph.json --by npmi --min-documents 5 --min-publishers 2
  comention show output/sample/graph.json --ego Bolton --hops 2
  comention show --suggest output/sample/graph.json >> corrections.toml")]
pub(crate) struct Args {
    /// A graph.json
    #[arg(value_name = "GRAPH.json")]
    graph: PathBuf,
    /// A name, an alias or an id, also one of elsewhere (`external_id`)
    #[arg(conflicts_with = "ego")]
    name: Option<String>,
    /// Another
    other: Option<String>,
    /// Print the strongest chain of sentences from one to the other, also where some sentence names both
    #[arg(long, requires = "other")]
    path: bool,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    /// Print what may be wrong, entities that may be the same or may be two, as entries of a
    /// corrections file
    #[arg(long, conflicts_with = "name")]
    suggest: bool,
    /// List edges by this instead of by their weight: decay, jaccard, cosine, pmi, npmi or g2
    #[arg(long, value_name = "NAME", conflicts_with_all = ["name", "suggest"])]
    by: Option<Weight>,
    /// Neighbours, nodes and edges, or suggestions of each sort to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let file = read_graph(&args.graph)?;
    let filter = args.filter.filter();
    let file = match (&args.name, &args.other) {
        // A name that is asked for stays, whatever its kind is.
        (Some(name), None) if !filter.is_empty() => file.filtered(&Filter {
            ego: Some(name.clone()),
            ..filter
        })?,
        _ => file.filtered(&filter)?,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    match (&args.name, &args.other) {
        (None, _) if args.suggest => {
            let suggestions = suggest(&file.graph, args.top);
            out.write_all(suggestions.to_toml(&file.graph).as_bytes())?;
        }
        (None, _) => {
            if let Some(name) = &args.filter.ego {
                around(&file, file.find(name)?, &mut out)?;
            }
            strongest(&file, args.by.unwrap_or_default(), args.top, &mut out)?;
        }
        (Some(one), None) => entity(&file, file.find(one)?, args.top, &mut out)?,
        (Some(one), Some(other)) => {
            let ends = (file.find(one)?, file.find(other)?);
            if ends.0 == ends.1 {
                writeln!(out, "both are names of one entity:\n")?;
                entity(&file, ends.0, args.top, &mut out)?;
            } else {
                pair(&file, ends, args.path, &mut out)?;
            }
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
fn strongest(file: &GraphFile, by: Weight, top: usize, out: &mut impl Write) -> io::Result<()> {
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
            documents(node)
        )?;
    }
    writeln!(
        out,
        "\nmost often named together{} (which alone does not say that they are connected)",
        match by {
            Weight::Count => String::new(),
            _ => format!(", by {by}"),
        }
    )?;
    // The sort is stable: ties stay in the order of the edges.
    let mut edges: Vec<_> = graph.edge_indices().collect();
    edges.sort_by(|&a, &b| by.of(&graph[b]).total_cmp(&by.of(&graph[a])));
    for index in edges.into_iter().take(top) {
        let Some((a, b)) = graph.edge_endpoints(index) else {
            continue;
        };
        let (a, b, edge) = (&graph[a].label, &graph[b].label, &graph[index]);
        writeln!(
            out,
            "{:>6}  {a} -- {b} ({}, {})",
            by.of(edge),
            count(edge.independent_documents, "document"),
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
        documents(node),
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
    for alias in node.aliases.iter() {
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
        |r| r.source == *node.id || r.target == *node.id,
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
        let node = file.graph.node_weights().find(|node| &*node.id == id);
        node.map_or(id.to_owned(), |node| node.label.to_string())
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

/// How many names are how many edges away from one.
fn around(file: &GraphFile, ego: NodeIndex, out: &mut impl Write) -> io::Result<()> {
    let graph = &file.graph;
    let mut seen = vec![false; graph.node_count()];
    seen[ego.index()] = true;
    let mut nearest = vec![ego];
    let mut numbers = Vec::new();
    while !nearest.is_empty() {
        let mut next = Vec::new();
        for other in nearest.iter().flat_map(|&node| graph.neighbors(node)) {
            if !std::mem::replace(&mut seen[other.index()], true) {
                next.push(other);
            }
        }
        numbers.extend((!next.is_empty()).then_some(next.len()));
        nearest = next;
    }
    let label = one_line(&graph[ego].label);
    let numbers = (1..).zip(numbers).map(|(steps, number)| match steps {
        1 => format!(
            "{} named together with it",
            counted(number, "name", "names")
        ),
        _ => format!(
            "{number} with one of those {} away",
            counted(steps - 1, "step", "steps")
        ),
    });
    let numbers: Vec<String> = numbers.collect();
    writeln!(out, "around {label}: {}\n", numbers.join(", "))
}

fn pair(
    file: &GraphFile,
    (one, other): (NodeIndex, NodeIndex),
    path: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let (a, b) = (&file.graph[one].label, &file.graph[other].label);
    let edge = file.graph.find_edge(one, other).filter(|_| !path);
    let Some(edge) = edge else {
        if file.graph.find_edge(one, other).is_none() {
            let graph = &file.run.config.graph;
            let window = graph.window.in_words();
            let whole = file.filter.is_none() && graph.backbone.is_none() && graph.fdr.is_none();
            match graph.min_weight {
                0 | 1 if whole => writeln!(out, "no text names {a} and {b} {window}")?,
                least if whole => writeln!(
                    out,
                    "no edge of count {least} or more: {a} and {b} named {window}"
                )?,
                _ => writeln!(out, "no edge that was kept: {a} and {b} named {window}")?,
            }
        }
        return chain(file, one, other, out);
    };
    let edge = &file.graph[edge];
    writeln!(
        out,
        "{a} and {b}: {} and {} name both; {} of {} {} them {}{}; {} {} both anywhere{}",
        count(edge.sentences, "sentence"),
        count(edge.paragraphs, "paragraph"),
        count(edge.independent_documents, "independent document"),
        count(edge.publishers, "publisher"),
        name(edge.independent_documents),
        file.run.config.graph.window.in_words(),
        dates(edge.first.as_deref(), edge.last.as_deref()),
        count(edge.documents, "document"),
        name(edge.documents),
        match &*edge.copied_by {
            [] => String::new(),
            names => format!(", among them copies of {}", names.join(", ")),
        },
    )?;
    for evidence in edge.evidence.all() {
        quote(&evidence, out)?;
    }
    let ends = [&*file.graph[one].id, &*file.graph[other].id];
    let between =
        |r: &Relation| ends == [&*r.source, &*r.target] || ends == [&*r.target, &*r.source];
    stated(file, between, usize::MAX, out)
}

/// The strongest chain from one to the other, with a sentence for each step.
fn chain(
    file: &GraphFile,
    one: NodeIndex,
    other: NodeIndex,
    out: &mut impl Write,
) -> io::Result<()> {
    let graph = &file.graph;
    let (a, b) = (&graph[one].label, &graph[other].label);
    let Some(chain) = strongest_chain(graph, one, other).filter(|chain| !chain.is_empty()) else {
        return writeln!(out, "no chain of names leads from the one to the other");
    };
    writeln!(
        out,
        "the strongest chain from {a} to {b} has {}; every sentence names the two of its step, and the \
         chain says nothing of {a} and {b}",
        counted(chain.len(), "step", "steps")
    )?;
    let mut from = one;
    for (edge, to) in chain {
        let edge = &graph[edge];
        writeln!(
            out,
            "\n{} -- {} (weight {}, {}, {})",
            graph[from].label,
            graph[to].label,
            edge.weight,
            count(edge.independent_documents, "document"),
            count(edge.publishers, "publisher")
        )?;
        if let Some(best) = edge.evidence.first() {
            quote(&best, out)?;
        }
        from = to;
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
    if let Some(second) = &evidence.second {
        writeln!(out, "  [...] {}", one_line(&second.text))?;
    }
    for reference in &evidence.references {
        let quotes = [Some(&evidence.quote), evidence.second.as_deref()];
        let written = quotes.into_iter().flatten().find_map(|quote| {
            let start = reference.mention.start.checked_sub(quote.span.start)?;
            let end = reference.mention.end.checked_sub(quote.span.start)?;
            quote.text.get(start..end)
        });
        writeln!(
            out,
            "  (by rule, {:?} stands for the name at [{}..{}])",
            written.unwrap_or_default(),
            reference.name.start,
            reference.name.end
        )?;
    }
    said(&evidence.attributions, "  ", out)
}

/// The documents that name it, and how many they are without copies, where there are any.
fn documents(node: &Node) -> String {
    let all = count(node.documents, "document");
    match node.independent_documents {
        independent if independent == node.documents => all,
        independent => format!("{all} ({independent} independent)"),
    }
}

/// "1 sentence", "2 sentences".
fn count(number: u32, of: &str) -> String {
    counted(number as usize, of, &format!("{of}s"))
}

/// What so many documents do: one "names", several "name".
fn name(documents: u32) -> &'static str {
    if documents == 1 { "names" } else { "name" }
}

fn dates(first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(day), _) | (None, Some(day)) => format!(", {day}"),
        (None, None) => String::new(),
    }
}
