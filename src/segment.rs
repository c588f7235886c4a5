//! Paragraphs, sentences and tokens of a text, as byte spans.
//!
//! Paragraphs are found first (`paragraph`), then the tokens of each (`token`), then the tokens
//! that begin a sentence (`sentence`). Sentences are ordered and disjoint and never cross a
//! paragraph. Which part of a page each is tells `part`.

mod credit;
pub(crate) mod paragraph;
pub(crate) mod part;
mod sentence;
mod token;

use std::ops::Range;

pub use token::tokenize;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{Document, Span};

/// A word, number, punctuation mark, handle or address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
}

/// What part of a document a sentence belongs to, because they are evidence of different worth: the
/// later in this list, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Part {
    /// Pointers to other texts: "Also read" lines and what follows them, bare addresses, sign-up lines.
    Related,
    /// A list of references or notes.
    Reference,
    /// A heading that is not this text's: of another text on the page, or repeated at its end.
    Heading,
    /// What stands under a picture, and whose picture it is.
    Caption,
    /// Words of a social network that are set into the text.
    Embed,
    /// The headline.
    Title,
    /// A line with author, outlet and date, or one that says who contributed.
    Byline,
    /// Everything else.
    Body,
}

impl Part {
    /// Whether it belongs to the page and not to what the text has to say.
    pub fn is_boilerplate(self) -> bool {
        self < Part::Title
    }
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, from its first token to its last.
    pub span: Span,
    /// Index of its paragraph.
    pub paragraph: usize,
    /// Its tokens, as indices into [`Segmentation::tokens`].
    pub tokens: Range<usize>,
    /// What part of the document it is.
    pub part: Part,
    /// The earlier sentence of this document with the very same words, if there is one: repeated
    /// headings, teasers and sign-up lines say nothing new.
    pub repeats: Option<usize>,
}

/// A document's paragraphs, sentences and tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segmentation {
    /// In text order.
    pub paragraphs: Vec<Span>,
    /// In text order.
    pub sentences: Vec<Sentence>,
    /// In text order; each belongs to one sentence.
    pub tokens: Vec<Token>,
}

/// Longest stretch that is tokenized and split into sentences at once, in bytes. Longer paragraphs, which occur
/// only in broken input, are cut at white space so that time stays linear in the text's length.
const LONGEST_PARAGRAPH: usize = 20_000;

/// About so many bytes of text make a token.
const TOKEN: usize = 5;

/// Segments a document.
pub fn segment(document: &Document) -> Segmentation {
    segmented(document, without_dateline)
}

/// The same, but the dateline of a known agency stays in the sentence behind it, as those of all other agencies
/// do: a tagger has to learn how they read.
pub(crate) fn segment_with_datelines(document: &Document) -> Segmentation {
    segmented(document, |_, piece| [Some(piece), None])
}

/// What a piece is divided into.
type Pieces = [Option<(Span, Part)>; 2];

fn segmented(document: &Document, divide: impl Fn(&str, (Span, Part)) -> Pieces) -> Segmentation {
    let text = document.text.as_str();
    let mut out = Segmentation::default();
    out.tokens.reserve(text.len() / TOKEN);
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    let marks = marks(document);
    let paragraphs = paragraph::paragraphs(text);
    let parts = part::of_paragraphs(text, &paragraphs);
    for (&paragraph, default) in paragraphs.iter().zip(parts) {
        let index = out.paragraphs.len();
        out.paragraphs.push(paragraph);
        for (piece, part) in pieces(text, paragraph, &marks, default)
            .into_iter()
            .flat_map(|piece| divide(text, piece))
            .flatten()
        {
            let first = out.tokens.len();
            tokenize(text, piece, &mut out.tokens);
            let tokens = &out.tokens[first..];
            if tokens.is_empty() {
                continue;
            }
            let mut starts = sentence::sentence_starts(text, piece, tokens);
            starts.push(tokens.len());
            for range in starts.windows(2) {
                let span = Span::new(tokens[range[0]].span.start, tokens[range[1] - 1].span.end);
                let number = out.sentences.len();
                let part = match part {
                    Part::Body if credit::is_credit(span.text(text)) => Part::Byline,
                    part => part,
                };
                let earlier = *seen.entry(span.text(text)).or_insert(number);
                out.sentences.push(Sentence {
                    span,
                    paragraph: index,
                    tokens: first + range[0]..first + range[1],
                    part,
                    repeats: (earlier != number).then_some(earlier),
                });
            }
        }
    }
    out
}

/// What the reader knows of the parts of a text, in text order.
fn marks(document: &Document) -> Vec<(Span, Part)> {
    let mut marks = document.marks.clone();
    marks.extend(document.title.map(|span| (span, Part::Title)));
    marks.extend(document.byline.map(|span| (span, Part::Byline)));
    marks.sort_by_key(|(span, _)| *span);
    marks
}

/// The paragraph, cut where a mark begins or ends, and into stretches of at most
/// [`LONGEST_PARAGRAPH`] bytes; what no mark covers is of the `default` part.
fn pieces(text: &str, paragraph: Span, marks: &[(Span, Part)], default: Part) -> Vec<(Span, Part)> {
    let mut out = Vec::new();
    let mut add = |start: usize, end: usize, part: Part| {
        let piece = Span::new(start, end).trimmed(text);
        out.extend(short(text, piece).into_iter().map(|piece| (piece, part)));
    };
    let first = marks.partition_point(|(mark, _)| mark.end <= paragraph.start);
    let mut at = paragraph.start;
    for &(mark, part) in &marks[first..] {
        let (start, end) = (mark.start.max(at), mark.end.min(paragraph.end));
        if mark.start >= paragraph.end {
            break;
        }
        if start < end {
            add(at, start, default);
            add(start, end, part);
            at = end;
        }
    }
    add(at, paragraph.end, default);
    out
}

/// The piece, or the dateline with its agency, which is a credit, and the rest of it.
fn without_dateline(text: &str, (piece, part): (Span, Part)) -> Pieces {
    let end = (part == Part::Body)
        .then(|| credit::dateline(piece.text(text)))
        .flatten()
        .map(|length| piece.start + length);
    let head = end.map(|end| (Span::new(piece.start, end).trimmed(text), Part::Byline));
    let rest = Span::new(end.unwrap_or(piece.start), piece.end);
    [head, Some((rest, part))]
}

/// The piece, or its parts of at most [`LONGEST_PARAGRAPH`] bytes, cut at white space where there is
/// any.
fn short(text: &str, piece: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut rest = piece;
    while rest.len() > LONGEST_PARAGRAPH {
        let mut limit = rest.start + LONGEST_PARAGRAPH;
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let cut = text[rest.start..limit]
            .rfind(char::is_whitespace)
            .filter(|&at| at > 0)
            .map_or(limit, |at| rest.start + at);
        out.push(Span::new(rest.start, cut));
        rest = Span::new(cut, rest.end);
    }
    if !rest.is_empty() {
        out.push(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document {
            text: text.to_owned(),
            ..Document::default()
        }
    }

    fn sentence_texts(text: &str) -> Vec<String> {
        let document = document(text);
        segment(&document)
            .sentences
            .iter()
            .map(|s| s.span.text(text).to_owned())
            .collect()
    }

    #[test]
    fn a_dateline_with_its_agency_is_a_credit_before_the_first_sentence() {
        let text = "PARIS (AP) — Ann Roe met Bo Doe. They left.";
        let parts: Vec<_> = (segment(&document(text)).sentences.iter())
            .map(|s| (s.span.text(text), s.part))
            .collect();
        let expected = [
            ("PARIS (AP) —", Part::Byline),
            ("Ann Roe met Bo Doe.", Part::Body),
            ("They left.", Part::Body),
        ];
        assert_eq!(parts, expected);
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_a_sentence() {
        assert_eq!(
            sentence_texts("Mr. Trump met U.S. officials. J. Bolton left."),
            ["Mr. Trump met U.S. officials.", "J. Bolton left."]
        );
    }

    #[test]
    fn a_sentence_never_crosses_a_paragraph() {
        assert_eq!(
            sentence_texts("A headline without a stop\n\nThe text begins. It ends"),
            ["A headline without a stop", "The text begins.", "It ends"]
        );
    }

    #[test]
    fn the_second_of_two_equal_sentences_is_known_as_a_repetition() {
        let document = document("Read more here.\n\nA new one.\n\nRead more here.");
        let repeats: Vec<_> = segment(&document)
            .sentences
            .iter()
            .map(|s| s.repeats)
            .collect();
        assert_eq!(repeats, [None, None, Some(0)]);
    }

    #[test]
    fn title_and_byline_are_known_for_what_they_are() {
        let mut document = document("Head\n\nA. Writer, The Paper, May 1 2020\n\nBody.");
        document.title = Some(Span::new(0, 4));
        document.byline = Some(Span::new(6, 38));
        let parts: Vec<_> = segment(&document)
            .sentences
            .iter()
            .map(|s| s.part)
            .collect();
        assert_eq!(parts[0], Part::Title);
        assert!(parts[1..parts.len() - 1].iter().all(|p| *p == Part::Byline));
        assert_eq!(parts[parts.len() - 1], Part::Body);
    }

    #[test]
    fn a_mark_inside_a_paragraph_ends_a_sentence_and_names_its_part() {
        let mut document = document("Ann Example, May 1 2020:… She met Bo… Another heading");
        document.byline = Some(Span::new(0, 27));
        document.marks = vec![(Span::new(42, 57), Part::Heading)];
        let segmentation = segment(&document);
        let found: Vec<_> = segmentation
            .sentences
            .iter()
            .map(|s| (s.span.text(&document.text), s.part, s.paragraph))
            .collect();
        assert_eq!(
            found,
            [
                ("Ann Example, May 1 2020:…", Part::Byline, 0),
                ("She met Bo…", Part::Body, 0),
                ("Another heading", Part::Heading, 0),
            ]
        );
    }

    #[test]
    fn a_million_characters_without_a_space_are_no_trouble() {
        let text = "x".repeat(1_000_000);
        assert!(segment(&document(&text)).tokens.len() >= 50);
    }

    proptest::proptest! {
        #[test]
        fn any_text_becomes_sentences_that_hold_all_tokens_in_order(
            text in "([A-Z]\\.|[a-z]{1,3}|Sen\\.|[ .!?\"”“')(\n-]|\\PC){0,60}"
        ) {
            let document = document(&text);
            let out = segment(&document);
            let mut token = 0;
            for sentence in &out.sentences {
                proptest::prop_assert_eq!(sentence.tokens.start, token);
                proptest::prop_assert!(sentence.tokens.end > token);
                token = sentence.tokens.end;
                let ends = (out.tokens[sentence.tokens.start].span.start, out.tokens[token - 1].span.end);
                proptest::prop_assert_eq!((sentence.span.start, sentence.span.end), ends);
                proptest::prop_assert!(out.paragraphs[sentence.paragraph].contains(sentence.span));
            }
            proptest::prop_assert_eq!(token, out.tokens.len());
            proptest::prop_assert!(out.tokens.is_sorted_by(|a, b| a.span.end <= b.span.start));
        }
    }
}
