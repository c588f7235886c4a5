//! The files of `build` are whole, agree with one another and with the texts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use comention::gazetteer::fold;
use comention::read::{Documents, ReadConfig};
use serde_json::Value;

use crate::support::{FILES, Folder, TEXT, list, sample, span, text};

/// The graph of the sample with the widest choice of settings in one run: two sentences of evidence
/// and places.
fn wide_graph(folder: &Folder) -> Value {
    let sample = sample();
    let sample = sample.to_str().expect("a path in UTF-8");
    folder.done(&[
        "build",
        "-q",
        sample,
        "-o",
        "out",
        "--window",
        "paragraph",
        "--places",
    ]);
    folder.json("out/graph.json")
}

fn sample_texts() -> BTreeMap<String, String> {
    Documents::new(&[sample()], &ReadConfig::default())
        .expect("an input")
        .map(|document| document.expect("a good document"))
        .map(|document| (document.id, document.text))
        .collect()
}

#[test]
fn build_writes_its_files_and_a_summary_that_agrees_with_them() {
    let folder = Folder::new();
    let summary = folder.done(&[
        "build".as_ref(),
        sample().as_os_str(),
        "-o".as_ref(),
        "a/b".as_ref(),
    ]);
    let written = folder.files("a/b");
    let names: Vec<_> = written.keys().map(|p| p.to_str().expect("UTF-8")).collect();
    assert_eq!(names, FILES);
    let graph = folder.json("a/b/graph.json");
    for (count, of) in [
        ("documents", "documents"),
        ("nodes", "entities"),
        ("edges", "pairs"),
    ] {
        let count = &graph["run"][count];
        assert!(
            summary.contains(&format!("{count} {of}")),
            "{count} {of}: {summary}"
        );
    }
    assert!(summary.contains("does not say that they are connected"));
}

#[test]
fn with_only_nothing_is_written_but_the_formats_that_are_named() {
    let folder = Folder::new();
    folder.build(&[sample()], "all");
    let sample = sample();
    let sample = sample.to_str().expect("UTF-8");
    folder.done(&[
        "build", "-q", sample, "-o", "some", "--format", "json,tsv", "--only",
    ]);
    let some = folder.files("some");
    let names: Vec<_> = some.keys().map(|p| p.to_str().expect("UTF-8")).collect();
    assert_eq!(names, ["edges.tsv", "graph.json"]);
    let json = Path::new("graph.json");
    assert_eq!(some[json], folder.files("all")[json]);
}

#[test]
fn graph_json_has_all_its_parts_and_nothing_but_finite_numbers() {
    let folder = Folder::new();
    let graph = folder.build(&[sample()], "out");
    assert_eq!(graph["version"], 1);
    assert_eq!(graph["warnings"], Value::Array(Vec::new()));
    for (name, count) in [
        ("nodes", "nodes"),
        ("edges", "edges"),
        ("links", "edges"),
        ("documents", "documents"),
    ] {
        assert_eq!(
            list(&graph, name).len() as u64,
            graph["run"][count],
            "{name}"
        );
    }
    assert!(!list(&graph, "edges").is_empty());
    // A number that is not finite becomes `null` in JSON; what is unknown is left out instead.
    fn no_null(value: &Value, place: &str) {
        match value {
            Value::Null => panic!("null in {place}"),
            Value::Array(items) => items.iter().for_each(|v| no_null(v, place)),
            Value::Object(fields) => fields
                .iter()
                .for_each(|(k, v)| no_null(v, &format!("{place}.{k}"))),
            _ => {}
        }
    }
    no_null(&graph, "graph");
}

#[test]
fn ids_are_unique_and_every_edge_joins_two_different_nodes_once() {
    let folder = Folder::new();
    let graph = wide_graph(&folder);
    let nodes: BTreeSet<&str> = list(&graph, "nodes")
        .iter()
        .map(|n| text(n, "id"))
        .collect();
    let edges: BTreeSet<&str> = list(&graph, "edges")
        .iter()
        .map(|e| text(e, "id"))
        .collect();
    assert_eq!(nodes.len(), list(&graph, "nodes").len());
    assert_eq!(edges.len(), list(&graph, "edges").len());
    assert!(nodes.is_disjoint(&edges));
    let mut pairs = BTreeSet::new();
    for edge in list(&graph, "edges") {
        let ends = [text(edge, "source"), text(edge, "target")];
        assert!(ends.iter().all(|end| nodes.contains(end)), "{ends:?}");
        assert_ne!(ends[0], ends[1]);
        assert!(
            pairs.insert(ends.iter().copied().collect::<BTreeSet<_>>()),
            "{ends:?}"
        );
    }
}

#[test]
fn every_piece_of_evidence_is_what_its_document_says_of_both_ends() {
    let folder = Folder::new();
    let graph = wide_graph(&folder);
    let texts = sample_texts();
    let aliases: BTreeMap<&str, Vec<String>> = list(&graph, "nodes")
        .iter()
        .map(|node| {
            let forms = list(node, "aliases").iter().map(|a| fold(text(a, "form")));
            (text(node, "id"), forms.collect())
        })
        .collect();
    for edge in list(&graph, "edges") {
        assert!(!list(edge, "evidence").is_empty(), "{edge}");
        for evidence in list(edge, "evidence") {
            let document = &texts[text(evidence, "document")];
            // Where the second quotation is missing, the first names both.
            let second = match &evidence["second"] {
                Value::Null => evidence,
                second => second,
            };
            for (end, quote) in [("source", evidence), ("target", second)] {
                let sentence = span(quote, "span");
                assert_eq!(document[sentence.0..sentence.1], *text(quote, "text"));
                let mention = span(evidence, end);
                assert!(
                    sentence.0 <= mention.0 && mention.1 <= sentence.1,
                    "{evidence}"
                );
                let surface = &document[mention.0..mention.1];
                let node = text(edge, end);
                assert!(aliases[node].contains(&fold(surface)), "{node}: {surface}");
            }
        }
    }
}

#[test]
fn every_line_of_mentions_jsonl_is_a_mention_at_its_place_and_they_add_up_to_the_nodes() {
    let folder = Folder::new();
    let graph = wide_graph(&folder);
    let texts = sample_texts();
    let mut count: BTreeMap<String, u64> = BTreeMap::new();
    let mut last = (String::new(), 0);
    let mut lines = 0;
    for line in folder.read("out/mentions.jsonl").lines() {
        let mention: Value = serde_json::from_str(line).expect("JSON");
        let offset = |name: &str| mention[name].as_u64().expect("an offset") as usize;
        let document = text(&mention, "document").to_owned();
        assert_eq!(
            texts[&document][offset("start")..offset("end")],
            *text(&mention, "surface")
        );
        if document == last.0 {
            assert!(
                last.1 <= offset("start"),
                "mentions come in text order: {line}"
            );
        }
        last = (document, offset("end"));
        if let Some(entity) = mention["entity"].as_str() {
            *count.entry(entity.to_owned()).or_default() += 1;
        }
        lines += 1;
    }
    assert_eq!(graph["run"]["mentions"], lines);
    for node in list(&graph, "nodes") {
        assert_eq!(
            Some(&count[text(node, "id")]),
            node["mentions"].as_u64().as_ref()
        );
        let aliases = list(node, "aliases").iter();
        let written: u64 = aliases.map(|a| a["count"].as_u64().expect("a count")).sum();
        assert_eq!(node["mentions"], written, "{node}");
    }
}

/// That there is no clock time either is shown by the committed output of the sample, which was made
/// on another day.
#[test]
fn no_output_says_where_somebody_keeps_files() {
    let folder = Folder::with(&[("in/a.txt", TEXT.as_bytes()), ("in/empty.txt", b"")]);
    let input = folder.path("in");
    let output = folder.path("out");
    let ran = folder.run(&[
        "build".as_ref(),
        input.as_os_str(),
        "-o".as_ref(),
        output.as_os_str(),
    ]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let rows = folder.run(&["mentions".as_ref(), input.as_os_str()]).stdout;
    let mut written = folder.files("out");
    written.insert("rows".into(), rows.into_bytes());
    for (name, bytes) in written {
        let place = folder.path("");
        let place = place.to_str().expect("UTF-8").trim_end_matches('/');
        let bytes = String::from_utf8(bytes).expect("text");
        assert!(!bytes.contains(place), "{}", name.display());
        assert!(
            !bytes.contains(env!("CARGO_MANIFEST_DIR")),
            "{}",
            name.display()
        );
    }
}

#[test]
fn results_of_an_earlier_run_inside_the_input_are_not_read_as_texts() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    folder.build(&["."], "output");
    let first = folder.files("output");
    folder.build(&["."], "output");
    assert_eq!(first, folder.files("output"));
}

#[test]
fn settings_are_part_of_the_record() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    folder.done(&[
        "build",
        "a.txt",
        "-o",
        "out",
        "--window",
        "2",
        "--min-weight",
        "3",
        "--evidence",
        "1",
        "--min-score",
        "0.5",
        "--places",
        "--top",
        "0",
    ]);
    let config = &folder.json("out/graph.json")["run"]["config"];
    assert_eq!(config["mentions"]["min_score"], 0.5);
    assert_eq!(
        config["graph"],
        serde_json::json!({
            "window": "2",
            "places": true,
            "boilerplate": false,
            "min_weight": 3,
            "evidence": 1,
        })
    );
}

#[test]
fn mentions_under_the_least_score_are_left_out() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    let scores = |least: &str| -> Vec<f64> {
        let rows = folder.done(&["mentions", "a.txt", "--min-score", least]);
        let rows = rows
            .lines()
            .map(|row| serde_json::from_str(row).expect("JSON"));
        rows.filter_map(|row: serde_json::Value| row["score"].as_f64())
            .collect()
    };
    let all = scores("0");
    let least = all.iter().copied().fold(1.0, f64::min);
    let more = all.iter().filter(|&&score| score > least).count();
    assert!(0 < more && more < all.len(), "{all:?}");
    let some = scores(&format!("{}", least + 0.0001));
    assert_eq!(some.len(), more);
    assert!(some.iter().all(|&score| score > least));
}

#[test]
fn quiet_says_nothing_where_nothing_is_wrong() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    let ran = folder.run(&["build", "-q", "a.txt"]);
    assert_eq!((ran.code, &*ran.stdout, &*ran.stderr), (Some(0), "", ""));
    assert_eq!(folder.files("output").len(), FILES.len());
    assert!(folder.done(&["build", "a.txt"]).starts_with("1 document, "));
}
