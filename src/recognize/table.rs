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
//! A key without a row is turned away by its block (but for one in twenty), and the blocks are so few that
//! they stay near. [`Table::add`] asks all blocks first and then fetches the rows that are left, which do
//! not wait for each other. Weights are whole numbers of a unit that the model names:
//! `weights[label] << shift`.
//!
//! Features that are looked up once per word and those that are looked up in every document have a table each
//! ([`Group`]): what is fetched along with a row of the latter is more of their kind.
//!
//! Rows are used as they lie in the model's file. The blocks are made when it is read, for which each table
//! begins with how many of its rows have keys with each value of the leading [`LEADING`] bits or a lower one.

use std::borrow::Cow;

use super::labels::LABELS;

/// Which table a feature's row is in; the highest bit of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Features of a word alone, by itself or beside another.
    Word,
    /// Features of a word in its document or of several words.
    Place,
}

impl Group {
    /// That of a feature with this key.
    #[inline]
    pub(super) fn of(key: u64) -> Group {
        match key >> 63 {
            0 => Group::Word,
            _ => Group::Place,
        }
    }

    /// The hash of a feature as the key of one of this group.
    #[inline]
    pub(super) fn key(self, hash: u64) -> u64 {
        hash & (u64::MAX >> 1) | (self as u64) << 63
    }
}

/// Bits of a feature's key that a table keeps: with two hundred thousand rows, one look-up in two
/// million finds a row that is not its own.
pub(super) const KEY_BITS: u32 = 39;

/// Bits of a kept key that its row does not have.
const LEADING: u32 = KEY_BITS - u32::BITS;

/// The part of a feature's key that its table keeps.
#[inline]
pub(super) fn kept(key: u64) -> u64 {
    key << 1 >> (64 - KEY_BITS)
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

/// Bytes of a row: a check of the key, which is its lowest 32 bits, little-endian; the weights by label; the
/// shift.
pub(super) const ROW: usize = 4 + LANES;

/// One as it lies in the file.
#[derive(Clone, Copy)]
struct Row<'t>(&'t [u8; ROW]);

impl Row<'_> {
    #[inline]
    fn check(self) -> u32 {
        let [a, b, c, d, ..] = *self.0;
        u32::from_le_bytes([a, b, c, d])
    }

    #[inline]
    fn add(self, scores: &mut Scores) {
        let shift = self.0[ROW - 1] as u32 & u32::from(LARGEST_SHIFT);
        for (score, &weight) in scores.iter_mut().zip(&self.0[4..ROW - 1]) {
            *score += i32::from(weight as i8) << shift;
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
    /// An empty one before the row of that number.
    fn of(first: usize) -> Block {
        Block(u128::from(first as u32) << (8 * TAGS))
    }

    /// Adds the key of the row of that number.
    fn put(&mut self, key: u64, number: usize) {
        let place = number as u32 - self.first();
        if place < TAGS {
            self.0 |= u128::from(tag(key)) << (8 * place);
        }
    }

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
    /// [`ROW`] bytes each.
    rows: Cow<'static, [u8]>,
}

/// Rows that a block has in the mean: with more, rows are fetched for keys that have none, and with fewer,
/// the blocks are not as near.
const ROWS_A_BLOCK: usize = 7;

/// With so many blocks a key's block and the check of its row are the whole key.
const FEWEST_BLOCKS: usize = 1 << LEADING;

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
    /// The table whose rows those are: how many there are up to each value of the leading bits of their
    /// keys, and the rows themselves in ascending order of their keys. `None` if they are in another order,
    /// or not so many.
    pub(super) fn read(ends: &[u8; ENDS], rows: Cow<'static, [u8]>) -> Option<Table> {
        let count = rows.len() / ROW;
        let blocks = (count / ROWS_A_BLOCK).max(FEWEST_BLOCKS);
        let mut table = Table {
            blocks: vec![Block::default(); blocks + 1],
            rows,
        };
        let (mut at, mut begun, mut next) = (0, 0, 0);
        for (leading, end) in ends.as_chunks().0.iter().enumerate() {
            let end = u32::from_le_bytes(*end) as usize;
            for number in at..end {
                let key =
                    (leading as u64) << u32::BITS | u64::from(table.row(number as u32)?.check());
                if key < next {
                    return None;
                }
                next = key + 1;
                let block = table.block(key);
                table.blocks[begun..block + 1].fill(Block::of(number));
                begun = block + 1;
                table.blocks[block].put(key, number);
            }
            at = at.max(end);
        }
        table.blocks[begun..].fill(Block::of(at));
        (at == count).then_some(table)
    }

    /// Which block a kept key is in.
    #[inline]
    fn block(&self, key: u64) -> usize {
        let blocks = self.blocks.len() as u64 - 1;
        ((key * blocks) >> KEY_BITS) as usize
    }

    #[inline]
    fn row(&self, number: u32) -> Option<Row<'_>> {
        self.rows.as_chunks().0.get(number as usize).map(Row)
    }

    /// How many rows it holds.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rows.len() / ROW
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
            *block = self.blocks[self.block(kept(key))];
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
            *check = self.row(candidate).map(Row::check);
        }
        for (&(key, candidate), &check) in found.iter().zip(&checks) {
            match self.row(candidate) {
                Some(row) if check == Some(key as u32) => row.add(scores),
                _ => self.add_rest(key, candidate, scores),
            }
        }
    }

    /// Adds the key's row if it is a later one of its block than the candidate.
    #[cold]
    fn add_rest(&self, key: u64, candidate: u32, scores: &mut Scores) {
        let end = self.blocks[self.block(key) + 1].first();
        let mut rows = (candidate..end).map_while(|number| self.row(number));
        if let Some(row) = rows.find(|row| row.check() == key as u32) {
            row.add(scores);
        }
    }
}

/// Bytes that say how many rows have keys with each value of their leading bits or a lower one, four for each.
pub(super) const ENDS: usize = 4 << LEADING;

/// Writes rows, which are in ascending order of their kept keys, as [`Table::read`] takes them: where those of
/// each value of the leading bits end, and the rows.
pub(super) fn to_bytes(rows: &[(u64, Weights)]) -> (Vec<u8>, Vec<u8>) {
    let end = |leading: u64| rows.partition_point(|row| row.0 >> u32::BITS <= leading);
    let ends = (0..1 << LEADING).flat_map(|leading| (end(leading) as u32).to_le_bytes());
    let mut bytes = Vec::with_capacity(rows.len() * ROW);
    for (key, row) in rows {
        bytes.extend((*key as u32).to_le_bytes());
        bytes.extend(row.weights.map(|weight| weight as u8));
        bytes.push(row.shift);
    }
    (ends.collect(), bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(keys: &[u64], weights: impl Fn(usize) -> Weights) -> Table {
        let rows = keys.iter().enumerate();
        let rows: Vec<(u64, Weights)> = rows.map(|(at, &key)| (key, weights(at))).collect();
        read(&rows).unwrap()
    }

    fn read(rows: &[(u64, Weights)]) -> Option<Table> {
        let (ends, rows) = to_bytes(rows);
        Table::read(ends.first_chunk()?, rows.into())
    }

    fn scores(table: &Table, keys: impl IntoIterator<Item = u64>) -> Scores {
        let mut all = Keys::new();
        for key in keys {
            all.push(key << (63 - KEY_BITS));
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
        let keys: Vec<u64> = (1..=2_000).map(|n: u64| n * 274_000_000).collect();
        let table = table(&keys, |at| one(at % LABELS, -3));
        assert_eq!(table.len(), 2_000);
        for (at, &key) in keys.iter().enumerate() {
            assert_eq!(scores(&table, [key])[at % LABELS], -12);
            assert_eq!(scores(&table, [key + 1]), Scores::default());
        }
    }

    #[test]
    fn keys_that_are_looked_up_together_add_up() {
        let table = table(&[5, 6, 1 << 38], |at| one(at, 1));
        let sum = scores(&table, [6, 7, 1 << 38, 5, 1 << 37, 6]);
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

    #[test]
    fn rows_out_of_order_or_of_another_number_are_no_table() {
        let row = |key| (key, one(0, 1));
        assert!(read(&[row(5), row(6), row(1 << 38)]).is_some());
        assert!(read(&[row(6), row(5)]).is_none());
        assert!(read(&[row(5), row(5)]).is_none());
        let (ends, rows) = to_bytes(&[row(5), row(1 << 38)]);
        let ends = ends.first_chunk().unwrap();
        for rows in [&rows[ROW..], &rows.repeat(2)] {
            assert!(Table::read(ends, rows.to_vec().into()).is_none());
        }
    }

    #[test]
    fn a_key_says_which_table_it_is_in_and_both_keep_the_same_of_it() {
        for group in [Group::Word, Group::Place] {
            for hash in [0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210] {
                let key = group.key(hash);
                assert_eq!(Group::of(key), group);
                assert_eq!(kept(key), kept(hash));
            }
        }
    }
}
