//! Files that are whole or not there: written beside their places, then renamed.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use comention::graph::tally::Limit;
use comention::rows::Store;
use rayon::prelude::*;
use tempfile::NamedTempFile;

use crate::interrupt::{self, Stoppable, Work};
use crate::memory;

/// What a file is written through.
pub(crate) type Out<'f> = BufWriter<Stoppable<&'f fs::File>>;

/// What writes a file.
pub(crate) type Writing<'w> = Box<dyn FnOnce(&mut Out<'_>) -> io::Result<()> + Send + 'w>;

/// The file that says what the run found. It takes its place last.
const LAST: &str = "graph.json";

/// Files of one folder that belong together: they take their places when all of them are whole, so
/// that a run that fails or is killed leaves the files of an earlier one as they were.
///
/// No system renames several files in one step. They follow each other at once, `graph.json` last: where
/// that is new, all are.
pub(crate) struct Output<'a> {
    folder: &'a Path,
    // Before the guard: what is dropped first is removed first.
    files: Vec<(NamedTempFile, PathBuf)>,
    _work: Work,
}

impl<'a> Output<'a> {
    /// Makes the folder, if it is not there.
    pub(crate) fn new(folder: &'a Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the directory {}", folder.display()))?;
        Ok(Output {
            folder,
            files: Vec::new(),
            _work: Work::begin(),
        })
    }

    /// Writes a file through `write`, beside its place.
    pub(crate) fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Out<'_>) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let path = self.folder.join(name);
        let file = temporary(&path, write).with_context(|| cannot_write(&path))?;
        self.files.push((file, path));
        Ok(())
    }

    /// Writes several files side by side, each beside its place.
    pub(crate) fn files(&mut self, files: Vec<(&str, Writing<'_>)>) -> anyhow::Result<()> {
        let folder = self.folder;
        let written: Vec<anyhow::Result<_>> = files
            .into_par_iter()
            .map(|(name, write)| {
                let path = folder.join(name);
                let file = temporary(&path, write).with_context(|| cannot_write(&path))?;
                Ok((file, path))
            })
            .collect();
        for file in written {
            self.files.push(file?);
        }
        Ok(())
    }

    /// Puts all files in their places.
    pub(crate) fn keep(mut self) -> anyhow::Result<()> {
        interrupt::check()?;
        self.files.sort_by_key(|(_, path)| path.ends_with(LAST));
        for (file, path) in self.files.drain(..) {
            persist(file, &path)?;
        }
        Ok(())
    }
}

/// Writes one file through `write`. An earlier file of the name stays until the new one is whole.
pub(crate) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut Out<'_>) -> io::Result<()>,
) -> anyhow::Result<()> {
    let _work = Work::begin();
    persist(
        temporary(path, write).with_context(|| cannot_write(path))?,
        path,
    )
}

/// Whether files can be written to the folder: asked before the work, which may take hours, and not
/// after it. It leaves nothing behind; the folder need not be there yet.
pub(crate) fn check(folder: &Path) -> anyhow::Result<()> {
    store(folder).map(drop)
}

/// Where the rows of a run are kept whose results go to `folder`: on the same disk.
pub(crate) fn store(folder: &Path) -> anyhow::Result<Store> {
    Store::in_folder(existing(folder))
        .map_err(without_path)
        .with_context(|| format!("cannot write to the directory {}", folder.display()))
}

/// How much memory what is counted of a run of so many documents may take whose results go to `folder`, and where the rest goes:
/// on the same disk.
pub(crate) fn limit(folder: &Path, bytes: Option<usize>, documents: usize) -> Limit {
    Limit {
        bytes: bytes.unwrap_or_else(|| memory::usual(documents)),
        folder: existing(folder).to_owned(),
    }
}

/// The folder, or the nearest above it that is there.
fn existing(folder: &Path) -> &Path {
    let mut there = folder.ancestors().filter(|path| path.exists());
    there.next().unwrap_or(Path::new("."))
}

fn temporary(
    path: &Path,
    write: impl FnOnce(&mut Out<'_>) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let file = tempfile::Builder::new()
        .prefix(".comention-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(without_path)?;
    let mut out = BufWriter::new(Stoppable(file.as_file()));
    write(&mut out)?;
    out.flush()?;
    drop(out);
    set_usual_mode(file.as_file())?;
    Ok(file)
}

fn persist(file: NamedTempFile, path: &Path) -> anyhow::Result<()> {
    let kept = file.persist(path).map(drop).map_err(|e| e.error);
    kept.with_context(|| cannot_write(path))
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

/// The reason alone: the name of a temporary file tells nobody anything.
fn without_path(error: io::Error) -> io::Error {
    error.kind().into()
}

/// Temporary files are private; results are not.
#[cfg(unix)]
fn set_usual_mode(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_usual_mode(_: &fs::File) -> io::Result<()> {
    Ok(())
}
