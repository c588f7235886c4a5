//! From resolved mentions to the graph: counts, significance and evidence.
//!
//! Everything is counted from three inverted lists per entity (the sentences, paragraphs and
//! documents that name it), so that each count is the length of an intersection and can be checked
//! by one. A text that was copied counts once: no edge owes weight, pairs, evidence, dates or publishers
//! to a copy, and no node sentences, independent documents, dates or publishers. Copies do count in a
//! node's `mentions`, `documents`, `months`, roles and aliases, and in an edge's `documents`, which say
//! what was printed.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{NodeIndex, UnGraph};
use rustc_hash::FxHashMap;

use super::counting::counting;
use super::evidence::{self, Candidate};
use super::weight::{g2, npmi};
use super::{CoMentionGraph, Edge, Node, OutletRoles};
use crate::config::GraphConfig;
use crate::cooccurrence::{Place, Window, co_mentions};
use crate::resolve::{Entity, Resolution};
use crate::rows::DocumentRows;
use crate::{Kind, graph::Measures};

/// Builds the graph of `documents`, whose mentions `resolution` has bound to entities and whose
/// `originals` are known ([`crate::copies::originals`]).
///
/// Nodes are the persons, organizations and outlets (and places, if the configuration says so) in
/// the order of their ids; edges are in the order of their ends.
pub fn build(
    documents: &[DocumentRows],
    resolution: &Resolution,
    originals: &[usize],
    config: &GraphConfig,
) -> CoMentionGraph {
    let shown: Vec<bool> = resolution
        .entities
        .iter()
        .map(|e| is_node(e.kind, config))
        .collect();
    let counting = counting(documents, originals, config.boilerplate);
    let lists = Lists::collect(documents, resolution, originals, &counting, config);
    let mut pairs: FxHashMap<(usize, usize), PairCount> = FxHashMap::default();
    for number in 0..documents.len() {
        if originals[number] == number {
            let counting = &counting[number];
            count_pairs(
                number, documents, counting, resolution, &shown, config, &mut pairs,
            );
        }
    }

    let mut graph = UnGraph::with_capacity(shown.len(), pairs.len());
    let mut index = vec![None; shown.len()];
    for (entity, record) in resolution.entities.iter().enumerate() {
        if shown[entity] {
            index[entity] = Some(graph.add_node(lists.node(entity, record, documents)));
        }
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable_by_key(|(ends, _)| *ends);
    for ((a, b), count) in pairs {
        let edge = lists.edge(a, b, count, documents, config);
        let ends: Option<(NodeIndex, NodeIndex)> = index[a].zip(index[b]);
        if let Some((source, target)) = ends
            && edge.weight >= f64::from(config.min_weight)
        {
            graph.add_edge(source, target, edge);
        }
    }
    graph
}

fn is_node(kind: Kind, config: &GraphConfig) -> bool {
    match kind {
        Kind::Person | Kind::Organization | Kind::Outlet => true,
        Kind::Place => config.places,
        Kind::Other => false,
    }
}

/// What is known of a pair before the lists are intersected.
#[derive(Default)]
struct PairCount {
    pairs: u32,
    documents: BTreeSet<usize>,
    candidates: Vec<Candidate>,
}

fn count_pairs(
    number: usize,
    documents: &[DocumentRows],
    counting: &[bool],
    resolution: &Resolution,
    shown: &[bool],
    config: &GraphConfig,
    pairs: &mut FxHashMap<(usize, usize), PairCount>,
) {
    let rows = &documents[number];
    let sentence_rows: FxHashMap<usize, usize> = rows
        .sentences
        .iter()
        .enumerate()
        .map(|(row, s)| (s.sentence, row))
        .collect();
    let mut places = Vec::new();
    let mut row_of = Vec::new();
    for (mention, entity) in rows.mentions.iter().zip(&resolution.of_mention[number]) {
        // Rows put together by hand may lack it.
        let Some(&row) = sentence_rows.get(&mention.sentence) else {
            continue;
        };
        let sentence = &rows.sentences[row];
        if let Some(entity) = *entity
            && shown[entity]
            && counting[row]
        {
            places.push(Place {
                entity,
                sentence: mention.sentence,
                paragraph: sentence.paragraph,
                span: mention.span(),
            });
            row_of.push(row);
        }
    }
    for (i, j) in co_mentions(&places, config.window) {
        let (source, target) = if places[i].entity < places[j].entity {
            (i, j)
        } else {
            (j, i)
        };
        let count = pairs
            .entry((places[source].entity, places[target].entity))
            .or_default();
        count.pairs += 1;
        count.documents.insert(number);
        evidence::offer(
            &mut count.candidates,
            Candidate {
                document: number,
                sentences: (row_of[source], row_of[target]),
                part: rows.sentences[row_of[i]]
                    .part
                    .max(rows.sentences[row_of[j]].part),
                distance: places[j].span.start.saturating_sub(places[i].span.end),
                source: places[source].span,
                target: places[target].span,
            },
            config.evidence,
            documents,
        );
    }
}

/// For each entity the units that name it, as sorted numbers that are unique in the corpus.
struct Lists {
    /// Sentences and paragraphs of originals, and originals.
    sentences: Vec<Vec<u32>>,
    paragraphs: Vec<Vec<u32>>,
    originals: Vec<Vec<u32>>,
    /// All documents, copies included.
    documents: Vec<Vec<u32>>,
    mentions: Vec<u32>,
    cited: Vec<u32>,
    published: Vec<u32>,
    months: Vec<BTreeMap<String, u32>>,
    /// Units of the originals in all: sentences, paragraphs, documents.
    totals: [u64; 3],
}

impl Lists {
    fn collect(
        documents: &[DocumentRows],
        resolution: &Resolution,
        originals: &[usize],
        counting: &[Vec<bool>],
        config: &GraphConfig,
    ) -> Self {
        let empty = || vec![Vec::new(); resolution.entities.len()];
        let zero = || vec![0; resolution.entities.len()];
        let mut lists = Lists {
            sentences: empty(),
            paragraphs: empty(),
            originals: empty(),
            documents: empty(),
            mentions: zero(),
            cited: zero(),
            published: zero(),
            months: vec![BTreeMap::new(); resolution.entities.len()],
            totals: [0; 3],
        };
        let (mut sentence_unit, mut paragraph_unit) = (0, 0);
        for (number, rows) in documents.iter().enumerate() {
            let original = originals[number] == number;
            if let Some(outlet) = resolution.publisher[number] {
                lists.published[outlet] += 1;
            }
            let mut mentions = rows
                .mentions
                .iter()
                .zip(&resolution.of_mention[number])
                .peekable();
            let date = rows.document.provenance.date.as_deref();
            let month = date.and_then(month_of);
            let mut last_paragraph = None;
            for (sentence, &counts) in rows.sentences.iter().zip(&counting[number]) {
                sentence_unit += 1;
                if last_paragraph.replace(sentence.paragraph) != Some(sentence.paragraph) {
                    paragraph_unit += 1;
                }
                while let Some((mention, entity)) =
                    mentions.next_if(|(m, _)| m.sentence == sentence.sentence)
                {
                    let Some(entity) = *entity else { continue };
                    lists.mentions[entity] += 1;
                    if let Some(month) = month {
                        *lists.months[entity].entry(month.to_owned()).or_default() += 1;
                    }
                    lists.cited[entity] += u32::from(mention.cited);
                    push(&mut lists.documents[entity], number as u32);
                    if original {
                        push(&mut lists.originals[entity], number as u32);
                    }
                    if original && counts {
                        push(&mut lists.sentences[entity], sentence_unit);
                        push(&mut lists.paragraphs[entity], paragraph_unit);
                    }
                }
            }
            if original {
                let units = rows.document.units(config.boilerplate);
                lists.totals[0] += units.sentences as u64;
                lists.totals[1] += units.paragraphs as u64;
                lists.totals[2] += 1;
            }
        }
        lists
    }

    fn node(&self, entity: usize, record: &Entity, documents: &[DocumentRows]) -> Node {
        let (first, last) = dates(&self.originals[entity], documents);
        Node {
            id: record.id.clone(),
            label: record.name.clone(),
            kind: record.kind,
            external_id: record.external_id.clone(),
            aliases: record.aliases.clone(),
            mentions: self.mentions[entity],
            sentences: self.sentences[entity].len() as u32,
            documents: self.documents[entity].len() as u32,
            independent_documents: self.originals[entity].len() as u32,
            publishers: publishers(&self.originals[entity], documents),
            first,
            last,
            months: self.months[entity].clone(),
            roles: (record.kind == Kind::Outlet).then(|| OutletRoles {
                publisher: self.published[entity],
                source: self.cited[entity],
                subject: self.mentions[entity] - self.cited[entity],
            }),
            measures: Measures::default(),
            x: 0.0,
            y: 0.0,
        }
    }

    fn edge(
        &self,
        a: usize,
        b: usize,
        count: PairCount,
        documents: &[DocumentRows],
        config: &GraphConfig,
    ) -> Edge {
        let sentences = common(&self.sentences[a], &self.sentences[b]);
        let paragraphs = common(&self.paragraphs[a], &self.paragraphs[b]);
        let in_window: Vec<u32> = count.documents.iter().map(|&d| d as u32).collect();
        // Where the window has a unit of its own, chance is judged in that unit.
        let (weight, lists, both) = match config.window {
            Window::Sentence => (sentences, &self.sentences, sentences),
            Window::Paragraph => (paragraphs, &self.paragraphs, paragraphs),
            Window::Document => (in_window.len(), &self.originals, in_window.len()),
            Window::Sentences(_) => (count.pairs as usize, &self.originals, in_window.len()),
        };
        let n = match config.window {
            Window::Sentence => self.totals[0],
            Window::Paragraph => self.totals[1],
            Window::Document | Window::Sentences(_) => self.totals[2],
        };
        let (n_a, n_b, both) = (lists[a].len() as u64, lists[b].len() as u64, both as u64);
        // Rows from elsewhere may state fewer units than they name.
        let n = n.max(n_a + n_b - both);
        let (first, last) = dates(&in_window, documents);
        Edge {
            weight: weight as f64,
            pairs: count.pairs,
            sentences: sentences as u32,
            paragraphs: paragraphs as u32,
            documents: common(&self.documents[a], &self.documents[b]) as u32,
            independent_documents: in_window.len() as u32,
            publishers: publishers(&in_window, documents),
            first,
            last,
            npmi: rounded(npmi(n, n_a, n_b, both)),
            g2: rounded(g2(n, n_a, n_b, both)),
            backbone: 1.0,
            evidence: evidence::choose(count.candidates, config.evidence, documents),
        }
    }
}

/// Six decimals are more than the counts can bear, and print the same everywhere.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The month of a date that begins YYYY-MM.
fn month_of(date: &str) -> Option<&str> {
    let (month, rest) = date.split_at_checked(7)?;
    let mut bytes = month.bytes().enumerate();
    let shaped = bytes.all(|(at, byte)| {
        if at == 4 {
            byte == b'-'
        } else {
            byte.is_ascii_digit()
        }
    });
    let ends = !rest.starts_with(|c: char| c.is_ascii_digit());
    (shaped && ends && ("01"..="12").contains(&&month[5..])).then_some(month)
}

fn push(list: &mut Vec<u32>, unit: u32) {
    if list.last() != Some(&unit) {
        list.push(unit);
    }
}

/// Size of the intersection of two sorted lists.
///
/// # Complexity
/// Shorter list times the logarithm of the longer.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (short, mut long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let mut shared = 0;
    for unit in short {
        let at = long.partition_point(|other| other < unit);
        long = &long[at..];
        shared += usize::from(long.first() == Some(unit));
    }
    shared
}

fn publishers(numbers: &[u32], documents: &[DocumentRows]) -> u32 {
    let names: BTreeSet<_> = numbers
        .iter()
        .filter_map(|&n| {
            documents[n as usize]
                .document
                .provenance
                .publisher
                .as_deref()
        })
        .map(crate::gazetteer::fold)
        .collect();
    names.len() as u32
}

fn dates(numbers: &[u32], documents: &[DocumentRows]) -> (Option<String>, Option<String>) {
    let dates = || {
        numbers
            .iter()
            .filter_map(|&n| documents[n as usize].document.provenance.date.as_ref())
    };
    (dates().min().cloned(), dates().max().cloned())
}
