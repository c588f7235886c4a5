//! What the groups of one set make: an entity with a name, an id, a kind and its aliases; and which
//! outlet published each document.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::HashTable;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::super::alias::{Shown, Use, aliases};
use super::super::person::PersonName;
use super::super::{Bindings, Entity, Family, Resolution, Rule, organization};
use super::cluster::{Clusters, places};
use super::group::Groups;
use crate::ahead;
use crate::gazetteer::{Gazetteer, fold, slug};
use crate::graph::Alias;
use crate::names::Names;
use crate::rows::{DocumentRows, MentionRow, Rows, each_in_order};
use crate::{Kind, Span};

/// Sets that a thread looks at at once.
const SETS: usize = 1 << 8;

/// Who the groups are: entities whose forms are not known yet.
pub(super) struct Decided {
    /// In the order of their ids.
    entities: Vec<Entity>,
    /// For each cluster its group.
    group_of: Vec<u32>,
    /// For each group its entity, and why its name is of it.
    of_group: Vec<(u32, Rule)>,
}

impl Groups<'_> {
    /// Makes an entity of each set.
    pub(super) fn decide(self, documents: &(impl Rows + ?Sized)) -> Decided {
        let n = self.groups.len();
        let leaders: Vec<usize> = (0..n)
            .filter(|&group| self.sets.find(group) == group)
            .collect();
        // An entity, and the leader of its set.
        let mut made: Vec<(Entity, u32)> = Vec::with_capacity(leaders.len());
        let mut of_group = vec![(0, Rule::Name); n];
        let of_leader = |&leader: &usize| {
            let mut groups: Vec<usize> = self.sets.members(leader).collect();
            groups.sort_unstable();
            let (entity, holder) = self.entity(leader, &groups);
            (entity, holder, leader, groups)
        };
        let of_leaders = |some: &[usize]| -> Vec<_> { some.iter().map(of_leader).collect() };
        let take = |some: Vec<(Entity, Option<usize>, usize, Vec<usize>)>| {
            for (entity, holder, leader, groups) in some {
                for group in groups {
                    of_group[group].1 = self.reason(group, holder);
                }
                made.push((entity, leader as u32));
            }
        };
        ahead::each(leaders.chunks(SETS), of_leaders, take);
        self.number_ids(&mut made, documents);
        made.sort_unstable_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        for (number, (_, leader)) in (0..).zip(&made) {
            of_group[*leader as usize].0 = number;
        }
        for group in 0..n {
            of_group[group].0 = of_group[self.sets.find(group)].0;
        }
        Decided {
            group_of: self.group_of(|_| true),
            of_group,
            entities: {
                let mut entities: Vec<Entity> =
                    made.into_iter().map(|(entity, _)| entity).collect();
                // It was made in the place of what was longer.
                entities.shrink_to_fit();
                entities
            },
        }
    }

    /// The entity of a set, and the group that has its name.
    fn entity(&self, set: usize, groups: &[usize]) -> (Entity, Option<usize>) {
        let clusters = self.clusters;
        let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
        let mut names: BTreeMap<&str, (u32, usize)> = BTreeMap::new();
        for &group in groups {
            for &cluster in self.members(group) {
                let mentions = clusters.mentions(cluster);
                *kinds.entry(clusters.kind(cluster)).or_default() += mentions;
                let name = names.entry(clusters.name(cluster)).or_insert((0, group));
                name.0 += mentions;
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
            id: id_of(kind, name).into(),
            name: name.into(),
            kind,
            external_id: self.known[set]
                .and_then(|entry| entry.external_id.as_deref())
                .map(Arc::from),
            aliases: Arc::from([]),
        };
        (entity, holder)
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
    fn number_ids(&self, made: &mut [(Entity, u32)], documents: &(impl Rows + ?Sized)) {
        let clusters_of = |leader: u32| {
            let groups = self.sets.members(leader as usize);
            groups.flat_map(|group| self.members(group))
        };
        let earliest = |leader: u32| {
            clusters_of(leader)
                .map(|&cluster| {
                    let document = self.clusters.document(cluster) as usize;
                    let document = documents.brief(document);
                    (document.date.is_none(), document.date, document.id)
                })
                .min()
        };
        // Clusters are in the order of documents and places.
        let first = |leader: u32| clusters_of(leader).min();
        made.sort_unstable_by(|(a, of_a), (b, of_b)| {
            let key = |of: &u32| (earliest(*of), first(*of));
            a.id.cmp(&b.id).then_with(|| key(of_a).cmp(&key(of_b)))
        });
        let mut new: Vec<(usize, String)> = Vec::new();
        let mut taken: FxHashSet<String> = FxHashSet::default();
        for at in 1..made.len() {
            let (entity, leader) = &made[at];
            let last = &entity.id;
            if made[at - 1].0.id != *last {
                continue;
            }
            let there = |id: &String| {
                let place = made.binary_search_by(|(entity, _)| entity.id[..].cmp(id));
                place.is_ok()
            };
            let document = earliest(*leader).map_or("", |(.., id)| id);
            let mut number = 2 + fnv(document) % 9998;
            let id = loop {
                let id = format!("{last}-{number}");
                if !there(&id) && taken.insert(id.clone()) {
                    break id;
                }
                number += 1;
            };
            new.push((at, id));
        }
        for (at, id) in new {
            made[at].0.id = id.into();
        }
    }
}

/// What each mention is bound to, and what the entities are called.
pub(super) fn bound(
    documents: &(impl Rows + ?Sized),
    clusters: Clusters,
    decided: Decided,
    gazetteer: &Gazetteer,
) -> Resolution {
    let Decided {
        mut entities,
        group_of,
        of_group,
    } = decided;
    let (begin, names) = clusters.into_places();
    let mut forms = Forms::new(names);
    let mut bindings = Bindings::default();
    each_in_order(
        documents,
        |number, rows| {
            let of_cluster = group_of.get(begin[number] as usize..).unwrap_or_default();
            let of_cluster = of_cluster.iter().map(|&group| of_group[group as usize]);
            let (entities, rules) = of_document(&rows, of_cluster);
            // Of the document only these forms wait until it is their turn.
            let named = (rows.mentions.iter().zip(&entities).zip(&rules))
                .filter(|((mention, _), _)| !mention.rule.is_reference());
            let written: Vec<(Arc<str>, Form)> = named
                .filter_map(|((mention, entity), &rule)| {
                    let form = Form::of((*entity)?, rule, number, mention);
                    Some((Arc::clone(&mention.surface), form))
                })
                .collect();
            (together(written), entities, rules)
        },
        |_, (written, entities, rules)| {
            for (text, form) in written {
                forms.add(&text, form, documents);
            }
            bindings.push(&entities, &rules);
        },
    );
    drop((begin, group_of, of_group));
    bindings.shrink_to_fit();
    let (publisher, aliases) = rayon::join(
        || publishers(documents, &entities, gazetteer),
        || forms.aliases(&entities, documents),
    );
    for (entity, aliases) in aliases {
        entities[entity as usize].aliases = aliases;
    }
    Resolution {
        publisher,
        entities,
        bindings,
        corrected: BTreeMap::new(),
    }
}

/// The entity of each mention of a document, and the rule that bound it; `of_cluster` begins with the
/// document's.
fn of_document(
    rows: &DocumentRows,
    of_cluster: impl Iterator<Item = (u32, Rule)>,
) -> (Vec<Option<u32>>, Vec<Rule>) {
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
    for (members, (entity, joined)) in members.iter().zip(of_cluster) {
        let within = rules_within(members, &rows.mentions);
        for (&mention, rule) in members.iter().zip(within) {
            entities[mention] = Some(entity);
            // What the document shows is the better reason.
            rules[mention] = if rule == Rule::Name { joined } else { rule };
        }
    }
    (entities, rules)
}

/// A form in which an entity is written and that one rule bound: how often, and where for example.
#[derive(Clone, Copy)]
struct Form {
    entity: u32,
    /// Number of its words.
    form: u32,
    rule: Rule,
    times: u32,
    /// The mention that may be shown.
    document: u32,
    span: (u32, u32),
    /// The place that shows the reason; [`NO_PLACE`] where there is none.
    because: (u32, u32),
}

const NO_PLACE: (u32, u32) = (u32::MAX, 0);

impl Form {
    /// The words have no number yet.
    fn of(entity: u32, rule: Rule, document: usize, mention: &MentionRow) -> Form {
        let short = |span: Span| (span.start as u32, span.end as u32);
        Form {
            entity,
            form: 0,
            rule,
            times: 1,
            document: document as u32,
            span: short(mention.span()),
            because: mention.because.map_or(NO_PLACE, short),
        }
    }

    fn key(&self) -> (u32, u32, Rule) {
        (self.entity, self.form, self.rule)
    }

    fn shown<'d>(&self, documents: &'d (impl Rows + ?Sized)) -> Shown<'d> {
        let long = |(start, end): (u32, u32)| Span::new(start as usize, end as usize);
        let document = documents.brief(self.document as usize);
        Shown {
            document: document.id,
            shared: document.shared_id,
            span: long(self.span),
            because: (self.because != NO_PLACE).then(|| long(self.because)),
        }
    }
}

/// What a document writes of an entity in one form and for one reason as one, with the place that is to be shown:
/// there are three times as many mentions.
fn together(mut written: Vec<(Arc<str>, Form)>) -> Vec<(Arc<str>, Form)> {
    fn key((text, form): &(Arc<str>, Form)) -> (u32, &str, Rule) {
        (form.entity, text, form.rule)
    }
    let rank = |(_, form): &(Arc<str>, Form)| (form.because == NO_PLACE, form.span.0);
    written.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then_with(|| rank(a).cmp(&rank(b))));
    written.dedup_by(|next, kept| {
        let is_same = key(next) == key(kept);
        if is_same {
            kept.1.times += next.1.times;
        }
        is_same
    });
    written
}

/// In which forms entities are written.
struct Forms {
    names: Names,
    used: Vec<Form>,
    /// Indices of `used` by key.
    places: HashTable<u32>,
}

impl Forms {
    fn new(names: Names) -> Forms {
        Forms {
            names,
            used: Vec::new(),
            places: HashTable::new(),
        }
    }

    fn add(&mut self, text: &str, mut new: Form, documents: &(impl Rows + ?Sized)) {
        new.form = self.names.number(text);
        let used = &self.used;
        let hash = |form: &Form| FxBuildHasher.hash_one(form.key());
        let is = |place: &u32| used[*place as usize].key() == new.key();
        if let Some(&place) = self.places.find(hash(&new), is) {
            let kept = &mut self.used[place as usize];
            let times = kept.times + new.times;
            if new.shown(documents).rank() < kept.shown(documents).rank() {
                *kept = new;
            }
            kept.times = times;
            return;
        }
        let again = |place: &u32| hash(&used[*place as usize]);
        let place = used.len() as u32;
        self.places.insert_unique(hash(&new), place, again);
        self.used.push(new);
    }

    /// The entities that are written in any form, with their aliases.
    fn aliases(
        self,
        entities: &[Entity],
        documents: &(impl Rows + ?Sized),
    ) -> Vec<(u32, Arc<[Alias]>)> {
        let mut used = self.used;
        drop(self.places);
        used.par_sort_unstable_by_key(Form::key);
        used.par_chunk_by(|a, b| a.entity == b.entity)
            .map(|of_entity| {
                let uses = of_entity.iter().map(|form| Use {
                    form: self.names.text(form.form),
                    times: form.times,
                    rule: form.rule,
                    corrected: None,
                    shown: form.shown(documents),
                });
                let entity = of_entity[0].entity;
                (entity, aliases(&entities[entity as usize].name, uses))
            })
            .collect()
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
    let name = mentions().next().map_or("", |first| &*first.name);
    let folded = fold(name);
    let is_name =
        |mention: &MentionRow| *mention.surface == *name || fold(&mention.surface) == folded;
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
) -> Vec<Option<u32>> {
    let mut outlets: FxHashMap<String, u32> = FxHashMap::default();
    for (number, entity) in (0..).zip(entities) {
        if entity.kind == Kind::Outlet {
            outlets.entry(fold(&entity.name)).or_insert(number);
        }
    }
    let by_name = |name: &str| outlets.get(&fold(name)).copied();
    (0..documents.count())
        .map(|number| {
            let document = documents.brief(number);
            let known = document
                .publisher
                .and_then(|p| gazetteer.always(p).or_else(|| gazetteer.named(p)))
                .or_else(|| document.domain.and_then(|d| gazetteer.outlet_by_domain(d)));
            known
                .and_then(|entry| by_name(&entry.name))
                .or_else(|| document.publisher.and_then(by_name))
        })
        .collect()
}
