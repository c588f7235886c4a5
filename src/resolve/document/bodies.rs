//! The names of organizations and outlets in one document: legal forms, head nouns, spellings and
//! sites, then short forms, then initials.

use rustc_hash::FxHashMap;

use super::super::{Rule, organization};
use super::companies::is_mark;
use super::persons::LIST;
use super::{Family, Resolver, is_chamber};
use crate::Kind;
use crate::gazetteer::{Countries, Strength, without_legal_form};

impl Resolver<'_> {
    /// Joins names of organizations and outlets that differ in legal form, head noun, spelling, or
    /// by what a short form leaves out.
    pub(super) fn join_bodies(&mut self) {
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
        let Some((_, last)) = self.forms[form].ends() else {
            return Vec::new();
        };
        let key = self.forms[form].key.as_str();
        let form_of_key = form;
        // Names that begin with it stand side by side; each lies there once for each of its beginnings.
        let begin = format!("{key} ");
        let name = |&form: &usize| self.forms[form].key.as_str();
        let from = self
            .bodies
            .partition_point(|form| name(form) < begin.as_str());
        let mut near: Vec<usize> = self.bodies[from..]
            .iter()
            .copied()
            .take_while(|form| name(form).starts_with(&begin))
            .filter(|form| {
                organization::is_short_form(key, name(form))
                    || self.begins(form_of_key, *form)
                    || self.forms[form_of_key].stranger && is_mark(&name(form)[begin.len()..])
            })
            .collect();
        // A lone "the Times" is a newspaper's short form; a paper that calls itself so is meant by its own articles.
        if key == last {
            let papers = self.papers(form);
            let own = self.own_name(form).map(str::to_owned);
            match own {
                Some(own) => {
                    near = papers
                        .into_iter()
                        .filter(|&f| self.forms[f].key == own)
                        .collect()
                }
                None => near.extend(papers),
            }
        }
        // "the House", where the text spells out the House of Representatives of a place.
        let common = if self.forms[form].is_of_a_state() {
            key.trim_start_matches("state ")
        } else {
            key
        };
        let nations = !is_chamber(common) && self.lookup(form, Strength::Prior).is_some();
        if organization::is_common(common) && !nations {
            near.extend(self.bodies_of_places(form, common));
        }
        if organization::names_a_purpose(key) {
            let ending = self.ending(Family::Body, last);
            let ending = ending.iter().copied().filter(|_| ending.len() <= LIST);
            near.extend(ending.filter(|&f| organization::is_end_of(key, &self.forms[f].key)));
        }
        near.sort_unstable();
        near.dedup();
        // Who publishes the National Gazette is not the National Gazette Institute.
        if self.is_known_outlet(form) {
            let kind = |form: &usize| self.mentions[self.forms[*form].mentions[0]].kind;
            near.retain(|long| kind(long) != Kind::Organization);
        }
        near
    }

    /// Whether the form is named as an outlet and is the name of one.
    fn is_known_outlet(&self, form: usize) -> bool {
        let form = &self.forms[form];
        self.mentions[form.mentions[0]].kind == Kind::Outlet
            && (self.gazetteer.known(form.surface)).any(|known| known.entry.kind == Kind::Outlet)
    }

    /// Whether a name that nobody knows is the beginning of a longer one, and of no other of any kind: "Terraform"
    /// beside "Terraform Labs".
    fn begins(&self, short: usize, long: usize) -> bool {
        let (key, longer) = (&self.forms[short].key, &self.forms[long].key);
        let surface = self.forms[short].surface;
        let first = key.split(' ').next().unwrap_or_default();
        let other = |&form: &usize| self.forms[form].key.split(' ').eq(key.split(' '));
        let person = |&form: &usize| self.forms[form].person.words.iter().any(|w| w == first);
        organization::is_beginning(key, longer)
            && !organization::is_acronym(surface)
            && self.gazetteer.known(surface).next().is_none()
            && !self.beginning(Family::Place, first).iter().any(other)
            && (self.forms[short].stranger
                || !self.beginning(Family::Person, first).iter().any(person)
                    && !self.ending(Family::Person, first).iter().any(person))
    }

    /// The names that are the form's, of a place that the text names: "Oregon Senate" and "Oregon State
    /// Senate" of "Senate", "Supreme Court of Ohio" of "Supreme Court".
    fn bodies_of_places(&self, form: usize, short: &str) -> Vec<usize> {
        let of_a_state = self.forms[form].is_of_a_state();
        let is_place = |words: &str| {
            if of_a_state && matches!(words, "us" | "united states") {
                return false;
            }
            let words = words.strip_suffix(" state").unwrap_or(words);
            let place = |block: &usize| self.forms[*block].key == words;
            let first = words.split(' ').next().unwrap_or_default();
            Countries::builtin().named(words).is_some()
                || self.beginning(Family::Place, first).iter().any(place)
        };
        let of_place = |&other: &usize| {
            let long = self.forms[other].key.as_str();
            let before = long.strip_suffix(short).and_then(|l| l.strip_suffix(' '));
            let behind = long
                .strip_prefix(short)
                .and_then(|l| l.strip_prefix(" of "));
            let chamber = (short == "house")
                .then(|| long.strip_suffix(" house of representatives"))
                .flatten();
            [before, behind, chamber]
                .into_iter()
                .flatten()
                .any(is_place)
        };
        let words = [short.split(' ').next(), short.rsplit(' ').next()];
        let [first, last] = words.map(Option::unwrap_or_default);
        let blocks = [
            self.beginning(Family::Body, first),
            self.ending(Family::Body, last),
            self.ending(
                Family::Body,
                if short == "house" {
                    "representatives"
                } else {
                    ""
                },
            ),
        ];
        let short_enough = blocks.into_iter().filter(|block| block.len() <= LIST);
        let others = short_enough.flatten().copied();
        others
            .filter(|other| *other != form)
            .filter(of_place)
            .collect()
    }

    pub(super) fn join_acronyms(&mut self) {
        for form in self.forms_of(Family::Body) {
            let Some(acronym) = self.acronym(form).filter(|a| a.len() >= 3) else {
                continue;
            };
            let expansions = self.expansions(&acronym);
            let is_other = |&name: &usize| self.contradicts(form, name);
            if let [only] = self.sets_of(&expansions)[..]
                && !expansions.iter().any(is_other)
            {
                self.join(form, only, Rule::Acronym, self.first_span(expansions[0]));
            }
        }
    }

    /// The key of a form that is written like initials.
    pub(super) fn acronym(&self, form: usize) -> Option<String> {
        let surface = self.forms[form].surface;
        (organization::is_acronym(surface) || organization::is_mixed_acronym(surface))
            .then(|| self.forms[form].key.replace(' ', ""))
    }

    /// The names of organizations that have these initials.
    pub(super) fn expansions(&self, acronym: &str) -> Vec<usize> {
        let near = self.initials.near(acronym).iter().copied();
        near.filter(|&f| organization::has_initials(&self.forms[f].key, acronym))
            .collect()
    }
}

/// The telling part of a site's name, folded: "theintercept" of "www.theintercept.com".
pub(super) fn site_name(surface: &str) -> Option<String> {
    let lower = surface.to_lowercase();
    let labels: Vec<&str> = lower.split('.').filter(|l| *l != "www").collect();
    let is_site = labels.len() >= 2
        && !surface.contains(' ')
        && labels.iter().all(|l| l.len() >= 2)
        && surface.chars().any(char::is_lowercase);
    is_site.then(|| labels[0].trim_start_matches("the").to_owned())
}
