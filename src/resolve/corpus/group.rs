//! Clusters of one name as groups, and which groups name one entity.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::super::person::{PersonName, all_agree, skeleton};
use super::super::union::Union;
use super::super::{Family, Rule, organization};
use super::cluster::Clusters;
use super::named;
use super::namesake;
use super::scope::{Scope, Within};
use crate::Kind;
use crate::gazetteer::lexicon::Nicknames;
use crate::gazetteer::{Entry, Gazetteer, fold, without_legal_form};
use crate::resolve::Calling;
use crate::rows::Rows;

/// Clusters of one name.
pub(super) struct Group<'a> {
    pub(super) family: Family,
    pub(super) key: String,
    pub(super) person: PersonName,
    pub(super) clusters: Vec<u32>,
    pub(super) acronyms: BTreeSet<String>,
    pub(super) known: Option<&'a Entry>,
    /// Whether another group has the very same name: full names that agree do not tell them.
    pub(super) namesakes: bool,
    /// Where the name is one entity's.
    pub(super) within: Within,
    /// What most of its clusters are.
    pub(super) kind: Kind,
}

impl Group<'_> {
    /// Whether all that is known of it is an acronym.
    pub(super) fn is_bare_acronym(&self) -> bool {
        self.acronyms.contains(&self.key.replace(' ', ""))
    }
}

pub(super) struct Groups<'a> {
    pub(super) groups: Vec<Group<'a>>,
    pub(super) sets: Union,
    /// The rule by which a group, if it is no leader, came to its set.
    pub(super) rule: Vec<Option<Rule>>,
    /// For the leader of each set, the known entity.
    pub(super) known: Vec<Option<&'a Entry>>,
}

impl<'a> Groups<'a> {
    pub(super) fn new(
        documents: &(impl Rows + ?Sized),
        originals: &[usize],
        clusters: &Clusters,
        gazetteer: &'a Gazetteer,
    ) -> Self {
        let mut by_key: BTreeMap<(Family, String, Within), Vec<u32>> = BTreeMap::new();
        for ((family, _), members) in by_name(clusters) {
            let name = clusters.name(members[0]);
            let key = match family {
                // An account is no surname: whose it is, only a document can show.
                Family::Person if name.starts_with('@') => name.to_lowercase(),
                Family::Person => person_key(name),
                Family::Body => without_legal_form(&fold(name)).to_owned(),
                _ => fold(name),
            };
            let scope = Scope::of(family, name, gazetteer);
            if scope == Scope::Corpus {
                by_key
                    .entry((family, key, Within::Corpus))
                    .or_default()
                    .extend(members);
                continue;
            }
            for member in members {
                let document = clusters[member].document;
                let within = scope.within(clusters.country(document), || {
                    let original = originals[document as usize];
                    documents.document(original).id.as_str().into()
                });
                let of_place = by_key.entry((family, key.clone(), within)).or_default();
                of_place.push(member);
            }
        }
        let mut groups: Vec<Group> = Vec::new();
        for ((family, key, within), mut members) in by_key {
            members.sort_unstable();
            let name = clusters.name(members[0]);
            let known = known(gazetteer, family, name);
            let person = match family {
                Family::Person if !name.starts_with('@') => PersonName::parse(name),
                _ => PersonName::parse(""),
            };
            let told = if person.is_full() {
                namesake::tell(&members, clusters)
            } else {
                vec![None; members.len()]
            };
            let best_known = namesake::best_known(&told);
            let mut bearers: BTreeMap<Option<Calling>, Vec<u32>> = BTreeMap::new();
            for (member, calling) in members.into_iter().zip(told) {
                bearers.entry(calling).or_default().push(member);
            }
            let namesakes = bearers.len() > 1;
            for (calling, members) in bearers {
                groups.push(Group {
                    family,
                    key: key.clone(),
                    person: person.clone(),
                    namesakes,
                    within: within.clone(),
                    kind: most_frequent_kind(&members, clusters),
                    acronyms: members
                        .iter()
                        .flat_map(|&c| clusters.acronyms(c).cloned())
                        .collect(),
                    clusters: members,
                    // The table knows one of them.
                    known: known.filter(|_| calling == best_known),
                });
            }
        }
        let n = groups.len();
        let mut out = Groups {
            known: groups.iter().map(|g| g.known).collect(),
            groups,
            sets: Union::new(n),
            rule: vec![None; n],
        };
        let mut first: FxHashMap<*const Entry, usize> = FxHashMap::default();
        for group in 0..n {
            if let Some(entry) = out.known[group] {
                let leader = *first.entry(std::ptr::from_ref(entry)).or_insert(group);
                out.join(group, leader, Rule::Known);
            }
        }
        out
    }

    /// Joins the sets of two groups, unless they are known to be different entities or hold full names
    /// of two people.
    pub(super) fn join(&mut self, group: usize, to: usize, rule: Rule) {
        let (a, b) = (self.sets.find(group), self.sets.find(to));
        if rule != Rule::Known && !(self.persons_agree(a, b) && self.places_agree(a, b)) {
            return;
        }
        let known = match (self.known[a], self.known[b]) {
            (Some(a), Some(b)) if !std::ptr::eq(a, b) => return,
            (a, b) => a.or(b),
        };
        if self.sets.join(a, b) {
            self.known[self.sets.find(a)] = known;
            self.rule[group].get_or_insert(rule);
        }
    }

    /// Whether no full name of the one set speaks against one of the other: "J. B. Smith" may be John
    /// Smith or James B. Smith, but does not make them one.
    fn persons_agree(&self, a: usize, b: usize) -> bool {
        let persons = |set: usize| {
            let members = self.sets.members(set).iter();
            members.map(|&group| &self.groups[group].person)
        };
        all_agree(persons(a), persons(b))
    }

    /// Whether no body's name of the one set that reaches only as far as a country or a text is another's than
    /// one of the other.
    fn places_agree(&self, a: usize, b: usize) -> bool {
        let reach = |set: usize| {
            let members = self
                .sets
                .members(set)
                .iter()
                .map(|&group| &self.groups[group]);
            let limited =
                members.filter(|g| g.family == Family::Body && g.within != Within::Corpus);
            limited.map(|group| &group.within)
        };
        reach(a).all(|one| reach(b).all(|other| one == other))
    }

    pub(super) fn of_family(&self, family: Family) -> impl Iterator<Item = usize> + use<'_, 'a> {
        (0..self.groups.len()).filter(move |&g| self.groups[g].family == family)
    }

    /// Number of mentions' clusters of a group: how well the corpus knows the name.
    fn documents(&self, group: usize) -> usize {
        self.groups[group].clusters.len()
    }

    /// Full names that differ in middle names, initials, nicknames, or spelling.
    pub(super) fn join_persons(&mut self) {
        let mut by_last: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for group in self.of_family(Family::Person) {
            let person = &self.groups[group].person;
            if person.is_full() && !self.groups[group].namesakes {
                by_last
                    .entry(skeleton(person.last()))
                    .or_default()
                    .push(group);
            }
        }
        for block in by_last.values() {
            for &group in block {
                let person = &self.groups[group].person;
                let others = || block.iter().copied().filter(|&other| other != group);
                // A name joins the one that says more, if all that say more are one person.
                let more = |other: &usize| {
                    let other = &self.groups[*other].person;
                    (other.words.len(), &other.words) > (person.words.len(), &person.words)
                        && other.agrees(person)
                };
                let longer: Vec<usize> = others().filter(more).collect();
                let one_person = longer.iter().all(|&a| {
                    longer
                        .iter()
                        .all(|&b| a == b || self.groups[a].person.agrees(&self.groups[b].person))
                });
                if let Some(&first) = longer.first()
                    && one_person
                {
                    self.join(group, first, Rule::FullName);
                    continue;
                }
                // A rare spelling joins a frequent one.
                let count = self.documents(group);
                let frequent: Vec<usize> = others()
                    .filter(|&other| self.documents(other) >= 3 * count)
                    .filter(|&other| self.groups[other].person.is_spelled_like(person))
                    .collect();
                if let [only] = frequent[..] {
                    self.join(group, only, Rule::Spelling);
                }
            }
        }
    }

    /// Names of organizations and outlets that differ in spelling or head noun.
    pub(super) fn join_bodies(&mut self) {
        let mut by_spelling: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for group in self.of_family(Family::Body).collect::<Vec<_>>() {
            let plain = |group: usize| {
                let key = self.groups[group].key.as_str();
                organization::without_head(key).unwrap_or(key)
            };
            if let Some(spelling) = organization::spelling_key(plain(group)) {
                let block = by_spelling.entry(spelling).or_default();
                let alike =
                    |other: &usize| organization::is_spelled_like(plain(group), plain(*other));
                let same: Vec<usize> = block.iter().copied().filter(alike).collect();
                block.push(group);
                for other in same {
                    self.join(group, other, Rule::Spelling);
                }
            }
        }
    }

    /// Two names with the same initials are one if the telling words of the one are all among the other's.
    pub(super) fn join_acronyms(&mut self) {
        for names in self.readings().values() {
            for (rank, &one) in names.iter().enumerate() {
                for &other in &names[..rank] {
                    if organization::has_telling_words_of(
                        &self.groups[one].key,
                        &self.groups[other].key,
                    ) {
                        self.join(one, other, Rule::Variant);
                    }
                }
            }
        }
    }

    /// The names that the documents give initials to, by these.
    fn readings(&self) -> BTreeMap<String, Vec<usize>> {
        let mut readings: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for group in self.of_family(Family::Body) {
            if !self.groups[group].is_bare_acronym() {
                for acronym in &self.groups[group].acronyms {
                    readings.entry(acronym.clone()).or_default().push(group);
                }
            }
        }
        readings
    }

    /// Joins bare initials to the only name that has them, where the corpus spells out only one. Whoever
    /// is credited as an outlet is no agency with these initials, nor is a body of another country than all
    /// documents that spell them out are about.
    pub(super) fn join_initials(&mut self, clusters: &Clusters) {
        let readings = self.readings();
        for group in self.of_family(Family::Body).collect::<Vec<_>>() {
            if !self.groups[group].is_bare_acronym() {
                continue;
            }
            let acronym = self.groups[group].key.replace(' ', "");
            if let Some(names) = readings.get(&acronym) {
                let sets: BTreeSet<usize> = names.iter().map(|&g| self.sets.find(g)).collect();
                let kind = |g: usize| self.groups[g].kind;
                let elsewhere = |country: &str| {
                    let of = names.iter().flat_map(|&name| &self.groups[name].clusters);
                    let mut of =
                        of.filter_map(|&cluster| clusters.country(clusters[cluster].document));
                    let first = of.next();
                    first.is_some_and(|first| first != country && of.all(|other| other != country))
                };
                if let (1, Some(&only)) = (sets.len(), sets.first())
                    && names.iter().any(|&name| kind(name) == kind(group))
                    && !matches!(&self.groups[group].within, Within::Country(here) if elsewhere(here))
                {
                    self.join(group, only, Rule::CorpusAcronym);
                }
            }
        }
    }
}

fn most_frequent_kind(members: &[u32], clusters: &Clusters) -> Kind {
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    for &member in members {
        *kinds.entry(clusters[member].kind).or_default() += 1;
    }
    let most = (kinds.iter()).max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind)));
    most.map_or(Kind::Other, |(kind, _)| *kind)
}

/// The known entity of this family and name.
pub(super) fn known<'a>(gazetteer: &'a Gazetteer, family: Family, name: &str) -> Option<&'a Entry> {
    gazetteer
        .always(name)
        .or_else(|| named(gazetteer, name))
        // "Mujahedin-e Khalq organisation": the table need not hold every head noun.
        .or_else(|| gazetteer.always(organization::without_head(&fold(name))?))
        .filter(|entry| Family::of(entry.kind) == family)
}

/// The key under which clusters of one person's name meet. A title is left out, unless it makes a
/// name of a first name: "Prince Harry".
fn person_key(name: &str) -> String {
    if is_titled_first_name(name) {
        return fold(name);
    }
    PersonName::parse(name).key()
}

pub(super) fn is_titled_first_name(name: &str) -> bool {
    let PersonName { words, suffix, .. } = PersonName::parse(name);
    name.contains(' ')
        && words.len() == 1
        && suffix.is_none()
        && Nicknames::builtin().is_first_name(&words[0])
}

/// The clusters by family and number of their name.
fn by_name(clusters: &Clusters) -> FxHashMap<(Family, u32), Vec<u32>> {
    let mut by_name: FxHashMap<_, Vec<u32>> = FxHashMap::default();
    for number in 0..clusters.len() as u32 {
        let key = (
            Family::of(clusters[number].kind),
            clusters.name_number(number),
        );
        by_name.entry(key).or_default().push(number);
    }
    by_name
}
