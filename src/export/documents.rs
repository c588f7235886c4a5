//! The documents of a graph, which may be on disk.
//!
//! A large corpus has hundreds of thousands, and who writes results looks at one after the other. So only what
//! finds them is in memory.

use std::fmt;
use std::hash::BuildHasher;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::file::DocumentRecord;
use crate::shelf::{Shelf, Slot};

/// The documents of a corpus, in the order of their ids.
///
/// If they cannot be read from where they are kept, they are empty, and [`check`](Self::check) says why: what
/// is made of them is worth nothing then.
#[derive(Clone)]
pub struct DocumentTable {
    shelf: Arc<Shelf>,
    slots: Vec<Slot>,
    /// Hashes of the ids with the documents' numbers, sorted.
    by_id: Vec<(u64, u32)>,
}

impl DocumentTable {
    /// Keeps documents in memory if they are few, else in a temporary file in `folder`, if there is one.
    pub(crate) fn new(
        documents: impl Iterator<Item = DocumentRecord>,
        folder: Option<&Path>,
    ) -> DocumentTable {
        let mut table = DocumentTable::empty(folder);
        for document in documents {
            let put = table.push(&document);
            table.shelf.noted(put);
        }
        table.finish()
    }

    /// One that is to be filled with [`push`](Self::push).
    pub(crate) fn empty(folder: Option<&Path>) -> DocumentTable {
        DocumentTable {
            shelf: Shelf::new(folder),
            slots: Vec::new(),
            by_id: Vec::new(),
        }
    }

    /// Adds a document; [`finish`](Self::finish) is needed before one can be found.
    ///
    /// # Errors
    /// If it cannot be kept; it is empty then.
    pub(crate) fn push(&mut self, document: &DocumentRecord) -> io::Result<()> {
        let text = serde_json::to_vec(document).expect("words and numbers can be written");
        let number = self.slots.len() as u32;
        self.by_id.push((hash(&document.id), number));
        let put = self.shelf.put(&text);
        let (slot, put) = match put {
            Ok(slot) => (slot, Ok(())),
            Err(error) => (Slot::default(), Err(error)),
        };
        self.slots.push(slot);
        put
    }

    /// All documents are there.
    pub(crate) fn finish(mut self) -> DocumentTable {
        self.by_id.sort_unstable();
        self
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The document of that number.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn get(&self, number: usize) -> DocumentRecord {
        let made = serde_json::from_slice(&self.shelf.get(self.slots[number]));
        self.shelf.noted(made.map_err(io::Error::from))
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = DocumentRecord> + '_ {
        (0..self.len()).map(|number| self.get(number))
    }

    /// The document of that id.
    pub fn find(&self, id: &str) -> Option<DocumentRecord> {
        let hash = hash(id);
        let first = self.by_id.partition_point(|(other, _)| *other < hash);
        let alike = self.by_id[first..]
            .iter()
            .take_while(|(other, _)| *other == hash);
        let mut found = alike.map(|&(_, number)| self.get(number as usize));
        found.find(|document| document.id == id)
    }

    /// A shelf for what is made of the documents.
    pub(crate) fn shelf_beside(&self) -> Arc<Shelf> {
        self.shelf.beside()
    }

    /// Whether all that was asked for could be read.
    ///
    /// # Errors
    /// Why it could not.
    pub fn check(&self) -> io::Result<()> {
        self.shelf.check()
    }
}

fn hash(id: &str) -> u64 {
    FxBuildHasher.hash_one(id)
}

impl From<Vec<DocumentRecord>> for DocumentTable {
    fn from(documents: Vec<DocumentRecord>) -> DocumentTable {
        DocumentTable::new(documents.into_iter(), None)
    }
}

impl PartialEq for DocumentTable {
    fn eq(&self, other: &DocumentTable) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for DocumentTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_found_by_number_and_by_id() {
        let documents: Vec<DocumentRecord> = ["a", "b", "a:10"]
            .map(|id| DocumentRecord {
                id: id.to_owned(),
                bytes: id.len(),
                ..DocumentRecord::default()
            })
            .into();
        let table = DocumentTable::from(documents.clone());
        assert_eq!((table.len(), table.is_empty()), (3, false));
        assert_eq!(table.iter().collect::<Vec<_>>(), documents);
        assert_eq!(table.get(1), documents[1]);
        assert_eq!(table.find("a:10").as_ref(), Some(&documents[2]));
        assert_eq!(table.find("c"), None);
        table.check().unwrap();
    }
}
