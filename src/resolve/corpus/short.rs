//! Short names of one document that another document gives in full: surnames of persons, short forms of
//! organizations and outlets.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::{Family, Rule, organization};
use super::cluster::Clusters;
use super::group::Groups;
use super::scope::Within;
use crate::gazetteer::lexicon::Nicknames;

impl Groups<'_> {
    /// A bare surname or short form joins the one name of the corpus that it can stand for, if both
    /// are named in the company of at least one other entity.
    pub(super) fn bind_short_names(&mut self, clusters: &Clusters) {
        let mut bound = self.surnames();
        bound.extend(self.short_forms());
        let alike = self.alike();
        if bound.is_empty() && alike.is_empty() {
            return;
        }
        let asked = bound
            .iter()
            .flat_map(|&(group, only, _)| self.sets.members(only).iter().copied().chain([group]))
            .chain(alike.iter().flatten().copied())
            .collect();
        let company = self.company(clusters, &asked);
        for groups in alike {
            // The first group that is named with each.
            let mut with: BTreeMap<usize, usize> = BTreeMap::new();
            for group in groups {
                let mut named: Vec<usize> = company[&group].iter().copied().collect();
                named.sort_unstable();
                for other in named {
                    let first = *with.entry(other).or_insert(group);
                    if first != group {
                        self.join(group, first, Rule::CorpusSurname);
                    }
                }
            }
        }
        for (group, only, rule) in bound {
            let shared = self.sets.members(only).iter().any(|g| {
                !company
                    .get(g)
                    .is_none_or(|of| of.is_disjoint(&company[&group]))
            });
            if shared {
                self.join(group, only, rule);
            }
        }
    }

    /// Bare surnames with the set of the only person who has them.
    fn surnames(&self) -> Vec<(usize, usize, Rule)> {
        let mut by_last: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for group in self.of_family(Family::Person) {
            let person = &self.groups[group].person;
            if person.is_full() && person.suffix.is_none() {
                let set = self.sets.find(group);
                by_last.entry(person.last()).or_default().insert(set);
                if person.is_surname_first() {
                    by_last.entry(&person.words[0]).or_default().insert(set);
                }
            }
        }
        let mut bound = Vec::new();
        for group in self.of_family(Family::Person) {
            let person = &self.groups[group].person;
            // "Stone Jr." is not his father, and "John" is not Elton John.
            let bare = person.words.len() == 1
                && person.suffix.is_none()
                && !Nicknames::builtin().is_first_name(person.last());
            if !bare || self.known[self.sets.find(group)].is_some() {
                continue;
            }
            if let Some(candidates) = by_last.get(person.last())
                && let (1, Some(&only)) = (candidates.len(), candidates.first())
            {
                bound.push((group, only, Rule::CorpusSurname));
            }
        }
        bound
    }

    /// Groups of one surname that nobody in the corpus is named in full with.
    fn alike(&self) -> Vec<Vec<usize>> {
        let mut full: FxHashSet<&str> = FxHashSet::default();
        for group in self.groups.iter().filter(|group| group.person.is_full()) {
            full.insert(group.person.last());
            // Where the surname comes first.
            full.insert(&group.person.words[0]);
        }
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, group) in self.groups.iter().enumerate() {
            let alone = matches!(group.within, Within::Text(_));
            let surname = group.family == Family::Person
                && !Nicknames::builtin().is_first_name(group.person.last());
            if alone && surname && !full.contains(group.key.as_str()) {
                by_name.entry(&group.key).or_default().push(number);
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
        names.sort_by_key(|&group| self.groups[group].key.as_str());
        let key = |group: usize| self.groups[group].key.as_str();
        let mut bound = Vec::new();
        for &group in &names {
            let short = &self.groups[group];
            if self.known[self.sets.find(group)].is_some() || short.is_bare_acronym() {
                continue;
            }
            let begin = format!("{} ", short.key);
            let from = names.partition_point(|&other| key(other) < begin.as_str());
            let longer: BTreeSet<usize> = names[from..]
                .iter()
                .take_while(|&&other| key(other).starts_with(&begin))
                .filter(|&&other| organization::is_short_form(&short.key, key(other)))
                .map(|&other| self.sets.find(other))
                .collect();
            if let (1, Some(&only)) = (longer.len(), longer.first()) {
                bound.push((group, only, Rule::CorpusShortForm));
            }
        }
        bound
    }

    /// For each of the `asked` groups the persons, organizations and outlets of the documents that name
    /// it. Of all groups it would be too much: it grows with the square of the names of a document.
    fn company(
        &self,
        clusters: &Clusters,
        asked: &BTreeSet<usize>,
    ) -> FxHashMap<usize, FxHashSet<usize>> {
        let mut group_of = vec![None; clusters.len()];
        for (number, group) in self.groups.iter().enumerate() {
            if matches!(group.family, Family::Person | Family::Body) {
                for &cluster in &group.clusters {
                    group_of[cluster as usize] = Some(number as u32);
                }
            }
        }
        let of = |group: usize| {
            let documents: BTreeSet<u32> = self.groups[group]
                .clusters
                .iter()
                .map(|&cluster| clusters[cluster].document)
                .collect();
            let beside = documents.iter().flat_map(|&d| clusters.of_document(d));
            let named = beside.filter_map(|cluster| group_of[cluster as usize]);
            let named = named.map(|group| group as usize);
            named.filter(|&other| other != group).collect()
        };
        asked.iter().map(|&group| (group, of(group))).collect()
    }
}
