//! The stretches of a sentence that may hold names.
//!
//! Most words of news are outside every name, and for most of those the word and its neighbours alone
//! say so: the features that look at several words at once, two thirds of the work, would only agree. So a sentence is
//! first scored by what is kept for each word, and what is left to look at are the stretches around
//! words that are not *sure*. All other tokens are outside.
//!
//! A sure word can still be part of a name (`Department of Justice`, `Roe v.`), so that short gaps between
//! others are looked at, and one word to each side.

use std::ops::Range;

use super::labels::{LABELS, OUTSIDE};
use super::table::Scores;
use super::word::Case;

/// How much more the word and its neighbours must say for being outside than for any other label, in the
/// model's units. It is less than nothing, since words with capitals are looked at whatever is said of them.
///
/// Half of the tokens are looked at. Of the 403,125 mentions of 3,738 articles 13 are others than with a look at
/// all tokens.
const SURE: i32 = -100;

/// Sure words between two others that are looked at.
const GAP: usize = 3;

/// Sure words beside others that are looked at.
const BESIDE: usize = 1;

/// Whether a word of a sentence that uses capitals as usual is outside every name for all that it and
/// its neighbours say.
#[inline]
pub(super) fn is_sure(case: Case, scores: &Scores) -> bool {
    let labels = scores[..LABELS].iter().enumerate();
    let named = labels.filter(|(label, _)| *label != usize::from(OUTSIDE));
    matches!(case, Case::Lower | Case::Mark)
        && named.fold(i32::MIN, |top, (_, &score)| top.max(score)) + SURE
            < scores[usize::from(OUTSIDE)]
}

/// Longer stretches are cut: no writer's sentence is so long, and what is worked out for the
/// probabilities takes 300 bytes a token.
const LONGEST: usize = 1000;

/// The stretches of a sentence's tokens to look at, in their order.
pub(super) fn stretches(
    tokens: Range<usize>,
    is_sure: impl Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for at in tokens.clone().filter(|&at| !is_sure(at)) {
        let first = tokens.start.max(at.saturating_sub(BESIDE));
        let end = tokens.end.min(at + 1 + BESIDE);
        match out.last_mut() {
            Some(last) if first > last.end + (GAP - 2 * BESIDE) => out.push(first..end),
            Some(last) if end - last.start > LONGEST => {
                let first = last.end;
                out.push(first..end);
            }
            Some(last) => last.end = end,
            None => out.push(first..end),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stretches of a sentence in which `x` stands for a word that is not sure.
    fn of(sentence: &str) -> Vec<(usize, usize)> {
        let found = stretches(10..10 + sentence.len(), |at| {
            sentence.as_bytes()[at - 10] != b'x'
        });
        found.into_iter().map(|s| (s.start, s.end)).collect()
    }

    #[test]
    fn short_gaps_and_one_word_to_each_side_are_looked_at() {
        assert!(of("....").is_empty());
        assert_eq!(of("x"), [(10, 11)]);
        assert_eq!(of("..x.."), [(11, 14)]);
        assert_eq!(of("x...x"), [(10, 15)]);
        assert_eq!(of("x....x"), [(10, 12), (14, 16)]);
        assert_eq!(of(".....xx.x......x"), [(14, 20), (24, 26)]);
    }

    #[test]
    fn a_stretch_without_end_is_cut() {
        assert_eq!(
            stretches(0..2 * LONGEST + 1, |_| false),
            [
                0..LONGEST,
                LONGEST..2 * LONGEST,
                2 * LONGEST..2 * LONGEST + 1
            ]
        );
    }

    #[test]
    fn capitals_are_never_sure() {
        let mut scores = Scores::default();
        scores[usize::from(OUTSIDE)] = 1_000;
        assert!(is_sure(Case::Lower, &scores));
        assert!(is_sure(Case::Mark, &scores));
        for case in [
            Case::Title,
            Case::Upper,
            Case::Mixed,
            Case::Number,
            Case::Handle,
        ] {
            assert!(!is_sure(case, &scores));
        }
        scores[1] = 1_000 - SURE;
        assert!(!is_sure(Case::Lower, &scores));
    }
}
