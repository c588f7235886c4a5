//! `output/sample` is what the program makes of `data/sample`, byte for byte.
//!
//! So every change of the program shows what it does to real text, and no output holds a clock time
//! or the name of a folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// The command that makes the committed files anew.
const UPDATE: &str = "cargo run --release -- build data/sample -o output/sample";

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries
        .map(|entry| entry.expect("readable").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        // It holds the built script, which is not ours and depends on whether npm is there.
        .filter(|name| name != "graph.html")
        .collect()
}

/// The first line in which two texts differ, with its number from 1.
fn difference(committed: &str, made: &str) -> String {
    let mut lines = committed.lines().zip(made.lines());
    let same = lines.by_ref().take_while(|(a, b)| a == b).count();
    let line = |text: &str| -> String {
        let line = text.lines().nth(same).unwrap_or("(no such line)");
        line.chars().take(300).collect()
    };
    format!(
        "line {}\n  committed: {}\n  made now:  {}",
        same + 1,
        line(committed),
        line(made)
    )
}

#[test]
fn the_committed_output_of_the_sample_is_what_the_program_makes_of_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = root.join("output/sample");
    let made = TempDir::new().expect("a folder");
    assert_cmd::cargo::cargo_bin_cmd!("comention")
        .current_dir(root)
        .args(["build", "data/sample", "-o"])
        .arg(made.path())
        .assert()
        .success();
    assert_eq!(
        names(&committed),
        names(made.path()),
        "output/sample (left) has other files than `build` writes (right); remove what is too much \
         and run: {UPDATE}"
    );
    for name in names(made.path()) {
        let [committed, made] = [committed.as_path(), made.path()]
            .map(|folder| fs::read_to_string(folder.join(&name)).expect("text"));
        assert!(
            committed == made,
            "output/sample/{name} is not what the program makes now: {}\nto update it, run: {UPDATE}",
            difference(&committed, &made)
        );
    }
}
