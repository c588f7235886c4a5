//! `comention resolve`: the stage that sees the names of all documents.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args as ClapArgs;
use comention::Observer;
use comention::gazetteer::Gazetteer;
use comention::read::entities_file;
use comention::rows::Corpus;
use comention::stages;

use super::{corrections, set_threads};
use crate::args::{Common, GraphArgs, NameArgs};
use crate::exit::Exit;
use crate::output::{self, Output};
use crate::progress::Terminal;
use crate::wire::Wire;

/// Decide who is who among the documents of many machines.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention mentions --records articles.jsonl.gz > records.jsonl
  comention resolve --names records.jsonl > names.jsonl
  comention resolve names.jsonl -o plan
  cat records.jsonl plan/bindings.jsonl | comention count --settings \"$(cat plan/settings.json)\" > counts.jsonl
  comention graph counts.jsonl --plan plan/plan.jsonl -o output/articles

See docs/scale.md.")]
pub(crate) struct Args {
    /// Files of names, or with --names of records; `-` is standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Only turn records into what this stage needs of them, on standard output
    #[arg(long = "names")]
    only_names: bool,
    #[command(flatten)]
    wire: Wire,
    #[command(flatten)]
    names: NameArgs,
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Exit> {
    set_threads(common)?;
    if args.only_names {
        let mut out = args.wire.out();
        for path in &args.inputs {
            let (input, place) = open(path, &args.wire)?;
            stages::names(input, &place, &mut out)?;
        }
        out.finish().context("cannot write the names")?;
        return Ok(Exit::Done);
    }
    let folder = &args.graph.output;
    output::check(folder)?;
    let mut terminal = Terminal::new(common);
    let corrections = corrections(&args.graph.corrections)?;
    let table = args.names.entities.as_deref().map(entities_file);
    let table = table.transpose()?;
    let mut rows = Corpus {
        run: None,
        documents: output::store(folder)?,
        warnings: Vec::new(),
        corrections: Vec::new(),
        limit: None,
    };
    for path in &args.inputs {
        let (input, place) = open(path, &args.wire)?;
        stages::read_names(input, &place, &mut rows)?;
    }
    for warning in &rows.warnings {
        terminal.warn(warning);
    }
    if rows.documents.is_empty() {
        terminal.finish();
        anyhow::bail!("there are no names of documents");
    }
    let config = args.graph.config();
    let names = table.as_ref().unwrap_or(Gazetteer::builtin());
    let mut output = Output::new(folder)?;
    let mut plan = None;
    output.file("bindings.jsonl", |out| {
        let made = stages::resolve(rows, &config, names, &corrections, &mut terminal, out);
        plan = Some(made);
        Ok(())
    })?;
    let plan = (plan.expect("it is made above")).inspect_err(|_| terminal.finish())?;
    output.file("plan.jsonl", |out| plan.write(out))?;
    output.file("settings.json", |out| {
        serde_json::to_writer(out, &config).map_err(Into::into)
    })?;
    output.keep()?;
    terminal.finish();
    Ok(Exit::Done)
}

/// An input, and what messages call it.
pub(crate) fn open(path: &Path, wire: &Wire) -> anyhow::Result<(Box<dyn BufRead>, String)> {
    if path.as_os_str() == "-" {
        return Ok((wire.lines(), "stdin".to_owned()));
    }
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok((Box::new(BufReader::new(file)), path.display().to_string()))
}
