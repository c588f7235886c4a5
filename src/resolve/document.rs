//! Who is who within one document.
//!
//! Mentions of one form (up to case, accents and punctuation) and family of kinds begin as one set;
//! rules about forms then join sets: for persons full names that agree, spellings, handles, then
//! short forms; for organizations and outlets brackets, initials, short forms, spellings; for both
//! the table of known names. A short form that fits two people is decided mention by mention.

use rustc_hash::{FxHashMap, FxHashSet};

use super::organization;
use super::person::PersonName;
use super::union::Union;
use super::{Family, Rule};
use crate::gazetteer::lexicon::Nicknames;
use crate::gazetteer::{Entry, Gazetteer, Strength, fold, without_legal_form};
use crate::{Document, Kind, Mention, Span};

/// Who is who in one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// The clusters, in the order of their first mentions.
    pub clusters: Vec<Cluster>,
    /// For each mention, in their order, how it is bound.
    pub bindings: Vec<Binding>,
}

/// The mentions of a document that name one entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The fullest and most frequent name, or the usual one where the entity is known.
    pub name: String,
    /// What most of its mentions were taken for.
    pub kind: Kind,
}

/// How a mention belongs to its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Index of the cluster.
    pub cluster: usize,
    /// The rule that bound it.
    pub rule: Rule,
    /// The mention that shows it.
    pub because: Option<Span>,
}

/// Joins the mentions, which must be in text order, of a document.
pub fn resolve(document: &Document, mentions: &[Mention], gazetteer: &Gazetteer) -> Clusters {
    let mut resolver = Resolver::new(document, mentions, gazetteer);
    resolver.join_known(Strength::Always);
    resolver.join_full_names();
    resolver.join_handles();
    resolver.join_brackets();
    resolver.join_bodies();
    resolver.join_acronyms();
    resolver.bind_short_names();
    resolver.join_known(Strength::Prior);
    resolver.finish()
}

/// One way of writing a name, with the mentions written so.
struct Form<'a> {
    family: Family,
    /// Its key; for persons see [`PersonName::key`].
    key: String,
    /// As it is written first.
    surface: &'a str,
    person: PersonName,
    mentions: Vec<usize>,
}

impl Form<'_> {
    /// The first and the last word.
    fn ends(&self) -> Option<(&str, &str)> {
        if self.family == Family::Person {
            return Some((self.person.words.first()?, self.person.words.last()?));
        }
        let mut words = self.key.split(' ').filter(|word| !word.is_empty());
        let first = words.next()?;
        Some((first, words.next_back().unwrap_or(first)))
    }
}

struct Resolver<'a> {
    text: &'a str,
    year: Option<u16>,
    /// Where the document was published, by its outlet: whose Congress "Congress" is.
    country: Option<&'a str>,
    mentions: &'a [Mention],
    gazetteer: &'a Gazetteer,
    forms: Vec<Form<'a>>,
    form_of: Vec<usize>,
    /// Forms by the first and by the last word of their names.
    by_first: FxHashMap<(Family, String), Vec<usize>>,
    by_last: FxHashMap<(Family, String), Vec<usize>>,
    /// Sets of forms.
    sets: Union,
    /// For each form how it came to its set.
    reason: Vec<Option<(Rule, Option<Span>)>>,
    /// For the leader of each set the known entity, if it is one.
    known: Vec<Option<&'a Entry>>,
    /// Mentions that are bound to another form than their own.
    moved: FxHashMap<usize, (usize, Rule, Span)>,
}

/// So many names with one first or one last word stand only in lists, where comparing each with each
/// takes long and tells nothing.
const LIST: usize = 500;

impl<'a> Resolver<'a> {
    fn new(document: &'a Document, mentions: &'a [Mention], gazetteer: &'a Gazetteer) -> Self {
        let text = document.text.as_str();
        let mut forms: Vec<Form> = Vec::new();
        let mut by_key: FxHashMap<(Family, String), usize> = FxHashMap::default();
        let mut form_of = Vec::with_capacity(mentions.len());
        let surnames = surnames(text, mentions);
        for (number, mention) in mentions.iter().enumerate() {
            let surface = mention.span.text(text);
            let family = match Family::of(mention.kind) {
                Family::Body if surnames.contains(&fold(surface)) => Family::Person,
                family => family,
            };
            let person = if family == Family::Person {
                shared_surname(text, mentions, number).unwrap_or_else(|| PersonName::parse(surface))
            } else {
                PersonName::parse("")
            };
            let key = match family {
                Family::Person if surface.starts_with('@') => surface.to_lowercase(),
                Family::Person => person.key(),
                _ => fold(surface),
            };
            let form = *by_key.entry((family, key)).or_insert_with_key(|(_, key)| {
                forms.push(Form {
                    family,
                    key: key.clone(),
                    surface,
                    person,
                    mentions: Vec::new(),
                });
                forms.len() - 1
            });
            forms[form].mentions.push(number);
            form_of.push(form);
        }
        let n = forms.len();
        let mut by_first: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        let mut by_last: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        for (number, form) in forms.iter().enumerate() {
            if let Some((first, last)) = form.ends() {
                let family = form.family;
                by_first
                    .entry((family, first.to_owned()))
                    .or_default()
                    .push(number);
                by_last
                    .entry((family, last.to_owned()))
                    .or_default()
                    .push(number);
            }
        }
        Resolver {
            text,
            year: year(document),
            country: country(document, gazetteer),
            mentions,
            gazetteer,
            forms,
            form_of,
            by_first,
            by_last,
            sets: Union::new(n),
            reason: vec![None; n],
            known: vec![None; n],
            moved: FxHashMap::default(),
        }
    }

    fn first_span(&self, form: usize) -> Span {
        self.mentions[self.forms[form].mentions[0]].span
    }

    /// Joins the set of `form` to that of `to`, unless the two are known to be different entities.
    fn join(&mut self, form: usize, to: usize, rule: Rule, because: Span) -> bool {
        let (a, b) = (self.sets.find(form), self.sets.find(to));
        if a == b {
            return false;
        }
        let known = match (self.known[a], self.known[b]) {
            (Some(a), Some(b)) if !std::ptr::eq(a, b) => return false,
            (a, b) => a.or(b),
        };
        if self.forms[form].family == Family::Person && !self.persons_agree(a, b) {
            return false;
        }
        self.sets.join(a, b);
        self.known[self.sets.find(a)] = known;
        self.reason[form].get_or_insert((rule, Some(because)));
        true
    }

    /// Whether no full name of the one set speaks against one of the other.
    fn persons_agree(&self, a: usize, b: usize) -> bool {
        let full = |set: usize| {
            let members = self.sets.members(set).iter().copied();
            members
                .map(|f| &self.forms[f].person)
                .filter(|p| p.is_full())
        };
        full(a).all(|one| {
            full(b).all(|other| {
                one.agrees(other) || one.is_spelled_like(other) || one.key() == other.key()
            })
        })
    }

    fn forms_of(&self, family: Family) -> Vec<usize> {
        (0..self.forms.len())
            .filter(|&f| self.forms[f].family == family)
            .collect()
    }

    /// The forms of a family that begin with a word, in order.
    fn beginning(&self, family: Family, word: &str) -> &[usize] {
        let key = (family, word.to_owned());
        self.by_first.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The forms of a family that end with a word, in order.
    fn ending(&self, family: Family, word: &str) -> &[usize] {
        let key = (family, word.to_owned());
        self.by_last.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The sets of some forms, each once, in order.
    fn sets_of(&self, forms: &[usize]) -> Vec<usize> {
        let mut sets: Vec<usize> = forms.iter().map(|&f| self.sets.find(f)).collect();
        sets.sort_unstable();
        sets.dedup();
        sets
    }

    // ---- names that the table knows ----

    fn join_known(&mut self, strength: Strength) {
        let mut first: FxHashMap<*const Entry, usize> = FxHashMap::default();
        for form in 0..self.forms.len() {
            if let Some(entry) = self.known[self.sets.find(form)] {
                first.entry(std::ptr::from_ref(entry)).or_insert(form);
            }
        }
        for form in 0..self.forms.len() {
            let set = self.sets.find(form);
            if self.known[set].is_some() {
                continue;
            }
            if let Some(entry) = self.lookup_set(form, strength) {
                self.known[set] = Some(entry);
                self.reason[form].get_or_insert((Rule::Known, None));
                let same = *first.entry(std::ptr::from_ref(entry)).or_insert(form);
                self.sets.join(form, same);
                self.known[self.sets.find(form)] = Some(entry);
            }
        }
    }

    /// The known entity that a set names. What the document explains, it explains better than the
    /// table: a set of several forms is known only by its longest, and only if no other form is
    /// known as something else.
    fn lookup_set(&self, form: usize, strength: Strength) -> Option<&'a Entry> {
        let members = self.sets.members(form);
        let longest = members.iter().copied().max_by_key(|&f| {
            let surface = self.forms[f].surface;
            (
                !organization::is_acronym(surface),
                surface.len(),
                std::cmp::Reverse(f),
            )
        })?;
        let entry = self.lookup(longest, strength)?;
        members
            .iter()
            .filter_map(|&f| self.lookup(f, strength))
            .all(|other| std::ptr::eq(other, entry))
            .then_some(entry)
    }

    fn lookup(&self, form: usize, strength: Strength) -> Option<&'a Entry> {
        let form = &self.forms[form];
        let mut found = self.gazetteer.known(form.surface).filter(|m| {
            m.strength <= strength
                && m.holds_in(self.year, self.country)
                && Family::of(m.entry.kind) == form.family
                // WHO is no "who", and IS no "is".
                && (organization::is_acronym(m.form) <= organization::is_acronym(form.surface))
        });
        let first = found.next()?;
        // Two readings are none.
        found
            .all(|m| m.strength > first.strength)
            .then_some(first.entry)
    }

    // ---- persons ----

    fn join_full_names(&mut self) {
        let mut full: Vec<usize> = self.forms_of(Family::Person);
        full.retain(|&f| self.forms[f].person.is_full());
        // Long names first: the short ones look for their place among them.
        full.sort_by_key(|&f| std::cmp::Reverse(self.forms[f].person.words.len()));
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

    fn join_handles(&mut self) {
        for form in self.forms_of(Family::Person) {
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
                let mut fitting = (0..self.forms.len()).filter(|&other| {
                    let person = &self.forms[other].person;
                    person.is_full() && person.makes_handle(handle)
                });
                let first = fitting.next()?;
                fitting
                    .all(|f| self.sets.find(f) == self.sets.find(first))
                    .then_some(first)
            };
            if let Some(named) = beside.or_else(made) {
                self.join(form, named, Rule::Handle, self.first_span(named));
            }
        }
    }

    /// Binds surnames and first names, as whole forms where only one person fits, else one mention
    /// at a time.
    fn bind_short_names(&mut self) {
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

    /// The full names of which the form is the surname or the first name.
    fn longer_names(&self, form: usize, rule: Rule) -> Vec<usize> {
        let person = &self.forms[form].person;
        let mut blocks: Vec<&[usize]> = Vec::new();
        match (rule, person.words.as_slice()) {
            (_, []) => {}
            (Rule::Surname, [.., last]) => blocks.push(self.ending(Family::Person, last)),
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
            let chosen = near.or(usual.map(shown)).or(most.map(shown)).or(last_named);
            if let Some((shown, candidate)) = chosen {
                let because = self.mentions[shown].span;
                self.moved
                    .insert(mention, (candidate, Rule::Surname, because));
            }
        }
    }

    // ---- organizations and outlets ----

    /// The text between two mentions, if it is short and of one line.
    fn gap(&self, before: usize, after: usize) -> Option<&'a str> {
        let (end, start) = (
            self.mentions[before].span.end,
            self.mentions[after].span.start,
        );
        let gap = self.text.get(end..start)?;
        (gap.len() <= 30 && !gap.contains('\n')).then_some(gap)
    }

    /// "Name (ACRONYM)", "ACRONYM (Name)", "Name (the A/ B/ C)", "Name, known as the A".
    fn join_brackets(&mut self) {
        let mut head: Option<usize> = None;
        for after in 1..self.mentions.len() {
            let before = after - 1;
            let body = |m: usize| self.forms[self.form_of[m]].family == Family::Body;
            let Some(gap) = self
                .gap(before, after)
                .filter(|_| body(before) && body(after))
            else {
                head = None;
                continue;
            };
            match (link(gap), head) {
                (Link::Opens, _) if self.closes(after) => head = Some(before),
                (Link::KnownAs, _) => head = Some(before),
                (Link::Slash | Link::Comma, Some(_)) => {}
                _ => {
                    head = None;
                    continue;
                }
            }
            // Names between strokes are names of one thing; between commas they may be others.
            let strict = link(gap) == Link::Comma;
            if let Some(named) = head
                && self.bracketed(named, after, strict)
            {
                let because = self.mentions[named].span;
                let (form, to) = (self.form_of[after], self.form_of[named]);
                self.join(form, to, Rule::Bracket, because);
            }
        }
    }

    /// Whether a bracket, or the next of several names in it, follows the mention.
    fn closes(&self, mention: usize) -> bool {
        let rest = self.text[self.mentions[mention].span.end..].trim_start();
        rest.starts_with([')', '/', ',', ';', ']'])
    }

    /// Whether the second name can be in brackets because it names the same as the first: one of
    /// them is an acronym, and not the acronym of yet another name of the document. If `strict`, the
    /// first must have these initials.
    fn bracketed(&self, first: usize, second: usize, strict: bool) -> bool {
        let (first, second) = (self.form_of[first], self.form_of[second]);
        let (name, acronym) = match (self.acronym(first), self.acronym(second)) {
            (None, Some(acronym)) => (first, acronym),
            (Some(acronym), None) => {
                return organization::has_initials(&self.forms[second].key, &acronym);
            }
            _ => return false,
        };
        let fits = self
            .sets
            .members(name)
            .iter()
            .any(|&f| organization::has_initials(&self.forms[f].key, &acronym));
        // "Federal Reserve (AP)" is a credit, not a name.
        let credit = self
            .gazetteer
            .known(self.forms[second].surface)
            .any(|known| known.entry.kind == Kind::Outlet);
        fits || !strict && !credit && self.expansions(&acronym).is_empty()
    }

    /// The key of a form that is written like initials.
    fn acronym(&self, form: usize) -> Option<String> {
        organization::is_acronym(self.forms[form].surface)
            .then(|| self.forms[form].key.replace(' ', ""))
    }

    /// The names of organizations that have these initials.
    fn expansions(&self, acronym: &str) -> Vec<usize> {
        let names = self.forms_of(Family::Body).into_iter();
        names
            .filter(|&f| organization::has_initials(&self.forms[f].key, acronym))
            .collect()
    }

    fn join_acronyms(&mut self) {
        for form in self.forms_of(Family::Body) {
            let Some(acronym) = self.acronym(form).filter(|a| a.len() >= 3) else {
                continue;
            };
            let expansions = self.expansions(&acronym);
            if let [only] = self.sets_of(&expansions)[..] {
                self.join(form, only, Rule::Acronym, self.first_span(expansions[0]));
            }
        }
    }

    /// Joins names of organizations and outlets that differ in legal form, head noun, spelling, or
    /// by what a short form leaves out.
    fn join_bodies(&mut self) {
        let bodies = self.forms_of(Family::Body);
        let mut seen: FxHashMap<(Rule, String), usize> = FxHashMap::default();
        let mut by_spelling: FxHashMap<String, Vec<(usize, String)>> = FxHashMap::default();
        for &form in &bodies {
            let key = self.forms[form].key.clone();
            let plain = without_legal_form(&key);
            let plain = organization::without_head(plain).unwrap_or(plain);
            let plain = organization::without_country(plain)
                .unwrap_or(plain)
                .to_owned();
            if let Some(spelling) = organization::spelling_key(&plain) {
                let block = by_spelling.entry(spelling).or_default();
                for (other, name) in &*block {
                    if organization::is_spelled_like(&plain, name) {
                        self.join(form, *other, Rule::Spelling, self.first_span(*other));
                    }
                }
                block.push((form, plain.clone()));
            }
            let site = site_name(self.forms[form].surface).unwrap_or_else(|| key.replace(' ', ""));
            for (rule, key) in [(Rule::Variant, plain), (Rule::Domain, site)] {
                let first = *seen.entry((rule, key)).or_insert(form);
                if first != form {
                    self.join(form, first, rule, self.first_span(first));
                }
            }
        }
        for &form in &bodies {
            let longer = self.longer_bodies(form);
            if let [only] = self.sets_of(&longer)[..] {
                self.join(form, only, Rule::ShortForm, self.first_span(longer[0]));
            }
        }
    }

    /// The longer names of which the form may be short.
    fn longer_bodies(&self, form: usize) -> Vec<usize> {
        let Some((first, last)) = self.forms[form].ends() else {
            return Vec::new();
        };
        let key = self.forms[form].key.as_str();
        let mut near = self.beginning(Family::Body, first).to_vec();
        near.retain(|&long| organization::is_short_form(key, &self.forms[long].key));
        // A lone "the Times" is a newspaper's short form by its last word.
        let outlet = |&f: &usize| self.mentions[self.forms[f].mentions[0]].kind == Kind::Outlet;
        if outlet(&form) && key == last {
            let papers = self.ending(Family::Body, last).iter().copied();
            near.extend(papers.filter(outlet).filter(|&f| self.forms[f].key != key));
        }
        near.sort_unstable();
        near
    }

    // ---- result ----

    fn finish(self) -> Clusters {
        let mut number: FxHashMap<usize, usize> = FxHashMap::default();
        let mut members: Vec<Vec<usize>> = Vec::new();
        let mut leaders = Vec::new();
        let mut bindings = Vec::with_capacity(self.mentions.len());
        for (mention, &form) in self.form_of.iter().enumerate() {
            let moved = self.moved.get(&mention);
            let set = self.sets.find(moved.map_or(form, |&(to, ..)| to));
            let cluster = *number.entry(set).or_insert_with(|| {
                members.push(Vec::new());
                leaders.push(set);
                members.len() - 1
            });
            members[cluster].push(mention);
            let shared = shared_surname(self.text, self.mentions, mention).is_some();
            let (rule, because) = match (moved, self.reason[form]) {
                _ if shared => (Rule::SharedSurname, None),
                (Some(&(_, rule, because)), _) => (rule, Some(because)),
                (None, Some(reason)) => reason,
                (None, None) => (Rule::Name, None),
            };
            bindings.push(Binding {
                cluster,
                rule,
                because,
            });
        }
        let clusters = members
            .iter()
            .zip(&leaders)
            .map(|(mentions, &set)| self.describe(mentions, self.known[set]))
            .collect();
        Clusters { clusters, bindings }
    }

    fn describe(&self, mentions: &[usize], known: Option<&Entry>) -> Cluster {
        let mut votes: FxHashMap<Kind, f32> = FxHashMap::default();
        let mut forms: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
        for &m in mentions {
            *votes.entry(self.mentions[m].kind).or_default() += self.mentions[m].score.max(0.01);
            let count = forms
                .entry(self.mentions[m].span.text(self.text))
                .or_insert((0, m));
            count.0 += 1;
        }
        let kind = Kind::ALL
            .into_iter()
            .rev()
            .max_by(|a, b| {
                let vote = |kind| votes.get(kind).copied().unwrap_or(0.0);
                vote(a).total_cmp(&vote(b))
            })
            .unwrap_or(Kind::Other);
        if let Some(entry) = known {
            return Cluster {
                name: entry.name.to_string(),
                kind: entry.kind,
            };
        }
        let best = forms.iter().max_by_key(|&(&surface, &(count, first))| {
            let person = &self.forms[self.form_of[first]].person;
            let full = match kind {
                Kind::Person => person.is_full() && !surface.starts_with('@'),
                _ => !organization::is_acronym(surface) && site_name(surface).is_none(),
            };
            let shouted = surface.chars().all(|c| !c.is_lowercase());
            let words = surface.split_whitespace().count().min(2);
            (full, words, !shouted, count, surface.len(), surface)
        });
        let name = best.map_or("", |(surface, _)| surface);
        // "Bill and Hillary Clinton": the first's full name is written nowhere.
        let shared = mentions
            .iter()
            .find_map(|&m| shared_surname(self.text, self.mentions, m));
        let name = match shared {
            Some(person) if !PersonName::parse(name).is_full() => title_case(&person.words),
            _ => name.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        Cluster { name, kind }
    }
}

/// The surnames that some mentions were taken for organizations of, although the document uses them
/// at least as often for persons whom it names in full: "the Alavi account".
fn surnames(text: &str, mentions: &[Mention]) -> FxHashSet<String> {
    let mut persons: FxHashMap<String, usize> = FxHashMap::default();
    let mut full: FxHashSet<String> = FxHashSet::default();
    let mut bodies: FxHashMap<String, usize> = FxHashMap::default();
    for mention in mentions {
        let surface = mention.span.text(text);
        match Family::of(mention.kind) {
            Family::Person => {
                let person = PersonName::parse(surface);
                *persons.entry(person.last().to_owned()).or_default() += 1;
                if person.is_full() {
                    full.insert(person.last().to_owned());
                }
            }
            Family::Body => *bodies.entry(fold(surface)).or_default() += 1,
            _ => {}
        }
    }
    bodies.retain(|key, count| full.contains(key) && persons.get(key) >= Some(count));
    bodies.into_keys().collect()
}

/// The name of "Bill" in "Bill and Hillary Clinton".
fn shared_surname(text: &str, mentions: &[Mention], number: usize) -> Option<PersonName> {
    let (this, next) = (&mentions[number], mentions.get(number + 1)?);
    let gap = text.get(this.span.end..next.span.start)?;
    if next.kind != Kind::Person || this.kind != Kind::Person || !matches!(gap, " and " | " & ") {
        return None;
    }
    let first = PersonName::parse(this.span.text(text));
    let other = PersonName::parse(next.span.text(text));
    let given = first.words.len() == 1 && Nicknames::builtin().is_first_name(&first.words[0]);
    (given && other.words.len() == 2).then(|| PersonName {
        words: vec![first.words[0].clone(), other.last().to_owned()],
        suffix: None,
    })
}

fn title_case(words: &[String]) -> String {
    let capital = |word: &String| {
        let mut letters = word.chars();
        let first = letters.next().map(char::to_uppercase);
        first
            .into_iter()
            .flatten()
            .chain(letters)
            .collect::<String>()
    };
    words.iter().map(capital).collect::<Vec<_>>().join(" ")
}

/// The telling part of a site's name, folded: "theintercept" of "www.theintercept.com".
fn site_name(surface: &str) -> Option<String> {
    let lower = surface.to_lowercase();
    let labels: Vec<&str> = lower.split('.').filter(|l| *l != "www").collect();
    let is_site = labels.len() >= 2
        && !surface.contains(' ')
        && labels.iter().all(|l| l.len() >= 2)
        && surface.chars().any(char::is_lowercase);
    is_site.then(|| labels[0].trim_start_matches("the").to_owned())
}

/// How the text between two names ties them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// A bracket opens.
    Opens,
    /// "known as", "which stands for".
    KnownAs,
    /// The next of several names between strokes.
    Slash,
    /// The next of several names between commas.
    Comma,
    None,
}

fn link(gap: &str) -> Link {
    let separator =
        |c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';' | '"' | '“' | '”' | '‘' | '’');
    let words: Vec<&str> = gap
        .split(separator)
        .filter(|w| !matches!(*w, "" | "the" | "The" | "or" | "also" | "better" | "which"))
        .collect();
    match words[..] {
        ["(" | "(the" | "["] => Link::Opens,
        ["known", "as"] | ["called"] | ["a.k.a."] | ["aka"] | ["stands", "for"] => Link::KnownAs,
        [] if gap.contains('/') => Link::Slash,
        [] if gap.contains([',', ';']) || gap.contains(" or ") => Link::Comma,
        _ => Link::None,
    }
}

/// The country in whose news the document stands: that of its outlet, or else of its domain's ending.
fn country<'a>(document: &Document, gazetteer: &'a Gazetteer) -> Option<&'a str> {
    let provenance = &document.provenance;
    let domain = provenance.domain.as_deref();
    let outlet = domain
        .and_then(|d| gazetteer.outlet_by_domain(d))
        .or_else(|| {
            let publisher = provenance.publisher.as_deref()?;
            gazetteer.outlet_by_domain(publisher).or_else(|| {
                let mut known = gazetteer.known(publisher).map(|m| m.entry);
                known.find(|entry| entry.kind == Kind::Outlet)
            })
        });
    outlet.and_then(|o| o.countries.first()).map(|code| &**code)
}

fn year(document: &Document) -> Option<u16> {
    document.provenance.date.as_deref()?.get(..4)?.parse().ok()
}
