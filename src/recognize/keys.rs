//! A read-only map from 32-bit hashes to small numbers, which is used as it lies in a file: sorted, with an
//! index over the leading bits that is made when it is read.

use std::borrow::Cow;

/// Hashes and what each stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Keys {
    /// All keys in ascending order, four bytes each, then what each stands for, two bytes each; all
    /// little-endian.
    bytes: Cow<'static, [u8]>,
    /// For each value of the key's leading bits, where its keys begin; one longer than that.
    starts: Vec<u32>,
    /// How far a key is shifted to get its leading bits.
    shift: u32,
}

/// Bytes that a key and what it stands for take.
pub(super) const ENTRY: usize = 4 + 2;

impl Keys {
    /// Of two equal keys the first counts.
    pub(super) fn new(mut entries: Vec<(u32, u16)>) -> Keys {
        entries.sort_by_key(|e| e.0);
        entries.dedup_by_key(|e| e.0);
        let keys = entries.iter().flat_map(|e| e.0.to_le_bytes());
        let numbers = entries.iter().flat_map(|e| e.1.to_le_bytes());
        let bytes: Vec<u8> = keys.chain(numbers).collect();
        Keys::read(bytes.into()).unwrap_or_default()
    }

    /// Those in a file, [`ENTRY`] bytes each; `None` if they are out of order.
    pub(super) fn read(bytes: Cow<'static, [u8]>) -> Option<Keys> {
        let count = bytes.len() / ENTRY;
        // About four keys a bucket.
        let bits = (count / 4).max(1).ilog2() + 1;
        let shift = u32::BITS - bits;
        let mut starts = vec![0u32; (1 << bits) + 1];
        let mut next = 0;
        for key in keys(&bytes) {
            let key = u32::from_le_bytes(*key);
            if u64::from(key) < next {
                return None;
            }
            next = u64::from(key) + 1;
            starts[(key >> shift) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Some(Keys {
            bytes,
            starts,
            shift,
        })
    }

    /// What the key stands for.
    #[inline]
    pub(super) fn get(&self, key: u32) -> Option<u16> {
        let bucket = (key >> self.shift) as usize;
        let (&first, &end) = (self.starts.get(bucket)?, self.starts.get(bucket + 1)?);
        let keys = keys(&self.bytes);
        let wanted = key.to_le_bytes();
        let place =
            (keys.get(first as usize..end as usize)?.iter()).position(|key| *key == wanted)?;
        let numbers = self.bytes.get(keys.len() * 4..)?.as_chunks().0;
        Some(u16::from_le_bytes(*numbers.get(first as usize + place)?))
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() / ENTRY
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// As they lie in a file.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

#[inline]
fn keys(bytes: &[u8]) -> &[[u8; 4]] {
    let end = bytes.len() / ENTRY * 4;
    bytes[..end].as_chunks().0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_and_no_other() {
        for count in [0, 1, 2, 3, 9, 1000] {
            let key = |n: u32| n.wrapping_mul(0x9E37_79B9);
            let all: Vec<(u32, u16)> = (0..count).map(|n| (key(n), n as u16)).collect();
            let keys = Keys::new(all.clone());
            assert_eq!(keys.len(), all.len());
            for (key, number) in all {
                assert_eq!(keys.get(key), Some(number));
                assert_eq!(keys.get(key ^ 1), None);
            }
            assert_eq!(keys.get(u32::MAX), None);
            assert_eq!(Keys::read(keys.as_bytes().to_vec().into()), Some(keys));
        }
    }

    #[test]
    fn of_equal_keys_the_first_counts_and_a_file_has_none() {
        assert_eq!(Keys::new(vec![(7, 1), (3, 2), (7, 3)]).get(7), Some(1));
        for keys in [[7u32, 3], [7, 7]] {
            let bytes = keys.map(u32::to_le_bytes).concat();
            assert_eq!(Keys::read([bytes, vec![0; 4]].concat().into()), None);
        }
    }
}
