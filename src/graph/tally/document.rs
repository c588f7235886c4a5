//! What one document adds to a tally.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Printed, Publisher, Tally};
use crate::Span;
use crate::config::GraphConfig;
use crate::cooccurrence::{Place, Window, sweep};
use crate::graph::StandsFor;
use crate::graph::evidence::{Candidate, Source, offer};
use crate::graph::months::{Month, Months};
use crate::graph::sentence::Sentence;
use crate::rows::{DocumentRows, MentionRow, SentenceRow};

/// A document whose mentions are bound to entities.
#[derive(Clone, Copy, Debug)]
pub struct CountedDocument<'a> {
    /// Its number: unique in the corpus, in the order of the documents' ids.
    pub number: u32,
    /// Its rows.
    pub rows: &'a DocumentRows,
    /// For each mention the entity.
    pub entities: &'a [Option<usize>],
    /// The entity that published it.
    pub publisher: Option<usize>,
    /// Whether it is no copy of another document.
    pub is_original: bool,
    /// For each sentence row whether what it names makes edges.
    pub counts: &'a [bool],
}

/// A mention of a node, with the row of its sentence.
struct Named {
    place: Place,
    row: usize,
    cited: bool,
}

impl Tally {
    /// Adds a document. `is_node` says of each entity whether it is to be counted.
    ///
    /// # Complexity
    /// Mentions times the entities within the window.
    pub fn add(&mut self, document: CountedDocument<'_>, is_node: &[bool], config: &GraphConfig) {
        let rows = document.rows;
        if let Some(outlet) = document.publisher
            && is_node[outlet]
        {
            self.nodes.entry(outlet as u32).or_default().published += 1;
        }
        if document.is_original {
            let units = rows.document.units(config.boilerplate);
            self.totals.sentences += units.sentences as u64;
            self.totals.paragraphs += units.paragraphs as u64;
            self.totals.documents += 1;
        }
        let origin = Origin::of(&document);
        let named = named(&document, is_node);
        self.kept += named.len() * NAMED;
        self.add_names(&document, &named, &origin);
        if document.is_original {
            let mut sentences = Sentences::new(&document, is_node);
            self.add_pairs(&document, &named, &origin, &mut sentences, config);
            self.add_relations(&document, &origin, &mut sentences);
            self.kept += sentences.bytes;
        }
    }

    fn add_names(&mut self, document: &CountedDocument<'_>, named: &[Named], origin: &Origin) {
        // Of each entity the last counted sentence and paragraph: names come in text order.
        let mut seen: FxHashMap<usize, (Option<usize>, Option<usize>)> = FxHashMap::default();
        for name in named {
            let place = &name.place;
            let node = self.nodes.entry(place.entity as u32).or_default();
            node.mentions += 1;
            node.cited += u64::from(name.cited);
            origin.count(&mut node.months, 1);
            if !seen.contains_key(&place.entity) {
                node.documents.push(document.number);
                if document.is_original {
                    node.originals += 1;
                    origin.print(&mut node.printed);
                } else {
                    origin.date(&mut node.printed);
                }
            }
            let (sentence, paragraph) = seen.entry(place.entity).or_default();
            if document.is_original && document.counts[name.row] {
                node.counted += u64::from(sentence.is_none());
                if sentence.replace(place.sentence) != Some(place.sentence) {
                    node.sentences += 1;
                }
                if paragraph.replace(place.paragraph) != Some(place.paragraph) {
                    let paragraph = place.paragraph as u32;
                    node.paragraphs.push((document.number, paragraph));
                }
            }
        }
    }

    fn add_pairs(
        &mut self,
        document: &CountedDocument<'_>,
        named: &[Named],
        origin: &Origin,
        sentences: &mut Sentences<'_>,
        config: &GraphConfig,
    ) {
        let counted: Vec<&Named> = (named.iter())
            .filter(|name| document.counts[name.row])
            .collect();
        let places: Vec<Place> = counted.iter().map(|name| name.place).collect();
        let mut here: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        let most = self.most;
        sweep(&places, config.window, |pairs| {
            let (earlier, later) = (counted[pairs.earlier], counted[pairs.later]);
            let (source, target) = if earlier.place.entity < later.place.entity {
                (earlier, later)
            } else {
                (later, earlier)
            };
            let ends = (source.place.entity as u32, target.place.entity as u32);
            *here.entry(ends).or_default() += pairs.pairs;
            let pair = self.pairs.entry(ends).or_default();
            pair.pairs += pairs.pairs;
            pair.decayed += pairs.decayed;
            if pairs.adjacent && most > 0 {
                let candidate = Candidate {
                    document: Arc::clone(&origin.source),
                    sentence: sentences.get(source.row),
                    second: (source.row != target.row).then(|| sentences.get(target.row)),
                    source: source.place.span,
                    target: target.place.span,
                };
                sentences.bytes += OFFERED;
                offer(&mut pair.candidates, candidate, most);
            }
        });
        // Every window holds the pairs of one sentence.
        let in_sentences = units(&places, |place| place.sentence);
        for (ends, times) in &in_sentences {
            if let Some(pair) = self.pairs.get_mut(ends) {
                pair.sentences += times;
            }
        }
        let in_paragraphs = match config.window {
            Window::Paragraph if config.series => units(&places, |place| place.paragraph),
            _ => BTreeMap::new(),
        };
        for (ends, pairs) in here {
            let count = match config.window {
                Window::Sentence => in_sentences.get(&ends).copied().unwrap_or(0),
                Window::Paragraph => in_paragraphs.get(&ends).copied().unwrap_or(0),
                Window::Sentences(_) => pairs,
                Window::Document => 1,
            };
            let pair = self.pairs.entry(ends).or_default();
            pair.originals += 1;
            origin.print(&mut pair.printed);
            if config.series {
                origin.count(&mut pair.months, count);
            }
        }
    }
}

/// The sentences of a document, as evidence keeps them; those that several pieces show are made once.
pub(super) struct Sentences<'a> {
    document: &'a CountedDocument<'a>,
    is_node: &'a [bool],
    made: FxHashMap<usize, Arc<Sentence>>,
    /// About how much memory they take.
    bytes: usize,
}

/// Bytes of a sentence without its words, of a place that is offered as evidence, and of a name in a
/// document.
const SENTENCE: usize = 200;
const OFFERED: usize = 80;
const NAMED: usize = 16;

impl<'a> Sentences<'a> {
    fn new(document: &'a CountedDocument<'a>, is_node: &'a [bool]) -> Self {
        Sentences {
            document,
            is_node,
            made: FxHashMap::default(),
            bytes: 0,
        }
    }

    /// The sentence of a row.
    pub(super) fn get(&mut self, row: usize) -> Arc<Sentence> {
        if let Some(made) = self.made.get(&row) {
            return Arc::clone(made);
        }
        let row_of = &self.document.rows.sentences[row];
        let references = references(&self.document.rows.mentions, row_of);
        let made = Arc::new(Sentence::of(row_of, references, |span| self.node_at(span)));
        self.bytes += SENTENCE + made.text.len();
        self.made.insert(row, Arc::clone(&made));
        made
    }

    /// The node that is named there.
    pub(super) fn node_at(&self, span: Span) -> Option<u32> {
        let mentions = &self.document.rows.mentions;
        let at = mentions.binary_search_by_key(&span, |mention| mention.span());
        let entity = self.document.entities[at.ok()?];
        let node = entity.filter(|&entity| self.is_node[entity]);
        node.map(|entity| entity as u32)
    }
}

/// What in a sentence is no name but stands for one.
fn references(mentions: &[MentionRow], sentence: &SentenceRow) -> impl Iterator<Item = StandsFor> {
    let first = mentions.partition_point(|m| m.start < sentence.span.start);
    let number = sentence.sentence;
    let within = mentions[first..]
        .iter()
        .take_while(move |m| m.sentence == number);
    within.filter(|m| m.rule.is_reference()).filter_map(|m| {
        Some(StandsFor {
            mention: m.span(),
            name: m.because?,
        })
    })
}

/// What the pairs, nodes and relations of a document share.
pub(super) struct Origin {
    pub(super) source: Arc<Source>,
    publisher: Option<Arc<Publisher>>,
    month: Option<Month>,
}

impl Origin {
    fn of(document: &CountedDocument<'_>) -> Origin {
        let row = &document.rows.document;
        let publisher = row.provenance.publisher.as_deref().map(Publisher::new);
        let date = row.provenance.date.as_deref();
        Origin {
            month: date.and_then(Month::of),
            source: Arc::new(Source {
                number: document.number,
                id: Arc::clone(&row.id),
                publisher: publisher.as_ref().map(|p| Arc::clone(&p.name)),
                date: date.map(Arc::from),
            }),
            publisher,
        }
    }

    pub(super) fn print(&self, printed: &mut Printed) {
        if let Some(publisher) = &self.publisher {
            printed.publisher(publisher);
        }
        self.date(printed);
    }

    /// The day alone: a copy shows when something was printed, but is nobody's own text.
    fn date(&self, printed: &mut Printed) {
        if let Some(day) = &self.source.date {
            printed.day(day);
        }
    }

    fn count(&self, months: &mut Months, times: u64) {
        if let Some(month) = self.month {
            months.add(month, u32::try_from(times).unwrap_or(u32::MAX));
        }
    }
}

/// The mentions of nodes, in text order.
fn named(document: &CountedDocument<'_>, is_node: &[bool]) -> Vec<Named> {
    let rows = document.rows;
    let row_of: FxHashMap<usize, usize> = (rows.sentences.iter().enumerate())
        .map(|(row, sentence)| (sentence.sentence, row))
        .collect();
    let mut named: Vec<Named> = (rows.mentions.iter().zip(document.entities))
        .filter_map(|(mention, entity)| {
            let entity = entity.filter(|&entity| is_node[entity])?;
            // Rows put together by hand may lack it.
            let row = *row_of.get(&mention.sentence)?;
            let place = Place {
                entity,
                sentence: mention.sentence,
                paragraph: rows.sentences[row].paragraph,
                span: mention.span(),
            };
            let cited = mention.cited;
            Some(Named { place, row, cited })
        })
        .collect();
    named.sort_by_key(|name| (name.place.sentence, name.place.span));
    named
}

/// For each two entities, the smaller first, how many units name both.
fn units(places: &[Place], unit: impl Fn(&Place) -> usize) -> BTreeMap<(u32, u32), u64> {
    let mut times = BTreeMap::new();
    for places in places.chunk_by(|a, b| unit(a) == unit(b)) {
        let mut entities: Vec<u32> = places.iter().map(|place| place.entity as u32).collect();
        entities.sort_unstable();
        entities.dedup();
        for (i, &a) in entities.iter().enumerate() {
            for &b in &entities[i + 1..] {
                *times.entry((a, b)).or_default() += 1;
            }
        }
    }
    times
}
