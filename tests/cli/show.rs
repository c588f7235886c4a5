//! `show` tells what is in the graph.

use serde_json::Value;

use crate::support::{Folder, list, planted_rows, sample, text};

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

/// Ann and Cy are named with Bo, each in a sentence of its own, and Bo with Di thrice.
const CHAIN: &str = "Ann Example met Bo Sample in May. Bo Sample praised Cy Specimen. \
    Bo Sample met Di Proband. Di Proband thanked Bo Sample. Bo Sample wrote to Di Proband. \
    Di Proband and Cy Specimen left. Cy Specimen met Di Proband again. Di Proband saw Cy Specimen.";

fn chain_folder() -> Folder {
    let rows = planted_rows(&[("a", None, None, CHAIN)]);
    let folder = Folder::with(&[("rows.jsonl", rows.as_bytes())]);
    folder.done(&["graph", "-q", "rows.jsonl", "-o", "out"]);
    folder
}

#[test]
fn where_no_sentence_names_both_the_strongest_chain_of_sentences_is_shown() {
    let folder = chain_folder();
    let shown = folder.done(&["show", "out/graph.json", "Ann Example", "Cy Specimen"]);
    let places: Vec<usize> = [
        "no text names Ann Example and Cy Specimen in the same sentence",
        "has 3 steps; every sentence names the two of its step",
        "Ann Example -- Bo Sample (weight 1,",
        "  Ann Example met Bo Sample in May.",
        // Three sentences each way beat the one that names Bo and Cy.
        "Bo Sample -- Di Proband (weight 3,",
        "Di Proband -- Cy Specimen (weight 3,",
    ]
    .iter()
    .map(|line| {
        shown
            .find(line)
            .unwrap_or_else(|| panic!("{line}: {shown}"))
    })
    .collect();
    assert!(places.is_sorted(), "{shown}");

    let direct = folder.done(&["show", "out/graph.json", "Bo Sample", "Cy Specimen"]);
    assert!(
        direct.contains("Bo Sample praised Cy Specimen."),
        "{direct}"
    );
    let path = folder.done(&[
        "show",
        "out/graph.json",
        "Bo Sample",
        "Cy Specimen",
        "--path",
    ]);
    assert!(path.contains("has 2 steps"), "{path}");
}

#[test]
fn filters_choose_what_is_shown_around_a_name_and_between_two() {
    let folder = chain_folder();
    let near = folder.done(&[
        "show",
        "out/graph.json",
        "--ego",
        "Ann Example",
        "--hops",
        "2",
    ]);
    assert!(
        near.contains(
            "around Ann Example: 1 name named together with it, 2 with one of those 1 step away"
        ),
        "{near}"
    );
    assert!(near.contains("Bo Sample -- Di Proband"), "{near}");
    let one = folder.done(&["show", "out/graph.json", "--ego", "Ann Example"]);
    assert!(!one.contains("Di Proband"), "{one}");
    let heavy = folder.done(&["show", "out/graph.json", "Bo Sample", "--min-weight", "2"]);
    assert!(
        heavy.contains("Di Proband") && !heavy.contains("Cy Specimen"),
        "{heavy}"
    );
    let rare = folder.done(&["show", "out/graph.json", "--by", "npmi", "--top", "1"]);
    assert!(
        rare.contains(", by npmi") && !rare.contains("Bo Sample -- Cy"),
        "{rare}"
    );
    let few = folder.done(&["show", "out/graph.json", "--min-documents", "2"]);
    assert!(!few.contains("Bo Sample"), "{few}");
    let none = folder.run(&["show", "out/graph.json", "--publisher", "Nobody"]);
    assert_eq!(none.code, Some(1));
    assert!(none.stderr.contains("a publisher `Nobody`"), "{none:?}");
    assert_eq!(
        folder
            .run(&[
                "show",
                "out/graph.json",
                "Bo Sample",
                "--ego",
                "Ann Example"
            ])
            .code,
        Some(2)
    );
}
