//! What can go wrong for the whole run. What goes wrong with one document is a
//! [`Warning`](crate::Warning).

use std::path::PathBuf;

/// A failure that stops what was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file has content that it must not have.
    #[error("{place}: {message}")]
    Invalid {
        /// The file, with `:LINE` where it is known.
        place: String,
        /// What is wrong, and the remedy where there is one.
        message: String,
    },
    /// There was nothing to work on.
    #[error("{0}")]
    NoInput(String),
    /// A name that was asked for is not in the graph, or can be several.
    #[error("{0}")]
    Name(String),
    /// A model file is foreign, truncated, altered or of another version.
    #[error("not a usable model: {0}")]
    Model(String),
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;
