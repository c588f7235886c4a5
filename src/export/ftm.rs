//! FollowTheMoney entities, one JSON object a line: for Aleph and OpenAleph.
//!
//! | here | there |
//! |---|---|
//! | person, organization, outlet, place | `Person`, `Organization`, `Organization`, `Address` |
//! | edge | `UnknownLink` between the two, with the documents of its evidence as `proof` |
//! | document of the evidence | `Article` |
//! | mention in the evidence | `Mention` of the article, `resolved` to the entity, unless that is a place |
//!
//! FollowTheMoney has no schema for names of kind `other` (events, works, laws); they are left out
//! with their edges. Every value is a list of strings: a loader takes a bare string apart into letters.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::columns::{aliases, best, quoted};
use super::{DocumentRecord, GraphFile, NOTE};
use crate::graph::{Evidence, Node};
use crate::render::text::clean;
use crate::{Kind, Span};

/// Writes the entities: articles, names, mentions, links.
pub(super) fn write(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let shown = |node: &Node| schema(node.kind).is_some();
    let edges = || {
        file.edges()
            .filter(|row| shown(row.source) && shown(row.target))
    };
    let mut documents: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut mentions: BTreeMap<(Arc<str>, Span), (&Node, String)> = BTreeMap::new();
    for row in edges() {
        for evidence in row.edge.evidence.all() {
            documents.insert(Arc::clone(&evidence.document));
            for (node, span) in [(row.source, evidence.source), (row.target, evidence.target)] {
                // A mention can be resolved to a person or an organization, not to an address.
                if node.kind != Kind::Place
                    && let Some(name) = surface(&evidence, span)
                {
                    let document = Arc::clone(&evidence.document);
                    mentions.insert((document, span), (node, name));
                }
            }
        }
    }
    for document in file.documents.iter() {
        if documents.contains(document.id.as_str()) {
            line(
                out,
                &document_id(&document.id),
                "Article",
                article(&document),
            )?;
        }
    }
    for node in file.nodes() {
        if let Some(schema) = schema(node.kind) {
            line(out, &node_id(&node.id), schema, entity(node))?;
        }
    }
    for ((document, span), (node, name)) in &mentions {
        let id = id(
            "mention",
            &format!("{document}\0{}\0{}", span.start, span.end),
        );
        let mut properties = Properties::default();
        properties.add("document", &document_id(document));
        properties.add("name", name);
        properties.add("resolved", &node_id(&node.id));
        properties.add("detectedSchema", schema(node.kind).unwrap_or_default());
        line(out, &id, "Mention", properties)?;
    }
    let window = file.run.config.graph.window.in_words();
    for row in edges() {
        let mut properties = Properties::default();
        properties.add("subject", &node_id(&row.source.id));
        properties.add("object", &node_id(&row.target.id));
        properties.add("role", &format!("named together {window}"));
        if let Some(best) = best(row.edge) {
            properties.add("summary", &quoted(&best));
        }
        properties.add(
            "description",
            &format!(
                "{NOTE} Weight {}, in {} documents.",
                row.edge.weight, row.edge.independent_documents
            ),
        );
        for evidence in row.edge.evidence.all() {
            properties.add("proof", &document_id(&evidence.document));
            properties.add_known("publisher", evidence.publisher.as_deref());
        }
        properties.add_known("startDate", row.edge.first.as_deref());
        properties.add_known("endDate", row.edge.last.as_deref());
        line(out, &id("link", &row.id), "UnknownLink", properties)?;
    }
    Ok(())
}

fn schema(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Person => Some("Person"),
        Kind::Organization | Kind::Outlet => Some("Organization"),
        Kind::Place => Some("Address"),
        Kind::Other => None,
    }
}

fn entity(node: &Node) -> Properties {
    let mut properties = Properties::default();
    properties.add("name", &node.label);
    if node.kind == Kind::Place {
        properties.add("full", &node.label);
    }
    for form in aliases(node) {
        properties.add("alias", form);
    }
    if node.kind == Kind::Outlet {
        properties.add("sector", "news media");
    }
    properties
}

fn article(document: &DocumentRecord) -> Properties {
    let provenance = &document.provenance;
    let mut properties = Properties::default();
    properties.add("title", provenance.title.as_ref().unwrap_or(&document.id));
    properties.add("fileName", &document.id);
    properties.add_known("publisher", provenance.publisher.as_deref());
    properties.add_known("sourceUrl", provenance.url.as_deref());
    properties.add_known("publishedAt", provenance.date.as_deref());
    for author in &provenance.authors {
        properties.add("author", author);
    }
    properties
}

/// The words of a mention, from the sentence that is quoted.
fn surface(evidence: &Evidence, span: Span) -> Option<String> {
    let quotes = std::iter::once(&evidence.quote).chain(evidence.second.as_deref());
    let mut words = quotes.filter_map(|quote| {
        let start = span.start.checked_sub(quote.span.start)?;
        quote.text.get(start..start + span.len())
    });
    words.next().map(str::to_owned)
}

/// Properties in the order of their names, values in the order they were added, none twice.
#[derive(Default)]
struct Properties(BTreeMap<&'static str, Vec<String>>);

impl Properties {
    fn add(&mut self, name: &'static str, value: &str) {
        // One line, without what cannot be printed: FollowTheMoney's own cleaning does the same.
        let value = clean(value);
        let values = self.0.entry(name).or_default();
        if !value.is_empty() && !values.contains(&value) {
            values.push(value);
        }
    }

    fn add_known(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }
}

fn line(out: &mut dyn Write, id: &str, schema: &str, properties: Properties) -> io::Result<()> {
    let properties: Map<String, Value> = (properties.0.into_iter())
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| (name.to_owned(), json!(values)))
        .collect();
    let entity = json!({ "id": id, "schema": schema, "properties": properties });
    serde_json::to_writer(&mut *out, &entity)?;
    out.write_all(b"\n")
}

/// The id of a node with a full stop for the colon: ids there are of ASCII letters, digits, hyphens
/// and full stops. One with other characters is replaced by its checksum.
fn node_id(id_here: &str) -> String {
    let plain = id_here.replacen(':', ".", 1);
    let usual = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match plain.split_once('.') {
        Some((kind, slug))
            if Kind::from_name(kind).is_some()
                && slug.chars().all(usual)
                && slug.ends_with(|c: char| c.is_ascii_alphanumeric()) =>
        {
            plain
        }
        _ => id("name", id_here),
    }
}

fn document_id(document: &str) -> String {
    id("document", document)
}

fn id(what: &str, of: &str) -> String {
    let digest = Sha256::digest(of.as_bytes());
    let hex: String = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{what}.{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_readable_where_they_can_be() {
        assert_eq!(node_id("person:ann-example"), "person.ann-example");
        for other in ["person:a.b", "person:Ö", "x", "person:", "person:a-", "x:y"] {
            assert!(node_id(other).starts_with("name."), "{other}");
        }
    }
}
