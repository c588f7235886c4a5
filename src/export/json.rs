//! `graph.json`: everything the graph knows, in a shape that the usual loaders take unchanged.
//!
//! | loader | reads |
//! |---|---|
//! | networkx 3 (`node_link_graph`) | `directed`, `multigraph`, `graph`, `nodes` (`id`), `edges` (`source`, `target`) |
//! | d3-force | `nodes` (`id`), `links` (`source`, `target`, `value`) with `forceLink().id(d => d.id)` |
//! | graphology, sigma, Gephi Lite | `attributes`, `options`, `nodes` (`key`, `attributes`), `edges` (`key`, `source`, `target`, `undirected`, `attributes`) |
//! | vis-network | `nodes` (`id`, `label`), `edges` (`id`, `from`, `to`) |
//!
//! Beside these: `version` of the format, `run` (how the graph was made), `documents`, `warnings`. A
//! node or an edge stands on one line, so that two files can be compared line by line. There is no
//! clock time and no absolute path in it.

use std::io::{self, BufRead, Write};

use petgraph::graph::UnGraph;
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::graph::{CoMentionGraph, Edge, Node};
use crate::pipeline::{Outcome, RunRecord};
use crate::render::style;
use crate::rows::is_zero;
use crate::{Error, Kind, Provenance, Result, Warning};

/// Version of the format.
pub const GRAPH_VERSION: u32 = 1;

/// What must be said wherever the graph is shown.
pub const NOTE: &str = "An edge says that texts name both entities together. \
                        That alone does not say that they are connected.";

/// A document of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Its id, which evidence refers to.
    pub id: String,
    /// Where it came from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// Id of the node that is its publisher, where the texts name that outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher_id: Option<String>,
    /// Id of the document whose text it copies; counts are of independent texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// Where its text begins in its file, in bytes: offsets into the text plus this are offsets into
    /// the file.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub source_start: usize,
    /// Number of bytes of its text.
    pub bytes: usize,
    /// SHA-256 of its text: the text to which the offsets belong.
    pub sha256: String,
    /// SHA-256 of the words of its body; documents with the same are copies of one text.
    pub body_sha256: String,
    /// Number of its mentions, of all kinds.
    pub mentions: usize,
}

/// What a `graph.json` holds.
#[derive(Clone, Debug)]
pub struct GraphFile {
    /// The graph.
    pub graph: CoMentionGraph,
    /// How it was made.
    pub run: RunRecord,
    /// The documents.
    pub documents: Vec<DocumentRecord>,
    /// What was left out or looks wrong.
    pub warnings: Vec<Warning>,
}

#[derive(Serialize)]
struct NodeLine<'a> {
    #[serde(flatten)]
    node: &'a Node,
    key: &'a str,
    attributes: NodeAttributes<'a>,
}

/// What a picture needs of a node; sigma and Gephi read nothing else.
#[derive(Serialize)]
struct NodeAttributes<'a> {
    label: &'a str,
    kind: Kind,
    mentions: u32,
    documents: u32,
    community: u32,
    x: f64,
    y: f64,
    size: f64,
    color: &'a str,
}

#[derive(Serialize)]
struct EdgeLine<'a> {
    id: &'a str,
    key: &'a str,
    source: &'a str,
    target: &'a str,
    from: &'a str,
    to: &'a str,
    undirected: bool,
    #[serde(flatten)]
    edge: &'a Edge,
    attributes: EdgeAttributes,
}

#[derive(Serialize)]
struct EdgeAttributes {
    weight: f64,
    sentences: u32,
    documents: u32,
    publishers: u32,
    npmi: f64,
}

#[derive(Serialize)]
struct Link<'a> {
    id: &'a str,
    source: &'a str,
    target: &'a str,
    value: f64,
}

/// Writes `graph.json`.
///
/// # Errors
/// If `out` cannot be written.
pub fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    let graph = &outcome.graph;
    let mut file = LineWriter { out };
    file.raw("{\n")?;
    file.field("version", &GRAPH_VERSION)?;
    file.field("note", NOTE)?;
    file.field("run", &outcome.run)?;
    file.field("directed", &false)?;
    file.field("multigraph", &false)?;
    let name = serde_json::json!({ "name": "co-mention graph", "note": NOTE });
    file.field("graph", &name)?;
    file.field("attributes", &name)?;
    let options =
        serde_json::json!({ "type": "undirected", "multi": false, "allowSelfLoops": false });
    file.field("options", &options)?;
    file.list("nodes", graph.node_weights().map(node_line))?;
    let ids: Vec<(String, &str, &str, &Edge)> = graph
        .edge_references()
        .map(|edge| {
            let source = graph[edge.source()].id.as_str();
            let target = graph[edge.target()].id.as_str();
            (format!("{source}--{target}"), source, target, edge.weight())
        })
        .collect();
    file.list(
        "edges",
        ids.iter().map(|(id, source, target, edge)| EdgeLine {
            id,
            key: id,
            source,
            target,
            from: source,
            to: target,
            undirected: true,
            edge,
            attributes: EdgeAttributes {
                weight: edge.weight,
                sentences: edge.sentences,
                documents: edge.documents,
                publishers: edge.publishers,
                npmi: edge.npmi,
            },
        }),
    )?;
    file.list(
        "links",
        ids.iter().map(|(id, source, target, edge)| Link {
            id,
            source,
            target,
            value: edge.weight,
        }),
    )?;
    file.list("documents", documents(outcome))?;
    file.last_list("warnings", outcome.warnings.iter())?;
    file.raw("}\n")
}

fn node_line(node: &Node) -> NodeLine<'_> {
    NodeLine {
        node,
        key: &node.id,
        attributes: NodeAttributes {
            label: &node.label,
            kind: node.kind,
            mentions: node.mentions,
            documents: node.documents,
            community: node.measures.community,
            x: node.x,
            y: node.y,
            size: ((2.0 + 2.0 * f64::from(node.mentions).sqrt()) * 100.0).round() / 100.0,
            color: style::colour(node.kind),
        },
    }
}

fn documents(outcome: &Outcome) -> impl Iterator<Item = DocumentRecord> + '_ {
    outcome.documents.iter().enumerate().map(|(number, rows)| {
        let document = &rows.document;
        DocumentRecord {
            id: document.id.clone(),
            provenance: document.provenance.clone(),
            publisher_id: outcome.resolution.publisher[number]
                .map(|entity| outcome.resolution.entities[entity].id.clone()),
            copy_of: (outcome.originals[number] != number).then(|| {
                outcome.documents[outcome.originals[number]]
                    .document
                    .id
                    .clone()
            }),
            source_start: document.source_start,
            bytes: document.bytes,
            sha256: document.sha256.clone(),
            body_sha256: document.body_sha256.clone(),
            mentions: rows.mentions.len(),
        }
    })
}

/// Writes the members of the one object, with the items of a list on lines of their own.
struct LineWriter<'w, W: Write> {
    out: &'w mut W,
}

impl<W: Write> LineWriter<'_, W> {
    fn raw(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
        write!(self.out, "\"{name}\":")?;
        serde_json::to_writer(&mut *self.out, value)?;
        self.raw(",\n")
    }

    fn list<T: Serialize>(&mut self, name: &str, items: impl Iterator<Item = T>) -> io::Result<()> {
        self.last_list(name, items)?;
        self.raw(",\n")
    }

    fn last_list<T: Serialize>(
        &mut self,
        name: &str,
        items: impl Iterator<Item = T>,
    ) -> io::Result<()> {
        write!(self.out, "\"{name}\":[")?;
        for (number, item) in items.enumerate() {
            self.raw(if number == 0 { "\n" } else { ",\n" })?;
            serde_json::to_writer(&mut *self.out, &item)?;
        }
        self.raw("]")
    }
}

#[derive(Deserialize)]
struct Read {
    version: u32,
    run: RunRecord,
    nodes: Vec<Node>,
    edges: Vec<ReadEdge>,
    documents: Vec<DocumentRecord>,
    warnings: Vec<Warning>,
}

#[derive(Deserialize)]
struct ReadEdge {
    source: String,
    target: String,
    #[serde(flatten)]
    edge: Edge,
}

/// Reads a `graph.json` that [`write()`] made; `place` is what errors call it.
///
/// # Errors
/// [`Error::Invalid`] if it is no such file, of another version, or has an edge without its nodes.
pub fn read(input: impl BufRead, place: &str) -> Result<GraphFile> {
    let invalid = |message: String| Error::Invalid {
        place: place.to_owned(),
        message,
    };
    let file: Read = serde_json::from_reader(input)
        .map_err(|e| invalid(format!("not a graph.json of comention: {e}")))?;
    if file.version != GRAPH_VERSION {
        return Err(invalid(format!(
            "a graph of version {}, this program reads version {GRAPH_VERSION}; make it anew with `comention build`",
            file.version
        )));
    }
    let mut graph = UnGraph::with_capacity(file.nodes.len(), file.edges.len());
    let mut index = FxHashMap::default();
    for node in file.nodes {
        index.insert(node.id.clone(), graph.add_node(node));
    }
    for ReadEdge {
        source,
        target,
        edge,
    } in file.edges
    {
        let end = |id: &str| {
            let missing = || invalid(format!("an edge ends at `{id}`, which is no node"));
            index.get(id).copied().ok_or_else(missing)
        };
        let (source, target) = (end(&source)?, end(&target)?);
        graph.add_edge(source, target, edge);
    }
    Ok(GraphFile {
        graph,
        run: file.run,
        documents: file.documents,
        warnings: file.warnings,
    })
}
