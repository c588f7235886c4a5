//! Carries corrections out, step by step; see the module above for the order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::draft::{Draft, Drafts, Place, contradiction, is_called};
use super::touched::Touched;
use super::{At, Entry, Scope, What};
use crate::gazetteer::{Gazetteer, fold};
use crate::resolve::{Family, Resolution};
use crate::rows::Rows;
use crate::{Kind, Result, Warning};

pub(super) fn replay(
    entries: &[Entry],
    mut resolution: Resolution,
    documents: &(impl Rows + ?Sized),
    gazetteer: &Gazetteer,
) -> Result<(Resolution, Vec<Warning>)> {
    let touched = Touched::collect(entries, &resolution, documents);
    let mut entries: Vec<&Entry> = entries.iter().collect();
    entries.sort();
    let mut replay = Replay {
        entries,
        drafts: Drafts::new(&resolution, touched, documents),
        claims: BTreeMap::new(),
        splits: Vec::new(),
        why: std::mem::take(&mut resolution.corrected),
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
    Ok((replay.finish(resolution, gazetteer), warnings))
}

/// A split that was carried out.
pub(super) struct Done<'e> {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) at: &'e At,
}

/// Corrections that are being carried out.
pub(super) struct Replay<'e, 'd, R: ?Sized> {
    entries: Vec<&'e Entry>,
    pub(super) drafts: Drafts<'d, R>,
    /// For each mention that an entry moved, where from, where to, and which entry.
    claims: BTreeMap<Place, (usize, usize, &'e At)>,
    pub(super) splits: Vec<Done<'e>>,
    /// What to say of each mention that was moved or banned.
    pub(super) why: BTreeMap<Place, Arc<str>>,
    pub(super) banned: BTreeSet<Place>,
    warnings: Vec<Warning>,
}

impl<'e, R: Rows + ?Sized> Replay<'e, '_, R> {
    pub(super) fn each(&self) -> impl Iterator<Item = &'e Entry> + use<'e, R> {
        self.entries.clone().into_iter()
    }

    /// The draft that an entry means, by what it is called now or by what another entry calls it.
    pub(super) fn find(
        &mut self,
        reference: &str,
        scope: &Scope,
        at: &At,
    ) -> Result<Option<usize>> {
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

    pub(super) fn warn(&mut self, at: &At, message: String) {
        self.warnings.push(Warning {
            place: at.to_string(),
            message,
            skipped: false,
        });
    }

    pub(super) fn warn_not_found(&mut self, reference: &str, scope: &Scope, at: &At) {
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
            entity: None,
            id: None,
            mentions: BTreeSet::new(),
            named_by: None,
            kind_by: kind.map(|_| at.clone()),
            changed: true,
        });
        made.insert(key, number);
        Ok(number)
    }

    pub(super) fn move_mentions(
        &mut self,
        places: &[Place],
        from: usize,
        to: usize,
        at: &'e At,
        how: &str,
    ) -> Result<()> {
        let why: Arc<str> = format!("{how} by {at}").into();
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
            self.why.insert(place, Arc::clone(&why));
        }
        self.drafts.drafts[from].changed = true;
        self.drafts.drafts[to].changed = true;
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
            self.call_so(number, name, at)?;
        }
        Ok(())
    }

    /// Gives an entity a name, with a word if another has it: then neither is found by it.
    pub(super) fn call_so(&mut self, number: usize, name: &str, at: &At) -> Result<()> {
        self.drafts.drafts[number].rename(name, at)?;
        let kind = self.drafts.drafts[number].kind;
        let mut others = self.drafts.of_name(name);
        others.retain(|&other| {
            let other = &self.drafts.drafts[other];
            fold(&other.name) == fold(name) && Family::of(other.kind) == Family::of(kind)
        });
        if others.iter().any(|&other| other != number) {
            let message =
                format!("another entity is named `{name}` too; if they are one, merge them");
            self.warn(at, message);
        }
        self.drafts.call(number, name, kind);
        Ok(())
    }

    fn ban(&mut self) -> Result<()> {
        let mut banned: BTreeMap<Place, &At> = BTreeMap::new();
        let by_form = self.places_of_banned_forms();
        for entry in self.each() {
            let (what, mut places) = match &entry.what {
                What::BanEntity { entity } => {
                    let number = self.find(entity, &entry.scope, &entry.at)?;
                    let is_merged = |&number: &usize| {
                        let mut into = self.drafts.into.iter().enumerate();
                        into.any(|(member, &root)| member != number && root == number)
                    };
                    if let Some(number) = number.filter(is_merged) {
                        let name = &self.drafts.drafts[number].name;
                        let message = format!(
                            "`{entity}` is merged with others into `{name}`; all of it is banned"
                        );
                        self.warn(&entry.at, message);
                    }
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
        let mut by: BTreeMap<&At, Arc<str>> = BTreeMap::new();
        for (&place, &at) in &banned {
            let why = by
                .entry(at)
                .or_insert_with(|| format!("banned by {at}").into());
            self.why.insert(place, Arc::clone(why));
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
        for (place, form) in self.drafts.touched.all() {
            if let Some(places) = out.get_mut(form) {
                places.push(place);
            }
        }
        out
    }
}
