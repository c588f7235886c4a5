//! Which sentences stand inside a quotation that runs over several.
//!
//! Curly marks say whether they open or close; straight ones do by the space beside them. A paragraph
//! that begins with a quotation mark goes on with the quotation that the one before left open, as is
//! the custom of print.

use super::phrase::{OUTSIDE, SAYING};
use super::table::TABLE;
use crate::Span;
use crate::segment::Segmentation;

/// What is known of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    /// A quotation is open before its first word, or begins with it.
    begins_inside: bool,
    /// It begins with the mark that opens one.
    opens: bool,
    /// A quotation is open after its last word.
    ends_inside: bool,
    /// Its last token is the mark that closes one.
    closes: bool,
    /// It has words outside of any quotation: then it can tell of itself who speaks in it.
    has_words_outside: bool,
    /// The sentence with which its quotation ends has such words, or the tag after it.
    has_speaker: bool,
    /// One of its words outside introduces what is said, and it has a quotation or is a tag.
    speaks: bool,
    /// Where the last such word stands that has its subject right before it ("a fan shouted").
    last_speech: Option<usize>,
    /// It is so short, and without marks, that it can be what follows a quotation ("Ann Example said.").
    is_tag: bool,
}

/// Most tokens of a sentence that only says who spoke the quotation before it.
const LONGEST_TAG: usize = 8;

/// The quotations of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Quotations {
    states: Vec<State>,
}

impl Quotations {
    /// Follows the marks through the text.
    pub(super) fn find(text: &str, segmentation: &Segmentation) -> Quotations {
        let mut states = Vec::with_capacity(segmentation.sentences.len());
        let mut open = false;
        let mut paragraph = usize::MAX;
        for sentence in &segmentation.sentences {
            // A quotation never stays open over a paragraph without its mark.
            if sentence.paragraph != paragraph {
                paragraph = sentence.paragraph;
                open = false;
            }
            let tokens = &segmentation.tokens[sentence.tokens.clone()];
            let mut state = State {
                begins_inside: open,
                ..State::default()
            };
            state.is_tag = !open && tokens.len() <= LONGEST_TAG;
            let mut quotes = open;
            for (number, token) in tokens.iter().enumerate() {
                let mark = mark(text, token.span);
                quotes |= mark.is_some();
                match mark {
                    Some(true) => {
                        open = true;
                        state.is_tag = false;
                        state.opens |= number == 0;
                        state.begins_inside |= number == 0;
                    }
                    Some(false) => {
                        open = false;
                        state.closes = number + 1 == tokens.len();
                    }
                    None if open => {}
                    None => {
                        let word = token.span.text(text);
                        state.has_words_outside |= word.starts_with(char::is_alphanumeric);
                        if SAYING.has(TABLE.id(word)) {
                            state.speaks = true;
                            let before = number.checked_sub(1).map(|at| tokens[at].span.text(text));
                            let subject = before.is_some_and(|word| {
                                word.starts_with(char::is_lowercase) && !OUTSIDE.has(TABLE.id(word))
                            });
                            if subject {
                                state.last_speech = Some(token.span.start);
                            }
                        }
                    }
                }
            }
            state.ends_inside = open;
            state.speaks &= quotes || state.is_tag;
            states.push(state);
        }
        for number in (0..states.len()).rev() {
            let paragraph = |number: usize| segmentation.sentences[number].paragraph;
            let after = number + 1;
            let next = (after < states.len() && paragraph(number) == paragraph(after))
                .then(|| states[after]);
            let here: &mut State = &mut states[number];
            here.has_speaker = here.has_words_outside
                || next.is_some_and(|next| {
                    here.ends_inside && next.has_speaker
                        || here.closes && next.is_tag && next.speaks
                });
        }
        Quotations { states }
    }

    /// Whether the sentence goes on with a quotation of the one before: it stands in the same paragraph
    /// and begins inside a quotation, or it begins a paragraph with the mark while the quotation before
    /// was left open. It does not where it, or the sentence with which its quotation ends, tells of itself who
    /// speaks ("..., said one fan"): if that names nobody, the speaker is not named, and is not the one before.
    pub(super) fn goes_on(&self, number: usize, segmentation: &Segmentation) -> bool {
        let (here, before) = (self.states[number], self.states[number - 1]);
        let same = segmentation.sentences[number].paragraph
            == segmentation.sentences[number - 1].paragraph;
        let goes_on = if same {
            here.begins_inside
        } else {
            here.opens && before.ends_inside
        };
        goes_on && !here.has_speaker
    }

    /// Whether the sentence is inside a quotation that the next one goes on with.
    pub(super) fn ends_in_next(&self, number: usize, segmentation: &Segmentation) -> bool {
        let (here, next) = (self.states[number], self.states[number + 1]);
        let same = segmentation.sentences[number].paragraph
            == segmentation.sentences[number + 1].paragraph;
        let runs_on = here.ends_inside && next.begins_inside && !next.opens;
        same && here.begins_inside
            && !here.has_words_outside
            && (runs_on || here.closes && next.is_tag)
    }

    /// Whether somebody else speaks in the sentence after a place: "Ann Roe said so, and a fan shouted".
    pub(super) fn speaks_after(&self, number: usize, at: usize) -> bool {
        self.states[number]
            .last_speech
            .is_some_and(|speech| speech >= at)
    }

    /// Whether the sentence says that somebody speaks in its quotation, or in the one before it.
    pub(super) fn speaks(&self, number: usize) -> bool {
        self.states[number].speaks
    }
}

/// Whether a token is a double quotation mark that opens (`true`) or closes (`false`).
fn mark(text: &str, span: Span) -> Option<bool> {
    match span.text(text) {
        "“" | "„" | "«" => Some(true),
        "”" | "»" => Some(false),
        "\"" => {
            let space =
                |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "([—–-".contains(c));
            let (before, after) = (&text[..span.start], &text[span.end..]);
            let (opens, closes) = (
                space(before.chars().next_back()),
                space(after.chars().next()),
            );
            if opens && !closes {
                Some(true)
            } else {
                Some(false)
            }
        }
        _ => None,
    }
}
