//! Who is who across documents.
//!
//! The clusters of all documents are grouped by their fullest name. Groups are then joined where their
//! names agree and no second candidate exists; clusters that have only a surname or initials are
//! bound last, and only where the corpus leaves one reading. Everything is blocked by last name,
//! spelling key or acronym, so that the work grows with the number of distinct names. The order of
//! the documents changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::person::{PersonName, skeleton};
use super::union::Union;
use super::{Entity, Family, Resolution, Rule, organization};
use crate::Kind;
use crate::gazetteer::lexicon::Nicknames;
use crate::gazetteer::{Entry, Gazetteer, fold, slug, without_legal_form};
use crate::graph::Alias;
use crate::rows::DocumentRows;

/// Joins the clusters of all documents.
pub fn resolve(documents: &[DocumentRows], gazetteer: &Gazetteer) -> Resolution {
    let clusters = collect(documents);
    let mut groups = Groups::new(&clusters, gazetteer);
    groups.join_persons();
    groups.join_bodies();
    groups.join_acronyms();
    groups.bind_surnames(&clusters);
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
}

fn collect(documents: &[DocumentRows]) -> Vec<Cluster<'_>> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for (document, rows) in documents.iter().enumerate() {
        let mut number: FxHashMap<usize, usize> = FxHashMap::default();
        for (index, mention) in rows.mentions.iter().enumerate() {
            if mention.kind == Kind::Other {
                continue;
            }
            let cluster = *number.entry(mention.cluster).or_insert_with(|| {
                clusters.push(Cluster {
                    document,
                    name: &mention.name,
                    kind: mention.kind,
                    mentions: Vec::new(),
                    acronyms: BTreeSet::new(),
                });
                clusters.len() - 1
            });
            let cluster = &mut clusters[cluster];
            cluster.mentions.push(index);
            if organization::is_acronym(&mention.surface) {
                cluster
                    .acronyms
                    .insert(fold(&mention.surface).replace(' ', ""));
            }
        }
    }
    clusters
}

/// Clusters of one name.
struct Group<'a> {
    family: Family,
    key: String,
    person: PersonName,
    clusters: Vec<usize>,
    acronyms: BTreeSet<String>,
    known: Option<&'a Entry>,
}

impl Group<'_> {
    /// Whether all that is known of it is an acronym.
    fn is_bare_acronym(&self) -> bool {
        self.acronyms.contains(&self.key.replace(' ', ""))
    }
}

struct Groups<'a> {
    groups: Vec<Group<'a>>,
    sets: Union,
    /// The rule by which a group, if it is no leader, came to its set.
    rule: Vec<Option<Rule>>,
    /// For the leader of each set, the known entity.
    known: Vec<Option<&'a Entry>>,
}

impl<'a> Groups<'a> {
    fn new(clusters: &[Cluster<'_>], gazetteer: &'a Gazetteer) -> Self {
        let mut by_key: BTreeMap<(Family, String), Vec<usize>> = BTreeMap::new();
        for (number, cluster) in clusters.iter().enumerate() {
            let family = Family::of(cluster.kind);
            let key = match family {
                // An account is no surname: whose it is, only a document can show.
                Family::Person if cluster.name.starts_with('@') => cluster.name.to_lowercase(),
                Family::Person => PersonName::parse(cluster.name).key(),
                Family::Body => without_legal_form(&fold(cluster.name)).to_owned(),
                _ => fold(cluster.name),
            };
            by_key.entry((family, key)).or_default().push(number);
        }
        let groups: Vec<Group> = by_key
            .into_iter()
            .map(|((family, key), members)| {
                let name = clusters[members[0]].name;
                let known = gazetteer
                    .always(name)
                    .or_else(|| named(gazetteer, name))
                    .filter(|entry| Family::of(entry.kind) == family);
                Group {
                    family,
                    person: match family {
                        Family::Person if !name.starts_with('@') => PersonName::parse(name),
                        _ => PersonName::parse(""),
                    },
                    key,
                    acronyms: members
                        .iter()
                        .flat_map(|&c| clusters[c].acronyms.iter().cloned())
                        .collect(),
                    clusters: members,
                    known,
                }
            })
            .collect();
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
    fn join(&mut self, group: usize, to: usize, rule: Rule) {
        let (a, b) = (self.sets.find(group), self.sets.find(to));
        if rule != Rule::Known && !self.persons_agree(a, b) {
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
        let full = |set: usize| {
            let members = self.sets.members(set).iter();
            members
                .map(|&group| &self.groups[group].person)
                .filter(|person| person.is_full())
        };
        full(a).all(|one| full(b).all(|other| one.agrees(other) || one.is_spelled_like(other)))
    }

    fn of_family(&self, family: Family) -> impl Iterator<Item = usize> + use<'_, 'a> {
        (0..self.groups.len()).filter(move |&g| self.groups[g].family == family)
    }

    /// Number of mentions' clusters of a group: how well the corpus knows the name.
    fn documents(&self, group: usize) -> usize {
        self.groups[group].clusters.len()
    }

    /// Full names that differ in middle names, initials, nicknames, or spelling.
    fn join_persons(&mut self) {
        let mut by_last: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for group in self.of_family(Family::Person) {
            let person = &self.groups[group].person;
            if person.is_full() {
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
    fn join_bodies(&mut self) {
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

    /// Initials join the name that has them, if the corpus spells out only one; and two names with
    /// the same initials are one if the telling words of the one are all among the other's.
    fn join_acronyms(&mut self) {
        let mut readings: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for group in self.of_family(Family::Body) {
            if !self.groups[group].is_bare_acronym() {
                for acronym in &self.groups[group].acronyms {
                    readings.entry(acronym.clone()).or_default().push(group);
                }
            }
        }
        for names in readings.values() {
            for (rank, &one) in names.iter().enumerate() {
                for &other in &names[..rank] {
                    if organization::has_telling_words_of(
                        &self.groups[one].key,
                        &self.groups[other].key,
                    ) {
                        self.join(one, other, Rule::CorpusAcronym);
                    }
                }
            }
        }
        for group in self.of_family(Family::Body).collect::<Vec<_>>() {
            let acronym = self.groups[group].key.replace(' ', "");
            if !self.groups[group].is_bare_acronym() {
                continue;
            }
            if let Some(names) = readings.get(&acronym) {
                let sets: BTreeSet<usize> = names.iter().map(|&g| self.sets.find(g)).collect();
                if let (1, Some(&only)) = (sets.len(), sets.first()) {
                    self.join(group, only, Rule::CorpusAcronym);
                }
            }
        }
    }

    /// A bare surname joins the one person of the corpus who has it, if both are named in the
    /// company of at least one other entity.
    fn bind_surnames(&mut self, clusters: &[Cluster<'_>]) {
        let mut by_last: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for group in self.of_family(Family::Person) {
            let person = &self.groups[group].person;
            if person.is_full() && person.suffix.is_none() {
                let set = self.sets.find(group);
                by_last.entry(person.last()).or_default().insert(set);
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
                bound.push((group, only));
            }
        }
        if bound.is_empty() {
            return;
        }
        let asked = bound
            .iter()
            .flat_map(|&(group, only)| self.sets.members(only).iter().copied().chain([group]))
            .collect();
        let company = self.company(clusters, &asked);
        for (group, only) in bound {
            let shared = self
                .sets
                .members(only)
                .iter()
                .any(|g| !company[g].is_disjoint(&company[&group]));
            if shared {
                self.join(group, only, Rule::CorpusSurname);
            }
        }
    }

    /// For each of the `asked` groups the persons, organizations and outlets of the documents that name
    /// it. Of all groups it would be too much: it grows with the square of the names of a document.
    fn company(
        &self,
        clusters: &[Cluster<'_>],
        asked: &BTreeSet<usize>,
    ) -> FxHashMap<usize, FxHashSet<usize>> {
        let mut in_document: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, group) in self.groups.iter().enumerate() {
            if matches!(group.family, Family::Person | Family::Body) {
                for &cluster in &group.clusters {
                    let document = clusters[cluster].document;
                    in_document.entry(document).or_default().push(number);
                }
            }
        }
        let of = |group: usize| {
            let documents: BTreeSet<usize> = self.groups[group]
                .clusters
                .iter()
                .map(|&cluster| clusters[cluster].document)
                .collect();
            let named = documents.iter().flat_map(|number| &in_document[number]);
            named.copied().filter(|&other| other != group).collect()
        };
        asked.iter().map(|&group| (group, of(group))).collect()
    }

    fn into_resolution(
        self,
        documents: &[DocumentRows],
        clusters: &[Cluster<'_>],
        gazetteer: &Gazetteer,
    ) -> Resolution {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for group in 0..self.groups.len() {
            members
                .entry(self.sets.find(group))
                .or_default()
                .push(group);
        }
        let mut entities: Vec<(Entity, Vec<(usize, Rule)>)> = members
            .iter()
            .map(|(&set, groups)| self.entity(set, groups, documents, clusters))
            .collect();
        // Equal names get numbers, the better known first.
        entities.sort_by(|(a, of_a), (b, of_b)| {
            let size = |of: &[(usize, Rule)]| -> usize {
                of.iter().map(|&(c, _)| clusters[c].mentions.len()).sum()
            };
            (&a.id, size(of_b), &a.aliases[0].form).cmp(&(&b.id, size(of_a), &b.aliases[0].form))
        });
        let mut seen: FxHashMap<String, usize> = FxHashMap::default();
        for (entity, _) in &mut entities {
            let count = seen.entry(entity.id.clone()).or_default();
            *count += 1;
            if *count > 1 {
                entity.id = format!("{}-{count}", entity.id);
            }
        }
        entities.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));

        let mut out = Resolution::default();
        for rows in documents {
            out.of_mention.push(vec![None; rows.mentions.len()]);
            out.rule
                .push(rows.mentions.iter().map(|m| m.rule).collect());
        }
        for (number, (entity, of)) in entities.into_iter().enumerate() {
            for (cluster, rule) in of {
                let Cluster {
                    document, mentions, ..
                } = &clusters[cluster];
                for &mention in mentions {
                    out.of_mention[*document][mention] = Some(number);
                    // What the document shows is the better reason.
                    if out.rule[*document][mention] == Rule::Name {
                        out.rule[*document][mention] = rule;
                    }
                }
            }
            out.entities.push(entity);
        }
        out.publisher = publishers(documents, &out.entities, gazetteer);
        out
    }

    /// The entity of a set, with its clusters and the rule that brought each.
    fn entity(
        &self,
        set: usize,
        groups: &[usize],
        documents: &[DocumentRows],
        clusters: &[Cluster<'_>],
    ) -> (Entity, Vec<(usize, Rule)>) {
        let mut of = Vec::new();
        let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut forms: BTreeMap<&str, BTreeMap<Rule, u32>> = BTreeMap::new();
        for &group in groups {
            for &cluster in &self.groups[group].clusters {
                let rule = self.rule[group].unwrap_or(Rule::Name);
                of.push((cluster, rule));
                let cluster = &clusters[cluster];
                *kinds.entry(cluster.kind).or_default() += cluster.mentions.len();
                *names.entry(cluster.name).or_default() += cluster.mentions.len();
                for &mention in &cluster.mentions {
                    let mention = &documents[cluster.document].mentions[mention];
                    let reason = if mention.rule == Rule::Name {
                        rule
                    } else {
                        mention.rule
                    };
                    let form = forms.entry(mention.surface.as_str()).or_default();
                    *form.entry(reason).or_default() += 1;
                }
            }
        }
        let most = kinds
            .iter()
            .max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind)));
        let mut kind = most.map_or(Kind::Other, |(kind, _)| *kind);
        let family = self.groups[set].family;
        let full = |name: &str| match family {
            Family::Person => PersonName::parse(name).is_full(),
            _ => !organization::is_acronym(name),
        };
        let best = names
            .iter()
            .max_by_key(|(name, count)| (full(name), **count, std::cmp::Reverse(**name)));
        let mut name = best.map_or("", |(name, _)| *name);
        if let Some(entry) = self.known[set] {
            kind = entry.kind;
            name = &entry.name;
        }
        let mut aliases: Vec<Alias> = forms
            .into_iter()
            .map(|(form, rules)| Alias {
                form: form.to_owned(),
                count: rules.values().sum(),
                reason: rules
                    .iter()
                    .max_by_key(|(rule, count)| (**count, std::cmp::Reverse(**rule)))
                    .map_or(String::new(), |(rule, _)| rule.in_words().to_owned()),
            })
            .collect();
        aliases.sort_by(|a, b| (b.count, &a.form).cmp(&(a.count, &b.form)));
        let slug = match slug(name) {
            empty if empty.is_empty() => "unnamed".to_owned(),
            slug => slug,
        };
        let entity = Entity {
            id: format!("{kind}:{slug}"),
            name: name.to_owned(),
            kind,
            aliases,
        };
        (entity, of)
    }
}

/// The entry whose own name this is, even if it is ambiguous: within a document the mention has
/// already been bound to it, or written out in full.
fn named<'a>(gazetteer: &'a Gazetteer, name: &str) -> Option<&'a Entry> {
    let mut found = gazetteer.known(name).filter(|m| m.entry.name == name);
    let first = found.next()?;
    found.next().is_none().then_some(first.entry)
}

/// For each document the outlet that its publisher is, where the texts name it.
fn publishers(
    documents: &[DocumentRows],
    entities: &[Entity],
    gazetteer: &Gazetteer,
) -> Vec<Option<usize>> {
    let mut outlets: FxHashMap<String, usize> = FxHashMap::default();
    for (number, entity) in entities.iter().enumerate() {
        if entity.kind == Kind::Outlet {
            outlets.entry(fold(&entity.name)).or_insert(number);
        }
    }
    let by_name = |name: &str| outlets.get(&fold(name)).copied();
    documents
        .iter()
        .map(|rows| {
            let provenance = &rows.document.provenance;
            let domain = provenance.domain.as_deref();
            let known = provenance
                .publisher
                .as_deref()
                .and_then(|p| gazetteer.always(p).or_else(|| named(gazetteer, p)))
                .or_else(|| domain.and_then(|d| gazetteer.outlet_by_domain(d)));
            known
                .and_then(|entry| by_name(&entry.name))
                .or_else(|| provenance.publisher.as_deref().and_then(by_name))
        })
        .collect()
}
