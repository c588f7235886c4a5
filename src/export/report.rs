//! A short report in Markdown: what was read, the main figures, the strongest pairs with the sentences
//! that name them, the communities by their strongest members, and what is missing.
//!
//! It says of nobody more than that texts name them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use petgraph::graph::NodeIndex;

use super::columns::quoted;
use super::markdown::escaped;
use super::{GraphFile, Options};
use crate::Kind;
use crate::analyze::{descending, strengths};
use crate::claims::stated::Relation;
use crate::graph::{Edge, Evidence, Node, heaviest_edges};
use crate::render::count::{count, grouped, plain};
use crate::render::text::{clean, shorten};

/// How many names, pairs, communities, warnings and documents are listed.
const NAMES: usize = 15;
const PAIRS: usize = 15;
const COMMUNITIES: usize = 8;
const WARNINGS: usize = 20;

/// How many stated relations are listed.
const RELATIONS: usize = 20;

/// Pieces of evidence for a pair.
const SENTENCES: usize = 2;

/// Most characters of a sentence.
const SENTENCE: usize = 400;

/// Writes the report.
pub(super) fn write(file: &GraphFile, _: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Who is named with whom\n")?;
    let window = file.run.config.graph.window.in_words();
    writeln!(
        out,
        "Two names form a pair if a text names them {window}. **That alone does not say that they are \
         connected.** Whether it means anything stands in the sentences, which are quoted below with \
         their sources.\n"
    )?;
    read(file, out)?;
    figures(file, out)?;
    names(file, out)?;
    pairs(file, out)?;
    relations(file, out)?;
    communities(file, out)?;
    warnings(file, out)?;
    writeln!(out, "## How it was made\n")?;
    let run = &file.run;
    writeln!(
        out,
        "{}; model {} ({}); window: {}; places {}; pairs of weight {} and more.",
        escaped(&run.program),
        escaped(&run.model.name),
        run.model.sha256.get(..12).unwrap_or("no checksum"),
        run.config.graph.window,
        if run.config.graph.places {
            "are names too"
        } else {
            "are left out"
        },
        run.config.graph.min_weight,
    )
}

fn read(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## What was read\n")?;
    let documents = &file.documents;
    let mut publishers: BTreeMap<String, usize> = BTreeMap::new();
    let mut dates: Vec<String> = Vec::new();
    for document in documents.iter() {
        let publisher = document.provenance.publisher;
        *publishers.entry(publisher.unwrap_or_default()).or_default() += 1;
        dates.extend(document.provenance.date);
    }
    let unknown = publishers.remove("").unwrap_or(0);
    write!(out, "{}", number(documents.len(), "document", "documents"))?;
    if let (Some(first), Some(last)) = (dates.iter().min(), dates.iter().max()) {
        write!(out, ", {first} to {last}")?;
        let undated = documents.len() - dates.len();
        if undated > 0 {
            write!(out, " ({} without a date)", grouped(undated as i64))?;
        }
    }
    let mut publishers: Vec<_> = publishers.into_iter().collect();
    publishers.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    if !publishers.is_empty() {
        let largest: Vec<String> = (publishers.iter().take(8))
            .map(|(name, documents)| format!("{} ({})", escaped(name), grouped(*documents as i64)))
            .collect();
        write!(
            out,
            ", of {}: {}{}",
            number(publishers.len(), "publisher", "publishers"),
            largest.join(", "),
            if publishers.len() > 8 {
                " and others"
            } else {
                ""
            }
        )?;
    }
    if unknown > 0 {
        write!(
            out,
            "; {} without a known publisher",
            grouped(unknown as i64)
        )?;
    }
    let texts: std::collections::BTreeSet<String> =
        documents.iter().map(|d| d.body_sha256).collect();
    let copies = documents.len() - texts.len();
    if copies > 0 {
        write!(
            out,
            "; {} of another, which add to no weight",
            number(copies, "is a copy", "are copies")
        )?;
    }
    writeln!(out, ".\n")
}

fn figures(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let run = &file.run;
    writeln!(out, "## Main figures\n")?;
    writeln!(
        out,
        "{} of all kinds were found. The graph has {}, which form {}.",
        number(run.mentions, "mention", "mentions"),
        number(run.nodes, "name", "names"),
        number(run.edges, "pair", "pairs"),
    )?;
    if let Some(filter) = &file.filter {
        let filter = serde_json::to_string(filter).unwrap_or_default();
        writeln!(
            out,
            "\nThis report shows {} and {} of these, chosen by `{}`. All counts are those of the whole.",
            number(file.graph.node_count(), "name", "names"),
            number(file.graph.edge_count(), "pair", "pairs"),
            clean(&filter).replace('`', "'")
        )?;
    }
    let kinds: Vec<String> = (Kind::ALL.iter())
        .filter_map(|&kind| {
            let n = file.nodes().filter(|node| node.kind == kind).count();
            let (one, many) = in_words(kind);
            (n > 0).then(|| number(n, one, many))
        })
        .collect();
    if !kinds.is_empty() {
        writeln!(out, "\nOf the names, there are {}.", kinds.join(", "))?;
    }
    writeln!(out)
}

fn names(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut nodes: Vec<&Node> = file.nodes().collect();
    nodes.sort_by(|a, b| b.mentions.cmp(&a.mentions).then(a.id.cmp(&b.id)));
    if nodes.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Named most often\n")?;
    writeln!(
        out,
        "| name | kind | mentions | documents | named with |\n|---|---|--:|--:|--:|"
    )?;
    for node in nodes.into_iter().take(NAMES) {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} others |",
            name(node),
            in_words(node.kind).0,
            grouped(node.mentions.into()),
            grouped(node.documents.into()),
            grouped(node.measures.degree.into()),
        )?;
    }
    writeln!(out)
}

fn pairs(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let graph = &file.graph;
    if graph.edge_count() == 0 {
        return writeln!(out, "No two of the names are named together.\n");
    }
    writeln!(out, "## Named together most often\n")?;
    for index in heaviest_edges(graph, PAIRS) {
        let Some((source, target)) = graph.edge_endpoints(index) else {
            continue;
        };
        let edge = &graph[index];
        writeln!(
            out,
            "### {} and {}\n",
            name(&graph[source]),
            name(&graph[target])
        )?;
        writeln!(out, "{}.\n", counts(edge))?;
        for evidence in edge.evidence.all().iter().take(SENTENCES) {
            quote(file, evidence, out)?;
        }
    }
    Ok(())
}

fn counts(edge: &Edge) -> String {
    let mut text = format!(
        "Weight {}: {}, {}, {}",
        plain(edge.weight),
        count(edge.sentences.into(), "sentence", "sentences"),
        count(edge.independent_documents.into(), "document", "documents"),
        count(edge.publishers.into(), "publisher", "publishers"),
    );
    match (&edge.first, &edge.last) {
        (Some(first), Some(last)) if first != last => {
            text.push_str(&format!("; {first} to {last}"))
        }
        (Some(day), _) | (None, Some(day)) => text.push_str(&format!("; {day}")),
        (None, None) => {}
    }
    text
}

fn quote(file: &GraphFile, evidence: &Evidence, out: &mut dyn Write) -> io::Result<()> {
    let text = shorten(&clean(&quoted(evidence)), SENTENCE);
    writeln!(out, "> {}\n>", escaped(&text))?;
    let document = file.documents.find(&evidence.document);
    let provenance = document.as_ref().map(|d| &d.provenance);
    let mut source: Vec<String> = Vec::new();
    if let Some(publisher) = &evidence.publisher {
        source.push(escaped(publisher));
    }
    if let Some(date) = &evidence.date {
        source.push(escaped(date));
    }
    if let Some(title) = provenance.and_then(|p| p.title.as_ref()) {
        source.push(format!("“{}”", escaped(&shorten(&clean(title), 120))));
    }
    source.push(match provenance.and_then(|p| p.url.as_ref()) {
        Some(url) => link(url),
        None => escaped(&evidence.document),
    });
    for said in &evidence.attributions {
        source.push(escaped(&said.in_words()));
    }
    writeln!(out, "> — {}\n", source.join(", "))
}

/// What the texts state, those that most documents state first.
fn relations(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    if file.relations.is_empty() {
        return Ok(());
    }
    writeln!(out, "## What the texts state\n")?;
    writeln!(
        out,
        "Found by rules in the words of a sentence. It is what documents say, not what is so.\n"
    )?;
    let label: BTreeMap<&str, &Node> = file.nodes().map(|n| (&*n.id, n)).collect();
    let mut relations: Vec<&Relation> = file.relations.iter().collect();
    relations.sort_by_key(|relation| std::cmp::Reverse(relation.documents));
    for relation in relations.iter().take(RELATIONS) {
        let ends = [&relation.source, &relation.target].map(|id| label.get(id.as_str()));
        let ([Some(source), Some(target)], Some(evidence)) = (ends, relation.evidence.first())
        else {
            continue;
        };
        writeln!(
            out,
            "- {} {} {}, by {}:",
            name(source),
            relation
                .relation
                .in_words(relation.former == relation.documents),
            name(target),
            number(relation.documents as usize, "document", "documents"),
        )?;
        let text = shorten(&clean(&evidence.quote.text), SENTENCE);
        let mut place = vec![escaped(&evidence.document)];
        let known = [&evidence.publisher, &evidence.date];
        place.extend(known.into_iter().flatten().map(|part| escaped(part)));
        writeln!(out, "  “{}” ({})", escaped(&text), place.join(", "))?;
        for said in &evidence.attributions {
            writeln!(out, "  {}", escaped(&said.in_words()))?;
        }
    }
    if relations.len() > RELATIONS {
        let more = grouped((relations.len() - RELATIONS) as i64);
        writeln!(out, "- and {more} more, in graph.json")?;
    }
    writeln!(out)
}

/// The address between angle brackets, which makes it a link in any Markdown, if it can stand there.
fn link(url: &str) -> String {
    let usual = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
    let web = url.starts_with("https://") || url.starts_with("http://");
    if web && url.chars().all(usual) {
        format!("<{url}>")
    } else {
        escaped(url)
    }
}

fn communities(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let strength = strengths(&file.graph);
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, node) in file.nodes().enumerate() {
        members
            .entry(node.measures.community)
            .or_default()
            .push(index);
    }
    members.retain(|_, nodes| nodes.len() > 2);
    if members.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Communities\n")?;
    writeln!(
        out,
        "Groups of names that texts name with each other more often than with the rest. A group is a \
         pattern of these texts; its members need have nothing to do with each other.\n"
    )?;
    let found = members.len();
    for (number_of, mut nodes) in members.into_iter().take(COMMUNITIES) {
        nodes.sort_by(|&a, &b| descending(strength[a], strength[b]).then(a.cmp(&b)));
        let strongest: Vec<String> = (nodes.iter().take(6))
            .map(|&index| name(&file.graph[NodeIndex::new(index)]))
            .collect();
        writeln!(
            out,
            "- {}, most strongly {} (number {number_of})",
            number(nodes.len(), "name", "names"),
            strongest.join(", "),
        )?;
    }
    if found > COMMUNITIES {
        writeln!(
            out,
            "- and {} smaller ones",
            grouped((found - COMMUNITIES) as i64)
        )?;
    }
    writeln!(out)
}

fn warnings(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    if file.warnings.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Warnings\n")?;
    for warning in file.warnings.iter().take(WARNINGS) {
        let left_out = if warning.skipped { " (left out)" } else { "" };
        let [place, message] = [&warning.place, &warning.message].map(|text| escaped(text));
        writeln!(out, "- {place}: {message}{left_out}")?;
    }
    if file.warnings.len() > WARNINGS {
        writeln!(
            out,
            "- and {} more",
            grouped((file.warnings.len() - WARNINGS) as i64)
        )?;
    }
    writeln!(out)
}

fn name(node: &Node) -> String {
    escaped(&shorten(&clean(&node.label), 80))
}

fn in_words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Person => ("person", "persons"),
        Kind::Organization => ("organization", "organizations"),
        Kind::Outlet => ("news outlet", "news outlets"),
        Kind::Place => ("place", "places"),
        Kind::Other => ("other name", "other names"),
    }
}

fn number(n: usize, one: &str, many: &str) -> String {
    count(i64::try_from(n).unwrap_or(i64::MAX), one, many)
}
