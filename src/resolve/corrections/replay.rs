//! Carries corrections out, step by step; see the module above for the order.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Drafts, Place, contradiction, is_called};
use super::{At, Entry, Scope, What};
use crate::gazetteer::{Gazetteer, fold};
use crate::resolve::alias::{Use, aliases};
use crate::resolve::corpus::{id_of, publishers};
use crate::resolve::{Entity, Family, Resolution, Rule};
use crate::rows::DocumentRows;
use crate::{Kind, Result, Warning};

pub(super) fn replay(
    entries: &[Entry],
    resolution: Resolution,
    documents: &[DocumentRows],
    gazetteer: &Gazetteer,
) -> Result<(Resolution, Vec<Warning>)> {
    let mut entries: Vec<&Entry> = entries.iter().collect();
    entries.sort();
    let mut replay = Replay {
        entries,
        drafts: Drafts::new(&resolution, documents),
        claims: BTreeMap::new(),
        splits: Vec::new(),
        why: resolution.corrected.clone(),
        banned: BTreeSet::new(),
        warnings: Vec::new(),
    };
    let late = replay.set_kinds()?;
    replay.split()?;
    replay.merge()?;
    replay.set_late_kinds(late)?;
    replay.rename()?;
    replay.ban()?;
    let mut warnings = std::mem::take(&mut replay.warnings);
    warnings.sort();
    warnings.dedup();
    Ok((replay.finish(&resolution, gazetteer), warnings))
}

/// A split that was carried out.
struct Done<'e> {
    from: usize,
    to: usize,
    at: &'e At,
}

struct Replay<'e, 'd> {
    entries: Vec<&'e Entry>,
    drafts: Drafts<'d>,
    /// For each mention that an entry moved, where from, where to, and which entry.
    claims: BTreeMap<Place, (usize, usize, &'e At)>,
    splits: Vec<Done<'e>>,
    /// What to say of each mention that was moved or banned.
    why: BTreeMap<Place, String>,
    banned: BTreeSet<Place>,
    warnings: Vec<Warning>,
}

impl<'e> Replay<'e, '_> {
    fn each(&self) -> impl Iterator<Item = &'e Entry> + use<'e> {
        self.entries.clone().into_iter()
    }

    /// The draft that an entry means, by what it is called now or by what another entry calls it.
    fn find(&mut self, reference: &str, scope: &Scope, at: &At) -> Result<Option<usize>> {
        self.find_through(reference, scope, at, 0)
    }

    fn find_through(
        &mut self,
        reference: &str,
        scope: &Scope,
        at: &At,
        depth: usize,
    ) -> Result<Option<usize>> {
        /// Names of names of names: nobody writes more, and a circle must end.
        const DEEPEST: usize = 4;
        let found = self.drafts.find(reference, scope, at)?;
        if found.is_some() || depth == DEEPEST {
            return Ok(found);
        }
        for entry in self.each().filter(|entry| entry.at != *at) {
            let (name, from) = match &entry.what {
                What::Rename { entity, name } => (name, std::slice::from_ref(entity)),
                What::Merge {
                    entities,
                    name: Some(name),
                } => (name, &entities[..]),
                _ => continue,
            };
            if is_called(name, reference) {
                for old in from {
                    let found = self.find_through(old, scope, at, depth + 1)?;
                    if found.is_some() {
                        return Ok(found);
                    }
                }
            }
        }
        Ok(None)
    }

    fn warn(&mut self, at: &At, message: String) {
        self.warnings.push(Warning {
            place: at.to_string(),
            message,
            skipped: false,
        });
    }

    fn warn_not_found(&mut self, reference: &str, scope: &Scope, at: &At) {
        let where_ = if scope.is_everywhere() {
            ""
        } else {
            " where the entry holds"
        };
        self.warn(
            at,
            format!(
                "nothing is named `{reference}`{where_}; this correction changes nothing there"
            ),
        );
    }

    // ---- kinds ----

    /// Sets the kinds of entities that are there; the others may come by a split.
    fn set_kinds(&mut self) -> Result<Vec<&'e Entry>> {
        let mut late = Vec::new();
        let mut found = Vec::new();
        for entry in self.each() {
            if let What::Kind { entity, kind } = &entry.what
                && entry.scope.is_everywhere()
            {
                match self.find(entity, &entry.scope, &entry.at)? {
                    Some(number) => found.push((number, *kind, &entry.at)),
                    None => late.push(entry),
                }
            }
        }
        for (number, kind, at) in found {
            self.drafts.drafts[number].set_kind(kind, at)?;
            let name = self.drafts.drafts[number].name.clone();
            self.drafts.call(number, &name, kind);
        }
        Ok(late)
    }

    fn set_late_kinds(&mut self, late: Vec<&'e Entry>) -> Result<()> {
        for entry in late {
            if let What::Kind { entity, kind } = &entry.what {
                match self.find(entity, &entry.scope, &entry.at)? {
                    Some(number) => self.drafts.drafts[number].set_kind(*kind, &entry.at)?,
                    None => self.warn_not_found(entity, &entry.scope, &entry.at),
                }
            }
        }
        Ok(())
    }

    // ---- splits ----

    fn split(&mut self) -> Result<()> {
        let mut found = Vec::new();
        for entry in self.each() {
            let (entity, forms, name, kind) = match &entry.what {
                What::Split {
                    entity,
                    forms,
                    name,
                    kind,
                } => (entity, &forms[..], Some(name), *kind),
                What::Kind { entity, kind } if !entry.scope.is_everywhere() => {
                    (entity, &[][..], None, Some(*kind))
                }
                _ => continue,
            };
            match self.find(entity, &entry.scope, &entry.at)? {
                Some(from) => found.push((entry, from, forms, name, kind)),
                None => self.warn_not_found(entity, &entry.scope, &entry.at),
            }
        }
        // Where they go is decided before anything goes: only what was there counts as there.
        let mut made: BTreeMap<(String, Family), usize> = BTreeMap::new();
        let mut moves = Vec::new();
        for (entry, from, forms, name, kind) in found {
            if name.is_none() && kind == Some(self.drafts.drafts[from].kind) {
                continue;
            }
            let name = name.unwrap_or(&self.drafts.drafts[from].name).clone();
            let to = self.target(from, &name, kind, &entry.at, &mut made)?;
            let places: Vec<Place> = self.drafts.drafts[from]
                .mentions
                .iter()
                .copied()
                .filter(|&place| self.drafts.is_in(place, &entry.scope))
                .filter(|&place| {
                    forms.is_empty() || forms.iter().any(|form| self.drafts.is_form(place, form))
                })
                .collect();
            if places.is_empty() {
                let message = format!(
                    "no mention of `{}` fits; this correction changes nothing",
                    self.drafts.drafts[from].name
                );
                self.warn(&entry.at, message);
            } else if from != to {
                moves.push((places, from, to, &entry.at));
            }
        }
        for (places, from, to, at) in moves {
            self.move_mentions(&places, from, to, at, "split off")?;
            self.drafts.call_by_forms(to);
            self.splits.push(Done { from, to, at });
        }
        Ok(())
    }

    /// The draft that what is split off goes to: one of that name, or a new one.
    fn target(
        &mut self,
        from: usize,
        name: &str,
        kind: Option<Kind>,
        at: &At,
        made: &mut BTreeMap<(String, Family), usize>,
    ) -> Result<usize> {
        let wanted = kind.unwrap_or(self.drafts.drafts[from].kind);
        let family = Family::of(wanted);
        let key = (fold(name), family);
        if let Some(&to) = made.get(&key) {
            if let Some(kind) = kind {
                self.drafts.drafts[to].set_kind(kind, at)?;
            }
            return Ok(to);
        }
        let mut there = self.drafts.of_name(name);
        there.retain(|&number| {
            let draft = &self.drafts.drafts[number];
            number != from
                && Family::of(draft.kind) == family
                && kind.is_none_or(|kind| draft.kind == kind)
                && !made.values().any(|&new| new == number)
        });
        if let [only] = there[..] {
            return Ok(only);
        }
        let number = self.drafts.push(Draft {
            name: name.to_owned(),
            kind: wanted,
            external_id: None,
            id: None,
            mentions: BTreeSet::new(),
            named_by: None,
            kind_by: kind.map(|_| at.clone()),
            changed: true,
        });
        made.insert(key, number);
        Ok(number)
    }

    fn move_mentions(
        &mut self,
        places: &[Place],
        from: usize,
        to: usize,
        at: &'e At,
        how: &str,
    ) -> Result<()> {
        for &place in places {
            if let Some(&(was, other, by)) = self.claims.get(&place) {
                if self.drafts.root(other) == self.drafts.root(to) {
                    continue;
                }
                let (one, two) = if by < at { (other, to) } else { (to, other) };
                let names = [was, one, two].map(|n| &self.drafts.drafts[n].name);
                let what = format!(
                    "the same mentions of `{}` go to `{}` and to `{}`",
                    names[0], names[1], names[2]
                );
                return Err(contradiction(by, at, &what));
            }
            self.claims.insert(place, (from, to, at));
            self.drafts.drafts[from].mentions.remove(&place);
            self.drafts.drafts[to].mentions.insert(place);
            self.why.insert(place, format!("{how} by {at}"));
        }
        self.drafts.drafts[from].changed = true;
        self.drafts.drafts[to].changed = true;
        Ok(())
    }

    // ---- merges ----

    fn merge(&mut self) -> Result<()> {
        let mut whole = Vec::new();
        let mut partly = Vec::new();
        for entry in self.each() {
            let What::Merge { entities, name } = &entry.what else {
                continue;
            };
            let mut members = Vec::new();
            let mut has_first = false;
            for (rank, entity) in entities.iter().enumerate() {
                // The first is where mentions go, and need not be named there itself.
                let everywhere = Scope::default();
                let scope = if rank == 0 { &everywhere } else { &entry.scope };
                match self.find(entity, scope, &entry.at)? {
                    Some(number) => {
                        has_first |= rank == 0;
                        members.push(number);
                    }
                    None => self.warn_not_found(entity, scope, &entry.at),
                }
            }
            if members.len() < 2 {
                continue;
            }
            if entry.scope.is_everywhere() {
                whole.push((entry, members, name.as_ref()));
            } else if has_first {
                partly.push((entry, members));
            }
        }
        self.merge_whole(&whole)?;
        for (entry, members) in partly {
            let to = self.drafts.root(members[0]);
            for &from in &members[1..] {
                let from = self.drafts.root(from);
                let places: Vec<Place> = self.drafts.drafts[from]
                    .mentions
                    .iter()
                    .copied()
                    .filter(|&place| from != to && self.drafts.is_in(place, &entry.scope))
                    .collect();
                self.move_mentions(&places, from, to, &entry.at, "merged")?;
            }
        }
        Ok(())
    }

    fn merge_whole(&mut self, merges: &[(&'e Entry, Vec<usize>, Option<&String>)]) -> Result<()> {
        let mut group: BTreeMap<usize, usize> = BTreeMap::new();
        let leader = |group: &BTreeMap<usize, usize>, mut number: usize| {
            while let Some(&next) = group.get(&number).filter(|&&next| next != number) {
                number = next;
            }
            number
        };
        for (_, members, _) in merges {
            for &member in members {
                let (a, b) = (leader(&group, members[0]), leader(&group, member));
                group.insert(a.max(b), a.min(b));
            }
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, (_, members, _)) in merges.iter().enumerate() {
            groups
                .entry(leader(&group, members[0]))
                .or_default()
                .push(number);
        }
        for numbers in groups.values() {
            let of_group = || numbers.iter().map(|&number| &merges[number]);
            let members: BTreeSet<usize> = of_group()
                .flat_map(|(_, members, _)| members.iter().copied())
                .collect();
            if let Some(split) = self
                .splits
                .iter()
                .find(|s| members.contains(&s.from) && members.contains(&s.to))
            {
                let both = |members: &[usize]| {
                    members.contains(&split.from) && members.contains(&split.to)
                };
                let merge = of_group()
                    .find(|(_, members, _)| both(members))
                    .or(of_group().next())
                    .map_or(split.at, |(entry, ..)| &entry.at);
                let names = [split.from, split.to].map(|n| &self.drafts.drafts[n].name);
                let what = format!("`{}` and `{}` are split and merged", names[0], names[1]);
                return Err(contradiction(split.at, merge, &what));
            }
            // The first of an entry gives the name, unless it comes later in another.
            let firsts: BTreeSet<usize> = of_group().map(|(_, members, _)| members[0]).collect();
            let later: BTreeSet<usize> = of_group()
                .flat_map(|(_, members, _)| members[1..].iter().copied())
                .collect();
            let mut roots: Vec<usize> = firsts.difference(&later).copied().collect();
            if roots.is_empty() {
                roots = firsts.into_iter().collect();
            }
            let Some(root) = roots.into_iter().max_by_key(|&number| {
                let size = self.drafts.drafts[number].mentions.len();
                (size, std::cmp::Reverse(self.drafts.id(number)))
            }) else {
                continue;
            };
            for &member in members.iter().filter(|&&member| member != root) {
                let by = of_group()
                    .find(|(_, members, _)| members.contains(&member))
                    .map(|(entry, ..)| &entry.at);
                if let Some(at) = by {
                    self.merge_into(root, member, at)?;
                }
            }
            for (entry, _, name) in of_group() {
                if let Some(name) = name {
                    self.drafts.drafts[root].rename(name, &entry.at)?;
                    let kind = self.drafts.drafts[root].kind;
                    self.drafts.call(root, name, kind);
                }
            }
        }
        Ok(())
    }

    fn merge_into(&mut self, root: usize, member: usize, at: &At) -> Result<()> {
        let moved = std::mem::take(&mut self.drafts.drafts[member].mentions);
        let (kind, kind_by, external_id) = {
            let draft = &self.drafts.drafts[member];
            (draft.kind, draft.kind_by.clone(), draft.external_id.clone())
        };
        for &place in &moved {
            self.why.insert(place, format!("merged by {at}"));
        }
        self.drafts.into[member] = root;
        let target = &mut self.drafts.drafts[root];
        if let Some(by) = kind_by {
            target.set_kind(kind, &by)?;
        }
        if target.external_id.is_none() {
            target.external_id = external_id;
        }
        target.mentions.extend(moved);
        target.changed = true;
        Ok(())
    }

    // ---- names and bans ----

    fn rename(&mut self) -> Result<()> {
        // All are understood before the first is carried out.
        let mut found = Vec::new();
        for entry in self.each() {
            if let What::Rename { entity, name } = &entry.what {
                match self.find(entity, &entry.scope, &entry.at)? {
                    Some(number) => found.push((number, name, &entry.at)),
                    None => self.warn_not_found(entity, &entry.scope, &entry.at),
                }
            }
        }
        for (number, name, at) in found {
            self.drafts.drafts[number].rename(name, at)?;
            let kind = self.drafts.drafts[number].kind;
            self.drafts.call(number, name, kind);
        }
        Ok(())
    }

    fn ban(&mut self) -> Result<()> {
        let mut banned: BTreeMap<Place, &At> = BTreeMap::new();
        let by_form = self.places_of_banned_forms();
        for entry in self.each() {
            let (what, mut places) = match &entry.what {
                What::BanEntity { entity } => {
                    let number = self.find(entity, &entry.scope, &entry.at)?;
                    let mentions = number.map(|number| &self.drafts.drafts[number].mentions);
                    let places = mentions.into_iter().flatten().copied().collect();
                    (entity, places)
                }
                What::BanForm { form } => {
                    (form, by_form.get(&fold(form)).cloned().unwrap_or_default())
                }
                _ => continue,
            };
            places.retain(|&place| self.drafts.is_in(place, &entry.scope));
            if places.is_empty() {
                self.warn_not_found(what, &entry.scope, &entry.at);
            }
            for place in places {
                banned.entry(place).or_insert(&entry.at);
            }
        }
        for (place, at) in &banned {
            self.why.insert(*place, format!("banned by {at}"));
        }
        for draft in &mut self.drafts.drafts {
            let before = draft.mentions.len();
            draft.mentions.retain(|place| !banned.contains_key(place));
            draft.changed |= draft.mentions.len() < before;
        }
        self.banned = banned.into_keys().collect();
        Ok(())
    }

    /// For each form that is banned, folded, the mentions that are written so.
    fn places_of_banned_forms(&self) -> BTreeMap<String, Vec<Place>> {
        let mut out: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for entry in self.each() {
            if let What::BanForm { form } = &entry.what {
                out.entry(fold(form)).or_default();
            }
        }
        if !out.is_empty() {
            for (document, rows) in self.drafts.documents.iter().enumerate() {
                for (number, mention) in rows.mentions.iter().enumerate() {
                    if let Some(places) = out.get_mut(&fold(&mention.surface)) {
                        places.push((document, number));
                    }
                }
            }
        }
        out
    }

    // ---- result ----

    fn finish(self, before: &Resolution, gazetteer: &Gazetteer) -> Resolution {
        let documents = self.drafts.documents;
        let mut rule = before.rule.clone();
        for (&(document, mention), why) in &self.why {
            let place = (document, mention);
            rule[document][mention] = if self.banned.contains(&place) || why.starts_with("banned") {
                Rule::Banned
            } else {
                Rule::Correction
            };
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
            let aliases = match number {
                _ if draft.changed => aliases(draft.mentions.iter().map(|&place| Use {
                    mention: self.drafts.mention(place),
                    rule: rule[place.0][place.1],
                    corrected: self.why.get(&place).map(String::as_str),
                })),
                _ => before
                    .entities
                    .get(number)
                    .map(|entity| entity.aliases.clone())
                    .unwrap_or_default(),
            };
            let is_kept = kept.is_some();
            let entity = Entity {
                id: kept.unwrap_or(stem),
                name: draft.name.clone(),
                kind: draft.kind,
                external_id: draft.external_id.clone(),
                aliases,
            };
            entities.push((entity, number, is_kept));
        }
        number_ids(&mut entities, &self.drafts);
        entities.sort_by(|(a, ..), (b, ..)| a.id.cmp(&b.id));

        let mut out = Resolution {
            of_mention: rule.iter().map(|rules| vec![None; rules.len()]).collect(),
            rule,
            corrected: self.why,
            ..Resolution::default()
        };
        let mut place_of = vec![None; self.drafts.drafts.len()];
        for (index, (entity, number, _)) in entities.into_iter().enumerate() {
            for &(document, mention) in &self.drafts.drafts[number].mentions {
                out.of_mention[document][mention] = Some(index);
            }
            place_of[number] = Some(index);
            out.entities.push(entity);
        }
        let by_name = publishers(documents, &out.entities, gazetteer);
        out.publisher = before
            .publisher
            .iter()
            .zip(by_name)
            .map(|(was, now)| {
                let still = was.and_then(|entity| place_of[self.drafts.root(entity)]);
                still
                    .filter(|&entity| out.entities[entity].kind == Kind::Outlet)
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
    let mut taken: BTreeSet<String> = entities
        .iter()
        .filter(|(.., kept)| *kept)
        .map(|(entity, ..)| entity.id.clone())
        .collect();
    for (entity, _, kept) in entities {
        if !*kept && !taken.insert(entity.id.clone()) {
            let new = (2..)
                .map(|number| format!("{}-{number}", entity.id))
                .find(|id| !taken.contains(id));
            if let Some(new) = new {
                taken.insert(new.clone());
                entity.id = new;
            }
        }
    }
}
