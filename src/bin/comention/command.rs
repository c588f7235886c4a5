//! The subcommands, one file each: its arguments and what it does.

pub(crate) mod build;
pub(crate) mod evaluate;
pub(crate) mod graph;
pub(crate) mod mentions;
pub(crate) mod results;
pub(crate) mod show;
pub(crate) mod train;

use std::io::Read;
use std::path::PathBuf;

use anyhow::Context;
use comention::annotate::Annotator;
use comention::read::{Documents, ReadConfig};
use comention::recognize::Recognizer;
use comention::{Document, Warning};

use crate::args::{Common, MentionArgs};

/// Limits the threads to what was asked for.
pub(crate) fn set_threads(common: &Common) -> anyhow::Result<()> {
    if let Some(threads) = common.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("cannot start the threads")?;
    }
    Ok(())
}

/// The per-document half as the arguments have it.
pub(crate) fn annotator(args: &MentionArgs) -> anyhow::Result<Annotator> {
    let recognizer = match &args.model {
        Some(path) => Recognizer::from_path(path)?,
        None => Recognizer::builtin()?,
    };
    Ok(Annotator::new(recognizer, args.config()))
}

/// The documents that the arguments name.
pub(crate) fn documents(
    inputs: &[PathBuf],
) -> anyhow::Result<impl Iterator<Item = Result<Document, Warning>> + use<>> {
    let stdin: Box<dyn Read + Send> = Box::new(std::io::stdin());
    Ok(Documents::new(inputs, &ReadConfig::default())?.with_standard_input(stdin))
}
