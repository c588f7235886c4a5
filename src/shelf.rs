//! Where what only writers of results look at is kept until then: the evidence of edges, the documents.
//!
//! In a large corpus these are most of what the results say, and they are asked for one at a time. What is on a
//! shelf is in memory as long as all of it is little, and else in a temporary file that nothing else can see.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

/// Bytes that are kept in memory, where there may be a file; when there is one, so many are gathered for it.
const IN_MEMORY: usize = 8 << 20;
const GATHERED: usize = 1 << 20;

/// See the module. All threads can read from it.
pub(crate) struct Shelf {
    kept: RwLock<Kept>,
    /// Why something could not be read.
    failed: Mutex<Option<io::Error>>,
}

/// Where something is on a shelf; twelve bytes, since a large graph has millions.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slot {
    at: [u32; 2],
    bytes: u32,
}

impl Slot {
    fn new(at: u64, bytes: u32) -> Slot {
        let at = [(at >> 32) as u32, at as u32];
        Slot { at, bytes }
    }

    /// A part of what is there.
    pub(crate) fn part(self, range: Range<usize>) -> Slot {
        debug_assert!(range.end <= self.len());
        Slot::new(self.at() + range.start as u64, range.len() as u32)
    }

    /// Number of bytes.
    pub(crate) fn len(self) -> usize {
        self.bytes as usize
    }

    fn at(self) -> u64 {
        u64::from(self.at[0]) << 32 | u64::from(self.at[1])
    }
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
    pub(crate) fn new(folder: Option<&Path>) -> Arc<Shelf> {
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

    /// Another one, for which a file may be made in the same folder.
    pub(crate) fn beside(&self) -> Arc<Shelf> {
        let kept = self.kept.read().expect("no thread panics with the lock");
        Shelf::new(kept.folder.as_deref())
    }

    /// Puts something at the end.
    ///
    /// # Errors
    /// If the file cannot be made or written.
    pub(crate) fn put(&self, bytes: &[u8]) -> io::Result<Slot> {
        let mut kept = self.kept.write().expect("no thread panics with the lock");
        let at = kept.written + kept.rest.len() as u64;
        kept.rest.extend_from_slice(bytes);
        let most = kept.file.as_ref().map_or(IN_MEMORY, |_| GATHERED);
        if kept.rest.len() >= most {
            kept.flush()?;
        }
        let bytes = u32::try_from(bytes.len());
        let bytes = bytes.map_err(|_| io::Error::other("more than 4 GB at once"))?;
        Ok(Slot::new(at, bytes))
    }

    /// What was put there; if it cannot be read, nothing, and [`check`](Self::check) says why.
    pub(crate) fn get(&self, slot: Slot) -> Vec<u8> {
        let mut bytes = vec![0; slot.bytes as usize];
        let read = self.read(slot.at(), &mut bytes);
        self.noted(read.map(|()| bytes))
    }

    /// Whether all that was asked for could be read.
    ///
    /// # Errors
    /// Why it could not. What was made of it is worth nothing then.
    pub(crate) fn check(&self) -> io::Result<()> {
        let failed = self.failed.lock().expect("no thread panics with the lock");
        match &*failed {
            None => Ok(()),
            Some(error) => Err(io::Error::new(error.kind(), error.to_string())),
        }
    }

    /// The error of a shelf that cannot take what it should.
    pub(crate) fn failed(source: io::Error) -> crate::Error {
        crate::Error::Write {
            path: "the temporary file of what is found".into(),
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

    /// What was made of what was read; where that failed, nothing, and the failure is remembered.
    pub(crate) fn noted<T: Default>(&self, read: io::Result<T>) -> T {
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
            self.rest.shrink_to(GATHERED);
        }
        Ok(())
    }
}

/// Reads without moving the place at which is written, so that all threads can read at once.
#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, at: u64, into: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, at)
}

#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
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

    #[test]
    fn a_slot_holds_any_place() {
        for at in [0, 7, u64::from(u32::MAX) + 5, u64::MAX] {
            assert_eq!(Slot::new(at, 3).at(), at);
        }
    }

    #[test]
    fn what_is_put_on_a_shelf_is_found_again_in_memory_and_on_disk() {
        let folder = tempfile::TempDir::new().unwrap();
        for place in [None, Some(folder.path())] {
            let shelf = Shelf::new(place);
            let things: Vec<Vec<u8>> = (0..40).map(|n| vec![n; 30_000 * usize::from(n)]).collect();
            let slots: Vec<Slot> = things.iter().map(|t| shelf.put(t).unwrap()).collect();
            assert_eq!(shelf.kept.read().unwrap().file.is_some(), place.is_some());
            for (thing, slot) in things.iter().zip(slots) {
                assert_eq!(shelf.get(slot), *thing);
                let part = thing.len() / 3..thing.len() / 2;
                assert_eq!(shelf.get(slot.part(part.clone())), thing[part]);
            }
            shelf.check().unwrap();
        }
        assert_eq!(folder.path().read_dir().unwrap().count(), 0, "no name");
    }

    #[test]
    fn what_cannot_be_read_is_nothing_and_is_said() {
        let shelf = Shelf::new(Some(&std::env::temp_dir()));
        let slot = shelf.put(&vec![1; IN_MEMORY]).unwrap();
        let kept = shelf.kept.read().unwrap();
        kept.file.as_ref().unwrap().set_len(10).unwrap();
        drop(kept);
        assert!(shelf.get(slot).is_empty());
        assert!(shelf.check().is_err());
    }
}
