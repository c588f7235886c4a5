//! What must hold of any bytes, one function for each thing that reads bytes from outside.
//!
//! The fuzz targets call them with what the fuzzer invents (`cargo +nightly fuzz run read`);
//! `tests/replay.rs` with the files of `corpus/` and with those files damaged at random, on stable Rust.
//! What a fuzzer finds is fixed, and its input goes to `corpus/`.

use std::io::Cursor;
use std::path::Path;

use comention::config::GraphConfig;
use comention::export;
use comention::gazetteer::Gazetteer;
use comention::pipeline::build_graph;
use comention::read::{Documents, ReadConfig};
use comention::recognize::Recognizer;
use comention::resolve::corrections::Corrections;
use comention::rows::{Corpus, RowFile, RowWriter, read_rows};
use comention::{Document, Span, segment as segment_document, stages};
use sha2::{Digest, Sha256};

/// Every reader, whatever format the bytes look like: spans lie in their texts, ids are unique.
pub(crate) fn read(bytes: &[u8]) {
    let documents = Documents::new(&["-".into()], &ReadConfig::default()).expect("an input");
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let mut ids = Vec::new();
    for document in documents.with_standard_input(input).flatten() {
        let spans = [document.title, document.byline];
        let marks = document.marks.iter().map(|(span, _)| *span);
        for span in spans.into_iter().flatten().chain(marks) {
            assert!(lies_in(&document.text, span), "{span:?}");
        }
        check_segmentation(&document);
        ids.push(document.id);
    }
    let n = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), n, "ids are unique");
}

/// Any text can be segmented.
pub(crate) fn segment(bytes: &[u8]) {
    let document = Document {
        text: String::from_utf8_lossy(bytes).into_owned(),
        ..Document::default()
    };
    check_segmentation(&document);
}

fn check_segmentation(document: &Document) {
    let segmentation = segment_document(document);
    let mut last = 0;
    for sentence in &segmentation.sentences {
        assert!(lies_in(&document.text, sentence.span));
        assert!(last <= sentence.span.start, "sentences overlap");
        last = sentence.span.end;
        for token in &segmentation.tokens[sentence.tokens.clone()] {
            assert!(sentence.span.contains(token.span));
            assert!(lies_in(&document.text, token.span));
        }
    }
}

fn lies_in(text: &str, span: Span) -> bool {
    text.get(span.start..span.end).is_some()
}

/// A model is refused or works, as it is and with the right checksum at its end, which no fuzzer hits upon.
pub(crate) fn model(bytes: &[u8]) {
    read_model(bytes);
    if let Some((content, _)) = bytes.split_last_chunk::<32>() {
        read_model(&[content, Sha256::digest(content).as_slice()].concat());
    }
}

fn read_model(bytes: &[u8]) {
    let Ok(recognizer) = Recognizer::from_bytes(bytes) else {
        return;
    };
    let document = Document {
        text: "Ann Example met Bo Sample of Sample Wire in Paris.".to_owned(),
        ..Document::default()
    };
    let segmentation = segment_document(&document);
    for mention in recognizer.recognize(&document, &segmentation) {
        assert!(lies_in(&document.text, mention.span));
    }
}

/// A file of corrections is refused or understood, and can be obeyed where nothing fits.
pub(crate) fn corrections(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = Corrections::parse("corrections.toml", &text);
}

/// A table of entities is refused or known.
pub(crate) fn entities(bytes: &[u8]) {
    let _ = Gazetteer::default().with_entities("entities", bytes);
}

/// What can be read as a graph is written and read again the same, and can be written in every format.
pub(crate) fn graph(bytes: &[u8]) {
    let Ok(file) = export::json::read(bytes, "graph.json") else {
        return;
    };
    let mut once = Vec::new();
    export::json::write(&file, &mut once).expect("memory");
    let again = export::json::read(&once[..], "graph.json").expect("what was just written");
    let mut twice = Vec::new();
    export::json::write(&again, &mut twice).expect("memory");
    assert!(once == twice, "reading changed what was written");
    for format in export::Format::all() {
        for part in format.files {
            let mut out = Vec::new();
            part.write(&file, &export::Options::default(), &mut out)
                .expect("memory");
        }
    }
}

/// What can be read as rows is written and read again the same, and makes a graph.
pub(crate) fn rows(bytes: &[u8]) {
    let path = Path::new("rows.jsonl");
    let mut file = RowFile::default();
    if read_rows(bytes, path, &mut file).is_err() {
        return;
    }
    if let Some(run) = &file.run {
        let mut writer = RowWriter::new(Vec::new(), run).expect("memory");
        for rows in &file.documents {
            writer.document(rows.clone()).expect("memory");
        }
        let written = writer.finish().expect("memory");
        let mut again = RowFile::default();
        read_rows(&written[..], path, &mut again).expect("what was just written");
        assert!(file.documents == again.documents, "reading changed rows");
    }
    build_graph(file, &GraphConfig::default(), &mut ());
}

/// What can be read as names is resolved.
pub(crate) fn names(bytes: &[u8]) {
    let mut corpus = Corpus::from(RowFile::default());
    if stages::read_names(bytes, "names.jsonl", &mut corpus).is_ok() {
        let config = GraphConfig::default();
        let mut bindings = Vec::new();
        // A table of entities that is not there is an error.
        let _ = stages::resolve(
            corpus,
            &config,
            Gazetteer::builtin(),
            &[],
            &mut (),
            &mut bindings,
        );
    }
}

/// What can be read as records and their bindings is counted, and what was counted can be merged.
pub(crate) fn parts(bytes: &[u8]) {
    let mut out = Vec::new();
    if stages::count(
        bytes,
        "parts.jsonl",
        &GraphConfig::default(),
        None,
        &mut out,
    )
    .is_ok()
    {
        assert!(merged(&out).is_some(), "counts that cannot be read");
        counts(&out);
    }
}

/// What can be read as counts is merged, and merging them once more changes nothing.
pub(crate) fn counts(bytes: &[u8]) {
    if let Some(once) = merged(bytes) {
        let twice = merged(&once).expect("what was just written");
        assert!(once == twice, "merging changed what was merged");
    }
}

fn merged(bytes: &[u8]) -> Option<Vec<u8>> {
    let evidence = GraphConfig::default().evidence;
    let mut out = Vec::new();
    let done = stages::merge(bytes, "counts.jsonl", evidence, None, &mut out);
    done.ok().map(|()| out)
}

/// What can be read as a plan, and after an empty line as counts, makes a graph.
pub(crate) fn plan(bytes: &[u8]) {
    let end = bytes.windows(2).position(|two| two == b"\n\n");
    let (plan, counts) = bytes.split_at(end.unwrap_or(bytes.len()));
    if let Ok(plan) = stages::Plan::read(plan, "plan.jsonl") {
        let mut finish = stages::Finish::new(plan);
        // Of what is not counts, and of entities that are not in the plan, nothing is left.
        let _ = finish.read(counts, "counts.jsonl");
        finish.graph(&mut ());
    }
}
