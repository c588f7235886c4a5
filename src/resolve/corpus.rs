//! Who is who across documents.
//!
//! The clusters of all documents are grouped by their fullest name. Groups are then joined where their
//! names agree and no second candidate exists; a first name that its text does not explain is a person
//! of that text and its copies; clusters that have only a surname, a short form or initials are
//! bound last, and only where the corpus leaves one reading. Two people of one full name are told by
//! what they are called. Everything is blocked by last name,
//! spelling key or acronym, so that the work grows with the number of distinct names. The order of
//! the documents changes nothing.

mod entity;
mod group;
mod namesake;
mod scope;
mod short;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

pub(super) use self::entity::{id_of, publishers};
use self::group::Groups;
use self::namesake::Calling;
use self::scope::Places;
use super::{Resolution, organization};
use crate::Kind;
use crate::gazetteer::{Entry, Gazetteer, fold};
use crate::rows::DocumentRows;

/// Joins the clusters of all documents.
pub fn resolve(documents: &[DocumentRows], gazetteer: &Gazetteer) -> Resolution {
    let clusters = collect(documents);
    let mut places = Places::new(documents, gazetteer);
    let mut groups = Groups::new(documents, &clusters, gazetteer, &mut places);
    groups.join_persons();
    groups.join_bodies();
    groups.join_acronyms();
    groups.join_initials(&clusters, &mut places);
    groups.bind_short_names(&clusters);
    groups.into_resolution(documents, &clusters, gazetteer)
}

/// A cluster of one document.
struct Cluster<'a> {
    document: usize,
    name: &'a str,
    kind: Kind,
    /// Its mentions, as indices into the document's.
    mentions: Vec<usize>,
    /// Its forms that are written like initials, folded.
    acronyms: BTreeSet<String>,
    /// What its document calls a person, if it says so in one way.
    calling: Option<Calling>,
}

fn collect(documents: &[DocumentRows]) -> Vec<Cluster<'_>> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for (document, rows) in documents.iter().enumerate() {
        let mut number: FxHashMap<usize, usize> = FxHashMap::default();
        let mut callings: BTreeMap<usize, BTreeSet<Calling>> = BTreeMap::new();
        for (index, mention) in rows.mentions.iter().enumerate() {
            if mention.kind == Kind::Other {
                continue;
            }
            let number = *number.entry(mention.cluster).or_insert_with(|| {
                clusters.push(Cluster {
                    document,
                    name: &mention.name,
                    kind: mention.kind,
                    mentions: Vec::new(),
                    acronyms: BTreeSet::new(),
                    calling: None,
                });
                clusters.len() - 1
            });
            let cluster = &mut clusters[number];
            cluster.mentions.push(index);
            if mention.kind == Kind::Person
                && let Ok(row) =
                    (rows.sentences).binary_search_by_key(&mention.sentence, |s| s.sentence)
            {
                let called = namesake::calling(&rows.sentences[row], mention);
                callings.entry(number).or_default().extend(called);
            }
            if organization::is_acronym(&mention.surface) {
                cluster
                    .acronyms
                    .insert(fold(&mention.surface).replace(' ', ""));
            }
        }
        for (number, called) in callings {
            // Who is called in two ways by one text is both.
            if let (1, Some(&calling)) = (called.len(), called.first()) {
                clusters[number].calling = Some(calling);
            }
        }
    }
    clusters
}

/// The entry whose own name this is, even if it is ambiguous: within a document the mention has
/// already been bound to it, or written out in full.
fn named<'a>(gazetteer: &'a Gazetteer, name: &str) -> Option<&'a Entry> {
    let mut found = gazetteer.known(name).filter(|m| m.entry.name == name);
    let first = found.next()?;
    found.next().is_none().then_some(first.entry)
}
