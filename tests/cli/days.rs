//! Days that are asked for: those of no document, and those that the calendar does not have.

use crate::support::{FILES, Folder, planted_rows};

fn rows() -> String {
    planted_rows(&[
        ("a", None, Some("2018-05-01"), "Ann Example met Bo Sample."),
        ("b", None, Some("2019-06"), "Cy Specimen met Di Proband."),
        ("c", None, None, "Ann Example met Di Proband."),
    ])
}

#[test]
fn where_no_document_is_of_the_days_nothing_is_done_and_earlier_results_stay() {
    let folder = Folder::with(&[("rows.jsonl", rows().as_bytes())]);
    folder.done(&["graph", "-q", "rows.jsonl", "-o", "out"]);
    let before = folder.files("out");
    assert_eq!(before.len(), FILES.len());
    let ran = folder.run(&["graph", "rows.jsonl", "-o", "out", "--from", "2030"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.ends_with(
            "error: no document is of the days from 2030: the documents are of 2018-05-01 to 2019-06, \
             and 1 has no date\n"
        ),
        "{ran:?}"
    );
    assert_eq!(folder.files("out"), before);

    folder.write("a.txt", "Ann Example met Bo Sample.\n");
    let ran = folder.run(&["build", "a.txt", "-o", "out", "--to", "2019"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("to 2019: the only one has no date"),
        "{ran:?}"
    );
    assert_eq!(folder.files("out"), before);
}

#[test]
fn a_day_that_is_none_and_an_end_before_the_beginning_are_wrong_usage() {
    let folder = Folder::with(&[("rows.jsonl", rows().as_bytes())]);
    folder.done(&["graph", "-q", "rows.jsonl", "-o", "out"]);
    let before = folder.files("out");
    let commands: [&[&str]; 4] = [
        &["graph", "rows.jsonl", "-o", "out"],
        &["build", "rows.jsonl", "-o", "out"],
        &["show", "out/graph.json"],
        &[
            "convert",
            "out/graph.json",
            "-f",
            "json",
            "-o",
            "out/graph.json",
        ],
    ];
    for command in commands {
        for bad in ["2019-13", "2019-00", "2019-02-31", "19"] {
            let ran = folder.run(&[command, &["--from", bad]].concat());
            assert_eq!(ran.code, Some(2), "{command:?} {bad}: {ran:?}");
            assert!(ran.stderr.contains("YYYY-MM-DD"), "{ran:?}");
        }
        let ran = folder.run(&[command, &["--from", "2020", "--to", "2019-12"]].concat());
        assert_eq!(ran.code, Some(2), "{command:?}: {ran:?}");
        assert!(
            ran.stderr.contains("the end lies before the beginning"),
            "{ran:?}"
        );
    }
    assert_eq!(folder.files("out"), before);
}
