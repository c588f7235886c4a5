//! Facts about names that news does not spell out: FBI, GOP, the House, AP, Obama.
//!
//! A [`Gazetteer`] knows entities by the forms in which they are written and outlets by their domains.
//! Recognition asks it which names are outlets; resolution asks it what a form means that the document
//! itself does not explain. Its answers have two [`Strength`]s: *always*, when the form names nothing
//! else in news, and *prior*, when it usually does and a document may say otherwise (the House of a
//! state, another Clinton, BLM the bureau). A prior may hold for some years only.
//!
//! The tables are in `data/gazetteer`, each begins with a description of its columns; [`lexicon`] has the
//! words that names are made with. Forms are compared by their [`fold`]ed key.

mod countries;
mod fold;
mod index;
pub mod lexicon;
mod table;
mod user;

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::rows::FileId;
use crate::{Kind, Result};

use index::{Index, Posting};

pub use countries::Countries;
pub use fold::{fold, slug};
pub(crate) use fold::{with_folded, without_accents};
pub use lexicon::without_legal_form;

/// An entity, and the forms in which news writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its usual full name.
    pub name: Cow<'static, str>,
    /// Other forms that always mean it.
    pub aliases: Vec<Cow<'static, str>>,
    /// Forms that usually mean it; the document can overrule them.
    pub priors: Vec<Cow<'static, str>>,
    /// Whether its priors hold even where a document names in full only others of that name.
    pub unmistakable: bool,
    /// When the priors hold.
    pub years: Years,
    /// The domains that an outlet publishes under, in lower case, without `www.`.
    pub domains: Vec<Cow<'static, str>>,
    /// ISO 3166-1 alpha-2 codes. Where an outlet is edited; for other kinds, in whose news the priors
    /// hold, nothing for everywhere: "Parliament" is another one in Accra than in Cape Town.
    pub countries: Vec<Cow<'static, str>>,
    /// Its id elsewhere, such as a Wikidata QID; a user's table can give one.
    pub external_id: Option<String>,
    /// Whether the bare name is also a word, a place or another entity's name, so that the name itself
    /// is only a prior.
    pub ambiguous: bool,
}

impl Entry {
    /// The names it is written with: the name, the aliases, the priors.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        let others = self.aliases.iter().chain(&self.priors);
        std::iter::once(&self.name)
            .chain(others)
            .map(|form| &**form)
    }

    /// What it is found by: its names, and its domains, which are forms too ("Forbes.com").
    fn indexed(&self) -> impl Iterator<Item = &str> {
        self.forms()
            .chain(self.domains.iter().map(|domain| &**domain))
    }

    /// The id that the entity has in a graph: `kind:slug-of-the-name`.
    pub fn id(&self) -> String {
        format!("{}:{}", self.kind, slug(&self.name))
    }
}

/// An inclusive range of years, open where there is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Years {
    /// The first year.
    pub from: Option<u16>,
    /// The last year.
    pub to: Option<u16>,
}

impl Years {
    /// Whether `year` lies in the range. A year that is not known lies in every range.
    pub fn contains(self, year: Option<u16>) -> bool {
        year.is_none_or(|year| {
            self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
        })
    }
}

/// How much a form says about the entity that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It names this entity and, in news, no other.
    Always,
    /// It usually names this entity. A document can overrule it.
    Prior,
}

/// An entity that a form may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match<'g> {
    /// The entity.
    pub entry: &'g Entry,
    /// Its place among [`Gazetteer::entries`].
    pub index: usize,
    /// How surely.
    pub strength: Strength,
    /// The form as the table writes it: tells WHO from "who".
    pub form: &'g str,
}

impl Match<'_> {
    /// Whether the form has this meaning in a document of `year` that is published in `country`.
    ///
    /// A prior holds in the entry's years and, unless it is an outlet's, in the entry's countries. A
    /// document of unknown year may be of any; one of unknown country is read as American news, because
    /// the bare names of one country's institutions that are not explained even abroad are those of the
    /// United States.
    pub fn holds_in(&self, year: Option<u16>, country: Option<&str>) -> bool {
        if self.strength == Strength::Always {
            return true;
        }
        let countries = &self.entry.countries;
        let here = self.entry.kind == Kind::Outlet
            || countries.is_empty()
            || countries.iter().any(|code| code == country.unwrap_or("US"));
        here && self.entry.years.contains(year)
    }
}

/// Entities by their forms, and outlets by their domains.
#[derive(Clone, Default)]
pub struct Gazetteer {
    entries: Vec<Entry>,
    forms: Index,
    domains: FxHashMap<Cow<'static, str>, u32>,
    /// The user's table that was added.
    table: Option<FileId>,
}

static BUILTIN: LazyLock<Gazetteer> = LazyLock::new(|| {
    let tables = [
        (
            "data/gazetteer/entities.tsv",
            include_str!("../data/gazetteer/entities.tsv"),
        ),
        (
            "data/gazetteer/outlets.tsv",
            include_str!("../data/gazetteer/outlets.tsv"),
        ),
    ];
    Gazetteer::from_tables(&tables, Cow::Borrowed)
        .expect("the tables in data/gazetteer are read by a test")
});

impl Gazetteer {
    /// The tables that come with the crate, read at the first call.
    pub fn builtin() -> &'static Gazetteer {
        &BUILTIN
    }

    /// Reads tables in the format of `data/gazetteer`: pairs of what an error calls the table, and its
    /// text.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) with the table's name and line.
    pub fn parse(tables: &[(&str, &str)]) -> Result<Gazetteer> {
        Gazetteer::from_tables(tables, |text| Cow::Owned(text.to_owned()))
    }

    fn from_tables<'t>(
        tables: &[(&str, &'t str)],
        keep: impl Fn(&'t str) -> Cow<'static, str> + Copy,
    ) -> Result<Gazetteer> {
        /// Lines are 55 bytes long on average.
        const LINE: usize = 50;
        let bytes: usize = tables.iter().map(|(_, text)| text.len()).sum();
        let mut gazetteer = Gazetteer::default();
        gazetteer.entries.reserve(bytes / LINE);
        for (file, text) in tables {
            table::parse(file, text, keep, &mut gazetteer.entries)?;
        }
        gazetteer.index_from(0);
        Ok(gazetteer)
    }

    /// Adds entities. A domain that another entry has goes to the new one, which lets a user's table
    /// speak last.
    pub fn extend(&mut self, entries: Vec<Entry>) {
        let first = self.entries.len();
        self.entries.extend(entries);
        self.index_from(first);
    }

    /// Makes the entries from `first` on known by their forms and domains.
    fn index_from(&mut self, first: usize) {
        let entries = &self.entries[first..];
        let all = || entries.iter().flat_map(Entry::indexed);
        // A key is seldom longer than its form.
        let bytes = all().map(str::len).sum();
        self.forms.reserve(all().count(), bytes);
        self.domains.reserve(entries.len() / 2);
        for (index, entry) in (first..).zip(entries) {
            let index = u32::try_from(index).expect("fewer than 2^32 entries");
            for (form, text) in (0..).zip(entry.indexed()) {
                self.forms.push(text, index, form);
            }
            for domain in &entry.domains {
                self.domains.insert(domain.clone(), index);
            }
        }
        self.forms.sort();
    }

    /// Adds a user's table of entities, JSON lines or CSV with a header; `name` is what messages call
    /// it. Its columns are described in `docs/corrections.md`. An entity that is known already, by its
    /// name, is the same one and gets the new forms and id; where a form means one thing here and
    /// another there, the user's table decides.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) with the table's name and line.
    pub fn with_entities(&self, name: &str, bytes: &[u8]) -> Result<Gazetteer> {
        let added = user::parse(name, bytes)?;
        let mut gazetteer = Gazetteer {
            entries: user::overlay(&self.entries, added),
            table: Some(FileId::new(name, bytes)),
            ..Gazetteer::default()
        };
        gazetteer.index_from(0);
        Ok(gazetteer)
    }

    /// The user's table that was added, if one was.
    pub fn table(&self) -> Option<&FileId> {
        self.table.as_ref()
    }

    /// All entries, in the order of the tables.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every form except the domains with its entry, as a key that keeps a possessive, in no order that
    /// means anything.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&Entry, &str)> {
        self.forms.postings().iter().filter_map(|&posting| {
            let entry = &self.entries[posting.entry as usize];
            let forms = 1 + entry.aliases.len() + entry.priors.len();
            ((posting.form as usize) < forms).then(|| (entry, self.forms.key(posting)))
        })
    }

    /// The entities that `form` may name, in the order of the tables; a domain is a form of its outlet.
    /// Case, accents, punctuation, a leading "the" and a possessive do not matter.
    ///
    /// An account may be called as its outlet's domain is ("@nytimes").
    ///
    /// A bare "Parliament" may name many: [`Match::holds_in`] tells which of them in a document.
    pub fn known(&self, form: &str) -> impl Iterator<Item = Match<'_>> + Clone {
        // A name that ends in 's is looked for first, so that "McDonald's" is no McDonald.
        let found = fold::with_key(form, |key| {
            let mut found = match form.starts_with('@') {
                true => self.account(key),
                false => &[],
            };
            if found.is_empty() {
                found = self.forms.find(key);
            }
            if found.is_empty()
                && let Some(short) = fold::without_possessive(form, key)
            {
                found = self.forms.find(short);
            }
            found
        });
        found.iter().map(|&posting| self.reading(posting))
    }

    /// The outlet whose account this is.
    pub(crate) fn outlet_by_account(&self, form: &str) -> Option<&Entry> {
        let by_domain = fold::with_key(form, |key| self.account(key).first());
        let found = by_domain.map(|&posting| self.reading(posting).entry);
        (found.or_else(|| self.always(form))).filter(|entry| entry.kind == Kind::Outlet)
    }

    /// The outlet whose domain begins with the key of an account.
    fn account(&self, key: &str) -> &[Posting] {
        let domains = ["com", "co uk", "org", "net"].into_iter();
        let mut found = domains.map(|end| self.forms.find(&format!("{key} {end}")));
        found.find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The entity that `form` names in every document, if there is one; the table added last decides.
    pub fn always(&self, form: &str) -> Option<&Entry> {
        self.known(form)
            .filter(|found| found.strength == Strength::Always)
            .last()
            .map(|found| found.entry)
    }

    fn reading(&self, posting: Posting) -> Match<'_> {
        let index = posting.entry as usize;
        let form = posting.form as usize;
        let entry = &self.entries[index];
        let aliases = 1 + entry.aliases.len();
        let priors = aliases + entry.priors.len();
        let (text, strength) = match form {
            0 if entry.ambiguous => (&entry.name, Strength::Prior),
            0 => (&entry.name, Strength::Always),
            _ if form < aliases => (&entry.aliases[form - 1], Strength::Always),
            _ if form < priors => (&entry.priors[form - aliases], Strength::Prior),
            _ => (&entry.domains[form - priors], Strength::Always),
        };
        Match {
            entry,
            index,
            strength,
            form: text,
        }
    }

    /// The entry whose own name this is, if one is, even if it is ambiguous.
    pub(crate) fn named(&self, name: &str) -> Option<&Entry> {
        let mut found = self.known(name).filter(|m| m.entry.name == name);
        let first = found.next()?;
        found.next().is_none().then_some(first.entry)
    }

    /// The name by which a publisher is counted: the outlet's own, if this is a name that always means it, its own or one of
    /// its domains ("NYT", "nytimes.com"), else the name as it is.
    pub(crate) fn publisher<'n>(&'n self, name: &'n str) -> &'n str {
        let is_address = name.contains('.') && !name.contains(' ');
        let known = self.always(name).or_else(|| self.named(name));
        let known = known.filter(|entry| entry.kind == Kind::Outlet);
        let known = known.or_else(|| self.outlet_by_domain(name).filter(|_| is_address));
        known.map_or(name, |entry| &entry.name)
    }

    /// The outlet that publishes under `domain`, or under the domain that this one is part of.
    /// An address is accepted too: scheme, port and path do not matter.
    ///
    /// ```
    /// use comention::gazetteer::Gazetteer;
    /// let outlet = Gazetteer::builtin().outlet_by_domain("https://www.propublica.org/series");
    /// assert_eq!(outlet.map(|outlet| &*outlet.name), Some("ProPublica"));
    /// ```
    pub fn outlet_by_domain(&self, domain: &str) -> Option<&Entry> {
        let host = domain.split_once("://").map_or(domain, |(_, rest)| rest);
        let host = host.split(['/', '?', '#', ':']).next().unwrap_or(host);
        let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
        let mut host = host.as_str();
        loop {
            if let Some(&index) = self.domains.get(host) {
                return Some(&self.entries[index as usize]);
            }
            (_, host) = host.split_once('.')?;
        }
    }
}

#[cfg(test)]
mod tests;
