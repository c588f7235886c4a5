//! Which mentions are named together: the window.
//!
//! The window is a rule about a pair of mentions, not about blocks of text: a third mention between
//! two never joins them. It says nothing about how the entities are related.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Span;

/// When two mentions of a document are named together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Window {
    /// They stand in the same sentence.
    #[default]
    Sentence,
    /// Their sentences lie at most so many apart: with 1, in the same sentence or in neighbours.
    Sentences(usize),
    /// They stand in the same paragraph.
    Paragraph,
    /// They stand in the same document.
    Document,
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Window::Sentence => f.write_str("sentence"),
            Window::Sentences(n) => write!(f, "{n}"),
            Window::Paragraph => f.write_str("paragraph"),
            Window::Document => f.write_str("document"),
        }
    }
}

impl FromStr for Window {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "sentence" | "0" => Ok(Window::Sentence),
            "paragraph" => Ok(Window::Paragraph),
            "document" => Ok(Window::Document),
            _ => text.parse().map(Window::Sentences).map_err(|_| {
                format!(
                    "`{text}` is no window: use sentence, paragraph, document, or a number of sentences"
                )
            }),
        }
    }
}

impl TryFrom<String> for Window {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Window> for String {
    fn from(window: Window) -> String {
        window.to_string()
    }
}

impl Window {
    /// The window in words, to go after "named".
    pub fn in_words(self) -> String {
        match self {
            Window::Sentence => "in the same sentence".to_owned(),
            Window::Sentences(1) => "in the same sentence or in neighbouring ones".to_owned(),
            Window::Sentences(n) => format!("at most {n} sentences apart"),
            Window::Paragraph => "in the same paragraph".to_owned(),
            Window::Document => "in the same document".to_owned(),
        }
    }

    /// Whether two mentions of one document lie within the window.
    fn holds(self, a: &Place, b: &Place) -> bool {
        match self {
            Window::Sentence => a.sentence == b.sentence,
            Window::Sentences(n) => a.sentence.abs_diff(b.sentence) <= n,
            Window::Paragraph => a.paragraph == b.paragraph,
            Window::Document => true,
        }
    }
}

/// Where an entity is named in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The entity, as an index of the caller's.
    pub entity: usize,
    /// Index of the sentence in the document.
    pub sentence: usize,
    /// Index of the paragraph.
    pub paragraph: usize,
    /// The mention.
    pub span: Span,
}

/// All pairs `(i, j)`, `i < j`, of places of different entities that lie within the window.
///
/// `places` must be in text order.
///
/// # Complexity
/// Linear in the places and the pairs: a place's loop ends with the first place out of reach, since
/// sentences and paragraphs only grow along the text.
pub fn co_mentions(places: &[Place], window: Window) -> impl Iterator<Item = (usize, usize)> {
    (0..places.len()).flat_map(move |i| {
        (i + 1..places.len())
            .take_while(move |&j| window.holds(&places[i], &places[j]))
            .filter(move |&j| places[i].entity != places[j].entity)
            .map(move |j| (i, j))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(entity: usize, sentence: usize, paragraph: usize) -> Place {
        Place {
            entity,
            sentence,
            paragraph,
            span: Span::default(),
        }
    }

    #[test]
    fn window_of_one_does_not_join_sentences_one_and_three() {
        let places = [place(0, 1, 0), place(1, 2, 0), place(2, 3, 0)];
        let pairs: Vec<_> = co_mentions(&places, Window::Sentences(1)).collect();
        assert_eq!(pairs, [(0, 1), (1, 2)]);
    }

    #[test]
    fn an_entity_is_never_paired_with_itself() {
        let places = [place(4, 0, 0), place(4, 0, 0)];
        assert_eq!(co_mentions(&places, Window::Document).count(), 0);
    }

    #[test]
    fn windows_are_read_as_they_are_written() {
        for window in [
            Window::Sentence,
            Window::Sentences(3),
            Window::Paragraph,
            Window::Document,
        ] {
            assert_eq!(window.to_string().parse(), Ok(window));
        }
        assert!("page".parse::<Window>().is_err());
    }

    proptest! {
        #[test]
        fn pairs_equal_the_double_loop(
            steps in prop::collection::vec((0usize..5, 0usize..2, 0usize..2), 0..40),
            n in 0usize..4,
        ) {
            let (mut sentence, mut paragraph) = (0, 0);
            let places: Vec<Place> = steps
                .into_iter()
                .map(|(entity, sentence_step, paragraph_step)| {
                    sentence += sentence_step;
                    // A new paragraph begins only with a new sentence.
                    paragraph += sentence_step * paragraph_step;
                    place(entity, sentence, paragraph)
                })
                .collect();
            for window in [Window::Sentence, Window::Sentences(n), Window::Paragraph, Window::Document] {
                let mut expected = Vec::new();
                for i in 0..places.len() {
                    for j in 0..places.len() {
                        let near = window.holds(&places[i], &places[j]);
                        if i < j && near && places[i].entity != places[j].entity {
                            expected.push((i, j));
                        }
                    }
                }
                prop_assert_eq!(co_mentions(&places, window).collect::<Vec<_>>(), expected);
            }
        }
    }
}
