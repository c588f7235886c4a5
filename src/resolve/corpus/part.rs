//! Clusters by the key and the place under which they meet: the parts that groups are made of.

use std::iter;

use rayon::prelude::*;

use super::super::Family;
use super::super::person::PersonName;
use super::cluster::Clusters;
use super::group::is_titled_first_name;
use super::scope::{Scope, Within};
use crate::ahead;
use crate::gazetteer::{Gazetteer, fold, without_legal_form};
use crate::names::Names;
use crate::rows::Rows;

/// Names that a thread looks at at once.
const NAMES: usize = 1 << 8;

/// Clusters that share name and place, until they are made groups.
pub(super) struct Part {
    pub(super) family: Family,
    /// Number of the key.
    pub(super) key: u32,
    pub(super) within: Within,
    /// Where they are among all, in the order of names.
    pub(super) from: u32,
    pub(super) to: u32,
}

/// The clusters of one name and family: the key, and how many are where.
type Keyed = (Family, String, Vec<(Within, usize)>);

/// All clusters in the order of their names, and the parts of one name, family and place, those of one
/// group next to each other, the groups in order.
pub(super) fn parts(
    documents: &(impl Rows + ?Sized),
    originals: &[usize],
    clusters: &Clusters,
    gazetteer: &Gazetteer,
    keys: &mut Names,
) -> (Vec<u32>, Vec<Part>) {
    let mut by_name = in_order_of(clusters.name_numbers(), clusters.names().len());
    let name = |&cluster: &u32| clusters.name_number(cluster);
    let family = |&cluster: &u32| Family::of(clusters.kind(cluster));
    let mut parts: Vec<Part> = Vec::new();
    let mut from = 0;
    by_name
        .par_chunk_by_mut(|a, b| name(a) == name(b))
        .for_each(|of_name| of_name.sort_by_key(family));
    let alike = |a: &u32, b: &u32| (name(a), family(a)) == (name(b), family(b));
    let mut chunks = by_name.chunk_by_mut(alike);
    let keyed = |members: &mut &mut [u32]| {
        let (name, family) = (clusters.name(members[0]), family(&members[0]));
        let key = match family {
            // An account is no surname: whose it is, only a document can show.
            Family::Person if name.starts_with('@') => name.to_lowercase(),
            Family::Person => person_key(name),
            Family::Body => without_legal_form(&fold(name)).to_owned(),
            _ => fold(name),
        };
        let scope = Scope::of(family, name, gazetteer);
        if scope == Scope::Corpus {
            return (family, key, vec![(Within::Corpus, members.len())]);
        }
        let within = |&cluster: &u32| {
            let document = clusters.document(cluster);
            scope.within(clusters.country(document), || {
                originals[document as usize] as u32
            })
        };
        members.sort_by_cached_key(|cluster| within(cluster).key(documents));
        let here = members.chunk_by(|a, b| within(a) == within(b));
        let here = here.map(|here| (within(&here[0]), here.len()));
        (family, key, here.collect())
    };
    let take = |some: Vec<Keyed>| {
        for (family, key, places) in some {
            let key = keys.number(&key);
            for (within, number) in places {
                let to = from + number as u32;
                parts.push(Part {
                    family,
                    key,
                    within,
                    from,
                    to,
                });
                from = to;
            }
        }
    };
    ahead::each(
        iter::from_fn(|| names(&mut chunks)),
        |mut some| some.iter_mut().map(keyed).collect(),
        take,
    );
    parts.par_sort_by(|a, b| {
        (a.family.cmp(&b.family))
            .then_with(|| keys.text(a.key).cmp(keys.text(b.key)))
            .then_with(|| a.within.key(documents).cmp(&b.within.key(documents)))
    });
    (by_name, parts)
}

/// The key under which clusters of one person's name meet. A title is left out, unless it makes a
/// name of a first name: "Prince Harry".
fn person_key(name: &str) -> String {
    if is_titled_first_name(name) {
        return fold(name);
    }
    PersonName::parse(name).key()
}

/// The next of many, as many as a thread looks at at once.
pub(super) fn names<T>(all: &mut impl Iterator<Item = T>) -> Option<Vec<T>> {
    let some: Vec<T> = all.take(NAMES).collect();
    (!some.is_empty()).then_some(some)
}

/// The indices of `keys`, which are below `n`, in the order of the keys and else in their own.
fn in_order_of(keys: &[u32], n: usize) -> Vec<u32> {
    let mut next = vec![0; n + 1];
    for &key in keys {
        next[key as usize + 1] += 1;
    }
    for key in 0..n {
        next[key + 1] += next[key];
    }
    let mut order = vec![0; keys.len()];
    for (index, &key) in (0..).zip(keys) {
        let place: &mut u32 = &mut next[key as usize];
        order[*place as usize] = index;
        *place += 1;
    }
    order
}
