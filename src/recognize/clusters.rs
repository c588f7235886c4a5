//! Word clusters: words that occur in like contexts share a number.
//!
//! They let the tagger treat a surname that it never saw like those that it did. Each word has one
//! number per level, coarse to fine; the table holds hashes, not words, since nobody needs to read
//! them back. How the numbers are found is in [`super::kmeans`].

use super::word::hash;

/// How many clusterings there are.
pub(super) const LEVELS: usize = 4;

/// Bits of a word's hash that the table keeps.
pub(super) const KEY_BITS: u32 = 40;

/// Word to cluster numbers; numbers begin at 1, 0 means none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Clusters {
    /// `(key, numbers)` by key.
    entries: Vec<(u64, [u16; LEVELS])>,
    /// For each value of the key's leading bits, where its entries begin; one longer than that.
    starts: Vec<u32>,
    /// How far a key is shifted to get its leading bits.
    shift: u32,
}

impl Clusters {
    /// The table of those entries, which are sorted here; the first of two equal keys wins.
    pub(super) fn new(mut entries: Vec<(u64, [u16; LEVELS])>) -> Clusters {
        entries.sort_by_key(|e| e.0);
        entries.dedup_by_key(|e| e.0);
        // About two entries a bucket.
        let bits = (entries.len() / 2).max(1).ilog2() + 1;
        let shift = KEY_BITS - bits;
        let mut starts = vec![0u32; (1 << bits) + 1];
        for (key, _) in &entries {
            starts[(key >> shift) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Clusters {
            entries,
            starts,
            shift,
        }
    }

    /// The key of a word in lower case.
    pub(super) fn key(word: &str) -> u64 {
        hash(word) >> (64 - KEY_BITS)
    }

    /// The numbers of a word in lower case; zeros if it is not in the table.
    pub(super) fn of(&self, word: &str) -> [u16; LEVELS] {
        if self.entries.is_empty() {
            return [0; LEVELS];
        }
        let key = Clusters::key(word);
        let bucket = (key >> self.shift) as usize;
        let range = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        self.entries[range]
            .iter()
            .find(|e| e.0 == key)
            .map_or([0; LEVELS], |e| e.1)
    }

    /// All entries by key.
    pub(super) fn entries(&self) -> &[(u64, [u16; LEVELS])] {
        &self.entries
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
            .map(|(at, w)| (Clusters::key(w), [at as u16 + 1, 2, 3, 4]))
            .collect();
        let clusters = Clusters::new(entries);
        for (at, word) in words.iter().enumerate() {
            assert_eq!(clusters.of(word), [at as u16 + 1, 2, 3, 4]);
        }
        assert_eq!(clusters.of("berlin"), [0; LEVELS]);
        assert_eq!(Clusters::default().of("paris"), [0; LEVELS]);
    }
}
