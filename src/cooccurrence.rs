//! Which mentions are named together: the window.
//!
//! The window is a rule about a pair of mentions, not about blocks of text: a third mention between
//! two never joins them. It says nothing about how the entities are related.
//!
//! [`co_mentions`] is the rule written down. [`sweep`] gives the same pairs added up, for what a
//! document of many mentions and a wide window would otherwise make quadratic.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

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

/// The pairs that one mention makes with all earlier mentions of one other entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pairs {
    /// The last of the earlier mentions, as an index of the places.
    pub earlier: usize,
    /// The mention.
    pub later: usize,
    /// Number of pairs.
    pub pairs: u64,
    /// Sum of [`decay`] over them.
    pub decayed: u64,
    /// Whether no mention of the two entities stands between `earlier` and `later`. Only such pairs
    /// need to be shown: any other says nothing that a nearer one does not say.
    pub adjacent: bool,
}

/// Sentences apart from which on a pair adds nothing to the decayed sum: `exp(-23) < 2^-33`.
const FAR: usize = 23;

static DECAY: LazyLock<[u64; FAR]> = LazyLock::new(|| {
    std::array::from_fn(|d| (libm::exp(-(d as f64)) * DECAY_ONE as f64).round() as u64)
});

/// What [`decay`] is for a pair in one sentence.
pub const DECAY_ONE: u64 = 1 << 32;

/// `exp(-d)` of a pair whose sentences lie `distance` apart, as a multiple of 2^-32: sums of whole
/// numbers do not depend on their order.
///
/// Spitz, A. and Gertz, M. (2016): Terms over LOAD: leveraging named entities for cross-document
/// extraction and summarization of events, SIGIR.
pub fn decay(distance: usize) -> u64 {
    DECAY.get(distance).copied().unwrap_or(0)
}

/// An entity with mentions within reach of the next place.
struct Within {
    entity: usize,
    last: usize,
    mentions: u64,
    /// Sentences and how many of the mentions stand in each, in text order.
    sentences: VecDeque<(usize, u64)>,
}

/// All that [`co_mentions`] gives, added up: for every place one call for each other entity that has
/// mentions before it within the window.
///
/// `places` must be in text order.
///
/// # Complexity
/// Places times the entities within the window, however many mentions these have.
pub fn sweep(places: &[Place], window: Window, mut each: impl FnMut(Pairs)) {
    let mut within: Vec<Within> = Vec::new();
    for (later, place) in places.iter().enumerate() {
        let leaves = later > 0
            && match window {
                Window::Sentence => places[later - 1].sentence != place.sentence,
                Window::Paragraph => places[later - 1].paragraph != place.paragraph,
                Window::Sentences(_) | Window::Document => false,
            };
        if leaves {
            within.clear();
        }
        if let Window::Sentences(n) = window {
            within.retain_mut(|w| {
                while let Some(&(sentence, mentions)) = w.sentences.front()
                    && sentence.saturating_add(n) < place.sentence
                {
                    w.mentions -= mentions;
                    w.sentences.pop_front();
                }
                w.mentions > 0
            });
        }
        let own = within.iter().position(|w| w.entity == place.entity);
        let own_last = own.map(|own| within[own].last);
        for w in within.iter().filter(|w| w.entity != place.entity) {
            let near = w.sentences.iter().rev().map(|&(sentence, mentions)| {
                let distance = place.sentence.abs_diff(sentence);
                (distance, mentions)
            });
            each(Pairs {
                earlier: w.last,
                later,
                pairs: w.mentions,
                decayed: near
                    .take_while(|&(distance, _)| distance < FAR)
                    .map(|(distance, mentions)| mentions * decay(distance))
                    .sum(),
                adjacent: own_last.is_none_or(|own| own < w.last),
            });
        }
        let own = own.unwrap_or_else(|| {
            within.push(Within {
                entity: place.entity,
                last: later,
                mentions: 0,
                sentences: VecDeque::new(),
            });
            within.len() - 1
        });
        let own = &mut within[own];
        own.last = later;
        own.mentions += 1;
        match own.sentences.back_mut() {
            Some((sentence, mentions)) if *sentence == place.sentence => *mentions += 1,
            _ => own.sentences.push_back((place.sentence, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

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

    #[test]
    fn a_pair_decays_by_the_sentences_between() {
        assert_eq!(decay(0), DECAY_ONE);
        // 2^32 / e and 2^32 / e^2, rounded.
        assert_eq!(decay(1), 1_580_030_169);
        assert_eq!(decay(2), 581_260_615);
        assert_eq!(decay(FAR), 0);
    }

    #[test]
    fn a_sweep_over_a_long_text_is_not_quadratic_in_its_mentions() {
        // 200,000 mentions of two entities: 10^10 pairs, which nobody waits for.
        let places: Vec<Place> = (0..200_000).map(|n| place(n % 2, n / 4, n / 9)).collect();
        let mut pairs = 0;
        sweep(&places, Window::Document, |p| pairs += p.pairs);
        assert_eq!(pairs, 100_000 * 100_000);
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
                prop_assert_eq!(co_mentions(&places, window).collect::<Vec<_>>(), &expected[..]);

                let mut by_entities = BTreeMap::new();
                let mut adjacent = BTreeSet::new();
                for &(i, j) in &expected {
                    let ends = (places[i].entity, places[j].entity);
                    let sum: &mut (u64, u64) = by_entities
                        .entry((ends.0.min(ends.1), ends.0.max(ends.1)))
                        .or_default();
                    sum.0 += 1;
                    sum.1 += decay(places[j].sentence - places[i].sentence);
                    let between = |k: &usize| [ends.0, ends.1].contains(&places[*k].entity);
                    if !(i + 1..j).any(|k| between(&k)) {
                        adjacent.insert((i, j));
                    }
                }
                let mut swept = BTreeMap::new();
                let mut swept_adjacent = BTreeSet::new();
                sweep(&places, window, |pairs| {
                    let ends = (places[pairs.earlier].entity, places[pairs.later].entity);
                    let sum: &mut (u64, u64) =
                        swept.entry((ends.0.min(ends.1), ends.0.max(ends.1))).or_default();
                    sum.0 += pairs.pairs;
                    sum.1 += pairs.decayed;
                    if pairs.adjacent {
                        swept_adjacent.insert((pairs.earlier, pairs.later));
                    }
                });
                prop_assert_eq!(swept, by_entities);
                prop_assert_eq!(swept_adjacent, adjacent);
            }
        }
    }
}
