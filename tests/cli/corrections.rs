//! What users put right stays right; what they know of entities is known.
//!
//! The names are taken from what the program finds, so nothing here depends on the model.

use serde_json::Value;

use crate::support::{Folder, TEXT, list, sample, text};

/// Ids of the nodes of a graph.
fn ids(graph: &Value) -> Vec<&str> {
    list(graph, "nodes").iter().map(|n| text(n, "id")).collect()
}

fn node<'a>(graph: &'a Value, id: &str) -> &'a Value {
    let mut nodes = list(graph, "nodes").iter();
    nodes
        .find(|node| text(node, "id") == id)
        .unwrap_or_else(|| panic!("no node {id}"))
}

/// A folder with the sample's texts in `in`, and its graph.
fn copy_of_sample() -> (Folder, Value) {
    let folder = Folder::new();
    for entry in std::fs::read_dir(sample()).expect("the sample") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        folder.write(&format!("in/{name}"), std::fs::read(&path).expect("a text"));
    }
    let graph = folder.build(&["in"], "plain");
    (folder, graph)
}

/// The two entities of a kind that are named most.
fn best_known<'a>(graph: &'a Value, kind: &str) -> [&'a Value; 2] {
    let of_kind = |node: &&Value| text(node, "kind") == kind;
    let mut nodes: Vec<&Value> = list(graph, "nodes").iter().filter(of_kind).collect();
    nodes.sort_by_key(|node| std::cmp::Reverse(node["mentions"].as_u64()));
    [nodes[0], nodes[1]]
}

fn merge_of(one: &Value, other: &Value) -> String {
    format!(
        "[[merge]]\nentities = [{}, {}]\n",
        one["label"], other["label"]
    )
}

#[test]
fn a_merge_makes_one_node_of_two_and_show_says_why() {
    let (folder, graph) = copy_of_sample();
    let [one, other] = best_known(&graph, "person");
    folder.write("fix.toml", merge_of(one, other));
    folder.done(&[
        "build",
        "-q",
        "in",
        "-o",
        "out",
        "--corrections",
        "fix.toml",
    ]);
    let merged = folder.json("out/graph.json");
    assert_eq!(ids(&merged).len() + 1, ids(&graph).len());
    let both = node(&merged, text(one, "id"));
    let count = |node: &Value| node["mentions"].as_u64().expect("a number");
    assert_eq!(count(both), count(one) + count(other));
    assert_eq!(merged["run"]["corrections"][0]["name"], "fix.toml");

    let shown = folder.done(&["show", "out/graph.json", text(other, "label")]);
    assert!(shown.starts_with(text(one, "label")), "{shown}");
    assert!(shown.contains("merged by fix.toml:1"), "{shown}");
    for alias in list(both, "aliases") {
        let example = &alias["example"];
        let (start, end) = crate::support::span(example, "span");
        let place = format!("{}:{start}..{end}", text(example, "document"));
        assert!(shown.contains(&place), "{place}: {shown}");
        // JSON records have texts of their own.
        if text(example, "document").ends_with(".txt") {
            let read = folder.read(&format!("in/{}", text(example, "document")));
            assert_eq!(&read[start..end], text(alias, "form"));
        }
    }
}

#[test]
fn a_file_in_the_input_folder_is_obeyed_is_no_text_and_travels_with_the_rows() {
    let (folder, graph) = copy_of_sample();
    let [one, other] = best_known(&graph, "person");
    let [outlet, _] = best_known(&graph, "outlet");
    folder.write("in/comention.toml", merge_of(one, other));
    folder.write(
        "more.toml",
        format!(
            "[[kind]]\nentity = {}\nkind = \"organization\"\n",
            outlet["label"]
        ),
    );
    folder.done(&[
        "build",
        "-q",
        "in",
        "-o",
        "whole",
        "--corrections",
        "more.toml",
    ]);
    let whole = folder.json("whole/graph.json");
    assert_eq!(
        crate::support::document_ids(&whole),
        crate::support::document_ids(&graph)
    );
    assert_eq!(ids(&whole).len() + 1, ids(&graph).len());
    let organization = text(outlet, "id").replace("outlet:", "organization:");
    assert_eq!(text(node(&whole, &organization), "kind"), "organization");

    let rows = folder.done(&["mentions", "in"]);
    let args = ["graph", "-", "-o", "halves", "--corrections", "more.toml"];
    let ran = folder.run_with_input(&args, rows);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(folder.files("whole"), folder.files("halves"));

    // The same file named as an input, as a shell's `in/*` does.
    let mut args = vec!["build".to_owned(), "-q".into(), "-o".into(), "glob".into()];
    let names = folder.files("in").into_keys();
    args.extend(names.map(|name| format!("in/{}", name.display())));
    folder.done(&args);
    assert_eq!(
        ids(&folder.json("glob/graph.json")).len() + 1,
        ids(&graph).len()
    );
}

#[test]
fn a_file_deeper_in_a_folder_is_neither_obeyed_nor_read_and_that_is_said() {
    let folder = Folder::with(&[
        ("in/a.txt", TEXT.as_bytes()),
        ("in/old/comention.toml", b"no TOML at all"),
    ]);
    let ran = folder.run(&["build", "in"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.stderr
            .contains("warning: in/old/comention.toml: only the one in an input folder itself"),
        "{ran:?}"
    );
    assert_eq!(folder.json("output/graph.json")["run"]["documents"], 1);
}

#[test]
fn mistakes_stop_the_run_before_the_work_and_name_file_and_line() {
    let folder = Folder::with(&[("in/a.txt", TEXT.as_bytes())]);
    for (toml, expected) in [
        (
            "[[merge]]\nentities = [\"A\", \"B\"]\ndocumant = \"x\"\n",
            "error: fix.toml:3: unknown field `documant`",
        ),
        ("[[merge\n", "error: fix.toml:1: "),
        (
            "\n[[merge]]\nentities = [\"A\"]\n",
            "error: fix.toml:2: a merge needs at least two `entities`",
        ),
    ] {
        folder.write("fix.toml", toml);
        let ran = folder.run(&["build", "in", "--corrections", "fix.toml"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stderr.starts_with(expected), "{ran:?}");
        assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
        assert!(folder.files("output").is_empty());
    }
    let ran = folder.run(&["build", "in", "--corrections", "missing.toml"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.starts_with("error: cannot read missing.toml"),
        "{ran:?}"
    );
}

#[test]
fn contradictions_are_an_error_with_both_lines_and_what_fits_nothing_is_a_warning() {
    let (folder, graph) = copy_of_sample();
    let [one, _] = best_known(&graph, "person");
    let label = &one["label"];
    folder.write(
        "fix.toml",
        format!(
            "[[rename]]\nentity = {label}\nname = \"A\"\n[[rename]]\nentity = {label}\nname = \"B\"\n"
        ),
    );
    let ran = folder.run(&["build", "in", "--corrections", "fix.toml"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr
            .contains("error: fix.toml:1: contradicts fix.toml:4: "),
        "{ran:?}"
    );
    folder.write("fix.toml", "\n[[ban]]\nform = \"Nobody At All\"\n");
    let ran = folder.run(&["build", "in", "-o", "out", "--corrections", "fix.toml"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let message = "nothing is named `Nobody At All`";
    assert!(
        ran.stderr
            .contains(&format!("warning: fix.toml:2: {message}")),
        "{ran:?}"
    );
    let out = folder.json("out/graph.json");
    assert_eq!(out["nodes"], graph["nodes"]);
    assert_eq!(text(&out["warnings"][0], "place"), "fix.toml:2");
}

#[test]
fn what_is_banned_leaves_the_graph_and_stays_among_the_mentions() {
    let (folder, graph) = copy_of_sample();
    let [one, _] = best_known(&graph, "person");
    folder.write("fix.toml", format!("[[ban]]\nentity = {}\n", one["label"]));
    folder.done(&[
        "build",
        "-q",
        "in",
        "-o",
        "out",
        "--corrections",
        "fix.toml",
    ]);
    let out = folder.json("out/graph.json");
    assert!(!ids(&out).contains(&text(one, "id")));
    let lines = |name: &str| -> Vec<Value> {
        let read = folder.read(name);
        read.lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    };
    let (before, after) = (lines("plain/mentions.jsonl"), lines("out/mentions.jsonl"));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        if before["entity"] == one["id"] {
            assert_eq!(after["entity"], Value::Null);
            assert_eq!(after["rule"], "banned");
            assert_eq!(after["corrected"], "banned by fix.toml:1");
        } else {
            assert_eq!(before, after);
        }
    }
}

#[test]
fn suggestions_can_be_pasted_into_the_file() {
    let (folder, _) = copy_of_sample();
    let suggested = folder.done(&["show", "--suggest", "plain/graph.json"]);
    folder.write("fix.toml", &suggested);
    folder.done(&[
        "build",
        "-q",
        "in",
        "-o",
        "out",
        "--corrections",
        "fix.toml",
    ]);
    // At most as many of each as asked for.
    let few = folder.done(&["show", "--suggest", "--top", "1", "plain/graph.json"]);
    assert!(few.matches("[[merge]]").count() <= 1);
    assert!(few.matches("[[split]]").count() <= 1);
}

#[test]
fn without_a_name_the_strongest_nodes_and_edges_are_listed() {
    let (folder, graph) = copy_of_sample();
    let shown = folder.done(&["show", "plain/graph.json", "--top", "3"]);
    let nodes = list(&graph, "nodes").iter();
    let strength = |node: &&Value| node["measures"]["strength"].as_f64().map(f64::to_bits);
    let strongest = nodes.max_by_key(strength).expect("a node");
    assert!(
        shown
            .lines()
            .nth(1)
            .is_some_and(|l| l.contains(text(strongest, "label"))),
        "{shown}"
    );
    assert_eq!(shown.lines().count(), 1 + 3 + 1 + 1 + 3);
}

#[test]
fn a_table_of_entities_puts_its_ids_on_the_nodes_in_one_run_and_in_two_halves() {
    let (folder, graph) = copy_of_sample();
    let [person, _] = best_known(&graph, "person");
    let name = text(person, "label");
    folder.write(
        "people.csv",
        format!("name,kind,id\n\"{name}\",person,Q42\n"),
    );
    folder.write(
        "people.jsonl",
        format!("{{\"name\": \"{name}\", \"kind\": \"person\", \"id\": \"Q42\"}}\n"),
    );
    for table in ["people.csv", "people.jsonl"] {
        folder.done(&["build", "-q", "in", "-o", "whole", "--entities", table]);
        let whole = folder.json("whole/graph.json");
        let found = node(&whole, text(person, "id"));
        assert_eq!(found["external_id"], "Q42");
        assert_eq!(found["mentions"], person["mentions"]);
        assert_eq!(whole["run"]["entities"]["name"], table);
        let shown = folder.done(&["show", "whole/graph.json", name]);
        assert!(shown.contains("known elsewhere as Q42"), "{shown}");

        folder.write(
            "rows.jsonl",
            folder.done(&["mentions", "in", "--entities", table]),
        );
        let args = [
            "graph",
            "-q",
            "rows.jsonl",
            "-o",
            "halves",
            "--entities",
            table,
        ];
        folder.done(&args);
        assert_eq!(folder.files("whole"), folder.files("halves"));
    }
    // Both halves must know the same.
    let ran = folder.run(&["graph", "rows.jsonl"]);
    assert_eq!(ran.code, Some(1));
    let expected = "the rows were made with the table of entities people.jsonl (SHA-256 ";
    assert!(ran.stderr.contains(expected), "{ran:?}");
    folder.write("plain.jsonl", folder.done(&["mentions", "in"]));
    let ran = folder.run(&["graph", "plain.jsonl", "--entities", "people.csv"]);
    assert_eq!(ran.code, Some(1));
    let expected = "the rows were made without the table of entities people.csv";
    assert!(ran.stderr.contains(expected), "{ran:?}");
}

#[test]
fn mistakes_in_a_table_of_entities_name_file_and_line() {
    let folder = Folder::with(&[
        ("in/a.txt", TEXT.as_bytes()),
        (
            "people.csv",
            b"name,kind\nAnn Example,person\nBo Sample,robot\n",
        ),
    ]);
    let ran = folder.run(&["build", "in", "--entities", "people.csv"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.stderr,
        "error: people.csv:3: `robot` is no kind; it is person, organization, outlet or place\n"
    );
}

#[test]
fn the_examples_in_the_documentation_work() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/corrections.md");
    let docs = std::fs::read_to_string(path).expect("the documentation");
    let block = |language: &str| {
        let begin = format!("```{language}\n");
        let (_, rest) = docs.split_once(&begin).expect("an example");
        rest.split_once("```").expect("the end").0.to_owned()
    };
    let folder = Folder::new();
    folder.write("corrections.toml", block("toml"));
    let sample = sample();
    let sample = sample.to_str().expect("a name");
    // What is found in the sample may change with the model; then this is a warning.
    for table in ["csv", "json"] {
        folder.write(table, block(table));
        let ran = folder.run(&[
            "build",
            sample,
            "--corrections",
            "corrections.toml",
            "--entities",
            table,
        ]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}
