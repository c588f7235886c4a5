//! How the library reports progress: to an [`Observer`] that is passed in. It never prints.

use serde::{Deserialize, Serialize};

/// Something that went wrong with one input while the others went on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Warning {
    /// The file or document concerned, with `:LINE` where it is known.
    pub place: String,
    /// What is wrong with it and, where possible, what to do.
    pub message: String,
    /// Whether a document, or a file that may hold documents, was left out because of it.
    pub skipped: bool,
}

/// The parts of a run that take time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading, segmenting, recognizing, resolving within documents.
    Documents,
    /// Resolving across documents.
    Resolve,
    /// Counting co-mentions and building the graph.
    Graph,
    /// Measures and layout.
    Analyze,
    /// Writing the files.
    Export,
}

/// Told of what happens. All calls come from one thread, in order.
pub trait Observer {
    /// A stage begins.
    fn stage(&mut self, _stage: Stage) {}
    /// So many more units (documents, in [`Stage::Documents`]) are done.
    fn advance(&mut self, _units: usize) {}
    /// Something was left out or looks wrong.
    fn warn(&mut self, _warning: &Warning) {}
}

/// The silent observer.
impl Observer for () {}
