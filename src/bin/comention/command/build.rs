//! `comention build`: the main job.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args as ClapArgs;
use comention::pipeline::build_graph_with;
use comention::rows::Corpus;

use super::results::write_results;
use super::{annotator, corrections, corrections_beside, documents, prune, set_threads};
use crate::args::{Common, GraphArgs, MentionArgs, NameArgs};
use crate::exit::Exit;
use crate::interrupt::{self, Work};
use crate::output;
use crate::progress::Terminal;

/// Read text, build the graph, write it and print a summary.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention build data/sample -o output/sample
  comention build articles.jsonl.gz notes/ --window paragraph
  comention build articles --corrections corrections.toml --entities people.csv
  cat page.txt | comention build -

A file comention.toml in an input directory is read as corrections too.")]
pub(crate) struct Args {
    #[command(flatten)]
    mentions: MentionArgs,
    #[command(flatten)]
    names: NameArgs,
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Exit> {
    set_threads(common)?;
    check_output(&args.mentions.inputs, &args.graph.output)?;
    let mut terminal = Terminal::new(common);
    let annotator = annotator(&args.mentions, &args.names)?;
    let corrections = corrections(&args.graph.corrections)?;
    let mut rows = Corpus {
        run: Some(annotator.run_row()),
        documents: output::store(&args.graph.output)?,
        warnings: Vec::new(),
        corrections: corrections_beside(&args.mentions.inputs)?,
        limit: None,
    };
    // The results of an earlier run may lie in a folder that is read.
    let documents = documents(&args.mentions, &args.graph.output, &mut terminal)?;
    // Entries of the cache are being written.
    let work = args.mentions.cache.is_some().then(Work::begin);
    annotator
        .run(documents, &mut terminal, |read| {
            match read {
                Ok(document) => rows.documents.push(document)?,
                Err(warning) => rows.warnings.push(warning),
            }
            interrupt::check()
        })
        .context("cannot keep the rows")?;
    drop(work);
    if rows.documents.is_empty() {
        terminal.finish();
        anyhow::bail!("no document could be read");
    }
    let (folder, documents) = (&args.graph.output, rows.documents.len());
    rows.limit = Some(output::limit(folder, args.graph.memory, documents));
    prune(&args.mentions, &annotator, &mut terminal);
    // The tagger is not needed any more.
    let gazetteer = annotator.into_gazetteer();
    let outcome = build_graph_with(
        rows,
        &args.graph.config(),
        &gazetteer,
        &corrections,
        &mut terminal,
    )
    .inspect_err(|_| terminal.finish())?;
    write_results(outcome, &args.graph, &mut terminal)
}

/// Fails before the work is done if its results could not be written, or would be read as texts by
/// the next run.
fn check_output(inputs: &[PathBuf], folder: &Path) -> anyhow::Result<()> {
    let is_input = fs::canonicalize(folder).is_ok_and(|folder| {
        let same = |input: &PathBuf| fs::canonicalize(input).is_ok_and(|input| input == folder);
        inputs.iter().any(same)
    });
    if is_input {
        anyhow::bail!(
            "{} is an input and cannot take the results too; name another directory with --output",
            folder.display()
        );
    }
    output::check(folder)
}
