//! Near copies among short texts, of which shingles tell too little: two other words in a memo of fifty
//! break a fifth of its runs of five words.
//!
//! Of a text of few words all are kept, as hashes in their order, so that two texts can be laid beside each
//! other. They are copies where at most one word in sixteen differs, and no word that tells one event from
//! another: names and whatever else begins with a capital letter, numbers in digits or words, and negations
//! must be the same in the same order. Agencies report different events in the same frame ("police in X
//! said Y were injured"), and those are different texts, however few words differ. Shorter texts still,
//! where one verb makes the event, are copies only of their equals.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{MOST_COMPARED, hash_run, hash_word};

/// Texts of so many words are compared word by word.
const FEWEST: usize = 32;
const MOST: usize = 128;
/// What two texts must share, of the longer one: fifteen words of sixteen.
const SHARED: (usize, usize) = (15, 16);
/// Names, numbers and negations without which nothing would tell two texts apart.
const FEWEST_MARKS: usize = 2;

/// Set in what is kept of a word, so that it is told from a value of a sketch.
pub(super) const WORD: u32 = 1 << 31;
/// Set in what is kept of a name, a number or a negation.
const MARK: u32 = 1 << 29;

/// Numbers and negations in small letters.
const MARKED: [&str; 34] = [
    "no",
    "not",
    "never",
    "none",
    "without",
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "dozen",
    "dozens",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
];

/// The words of a text, if they are not too many.
#[derive(Default)]
pub(super) struct Words {
    kept: Vec<u32>,
    too_many: bool,
}

impl Words {
    pub(super) fn push(&mut self, word: &str) {
        if self.kept.len() == MOST {
            self.too_many = true;
        }
        if !self.too_many {
            let is_mark = word.contains(|c: char| c.is_uppercase() || c.is_numeric())
                || MARKED.contains(&word);
            let mark = if is_mark { MARK } else { 0 };
            let hash = hash_run([hash_word(word)].into_iter()) & (MARK - 1);
            self.kept.push(WORD | mark | hash);
        }
    }

    /// What is kept of them: nothing of a text that is too short or too long.
    pub(super) fn kept(self) -> Vec<u32> {
        match self.too_many || self.kept.len() < FEWEST {
            true => Vec::new(),
            false => self.kept,
        }
    }
}

/// Pairs of texts, among `n` of which `words` gives what was kept, that are copies of each other by their
/// words.
///
/// # Complexity
/// Linear in the texts: those with the same names and numbers are compared, a few at most. Only the words of
/// these are in memory.
pub(super) fn alike(n: usize, words: impl Fn(usize) -> Vec<u32>) -> Vec<(usize, usize)> {
    let mut same: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for text in 0..n {
        let words = words(text);
        if marks(&words).count() >= FEWEST_MARKS {
            let key = FxBuildHasher.hash_one(marks(&words).collect::<Vec<u32>>());
            same.entry(key).or_default().push(text);
        }
    }
    let mut alike = Vec::new();
    for texts in same.into_values().filter(|texts| texts.len() > 1) {
        let leaders = match texts.len() {
            few @ 0..=MOST_COMPARED => few,
            _ => 1,
        };
        for a in 0..leaders {
            let one = words(texts[a]);
            for &other in &texts[a + 1..] {
                if are_alike(&one, &words(other)) {
                    alike.push((texts[a], other));
                }
            }
        }
    }
    alike.sort_unstable();
    alike
}

fn marks(words: &[u32]) -> impl Iterator<Item = u32> + '_ {
    words.iter().copied().filter(|word| word & MARK != 0)
}

fn are_alike(a: &[u32], b: &[u32]) -> bool {
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    let enough = |shared: usize| shared * SHARED.1 >= longer * SHARED.0;
    enough(shorter) && marks(a).eq(marks(b)) && enough(common(a, b))
}

/// The number of words that both have in the same order: the longest common subsequence.
fn common(a: &[u32], b: &[u32]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for word in a {
        let mut before = 0;
        for (at, other) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = match word == other {
                true => before + 1,
                false => above.max(row[at]),
            };
            before = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<u32> {
        let mut words = Words::default();
        text.split_whitespace().for_each(|word| words.push(word));
        words.kept()
    }

    fn are_copies(a: &str, b: &str) -> bool {
        let texts = [kept(a), kept(b)];
        alike(2, |text| texts[text].clone()) == [(0, 1)]
    }

    const MEMO: &str = "Ann Example told the board on 12 May that the contract with Sample Freight will end \
        in June and that two of the three warehouses are to be sold before the new owners take over the \
        rest of the company and its debts";

    #[test]
    fn a_memo_with_two_other_words_is_a_copy() {
        assert!(are_copies(
            MEMO,
            &MEMO.replace("told", "informed").replace("take", "took")
        ));
        assert!(are_copies(
            MEMO,
            &MEMO.replace("rest of the company", "rest of company")
        ));
        let rewritten = MEMO.replace("the contract with", "our long standing deal of years with");
        assert!(!are_copies(MEMO, &rewritten));
    }

    #[test]
    fn another_name_number_or_negation_is_another_event() {
        for (word, other) in [
            ("Ann", "Cy"),
            ("12", "13"),
            ("June", "July"),
            ("two", "one"),
            ("will end", "will not end"),
        ] {
            assert!(!are_copies(MEMO, &MEMO.replace(word, other)), "{other}");
        }
        assert!(!are_copies(
            &MEMO
                .to_lowercase()
                .replace("12", "the")
                .replace("two", "")
                .replace("three", ""),
            &MEMO
                .to_lowercase()
                .replace("12", "the")
                .replace("two", "")
                .replace("three", ""),
        ));
    }

    #[test]
    fn of_a_line_and_of_a_long_text_no_words_are_kept() {
        assert!(kept("Police in Paris said five were injured on Monday").is_empty());
        assert!(kept(&"Ann 1 word ".repeat(50)).is_empty());
        assert_eq!(kept(MEMO).len(), MEMO.split_whitespace().count());
    }

    #[test]
    fn the_longest_common_subsequence_by_hand() {
        assert_eq!(common(&[1, 2, 3, 4], &[2, 9, 4]), 2);
        assert_eq!(common(&[1, 2, 3], &[3, 2, 1]), 1);
        assert_eq!(common(&[], &[1]), 0);
    }
}
