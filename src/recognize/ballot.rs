//! One name, one kind: the occurrences of a word in a document vote.
//!
//! After each sentence was read by itself, every token in a sentence with names says how probable each
//! kind is for it. In a second reading, the logarithm of what the word's other occurrences said is added
//! to its scores, so that a clear case decides unclear ones. Constants were chosen on development text.

use crate::Kind;

use super::context::Context;
use super::labels::LABELS;
use super::table::Scores;

/// Shares of the kinds and of being outside, summed over occurrences.
type Votes = [f64; 1 + Kind::ALL.len()];

/// How much the other occurrences of a word count, beside what is seen at the place itself.
const PERSUASION: f64 = 0.6;

/// Share that a kind keeps in the vote even if no other occurrence is of it.
const OPENNESS: f64 = 0.12;

/// Nobody asks about such words.
const SURELY_OUTSIDE: f64 = 0.99;

/// The occurrences of a word in a document vote on its kind.
pub(super) struct Ballot {
    /// By profile: sum of the votes, and how many.
    sums: Vec<(Votes, f64)>,
    votes: Vec<Option<Votes>>,
}

impl Ballot {
    /// Before any vote.
    pub(super) fn new(context: &Context) -> Ballot {
        Ballot {
            sums: vec![Default::default(); context.profiles.len()],
            votes: vec![None; context.words.len()],
        }
    }

    /// Takes the probabilities of a token's labels as its vote.
    pub(super) fn vote(&mut self, context: &Context, token: usize, shares: &[f64; LABELS]) {
        let mut votes = Votes::default();
        for (label, share) in shares.iter().enumerate() {
            votes[label.div_ceil(2)] += share;
        }
        let sum = &mut self.sums[context.profile_number(token)];
        for (sum, vote) in sum.0.iter_mut().zip(&votes) {
            *sum += vote;
        }
        sum.1 += 1.0;
        self.votes[token] = Some(votes);
    }

    /// Counts a token that is surely outside; nobody will ask about it.
    pub(super) fn vote_outside(&mut self, context: &Context, token: usize) {
        let sum = &mut self.sums[context.profile_number(token)];
        sum.0[0] += 1.0;
        sum.1 += 1.0;
    }

    /// Adds to the scores of a token what the word's other occurrences say; `scale` is what a score of
    /// 1 adds to a log-probability.
    pub(super) fn persuade(
        &self,
        context: &Context,
        token: usize,
        scale: f64,
        scores: &mut Scores,
    ) {
        let Some(own) = &self.votes[token] else {
            return;
        };
        let (sums, count) = &self.sums[context.profile_number(token)];
        if *count < 2.0 || own[0] > SURELY_OUTSIDE {
            return;
        }
        let persuasion: [i32; 1 + Kind::ALL.len()] = std::array::from_fn(|kind| {
            let others = (sums[kind] - own[kind]).max(0.0) / (count - 1.0);
            (PERSUASION * libm::log(others + OPENNESS) / scale) as i32
        });
        for (label, score) in scores.iter_mut().enumerate().take(LABELS) {
            *score += persuasion[label.div_ceil(2)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::context::Lexicon;
    use crate::recognize::labels::begin;
    use crate::recognize::vocabulary::Vocabulary;
    use crate::{Document, segment};

    #[test]
    fn clear_cases_decide_an_unclear_one() {
        let document = Document {
            text: "We like Lee. We like Lee.".to_owned(),
            ..Document::default()
        };
        let segmentation = segment(&document);
        let mut lexicon = Lexicon::new();
        let vocabulary = Vocabulary::default();
        let context = Context::new(&document, &segmentation, &vocabulary, &mut lexicon);
        let mut ballot = Ballot::new(&context);
        let (person, place) = (begin(Kind::Person), begin(Kind::Place));
        let shares = |a: f64| {
            let mut out = [0.0; LABELS];
            out[usize::from(person)] = a;
            out[usize::from(place)] = 1.0 - a;
            out
        };
        ballot.vote(&context, 2, &shares(0.95));
        ballot.vote(&context, 6, &shares(0.45));
        let mut scores = Scores::default();
        ballot.persuade(&context, 6, 0.01, &mut scores);
        assert!(scores[usize::from(person)] > scores[usize::from(place)] + 50);
        // A word that has no other occurrence is left alone.
        let mut alone = Scores::default();
        ballot.persuade(&context, 0, 0.01, &mut alone);
        assert_eq!(alone, Scores::default());
    }
}
