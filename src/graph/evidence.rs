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
pub(super) fn offer(candidates: &mut Vec<Candidate>, new: Candidate) {
    let same = |c: &&mut Candidate| c.document == new.document && c.sentences == new.sentences;
    match candidates.last_mut().filter(same) {
        Some(old) if new.distance < old.distance => *old = new,
        Some(_) => {}
        None => candidates.push(new),
    }
}

/// The best `most` candidates, the best first.
pub(super) fn choose(
    mut candidates: Vec<Candidate>,
    most: usize,
    documents: &[DocumentRows],
) -> Vec<Evidence> {
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
        .map(|(_, candidate)| evidence(&candidate, documents))
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
    }
}

fn quote(sentence: &SentenceRow) -> Quote {
    Quote {
        span: sentence.span,
        text: sentence.text.clone(),
    }
}
