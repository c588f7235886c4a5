//! Nothing leaves the machine, and nothing on it changes the result.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;

use crate::support::{Folder, sample, try_tool};

const PROGRAM: &str = env!("CARGO_BIN_EXE_comention");

/// The arguments of a run that does as much as a run can.
fn arguments(folder: &Folder, output: &str) -> Vec<String> {
    let path = |name: &str| folder.path(name).display().to_string();
    vec![
        "build".to_owned(),
        "-q".to_owned(),
        sample().display().to_string(),
        "--format".to_owned(),
        "all".to_owned(),
        "--cache".to_owned(),
        path("cache"),
        "-o".to_owned(),
        path(output),
    ]
}

/// Runs the program as it is and by the tool, and compares all files.
fn the_bytes_are_the_same_by(tool: &[&str]) {
    if !try_tool(tool[0], &[&tool[1..], &["true"]].concat()) {
        return;
    }
    let folder = Folder::new();
    for (output, command) in [
        ("as-it-is", &[PROGRAM][..]),
        ("by", &[tool, &[PROGRAM]].concat()),
    ] {
        let mut run = Command::new(command[0]);
        run.args(&command[1..]).args(arguments(&folder, output));
        let ran = run.output().expect("the program starts");
        assert!(ran.status.success(), "{ran:?}");
        fs::remove_dir_all(folder.path("cache")).expect("a cache");
    }
    assert!(folder.files("by").len() > 10);
    assert_eq!(folder.files("as-it-is"), folder.files("by"));
}

#[test]
fn without_a_network_the_bytes_are_the_same() {
    the_bytes_are_the_same_by(&["unshare", "-rn"]);
}

#[test]
fn another_year_on_the_clock_changes_no_byte() {
    the_bytes_are_the_same_by(&["faketime", "1999-12-31 23:59:58"]);
}

#[test]
fn the_program_never_asks_the_system_for_a_socket() {
    let folder = Folder::new();
    let path = folder.path("calls").display().to_string();
    let trace = ["-f", "-qq", "-e", "trace=%network,execve", "-o", &path];
    if !try_tool("strace", &[&trace[..], &["true"]].concat()) {
        return;
    }
    let mut command = Command::new("strace");
    command
        .args(trace)
        .arg(PROGRAM)
        .args(arguments(&folder, "out"));
    let ran = command.output().expect("strace starts");
    assert!(ran.status.success(), "{ran:?}");
    let calls = folder.read("calls");
    let mut lines = calls.lines().filter(|line| line.contains('('));
    let own = lines.next().expect("the start of the program is traced");
    assert!(own.contains("execve("), "{own}");
    let others: Vec<&str> = lines.collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn time_zone_locale_and_times_of_files_change_no_byte() {
    let folder = Folder::new();
    for entry in fs::read_dir(sample()).expect("the sample") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        folder.write(&format!("in/{name}"), fs::read(&path).expect("readable"));
    }
    folder.build(&["in"], "here");
    let settings = [
        ("TZ", "Pacific/Kiritimati"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANG", "de_DE.ISO-8859-1"),
        ("SOURCE_DATE_EPOCH", "1"),
        ("HOME", "/nowhere"),
        ("COLUMNS", "20"),
    ];
    for path in folder.files("in").into_keys() {
        let file = fs::File::open(folder.path("in").join(path)).expect("readable");
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(86_400);
        file.set_modified(long_ago).expect("our own file");
    }
    let mut command = folder.command(&["build", "-q", "in", "-o", "there"]);
    let output = command.env_clear().envs(settings).output();
    assert!(output.expect("the program starts").status.success());
    assert_eq!(folder.files("here"), folder.files("there"));
}
