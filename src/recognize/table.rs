//! The weights: one row per feature, holding the weight of every label.
//!
//! A row is 16 bytes, four to a cache line, because looking rows up is nearly all the work that
//! tagging is. Weights are whole numbers of a unit that the model names: `weights[label] << shift`.
//! The table is open-addressed; rows stand in the order of their keys at the first free place from
//! the one that the key's leading bits name, so that filling it walks through memory once.

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
    weights: [i8; LABELS],
    /// Shift plus [`USED`], or 0 in an empty place.
    state: u8,
}

const USED: u8 = 0x80;

/// Rows by key.
pub(super) struct Table {
    places: Vec<Row>,
    shift: u32,
}

impl Table {
    /// An empty table with room for `rows`.
    pub(super) fn with_capacity(rows: usize) -> Table {
        // At most half full; at least 2^8 places, so that place and check together are the whole key.
        let bits = (rows.max(1).ilog2() + 2).clamp(8, 30);
        Table {
            places: vec![Row::default(); 1 << bits],
            shift: KEY_BITS - bits,
        }
    }

    /// Adds a row. Keys must come in ascending order; `next_free` is what the last call returned, 0
    /// at first.
    pub(super) fn push(&mut self, key: u64, row: &Weights, next_free: usize) -> usize {
        let place = ((key >> self.shift) as usize).max(next_free);
        if place >= self.places.len() {
            self.places.resize(place + 1, Row::default());
        }
        self.places[place] = Row {
            check: key as u32,
            weights: row.weights,
            state: row.shift | USED,
        };
        place + 1
    }

    /// How many rows it holds.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.places.iter().filter(|row| row.state != 0).count()
    }

    /// Adds the weights under that key (all 64 bits of it) to the scores.
    #[inline]
    pub(super) fn add(&self, key: u64, scores: &mut Scores) {
        let key = kept(key);
        let home = (key >> self.shift) as usize;
        for row in &self.places[home..] {
            if row.state == 0 {
                return;
            }
            if row.check == key as u32 {
                let shift = u32::from(row.state & !USED);
                for (score, &weight) in scores.iter_mut().zip(&row.weights) {
                    *score += i32::from(weight) << shift;
                }
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_again_and_absent_keys_add_nothing() {
        let keys: Vec<u64> = (1..=2_000).map(|n: u64| n * 549_000_000).collect();
        let mut table = Table::with_capacity(keys.len());
        let mut free = 0;
        for (at, &key) in keys.iter().enumerate() {
            let mut row = Weights {
                shift: 2,
                ..Weights::default()
            };
            row.weights[at % LABELS] = -3;
            free = table.push(key, &row, free);
        }
        assert_eq!(table.len(), 2_000);
        for (at, &key) in keys.iter().enumerate() {
            let mut scores = Scores::default();
            table.add(key << (64 - KEY_BITS), &mut scores);
            assert_eq!(scores[at % LABELS], -12);
            let mut none = Scores::default();
            table.add((key + 1) << (64 - KEY_BITS), &mut none);
            assert_eq!(none, Scores::default());
        }
    }

    #[test]
    fn keys_that_crowd_at_the_end_still_fit() {
        let mut table = Table::with_capacity(4);
        let mut free = 0;
        let top = (1u64 << KEY_BITS) - 1;
        for key in top - 3..=top {
            let row = Weights {
                shift: 0,
                weights: [1; LABELS],
            };
            free = table.push(key, &row, free);
        }
        let mut scores = Scores::default();
        table.add(top << (64 - KEY_BITS), &mut scores);
        assert_eq!(scores[0], 1);
    }
}
