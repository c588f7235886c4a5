//! What counts: planted documents, from their rows to the edge.

use super::{CoMentionGraph, StandsFor, build};
use crate::annotate::rows_with;
use crate::config::GraphConfig;
use crate::copies::originals;
use crate::gazetteer::Gazetteer;
use crate::pipeline::resolve_rows;
use crate::rows::DocumentRows;
use crate::{Document, Kind, Mention, Origin, Provenance, Span, segment};

const NAMES: [&str; 2] = ["Ann Example", "Bo Sample"];

/// A document in which both names are marked as persons wherever they stand.
fn rows(id: &str, publisher: &str, text: &str) -> DocumentRows {
    rows_with_references(id, publisher, text, false)
}

fn rows_with_references(id: &str, publisher: &str, text: &str, coreference: bool) -> DocumentRows {
    let document = Document {
        id: id.to_owned(),
        provenance: Provenance {
            publisher: Some(publisher.to_owned()),
            ..Provenance::default()
        },
        text: text.to_owned(),
        ..Document::default()
    };
    let segmentation = segment(&document);
    let mut mentions = Vec::new();
    for name in NAMES {
        for (start, _) in text.match_indices(name) {
            let sentences = &segmentation.sentences;
            mentions.push(Mention {
                span: Span::new(start, start + name.len()),
                sentence: sentences.partition_point(|s| s.span.start <= start) - 1,
                kind: Kind::Person,
                score: 1.0,
                origin: Origin::Model,
            });
        }
    }
    mentions.sort_by_key(|m| m.span);
    let gazetteer = Gazetteer::default();
    rows_with(&document, &segmentation, &mentions, &gazetteer, coreference)
}

fn graph(documents: &[DocumentRows], boilerplate: bool) -> CoMentionGraph {
    let config = GraphConfig {
        boilerplate,
        ..GraphConfig::default()
    };
    let resolution = resolve_rows(documents);
    build(documents, &resolution, &originals(documents), &config)
}

/// Weight, documents and independent documents of the one edge, if there is one.
fn edge(graph: &CoMentionGraph) -> Option<(f64, u32, u32)> {
    let edge = graph.edge_references().next()?.weight();
    Some((edge.weight, edge.documents, edge.independent_documents))
}

/// Some words of their own.
fn filler(seed: usize, n: usize) -> String {
    (0..n).map(|i| format!("w{seed}x{i} ")).collect()
}

#[test]
fn a_story_that_was_copied_makes_an_edge_once() {
    let story = format!("Ann Example met Bo Sample. {}", filler(1, 200));
    let documents = [
        rows("a", "The Post", &story),
        rows("b", "The Wire", &story.replace("w1x50", "edited")),
        rows(
            "c",
            "The Mail",
            &format!("Ann Example met Bo Sample. {}", filler(2, 200)),
        ),
    ];
    assert_eq!(edge(&graph(&documents, false)), Some((2.0, 3, 2)));
}

#[test]
fn a_copy_gives_a_node_its_day_and_an_edge_whose_copy_it_is_and_no_publisher() {
    let story = format!("Ann Example met Bo Sample. {}", filler(1, 200));
    let mut documents = ["The Post", "The Wire", "the wire", "THE POST"]
        .map(|publisher| rows("", publisher, &story));
    for ((n, document), day) in
        (0..)
            .zip(&mut documents)
            .zip(["2020-01-05", "2020-02-01", "2020-02-07", "2020-02-03"])
    {
        document.document.id = format!("{n}").into();
        document.document.provenance.date = Some(day.to_owned());
    }
    let graph = graph(&documents, false);
    let node = graph.node_weights().next().unwrap();
    assert_eq!(
        (node.documents, node.independent_documents, node.publishers),
        (4, 1, 1)
    );
    assert_eq!(
        (node.first.as_deref(), node.last.as_deref()),
        (Some("2020-01-05"), Some("2020-02-07"))
    );
    let edge = graph.edge_weights().next().unwrap();
    assert_eq!(
        (edge.independent_documents, edge.last.as_deref()),
        (1, Some("2020-01-05"))
    );
    assert_eq!(*edge.published_by, ["The Post".into()]);
    assert_eq!(*edge.copied_by, ["The Wire".into()]);
}

#[test]
fn a_caption_names_entities_and_makes_no_edge_unless_it_is_asked_for() {
    let text = "A first sentence.\n\nAnn Example with Bo Sample. (AP Photo/Jo Roe)\n\nThe end.";
    let documents = [rows("a", "The Post", text)];
    let without = graph(&documents, false);
    assert_eq!(edge(&without), None);
    assert_eq!(without.node_weights().map(|n| n.mentions).sum::<u32>(), 2);
    assert_eq!(edge(&graph(&documents, true)), Some((1.0, 1, 1)));
}

#[test]
fn a_line_under_all_texts_of_a_site_makes_no_edge_unless_it_is_asked_for() {
    let text = |seed| {
        format!(
            "{}.\n\nAnn Example and Bo Sample run this site.",
            filler(seed, 60)
        )
    };
    let documents: Vec<_> = (0..6)
        .map(|seed| rows(&seed.to_string(), "The Post", &text(seed)))
        .collect();
    assert_eq!(edge(&graph(&documents, false)), None);
    assert_eq!(edge(&graph(&documents[..4], false)), Some((4.0, 4, 4)));
    assert_eq!(edge(&graph(&documents, true)), Some((6.0, 6, 6)));
}

#[test]
fn months_are_only_of_dates_that_name_one() {
    let months = |date: &str| {
        let mut document = rows("a", "The Post", "Ann Example spoke.");
        document.document.provenance.date = Some(date.to_owned());
        let graph = graph(&[document], false);
        let months = graph.node_weights().next().map(|node| node.months.clone());
        let months = months.unwrap_or_default();
        months
            .iter()
            .map(|(month, _)| month.to_string())
            .collect::<String>()
    };
    for date in ["2020-05", "2020-05-17", "2020-05-17T10:00:00Z"] {
        assert_eq!(months(date), "2020-05");
    }
    for date in [
        "2020",
        "17/05/2020",
        "May 2020",
        "2020-13-01",
        "2020-051",
        "二〇二〇",
    ] {
        assert_eq!(months(date), "", "{date}");
    }
}

#[test]
fn a_mention_whose_sentence_the_rows_lack_is_passed_over() {
    let mut document = rows("a", "The Post", "Ann Example met Bo Sample.");
    let resolution = resolve_rows(std::slice::from_ref(&document));
    document.sentences.clear();
    let graph = build(&[document], &resolution, &[0], &GraphConfig::default());
    assert_eq!((graph.node_count(), graph.edge_count()), (2, 0));
}

#[test]
fn evidence_says_which_mention_is_a_pronoun_and_whose_name_it_stands_for() {
    let text = "Ann Example spoke. She met Bo Sample.";
    assert_eq!(edge(&graph(&[rows("0", "Wire", text)], false)), None);
    let graph = graph(&[rows_with_references("0", "Wire", text, true)], false);
    let edge = graph.edge_references().next().unwrap().weight();
    let evidence = edge.evidence.first().unwrap();
    assert_eq!(
        evidence.references,
        [StandsFor {
            mention: Span::new(19, 22),
            name: Span::new(0, 11)
        }]
    );
    assert_eq!(evidence.quote.text.as_ref(), "She met Bo Sample.");
    // A pronoun is no form of a name.
    for node in graph.node_weights() {
        assert!(node.aliases.iter().all(|alias| &*alias.form != "She"));
    }
}

#[test]
fn evidence_by_names_comes_before_evidence_by_pronouns() {
    let text = "Ann Example spoke. She met Bo Sample.\n\nAnn Example, who has said little since last year, met Bo Sample.";
    let graph = graph(&[rows_with_references("0", "Wire", text, true)], false);
    let edge = graph.edge_references().next().unwrap().weight();
    let by_names: Vec<bool> = (edge.evidence.all().iter())
        .map(|evidence| evidence.references.is_empty())
        .collect();
    assert_eq!(by_names, [true, false]);
}
