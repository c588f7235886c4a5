//! The checks of `fuzz/` on stable Rust: over the files of `fuzz/corpus` and over those files damaged at
//! random. It bounds what a run costs and finds less than a fuzzer does.

#[path = "../fuzz/checks.rs"]
mod checks;

use std::fs;
use std::path::Path;

use comention::annotate::Annotator;
use comention::config::{GraphConfig, MentionConfig};
use comention::export;
use comention::gazetteer::Gazetteer;
use comention::pipeline::build_graph;
use comention::recognize::Recognizer;
use comention::rows::{Corpus, RowFile, RowWriter, read_rows};
use comention::stages;
use comention::{Document, Provenance};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// The files of a target, with their names.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| {
            let path = entry.expect("readable").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), fs::read(&path).expect("readable"))
        })
        .collect();
    files.sort();
    files
}

/// One way to damage bytes.
#[derive(Clone, Debug)]
enum Damage {
    Set(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Drop(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
    /// The rest is another file's.
    Splice(prop::sample::Index, prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<prop::sample::Index>;
    // What means something to one of the formats.
    let words = prop::sample::select(
        &[
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            "\n",
            "\r\n\r\n",
            ",",
            ":",
            "null",
            "-1",
            "1e999",
            "18446744073709551615",
            "\\ud800",
            "<",
            ">",
            "</",
            "<!--",
            "&#0;",
            "\u{feff}",
            "\0",
            "\u{202e}",
            "é",
            "=",
        ][..],
    );
    prop_oneof![
        (index(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        index().prop_map(Damage::Cut),
        (index(), 1..40usize).prop_map(|(at, n)| Damage::Drop(at, n)),
        (index(), 1..200usize).prop_map(|(at, n)| Damage::Repeat(at, n)),
        (index(), words).prop_map(|(at, word)| Damage::Insert(at, word.as_bytes().to_vec())),
        (index(), index()).prop_map(|(at, other)| Damage::Splice(at, other)),
    ]
}

fn damaged(mut bytes: Vec<u8>, files: &[(String, Vec<u8>)], damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let n = bytes.len();
        let place = |at: &prop::sample::Index| if n == 0 { 0 } else { at.index(n) };
        match damage {
            Damage::Set(at, byte) => {
                if let Some(old) = bytes.get_mut(place(at)) {
                    *old = *byte;
                }
            }
            Damage::Cut(at) => bytes.truncate(place(at)),
            Damage::Drop(at, length) => {
                let start = place(at);
                bytes.drain(start..n.min(start + length));
            }
            Damage::Repeat(at, length) => {
                let start = place(at);
                let piece = bytes[start..n.min(start + length)].repeat(3);
                bytes.splice(start..start, piece);
            }
            Damage::Insert(at, piece) => {
                let start = place(at);
                bytes.splice(start..start, piece.iter().copied());
            }
            Damage::Splice(at, other) => {
                let start = place(at);
                let other = &files[other.index(files.len())].1;
                bytes.truncate(start);
                bytes.extend_from_slice(&other[other.len().min(start)..]);
            }
        }
    }
    bytes
}

fn replay(files: &[(String, Vec<u8>)], cases: u32, check: fn(&[u8])) {
    for (_, bytes) in files {
        check(bytes);
    }
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let inputs = (
        any::<prop::sample::Index>(),
        prop::collection::vec(damage(), 1..6),
    );
    let ran = TestRunner::new(config).run(&inputs, |(file, damages)| {
        let (_, bytes) = &files[file.index(files.len())];
        check(&damaged(bytes.clone(), files, &damages));
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
}

#[test]
fn any_bytes_can_be_read() {
    replay(&corpus("read"), 512, checks::read);
}

#[test]
fn any_text_can_be_segmented() {
    replay(&corpus("segment"), 512, checks::segment);
}

#[test]
fn any_bytes_are_a_model_or_refused() {
    replay(&corpus("model"), 512, checks::model);
}

#[test]
fn a_model_that_is_altered_anywhere_is_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model/en.model");
    let model = fs::read(path).expect("the model");
    for part in 0..24 {
        let at = model.len() * part / 24;
        let mut altered = model.clone();
        altered[at] ^= 0x10;
        assert!(Recognizer::from_bytes(&altered).is_err(), "altered at {at}");
        assert!(Recognizer::from_bytes(&model[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn any_text_is_a_file_of_corrections_or_refused() {
    replay(&corpus("corrections"), 512, checks::corrections);
}

#[test]
fn any_bytes_are_a_table_of_entities_or_refused() {
    replay(&corpus("entities"), 512, checks::entities);
}

/// Rows and the graph of two short texts, as this version writes them: files would be out of date with
/// every change of the format.
fn written() -> (Vec<u8>, Vec<u8>) {
    let recognizer = Recognizer::builtin().expect("the model");
    let annotator = Annotator::new(recognizer, MentionConfig::default());
    let texts = [
        "Angela Merkel met Barack Obama in Berlin. Merkel later praised Obama, the BBC reported.",
        "Barack Obama spoke to the United Nations.\n\nBy Ann Example\n\nObama left for Berlin.",
    ];
    let documents: Vec<_> = (1..)
        .zip(texts)
        .map(|(number, text)| {
            annotator.rows(&Document {
                id: format!("{number}.txt"),
                text: text.to_owned(),
                provenance: Provenance {
                    date: Some(format!("2020-01-0{number}")),
                    publisher: Some("Sample Wire".to_owned()),
                    ..Provenance::default()
                },
                ..Document::default()
            })
        })
        .collect();
    let mut writer = RowWriter::new(Vec::new(), &annotator.run_row()).expect("memory");
    for rows in &documents {
        writer.document(rows.clone()).expect("memory");
    }
    let rows = writer.finish().expect("memory");
    let file = RowFile {
        run: Some(annotator.run_row()),
        documents,
        ..RowFile::default()
    };
    let outcome = build_graph(file, &GraphConfig::default(), &mut ());
    assert!(outcome.graph.edge_count() > 0, "something to damage");
    let mut graph = Vec::new();
    export::json::write(&outcome.into(), &mut graph).expect("memory");
    (rows, graph)
}

#[test]
fn any_bytes_are_rows_or_refused() {
    let mut files = corpus("rows");
    files.push(("written".to_owned(), written().0));
    replay(&files, 256, checks::rows);
}

/// What crosses the lines between the stages, for the same two texts.
struct Stages {
    names: Vec<u8>,
    /// Records and bindings.
    parts: Vec<u8>,
    counts: Vec<u8>,
    /// And the counts, after an empty line.
    plan: Vec<u8>,
}

fn staged() -> Stages {
    let mut rows = RowFile::default();
    read_rows(&written().0[..], Path::new("rows"), &mut rows).expect("what was just written");
    let mut writer = RowWriter::new(Vec::new(), &rows.run.expect("a run")).expect("memory");
    for rows in rows.documents {
        writer.record(rows).expect("memory");
    }
    let mut parts = writer.finish().expect("memory");
    let mut names = Vec::new();
    stages::names(&parts[..], "records", &mut names).expect("records");
    let mut corpus = Corpus::from(RowFile::default());
    stages::read_names(&names[..], "names", &mut corpus).expect("names");
    let config = GraphConfig::default();
    let gazetteer = Gazetteer::builtin();
    let out = stages::resolve(corpus, &config, gazetteer, &[], &mut (), &mut parts)
        .expect("names that were just written");
    let mut counts = Vec::new();
    stages::count(&parts[..], "parts", &config, None, &mut counts).expect("parts");
    let mut plan = Vec::new();
    out.write(&mut plan).expect("memory");
    plan.extend(b"\n");
    plan.extend(&counts);
    Stages {
        names,
        parts,
        counts,
        plan,
    }
}

#[test]
fn any_bytes_between_the_stages_are_understood_or_refused() {
    let Stages {
        names,
        parts,
        counts,
        plan,
    } = staged();
    let written = |bytes| [("written".to_owned(), bytes)];
    replay(&written(names), 256, checks::names);
    replay(&written(parts), 256, checks::parts);
    replay(&written(counts), 256, checks::counts);
    replay(&written(plan), 128, checks::plan);
}

#[test]
fn any_bytes_are_a_graph_or_refused() {
    let mut files = corpus("graph");
    files.push(("written".to_owned(), written().1));
    replay(&files, 128, checks::graph);
}
