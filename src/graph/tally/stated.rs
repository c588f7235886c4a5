//! What documents state of two nodes, counted: a relation is told by its ends and its type.
//!
//! A copy of a text states nothing; neither do bylines, repeated sentences and boilerplate. The evidence
//! is chosen as that of pairs is ([`best_places`]), so that a part may forget what is not among its best.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::document::{Origin, Sentences};
use super::{CountedDocument, Printed, Tally};
use crate::Span;
use crate::claims::RelationType;
use crate::claims::stated::RelationEvidence;
use crate::graph::evidence::{Source, one_of_each, too_many};
use crate::graph::sentence::Sentence;
use crate::resolve::Entity;

/// Source, target and type.
pub(in crate::graph) type Ends = (u32, u32, RelationType);

/// What is known of a relation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::graph) struct RelationTally {
    /// Originals that state it.
    pub(in crate::graph) documents: u64,
    /// Of these, those that state it only as over.
    pub(in crate::graph) former: u64,
    /// Publishers and days of the originals.
    pub(in crate::graph) printed: Printed,
    /// The best place of each document.
    pub(in crate::graph) places: Vec<Place>,
}

/// A place that states a relation.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::graph) struct Place {
    pub(super) document: Arc<Source>,
    pub(super) sentence: Arc<Sentence>,
    /// Mention of the source.
    pub(super) source: Span,
    /// Mention of the target.
    pub(super) target: Span,
    pub(super) cue: Span,
    pub(super) rule: Arc<str>,
    pub(super) score: f32,
    pub(super) former: bool,
}

impl Tally {
    /// Adds what an original states.
    pub(super) fn add_relations(
        &mut self,
        document: &CountedDocument<'_>,
        origin: &Origin,
        sentences: &mut Sentences<'_>,
    ) {
        // Of each relation the best place, and whether all places say that it is over.
        let mut here: BTreeMap<Ends, (Place, bool)> = BTreeMap::new();
        for (row, sentence) in document.rows.sentences.iter().enumerate() {
            for stated in sentence.relations.iter().filter(|_| document.counts[row]) {
                let nodes = [stated.source, stated.target].map(|span| sentences.node_at(span));
                let [Some(mut source), Some(mut target)] = nodes else {
                    continue;
                };
                if source == target {
                    continue;
                }
                let mut place = Place {
                    document: Arc::clone(&origin.source),
                    sentence: sentences.get(row),
                    source: stated.source,
                    target: stated.target,
                    cue: stated.cue,
                    rule: stated.rule.as_str().into(),
                    score: stated.score,
                    former: stated.former,
                };
                // The direction of a meeting says nothing.
                if stated.relation == RelationType::MetWith && source > target {
                    std::mem::swap(&mut source, &mut target);
                    std::mem::swap(&mut place.source, &mut place.target);
                }
                match here.entry((source, target, stated.relation)) {
                    Entry::Vacant(new) => drop(new.insert((place, stated.former))),
                    Entry::Occupied(mut old) => {
                        let (best, over) = old.get_mut();
                        *over &= stated.former;
                        if place.order(best).is_lt() {
                            *best = place;
                        }
                    }
                }
            }
        }
        for (ends, (place, over)) in here {
            let mut one = RelationTally {
                documents: 1,
                former: u64::from(over),
                printed: Printed::default(),
                places: vec![place],
            };
            origin.print(&mut one.printed);
            let relation = self.relations.entry(ends).or_default();
            relation.merge(one, self.most);
        }
    }
}

impl RelationTally {
    pub(super) fn settle(&mut self, most: usize) {
        self.places = best_places(std::mem::take(&mut self.places), most);
    }

    pub(super) fn merge(&mut self, other: RelationTally, most: usize) {
        self.documents += other.documents;
        self.former += other.former;
        self.printed.merge(other.printed);
        self.places.extend(other.places);
        if too_many(self.places.len(), most) {
            self.places = best_places(std::mem::take(&mut self.places), most);
        }
    }
}

impl Place {
    /// The better first: the surest rule, then the body before the headline. No two of a relation are
    /// equal, unless they are the same.
    fn order(&self, other: &Place) -> Ordering {
        let place = |p: &Place| (p.document.number, p.cue, p.source, p.target);
        (other.score.total_cmp(&self.score))
            .then(other.sentence.part.cmp(&self.sentence.part))
            .then_with(|| place(self).cmp(&place(other)))
            .then_with(|| self.rule.cmp(&other.rule))
    }

    /// `entities` are those whose numbers it has.
    pub(in crate::graph) fn evidence(&self, entities: &[Entity]) -> RelationEvidence {
        RelationEvidence {
            document: self.document.id.clone(),
            publisher: self.document.publisher.clone(),
            date: self.document.date.clone(),
            part: self.sentence.part,
            quote: self.sentence.quote(),
            source: self.source,
            target: self.target,
            cue: self.cue,
            rule: self.rule.clone(),
            score: self.score,
            former: self.former,
            attributions: self.sentence.said_by(entities).collect(),
        }
    }
}

/// The best `most` places, each of another document, the best first; other publishers come before a
/// second place of the same.
pub(in crate::graph) fn best_places(mut places: Vec<Place>, most: usize) -> Vec<Place> {
    places.sort_by(Place::order);
    one_of_each(places, most, |place| &place.document)
}
