//! Claims in the graph: who says the sentences that are shown as evidence, and the stated relations.
//!
//! Both speak of nodes, so they are made after names are resolved across documents, and counted with
//! all else ([`crate::graph::tally`]). A relation here is what so many documents state; whether it is so,
//! nobody knows. Where the sentence is itself what somebody says, that is kept with it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{How, RelationType};
use crate::graph::Quote;
use crate::{Part, Span};

/// A node where a document names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Who {
    /// Id of the node; a filter may have left it out.
    pub id: String,
    /// Its name.
    pub label: String,
    /// The mention, in the document's text.
    pub span: Span,
}

/// Who says what a piece of evidence says, or a part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SaidBy {
    /// The source; `None` where it is not named, or is no node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_by: Option<Who>,
    /// The outlet that it was told to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_to: Option<Who>,
    /// How the source is known.
    pub how: How,
    /// The words that say so, in the document's text.
    pub cue: Span,
    /// The rule that found it.
    pub rule: Arc<str>,
    /// How sure the rule is, 0 to 1.
    pub score: f32,
}

impl SaidBy {
    /// "said by Ann Roe, told to The Gazette".
    pub fn in_words(&self) -> String {
        let how = match self.how {
            How::Named => "",
            How::Pronoun | How::Quotation => " (by the context)",
        };
        match (&self.said_by, &self.told_to) {
            (Some(source), Some(outlet)) => {
                format!("said by {}{how}, told to {}", source.label, outlet.label)
            }
            (Some(source), None) => format!("said by {}{how}", source.label),
            (None, Some(outlet)) => format!("told to {}", outlet.label),
            (None, None) => "said by somebody".to_owned(),
        }
    }
}

/// A relation that documents state between two entities; it goes from the source to the target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Relation {
    /// Id of the node that it goes from.
    pub source: String,
    /// Id of the node that it goes to.
    pub target: String,
    /// What it says.
    #[serde(rename = "type")]
    pub relation: RelationType,
    /// Documents that state it, copies of a text counted once.
    pub documents: u32,
    /// Of these, documents that state it only as over.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub former: u32,
    /// Publishers of the documents; documents without a known one count as none.
    pub publishers: u32,
    /// Day of the earliest document that states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Arc<str>>,
    /// Day of the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Arc<str>>,
    /// The best sentences that state it, each of another document.
    pub evidence: Vec<RelationEvidence>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A sentence that states a relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RelationEvidence {
    /// Id of the document.
    pub document: Arc<str>,
    /// Its publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Arc<str>>,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Arc<str>>,
    /// What part of the document it is.
    pub part: Part,
    /// The sentence.
    #[serde(flatten)]
    pub quote: Quote,
    /// The mention of the source, in the document's text.
    pub source: Span,
    /// The mention of the target.
    pub target: Span,
    /// The words that state it.
    pub cue: Span,
    /// The rule that found it.
    pub rule: Arc<str>,
    /// How sure the rule is, 0 to 1.
    pub score: f32,
    /// Whether the sentence says that it is over ("former").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub former: bool,
    /// Who says so, where the sentence is what somebody says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributions: Vec<SaidBy>,
}
