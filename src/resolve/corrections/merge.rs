//! Entities that are one.
//!
//! All merges that share an entity are one merge, so their order says nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::draft::{Place, contradiction};
use super::replay::Replay;
use super::{At, Entry, Scope, What};
use crate::resolve::Family;
use crate::rows::Rows;
use crate::{Kind, Result};

impl<'e, R: Rows + ?Sized> Replay<'e, '_, R> {
    pub(super) fn merge(&mut self) -> Result<()> {
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
                    self.warn_of_kinds(root, member, at);
                    self.merge_into(root, member, at)?;
                }
            }
            for (entry, _, name) in of_group() {
                if let Some(name) = name {
                    self.call_so(root, name, &entry.at)?;
                }
            }
        }
        Ok(())
    }

    /// A person and an outlet may be one (a newsletter, an account), but hardly ever are.
    fn warn_of_kinds(&mut self, root: usize, member: usize, at: &At) {
        let [one, other] = [root, member].map(|number| &self.drafts.drafts[number]);
        if Family::of(one.kind) != Family::of(other.kind)
            && other.kind != Kind::Other
            && one.kind != Kind::Other
            && one.kind_by.is_none()
            && other.kind_by.is_none()
        {
            let (name, kind) = (&other.name, other.kind);
            let message = format!(
                "`{name}` ({kind}) is merged into `{}` ({}); if that is meant, a [[kind]] entry says so",
                one.name, one.kind
            );
            self.warn(at, message);
        }
    }

    fn merge_into(&mut self, root: usize, member: usize, at: &At) -> Result<()> {
        let moved = std::mem::take(&mut self.drafts.drafts[member].mentions);
        let (kind, kind_by, external_id) = {
            let draft = &self.drafts.drafts[member];
            (draft.kind, draft.kind_by.clone(), draft.external_id.clone())
        };
        let why: Arc<str> = format!("merged by {at}").into();
        for &place in &moved {
            self.why.insert(place, Arc::clone(&why));
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
}
