//! What the segmentation must hold on annotated text, and that the annotation in `data/gold` is of that text.
//!
//! The texts are not part of the project. Set `COMENTION_GOLD` to the folder of gold JSONL files to
//! run these tests; without it they pass and say so.

#![allow(clippy::print_stderr)]

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::PathBuf;

use comention::evaluate::{GoldDocument, StandOff, read_gold};
use comention::segment;

/// The documents of all files in the folder, or nothing if there is none.
fn gold() -> Vec<GoldDocument> {
    let Some(folder) = std::env::var_os("COMENTION_GOLD") else {
        eprintln!("skipped: COMENTION_GOLD is not set");
        return Vec::new();
    };
    let entries = fs::read_dir(&folder).expect("COMENTION_GOLD is a folder");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("readable").path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    assert!(!files.is_empty(), "COMENTION_GOLD holds JSONL files");
    files
        .iter()
        .flat_map(|path| {
            let reader = BufReader::new(File::open(path).expect("readable"));
            read_gold(reader, &path.display().to_string()).expect("gold documents")
        })
        .collect()
}

#[test]
fn names_begin_and_end_with_tokens_and_lie_in_one_sentence() {
    let (mut mentions, mut on_tokens, mut in_sentence) = (0, 0, 0);
    for GoldDocument {
        document,
        mentions: gold,
    } in gold()
    {
        let segmentation = segment(&document);
        let spans = || segmentation.tokens.iter().map(|token| token.span);
        let starts: HashSet<usize> = spans().map(|span| span.start).collect();
        let ends: HashSet<usize> = spans().map(|span| span.end).collect();
        for mention in gold {
            let span = mention.span;
            mentions += 1;
            on_tokens += usize::from(starts.contains(&span.start) && ends.contains(&span.end));
            let sentences = &segmentation.sentences;
            let after = sentences.partition_point(|s| s.span.start <= span.start);
            in_sentence += usize::from(after > 0 && sentences[after - 1].span.contains(span));
        }
    }
    eprintln!("{mentions} names, {on_tokens} on tokens, {in_sentence} in one sentence");
    assert!(
        (mentions - on_tokens) * 1000 <= mentions,
        "names off tokens"
    );
    assert!(
        (mentions - in_sentence) * 1000 <= mentions,
        "names cut by sentences"
    );
}

#[test]
fn the_annotation_in_the_project_is_that_of_the_texts() {
    let project = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let beside = || Some(project.join("../shared/gold")).filter(|folder| folder.is_dir());
    let Some(folder) = (std::env::var_os("COMENTION_GOLD").map(PathBuf::from)).or_else(beside)
    else {
        eprintln!("skipped: COMENTION_GOLD is not set");
        return;
    };
    let own = project.join("data/gold");
    for name in ["train", "dev", "ww-train", "ww-dev"] {
        let file = format!("{name}.jsonl");
        let lines = fs::read_to_string(folder.join(&file)).expect("readable");
        let annotation = fs::read_to_string(own.join(&file)).expect("readable");
        let annotation = StandOff::read(&annotation, &file).expect("annotation");
        assert_eq!(annotation.len(), lines.lines().count(), "{file}");
        for (article, line) in annotation.iter().zip(lines.lines()) {
            let gold: serde_json::Map<_, _> = serde_json::from_str(line).expect("a record");
            let mut text = gold.clone();
            text.remove("mentions");
            assert_eq!(article.join(&text).as_ref(), Some(&gold), "{file}");
        }
    }
}
