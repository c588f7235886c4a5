//! The subcommands, one file each: its arguments and what it does.

pub(crate) mod build;
pub(crate) mod convert;
pub(crate) mod evaluate;
pub(crate) mod graph;
pub(crate) mod mentions;
pub(crate) mod results;
pub(crate) mod show;
pub(crate) mod train;

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use comention::Error;
use comention::annotate::Annotator;
use comention::read::{Documents, ReadConfig};
use comention::recognize::Recognizer;

use crate::args::{Common, MentionArgs};

/// Limits the threads to what was asked for.
pub(crate) fn set_threads(common: &Common) -> anyhow::Result<()> {
    if let Some(threads) = common.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build_global()
            .context("cannot start the threads")?;
    }
    Ok(())
}

/// The per-document half as the arguments have it.
pub(crate) fn annotator(args: &MentionArgs) -> anyhow::Result<Annotator> {
    Ok(Annotator::new(
        recognizer(args.model.as_deref())?,
        args.config(),
    ))
}

/// The recognizer with the model that was named, or the built-in one.
pub(crate) fn recognizer(model: Option<&Path>) -> anyhow::Result<Recognizer> {
    let Some(path) = model else {
        return Ok(Recognizer::builtin()?);
    };
    Recognizer::from_path(path).map_err(|error| match error {
        Error::Model(_) => anyhow::Error::from(error).context(path.display().to_string()),
        _ => error.into(),
    })
}

/// The documents that the arguments name.
pub(crate) fn documents(inputs: &[PathBuf]) -> anyhow::Result<Documents> {
    let stdin: Box<dyn Read + Send> = Box::new(std::io::stdin());
    Ok(Documents::new(inputs, &ReadConfig::default())?.with_standard_input(stdin))
}
