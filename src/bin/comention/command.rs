//! The subcommands, one file each: its arguments and what it does.

pub(crate) mod build;
pub(crate) mod convert;
pub(crate) mod evaluate;
pub(crate) mod gold;
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
use comention::read::{Documents, ReadConfig, corrections_file, corrections_of, entities_file};
use comention::recognize::Recognizer;
use comention::resolve::corrections::Corrections;
use comention::rows::CorrectionsRow;

use crate::args::{Common, MentionArgs, NameArgs};

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
pub(crate) fn annotator(args: &MentionArgs, names: &NameArgs) -> anyhow::Result<Annotator> {
    let annotator = Annotator::new(recognizer(args.model.as_deref())?, args.config());
    Ok(match &names.entities {
        None => annotator,
        Some(path) => annotator.with_gazetteer(entities_file(path)?),
    })
}

/// The files of corrections, which are parsed here so that a mistake in one shows before the work.
pub(crate) fn corrections(paths: &[PathBuf]) -> anyhow::Result<Vec<CorrectionsRow>> {
    let files = paths.iter().map(|path| corrections_file(path));
    checked(files.collect::<comention::Result<_>>()?)
}

/// The corrections beside the inputs, parsed as well.
pub(crate) fn corrections_beside(inputs: &[PathBuf]) -> anyhow::Result<Vec<CorrectionsRow>> {
    checked(corrections_of(inputs)?)
}

fn checked(files: Vec<CorrectionsRow>) -> anyhow::Result<Vec<CorrectionsRow>> {
    for file in &files {
        Corrections::parse(&file.place, &file.text)?;
    }
    Ok(files)
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
pub(crate) fn documents(inputs: &[PathBuf], config: &ReadConfig) -> anyhow::Result<Documents> {
    let stdin: Box<dyn Read + Send> = Box::new(std::io::stdin());
    Ok(Documents::new(inputs, config)?.with_standard_input(stdin))
}

/// A number with its noun.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{number} {noun}")
}
