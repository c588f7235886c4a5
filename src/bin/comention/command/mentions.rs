//! `comention mentions`: the per-document half, which an engine can run on many machines.

use std::path::Path;

use anyhow::Context;
use clap::Args as ClapArgs;
use comention::rows::RowWriter;

use super::{annotator, corrections_beside, documents_with, prune, set_threads};
use crate::args::{Common, MentionArgs, NameArgs};
use crate::exit::Exit;
use crate::interrupt::{self, Work};
use crate::progress::Terminal;
use crate::wire::Wire;

/// Read text and write mention rows, JSON lines, to standard output.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comention mentions data/sample > rows.jsonl
  comention mentions articles.jsonl.gz | comention graph - -o output/articles")]
pub(crate) struct Args {
    #[command(flatten)]
    mentions: MentionArgs,
    #[command(flatten)]
    names: NameArgs,
    /// Write one line a document, which an engine can move as one
    #[arg(long)]
    records: bool,
    #[command(flatten)]
    wire: Wire,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Exit> {
    set_threads(common)?;
    let mut terminal = Terminal::new(common);
    let annotator = annotator(&args.mentions, &args.names)?;
    let mut writer = RowWriter::new(args.wire.out(), &annotator.run_row())?;
    for file in corrections_beside(&args.mentions.inputs)? {
        writer.corrections(&file)?;
    }
    let mut documents_read = 0;
    // `mentions . > rows.jsonl` would read its own rows, and grow without end.
    let documents = documents_with(
        args.wire.documents(),
        &args.mentions,
        Path::new("/dev/stdout"),
        &mut terminal,
    )?;
    // Entries of the cache are being written.
    let work = args.mentions.cache.is_some().then(Work::begin);
    let written = annotator.run(documents, &mut terminal, |read| {
        interrupt::check()?;
        match read {
            Ok(rows) => {
                documents_read += 1;
                if args.records {
                    writer.record(rows)
                } else {
                    writer.document(rows)
                }
            }
            Err(warning) => writer.warning(&warning),
        }
    });
    drop(work);
    written
        .and_then(|()| writer.finish()?.finish())
        .context("cannot write the rows")?;
    prune(&args.mentions, &annotator, &mut terminal);
    terminal.finish();
    if documents_read == 0 {
        anyhow::bail!("no document could be read");
    }
    Ok(if terminal.skipped > 0 {
        Exit::SomeSkipped
    } else {
        Exit::Done
    })
}
