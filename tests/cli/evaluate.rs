//! `evaluate` finds a perfect prediction perfect, and says where gold is broken.

use serde_json::{Value, json};

use crate::support::{Folder, text};

const TEXT: &str =
    "Ann Example met Bo Sample in Paris. Ann Example works for the Sample Institute.";

/// Gold that says what the program says.
fn own_prediction(folder: &Folder) -> String {
    folder.write("a.txt", TEXT);
    folder.build(&["a.txt"], "out");
    let lines = folder.read("out/mentions.jsonl");
    let mentions: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|m| json!({"start": m["start"], "end": m["end"], "kind": m["kind"], "entity": m["entity"]}))
        .collect();
    assert!(!mentions.is_empty());
    json!({"id": "a.txt", "text": TEXT, "mentions": mentions}).to_string()
}

#[test]
fn the_programs_own_prediction_is_perfect_in_all_three_runs() {
    let folder = Folder::new();
    folder.write("gold.jsonl", own_prediction(&folder));
    let report: Value =
        serde_json::from_str(&folder.done(&["evaluate", "gold.jsonl", "--json"])).expect("JSON");
    let runs = report.as_object().expect("an object");
    assert_eq!(runs.len(), 3);
    for (name, run) in runs {
        assert_eq!(run["clusters"]["conll_f1"], 1.0, "{name}");
        for window in ["sentence", "paragraph", "document"] {
            assert_eq!(run["edges"][window]["edges"]["f1"], 1.0, "{name}, {window}");
        }
    }
    let table = folder.done(&["evaluate", "gold.jsonl"]);
    for name in runs.keys() {
        assert!(table.contains(&format!("== {name}")), "{table}");
    }
}

#[test]
fn errors_are_told_by_rule_and_by_the_stage_that_loses_a_node() {
    let folder = Folder::new();
    folder.write("gold.jsonl", own_prediction(&folder));
    let table = folder.done(&["evaluate", "gold.jsonl", "--errors", "2"]);
    for words in ["lost: recognition", "Wrong merges by rule", "Lost nodes"] {
        assert!(table.contains(words), "{table}");
    }
    let json = folder.done(&["evaluate", "gold.jsonl", "--errors", "2", "--json"]);
    let report: Value = serde_json::from_str(&json).expect("JSON");
    // A perfect prediction has none.
    assert_eq!(report["errors"]["merges"]["rules"], json!([]));
    assert_eq!(report["errors"]["lost"], json!([]));
}

#[test]
fn gold_that_is_broken_is_named_with_its_line() {
    let folder = Folder::new();
    let good = own_prediction(&folder);
    let gold: Value = serde_json::from_str(&good).expect("JSON");
    let end = text(&gold, "text").len();
    let with = |mention: Value| {
        let mut gold = gold.clone();
        gold["id"] = json!("b");
        gold["mentions"] = json!([mention]);
        gold.to_string()
    };
    for bad in [
        "{\"id\": ".to_owned(),
        "[]".to_owned(),
        with(json!({"start": 0, "end": end + 1, "kind": "person"})),
        with(json!({"start": 5, "end": 2, "kind": "person"})),
        with(json!({"start": 0, "end": 3, "kind": "planet"})),
    ] {
        folder.write("gold.jsonl", format!("{good}\n{bad}\n"));
        let ran = folder.run(&["evaluate", "gold.jsonl"]);
        assert_eq!(ran.code, Some(1), "{bad}: {ran:?}");
        assert!(
            ran.stderr.starts_with("error: gold.jsonl:2"),
            "{bad}: {ran:?}"
        );
        assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    }
    let ran = folder.run(&["evaluate", "missing.jsonl"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.starts_with("error: cannot read missing.jsonl"),
        "{ran:?}"
    );
}

#[test]
fn entities_and_corrections_are_obeyed() {
    let folder = Folder::new();
    let gold = json!({"id": "a", "text": "Ann Example met Bo Sample.", "mentions": [
        {"start": 0, "end": 11, "kind": "person", "entity": "person:ann-example"},
        {"start": 16, "end": 25, "kind": "person", "entity": "person:ann-example"},
    ]});
    folder.write("gold.jsonl", gold.to_string());
    let splits = |extra: &[&str]| {
        let args = [&["evaluate", "gold.jsonl", "--json"], extra].concat();
        let report: Value = serde_json::from_str(&folder.done(&args)).expect("JSON");
        report["annotated mentions, predicted entities"]["clusters"]["false_splits"]["wrong"]
            .clone()
    };
    assert_eq!(splits(&[]), 1);
    folder.write(
        "fix.toml",
        "[[merge]]\nentities = [\"Ann Example\", \"Bo Sample\"]\n",
    );
    assert_eq!(splits(&["--corrections", "fix.toml"]), 0);
    folder.write(
        "known.csv",
        "name,kind,aliases\nAnn Example,person,Bo Sample\n",
    );
    assert_eq!(splits(&["--entities", "known.csv"]), 0);
}
