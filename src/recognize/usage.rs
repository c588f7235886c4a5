//! How words and pairs of words are used in raw news: in which kind of name, and how often.
//!
//! In text without capitals nothing shows that `justice department` is a name and `the department` is
//! none, and a name that the annotated articles lack is new to the tagger wherever it stands. Thousands
//! of articles that nobody annotated show both. A first tagger reads them ([`super::silver`]), and this
//! table keeps what it took each word and each two neighbouring words for, in text with capitals only.
//! The annotated articles are not counted, so that as many of their names are in the table as of those
//! that the tagger will meet.

use rustc_hash::FxHashMap;

use crate::Kind;

use super::context::{Context, Lexicon, Mode};
use super::corpus::{self, Annotated};
use super::keys::Keys;
use super::labels::{self, OUTSIDE};
use super::vocabulary::Vocabulary;
use super::word::mix;

/// Words and pairs to the number that says how they are used; see [`summary`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Usage(Keys);

/// Occurrences outside names, and in names of each kind.
type Counts = [u32; 1 + Kind::ALL.len()];

/// What is seen in names less often is left out.
const LEAST: u32 = 3;

impl Usage {
    /// Counts in documents whose names are known.
    pub(super) fn of<'d>(documents: impl IntoIterator<Item = &'d Annotated>) -> Usage {
        let nothing = Vocabulary::default();
        let mut lexicon = Lexicon::new();
        let mut counts: FxHashMap<u32, Counts> = FxHashMap::default();
        for document in documents {
            let segmentation = &document.segmentation;
            let context = Context::new(&document.document, segmentation, &nothing, &mut lexicon);
            let labels = corpus::labels(&segmentation.tokens, &document.names);
            for (sentence, mode) in segmentation.sentences.iter().zip(&context.modes) {
                if *mode != Mode::Normal {
                    continue;
                }
                let word = |at: usize| &lexicon[context.words[at]];
                for at in sentence.tokens.clone().skip(1) {
                    // A first word is capitalised whatever it is, which a first tagger may fall for.
                    if word(at).letters > 0 {
                        count(&mut counts, key(word(at).plain), labels[at]);
                    }
                    let joined = labels::is_inside(labels[at]);
                    let label = if joined { labels[at] } else { OUTSIDE };
                    count(
                        &mut counts,
                        pair_key(word(at - 1).plain, word(at).plain),
                        label,
                    );
                }
            }
        }
        let entries = counts
            .into_iter()
            .filter_map(|(key, counts)| Some((key, summary(&counts)?)))
            .collect();
        Usage(Keys::new(entries))
    }

    /// Those of that key and number.
    pub(super) fn new(keys: Keys) -> Usage {
        Usage(keys)
    }

    /// How the word is used whose [`plain`](super::parts::plain) hash it is; 0 if it is seldom in a name.
    pub(super) fn word(&self, plain: u64) -> u16 {
        self.0.get(key(plain)).unwrap_or_default()
    }

    /// How the two words are used together; 0 if they are seldom in one name.
    pub(super) fn pair(&self, first: u64, second: u64) -> u16 {
        if self.0.is_empty() {
            return 0;
        }
        self.0.get(pair_key(first, second)).unwrap_or_default()
    }

    /// All of them by key.
    pub(super) fn keys(&self) -> &Keys {
        &self.0
    }
}

pub(super) fn key(plain: u64) -> u32 {
    (plain >> 32) as u32
}

pub(super) fn pair_key(first: u64, second: u64) -> u32 {
    key(mix(first, second))
}

/// Whether that number says that the word is seldom outside names.
pub(super) fn is_mostly_named(summary: u16) -> bool {
    summary >> 2 & 0b11 >= 2
}

fn count(counts: &mut FxHashMap<u32, Counts>, key: u32, label: u8) {
    let class = labels::kind(label).map_or(0, |kind| 1 + kind as usize);
    counts.entry(key).or_default()[class] += 1;
}

/// The kind that it is most often part of (from 1; bits 4 to 6), how large a share of all occurrences is in names (bits
/// 2 and 3), whether nearly all of these are of that kind (bit 1), and whether it is frequent (bit 0).
fn summary(counts: &Counts) -> Option<u16> {
    let all: u32 = counts.iter().sum();
    let named = all - counts[0];
    let most = *counts[1..].iter().max()?;
    if named < LEAST || named * 5 < all {
        return None;
    }
    let kind = counts.iter().skip(1).position(|c| *c == most)? as u16 + 1;
    let share = match named * 100 / all {
        0..50 => 0,
        50..80 => 1,
        80..95 => 2,
        _ => 3,
    };
    let is_clear = u16::from(most * 10 >= named * 9);
    Some(kind << 4 | share << 2 | is_clear << 1 | u16::from(named >= 12))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::corpus::Guideline;
    use crate::recognize::parts::plain;
    use crate::{Document, Span, segment};

    fn read(text: &str, names: &[(&str, Kind)]) -> Usage {
        let document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        let mut spans = Vec::new();
        for &(name, kind) in names {
            let found = text.match_indices(name);
            spans.extend(found.map(|(at, _)| (Span::new(at, at + name.len()), kind)));
        }
        spans.sort();
        Usage::of(&[Annotated {
            segmentation: segment(&document),
            document,
            names: spans,
            guideline: Guideline::Own,
        }])
    }

    #[test]
    fn a_word_and_a_pair_are_known_by_the_names_that_they_are_in() {
        let text = "The Green Party won. \
                    He left the Green Party. She likes the Green Party of Berlin, a green party.";
        let usage = read(text, &[("Green Party", Kind::Organization)]);
        let organization = 1 + Kind::Organization as u16;
        let (green, party) = (plain("green"), plain("PARTY"));
        assert_eq!(usage.word(green) >> 4, organization);
        assert_eq!(usage.pair(green, party) >> 4, organization);
        // Three of four are names, and all of these of one kind.
        assert_eq!(usage.pair(green, party) & 0b1111, 0b0110);
        assert_eq!(usage.pair(party, green), 0);
        assert_eq!(usage.word(plain("berlin")), 0, "in no name here");
    }

    #[test]
    fn text_without_case_and_words_that_are_seldom_in_names_do_not_count() {
        let loud = "THE GREEN PARTY WON IT. THE GREEN PARTY LOST IT. THE GREEN PARTY LEFT.";
        let usage = read(loud, &[("GREEN PARTY", Kind::Organization)]);
        assert!(usage.keys().is_empty());
        let text = "He saw the Hill, the Hill and the Hill. A hill, a hill, a hill, a hill, a hill, a hill, \
                    a hill, a hill, a hill, a hill, a hill, a hill, a hill was there.";
        assert_eq!(read(text, &[("Hill", Kind::Outlet)]).word(plain("hill")), 0);
    }
}
