//! What two graphs differ in: names and pairs that are new or gone, and weights that changed.
//!
//! Nodes are the same where their ids are, edges where their ends are. An id that ends in a number
//! (`person:john-smith-2`) may mean somebody else in another corpus.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{CoMentionGraph, Edge, Evidence, Node};

/// A name that only one of the graphs has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NodeChange {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// How often it is named.
    pub mentions: u32,
    /// In how many documents.
    pub documents: u32,
}

/// A pair that only one of the graphs has, or that has another weight or count.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EdgeChange {
    /// Id of the one end.
    pub source: String,
    /// Id of the other.
    pub target: String,
    /// Name of the one.
    pub source_label: String,
    /// Name of the other.
    pub target_label: String,
    /// The weight in the old graph; 0 where it had no such edge.
    pub old: f64,
    /// The weight in the new graph.
    pub new: f64,
    /// Independent documents in the old graph.
    pub old_documents: u32,
    /// In the new one.
    pub new_documents: u32,
    /// Of a new pair the best sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// What a new graph has, lacks and weighs otherwise than an old one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Difference {
    /// Names that only the new graph has, the most mentioned first.
    pub new_nodes: Vec<NodeChange>,
    /// Names that only the old graph has.
    pub vanished_nodes: Vec<NodeChange>,
    /// Pairs that only the new graph has, the heaviest first.
    pub new_edges: Vec<EdgeChange>,
    /// Pairs that only the old graph has.
    pub vanished_edges: Vec<EdgeChange>,
    /// Pairs of another weight, the greatest change first.
    pub changed_edges: Vec<EdgeChange>,
}

/// What `new` differs in from `old`.
pub fn difference(old: &CoMentionGraph, new: &CoMentionGraph) -> Difference {
    let (old_nodes, new_nodes) = (nodes(old), nodes(new));
    let (old_edges, new_edges) = (edges(old), edges(new));
    let mut found = Difference {
        new_nodes: only(&new_nodes, &old_nodes),
        vanished_nodes: only(&old_nodes, &new_nodes),
        ..Difference::default()
    };
    for (ends, (labels, edge)) in &new_edges {
        let before = old_edges.get(ends).map(|(_, edge)| *edge);
        match before {
            None => found.new_edges.push(EdgeChange {
                evidence: edge.evidence.first(),
                ..change(*ends, *labels, None, Some(edge))
            }),
            Some(before) if before.weight != edge.weight => {
                let change = change(*ends, *labels, Some(before), Some(edge));
                found.changed_edges.push(change);
            }
            Some(_) => {}
        }
    }
    for (ends, (labels, edge)) in &old_edges {
        if !new_edges.contains_key(ends) {
            let change = change(*ends, *labels, Some(edge), None);
            found.vanished_edges.push(change);
        }
    }
    // The sorts are stable, and the maps were in order.
    let by_change = |a: &EdgeChange, b: &EdgeChange| {
        let change = |edge: &EdgeChange| (edge.new - edge.old).abs();
        change(b).total_cmp(&change(a))
    };
    found.new_edges.sort_by(by_change);
    found.vanished_edges.sort_by(by_change);
    found.changed_edges.sort_by(by_change);
    found
}

type Ends<'g> = (&'g str, &'g str);

fn nodes(graph: &CoMentionGraph) -> BTreeMap<&str, &Node> {
    let nodes = graph.node_weights();
    nodes.map(|node| (&*node.id, node)).collect()
}

fn edges(graph: &CoMentionGraph) -> BTreeMap<Ends<'_>, (Ends<'_>, &Edge)> {
    let edges = graph.raw_edges().iter();
    edges
        .map(|edge| {
            let (mut a, mut b) = (&graph[edge.source()], &graph[edge.target()]);
            if a.id > b.id {
                std::mem::swap(&mut a, &mut b);
            }
            let ends = (&*a.id, &*b.id);
            (ends, ((&*a.label, &*b.label), &edge.weight))
        })
        .collect()
}

fn only(these: &BTreeMap<&str, &Node>, others: &BTreeMap<&str, &Node>) -> Vec<NodeChange> {
    let mut nodes: Vec<NodeChange> = (these.iter())
        .filter(|(id, _)| !others.contains_key(*id))
        .map(|(_, node)| NodeChange {
            id: node.id.to_string(),
            label: node.label.to_string(),
            mentions: node.mentions,
            documents: node.documents,
        })
        .collect();
    nodes.sort_by_key(|node| std::cmp::Reverse(node.mentions));
    nodes
}

fn change(ends: Ends<'_>, labels: Ends<'_>, old: Option<&Edge>, new: Option<&Edge>) -> EdgeChange {
    let weight = |edge: Option<&Edge>| edge.map_or(0.0, |edge| edge.weight);
    let documents = |edge: Option<&Edge>| edge.map_or(0, |edge| edge.independent_documents);
    EdgeChange {
        source: ends.0.to_owned(),
        target: ends.1.to_owned(),
        source_label: labels.0.to_owned(),
        target_label: labels.1.to_owned(),
        old: weight(old),
        new: weight(new),
        old_documents: documents(old),
        new_documents: documents(new),
        evidence: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::tests::graph;

    #[test]
    fn what_came_what_went_and_what_grew() {
        let old = graph(4, &[(0, 1, 2.0), (1, 2, 1.0), (2, 3, 5.0)]);
        let mut new = graph(5, &[(1, 0, 2.0), (1, 2, 4.0), (0, 4, 1.0), (0, 2, 3.0)]);
        new.remove_node(3.into());
        let found = difference(&old, &new);
        let ids = |nodes: &[NodeChange]| -> Vec<String> {
            nodes.iter().map(|node| node.id.clone()).collect()
        };
        assert_eq!(ids(&found.new_nodes), ["person:4"]);
        assert_eq!(ids(&found.vanished_nodes), ["person:3"]);
        let weights = |edges: &[EdgeChange]| -> Vec<(String, f64, f64)> {
            let ends = |e: &EdgeChange| format!("{} {}", e.source_label, e.target_label);
            edges.iter().map(|e| (ends(e), e.old, e.new)).collect()
        };
        let person = |a: u32, b: u32| format!("Person {a} Person {b}");
        assert_eq!(
            weights(&found.new_edges),
            [(person(0, 2), 0.0, 3.0), (person(0, 4), 0.0, 1.0)]
        );
        assert!(found.new_edges[0].evidence.is_some());
        assert_eq!(weights(&found.vanished_edges), [(person(2, 3), 5.0, 0.0)]);
        assert_eq!(weights(&found.changed_edges), [(person(1, 2), 1.0, 4.0)]);
        assert_eq!(difference(&old, &old), Difference::default());
    }
}
