//! The best labelling of a sentence (Viterbi 1967), shared by trainer and tagger.

use std::ops::Add;

use super::labels::{LABELS, OUTSIDE, is_inside, may_follow};

/// The row of a transition table that stands for a sentence's start.
pub(super) const START: usize = LABELS;

/// Score of a label (second index) directly after another or the start.
pub(super) type Transitions<N> = [[N; LABELS]; LABELS + 1];

/// Whether a label may follow another or the start.
pub(super) fn allowed(previous: usize, label: usize) -> bool {
    let previous = if previous == START {
        OUTSIDE
    } else {
        previous as u8
    };
    may_follow(previous, label as u8)
}

/// The highest score that leads to the label from one of these before it, and from which; of equal ones
/// the first. There is at least one.
#[inline]
fn highest<N: Copy + PartialOrd + Add<Output = N>>(
    best: &[N; LABELS],
    transitions: &Transitions<N>,
    label: usize,
    mut before: impl Iterator<Item = usize>,
) -> (N, usize) {
    let score = |previous: usize| best[previous] + transitions[previous][label];
    let mut from = before.next().unwrap_or(usize::from(OUTSIDE));
    let mut top = score(from);
    for previous in before {
        let score = score(previous);
        if score > top {
            (top, from) = (score, previous);
        }
    }
    (top, from)
}

/// Room for [`best_path`], which is used again.
#[derive(Default)]
pub(super) struct Room {
    /// By token and label, the label before it on the best way there.
    back: Vec<[u8; LABELS]>,
    labels: Vec<u8>,
}

/// The labelling of `length` tokens with the highest sum of emissions and transitions; of equal ones
/// that with the lowest labels, counted from the end. `before` is what they come after: [`START`], or
/// [`OUTSIDE`]. Linear in `length`.
pub(super) fn best_path<'r, N>(
    length: usize,
    before: usize,
    transitions: &Transitions<N>,
    emission: impl Fn(usize) -> [N; LABELS],
    Room { back, labels }: &'r mut Room,
) -> &'r [u8]
where
    N: Copy + PartialOrd + Add<Output = N>,
{
    labels.clear();
    if length == 0 {
        return labels;
    }
    // Score of the best labelling that ends with each label. At the first token inside labels have one too,
    // which nothing reads.
    let first = emission(0);
    let mut best: [N; LABELS] =
        std::array::from_fn(|label| transitions[before][label] + first[label]);
    back.clear();
    back.push([0; LABELS]);
    for at in 1..length {
        let scores = emission(at);
        let mut next = scores;
        let mut from = [0; LABELS];
        // What `allowed` says, without asking it hundreds of times a token: an inside label follows the
        // label that begins its kind, which is the one before it, or itself; all others follow any.
        for label in 0..LABELS {
            let inside = is_inside(label as u8);
            let (top, previous) = match at {
                1 if inside => highest(&best, transitions, label, label - 1..label),
                1 => {
                    let begins = (0..LABELS).filter(|&previous| !is_inside(previous as u8));
                    highest(&best, transitions, label, begins)
                }
                _ if inside => highest(&best, transitions, label, label - 1..label + 1),
                _ => highest(&best, transitions, label, 0..LABELS),
            };
            next[label] = top + scores[label];
            from[label] = previous as u8;
        }
        best = next;
        back.push(from);
    }
    let may_end = |label: usize| length > 1 || allowed(START, label);
    let mut label = 0;
    for (at, score) in best.iter().enumerate() {
        if may_end(at) && *score > best[label] {
            label = at;
        }
    }
    labels.resize(length, 0);
    for at in (0..length).rev() {
        labels[at] = label as u8;
        label = usize::from(back[at][label]);
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_labelling_equals_the_best_of_all() {
        let mut transitions = [[0i64; LABELS]; LABELS + 1];
        for (a, row) in transitions.iter_mut().enumerate() {
            for (b, score) in row.iter_mut().enumerate() {
                *score = (a * 7 + b * 13) as i64 % 5;
            }
        }
        let emission = |at: usize| -> [i64; LABELS] {
            std::array::from_fn(|label| ((at * 31 + label * 17) % 11) as i64)
        };
        let score = |labels: [usize; 3]| -> Option<i64> {
            let mut previous = START;
            let mut sum = 0;
            for (at, label) in labels.into_iter().enumerate() {
                if !allowed(previous, label) {
                    return None;
                }
                sum += transitions[previous][label] + emission(at)[label];
                previous = label;
            }
            Some(sum)
        };
        let all = (0..LABELS.pow(3))
            .filter_map(|n| score([n % LABELS, n / LABELS % LABELS, n / LABELS / LABELS]))
            .max();
        let mut room = Room::default();
        let found = best_path(3, START, &transitions, emission, &mut room);
        assert_eq!(score([0, 1, 2].map(|at| usize::from(found[at]))), all);
    }
}
