//! `comention build`: the main job.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use comention::pipeline::build_graph;
use comention::rows::RowFile;

use super::results::write_results;
use super::{annotator, documents, set_threads};
use crate::args::{Common, GraphArgs, MentionArgs};
use crate::exit::Exit;
use crate::output;
use crate::progress::Terminal;

/// Read text, build the graph, write it and print a summary.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention build data/sample -o output/sample
  comention build articles.jsonl.gz notes/ --window paragraph
  cat page.txt | comention build -")]
pub(crate) struct Args {
    #[command(flatten)]
    mentions: MentionArgs,
    #[command(flatten)]
    graph: GraphArgs,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Exit> {
    set_threads(common)?;
    check_output(&args.mentions.inputs, &args.graph.output)?;
    let mut terminal = Terminal::new(common.quiet);
    let annotator = annotator(&args.mentions)?;
    let mut rows = RowFile {
        run: Some(annotator.run_row()),
        ..RowFile::default()
    };
    // The results of an earlier run may lie in a folder that is read.
    let documents = documents(&args.mentions.inputs)?.without(&args.graph.output);
    let Ok(()) = annotator.run(documents, &mut terminal, |read| {
        match read {
            Ok(document) => rows.documents.push(document),
            Err(warning) => rows.warnings.push(warning),
        }
        Ok::<(), Infallible>(())
    });
    if rows.documents.is_empty() {
        terminal.finish();
        anyhow::bail!("no document could be read");
    }
    let outcome = build_graph(rows, &args.graph.config(), &mut terminal);
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
