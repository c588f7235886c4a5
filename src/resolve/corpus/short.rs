//! Short names of one document that another document gives in full: surnames of persons, short forms of
//! organizations and outlets.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::super::{Family, Rule, organization};
use super::group::Groups;
use super::scope::Within;
use crate::gazetteer::fold;
use crate::gazetteer::lexicon::Nicknames;
use crate::names::Names;

impl Groups<'_> {
    /// A bare surname or short form joins the one name of the corpus that it can stand for, if both
    /// are named in the company of at least one other entity.
    pub(super) fn bind_short_names(&mut self) {
        let (mut bound, (short_forms, alike)) = rayon::join(
            || self.surnames(),
            || rayon::join(|| self.short_forms(), || self.alike()),
        );
        bound.extend(short_forms);
        if bound.is_empty() && alike.is_empty() {
            return;
        }
        let asked = bound
            .iter()
            .flat_map(|&(group, only, _)| self.sets.members(only).chain([group]))
            .chain(alike.iter().flatten().copied())
            .collect();
        let company = self.company(&asked);
        for groups in alike {
            // The first group that is named with each.
            let mut with: BTreeMap<u32, usize> = BTreeMap::new();
            for group in groups {
                for &other in &company[&group] {
                    let first = *with.entry(other).or_insert(group);
                    if first != group {
                        self.join(group, first, Rule::CorpusSurname);
                    }
                }
            }
        }
        for (group, only, rule) in bound {
            let with = &company[&group];
            let shared = (self.sets.members(only))
                .any(|g| company.get(&g).is_some_and(|of| share(of, with)));
            // A text that names both has them apart: it would have been the first to join them.
            let apart = (self.sets.members(only)).any(|g| with.binary_search(&(g as u32)).is_ok());
            if shared && !apart {
                self.join(group, only, rule);
            }
        }
    }

    /// Bare surnames with the set of the only person who has them.
    fn surnames(&self) -> Vec<(usize, usize, Rule)> {
        let mut names = Names::default();
        let mut by_last: Vec<(u32, u32)> = Vec::new();
        for group in self.of_family(Family::Person) {
            let person = self.person(group);
            if person.is_full() && person.suffix.is_none() {
                let set = self.sets.find(group) as u32;
                by_last.push((names.number(person.last()), set));
                if person.is_surname_first() {
                    by_last.push((names.number(&person.words[0]), set));
                }
            }
        }
        by_last.sort_unstable();
        by_last.dedup();
        let mut bound = Vec::new();
        for group in self.of_family(Family::Person) {
            let person = self.person(group);
            // "Stone Jr." is not his father, and "John" is not Elton John.
            let bare = person.words.len() == 1
                && person.suffix.is_none()
                && !Nicknames::builtin().is_first_name(person.last());
            if !bare || self.known[self.sets.find(group)].is_some() {
                continue;
            }
            let Some(last) = names.find(person.last()) else {
                continue;
            };
            let from = by_last.partition_point(|&(other, _)| other < last);
            let mut candidates = by_last[from..].iter().take_while(|(of, _)| *of == last);
            if let (Some(&(_, only)), None) = (candidates.next(), candidates.next())
                && !self.was_refused(group, only as usize)
            {
                bound.push((group, only as usize, Rule::CorpusSurname));
            }
        }
        bound
    }

    /// Whether the table reads the bare surname as this very person: then its document had that reading and something
    /// spoke against it.
    fn was_refused(&self, group: usize, person: usize) -> bool {
        self.known[self.sets.find(person)].is_some_and(|known| {
            let key = self.key(group);
            known.priors.iter().any(|prior| fold(prior) == key)
        })
    }

    /// Groups of one surname that nobody in the corpus is named in full with.
    fn alike(&self) -> Vec<Vec<usize>> {
        let mut full = Names::default();
        for group in self.of_family(Family::Person) {
            let person = self.person(group);
            if person.is_full() {
                full.number(person.last());
                // Where the surname comes first.
                full.number(&person.words[0]);
            }
        }
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for group in self.of_family(Family::Person) {
            let alone = matches!(self.groups[group].within, Within::Text(_));
            if alone
                && !Nicknames::builtin().is_first_name(self.person(group).last())
                && full.find(self.key(group)).is_none()
            {
                by_name.entry(self.key(group)).or_default().push(group);
            }
        }
        let several = by_name.into_values();
        several.filter(|groups| groups.len() > 1).collect()
    }

    /// Short forms of bodies with the set of the only name of which they are short.
    ///
    /// # Complexity
    /// A name lies among those that begin with a short form once for each of its own beginnings.
    fn short_forms(&self) -> Vec<(usize, usize, Rule)> {
        let mut names: Vec<usize> = self.of_family(Family::Body).collect();
        names.sort_by_key(|&group| self.key(group));
        let key = |group: usize| self.key(group);
        let mut bound = Vec::new();
        for &group in &names {
            if self.known[self.sets.find(group)].is_some() || self.is_bare_acronym(group) {
                continue;
            }
            let short = key(group);
            // "Halcyon Holdings", whose legal form is no part of the key, is short for nothing, nor is an account.
            let mut own = self.members(group).iter().map(|&c| self.clusters.name(c));
            if !own.all(|name| fold(name) == short && !name.starts_with('@')) {
                continue;
            }
            let begin = format!("{short} ");
            let from = names.partition_point(|&other| key(other) < begin.as_str());
            let longer: Vec<usize> = names[from..]
                .iter()
                .copied()
                .take_while(|&other| key(other).starts_with(&begin))
                .filter(|&other| organization::is_short_form(short, key(other)))
                .collect();
            // "Court of Appeals" is not the only one that the corpus names with its number.
            let one_of_several = |&other: &usize| {
                let rest = &key(other)[begin.len()..];
                organization::ordinals(rest).next().is_some()
            };
            let sets: BTreeSet<usize> = longer.iter().map(|&other| self.sets.find(other)).collect();
            if let (1, Some(&only)) = (sets.len(), sets.first())
                && !longer.iter().any(one_of_several)
            {
                bound.push((group, only, Rule::CorpusShortForm));
            }
        }
        bound
    }

    /// For each of the `asked` groups the persons, organizations and outlets of the documents that name
    /// it, in order. Of all groups it would be too much: it grows with the square of the names of a document.
    fn company(&self, asked: &BTreeSet<usize>) -> FxHashMap<usize, Vec<u32>> {
        let group_of = self.group_of(|group| {
            let family = self.groups[group].family;
            matches!(family, Family::Person | Family::Body)
        });
        let of = |group: usize| {
            let members = self.members(group).iter();
            let mut documents: Vec<u32> = members.map(|&c| self.clusters.document(c)).collect();
            documents.dedup();
            let beside = (documents.iter()).flat_map(|&d| self.clusters.of_document(d));
            let named = beside.map(|cluster| group_of[cluster as usize]);
            let mut named: Vec<u32> = named
                .filter(|&other| other != NONE && other as usize != group)
                .collect();
            named.sort_unstable();
            named.dedup();
            named.shrink_to_fit();
            named
        };
        asked.par_iter().map(|&group| (group, of(group))).collect()
    }

    /// The number of the group of each cluster, [`NONE`] for those of groups that are not wanted.
    pub(super) fn group_of(&self, wanted: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut group_of = vec![NONE; self.clusters.len()];
        for group in (0..self.groups.len()).filter(|&group| wanted(group)) {
            for &cluster in self.members(group) {
                group_of[cluster as usize] = group as u32;
            }
        }
        group_of
    }
}

/// No group.
pub(super) const NONE: u32 = u32::MAX;

/// Whether two sorted lists share a number.
fn share(one: &[u32], other: &[u32]) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    short
        .iter()
        .any(|number| long.binary_search(number).is_ok())
}
