//! Finds the forms of the entries by their folded key.
//!
//! The index is built at every start, so it makes no string of its own per form: all keys stand one
//! after the other in one text, and the postings are sorted by a hash of their key, which a bucket sort
//! does in linear time. Looking up is a step to the bucket that the hash's leading bits name, and a
//! comparison of the hash and the key itself with the one or two that are there.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::fold::fold_keeping_possessive_into;

/// An entry and one of its forms: 0 its name, then aliases, priors and domains in their order.
#[derive(Clone, Copy)]
pub(super) struct Posting {
    hash: u64,
    /// Where the key ends and how long it is.
    end: u32,
    length: u32,
    pub(super) entry: u32,
    pub(super) form: u32,
}

/// Postings by key.
#[derive(Clone, Default)]
pub(super) struct Index {
    keys: String,
    postings: Vec<Posting>,
    /// For each value of the hash's leading bits, where its postings begin; one longer than that. Empty
    /// before [`sort`](Index::sort).
    starts: Vec<u32>,
    /// How far a hash is shifted to get its leading bits.
    shift: u32,
}

impl Index {
    /// Makes room for so many forms of so many bytes in all.
    pub(super) fn reserve(&mut self, forms: usize, bytes: usize) {
        self.keys.reserve(bytes);
        self.postings.reserve(forms);
    }

    /// Adds a form. [`sort`](Self::sort) must follow before the next [`find`](Self::find).
    pub(super) fn push(&mut self, text: &str, entry: u32, form: u32) {
        let length = fold_keeping_possessive_into(text, &mut self.keys);
        let key = &self.keys[self.keys.len() - length..];
        self.postings.push(Posting {
            hash: hash(key),
            end: small(self.keys.len()),
            length: small(length),
            entry,
            form,
        });
    }

    /// Puts the postings in the order in which they are found: by key, then as in the tables.
    pub(super) fn sort(&mut self) {
        let added = std::mem::take(&mut self.postings);
        self.shift = u64::BITS - (added.len().max(1).ilog2() + 1);
        let mut postings = self.in_buckets(&added);
        for bucket in postings.chunk_by_mut(|a, b| a.hash >> self.shift == b.hash >> self.shift) {
            bucket.sort_unstable_by(|one, other| {
                let by_key = || self.key(*one).cmp(self.key(*other));
                let as_in_tables = || (one.entry, one.form).cmp(&(other.entry, other.form));
                one.hash
                    .cmp(&other.hash)
                    .then_with(by_key)
                    .then_with(as_in_tables)
            });
        }
        // Two spellings with one key are one form, and the first is the strongest.
        postings.dedup_by(|next, kept| {
            next.entry == kept.entry && next.hash == kept.hash && self.key(*next) == self.key(*kept)
        });
        self.starts = self.starts(&postings);
        self.postings = postings;
    }

    fn bucket(&self, posting: &Posting) -> usize {
        (posting.hash >> self.shift) as usize
    }

    /// Where each bucket begins among sorted postings.
    fn starts(&self, postings: &[Posting]) -> Vec<u32> {
        let mut starts = vec![0; (1 << (u64::BITS - self.shift)) + 1];
        for posting in postings {
            starts[self.bucket(posting) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        starts
    }

    /// The postings by the leading bits of their hashes, equal ones in the given order.
    fn in_buckets(&self, postings: &[Posting]) -> Vec<Posting> {
        let mut next = self.starts(postings);
        let mut sorted = postings.to_vec();
        for posting in postings {
            let place = &mut next[self.bucket(posting)];
            sorted[*place as usize] = *posting;
            *place += 1;
        }
        sorted
    }

    /// The postings of `key`, in the order of the tables.
    pub(super) fn find(&self, key: &str) -> &[Posting] {
        let hash = hash(key);
        let bucket = (hash >> self.shift) as usize;
        let Some(&[from, until, ..]) = self.starts.get(bucket..) else {
            return &[];
        };
        let found = &self.postings[from as usize..until as usize];
        let is_key = |posting: &Posting| posting.hash == hash && self.key(*posting) == key;
        let Some(first) = found.iter().position(is_key) else {
            return &[];
        };
        let count = found[first..].iter().take_while(|p| is_key(p)).count();
        &found[first..first + count]
    }

    /// The key of a posting.
    pub(super) fn key(&self, posting: Posting) -> &str {
        let end = posting.end as usize;
        &self.keys[end - posting.length as usize..end]
    }

    /// All postings, by key.
    pub(super) fn postings(&self) -> &[Posting] {
        &self.postings
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(key.as_bytes());
    hasher.finish()
}

fn small(size: usize) -> u32 {
    u32::try_from(size).expect("the tables are smaller than 4 GiB")
}
