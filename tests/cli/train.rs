//! `train` learns from annotated and from raw text, and makes the same model of them every time.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::support::Folder;

/// Articles in which every name is annotated.
fn gold() -> String {
    let articles = [
        ("a", "Mr. Ann Lee met Mr. Bo Ray in Paris."),
        ("b", "In Paris Mr. Bo Ray left. They like Rome."),
        ("c", "Mr. Ann Lee was in Rome. Nobody met Mr. Bo Ray."),
        ("d", "The men of Paris and Rome are here."),
    ];
    let names = [
        ("Ann Lee", "person"),
        ("Bo Ray", "person"),
        ("Paris", "place"),
        ("Rome", "place"),
    ];
    let mut out = String::new();
    for (id, text) in articles {
        let mut mentions: Vec<_> = names
            .iter()
            .flat_map(|(name, kind)| {
                text.match_indices(name).map(move |(at, _)| {
                    let entity = format!("{kind}:{name}");
                    json!({"start": at, "end": at + name.len(), "kind": kind, "entity": entity})
                })
            })
            .collect();
        mentions.sort_by_key(|mention| mention["start"].as_u64());
        out += &format!(
            "{}\n",
            json!({"id": id, "text": text, "mentions": mentions})
        );
    }
    out
}

/// Raw articles; one of them is an annotated one, word for word.
fn raw() -> String {
    let texts = [
        "Mr. Ann Lee met Mr. Bo Ray in Paris.",
        "They say that Mr. Ann Lee left Paris in the morning and met Mr. Bo Ray in Rome.",
        "They say that Mr. Bo Ray left Rome in the evening and met Mr. Ann Lee in Paris.",
        "They say that Mr. Bo Ray left Paris in the evening, long after Mr. Ann Lee.",
    ];
    let overlap = "He said that nobody in the whole of the town had ever seen Mr. Ann Lee there.";
    let texts = texts.iter().chain([&overlap]).enumerate();
    texts
        .map(|(id, text)| {
            format!(
                "{}\n",
                json!({"id": id.to_string(), "title": "News", "text": text})
            )
        })
        .collect()
}

const SMALL: [&str; 10] = [
    "--epochs",
    "10",
    "--members",
    "2",
    "--teacher-members",
    "1",
    "--cutoff",
    "1",
    "--caseless-members",
    "1",
];

/// Trains in that folder; what it says.
fn train(folder: &Folder, more: &[&str]) -> String {
    let args = [&["train", "gold.jsonl"], more, &SMALL].concat();
    let ran = folder.run(&args);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.stderr
}

#[test]
fn raw_text_is_read_plain_or_packed_and_gives_the_same_model_each_time() {
    let folder = Folder::new();
    folder.write("gold.jsonl", gold());
    folder.write("raw.jsonl", raw());
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(raw().as_bytes()).expect("in memory");
    folder.write("raw.jsonl.gz", packed.finish().expect("in memory"));
    let bytes = |raw: &str, output: &str| {
        let said = train(&folder, &["--raw", raw, "-o", output]);
        assert!(said.contains("5 of 5 raw documents"), "{said}");
        std::fs::read(folder.path(output)).expect("a model")
    };
    let model = bytes("raw.jsonl", "one.model");
    assert_eq!(bytes("raw.jsonl.gz", "two.model"), model);
    train(&folder, &["-o", "without.model"]);
    let without = std::fs::read(folder.path("without.model")).expect("a model");
    assert_ne!(without, model, "what is raw is learned from");

    folder.write("new.txt", "Yesterday Mr. Bo Ray met Mr. Ann Lee in Rome.");
    folder.write("small.txt", "yesterday mr. bo ray met mr. ann lee in rome.");
    let rows = folder.done(&["mentions", "--model", "one.model", "new.txt", "small.txt"]);
    for name in ["Bo Ray", "Ann Lee", "Rome", "bo ray", "ann lee", "rome"] {
        assert!(rows.contains(&format!("\"{name}\"")), "{name}: {rows}");
    }
}

#[test]
fn weights_for_text_with_case_stay_as_they_are_if_only_the_others_are_learned() {
    let folder = Folder::new();
    folder.write("gold.jsonl", gold());
    folder.write("raw.jsonl", raw());
    train(&folder, &["--raw", "raw.jsonl", "-o", "whole.model"]);
    let again = [
        "--raw",
        "raw.jsonl",
        "--cased",
        "whole.model",
        "-o",
        "again.model",
    ];
    train(&folder, &again);
    let read = |name: &str| std::fs::read(folder.path(name)).expect("a model");
    assert_eq!(read("again.model"), read("whole.model"));
    train(&folder, &["--cased", "whole.model", "-o", "gold.model"]);
    assert_ne!(read("gold.model"), read("whole.model"));
}

#[test]
fn raw_articles_that_stand_in_annotated_ones_are_left_out() {
    let folder = Folder::new();
    folder.write("gold.jsonl", gold());
    folder.write("raw.jsonl", raw());
    let article = "He said that nobody in the whole of the town had ever seen Mr. Ann Lee there.";
    let apart = json!({"id": "e", "text": article, "mentions": []}).to_string();
    folder.write("apart.jsonl", apart);
    let said = train(
        &folder,
        &[
            "--raw",
            "raw.jsonl",
            "--apart",
            "apart.jsonl",
            "-o",
            "one.model",
        ],
    );
    assert!(said.contains("4 of 5 raw documents"), "{said}");
}

#[test]
fn raw_text_that_is_none_is_named_with_its_line_and_no_model_is_written() {
    let folder = Folder::new();
    folder.write("gold.jsonl", gold());
    folder.write("raw.jsonl", raw() + "{\"id\": \"x\"}\n");
    let ran = folder.run(&[
        "train",
        "gold.jsonl",
        "--raw",
        "raw.jsonl",
        "-o",
        "one.model",
    ]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("raw.jsonl:6: "), "{ran:?}");
    assert!(!folder.path("one.model").exists());
}
