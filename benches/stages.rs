//! How fast each stage is, and the whole: `cargo bench`.
//!
//! Each stage is given what the one before it made, so that its figure is its own. All of them run on
//! one thread. Two figures stand beside every time: bytes of text per second, and items per second,
//! where an item is a token for the tagger and a word (what white space separates) for all others.
//!
//! | variable | what it says | else |
//! |---|---|---|
//! | `COMENTION_CORPUS` | a file or folder of articles, as `comention build` reads it | `data/sample` |
//! | `COMENTION_DOCUMENTS` | how many of its articles are read, from the first | 500 |
//!
//! `cargo bench -- tag` runs the stages whose name contains "tag".

#![allow(clippy::unwrap_used, clippy::print_stderr)] // A bench may stop with a panic.

use std::io::sink;
use std::path::PathBuf;
use std::sync::LazyLock;

use comention::annotate::Annotator;
use comention::config::{GraphConfig, MentionConfig};
use comention::export::{self, GraphFile};
use comention::gazetteer::Gazetteer;
use comention::graph::{self, CoMentionGraph};
use comention::pipeline::{Outcome, build_graph};
use comention::read::{Documents, ReadConfig};
use comention::recognize::Recognizer;
use comention::resolve::{self, Resolution};
use comention::rows::{DocumentRows, RowFile};
use comention::{Document, Mention, Segmentation, analyze, copies, render, segment};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

fn main() {
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global()
        .unwrap();
    eprintln!(
        "{}: {} documents, {} words, {} tokens, {} bytes of text",
        INPUT.path.display(),
        MADE.documents.len(),
        MADE.words,
        MADE.tokens,
        MADE.bytes
    );
    divan::main();
}

struct Input {
    path: PathBuf,
    documents: usize,
}

static INPUT: LazyLock<Input> = LazyLock::new(|| {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let path = variable("COMENTION_CORPUS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample")),
        PathBuf::from,
    );
    let documents = variable("COMENTION_DOCUMENTS").map_or(500, |value| value.parse().unwrap());
    Input { path, documents }
});

/// What each stage makes of the input, for the stage after it.
struct Made {
    documents: Vec<Document>,
    segmentations: Vec<Segmentation>,
    tagged: Vec<Vec<Mention>>,
    mentions: Vec<Vec<Mention>>,
    rows: Vec<DocumentRows>,
    resolution: Resolution,
    originals: Vec<usize>,
    counted: CoMentionGraph,
    outcome: Outcome,
    words: usize,
    tokens: usize,
    bytes: usize,
}

static ANNOTATOR: LazyLock<Annotator> =
    LazyLock::new(|| Annotator::new(recognizer(), MentionConfig::default()));
static RECOGNIZER: LazyLock<Recognizer> = LazyLock::new(recognizer);
static MADE: LazyLock<Made> = LazyLock::new(make);

fn recognizer() -> Recognizer {
    Recognizer::builtin().unwrap()
}

fn read() -> Vec<Document> {
    let inputs = [INPUT.path.clone()];
    let documents = Documents::new(&inputs, &ReadConfig::default()).unwrap();
    documents.flatten().take(INPUT.documents).collect()
}

fn make() -> Made {
    let documents = read();
    let segmentations: Vec<_> = documents.iter().map(segment).collect();
    let both = || documents.iter().zip(&segmentations);
    let tagged: Vec<_> = both().map(|(d, s)| RECOGNIZER.recognize(d, s)).collect();
    let mut mentions = tagged.clone();
    for ((document, segmentation), mentions) in both().zip(&mut mentions) {
        ANNOTATOR.complete(document, segmentation, mentions);
    }
    let rows: Vec<_> = both()
        .zip(&mentions)
        .map(|((d, s), m)| ANNOTATOR.rows_of(d, s, m))
        .collect();
    let resolution = resolve::corpus::resolve(&rows, Gazetteer::builtin());
    let originals = copies::originals(&rows);
    Made {
        words: documents
            .iter()
            .map(|d| d.text.split_whitespace().count())
            .sum(),
        tokens: segmentations.iter().map(|s| s.tokens.len()).sum(),
        bytes: documents.iter().map(|d| d.text.len()).sum(),
        counted: graph::build(&rows, &resolution, &originals, &GraphConfig::default()),
        outcome: corpus_half(rows.clone()),
        documents,
        segmentations,
        tagged,
        mentions,
        rows,
        resolution,
        originals,
    }
}

fn corpus_half(documents: Vec<DocumentRows>) -> Outcome {
    let rows = RowFile {
        run: Some(ANNOTATOR.run_row()),
        documents,
        ..RowFile::default()
    };
    build_graph(rows, &GraphConfig::default(), &mut ())
}

/// Counts words, and bytes of text.
fn counted<'a, 'b>(bencher: Bencher<'a, 'b>) -> Bencher<'a, 'b> {
    bencher
        .counter(ItemsCount::new(MADE.words))
        .counter(BytesCount::new(MADE.bytes))
}

/// Files to documents; also decompression, where the input is compressed.
#[divan::bench(sample_count = 5)]
fn a_read(bencher: Bencher) {
    counted(bencher).bench_local(read);
}

/// Documents to paragraphs, sentences, tokens.
#[divan::bench(sample_count = 5)]
fn b_segment(bencher: Bencher) {
    counted(bencher).bench_local(|| {
        for document in &MADE.documents {
            black_box(segment(document));
        }
    });
}

/// Tokens to mentions by the tagger. Items are tokens.
#[divan::bench(sample_count = 5)]
fn c_tag(bencher: Bencher) {
    let made = &*MADE;
    let counted = bencher
        .counter(ItemsCount::new(made.tokens))
        .counter(BytesCount::new(made.bytes));
    counted.bench_local(|| {
        for (document, segmentation) in made.documents.iter().zip(&made.segmentations) {
            black_box(RECOGNIZER.recognize(document, segmentation));
        }
    });
}

/// What the table of known names adds to the tagger's mentions.
#[divan::bench(sample_count = 5)]
fn d_known_names(bencher: Bencher) {
    let made = &*MADE;
    counted(bencher)
        .with_inputs(|| made.tagged.clone())
        .bench_local_refs(|mentions| {
            let documents = made.documents.iter().zip(&made.segmentations);
            for ((document, segmentation), mentions) in documents.zip(mentions) {
                ANNOTATOR.complete(document, segmentation, mentions);
            }
        });
}

/// Mentions to clusters within a document.
#[divan::bench(sample_count = 5)]
fn e_resolve_document(bencher: Bencher) {
    let made = &*MADE;
    counted(bencher).bench_local(|| {
        for (document, mentions) in made.documents.iter().zip(&made.mentions) {
            black_box(resolve::document::resolve(
                document,
                mentions,
                Gazetteer::builtin(),
            ));
        }
    });
}

/// Mentions to rows: clusters within a document, checksums, sketches.
#[divan::bench(sample_count = 5)]
fn f_rows(bencher: Bencher) {
    let made = &*MADE;
    counted(bencher).bench_local(|| {
        let documents = made.documents.iter().zip(&made.segmentations);
        for ((document, segmentation), mentions) in documents.zip(&made.mentions) {
            black_box(ANNOTATOR.rows_of(document, segmentation, mentions));
        }
    });
}

/// Clusters of all documents to entities.
#[divan::bench(sample_count = 5)]
fn g_resolve_corpus(bencher: Bencher) {
    let rows = &MADE.rows;
    counted(bencher).bench_local(|| resolve::corpus::resolve(rows, Gazetteer::builtin()));
}

/// Which documents are copies of others.
#[divan::bench(sample_count = 5)]
fn h_copies(bencher: Bencher) {
    let rows = &MADE.rows;
    counted(bencher).bench_local(|| copies::originals(rows));
}

/// Entities in place to nodes and edges.
#[divan::bench(sample_count = 5)]
fn i_count(bencher: Bencher) {
    let made = &*MADE;
    let config = GraphConfig::default();
    counted(bencher)
        .bench_local(|| graph::build(&made.rows, &made.resolution, &made.originals, &config));
}

/// Measures, communities, positions.
#[divan::bench(sample_count = 5)]
fn j_analyze(bencher: Bencher) {
    counted(bencher)
        .with_inputs(|| MADE.counted.clone())
        .bench_local_refs(|graph| {
            analyze::analyze(graph);
            render::layout::layout(graph);
        });
}

/// The graph to graph.json.
#[divan::bench(sample_count = 5)]
fn k_export(bencher: Bencher) {
    let file = GraphFile::from(MADE.outcome.clone());
    counted(bencher).bench_local(|| export::json::write(&file, &mut sink()).unwrap());
}

/// Files in, graph.json out.
#[divan::bench(sample_count = 5)]
fn l_whole(bencher: Bencher) {
    counted(bencher).bench_local(|| {
        let rows = read().iter().map(|d| ANNOTATOR.rows(d)).collect();
        let file = GraphFile::from(corpus_half(rows));
        export::json::write(&file, &mut sink()).unwrap();
    });
}

/// What a program does before it reads the first word: model and table of known names made ready.
#[divan::bench(sample_count = 20)]
fn m_start(bencher: Bencher) {
    bencher.bench_local(|| Annotator::new(recognizer(), MentionConfig::default()));
}
