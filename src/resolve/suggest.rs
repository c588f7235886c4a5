//! Where a graph is probably wrong: two nodes that may be the same, one node that may be two.
//!
//! All is worked out from the graph alone. A missed merge is sought among nodes whose names are alike
//! by the rules of names that resolution uses too (surname and first name, spelling, initials, short
//! form), and ranked by how much the names say and how many neighbours the two share. Two that a
//! sentence names side by side are seldom one; often enough, and they are not suggested at all. A
//! doubtful merge is a node whose forms do not agree, or that has a form for a reason that holds for the
//! whole corpus and not for a document.
//!
//! Pairs are found by blocking, so the work grows with the number of names.

mod merge;
mod split;
#[cfg(test)]
mod tests;
mod toml;

use std::collections::BTreeSet;

use petgraph::graph::NodeIndex;

use super::person::PersonName;
use super::{Family, organization};
use crate::gazetteer::{fold, without_legal_form};
use crate::graph::{CoMentionGraph, Node};

/// Sentences that name both, from which on two nodes are taken for two.
const TOGETHER: u32 = 3;

/// What may be wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestions {
    /// Pairs that may be the same, the likeliest first.
    pub merges: Vec<Merge>,
    /// Nodes that may be two, the most doubtful first.
    pub splits: Vec<Split>,
    /// Pairs of alike names that were left out because sentences name both, the most often named first.
    pub apart: Vec<Merge>,
}

/// Two nodes that may be the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The one that is named more often.
    pub into: NodeIndex,
    /// The other.
    pub from: NodeIndex,
    /// How likely, 0 to 1; it ranks and is no probability.
    pub score: f64,
    /// What the names have in common.
    pub why: String,
    /// Neighbours that both have.
    pub shared_neighbours: usize,
    /// Sentences that name both.
    pub sentences_with_both: u32,
}

/// A node that may be two.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The node.
    pub node: NodeIndex,
    /// The forms that may be another's.
    pub forms: Vec<String>,
    /// What the other may be called.
    pub name: String,
    /// What is doubtful.
    pub why: String,
    /// How doubtful, 0 to 1; it ranks and is no probability.
    pub score: f64,
}

/// What may be wrong in a graph: at most `most` merges and as many splits.
pub fn suggest(graph: &CoMentionGraph, most: usize) -> Suggestions {
    let names = Names::of(graph);
    let mut merges = names.merges();
    let mut apart: Vec<Merge> = Vec::new();
    merges.retain(|merge| {
        let together = merge.sentences_with_both >= TOGETHER;
        if together {
            apart.push(merge.clone());
        }
        !together
    });
    merges.sort_by(|a, b| {
        (b.score.total_cmp(&a.score)).then((a.into, a.from).cmp(&(b.into, b.from)))
    });
    merges.truncate(most);
    apart.sort_by(|a, b| {
        let key = |m: &Merge| (std::cmp::Reverse(m.sentences_with_both), m.into, m.from);
        key(a).cmp(&key(b))
    });
    apart.truncate(most);
    let mut splits = names.splits();
    // Nobody can obey both a merge and the split of the same two.
    splits.retain(|split| {
        let name = fold(&split.name);
        let is_meant = |node: NodeIndex| node == split.node || fold(&graph[node].label) == name;
        !merges.iter().any(|m| is_meant(m.into) && is_meant(m.from))
    });
    splits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
    splits.truncate(most);
    Suggestions {
        merges,
        splits,
        apart,
    }
}

/// The names of the nodes, taken apart once.
struct Names<'g> {
    graph: &'g CoMentionGraph,
    /// The labels, folded, without legal forms.
    keys: Vec<String>,
    /// All forms, likewise.
    forms: Vec<BTreeSet<String>>,
    persons: Vec<PersonName>,
    /// For each node its forms that are written like initials, folded.
    acronyms: Vec<BTreeSet<String>>,
}

impl<'g> Names<'g> {
    fn of(graph: &'g CoMentionGraph) -> Self {
        let nodes = || graph.node_weights();
        let key = |name: &str| without_legal_form(&fold(name)).to_owned();
        Names {
            graph,
            keys: nodes().map(|node| key(&node.label)).collect(),
            forms: nodes()
                .map(|node| {
                    let forms = node.aliases.iter().map(|alias| &*alias.form);
                    let forms = forms.chain([&*node.label]).map(key);
                    forms.filter(|form| !form.is_empty()).collect()
                })
                .collect(),
            persons: nodes().map(|node| PersonName::parse(&node.label)).collect(),
            acronyms: nodes()
                .map(|node| {
                    let forms = node.aliases.iter().map(|alias| &*alias.form);
                    let initials = forms.filter(|form| organization::is_acronym(form));
                    initials.map(|form| fold(form).replace(' ', "")).collect()
                })
                .collect(),
        }
    }

    fn node(&self, number: usize) -> &'g Node {
        &self.graph[NodeIndex::new(number)]
    }

    fn of_family(&self, family: Family) -> impl Iterator<Item = usize> + '_ {
        (0..self.graph.node_count()).filter(move |&n| Family::of(self.node(n).kind) == family)
    }
}
