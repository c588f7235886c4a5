//! Who is who within one document.
//!
//! Mentions of one form (up to case, accents and punctuation) and family of kinds begin as one set;
//! rules about forms then join sets: for persons full names that agree, spellings, handles, then
//! short forms; for organizations and outlets brackets, initials, short forms, spellings; for both
//! the table of known names. A short form that fits two people is decided mention by mention.

mod accounts;
mod bodies;
mod brackets;
mod companies;
pub(super) mod context;
mod kin;
mod papers;
mod persons;
mod stranger;

use rustc_hash::FxHashMap;

use self::bodies::site_name;
use self::companies::{companies, kind_of};
use self::context::{countries, of_a_state, publisher, shared_surname, surnames, year};
use self::stranger::is_stranger;
use super::organization::{self, Initials};
use super::person::{PersonName, all_agree};
use super::union::Union;
use super::{Family, Rule};
use crate::gazetteer::lexicon::{is_iberian_first_name, is_iberian_surname};
use crate::gazetteer::{Countries, Entry, Gazetteer, Match, Strength, fold, with_folded};
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
    /// Whether the text tells against the reading of a table: it introduces a stranger, or calls a company so.
    stranger: bool,
}

impl Form<'_> {
    /// Whether the text says of it that it is a state's: "the state Senate".
    fn is_of_a_state(&self) -> bool {
        self.family == Family::Body
            && (self.key.strip_prefix("state "))
                .is_some_and(|key| with_folded(self.surface, |own| key == own))
    }

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
    /// Whose Congress "Congress" may be, the likeliest first.
    countries: Vec<&'a str>,
    /// Whether it is about the chambers of a state and names none of the nation's in full.
    of_states: bool,
    /// The outlet that published the document.
    publisher: Option<&'a Entry>,
    /// Its folded name.
    own: Option<String>,
    /// Whether it is of public life, so that a bare surname may be that of somebody whom every reader knows: it is
    /// published by a known outlet, or names somebody or some body of the table otherwise than by surname.
    public: bool,
    mentions: &'a [Mention],
    gazetteer: &'a Gazetteer,
    forms: Vec<Form<'a>>,
    form_of: Vec<usize>,
    /// Forms by the first and by the last word of their names.
    by_first: FxHashMap<(Family, String), Vec<usize>>,
    by_last: FxHashMap<(Family, String), Vec<usize>>,
    /// Names of persons who have two surnames by the first of these.
    by_first_surname: FxHashMap<String, Vec<usize>>,
    /// The names of organizations and outlets by their initials.
    initials: Initials,
    /// The forms of organizations and outlets in the order of their keys.
    bodies: Vec<usize>,
    /// Sets of forms.
    sets: Union,
    /// For each form how it came to its set.
    reason: Vec<Option<(Rule, Option<Span>)>>,
    /// For the leader of each set the known entity, if it is one.
    known: Vec<Option<&'a Entry>>,
    /// Mentions that are bound to another form than their own.
    moved: FxHashMap<usize, (usize, Rule, Span)>,
}

impl<'a> Resolver<'a> {
    fn new(document: &'a Document, mentions: &'a [Mention], gazetteer: &'a Gazetteer) -> Self {
        let text = document.text.as_str();
        let mut forms: Vec<Form> = Vec::new();
        let mut by_key: FxHashMap<(Family, String), usize> = FxHashMap::default();
        let mut form_of = Vec::with_capacity(mentions.len());
        let surnames = surnames(text, mentions, gazetteer);
        let of_a_state = of_a_state(text, mentions);
        let companies = companies(text, mentions, gazetteer);
        for (number, mention) in mentions.iter().enumerate() {
            let surface = mention.span.text(text);
            let family = match Family::of(mention.kind) {
                _ if companies.contains(&number) => Family::Body,
                Family::Body if with_folded(surface, |key| surnames.contains(key)) => {
                    Family::Person
                }
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
                // "the state House" is not the House.
                Family::Body if of_a_state.contains(&number) => format!("state {}", fold(surface)),
                _ => fold(surface),
            };
            let form = *by_key.entry((family, key)).or_insert_with_key(|(_, key)| {
                forms.push(Form {
                    family,
                    key: key.clone(),
                    surface,
                    person,
                    mentions: Vec::new(),
                    stranger: false,
                });
                forms.len() - 1
            });
            let named = &mut forms[form];
            named.mentions.push(number);
            named.stranger |= match family {
                Family::Person => !named.person.is_full() && is_stranger(text, mention.span),
                _ => companies.contains(&number),
            };
            form_of.push(form);
        }
        let n = forms.len();
        let mut by_first: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        let mut by_last: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        let mut by_first_surname: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        let mut initials = Initials::default();
        for (number, form) in forms.iter().enumerate() {
            if form.family == Family::Body {
                initials.add(number, &form.key);
            }
            let fathers = form.person.first_surname();
            // The table may know whoever has a mother's surname behind it.
            let known =
                known_by_fathers(gazetteer, &form.person).map(|_| form.person.words[1].as_str());
            if let Some(surname) = fathers.or(known) {
                let named = by_first_surname.entry(surname.to_owned());
                named.or_default().push(number);
            }
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
        let of_states = is_of_states(&forms);
        let publisher = publisher(&document.provenance, gazetteer);
        let public = publisher.is_some()
            || forms.iter().any(|form| match form.family {
                Family::Person => gazetteer.always(form.surface).is_some(),
                Family::Body => (gazetteer.known(form.surface))
                    .any(|known| known.entry.kind == Kind::Organization),
                _ => false,
            });
        let body = |&form: &usize| forms[form].family == Family::Body;
        let mut bodies: Vec<usize> = (0..n).filter(body).collect();
        bodies.sort_by(|&a, &b| forms[a].key.cmp(&forms[b].key));
        Resolver {
            text,
            year: year(document),
            countries: countries(document, mentions, gazetteer),
            of_states,
            publisher,
            own: papers::own_name(document, publisher),
            public,
            mentions,
            gazetteer,
            forms,
            form_of,
            by_first,
            by_last,
            by_first_surname,
            initials,
            bodies,
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
        let persons = |set: usize| {
            let members = self.sets.members(set);
            members.map(|form| &self.forms[form].person)
        };
        all_agree(persons(a), persons(b))
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
        let longest = members.clone().max_by_key(|&f| {
            let surface = self.forms[f].surface;
            (
                !organization::is_acronym(surface),
                surface.len(),
                std::cmp::Reverse(f),
            )
        })?;
        let entry = self.lookup(longest, strength)?;
        members
            .filter_map(|f| self.lookup(f, strength))
            .all(|other| std::ptr::eq(other, entry))
            .then_some(entry)
    }

    fn lookup(&self, form: usize, strength: Strength) -> Option<&'a Entry> {
        if strength == Strength::Prior && self.own_name(form).is_some() {
            return self.publisher;
        }
        let mut countries = self.countries.iter().copied();
        let found = countries.find_map(|country| self.readings(form, strength, Some(country)));
        let found = found
            .or_else(|| self.readings(form, strength, Some("")))
            .flatten();
        match found {
            None => self.with_mothers_surname(form),
            Some(usual) if strength == Strength::Prior && self.is_other_paper(form, usual) => None,
            found => found,
        }
    }

    /// Whom the table knows without the mother's surname, which the form has behind the father's.
    fn with_mothers_surname(&self, form: usize) -> Option<&'a Entry> {
        known_by_fathers(self.gazetteer, &self.forms[form].person)
    }

    /// What a form means in the news of a country (of none in particular, if it is empty): nothing if it
    /// has no meaning, `Some(None)` if it has two.
    fn readings(
        &self,
        form: usize,
        strength: Strength,
        country: Option<&str>,
    ) -> Option<Option<&'a Entry>> {
        let form = &self.forms[form];
        if form.is_of_a_state() || self.of_states && is_chamber(&form.key) {
            return None;
        }
        let is_outlet = |m: &&usize| self.mentions[**m].kind == Kind::Outlet;
        let outlets = form.mentions.iter().filter(is_outlet).count();
        let kind = match form.family {
            Family::Body if outlets * 2 > form.mentions.len() => Kind::Outlet,
            Family::Body => Kind::Organization,
            _ => self.mentions[form.mentions[0]].kind,
        };
        // Abroad, three letters that are called no outlet are a party or a ministry, not a far country's agency.
        let far = |m: &Match| {
            m.entry.kind == Kind::Outlet
                && kind != Kind::Outlet
                && m.strength != Strength::Always
                && organization::is_acronym(m.form)
                && !(m.entry.countries.iter()).any(|code| self.countries.contains(&&**code))
        };
        let found: Vec<Match<'a>> = (self.gazetteer.known(form.surface))
            .filter(|m| {
                m.strength <= strength
                    && m.holds_in(self.year, country)
                    && Family::of(m.entry.kind) == form.family
                    && !far(m)
                    && !(m.strength == Strength::Prior && self.is_told_against(form, m.entry))
                    && (self.public
                        || m.entry.kind != Kind::Person
                        || m.strength == Strength::Always
                        || m.entry.unmistakable)
                    // WHO is no "who", and IS no "is".
                    && (organization::is_acronym(m.form) <= organization::is_acronym(form.surface))
            })
            .collect();
        let surest = found.iter().map(|m| m.strength).min()?;
        let surest = || found.iter().filter(|m| m.strength == surest);
        // Of two readings the one of the very kind is meant ("the Hill" is Capitol Hill or an outlet), else
        // two are none.
        let of_kind = || surest().filter(|m| m.entry.kind == kind);
        let only = if surest().count() == 1 {
            surest().next()
        } else {
            of_kind().next()
        };
        let several = surest().count() > 1 && of_kind().count() != 1;
        Some(only.filter(|_| !several).map(|m| m.entry))
    }

    /// Whether the text says of a bare name that it is not this person's, and does not name him in full.
    fn is_told_against(&self, form: &Form<'_>, person: &Entry) -> bool {
        if person.kind != Kind::Person || !(form.stranger || self.reigns_elsewhere(form, person)) {
            return false;
        }
        let name = PersonName::parse(&person.name);
        let named = self.ending(Family::Person, name.last());
        !named.iter().any(|&f| self.forms[f].person.agrees(&name))
    }

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
        let kind = kind_of(kind, self.forms[self.form_of[mentions[0]]].family);
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
            Some(person) if !PersonName::parse(name).is_full() => title_case(&person),
            _ if self.forms[self.form_of[mentions[0]]].is_of_a_state()
                && mentions
                    .iter()
                    .all(|&m| self.forms[self.form_of[m]].is_of_a_state()) =>
            {
                format!("state {name}")
            }
            _ => name.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        Cluster { name, kind }
    }
}

/// Whom the table knows by the given name and the father's surname alone: Claudia Sheinbaum Pardo.
fn known_by_fathers<'g>(gazetteer: &'g Gazetteer, person: &PersonName) -> Option<&'g Entry> {
    let [first, surname, more @ ..] = person.words.as_slice() else {
        return None;
    };
    let mut surnames = [surname].into_iter().chain(more);
    let iberian = is_iberian_first_name(first) || surnames.any(|word| is_iberian_surname(word));
    if !(1..=3).contains(&more.len()) || !iberian || person.suffix.is_some() {
        return None;
    }
    let short = format!("{first} {surname}");
    let known = gazetteer.always(&short)?;
    (known.kind == Kind::Person && fold(&known.name) == short).then_some(known)
}

/// Whether the folded name is that of a chamber and does not say whose.
fn is_chamber(key: &str) -> bool {
    matches!(
        key,
        "house"
            | "senate"
            | "house of representatives"
            | "assembly"
            | "general assembly"
            | "legislature"
    )
}

/// Whether the forms name chambers of a state ("Missouri House", "the state Senate") and none of the United
/// States ("Congress", "U.S. Senate").
fn is_of_states(forms: &[Form<'_>]) -> bool {
    let bodies = || forms.iter().filter(|form| form.family == Family::Body);
    let national = |form: &Form<'_>| {
        let key = form.key.as_str();
        key == "congress" || key.starts_with("us ") || key.starts_with("united states ")
    };
    let of_a_state = |form: &Form<'_>| {
        let key = form.key.as_str();
        let place = ["house", "senate", "house of representatives"]
            .iter()
            .find_map(|chamber| {
                let place = key.strip_suffix(chamber)?.strip_suffix(' ')?;
                Some(place.strip_suffix(" state").unwrap_or(place))
            });
        form.is_of_a_state() && key.strip_prefix("state ").is_some_and(is_chamber)
            || place.is_some_and(|place| {
                Countries::builtin().named(place) == Some("US")
                    || forms
                        .iter()
                        .any(|f| f.family == Family::Place && f.key == place)
            })
    };
    bodies().any(of_a_state) && !bodies().any(national)
}

fn title_case(person: &PersonName) -> String {
    let capital = |word: &String| {
        let mut letters = word.chars();
        let first = letters.next().map(char::to_uppercase);
        first
            .into_iter()
            .flatten()
            .chain(letters)
            .collect::<String>()
    };
    let words = person.words.iter().map(capital);
    let suffix = person.suffix.iter().map(|suffix| match suffix.as_str() {
        "jr" | "sr" => format!("{}.", capital(suffix)),
        other => other.to_uppercase(),
    });
    words.chain(suffix).collect::<Vec<_>>().join(" ")
}
