//! A run that is stopped, whenever that is, leaves whole files and nothing beside them.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Folder, Ran, TEXT, sample};

const PROGRAM: &str = env!("CARGO_BIN_EXE_comention");

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn start(folder: &Folder, args: &[&str], stderr: Stdio) -> Child {
    let mut command = Command::new(PROGRAM);
    command
        .current_dir(folder.path(""))
        .args(args)
        .stdout(Stdio::null())
        .stderr(stderr);
    command.spawn().expect("the program starts")
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([name, &id]).status();
    assert!(sent.expect("`kill` is there").success());
}

/// A folder with the files of an earlier run, those files, those of the next run and how long that takes.
fn begun() -> (Folder, Files, Files, Duration) {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    for entry in std::fs::read_dir(sample()).expect("the sample") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        folder.write(
            &format!("in/{name}"),
            std::fs::read(&path).expect("readable"),
        );
    }
    folder.build(&["a.txt"], "out");
    let time = Instant::now();
    folder.build(&["in"], "new");
    let (old, new) = (folder.files("out"), folder.files("new"));
    (folder, old, new, time.elapsed())
}

/// Every file is of the one run or of the other, and `graph.json` is the last that is new.
fn check(folder: &Folder, old: &Files, new: &Files) -> bool {
    let mut files = folder.files("out");
    files.retain(|path, _| !is_temporary(path));
    assert!(files.keys().eq(old.keys()), "{:?}", files.keys());
    let is_new = |path: &PathBuf| files[path] == new[path];
    for path in files.keys() {
        assert!(
            is_new(path) || files[path] == old[path],
            "half a file: {path:?}"
        );
    }
    let has_new_graph = is_new(&"graph.json".into());
    assert!(
        !has_new_graph || files.keys().all(is_new),
        "files of two runs"
    );
    has_new_graph
}

/// Twelve moments of a run, as shares of its time and a little beyond: others in each run of the tests. A
/// failure names the number with which `COMENTION_MOMENTS` brings the same ones back.
#[expect(clippy::print_stdout, reason = "shown where a test fails")]
fn moments() -> [f64; 12] {
    let seed: u64 = match std::env::var("COMENTION_MOMENTS") {
        Ok(seed) => seed.parse().expect("a number"),
        Err(_) => RandomState::new().hash_one(0),
    };
    println!("COMENTION_MOMENTS={seed}");
    std::array::from_fn(|number| {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one((seed, number));
        1.1 * (hash >> 11) as f64 / (1u64 << 53) as f64
    })
}

fn is_temporary(path: &std::path::Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(".comention-")
}

#[test]
fn whenever_it_is_killed_the_old_files_are_there_or_the_new_ones() {
    let (folder, old, new, time) = begun();
    for moment in moments() {
        let mut child = start(&folder, &["build", "in", "-o", "out"], Stdio::null());
        sleep(time.mul_f64(moment));
        signal(&child, "-KILL");
        child.wait().expect("it has ended");
        if check(&folder, &old, &new) {
            folder.build(&["a.txt"], "out");
        }
    }
}

#[test]
fn whenever_it_is_interrupted_no_temporary_file_stays() {
    let (folder, old, new, time) = begun();
    let args = [
        "build",
        "in",
        "-o",
        "out",
        "--cache",
        "cache",
        "--memory",
        "1kB",
        "--progress",
        "json",
    ];
    for (number, moment) in moments().into_iter().enumerate() {
        let mut child = start(&folder, &args, Stdio::piped());
        // Before it listens, the system itself would end it; what it says first comes later.
        let mut said = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        assert!(said.next().is_some_and(|line| line.is_ok()));
        sleep(time.mul_f64(moment));
        let name = if number % 2 == 0 { "-INT" } else { "-TERM" };
        // It may be over already.
        let _ = Command::new("kill")
            .args([name, &child.id().to_string()])
            .output();
        let ended = child.wait().expect("it has ended");
        assert!(matches!(ended.code(), Some(0 | 130)), "{ended:?}");
        for place in ["out", "cache"] {
            let mut files = folder.files(place).into_keys();
            assert!(!files.any(|path| is_temporary(&path)), "{place}");
        }
        if check(&folder, &old, &new) {
            folder.build(&["a.txt"], "out");
        }
        let _ = std::fs::remove_dir_all(folder.path("cache"));
    }
}

#[test]
fn interrupted_while_counts_go_to_disk_it_leaves_the_earlier_files_and_nothing_beside_them() {
    let folder = Folder::with(&[("a.txt", TEXT.as_bytes())]);
    folder.build(&["a.txt"], "out");
    let old = folder.files("out");
    let there = |place: &str| {
        let entries = std::fs::read_dir(folder.path(place)).expect("a folder");
        let names = entries.map(|entry| entry.expect("readable").file_name());
        names.collect::<std::collections::BTreeSet<_>>()
    };
    // It may be done before the signal reaches it; then there is more to do the next time.
    for size in 1..=6 {
        let line = |n: usize| {
            let text = format!("Ann Sample{n} met Bo Example{n} and Cy Specimen in Demo City{n}.");
            serde_json::json!({"id": n.to_string(), "text": text}).to_string() + "\n"
        };
        let lines: String = (0..(300 << size)).map(line).collect();
        folder.write("in.jsonl", lines);
        let before = (there(""), there("out"));
        let build = ["build", "in.jsonl", "-o", "out", "--memory", "1kB"];
        let args = [&build[..], &["--progress", "json"]].concat();
        let mut child = start(&folder, &args, Stdio::piped());
        let mut said = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let graph = said.find(|line| {
            let line = line.as_ref().expect("text");
            line.contains(r#""stage":"graph""#) && line.contains(r#""event":"stage""#)
        });
        assert!(graph.is_some(), "it came to the graph");
        signal(&child, "-INT");
        let rest: Vec<_> = said.collect();
        let ended = child.wait().expect("it has ended");
        assert_eq!(before, (there(""), there("out")), "{rest:?}");
        if ended.code() == Some(130) {
            assert!(folder.files("out") == old);
            return;
        }
        assert_eq!(ended.code(), Some(0), "{rest:?}");
        folder.build(&["a.txt"], "out");
    }
    panic!("it was never interrupted");
}

#[test]
fn a_file_that_may_not_grow_is_an_error_that_leaves_the_earlier_files() {
    let (folder, old, ..) = begun();
    // The system sends a signal that ends a program which does not listen for it.
    let limit = "ulimit -f 8; exec \"$0\" \"$@\"";
    for blocks in ["8", "64"] {
        let mut command = Command::new("sh");
        command
            .current_dir(folder.path(""))
            .args(["-c", &limit.replace("-f 8", &format!("-f {blocks}"))])
            .args([PROGRAM, "build", "in", "-o", "out"]);
        let output = command.output().expect("a shell");
        let ran = Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stderr.contains("error: cannot write"), "{ran:?}");
        assert_eq!(folder.files("out"), old, "and nothing beside them");
    }
}

/// The same with a disk of its own, that of a namespace only this test sees.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_in_the_middle_leaves_the_earlier_files() {
    use crate::support::try_tool;
    const SCRIPT: &str = r#"mount -t tmpfs -o "size=$1" tmpfs disk && cp -R out/. disk || exit 99
        "$2" build in -o disk; code=$?; cp -R disk after; exit $code"#;
    let mount = "mount -t tmpfs tmpfs /tmp";
    if !try_tool("unshare", &["-rm", "sh", "-c", mount]) {
        return;
    }
    let (folder, old, new, _) = begun();
    let size = |files: &Files| files.values().map(Vec::len).sum::<usize>();
    std::fs::create_dir(folder.path("disk")).expect("a folder");
    for part in [1, 4, 7] {
        let size = size(&old) + size(&new) * part / 8;
        let mut command = Command::new("unshare");
        command.current_dir(folder.path("")).args([
            "-rm",
            "sh",
            "-c",
            SCRIPT,
            "sh",
            &size.to_string(),
            PROGRAM,
        ]);
        let output = command.output().expect("a shell");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("error: cannot write"), "{stderr}");
        assert!(stderr.contains("No space left on device"), "{stderr}");
        assert_eq!(folder.files("after"), old, "and nothing beside them");
        std::fs::remove_dir_all(folder.path("after")).expect("a folder");
    }
}
