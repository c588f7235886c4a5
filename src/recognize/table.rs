//! The weights: one row per feature, holding the weight of every label.
//!
//! Tagging is little else than looking rows up, most of the keys asked for have none, and the table is
//! larger than a processor's nearest caches. So it is in two parts:
//!
//! ```text
//! blocks  by the key's leading bits, 16 bytes each: eight bits of up to 12 keys, number of the first row
//! rows    in the order of their keys, 16 bytes each: a check of the key, weights, shift
//! ```
//!
//! A key without a row is turned away by its block (but for one in forty), and the blocks are so few that
//! they stay near. [`Table::add`] asks all blocks first and then fetches the rows that are left, which do
//! not wait for each other. Weights are whole numbers of a unit that the model names:
//! `weights[label] << shift`.

use super::labels::LABELS;

/// Bits of a feature's key that the model keeps: with half a million rows, one look-up in two
/// million finds a row that is not its own.
pub(super) const KEY_BITS: u32 = 40;

/// The part of a feature's key that the model keeps.
#[inline]
pub(super) fn kept(key: u64) -> u64 {
    key >> (64 - KEY_BITS)
}

/// The weights of one feature as the model file has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weights {
    /// At most [`LARGEST_SHIFT`].
    pub(super) shift: u8,
    /// By label.
    pub(super) weights: [i8; LABELS],
}

impl Weights {
    /// The largest weight without its sign.
    pub(super) fn largest(&self) -> i32 {
        let weights = self.weights.iter().map(|w| i32::from(*w).abs());
        weights.max().unwrap_or(0) << self.shift
    }
}

/// Keeps `weight << shift` far from overflow.
pub(super) const LARGEST_SHIFT: u8 = 15;

/// Lanes of a score vector: the labels, and one that stays zero to fill a whole number of
/// processor registers.
pub(super) const LANES: usize = LABELS + 1;

/// A score for each label.
pub(super) type Scores = [i32; LANES];

#[derive(Clone, Copy, Default)]
#[repr(C, align(16))]
struct Row {
    check: u32,
    /// By label; the last is the shift.
    weights: [i8; LANES],
}

impl Row {
    #[inline]
    fn add(&self, scores: &mut Scores) {
        let shift = self.weights[LABELS] as u32 & u32::from(LARGEST_SHIFT);
        for (score, &weight) in scores.iter_mut().zip(&self.weights[..LABELS]) {
            *score += i32::from(weight) << shift;
        }
    }
}

/// Tags of the first rows of a block in the lowest [`TAGS`] bytes, 0 where there is none; above them the
/// number of its first row.
#[derive(Clone, Copy, Default)]
struct Block(u128);

/// Rows of a block that have a tag.
const TAGS: u32 = 12;
/// A one in each tag.
const ONES: u128 = 0x0101_0101_0101_0101_0101_0101;
/// The highest bit of each tag.
const HIGHS: u128 = ONES << 7;

/// What of a key its block has; never 0.
#[inline]
fn tag(key: u64) -> u8 {
    (key as u8).max(1)
}

impl Block {
    fn first(self) -> u32 {
        (self.0 >> (8 * TAGS)) as u32
    }

    /// The first row that may be the key's; `None` if it has none.
    #[inline]
    fn candidate(self, key: u64) -> Option<u32> {
        let differ = self.0 ^ (u128::from(tag(key)) * ONES);
        // The lowest byte that is 0 keeps its highest bit here ("Hacker's Delight", 6-1).
        let equal = differ.wrapping_sub(ONES) & !differ & HIGHS;
        if equal != 0 {
            return Some(self.first() + equal.trailing_zeros() / 8);
        }
        let full = (self.0 >> (8 * (TAGS - 1))) as u8 != 0;
        full.then(|| self.first() + TAGS)
    }
}

/// Rows by key.
pub(super) struct Table {
    blocks: Vec<Block>,
    rows: Vec<Row>,
    /// How far a key is shifted to get its leading bits.
    shift: u32,
}

/// Keys that are looked up together.
pub(super) struct Keys {
    keys: [u64; MOST_KEYS],
    count: usize,
}

/// The most keys that are looked up together.
pub(super) const MOST_KEYS: usize = 40;

impl Keys {
    /// None.
    #[inline]
    pub(super) fn new() -> Keys {
        Keys {
            keys: [0; MOST_KEYS],
            count: 0,
        }
    }

    /// Adds one, all 64 bits of it.
    #[inline]
    pub(super) fn push(&mut self, key: u64) {
        self.keys[self.count] = key;
        self.count += 1;
    }
}

impl Table {
    /// The table of about `count` rows, which come in ascending order of their keys; `None` if one of
    /// them is.
    pub(super) fn new(
        count: usize,
        rows: impl Iterator<Item = Option<(u64, Weights)>>,
    ) -> Option<Table> {
        // Four to eight rows a block; at least 2^8 blocks, so that block and check are the whole key.
        let bits = (count.max(1).ilog2().saturating_sub(2)).clamp(8, 30);
        let mut table = Table {
            blocks: vec![Block::default(); (1 << bits) + 1],
            rows: Vec::with_capacity(count),
            shift: KEY_BITS - bits,
        };
        let mut begun = 0;
        for row in rows {
            let (key, row) = row?;
            let block = (key >> table.shift) as usize;
            table.begin(begun..block + 1);
            begun = begun.max(block + 1);
            let tags = &mut table.blocks[block];
            let place = table.rows.len() as u32 - tags.first();
            if place < TAGS {
                tags.0 |= u128::from(tag(key)) << (8 * place);
            }
            let mut weights = [0; LANES];
            weights[..LABELS].copy_from_slice(&row.weights);
            weights[LABELS] = row.shift as i8;
            table.rows.push(Row {
                check: key as u32,
                weights,
            });
        }
        table.begin(begun..table.blocks.len());
        Some(table)
    }

    /// Lets these blocks begin with the next row.
    fn begin(&mut self, blocks: std::ops::Range<usize>) {
        let first = u128::from(self.rows.len() as u32) << (8 * TAGS);
        for block in &mut self.blocks[blocks] {
            block.0 = first;
        }
    }

    /// How many rows it holds.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds the weights under those keys to the scores.
    ///
    /// Most of its time it waits for memory. So it asks for much before it looks at anything: a processor goes on
    /// with the next instructions meanwhile, but only so far, and a pass that does nothing but ask has
    /// most of the answers under way at once.
    #[inline]
    pub(super) fn add(&self, keys: &Keys, scores: &mut Scores) {
        let keys = &keys.keys[..keys.count];
        let mut blocks = [Block::default(); MOST_KEYS];
        for (block, &key) in blocks.iter_mut().zip(keys) {
            *block = self.blocks[(kept(key) >> self.shift) as usize];
        }
        let mut found = [(0, 0); MOST_KEYS];
        let mut count = 0;
        for (block, &key) in blocks.iter().zip(keys) {
            let key = kept(key);
            let candidate = block.candidate(key);
            found[count] = (key, candidate.unwrap_or_default());
            count += usize::from(candidate.is_some());
        }
        let found = &found[..count];
        let mut checks = [None; MOST_KEYS];
        for (check, &(_, candidate)) in checks.iter_mut().zip(found) {
            *check = self.rows.get(candidate as usize).map(|row| row.check);
        }
        for (&(key, candidate), &check) in found.iter().zip(&checks) {
            match self.rows.get(candidate as usize) {
                Some(row) if check == Some(key as u32) => row.add(scores),
                _ => self.add_rest(key, candidate, scores),
            }
        }
    }

    /// Adds the key's row if it is a later one of its block than the candidate.
    #[cold]
    fn add_rest(&self, key: u64, candidate: u32, scores: &mut Scores) {
        let end = self.blocks[(key >> self.shift) as usize + 1].first();
        let rest = self.rows.get(candidate as usize..end as usize);
        let rows = rest.unwrap_or_default();
        if let Some(row) = rows.iter().find(|row| row.check == key as u32) {
            row.add(scores);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(keys: &[u64], weights: impl Fn(usize) -> Weights) -> Table {
        let rows = keys
            .iter()
            .enumerate()
            .map(|(at, &key)| Some((key, weights(at))));
        Table::new(keys.len(), rows).unwrap()
    }

    fn scores(table: &Table, keys: impl IntoIterator<Item = u64>) -> Scores {
        let mut all = Keys::new();
        for key in keys {
            all.push(key << (64 - KEY_BITS));
        }
        let mut scores = Scores::default();
        table.add(&all, &mut scores);
        scores
    }

    fn one(label: usize, weight: i8) -> Weights {
        let mut row = Weights {
            shift: 2,
            ..Weights::default()
        };
        row.weights[label] = weight;
        row
    }

    #[test]
    fn rows_are_found_again_and_absent_keys_add_nothing() {
        let keys: Vec<u64> = (1..=2_000).map(|n: u64| n * 549_000_000).collect();
        let table = table(&keys, |at| one(at % LABELS, -3));
        assert_eq!(table.len(), 2_000);
        for (at, &key) in keys.iter().enumerate() {
            assert_eq!(scores(&table, [key])[at % LABELS], -12);
            assert_eq!(scores(&table, [key + 1]), Scores::default());
        }
    }

    #[test]
    fn keys_that_are_looked_up_together_add_up() {
        let table = table(&[5, 6, 1 << 39], |at| one(at, 1));
        let sum = scores(&table, [6, 7, 1 << 39, 5, 1 << 38, 6]);
        assert_eq!(sum[..4], [4, 8, 4, 0]);
    }

    #[test]
    fn keys_that_crowd_in_a_block_or_share_their_tag_are_told_apart() {
        let top = (1u64 << KEY_BITS) - 1;
        for step in [1, 256] {
            let keys: Vec<u64> = (0..40).rev().map(|n| top - n * step).collect();
            let table = table(&keys, |at| one(at % LABELS, at as i8));
            for (at, &key) in keys.iter().enumerate() {
                assert_eq!(
                    scores(&table, [key])[at % LABELS],
                    4 * at as i32,
                    "{step} {at}"
                );
            }
            assert_eq!(scores(&table, [top - 40 * step, 0, 1]), Scores::default());
        }
    }
}
