//! `convert` gives what `build` gives, and parts of it.

use std::collections::BTreeSet;

use comention::export::Format;

use crate::support::{Folder, list, sample, text};

#[test]
fn a_converted_graph_has_the_bytes_of_a_built_one() {
    let folder = Folder::new();
    let sample = sample();
    let sample = sample.to_str().expect("a path in UTF-8");
    folder.done(&["build", "-q", sample, "-o", "built", "--format", "all"]);
    for format in Format::all() {
        folder.done(&[
            "convert",
            "built/graph.json",
            "-f",
            format.name,
            "-o",
            "converted/",
        ]);
    }
    let mut built = folder.files("built");
    assert!(
        built
            .remove(std::path::Path::new("mentions.jsonl"))
            .is_some()
    );
    let converted = folder.files("converted");
    assert_eq!(
        built.keys().collect::<Vec<_>>(),
        converted.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &built {
        assert!(converted[name] == *bytes, "{}", name.display());
    }
}

#[test]
fn a_part_says_that_it_is_one_and_keeps_only_what_passes() {
    let folder = Folder::new();
    folder.build(&[sample()], "out");
    let part = |args: &[&str]| {
        let mut all = vec!["convert", "out/graph.json", "-f", "json"];
        all.extend(args);
        serde_json::from_str::<serde_json::Value>(&folder.done(&all)).expect("JSON")
    };
    let whole = folder.json("out/graph.json");
    let heavy = part(&["--min-weight", "2", "--kind", "person,outlet"]);
    assert_eq!(heavy["filter"]["min_weight"], 2.0);
    assert_eq!(heavy["run"], whole["run"]);
    assert!(!list(&heavy, "edges").is_empty());
    for edge in list(&heavy, "edges") {
        assert!(edge["weight"].as_f64() >= Some(2.0));
        assert!(list(&whole, "edges").contains(edge));
    }
    for node in list(&heavy, "nodes") {
        assert!(["person", "outlet"].contains(&text(node, "kind")));
    }

    let edge = &list(&whole, "edges")[0];
    let (source, target) = (text(edge, "source"), text(edge, "target"));
    let ego = part(&["--ego", source]);
    let ids: BTreeSet<&str> = list(&ego, "nodes").iter().map(|n| text(n, "id")).collect();
    let mut neighbours = BTreeSet::from([source]);
    for edge in list(&whole, "edges") {
        let (a, b) = (text(edge, "source"), text(edge, "target"));
        if a == source || b == source {
            neighbours.extend([a, b]);
        }
    }
    assert!(ids.contains(target));
    assert_eq!(ids, neighbours);
    assert_eq!(list(&part(&["--top", "5"]), "nodes").len(), 5);
}

#[test]
fn wrong_formats_names_and_places_are_told_from_each_other() {
    let folder = Folder::new();
    folder.build(&[sample()], "out");
    for (args, code, expected) in [
        (vec!["-f", "gexx"], 2, "the formats are json, dot"),
        (vec!["-f", "neo4j"], 1, "name a directory for them with -o"),
        (vec!["-f", "tsv", "--from", "May 2019"], 2, "use YYYY-MM-DD"),
        (
            vec!["-f", "tsv", "--ego", "No One At All"],
            1,
            "no entity named",
        ),
    ] {
        let mut all = vec!["convert", "out/graph.json"];
        all.extend(args);
        let ran = folder.run(&all);
        assert_eq!(ran.code, Some(code), "{ran:?}");
        assert!(ran.stderr.contains(expected), "{ran:?}");
        assert_eq!(ran.stdout, "");
    }
}
