//! `comention train`: annotated text in, a model file out.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use comention::recognize::corpus::{Annotated, Guideline, read_corpus, read_raw, without_overlap};
use comention::recognize::evaluation::{evaluate, reliability};
use comention::recognize::score::Agreement;
use comention::recognize::train::{ClusterSource, TrainConfig, Trained, train, train_caseless};
use comention::recognize::{Recase, Recognizer};
use comention::{Kind, Result};

use crate::output::{check, write_file};

/// Train the recognizer.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Annotated text: gold (.jsonl), or two columns TOKEN TAB LABEL
    #[arg(required_unless_present = "from", value_name = "CORPUS")]
    corpora: Vec<PathBuf>,
    /// Word vectors to make word clusters of: a word and its numbers a line
    #[arg(long, value_name = "FILE")]
    vectors: Option<PathBuf>,
    /// Take the word clusters of this model instead
    #[arg(long, value_name = "MODEL", conflicts_with = "vectors")]
    clusters: Option<PathBuf>,
    /// Words and phrases that names are made of, such as data/gazetteer/parts.py compiles
    #[arg(long, value_name = "FILE")]
    parts: Option<PathBuf>,
    /// Raw text to learn from too, as a first tagger reads it: a JSON object with `text` a line (.jsonl, .jsonl.gz).
    /// Documents that overlap with the annotated ones, with `--dev` or with `--apart` are left out
    #[arg(long, value_name = "FILE")]
    raw: Option<PathBuf>,
    /// Take this model for the first tagger
    #[arg(long, value_name = "MODEL", requires = "raw")]
    teacher: Option<PathBuf>,
    /// Keep the weights that this model has for text with case, and only learn those for text without
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["vectors", "clusters", "parts", "teacher"])]
    cased: Option<PathBuf>,
    /// Annotated text to measure the model on some other time, which it must read neither as raw text nor
    /// as annotated by others
    #[arg(long, value_name = "FILE", num_args = 1..)]
    apart: Vec<PathBuf>,
    /// Annotated text to measure the model on and to fit its probabilities to
    #[arg(long, value_name = "FILE", num_args = 1..)]
    dev: Vec<PathBuf>,
    /// Keep the weights of this model and only fit its probabilities to `--dev` anew
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["corpora", "vectors", "clusters", "parts", "raw", "cased"])]
    from: Option<PathBuf>,
    /// Seed of everything random
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Times that every sentence is seen
    #[arg(long)]
    epochs: Option<usize>,
    /// Models that are averaged
    #[arg(long)]
    members: Option<usize>,
    /// Models that are averaged in the first tagger
    #[arg(long)]
    teacher_members: Option<usize>,
    /// Features seen fewer times are left out
    #[arg(long)]
    cutoff: Option<u32>,
    /// Share of the features that are dropped each time a sentence is seen
    #[arg(long)]
    dropout: Option<f64>,
    /// What a wrong label is ahead by while training
    #[arg(long)]
    margin: Option<f32>,
    /// Rows without a weight of at least this are left out
    #[arg(long)]
    prune: Option<f32>,
    /// Word vectors beyond so many words are read only for words of the training text
    #[arg(long)]
    vector_limit: Option<usize>,
    /// Share of the steps that sentences of another guideline take
    #[arg(long)]
    foreign_step: Option<f32>,
    /// Copies in other case of each document
    #[arg(long)]
    copies: Option<usize>,
    /// Copies in other case of each document of another guideline
    #[arg(long)]
    foreign_copies: Option<usize>,
    /// Share of the steps that sentences which a tagger labelled take
    #[arg(long)]
    silver_step: Option<f32>,
    /// Models that are averaged for text without case
    #[arg(long)]
    caseless_members: Option<usize>,
    /// Times that every sentence is seen for text without case
    #[arg(long)]
    caseless_epochs: Option<usize>,
    /// Share of the steps that sentences which a tagger labelled take for text without case
    #[arg(long)]
    caseless_silver_step: Option<f32>,
    /// Rows without a weight of at least this are left out for text without case
    #[arg(long)]
    caseless_prune: Option<f32>,
    /// Features seen fewer times in text without case are left out
    #[arg(long)]
    caseless_cutoff: Option<u32>,
    /// Where to write the model
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,
}

/// Trains, measures, writes.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    check(args.output.parent().unwrap_or(Path::new(".")))?;
    let started = Instant::now();
    let mut say = |message: &str| {
        let seconds = started.elapsed().as_secs_f64();
        // Nothing can be done if standard error is closed.
        let _ = writeln!(io::stderr(), "{seconds:6.1} s  {message}");
    };
    let read = |paths: &[PathBuf]| -> Result<Vec<Vec<Annotated>>> {
        paths.iter().map(|path| read_corpus(path)).collect()
    };
    let documents: Vec<Annotated> = read(&args.corpora)?.into_iter().flatten().collect();
    let dev = read(&args.dev)?;
    let apart = read(&args.apart)?;
    let all = documents.len();
    let documents = without_copies(documents, &dev, &apart);
    if documents.len() < all {
        let fewer = all - documents.len();
        say(&format!(
            "{fewer} annotated documents left out, as they are to measure on"
        ));
    }
    let mut config = TrainConfig {
        seed: args.seed,
        ..TrainConfig::default()
    };
    config.epochs = args.epochs.unwrap_or(config.epochs);
    config.members = args.members.unwrap_or(config.members);
    config.cutoff = args.cutoff.unwrap_or(config.cutoff);
    config.dropout = args.dropout.unwrap_or(config.dropout);
    config.margin = args.margin.unwrap_or(config.margin);
    config.vector_limit = args.vector_limit.unwrap_or(config.vector_limit);
    config.foreign_step = args.foreign_step.unwrap_or(config.foreign_step);
    config.copies = args.copies.unwrap_or(config.copies);
    config.foreign_copies = args.foreign_copies.unwrap_or(config.foreign_copies);
    config.teacher_members = args.teacher_members.unwrap_or(config.teacher_members);
    config.silver_step = args.silver_step.unwrap_or(config.silver_step);
    config.prune = args.prune.unwrap_or(config.prune);
    config.caseless_members = args.caseless_members.unwrap_or(config.caseless_members);
    config.caseless_epochs = args.caseless_epochs.unwrap_or(config.caseless_epochs);
    config.caseless_silver_step =
        (args.caseless_silver_step).unwrap_or(config.caseless_silver_step);
    config.caseless_prune = args.caseless_prune.unwrap_or(config.caseless_prune);
    config.caseless_cutoff = args.caseless_cutoff.unwrap_or(config.caseless_cutoff);

    let (vectors, earlier, place);
    let source = if let Some(path) = &args.vectors {
        place = path.display().to_string();
        vectors = std::fs::read_to_string(path).with_context(|| format!("cannot read {place}"))?;
        ClusterSource::Vectors(&vectors, &place)
    } else if let Some(path) = &args.clusters {
        earlier = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        ClusterSource::Model(&earlier)
    } else {
        ClusterSource::None
    };
    let parts = match &args.parts {
        Some(path) => {
            let place = path.display().to_string();
            let text = std::fs::read_to_string(path);
            Some((text.with_context(|| format!("cannot read {place}"))?, place))
        }
        None => None,
    };
    let parts = parts
        .as_ref()
        .map(|(text, place)| (text.as_str(), place.as_str()));
    let mut trained = match &args.from {
        Some(path) => {
            let bytes = std::fs::read(path);
            Trained::from_bytes(bytes.with_context(|| format!("cannot read {}", path.display()))?)
        }
        None => {
            let raw = match &args.raw {
                Some(path) => {
                    let raw = read_raw(path)?;
                    let all = raw.len();
                    let others = documents.iter().chain(dev.iter().chain(&apart).flatten());
                    let others: Vec<&Annotated> = others.collect();
                    let raw = without_overlap(raw, &others);
                    say(&format!("{} of {all} raw documents", raw.len()));
                    raw
                }
                None => Vec::new(),
            };
            let model = args.cased.as_ref().or(args.teacher.as_ref());
            let model = match model {
                Some(path) => {
                    let bytes = std::fs::read(path);
                    Some(bytes.with_context(|| format!("cannot read {}", path.display()))?)
                }
                None => None,
            };
            match &model {
                Some(cased) if args.cased.is_some() => {
                    train_caseless(cased, &documents, &raw, &config, &mut say)?
                }
                teacher => train(
                    &documents,
                    &raw,
                    teacher.as_deref(),
                    &source,
                    parts,
                    &config,
                    &mut say,
                )?,
            }
        }
    };
    let all: Vec<Annotated> = dev.iter().flatten().cloned().collect();
    if !all.is_empty() {
        let [cased, caseless] = trained.calibrate(&all)?;
        say(&format!(
            "calibrated, loss {cased:.4}; without case {caseless:.4}"
        ));
    }
    let bytes = trained.to_bytes();
    write_file(&args.output, |out| out.write_all(&bytes))?;
    let recognizer = Recognizer::from_bytes(&bytes)?;
    say(&format!("{} bytes", bytes.len()));
    for (path, documents) in args.dev.iter().zip(&dev) {
        report(&recognizer, &path.display().to_string(), documents)?;
        for style in Recase::ALL {
            let copies: Vec<Annotated> = documents.iter().map(|d| style.copy(d)).collect();
            report(&recognizer, &format!("  {style:?} copy"), &copies)?;
        }
    }
    if !all.is_empty() {
        for row in reliability(&recognizer, &all) {
            writeln!(
                io::stdout(),
                "score {:.3}: {:.3} right of {}",
                row.score,
                row.right,
                row.names
            )?;
        }
    }
    Ok(())
}

/// The documents without those of other corpora that are articles to measure on, annotated by others.
fn without_copies(
    documents: Vec<Annotated>,
    dev: &[Vec<Annotated>],
    apart: &[Vec<Annotated>],
) -> Vec<Annotated> {
    let held_out: Vec<&Annotated> = dev.iter().chain(apart).flatten().collect();
    let (mut own, others): (Vec<_>, Vec<_>) = documents
        .into_iter()
        .partition(|document| document.guideline == Guideline::Own);
    own.extend(without_overlap(others, &held_out));
    own
}

fn report(recognizer: &Recognizer, name: &str, documents: &[Annotated]) -> io::Result<()> {
    let tokens: usize = documents.iter().map(|d| d.segmentation.tokens.len()).sum();
    let started = Instant::now();
    let scores = evaluate(recognizer, documents);
    let took = started.elapsed().as_secs_f64();
    let mut line = format!("{name:32}");
    for (kind, score) in Kind::ALL.iter().zip(scores.kinds) {
        line += &format!(" {} {}", &kind.as_str()[..3], percent(score));
    }
    line += &format!(
        " | named {} org+out {} actors {} | {:.0} tokens/s",
        percent(scores.named),
        percent(scores.organization_or_outlet),
        percent(scores.actors),
        tokens as f64 / took
    );
    writeln!(io::stdout(), "{line}")
}

fn percent(score: Agreement) -> String {
    format!(
        "{:.1} ({:.1}/{:.1})",
        100.0 * score.f1(),
        100.0 * score.precision(),
        100.0 * score.recall()
    )
}
