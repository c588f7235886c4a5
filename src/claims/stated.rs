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
use crate::graph::{CoMentionGraph, Quote};
use crate::resolve::Resolution;
use crate::rows::{DocumentRows, SentenceRow};
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
    fn new(documents: &'a [DocumentRows], number: usize, resolution: &'a Resolution) -> Self {
        Names {
            rows: &documents[number],
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

    fn all_said_by(&self, sentence: &SentenceRow) -> Vec<SaidBy> {
        let attributions = sentence.attributions.iter();
        attributions.filter_map(|a| self.said_by(a)).collect()
    }
}

/// Gives the evidence of all edges the attributions of its sentences.
pub fn attribute(graph: &mut CoMentionGraph, documents: &[DocumentRows], resolution: &Resolution) {
    let numbers: FxHashMap<&str, usize> = (documents.iter().enumerate())
        .map(|(number, rows)| (rows.document.id.as_str(), number))
        .collect();
    for evidence in graph.edge_weights_mut().flat_map(|edge| &mut edge.evidence) {
        let Some(&number) = numbers.get(evidence.document.as_str()) else {
            continue;
        };
        let names = Names::new(documents, number, resolution);
        let quotes = [Some(&evidence.quote), evidence.second.as_ref()];
        evidence.attributions = (quotes.into_iter().flatten())
            .filter_map(|quote| {
                let sentences = &names.rows.sentences;
                let at = sentences.binary_search_by_key(&quote.span, |sentence| sentence.span);
                Some(&sentences[at.ok()?])
            })
            .flat_map(|sentence| names.all_said_by(sentence))
            .collect();
    }
}

/// A place that states a relation.
#[derive(Clone, Copy)]
struct Place<'a> {
    document: usize,
    sentence: &'a SentenceRow,
    stated: &'a StatedRelation,
}

/// The relations that the documents state between nodes of the graph, in the order of their ends and
/// types. A copy of a text states nothing; neither do bylines, repeated sentences and boilerplate.
pub fn relations(
    graph: &CoMentionGraph,
    documents: &[DocumentRows],
    resolution: &Resolution,
    originals: &[usize],
    config: &GraphConfig,
) -> Vec<Relation> {
    let nodes: FxHashSet<&str> = graph.node_weights().map(|node| node.id.as_str()).collect();
    let mut places: BTreeMap<(&str, &str, RelationType), Vec<Place>> = BTreeMap::new();
    for (number, rows) in documents.iter().enumerate() {
        if originals[number] != number {
            continue;
        }
        let names = Names::new(documents, number, resolution);
        for sentence in rows
            .sentences
            .iter()
            .filter(|s| s.counts(config.boilerplate))
        {
            for stated in &sentence.relations {
                let id = |span| Some(resolution.entities[names.entity(span)?].id.as_str());
                let (Some(source), Some(target)) = (id(stated.source), id(stated.target)) else {
                    continue;
                };
                if source == target || !nodes.contains(source) || !nodes.contains(target) {
                    continue;
                }
                let ends = match stated.relation {
                    // The direction of a meeting says nothing.
                    RelationType::MetWith => (source.min(target), source.max(target)),
                    _ => (source, target),
                };
                let place = Place {
                    document: number,
                    sentence,
                    stated,
                };
                let key = (ends.0, ends.1, stated.relation);
                places.entry(key).or_default().push(place);
            }
        }
    }
    (places.into_iter())
        .map(|((source, target, relation), places)| Relation {
            source: source.to_owned(),
            target: target.to_owned(),
            relation,
            ..summary(places, documents, resolution, config.evidence, source)
        })
        .collect()
}

/// Counts and evidence of the places that state a relation, which come in the order of the documents.
fn summary(
    mut places: Vec<Place>,
    documents: &[DocumentRows],
    resolution: &Resolution,
    most: usize,
    source: &str,
) -> Relation {
    let provenance = |place: &Place| &documents[place.document].document.provenance;
    let all: BTreeSet<usize> = places.iter().map(|p| p.document).collect();
    let present = places.iter().filter(|p| !p.stated.former);
    let present: BTreeSet<usize> = present.map(|p| p.document).collect();
    let publishers: BTreeSet<String> = (places.iter())
        .filter_map(|place| provenance(place).publisher.as_deref())
        .map(crate::gazetteer::fold)
        .collect();
    let dates = || {
        places
            .iter()
            .filter_map(|place| provenance(place).date.as_ref())
    };
    let (first, last) = (dates().min().cloned(), dates().max().cloned());
    // The surest rule first, then the body before the headline; one sentence a document, and other
    // publishers before a second one of the same.
    places.sort_by(|a, b| {
        let score = b.stated.score.total_cmp(&a.stated.score);
        score
            .then(b.sentence.part.cmp(&a.sentence.part))
            .then(a.document.cmp(&b.document))
            .then(a.stated.cue.cmp(&b.stated.cue))
    });
    let mut seen = FxHashSet::default();
    places.retain(|place| seen.insert(place.document));
    let mut count: FxHashMap<Result<&str, usize>, usize> = FxHashMap::default();
    let mut ranked: Vec<(usize, &Place)> = (places.iter())
        .map(|place| {
            let publisher = provenance(place).publisher.as_deref().ok_or(place.document);
            let count = count.entry(publisher).or_default();
            *count += 1;
            (*count, place)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let evidence = ranked.into_iter().take(most).map(|(_, place)| {
        let names = Names::new(documents, place.document, resolution);
        let (rows, stated) = (&documents[place.document], place.stated);
        let of = |span| {
            names
                .entity(span)
                .map(|e| resolution.entities[e].id.as_str())
        };
        // A meeting may be told from the other side.
        let turned = of(stated.source) != Some(source);
        let (from, to) = if turned {
            (stated.target, stated.source)
        } else {
            (stated.source, stated.target)
        };
        RelationEvidence {
            document: rows.document.id.clone(),
            publisher: rows.document.provenance.publisher.clone(),
            date: rows.document.provenance.date.clone(),
            part: place.sentence.part,
            quote: Quote {
                span: place.sentence.span,
                text: place.sentence.text.clone(),
            },
            source: from,
            target: to,
            cue: stated.cue,
            rule: stated.rule.clone(),
            score: stated.score,
            former: stated.former,
            attributions: names.all_said_by(place.sentence),
        }
    });
    Relation {
        source: String::new(),
        target: String::new(),
        relation: RelationType::Told,
        documents: all.len() as u32,
        former: (all.len() - present.len()) as u32,
        publishers: publishers.len() as u32,
        first,
        last,
        evidence: evidence.collect(),
    }
}
