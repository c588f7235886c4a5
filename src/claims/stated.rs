//! Claims in the graph: who says the sentences that are shown as evidence, and the stated relations.
//!
//! Both speak of entities, so they are made after names are resolved across documents. A relation
//! here is what so many documents state; whether it is so, nobody knows. Where the sentence is itself
//! what somebody says, that is kept with it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::{Attribution, How, RelationType, StatedRelation};
use crate::config::GraphConfig;
use crate::graph::{CoMentionGraph, Evidence, Quote};
use crate::resolve::Resolution;
use crate::rows::{DocumentRows, Rows, SentenceRow};
use crate::{Part, Span};

/// An entity where a document names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Who {
    /// Id of the entity, which is a node unless its kind is none or a filter has left it out.
    pub id: String,
    /// Its name.
    pub label: String,
    /// The mention, in the document's text.
    pub span: Span,
}

/// Who says what a piece of evidence says, or a part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SaidBy {
    /// The source; `None` where it is not named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_by: Option<Who>,
    /// The outlet that it was told to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_to: Option<Who>,
    /// How the source is known.
    pub how: How,
    /// The words that say so, in the document's text.
    pub cue: Span,
    /// The rule that found it.
    pub rule: String,
    /// How sure the rule is, 0 to 1.
    pub score: f32,
}

impl SaidBy {
    /// "said by Ann Roe, told to The Gazette".
    pub fn in_words(&self) -> String {
        let how = match self.how {
            How::Named => "",
            How::Pronoun | How::Quotation => " (by the context)",
        };
        match (&self.said_by, &self.told_to) {
            (Some(source), Some(outlet)) => {
                format!("said by {}{how}, told to {}", source.label, outlet.label)
            }
            (Some(source), None) => format!("said by {}{how}", source.label),
            (None, Some(outlet)) => format!("told to {}", outlet.label),
            (None, None) => "said by somebody".to_owned(),
        }
    }
}

/// A relation that documents state between two entities; it goes from the source to the target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Relation {
    /// Id of the node that it goes from.
    pub source: String,
    /// Id of the node that it goes to.
    pub target: String,
    /// What it says.
    #[serde(rename = "type")]
    pub relation: RelationType,
    /// Documents that state it, copies of a text counted once.
    pub documents: u32,
    /// Of these, documents that state it only as over.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub former: u32,
    /// Publishers of the documents; documents without a known one count as none.
    pub publishers: u32,
    /// Day of the earliest document that states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// Day of the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// The best sentences that state it, each of another document.
    pub evidence: Vec<RelationEvidence>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A sentence that states a relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RelationEvidence {
    /// Id of the document.
    pub document: String,
    /// Its publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What part of the document it is.
    pub part: Part,
    /// The sentence.
    #[serde(flatten)]
    pub quote: Quote,
    /// The mention of the source, in the document's text.
    pub source: Span,
    /// The mention of the target.
    pub target: Span,
    /// The words that state it.
    pub cue: Span,
    /// The rule that found it.
    pub rule: String,
    /// How sure the rule is, 0 to 1.
    pub score: f32,
    /// Whether the sentence says that it is over ("former").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub former: bool,
    /// Who says so, where the sentence is what somebody says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributions: Vec<SaidBy>,
}

/// Finds the entities of a document by the places where it names them.
struct Names<'a> {
    rows: &'a DocumentRows,
    of_mention: &'a [Option<usize>],
    resolution: &'a Resolution,
}

impl<'a> Names<'a> {
    fn new(rows: &'a DocumentRows, number: usize, resolution: &'a Resolution) -> Self {
        Names {
            rows,
            of_mention: &resolution.of_mention[number],
            resolution,
        }
    }

    /// The entity that is named there, if the rows have such a mention.
    fn entity(&self, span: Span) -> Option<usize> {
        let mentions = &self.rows.mentions;
        let at = mentions.binary_search_by_key(&span, |mention| mention.span());
        self.of_mention[at.ok()?]
    }

    fn who(&self, span: Span) -> Option<Who> {
        let entity = &self.resolution.entities[self.entity(span)?];
        Some(Who {
            id: entity.id.clone(),
            label: entity.name.clone(),
            span,
        })
    }

    fn said_by(&self, attribution: &Attribution) -> Option<SaidBy> {
        let said_by = attribution.source.and_then(|span| self.who(span));
        let told_to = attribution.told_to.and_then(|span| self.who(span));
        (said_by.is_some() || told_to.is_some()).then(|| SaidBy {
            said_by,
            told_to,
            how: attribution.how,
            cue: attribution.cue,
            rule: attribution.rule.clone(),
            score: attribution.score,
        })
    }

    /// A relation as it stands in the graph; `None` if the rows lack a mention of it.
    fn stated(
        &self,
        sentence: &SentenceRow,
        stated: &StatedRelation,
    ) -> Option<(Ends, RelationEvidence)> {
        let id = |span| Some(self.resolution.entities[self.entity(span)?].id.clone());
        let (mut from, mut to) = (stated.source, stated.target);
        let (mut source, mut target) = (id(from)?, id(to)?);
        // The direction of a meeting says nothing.
        if stated.relation == RelationType::MetWith && source > target {
            std::mem::swap(&mut source, &mut target);
            std::mem::swap(&mut from, &mut to);
        }
        let document = &self.rows.document;
        let evidence = RelationEvidence {
            document: document.id.clone(),
            publisher: document.provenance.publisher.clone(),
            date: document.provenance.date.clone(),
            part: sentence.part,
            quote: Quote {
                span: sentence.span,
                text: sentence.text.clone(),
            },
            source: from,
            target: to,
            cue: stated.cue,
            rule: stated.rule.clone(),
            score: stated.score,
            former: stated.former,
            attributions: self.all_said_by(sentence),
        };
        Some(((source, target, stated.relation), evidence))
    }

    fn all_said_by(&self, sentence: &SentenceRow) -> Vec<SaidBy> {
        let attributions = sentence.attributions.iter();
        attributions.filter_map(|a| self.said_by(a)).collect()
    }
}

/// Gives the evidence of all edges the attributions of its sentences. The documents are taken one after
/// the other.
pub fn attribute(graph: &mut CoMentionGraph, documents: &impl Rows, resolution: &Resolution) {
    let mut shown: FxHashMap<String, Vec<&mut Evidence>> = FxHashMap::default();
    for evidence in graph.edge_weights_mut().flat_map(|edge| &mut edge.evidence) {
        match shown.get_mut(&evidence.document) {
            Some(places) => places.push(evidence),
            None => drop(shown.insert(evidence.document.clone(), vec![evidence])),
        }
    }
    for number in 0..documents.count() {
        let Some(places) = shown.remove(&documents.document(number).id) else {
            continue;
        };
        let rows = documents.load(number);
        let names = Names::new(&rows, number, resolution);
        for evidence in places {
            let quotes = [Some(&evidence.quote), evidence.second.as_ref()];
            evidence.attributions = (quotes.into_iter().flatten())
                .filter_map(|quote| {
                    let sentences = &names.rows.sentences;
                    let at = sentences.binary_search_by_key(&quote.span, |s| s.span);
                    Some(&sentences[at.ok()?])
                })
                .flat_map(|sentence| names.all_said_by(sentence))
                .collect();
        }
    }
}

/// The two ends of a relation, the first being its source, and its type.
type Ends = (String, String, RelationType);

/// A place that states a relation.
struct Place {
    /// Number of the document.
    document: usize,
    evidence: RelationEvidence,
}

/// The relations that the documents state between nodes of the graph, in the order of their ends and
/// types. A copy of a text states nothing; neither do bylines, repeated sentences and boilerplate.
pub fn relations(
    graph: &CoMentionGraph,
    documents: &impl Rows,
    resolution: &Resolution,
    originals: &[usize],
    config: &GraphConfig,
) -> Vec<Relation> {
    let nodes: FxHashSet<&str> = graph.node_weights().map(|node| node.id.as_str()).collect();
    let mut places: BTreeMap<Ends, Vec<Place>> = BTreeMap::new();
    for number in (0..documents.count()).filter(|&number| originals[number] == number) {
        let rows = documents.load(number);
        let names = Names::new(&rows, number, resolution);
        let counted = |sentence: &&SentenceRow| sentence.counts(config.boilerplate);
        for sentence in rows.sentences.iter().filter(counted) {
            for stated in &sentence.relations {
                let Some((ends, evidence)) = names.stated(sentence, stated) else {
                    continue;
                };
                let (source, target) = (ends.0.as_str(), ends.1.as_str());
                if source != target && nodes.contains(source) && nodes.contains(target) {
                    let document = number;
                    let place = Place { document, evidence };
                    places.entry(ends).or_default().push(place);
                }
            }
        }
    }
    (places.into_iter())
        .map(|(ends, places)| summary(ends, places, config.evidence))
        .collect()
}

/// Counts and evidence of the places that state a relation, which come in the order of the documents.
fn summary(ends: Ends, mut places: Vec<Place>, most: usize) -> Relation {
    let all: BTreeSet<usize> = places.iter().map(|p| p.document).collect();
    let present = places.iter().filter(|p| !p.evidence.former);
    let present: BTreeSet<usize> = present.map(|p| p.document).collect();
    let publishers: BTreeSet<String> = (places.iter())
        .filter_map(|place| place.evidence.publisher.as_deref())
        .map(crate::gazetteer::fold)
        .collect();
    let dates = || places.iter().filter_map(|p| p.evidence.date.as_ref());
    let (first, last) = (dates().min().cloned(), dates().max().cloned());
    // The surest rule first, then the body before the headline; one sentence a document, and other
    // publishers before a second one of the same.
    places.sort_by(|a, b| {
        let score = b.evidence.score.total_cmp(&a.evidence.score);
        score
            .then(b.evidence.part.cmp(&a.evidence.part))
            .then(a.document.cmp(&b.document))
            .then(a.evidence.cue.cmp(&b.evidence.cue))
    });
    let mut seen = FxHashSet::default();
    places.retain(|place| seen.insert(place.document));
    let mut count: FxHashMap<Result<String, usize>, usize> = FxHashMap::default();
    let mut ranked: Vec<(usize, RelationEvidence)> = (places.into_iter())
        .map(|place| {
            let publisher = place.evidence.publisher.clone();
            let count = count.entry(publisher.ok_or(place.document)).or_default();
            *count += 1;
            (*count, place.evidence)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    Relation {
        source: ends.0,
        target: ends.1,
        relation: ends.2,
        documents: all.len() as u32,
        former: (all.len() - present.len()) as u32,
        publishers: publishers.len() as u32,
        first,
        last,
        evidence: (ranked.into_iter().take(most))
            .map(|(_, evidence)| evidence)
            .collect(),
    }
}
