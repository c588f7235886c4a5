//! The subcommands, one file each: its arguments and what it does.

pub(crate) mod build;
pub(crate) mod convert;
pub(crate) mod count;
pub(crate) mod diff;
pub(crate) mod evaluate;
pub(crate) mod gold;
pub(crate) mod graph;
pub(crate) mod mentions;
pub(crate) mod resolve;
pub(crate) mod results;
pub(crate) mod show;
pub(crate) mod train;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;
use comention::Error;
use comention::annotate::Annotator;
use comention::cache::Cache;
use comention::export::{GraphFile, json};
use comention::read::{Documents, corrections_file, corrections_of, entities_file};
use comention::recognize::Recognizer;
use comention::resolve::corrections::Corrections;
use comention::rows::{CorrectionsRow, FileId};

use crate::args::{Common, MentionArgs, NameArgs};
use crate::progress::Terminal;

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
    // Both take some milliseconds, which a run on one line of text feels.
    let (recognizer, ()) = rayon::join(|| recognizer(args.model.as_deref()), Annotator::prepare);
    let mut annotator = Annotator::new(recognizer?, args.config());
    if let Some(path) = &names.entities {
        annotator = annotator.with_gazetteer(entities_file(path)?);
    }
    if let Some(folder) = &args.cache {
        let program = this_program().context("cannot tell which program the cache is of")?;
        let cache = Cache::open(folder, &annotator.run_row(), &program)?;
        annotator = annotator.with_cache(cache);
    }
    Ok(annotator)
}

/// The SHA-256 of the program itself: what another build made may be different.
fn this_program() -> io::Result<String> {
    let bytes = std::fs::read(std::env::current_exe()?)?;
    Ok(FileId::new("", &bytes).sha256)
}

/// Removes from the cache what the run did not need, if that is wanted. What cannot be removed is no
/// reason to fail: the work is done.
pub(crate) fn prune(args: &MentionArgs, annotator: &Annotator, terminal: &mut Terminal) {
    let Some(cache) = annotator.cache().filter(|_| args.prune_cache) else {
        return;
    };
    match cache.prune() {
        Ok(removed) => {
            let entries = counted(removed, "entry", "entries");
            terminal.note(&format!("removed {entries} from the cache"));
        }
        Err(error) => terminal.note(&format!("the cache cannot be pruned: {error}")),
    }
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

/// The documents that the arguments name, without those in the cache or in `without`, where results go.
pub(crate) fn documents(
    args: &MentionArgs,
    without: &Path,
    terminal: &mut Terminal,
) -> anyhow::Result<Documents> {
    documents_with(Box::new(io::stdin()), args, without, terminal)
}

/// The same with another standard input.
fn documents_with(
    stdin: Box<dyn Read + Send>,
    args: &MentionArgs,
    without: &Path,
    terminal: &mut Terminal,
) -> anyhow::Result<Documents> {
    let mut documents = Documents::new(&args.inputs, &args.reading()?)?
        .with_standard_input(stdin)
        .without(without);
    if let Some(cache) = &args.cache {
        documents = documents.without(cache);
    }
    terminal.reads(&documents);
    Ok(documents)
}

/// Reads a graph.json; `-` is standard input.
pub(crate) fn read_graph(path: &Path) -> anyhow::Result<GraphFile> {
    let input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        Box::new(BufReader::new(file))
    };
    let folder = std::env::temp_dir();
    let read = json::read_in(input, &path.display().to_string(), Some(&folder));
    Ok(read?)
}

/// A text without line breaks.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number with its noun.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{number} {noun}")
}
