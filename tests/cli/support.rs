//! A folder of its own for each test, and the program run in it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A text that names people and organizations, with something to count in it.
pub(crate) const TEXT: &str =
    "Ann Example met Bo Sample in Paris. Bo Sample works for Sample Wire.\n";

/// What `build` and `graph` write.
pub(crate) const FILES: [&str; 5] = [
    "graph.dot",
    "graph.html",
    "graph.json",
    "graph.svg",
    "mentions.jsonl",
];

/// The texts that come with the project.
pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample")
}

/// A folder that is removed after the test. Paths are relative to it, as a user would type them.
pub(crate) struct Folder(TempDir);

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Folder(TempDir::new().expect("a folder for the test"))
    }

    /// One with these files.
    pub(crate) fn with(files: &[(&str, &[u8])]) -> Self {
        let folder = Folder::new();
        for (name, bytes) in files {
            folder.write(name, bytes);
        }
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// All files below a folder with what they hold; nothing if it is not there.
    pub(crate) fn files(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path(name)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("readable").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.path(name)).expect("below");
                    files.insert(name.to_owned(), fs::read(&path).expect("readable"));
                }
            }
        }
        files
    }

    /// The program, to be run in this folder.
    pub(crate) fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = assert_cmd::cargo::cargo_bin_cmd!("comention");
        command.current_dir(self.0.path()).args(args);
        command
    }

    pub(crate) fn run(&self, args: &[impl AsRef<OsStr>]) -> Ran {
        Ran::from(self.command(args))
    }

    pub(crate) fn run_with_input(&self, args: &[&str], input: impl Into<Vec<u8>>) -> Ran {
        let mut command = self.command(args);
        command.write_stdin(input);
        Ran::from(command)
    }

    /// Runs the program, which must end well and warn of nothing.
    pub(crate) fn done(&self, args: &[impl AsRef<OsStr>]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(!ran.stderr.contains("warning"), "{ran:?}");
        ran.stdout
    }

    /// Builds the graph of `inputs` into `output`, without a word.
    pub(crate) fn build(&self, inputs: &[impl AsRef<OsStr>], output: &str) -> Value {
        let mut args: Vec<&OsStr> = ["build", "-q", "-o", output].map(OsStr::new).to_vec();
        args.extend(inputs.iter().map(AsRef::as_ref));
        self.done(&args);
        self.json(&format!("{output}/graph.json"))
    }
}

impl From<Command> for Ran {
    fn from(mut command: Command) -> Self {
        let output = command.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("messages are UTF-8");
        Ran {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// The objects of a list in a JSON object.
pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    let list = value[name].as_array();
    list.unwrap_or_else(|| panic!("no list `{name}` in {value}"))
}

/// A string in a JSON object.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    let text = value[name].as_str();
    text.unwrap_or_else(|| panic!("no string `{name}` in {value}"))
}

/// A span in a JSON object.
pub(crate) fn span(value: &Value, name: &str) -> (usize, usize) {
    let ends = list(value, name);
    let end = |i: usize| ends[i].as_u64().expect("an offset") as usize;
    assert_eq!(ends.len(), 2);
    (end(0), end(1))
}

/// The ids of the documents that a `graph.json` counts.
pub(crate) fn document_ids(graph: &Value) -> Vec<&str> {
    list(graph, "documents")
        .iter()
        .map(|d| text(d, "id"))
        .collect()
}

/// Rows of documents (id, publisher, date, text) in which these names are marked as persons wherever they
/// stand, so that a test does not depend on what the tagger finds. A sentence ends at a full stop.
pub(crate) fn planted_rows(documents: &[(&str, Option<&str>, Option<&str>, &str)]) -> String {
    const NAMES: [&str; 4] = ["Ann Example", "Bo Sample", "Cy Specimen", "Di Proband"];
    let run = json!({
        "row": "run", "rows_version": 1, "program": "test",
        "model": {"name": "none", "sha256": ""}, "config": {"min_score": 0.0},
    });
    let mut lines = vec![run];
    for (id, publisher, date, text) in documents {
        let units = json!({"sentences": text.matches('.').count(), "paragraphs": 1});
        let mut document = json!({
            "row": "document", "id": id, "bytes": text.len(),
            "sentences": units["sentences"], "paragraphs": 1, "with_boilerplate": units,
            "sha256": format!("sha {text}"), "body_sha256": format!("body {text}"),
        });
        for (name, value) in [("publisher", publisher), ("date", date)] {
            if let Some(value) = value {
                document[name] = json!(value);
            }
        }
        lines.push(document);
        let mut start = 0;
        for (number, sentence) in text.split_inclusive('.').enumerate() {
            let words = sentence.trim_start();
            let first = start + sentence.len() - words.len();
            start += sentence.len();
            lines.push(json!({
                "row": "sentence", "document": id, "sentence": number, "paragraph": 0,
                "span": [first, start], "part": "body", "text": words,
            }));
            let found = NAMES.iter().enumerate().filter_map(|(cluster, name)| {
                let at = first + words.find(name)?;
                Some(json!({
                    "row": "mention", "document": id, "sentence": number, "start": at,
                    "end": at + name.len(), "surface": name, "kind": "person", "score": 1.0,
                    "origin": "model", "cluster": cluster, "name": name, "rule": "name",
                }))
            });
            let mut found: Vec<Value> = found.collect();
            found.sort_by_key(|mention| mention["start"].as_u64());
            lines.extend(found);
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Runs a tool that may be missing or forbidden, as in a container; says so if it is, also in the file that
/// `COMENTION_SKIPPED` names, since nobody sees what a test that passed has printed.
#[cfg(target_os = "linux")]
#[allow(clippy::print_stderr)]
pub(crate) fn try_tool(tool: &str, args: &[&str]) -> bool {
    let ran = std::process::Command::new(tool).args(args).output();
    let works = ran.is_ok_and(|output| output.status.success());
    if !works {
        let line = format!("skipped: `{tool}` is not installed or not permitted here\n");
        eprint!("{line}");
        if let Some(path) = std::env::var_os("COMENTION_SKIPPED") {
            let mut file = std::fs::File::options()
                .append(true)
                .create(true)
                .open(path)
                .unwrap();
            std::io::Write::write_all(&mut file, line.as_bytes()).unwrap();
        }
    }
    works
}
