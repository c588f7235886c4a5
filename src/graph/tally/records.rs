//! Tallies as JSON lines: a record for the totals, one for each entity, one for each pair.
//!
//! Records of the same entities are merged by adding them to one tally, so that an engine that groups
//! by `entity`, or by `source` and `target`, can stand between writing and reading. Entities are named
//! by their ids, because a number means nothing elsewhere.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{NodeTally, PairTally, Printed, Tally, Totals};
use crate::graph::evidence::{Candidate, Source};
use crate::rows::SentenceRow;
use crate::{Error, Result, Span};

/// One line.
#[derive(Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "lowercase")]
enum Record {
    Totals(Totals),
    Node(NodeRecord),
    Pair(PairRecord),
}

#[derive(Serialize, Deserialize)]
struct NodeRecord {
    entity: String,
    mentions: u64,
    cited: u64,
    published: u64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    months: BTreeMap<String, u64>,
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
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    months: BTreeMap<String, u64>,
    #[serde(flatten)]
    printed: PrintedRecord,
    evidence: Vec<CandidateRecord>,
}

#[derive(Serialize, Deserialize)]
struct PrintedRecord {
    publishers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct CandidateRecord {
    document: Source,
    sentence: SentenceRow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    second: Option<SentenceRow>,
    source: Span,
    target: Span,
}

impl Tally {
    /// Writes the tally as JSON lines: the totals, the entities and the pairs in order. `ids` are the
    /// entities' ids, which [`Tally::read`] needs again.
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
            let record = pair.record(ids[source as usize], ids[target as usize]);
            line(&Record::Pair(record))?;
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
                    pair.merge(record.into(), self.most);
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
    fn record(self, source: &str, target: &str) -> PairRecord {
        PairRecord {
            source: source.to_owned(),
            target: target.to_owned(),
            pairs: self.pairs,
            decayed: self.decayed,
            sentences: self.sentences,
            originals: self.originals,
            months: self.months,
            printed: self.printed.into(),
            evidence: self.candidates.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<PairRecord> for PairTally {
    fn from(record: PairRecord) -> PairTally {
        PairTally {
            pairs: record.pairs,
            decayed: record.decayed,
            sentences: record.sentences,
            originals: record.originals,
            months: record.months,
            printed: record.printed.into(),
            candidates: record.evidence.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Printed> for PrintedRecord {
    fn from(printed: Printed) -> PrintedRecord {
        let text = |text: Arc<str>| text.to_string();
        PrintedRecord {
            publishers: printed.publishers.into_iter().map(text).collect(),
            first: printed.first.map(text),
            last: printed.last.map(text),
        }
    }
}

impl From<PrintedRecord> for Printed {
    fn from(record: PrintedRecord) -> Printed {
        let mut publishers: Vec<Arc<str>> = record.publishers.into_iter().map(Arc::from).collect();
        publishers.sort();
        publishers.dedup();
        Printed {
            publishers,
            first: record.first.map(Arc::from),
            last: record.last.map(Arc::from),
        }
    }
}

impl From<Candidate> for CandidateRecord {
    fn from(candidate: Candidate) -> CandidateRecord {
        CandidateRecord {
            document: Arc::unwrap_or_clone(candidate.document),
            sentence: Arc::unwrap_or_clone(candidate.sentence),
            second: candidate.second.map(Arc::unwrap_or_clone),
            source: candidate.source,
            target: candidate.target,
        }
    }
}

impl From<CandidateRecord> for Candidate {
    fn from(record: CandidateRecord) -> Candidate {
        Candidate {
            document: Arc::new(record.document),
            sentence: Arc::new(record.sentence),
            second: record.second.map(Arc::new),
            source: record.source,
            target: record.target,
        }
    }
}
