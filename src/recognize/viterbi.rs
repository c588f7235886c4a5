//! The best labelling of a sentence (Viterbi 1967), shared by trainer and tagger.

use std::ops::Add;

use super::labels::{LABELS, OUTSIDE, may_follow};

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

/// The labelling of `length` tokens with the highest sum of emissions and transitions; of equal ones
/// that with the lowest labels, counted from the end. Linear in `length`.
pub(super) fn best_path<N>(
    length: usize,
    transitions: &Transitions<N>,
    emission: impl Fn(usize) -> [N; LABELS],
) -> Vec<u8>
where
    N: Copy + PartialOrd + Add<Output = N>,
{
    if length == 0 {
        return Vec::new();
    }
    // Score of the best labelling that ends with each label; None where none is allowed.
    let first = emission(0);
    let mut best: [Option<N>; LABELS] = std::array::from_fn(|label| {
        allowed(START, label).then(|| transitions[START][label] + first[label])
    });
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(length);
    back.push([0; LABELS]);
    for at in 1..length {
        let scores = emission(at);
        let mut next = [None; LABELS];
        let mut from = [0; LABELS];
        for label in 0..LABELS {
            for previous in 0..LABELS {
                let Some(so_far) = best[previous] else {
                    continue;
                };
                if !allowed(previous, label) {
                    continue;
                }
                let score = so_far + transitions[previous][label];
                if next[label].is_none_or(|n| score > n) {
                    next[label] = Some(score);
                    from[label] = previous as u8;
                }
            }
            next[label] = next[label].map(|n| n + scores[label]);
        }
        best = next;
        back.push(from);
    }
    let mut label = 0;
    for (at, score) in best.iter().enumerate() {
        if let Some(score) = score
            && best[label].is_none_or(|b| *score > b)
        {
            label = at;
        }
    }
    let mut out = vec![0; length];
    for at in (0..length).rev() {
        out[at] = label as u8;
        label = usize::from(back[at][label]);
    }
    out
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
        let found = best_path(3, &transitions, emission);
        assert_eq!(score([0, 1, 2].map(|at| usize::from(found[at]))), all);
    }
}
