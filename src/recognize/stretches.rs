//! The stretches of a sentence that may hold names.
//!
//! Most words of news are outside every name, and for most of those the word and its neighbours alone
//! say so: the features that look at several words at once, two thirds of the work, would only agree. So a sentence is
//! first scored by what is kept for each word, and what is left to look at are the stretches around
//! words that are not *sure*. All other tokens are outside.
//!
//! A sure word can still be part of a name (`Department of Justice`, `anti-Semitism`, `cold war`), so that short gaps
//! between others are looked at, what touches one of them from the left, and the words beside one
//! without capital.

use std::ops::Range;

use super::labels::{LABELS, OUTSIDE};
use super::table::Scores;
use super::word::Case;

/// How much more the word and its neighbours must say for being outside than for any other label, in the
/// model's units. It is less than nothing, since words with capitals are looked at whatever is said of them.
///
/// A third of the tokens are looked at. Of the 112,452 mentions of 1,500 articles 16 are not found and 17 are found
/// that are not with a look at all tokens.
const SURE: i32 = -100;

/// Sure words between two others that are looked at.
const GAP: usize = 2;

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

/// A token as it is seen before anything is looked at.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// Whether it is [sure](is_sure).
    pub(super) is_sure: bool,
    pub(super) case: Case,
    /// Whether there is nothing between it and the token before it.
    pub(super) touches: bool,
}

/// The stretches of a sentence's tokens to look at, in their order.
pub(super) fn stretches(tokens: Range<usize>, seen: impl Fn(usize) -> Seen) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for at in tokens.clone() {
        let token = seen(at);
        if token.is_sure {
            continue;
        }
        let beside = usize::from(!token.case.is_capital());
        let mut first = tokens.start.max(at.saturating_sub(beside));
        while first > tokens.start && seen(first).touches {
            first -= 1;
        }
        let end = tokens.end.min(at + 1 + beside);
        match out.last_mut() {
            Some(last) if first > last.end + GAP => out.push(first..end),
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

    /// The stretches of a sentence in which `X` stands for a word with a capital and `x` for one without that is
    /// not sure, and `-` touches its neighbours.
    fn of(sentence: &str) -> Vec<(usize, usize)> {
        let letter = |at: usize| sentence.as_bytes()[at - 10];
        let found = stretches(10..10 + sentence.len(), |at| Seen {
            is_sure: !matches!(letter(at), b'x' | b'X'),
            case: if letter(at) == b'X' {
                Case::Title
            } else {
                Case::Lower
            },
            touches: at > 10 && (letter(at) == b'-' || letter(at - 1) == b'-'),
        });
        found.into_iter().map(|s| (s.start, s.end)).collect()
    }

    #[test]
    fn short_gaps_are_looked_at_and_the_words_beside_one_without_capital() {
        assert!(of("....").is_empty());
        assert_eq!(of("X"), [(10, 11)]);
        assert_eq!(of("x"), [(10, 11)]);
        assert_eq!(of("..X.."), [(12, 13)]);
        assert_eq!(of("..x.."), [(11, 14)]);
        assert_eq!(of("X..X"), [(10, 14)]);
        assert_eq!(of("X...X"), [(10, 11), (14, 15)]);
        assert_eq!(of("x...X"), [(10, 15)]);
        assert_eq!(of(".....xX.X......x"), [(14, 19), (24, 26)]);
    }

    #[test]
    fn what_touches_from_the_left_is_looked_at() {
        assert_eq!(of("..-X"), [(11, 14)]);
        assert_eq!(of(".-.-X"), [(10, 15)]);
        assert_eq!(of("-X-."), [(10, 12)]);
        assert_eq!(of("X..-X"), [(10, 15)]);
    }

    #[test]
    fn a_stretch_without_end_is_cut() {
        let capital = Seen {
            is_sure: false,
            case: Case::Title,
            touches: false,
        };
        assert_eq!(
            stretches(0..2 * LONGEST + 1, |_| capital),
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
