//! Reads a written graph again, as a tool that knows nothing of us would: by an XML parser and a CSV reader.

use std::collections::BTreeMap;

use comention::export::{Format, GraphFile, Options};
use petgraph::visit::EdgeRef;

/// Named values: of a node by its id, of an edge by the ids of its ends.
pub(crate) type Table<Key> = BTreeMap<Key, BTreeMap<String, String>>;

/// A graph as far as flat values hold it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Flat {
    nodes: Table<String>,
    edges: Table<(String, String)>,
}

const NODE: [&str; 6] = [
    "label",
    "kind",
    "mentions",
    "documents",
    "first",
    "pagerank",
];
const EDGE: [&str; 6] = [
    "weight",
    "sentences",
    "npmi",
    "q_value",
    "evidence",
    "evidence_document",
];

/// What must come back.
pub(crate) fn expected(file: &GraphFile) -> Flat {
    let mut flat = Flat::default();
    let known = |names: [&str; 6], values: [Option<String>; 6]| {
        let named = names.iter().map(|&name| name.to_owned()).zip(values);
        chosen(
            named.filter_map(|(name, value)| Some((name, value?))),
            &names,
        )
    };
    for node in file.graph.node_weights() {
        let kind = format!("{:?}", node.kind).to_lowercase();
        let values = [
            Some(node.label.to_string()),
            Some(kind),
            Some(node.mentions.to_string()),
            Some(node.documents.to_string()),
            node.first.as_deref().map(str::to_owned),
            Some(node.measures.pagerank.to_string()),
        ];
        flat.nodes.insert(node.id.to_string(), known(NODE, values));
    }
    for edge in file.graph.edge_references() {
        let ends = [edge.source(), edge.target()].map(|end| file.graph[end].id.to_string());
        let edge = edge.weight();
        let best = edge.evidence.first();
        let quoted = best.as_ref().map(|best| match &best.second {
            None => best.quote.text.to_string(),
            Some(other) if other.span < best.quote.span => {
                format!("{} […] {}", other.text, best.quote.text)
            }
            Some(other) => format!("{} […] {}", best.quote.text, other.text),
        });
        let values = [
            Some(edge.weight.to_string()),
            Some(edge.sentences.to_string()),
            Some(edge.npmi.to_string()),
            Some(edge.q_value.to_string()),
            quoted,
            best.map(|best| best.document.to_string()),
        ];
        flat.edges.insert(sorted(ends), known(EDGE, values));
    }
    flat
}

/// The GraphML.
pub(crate) fn graphml(file: &GraphFile) -> Flat {
    let text = written(file, "graphml").remove(0);
    let xml = roxmltree::Document::parse(&text).expect("XML");
    let mut flat = Flat::default();
    for element in xml.descendants() {
        let attribute = |name| element.attribute(name).expect("an attribute").to_owned();
        let values = |names| {
            let data = element.children().filter(|c| c.has_tag_name(DATA));
            let values = data.map(|data| {
                let key = data.attribute("key").expect("a key");
                let (_, name) = key.split_once('-').expect("node- or edge-");
                (name.to_owned(), data.text().unwrap_or_default().to_owned())
            });
            chosen(values, names)
        };
        if element.has_tag_name((GRAPHML, "node")) {
            let again = flat.nodes.insert(attribute("id"), values(&NODE));
            assert!(again.is_none(), "an id twice");
        } else if element.has_tag_name((GRAPHML, "edge")) {
            let ends = [attribute("source"), attribute("target")];
            let again = flat.edges.insert(sorted(ends), values(&EDGE));
            assert!(again.is_none(), "an edge twice");
        }
    }
    flat
}

const GRAPHML: &str = "http://graphml.graphdrawing.org/xmlns";
const DATA: (&str, &str) = (GRAPHML, "data");

/// Gephi's tables.
pub(crate) fn csv(file: &GraphFile) -> Flat {
    let tables = written(file, "gephi");
    let rows = |text: &str| {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let names = reader.headers().expect("a head").clone();
        let row = |row: Result<csv::StringRecord, csv::Error>| {
            let row = row.expect("as many values as names");
            let pairs = names.iter().zip(&row);
            pairs
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect::<BTreeMap<_, _>>()
        };
        reader.records().map(row).collect::<Vec<_>>()
    };
    let mut flat = Flat::default();
    for row in rows(&tables[0]) {
        let again = flat.nodes.insert(row["id"].clone(), chosen(row, &NODE));
        assert!(again.is_none(), "an id twice");
    }
    for row in rows(&tables[1]) {
        let ends = [row["source"].clone(), row["target"].clone()];
        let again = flat.edges.insert(sorted(ends), chosen(row, &EDGE));
        assert!(again.is_none(), "an edge twice");
    }
    flat
}

/// The values of those names, without the empty ones: a table has a cell for each. Numbers are numbers,
/// however many digits they were written with.
fn chosen(
    values: impl IntoIterator<Item = (String, String)>,
    names: &[&str],
) -> BTreeMap<String, String> {
    let values = values.into_iter();
    let known = values.filter(|(name, value)| names.contains(&name.as_str()) && !value.is_empty());
    let printed = known.map(|(name, value)| {
        let value = match value.parse::<f64>() {
            Ok(number) if !matches!(name.as_str(), "label" | "evidence") => number.to_string(),
            _ => printable(&value),
        };
        (name, value)
    });
    printed.collect()
}

fn written(file: &GraphFile, format: &str) -> Vec<String> {
    let format = Format::from_name(format).expect("a format");
    let write = |part: &comention::export::OutputFile| {
        let mut out = Vec::new();
        part.write(file, &Options::default(), &mut out)
            .expect("memory");
        String::from_utf8(out).expect("UTF-8")
    };
    format.files.iter().map(write).collect()
}

fn sorted([a, b]: [String; 2]) -> (String, String) {
    if a < b { (a, b) } else { (b, a) }
}

/// Without what no format can hold or what means nothing in a table: control characters, marks that turn
/// the direction, and how many spaces there are.
fn printable(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control())
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .filter(|&c| !matches!(c, '\u{fdd0}'..='\u{fdef}') && (c as u32) & 0xfffe != 0xfffe)
        .collect();
    kept.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
