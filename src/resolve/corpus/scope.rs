//! How far a name reaches: names that say too little are one entity's only within a text or a country.
//!
//! "Maria", "Chan" or "AL" of one text need not be those of another; "Ministry of Education" is another one in
//! each country. Such names are kept apart first; what the corpus shows can join them later (`short`).

use super::super::person::PersonName;
use super::super::{Family, organization};
use super::cluster::Country;
use super::group::{is_titled_first_name, known};
use crate::gazetteer::{Gazetteer, fold, without_legal_form};
use crate::rows::Rows;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// Everywhere.
    Corpus,
    /// In documents about this country.
    Country(Country),
    /// In this document, which is no copy, and its copies.
    Text(u32),
}

impl Within {
    /// In the order of what they say: that of the documents is the order of their ids as plain text.
    pub(super) fn key(self, documents: &(impl Rows + ?Sized)) -> (u8, Country, &str) {
        match self {
            Within::Corpus => (0, Country::default(), ""),
            Within::Country(country) => (1, country, ""),
            Within::Text(document) => {
                let document = documents.brief(document as usize);
                (2, Country::default(), document.id)
            }
        }
    }
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

impl Scope {
    /// Where a name of this scope is one entity's, in a document of this country and text.
    pub(super) fn within(self, country: Option<Country>, text: impl Fn() -> u32) -> Within {
        match (self, country) {
            (Scope::Corpus, _) | (Scope::Initials, None) => Within::Corpus,
            (Scope::Initials, Some(country)) => Within::Country(country),
            // The table knows the bodies of the United States; others are of their states and cities.
            (Scope::Country, Some(country)) if country != *b"US" => Within::Country(country),
            (Scope::Country | Scope::Text, _) => Within::Text(text()),
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
