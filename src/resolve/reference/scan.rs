//! A document's words with what the rules of reference ask of each: is it quoted, is it in a name.

use crate::{Mention, Segmentation, Span};

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    pub(super) span: Span,
    pub(super) text: &'t str,
    /// In lower case, without a full stop at its end.
    pub(super) lower: String,
    pub(super) sentence: usize,
    /// Whether it stands in quotation marks, or is one.
    pub(super) quoted: bool,
    /// The mention that it is part of.
    pub(super) mention: Option<usize>,
}

/// The words of a document, one for each token.
pub(super) fn words<'t>(
    text: &'t str,
    segmentation: &Segmentation,
    mentions: &[Mention],
) -> Vec<Word<'t>> {
    let mut out: Vec<Word> = Vec::with_capacity(segmentation.tokens.len());
    let mut mention = 0;
    let (mut open, mut paragraph) = (false, usize::MAX);
    for (number, sentence) in segmentation.sentences.iter().enumerate() {
        // A quotation that goes on in the next paragraph is opened there again.
        if sentence.paragraph != paragraph {
            (open, paragraph) = (false, sentence.paragraph);
        }
        for token in &segmentation.tokens[sentence.tokens.clone()] {
            let word = token.span.text(text);
            let (before, after) = match word {
                "“" | "«" | "„" => (true, true),
                "”" | "»" => (true, false),
                "\"" | "''" | "``" => (true, !open),
                _ => (open, open),
            };
            open = after;
            while mentions
                .get(mention)
                .is_some_and(|m| m.span.end <= token.span.start)
            {
                mention += 1;
            }
            let inside = |m: &&Mention| m.span.overlaps(token.span);
            out.push(Word {
                span: token.span,
                text: word,
                lower: word.trim_end_matches('.').to_lowercase(),
                sentence: number,
                quoted: before,
                mention: mentions.get(mention).filter(inside).map(|_| mention),
            });
        }
    }
    out
}
