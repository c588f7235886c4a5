//! A read-only map from 32-bit hashes to small numbers: sorted, with an index over the leading bits.

/// Hashes and what each stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Keys {
    /// By key.
    entries: Vec<(u32, u16)>,
    /// For each value of the key's leading bits, where its entries begin; one longer than that.
    starts: Vec<u32>,
    /// How far a key is shifted to get its leading bits.
    shift: u32,
}

impl Keys {
    /// Of two equal keys the first counts.
    pub(super) fn new(mut entries: Vec<(u32, u16)>) -> Keys {
        entries.sort_by_key(|e| e.0);
        entries.dedup_by_key(|e| e.0);
        // About two entries a bucket.
        let bits = (entries.len() / 2).max(1).ilog2() + 1;
        let shift = u32::BITS - bits;
        let mut starts = vec![0u32; (1 << bits) + 1];
        for (key, _) in &entries {
            starts[(key >> shift) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Keys {
            entries,
            starts,
            shift,
        }
    }

    /// What the key stands for.
    #[inline]
    pub(super) fn get(&self, key: u32) -> Option<u16> {
        if self.entries.is_empty() {
            return None;
        }
        let bucket = (key >> self.shift) as usize;
        let range = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        self.entries[range].iter().find(|e| e.0 == key).map(|e| e.1)
    }

    /// All of them by key.
    pub(super) fn entries(&self) -> &[(u32, u16)] {
        &self.entries
    }
}
