//! The clusters of all documents: what is kept in memory of each while it is decided who is who.
//!
//! It is little, since a corpus has as many as its texts have names: no mention, no sentence, and of the
//! name only a number. What is told by the words beside a name is worked out as they pass.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::country::Named;
use super::super::document::context::published_in;
use super::super::organization;
use crate::Kind;
use crate::gazetteer::{Countries, Gazetteer, fold};
use crate::names::Names;
use crate::resolve::Calling;
use crate::rows::{DocumentRows, MentionRow, Rows, each_in_order};

/// All clusters, those of a document behind each other, in the order of their first mentions.
#[derive(Default)]
pub(super) struct Clusters {
    /// For each cluster the number of its name.
    name: Vec<u32>,
    /// How many mentions it has.
    mentions: Vec<u32>,
    /// What it is, and what its document calls a person, if it says so in one way.
    what: Vec<(Kind, Option<Calling>)>,
    /// For each document where its clusters begin.
    begin: Vec<u32>,
    /// For each document the country that it is about, else that in whose news it stands.
    countries: Vec<Option<Country>>,
    names: Names,
    /// The numbers of the names of kind [`Kind::Other`], by document; they have no cluster.
    others: Vec<u32>,
    others_begin: Vec<u32>,
    /// Clusters with the number of a form of theirs that is written like initials, folded. Sorted.
    acronyms: Vec<(u32, u32)>,
    /// Who wrote for whom: publisher, name and cluster of an author of a document.
    authors: Vec<(u32, u32, u32)>,
}

/// A country's code, two letters.
pub(super) type Country = [u8; 2];

/// So many documents of one publisher are written by a journalist of his, not by a guest.
const WRITES_OFTEN: usize = 3;

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
    country: Option<Country>,
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
        let country = country.and_then(|code| code.as_bytes().first_chunk().copied());
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
        clusters.begin.push(clusters.name.len() as u32);
        clusters.others_begin.push(clusters.others.len() as u32);
        clusters.acronyms.sort_unstable();
        clusters.acronyms.dedup();
        clusters
    }

    /// Whoever writes often for one publisher is a journalist, unless his text calls him something else.
    fn call_journalists(&mut self) {
        let mut authors = std::mem::take(&mut self.authors);
        authors.sort_unstable();
        for of_one in authors.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            if of_one.len() >= WRITES_OFTEN {
                for (.., cluster) in of_one {
                    let (_, calling) = &mut self.what[*cluster as usize];
                    calling.get_or_insert(Calling::Press);
                }
            }
        }
    }

    fn add(&mut self, said: Said, rows: &DocumentRows) {
        let begin = self.name.len();
        self.begin.push(begin as u32);
        self.countries.push(said.country);
        let others = self.others.len();
        self.others_begin.push(others as u32);
        for (mention, place) in rows.mentions.iter().zip(said.place) {
            let Some(place) = place else {
                let name = self.names.number(&mention.name);
                self.others.push(name);
                continue;
            };
            if begin + place == self.name.len() {
                self.name.push(self.names.number(&mention.name));
                self.mentions.push(0);
                self.what.push((mention.kind, None));
            }
            self.mentions[begin + place] += 1;
        }
        let mut names = self.others.split_off(others);
        names.sort_unstable();
        names.dedup();
        self.others.extend(names);
        if let Some(publisher) = &rows.document.provenance.publisher {
            let publisher = self.names.number(publisher);
            for place in said.authors {
                let cluster = begin + place;
                self.authors
                    .push((publisher, self.name[cluster], cluster as u32));
            }
        }
        for (place, calling) in said.callings {
            self.what[begin + place].1 = Some(calling);
        }
        for (place, acronym) in said.acronyms {
            let acronym = self.names.number(&acronym);
            self.acronyms.push(((begin + place) as u32, acronym));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.name.len()
    }

    /// The country that a document is about, else that in whose news it stands.
    pub(super) fn country(&self, document: u32) -> Option<Country> {
        self.countries[document as usize]
    }

    /// The document that a cluster is of.
    pub(super) fn document(&self, cluster: u32) -> u32 {
        // Documents without a cluster begin where the next one does.
        (self.begin.partition_point(|&begin| begin <= cluster) - 1) as u32
    }

    pub(super) fn kind(&self, cluster: u32) -> Kind {
        self.what[cluster as usize].0
    }

    /// What the document of a cluster calls a person, if it says so in one way.
    pub(super) fn calling(&self, cluster: u32) -> Option<Calling> {
        self.what[cluster as usize].1
    }

    /// How many mentions it has.
    pub(super) fn mentions(&self, cluster: u32) -> u32 {
        self.mentions[cluster as usize]
    }

    pub(super) fn name(&self, cluster: u32) -> &str {
        self.names.text(self.name_number(cluster))
    }

    /// The number of its name.
    pub(super) fn name_number(&self, cluster: u32) -> u32 {
        self.name[cluster as usize]
    }

    /// The number of each cluster's name.
    pub(super) fn name_numbers(&self) -> &[u32] {
        &self.name
    }

    /// All names and other words that have a number.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Numbers of its forms that are written like initials, folded.
    pub(super) fn acronyms(&self, cluster: u32) -> impl Iterator<Item = u32> + '_ {
        let from = self.acronyms.partition_point(|&(other, _)| other < cluster);
        let of = self.acronyms[from..].iter();
        of.take_while(move |(other, _)| *other == cluster)
            .map(|&(_, form)| form)
    }

    pub(super) fn of_document(&self, document: u32) -> Range<u32> {
        let document = document as usize;
        self.begin[document]..self.begin[document + 1]
    }

    /// The numbers of the other names of the cluster's document; one can come several times.
    pub(super) fn names_beside(&self, cluster: u32) -> impl Iterator<Item = u32> + '_ {
        let document = self.document(cluster) as usize;
        let clusters = self.begin[document] as usize..self.begin[document + 1] as usize;
        let others = self.others_begin[document] as usize..self.others_begin[document + 1] as usize;
        let named = self.name[clusters].iter().chain(&self.others[others]);
        let name = self.name_number(cluster);
        named.copied().filter(move |&other| other != name)
    }

    /// Where the clusters of each document begin, and the names: what is still needed when it is decided
    /// whose they are.
    pub(super) fn into_places(self) -> (Vec<u32>, Names) {
        (self.begin, self.names)
    }
}
