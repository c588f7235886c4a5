//! `mentions` and `graph` together are `build`, however the rows travel between them.

use std::ffi::OsString;
use std::fs;

use crate::support::{Folder, Ran, TEXT, sample};

fn sample_files() -> Vec<OsString> {
    let entries = fs::read_dir(sample()).expect("the sample");
    let mut files: Vec<_> = entries
        .map(|e| e.expect("readable").path().into_os_string())
        .collect();
    files.sort();
    files
}

fn rows(folder: &Folder, inputs: &[OsString]) -> String {
    let mut args = vec!["mentions".into()];
    args.extend_from_slice(inputs);
    folder.done(&args)
}

#[test]
fn rows_through_a_pipe_give_the_bytes_of_build() {
    let folder = Folder::new();
    folder.build(&[sample()], "whole");
    let rows = rows(&folder, &[sample().into()]);
    let ran = folder.run_with_input(&["graph", "-", "-o", "piped"], rows);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(folder.files("whole"), folder.files("piped"));
}

#[test]
fn both_halves_say_the_same_of_input_that_was_left_out() {
    let folder = Folder::with(&[
        ("in/a.txt", TEXT.as_bytes()),
        ("in/b.jsonl", b"{\"text\": \"one\"}\n{\"text\": \"tw\n"),
        ("in/c.txt", b""),
    ]);
    let whole = folder.run(&["build", "in", "-o", "whole"]);
    let rows = folder.run(&["mentions", "in"]);
    let piped = folder.run_with_input(&["graph", "-", "-o", "piped"], rows.stdout.as_str());
    assert_eq!([whole.code, rows.code, piped.code], [Some(3); 3]);
    let warnings = |ran: &Ran| -> Vec<String> {
        let lines = ran
            .stderr
            .lines()
            .filter(|line| line.starts_with("warning:"));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(warnings(&whole).len(), 2);
    assert_eq!(warnings(&whole), warnings(&rows));
    assert_eq!(warnings(&whole), warnings(&piped));
    assert_eq!(whole.stdout, piped.stdout);
    assert_eq!(folder.files("whole"), folder.files("piped"));
}

#[test]
fn rows_made_apart_and_merged_in_any_order_give_the_bytes_of_build() {
    let folder = Folder::new();
    folder.build(&[sample()], "whole");
    let files = sample_files();
    let (one, two) = files.split_at(files.len() / 2);
    let (one, two) = (rows(&folder, one), rows(&folder, two));
    folder.write("one.jsonl", &one);
    folder.write("two.jsonl", &two);
    folder.write("both.jsonl", two + &one);
    for inputs in [
        &["one.jsonl", "two.jsonl"][..],
        &["two.jsonl", "one.jsonl"],
        &["both.jsonl"],
    ] {
        let args = [&["graph", "-q", "-o", "merged"], inputs].concat();
        folder.done(&args);
        assert_eq!(folder.files("whole"), folder.files("merged"), "{inputs:?}");
    }
}

#[test]
fn the_same_rows_given_twice_count_once() {
    let folder = Folder::new();
    let graph = folder.build(&[sample()], "whole");
    folder.write("rows.jsonl", rows(&folder, &[sample().into()]));
    let ran = folder.run(&["graph", "-o", "twice", "rows.jsonl", "rows.jsonl"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stderr
            .contains("the same document came twice; it is counted once")
    );
    let twice = folder.json("twice/graph.json");
    assert_eq!(graph["nodes"], twice["nodes"]);
    assert_eq!(graph["edges"], twice["edges"]);
}
