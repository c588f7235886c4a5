//! DOT, the language of Graphviz, which pydot and Gephi read as well.
//!
//! Statements are built from graphviz-rust's structures and written by its printer, some hundreds at a
//! time: a graph of any size needs the memory of those. The printer escapes nothing; `quote` does.
//!
//! The attributes that Graphviz does not know (`kind`, `mentions`, `documents` and so on) are for
//! other readers.

mod quote;

use std::io::{self, Write};
use std::sync::Arc;

use graphviz_rust::dot_structures::{
    Attribute, Edge as DotEdge, EdgeTy, GraphAttributes, Id, Node as DotNode, NodeId, Stmt, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

use super::{GraphFile, Options, pieces};
use crate::Kind;
use crate::analyze::attraction;
use crate::claims::stated::Relation;
use crate::graph::{CoMentionGraph, Edge, Evidence, Node};
use crate::render::text::{clean, shorten};
use quote::{for_second_reader, quoted};

/// What the picture says below itself.
const CAPTION: &str = "Two names joined by a line are named together in the texts. That alone does \
                       not say that they are connected.";

/// The fill colours of the largest communities, all light enough for black letters and told apart by
/// the colour-blind: the "light" scheme of Paul Tol ("Colour schemes", SRON technical note, 2021).
const COLOURS: [&str; 8] = [
    "#77aadd", "#ee8866", "#eedd88", "#ffaabb", "#99ddff", "#44bb99", "#bbcc33", "#aaaa00",
];

/// The fill colour of all other communities.
const PALE: &str = "#dddddd";

/// Up to this many edges lines may be bent around nodes; Graphviz takes very long to bend more.
const MOST_BENT: usize = 400;

/// Most characters of a sentence in a tooltip.
const SENTENCE: usize = 320;

/// Statements that are made at a time, some hundred kilobytes.
const PIECE: usize = 512;

/// Writes the graph as undirected DOT, nodes and edges in their order.
///
/// Node ids come back unchanged from a reader, but for NUL, which is left out, and a single backslash
/// at the end or before a quote or line break, which DOT cannot express and which is doubled.
///
/// # Errors
/// Only those of `out`.
pub fn write(graph: &CoMentionGraph, out: &mut impl Write) -> io::Result<()> {
    write_with(graph, &[], out)
}

fn write_with(
    graph: &CoMentionGraph,
    relations: &[Relation],
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(
        out,
        "// A line says that the texts name both. It does not say that they are connected."
    )?;
    writeln!(out, "graph comention {{")?;
    for defaults in defaults(graph) {
        Printer::new(out).print(Stmt::GAttribute(defaults))?;
    }
    let most = graph
        .node_weights()
        .map(|n| n.mentions)
        .max()
        .unwrap_or(1)
        .max(1);
    let (nodes, colours) = (graph.raw_nodes(), colours(graph));
    statements(out, nodes.len(), |i| {
        Stmt::Node(node_statement(&nodes[i].weight, most, colours[i]))
    })?;
    let heaviest = graph.edge_weights().map(attraction).fold(0.0, f64::max);
    let edges = graph.raw_edges();
    statements(out, edges.len(), |i| {
        let (a, b) = (&graph[edges[i].source()], &graph[edges[i].target()]);
        Stmt::Edge(edge_statement(a, b, &edges[i].weight, heaviest))
    })?;
    statements(out, relations.len(), |i| {
        Stmt::Edge(relation_statement(&relations[i]))
    })?;
    writeln!(out, "}}")
}

/// Writes the graph and, if the options say so, the stated relations: dashed arrows, which move no node.
///
/// # Errors
/// Only those of `out`.
pub(super) fn write_file(
    file: &GraphFile,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    write_with(&file.graph, file.relations_as_edges(options), out)
}

struct Printer<'o, W> {
    context: PrinterContext,
    out: &'o mut W,
}

/// Writes so many statements, which all threads make.
fn statements(
    out: &mut impl Write,
    count: usize,
    statement: impl Fn(usize) -> Stmt + Sync,
) -> io::Result<()> {
    pieces::write(out, count, PIECE, |piece, text| {
        let mut printer = Printer::new(text);
        piece
            .into_iter()
            .try_for_each(|i| printer.print(statement(i)))
    })
}

impl<'o, W: Write> Printer<'o, W> {
    fn new(out: &'o mut W) -> Self {
        Printer {
            context: PrinterContext::default(),
            out,
        }
    }

    fn print(&mut self, statement: Stmt) -> io::Result<()> {
        writeln!(self.out, "  {};", statement.print(&mut self.context))
    }
}

fn defaults(graph: &CoMentionGraph) -> [GraphAttributes; 3] {
    let splines = if graph.edge_count() <= MOST_BENT {
        "true"
    } else {
        "line"
    };
    [
        GraphAttributes::Graph(vec![
            text("label", CAPTION),
            plain("labelloc", "b"),
            plain("fontname", "Helvetica"),
            number("fontsize", 14),
            plain("charset", "UTF-8"),
            plain("bgcolor", "white"),
            plain("outputorder", "edgesfirst"),
            // For neato, fdp and sfdp: nodes side by side, with room for lines between them.
            plain("overlap", "false"),
            plain("sep", "+8"),
            plain("splines", splines),
        ]),
        GraphAttributes::Node(vec![
            plain("fontname", "Helvetica"),
            plain("style", "filled"),
            plain("color", "#4d5966"),
            plain("penwidth", "0.5"),
            plain("margin", "0.06,0.03"),
        ]),
        GraphAttributes::Edge(vec![plain("color", "#4d596699")]),
    ]
}

fn node_statement(node: &Node, most: u32, colour: &str) -> DotNode {
    let share = (f64::from(node.mentions) / f64::from(most)).sqrt();
    let mut attributes = vec![
        text("label", &node.label),
        plain("shape", shape(node.kind)),
        plain("fillcolor", colour),
        number("width", format!("{:.2}", 0.3 + 1.2 * share)),
        number("height", format!("{:.2}", 0.2 + 0.8 * share)),
        number("fontsize", format!("{:.1}", 9.0 + 11.0 * share)),
        lines("tooltip", &node_tooltip(node)),
        plain("kind", node.kind.as_str()),
        number("mentions", node.mentions),
        number("sentences", node.sentences),
        number("documents", node.documents),
        number("publishers", node.publishers),
    ];
    attributes.extend(dates(&node.first, &node.last));
    attributes.extend([
        number("strength", finite(node.measures.strength)),
        number("pagerank", finite(node.measures.pagerank)),
        number("component", node.measures.component),
        number("community", node.measures.community),
    ]);
    DotNode::new(node_id(node), attributes)
}

fn edge_statement(a: &Node, b: &Node, edge: &Edge, heaviest: f64) -> DotEdge {
    let share = if heaviest > 0.0 {
        (attraction(edge) / heaviest).sqrt()
    } else {
        0.0
    };
    let mut attributes = vec![
        number("weight", finite(edge.weight)),
        number("penwidth", format!("{:.2}", 0.5 + 5.5 * share)),
        lines("tooltip", &edge_tooltip(a, b, edge)),
        number("pairs", edge.pairs),
        number("sentences", edge.sentences),
        number("paragraphs", edge.paragraphs),
        number("documents", edge.documents),
        number("independent_documents", edge.independent_documents),
        number("publishers", edge.publishers),
    ];
    attributes.extend(dates(&edge.first, &edge.last));
    attributes.extend([
        number("npmi", finite(edge.npmi)),
        number("g2", finite(edge.g2)),
    ]);
    let ends = [a, b].map(|node| Vertex::N(node_id(node)));
    let [a, b] = ends;
    DotEdge {
        ty: EdgeTy::Pair(a, b),
        attributes,
    }
}

fn relation_statement(relation: &Relation) -> DotEdge {
    let mut tooltip = vec![format!("{} (stated)", relation.relation)];
    if let Some(evidence) = relation.evidence.first() {
        let sentence = shorten(&clean(&evidence.quote.text), SENTENCE);
        tooltip.push(format!("“{sentence}”"));
        tooltip.push(evidence.document.to_string());
    }
    let mut attributes = vec![
        plain("kind", "stated"),
        plain("relation", relation.relation.as_str()),
        text("label", relation.relation.as_str()),
        plain("dir", "forward"),
        plain("style", "dashed"),
        plain("color", "#b2182b"),
        plain("fontcolor", "#b2182b"),
        number("fontsize", 8),
        plain("constraint", "false"),
        number("weight", 0),
        lines("tooltip", &tooltip),
        number("independent_documents", relation.documents),
        number("former", relation.former),
        number("publishers", relation.publishers),
    ];
    attributes.extend(dates(&relation.first, &relation.last));
    let [a, b] = [&relation.source, &relation.target].map(|id| Vertex::N(NodeId(quoted(id), None)));
    DotEdge {
        ty: EdgeTy::Pair(a, b),
        attributes,
    }
}

/// The fill colour of each node: its community's, unless it is alone in it.
fn colours(graph: &CoMentionGraph) -> Vec<&'static str> {
    let community = |node: &Node| node.measures.community as usize;
    let mut members = [0; COLOURS.len()];
    for node in graph.node_weights() {
        if let Some(members) = members.get_mut(community(node)) {
            *members += 1;
        }
    }
    let colour = |c: usize| {
        if *members.get(c)? > 1 {
            COLOURS.get(c).copied()
        } else {
            None
        }
    };
    graph
        .node_weights()
        .map(|node| colour(community(node)).unwrap_or(PALE))
        .collect()
}

/// Shapes that hold a name well; the picture of [`svg`](crate::render::svg) has the names outside.
fn shape(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "ellipse",
        Kind::Organization => "box",
        Kind::Outlet => "hexagon",
        Kind::Place => "house",
        Kind::Other => "octagon",
    }
}

fn node_tooltip(node: &Node) -> Vec<String> {
    let mut lines = vec![format!("{} ({})", node.label, node.kind)];
    let others: Vec<&str> = (node.aliases.iter())
        .map(|alias| &*alias.form)
        .filter(|form| *form != &*node.label)
        .collect();
    if !others.is_empty() {
        lines.push(format!("also written {}", others.join(", ")));
    }
    lines
}

fn edge_tooltip(a: &Node, b: &Node, edge: &Edge) -> Vec<String> {
    let mut lines = vec![format!("{} and {}", a.label, b.label)];
    if let Some(evidence) = edge.evidence.first() {
        lines.push(format!(
            "“{}”",
            shorten(&clean(&evidence.quote.text), SENTENCE)
        ));
        lines.push(source(&evidence));
    }
    lines
}

/// Where a sentence stands: document, publisher, date.
fn source(evidence: &Evidence) -> String {
    let parts = [
        Some(&*evidence.document),
        evidence.publisher.as_deref(),
        evidence.date.as_deref(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn dates(first: &Option<Arc<str>>, last: &Option<Arc<str>>) -> Vec<Attribute> {
    let dates = [("first", first), ("last", last)].into_iter();
    dates
        .filter_map(|(name, date)| Some(plain(name, date.as_ref()?)))
        .collect()
}

fn node_id(node: &Node) -> NodeId {
    NodeId(quoted(&node.id), None)
}

/// An attribute with a number.
fn number(name: &str, value: impl ToString) -> Attribute {
    Attribute(Id::Plain(name.to_string()), Id::Plain(value.to_string()))
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

/// An attribute that is read once, as ids are.
fn plain(name: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(name.to_string()), quoted(value))
}

/// A label.
fn text(name: &str, value: &str) -> Attribute {
    plain(name, &for_second_reader(value))
}

/// A label or tooltip of several lines.
fn lines(name: &str, lines: &[String]) -> Attribute {
    let lines: Vec<String> = lines.iter().map(|line| for_second_reader(line)).collect();
    plain(name, &lines.join("\\n"))
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;
    use crate::export::fixture;

    fn dot(graph: &CoMentionGraph) -> String {
        let mut out = Vec::new();
        write(graph, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// What a Graphviz program makes of `input`, or `None` with a word if it is not installed. Where
    /// `CI` is set it must be.
    fn graphviz(program: &str, arguments: &[&str], input: &str) -> Option<String> {
        let spawned = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = match spawned {
            Ok(child) => child,
            Err(_) if std::env::var_os("CI").is_none() => {
                println!("skipped: Graphviz ({program}) is not installed");
                return None;
            }
            Err(error) => panic!("{program}: {error}"),
        };
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && errors.is_empty(),
            "{program}: {errors}"
        );
        Some(String::from_utf8(output.stdout).unwrap())
    }

    #[test]
    fn names_that_bite_are_read_back_by_the_crate_that_wrote_them() {
        let graph = fixture::names_that_bite();
        let parsed = graphviz_rust::parse(&dot(&graph)).unwrap();
        let graphviz_rust::dot_structures::Graph::Graph { stmts, .. } = parsed else {
            panic!("not undirected");
        };
        let ids: Vec<Id> = (stmts.iter())
            .filter_map(|s| {
                if let Stmt::Node(n) = s {
                    Some(n.id.0.clone())
                } else {
                    None
                }
            })
            .collect();
        let expected: Vec<Id> = graph.node_weights().map(|n| quoted(&n.id)).collect();
        assert_eq!(ids, expected);
        let edges = stmts.iter().filter(|s| matches!(s, Stmt::Edge(_))).count();
        assert_eq!(edges, graph.edge_count());
    }

    #[test]
    fn graphviz_reads_back_ids_labels_and_numbers() {
        let graph = fixture::names_that_bite();
        // One line a value: no id or label of the graph has a line break once it is written.
        let program = r#"N { print("n " + $.name); print("l " + $.label); print("m " + $.mentions); }
            E { print("e " + $.weight + " " + $.documents); }"#;
        let Some(read) = graphviz("gvpr", &[program], &dot(&graph)) else {
            return;
        };
        let values = |tag| -> Vec<&str> {
            read.lines()
                .filter_map(|line| line.strip_prefix(tag))
                .collect()
        };
        let ids: Vec<&str> = graph.node_weights().map(|n| &*n.id).collect();
        assert_eq!(values("n "), ids);
        let labels: Vec<String> = graph
            .node_weights()
            .map(|n| for_second_reader(&n.label))
            .collect();
        assert_eq!(values("l "), labels);
        let mentions: Vec<String> = graph
            .node_weights()
            .map(|n| n.mentions.to_string())
            .collect();
        assert_eq!(values("m "), mentions);
        assert_eq!(values("e ").len(), graph.edge_count());
    }

    #[test]
    fn graphviz_draws_every_name_as_it_is() {
        let graph = fixture::names_that_bite();
        for engine in ["dot", "neato", "sfdp"] {
            let Some(svg) = graphviz("dot", &[&format!("-K{engine}"), "-Tsvg"], &dot(&graph))
            else {
                return;
            };
            let svg = svg.replacen('\u{feff}', "", 1);
            let options = roxmltree::ParsingOptions {
                allow_dtd: true,
                ..Default::default()
            };
            let document = roxmltree::Document::parse_with_options(&svg, options).unwrap();
            let drawn: Vec<String> = (document.descendants())
                .filter(|n| n.has_tag_name("text"))
                .map(|n| n.text().unwrap_or("").replace('\u{a0}', " "))
                .collect();
            for node in graph.node_weights() {
                let label = clean(&node.label);
                assert!(
                    drawn.contains(&label),
                    "{engine}: {label:?} is not in {drawn:?}"
                );
            }
        }
    }

    #[test]
    fn the_file_says_that_a_line_is_a_co_mention_only() {
        let empty = dot(&CoMentionGraph::default());
        assert!(empty.contains("does not say that they are connected"));
        graphviz("dot", &["-Tsvg"], &empty);
    }
}
