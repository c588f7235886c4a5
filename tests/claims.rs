//! How right attributions and stated relations are on the labelled sentences of `data/labels`.
//!
//! The articles are not part of the project. Set `COMENTION_CORPUS` to the file of JSON lines that
//! `data/labels/sample.py` drew from to run this test; without it it passes and says so.

#![allow(clippy::print_stderr)]

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use comention::annotate::Annotator;
use comention::claims::evaluate::{Counts, Label, Report, read_labels};
use comention::config::MentionConfig;
use comention::read::{Documents, ReadConfig};
use comention::recognize::Recognizer;

fn labels(name: &str) -> Vec<Label> {
    let path = format!("{}/data/labels/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let file = File::open(&path).expect("the labels are committed");
    read_labels(BufReader::new(file), &path).expect("labels")
}

/// The report of the labels in that file, or `None` without the articles.
fn measured(names: [&str; 2]) -> Option<Report> {
    let Some(path) = std::env::var_os("COMENTION_CORPUS") else {
        eprintln!("skipped: COMENTION_CORPUS is not set");
        return None;
    };
    let labels: Vec<Label> = names.into_iter().flat_map(labels).collect();
    let recognizer = Recognizer::builtin().expect("the built-in model");
    let annotator = Annotator::new(recognizer, MentionConfig::default());
    let mut report = Report::default();
    let paths = [PathBuf::from(path)];
    let documents = Documents::new(&paths, &ReadConfig::default()).expect("the corpus is there");
    for document in documents.flatten() {
        let own: Vec<&Label> = labels.iter().filter(|l| l.article == document.id).collect();
        if !own.is_empty() {
            report.add(&own, &document, &annotator.rows(&document));
        }
    }
    eprintln!("{report}");
    Some(report)
}

fn at_least(counts: Counts, precision: f64, recall: f64) {
    assert!(counts.precision() >= Some(precision), "{counts}");
    assert!(counts.recall() >= Some(recall), "{counts}");
}

#[test]
fn labels_are_places_without_text_and_the_halves_share_no_article() {
    for task in ["attribution", "relations"] {
        let [dev, test] = ["dev", "test"].map(|half| labels(&format!("{task}-{half}")));
        assert!(dev.len() + test.len() >= 150);
        for label in dev.iter().chain(&test) {
            assert!(label.start < label.end && label.sha256.len() == 64);
        }
        assert!(
            dev.iter()
                .all(|a| test.iter().all(|b| a.article != b.article))
        );
    }
}

#[test]
fn relations_and_attributions_of_the_test_half_are_as_right_as_the_documentation_says() {
    if let Some(report) = measured(["attribution-test", "relations-test"]) {
        at_least(report.named, 0.9, 0.6);
        at_least(report.told_to, 0.9, 0.6);
        at_least(report.relations, 0.85, 0.5);
    }
}
