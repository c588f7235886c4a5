//! The settings of a run, one struct for each half of the work.

use serde::{Deserialize, Serialize};

use crate::cooccurrence::Window;

/// What the per-document half does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MentionConfig {
    /// Mentions of which the recognizer is less sure than this, 0 to 1, are left out. Default 0: none.
    pub min_score: f32,
}

/// What the per-corpus half does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GraphConfig {
    /// Which two mentions are named together. Default: those in one sentence.
    pub window: Window,
    /// Whether places are nodes. Default: no.
    pub places: bool,
    /// Whether captions, reference lists, pointers to other texts and what else belongs to the page and
    /// not to its text make edges too. Default: no.
    pub boilerplate: bool,
    /// Edges of less weight are left out. Default 1: none.
    pub min_weight: u32,
    /// Whether edges have a series by month too. Default: no.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub series: bool,
    /// How many pieces of evidence an edge keeps; the counts are exact in any case. Default 5.
    pub evidence: usize,
}

impl Default for GraphConfig {
    fn default() -> Self {
        GraphConfig {
            window: Window::default(),
            places: false,
            boilerplate: false,
            min_weight: 1,
            series: false,
            evidence: 5,
        }
    }
}

/// All settings. They are written with the results, because they are part of their provenance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Config {
    /// The per-document half.
    pub mentions: MentionConfig,
    /// The per-corpus half.
    pub graph: GraphConfig,
}
