//! What every writer is given: the graph, the documents, how it was made and what is missing.
//!
//! `build` has it from its [`Outcome`], `convert` reads it from a `graph.json`; after that the two are
//! the same, so that a format is the same by either way.

use serde::{Deserialize, Serialize};

use super::Options;
use super::documents::DocumentTable;
use super::filter::Filter;
use crate::claims::stated::Relation;
use crate::graph::{CoMentionGraph, Edge, Node};
use crate::pipeline::{Outcome, RunRecord};
use crate::resolve::Resolution;
use crate::rows::{DocumentRow, Rows, Stored, is_zero};
use crate::{Provenance, Warning};

/// What must be said wherever the graph is shown.
pub const NOTE: &str = "An edge says that texts name both entities together. \
                        That alone does not say that they are connected.";

/// A document of the table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

/// A graph with all that is needed to write it.
#[derive(Clone, Debug)]
pub struct GraphFile {
    /// The graph.
    pub graph: CoMentionGraph,
    /// How it was made. Its numbers are those of the whole graph.
    pub run: RunRecord,
    /// What was chosen of the whole graph, where that is not all of it.
    pub filter: Option<Filter>,
    /// What the documents state of the nodes, in the order of its ends and types.
    pub relations: Vec<Relation>,
    /// The documents.
    pub documents: DocumentTable,
    /// What was left out or looks wrong.
    pub warnings: Vec<Warning>,
}

impl From<Outcome> for GraphFile {
    fn from(outcome: Outcome) -> GraphFile {
        let Outcome {
            graph,
            relations,
            resolution,
            documents,
            run,
            warnings,
            originals,
            folder,
        } = outcome;
        GraphFile {
            graph,
            run,
            filter: None,
            relations,
            documents: DocumentTable::new(
                records(&documents, &resolution, &originals),
                folder.as_deref(),
            ),
            warnings,
        }
    }
}

/// The documents as results have them.
pub(crate) fn records<'a>(
    documents: &'a Stored,
    resolution: &'a Resolution,
    originals: &'a [usize],
) -> impl Iterator<Item = DocumentRecord> + 'a {
    let record = |(number, row): (usize, DocumentRow)| DocumentRecord {
        publisher_id: resolution
            .publisher(number)
            .map(|entity| resolution.entities[entity].id.to_string()),
        copy_of: (originals[number] != number)
            .then(|| documents.brief(originals[number]).id.to_owned()),
        source_start: row.source_start,
        id: row.id.to_string(),
        provenance: row.provenance,
        bytes: row.bytes,
        sha256: row.sha256,
        body_sha256: row.body_sha256,
        mentions: resolution.bindings.mentions_of(number),
    };
    documents.documents().enumerate().map(record)
}

/// An edge with its ends, as a row of a table.
pub(super) struct EdgeRow<'a> {
    /// `source--target`, unique among edges and nodes.
    pub(super) id: String,
    pub(super) source: &'a Node,
    pub(super) target: &'a Node,
    /// Indices of the two nodes.
    pub(super) ends: (usize, usize),
    pub(super) edge: &'a Edge,
}

impl Relation {
    /// `source--type-->target`, unique among relations, edges and nodes.
    pub(super) fn id(&self) -> String {
        format!("{}--{}-->{}", self.source, self.relation, self.target)
    }
}

impl GraphFile {
    /// The stated relations, if they are to be written as edges.
    pub(super) fn relations_as_edges(&self, options: &Options) -> &[Relation] {
        if options.relations {
            &self.relations
        } else {
            &[]
        }
    }

    /// The nodes in their order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.graph.node_weights()
    }

    /// The edges in their order.
    pub(super) fn edges(&self) -> impl Iterator<Item = EdgeRow<'_>> + '_ {
        (0..self.graph.edge_count()).map(|number| self.edge(number))
    }

    /// The edge of that number.
    ///
    /// # Panics
    /// If there are not so many.
    pub(super) fn edge(&self, number: usize) -> EdgeRow<'_> {
        let edge = &self.graph.raw_edges()[number];
        let source = &self.graph[edge.source()];
        let target = &self.graph[edge.target()];
        EdgeRow {
            id: format!("{}--{}", source.id, target.id),
            source,
            target,
            ends: (edge.source().index(), edge.target().index()),
            edge: &edge.weight,
        }
    }
}
