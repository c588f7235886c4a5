//! How the per-corpus half asks for rows, wherever they are kept.

use std::borrow::Cow;
use std::sync::Arc;

use super::{DocumentRow, DocumentRows};
use crate::ahead;
use crate::copies::Sketch;

/// The rows of a corpus, wherever they are kept, in the order of the documents' ids.
pub trait Rows: Sync {
    /// Number of documents.
    fn count(&self) -> usize;
    /// What is asked for often of a document.
    fn brief(&self, number: usize) -> Brief<'_>;
    /// A checksum of the words of a document's body.
    fn body(&self, number: usize) -> Body;
    /// A document's own row. Its sketch may be missing.
    fn document(&self, number: usize) -> Cow<'_, DocumentRow>;
    /// A document's sketch.
    fn sketch(&self, number: usize) -> Cow<'_, Sketch>;
    /// All rows of a document.
    fn load(&self, number: usize) -> Cow<'_, DocumentRows>;
    /// The same, but its sketch and what its sentences say of each other's names may be missing.
    fn load_names(&self, number: usize) -> Cow<'_, DocumentRows> {
        self.load(number)
    }
}

/// What is asked for often of a document.
#[derive(Clone, Copy, Debug)]
pub struct Brief<'a> {
    /// Its id.
    pub id: &'a str,
    /// The same, where it can be shared.
    pub shared_id: Option<&'a Arc<str>>,
    /// See [`Provenance::date`](crate::Provenance::date).
    pub date: Option<&'a str>,
    /// See [`Provenance::publisher`](crate::Provenance::publisher).
    pub publisher: Option<&'a str>,
    /// See [`Provenance::domain`](crate::Provenance::domain).
    pub domain: Option<&'a str>,
}

impl<'a> Brief<'a> {
    pub(super) fn of(row: &'a DocumentRow) -> Brief<'a> {
        Brief {
            id: &row.id,
            shared_id: None,
            date: row.provenance.date.as_deref(),
            publisher: row.provenance.publisher.as_deref(),
            domain: row.provenance.domain.as_deref(),
        }
    }
}

/// Half of a SHA-256, by which equal bodies are known.
pub type Body = [u8; 16];

/// Of the words of a document's body.
pub(super) fn body(row: &DocumentRow) -> Body {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(row.body_sha256.as_bytes());
    let mut half = Body::default();
    half.copy_from_slice(&digest[..16]);
    half
}

/// Documents that a thread looks at at once.
const AT_ONCE: usize = 16;

/// Looks at the names of all documents: `of` at several of them at once, `then` at what it made of each, in
/// order.
pub(crate) fn each_in_order<'r, T: Send>(
    documents: &'r (impl Rows + ?Sized),
    of: impl Fn(usize, Cow<'r, DocumentRows>) -> T + Sync,
    mut then: impl FnMut(usize, T),
) {
    let n = documents.count();
    let make = |from: usize| {
        let made: Vec<T> = (from..n.min(from + AT_ONCE))
            .map(|number| of(number, documents.load_names(number)))
            .collect();
        (from, made)
    };
    let take = |(from, made)| {
        for (number, made) in (from..).zip(made) {
            then(number, made);
        }
    };
    ahead::each((0..n).step_by(AT_ONCE), make, take);
}

macro_rules! rows_in_memory {
    ($(($($parameters:tt)*) $type:ty),*) => {$(
        impl $($parameters)* Rows for $type {
            fn count(&self) -> usize {
                self.len()
            }

            fn brief(&self, number: usize) -> Brief<'_> {
                Brief::of(&self[number].document)
            }

            fn body(&self, number: usize) -> Body {
                body(&self[number].document)
            }

            fn document(&self, number: usize) -> Cow<'_, DocumentRow> {
                Cow::Borrowed(&self[number].document)
            }

            fn sketch(&self, number: usize) -> Cow<'_, Sketch> {
                Cow::Borrowed(&self[number].document.sketch)
            }

            fn load(&self, number: usize) -> Cow<'_, DocumentRows> {
                Cow::Borrowed(&self[number])
            }
        }
    )*};
}

rows_in_memory!(() [DocumentRows], () Vec<DocumentRows>, (<const N: usize>) [DocumentRows; N]);
