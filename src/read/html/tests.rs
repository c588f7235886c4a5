//! The main text of the pages under `tests/fixtures/html`, and what they say of themselves.
//!
//! The pages are invented, in layouts that occur: `NAME.html` with its main text in `NAME.txt`. The
//! measure is that of evaluations of extractors: F1 over the 4-grams of words.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::tests::read;
use super::super::{Documents, ReadConfig};
use super::main_text;
use crate::Document;

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/html");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    pages.sort();
    pages
}

fn page(name: &str) -> Document {
    let path = pages()
        .into_iter()
        .find(|path| path.file_stem().is_some_and(|stem| stem == name));
    let mut documents = Documents::new(&[path.unwrap()], &ReadConfig::default()).unwrap();
    documents.next().unwrap().unwrap()
}

/// How often each run of four words occurs.
fn shingles(text: &str) -> HashMap<Vec<String>, usize> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    let mut counts = HashMap::new();
    for four in words.windows(4) {
        *counts.entry(four.to_vec()).or_default() += 1;
    }
    counts
}

fn f1(found: &str, expected: &str) -> f64 {
    let (found, expected) = (shingles(found), shingles(expected));
    let common: usize = found
        .iter()
        .map(|(four, n)| n.min(expected.get(four).unwrap_or(&0)))
        .sum();
    let total: usize = found.values().chain(expected.values()).sum();
    2.0 * common as f64 / total as f64
}

#[test]
fn the_main_text_of_every_layout_is_found() {
    let (mut sum, mut worst) = (0.0, 1.0f64);
    let pages = pages();
    for path in &pages {
        let bytes = fs::read(path).unwrap();
        let label = super::charset::html_label(&bytes);
        let html = super::charset::decode(bytes, label.as_deref()).text;
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap();
        let found = main_text(&html).unwrap_or_default();
        let score = f1(&found, &expected);
        println!("{score:.3} {}", path.display());
        if score < 0.95 {
            println!("{found}");
        }
        sum += score;
        worst = worst.min(score);
    }
    let mean = sum / pages.len() as f64;
    println!("{mean:.4} in the mean");
    assert!(pages.len() >= 12 && worst >= 0.9 && mean >= 0.97);
}

#[test]
fn pages_say_who_published_them_and_when() {
    for (name, publisher, author, date) in [
        (
            "newspaper",
            Some("The Ellery Ledger"),
            Some("Ines Harwick"),
            Some("2021-03-14"),
        ),
        ("blog", None, Some("Hugo Moldan"), Some("2018-11-02")),
        (
            "wire",
            Some("Meridian Wire"),
            Some("Greta Brandvik"),
            Some("2020-06-03"),
        ),
        (
            "live-blog",
            Some("Westhaven Post"),
            None,
            Some("2022-09-01"),
        ),
        ("table-layout", None, None, None),
        ("amp", None, Some("Amara Okparo"), Some("2019-07-22")),
        (
            "non-ascii",
            None,
            Some("Łukasz Šimůnek"),
            Some("2023-02-09"),
        ),
        (
            "paywall",
            Some("The New Tarn Review"),
            Some("Felix Vantongeren"),
            Some("2022-01-18"),
        ),
        (
            "json-ld-only",
            Some("Tarn Daily"),
            Some("Lina Drummondale"),
            Some("2021-10-05"),
        ),
        ("divs", None, Some("Tomas Iyerson"), Some("2020-03-04")),
        (
            "magazine",
            Some("Quayside Magazine"),
            Some("Nadia Salcedo"),
            Some("2017-09-12"),
        ),
        ("short", None, None, None),
    ] {
        let provenance = page(name).provenance;
        assert_eq!(provenance.publisher.as_deref(), publisher, "{name}");
        assert_eq!(
            provenance.authors.first().map(String::as_str),
            author,
            "{name}"
        );
        assert_eq!(provenance.date.as_deref(), date, "{name}");
        assert_eq!(provenance.language.as_deref(), Some("en"), "{name}");
        assert!(
            provenance.title.is_some_and(|title| !title.contains(" | ")),
            "{name}"
        );
        assert_eq!(provenance.extracted_from.as_deref(), Some("html"));
    }
}

#[test]
fn title_and_byline_stand_in_front_and_are_known_for_what_they_are() {
    let document = page("newspaper");
    let title = document.title.unwrap();
    assert_eq!(
        Some(title.text(&document.text)),
        document.provenance.title.as_deref()
    );
    let byline = document.byline.unwrap().text(&document.text);
    assert_eq!(byline, "By Ines Harwick and Leon Quill");
    assert_eq!(document.provenance.authors, ["Ines Harwick", "Leon Quill"]);
    let captions: Vec<_> = document
        .marks
        .iter()
        .map(|(span, _)| span.text(&document.text))
        .collect();
    assert!(captions[0].starts_with("Cranes at Port Ellery"));
}

#[test]
fn a_page_nested_beyond_reason_gives_one_warning() {
    let page = format!("<html>{}text", "<div>".repeat(10_000));
    let dir = super::super::tests::folder(&[("a.html", page.as_bytes()), ("b.txt", b"Good.")]);
    let found = read(&[dir.path().to_owned()], &ReadConfig::default());
    assert_eq!(found[1..], ["b.txt = Good."]);
    assert!(found[0].starts_with("! ") && found[0].contains("1,000 elements inside each other"));
}
