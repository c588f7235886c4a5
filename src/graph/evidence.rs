//! Which of all places that name both ends of an edge are shown.
//!
//! Different publishers come first, then the body before headlines, then the pair that stands
//! closest; ties go to the earlier document and place. The counts do not depend on the choice.
//!
//! The choice can be made of choices: a place has a rank among those of its publisher (the first, the
//! second, ...), the best are those of the lowest rank, and a place that comes later can only raise the
//! ranks of the old ones. So what is not among the best of a part is not among the best of the whole,
//! and a part may forget it.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::sentence::Sentence;
use super::tally::make_room;
use super::{Evidence, StandsFor};
use crate::gazetteer::{Gazetteer, fold};
use crate::resolve::Entity;
use crate::{Part, Span};

/// The document of a [`Candidate`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    /// Its number in the corpus: the order of the documents' ids.
    pub(super) number: u32,
    /// Its id.
    pub(super) id: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) publisher: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<Arc<str>>,
}

/// A place that could be shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) document: Arc<Source>,
    /// The sentence of the source.
    pub(super) sentence: Arc<Sentence>,
    /// That of the target, where it is another.
    pub(super) second: Option<Arc<Sentence>>,
    /// Mention of the source.
    pub(super) source: Span,
    /// Mention of the target.
    pub(super) target: Span,
}

impl Candidate {
    /// The better of the parts of its sentences.
    fn part(&self) -> Part {
        let second = self.second.as_ref().map(|second| second.part);
        second.map_or(self.sentence.part, |part| part.max(self.sentence.part))
    }

    /// Which of the two mentions are no names.
    fn references(&self) -> impl Iterator<Item = StandsFor> {
        let sentences = [Some(&self.sentence), self.second.as_ref()]
            .into_iter()
            .flatten();
        let all = sentences.flat_map(|sentence| sentence.references.iter().copied());
        all.filter(|reference| [self.source, self.target].contains(&reference.mention))
    }

    /// Bytes between the two mentions.
    fn distance(&self) -> usize {
        let (first, last) = (self.source.min(self.target), self.source.max(self.target));
        last.start.saturating_sub(first.end)
    }

    /// What it is sorted by: the better first. No two of one edge are equal.
    fn quality(&self) -> impl Ord + use<> {
        (
            Reverse(self.part()),
            // A name shows more than a pronoun.
            self.references().count(),
            self.second.is_some(),
            self.distance(),
            self.document.number,
            self.source,
            self.target,
        )
    }

    /// The sentences that it would show.
    fn shown(&self) -> (u32, Span, Option<Span>) {
        let second = self.second.as_ref().map(|second| second.span);
        (self.document.number, self.sentence.span, second)
    }

    /// `entities` are those whose numbers it has.
    pub(super) fn evidence(&self, entities: &[Entity]) -> Evidence {
        let sentences = [Some(&self.sentence), self.second.as_ref()];
        Evidence {
            document: self.document.id.clone(),
            publisher: self.document.publisher.clone(),
            date: self.document.date.clone(),
            part: self.part(),
            quote: self.sentence.quote(),
            second: self
                .second
                .as_deref()
                .map(|second| Box::new(second.quote())),
            source: self.source,
            target: self.target,
            references: self.references().collect(),
            attributions: (sentences.into_iter().flatten())
                .flat_map(|sentence| sentence.said_by(entities))
                .collect(),
        }
    }
}

/// Adds a candidate, or lets it replace the last one where that is of the same sentences and the
/// mentions stand farther apart, so that a list of names in one sentence does not fill the memory.
///
/// Whenever many have come together, only the best `most` are kept.
pub(super) fn offer(candidates: &mut Vec<Candidate>, new: Candidate, most: usize) {
    let same = |c: &&mut Candidate| c.shown() == new.shown();
    match candidates.last_mut().filter(same) {
        Some(old) if new.quality() < old.quality() => *old = new,
        Some(_) => {}
        None => {
            make_room(candidates);
            candidates.push(new);
        }
    }
    if too_many(candidates.len(), most) {
        *candidates = best(std::mem::take(candidates), most);
    }
}

/// The best `most` candidates, the best first.
pub(super) fn best(mut candidates: Vec<Candidate>, most: usize) -> Vec<Candidate> {
    // Most pairs have one place.
    if candidates.len() <= 1 {
        candidates.truncate(most);
        return candidates;
    }
    candidates.sort_by_cached_key(Candidate::quality);
    let mut seen = FxHashSet::default();
    candidates.retain(|c| seen.insert(c.shown()));
    one_of_each(candidates, most, |candidate| &candidate.document)
}

/// Of what is sorted the best first, the first of every publisher, then the second of every publisher,
/// and so on, `most` in all. A document whose publisher is unknown stands for itself.
pub(super) fn one_of_each<T>(
    sorted: Vec<T>,
    most: usize,
    document: impl Fn(&T) -> &Source,
) -> Vec<T> {
    let mut rank: FxHashMap<Result<String, u32>, usize> = FxHashMap::default();
    let mut ranked: Vec<(usize, T)> = (sorted.into_iter())
        .map(|place| {
            let source = document(&place);
            let known = Gazetteer::builtin();
            let publisher = (source.publisher.as_deref()).map(|name| fold(known.publisher(name)));
            let rank = rank.entry(publisher.ok_or(source.number)).or_default();
            *rank += 1;
            (*rank, place)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(most);
    ranked.into_iter().map(|(_, place)| place).collect()
}

/// Whether so many have come together that those which are not among the best `most` should go.
pub(super) fn too_many(candidates: usize, most: usize) -> bool {
    candidates > most.saturating_mul(2).saturating_add(32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(part: Part, start: usize) -> Arc<Sentence> {
        Arc::new(Sentence {
            span: Span::new(start, start + 40),
            part,
            text: "".into(),
            said: Vec::new(),
            references: Box::default(),
        })
    }

    fn candidate(number: u32, publisher: Option<&str>, part: Part, gap: usize) -> Candidate {
        Candidate {
            document: Arc::new(Source {
                number,
                id: number.to_string().into(),
                publisher: publisher.map(Arc::from),
                date: None,
            }),
            sentence: sentence(part, 0),
            second: None,
            source: Span::new(0, 3),
            target: Span::new(3 + gap, 6 + gap),
        }
    }

    #[test]
    fn publishers_come_before_parts_and_parts_before_distance() {
        let all = vec![
            candidate(0, Some("Post"), Part::Title, 1),
            candidate(1, Some("Post"), Part::Body, 9),
            candidate(2, Some("POST"), Part::Body, 5),
            candidate(3, Some("Wire"), Part::Title, 20),
            candidate(4, None, Part::Body, 7),
            candidate(5, None, Part::Body, 8),
        ];
        let numbers = |most| -> Vec<u32> {
            let chosen = best(all.clone(), most).into_iter();
            chosen.map(|c| c.document.number).collect()
        };
        // The best of the Post, of the two unknown publishers, of the Wire; then the Post's others.
        assert_eq!(numbers(9), [2, 4, 5, 3, 1, 0]);
        assert_eq!(numbers(3), [2, 4, 5]);
    }

    #[test]
    fn what_is_thrown_away_on_the_way_would_not_have_been_chosen() {
        // Documents of three publishers and some of unknown ones; distances without order.
        let all: Vec<Candidate> = (0..2000)
            .map(|n: usize| {
                let place = n * 7919 % 50;
                let publisher = (n / 50 % 5 < 3).then(|| (n / 50 % 5).to_string());
                Candidate {
                    sentence: sentence(Part::Body, place / 3),
                    second: place
                        .is_multiple_of(2)
                        .then(|| sentence(Part::Title, place / 4)),
                    source: Span::new(place, place + 1),
                    target: Span::new(place + n * 104_729 % 997, place + 1000 + n),
                    ..candidate((n / 50) as u32, publisher.as_deref(), Part::Body, 1)
                }
            })
            .collect();
        for most in [0, 1, 3, 5, 60] {
            let mut kept = Vec::new();
            for candidate in &all {
                offer(&mut kept, candidate.clone(), most);
            }
            assert!(kept.len() <= 2 * most + 33);
            assert_eq!(best(kept, most), best(all.clone(), most));
            // Chosen in parts and then among what was chosen.
            let parts = all.chunks(170).flat_map(|part| best(part.to_vec(), most));
            assert_eq!(best(parts.collect(), most), best(all.clone(), most));
        }
    }
}
