//! `comention mentions`: the per-document half, which an engine can run on many machines.

use std::io::{self, BufWriter};
use std::path::Path;

use anyhow::Context;
use clap::Args as ClapArgs;
use comention::rows::RowWriter;

use super::{annotator, corrections_beside, documents, set_threads};
use crate::args::{Common, MentionArgs, NameArgs};
use crate::exit::Exit;
use crate::progress::Terminal;

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
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Exit> {
    set_threads(common)?;
    let mut terminal = Terminal::new(common.quiet);
    let annotator = annotator(&args.mentions, &args.names)?;
    let out = BufWriter::new(io::stdout().lock());
    let mut writer = RowWriter::new(out, &annotator.run_row())?;
    for file in corrections_beside(&args.mentions.inputs)? {
        writer.corrections(&file)?;
    }
    let mut documents_read = 0;
    // `mentions . > rows.jsonl` would read its own rows, and grow without end.
    let documents = documents(&args.mentions.inputs, &args.mentions.reading()?)?
        .without(Path::new("/dev/stdout"));
    let written = annotator.run(documents, &mut terminal, |read| match read {
        Ok(rows) => {
            documents_read += 1;
            writer.document(rows)
        }
        Err(warning) => writer.warning(&warning),
    });
    written
        .and_then(|()| writer.finish())
        .context("cannot write the rows")?;
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
