//! What the groups of one set make: an entity with a name, an id, a kind and its aliases; and which
//! outlet published each document.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::alias::{Use, aliases};
use super::super::person::PersonName;
use super::super::{Entity, Family, Resolution, Rule, organization};
use super::group::Groups;
use super::{Cluster, named};
use crate::Kind;
use crate::gazetteer::{Gazetteer, fold, slug};
use crate::rows::{DocumentRows, MentionRow};

/// Clusters, each with the rules that bound its mentions.
type Bound = Vec<(usize, Vec<Rule>)>;

impl Groups<'_> {
    pub(super) fn into_resolution(
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
        let mut entities: Vec<(Entity, Bound)> = members
            .iter()
            .map(|(&set, groups)| self.entity(set, groups, documents, clusters))
            .collect();
        number_ids(&mut entities, clusters, documents);
        entities.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));

        let mut out = Resolution::default();
        for rows in documents {
            out.of_mention.push(vec![None; rows.mentions.len()]);
            out.rule
                .push(rows.mentions.iter().map(|m| m.rule).collect());
        }
        for (number, (entity, of)) in entities.into_iter().enumerate() {
            for (cluster, rules) in of {
                let Cluster {
                    document, mentions, ..
                } = &clusters[cluster];
                for (&mention, rule) in mentions.iter().zip(rules) {
                    out.of_mention[*document][mention] = Some(number);
                    out.rule[*document][mention] = rule;
                }
            }
            out.entities.push(entity);
        }
        out.publisher = publishers(documents, &out.entities, gazetteer);
        out
    }

    /// The entity of a set, with its clusters and the rules that bound the mentions of each.
    fn entity(
        &self,
        set: usize,
        groups: &[usize],
        documents: &[DocumentRows],
        clusters: &[Cluster<'_>],
    ) -> (Entity, Bound) {
        let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut names: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for &group in groups {
            for &cluster in &self.groups[group].clusters {
                let cluster = &clusters[cluster];
                *kinds.entry(cluster.kind).or_default() += cluster.mentions.len();
                names.entry(cluster.name).or_insert((0, group)).0 += cluster.mentions.len();
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

        let mut of = Vec::new();
        let mut uses = Vec::new();
        for &group in groups {
            let joined = self.reason(group, holder);
            for &number in &self.groups[group].clusters {
                let cluster = &clusters[number];
                let rows = &documents[cluster.document].mentions;
                let rules = rules_within(cluster, rows).into_iter().map(|rule| {
                    // What the document shows is the better reason.
                    if rule == Rule::Name { joined } else { rule }
                });
                let rules: Vec<Rule> = rules.collect();
                uses.extend(
                    (cluster.mentions.iter().zip(&rules)).map(|(&mention, &rule)| Use {
                        mention: &rows[mention],
                        rule,
                        corrected: None,
                    }),
                );
                of.push((number, rules));
            }
        }
        let entity = Entity {
            id: id_of(kind, name),
            name: name.to_owned(),
            kind,
            external_id: self.known[set]
                .and_then(|entry| entry.external_id.as_deref())
                .map(str::to_owned),
            aliases: aliases(uses),
        };
        (entity, of)
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
}

/// Gives entities of equal names numbers. The one whose earliest document is the earliest keeps the id
/// without one; the number of each other is made from its earliest document's id, so that later
/// documents change none of them.
fn number_ids(
    entities: &mut [(Entity, Bound)],
    clusters: &[Cluster<'_>],
    documents: &[DocumentRows],
) {
    let earliest = |of: &Bound| {
        let documents = of
            .iter()
            .map(|(cluster, _)| &documents[clusters[*cluster].document].document);
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
    let first = |of: &Bound| {
        let cluster = of.iter().map(|(cluster, _)| &clusters[*cluster]);
        cluster
            .map(|c| (c.document, c.mentions.first().copied()))
            .min()
    };
    entities.sort_by(|(a, of_a), (b, of_b)| {
        let key = |of| (earliest(of), first(of));
        a.id.cmp(&b.id).then_with(|| key(of_a).cmp(&key(of_b)))
    });
    let mut taken: FxHashSet<String> = entities
        .iter()
        .map(|(entity, _)| entity.id.clone())
        .collect();
    let mut last = String::new();
    for (entity, of) in entities {
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

/// FNV-1a.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The rules that bound the mentions of a cluster, seen from the form that gave it its name: of two
/// forms that were joined because they are alike, either may be the one that was joined to the other.
fn rules_within(cluster: &Cluster<'_>, rows: &[MentionRow]) -> Vec<Rule> {
    let mutual = |rule: Rule| {
        matches!(
            rule,
            Rule::FullName | Rule::Spelling | Rule::Variant | Rule::Bracket
        )
    };
    let name = fold(cluster.name);
    let is_name =
        |mention: &MentionRow| mention.surface == cluster.name || fold(&mention.surface) == name;
    let mentions = || cluster.mentions.iter().map(|&mention| &rows[mention]);
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
