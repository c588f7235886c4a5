//! From drafts back to entities.
//!
//! What no correction touched stays as it was, its id included.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::draft::Drafts;
use super::replay::Replay;
use crate::Kind;
use crate::gazetteer::Gazetteer;
use crate::resolve::alias::aliases;
use crate::resolve::corpus::{id_of, publishers};
use crate::resolve::{Bindings, Entity, Resolution, Rule};
use crate::rows::Rows;

/// An entity as it will be, with the number of its draft if it has one, and whether it keeps its id.
type Made = (Entity, From, bool);

/// What an entity was made of.
#[derive(Clone, Copy)]
enum From {
    /// The entity of this number, which no correction can touch.
    Entity(usize),
    Draft(usize),
}

impl<R: Rows + ?Sized> Replay<'_, '_, R> {
    pub(super) fn finish(self, before: Resolution, gazetteer: &Gazetteer) -> Resolution {
        let documents = self.drafts.documents;
        let Resolution {
            entities,
            mut bindings,
            publisher,
            ..
        } = before;
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
        let mut drafts = self.drafts.drafts.iter().enumerate().peekable();
        let n = entities.len();
        let mut made: Vec<Made> = Vec::with_capacity(n);
        for (number, entity) in entities.into_iter().enumerate() {
            match drafts.next_if(|(_, draft)| draft.entity == Some(number)) {
                Some((draft, _)) => made.extend(self.made(draft, Some(entity), &bindings)),
                None => made.push((entity, From::Entity(number), true)),
            }
        }
        for (draft, _) in drafts {
            made.extend(self.made(draft, None, &bindings));
        }
        number_ids(&mut made, &self.drafts);
        made.sort_by(|(a, ..), (b, ..)| a.id.cmp(&b.id));

        let mut of_entity = vec![None; n];
        let mut of_draft = vec![None; self.drafts.drafts.len()];
        for (index, (_, from, _)) in (0..).zip(&made) {
            match *from {
                From::Entity(number) => of_entity[number] = Some(index),
                From::Draft(number) => of_draft[number] = Some(index),
            }
        }
        bindings.renumber(&of_entity);
        for (draft, index) in self.drafts.drafts.iter().zip(&of_draft) {
            for &place in &draft.mentions {
                bindings.set(place, index.map(|index| index as usize));
            }
        }
        for (number, draft) in self.drafts.drafts.iter().enumerate() {
            if let Some(entity) = draft.entity {
                of_entity[entity] = of_draft[self.drafts.root(number)];
            }
        }
        let entities: Vec<Entity> = made.into_iter().map(|(entity, ..)| entity).collect();
        let by_name = publishers(documents, &entities, gazetteer);
        let publisher = (publisher.into_iter().zip(by_name)).map(|(was, now)| {
            let still = was.and_then(|entity| of_entity[entity as usize]);
            still
                .filter(|&entity| entities[entity as usize].kind == Kind::Outlet)
                .or(now)
        });
        Resolution {
            publisher: publisher.collect(),
            entities,
            bindings,
            corrected: self.why,
        }
    }

    /// The entity of a draft, if any mention is left; `before` is what the rules made of it.
    fn made(&self, number: usize, before: Option<Entity>, bindings: &Bindings) -> Option<Made> {
        let draft = &self.drafts.drafts[number];
        if draft.mentions.is_empty() || draft.kind == Kind::Other && !draft.changed {
            return None;
        }
        let stem = id_of(draft.kind, &draft.name);
        // An entity keeps the id that it had, with its number, as long as that says what it is.
        let kept = draft
            .id
            .clone()
            .filter(|id| !draft.changed || is_numbered(id, &stem));
        let name: Arc<str> = draft.name.as_str().into();
        let aliases = match before {
            Some(before) if !draft.changed => before.aliases,
            _ if !draft.changed => Arc::from([]),
            _ => {
                let used = draft.mentions.iter().filter_map(|&place| {
                    let corrected = self.why.get(&place).map(|why| &**why);
                    let rule = bindings.rules(place.0)[place.1];
                    let documents = self.drafts.documents;
                    self.drafts.touched.used(place, rule, corrected, documents)
                });
                aliases(&name, used)
            }
        };
        let is_kept = kept.is_some();
        let entity = Entity {
            id: kept.unwrap_or(stem).into(),
            name,
            kind: draft.kind,
            external_id: draft.external_id.as_deref().map(Arc::from),
            aliases,
        };
        Some((entity, From::Draft(number), is_kept))
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
fn number_ids(entities: &mut [Made], drafts: &Drafts<'_, impl Rows + ?Sized>) {
    // No two that keep their ids have the same one.
    let mentions = |from: From| match from {
        From::Draft(number) => Some(&drafts.drafts[number].mentions),
        From::Entity(_) => None,
    };
    let size = |from: From| mentions(from).map_or(0, BTreeSet::len);
    let first = |from: From| mentions(from).and_then(BTreeSet::first).copied();
    entities.sort_by(|(a, of_a, kept_a), (b, of_b, kept_b)| {
        let key = |kept: &bool, of: From| (!kept, std::cmp::Reverse(size(of)), first(of));
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
