//! Reads `graph.json` again, without ever having all of it in memory.
//!
//! Evidence and documents are most of a large file, and are asked for one at a time: they go to a shelf as
//! they are read.

use std::fmt;
use std::io::BufRead;
use std::marker::PhantomData;
use std::path::Path;

use petgraph::graph::UnGraph;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{DocumentRecord, Filter, GRAPH_VERSION, GraphFile};
use crate::claims::stated::Relation;
use crate::export::DocumentTable;
use crate::graph::{Edge, Node};
use crate::pipeline::RunRecord;
use crate::shelf::Shelf;
use crate::{Error, Result, Warning};

/// Reads a `graph.json` that [`write()`](super::write()) made, into memory; `place` is what errors call it.
///
/// # Errors
/// [`Error::Invalid`] if it is no such file, of another version, or has an edge without its nodes.
pub fn read(input: impl BufRead, place: &str) -> Result<GraphFile> {
    read_in(input, place, None)
}

/// The same; evidence and documents go to temporary files in `folder`, if there is one, where they are many.
///
/// # Errors
/// As [`read`], and where a temporary file fails.
pub fn read_in(input: impl BufRead, place: &str, folder: Option<&Path>) -> Result<GraphFile> {
    let invalid = |message: String| Error::Invalid {
        place: place.to_owned(),
        message,
    };
    let mut from = serde_json::Deserializer::from_reader(input);
    let file = Whole { folder }
        .deserialize(&mut from)
        .and_then(|file| from.end().map(|()| file))
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
        filter: file.filter,
        relations: file.relations,
        documents: file.documents,
        warnings: file.warnings,
    })
}

/// What is read.
struct Read {
    version: u32,
    run: RunRecord,
    filter: Option<Filter>,
    nodes: Vec<Node>,
    edges: Vec<ReadEdge>,
    relations: Vec<Relation>,
    documents: DocumentTable,
    warnings: Vec<Warning>,
}

#[derive(Deserialize)]
struct ReadEdge {
    source: String,
    target: String,
    #[serde(flatten)]
    edge: Edge,
}

/// Reads the file.
struct Whole<'f> {
    folder: Option<&'f Path>,
}

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = Read;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Read, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Read, M::Error> {
        let shelf = Shelf::new(self.folder);
        let (mut version, mut run, mut nodes, mut warnings) = (None, None, None, None);
        let (mut edges, mut documents) = (None, None);
        let (mut filter, mut relations) = (None, Vec::new());
        while let Some(member) = map.next_key::<String>()? {
            match member.as_str() {
                "version" => version = Some(map.next_value()?),
                "run" => run = Some(map.next_value()?),
                "filter" => filter = map.next_value()?,
                "nodes" => nodes = Some(map.next_value()?),
                "edges" => {
                    let mut list = Vec::new();
                    map.next_value_seed(Each::new(|mut read: ReadEdge| {
                        read.edge.evidence = read.edge.evidence.moved_to(&shelf)?;
                        list.push(read);
                        Ok(())
                    }))?;
                    edges = Some(list);
                }
                "relations" => relations = map.next_value()?,
                "documents" => {
                    let mut table = DocumentTable::empty(self.folder);
                    map.next_value_seed(Each::new(|read: DocumentRecord| table.push(&read)))?;
                    documents = Some(table.finish());
                }
                "warnings" => warnings = Some(map.next_value()?),
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        let missing = <M::Error as de::Error>::missing_field;
        Ok(Read {
            version: version.ok_or_else(|| missing("version"))?,
            run: run.ok_or_else(|| missing("run"))?,
            filter,
            nodes: nodes.ok_or_else(|| missing("nodes"))?,
            edges: edges.ok_or_else(|| missing("edges"))?,
            relations,
            documents: documents.ok_or_else(|| missing("documents"))?,
            warnings: warnings.ok_or_else(|| missing("warnings"))?,
        })
    }
}

/// A list of which each element is taken as soon as it is read.
struct Each<T, F> {
    take: F,
    of: PhantomData<T>,
}

impl<T, F: FnMut(T) -> std::io::Result<()>> Each<T, F> {
    fn new(take: F) -> Self {
        Each {
            take,
            of: PhantomData,
        }
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> std::io::Result<()>> DeserializeSeed<'de>
    for Each<T, F>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> std::io::Result<()>> Visitor<'de> for Each<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(mut self, mut list: S) -> Result<(), S::Error> {
        while let Some(element) = list.next_element()? {
            (self.take)(element).map_err(de::Error::custom)?;
        }
        Ok(())
    }
}
