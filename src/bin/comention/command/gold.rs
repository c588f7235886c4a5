//! `comention gold`: annotation apart from the articles, and together with them again.

use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use comention::evaluate::{StandOff, read_gold};
use flate2::read::MultiGzDecoder;
use serde_json::{Map, Value};

use super::counted;
use crate::exit::Exit;

/// Annotated articles: join the annotation with the texts, or take them apart.
///
/// The project's annotation is in data/gold, without the articles. Whoever has them can join both and
/// train and evaluate with the result.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  comention gold join data/gold/dev.jsonl --texts articles.jsonl.gz > dev.jsonl
  comention evaluate dev.jsonl")]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Annotation and texts in, gold out
    Join {
        /// Annotation without texts, as in data/gold
        #[arg(required = true, value_name = "ANNOTATION")]
        annotation: Vec<PathBuf>,
        /// Articles, JSON lines with `text` and perhaps `title`; either may be .gz
        #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
        texts: Vec<PathBuf>,
    },
    /// Gold in, its annotation without texts out
    Strip {
        /// Annotated articles, JSON lines
        #[arg(required = true, value_name = "GOLD")]
        gold: Vec<PathBuf>,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    match &args.action {
        Action::Join { annotation, texts } => join(annotation, texts),
        Action::Strip { gold } => strip(gold),
    }
}

fn strip(gold: &[PathBuf]) -> anyhow::Result<Exit> {
    let mut out = BufWriter::new(io::stdout().lock());
    for path in gold {
        let text = text(path)?;
        for document in read_gold(text.as_bytes(), &path.display().to_string())? {
            serde_json::to_writer(&mut out, &StandOff::of(&document))?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn join(annotation: &[PathBuf], texts: &[PathBuf]) -> anyhow::Result<Exit> {
    let mut records: std::collections::HashMap<String, Vec<Map<String, Value>>> =
        Default::default();
    for path in texts {
        for (at, line) in text(path)?.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let record: Map<String, Value> = serde_json::from_str(line)
                .with_context(|| format!("{}:{}", path.display(), at + 1))?;
            if let Some(id) = record.get("id").and_then(Value::as_str) {
                records.entry(id.to_owned()).or_default().push(record);
            }
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut lacking = Vec::new();
    for path in annotation {
        for article in StandOff::read(&text(path)?, &path.display().to_string())? {
            let candidates = records.get(&article.id).map_or(&[][..], Vec::as_slice);
            match candidates.iter().find_map(|record| article.join(record)) {
                Some(joined) => {
                    serde_json::to_writer(&mut out, &joined)?;
                    writeln!(out)?;
                }
                None => lacking.push((article.id, candidates.is_empty())),
            }
        }
    }
    out.flush()?;
    for (id, is_absent) in lacking.iter().take(10) {
        let why = if *is_absent {
            "no text of this id"
        } else {
            "the text is another one than was annotated"
        };
        writeln!(io::stderr(), "warning: {id}: {why}")?;
    }
    if lacking.is_empty() {
        return Ok(Exit::Done);
    }
    let articles = counted(lacking.len(), "article", "articles");
    writeln!(io::stderr(), "warning: {articles} left out")?;
    Ok(Exit::SomeSkipped)
}

/// A file's text, unpacked if it is packed.
fn text(path: &Path) -> anyhow::Result<String> {
    let cannot = || format!("cannot read {}", path.display());
    let bytes = fs::read(path).with_context(cannot)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut text = String::new();
        let read = MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text);
        read.with_context(cannot)?;
        return Ok(text);
    }
    String::from_utf8(bytes).with_context(cannot)
}
