//! What a user says about names, in files beside the texts: corrections and tables of entities.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::{join, place};
use crate::gazetteer::Gazetteer;
use crate::resolve::corrections::FILE_NAME;
use crate::rows::CorrectionsRow;
use crate::{Error, Result};

/// Reads a file of corrections. Whether its entries make sense is seen when they are parsed.
///
/// # Errors
/// [`Error::Read`]; [`Error::Invalid`] if it is no UTF-8.
pub fn corrections_file(path: &Path) -> Result<CorrectionsRow> {
    named(path, place(path))
}

/// The `comention.toml` of every input: one that lies in an input folder, not deeper, or is an input
/// itself. It is no document, and [`Documents`](super::Documents) passes it over.
///
/// # Errors
/// See [`corrections_file`].
pub fn corrections_of(inputs: &[PathBuf]) -> Result<Vec<CorrectionsRow>> {
    let mut found = Vec::new();
    for input in inputs {
        let inside = input.join(FILE_NAME);
        if is_corrections(input) && input.is_file() {
            found.push(corrections_file(input)?);
        } else if input.is_dir() && inside.is_file() {
            found.push(named(&inside, join(&place(input), FILE_NAME))?);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The built-in table of known names with that of a file: CSV with a header, or JSON lines.
///
/// # Errors
/// [`Error::Read`]; [`Error::Invalid`] with file and line.
pub fn entities_file(path: &Path) -> Result<Gazetteer> {
    Gazetteer::builtin().with_entities(&place(path), &bytes(path)?)
}

/// Whether a file is one of corrections by its name.
pub(super) fn is_corrections(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME)
}

fn named(path: &Path, place: String) -> Result<CorrectionsRow> {
    match String::from_utf8(bytes(path)?) {
        Ok(text) => Ok(CorrectionsRow { place, text }),
        Err(_) => Err(Error::Invalid {
            place,
            message: "not valid UTF-8; convert it to UTF-8 first".to_owned(),
        }),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })
}
