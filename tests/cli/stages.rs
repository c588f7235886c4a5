//! The stages for many machines give the bytes of `build`, however the documents are dealt out.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::{Folder, sample};

/// The lines that an engine would bring together: those with one key in one of `parts` parts.
fn dealt(lines: &str, parts: usize) -> Vec<String> {
    let mut dealt = vec![String::new(); parts];
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).expect("a row");
        if let Some(key) = row["key"].as_str() {
            let sum: usize = key.bytes().map(usize::from).sum();
            dealt[sum % parts] += &format!("{line}\n");
        }
    }
    dealt
}

/// What a stage says with all memory, which must be what it says with next to none.
fn alike(folder: &Folder, args: &[&str], input: &str) -> String {
    let said = |more: &[&str]| {
        let ran = folder.run_with_input(&[args, more].concat(), input);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.stdout
    };
    let (free, scant) = (said(&[]), said(&["--memory", "1kB"]));
    assert!(free == scant, "{args:?}");
    free
}

/// Runs all stages over an input; `both` is what `mentions` and `resolve` are given besides, `options` what
/// `resolve` alone.
fn staged(folder: &Folder, input: &str, parts: usize, both: &[&str], options: &[&str]) {
    let records = folder.done(&[&["mentions", "-q", "--records", input], both].concat());
    folder.write("records.jsonl", &records);
    let names = folder.done(&["resolve", "--names", "records.jsonl"]);
    assert!(!names.contains("several news organizations have reported"));
    assert!(names.len() < records.len() / 3, "{} bytes", names.len());
    folder.write("names.jsonl", names);
    for (from, to) in [("names.jsonl", "plan"), ("records.jsonl", "of-records")] {
        folder.done(&[&["resolve", "-q", from, "-o", to], both, options].concat());
    }
    assert!(
        folder
            .files("plan")
            .into_values()
            .eq(folder.files("of-records").into_values())
    );
    let settings = folder.read("plan/settings.json");
    let lines = records + &folder.read("plan/bindings.jsonl");
    let mut counts = String::new();
    for part in dealt(&lines, parts) {
        counts += &alike(folder, &["count", "--settings", &settings], &part);
    }
    let merged = alike(
        folder,
        &["count", "--merge", "--settings", &settings],
        &counts,
    );
    let mut times: BTreeMap<[String; 4], usize> = BTreeMap::new();
    for line in merged.lines() {
        let row: Value = serde_json::from_str(line).expect("a row");
        if row["row"] == "pair" || row["row"] == "relation" {
            let subject = ["row", "source", "target", "type"].map(|name| row[name].to_string());
            *times.entry(subject).or_default() += 1;
        }
    }
    assert!(times.len() > 20 && times.values().all(|&times| times == 1));
    assert!(times.keys().any(|[row, ..]| row == "\"relation\""));
    folder.write("merged.jsonl", merged);
    let graph = ["graph", "merged.jsonl", "--plan", "plan/plan.jsonl", "-o"];
    folder.done(&[&graph[..], &["staged"]].concat());
}

/// Runs the stages over records, all of them in one part. A document that comes twice is no failure.
fn in_one_part(folder: &Folder, records: String) {
    folder.write("records.jsonl", &records);
    let names = folder.done(&["resolve", "--names", "records.jsonl"]);
    folder.write("names.jsonl", names);
    folder.run(&["resolve", "-q", "names.jsonl", "-o", "plan"]);
    let settings = folder.read("plan/settings.json");
    let lines = records + &folder.read("plan/bindings.jsonl");
    let counts = folder.run_with_input(&["count", "--settings", &settings], lines);
    folder.write("counts.jsonl", counts.stdout);
    let graph = ["graph", "counts.jsonl", "--plan", "plan/plan.jsonl", "-o"];
    folder.done(&[&graph[..], &["staged"]].concat());
}

#[test]
fn stages_give_the_graph_of_build() {
    let sample = sample();
    let sample = sample.to_str().expect("a path in UTF-8");
    let wide = ["--window", "paragraph", "--places", "--evidence", "2"];
    for (parts, options) in [(1, &[][..]), (3, &wide), (2, &["--include", "boilerplate"])] {
        let folder = Folder::new();
        as_built(&folder, sample, parts, &[], options);
    }
}

#[test]
fn stages_obey_corrections_and_a_table_of_entities_and_know_copies() {
    let folder = Folder::new();
    for entry in fs::read_dir(sample()).expect("the sample").flatten() {
        let text = fs::read(entry.path()).expect("a file");
        folder.write(&format!("in/{}", entry.file_name().display()), &text);
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "txt")
        {
            folder.write(&format!("in/copies/{}", entry.file_name().display()), &text);
        }
    }
    folder.done(&["build", "-q", "in", "-o", "first"]);
    let first = folder.json("first/graph.json");
    let documents = first["documents"].as_array().expect("documents");
    assert!(
        documents
            .iter()
            .filter(|d| d["copy_of"].is_string())
            .count()
            > 3
    );
    let mut nodes: Vec<&Value> = first["nodes"].as_array().expect("nodes").iter().collect();
    nodes.sort_by_key(|node| (node["kind"] != "person", Reverse(node["mentions"].as_u64())));
    let [id, label] = ["id", "label"].map(|member| {
        let texts = nodes
            .iter()
            .map(|node| node[member].as_str().expect("text"));
        texts.collect::<Vec<_>>()
    });
    let scope = nodes[2]["aliases"][0]["example"]["document"].as_str();
    let scope = scope.expect("an id");
    let corrections = format!(
        "[[merge]]\nentities = [\"{}\", \"{}\"]\n\
         [[split]]\nentity = \"{}\"\ndocuments = [\"{scope}\"]\nname = \"Somebody Else\"\n\
         [[rename]]\nentity = \"{}\"\nname = \"Another Name\"\n\
         [[ban]]\nform = \"{}\"\n\
         [[kind]]\nentity = \"{}\"\nkind = \"organization\"\n",
        id[0], id[1], id[2], id[3], label[4], id[5]
    );
    folder.write("fix.toml", corrections);
    folder.write("table.csv", "name,kind,id\nAnother Body,organization,Q1\n");
    let options = ["--corrections", "fix.toml"];
    as_built(&folder, "in", 2, &["--entities", "table.csv"], &options);
    assert!(folder.read("staged/graph.json").contains("Another Name"));
}

fn as_built(folder: &Folder, input: &str, parts: usize, both: &[&str], options: &[&str]) {
    folder.run(&[&["build", "-q", input, "-o", "whole"], both, options].concat());
    staged(folder, input, parts, both, options);
    for file in ["graph.json", "graph.dot", "graph.svg"] {
        let (whole, staged) = (format!("whole/{file}"), format!("staged/{file}"));
        assert!(folder.read(&whole) == folder.read(&staged), "{file}");
    }
}

#[test]
fn two_documents_of_one_id_and_one_that_comes_twice_are_counted_as_by_build() {
    let line = |id: &str, name: &str| {
        format!("{{\"id\": \"{id}\", \"text\": \"{name} Example met Bo Sample in Paris.\"}}\n")
    };
    let first = line("x", "Ann") + &line("y", "Cy");
    let second = line("x", "Eve") + &line("y", "Cy");
    let folder = Folder::with(&[
        ("a.jsonl", first.as_bytes()),
        ("b.jsonl", second.as_bytes()),
    ]);
    let mut records = String::new();
    for file in ["a.jsonl", "b.jsonl"] {
        records += &folder.done(&["mentions", "-q", "--records", file]);
    }
    folder.write("rows.jsonl", &records);
    folder.run(&["graph", "-q", "rows.jsonl", "-o", "whole"]);
    in_one_part(&folder, records);
    assert!(folder.read("whole/graph.json") == folder.read("staged/graph.json"));
    assert_eq!(folder.json("staged/graph.json")["run"]["documents"], 3);
}

#[test]
fn a_document_that_is_bound_but_missing_is_named() {
    let folder = Folder::new();
    let binding = r#"{"row":"binding","key":"k","number":0,"id":"lost","is_original":true,"entities":[],"uses":[]}"#;
    let settings =
        r#"{"window":"sentence","places":false,"boilerplate":false,"min_weight":1,"evidence":5}"#;
    let ran = folder.run_with_input(&["count", "--settings", settings], binding);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("lost: its record is missing"),
        "{ran:?}"
    );
}

#[test]
fn two_people_of_one_name_are_told_apart_as_by_build() {
    let line =
        |id: &str, text: &str| serde_json::json!({"id": id, "text": text}).to_string() + "\n";
    let lines = line("x", "Chief Justice John Roberts met Bo Sample in Paris.")
        + &line(
            "y",
            "Fox News correspondent John Roberts met Cy Specimen in Paris.",
        );
    let folder = Folder::with(&[("a.jsonl", lines.as_bytes())]);
    folder.done(&["build", "-q", "a.jsonl", "-o", "whole"]);
    let whole = folder.json("whole/graph.json");
    let nodes = whole["nodes"].as_array().expect("nodes");
    let namesakes = nodes.iter().filter(|node| node["label"] == "John Roberts");
    assert_eq!(namesakes.count(), 2);
    let records = folder.done(&["mentions", "-q", "--records", "a.jsonl"]);
    in_one_part(&folder, records);
    assert!(folder.read("whole/graph.json") == folder.read("staged/graph.json"));
}
