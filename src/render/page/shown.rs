//! A sentence as the page shows it, and where its bytes have gone.
//!
//! The page must not show what [`clean`](crate::render::text::clean) takes out, above all the marks
//! that turn the direction of text, but has to mark both names. Their places are bytes of the text as
//! it was read; a browser counts UTF-16 units of the text that it is given.

use crate::render::text::{is_clean, on_one_line};

/// A cleaned text that knows where the bytes of the original are in it.
pub(super) struct Shown {
    /// The text on one line.
    pub(super) text: String,
    pub(super) places: Places,
}

/// Where the bytes of an original are in the cleaned text.
pub(super) struct Places {
    /// Bytes of the cleaned text.
    bytes: u32,
    /// For each byte of the original, and its end, the place in UTF-16 units; nothing where they are the
    /// same.
    moved: Option<Box<[u32]>>,
}

impl Shown {
    pub(super) fn new(original: &str) -> Shown {
        if is_clean(original) {
            return Shown::of(original.to_owned(), None);
        }
        let mut text = String::with_capacity(original.len());
        let mut places = Vec::with_capacity(original.len() + 1);
        let mut units = 0;
        for c in original.chars() {
            places.extend(std::iter::repeat_n(units, c.len_utf8()));
            let Some(c) = on_one_line(c) else { continue };
            if c == ' ' && (text.is_empty() || text.ends_with(' ')) {
                continue;
            }
            text.push(c);
            units += c.len_utf16() as u32;
        }
        places.push(units);
        if text.ends_with(' ') {
            text.pop();
            for place in &mut places {
                *place = (*place).min(units - 1);
            }
        }
        Shown::of(text, Some(places.into()))
    }

    fn of(text: String, moved: Option<Box<[u32]>>) -> Shown {
        let bytes = text.len() as u32;
        Shown {
            text,
            places: Places { bytes, moved },
        }
    }
}

impl Places {
    /// Where these bytes of the original are shown, in UTF-16 units; `(0, 0)` if it has no such bytes.
    pub(super) fn place(&self, start: usize, end: usize) -> (u32, u32) {
        let place = |at: usize| match &self.moved {
            Some(places) => places.get(at).copied(),
            None => (at <= self.bytes as usize).then_some(at as u32),
        };
        match (place(start), place(end)) {
            (Some(start), Some(end)) if start < end => (start, end),
            _ => (0, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::text::clean;

    fn marked(original: &str, word: &str) -> String {
        let at = original.find(word).unwrap();
        let shown = Shown::new(original);
        assert_eq!(shown.text, clean(original));
        let (start, end) = shown.places.place(at, at + word.len());
        let units: Vec<u16> = shown.text.encode_utf16().collect();
        String::from_utf16(&units[start as usize..end as usize]).unwrap()
    }

    #[test]
    fn a_name_is_found_again_behind_what_was_taken_out() {
        assert_eq!(
            marked("  \u{202e}A\0\n\n 👩‍👩‍👧 met  Bo Li. ", "Bo Li"),
            "Bo Li"
        );
        assert_eq!(marked("שלום \u{2067}met Ada\u{2069}\n", "Ada"), "Ada");
        assert_eq!(marked("Ada ", "Ada "), "Ada");
        assert_eq!(marked("a\u{202e}b c", "a\u{202e}b"), "ab");
    }

    #[test]
    fn places_that_the_text_does_not_have_mark_nothing() {
        assert_eq!(Shown::new("Ada").places.place(1, 9), (0, 0));
        assert_eq!(Shown::new("Ada").places.place(2, 2), (0, 0));
        assert_eq!(Shown::new("").places.place(0, 1), (0, 0));
    }
}
