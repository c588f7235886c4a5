//! The clusters of all documents: what is kept in memory of each while it is decided who is who.
//!
//! It is little, since a corpus has as many as its texts have names: no mention, no sentence, and of the
//! name only a number. What is told by the words beside a name is worked out as they pass.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Index, Range};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::country::Named;
use super::super::document::context::published_in;
use super::super::organization;
use crate::Kind;
use crate::gazetteer::{Countries, Gazetteer, fold};
use crate::resolve::Calling;
use crate::rows::{DocumentRows, MentionRow, Rows, each_in_order};

/// A cluster of one document.
pub(super) struct Cluster {
    pub(super) document: u32,
    /// Number of its name.
    name: u32,
    /// Its first mention, as an index into the document's, and how many it has.
    pub(super) first: u32,
    pub(super) mentions: u32,
    pub(super) kind: Kind,
    /// What its document calls a person, if it says so in one way.
    pub(super) calling: Option<Calling>,
}

/// All clusters, those of a document behind each other, in the order of their first mentions.
#[derive(Default)]
pub(super) struct Clusters {
    all: Vec<Cluster>,
    /// For each document the country that it is about, else that in whose news it stands.
    countries: Vec<Option<&'static str>>,
    /// For each document where its clusters begin.
    begin: Vec<u32>,
    names: Names,
    /// The numbers of all names of each document, those of kind [`Kind::Other`] too.
    named: Vec<u32>,
    named_begin: Vec<u32>,
    /// The forms of some clusters that are written like initials, folded.
    acronyms: FxHashMap<u32, BTreeSet<String>>,
    /// Clusters of the authors of their documents, by publisher and name.
    authors: BTreeMap<(u32, u32), Vec<u32>>,
}

/// So many documents of one publisher are written by a journalist of his, not by a guest.
const WRITES_OFTEN: usize = 3;

/// Strings that occur often, as numbers.
#[derive(Default)]
pub(super) struct Names {
    numbers: FxHashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Names {
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    pub(super) fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }
}

/// For each mention of a document the place of its cluster among those of the document, in the order of
/// their first mentions; names of kind [`Kind::Other`] have none.
pub(super) fn places(mentions: &[MentionRow]) -> impl Iterator<Item = Option<usize>> {
    let mut places: FxHashMap<usize, usize> = FxHashMap::default();
    mentions.iter().map(move |mention| {
        let next = places.len();
        (mention.kind != Kind::Other).then(|| *places.entry(mention.cluster).or_insert(next))
    })
}

/// What a document says beside its names.
struct Said {
    place: Vec<Option<usize>>,
    callings: Vec<(usize, Calling)>,
    acronyms: Vec<(usize, String)>,
    country: Option<&'static str>,
    /// The places of the document's authors.
    authors: BTreeSet<usize>,
}

impl Said {
    fn of(rows: &DocumentRows, gazetteer: &Gazetteer) -> Said {
        let names = rows.mentions.iter().map(|m| (m.kind, m.surface.as_str()));
        let country = Named::among(names).most().or_else(|| {
            let home = published_in(&rows.document.provenance, gazetteer)?;
            Countries::builtin().code(home)
        });
        let place: Vec<Option<usize>> = places(&rows.mentions).collect();
        let mut callings: BTreeMap<usize, BTreeSet<Calling>> = BTreeMap::new();
        let mut acronyms = Vec::new();
        for (mention, place) in rows.mentions.iter().zip(&place) {
            let Some(place) = *place else {
                continue;
            };
            if let Some(calling) = mention.calling {
                callings.entry(place).or_default().insert(calling);
            }
            if organization::is_acronym(&mention.surface) {
                acronyms.push((place, fold(&mention.surface).replace(' ', "")));
            }
        }
        // Who is called in two ways by one text is both.
        let one = |(place, called): (usize, BTreeSet<Calling>)| match called.first() {
            Some(&calling) if called.len() == 1 => Some((place, calling)),
            _ => None,
        };
        let by: BTreeSet<String> = (rows.document.provenance.authors.iter())
            .map(|author| fold(author))
            .collect();
        let of_author = |(mention, place): (&MentionRow, &Option<usize>)| {
            let author = mention.kind == Kind::Person && by.contains(&fold(&mention.name));
            place.filter(|_| author)
        };
        let authors = if by.is_empty() {
            BTreeSet::new()
        } else {
            (rows.mentions.iter().zip(&place))
                .filter_map(of_author)
                .collect()
        };
        Said {
            authors,
            callings: callings.into_iter().filter_map(one).collect(),
            place,
            acronyms,
            country,
        }
    }
}

impl Clusters {
    pub(super) fn collect(documents: &(impl Rows + ?Sized), gazetteer: &Gazetteer) -> Clusters {
        let mut clusters = Clusters::default();
        each_in_order(
            documents,
            |_, rows| (Said::of(&rows, gazetteer), rows),
            |_, (said, rows)| clusters.add(said, &rows),
        );
        clusters.call_journalists();
        clusters.begin.push(clusters.all.len() as u32);
        clusters.named_begin.push(clusters.named.len() as u32);
        clusters.all.shrink_to_fit();
        clusters.named.shrink_to_fit();
        clusters
    }

    /// Whoever writes often for one publisher is a journalist, unless his text calls him something else.
    fn call_journalists(&mut self) {
        for clusters in std::mem::take(&mut self.authors).into_values() {
            if clusters.len() >= WRITES_OFTEN {
                for cluster in clusters {
                    let calling = &mut self.all[cluster as usize].calling;
                    calling.get_or_insert(Calling::Press);
                }
            }
        }
    }

    fn add(&mut self, said: Said, rows: &DocumentRows) {
        let mentions = &rows.mentions;
        let begin = self.all.len();
        let document = self.begin.len() as u32;
        self.begin.push(begin as u32);
        self.countries.push(said.country);
        let named = self.named.len();
        self.named_begin.push(named as u32);
        for ((index, mention), place) in (0..).zip(mentions).zip(said.place) {
            let name = self.names.number(&mention.name);
            self.named.push(name);
            let Some(place) = place else {
                continue;
            };
            if begin + place == self.all.len() {
                self.all.push(Cluster {
                    document,
                    name,
                    first: index,
                    mentions: 0,
                    kind: mention.kind,
                    calling: None,
                });
            }
            self.all[begin + place].mentions += 1;
        }
        let mut names = self.named.split_off(named);
        names.sort_unstable();
        names.dedup();
        self.named.extend(names);
        if let Some(publisher) = &rows.document.provenance.publisher {
            let publisher = self.names.number(publisher);
            for place in said.authors {
                let key = (publisher, self.all[begin + place].name);
                let of = self.authors.entry(key).or_default();
                of.push((begin + place) as u32);
            }
        }
        for (place, calling) in said.callings {
            self.all[begin + place].calling = Some(calling);
        }
        for (place, acronym) in said.acronyms {
            let forms = self.acronyms.entry((begin + place) as u32).or_default();
            forms.insert(acronym);
        }
    }

    /// The country that a document is about, else that in whose news it stands.
    pub(super) fn country(&self, document: u32) -> Option<&'static str> {
        self.countries[document as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn name(&self, cluster: u32) -> &str {
        self.names.text(self[cluster].name)
    }

    /// The number of its name.
    pub(super) fn name_number(&self, cluster: u32) -> u32 {
        self[cluster].name
    }

    /// Its forms that are written like initials, folded.
    pub(super) fn acronyms(&self, cluster: u32) -> impl Iterator<Item = &String> {
        self.acronyms.get(&cluster).into_iter().flatten()
    }

    pub(super) fn of_document(&self, document: u32) -> Range<u32> {
        let document = document as usize;
        self.begin[document]..self.begin[document + 1]
    }

    /// The numbers of the other names of the cluster's document.
    pub(super) fn names_beside(&self, cluster: u32) -> impl Iterator<Item = u32> + '_ {
        let Cluster { document, name, .. } = self[cluster];
        let document = document as usize;
        let names = self.named_begin[document] as usize..self.named_begin[document + 1] as usize;
        let named = self.named[names].iter().copied();
        named.filter(move |&other| other != name)
    }

    /// The names alone, when the clusters are not needed any more.
    pub(super) fn into_names(self) -> Names {
        self.names
    }
}

impl Index<u32> for Clusters {
    type Output = Cluster;

    fn index(&self, cluster: u32) -> &Cluster {
        &self.all[cluster as usize]
    }
}
