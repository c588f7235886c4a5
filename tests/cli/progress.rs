//! What programs are told while the work goes on.

use serde_json::Value;

use crate::support::{Folder, Ran, TEXT, sample, text};

/// Every line of standard error, each an object.
fn events(ran: &Ran) -> Vec<Value> {
    let object = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
        assert!(value.is_object(), "{line}");
        value
    };
    ran.stderr.lines().map(object).collect()
}

fn of<'a>(events: &'a [Value], event: &str) -> Vec<&'a Value> {
    let is_it = |value: &&Value| text(value, "event") == event;
    events.iter().filter(is_it).collect()
}

#[test]
fn a_program_is_told_stages_progress_and_warnings_one_object_a_line() {
    let folder = Folder::with(&[("in/a.txt", TEXT.as_bytes()), ("in/b\n.txt", b"\xFF\0")]);
    let ran = folder.run(&["build", "in", "--progress", "json", "-o", "out"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let events = events(&ran);
    let stages: Vec<_> = of(&events, "stage")
        .iter()
        .map(|e| text(e, "stage"))
        .collect();
    assert_eq!(
        stages,
        ["documents", "resolve", "graph", "analyze", "export"]
    );
    let last = of(&events, "progress").pop().expect("one at least").clone();
    assert_eq!(last["bytes"], last["total_bytes"]);
    assert_eq!(last["bytes"], TEXT.len() as u64 + 2);
    assert_eq!(last["documents"], 1);
    let warnings = of(&events, "warning");
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0]["skipped"], true);
    assert_eq!(text(warnings[0], "place"), "in/b\n.txt");
}

#[test]
fn of_a_pipe_nobody_says_how_much_is_left() {
    let folder = Folder::new();
    let args = ["mentions", "-", "--progress", "json"];
    let ran = folder.run_with_input(&args, TEXT);
    let events = events(&ran);
    let last = of(&events, "progress").pop().expect("one at least").clone();
    assert_eq!(last["bytes"], TEXT.len() as u64);
    assert!(last.get("total_bytes").is_none() && last.get("seconds_left").is_none());
}

#[test]
fn why_a_run_ends_is_an_object_too() {
    let folder = Folder::new();
    let ran = folder.run(&["build", "missing", "--progress", "json"]);
    assert_eq!(ran.code, Some(1));
    let events = events(&ran);
    assert_eq!(of(&events, "error").len(), 1);
}

#[test]
fn progress_changes_no_byte_of_the_results_and_quiet_says_nothing() {
    let folder = Folder::new();
    folder.build(&[sample()], "quiet");
    let told = folder.run(&[
        "build".into(),
        sample().into_os_string(),
        "--progress=json".into(),
        "-o".into(),
        "told".into(),
    ]);
    assert_eq!(told.code, Some(0));
    assert_eq!(folder.files("quiet"), folder.files("told"));
    let none = folder.run(&[
        "build".into(),
        sample().into_os_string(),
        "--progress=none".into(),
        "-q".into(),
        "-o".into(),
        "none".into(),
    ]);
    assert_eq!(none.stderr, "");
}
