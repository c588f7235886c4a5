//! How well references are bound and names resolved, on labels whose texts are not part of the project.
//!
//! `data/labels/coreference-*.jsonl` says of pronouns and descriptions in articles of a corpus whom they
//! mean. Set `COMENTION_CORPUS` to that corpus (JSON lines with `id` and `text`, also as .gz) to run the
//! test; without it, it passes and says so. `data/labels/aggregated-page.json` names who is named on a page of several articles; for it
//! set `COMENTION_AGGREGATED_PAGE` to the page. What the labels are is told in `data/labels/README.md`.

#![allow(clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use comention::annotate::Annotator;
use comention::config::MentionConfig;
use comention::evaluate::{EvaluateConfig, GoldDocument, GoldMention, PredictedMention, evaluate};
use comention::gazetteer::slug;
use comention::pipeline::resolve_rows;
use comention::read::{Documents, ReadConfig};
use comention::recognize::Recognizer;
use comention::resolve::Rule;
use comention::rows::{FileId, MentionRow};
use comention::{Document, Kind, Origin, Provenance, Span};
use serde_json::Value;

/// Texts and dates of a corpus by their ids.
fn corpus() -> Option<BTreeMap<String, (String, Option<String>)>> {
    let path = std::env::var_os("COMENTION_CORPUS")?;
    let file = File::open(&path).expect("COMENTION_CORPUS can be read");
    let packed = path.to_string_lossy().ends_with(".gz");
    let reader: Box<dyn Read> = if packed {
        Box::new(flate2::read::MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let field = |record: &Value, key: &str| record[key].as_str().map(str::to_owned);
    let records = BufReader::new(reader).lines().map(|line| {
        let record: Value = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
        let text = field(&record, "text").unwrap_or_default();
        (
            field(&record, "id").unwrap_or_default(),
            (text, field(&record, "date")),
        )
    });
    Some(records.collect())
}

/// Whether the entity of a reference is the one of the label: `kind:slug`, by its last word, because
/// an article may never give the full name.
fn is_right(row: &MentionRow, label: Option<&str>) -> bool {
    let Some((_, label)) = label.and_then(|label| label.split_once(':')) else {
        return false;
    };
    let name = slug(&row.name);
    let last = label.rsplit('-').next().unwrap_or(label);
    name == label || name.split('-').any(|word| word == last)
}

#[test]
fn nine_of_ten_references_are_bound_to_whom_a_reader_takes_them_for() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: COMENTION_CORPUS is not set");
        return;
    };
    let config = MentionConfig {
        coreference: true,
        ..MentionConfig::default()
    };
    let annotator = Annotator::new(Recognizer::builtin().expect("the built-in model"), config);
    for (half, labels) in [
        (
            "development",
            include_str!("../data/labels/coreference-dev.jsonl"),
        ),
        (
            "test",
            include_str!("../data/labels/coreference-test.jsonl"),
        ),
    ] {
        let mut counts: BTreeMap<Rule, (usize, usize)> = BTreeMap::new();
        let mut labelled = 0;
        for line in labels.lines() {
            let article: Value = serde_json::from_str(line).expect("JSON");
            let id = article["id"].as_str().expect("an id");
            let (text, date) = &corpus[id];
            assert_eq!(
                FileId::new(id, text.as_bytes()).sha256,
                article["sha256"],
                "{id}"
            );
            let document = Document {
                id: id.to_owned(),
                text: text.clone(),
                provenance: Provenance {
                    date: date.clone(),
                    ..Provenance::default()
                },
                ..Document::default()
            };
            let read = article["read"].as_u64().expect("a place") as usize;
            let labels = article["labels"].as_array().expect("labels");
            labelled += labels.iter().filter(|l| l["entity"].is_string()).count();
            let rows = annotator.rows(&document).mentions;
            let references = rows.iter().filter(|m| m.origin == Origin::Coreference);
            for reference in references.filter(|m| m.end <= read) {
                let label = labels.iter().find(|l| l["end"] == reference.end);
                let right = label.is_some_and(|l| is_right(reference, l["entity"].as_str()));
                let count = counts.entry(reference.rule).or_default();
                *count = (count.0 + usize::from(right), count.1 + 1);
            }
        }
        let (right, bound) = counts.values().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        eprintln!("{half}: {right} of {bound} right, {labelled} labelled; {counts:?}");
        assert!(bound >= 40 && right * 10 >= bound * 9, "{counts:?}");
    }
}

#[test]
fn the_page_is_resolved_without_false_merges_and_one_group_has_all_its_names() {
    let Some(path) = std::env::var_os("COMENTION_AGGREGATED_PAGE") else {
        eprintln!("skipped: COMENTION_AGGREGATED_PAGE is not set");
        return;
    };
    let text = std::fs::read_to_string(&path).expect("COMENTION_AGGREGATED_PAGE can be read");
    let labels: Value =
        serde_json::from_str(include_str!("../data/labels/aggregated-page.json")).expect("JSON");
    assert_eq!(
        FileId::new("page", text.as_bytes()).sha256,
        labels["sha256"],
        "another text"
    );
    let place = |mention: &Value, key: &str| mention[key].as_u64().expect("a place") as usize;
    let mentions: Vec<GoldMention> = labels["mentions"]
        .as_array()
        .expect("mentions")
        .iter()
        .map(|m| GoldMention {
            span: Span::new(place(m, "start"), place(m, "end")),
            kind: m["kind"]
                .as_str()
                .and_then(Kind::from_name)
                .expect("a kind"),
            entity: m["entity"].as_str().map(str::to_owned),
        })
        .collect();
    // As the program reads it: as several articles.
    let annotator = Annotator::new(
        Recognizer::builtin().expect("the built-in model"),
        MentionConfig::default(),
    );
    let read = Documents::new(&[path.into()], &ReadConfig::default()).expect("an input");
    let documents: Vec<Document> = read.map(|d| d.expect("a text")).collect();
    let rows: Vec<_> = documents.iter().map(|d| annotator.rows(d)).collect();
    let resolution = resolve_rows(&rows);
    let mut predicted = Vec::new();
    for (number, rows) in rows.iter().enumerate() {
        let entities = resolution.bindings.entities(number);
        for (mention, entity) in rows.mentions.iter().zip(entities) {
            let entity = entity.map(|e| &resolution.entities[e]);
            let start = rows.document.source_start;
            predicted.push(PredictedMention {
                span: Span::new(start + mention.start, start + mention.end),
                kind: entity.map_or(mention.kind, |e| e.kind),
                entity: entity.map(|e| e.id.to_string()),
                rule: None,
            });
        }
    }
    let gold = GoldDocument {
        document: Document {
            id: "page".to_owned(),
            text,
            ..Document::default()
        },
        mentions,
    };
    let report = evaluate(&[gold], &[predicted], &EvaluateConfig::default());
    let (nodes, merges) = (
        report.nodes.nodes.rates.f1,
        report.clusters.false_merges.rate,
    );
    let forms = resolution.entities.iter().map(|e| e.aliases.len());
    eprintln!(
        "nodes {nodes:.3}, false merges {merges:.4}, {} articles",
        documents.len()
    );
    assert!(merges <= 0.005, "{merges}");
    // What is missing are names that are not found; with all of them found it is 0.97.
    assert!(nodes >= 0.9, "{nodes}");
    assert!(forms.max() >= Some(8));
}
