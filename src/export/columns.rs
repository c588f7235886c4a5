//! What is known of a node and of an edge as columns with types, for formats that know only flat
//! values. They all have the same columns.

use serde_json::{Map, Value, json};

use crate::claims::stated::{Relation, RelationEvidence};
use crate::graph::{Edge, Evidence, Node};

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Whole,
    Number,
}

/// A column of a table whose rows are `T`.
pub(super) struct Column<T> {
    pub(super) name: &'static str,
    pub(super) ty: Type,
    get: fn(&T) -> Value,
}

impl<T> Column<T> {
    /// The value, or `None` where nothing is known.
    pub(super) fn value(&self, row: &T) -> Option<Value> {
        Some((self.get)(row)).filter(|value| !value.is_null())
    }

    /// The value as text; empty where nothing is known.
    pub(super) fn text(&self, row: &T) -> String {
        self.value(row).map_or(String::new(), text)
    }
}

/// A value as text.
pub(super) fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        value => value.to_string(),
    }
}

/// The values as members of an object, without those that are not known.
pub(super) fn object<T>(columns: &[Column<T>], row: &T) -> Map<String, Value> {
    let members = columns.iter();
    members
        .filter_map(|column| Some((column.name.to_owned(), column.value(row)?)))
        .collect()
}

/// What is known of an edge and of its best piece of evidence, likewise.
pub(super) fn edge_object(edge: &Edge) -> Map<String, Value> {
    let mut members = object(EDGE, edge);
    if let Some(best) = best(edge) {
        members.extend(object(EVIDENCE, &best));
    }
    members
}

/// The names of the columns of [`EDGE`] and then of [`EVIDENCE`].
pub(super) fn edge_names() -> impl Iterator<Item = &'static str> {
    let own = EDGE.iter().map(|column| column.name);
    own.chain(EVIDENCE.iter().map(|column| column.name))
}

/// What is known as text, a cell a column of [`EDGE`] and then of [`EVIDENCE`].
pub(super) fn edge_cells(edge: &Edge) -> Vec<String> {
    let best = best(edge);
    let evidence =
        |column: &Column<Evidence>| best.as_ref().map_or(String::new(), |b| column.text(b));
    let own = EDGE.iter().map(|column| column.text(edge));
    own.chain(EVIDENCE.iter().map(evidence)).collect()
}

const fn column<T>(name: &'static str, ty: Type, get: fn(&T) -> Value) -> Column<T> {
    Column { name, ty, get }
}

/// Columns of a node beside its id, label and place.
#[rustfmt::skip]
pub(super) const NODE: &[Column<Node>] = &[
    column("kind", Type::Text, |n| json!(n.kind)),
    column("external_id", Type::Text, |n| json!(n.external_id)),
    column("aliases", Type::Text, |n| json!(aliases(n).join(" | "))),
    column("mentions", Type::Whole, |n| json!(n.mentions)),
    column("sentences", Type::Whole, |n| json!(n.sentences)),
    column("documents", Type::Whole, |n| json!(n.documents)),
    column("independent_documents", Type::Whole, |n| json!(n.independent_documents)),
    column("publishers", Type::Whole, |n| json!(n.publishers)),
    column("first", Type::Text, |n| json!(n.first)),
    column("last", Type::Text, |n| json!(n.last)),
    column("as_publisher", Type::Whole, |n| json!(n.roles.map(|r| r.publisher))),
    column("as_source", Type::Whole, |n| json!(n.roles.map(|r| r.source))),
    column("as_subject", Type::Whole, |n| json!(n.roles.map(|r| r.subject))),
    column("degree", Type::Whole, |n| json!(n.measures.degree)),
    column("strength", Type::Number, |n| json!(finite(n.measures.strength))),
    column("pagerank", Type::Number, |n| json!(finite(n.measures.pagerank))),
    column("betweenness", Type::Number, |n| json!(finite(n.measures.betweenness))),
    column("closeness", Type::Number, |n| json!(finite(n.measures.closeness))),
    column("core", Type::Whole, |n| json!(n.measures.core)),
    column("articulation", Type::Whole, |n| json!(u8::from(n.measures.articulation))),
    column("component", Type::Whole, |n| json!(n.measures.component)),
    column("community", Type::Whole, |n| json!(n.measures.community)),
];

/// Columns of an edge beside its ends, id and weight, and before those of its [`EVIDENCE`].
#[rustfmt::skip]
pub(super) const EDGE: &[Column<Edge>] = &[
    column("pairs", Type::Whole, |e| json!(e.pairs)),
    column("sentences", Type::Whole, |e| json!(e.sentences)),
    column("paragraphs", Type::Whole, |e| json!(e.paragraphs)),
    column("documents", Type::Whole, |e| json!(e.documents)),
    column("independent_documents", Type::Whole, |e| json!(e.independent_documents)),
    column("publishers", Type::Whole, |e| json!(e.publishers)),
    column("first", Type::Text, |e| json!(e.first)),
    column("last", Type::Text, |e| json!(e.last)),
    column("decay", Type::Number, |e| json!(finite(e.decay))),
    column("jaccard", Type::Number, |e| json!(finite(e.jaccard))),
    column("cosine", Type::Number, |e| json!(finite(e.cosine))),
    column("pmi", Type::Number, |e| json!(finite(e.pmi))),
    column("npmi", Type::Number, |e| json!(finite(e.npmi))),
    column("g2", Type::Number, |e| json!(finite(e.g2))),
    column("p_value", Type::Number, |e| json!(finite(e.p_value))),
    column("q_value", Type::Number, |e| json!(finite(e.q_value))),
    column("backbone", Type::Number, |e| json!(finite(e.backbone))),
    column("bridge", Type::Whole, |e| json!(u8::from(e.bridge))),
];

/// Columns of an edge's best piece of evidence, which is read back from where it was put aside once a row.
#[rustfmt::skip]
pub(super) const EVIDENCE: &[Column<Evidence>] = &[
    column("evidence", Type::Text, |e| json!(quoted(e))),
    column("evidence_document", Type::Text, |e| json!(e.document)),
    column("evidence_publisher", Type::Text, |e| json!(e.publisher)),
    column("evidence_date", Type::Text, |e| json!(e.date)),
];

/// Columns of a stated relation beside its ends and id. `relation` is its type; an edge has none.
#[rustfmt::skip]
pub(super) const RELATION: &[Column<Relation>] = &[
    column("relation", Type::Text, |r| json!(r.relation)),
    column("former", Type::Whole, |r| json!(r.former)),
    column("independent_documents", Type::Whole, |r| json!(r.documents)),
    column("publishers", Type::Whole, |r| json!(r.publishers)),
    column("first", Type::Text, |r| json!(r.first)),
    column("last", Type::Text, |r| json!(r.last)),
    column("evidence", Type::Text, |r| json!(shown(r).map(|e| &e.quote.text))),
    column("evidence_document", Type::Text, |r| json!(shown(r).map(|e| &e.document))),
    column("evidence_publisher", Type::Text, |r| json!(shown(r).and_then(|e| e.publisher.as_ref()))),
    column("evidence_date", Type::Text, |r| json!(shown(r).and_then(|e| e.date.as_ref()))),
];

fn shown(relation: &Relation) -> Option<&RelationEvidence> {
    relation.evidence.first()
}

/// The columns of a relation that an edge does not have.
pub(super) fn only_of_relations() -> impl Iterator<Item = &'static Column<Relation>> {
    let known = |column: &&Column<Relation>| !edge_names().any(|name| name == column.name);
    RELATION.iter().filter(known)
}

/// The forms other than the label, the most frequent first.
pub(super) fn aliases(node: &Node) -> Vec<&str> {
    let forms = node.aliases.iter().map(|alias| &*alias.form);
    forms.filter(|form| *form != &*node.label).collect()
}

/// The best piece of evidence.
pub(super) fn best(edge: &Edge) -> Option<Evidence> {
    edge.evidence.first()
}

/// The words that name both: a sentence, or two with an ellipsis between.
pub(super) fn quoted(evidence: &Evidence) -> String {
    match &evidence.second {
        None => evidence.quote.text.to_string(),
        Some(second) if second.span < evidence.quote.span => {
            format!("{} […] {}", second.text, evidence.quote.text)
        }
        Some(second) => format!("{} […] {}", evidence.quote.text, second.text),
    }
}

/// The number, or 0 for what is none: no format can hold it.
pub(super) fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}
