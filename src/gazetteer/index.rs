//! Finds the forms of the entries by their folded key.
//!
//! The index is built at every start, so it makes no string of its own per form: all keys stand one
//! after the other in one text, and the postings are sorted by a hash of their key. Reading is a binary
//! search for the hash and a comparison of the keys themselves.

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
}

impl Index {
    pub(super) fn reserve(&mut self, forms: usize) {
        /// Forms are 20 bytes long on average.
        const BYTES: usize = 20;
        self.keys.reserve(BYTES * forms);
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
        let mut postings = std::mem::take(&mut self.postings);
        postings.sort_unstable_by(|one, other| {
            let by_key = || self.key(*one).cmp(self.key(*other));
            let as_in_tables = || (one.entry, one.form).cmp(&(other.entry, other.form));
            one.hash
                .cmp(&other.hash)
                .then_with(by_key)
                .then_with(as_in_tables)
        });
        // Two spellings with one key are one form, and the first is the strongest.
        postings.dedup_by(|next, kept| {
            next.entry == kept.entry && next.hash == kept.hash && self.key(*next) == self.key(*kept)
        });
        self.postings = postings;
    }

    /// The postings of `key`, in the order of the tables.
    pub(super) fn find(&self, key: &str) -> &[Posting] {
        let wanted = (hash(key), key);
        let from = self
            .postings
            .partition_point(|&found| (found.hash, self.key(found)) < wanted);
        let found = &self.postings[from..];
        let until = found.partition_point(|&found| (found.hash, self.key(found)) == wanted);
        &found[..until]
    }

    /// The key of a posting.
    pub(super) fn key(&self, posting: Posting) -> &str {
        let end = posting.end as usize;
        &self.keys[end - posting.length as usize..end]
    }

    #[cfg(test)]
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
