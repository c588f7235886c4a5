//! The graph: entities that texts name, joined where a text names both.
//!
//! An edge is a co-mention and nothing else. That two people are named together does not say that
//! they are connected.

mod alias;
mod build;
mod counting;
pub mod diff;
mod evidence;
mod finish;
mod list;
mod months;
mod sentence;
pub mod significance;
pub mod tally;
pub mod weight;

pub use alias::{Alias, Example, Reason, ShortSpan};
pub(crate) use build::reprints;
pub use build::{build, count};
pub(crate) use counting::Counting;
pub use finish::Reprint;
pub(crate) use finish::is_node;
pub use list::EvidenceList;
pub use months::{Month, Months};

use std::sync::Arc;

use petgraph::graph::{EdgeIndex, NodeIndex, UnGraph};
use serde::{Deserialize, Serialize};

use crate::claims::stated::SaidBy;
use crate::{Kind, Part, Span};

/// The co-mention graph of a corpus.
///
/// Nodes and edges are in the order of their ids, so that the same input gives the same graph. Words that
/// many of them have are shared, and the sentences of a large graph are on disk ([`EvidenceList`]), since these
/// would be most of the memory.
pub type CoMentionGraph = UnGraph<Node, Edge>;

/// An entity that the texts name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Node {
    /// Stable readable name, such as `person:john-bolton`.
    pub id: Arc<str>,
    /// The name to show.
    pub label: Arc<str>,
    /// What it is.
    pub kind: Kind,
    /// Its id elsewhere, such as a Wikidata QID, where a table of entities gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The forms it was written in, the most frequent first.
    pub aliases: Arc<[Alias]>,
    /// How often it is named.
    pub mentions: u32,
    /// In how many sentences it is named; a sentence repeated in a document counts once.
    pub sentences: u32,
    /// In how many documents it is named.
    pub documents: u32,
    /// In how many documents, copies of a text counted once.
    pub independent_documents: u32,
    /// By how many publishers of those; documents without a known one count as none.
    pub publishers: u32,
    /// Day of the earliest document that names it, copies included, as in `documents` and `months`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Arc<str>>,
    /// Day of the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Arc<str>>,
    /// Mentions by the month (`YYYY-MM`) of the document, for those of which it is known.
    #[serde(default, skip_serializing_if = "Months::is_empty")]
    pub months: Months,
    /// What part an outlet plays; other kinds have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<OutletRoles>,
    /// Its place among the others.
    #[serde(default)]
    pub measures: Measures,
    /// Horizontal position in the picture, -1 to 1.
    pub x: f64,
    /// Vertical position in the picture, -1 to 1, upwards.
    pub y: f64,
}

/// How often an outlet appears in which role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OutletRoles {
    /// Documents that it published.
    pub publisher: u32,
    /// Mentions as the source of what is said ("told the Daily News", "the Daily News reported").
    pub source: u32,
    /// All other mentions.
    pub subject: u32,
}

/// Measures of a node within the graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Measures {
    /// Number of edges.
    pub degree: u32,
    /// Sum of the weights of its edges.
    pub strength: f64,
    /// Weighted PageRank; the values of a graph sum to 1.
    pub pagerank: f64,
    /// Share of the shortest chains of co-mentions between others on which it lies, 0 to 1.
    #[serde(default)]
    pub betweenness: f64,
    /// Nearness to all others, counted in edges, 0 to 1.
    #[serde(default)]
    pub closeness: f64,
    /// Largest `k` such that it is among nodes that have `k` edges to each other.
    #[serde(default)]
    pub core: u32,
    /// Whether its component would fall apart without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub articulation: bool,
    /// Number of its connected component, the largest first, from 0.
    pub component: u32,
    /// Number of its community, the largest first, from 0.
    pub community: u32,
}

/// Two entities that are named together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Edge {
    /// What the edge is drawn and ranked by: the count of the window, unless another
    /// [`Weight`](weight::Weight) was chosen.
    pub weight: f64,
    /// Pairs of mentions within the window.
    pub pairs: u32,
    /// Sentences that name both. Like pairs and paragraphs, in copies of a text counted once.
    pub sentences: u32,
    /// Paragraphs that name both.
    pub paragraphs: u32,
    /// Documents that name both, anywhere, copies included.
    pub documents: u32,
    /// Documents with both in the window, copies of a text counted once.
    pub independent_documents: u32,
    /// Publishers of those; documents without a known one count as none.
    pub publishers: u32,
    /// Their names.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub published_by: Arc<[Arc<str>]>,
    /// Names of further publishers, who printed copies that name both anywhere.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub copied_by: Arc<[Arc<str>]>,
    /// Day of the earliest document with both in the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Arc<str>>,
    /// Day of the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Arc<str>>,
    /// What the window counts by the month (`YYYY-MM`) of the document, where a series was wanted.
    #[serde(default, skip_serializing_if = "Months::is_empty")]
    pub months: Months,
    /// Sum over the pairs of `exp(-d)`, `d` sentences apart.
    #[serde(default)]
    pub decay: f64,
    /// Jaccard index of the units that name the one and the other, 0 to 1.
    #[serde(default)]
    pub jaccard: f64,
    /// Cosine of them, 0 to 1.
    #[serde(default)]
    pub cosine: f64,
    /// Pointwise mutual information, in nats.
    #[serde(default)]
    pub pmi: f64,
    /// Normalized pointwise mutual information, -1 to 1.
    pub npmi: f64,
    /// Log-likelihood ratio G2, 0 or more; large where the two are named together more or less often
    /// than chance would have it.
    pub g2: f64,
    /// Probability of so many common units or more by chance (hypergeometric).
    #[serde(default = "certain")]
    pub p_value: f64,
    /// Share of false discoveries to be expected among the pairs of no greater p-value
    /// (Benjamini-Hochberg over all pairs of nodes).
    #[serde(default = "certain")]
    pub q_value: f64,
    /// Probability of such a share of an end's weight by chance, 0 to 1: small for the edges of the
    /// [backbone](crate::analyze::backbone).
    #[serde(default = "certain")]
    pub backbone: f64,
    /// Whether its component would fall apart without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bridge: bool,
    /// The best sentences that name both.
    #[cfg_attr(test, schemars(with = "Vec<Evidence>"))]
    pub evidence: EvidenceList,
}

/// Of an edge that was never compared with chance.
fn certain() -> f64 {
    1.0
}

/// The nodes and edges that are chosen, in their order; edges only with both ends.
pub(crate) fn part(
    graph: CoMentionGraph,
    node: impl Fn(usize, &Node) -> bool,
    edge: impl Fn(&Edge) -> bool,
) -> CoMentionGraph {
    let (nodes, edges) = graph.into_nodes_edges();
    let mut graph = UnGraph::default();
    let index: Vec<Option<NodeIndex>> = (nodes.into_iter().enumerate())
        .map(|(n, old)| node(n, &old.weight).then(|| graph.add_node(old.weight)))
        .collect();
    for old in edges {
        let ends = index[old.source().index()].zip(index[old.target().index()]);
        if let Some((source, target)) = ends
            && edge(&old.weight)
        {
            graph.add_edge(source, target, old.weight);
        }
    }
    graph
}

/// The indices of the heaviest edges, the heaviest first; ties in the order of the edges.
pub fn heaviest_edges(graph: &CoMentionGraph, most: usize) -> Vec<EdgeIndex> {
    let mut edges: Vec<EdgeIndex> = graph.edge_indices().collect();
    edges.sort_by(|&a, &b| graph[b].weight.total_cmp(&graph[a].weight));
    edges.truncate(most);
    edges
}

/// Words of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Quote {
    /// Where they stand in the document's text.
    pub span: Span,
    /// The words.
    pub text: Arc<str>,
}

/// A pronoun or description, and the name that it stands for by a rule: "he" after "Ben Okafor".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StandsFor {
    /// The pronoun or description, in the document's text.
    pub mention: Span,
    /// The name.
    pub name: Span,
}

/// A place where both ends of an edge are named together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Evidence {
    /// Id of the document.
    pub document: Arc<str>,
    /// Its publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Arc<str>>,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Arc<str>>,
    /// What part of the document it is.
    pub part: Part,
    /// The sentence that names the source, or both.
    #[serde(flatten)]
    pub quote: Quote,
    /// The sentence that names the target, where it is another one: the window is wider than a
    /// sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Box<Quote>>,
    /// The mention of the edge's source, in the document's text.
    pub source: Span,
    /// The mention of the edge's target.
    pub target: Span,
    /// Which of the two mentions are no names but pronouns or descriptions (`--coreference`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<StandsFor>,
    /// Who says what is quoted, where the text names its source and that is a node.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributions: Vec<SaidBy>,
}

#[cfg(test)]
mod tests;
