//! Graphs for the tests of writers and pictures.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{DocumentRecord, GraphFile};
use crate::config::Config;
use crate::graph::{Alias, CoMentionGraph, Edge, Evidence, Measures, Months, Node, Quote};
use crate::pipeline::RunRecord;
use crate::recognize::ModelId;
use crate::{Kind, Part, Provenance, Span, Warning};

/// A node of this id and label that is named `mentions` times.
pub(crate) fn node(id: &str, label: &str, kind: Kind, mentions: u32) -> Node {
    Node {
        id: id.into(),
        label: label.into(),
        kind,
        external_id: None,
        aliases: Arc::from([Alias {
            form: label.into(),
            count: mentions,
            reason: "same name".into(),
            example: None,
        }]),
        mentions,
        sentences: mentions,
        documents: 1,
        independent_documents: 1,
        publishers: 1,
        first: Some("2020-01-02".into()),
        last: None,
        months: months([("2020-01", mentions)]),
        roles: None,
        measures: Measures::default(),
        x: 0.0,
        y: 0.0,
    }
}

/// An edge of this weight with one sentence as evidence.
pub(crate) fn edge(weight: f64, sentence: &str) -> Edge {
    Edge {
        weight,
        pairs: 1,
        sentences: 1,
        paragraphs: 1,
        documents: 1,
        independent_documents: 1,
        publishers: 1,
        copied_by: [].into(),
        published_by: ["The Daily <News> & \\Co".into()].into(),
        first: Some("2020-01-02".into()),
        last: None,
        months: months([("2020-01", 1)]),
        decay: 1.0,
        jaccard: 0.25,
        cosine: 0.4,
        pmi: 0.75,
        npmi: 0.5,
        g2: 1.5,
        p_value: 0.001,
        q_value: 0.01,
        backbone: 0.25,
        bridge: false,
        evidence: vec![Evidence {
            document: "news/a \"b\" & <c>.txt".into(),
            publisher: Some("The Daily <News> & \\Co".into()),
            date: Some("2020-01-02".into()),
            part: Part::Body,
            quote: Quote {
                span: Span::new(0, sentence.len()),
                text: sentence.into(),
            },
            second: None,
            source: Span::new(0, 1),
            target: Span::new(1, 2),
            references: Vec::new(),
            attributions: Vec::new(),
        }]
        .into(),
    }
}

/// Counts of these months.
pub(crate) fn months<const N: usize>(counts: [(&str, u32); N]) -> Months {
    let counts = counts.map(|(month, count)| (month.to_owned(), count));
    Months::try_from(BTreeMap::from(counts)).expect("months")
}

/// A ring of names that writers have to escape, shorten or clean, and one that has no edge.
pub(crate) fn names_that_bite() -> CoMentionGraph {
    let names = [
        "Ada \"the Count\" O'Hara",
        "<script>alert(1)</script>",
        "AT&T &amp; &lt;b&gt; &#65;",
        "Two\nlines\tand a tab",
        "]]> --> */ }} ;",
        "👩‍👩‍👧 Family & 🗞",
        "שלום עולם",
        "صحيفة \u{202e}dlrow",
        "\\N \\G \\n \\l \\\\",
        "Ends with a backslash\\",
        "Null\0 and bell\u{7} and \u{fffe}",
        "日本経済新聞",
        "{record|field} <port>",
        &"Long name ".repeat(30),
    ];
    let mut graph = CoMentionGraph::default();
    for (i, name) in (0u32..).zip(names) {
        let kind = Kind::ALL[i as usize % Kind::ALL.len()];
        graph.add_node(node(
            &format!("{kind}:{i:02} \"<&\\N>'"),
            name,
            kind,
            i * i + 1,
        ));
    }
    let n = graph.node_count() as u32;
    graph.add_node(node("person:alone", "Alone", Kind::Person, 2));
    for i in 0..n {
        let sentence = format!(
            "{} met {}.",
            names[i as usize],
            names[((i + 1) % n) as usize]
        );
        graph.add_edge(
            i.into(),
            ((i + 1) % n).into(),
            edge(f64::from(i) + 0.5, &sentence),
        );
    }
    graph.add_edge(0.into(), 5.into(), edge(-0.25, ""));
    graph
}

/// A graph as writers are given it, made from two documents.
pub(crate) fn file(graph: CoMentionGraph) -> GraphFile {
    let document = |id: &str, provenance: Provenance| DocumentRecord {
        copy_of: None,
        source_start: 0,
        id: id.to_string(),
        provenance,
        publisher_id: None,
        bytes: 100,
        sha256: "0".repeat(64),
        body_sha256: "1".repeat(64),
        mentions: 3,
    };
    GraphFile {
        run: RunRecord {
            program: "comention 0.0.0".to_string(),
            model: ModelId::default(),
            entities: None,
            corrections: Vec::new(),
            config: Config::default(),
            documents: 2,
            mentions: 99,
            nodes: graph.node_count(),
            edges: graph.edge_count(),
            walks: None,
        },
        graph,
        filter: None,
        relations: Vec::new(),
        documents: vec![
            document(
                "news/a \"b\" & <c>.txt",
                Provenance {
                    publisher: Some("The Daily <News> & \\Co".into()),
                    url: Some("https://example.org/?a=1&b=\"2\"".to_string()),
                    authors: vec!["Ann \"A\" Example".to_string()],
                    date: Some("2020-01-02".into()),
                    title: Some("A headline, <b>bold</b>\nand long".to_string()),
                    ..Provenance::default()
                },
            ),
            document("empty.txt", Provenance::default()),
        ]
        .into(),
        warnings: vec![Warning {
            place: "broken.html:3".to_string(),
            message: "no text & no \"title\"".to_string(),
            skipped: true,
        }],
    }
}
