//! `comention graph`: the per-corpus half.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args as ClapArgs;
use comention::Observer;
use comention::gazetteer::Gazetteer;
use comention::pipeline::build_graph_with;
use comention::read::entities_file;
use comention::rows::Corpus;
use comention::stages::{Finish, Plan};

use super::resolve::open;
use super::results::{write_graph, write_results};
use super::{corrections, set_threads};
use crate::args::{Common, GraphArgs, NameArgs};
use crate::exit::Exit;
use crate::output;
use crate::progress::Terminal;
use crate::wire::Wire;

/// Read mention rows, build the graph, write it and print a summary.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention graph rows.jsonl -o output/sample
  comention graph part-*.jsonl --window document")]
pub(crate) struct Args {
    /// Files that `comention mentions` wrote; `-` is standard input
    #[arg(required = true, value_name = "MENTIONS")]
    inputs: Vec<PathBuf>,
    /// The inputs are counts, of the documents of this plan of `comention resolve`, whose settings hold
    #[arg(long, value_name = "FILE", conflicts_with_all = ["entities", "corrections"])]
    plan: Option<PathBuf>,
    #[command(flatten)]
    names: NameArgs,
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Exit> {
    set_threads(common)?;
    output::check(&args.graph.output)?;
    let mut terminal = Terminal::new(common);
    if let Some(plan) = &args.plan {
        let (input, place) = open(plan, &Wire::default())?;
        let mut finish = Finish::new(Plan::read(input, &place)?);
        for path in &args.inputs {
            let (input, place) = open(path, &Wire::default())?;
            finish.read(input, &place)?;
        }
        let file = finish.graph(&mut terminal);
        return write_graph(&file, None, &args.graph, &mut terminal);
    }
    let corrections = corrections(&args.graph.corrections)?;
    let user_table = args
        .names
        .entities
        .as_deref()
        .map(entities_file)
        .transpose()?;
    let mut rows = Corpus {
        run: None,
        documents: output::store(&args.graph.output)?,
        warnings: Vec::new(),
        corrections: Vec::new(),
        limit: None,
    };
    for path in &args.inputs {
        if path.as_os_str() == "-" {
            rows.read(io::stdin().lock(), Path::new("stdin"))?;
        } else {
            let file =
                File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
            rows.read(BufReader::new(file), path)?;
        }
    }
    for warning in &rows.warnings {
        terminal.warn(warning);
    }
    let (folder, documents) = (&args.graph.output, rows.documents.len());
    rows.limit = Some(output::limit(folder, args.graph.memory, documents));
    if rows.documents.is_empty() {
        terminal.finish();
        anyhow::bail!("the rows hold no document");
    }
    let gazetteer = user_table.as_ref().unwrap_or(Gazetteer::builtin());
    let config = args.graph.config();
    let outcome = build_graph_with(rows, &config, gazetteer, &corrections, &mut terminal)
        .inspect_err(|_| terminal.finish())?;
    write_results(outcome, &args.graph, &mut terminal)
}
