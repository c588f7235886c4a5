//! What a text states about the names in it, and who says so.
//!
//! Two things are read from a sentence beside the names that it holds:
//!
//! * *attributions*: the person, body or outlet that the sentence names as the source of what it says,
//!   and the outlet that it was told to;
//! * *stated relations*: typed and directed, such as "is named as spokesperson of". They are what a
//!   document says in so many words, not what is so, and they are never mixed with co-mentions.
//!
//! Both come from tables of rules in `data/lexicon`, one rule a line, in the small language of
//! `pattern`. A sentence is turned into a row of words, marks and whole names (`Named`) and the rules
//! whose key word it holds are tried on it, so that most sentences cost one look at each of their
//! words. `docs/claims.md` describes the rules, the labelled sentences and how right the rules are.

mod attribution;
pub mod evaluate;
mod frame;
mod nothing;
mod pattern;
mod phrase;
mod quotation;
mod relation;
mod sentence;
pub mod stated;
mod subject;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::segment::Segmentation;
use crate::{Kind, Span};
use table::TABLE;

/// A name, as the rules need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Where it stands.
    pub(crate) span: Span,
    /// What it refers to.
    pub(crate) kind: Kind,
    /// Index of its sentence.
    pub(crate) sentence: usize,
    /// Names of one entity in this document have the same.
    pub(crate) cluster: usize,
}

/// How the source of a sentence is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum How {
    /// The sentence names it.
    #[default]
    Named,
    /// The sentence says `he` or `she`, and nobody else can be meant.
    Pronoun,
    /// The sentence is part of a quotation whose speaker another sentence names.
    Quotation,
}

/// Who is named as the source of what a sentence says, or of a part of it.
///
/// At least one of `source` and `told_to` is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Attribution {
    /// The mention of the source, in the document's text; `None` where the source is not named ("an
    /// official told ...").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Span>,
    /// The mention of the outlet that it was told to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_to: Option<Span>,
    /// The words that say so, in the document's text.
    pub cue: Span,
    /// The rule that found it.
    pub rule: String,
    /// How sure the rule is, 0 to 1.
    pub score: f32,
    /// How the source is known.
    #[serde(default)]
    pub how: How,
    /// Whether the source speaks of itself ("the paper said it would close"): then an outlet is no
    /// source of news, but the subject.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub about_itself: bool,
}

/// What a relation says; it goes from the source to the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum RelationType {
    /// A person works for a body or an outlet.
    WorksFor,
    /// A person wrote something that an outlet printed.
    WroteFor,
    /// A person speaks for a person or a body.
    SpokespersonOf,
    /// A person or a body is a member of a body.
    MemberOf,
    /// A person is at the head of a body.
    Leads,
    /// A person or a body founded a body.
    Founded,
    /// A person was appointed, nominated or chosen by a person or a body.
    AppointedBy,
    /// Two names of one.
    AliasOf,
    /// A body is a part of another or belongs to it.
    PartOf,
    /// A person or a body gets money from another.
    FundedBy,
    /// Two persons, or delegations, met.
    MetWith,
    /// A person or a body told somebody something.
    Told,
}

impl RelationType {
    /// All types, in order.
    pub const ALL: [RelationType; 12] = [
        RelationType::WorksFor,
        RelationType::WroteFor,
        RelationType::SpokespersonOf,
        RelationType::MemberOf,
        RelationType::Leads,
        RelationType::Founded,
        RelationType::AppointedBy,
        RelationType::AliasOf,
        RelationType::PartOf,
        RelationType::FundedBy,
        RelationType::MetWith,
        RelationType::Told,
    ];

    /// The name used in files: `works_for`, `wrote_for`, ...
    pub fn as_str(self) -> &'static str {
        match self {
            RelationType::WorksFor => "works_for",
            RelationType::WroteFor => "wrote_for",
            RelationType::SpokespersonOf => "spokesperson_of",
            RelationType::MemberOf => "member_of",
            RelationType::Leads => "leads",
            RelationType::Founded => "founded",
            RelationType::AppointedBy => "appointed_by",
            RelationType::AliasOf => "alias_of",
            RelationType::PartOf => "part_of",
            RelationType::FundedBy => "funded_by",
            RelationType::MetWith => "met_with",
            RelationType::Told => "told",
        }
    }

    /// The type of that name in files, or `None`.
    pub fn from_name(name: &str) -> Option<RelationType> {
        let mut all = RelationType::ALL.into_iter();
        all.find(|relation| relation.as_str() == name)
    }

    /// What a document says, between the names of source and target: "is named as a member of".
    pub fn in_words(self, former: bool) -> &'static str {
        match (self, former) {
            (RelationType::WorksFor, false) => "is said to work for",
            (RelationType::WorksFor, true) => "is said to have worked for",
            (RelationType::WroteFor, _) => "is said to have written for",
            (RelationType::SpokespersonOf, false) => "is named as spokesperson of",
            (RelationType::SpokespersonOf, true) => "is named as former spokesperson of",
            (RelationType::MemberOf, false) => "is named as a member of",
            (RelationType::MemberOf, true) => "is named as a former member of",
            (RelationType::Leads, false) => "is named as a head of",
            (RelationType::Leads, true) => "is named as a former head of",
            (RelationType::Founded, _) => "is named as a founder of",
            (RelationType::AppointedBy, _) => "is said to have been chosen by",
            (RelationType::AliasOf, _) => "is given as another name of",
            (RelationType::PartOf, false) => "is said to be a part of",
            (RelationType::PartOf, true) => "is said to have been a part of",
            (RelationType::FundedBy, _) => "is said to have been given money by",
            (RelationType::MetWith, _) => "is said to have met",
            (RelationType::Told, _) => "is said to have told something to",
        }
    }
}

impl fmt::Display for RelationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A relation that a sentence states of two of its names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatedRelation {
    /// What it says.
    #[serde(rename = "type")]
    pub relation: RelationType,
    /// The mention that it goes from, in the document's text.
    pub source: Span,
    /// The mention that it goes to.
    pub target: Span,
    /// The words that say so.
    pub cue: Span,
    /// The rule that found it.
    pub rule: String,
    /// How sure the rule is, 0 to 1.
    pub score: f32,
    /// Whether the text says that it is over ("former", "ex-").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub former: bool,
}

/// What a document states, each with the index of its sentence, in text order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Claims {
    pub(crate) attributions: Vec<(usize, Attribution)>,
    pub(crate) relations: Vec<(usize, StatedRelation)>,
}

/// Reads a document whose names, in text order, are given.
pub(crate) fn find(text: &str, segmentation: &Segmentation, names: &[Named]) -> Claims {
    let mut claims = Claims::default();
    let mut speakers = attribution::Speakers::default();
    let (mut finds, mut stated) = (attribution::Finds::default(), relation::Stated::default());
    let (mut row, mut rules, mut first) = (sentence::Sentence::default(), Vec::new(), 0);
    for (number, sentence) in segmentation.sentences.iter().enumerate() {
        let own = names[first..]
            .iter()
            .take_while(|name| name.sentence == number)
            .count();
        let tokens = &segmentation.tokens[sentence.tokens.clone()];
        row.fill(text, tokens, &names[first..first + own], first, &TABLE);
        TABLE.fits(&row, &mut rules, |rule, fit| match rule.relation {
            Some(relation) => stated.add(text, &row, names, (relation, rule), fit),
            None => finds.add(text, &row, rule, fit),
        });
        speakers.push(&mut finds);
        let relations = stated.take().into_iter();
        claims
            .relations
            .extend(relations.map(|relation| (number, relation)));
        first += own;
    }
    claims.attributions = speakers.attributions(text, segmentation, names);
    claims
}
