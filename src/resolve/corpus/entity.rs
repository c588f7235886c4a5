//! What the groups of one set make: an entity with a name, an id, a kind and its aliases; and which
//! outlet published each document.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::alias::{Shown, Use, aliases};
use super::super::person::PersonName;
use super::super::{Entity, Family, Resolution, Rule, organization};
use super::cluster::{Clusters, Names, places};
use super::group::Groups;
use super::named;
use crate::gazetteer::{Gazetteer, fold, slug};
use crate::rows::{DocumentRows, MentionRow, Rows, each_in_order};
use crate::{Kind, Span};

/// An entity whose forms are not known yet, with its groups and why each is of it.
type Made = (Entity, Vec<(usize, Rule)>);

impl Groups<'_> {
    pub(super) fn into_resolution(
        self,
        documents: &(impl Rows + ?Sized),
        clusters: Clusters,
        gazetteer: &Gazetteer,
    ) -> Resolution {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for group in 0..self.groups.len() {
            members
                .entry(self.sets.find(group))
                .or_default()
                .push(group);
        }
        let mut made: Vec<Made> = members
            .iter()
            .map(|(&set, groups)| self.entity(set, groups, &clusters))
            .collect();
        drop(members);
        self.number_ids(&mut made, &clusters, documents);
        made.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));

        let mut of_cluster = vec![(0, Rule::Name); clusters.len()];
        let mut entities = Vec::with_capacity(made.len());
        for (number, (entity, groups)) in (0..).zip(made) {
            for (group, joined) in groups {
                for &cluster in &self.groups[group].clusters {
                    of_cluster[cluster as usize] = (number, joined);
                }
            }
            entities.push(entity);
        }
        drop(self);
        bound(documents, clusters, &of_cluster, entities, gazetteer)
    }

    /// The entity of a set, with its groups and why each is of it.
    fn entity(&self, set: usize, groups: &[usize], clusters: &Clusters) -> Made {
        let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
        let mut names: BTreeMap<&str, (u32, usize)> = BTreeMap::new();
        for &group in groups {
            for &number in &self.groups[group].clusters {
                let cluster = &clusters[number];
                *kinds.entry(cluster.kind).or_default() += cluster.mentions;
                let name = names.entry(clusters.name(number)).or_insert((0, group));
                name.0 += cluster.mentions;
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
            .max_by_key(|(name, (count, _))| (full(name), *count, std::cmp::Reverse(**name)));
        let mut name = best.map_or("", |(name, _)| *name);
        let mut holder = best.map(|(_, &(_, group))| group);
        if let Some(entry) = self.known[set] {
            kind = entry.kind;
            name = &entry.name;
            let mut named = names.iter();
            holder = named
                .find(|(other, _)| fold(other) == fold(name))
                .map(|(_, &(_, group))| group);
        }
        let entity = Entity {
            id: id_of(kind, name),
            name: name.to_owned(),
            kind,
            external_id: self.known[set]
                .and_then(|entry| entry.external_id.as_deref())
                .map(str::to_owned),
            aliases: Arc::from([]),
        };
        let groups = groups
            .iter()
            .map(|&group| (group, self.reason(group, holder)));
        (entity, groups.collect())
    }

    /// Why a group is of the entity whose name the `holder` has; a table's name may have none.
    fn reason(&self, group: usize, holder: Option<usize>) -> Rule {
        match (self.rule[group], holder) {
            (_, Some(holder)) if holder == group => Rule::Name,
            (Some(rule), _) => rule,
            (None, None) => Rule::Known,
            // The others joined this one, but one of them gave the name.
            (None, Some(holder)) => self.rule[holder].unwrap_or(match self.groups[group].family {
                Family::Person => Rule::FullName,
                _ => Rule::Spelling,
            }),
        }
    }
    /// Gives entities of equal names numbers. The one whose earliest document is the earliest keeps the id
    /// without one; the number of each other is made from its earliest document's id, so that later
    /// documents change none of them.
    fn number_ids(&self, made: &mut [Made], clusters: &Clusters, documents: &(impl Rows + ?Sized)) {
        let clusters_of = |groups: &[(usize, Rule)]| {
            let groups: Vec<usize> = groups.iter().map(|(group, _)| *group).collect();
            let numbers = groups.into_iter().flat_map(|g| &self.groups[g].clusters);
            numbers.map(|&cluster| &clusters[cluster])
        };
        let earliest = |groups: &[(usize, Rule)]| {
            let documents = clusters_of(groups).map(|c| documents.document(c.document as usize));
            documents
                .map(|d| {
                    (
                        d.provenance.date.is_none(),
                        d.provenance.date.as_deref(),
                        d.id.as_str(),
                    )
                })
                .min()
        };
        let first = |groups: &[(usize, Rule)]| {
            let places = clusters_of(groups).map(|cluster| (cluster.document, cluster.first));
            places.min()
        };
        made.sort_by(|(a, of_a), (b, of_b)| {
            let key = |of| (earliest(of), first(of));
            a.id.cmp(&b.id).then_with(|| key(of_a).cmp(&key(of_b)))
        });
        let mut taken: FxHashSet<String> =
            made.iter().map(|(entity, _)| entity.id.clone()).collect();
        let mut last = String::new();
        for (entity, of) in made {
            if entity.id != last {
                last.clone_from(&entity.id);
                continue;
            }
            let document = earliest(of).map_or("", |(.., id)| id);
            let mut number = 2 + fnv(document) % 9998;
            while !taken.insert(format!("{last}-{number}")) {
                number += 1;
            }
            entity.id = format!("{last}-{number}");
        }
    }
}

/// What each mention is bound to, and what the entities are called. For each cluster `of_cluster` has the
/// number of its entity, and why the name of the cluster is of it.
fn bound(
    documents: &(impl Rows + ?Sized),
    clusters: Clusters,
    of_cluster: &[(u32, Rule)],
    mut entities: Vec<Entity>,
    gazetteer: &Gazetteer,
) -> Resolution {
    let n = documents.count() as u32;
    let begin: Vec<usize> = (0..n)
        .map(|d| clusters.of_document(d).start as usize)
        .collect();
    let mut forms = Forms::new(clusters.into_names());
    let mut out = Resolution::default();
    each_in_order(
        documents,
        |number, rows| {
            let of_cluster = of_cluster.get(begin[number]..).unwrap_or_default();
            let bound = of_document(&rows, of_cluster);
            (rows, bound)
        },
        |number, (rows, (entities, rules))| {
            for ((mention, entity), rule) in rows.mentions.iter().zip(&entities).zip(&rules) {
                if let Some(entity) = *entity
                    && !mention.rule.is_reference()
                {
                    let key = (entity as u32, forms.names.number(&mention.surface), *rule);
                    forms.add(key, Place::of(number, mention), documents);
                }
            }
            out.of_mention.push(entities);
            out.rule.push(rules);
        },
    );
    forms.give(&mut entities, documents);
    out.publisher = publishers(documents, &entities, gazetteer);
    out.entities = entities;
    out
}

/// The entity of each mention of a document, and the rule that bound it; `of_cluster` begins with the
/// document's.
fn of_document(rows: &DocumentRows, of_cluster: &[(u32, Rule)]) -> (Vec<Option<usize>>, Vec<Rule>) {
    let mut entities = vec![None; rows.mentions.len()];
    let mut rules: Vec<Rule> = rows.mentions.iter().map(|m| m.rule).collect();
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (mention, place) in places(&rows.mentions).enumerate() {
        if let Some(place) = place {
            if place == members.len() {
                members.push(Vec::new());
            }
            members[place].push(mention);
        }
    }
    for (members, &(entity, joined)) in members.iter().zip(of_cluster) {
        let within = rules_within(members, &rows.mentions);
        for (&mention, rule) in members.iter().zip(within) {
            entities[mention] = Some(entity as usize);
            // What the document shows is the better reason.
            rules[mention] = if rule == Rule::Name { joined } else { rule };
        }
    }
    (entities, rules)
}

/// A mention that may be shown as an example, in few bytes.
#[derive(Clone, Copy)]
struct Place {
    document: u32,
    span: (u32, u32),
    because: Option<(u32, u32)>,
}

impl Place {
    fn of(document: usize, mention: &MentionRow) -> Place {
        let short = |span: Span| (span.start as u32, span.end as u32);
        Place {
            document: document as u32,
            span: short(mention.span()),
            because: mention.because.map(short),
        }
    }

    fn shown(self, documents: &(impl Rows + ?Sized)) -> Shown<'_> {
        let long = |(start, end): (u32, u32)| Span::new(start as usize, end as usize);
        Shown {
            document: &documents.document(self.document as usize).id,
            span: long(self.span),
            because: self.because.map(long),
        }
    }
}

/// Entity, form, and the rule that bound it.
type Form = (u32, u32, Rule);

/// In which forms entities are written: how often, by which rule, and where for example.
struct Forms {
    names: Names,
    used: FxHashMap<Form, (u32, Place)>,
}

impl Forms {
    fn new(names: Names) -> Forms {
        Forms {
            names,
            used: FxHashMap::default(),
        }
    }

    fn add(&mut self, key: Form, place: Place, documents: &(impl Rows + ?Sized)) {
        let (times, kept) = self.used.entry(key).or_insert((0, place));
        *times += 1;
        if place.shown(documents).rank() < kept.shown(documents).rank() {
            *kept = place;
        }
    }

    /// Gives the entities their aliases.
    fn give(self, entities: &mut [Entity], documents: &(impl Rows + ?Sized)) {
        let mut used: Vec<_> = self.used.into_iter().collect();
        used.sort_unstable_by_key(|(key, _)| *key);
        for of_entity in used.chunk_by(|(a, _), (b, _)| a.0 == b.0) {
            let uses = of_entity
                .iter()
                .map(|&((_, form, rule), (times, place))| Use {
                    form: self.names.text(form),
                    times,
                    rule,
                    corrected: None,
                    shown: place.shown(documents),
                });
            entities[of_entity[0].0.0 as usize].aliases = aliases(uses);
        }
    }
}

/// FNV-1a.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The rules that bound the mentions of a cluster, seen from the form that gave it its name: of two
/// forms that were joined because they are alike, either may be the one that was joined to the other.
fn rules_within(members: &[usize], rows: &[MentionRow]) -> Vec<Rule> {
    let mutual = |rule: Rule| {
        matches!(
            rule,
            Rule::FullName | Rule::Spelling | Rule::Variant | Rule::Bracket
        )
    };
    let mentions = || members.iter().map(|&mention| &rows[mention]);
    let name = mentions().next().map_or("", |first| first.name.as_str());
    let folded = fold(name);
    let is_name =
        |mention: &MentionRow| mention.surface == name || fold(&mention.surface) == folded;
    let named = mentions().find(|mention| is_name(mention));
    let named = named.map_or(Rule::Name, |mention| mention.rule);
    mentions()
        .map(|mention| match mention.rule {
            rule if mutual(rule) && is_name(mention) => Rule::Name,
            Rule::Name if mutual(named) && !is_name(mention) => named,
            rule => rule,
        })
        .collect()
}

/// The id of an entity whose name no other of its kind has.
pub(in crate::resolve) fn id_of(kind: Kind, name: &str) -> String {
    match slug(name) {
        empty if empty.is_empty() => format!("{kind}:unnamed"),
        slug => format!("{kind}:{slug}"),
    }
}

/// For each document the outlet that its publisher is, where the texts name it.
pub(in crate::resolve) fn publishers(
    documents: &(impl Rows + ?Sized),
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
    (0..documents.count())
        .map(|number| {
            let provenance = &documents.document(number).provenance;
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
