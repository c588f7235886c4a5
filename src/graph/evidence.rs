//! Which of all places that name both ends of an edge are shown.
//!
//! Different publishers come first, then the body before headlines, then the pair that stands
//! closest; ties go to the earlier document and place. The counts do not depend on the choice.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Evidence, Quote};
use crate::rows::{DocumentRows, SentenceRow};
use crate::{Part, Span};

/// A place that could be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// Number of the document.
    pub(super) document: usize,
    /// Sentence rows of source and target.
    pub(super) sentences: (usize, usize),
    /// The better of their parts.
    pub(super) part: Part,
    /// Bytes between the two mentions.
    pub(super) distance: usize,
    /// Mention of the source.
    pub(super) source: Span,
    /// Mention of the target.
    pub(super) target: Span,
}

/// Adds a candidate, or lets it replace the last one where that is of the same sentences and the
/// mentions stand farther apart, so that a list of names in one sentence does not fill the memory.
///
/// Whenever many have come together, only the best `most` are kept: those that follow can push others
/// out of this choice, but never back into it, since nothing that comes raises the rank of an old one.
pub(super) fn offer(
    candidates: &mut Vec<Candidate>,
    new: Candidate,
    most: usize,
    documents: &[DocumentRows],
) {
    let same = |c: &&mut Candidate| c.document == new.document && c.sentences == new.sentences;
    match candidates.last_mut().filter(same) {
        Some(old) if new.distance < old.distance => *old = new,
        Some(_) => {}
        None => candidates.push(new),
    }
    if candidates.len() > most.saturating_mul(2).saturating_add(32) {
        *candidates = best(std::mem::take(candidates), most, documents);
    }
}

/// The evidence of the best `most` candidates, the best first.
pub(super) fn choose(
    candidates: Vec<Candidate>,
    most: usize,
    documents: &[DocumentRows],
) -> Vec<Evidence> {
    best(candidates, most, documents)
        .iter()
        .map(|candidate| evidence(candidate, documents))
        .collect()
}

/// The best `most` candidates, the best first.
fn best(mut candidates: Vec<Candidate>, most: usize, documents: &[DocumentRows]) -> Vec<Candidate> {
    let quality = |c: &Candidate| {
        (
            std::cmp::Reverse(c.part),
            c.sentences.0 != c.sentences.1,
            c.distance,
            c.document,
            c.source,
            c.target,
        )
    };
    candidates.sort_by_key(quality);
    let mut seen = FxHashSet::default();
    candidates.retain(|c| seen.insert((c.document, c.sentences)));
    // The first of every publisher, then the second of every publisher, and so on. A document whose
    // publisher is unknown stands for itself.
    let mut rank: FxHashMap<Result<&str, usize>, usize> = FxHashMap::default();
    let mut ranked: Vec<(usize, Candidate)> = candidates
        .into_iter()
        .map(|candidate| {
            let provenance = &documents[candidate.document].document.provenance;
            let publisher = provenance.publisher.as_deref().ok_or(candidate.document);
            let rank = rank.entry(publisher).or_default();
            *rank += 1;
            (*rank, candidate)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
        .into_iter()
        .take(most)
        .map(|(_, candidate)| candidate)
        .collect()
}

fn evidence(candidate: &Candidate, documents: &[DocumentRows]) -> Evidence {
    let rows = &documents[candidate.document];
    let (source, target) = candidate.sentences;
    Evidence {
        document: rows.document.id.clone(),
        publisher: rows.document.provenance.publisher.clone(),
        date: rows.document.provenance.date.clone(),
        part: candidate.part,
        quote: quote(&rows.sentences[source]),
        second: (source != target).then(|| quote(&rows.sentences[target])),
        source: candidate.source,
        target: candidate.target,
        attributions: Vec::new(),
    }
}

fn quote(sentence: &SentenceRow) -> Quote {
    Quote {
        span: sentence.span,
        text: sentence.text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Provenance;
    use crate::rows::DocumentRow;

    fn published(publisher: Option<String>) -> DocumentRows {
        DocumentRows {
            document: DocumentRow {
                provenance: Provenance {
                    publisher,
                    ..Provenance::default()
                },
                ..DocumentRow::default()
            },
            ..DocumentRows::default()
        }
    }

    #[test]
    fn what_is_thrown_away_on_the_way_would_not_have_been_chosen() {
        // Documents of three publishers and some of unknown ones; distances without order.
        let documents: Vec<DocumentRows> = (0..40)
            .map(|n| published((n % 5 < 3).then(|| (n % 5).to_string())))
            .collect();
        let all: Vec<Candidate> = (0..2000)
            .map(|n| {
                let place = n * 7919 % 50;
                Candidate {
                    document: n / 50,
                    sentences: (place / 3, place / 4),
                    part: Part::Body,
                    distance: n * 104_729 % 997,
                    source: Span::new(place, place + 1),
                    target: Span::new(n, n + 1),
                }
            })
            .collect();
        for most in [0, 1, 3, 5, 60] {
            let mut kept = Vec::new();
            for &candidate in &all {
                offer(&mut kept, candidate, most, &documents);
            }
            assert!(kept.len() <= 2 * most + 33);
            let places = |of: Vec<Candidate>| -> Vec<_> {
                let place = |c: &Candidate| (c.document, c.sentences, c.distance);
                best(of, most, &documents).iter().map(place).collect()
            };
            assert_eq!(places(kept), places(all.clone()));
        }
    }
}
