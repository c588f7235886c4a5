//! What the document as a whole says of its names: which words it uses as surnames, where and when it
//! was published.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::country::Named;
use super::super::organization;
use super::super::person::PersonName;
use super::{Family, is_chamber};
use crate::gazetteer::lexicon::Nicknames;
use crate::gazetteer::{Countries, Entry, Gazetteer, fold};
use crate::{Document, Kind, Mention, Provenance};

/// The surnames that some mentions were taken for organizations of, although the document uses them
/// at least as often for persons whom it names in full: "the Alavi account". What everybody knows as a body
/// is none: the UN is no Kim Jong Un.
pub(super) fn surnames(
    text: &str,
    mentions: &[Mention],
    gazetteer: &Gazetteer,
) -> FxHashSet<String> {
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
            Family::Body if gazetteer.always(surface).is_none() => {
                *bodies.entry(fold(surface)).or_default() += 1;
            }
            _ => {}
        }
    }
    bodies.retain(|key, count| full.contains(key) && persons.get(key) >= Some(count));
    bodies.into_keys().collect()
}

/// The name of "Bill" in "Bill and Hillary Clinton".
pub(super) fn shared_surname(
    text: &str,
    mentions: &[Mention],
    number: usize,
) -> Option<PersonName> {
    let (this, next) = (&mentions[number], mentions.get(number + 1)?);
    let gap = text.get(this.span.end..next.span.start)?;
    if next.kind != Kind::Person || this.kind != Kind::Person || !matches!(gap, " and " | " & ") {
        return None;
    }
    let first = PersonName::parse(this.span.text(text));
    let other = PersonName::parse(next.span.text(text));
    let given = first.words.len() == 1 && Nicknames::builtin().is_first_name(&first.words[0]);
    (given && other.words.len() == 2).then(|| {
        let words = vec![first.words[0].clone(), other.last().to_owned()];
        PersonName::new(words, first.suffix, false)
    })
}

/// The countries whose bodies the document may name without saying whose they are, the likeliest first: the
/// one that it is about, the one in whose news it stands, and the United States, unless the text has nothing
/// to do with them. American news that names the United States means theirs before all others.
pub(super) fn countries<'a>(
    document: &Document,
    mentions: &[Mention],
    gazetteer: &'a Gazetteer,
) -> Vec<&'a str> {
    let text = document.text.as_str();
    let named = Named::among(mentions.iter().map(|m| (m.kind, m.span.text(text))));
    let home = published_in(&document.provenance, gazetteer);
    let mut out: Vec<&str> = named.most().into_iter().chain(home).collect();
    if home == Some("US") && named.holds("US") {
        out.reverse();
    }
    if home.is_none() && (out.is_empty() || named.holds("US")) {
        out.push("US");
    }
    out
}

/// The country in whose news the document stands: that of its outlet, or else of its domain's ending.
pub(in crate::resolve) fn published_in<'a>(
    provenance: &Provenance,
    gazetteer: &'a Gazetteer,
) -> Option<&'a str> {
    let home = publisher(provenance, gazetteer).and_then(|outlet| outlet.countries.first());
    home.map(|code| &**code)
        .or_else(|| Countries::builtin().of_domain(provenance.domain.as_deref()?))
}

pub(super) fn year(document: &Document) -> Option<u16> {
    document.provenance.date.as_deref()?.get(..4)?.parse().ok()
}

/// The outlet that published the document, where the table knows it.
pub(super) fn publisher<'a>(
    provenance: &Provenance,
    gazetteer: &'a Gazetteer,
) -> Option<&'a Entry> {
    let by_domain = (provenance.domain.as_deref()).and_then(|d| gazetteer.outlet_by_domain(d));
    by_domain.or_else(|| {
        let publisher = provenance.publisher.as_deref()?;
        gazetteer.outlet_by_domain(publisher).or_else(|| {
            let mut known = gazetteer.known(publisher).map(|m| m.entry);
            known.find(|entry| entry.kind == Kind::Outlet)
        })
    })
}

/// Whether each state of a federation has its own of the folded name.
fn is_of_states(name: &str) -> bool {
    is_chamber(name) || organization::is_common(name) && !matches!(name, "congress" | "party")
}

/// The mentions of bodies of which the text says that they are a state's: "the state House and Senate".
pub(super) fn of_a_state(text: &str, mentions: &[Mention]) -> FxHashSet<usize> {
    let mut out = FxHashSet::default();
    for (number, mention) in mentions.iter().enumerate() {
        let span = mention.span;
        if Family::of(mention.kind) != Family::Body || !is_of_states(&fold(span.text(text))) {
            continue;
        }
        let before = text.get(..span.start).unwrap_or_default();
        let told = before.strip_suffix(' ').is_some_and(|before| {
            let word = before.rsplit(|c: char| !c.is_alphanumeric()).next();
            matches!(word, Some("state" | "statewide"))
        });
        let shared = number.checked_sub(1).is_some_and(|previous| {
            let gap = text.get(mentions[previous].span.end..span.start);
            out.contains(&previous) && matches!(gap, Some(" and " | " or " | "/"))
        });
        if told || shared {
            out.insert(number);
        }
    }
    out
}
