//! All formats: what they are called, which files they are, who writes them.

use std::fmt;
use std::io::{self, Write};

#[cfg(feature = "parquet")]
use super::parquet;
use super::{
    GraphFile, canvas, cosmograph, cypher, cytoscape, dot, ftm, gephi, gexf, graphml, graphology,
    jgf, json, kumu, mermaid, neo4j, report, tsv, vosviewer,
};
use crate::graph::EvidenceList;
#[cfg(feature = "pictures")]
use crate::render::print;
use crate::render::{Theme, page, svg, timeline};

/// How a graph can be written.
pub struct Format {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// Its files; most formats have one.
    pub files: &'static [OutputFile],
}

/// A file of a format.
pub struct OutputFile {
    /// The usual name.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    write: Writer,
}

type Writer = fn(&GraphFile, &Options, &mut dyn Write) -> io::Result<()>;

/// What writers want to know: pictures, Mermaid and canvas how much to show, graph formats whether
/// stated relations are edges of their own.
#[derive(Clone, Debug)]
pub struct Options {
    /// The most names to show. Default 60.
    pub top: usize,
    /// Dark on light or light on dark. Default light.
    pub theme: Theme,
    /// Whether DOT, GEXF, GraphML, Cytoscape, Neo4j and Cypher hold the stated relations as edges of
    /// another kind. Default no: two edges between the same names make another sort of graph, in which
    /// degrees and weights mean something else, and which some loaders refuse.
    pub relations: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            top: 60,
            theme: Theme::default(),
            relations: false,
        }
    }
}

const JSON: &str = "application/json";
const CSV: &str = "text/csv";
const SVG: &str = "image/svg+xml";
#[cfg(feature = "parquet")]
const PARQUET: &str = "application/vnd.apache.parquet";

/// One line of the table below.
const fn one(name: &'static str, about: &'static str, files: &'static [OutputFile]) -> Format {
    Format { name, about, files }
}

const fn file(name: &'static str, media_type: &'static str, write: Writer) -> OutputFile {
    OutputFile {
        name,
        media_type,
        write,
    }
}

#[rustfmt::skip]
static FORMATS: &[Format] = &[
    one("json", "everything; networkx, d3, graphology, sigma, Gephi Lite, vis-network",
        &[file("graph.json", JSON, |f, _, mut out| json::write(f, &mut out))]),
    one("dot", "Graphviz, pydot, Gephi",
        &[file("graph.dot", "text/vnd.graphviz", |f, o, mut out| dot::write_file(f, o, &mut out))]),
    one("svg", "a picture to print",
        &[file("graph.svg", SVG, svg::write_file)]),
    one("html", "a page for the browser: the picture to explore, with the sentences",
        &[file("graph.html", "text/html", page::write)]),
    #[cfg(feature = "pictures")]
    one("png", "the picture in pixels",
        &[file("graph.png", "image/png", |f, o, out| out.write_all(&print::png(&picture(f, o)?)?))]),
    #[cfg(feature = "pictures")]
    one("pdf", "the picture as a page to print",
        &[file("graph.pdf", "application/pdf", |f, o, out| out.write_all(&print::pdf(&picture(f, o)?)?))]),
    one("timeline", "a picture: mentions of the strongest names by month",
        &[file("timeline.svg", SVG, timeline::write_file)]),
    one("md", "a short report in Markdown",
        &[file("report.md", "text/markdown", report::write)]),
    one("gexf", "Gephi, Gephi Lite, networkx",
        &[file("graph.gexf", "application/gexf+xml", |f, o, out| gexf::write(f, gexf::Mode::Static, o, out))]),
    one("gexf-dynamic", "the same with dates, for Gephi's timeline",
        &[file("graph.dynamic.gexf", "application/gexf+xml", |f, o, out| gexf::write(f, gexf::Mode::Dynamic, o, out))]),
    one("graphml", "yEd, igraph, networkx, Gephi Lite",
        &[file("graph.graphml", "application/graphml+xml", |f, o, out| graphml::write(f, o, out))]),
    one("cytoscape", "Cytoscape.js and Cytoscape desktop",
        &[file("graph.cyjs", JSON, |f, o, out| cytoscape::write(f, o, out))]),
    one("graphology", "graphology, sigma, Gephi Lite, with all attributes",
        &[file("graph.graphology.json", JSON, |f, _, out| graphology::write(f, out))]),
    one("jgf", "JSON Graph Format, version 2",
        &[file("graph.jgf.json", "application/vnd.jgf+json", |f, _, out| jgf::write(f, out))]),
    one("gephi", "tables for Gephi's data laboratory",
        &[file("gephi-nodes.csv", CSV, |f, _, out| gephi::write_nodes(f, out)),
          file("gephi-edges.csv", CSV, |f, _, out| gephi::write_edges(f, out))]),
    one("neo4j", "tables for neo4j-admin database import",
        &[file("neo4j-nodes.csv", CSV, |f, _, out| neo4j::write_nodes(f, out)),
          file("neo4j-relationships.csv", CSV, |f, o, out| neo4j::write_relationships(f, o, out))]),
    one("cypher", "a Cypher script for a running Neo4j",
        &[file("graph.cypher", "application/x-cypher-query", |f, o, out| cypher::write(f, o, out))]),
    one("cosmograph", "Cosmograph, with a timeline",
        &[file("cosmograph-links.csv", CSV, |f, _, out| cosmograph::write_links(f, out)),
          file("cosmograph-points.csv", CSV, |f, _, out| cosmograph::write_points(f, out))]),
    one("ftm", "FollowTheMoney entities, for Aleph and OpenAleph",
        &[file("entities.ftm.json", "application/json+ftm", |f, _, out| ftm::write(f, out))]),
    one("vosviewer", "VOSviewer and VOSviewer Online",
        &[file("vosviewer.json", JSON, |f, _, out| vosviewer::write(f, out))]),
    one("kumu", "Kumu",
        &[file("kumu.json", JSON, |f, _, out| kumu::write(f, out))]),
    one("canvas", "an Obsidian canvas of the strongest names",
        &[file("graph.canvas", JSON, canvas::write)]),
    one("mermaid", "a Mermaid diagram of the strongest names, for Markdown pages",
        &[file("graph.mmd", "text/vnd.mermaid", mermaid::write)]),
    one("tsv", "one line an edge: name, name, weight",
        &[file("edges.tsv", "text/tab-separated-values", |f, _, out| tsv::write(f, out))]),
    #[cfg(feature = "parquet")]
    one("parquet", "typed tables for DuckDB, pandas, Polars, Spark",
        &[file("nodes.parquet", PARQUET, |f, _, out| parquet::write_nodes(f, out)),
          file("edges.parquet", PARQUET, |f, _, out| parquet::write_edges(f, out))]),
];

/// The SVG from which the others are made.
#[cfg(feature = "pictures")]
fn picture(file: &GraphFile, options: &Options) -> io::Result<String> {
    let mut out = Vec::new();
    svg::write_file(file, options, &mut out)?;
    String::from_utf8(out).map_err(io::Error::other)
}

impl Format {
    /// All formats.
    pub fn all() -> &'static [Format] {
        FORMATS
    }

    /// The format of that name, or `None`.
    pub fn from_name(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Format({})", self.name)
    }
}

impl OutputFile {
    /// Writes it.
    ///
    /// # Errors
    /// Those of `out`, and of the temporary file from which evidence is read.
    pub fn write(
        &self,
        file: &GraphFile,
        options: &Options,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        (self.write)(file, options, out)?;
        file.documents.check()?;
        let mut evidence = file.graph.edge_weights().map(|edge| &edge.evidence);
        evidence
            .find(|list| !list.is_empty())
            .map_or(Ok(()), EvidenceList::check)
    }
}
