//! `comention count`: the stage that counts some documents, and the one that merges counts.

use std::env;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args as ClapArgs;
use comention::config::GraphConfig;
use comention::stages;

use super::resolve::open;
use crate::exit::Exit;
use crate::memory;
use crate::output;
use crate::wire::Wire;

/// Count the names and pairs of some documents, or merge such counts.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  cat records.jsonl plan/bindings.jsonl | comention count --settings \"$(cat plan/settings.json)\" > counts.jsonl
  cat counts-*.jsonl | comention count --merge --settings \"$(cat plan/settings.json)\" > merged.jsonl

See docs/scale.md.")]
pub(crate) struct Args {
    /// A file of records and their bindings, or with --merge of counts; `-` is standard input
    #[arg(default_value = "-", value_name = "INPUT")]
    input: PathBuf,
    /// The settings that `comention resolve` wrote
    #[arg(long, value_name = "JSON", value_parser = settings)]
    settings: GraphConfig,
    /// Merge counts: one line for each name and each pair
    #[arg(long)]
    merge: bool,
    /// Memory that what is counted may take, such as 512MB or 2GB; the rest goes to a temporary file in the
    /// system's folder for these, and the lines are the same [default: half of the machine's, at most 64 MiB]
    #[arg(long, value_name = "SIZE", value_parser = memory::size)]
    memory: Option<usize>,
    #[command(flatten)]
    wire: Wire,
}

fn settings(text: &str) -> Result<GraphConfig, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Exit> {
    let (input, place) = open(&args.input, &args.wire)?;
    let mut out = args.wire.out();
    let limit = Some(output::limit(&env::temp_dir(), args.memory, 0));
    if args.merge {
        stages::merge(input, &place, args.settings.evidence, limit, &mut out)?;
    } else {
        stages::count(input, &place, &args.settings, limit, &mut out)?;
    }
    out.finish().context("cannot write the counts")?;
    Ok(Exit::Done)
}
