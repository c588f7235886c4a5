//! Where the evidence of all edges is kept until it is asked for.
//!
//! Sentences are most of a large graph, and nothing but the writers of results looks at them, at one edge
//! after the other. So an edge has a place on a shelf ([`EvidenceList`]), and what stands there is the text that
//! `graph.json` has for it. A shelf is in memory as long as it is small, and else in a temporary file that
//! nothing else can see.

use std::fmt;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::Evidence;

/// Bytes that are kept in memory, where there may be a file.
const IN_MEMORY: usize = 8 << 20;

/// The best places that name both ends of an edge, the best first.
///
/// They may be on disk. If they cannot be read from there, there are none, and
/// [`check`](Self::check) says why: what is made of them is worth nothing then.
#[derive(Clone, Default)]
pub struct EvidenceList {
    shelf: Option<Arc<Shelf>>,
    at: u64,
    bytes: u32,
    count: u32,
}

impl EvidenceList {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All of them.
    pub fn all(&self) -> Vec<Evidence> {
        match &self.shelf {
            Some(shelf) if self.count > 0 => {
                let made = serde_json::from_slice(&self.text());
                shelf.noted(made.map_err(io::Error::from))
            }
            _ => Vec::new(),
        }
    }

    /// The best.
    pub fn first(&self) -> Option<Evidence> {
        let shelf = self.shelf.as_ref().filter(|_| self.count > 0)?;
        let text = self.text();
        // Behind the bracket; what follows it is not looked at.
        let mut from = serde_json::Deserializer::from_slice(text.get(1..)?);
        shelf.noted(
            Evidence::deserialize(&mut from)
                .map(Some)
                .map_err(io::Error::from),
        )
    }

    /// Whether all that was asked for, of any edge of the same graph, could be read.
    ///
    /// # Errors
    /// Why it could not.
    pub fn check(&self) -> io::Result<()> {
        let Some(shelf) = &self.shelf else {
            return Ok(());
        };
        let failed = shelf.failed.lock().expect("no thread panics with the lock");
        match &*failed {
            None => Ok(()),
            Some(error) => Err(io::Error::new(error.kind(), error.to_string())),
        }
    }

    /// The list as JSON.
    fn text(&self) -> Vec<u8> {
        let Some(shelf) = &self.shelf else {
            return Vec::new();
        };
        let mut text = vec![0; self.bytes as usize];
        let read = shelf.read(self.at, &mut text);
        shelf.noted(read.map(|()| text))
    }
}

impl From<Vec<Evidence>> for EvidenceList {
    fn from(list: Vec<Evidence>) -> EvidenceList {
        let shelf = Shelf::new(None);
        let placed = shelf.put(&text_of(&list), list.len());
        placed.expect("memory takes what it is given")
    }
}

impl PartialEq for EvidenceList {
    fn eq(&self, other: &EvidenceList) -> bool {
        self.count == other.count && self.text() == other.text()
    }
}

impl fmt::Debug for EvidenceList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all().fmt(f)
    }
}

impl Serialize for EvidenceList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_empty() {
            return serializer.collect_seq(std::iter::empty::<Evidence>());
        }
        let text = String::from_utf8(self.text()).map_err(serde::ser::Error::custom)?;
        let text = RawValue::from_string(text).map_err(serde::ser::Error::custom)?;
        text.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for EvidenceList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|list: Vec<Evidence>| list.into())
    }
}

/// A list as it is kept.
pub(super) fn text_of(list: &[Evidence]) -> Vec<u8> {
    serde_json::to_vec(list).expect("words and numbers can be written")
}

/// See the module.
pub(super) struct Shelf {
    kept: RwLock<Kept>,
    /// Why something could not be read.
    failed: Mutex<Option<io::Error>>,
}

struct Kept {
    /// Where a file may be made.
    folder: Option<PathBuf>,
    file: Option<File>,
    /// Bytes in the file, and those that are not in it yet.
    written: u64,
    rest: Vec<u8>,
}

impl Shelf {
    /// An empty one. What outgrows memory goes to a file without a name in `folder`; the system frees it
    /// however the program ends.
    pub(super) fn new(folder: Option<&Path>) -> Arc<Shelf> {
        Arc::new(Shelf {
            kept: RwLock::new(Kept {
                folder: folder.map(Path::to_owned),
                file: None,
                written: 0,
                rest: Vec::new(),
            }),
            failed: Mutex::new(None),
        })
    }

    /// Puts a list of `count` at the end.
    ///
    /// # Errors
    /// If the file cannot be made or written.
    pub(super) fn put(self: &Arc<Self>, text: &[u8], count: usize) -> io::Result<EvidenceList> {
        if count == 0 {
            return Ok(EvidenceList::default());
        }
        let mut kept = self.kept.write().expect("no thread panics with the lock");
        let at = kept.written + kept.rest.len() as u64;
        kept.rest.extend_from_slice(text);
        if kept.rest.len() >= IN_MEMORY {
            kept.flush()?;
        }
        let too_long = || io::Error::other("evidence of more than 4 GB for one edge");
        Ok(EvidenceList {
            shelf: Some(Arc::clone(self)),
            at,
            bytes: u32::try_from(text.len()).map_err(|_| too_long())?,
            count: u32::try_from(count).map_err(|_| too_long())?,
        })
    }

    /// The error of a shelf that cannot take what it should.
    pub(super) fn failed(source: io::Error) -> crate::Error {
        crate::Error::Write {
            path: "the temporary file of evidence".into(),
            source,
        }
    }

    fn read(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let kept = self.kept.read().expect("no thread panics with the lock");
        if let Some(from) = at.checked_sub(kept.written) {
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            let there = kept
                .rest
                .get(from..)
                .and_then(|rest| rest.get(..into.len()));
            into.copy_from_slice(there.ok_or(io::ErrorKind::UnexpectedEof)?);
            return Ok(());
        }
        match &kept.file {
            Some(file) => read_exact_at(file, at, into),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// What was read; where that failed, nothing, and the failure is remembered.
    fn noted<T: Default>(&self, read: io::Result<T>) -> T {
        read.unwrap_or_else(|error| {
            let mut failed = self.failed.lock().expect("no thread panics with the lock");
            failed.get_or_insert(error);
            T::default()
        })
    }
}

impl Kept {
    /// Moves what is in memory to the file, if there may be one.
    fn flush(&mut self) -> io::Result<()> {
        if let (None, Some(folder)) = (&self.file, &self.folder) {
            self.file = Some(tempfile::tempfile_in(folder)?);
        }
        if let Some(file) = &mut self.file {
            // Reading moves the place on some systems.
            file.seek(SeekFrom::End(0))?;
            file.write_all(&self.rest)?;
            self.written += self.rest.len() as u64;
            self.rest.clear();
        }
        Ok(())
    }
}

/// Reads without moving the place at which is written, so that all threads can read at once.
#[cfg(unix)]
fn read_exact_at(file: &File, at: u64, into: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
    while !into.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, into, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => (at, into) = (at + n as u64, &mut into[n..]),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Quote;
    use crate::{Part, Span};

    fn evidence(document: usize, bytes: usize) -> Evidence {
        Evidence {
            document: document.to_string().into(),
            publisher: Some("Wire".into()),
            date: None,
            part: Part::Body,
            quote: Quote {
                span: Span::new(3, 3 + bytes),
                text: "\"é\n".repeat(bytes / 4).into(),
            },
            second: None,
            source: Span::new(3, 4),
            target: Span::new(5, 6),
            references: Vec::new(),
            attributions: Vec::new(),
        }
    }

    #[test]
    fn what_is_put_on_a_shelf_is_found_again_in_memory_and_on_disk() {
        let folder = tempfile::TempDir::new().unwrap();
        for place in [None, Some(folder.path())] {
            let shelf = Shelf::new(place);
            let lists: Vec<Vec<Evidence>> = (0..40)
                .map(|n| (0..n % 4).map(|i| evidence(n + i, 100_000 * n)).collect())
                .collect();
            let put = |list: &Vec<Evidence>| shelf.put(&text_of(list), list.len()).unwrap();
            let placed: Vec<EvidenceList> = lists.iter().map(put).collect();
            assert_eq!(shelf.kept.read().unwrap().file.is_some(), place.is_some());
            for (list, placed) in lists.iter().zip(&placed) {
                assert_eq!(
                    (placed.len(), placed.is_empty()),
                    (list.len(), list.is_empty())
                );
                assert_eq!(placed.all(), *list);
                assert_eq!(placed.first(), list.first().cloned());
                assert_eq!(*placed, EvidenceList::from(list.clone()));
                let written = serde_json::to_string(placed).unwrap();
                assert_eq!(written, serde_json::to_string(list).unwrap());
                assert_eq!(
                    serde_json::from_str::<EvidenceList>(&written).unwrap(),
                    *placed
                );
                placed.check().unwrap();
            }
        }
        assert_eq!(folder.path().read_dir().unwrap().count(), 0, "no name");
    }

    #[test]
    fn what_cannot_be_read_is_nothing_and_is_said() {
        let shelf = Shelf::new(Some(&std::env::temp_dir()));
        let list = [evidence(1, IN_MEMORY)];
        let placed = shelf.put(&text_of(&list), 1).unwrap();
        let kept = shelf.kept.read().unwrap();
        kept.file.as_ref().unwrap().set_len(10).unwrap();
        drop(kept);
        assert!(placed.all().is_empty());
        assert!(placed.first().is_none());
        assert!(placed.check().is_err());
    }
}
