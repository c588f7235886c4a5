//! Two people of one full name: the chief justice and the journalist.
//!
//! A name alone cannot tell them, but what they are called can: a text says "Justice", "Senator" of the one
//! and "reporter" or "quarterback" of the other, next to the name. Callings of one class never speak
//! against each other (a senator becomes secretary), what somebody was before ("the former actor") does
//! not count, nor do callings that go together in life (host and governor, author and ambassador). Where
//! the documents that call somebody by a name fall into two classes, the others go to the one in whose
//! company they name him, else to the one who is named more.

use std::collections::{BTreeMap, BTreeSet};

use super::cluster::Clusters;
use crate::resolve::Calling;

/// Tells the namesakes among the clusters of one full name: for each of them the calling of the person
/// whom it means, or `None` for all where the name has one bearer.
pub(super) fn tell(members: &[u32], clusters: &Clusters) -> Vec<Option<Calling>> {
    let mut named: BTreeMap<Calling, usize> = BTreeMap::new();
    for &member in members {
        if let Some(calling) = clusters.calling(member) {
            *named.entry(calling).or_default() += 1;
        }
    }
    if named.len() < 2 {
        return vec![None; members.len()];
    }
    let mut company: BTreeMap<Calling, BTreeSet<u32>> = BTreeMap::new();
    for &member in members {
        if let Some(calling) = clusters.calling(member) {
            let with = company.entry(calling).or_default();
            with.extend(clusters.names_beside(member));
        }
    }
    let place = |&member: &u32| {
        clusters.calling(member).or_else(|| {
            let beside: BTreeSet<u32> = clusters.names_beside(member).collect();
            named
                .iter()
                .map(|(&calling, &count)| {
                    let shared = company[&calling].intersection(&beside).count();
                    (shared, count, std::cmp::Reverse(calling))
                })
                .max()
                .map(|(.., calling)| calling.0)
        })
    };
    members.iter().map(place).collect()
}

/// The calling of whoever the table of known names means by the name: the one whom most documents call
/// so, the first of equals.
pub(super) fn best_known(told: &[Option<Calling>]) -> Option<Calling> {
    let mut counts: BTreeMap<Calling, usize> = BTreeMap::new();
    for calling in told.iter().flatten() {
        *counts.entry(*calling).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(calling, count)| (**count, std::cmp::Reverse(**calling)));
    most.map(|(calling, _)| *calling)
}
