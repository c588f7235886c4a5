//! A place in a text.
//!
//! All positions in this crate are half-open byte ranges into [`Document::text`](crate::Document),
//! which never changes after reading. Characters, lines and columns are worked out only when shown.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open byte range `start..end`. It exists because `Range<usize>` is not `Copy`.
///
/// In JSON it is the array `[start, end]`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "(usize, usize)", into = "(usize, usize)")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text it covers.
    ///
    /// # Panics
    /// If the span was not made for this text: out of bounds or inside a character.
    pub fn text(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Whether the two share a byte; spans that only touch do not.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `next` begins where it ends.
    pub fn touches(self, next: Span) -> bool {
        self.end == next.start
    }

    /// Whether `other` lies within it.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same place seen from a text that begins `offset` bytes earlier.
    pub fn shifted(self, offset: usize) -> Span {
        Span::new(self.start + offset, self.end + offset)
    }

    /// The part without white space at either end; empty at `start` if nothing else is left.
    pub fn trimmed(self, text: &str) -> Span {
        let inner = self.text(text);
        let left = inner.len() - inner.trim_start().len();
        let kept = inner.trim().len();
        Span::new(self.start + left, self.start + left + kept)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

impl TryFrom<(usize, usize)> for Span {
    type Error = String;

    fn try_from((start, end): (usize, usize)) -> Result<Self, String> {
        if start > end {
            return Err(format!("the span [{start},{end}] ends before it begins"));
        }
        Ok(Span { start, end })
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 5)));
    }

    #[test]
    fn json_with_its_ends_in_the_wrong_order_is_no_span() {
        assert_eq!(
            serde_json::from_str::<Span>("[2,2]").ok(),
            Some(Span::new(2, 2))
        );
        assert!(serde_json::from_str::<Span>("[3,2]").is_err());
    }

    #[test]
    fn trimming_keeps_the_text_and_moves_both_ends() {
        let text = "x  a b \n";
        assert_eq!(Span::new(1, text.len()).trimmed(text), Span::new(3, 6));
        assert!(Span::new(1, 3).trimmed(text).is_empty());
    }
}
