//! Bad input costs itself and is named; a failed run leaves earlier files alone.
//!
//! Exit codes: 0 done, 1 nothing could be done, 2 wrong usage, 3 done but something was left out.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Folder, Ran, TEXT, document_ids, list, text};

/// The lines that begin with `warning: `, without it.
fn warnings(ran: &Ran) -> Vec<&str> {
    let lines = ran.stderr.lines();
    lines
        .filter_map(|line| line.strip_prefix("warning: "))
        .collect()
}

/// Input that cannot be used: what it is called, how it comes to be, and the line that says so.
type Bad = (&'static str, fn(&Folder), &'static str);

const BAD: [Bad; 12] = [
    (
        "missing.txt",
        |_| {},
        "missing.txt: cannot be read: no such file or folder",
    ),
    (
        "empty.txt",
        |f| f.write("empty.txt", ""),
        "empty.txt: empty file",
    ),
    (
        "blank.txt",
        |f| f.write("blank.txt", " \n\n"),
        "blank.txt: empty file",
    ),
    (
        "nested.html",
        |f| f.write("nested.html", "<div>".repeat(10_000)),
        "nested.html: a page of more than 1,000 elements inside each other",
    ),
    (
        "binary.txt",
        |f| f.write("binary.txt", b"a\0b"),
        "binary.txt: binary file, not text",
    ),
    (
        "report.pdf",
        |f| f.write("report.pdf", "%PDF-1.7\n"),
        "report.pdf: damaged PDF, or one of a kind that is not read",
    ),
    (
        "broken.jsonl",
        |f| f.write("broken.jsonl", "\n{\"text\": \"tw\n"),
        "broken.jsonl:2: broken JSON: it ends inside a string at column 12",
    ),
    (
        "other.jsonl",
        |f| f.write("other.jsonl", "{\"name\": \"no text\"}\n"),
        "other.jsonl:1: record without text (none in text, content, body, article)",
    ),
    (
        "cut.gz",
        |f| f.write("cut.gz", b"\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03"),
        "cut.gz: gzip data is damaged or cut off; nothing of it is used",
    ),
    (
        "folder",
        |f| fs::create_dir(f.path("folder")).expect("a folder"),
        "folder: no files to read in this folder (hidden ones are passed over)",
    ),
    (
        "hidden",
        |f| f.write("hidden/.a", "text"),
        "hidden: no files to read in this folder (hidden ones are passed over)",
    ),
    (
        "pictures",
        |f| f.write("pictures/a.png", b"\x89PNG\r\n\x1A\n"),
        "pictures/a.png: binary file, not text (PNG)",
    ),
];

#[test]
fn bad_input_is_named_and_the_others_count() {
    for (name, make, line) in BAD {
        let folder = Folder::with(&[("a.txt", TEXT.as_bytes()), ("z.txt", TEXT.as_bytes())]);
        make(&folder);
        let inputs = ["z.txt", name, "a.txt"];
        let ran = folder.run(&[&["build", "-o", "out"], &inputs[..]].concat());
        assert_eq!(ran.code, Some(3), "{name}: {ran:?}");
        assert_eq!(warnings(&ran), [line]);
        let graph = folder.json("out/graph.json");
        assert_eq!(document_ids(&graph), ["a.txt", "z.txt"]);
        let [warning] = list(&graph, "warnings") else {
            panic!("{name}: {}", graph["warnings"]);
        };
        assert_eq!(
            format!("{}: {}", text(warning, "place"), text(warning, "message")),
            line
        );

        let ran = folder.run(&[&["mentions"], &inputs[..]].concat());
        assert_eq!(ran.code, Some(3), "{name}: {ran:?}");
        assert_eq!(ran.stderr, format!("warning: {line}\n"));
    }
}

#[test]
fn where_all_input_is_bad_nothing_is_done_and_nothing_is_written() {
    for (name, make, line) in BAD {
        let folder = Folder::new();
        make(&folder);
        for args in [&["build", name, "-o", "out"][..], &["mentions", name]] {
            let ran = folder.run(args);
            assert_eq!(ran.code, Some(1), "{args:?}: {ran:?}");
            let expected = format!("warning: {line}\nerror: no document could be read\n");
            assert_eq!(ran.stderr, expected);
        }
        assert!(!folder.path("out").exists());
    }
}

#[test]
fn a_broken_record_costs_itself_and_not_its_file() {
    let records =
        b"{\"text\": \"one\"}\n{\"text\" \"two\"}\n{\"text\": \"caf\xE9\"}\n{\"text\": \"four\"}\n";
    let folder = Folder::with(&[("r.jsonl", records)]);
    let ran = folder.run(&["build", "r.jsonl"]);
    assert_eq!(ran.code, Some(3));
    let lines = warnings(&ran);
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("r.jsonl:2: broken JSON"), "{lines:?}");
    assert!(
        lines[1].starts_with("r.jsonl:3: not valid UTF-8"),
        "{lines:?}"
    );
    assert!(ran.stdout.contains("2 inputs left out, see the warnings"));
    assert_eq!(
        document_ids(&folder.json("output/graph.json")),
        ["r.jsonl:1", "r.jsonl:4"]
    );
}

#[test]
fn a_line_that_is_too_long_costs_itself() {
    let folder = Folder::new();
    let mut file = File::create(folder.path("r.jsonl")).expect("a file");
    file.write_all(b"{\"text\": \"one\"}\n{\"text\": \"")
        .expect("space");
    for _ in 0..70 {
        file.write_all(&[b'x'; 1 << 20]).expect("space");
    }
    file.write_all(b"\"}\n{\"text\": \"three\"}\n")
        .expect("space");
    let ran = folder.run(&["build", "r.jsonl"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(warnings(&ran), ["r.jsonl:2: line longer than 64 MiB"]);
    assert_eq!(
        document_ids(&folder.json("output/graph.json")),
        ["r.jsonl:1", "r.jsonl:3"]
    );
}

#[test]
fn standard_input_named_twice_is_read_once() {
    let folder = Folder::new();
    let ran = folder.run_with_input(&["build", "-", "-"], TEXT);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        warnings(&ran),
        ["stdin: named or linked more than once; it is read once"]
    );
    assert_eq!(document_ids(&folder.json("output/graph.json")), ["stdin"]);
    assert_eq!(folder.run_with_input(&["build", "-"], "").code, Some(1));
}

#[test]
fn wrong_usage_is_called_that() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    for args in [
        &[][..],
        &["frobnicate"],
        &["build"],
        &["mentions"],
        &["graph"],
        &["show"],
        &["show", "--suggest", "graph.json", "a name"],
        &["evaluate"],
        &["build", "a.txt", "--no-such-option"],
        &["build", "a.txt", "--window", "page"],
        &["build", "a.txt", "--window", "-1"],
        &["build", "a.txt", "--window", "99999999999999999999999"],
        &["build", "a.txt", "--min-score", "1.5"],
        &["build", "a.txt", "--min-score", "-0.5"],
        &["build", "a.txt", "--min-score", "NaN"],
        &["build", "a.txt", "--min-score", "high"],
        &["build", "a.txt", "--min-weight", "-1"],
        &["build", "a.txt", "--evidence", "many"],
        &["build", "a.txt", "--threads", "0"],
        &["build", "a.txt", "--threads", "100000"],
    ] {
        let ran = folder.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
        assert!(
            ran.stdout.is_empty() && !ran.stderr.is_empty(),
            "{args:?}: {ran:?}"
        );
    }
    assert!(!folder.path("output").exists());
    for args in [
        &["--help"][..],
        &["--version"],
        &["build", "--help"],
        &["help", "graph"],
    ] {
        assert!(!folder.done(args).is_empty());
    }
}

#[test]
fn a_directory_that_cannot_take_the_results_is_named_and_nothing_is_lost() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes()), ("taken", b"precious")]);
    folder.write("rows.jsonl", folder.done(&["mentions", "a.txt"]));
    for (command, input) in [("build", "a.txt"), ("graph", "rows.jsonl")] {
        for output in ["taken", "taken/below", "taken/below/that"] {
            let ran = folder.run(&[command, input, "-o", output]);
            assert_eq!(ran.code, Some(1), "{output}: {ran:?}");
            assert_eq!(ran.stdout, "");
            let line = format!("error: cannot write to the directory {output}: not a directory\n");
            assert_eq!(ran.stderr, line);
            assert_eq!(folder.read("taken"), "precious");
        }
    }
}

#[test]
fn a_directory_is_not_input_and_output_at_once() {
    let folder = Folder::with(&[("in/a.txt", TEXT.as_bytes())]);
    let before = folder.files("in");
    for (input, output) in [("in", "in"), ("in", "./in/../in"), (".", "")] {
        let output = format!("{output}/");
        let output = if output == "/" { "." } else { output.as_str() };
        let ran = folder.run(&["build", input, "-o", output]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(
            ran.stderr
                .contains("is an input and cannot take the results too"),
            "{ran:?}"
        );
    }
    assert_eq!(folder.files("in"), before);
}

#[test]
fn a_run_that_fails_leaves_the_files_of_an_earlier_one_and_nothing_beside_them() {
    let folder = Folder::with(&[
        ("a.txt", TEXT.as_bytes()),
        ("b.txt", b"Bo Sample."),
        ("empty", b""),
    ]);
    folder.build(&["a.txt"], "out");
    let earlier = folder.files("out");
    let ran = folder.run(&["build", "empty", "-o", "out"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(folder.files("out"), earlier);
    // Graphviz is asked last, and is not there.
    let mut command = folder.command(&["build", "b.txt", "-o", "out", "--layout", "sfdp"]);
    command.env("PATH", folder.path("nowhere"));
    let ran = Ran::from(command);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(ran.stdout, "");
    assert_eq!(folder.files("out"), earlier);
}

#[test]
fn a_model_that_is_none_is_named() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes()), ("m", b"no model at all")]);
    let model =
        fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/model/en.model")).expect("a model");
    folder.write("cut", &model[..model.len() / 2]);
    let mut altered = model;
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    folder.write("altered", altered);
    for model in ["m", "cut", "altered"] {
        let ran = folder.run(&["mentions", "a.txt", "--model", model]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
        let beginning = format!("error: {model}: not a usable model: ");
        assert!(ran.stderr.starts_with(&beginning), "{ran:?}");
    }
    let ran = folder.run(&["build", "a.txt", "--model", "missing"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.starts_with("error: cannot read missing: "),
        "{ran:?}"
    );
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let record = json!({"text": TEXT.repeat(20)}).to_string() + "\n";
    let folder = Folder::with(&[("many.jsonl", record.repeat(500).as_bytes())]);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("comention"))
        .args(["mentions", "many.jsonl"])
        .current_dir(folder.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = String::new();
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    stdout.read_line(&mut first).expect("a line");
    drop(stdout);
    let output = child.wait_with_output().expect("it ends");
    assert!(first.starts_with("{\"row\":\"run\""));
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_reader_that_has_gone_is_no_error() {
    let mention = json!({"start": 0, "end": 11, "kind": "person"});
    let gold = json!({"id": "a", "text": TEXT, "mentions": [mention]}).to_string();
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes()), ("gold.jsonl", gold.as_bytes())]);
    let graph = folder.build(&["a.txt"], "out");
    let name = text(&graph["nodes"][0], "id");
    for args in [
        &["build", "-q", "a.txt"][..],
        &["mentions", "a.txt"],
        &["show", "out/graph.json", name],
        &["evaluate", "gold.jsonl"],
        &["evaluate", "gold.jsonl", "--json"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("comention"))
            .args(args)
            .current_dir(folder.path(""))
            .stdout(writer)
            .output()
            .expect("the program starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*stderr), (Some(0), ""), "{args:?}");
    }
}

/// A row of a kind in the rows of a text, as line number from 1 and value.
fn row(rows: &str, kind: &str) -> (usize, Value) {
    let values = rows
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut numbered = (1..).zip(values);
    numbered
        .find(|(_, row)| row["row"] == kind)
        .expect("such a row")
}

#[test]
fn rows_that_are_broken_are_named_with_their_line() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    let rows = folder.done(&["mentions", "a.txt"]);
    let with = |kind: &str, change: &dyn Fn(&mut Value)| {
        let (number, mut value) = row(&rows, kind);
        change(&mut value);
        let mut lines: Vec<String> = rows.lines().map(str::to_owned).collect();
        lines[number - 1] = value.to_string();
        (lines.join("\n") + "\n", number)
    };
    let without = |kind: &str| {
        let (number, _) = row(&rows, kind);
        let mut lines: Vec<&str> = rows.lines().collect();
        lines.remove(number - 1);
        (lines.join("\n"), number)
    };
    let (mention, _) = row(&rows, "mention");
    let (sentence, value) = row(&rows, "sentence");
    let end = value["span"][1].as_u64().expect("an offset");
    let cut = rows.lines().take(mention).collect::<Vec<_>>().join("\n");
    for (what, (bytes, number), message) in [
        (
            "cut off",
            (cut[..cut.len() - 9].to_owned(), mention),
            "not a mention row: EOF",
        ),
        (
            "foreign",
            (format!("{rows}{{\"a\": 1}}\n"), rows.lines().count() + 1),
            "not a mention row",
        ),
        (
            "a text",
            ("Some text.\n".to_owned(), 1),
            "not a mention row",
        ),
        ("nothing", (String::new(), 1), "no `run` row"),
        (
            "another version",
            with("run", &|r| r["rows_version"] = json!(99)),
            "rows of version 99",
        ),
        (
            "another kind",
            with("mention", &|r| r["kind"] = json!("planet")),
            "not a mention row",
        ),
        (
            "no document",
            without("document"),
            "a sentence outside its document",
        ),
        (
            "no sentence",
            without("sentence"),
            "a mention outside its sentence",
        ),
        (
            "another document",
            with("mention", &|r| r["document"] = json!("b")),
            "a mention outside its document",
        ),
        (
            "another place",
            with("mention", &|r| r["start"] = json!(end)),
            "the sentence does not say this",
        ),
        (
            "other words",
            with("mention", &|r| r["surface"] = json!("Zed")),
            "the sentence does not say this",
        ),
        (
            "outside the sentence",
            with("mention", &|r| r["end"] = json!(end + 1)),
            "the sentence does not say this",
        ),
        (
            "a longer sentence",
            with("sentence", &|r| r["span"][1] = json!(end + 1)),
            "the sentence is not as long",
        ),
        (
            "a backward sentence",
            with("sentence", &|r| r["span"] = json!([5, 2])),
            "not a mention row: the span [5,2]",
        ),
        (
            "no number",
            with("mention", &|r| r["score"] = json!("high")),
            "not a mention row",
        ),
    ] {
        folder.write("rows.jsonl", &bytes);
        let ran = folder.run(&["graph", "rows.jsonl", "-o", "out"]);
        assert_eq!(ran.code, Some(1), "{what}: {ran:?}");
        let beginning = format!("error: rows.jsonl:{number}: {message}");
        assert!(
            ran.stderr.starts_with(&beginning),
            "{what}: {beginning}: {ran:?}"
        );
        assert_eq!(ran.stderr.lines().count(), 1, "{what}: {ran:?}");
        let piped = folder.run_with_input(&["graph", "-", "-o", "out"], bytes);
        assert_eq!(piped.code, Some(1), "{what}");
        assert_eq!(piped.stderr, ran.stderr.replace("rows.jsonl", "stdin"));
    }
    assert!(sentence < mention && !folder.path("out").exists());
}

#[test]
fn rows_of_two_models_or_of_a_writer_that_failed_are_not_merged() {
    let folder = Folder::with(&[
        ("a.txt", TEXT.as_bytes()),
        ("b.txt", TEXT.as_bytes()),
        ("none", b""),
    ]);
    folder.write("a.jsonl", folder.done(&["mentions", "a.txt"]));
    folder.write(
        "b.jsonl",
        folder.done(&["mentions", "b.txt", "--min-score", "0.25"]),
    );
    for (other, message) in [
        (
            "b.jsonl",
            "b.jsonl:1: made by another version, model or with other settings",
        ),
        ("none", "none:1: no `run` row"),
        ("missing", "cannot read missing"),
    ] {
        let ran = folder.run(&["graph", "a.jsonl", other]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(
            ran.stderr.starts_with(&format!("error: {message}")),
            "{ran:?}"
        );
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::process::CommandExt;

    /// A user without rights, by number.
    const NOBODY: u32 = 65534;

    fn set_mode(folder: &Folder, name: &str, mode: u32) {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path(name), permissions).expect("own files");
    }

    /// Runs the program as somebody who may not read everything: as the user of the test or, where
    /// that is the superuser, as nobody. `None` where it cannot be done.
    #[expect(
        clippy::print_stderr,
        reason = "a check that was left out must be seen"
    )]
    fn run_without_rights(folder: &Folder, args: &[&str]) -> Option<Ran> {
        let program = assert_cmd::cargo::cargo_bin!("comention");
        let mut command = std::process::Command::new(program);
        command.args(args).current_dir(folder.path(""));
        let is_root = File::open(folder.path("locked.txt")).is_ok();
        if is_root {
            set_mode(folder, "", 0o777);
            command.uid(NOBODY).gid(NOBODY);
        }
        match command.output() {
            Ok(output) => Some(Ran {
                code: output.status.code(),
                stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
                stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            }),
            Err(error) => {
                eprintln!("skipped: nobody cannot run {}: {error}", program.display());
                None
            }
        }
    }

    #[test]
    fn what_may_not_be_read_is_named_and_the_others_count() {
        let folder = Folder::with(&[
            ("locked.txt", TEXT.as_bytes()),
            ("in/a.txt", TEXT.as_bytes()),
            ("in/locked/b.txt", TEXT.as_bytes()),
        ]);
        set_mode(&folder, "locked.txt", 0o000);
        set_mode(&folder, "in/locked", 0o000);
        let several = run_without_rights(&folder, &["build", "in", "locked.txt"]);
        let alone = run_without_rights(&folder, &["build", "locked.txt", "-o", "none"]);
        set_mode(&folder, "in/locked", 0o755);
        let (Some(several), Some(alone)) = (several, alone) else {
            return;
        };
        assert_eq!(several.code, Some(3), "{several:?}");
        let lines =
            ["in/locked", "locked.txt"].map(|p| format!("{p}: cannot be read: permission denied"));
        assert_eq!(warnings(&several), lines);
        assert_eq!(document_ids(&folder.json("output/graph.json")), ["a.txt"]);
        assert_eq!(alone.code, Some(1));
        assert!(!folder.path("none").exists());
    }

    #[test]
    fn a_directory_that_may_not_be_written_to_is_named() {
        let folder = Folder::with(&[
            ("a.txt", TEXT.as_bytes()),
            ("locked.txt", b""),
            ("out/kept", b"k"),
        ]);
        set_mode(&folder, "locked.txt", 0o000);
        set_mode(&folder, "out", 0o555);
        let ran = run_without_rights(&folder, &["build", "a.txt", "-o", "out"]);
        let below = run_without_rights(&folder, &["build", "a.txt", "-o", "out/below"]);
        set_mode(&folder, "out", 0o755);
        let (Some(ran), Some(below)) = (ran, below) else {
            return;
        };
        assert_eq!(
            (ran.code, below.code),
            (Some(1), Some(1)),
            "{ran:?} {below:?}"
        );
        assert_eq!(
            ran.stderr,
            "error: cannot write to the directory out: permission denied\n"
        );
        assert_eq!(
            below.stderr,
            "error: cannot write to the directory out/below: permission denied\n"
        );
        assert_eq!(folder.files("out").len(), 1);
    }

    #[test]
    fn links_that_lead_back_do_not_hang() {
        let folder = Folder::with(&[
            ("in/a.txt", TEXT.as_bytes()),
            ("in/sub/b.txt", b"Bo Sample."),
        ]);
        symlink("..", folder.path("in/sub/up")).expect("a link");
        symlink(".", folder.path("in/here")).expect("a link");
        let graph = folder.build(&["in"], "out");
        assert_eq!(document_ids(&graph), ["a.txt", "sub/b.txt"]);
        symlink("self", folder.path("in/self")).expect("a link");
        symlink("nowhere", folder.path("in/broken")).expect("a link");
        let ran = folder.run(&["build", "in", "-o", "out"]);
        assert_eq!(ran.code, Some(3));
        let lines = warnings(&ran);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert_eq!(
            lines[0],
            "in/broken: cannot be read: no such file or folder"
        );
        assert!(
            lines[1].starts_with("in/self: cannot be read: "),
            "{lines:?}"
        );
    }

    #[test]
    fn a_name_with_a_line_break_is_still_one_line() {
        let folder = Folder::with(&[("in/a.txt", TEXT.as_bytes())]);
        let name = std::ffi::OsStr::from_bytes(b"in/evil\n\x1B[2Jerror: caf\xE9");
        fs::write(folder.path("").join(name), "").expect("a file");
        let ran = folder.run(&["build", "in"]);
        assert_eq!(ran.code, Some(3));
        assert_eq!(
            warnings(&ran),
            ["in/evil\\n\\u{1b}[2Jerror: caf\u{FFFD}: empty file"]
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn rows_that_are_written_into_an_input_folder_are_not_read() {
        let record = json!({"text": TEXT}).to_string() + "\n";
        let folder = Folder::with(&[("a.jsonl", record.repeat(2000).as_bytes())]);
        for input in [".", "rows.jsonl"] {
            let rows = File::create(folder.path("rows.jsonl")).expect("a file");
            let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("comention"))
                .args(["mentions", "a.jsonl", input])
                .current_dir(folder.path(""))
                .stdout(rows)
                .output()
                .expect("the program starts");
            assert_eq!(output.status.code(), Some(0));
            let rows = folder.read("rows.jsonl");
            let documents = rows
                .lines()
                .filter(|line| line.starts_with("{\"row\":\"document\""));
            assert_eq!(documents.count(), 2000);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_that_says_what_could_not_be_written() {
        let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
        for (args, what) in [
            (&["mentions", "a.txt"][..], "cannot write the rows"),
            (&["build", "a.txt"], "cannot write the summary"),
        ] {
            let full = File::options()
                .write(true)
                .open("/dev/full")
                .expect("Linux has it");
            let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("comention"))
                .args(args)
                .current_dir(folder.path(""))
                .stdout(full)
                .output()
                .expect("the program starts");
            assert_eq!(output.status.code(), Some(1));
            let line = String::from_utf8_lossy(&output.stderr);
            assert!(line.starts_with(&format!("error: {what}: ")), "{line}");
        }
    }
}

#[test]
fn a_field_that_is_none_is_wrong_usage_and_a_column_that_is_nowhere_a_warning() {
    let folder = Folder::with(&[("tab.tsv", b"name\tstory\nx\tAnn Roe met Bo Doe in Paris.\n")]);
    for bad in ["txt=story", "story", "text="] {
        let ran = folder.run(&["build", "tab.tsv", "--field", bad]);
        assert_eq!(ran.code, Some(2), "{bad}: {ran:?}");
        assert!(ran.stderr.contains("--field"), "{ran:?}");
    }
    let graph = folder.build(&["tab.tsv", "--field", "text=story"], "out");
    assert_eq!(document_ids(&graph), ["tab.tsv:2"]);
    let ran = folder.run(&["build", "tab.tsv", "--field", "text=stroy", "-o", "out"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        warnings(&ran),
        ["--field text=stroy: no record and no table has a field of this name"]
    );
}

#[test]
fn the_list_of_mentions_beside_a_graph_is_not_taken_for_rows() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    folder.build(&["a.txt"], "out");
    let ran = folder.run(&["graph", "out/mentions.jsonl", "-o", "again"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("out/mentions.jsonl:1: not a mention row: no `row` member; the rows that make a graph come from `comention mentions`"),
        "{ran:?}"
    );
}
