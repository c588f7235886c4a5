//! The names of persons in one document: full names that agree, accounts, then surnames and first
//! names.
//!
//! A form that fits one person is his as a whole; a surname that fits several is decided mention by
//! mention; a first name that fits several names none of them.

use super::super::Rule;
use super::super::person::PersonName;
use super::accounts::Accounts;
use super::{Family, Form, Resolver, kin};
use crate::gazetteer::lexicon::{FirstNames, Nicknames};
use crate::gazetteer::{Entry, Strength, fold};

/// So many names with one first or one last word stand only in lists, where comparing each with each
/// takes long and tells nothing.
pub(super) const LIST: usize = 500;

/// Bytes from a nickname within which somebody of the full first name must be named, some four paragraphs.
const NEAR: usize = 1_000;

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
            if self.is_mononym(form) {
                continue;
            }
            let mut surnames = self.longer_names(form, Rule::Surname);
            surnames.retain(|&c| !self.is_later_kin(form, c));
            if let Some(father) = self.father(form, &surnames) {
                if let Some(father) = father {
                    self.join(form, father, Rule::FirstName, self.first_span(father));
                }
                continue;
            }
            let (rule, candidates) = match surnames {
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
            let by_nickname = rule == Rule::FirstName
                && candidates.iter().all(|&c| {
                    self.forms[c].person.words.first() != self.forms[form].person.words.first()
                });
            // Whoever usually goes by a nickname is meant rather than somebody who is never called so here; and
            // "his son Bobby", or a Nancy far away, need not be the only Robert or Ann of the text.
            if by_nickname
                && (self.lookup(form, Strength::Prior).is_some()
                    || self.is_kin(form)
                    || !self.is_near(form, &candidates))
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
        self.reigning_titles(&self.forms[form]).next().is_some()
    }

    /// The titles that go with the first name alone before the form's mentions.
    fn reigning_titles<'f>(&'f self, form: &'f Form<'_>) -> impl Iterator<Item = &'f str> {
        form.mentions.iter().filter_map(|&mention| {
            let span = self.mentions[mention].span;
            let name = span.text(self.text);
            let last = name.rsplit(' ').next().map_or(0, str::len);
            let before = self.text[..span.end - last].trim_end();
            let word = before.rsplit(|c: char| !c.is_alphanumeric()).next();
            word.filter(|word| BEFORE_FIRST_NAMES.contains(word))
        })
    }

    /// Whether a name of one word has a title that goes with the first name and that a known person never has: Saint
    /// Francis is not Pope Francis.
    pub(super) fn reigns_elsewhere(&self, form: &Form<'_>, person: &Entry) -> bool {
        let has = |title: &str| {
            person
                .forms()
                .any(|name| name.split(' ').any(|w| w == title))
        };
        let saint = || {
            let named = format!("Saint {}", form.surface);
            self.text.contains(&named) && !self.text.contains(&*person.name)
        };
        form.person.words.len() == 1
            && (self.reigning_titles(form).any(|title| !has(title))
                || BEFORE_FIRST_NAMES.iter().any(|title| has(title)) && saint())
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
        near.retain(|&full| {
            let short = |name: &PersonName| name.short_form(person) == Some(rule);
            // Of whom the table knows without the mother's surname, the last word of that name.
            let known = || {
                let known = self.with_mothers_surname(full);
                known.is_some_and(|entry| short(&PersonName::parse(&entry.name)))
            };
            short(&self.forms[full].person) || rule == Rule::Surname && known()
        });
        near.sort_unstable();
        near.dedup();
        near
    }

    /// Whether one of these full names, or what is bound to it, is named near the first mention of a form.
    fn is_near(&self, form: usize, full: &[usize]) -> bool {
        let at = self.first_span(form).start;
        let sets = self.sets_of(full);
        let mut forms = sets.iter().flat_map(|&set| self.sets.members(set));
        forms.any(|f| {
            let mut mentions = self.forms[f].mentions.iter();
            mentions.any(|&m| self.mentions[m].span.start.abs_diff(at) <= NEAR)
        })
    }

    /// Whether the text beside the first mention of a full name introduces its bearer as somebody's relative.
    fn is_kin(&self, full: usize) -> bool {
        let span = self.first_span(full);
        kin::is_introduced_as_kin(&self.text[..span.start], &self.text[span.end..])
    }

    /// Whether the bearer of a full name comes into the text as a relative when the bare surname already is in it.
    fn is_later_kin(&self, bare: usize, full: usize) -> bool {
        let first = |form: usize| self.forms[form].mentions[0];
        let known = self.sets.members(full).map(first).min();
        known.is_some_and(|known| first(bare) < known) && self.is_kin(full)
    }

    /// Whether a name of one word is all that somebody is called by, so that it is nobody's surname who comes
    /// later or as a relative: Suharto is not Tommy Suharto.
    fn is_mononym(&self, form: usize) -> bool {
        let Some(entry) = self.known[self.sets.find(form)] else {
            return false;
        };
        let first = self.forms[form].mentions[0];
        let comes_first = |&f: &usize| first < self.forms[f].mentions[0] || self.is_kin(f);
        let ending = self.ending(Family::Person, self.forms[form].person.last());
        let mut full = ending.iter().filter(|&&f| self.forms[f].person.is_full());
        fold(&entry.name) == self.forms[form].key && full.all(comes_first)
    }

    /// Whom a bare name means that is the first word of one full name and the last of others, where names end in the
    /// father's given name: Anwar Ibrahim, Nurul Izzah Anwar. `Some(None)` if the text does not tell, and
    /// nothing where it is a surname like others.
    fn father(&self, form: usize, surnames: &[usize]) -> Option<Option<usize>> {
        let [word] = self.forms[form].person.words.as_slice() else {
            return None;
        };
        let named = |f: usize| self.forms[f].mentions.len();
        let most = surnames.iter().map(|&c| named(c)).max()?;
        let sets = self.sets_of(surnames);
        let begins = self.beginning(Family::Person, word).iter().copied();
        let mut begins = begins.filter(|&f| {
            let person = &self.forms[f].person;
            let surname = person.may_be_surname_first() || sets.contains(&self.sets.find(f));
            person.is_full() && !surname && person.last() != word
        });
        let father = begins.next()?;
        if begins.next().is_some() {
            return None;
        }
        if surnames.iter().all(|&c| self.is_kin(c)) {
            return Some(Some(father));
        }
        let western = FirstNames::builtin().sex(word).is_some()
            || Nicknames::builtin().is_first_name(word)
            || surnames.iter().any(|&c| {
                let first = &self.forms[c].person.words[0];
                Nicknames::builtin().is_first_name(first)
            });
        (!western && named(father) >= most).then_some(None)
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

    /// Whether two full names differ only by the first's Jr. or III.
    fn is_son_of(&self, son: usize, father: usize) -> bool {
        let (son, father) = (&self.forms[son].person, &self.forms[father].person);
        son.suffix.is_some() && father.suffix.is_none() && {
            let name = PersonName::new(son.words.clone(), None, son.joined);
            name.agrees(father)
        }
    }

    /// Binds each mention of a surname that several people of the document have: to the one whom the
    /// sentence names in full before, else to the usual bearer, else to the one named most, else to the
    /// one named last.
    fn bind_each(&mut self, form: usize, candidates: &[usize]) {
        // Somebody who is told from a namesake by Jr. or III is not called by the bare surname where the text names
        // the namesake too.
        let mut eligible = candidates.to_vec();
        eligible.retain(|&c| !candidates.iter().any(|&other| self.is_son_of(c, other)));
        let son = |c: usize| self.forms[c].person.suffix.is_some();
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
            let surname = self.forms[form].person.last();
            let last_named = last_named.filter(|_| {
                !(eligible.iter()).any(|&c| {
                    let person = &self.forms[c].person;
                    person.may_be_surname_first() && person.words[0] == surname
                        || person.is_surname_first()
                })
            });
            // It may be the son's, whoever of the family is named beside it.
            let of_son = |&(_, c): &(usize, usize)| {
                let other = |&o: &usize| son(o) && o != c && self.forms[o].mentions[0] < mention;
                son(c) || !eligible.iter().any(other)
            };
            let (near, last_named) = (near.filter(of_son), last_named.filter(of_son));
            let chosen = near.or(usual.map(shown)).or(most.map(shown)).or(last_named);
            if let Some((shown, candidate)) = chosen {
                let because = self.mentions[shown].span;
                self.moved
                    .insert(mention, (candidate, Rule::Surname, because));
            }
        }
    }
}
