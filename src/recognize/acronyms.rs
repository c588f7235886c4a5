//! Acronyms and initials in text without case, where `u.s.` is four tokens.
//!
//! Only capitals show the tokenizer that a full stop belongs to a letter. Where a document is known to do
//! without them, what it cut is joined again, so that `u.s.` and `U.S.` are one word each, and one and
//! the same.

use crate::segment::{Sentence, Token};
use crate::{Document, Segmentation, Span};

/// The same sentences, with one token for each acronym and each initial.
pub(super) fn joined(document: &Document, segmentation: &Segmentation) -> Segmentation {
    let mut out = Segmentation {
        paragraphs: segmentation.paragraphs.clone(),
        ..Segmentation::default()
    };
    for sentence in &segmentation.sentences {
        let tokens = &segmentation.tokens[sentence.tokens.clone()];
        let first = out.tokens.len();
        let mut at = 0;
        while at < tokens.len() {
            let length = length(&document.text, &tokens[at..]);
            out.tokens.push(Token {
                span: Span::new(tokens[at].span.start, tokens[at + length - 1].span.end),
            });
            at += length;
        }
        out.sentences.push(Sentence {
            tokens: first..out.tokens.len(),
            ..sentence.clone()
        });
    }
    out
}

/// How many tokens the acronym or initial has with which these tokens begin; 1 if there is none.
fn length(text: &str, tokens: &[Token]) -> usize {
    let is_next_to = |at: usize| tokens[at - 1].span.touches(tokens[at].span);
    let is_letter = |at: usize| {
        let mut chars = tokens[at].span.text(text).chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    };
    let mut length = 0;
    while length + 1 < tokens.len()
        && is_letter(length)
        && (length == 0 || is_next_to(length))
        && is_next_to(length + 1)
        && tokens[length + 1].span.text(text) == "."
    {
        length += 2;
    }
    // The full stop after one letter may end the sentence.
    if length == 0 || length == 2 && tokens.len() == 2 {
        1
    } else {
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment;

    #[test]
    fn letters_and_their_full_stops_are_one_word() {
        let words = |text: &str| -> Vec<String> {
            let document = Document {
                text: text.to_owned(),
                ..Document::default()
            };
            let joined = joined(&document, &segment(&document));
            let end = joined.sentences.last().map(|s| s.tokens.end);
            assert_eq!(end, Some(joined.tokens.len()));
            let tokens = joined.tokens.iter();
            tokens.map(|t| t.span.text(text).to_owned()).collect()
        };
        assert_eq!(
            words("john r. lee told the e.p.a. of it"),
            ["john", "r.", "lee", "told", "the", "e.p.a.", "of", "it"]
        );
        assert_eq!(words("it was plan b."), ["it", "was", "plan", "b", "."]);
        assert_eq!(words("in the u.s."), ["in", "the", "u.s."]);
        assert_eq!(words("a ... b. c"), ["a", "...", "b.", "c"]);
    }
}
