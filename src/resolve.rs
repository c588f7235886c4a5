//! Which mentions name the same entity.
//!
//! It is done twice, with the same rules of names. [`document`] joins the mentions of one text, where
//! the context is at hand: after "Ann Okafor", "Okafor" is she. [`corpus`] joins these clusters across
//! documents. A wrong merge does more harm to a graph than a split, so that in doubt two names stay
//! apart. Every mention carries the [`Rule`] that bound it.
//!
//! What the rules get wrong a user can put right in a file ([`corrections`]); [`suggest`] says where
//! to look.

mod alias;
mod bindings;
pub(crate) mod calling;
pub mod corpus;
pub mod corrections;
mod country;
pub mod document;
mod organization;
mod person;
pub mod reference;
pub mod suggest;
#[cfg(test)]
mod tests;
mod union;

pub use self::bindings::Bindings;
pub use self::calling::Calling;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Kind;
use crate::graph::Alias;

/// Why a mention belongs to its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// It is the entity's name itself, up to case, accents, "the" and punctuation.
    Name,
    /// A person's name with or without middle names, initials or a nickname for the first name.
    FullName,
    /// The surname of a person who is named in full in the document.
    Surname,
    /// The first name of a person who is named in full in the document.
    FirstName,
    /// A first name that shares the surname of the name behind it: "Bill and Hillary Clinton".
    SharedSurname,
    /// An account that stands beside the name or is made from it.
    Handle,
    /// The initials of a name in the document.
    Acronym,
    /// It stands in brackets behind the name, or the name behind it.
    Bracket,
    /// The beginning, or the telling part, of a longer name in the document.
    ShortForm,
    /// The name with or without its legal form or head noun.
    Variant,
    /// Another spelling of the name.
    Spelling,
    /// The name of a site.
    Domain,
    /// The table of known names says so.
    Known,
    /// A surname that only one person of the corpus has.
    CorpusSurname,
    /// A short form that fits only one name of the corpus.
    CorpusShortForm,
    /// Initials that only one name of the corpus has.
    CorpusAcronym,
    /// A pronoun for a person whom its sentence or the one before names.
    Pronoun,
    /// A description of an entity that its sentence or the one before names: "the senator".
    Description,
    /// A correction says so.
    Correction,
    /// A correction says that it is no name, or of nobody who is wanted in the graph.
    Banned,
}

impl Rule {
    /// All rules, in order.
    pub const ALL: [Rule; 20] = [
        Rule::Name,
        Rule::FullName,
        Rule::Surname,
        Rule::FirstName,
        Rule::SharedSurname,
        Rule::Handle,
        Rule::Acronym,
        Rule::Bracket,
        Rule::ShortForm,
        Rule::Variant,
        Rule::Spelling,
        Rule::Domain,
        Rule::Known,
        Rule::CorpusSurname,
        Rule::CorpusShortForm,
        Rule::CorpusAcronym,
        Rule::Pronoun,
        Rule::Description,
        Rule::Correction,
        Rule::Banned,
    ];

    /// The rule in words, to go after a form: "Okafor: the surname of ...".
    pub fn in_words(self) -> &'static str {
        match self {
            Rule::Name => "the name itself",
            Rule::FullName => "the name with other first or middle names",
            Rule::Surname => "surname of the person named in full in the same document",
            Rule::FirstName => "first name of the person named in full in the same document",
            Rule::SharedSurname => "first name that shares the surname of the name behind it",
            Rule::Handle => "account named beside the name or made from it",
            Rule::Acronym => "initials of the name, in the same document",
            Rule::Bracket => "in brackets beside the name",
            Rule::ShortForm => "short form of the name, in the same document",
            Rule::Variant => "the name with or without its legal form or head noun",
            Rule::Spelling => "another spelling of the name",
            Rule::Domain => "name of its site",
            Rule::Known => "in the table of known names",
            Rule::CorpusSurname => "surname that only one person of the corpus has",
            Rule::CorpusShortForm => "short form that fits only one name of the corpus",
            Rule::CorpusAcronym => "initials that only one name of the corpus has",
            Rule::Pronoun => "pronoun for the person named in the same or the previous sentence",
            Rule::Description => "description of what the same or the previous sentence names",
            Rule::Correction => "by a correction",
            Rule::Banned => "banned by a correction",
        }
    }
}

impl Rule {
    /// Whether it binds what is no name: such a mention counts, but is no alias.
    pub fn is_reference(self) -> bool {
        matches!(self, Rule::Pronoun | Rule::Description)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_words())
    }
}

/// Kinds between which a name may pass: an outlet is an organization that publishes, and a tagger
/// may take the one for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Family {
    Person,
    Body,
    Place,
    Other,
}

impl Family {
    pub(crate) fn of(kind: Kind) -> Family {
        match kind {
            Kind::Person => Family::Person,
            Kind::Organization | Kind::Outlet => Family::Body,
            Kind::Place => Family::Place,
            Kind::Other => Family::Other,
        }
    }
}

/// What mentions refer to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Stable readable name: the kind and the slug of `name`.
    pub id: Arc<str>,
    /// The name to show.
    pub name: Arc<str>,
    /// What it is.
    pub kind: Kind,
    /// Its id elsewhere, where a table of entities gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<Arc<str>>,
    /// The forms it was written in, the most frequent first.
    pub aliases: Arc<[Alias]>,
}

/// Who is who in a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// In the order of their ids.
    pub entities: Vec<Entity>,
    /// What each mention is bound to.
    pub bindings: Bindings,
    /// For the mentions, by document and number, that a correction moved or banned, what did it:
    /// "merged by corrections.toml:12".
    pub corrected: BTreeMap<(usize, usize), Arc<str>>,
    /// For each document the number of its publisher.
    pub publisher: Vec<Option<u32>>,
}

impl Resolution {
    /// The publisher of a document, as an index into `entities`, where the texts name that outlet too.
    pub fn publisher(&self, document: usize) -> Option<usize> {
        self.publisher[document].map(|entity| entity as usize)
    }
}
