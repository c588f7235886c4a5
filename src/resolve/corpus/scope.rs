//! How far a name reaches: names that say too little are one entity's only within a text or a country.
//!
//! "Maria", "Chan" or "AL" of one text need not be those of another; "Ministry of Education" is another one in
//! each country. Such names are kept apart first; what the corpus shows can join them later (`short`).

use super::super::country::Named;
use super::super::document::context::published_in;
use super::super::person::PersonName;
use super::super::{Family, organization};
use super::group::{is_titled_first_name, known};
use crate::copies::originals;
use crate::gazetteer::{Countries, Gazetteer, fold, without_legal_form};
use crate::rows::DocumentRows;

/// How far a name reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// It means the same in all documents.
    Corpus,
    /// In those about one country.
    Country,
    /// In those about one country, and all those about none.
    Initials,
    /// In one text and its copies.
    Text,
}

/// Where a name is one entity's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Within {
    /// Everywhere.
    Corpus,
    /// In documents about this country.
    Country(&'static str),
    /// In this document and its copies.
    Text(Box<str>),
}

impl Scope {
    /// How far the name of a cluster reaches.
    pub(super) fn of(family: Family, name: &str, gazetteer: &Gazetteer) -> Scope {
        if known(gazetteer, family, name).is_some() {
            return Scope::Corpus;
        }
        match family {
            Family::Person if is_short(name) => Scope::Text,
            Family::Body => {
                let key = fold(name);
                let common = |key: &str| organization::is_common(without_legal_form(key));
                match key.strip_prefix("state ") {
                    Some(rest) if common(rest) => Scope::Text,
                    _ if organization::is_local(&key) => Scope::Text,
                    _ if common(&key) => Scope::Country,
                    _ if organization::is_acronym(name) && key.len() <= 3 => Scope::Initials,
                    _ => Scope::Corpus,
                }
            }
            _ => Scope::Corpus,
        }
    }
}

/// Whether the name is one word that many people have: a first name or a surname, no account.
fn is_short(name: &str) -> bool {
    let person = PersonName::parse(name);
    !name.starts_with('@')
        && !person.words.is_empty()
        && !person.is_full()
        && person.suffix.is_none()
        && !is_titled_first_name(name)
}

/// Where the documents are.
pub(super) struct Places<'d> {
    documents: &'d [DocumentRows],
    gazetteer: &'d Gazetteer,
    /// For each document the first of its copies; made when it is asked for.
    originals: Option<Vec<usize>>,
    /// For each document its country; made when it is asked for.
    countries: Vec<Option<Option<&'static str>>>,
}

impl<'d> Places<'d> {
    pub(super) fn new(documents: &'d [DocumentRows], gazetteer: &'d Gazetteer) -> Self {
        Places {
            documents,
            gazetteer,
            originals: None,
            countries: vec![None; documents.len()],
        }
    }

    /// Where a name of this scope, in this document, is one entity's.
    pub(super) fn within(&mut self, scope: Scope, document: usize) -> Within {
        match scope {
            Scope::Corpus => Within::Corpus,
            Scope::Country => match self.country(document) {
                // The table knows the bodies of the United States; others are of their states and cities.
                None | Some("US") => self.text(document),
                Some(country) => Within::Country(country),
            },
            Scope::Initials => match self.country(document) {
                Some(country) => Within::Country(country),
                None => Within::Corpus,
            },
            Scope::Text => self.text(document),
        }
    }

    fn text(&mut self, document: usize) -> Within {
        let originals = self
            .originals
            .get_or_insert_with(|| originals(self.documents));
        let original = &self.documents[originals[document]];
        Within::Text(original.document.id.as_str().into())
    }

    /// The country that the document is about, else that in whose news it stands.
    pub(super) fn country(&mut self, document: usize) -> Option<&'static str> {
        *self.countries[document].get_or_insert_with(|| {
            let rows = &self.documents[document];
            let names = rows.mentions.iter().map(|m| (m.kind, m.surface.as_str()));
            Named::among(names).most().or_else(|| {
                let home = published_in(&rows.document.provenance, self.gazetteer)?;
                Countries::builtin().code(home)
            })
        })
    }
}
