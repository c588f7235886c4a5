//! Threads and the order of the inputs change no byte.

use std::fmt::Write;

use serde_json::Value;

use crate::support::{Folder, document_ids, list, sample, text};

/// Enough records for several batches of work, made of the sample's texts.
fn many_records() -> String {
    let folder = Folder::new();
    folder.build(&[sample()], "out");
    let sentences: Vec<String> = list(&folder.json("out/graph.json"), "edges")
        .iter()
        .flat_map(|edge| list(edge, "evidence"))
        .map(|evidence| text(evidence, "text").to_owned())
        .collect();
    let mut records = String::new();
    for number in 0..1200 {
        let sentence = |step: usize| &sentences[(number * step + step) % sentences.len()];
        let text = format!("{}\n\n{} {number}.", sentence(7), sentence(11));
        let record =
            serde_json::json!({"text": text, "date": format!("2019-01-{:02}", number % 28 + 1)});
        writeln!(records, "{record}").expect("a string grows");
    }
    records
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let folder = Folder::with(&[("in.jsonl", many_records().as_bytes())]);
    let rows = |threads: &str| folder.done(&["mentions", "in.jsonl", "--threads", threads]);
    let one = rows("1");
    for threads in ["1", "2", "5"] {
        assert_eq!(one, rows(threads), "{threads} threads");
        folder.done(&[
            "build",
            "-q",
            "in.jsonl",
            "-o",
            threads,
            "--threads",
            threads,
        ]);
        assert_eq!(
            folder.files("1"),
            folder.files(threads),
            "{threads} threads"
        );
    }
    assert_eq!(folder.json("1/graph.json")["run"]["documents"], 1200);
}

#[test]
fn inputs_in_another_order_give_the_same_bytes() {
    let folder = Folder::new();
    let names = [
        "bolton-leaves.txt",
        "records.jsonl",
        "hook-meeting.txt",
        "giuliani-speeches.txt",
    ];
    let mut inputs: Vec<_> = names.iter().map(|name| sample().join(name)).collect();
    folder.build(&inputs, "first");
    for _ in 1..inputs.len() {
        inputs.rotate_left(1);
        folder.build(&inputs, "again");
        assert_eq!(folder.files("first"), folder.files("again"), "{inputs:?}");
    }
}

#[test]
fn a_flat_folder_and_its_files_named_one_by_one_give_the_same_bytes() {
    let folder = Folder::new();
    folder.build(&[sample()], "folder");
    let files: Vec<_> = std::fs::read_dir(sample())
        .expect("the sample")
        .map(|entry| entry.expect("readable").path())
        .collect();
    folder.build(&files, "files");
    assert_eq!(folder.files("folder"), folder.files("files"));
}

/// An id is the path below the input that was named. So files named one by one lose the names of
/// their folders and nothing else.
#[test]
fn files_named_one_by_one_keep_only_their_own_names() {
    let texts = [
        "Ann Example met Bo Sample in Paris.",
        "Bo Sample met Cleo Specimen in Rome.",
    ];
    let folder = Folder::with(&[
        ("in/x/a.txt", texts[0].as_bytes()),
        ("in/y/b.txt", texts[1].as_bytes()),
    ]);
    let whole = folder.build(&["in"], "whole");
    let apart = folder.build(&["in/y/b.txt", "in/x/a.txt"], "apart");
    assert_eq!(document_ids(&whole), ["x/a.txt", "y/b.txt"]);
    assert_eq!(document_ids(&apart), ["a.txt", "b.txt"]);
    let without_ids = |graph: &Value| {
        let mut graph = graph.clone();
        let edges = graph["edges"].as_array_mut().into_iter().flatten();
        for evidence in edges.flat_map(|e| e["evidence"].as_array_mut().into_iter().flatten()) {
            evidence["document"].take();
        }
        let nodes = graph["nodes"].as_array_mut().into_iter().flatten();
        for alias in nodes.flat_map(|n| n["aliases"].as_array_mut().into_iter().flatten()) {
            alias["example"]["document"].take();
        }
        (graph["nodes"].take(), graph["edges"].take())
    };
    assert_eq!(without_ids(&whole), without_ids(&apart));
}
