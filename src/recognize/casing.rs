//! How words are written in raw news: with a capital inside a sentence, or without.
//!
//! In text without case nothing shows that `theranos` is a name and `backlash` is none, unless one knows
//! how they are written elsewhere. This table keeps it for all words of raw news that stand in two
//! documents or more. Words that it lacks are rare, and rare words are names more often than others.

use rustc_hash::FxHashMap;

use super::context::{Context, Lexicon, Mode};
use super::corpus::Annotated;
use super::keys::Keys;
use super::vocabulary::Vocabulary;
use super::word::Case;

/// Words to how they are written; see [`summary`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Casing(Keys);

/// How the words of some documents are written: in how many of them without a capital, and in how many
/// with one.
#[derive(Default)]
pub(super) struct Tally(FxHashMap<u32, [u32; 2]>);

impl Tally {
    /// Counts in documents with case.
    pub(super) fn of<'d>(documents: impl IntoIterator<Item = &'d Annotated>) -> Tally {
        let nothing = Vocabulary::default();
        let mut lexicon = Lexicon::new();
        let mut counts: FxHashMap<u32, [u32; 2]> = FxHashMap::default();
        let mut seen: FxHashMap<u32, [bool; 2]> = FxHashMap::default();
        for document in documents {
            let (text, segmentation) = (&document.document, &document.segmentation);
            let context = Context::new(text, segmentation, &nothing, &mut lexicon);
            for (sentence, mode) in segmentation.sentences.iter().zip(&context.modes) {
                if *mode != Mode::Normal {
                    continue;
                }
                // A first word is capitalised whatever it is.
                for at in sentence.tokens.clone().skip(1) {
                    let word = &lexicon[context.words[at]];
                    let is_capital = word.case.is_capital();
                    if is_capital || word.case == Case::Lower {
                        seen.entry(key(word.plain)).or_default()[usize::from(is_capital)] = true;
                    }
                }
            }
            for (key, written) in seen.drain() {
                let counts = counts.entry(key).or_default();
                for (count, written) in counts.iter_mut().zip(written) {
                    *count += u32::from(written);
                }
            }
        }
        Tally(counts)
    }
}

impl Casing {
    /// What these tallies together show.
    pub(super) fn of<'t>(tallies: impl IntoIterator<Item = &'t Tally>) -> Casing {
        let mut sums: FxHashMap<u32, [u32; 2]> = FxHashMap::default();
        for (key, counts) in tallies.into_iter().flat_map(|tally| &tally.0) {
            let sum = sums.entry(*key).or_default();
            *sum = [sum[0] + counts[0], sum[1] + counts[1]];
        }
        let entries = sums
            .into_iter()
            .filter_map(|(key, counts)| Some((key, summary(counts)?)))
            .collect();
        Casing(Keys::new(entries))
    }

    /// Those of that key and number.
    pub(super) fn new(keys: Keys) -> Casing {
        Casing(keys)
    }

    /// How the word is written whose [`plain`](super::parts::plain) hash it is; 0 if it is rare.
    pub(super) fn of_word(&self, plain: u64) -> u8 {
        self.0.get(key(plain)).unwrap_or_default() as u8
    }

    /// All of them by key.
    pub(super) fn keys(&self) -> &Keys {
        &self.0
    }
}

fn key(plain: u64) -> u32 {
    (plain >> 32) as u32
}

/// In how many documents the word stands (from 1; bits 3 to 5), and in which share of them it has a capital (from 0;
/// bits 0 to 2).
fn summary([small, capital]: [u32; 2]) -> Option<u16> {
    let all = small + capital;
    let frequency = match all {
        0..2 => return None,
        2..5 => 1,
        5..20 => 2,
        20..100 => 3,
        _ => 4,
    };
    let share = match capital * 100 / all {
        0 => 0,
        1..15 => 1,
        15..40 => 2,
        40..70 => 3,
        70..95 => 4,
        _ => 5,
    };
    Some(frequency << 3 | share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::corpus::Guideline;
    use crate::recognize::parts::plain;
    use crate::{Document, segment};

    fn tally(text: &str) -> Tally {
        let document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        Tally::of([&Annotated {
            segmentation: segment(&document),
            document,
            names: Vec::new(),
            guideline: Guideline::Own,
        }])
    }

    #[test]
    fn words_of_two_documents_are_known_by_their_capitals_inside_sentences() {
        let texts = [
            "Yesterday the Dish was cold. Nobody likes a dish.",
            "We left the Dish at Lee.",
        ];
        let casing = Casing::of(&texts.map(tally));
        let of = |word: &str| casing.of_word(plain(word));
        assert_eq!(
            of("dish"),
            1 << 3 | 3,
            "with a capital in two, without in one"
        );
        assert_eq!(of("the"), 1 << 3);
        assert_eq!(of("lee"), 0, "in one document only");
        assert_eq!(of("yesterday"), 0, "only where every word has a capital");
    }

    #[test]
    fn headlines_say_nothing_about_capitals() {
        let texts = ["ALL DISHES ARE COLD HERE", "All Dishes Taste Really Cold"];
        assert!(Casing::of(&texts.map(tally)).keys().is_empty());
    }
}
