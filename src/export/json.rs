//! `graph.json`: everything the graph knows, in a shape that the usual loaders take unchanged.
//!
//! | loader | reads |
//! |---|---|
//! | networkx 3 (`node_link_graph`) | `directed`, `multigraph`, `graph`, `nodes` (`id`), `edges` (`source`, `target`) |
//! | d3-force | `nodes` (`id`), `links` (`source`, `target`, `value`) with `forceLink().id(d => d.id)` |
//! | graphology, sigma, Gephi Lite | `attributes`, `options`, `nodes` (`key`, `attributes`), `edges` (`source`, `target`, `undirected`, `attributes`) |
//! | vis-network | `nodes` (`id`, `label`), `edges` (`id`, `from`, `to`) |
//!
//! Beside these: `version` of the format, `run` (how the graph was made), `filter` (what was chosen of
//! it, if it is a part), `documents`, `warnings`. What only loaders need (`key`, `attributes`, `links`)
//! is kept short: on thousands of articles it would otherwise be a fifth of the file. A node or an edge
//! stands on one line, so that two files can be compared line by line. There is no clock time and no
//! absolute path in it.
//!
//! `docs/formats.md` describes every field, `data/schema/graph.v1.json` is the JSON Schema; a test
//! makes it from the types below.

mod read;

use std::io::{self, Write};

use serde::Serialize;

pub use self::read::{read, read_in};
use super::columns::finite;
use super::file::EdgeRow;
use super::lines::LineWriter;
pub use super::{DocumentRecord, Filter, GraphFile, NOTE};
use crate::graph::{Edge, Node};
use crate::render::style;
use crate::{Kind, Result};

/// Version of the format.
pub const GRAPH_VERSION: u32 = 1;

/// A node as it is written.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NodeLine<'a> {
    #[serde(flatten)]
    node: &'a Node,
    /// The `id` again, as graphology calls it.
    key: &'a str,
    attributes: NodeAttributes<'a>,
}

/// What a picture needs of a node; sigma and Gephi Lite read nothing else.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NodeAttributes<'a> {
    label: &'a str,
    kind: Kind,
    mentions: u32,
    community: u32,
    x: f64,
    y: f64,
    /// In proportion to the root of `mentions`.
    size: f64,
    /// Colour of the kind, `#rrggbb`.
    color: &'a str,
}

/// An edge as it is written.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EdgeLine<'a> {
    /// `source--target`: unique among edges, and no node's id.
    id: &'a str,
    /// Id of the one node: the one that comes first.
    source: &'a str,
    /// Id of the other.
    target: &'a str,
    /// `source` again, as vis-network calls it.
    from: &'a str,
    /// `target` again.
    to: &'a str,
    /// Always true.
    undirected: bool,
    #[serde(flatten)]
    edge: &'a Edge,
    attributes: EdgeAttributes,
}

/// What graphology's algorithms need of an edge.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EdgeAttributes {
    weight: f64,
}

/// An edge as d3 calls it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Link<'a> {
    source: &'a str,
    target: &'a str,
    /// The weight.
    value: f64,
}

/// Attributes of the graph itself.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct About {
    name: &'static str,
    /// What an edge says and does not say.
    note: &'static str,
}

/// What kind of graph it is, as graphology wants to know.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct GraphologyOptions {
    r#type: &'static str,
    multi: bool,
    allow_self_loops: bool,
}

const ABOUT: About = About {
    name: "co-mention graph",
    note: NOTE,
};

/// Writes `graph.json`.
///
/// # Errors
/// If `out` cannot be written.
pub fn write(file: &GraphFile, out: &mut impl Write) -> io::Result<()> {
    let mut lines = LineWriter::new(out)?;
    lines.field("version", &GRAPH_VERSION)?;
    lines.field("note", NOTE)?;
    lines.field("run", &file.run)?;
    if let Some(filter) = &file.filter {
        lines.field("filter", filter)?;
    }
    lines.field("directed", &false)?;
    lines.field("multigraph", &false)?;
    lines.field("graph", &ABOUT)?;
    lines.field("attributes", &ABOUT)?;
    let options = GraphologyOptions {
        r#type: "undirected",
        multi: false,
        allow_self_loops: false,
    };
    lines.field("options", &options)?;
    let nodes = file.graph.raw_nodes();
    lines.long_list("nodes", nodes.len(), |i| node_line(&nodes[i].weight))?;
    let edges = file.graph.edge_count();
    lines.long_list("edges", edges, |i| EdgeOut(file.edge(i)))?;
    lines.long_list("links", edges, |i| {
        let edge = &file.graph.raw_edges()[i];
        Link {
            source: &file.graph[edge.source()].id,
            target: &file.graph[edge.target()].id,
            value: finite(edge.weight.weight),
        }
    })?;
    let (relations, documents) = (&file.relations, &file.documents);
    lines.long_list("relations", relations.len(), |i| &relations[i])?;
    lines.long_list("documents", documents.len(), |i| documents.get(i))?;
    lines.list("warnings", file.warnings.iter())?;
    lines.finish()
}

/// An edge with the id that it is written under.
struct EdgeOut<'a>(EdgeRow<'a>);

impl Serialize for EdgeOut<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = &self.0;
        let line = EdgeLine {
            id: &row.id,
            source: &row.source.id,
            target: &row.target.id,
            from: &row.source.id,
            to: &row.target.id,
            undirected: true,
            edge: row.edge,
            attributes: EdgeAttributes {
                weight: finite(row.edge.weight),
            },
        };
        line.serialize(serializer)
    }
}

fn node_line(node: &Node) -> NodeLine<'_> {
    NodeLine {
        node,
        key: &node.id,
        attributes: NodeAttributes {
            label: &node.label,
            kind: node.kind,
            mentions: node.mentions,
            community: node.measures.community,
            x: node.x,
            y: node.y,
            size: style::size(node),
            color: style::colour(node.kind),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Warning;
    use crate::claims::stated::Relation;
    use crate::export::fixture;
    use crate::pipeline::RunRecord;

    /// Who is mentioned with whom: an edge says that texts name both entities together. That alone does
    /// not say that they are connected.
    // The file as one type, from which the schema is made.
    #[derive(schemars::JsonSchema)]
    #[schemars(title = "graph.json of comention, version 1")]
    #[allow(dead_code)]
    struct File {
        /// Version of the format: 1.
        version: u32,
        /// What an edge says and does not say.
        note: String,
        /// How the whole graph was made.
        run: RunRecord,
        /// What was chosen of the whole graph, where the file is a part of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        filter: Option<Filter>,
        /// Always false.
        directed: bool,
        /// Always false.
        multigraph: bool,
        /// Attributes of the graph, as networkx calls them.
        graph: About,
        /// The same, as graphology calls them.
        attributes: About,
        /// For graphology.
        options: GraphologyOptions,
        /// The entities, in the order of their ids.
        nodes: Vec<NodeLine<'static>>,
        /// The pairs named together, in the order of their ends.
        edges: Vec<EdgeLine<'static>>,
        /// The edges once more, for d3.
        links: Vec<Link<'static>>,
        /// What documents state of two nodes: typed and directed, apart from the edges. It is what the
        /// texts say, not what is so.
        relations: Vec<Relation>,
        /// The documents, in the order of their ids.
        documents: Vec<DocumentRecord>,
        /// What was left out or looks wrong.
        warnings: Vec<Warning>,
    }

    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        let schema = settings.into_generator().into_root_schema_for::<File>();
        let made = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/schema/graph.v1.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
            std::fs::write(path, &made).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            committed == made,
            "data/schema/graph.v1.json is not what the types say; make it anew with \
             UPDATE_SCHEMA=1 cargo test --lib schema, and give a new version if old files no longer fit"
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut file = fixture::file(fixture::names_that_bite());
        file.filter = Some(Filter {
            top: Some(3),
            ..Filter::default()
        });
        let mut out = Vec::new();
        write(&file, &mut out).unwrap();
        let folder = std::env::temp_dir();
        let back = read_in(&out[..], "test", Some(&folder)).unwrap();
        assert_eq!(back.graph.raw_nodes().len(), file.graph.raw_nodes().len());
        for (a, b) in back.nodes().zip(file.nodes()) {
            assert_eq!(a, b);
        }
        for (a, b) in back.edges().zip(file.edges()) {
            assert_eq!((a.ends, a.edge), (b.ends, b.edge));
        }
        assert_eq!(back.run, file.run);
        assert_eq!(back.filter, file.filter);
        assert_eq!(back.documents, file.documents);
        assert_eq!(back.warnings, file.warnings);
    }

    #[test]
    fn a_file_of_another_version_or_with_a_loose_end_is_refused() {
        let mut out = Vec::new();
        write(&fixture::file(fixture::names_that_bite()), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let error = |text: &str| read(text.as_bytes(), "here").unwrap_err().to_string();
        assert!(error(&text.replace("\"version\":1,", "\"version\":2,")).contains("version 2"));
        let loose = text.replacen("\"source\":\"person:", "\"source\":\"no:", 1);
        assert!(
            error(&loose).contains("which is no node"),
            "{}",
            error(&loose)
        );
        assert!(error("{}").starts_with("here: not a graph.json"));
        let missing = error(&text.replace("\"run\":", "\"ran\":"));
        assert!(missing.contains("missing field `run`"), "{missing}");
    }
}
