//! What the document as a whole says of its names: which words it uses as surnames, where and when it
//! was published.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::person::PersonName;
use super::Family;
use crate::gazetteer::lexicon::Nicknames;
use crate::gazetteer::{Gazetteer, fold};
use crate::{Document, Kind, Mention};

/// The surnames that some mentions were taken for organizations of, although the document uses them
/// at least as often for persons whom it names in full: "the Alavi account".
pub(super) fn surnames(text: &str, mentions: &[Mention]) -> FxHashSet<String> {
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
    (given && other.words.len() == 2).then(|| PersonName {
        words: vec![first.words[0].clone(), other.last().to_owned()],
        suffix: None,
    })
}

/// The country in whose news the document stands: that of its outlet, or else of its domain's ending.
pub(super) fn country<'a>(document: &Document, gazetteer: &'a Gazetteer) -> Option<&'a str> {
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

pub(super) fn year(document: &Document) -> Option<u16> {
    document.provenance.date.as_deref()?.get(..4)?.parse().ok()
}
