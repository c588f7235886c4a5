//! From drafts back to entities.
//!
//! What no correction touched stays as it was, its id included.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::draft::Drafts;
use super::replay::Replay;
use crate::Kind;
use crate::gazetteer::Gazetteer;
use crate::resolve::alias::{Use, aliases};
use crate::resolve::corpus::{id_of, publishers};
use crate::resolve::{Entity, Resolution, Rule};

impl Replay<'_, '_> {
    pub(super) fn finish(self, before: &Resolution, gazetteer: &Gazetteer) -> Resolution {
        let documents = self.drafts.documents;
        let mut bindings = before.bindings.clone();
        for (&place, why) in &self.why {
            let is_banned = self.banned.contains(&place) || why.starts_with("banned");
            bindings.set_rule(
                place,
                if is_banned {
                    Rule::Banned
                } else {
                    Rule::Correction
                },
            );
        }
        let mut entities: Vec<(Entity, usize, bool)> = Vec::new();
        for (number, draft) in self.drafts.drafts.iter().enumerate() {
            if draft.mentions.is_empty() || draft.kind == Kind::Other && !draft.changed {
                continue;
            }
            let stem = id_of(draft.kind, &draft.name);
            // An entity keeps the id that it had, with its number, as long as that says what it is.
            let kept = draft
                .id
                .clone()
                .filter(|id| !draft.changed || is_numbered(id, &stem));
            let name: Arc<str> = draft.name.as_str().into();
            let aliases = match number {
                _ if draft.changed => aliases(
                    &name,
                    draft.mentions.iter().filter_map(|&place| {
                        let corrected = self.why.get(&place).map(String::as_str);
                        Use::of(
                            self.drafts.mention(place),
                            bindings.rules(place.0)[place.1],
                            corrected,
                        )
                    }),
                ),
                _ => before
                    .entities
                    .get(number)
                    .map(|entity| entity.aliases.clone())
                    .unwrap_or_else(|| Arc::from([])),
            };
            let is_kept = kept.is_some();
            let entity = Entity {
                id: kept.unwrap_or(stem).into(),
                name,
                kind: draft.kind,
                external_id: draft.external_id.as_deref().map(Arc::from),
                aliases,
            };
            entities.push((entity, number, is_kept));
        }
        number_ids(&mut entities, &self.drafts);
        entities.sort_by(|(a, ..), (b, ..)| a.id.cmp(&b.id));

        bindings.unbind();
        let mut out = Resolution {
            bindings,
            corrected: self.why,
            ..Resolution::default()
        };
        let mut place_of = vec![None; self.drafts.drafts.len()];
        for (index, (entity, number, _)) in entities.into_iter().enumerate() {
            for &place in &self.drafts.drafts[number].mentions {
                out.bindings.set(place, Some(index));
            }
            place_of[number] = Some(index as u32);
            out.entities.push(entity);
        }
        let by_name = publishers(documents, &out.entities, gazetteer);
        out.publisher = before
            .publisher
            .iter()
            .zip(by_name)
            .map(|(was, now)| {
                let still = was.and_then(|entity| place_of[self.drafts.root(entity as usize)]);
                still
                    .filter(|&entity| out.entities[entity as usize].kind == Kind::Outlet)
                    .or(now)
            })
            .collect();
        out
    }
}

/// Whether an id is the stem, or the stem and a number.
fn is_numbered(id: &str, stem: &str) -> bool {
    let rest = id.strip_prefix(stem);
    rest.is_some_and(|rest| {
        let number = rest.strip_prefix('-');
        rest.is_empty() || number.is_some_and(|n| n.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Gives new entities ids that no other has, the best known first.
fn number_ids(entities: &mut [(Entity, usize, bool)], drafts: &Drafts<'_>) {
    let size = |number: usize| drafts.drafts[number].mentions.len();
    let first = |number: usize| drafts.drafts[number].mentions.first().copied();
    entities.sort_by(|(a, of_a, kept_a), (b, of_b, kept_b)| {
        let key = |kept: &bool, of: usize| (!kept, std::cmp::Reverse(size(of)), first(of));
        (&a.id, key(kept_a, *of_a)).cmp(&(&b.id, key(kept_b, *of_b)))
    });
    let mut taken: BTreeSet<Arc<str>> = entities
        .iter()
        .filter(|(.., kept)| *kept)
        .map(|(entity, ..)| entity.id.clone())
        .collect();
    for (entity, _, kept) in entities {
        if !*kept && !taken.insert(entity.id.clone()) {
            let new = (2..)
                .map(|number| Arc::from(format!("{}-{number}", entity.id)))
                .find(|id| !taken.contains(id));
            if let Some(new) = new {
                taken.insert(new.clone());
                entity.id = new;
            }
        }
    }
}
