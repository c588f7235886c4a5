//! The names of persons in one document: full names that agree, accounts, then surnames and first
//! names.
//!
//! A form that fits one person is his as a whole; a surname that fits several is decided mention by
//! mention; a first name that fits several names none of them.

use super::super::Rule;
use super::super::person::PersonName;
use super::accounts::Accounts;
use super::{Family, Resolver};
use crate::gazetteer::Strength;
use crate::gazetteer::lexicon::Nicknames;

/// So many names with one first or one last word stand only in lists, where comparing each with each
/// takes long and tells nothing.
pub(super) const LIST: usize = 500;

/// Titles of those who are called by their first name: of reigning houses, the church and orders.
const BEFORE_FIRST_NAMES: [&str; 19] = [
    "Archduke",
    "Brother",
    "Crown",
    "Emir",
    "Emperor",
    "Empress",
    "Father",
    "King",
    "Mother",
    "Patriarch",
    "Pope",
    "Prince",
    "Princess",
    "Queen",
    "Saint",
    "Sheikha",
    "Sister",
    "Sultan",
    "Tsar",
];

impl Resolver<'_> {
    pub(super) fn join_full_names(&mut self) {
        let mut full: Vec<usize> = self.forms_of(Family::Person);
        full.retain(|&f| self.forms[f].person.is_full());
        // Long names first: the short ones look for their place among them. Of names of as many words those with the
        // longer first name: an initial or a nickname may fit two of them.
        full.sort_by_key(|&f| {
            let words = &self.forms[f].person.words;
            std::cmp::Reverse((words.len(), words[0].chars().count()))
        });
        let mut done = vec![false; self.forms.len()];
        for form in full {
            let person = &self.forms[form].person;
            let (first, last) = (person.words[0].as_str(), person.last());
            let mut near = Vec::new();
            for block in [
                self.ending(Family::Person, last),
                self.beginning(Family::Person, first),
            ] {
                if block.len() <= LIST {
                    near.extend(block.iter().copied().filter(|&other| done[other]));
                }
            }
            done[form] = true;
            let fitting = |fits: &dyn Fn(&PersonName) -> bool| {
                let of = near
                    .iter()
                    .copied()
                    .filter(|&o| fits(&self.forms[o].person));
                self.sets_of(&of.collect::<Vec<_>>())
            };
            let (rule, sets) = match fitting(&|other| other.agrees(person)) {
                none if none.is_empty() => (
                    Rule::Spelling,
                    fitting(&|other| other.is_spelled_like(person)),
                ),
                some => (Rule::FullName, some),
            };
            // One that fits two persons ("J. Smith") is left alone.
            if let [only] = sets[..] {
                self.join(form, only, rule, self.first_span(only));
            }
        }
    }

    pub(super) fn join_handles(&mut self) {
        let persons = self.forms_of(Family::Person);
        let mut accounts = Accounts::default();
        if persons
            .iter()
            .any(|&f| self.forms[f].surface.starts_with('@'))
        {
            for &form in &persons {
                accounts.add(form, &self.forms[form].person);
            }
        }
        for form in persons {
            let Some(handle) = self.forms[form].surface.strip_prefix('@') else {
                continue;
            };
            let beside = self.forms[form].mentions.iter().find_map(|&m| {
                let before = m.checked_sub(1)?;
                let named = self.form_of[before];
                let gap = self.gap(before, m)?;
                let opens = matches!(gap.trim(), "(" | "[" | "—" | "-" | "");
                (opens && self.forms[named].person.is_full()).then_some(named)
            });
            let made = || {
                let fitting = accounts.made(handle);
                let first = fitting.iter().filter_map(|names| names.first()).min()?;
                let set = self.sets.find(*first);
                let mut all = fitting.iter().copied().flatten();
                all.all(|&f| self.sets.find(f) == set).then_some(*first)
            };
            if let Some(named) = beside.or_else(made) {
                self.join(form, named, Rule::Handle, self.first_span(named));
            }
        }
    }

    /// Binds surnames and first names, as whole forms where only one person fits, else one mention
    /// at a time.
    pub(super) fn bind_short_names(&mut self) {
        for form in self.forms_of(Family::Person) {
            if self.forms[form].surface.starts_with('@') {
                continue;
            }
            let (rule, candidates) = match self.longer_names(form, Rule::Surname) {
                none if none.is_empty() => {
                    (Rule::FirstName, self.longer_names(form, Rule::FirstName))
                }
                some => (Rule::Surname, some),
            };
            if rule == Rule::Surname && self.leave_to_usual(form, &candidates) {
                continue;
            }
            // A pope or a prince is nobody whose first name is the same, unless that one has the title too.
            if rule == Rule::FirstName
                && self.reigns(form)
                && !candidates.iter().any(|&c| self.reigns(c))
            {
                continue;
            }
            // Whoever usually goes by a nickname is meant rather than somebody who is never called so here.
            if rule == Rule::FirstName
                && self.lookup(form, Strength::Prior).is_some()
                && candidates.iter().all(|&c| {
                    self.forms[c].person.words.first() != self.forms[form].person.words.first()
                })
            {
                continue;
            }
            match self.sets_of(&candidates)[..] {
                [] => {}
                [only] => {
                    let shown = self.first_span(candidates[0]);
                    self.join(form, only, rule, shown);
                }
                _ if rule == Rule::Surname => self.bind_each(form, &candidates),
                // A first name that two people share names neither.
                _ => {}
            }
        }
    }

    /// Whether a title that goes with the first name alone stands before one of the form's mentions: "Pope Francis".
    fn reigns(&self, form: usize) -> bool {
        self.forms[form].mentions.iter().any(|&mention| {
            let before = self.text[..self.mentions[mention].span.start].trim_end();
            let word = before.rsplit(|c: char| !c.is_alphanumeric()).next();
            word.is_some_and(|word| BEFORE_FIRST_NAMES.contains(&word))
        })
    }

    /// The full names of which the form is the surname or the first name.
    fn longer_names(&self, form: usize, rule: Rule) -> Vec<usize> {
        let person = &self.forms[form].person;
        let mut blocks: Vec<&[usize]> = Vec::new();
        match (rule, person.words.as_slice()) {
            (_, []) => {}
            (Rule::Surname, [first, .., last]) | (Rule::Surname, [first @ last]) => {
                blocks.push(self.ending(Family::Person, last));
                // Where the surname comes first.
                blocks.push(self.beginning(Family::Person, first));
                // Where it is followed by the mother's.
                blocks.extend(self.by_first_surname.get(last).map(Vec::as_slice));
            }
            (_, [first, ..]) => {
                blocks.push(self.beginning(Family::Person, first));
                for full in Nicknames::builtin().full_names(first) {
                    blocks.push(self.beginning(Family::Person, full));
                }
            }
        }
        // A single word is asked about once for each block, names of several words as often as they are.
        blocks.retain(|block| person.words.len() == 1 || block.len() <= LIST);
        let mut near = blocks.concat();
        near.retain(|&full| self.forms[full].person.short_form(person) == Some(rule));
        near.sort_unstable();
        near.dedup();
        near
    }

    /// A surname that readers cannot mistake is its usual bearer's even where only his relatives are
    /// named in full. Binds the form to him if he is among the candidates; returns whether the form is
    /// settled.
    fn leave_to_usual(&mut self, form: usize, candidates: &[usize]) -> bool {
        let Some(usual) = self
            .lookup(form, Strength::Prior)
            .filter(|e| e.unmistakable)
        else {
            return false;
        };
        let name = PersonName::parse(&usual.name);
        let him = candidates.iter().copied().find(|&c| {
            self.known[self.sets.find(c)].is_some_and(|known| std::ptr::eq(known, usual))
                || self.forms[c].person.agrees(&name)
        });
        if let Some(him) = him {
            self.join(form, him, Rule::Surname, self.first_span(him));
        }
        true
    }

    /// Binds each mention of a surname that several people of the document have: to the one whom the
    /// sentence names in full before, else to the usual bearer, else to the one named most, else to the
    /// one named last.
    fn bind_each(&mut self, form: usize, candidates: &[usize]) {
        // Somebody who is told from a namesake by Jr. or III is not called by the bare surname.
        let mut eligible = candidates.to_vec();
        eligible.retain(|&c| self.forms[c].person.suffix.is_none());
        let usual = self.lookup(form, Strength::Prior).and_then(|usual| {
            let name = PersonName::parse(&usual.name);
            eligible
                .iter()
                .copied()
                .find(|&c| self.forms[c].person.agrees(&name))
        });
        let named = |c: usize| self.forms[c].mentions.len();
        let most = eligible.iter().copied().filter(|&c| {
            let less =
                |&o: &usize| self.sets.find(o) == self.sets.find(c) || named(o) * 2 <= named(c);
            eligible.iter().all(less)
        });
        let most = most.max_by_key(|&c| (named(c), std::cmp::Reverse(c)));
        for mention in self.forms[form].mentions.clone() {
            let last_named = eligible
                .iter()
                .filter_map(|&c| {
                    let named = &self.forms[c].mentions;
                    let before = named.partition_point(|&m| m < mention);
                    Some((*named[..before].last()?, c))
                })
                .max();
            let near = last_named.filter(|&(shown, _)| {
                self.mentions[mention].sentence == self.mentions[shown].sentence
            });
            let shown = |c: usize| (self.forms[c].mentions[0], c);
            // Where the surname comes first, few words are surnames of many people: in doubt they stay alone.
            let last_named = last_named.filter(|_| {
                !eligible
                    .iter()
                    .any(|&c| self.forms[c].person.is_surname_first())
            });
            let chosen = near.or(usual.map(shown)).or(most.map(shown)).or(last_named);
            if let Some((shown, candidate)) = chosen {
                let because = self.mentions[shown].span;
                self.moved
                    .insert(mention, (candidate, Rule::Surname, because));
            }
        }
    }
}
