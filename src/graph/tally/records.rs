//! Tallies as JSON lines: a record for the totals, one for each entity, pair and
//! stated relation.
//!
//! Records of the same entities are merged by adding them to one tally, so that an engine that groups
//! by `entity`, by `source` and `target`, or by these and `type`, can stand between writing and reading. Entities are named
//! by their ids, because a number means nothing elsewhere. The runs of a count that outgrows memory have the
//! same form ([`runs`](super::runs)).

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::stated::Place;
use super::{Ends, NodeTally, PairTally, Printed, Publisher, RelationTally, Tally, Totals};
use crate::claims::RelationType;
use crate::graph::evidence::{Candidate, Source};
use crate::graph::months::Months;
use crate::graph::sentence::Sentence;
use crate::{Error, Result, Span};

/// One line.
#[derive(Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "lowercase")]
enum Record {
    Totals(Totals),
    Node(NodeRecord),
    Pair(PairRecord),
    Relation(RelationRecord),
}

#[derive(Serialize, Deserialize)]
struct NodeRecord {
    entity: String,
    mentions: u64,
    cited: u64,
    published: u64,
    #[serde(default, skip_serializing_if = "Months::is_empty")]
    months: Months,
    sentences: u64,
    paragraphs: Vec<(u32, u32)>,
    documents: Vec<u32>,
    originals: u64,
    counted: u64,
    #[serde(flatten)]
    printed: PrintedRecord,
}

#[derive(Serialize, Deserialize)]
struct PairRecord {
    source: String,
    target: String,
    pairs: u64,
    decayed: u64,
    sentences: u64,
    originals: u64,
    #[serde(default, skip_serializing_if = "Months::is_empty")]
    months: Months,
    #[serde(flatten)]
    printed: PrintedRecord,
    evidence: Vec<CandidateRecord>,
}

#[derive(Serialize, Deserialize)]
struct RelationRecord {
    source: String,
    target: String,
    #[serde(rename = "type")]
    relation: RelationType,
    documents: u64,
    former: u64,
    #[serde(flatten)]
    printed: PrintedRecord,
    evidence: Vec<PlaceRecord>,
}

#[derive(Serialize, Deserialize)]
struct PrintedRecord {
    publishers: Vec<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<Arc<str>>,
}

#[derive(Serialize, Deserialize)]
struct CandidateRecord {
    document: Source,
    sentence: Sentence<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    second: Option<Sentence<String>>,
    source: Span,
    target: Span,
}

#[derive(Serialize, Deserialize)]
struct PlaceRecord {
    document: Source,
    sentence: Sentence<String>,
    source: Span,
    target: Span,
    cue: Span,
    rule: Arc<str>,
    score: f32,
    former: bool,
}

/// Puts the ids of a line's entities into `ids`, those of its evidence included.
///
/// # Errors
/// If the line is no record of counts.
pub(crate) fn entities_of(line: &str, ids: &mut BTreeSet<String>) -> serde_json::Result<()> {
    let mut all = |ends: [String; 2], sentences: Vec<Sentence<String>>| {
        ids.extend(ends);
        let said = sentences.iter().flat_map(Sentence::entities);
        ids.extend(said.cloned());
    };
    match serde_json::from_str(line)? {
        Record::Totals(_) => {}
        Record::Node(node) => drop(ids.insert(node.entity)),
        Record::Pair(pair) => {
            let evidence = pair.evidence.into_iter();
            let sentences = evidence.flat_map(|place| [Some(place.sentence), place.second]);
            all([pair.source, pair.target], sentences.flatten().collect());
        }
        Record::Relation(relation) => {
            let evidence = relation.evidence.into_iter();
            let sentences = evidence.map(|place| place.sentence).collect();
            all([relation.source, relation.target], sentences);
        }
    }
    Ok(())
}

impl Tally {
    /// Writes the tally as JSON lines: the totals, the entities, the pairs and the relations in order.
    /// `ids` are the entities' ids, which [`Tally::read`] needs again.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write(mut self, ids: &[&str], out: &mut impl Write) -> io::Result<()> {
        self.settle();
        let mut line = |record: &Record| {
            serde_json::to_writer(&mut *out, record)?;
            out.write_all(b"\n")
        };
        line(&Record::Totals(self.totals))?;
        let mut nodes: Vec<_> = self.nodes.into_iter().collect();
        nodes.sort_unstable_by_key(|(entity, _)| *entity);
        for (entity, node) in nodes {
            line(&Record::Node(node.record(ids[entity as usize])))?;
        }
        let mut pairs: Vec<_> = self.pairs.into_iter().collect();
        pairs.sort_unstable_by_key(|(ends, _)| *ends);
        for ((source, target), pair) in pairs {
            let record = pair.record(source, target, ids);
            line(&Record::Pair(record))?;
        }
        let mut relations: Vec<_> = self.relations.into_iter().collect();
        relations.sort_unstable_by_key(|(ends, _)| *ends);
        for (ends, relation) in relations {
            line(&Record::Relation(relation.record(ends, ids)))?;
        }
        Ok(())
    }

    /// Adds what [`Tally::write`] wrote, or several such outputs one after the other. `number` gives
    /// the number of an entity in this tally by its id; `place` is what errors call the input.
    ///
    /// # Errors
    /// [`Error::Invalid`] if a line is no such record or names an entity that has no number;
    /// [`Error::Read`] if the input cannot be read.
    pub fn read(
        &mut self,
        input: impl BufRead,
        place: &str,
        number: impl Fn(&str) -> Option<u32>,
    ) -> Result<()> {
        let mut shared = Shared::default();
        for (index, line) in input.lines().enumerate() {
            let invalid = |message: String| Error::Invalid {
                place: format!("{place}:{}", index + 1),
                message,
            };
            let line = line.map_err(|error| invalid(error.to_string()))?;
            let counted = Counted::read(&line, &number, &mut shared).map_err(invalid)?;
            self.take(counted);
        }
        Ok(())
    }

    fn take(&mut self, counted: Counted) {
        match counted {
            Counted::Totals(totals) => self.totals.merge(totals),
            Counted::Node(entity, node) => self.nodes.entry(entity).or_default().merge(node),
            Counted::Pair(ends, pair) => {
                let kept = self.pairs.entry(ends).or_default();
                kept.merge(pair, self.most);
            }
            Counted::Relation(ends, relation) => {
                let kept = self.relations.entry(ends).or_default();
                kept.merge(relation, self.most);
            }
        }
    }
}

/// A line that was read.
#[derive(Debug)]
pub(in crate::graph) enum Counted {
    Totals(Totals),
    Node(u32, NodeTally),
    Pair((u32, u32), PairTally),
    Relation(Ends, RelationTally),
}

/// What a line is of; in the order in which [`Tally::write`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Totals,
    Node(u32),
    Pair((u32, u32)),
    Relation(Ends),
}

impl Counted {
    /// Reads a line of [`Tally::write`]. `number` gives the number of an entity by its id.
    ///
    /// # Errors
    /// What is wrong with the line.
    pub(super) fn read(
        line: &str,
        number: impl Fn(&str) -> Option<u32>,
        shared: &mut Shared,
    ) -> Result<Counted, String> {
        let record: Record = serde_json::from_str(line)
            .map_err(|error| format!("not a record of counts: {error}"))?;
        let known = |id: &str| {
            let unknown = || format!("`{id}` is no entity of these documents");
            number(id).ok_or_else(unknown)
        };
        shared.prune();
        Ok(match record {
            Record::Totals(totals) => Counted::Totals(totals),
            Record::Node(record) => Counted::Node(known(&record.entity)?, record.read(shared)),
            Record::Pair(record) => {
                let ends = (known(&record.source)?, known(&record.target)?);
                if ends.0 >= ends.1 {
                    return Err("source and target are not in order".to_owned());
                }
                Counted::Pair(ends, record.read(known, shared)?)
            }
            Record::Relation(record) => {
                let (source, target) = (known(&record.source)?, known(&record.target)?);
                let ends = (source, target, record.relation);
                Counted::Relation(ends, record.read(known, shared)?)
            }
        })
    }

    pub(super) fn key(&self) -> Key {
        match self {
            Counted::Totals(_) => Key::Totals,
            Counted::Node(entity, _) => Key::Node(*entity),
            Counted::Pair(ends, _) => Key::Pair(*ends),
            Counted::Relation(ends, _) => Key::Relation(*ends),
        }
    }

    /// Adds another of the same key; of places the best `most` are kept.
    pub(super) fn merge(&mut self, other: Counted, most: usize) {
        match (self, other) {
            (Counted::Totals(totals), Counted::Totals(other)) => totals.merge(other),
            (Counted::Node(_, node), Counted::Node(_, other)) => node.merge(other),
            (Counted::Pair(_, pair), Counted::Pair(_, other)) => pair.merge(other, most),
            (Counted::Relation(_, relation), Counted::Relation(_, other)) => {
                relation.merge(other, most);
            }
            _ => debug_assert!(false, "of another key"),
        }
    }
}

/// Words that several lines have, so that they are in memory once: sentences and their documents,
/// publishers, days.
#[derive(Default)]
pub(super) struct Shared {
    words: FxHashSet<Arc<str>>,
    publishers: FxHashMap<Arc<str>, Arc<Publisher>>,
    documents: FxHashMap<u32, Arc<Source>>,
    sentences: FxHashMap<(u32, usize), Arc<Sentence>>,
    /// How many sentences there may be before those that nothing has any more are forgotten.
    most: usize,
}

impl Shared {
    fn word(&mut self, word: Arc<str>) -> Arc<str> {
        if let Some(known) = self.words.get(&word) {
            return Arc::clone(known);
        }
        self.words.insert(Arc::clone(&word));
        word
    }

    fn publisher(&mut self, name: &Arc<str>) -> &Arc<Publisher> {
        let publishers = &mut self.publishers;
        (publishers.entry(Arc::clone(name))).or_insert_with(|| Publisher::new(name))
    }

    fn document(&mut self, mut source: Source) -> Arc<Source> {
        if let Some(known) = self.documents.get(&source.number) {
            return Arc::clone(known);
        }
        source.publisher = source.publisher.map(|publisher| self.word(publisher));
        source.date = source.date.map(|date| self.word(date));
        let source = Arc::new(source);
        self.documents.insert(source.number, Arc::clone(&source));
        source
    }

    fn sentence(
        &mut self,
        document: u32,
        sentence: Sentence<String>,
        number: impl Fn(&str) -> Result<u32, String>,
    ) -> Result<Arc<Sentence>, String> {
        let place = (document, sentence.span.start);
        if let Some(known) = self.sentences.get(&place) {
            return Ok(Arc::clone(known));
        }
        let sentence = Arc::new(sentence.named(|id| number(&id))?);
        self.sentences.insert(place, Arc::clone(&sentence));
        Ok(sentence)
    }

    fn prune(&mut self) {
        if self.sentences.len() > self.most {
            self.sentences
                .retain(|_, sentence| Arc::strong_count(sentence) > 1);
            self.documents
                .retain(|_, source| Arc::strong_count(source) > 1);
            self.most = self.sentences.len() * 2 + 1024;
        }
    }
}

impl NodeTally {
    fn record(self, entity: &str) -> NodeRecord {
        NodeRecord {
            entity: entity.to_owned(),
            mentions: self.mentions,
            cited: self.cited,
            published: self.published,
            months: self.months,
            sentences: self.sentences,
            paragraphs: self.paragraphs,
            documents: self.documents,
            originals: self.originals,
            counted: self.counted,
            printed: self.printed.into(),
        }
    }
}

impl NodeRecord {
    fn read(self, shared: &mut Shared) -> NodeTally {
        NodeTally {
            mentions: self.mentions,
            cited: self.cited,
            published: self.published,
            months: self.months,
            sentences: self.sentences,
            paragraphs: self.paragraphs,
            documents: self.documents,
            originals: self.originals,
            counted: self.counted,
            printed: self.printed.read(shared),
        }
    }
}

impl PairTally {
    fn record(self, source: u32, target: u32, ids: &[&str]) -> PairRecord {
        let evidence = self.candidates.into_iter();
        PairRecord {
            source: ids[source as usize].to_owned(),
            target: ids[target as usize].to_owned(),
            pairs: self.pairs,
            decayed: self.decayed,
            sentences: self.sentences,
            originals: self.originals,
            months: self.months,
            printed: self.printed.into(),
            evidence: evidence.map(|candidate| candidate.record(ids)).collect(),
        }
    }
}

impl PairRecord {
    fn read(
        self,
        number: impl Fn(&str) -> Result<u32, String>,
        shared: &mut Shared,
    ) -> Result<PairTally, String> {
        let evidence = self.evidence.into_iter();
        let candidates = evidence.map(|record| record.read(&number, shared));
        Ok(PairTally {
            candidates: candidates.collect::<Result<_, _>>()?,
            pairs: self.pairs,
            decayed: self.decayed,
            sentences: self.sentences,
            originals: self.originals,
            months: self.months,
            printed: self.printed.read(shared),
        })
    }
}

impl RelationTally {
    fn record(self, (source, target, relation): Ends, ids: &[&str]) -> RelationRecord {
        let evidence = self.places.into_iter();
        RelationRecord {
            source: ids[source as usize].to_owned(),
            target: ids[target as usize].to_owned(),
            relation,
            documents: self.documents,
            former: self.former,
            printed: self.printed.into(),
            evidence: evidence.map(|place| place.record(ids)).collect(),
        }
    }
}

impl RelationRecord {
    fn read(
        self,
        number: impl Fn(&str) -> Result<u32, String>,
        shared: &mut Shared,
    ) -> Result<RelationTally, String> {
        let evidence = self.evidence.into_iter();
        let places = evidence.map(|record| record.read(&number, shared));
        Ok(RelationTally {
            places: places.collect::<Result<_, _>>()?,
            documents: self.documents,
            former: self.former,
            printed: self.printed.read(shared),
        })
    }
}

impl From<Printed> for PrintedRecord {
    fn from(printed: Printed) -> PrintedRecord {
        let publishers = printed.publishers.iter();
        PrintedRecord {
            publishers: publishers.map(|p| Arc::clone(&p.name)).collect(),
            first: printed.first,
            last: printed.last,
        }
    }
}

impl PrintedRecord {
    fn read(self, shared: &mut Shared) -> Printed {
        let mut printed = Printed {
            first: self.first.map(|day| shared.word(day)),
            last: self.last.map(|day| shared.word(day)),
            ..Printed::default()
        };
        for name in &self.publishers {
            printed.publisher(shared.publisher(name));
        }
        printed
    }
}

/// The sentence with the ids of its entities.
fn with_ids(sentence: Arc<Sentence>, ids: &[&str]) -> Sentence<String> {
    let id = |entity: u32| Ok::<_, Infallible>(ids[entity as usize].to_owned());
    let Ok(sentence) = Arc::unwrap_or_clone(sentence).named(id);
    sentence
}

impl Candidate {
    fn record(self, ids: &[&str]) -> CandidateRecord {
        CandidateRecord {
            document: Arc::unwrap_or_clone(self.document),
            sentence: with_ids(self.sentence, ids),
            second: self.second.map(|second| with_ids(second, ids)),
            source: self.source,
            target: self.target,
        }
    }
}

impl CandidateRecord {
    fn read(
        self,
        number: impl Fn(&str) -> Result<u32, String>,
        shared: &mut Shared,
    ) -> Result<Candidate, String> {
        let document = shared.document(self.document);
        let mut made = |sentence| shared.sentence(document.number, sentence, &number);
        Ok(Candidate {
            sentence: made(self.sentence)?,
            second: self.second.map(made).transpose()?,
            document,
            source: self.source,
            target: self.target,
        })
    }
}

impl Place {
    fn record(self, ids: &[&str]) -> PlaceRecord {
        PlaceRecord {
            document: Arc::unwrap_or_clone(self.document),
            sentence: with_ids(self.sentence, ids),
            source: self.source,
            target: self.target,
            cue: self.cue,
            rule: self.rule,
            score: self.score,
            former: self.former,
        }
    }
}

impl PlaceRecord {
    fn read(
        self,
        number: impl Fn(&str) -> Result<u32, String>,
        shared: &mut Shared,
    ) -> Result<Place, String> {
        let document = shared.document(self.document);
        Ok(Place {
            sentence: shared.sentence(document.number, self.sentence, number)?,
            document,
            source: self.source,
            target: self.target,
            cue: self.cue,
            rule: self.rule,
            score: self.score,
            former: self.former,
        })
    }
}
