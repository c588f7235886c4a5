//! `show` tells what is in the graph.

use serde_json::Value;

use crate::support::{Folder, list, sample, text};

/// The heaviest edge of the sample, and its graph in `out/graph.json`.
fn heaviest_edge(folder: &Folder) -> (Value, Value) {
    let graph = folder.build(&[sample()], "out");
    let weight = |edge: &&Value| edge["weight"].as_f64().expect("a weight").to_bits();
    let edge = list(&graph, "edges")
        .iter()
        .max_by_key(weight)
        .expect("an edge")
        .clone();
    (graph, edge)
}

fn node<'a>(graph: &'a Value, id: &str) -> &'a Value {
    let mut nodes = list(graph, "nodes").iter();
    nodes.find(|node| text(node, "id") == id).expect("a node")
}

#[test]
fn an_entity_is_shown_with_all_its_forms_their_reasons_and_its_neighbours() {
    let folder = Folder::new();
    let (graph, edge) = heaviest_edge(&folder);
    let (one, other) = (
        node(&graph, text(&edge, "source")),
        node(&graph, text(&edge, "target")),
    );
    // By its id, by its name, and by its name in other letters.
    let name = text(one, "label");
    let shown = folder.done(&["show", "out/graph.json", text(one, "id")]);
    assert_eq!(shown, folder.done(&["show", "out/graph.json", name]));
    assert_eq!(
        shown,
        folder.done(&["show", "out/graph.json", &name.to_uppercase()])
    );
    assert!(shown.starts_with(name), "{shown}");
    for alias in list(one, "aliases") {
        let line = format!(
            "{}  {}: {}",
            alias["count"],
            text(alias, "form"),
            text(alias, "reason")
        );
        assert!(shown.contains(&line), "{line}: {shown}");
    }
    assert!(shown.contains(text(other, "label")), "{shown}");
}

#[test]
fn two_entities_are_shown_with_the_sentences_that_name_both() {
    let folder = Folder::new();
    let (_, edge) = heaviest_edge(&folder);
    let (source, target) = (text(&edge, "source"), text(&edge, "target"));
    let shown = folder.done(&["show", "out/graph.json", source, target]);
    assert!(
        shown.contains(&format!("{} sentences", edge["sentences"])),
        "{shown}"
    );
    for evidence in list(&edge, "evidence") {
        let quote = text(evidence, "text")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(shown.contains(&quote), "{quote}: {shown}");
        assert!(shown.contains(text(evidence, "document")), "{shown}");
    }
    let swapped = folder.done(&["show", "out/graph.json", target, source]);
    let quotations = |shown: &str| shown.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(quotations(&shown), quotations(&swapped));
}

#[test]
fn two_that_no_text_names_together_are_no_mistake() {
    let folder = Folder::new();
    let (graph, edge) = heaviest_edge(&folder);
    let source = text(&edge, "source");
    let neighbours: Vec<&str> = list(&graph, "edges")
        .iter()
        .map(|e| (text(e, "source"), text(e, "target")))
        .filter(|(a, b)| *a == source || *b == source)
        .flat_map(|(a, b)| [a, b])
        .collect();
    let mut nodes = list(&graph, "nodes").iter().map(|n| text(n, "id"));
    let stranger = nodes
        .find(|id| !neighbours.contains(id))
        .expect("one that stands apart");
    let shown = folder.done(&["show", "out/graph.json", source, stranger]);
    assert!(shown.starts_with("no text names "), "{shown}");
}

#[test]
fn a_name_that_is_not_in_the_graph_and_a_file_that_is_no_graph_are_errors() {
    let folder = Folder::with(&[
        ("text.txt", b"no graph"),
        ("old.json", br#"{"version": 0, "run": {}}"#),
        ("cut.json", b"{\"version\": 1,\n\"nodes\": ["),
    ]);
    folder.build(&[sample()], "out");
    for (file, name, expected) in [
        (
            "out/graph.json",
            "Nobody At All",
            "the graph has no entity named `Nobody At All`",
        ),
        ("text.txt", "x", "text.txt: not a graph.json of comention"),
        (
            "out/mentions.jsonl",
            "x",
            "out/mentions.jsonl: not a graph.json of comention",
        ),
        ("old.json", "x", "old.json: "),
        ("cut.json", "x", "cut.json: not a graph.json of comention"),
        ("missing.json", "x", "cannot read missing.json"),
    ] {
        let ran = folder.run(&["show", file, name]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert_eq!(ran.stdout, "");
        assert!(
            ran.stderr.starts_with(&format!("error: {expected}")),
            "{ran:?}"
        );
        assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    }
}
