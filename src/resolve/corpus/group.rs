//! Clusters of one name as groups, and which groups name one entity.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::super::person::{PersonName, all_agree, skeleton};
use super::super::union::Union;
use super::super::{Family, Rule, organization};
use super::cluster::{Clusters, Country};
use super::namesake;
use super::part::{Part, names, parts};
use super::scope::Within;
use crate::Kind;
use crate::ahead;
use crate::gazetteer::lexicon::Nicknames;
use crate::gazetteer::{Entry, Gazetteer, fold};
use crate::names::Names;
use crate::resolve::Calling;
use crate::rows::Rows;

/// Clusters of one name. There are more of them than entities, so each is few bytes.
pub(super) struct Group {
    pub(super) family: Family,
    /// What most of its clusters are.
    pub(super) kind: Kind,
    /// Whether another group has the very same name: full names that agree do not tell them.
    pub(super) namesakes: bool,
    person: PersonOfKey,
    /// Number of the key under which its names met.
    key: u32,
    /// Where its clusters end among those of all groups.
    end: u32,
    /// Where the name is one entity's.
    pub(super) within: Within,
}

/// How a person's name is made of the words of a group's key.
#[derive(Clone, Copy)]
struct PersonOfKey {
    /// Number of its words, the last of the key; none where the group is of no person.
    words: u8,
    /// Whether the suffix comes behind them.
    suffix: bool,
    joined: bool,
}

impl PersonOfKey {
    /// Where the name's parts are no part of the key, nothing.
    fn of(person: &PersonName, key: &str) -> Option<PersonOfKey> {
        let of_key = PersonOfKey {
            words: u8::try_from(person.words.len()).ok()?,
            suffix: person.suffix.is_some(),
            joined: person.joined,
        };
        (of_key.name(key) == *person).then_some(of_key)
    }

    fn name(self, key: &str) -> PersonName {
        let mut words = key.rsplit(' ').map(str::to_owned);
        let suffix = if self.suffix { words.next() } else { None };
        let mut words: Vec<String> = words.take(usize::from(self.words)).collect();
        words.reverse();
        PersonName::new(words, suffix, self.joined)
    }
}

pub(super) struct Groups<'a> {
    pub(super) clusters: &'a Clusters,
    pub(super) groups: Vec<Group>,
    /// The clusters of all groups, each group's in order.
    members: Vec<u32>,
    keys: Names,
    /// Persons whose name is not made of their group's key.
    odd: FxHashMap<usize, PersonName>,
    /// Forms that are written like initials, by group. Sorted.
    acronyms: Vec<(u32, u32)>,
    pub(super) sets: Union,
    /// The rule by which a group, if it is no leader, came to its set.
    pub(super) rule: Vec<Option<Rule>>,
    /// For the leader of each set, the known entity.
    pub(super) known: Vec<Option<&'a Entry>>,
}

/// The group of some clusters of one name and place, or the groups of the namesakes among them.
struct NewGroups<'a> {
    family: Family,
    key: u32,
    within: Within,
    known: Option<&'a Entry>,
    person: PersonName,
    /// What the one whom the table knows is called.
    best_known: Option<Calling>,
    bearers: BTreeMap<Option<Calling>, Vec<u32>>,
}

impl<'a> NewGroups<'a> {
    fn of(part: &Part, members: &[u32], clusters: &Clusters, gazetteer: &'a Gazetteer) -> Self {
        let name = clusters.name(members[0]);
        let person = match part.family {
            Family::Person if !name.starts_with('@') => PersonName::parse(name),
            _ => PersonName::parse(""),
        };
        let told = if person.is_full() {
            namesake::tell(members, clusters)
        } else {
            vec![None; members.len()]
        };
        let best_known = namesake::best_known(&told);
        let mut bearers: BTreeMap<Option<Calling>, Vec<u32>> = BTreeMap::new();
        for (&member, calling) in members.iter().zip(told) {
            bearers.entry(calling).or_default().push(member);
        }
        NewGroups {
            family: part.family,
            key: part.key,
            within: part.within,
            known: known(gazetteer, part.family, name),
            person,
            best_known,
            bearers,
        }
    }
}

impl<'a> Groups<'a> {
    pub(super) fn new(
        documents: &(impl Rows + ?Sized),
        originals: &[usize],
        clusters: &'a Clusters,
        gazetteer: &'a Gazetteer,
    ) -> Self {
        let mut out = Groups {
            clusters,
            groups: Vec::new(),
            members: Vec::with_capacity(clusters.len()),
            keys: Names::default(),
            odd: FxHashMap::default(),
            acronyms: Vec::new(),
            sets: Union::new(0),
            rule: Vec::new(),
            known: Vec::new(),
        };
        let (by_name, parts) = parts(documents, originals, clusters, gazetteer, &mut out.keys);
        let alike = |a: &Part, b: &Part| {
            let key = |part: &Part| (part.family, part.key);
            key(a) == key(b) && a.within.key(documents) == b.within.key(documents)
        };
        let mut parts = parts.chunk_by(alike);
        let named = |parts: &&[Part]| {
            let mut members: Vec<u32> = (parts.iter())
                .flat_map(|part| &by_name[part.from as usize..part.to as usize])
                .copied()
                .collect();
            members.sort_unstable();
            NewGroups::of(&parts[0], &members, clusters, gazetteer)
        };
        let take = |new: Vec<NewGroups<'a>>| {
            new.into_iter().for_each(|new| out.add(new));
        };
        ahead::each(
            iter::from_fn(|| names(&mut parts)),
            |some| some.iter().map(named).collect(),
            take,
        );
        out.acronyms.sort_unstable();
        out.acronyms.dedup();
        let n = out.groups.len();
        out.sets = Union::new(n);
        out.rule = vec![None; n];
        let mut first: FxHashMap<*const Entry, usize> = FxHashMap::default();
        for group in 0..n {
            if let Some(entry) = out.known[group] {
                let leader = *first.entry(std::ptr::from_ref(entry)).or_insert(group);
                out.join(group, leader, Rule::Known);
            }
        }
        out
    }

    /// Adds the group of some clusters, or the groups of the namesakes among them.
    fn add(&mut self, new: NewGroups<'a>) {
        let NewGroups {
            family,
            key,
            within,
            known,
            person,
            best_known,
            bearers,
        } = new;
        let namesakes = bearers.len() > 1;
        let of_key = PersonOfKey::of(&person, self.keys.text(key));
        for (calling, members) in bearers {
            let number = self.groups.len();
            for &cluster in &members {
                let forms = self.clusters.acronyms(cluster);
                self.acronyms
                    .extend(forms.map(|form| (number as u32, form)));
            }
            if of_key.is_none() {
                self.odd.insert(number, person.clone());
            }
            self.members.extend(&members);
            // The table knows one of them.
            self.known.push(known.filter(|_| calling == best_known));
            self.groups.push(Group {
                family,
                kind: most_frequent_kind(&members, self.clusters),
                namesakes,
                person: of_key.unwrap_or(PersonOfKey {
                    words: 0,
                    suffix: false,
                    joined: false,
                }),
                key,
                end: self.members.len() as u32,
                within,
            });
        }
    }

    pub(super) fn key(&self, group: usize) -> &str {
        self.keys.text(self.groups[group].key)
    }

    /// Of a person, and of others the name of nobody.
    pub(super) fn person(&self, group: usize) -> PersonName {
        let odd = (!self.odd.is_empty())
            .then(|| self.odd.get(&group))
            .flatten();
        odd.cloned()
            .unwrap_or_else(|| self.groups[group].person.name(self.key(group)))
    }

    /// The clusters of a group, in order.
    pub(super) fn members(&self, group: usize) -> &[u32] {
        let from = group
            .checked_sub(1)
            .map_or(0, |before| self.groups[before].end);
        &self.members[from as usize..self.groups[group].end as usize]
    }

    /// Its forms that are written like initials, folded.
    fn acronyms(&self, group: usize) -> impl Iterator<Item = &str> {
        let from = self
            .acronyms
            .partition_point(|&(other, _)| (other as usize) < group);
        let of = self.acronyms[from..].iter();
        of.take_while(move |(other, _)| *other as usize == group)
            .map(|&(_, form)| self.clusters.names().text(form))
    }

    /// Whether all that is known of a group is an acronym.
    pub(super) fn is_bare_acronym(&self, group: usize) -> bool {
        let mut acronyms = self.acronyms(group).peekable();
        acronyms.peek().is_some() && {
            let key = self.key(group).replace(' ', "");
            acronyms.any(|acronym| acronym == key)
        }
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
        let persons = |set: usize| -> Vec<PersonName> {
            let members = self.sets.members(set);
            members.map(|group| self.person(group)).collect()
        };
        let (a, b) = (persons(a), persons(b));
        all_agree(a.iter(), b.iter())
    }

    /// Whether no body's name of the one set that reaches only as far as a country or a text is another's than
    /// one of the other.
    fn places_agree(&self, a: usize, b: usize) -> bool {
        let reach = |set: usize| {
            let members = self.sets.members(set).map(|group| &self.groups[group]);
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
        self.members(group).len()
    }

    /// Joins full names that differ in middle names, initials, nicknames, or spelling, and names of
    /// organizations and outlets that differ in spelling or head noun.
    pub(super) fn join_alike(&mut self) {
        // Which names are alike does not depend on what is joined already, so that all threads can look.
        let (persons, bodies) = rayon::join(|| self.persons_alike(), || self.bodies_alike());
        for (group, to, rule) in persons.into_iter().chain(bodies) {
            self.join(group, to, rule);
        }
    }

    /// The persons to be joined, in the order of their last names.
    fn persons_alike(&self) -> Vec<(usize, usize, Rule)> {
        let persons: Vec<usize> = self.of_family(Family::Person).collect();
        let last = |group: usize| {
            let person = self.person(group);
            let is_told = person.is_full() && !self.groups[group].namesakes;
            is_told.then(|| (skeleton(person.last()), group))
        };
        let blocks = blocks(persons.into_par_iter().filter_map(last));
        let alike = |block: &[(String, usize)]| {
            let named = block.iter().map(|&(_, group)| (group, self.person(group)));
            let block: Vec<(usize, PersonName)> = named.collect();
            let join = |place| self.to_join(&block, place);
            (0..block.len()).filter_map(join).collect::<Vec<_>>()
        };
        (blocks.par_chunk_by(|(a, _), (b, _)| a == b))
            .filter(|block| block.len() > 1)
            .flat_map_iter(alike)
            .collect()
    }

    /// Which other of some persons with like last names the one at that place is.
    fn to_join(&self, block: &[(usize, PersonName)], place: usize) -> Option<(usize, usize, Rule)> {
        let (group, ref person) = block[place];
        let others = || block.iter().filter(|(other, _)| *other != group);
        // A name joins the one that says more, if all that say more are one person.
        let more = |(_, other): &&(usize, PersonName)| {
            (other.words.len(), &other.words) > (person.words.len(), &person.words)
                && other.agrees(person)
        };
        let longer: Vec<&(usize, PersonName)> = others().filter(more).collect();
        let one_person = longer
            .iter()
            .all(|(a, one)| longer.iter().all(|(b, other)| a == b || one.agrees(other)));
        if let Some(&&(first, _)) = longer.first()
            && one_person
        {
            return Some((group, first, Rule::FullName));
        }
        // A rare spelling joins a frequent one.
        let count = self.documents(group);
        let mut frequent = others()
            .filter(|(other, _)| self.documents(*other) >= 3 * count)
            .filter(|(_, other)| other.is_spelled_like(person));
        match (frequent.next(), frequent.next()) {
            (Some(&(only, _)), None) => Some((group, only, Rule::Spelling)),
            _ => None,
        }
    }

    /// The organizations and outlets to be joined, in their order.
    fn bodies_alike(&self) -> Vec<(usize, usize, Rule)> {
        let bodies: Vec<usize> = self.of_family(Family::Body).collect();
        let plain = |group: usize| {
            let key = self.key(group);
            organization::without_head(key).unwrap_or(key)
        };
        let spelling = |group: usize| Some((organization::spelling_key(plain(group))?, group));
        let blocks = blocks(bodies.into_par_iter().filter_map(spelling));
        let alike = |block: &[(String, usize)]| {
            let mut alike = Vec::new();
            for (place, &(_, group)) in block.iter().enumerate() {
                let before = block[..place].iter().map(|&(_, other)| other);
                let same = before
                    .filter(|&other| organization::is_spelled_like(plain(group), plain(other)));
                alike.extend(same.map(|other| (group, other, Rule::Spelling)));
            }
            alike
        };
        let mut alike: Vec<_> = (blocks.par_chunk_by(|(a, _), (b, _)| a == b))
            .filter(|block| block.len() > 1)
            .flat_map_iter(alike)
            .collect();
        alike.sort_unstable();
        alike
    }

    /// Two names with the same initials are one if the telling words of the one are all among the other's.
    pub(super) fn join_acronyms(&mut self) {
        for names in self.readings().values() {
            for (rank, &one) in names.iter().enumerate() {
                for &other in &names[..rank] {
                    let (a, b) = (self.key(one), self.key(other));
                    // Units of many numbers have the same initials.
                    let same_number = organization::ordinals(a).eq(organization::ordinals(b));
                    if same_number && organization::has_telling_words_of(a, b) {
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
            if !self.is_bare_acronym(group) {
                for acronym in self.acronyms(group) {
                    let names = readings.entry(acronym.to_owned()).or_default();
                    names.push(group);
                }
            }
        }
        readings
    }

    /// Joins bare initials to the only name that has them, where the corpus spells out only one. Whoever
    /// is credited as an outlet is no agency with these initials, nor is a body of another country than all
    /// documents that spell them out are about, nor a body that the table knows.
    pub(super) fn join_initials(&mut self) {
        let readings = self.readings();
        for group in self.of_family(Family::Body).collect::<Vec<_>>() {
            if !self.is_bare_acronym(group) || self.known[self.sets.find(group)].is_some() {
                continue;
            }
            let acronym = self.key(group).replace(' ', "");
            if let Some(names) = readings.get(&acronym) {
                let sets: BTreeSet<usize> = names.iter().map(|&g| self.sets.find(g)).collect();
                let kind = |g: usize| self.groups[g].kind;
                let elsewhere = |country: Country| {
                    let of = names.iter().flat_map(|&name| self.members(name));
                    let documents = of.map(|&cluster| self.clusters.document(cluster));
                    let mut of = documents.filter_map(|document| self.clusters.country(document));
                    let first = of.next();
                    first.is_some_and(|first| first != country && of.all(|other| other != country))
                };
                let numbered =
                    |&name: &usize| organization::ordinals(self.key(name)).next().is_some();
                if let (1, Some(&only)) = (sets.len(), sets.first())
                    && !names.iter().any(numbered)
                    && names.iter().any(|&name| kind(name) == kind(group))
                    && !matches!(self.groups[group].within, Within::Country(here) if elsewhere(here))
                {
                    self.join(group, only, Rule::CorpusAcronym);
                }
            }
        }
    }
}

/// Groups with the key of the block that each is in, block after block.
fn blocks(keyed: impl ParallelIterator<Item = (String, usize)>) -> Vec<(String, usize)> {
    let mut keyed: Vec<(String, usize)> = keyed.collect();
    keyed.par_sort_unstable();
    keyed
}

fn most_frequent_kind(members: &[u32], clusters: &Clusters) -> Kind {
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    for &member in members {
        *kinds.entry(clusters.kind(member)).or_default() += 1;
    }
    let most = (kinds.iter()).max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind)));
    most.map_or(Kind::Other, |(kind, _)| *kind)
}

/// The known entity of this family and name.
pub(super) fn known<'a>(gazetteer: &'a Gazetteer, family: Family, name: &str) -> Option<&'a Entry> {
    gazetteer
        .always(name)
        // Even if it is ambiguous: within a document the mention has already been bound to it, or written out in full.
        .or_else(|| gazetteer.named(name))
        // "Mujahedin-e Khalq organisation": the table need not hold every head noun.
        .or_else(|| gazetteer.always(organization::without_head(&fold(name))?))
        .filter(|entry| Family::of(entry.kind) == family)
}

pub(super) fn is_titled_first_name(name: &str) -> bool {
    let PersonName { words, suffix, .. } = PersonName::parse(name);
    name.contains(' ')
        && words.len() == 1
        && suffix.is_none()
        && Nicknames::builtin().is_first_name(&words[0])
}
