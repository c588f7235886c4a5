//! Labels of tokens: BIO over the kinds.
//!
//! `O` stands outside every name, `B-kind` begins one, `I-kind` goes on with it. The numbers are the
//! lanes of a weight row, so their order is part of the model format.

use std::ops::Range;

use crate::Kind;

/// How many labels there are.
pub(super) const LABELS: usize = 1 + 2 * Kind::ALL.len();

/// Outside every name.
pub(super) const OUTSIDE: u8 = 0;

/// The label of a name's first token.
pub(super) fn begin(kind: Kind) -> u8 {
    1 + 2 * kind as u8
}

/// The label of a name's other tokens.
pub(super) fn inside(kind: Kind) -> u8 {
    2 + 2 * kind as u8
}

/// Whether the label is an `I-` label.
pub(super) fn is_inside(label: u8) -> bool {
    label != OUTSIDE && label.is_multiple_of(2)
}

/// The kind of a `B-` or `I-` label.
pub(super) fn kind(label: u8) -> Option<Kind> {
    (label != OUTSIDE).then(|| Kind::ALL[usize::from((label - 1) / 2)])
}

/// Whether `label` may stand directly after `previous`: an `I-` only goes on with its own kind.
pub(super) fn may_follow(previous: u8, label: u8) -> bool {
    !is_inside(label) || (previous != OUTSIDE && kind(previous) == kind(label))
}

/// The names that labels spell, as ranges of token positions with their kind.
pub(super) fn chunks(labels: &[u8]) -> Vec<(Range<usize>, Kind)> {
    let mut out: Vec<(Range<usize>, Kind)> = Vec::new();
    let mut previous = OUTSIDE;
    for (at, &label) in labels.iter().enumerate() {
        if let Some(kind) = kind(label) {
            match out.last_mut() {
                Some(last) if is_inside(label) && may_follow(previous, label) => {
                    last.0.end = at + 1
                }
                _ => out.push((at..at + 1, kind)),
            }
        }
        previous = label;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inside_label_only_goes_on_with_its_own_kind() {
        assert!(may_follow(begin(Kind::Place), inside(Kind::Place)));
        assert!(may_follow(inside(Kind::Place), inside(Kind::Place)));
        assert!(!may_follow(begin(Kind::Person), inside(Kind::Place)));
        assert!(!may_follow(OUTSIDE, inside(Kind::Person)));
        assert!(may_follow(inside(Kind::Other), begin(Kind::Other)));
    }

    #[test]
    fn neighbouring_names_of_one_kind_are_two_chunks() {
        let (b, i) = (begin(Kind::Outlet), inside(Kind::Outlet));
        assert_eq!(
            chunks(&[b, i, b, OUTSIDE, b]),
            [
                (0..2, Kind::Outlet),
                (2..3, Kind::Outlet),
                (4..5, Kind::Outlet)
            ]
        );
    }
}
