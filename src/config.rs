//! The settings of a run, one struct for each half of the work.

use serde::{Deserialize, Serialize};

use crate::cooccurrence::Window;
use crate::day::{before, check_range};
use crate::graph::weight::Weight;
use crate::{Error, Result};

/// What the per-document half does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MentionConfig {
    /// Mentions of which the recognizer is less sure than this, 0 to 1, are left out. Default 0: none.
    pub min_score: f32,
    /// Whether pronouns and descriptions that can be bound for sure ("he", "the senator") are mentions
    /// too. Default: no.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub coreference: bool,
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
    /// What the weight of an edge is. Default: the count of the window.
    #[serde(skip_serializing_if = "Weight::is_count")]
    pub weight: Weight,
    /// Edges of which the window counts less are left out, whatever their weight is. Default 1: none.
    pub min_weight: u32,
    /// Edges whose [backbone](crate::analyze::backbone) value is not below this are left out. Default:
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backbone: Option<f64>,
    /// Edges whose [q-value](crate::graph::Edge::q_value) is not below this are left out. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fdr: Option<f64>,
    /// Documents of an earlier day (`YYYY-MM-DD`, `YYYY-MM` or `YYYY`), or of none, are left out.
    /// Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Documents of a later day, or of none, are left out. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
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
            weight: Weight::default(),
            min_weight: 1,
            backbone: None,
            fdr: None,
            from: None,
            to: None,
            series: false,
            evidence: 5,
        }
    }
}

impl GraphConfig {
    /// Checks the days that are asked for.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the calendar does not have one, or the last lies before the first.
    pub fn check_days(&self) -> Result<()> {
        let checked = check_range(self.from.as_deref(), self.to.as_deref());
        checked.map_err(|message| Error::Invalid {
            place: "--from, --to".to_owned(),
            message,
        })
    }

    /// Whether a document of this date is among those asked for.
    pub fn takes(&self, date: Option<&str>) -> bool {
        let from = |from: &String| date.is_some_and(|date| !before(date, from));
        let to = |to: &String| date.is_some_and(|date| !before(to, date));
        self.from.as_ref().is_none_or(from) && self.to.as_ref().is_none_or(to)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_without_a_date_is_of_no_days() {
        let config = GraphConfig {
            from: Some("2019".to_owned()),
            to: Some("2019-06".to_owned()),
            ..GraphConfig::default()
        };
        assert!(config.takes(Some("2019-06-30")) && config.takes(Some("2019-01-01")));
        assert!(!config.takes(Some("2018-12-31")) && !config.takes(Some("2019-07-01")));
        assert!(!config.takes(None) && GraphConfig::default().takes(None));
    }
}
