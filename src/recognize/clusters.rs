//! Word clusters: words that occur in like contexts share a number.
//!
//! They let the tagger treat a surname that it never saw like those that it did. Each word is in one
//! fine cluster, each fine cluster in one of every coarser level. The table holds hashes, not words,
//! since nobody needs to read them back. How the clusters are found is in [`super::kmeans`].

use super::keys::Keys;
use super::word::hash;

/// How many levels there are.
pub(super) const LEVELS: usize = 4;

/// The finest level.
pub(super) const FINE: usize = LEVELS - 1;

/// Word to cluster numbers; numbers begin at 1, 0 means none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Clusters {
    /// The fine cluster of each word.
    words: Keys,
    /// By fine cluster, the number at every level; zeros for cluster 0.
    levels: Vec<[u16; LEVELS]>,
}

impl Clusters {
    /// The table of those words, given by key and fine cluster, and of the levels above each fine
    /// cluster, from cluster 1. Clusters without levels are 0.
    pub(super) fn new(words: Keys, above: &[[u16; FINE]]) -> Clusters {
        let mut levels = vec![[0; LEVELS]];
        for (at, &[a, b, c]) in above.iter().enumerate() {
            levels.push([a, b, c, at as u16 + 1]);
        }
        Clusters { words, levels }
    }

    /// The key of a word in lower case. With half a million words, one unknown word in eight
    /// thousand is taken for a known one.
    pub(super) fn key(word: &str) -> u32 {
        (hash(word) >> 32) as u32
    }

    /// The numbers of a word in lower case; zeros if it is not in the table.
    pub(super) fn of(&self, word: &str) -> [u16; LEVELS] {
        let fine = self.words.get(Clusters::key(word));
        let levels = fine.and_then(|fine| self.levels.get(usize::from(fine)));
        levels.copied().unwrap_or_default()
    }

    /// The fine cluster of each word.
    pub(super) fn keys(&self) -> &Keys {
        &self.words
    }

    /// The levels above each fine cluster, from cluster 1.
    pub(super) fn above(&self) -> impl ExactSizeIterator<Item = [u16; FINE]> {
        let known = self.levels.get(1..).unwrap_or_default();
        known.iter().map(|&[a, b, c, _]| [a, b, c])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_again_and_another_is_not() {
        let words = ["paris", "london", "senator", "the", "of"];
        let entries = words
            .iter()
            .enumerate()
            .map(|(at, w)| (Clusters::key(w), at as u16 % 3 + 1))
            .collect();
        let clusters = Clusters::new(Keys::new(entries), &[[1, 1, 1], [1, 1, 2], [1, 2, 3]]);
        assert_eq!(clusters.of("paris"), [1, 1, 1, 1]);
        assert_eq!(clusters.of("london"), [1, 1, 2, 2]);
        assert_eq!(clusters.of("senator"), [1, 2, 3, 3]);
        assert_eq!(clusters.of("berlin"), [0; LEVELS]);
        assert_eq!(Clusters::default().of("paris"), [0; LEVELS]);
    }
}
