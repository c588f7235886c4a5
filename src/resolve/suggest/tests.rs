//! Small graphs of invented names.

use petgraph::graph::NodeIndex;

use super::suggest;
use crate::Kind;
use crate::export::fixture;
use crate::graph::{Alias, CoMentionGraph, Node};
use crate::resolve::Rule;
use crate::resolve::corrections::Corrections;

fn person(label: &str, mentions: u32) -> Node {
    let id = crate::resolve::corpus::id_of(Kind::Person, label);
    fixture::node(&id, label, Kind::Person, mentions)
}

fn organization(label: &str, mentions: u32) -> Node {
    let id = crate::resolve::corpus::id_of(Kind::Organization, label);
    fixture::node(&id, label, Kind::Organization, mentions)
}

fn pairs(graph: &CoMentionGraph) -> Vec<(&str, &str)> {
    let merges = suggest(graph, 20).merges;
    let label = |index: NodeIndex| &*graph[index].label;
    merges
        .iter()
        .map(|m| (label(m.into), label(m.from)))
        .collect()
}

#[test]
fn names_that_are_alike_may_be_the_same_and_others_are_not_mentioned() {
    let mut graph = CoMentionGraph::default();
    for node in [
        person("Ann Example", 9),
        person("A. Example", 1),
        person("Bo Sample", 5),
        person("Sample", 2),
        person("Carl Other", 3),
        organization("Placeholder Institute for Tests", 4),
        organization("PIT", 3),
        organization("Democratic Party", 3),
        organization("Democratic Party of Korea", 3),
        person("Specimen Wire", 2),
        organization("Specimen Wire", 1),
        person("Columnist Ann Example", 1),
    ] {
        graph.add_node(node);
    }
    assert_eq!(
        pairs(&graph),
        [
            ("Ann Example", "A. Example"),
            ("A. Example", "Columnist Ann Example"),
            ("Placeholder Institute for Tests", "PIT"),
            ("Ann Example", "Columnist Ann Example"),
            ("Bo Sample", "Sample"),
            ("Specimen Wire", "Specimen Wire"),
        ]
    );
}

#[test]
fn who_is_often_named_in_one_sentence_is_not_the_same() {
    let mut graph = CoMentionGraph::default();
    let one = graph.add_node(person("Ann Example", 9));
    let other = graph.add_node(person("A. Example", 4));
    let mut edge = fixture::edge(3.0, "Both.");
    edge.sentences = 3;
    graph.add_edge(one, other, edge);
    let found = suggest(&graph, 20);
    assert_eq!(found.merges, []);
    assert_eq!(found.apart.len(), 1);
    assert!(
        found.to_toml(&graph).contains(
            "# not suggested: Ann Example and A. Example are named together in 3 sentences"
        )
    );
}

fn add(node: &mut Node, aliases: &[Alias]) {
    node.aliases = [&node.aliases, aliases].concat().into();
}

#[test]
fn two_first_names_may_be_two_people() {
    let mut graph = CoMentionGraph::default();
    let mut node = person("Ann Example", 9);
    let alias = |form: &str, reason: &str| Alias {
        form: form.into(),
        count: 2,
        reason: reason.into(),
        example: None,
    };
    add(
        &mut node,
        &[
            alias("Carl Example", "x"),
            alias("Example", "x"),
            alias("Ann B. Example", "x"),
            alias("Pen Name", "merged by corrections.toml:3"),
        ],
    );
    graph.add_node(node);
    let found = suggest(&graph, 20);
    assert_eq!(found.splits.len(), 1);
    assert_eq!(found.splits[0].forms, ["Carl Example"]);
}

#[test]
fn a_form_that_no_document_explains_is_doubtful() {
    let mut graph = CoMentionGraph::default();
    let mut node = person("Ann Example", 9);
    let alias = Alias {
        form: "Example".into(),
        count: 2,
        reason: Rule::CorpusSurname.in_words().into(),
        example: None,
    };
    add(&mut node, &[alias]);
    graph.add_node(node);
    assert_eq!(suggest(&graph, 20).splits[0].forms, ["Example"]);
}

#[test]
fn what_is_suggested_can_be_pasted_into_a_file_whatever_the_names_hold() {
    let mut graph = CoMentionGraph::default();
    for (number, odd) in ["\"", "\\", "\n", "\u{7f}", "]]", "é"]
        .into_iter()
        .enumerate()
    {
        graph.add_node(person(&format!("Ann{number} {odd} Example"), 2));
        graph.add_node(person(&format!("Ann{number} {odd}b {odd} Example"), 1));
    }
    let found = suggest(&graph, 100);
    assert!(!found.merges.is_empty());
    let read = Corrections::parse("s.toml", &found.to_toml(&graph)).unwrap();
    assert_eq!(read.len(), found.merges.len() + found.splits.len());
}

#[test]
fn initials_of_two_are_doubtful_where_they_are_written_less_often() {
    let mut graph = CoMentionGraph::default();
    for (label, count) in [("Northern River Front", 2), ("National Reform Forum", 5)] {
        let mut node = organization(label, 9);
        let alias = Alias {
            form: "NRF".into(),
            count,
            reason: "x".into(),
            example: None,
        };
        add(&mut node, &[alias]);
        graph.add_node(node);
    }
    let splits = suggest(&graph, 20).splits;
    assert_eq!(splits.len(), 1);
    assert_eq!(splits[0].name, "National Reform Forum");
    assert_eq!(
        splits[0].why,
        "`NRF` is written 5 times for `National Reform Forum`"
    );
}
