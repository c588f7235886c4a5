//! The graph as the page reads it: columns, with everything that repeats kept once and numbered.
//!
//! A row of `graph.json` repeats its field names and the ids of its ends; for 100,000 pairs that is
//! most of the file. Here each field is one list over all names or pairs. A number that is missing is
//! -1. All text is cleaned as in pictures, so that the page only has to show it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::chosen::Chosen;
use crate::Kind;
use crate::claims::RelationType;
use crate::export::{DocumentTable, Filter, NOTE};
use crate::graph::{Edge, Month, Node};
use crate::render::text::{clean, shorten};

/// Longest headline, in characters.
const TITLE: usize = 300;
/// How many warnings the page lists.
const WARNINGS: usize = 200;

/// All that the page reads at once.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    /// Of this format; the script refuses others.
    version: u32,
    /// What an edge says and does not say.
    note: &'static str,
    about: About<'a>,
    kinds: Vec<&'static str>,
    publishers: Vec<String>,
    days: Vec<String>,
    months: Vec<String>,
    reasons: Vec<String>,
    documents: Documents,
    nodes: Nodes<'a>,
    edges: Edges,
    relations: Relations,
    /// For each type of relation its name, and what a document says, as of now and as over.
    relation_types: Vec<[&'static str; 3]>,
    /// Where the pieces begin.
    starts: Starts,
}

/// Where the pieces of the evidence of pairs begin, of that of relations, and of the sentences.
#[derive(Default, Serialize)]
pub(super) struct Starts {
    pub(super) evidence: Vec<usize>,
    pub(super) stated: Vec<usize>,
    pub(super) sentences: Vec<usize>,
}

/// What documents state between two names; rows of [`stated`].
#[derive(Default, Serialize)]
struct Relations {
    source: Vec<usize>,
    target: Vec<usize>,
    /// Number of the type.
    relation: Vec<usize>,
    documents: Vec<u32>,
    former: Vec<u32>,
    publishers: Vec<u32>,
    first: Vec<i64>,
    last: Vec<i64>,
}

#[derive(Serialize)]
struct About<'a> {
    title: String,
    program: &'a str,
    model: &'a str,
    model_sha256: &'a str,
    window: String,
    window_name: String,
    min_weight: u32,
    places: bool,
    kept_evidence: usize,
    documents: usize,
    mentions: usize,
    nodes: usize,
    edges: usize,
    /// There is one if the page holds a part of the graph.
    filter: Option<Filter>,
    warnings: Vec<String>,
    more_warnings: usize,
}

#[derive(Default, Serialize)]
struct Documents {
    id: Vec<String>,
    title: Vec<String>,
    /// Empty unless it is an address of the web.
    url: Vec<String>,
    publisher: Vec<i64>,
    day: Vec<i64>,
    /// The document that it copies.
    copy: Vec<i64>,
}

#[derive(Default, Serialize)]
struct Nodes<'a> {
    /// As `graph.json` and the corrections have it.
    id: Vec<&'a str>,
    label: Vec<String>,
    kind: Vec<usize>,
    external: BTreeMap<usize, String>,
    x: Vec<f64>,
    y: Vec<f64>,
    mentions: Vec<u32>,
    sentences: Vec<u32>,
    documents: Vec<u32>,
    independent: Vec<u32>,
    publishers: Vec<u32>,
    first: Vec<i64>,
    last: Vec<i64>,
    community: Vec<u32>,
    strength: Vec<f64>,
    pagerank: Vec<f64>,
    betweenness: Vec<f64>,
    closeness: Vec<f64>,
    core: Vec<u32>,
    /// Form, count, reason, document that shows it.
    aliases: Vec<Vec<(String, u32, usize, i64)>>,
    /// Month and mentions.
    months: Vec<Vec<(usize, u32)>>,
    /// As publisher, source, subject; empty for what is no outlet.
    roles: Vec<Vec<u32>>,
}

#[derive(Default, Serialize)]
struct Edges {
    source: Vec<usize>,
    target: Vec<usize>,
    weight: Vec<f64>,
    pairs: Vec<u32>,
    sentences: Vec<u32>,
    paragraphs: Vec<u32>,
    documents: Vec<u32>,
    independent: Vec<u32>,
    publishers: Vec<u32>,
    first: Vec<i64>,
    last: Vec<i64>,
    npmi: Vec<f64>,
    g2: Vec<f64>,
    backbone: Vec<f64>,
    decay: Vec<f64>,
    jaccard: Vec<f64>,
    cosine: Vec<f64>,
    pmi: Vec<f64>,
    p_value: Vec<f64>,
    q_value: Vec<f64>,
    /// Publishers of the documents with both; where the graph does not name them, of the sentences
    /// that are kept.
    by: Vec<Vec<usize>>,
}

/// Numbers texts in the order in which they first come.
struct Numbers<T> {
    texts: Vec<T>,
    numbers: FxHashMap<T, usize>,
}

impl<T: Clone + Eq + std::hash::Hash> Numbers<T> {
    fn new() -> Self {
        Numbers {
            texts: Vec::new(),
            numbers: FxHashMap::default(),
        }
    }

    fn of(&mut self, text: T) -> usize {
        let next = self.texts.len();
        *self.numbers.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            next
        })
    }
}

/// The number of what may be missing.
fn signed(number: Option<usize>) -> i64 {
    number.map_or(-1, |number| i64::try_from(number).unwrap_or(-1))
}

/// A number that JSON can hold.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

/// The documents of the page, with their numbers.
pub(super) struct Documented<'a> {
    table: &'a DocumentTable,
    numbers: FxHashMap<Arc<str>, usize>,
    /// By number.
    ids: Vec<Arc<str>>,
}

impl<'a> Documented<'a> {
    /// All documents, if the page holds the whole graph; else those that are quoted.
    pub(super) fn of(chosen: &Chosen<'a>) -> Self {
        let table = &chosen.file.documents;
        let mut documents = Documented {
            table,
            numbers: FxHashMap::default(),
            ids: Vec::new(),
        };
        if chosen.whole {
            for document in table.iter() {
                documents.quoted(&document.id);
            }
        }
        documents
    }

    pub(super) fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// The number of a document that is quoted, which it may get now.
    pub(super) fn quoted(&mut self, id: &str) -> usize {
        self.number(id).unwrap_or_else(|| {
            let next = self.ids.len();
            let id: Arc<str> = id.into();
            self.ids.push(Arc::clone(&id));
            self.numbers.insert(id, next);
            next
        })
    }
}

/// The data of the page; `documents` are numbered, `quoted` says for each pair which of them it quotes,
/// `starts` where pieces begin.
pub(super) fn data<'a>(
    chosen: &Chosen<'a>,
    title: &str,
    documents: &Documented<'a>,
    quoted: &[Vec<usize>],
    starts: Starts,
) -> Data<'a> {
    let mut columns = Columns {
        publishers: Numbers::new(),
        days: Numbers::new(),
        months: Numbers::new(),
        reasons: Numbers::new(),
        documents,
    };
    let documents = columns.documents();
    let mut nodes = Nodes::default();
    for node in &chosen.nodes {
        columns.node(node, &mut nodes);
    }
    let mut edges = Edges::default();
    for (([source, target], edge), quoted) in chosen.edges.iter().zip(quoted) {
        edges.source.push(*source);
        edges.target.push(*target);
        columns.edge(edge, quoted, &documents, &mut edges);
    }
    let mut relations = Relations::default();
    for (source, target, stated) in chosen.stated(&chosen.ids()) {
        let number = |kind: &RelationType| *kind == stated.relation;
        relations.source.push(source);
        relations.target.push(target);
        let relation = RelationType::ALL.iter().position(number);
        relations.relation.push(relation.unwrap_or_default());
        relations.documents.push(stated.documents);
        relations.former.push(stated.former);
        relations.publishers.push(stated.publishers);
        relations.first.push(columns.day(stated.first.as_deref()));
        relations.last.push(columns.day(stated.last.as_deref()));
    }
    Data {
        version: 2,
        note: NOTE,
        about: about(chosen, title),
        kinds: Kind::ALL.iter().map(|kind| kind.as_str()).collect(),
        publishers: columns.publishers.texts,
        days: columns.days.texts,
        months: columns.months.texts.iter().map(Month::to_string).collect(),
        reasons: columns.reasons.texts,
        documents,
        nodes,
        edges,
        relations,
        relation_types: (RelationType::ALL.iter())
            .map(|kind| [kind.as_str(), kind.in_words(false), kind.in_words(true)])
            .collect(),
        starts,
    }
}

fn about<'a>(chosen: &Chosen<'a>, title: &str) -> About<'a> {
    let file = chosen.file;
    let run = &file.run;
    About {
        title: title.to_owned(),
        program: &run.program,
        model: &run.model.name,
        model_sha256: &run.model.sha256,
        window: run.config.graph.window.in_words(),
        window_name: run.config.graph.window.to_string(),
        min_weight: run.config.graph.min_weight,
        places: run.config.graph.places,
        kept_evidence: run.config.graph.evidence,
        documents: run.documents,
        mentions: run.mentions,
        nodes: run.nodes,
        edges: run.edges,
        filter: match (&file.filter, chosen.whole) {
            (None, false) => Some(Filter::default()),
            (filter, _) => filter.clone(),
        },
        warnings: (file.warnings.iter().take(WARNINGS))
            .map(|warning| clean(&format!("{}: {}", warning.place, warning.message)))
            .collect(),
        more_warnings: file.warnings.len().saturating_sub(WARNINGS),
    }
}

/// What fills the columns.
struct Columns<'a, 'b> {
    publishers: Numbers<String>,
    days: Numbers<String>,
    months: Numbers<Month>,
    reasons: Numbers<String>,
    documents: &'b Documented<'a>,
}

impl<'a> Columns<'a, '_> {
    fn day(&mut self, day: Option<&str>) -> i64 {
        signed(day.map(|day| self.days.of(day.to_owned())))
    }

    fn documents(&mut self) -> Documents {
        let mut columns = Documents::default();
        for id in &self.documents.ids {
            // A graph.json that was edited may quote documents that it does not list.
            let document = self.documents.table.find(id).unwrap_or_default();
            let provenance = &document.provenance;
            columns.id.push(clean(id));
            let title = provenance.title.as_deref().unwrap_or_default();
            columns.title.push(shorten(&clean(title), TITLE));
            let url = provenance.url.as_deref().and_then(web_address);
            columns.url.push(url.unwrap_or_default().to_owned());
            let publisher = provenance
                .publisher
                .as_deref()
                .or(provenance.domain.as_deref());
            let publisher = publisher.map(clean).filter(|name| !name.is_empty());
            let publisher = publisher.map(|name| self.publishers.of(name));
            columns.publisher.push(signed(publisher));
            let day = self.day(provenance.date.as_deref());
            columns.day.push(day);
            let original = document.copy_of.as_deref();
            let original = original.and_then(|id| self.documents.number(id));
            columns.copy.push(signed(original));
        }
        columns
    }

    fn node(&mut self, node: &'a Node, columns: &mut Nodes<'a>) {
        if let Some(external) = &node.external_id {
            columns.external.insert(columns.id.len(), clean(external));
        }
        columns.id.push(&node.id);
        columns.label.push(name(&node.label));
        let kind = Kind::ALL.iter().position(|&kind| kind == node.kind);
        columns.kind.push(kind.unwrap_or_default());
        columns.x.push(finite(node.x));
        columns.y.push(finite(node.y));
        columns.mentions.push(node.mentions);
        columns.sentences.push(node.sentences);
        columns.documents.push(node.documents);
        columns.independent.push(node.independent_documents);
        columns.publishers.push(node.publishers);
        columns.first.push(self.day(node.first.as_deref()));
        columns.last.push(self.day(node.last.as_deref()));
        columns.community.push(node.measures.community);
        columns.strength.push(finite(node.measures.strength));
        columns.pagerank.push(finite(node.measures.pagerank));
        columns.betweenness.push(finite(node.measures.betweenness));
        columns.closeness.push(finite(node.measures.closeness));
        columns.core.push(node.measures.core);
        let alias = |alias: &'a crate::graph::Alias| {
            let example = alias.example.as_ref();
            let document = example.and_then(|e| self.documents.number(&e.document));
            let reason = self.reasons.of(clean(&alias.reason));
            (name(&alias.form), alias.count, reason, signed(document))
        };
        columns
            .aliases
            .push(node.aliases.iter().map(alias).collect());
        let months = node.months.iter();
        let months = months.map(|(month, mentions)| (self.months.of(month), mentions));
        columns.months.push(months.collect());
        let roles = node.roles.map(|r| vec![r.publisher, r.source, r.subject]);
        columns.roles.push(roles.unwrap_or_default());
    }

    fn edge(
        &mut self,
        edge: &'a Edge,
        quoted: &[usize],
        documents: &Documents,
        columns: &mut Edges,
    ) {
        columns.weight.push(finite(edge.weight));
        columns.pairs.push(edge.pairs);
        columns.sentences.push(edge.sentences);
        columns.paragraphs.push(edge.paragraphs);
        columns.documents.push(edge.documents);
        columns.independent.push(edge.independent_documents);
        columns.publishers.push(edge.publishers);
        columns.first.push(self.day(edge.first.as_deref()));
        columns.last.push(self.day(edge.last.as_deref()));
        columns.npmi.push(finite(edge.npmi));
        columns.g2.push(finite(edge.g2));
        columns.backbone.push(finite(edge.backbone));
        columns.decay.push(finite(edge.decay));
        columns.jaccard.push(finite(edge.jaccard));
        columns.cosine.push(finite(edge.cosine));
        columns.pmi.push(finite(edge.pmi));
        columns.p_value.push(finite(edge.p_value));
        columns.q_value.push(finite(edge.q_value));
        let mut by: Vec<usize> = (quoted.iter())
            .filter_map(|&number| usize::try_from(documents.publisher[number]).ok())
            .collect();
        for name in edge.published_by.iter().map(|name| clean(name)) {
            by.push(self.publishers.of(name));
        }
        by.sort_unstable();
        by.dedup();
        columns.by.push(by);
    }
}

/// A name as it is shown; one of nothing but marks is not nothing.
pub(super) fn name(text: &str) -> String {
    let cleaned = clean(text);
    if cleaned.is_empty() {
        "(no letters)".to_owned()
    } else {
        cleaned
    }
}

/// The address if a browser may open it: of the web, and without characters that an address has not.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let url = url.trim();
    let scheme = |scheme: &str| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let fits = !url.contains(|c: char| c.is_control() || c.is_whitespace())
        && !url.contains(['<', '>', '"', '\\', '\u{202a}', '\u{202e}']);
    ((scheme("https://") || scheme("http://")) && fits).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::super::chosen::ROOM;
    use super::super::pieces::pack;
    use super::*;
    use crate::export::fixture;
    use crate::render::page::tests::stated_relation;

    #[test]
    fn only_addresses_of_the_web_can_be_opened() {
        for good in ["https://example.org/?a=1&b='2'", " HTTP://example.org "] {
            assert_eq!(web_address(good), Some(good.trim()));
        }
        for bad in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " javascript:alert('https://')",
            "data:text/html,x",
            "file:///etc/passwd",
            "//example.org",
            "https://example.org/\u{202e}",
            "https:/example.org\\",
            "https://a\"onclick=\"b",
            "httpsé://",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_column_has_a_field_for_every_row() {
        let mut file = fixture::file(fixture::names_that_bite());
        file.relations = vec![stated_relation(&file), stated_relation(&file)];
        file.relations[1].target = "person:left-out".to_owned();
        let chosen = Chosen::of(&file, &ROOM);
        let mut documents = Documented::of(&chosen);
        let quoted = pack(&chosen, &mut documents).unwrap().quoted;
        let data = data(&chosen, "Title", &documents, &quoted, Starts::default());
        let value = serde_json::to_value(&data).unwrap();
        for (table, rows) in [
            ("documents", file.documents.len()),
            ("nodes", file.graph.node_count()),
            ("edges", file.graph.edge_count()),
            ("relations", 1),
        ] {
            for (column, fields) in value[table].as_object().unwrap() {
                if column != "external" {
                    assert_eq!(fields.as_array().unwrap().len(), rows, "{table} {column}");
                }
            }
        }
        assert_eq!(value["nodes"]["label"][7], "صحيفة dlrow");
        assert_eq!(value["edges"]["by"][0], serde_json::json!([0]));
        assert_eq!(value["publishers"][0], "The Daily <News> & \\Co");
    }

    #[test]
    fn a_document_that_is_quoted_but_not_listed_has_a_number_all_the_same() {
        let mut file = fixture::file(fixture::names_that_bite());
        file.documents = vec![file.documents.get(1)].into();
        let chosen = Chosen::of(&file, &ROOM);
        let mut documents = Documented::of(&chosen);
        let quoted = pack(&chosen, &mut documents).unwrap().quoted;
        let data = data(&chosen, "Title", &documents, &quoted, Starts::default());
        assert_eq!(data.documents.id, ["empty.txt", "news/a \"b\" & <c>.txt"]);
    }
}
