//! However little memory the counts may take, the results are the same bytes, and nothing stays beside them.

use std::collections::BTreeSet;

use crate::support::{Folder, document_ids, sample};

/// With so little, every document's counts are a run of their own.
const NEXT_TO_NOTHING: [&str; 2] = ["--memory", "1kB"];

#[test]
fn counts_that_go_to_disk_give_the_same_bytes() {
    let folder = Folder::new();
    let settings: [&[&str]; 3] = [
        &[],
        &["--window", "paragraph", "--series", "--places"],
        &[
            "--window",
            "2",
            "--evidence",
            "1",
            "--min-weight",
            "2",
            "--relations",
            "edges",
        ],
    ];
    let input = sample().to_string_lossy().into_owned();
    for settings in settings {
        let build = |output: &str, more: &[&str]| {
            let args = [&["build", "-q", &input, "-o", output], settings, more].concat();
            folder.done(&args);
        };
        build("free", &[]);
        build("scant", &NEXT_TO_NOTHING);
        build("threads", &["--memory", "200kB", "--threads", "3"]);
        let free = folder.files("free");
        assert!(!document_ids(&folder.json("free/graph.json")).is_empty());
        assert_eq!(free, folder.files("scant"), "{settings:?}");
        assert_eq!(free, folder.files("threads"), "{settings:?}");
    }
    let rows = folder.done(&["mentions", &input]);
    folder.write("rows.jsonl", rows);
    folder.done(&["graph", "-q", "rows.jsonl", "-o", "whole"]);
    folder.done(
        &[
            &["graph", "-q", "rows.jsonl", "-o", "halves"],
            &NEXT_TO_NOTHING[..],
        ]
        .concat(),
    );
    assert_eq!(folder.files("whole"), folder.files("halves"));
}

#[test]
fn nothing_is_left_beside_the_results_and_a_size_that_is_none_is_refused() {
    let folder = Folder::with(&[("a.txt", b"Ann Example met Bo Sample in Demo City.")]);
    folder.done(&[&["build", "-q", "a.txt", "-o", "out"], &NEXT_TO_NOTHING[..]].concat());
    let names: BTreeSet<String> = std::fs::read_dir(folder.path(""))
        .expect("the folder")
        .chain(std::fs::read_dir(folder.path("out")).expect("the results"))
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !name.starts_with("graph.") && name != "mentions.jsonl")
        .collect();
    assert_eq!(names, ["a.txt", "out"].map(str::to_owned).into());
    let ran = folder.run(&["build", "a.txt", "--memory", "much"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("`much` is no size"), "{ran:?}");
}
