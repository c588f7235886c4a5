//! Which sentences stand inside a quotation that runs over several.
//!
//! Curly marks say whether they open or close; straight ones do by the space beside them. A paragraph
//! that begins with a quotation mark goes on with the quotation that the one before left open, as is
//! the custom of print.

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
            for (number, token) in tokens.iter().enumerate() {
                match mark(text, token.span) {
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
                    None => {}
                }
            }
            state.ends_inside = open;
            states.push(state);
        }
        Quotations { states }
    }

    /// Whether the sentence goes on with a quotation of the one before: it stands in the same paragraph
    /// and begins inside a quotation, or it begins a paragraph with the mark while the quotation before
    /// was left open.
    pub(super) fn goes_on(&self, number: usize, segmentation: &Segmentation) -> bool {
        let (here, before) = (self.states[number], self.states[number - 1]);
        let same = segmentation.sentences[number].paragraph
            == segmentation.sentences[number - 1].paragraph;
        if same {
            here.begins_inside
        } else {
            here.opens && before.ends_inside
        }
    }

    /// Whether the sentence is inside a quotation that the next one goes on with.
    pub(super) fn ends_in_next(&self, number: usize, segmentation: &Segmentation) -> bool {
        let (here, next) = (self.states[number], self.states[number + 1]);
        let same = segmentation.sentences[number].paragraph
            == segmentation.sentences[number + 1].paragraph;
        let runs_on = here.ends_inside && next.begins_inside && !next.opens;
        same && here.begins_inside && (runs_on || here.closes && next.is_tag)
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
