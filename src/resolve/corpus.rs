//! Who is who across documents.
//!
//! The clusters of all documents are grouped by their fullest name. Groups are then joined where their
//! names agree and no second candidate exists; a first name that its text does not explain is a person
//! of that text and its copies; clusters that have only a surname, a short form or initials are
//! bound last, and only where the corpus leaves one reading. Two people of one full name are told by
//! what they are called. Everything is blocked by last name,
//! spelling key or acronym, so that the work grows with the number of distinct names. The order of
//! the documents changes nothing.

mod cluster;
mod entity;
mod group;
mod namesake;
mod part;
mod scope;
mod short;

use self::cluster::Clusters;
pub(super) use self::entity::{id_of, publishers};
use self::group::Groups;
use super::Resolution;
use crate::copies;
use crate::gazetteer::Gazetteer;
use crate::rows::Rows;

/// Joins the clusters of all documents.
pub fn resolve(documents: &(impl Rows + ?Sized), gazetteer: &Gazetteer) -> Resolution {
    with_originals(documents, gazetteer).0
}

/// The same, and which document copies which ([`copies::originals`]).
///
/// The documents are read twice, a few at a time: for the names of their clusters, and when it is decided
/// whose these are, for the forms of the entities and what each mention is bound to.
pub(crate) fn with_originals(
    documents: &(impl Rows + ?Sized),
    gazetteer: &Gazetteer,
) -> (Resolution, Vec<usize>) {
    let (originals, clusters) = rayon::join(
        || copies::originals(documents),
        || Clusters::collect(documents, gazetteer),
    );
    let mut groups = Groups::new(documents, &originals, &clusters, gazetteer);
    groups.join_alike();
    groups.join_acronyms();
    groups.join_initials();
    groups.bind_short_names();
    let decided = groups.decide(documents);
    let resolution = entity::bound(documents, clusters, decided, gazetteer);
    (resolution, originals)
}
