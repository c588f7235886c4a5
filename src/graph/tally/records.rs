//! Tallies as JSON lines: a record for the totals, one for each entity, pair and
//! stated relation.
//!
//! Records of the same entities are merged by adding them to one tally, so that an engine that groups
//! by `entity`, by `source` and `target`, or by these and `type`, can stand between writing and reading. Entities are named
//! by their ids, because a number means nothing elsewhere.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::months::Months;
use super::stated::Place;
use super::{Ends, NodeTally, PairTally, Printed, Publisher, RelationTally, Tally, Totals};
use crate::claims::RelationType;
use crate::graph::evidence::{Candidate, Source};
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
        for (index, line) in input.lines().enumerate() {
            let invalid = |message: String| Error::Invalid {
                place: format!("{place}:{}", index + 1),
                message,
            };
            let line = line.map_err(|error| invalid(error.to_string()))?;
            let record: Record = serde_json::from_str(&line)
                .map_err(|error| invalid(format!("not a record of counts: {error}")))?;
            let known = |id: &str| {
                let unknown = || invalid(format!("`{id}` is no entity of these documents"));
                number(id).ok_or_else(unknown)
            };
            match record {
                Record::Totals(totals) => self.totals.merge(totals),
                Record::Node(record) => {
                    let entity = known(&record.entity)?;
                    self.nodes.entry(entity).or_default().merge(record.into());
                }
                Record::Pair(record) => {
                    let (source, target) = (known(&record.source)?, known(&record.target)?);
                    if source >= target {
                        return Err(invalid("source and target are not in order".to_owned()));
                    }
                    let pair = self.pairs.entry((source, target)).or_default();
                    pair.merge(record.read(known)?, self.most);
                }
                Record::Relation(record) => {
                    let (source, target) = (known(&record.source)?, known(&record.target)?);
                    let ends = (source, target, record.relation);
                    let relation = self.relations.entry(ends).or_default();
                    relation.merge(record.read(known)?, self.most);
                }
            }
        }
        Ok(())
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

impl From<NodeRecord> for NodeTally {
    fn from(record: NodeRecord) -> NodeTally {
        NodeTally {
            mentions: record.mentions,
            cited: record.cited,
            published: record.published,
            months: record.months,
            sentences: record.sentences,
            paragraphs: record.paragraphs,
            documents: record.documents,
            originals: record.originals,
            counted: record.counted,
            printed: record.printed.into(),
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
    fn read(self, number: impl Fn(&str) -> Result<u32>) -> Result<PairTally> {
        let evidence = self.evidence.into_iter();
        Ok(PairTally {
            pairs: self.pairs,
            decayed: self.decayed,
            sentences: self.sentences,
            originals: self.originals,
            months: self.months,
            printed: self.printed.into(),
            candidates: (evidence.map(|record| record.read(&number))).collect::<Result<_>>()?,
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
    fn read(self, number: impl Fn(&str) -> Result<u32>) -> Result<RelationTally> {
        let evidence = self.evidence.into_iter();
        Ok(RelationTally {
            documents: self.documents,
            former: self.former,
            printed: self.printed.into(),
            places: (evidence.map(|record| record.read(&number))).collect::<Result<_>>()?,
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

impl From<PrintedRecord> for Printed {
    fn from(record: PrintedRecord) -> Printed {
        let mut printed = Printed {
            first: record.first,
            last: record.last,
            ..Printed::default()
        };
        for name in record.publishers {
            printed.publisher(&Publisher::new(&name));
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

/// The sentence with the numbers of its entities.
fn with_numbers(
    sentence: Sentence<String>,
    number: impl Fn(&str) -> Result<u32>,
) -> Result<Arc<Sentence>> {
    let sentence = sentence.named(|id| number(&id))?;
    Ok(Arc::new(sentence))
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
    fn read(self, number: impl Fn(&str) -> Result<u32>) -> Result<Candidate> {
        let second = self.second.map(|second| with_numbers(second, &number));
        Ok(Candidate {
            document: Arc::new(self.document),
            sentence: with_numbers(self.sentence, &number)?,
            second: second.transpose()?,
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
    fn read(self, number: impl Fn(&str) -> Result<u32>) -> Result<Place> {
        Ok(Place {
            document: Arc::new(self.document),
            sentence: with_numbers(self.sentence, number)?,
            source: self.source,
            target: self.target,
            cue: self.cue,
            rule: self.rule,
            score: self.score,
            former: self.former,
        })
    }
}
