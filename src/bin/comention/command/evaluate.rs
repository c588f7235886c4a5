//! `comention evaluate`: how accurate mentions, resolution and graph are.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args as ClapArgs;
use comention::annotate::Annotator;
use comention::claims::evaluate::{Label, Report, read_labels};
use comention::config::MentionConfig;
use comention::evaluate::{
    EvaluateConfig, GoldDocument, PredictedMention, evaluate, find_errors, read_gold,
    training_surfaces, with_gold_entities,
};
use comention::read::{Documents, ReadConfig, entities_file};
use comention::resolve::{self, corrections::Corrections};
use comention::rows::DocumentRows;
use comention::{Mention, Observer, Origin, segment};
use rayon::prelude::*;

use super::{corrections as read_corrections, recognizer, set_threads};
use crate::args::{Common, NameArgs, share};
use crate::exit::Exit;
use crate::progress::Terminal;

/// Compare what the program finds in annotated articles with their annotation.
///
/// Three runs are scored: all predicted; the annotated mentions with predicted entities, which shows
/// what resolution costs; and predicted mentions with the annotated entities, which shows what
/// recognition costs.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention evaluate gold/dev.jsonl --seen gold/train.jsonl
  comention evaluate gold.jsonl --entities people.csv --corrections corrections.toml
  comention evaluate articles.jsonl.gz --claims data/labels/relations-test.jsonl")]
pub(crate) struct Args {
    /// Annotated articles, JSON lines: id, text, mentions with start, end (bytes), kind and entity; with
    /// --claims the articles of the labels, in any form that `build` reads
    #[arg(required = true, value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// Annotated articles that the tagger was trained on, to tell seen names from unseen ones
    #[arg(long, value_name = "GOLD")]
    seen: Vec<PathBuf>,
    /// Labelled sentences, such as data/labels/relations-test.jsonl: measure who says so and what is
    /// stated
    #[arg(long, value_name = "LABELS", conflicts_with = "seen")]
    claims: Vec<PathBuf>,
    /// Another model than the built-in one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Leave out mentions of which the tagger is less sure than this, 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.0, value_parser = share)]
    min_score: f32,
    #[command(flatten)]
    names: NameArgs,
    /// Corrections to replay, as for `build`; may be given several times
    #[arg(long, value_name = "FILE")]
    corrections: Vec<PathBuf>,
    /// Show wrong merges and splits by rule, why nodes are lost, and so many of the costliest errors of
    /// each sort
    #[arg(long, value_name = "N", conflicts_with = "claims")]
    errors: Option<usize>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Exit> {
    set_threads(common)?;
    if !args.claims.is_empty() {
        return claims(args, common);
    }
    let gold = read(&args.gold)?;
    let config = MentionConfig {
        min_score: args.min_score,
        ..MentionConfig::default()
    };
    let mut annotator = Annotator::new(recognizer(args.model.as_deref())?, config);
    if let Some(path) = &args.names.entities {
        annotator = annotator.with_gazetteer(entities_file(path)?);
    }
    let mut corrections = Corrections::default();
    for file in read_corrections(&args.corrections)? {
        corrections.extend(Corrections::parse(&file.place, &file.text)?);
    }
    let mut terminal = Terminal::new(common);
    let training = (!args.seen.is_empty())
        .then(|| read(&args.seen).map(|seen| training_surfaces(&seen)))
        .transpose()?;
    let config = EvaluateConfig {
        training,
        ..EvaluateConfig::default()
    };
    let predicted = gold.par_iter().map(|gold| annotator.rows(&gold.document));
    let predicted = entities(predicted.collect(), &annotator, &corrections, &mut terminal)?;
    let from_gold = gold.par_iter().map(|gold| {
        let segmentation = segment(&gold.document);
        let mentions = gold_mentions(gold, &segmentation);
        annotator.rows_of(&gold.document, &segmentation, &mentions)
    });
    let from_gold = entities(from_gold.collect(), &annotator, &corrections, &mut ())?;
    let ladder = [
        ("all predicted", predicted.clone()),
        ("annotated mentions, predicted entities", from_gold.clone()),
        (
            "predicted mentions, annotated entities",
            with_gold_entities(&gold, &predicted, &config.kinds),
        ),
    ];
    let mut out = io::stdout().lock();
    if args.json {
        let mut reports: serde_json::Map<String, serde_json::Value> = ladder
            .iter()
            .map(|(name, predicted)| {
                let report = serde_json::to_value(evaluate(&gold, predicted, &config));
                report.map(|report| ((*name).to_owned(), report))
            })
            .collect::<Result<_, _>>()?;
        if args.errors.is_some() {
            let errors = find_errors(&gold, &predicted, &from_gold, &config);
            reports.insert("errors".to_owned(), serde_json::to_value(errors)?);
        }
        serde_json::to_writer_pretty(&mut out, &reports)?;
        writeln!(out)?;
        return Ok(Exit::Done);
    }
    for (name, predicted) in &ladder {
        let report = evaluate(&gold, predicted, &config);
        let mut text = String::new();
        report.write_text(&mut text)?;
        writeln!(out, "== {name}\n{text}")?;
    }
    if let Some(most) = args.errors {
        for (name, predicted) in &ladder[..2] {
            let mut text = String::new();
            find_errors(&gold, predicted, &from_gold, &config).write_text(most, &mut text)?;
            writeln!(out, "== errors, {name}\n{text}")?;
        }
    }
    Ok(Exit::Done)
}

/// Measures attributions and relations, each file of labels apart.
fn claims(args: &Args, common: &Common) -> anyhow::Result<Exit> {
    let config = MentionConfig {
        min_score: args.min_score,
        ..MentionConfig::default()
    };
    let annotator = Annotator::new(recognizer(args.model.as_deref())?, config);
    let mut sets = Vec::new();
    for path in &args.claims {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let place = path.display().to_string();
        let labels = read_labels(BufReader::new(file), &place)?;
        sets.push((place, labels, Report::default(), 0));
    }
    let mut terminal = Terminal::new(common);
    let mut exit = Exit::Done;
    for document in Documents::new(&args.gold, &ReadConfig::default())? {
        let document = match document {
            Ok(document) => document,
            Err(warning) => {
                terminal.warn(&warning);
                exit = Exit::SomeSkipped;
                continue;
            }
        };
        let mut rows = None;
        for (_, labels, report, found) in &mut sets {
            let own: Vec<&Label> = labels.iter().filter(|l| l.article == document.id).collect();
            if !own.is_empty() {
                *found += own.len();
                let rows = rows.get_or_insert_with(|| annotator.rows(&document));
                report.add(&own, &document, rows);
            }
        }
    }
    terminal.finish();
    let mut out = io::stdout().lock();
    for (place, labels, mut report, found) in sets {
        report.without_text += (labels.len() - found) as u32;
        if args.json {
            let line = serde_json::json!({ "labels": place, "report": report });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "== {place}\n{report}")?;
        }
    }
    Ok(exit)
}

fn read(paths: &[PathBuf]) -> anyhow::Result<Vec<GoldDocument>> {
    let mut gold = Vec::new();
    for path in paths {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        gold.extend(read_gold(
            BufReader::new(file),
            &path.display().to_string(),
        )?);
    }
    Ok(gold)
}

/// The annotated mentions as the recognizer would give them.
fn gold_mentions(gold: &GoldDocument, segmentation: &comention::Segmentation) -> Vec<Mention> {
    gold.mentions
        .iter()
        .filter_map(|mention| {
            let sentences = &segmentation.sentences;
            let after = sentences.partition_point(|s| s.span.start <= mention.span.start);
            Some(Mention {
                span: mention.span,
                sentence: after.checked_sub(1)?,
                kind: mention.kind,
                score: 1.0,
                origin: Origin::Model,
            })
        })
        .collect()
}

/// Who is who in these rows, as the scores want it. A correction that fits nothing is a warning.
fn entities(
    documents: Vec<DocumentRows>,
    annotator: &Annotator,
    corrections: &Corrections,
    observer: &mut dyn Observer,
) -> anyhow::Result<Vec<Vec<PredictedMention>>> {
    let gazetteer = annotator.gazetteer();
    let resolution = resolve::corpus::resolve(&documents, gazetteer);
    let (resolution, warnings) = corrections.apply(resolution, &documents, gazetteer)?;
    for warning in &warnings {
        observer.warn(warning);
    }
    let of = |(number, rows): (usize, &DocumentRows)| {
        let bound = resolution.bindings.bound(number);
        let pairs = rows.mentions.iter().zip(bound);
        pairs
            .map(|(mention, (entity, rule))| {
                let entity = entity.map(|e| &resolution.entities[e]);
                PredictedMention {
                    span: mention.span(),
                    kind: entity.map_or(mention.kind, |e| e.kind),
                    entity: entity.map(|e| e.id.to_string()),
                    rule: Some(rule),
                }
            })
            .collect()
    };
    Ok(documents.iter().enumerate().map(of).collect())
}
