//! The clusters of all documents: what is kept in memory of each while it is decided who is who.
//!
//! It is little, since a corpus has as many as its texts have names: no mention, no sentence, and of the
//! name only a number. What is told by the words beside a name is worked out as they pass.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

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

/// What is kept of a document, until its names have numbers.
struct Said {
    /// In the order of their first mentions.
    clusters: Vec<SaidCluster>,
    /// Names of kind [`Kind::Other`].
    others: Vec<Arc<str>>,
    acronyms: Vec<(usize, String)>,
    country: Option<Country>,
    publisher: Option<String>,
    /// The places of the document's authors.
    authors: BTreeSet<usize>,
}

struct SaidCluster {
    name: Arc<str>,
    kind: Kind,
    mentions: u32,
    callings: BTreeSet<Calling>,
}

impl Said {
    fn of(rows: &DocumentRows, gazetteer: &Gazetteer) -> Said {
        let names = rows.mentions.iter().map(|m| (m.kind, &*m.surface));
        let provenance = &rows.document.provenance;
        let country = Named::among(names).most().or_else(|| {
            let home = published_in(provenance, gazetteer)?;
            Countries::builtin().code(home)
        });
        let by: BTreeSet<String> = provenance.authors.iter().map(|a| fold(a)).collect();
        let mut said = Said {
            clusters: Vec::new(),
            others: Vec::new(),
            acronyms: Vec::new(),
            country: country.and_then(|code| code.as_bytes().first_chunk().copied()),
            publisher: provenance.publisher.clone(),
            authors: BTreeSet::new(),
        };
        for (mention, place) in rows.mentions.iter().zip(places(&rows.mentions)) {
            let Some(place) = place else {
                said.others.push(Arc::clone(&mention.name));
                continue;
            };
            if place == said.clusters.len() {
                said.clusters.push(SaidCluster {
                    name: Arc::clone(&mention.name),
                    kind: mention.kind,
                    mentions: 0,
                    callings: BTreeSet::new(),
                });
            }
            let cluster = &mut said.clusters[place];
            cluster.mentions += 1;
            cluster.callings.extend(mention.calling);
            if organization::is_acronym(&mention.surface) {
                let acronym = fold(&mention.surface).replace(' ', "");
                said.acronyms.push((place, acronym));
            }
            let may_be_author = !by.is_empty() && mention.kind == Kind::Person;
            if may_be_author && by.contains(&fold(&mention.name)) {
                said.authors.insert(place);
            }
        }
        said
    }
}

impl Clusters {
    pub(super) fn collect(documents: &(impl Rows + ?Sized), gazetteer: &Gazetteer) -> Clusters {
        let mut clusters = Clusters::default();
        each_in_order(
            documents,
            |_, rows| Said::of(&rows, gazetteer),
            |_, said| clusters.add(said),
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

    fn add(&mut self, said: Said) {
        let begin = self.name.len();
        self.begin.push(begin as u32);
        self.countries.push(said.country);
        for cluster in said.clusters {
            self.name.push(self.names.number(&cluster.name));
            self.mentions.push(cluster.mentions);
            // Who is called in two ways by one text is both.
            let calling = match cluster.callings.len() {
                1 => cluster.callings.first().copied(),
                _ => None,
            };
            self.what.push((cluster.kind, calling));
        }
        self.others_begin.push(self.others.len() as u32);
        let others = said.others.iter().map(|name| self.names.number(name));
        let others: BTreeSet<u32> = others.collect();
        self.others.extend(others);
        if let Some(publisher) = &said.publisher {
            let publisher = self.names.number(publisher);
            for place in said.authors {
                let cluster = begin + place;
                self.authors
                    .push((publisher, self.name[cluster], cluster as u32));
            }
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
