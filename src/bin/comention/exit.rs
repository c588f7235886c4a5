//! Exit codes. Code 2, wrong usage, is clap's.

use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All was done.
    Done,
    /// Nothing could be done.
    Failed,
    /// It was done, but some documents were left out.
    SomeSkipped,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::SomeSkipped => 3,
        })
    }
}
