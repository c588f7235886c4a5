//! Rows that were made before are taken, and change no byte.

use std::fs;
use std::path::PathBuf;

use crate::support::{Folder, Ran, TEXT, document_ids, sample};

const OTHER: &str = "Cleo Specimen spoke with Ann Example in Rome.\n";

fn build(folder: &Folder, output: &str, more: &[&str]) -> Ran {
    let mut args = vec!["build", "-q", "in", "--cache", "cache", "-o", output];
    args.extend(more);
    folder.run(&args)
}

/// The entries of the cache.
fn entries(folder: &Folder) -> Vec<PathBuf> {
    let files = folder.files("cache").into_keys();
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "rows"))
        .collect()
}

#[test]
fn with_a_cache_empty_or_full_the_bytes_are_those_without() {
    let folder = Folder::new();
    folder.build(&[sample()], "without");
    let rows = folder.done(&["mentions".into(), sample().into_os_string()]);
    for output in ["empty", "full"] {
        folder.done(&[
            "build".into(),
            "-q".into(),
            sample().into_os_string(),
            "--cache".into(),
            "cache".into(),
            "-o".into(),
            output.into(),
        ]);
        assert_eq!(folder.files("without"), folder.files(output), "{output}");
    }
    let cached = folder.done(&[
        "mentions".into(),
        sample().into_os_string(),
        "--cache".into(),
        "cache".into(),
    ]);
    assert_eq!(rows, cached);
}

#[test]
fn a_new_file_costs_itself_and_changed_and_removed_ones_are_noticed() {
    let folder = Folder::with(&[
        ("in/a.txt", TEXT.as_bytes()),
        ("in/b.txt", OTHER.as_bytes()),
    ]);
    assert_eq!(build(&folder, "out", &[]).code, Some(0));
    let first = entries(&folder);
    assert_eq!(first.len(), 2);
    // An entry that is made anew has another time; these must stay as they are.
    let times = || -> Vec<_> {
        let time = |path: &PathBuf| {
            fs::metadata(folder.path("cache").join(path))
                .unwrap()
                .modified()
        };
        first.iter().map(|path| time(path).unwrap()).collect()
    };
    let made = times();
    folder.write("in/c.txt", "Bo Sample left Sample Wire.\n");
    assert_eq!(build(&folder, "out", &[]).code, Some(0));
    assert_eq!(entries(&folder).len(), 3);
    assert_eq!(made, times());

    folder.write("in/a.txt", "Dan Stranger met Eve Somebody in Oslo.\n");
    fs::remove_file(folder.path("in/b.txt")).unwrap();
    assert_eq!(build(&folder, "out", &["--prune-cache"]).code, Some(0));
    assert_eq!(
        document_ids(&folder.json("out/graph.json")),
        ["a.txt", "c.txt"]
    );
    assert_eq!(entries(&folder).len(), 2, "pruned");
    folder.build(&["in"], "without");
    assert_eq!(folder.files("without"), folder.files("out"));
}

#[test]
fn damaged_entries_are_made_anew_with_a_warning_that_the_graph_does_not_know_of() {
    let folder = Folder::with(&[
        ("in/a.txt", TEXT.as_bytes()),
        ("in/b.txt", OTHER.as_bytes()),
    ]);
    build(&folder, "out", &[]);
    let whole = folder.files("out");
    for damage in [&b""[..], b"comention rows 0\n", b"\xFF\x00"] {
        for entry in entries(&folder) {
            fs::write(folder.path("cache").join(entry), damage).unwrap();
        }
        let ran = build(&folder, "out", &[]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(ran.stderr.matches("warning:").count(), 2, "{ran:?}");
        assert_eq!(whole, folder.files("out"));
        assert_eq!(build(&folder, "out", &[]).stderr, "", "whole again");
    }
}

#[test]
fn other_settings_do_not_take_the_same_rows() {
    let folder = Folder::with(&[("in/a.txt", TEXT.as_bytes())]);
    build(&folder, "out", &[]);
    build(&folder, "sure", &["--min-score", "1"]);
    assert_eq!(entries(&folder).len(), 2);
    folder.done(&["build", "-q", "in", "--min-score", "1", "-o", "without"]);
    assert_eq!(folder.files("without"), folder.files("sure"));
}

#[test]
fn a_cache_among_the_inputs_is_not_read_and_a_folder_of_texts_is_no_cache() {
    let folder = Folder::with(&[("in/a.txt", TEXT.as_bytes())]);
    let args = ["build", "in", "--cache", "in/cache", "-o", "out"];
    for _ in 0..2 {
        let ran = folder.run(&args);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(document_ids(&folder.json("out/graph.json")), ["a.txt"]);
    }
    let ran = folder.run(&["build", "in", "--cache", "in", "-o", "out2"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("is no cache of comention"), "{ran:?}");
}
