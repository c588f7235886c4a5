//! Counts that outgrow memory: sorted runs in a temporary file, and their merge.
//!
//! What was counted so far is written in order whenever it takes too much ([`Counts`]), and the runs are
//! then read side by side: of all that are of one entity, pair or relation comes one ([`Merged`]). This is
//! the external merge sort of databases, with the tallies' own rule for bringing two of a kind together,
//! which does not ask for an order; so the result is that of counting in memory, to the byte. D. E. Knuth, The
//! Art of Computer Programming, vol. 3, section 5.4.
//!
//! All runs lie in one file without a name, which the system frees however the program ends.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::Tally;
use super::records::{Counted, Key, Shared, each_line};
use crate::{Error, Result};

/// How much memory what is counted may take, and where the rest goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// About so many bytes.
    pub bytes: usize,
    /// Folder for the temporary file.
    pub folder: PathBuf,
}

/// What was counted, in memory or partly on disk.
pub struct Counts {
    tally: Tally,
    limit: Option<Limit>,
    runs: Option<Runs>,
}

/// Runs are read through buffers that share so much of the limit, but at least [`SMALLEST`] each.
const SHARE: usize = 8;
const SMALLEST: usize = 4 << 10;
const LARGEST: usize = 256 << 10;

struct Runs {
    file: Arc<Mutex<File>>,
    places: Vec<Range<u64>>,
}

impl Counts {
    /// Nothing is counted yet. Of a pair or a relation the best `evidence` places are kept.
    pub fn new(evidence: usize, limit: Option<Limit>) -> Counts {
        Counts {
            tally: Tally::new(evidence),
            limit,
            runs: None,
        }
    }

    /// How many bytes may be counted at once, so that what is counted can be written between.
    pub(crate) fn most_at_once(&self) -> usize {
        self.limit.as_ref().map_or(usize::MAX, |limit| limit.bytes)
    }

    /// Where temporary files may be made.
    pub(in crate::graph) fn folder(&self) -> Option<PathBuf> {
        self.limit.as_ref().map(|limit| limit.folder.clone())
    }

    /// How often what was counted did not fit and was written.
    #[cfg(test)]
    pub(super) fn runs_written(&self) -> usize {
        self.runs.as_ref().map_or(0, |runs| runs.places.len())
    }

    /// Adds what was counted in some documents. `ids` are the entities' ids, in order.
    ///
    /// # Errors
    /// [`Error::Write`] if the temporary file cannot be written.
    pub fn add(&mut self, tally: Tally, ids: &[&str]) -> Result<()> {
        self.tally.merge(tally);
        if self.tally.bytes() > self.most_at_once() {
            self.write_run(ids).map_err(failed)?;
        }
        Ok(())
    }

    /// Adds what was counted in some documents and writes it, with what there is, if there is any.
    ///
    /// # Errors
    /// [`Error::Write`] if the temporary file cannot be written.
    pub(in crate::graph) fn add_run(&mut self, tallies: Vec<Tally>, ids: &[&str]) -> Result<()> {
        if tallies.is_empty() {
            return Ok(());
        }
        for tally in tallies {
            self.tally.merge(tally);
        }
        self.write_run(ids).map_err(failed)
    }

    /// Adds what [`Tally::write`] wrote, or several such outputs one after the other. `place` is what errors
    /// call the input, and `ids` are the entities' ids, in order.
    ///
    /// # Errors
    /// As [`Tally::read`]; [`Error::Write`] if the temporary file cannot be written.
    pub(crate) fn read(&mut self, input: impl BufRead, place: &str, ids: &[&str]) -> Result<()> {
        let number = |id: &str| ids.binary_search(&id).ok().map(|number| number as u32);
        let mut shared = Shared::default();
        each_line(input, place, |line, invalid| {
            let counted = Counted::read(line, number, &mut shared).map_err(invalid)?;
            self.tally.take(counted, line.len());
            if self.tally.bytes() > self.most_at_once() {
                self.write_run(ids).map_err(failed)?;
                shared = Shared::default();
            }
            Ok(())
        })
    }

    /// Writes what was counted as [`Tally::write`] does. `ids` are the entities' ids, in order; `unwritten`
    /// makes the error of an `out` that cannot be written.
    ///
    /// # Errors
    /// That one; [`Error::Write`] if the temporary file fails.
    pub(crate) fn write(
        self,
        ids: &[&str],
        out: &mut impl Write,
        unwritten: fn(io::Error) -> Error,
    ) -> Result<()> {
        match self.into_parts(ids)? {
            Parts::Tally(tally) => tally.write(ids, out).map_err(unwritten),
            Parts::Runs(mut runs) => {
                while let Some(counted) = runs.merged()? {
                    counted.write(ids, runs.most, out).map_err(unwritten)?;
                }
                Ok(())
            }
        }
    }

    fn write_run(&mut self, ids: &[&str]) -> io::Result<()> {
        let runs = match (&mut self.runs, &self.limit) {
            (Some(runs), _) => runs,
            (none, Some(limit)) => none.insert(Runs {
                file: Arc::new(Mutex::new(tempfile::tempfile_in(&limit.folder)?)),
                places: Vec::new(),
            }),
            (None, None) => return Ok(()),
        };
        let next = Tally::new(self.tally.most);
        runs.push(std::mem::replace(&mut self.tally, next), ids)
    }

    /// The tally, if all of it is in memory, or else the runs, as they are merged.
    ///
    /// # Errors
    /// [`Error::Write`] if the temporary file cannot be written.
    pub(in crate::graph) fn into_parts<'i>(mut self, ids: &'i [&'i str]) -> Result<Parts<'i>> {
        if self.runs.is_some() {
            self.write_run(ids).map_err(failed)?;
        }
        let most = self.tally.most;
        match self.runs {
            None => Ok(Parts::Tally(self.tally)),
            Some(runs) => {
                let bytes = self.limit.map_or(0, |limit| limit.bytes);
                Merged::new(runs, bytes, most, ids).map(Parts::Runs)
            }
        }
    }
}

/// See [`Counts::into_parts`].
pub(in crate::graph) enum Parts<'i> {
    Tally(Tally),
    Runs(Merged<'i>),
}

impl Runs {
    fn push(&mut self, tally: Tally, ids: &[&str]) -> io::Result<()> {
        let mut file = self.file.lock().expect("no thread panics with the lock");
        let start = file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::with_capacity(LARGEST, &mut *file);
        tally.write(ids, &mut out)?;
        out.flush()?;
        drop(out);
        let end = file.stream_position()?;
        self.places.push(start..end);
        Ok(())
    }
}

/// A run that is being read. All runs read one file, so that there may be many.
struct Run {
    file: Arc<Mutex<File>>,
    left: Range<u64>,
}

impl Read for Run {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.left.end - self.left.start).unwrap_or(usize::MAX);
        let n = left.min(buffer.len());
        let mut file = self.file.lock().expect("no thread panics with the lock");
        file.seek(SeekFrom::Start(self.left.start))?;
        let n = file.read(&mut buffer[..n])?;
        self.left.start += n as u64;
        Ok(n)
    }
}

/// What the runs hold together, in order: the totals, each entity, each pair, each relation once.
pub(in crate::graph) struct Merged<'i> {
    runs: Vec<BufReader<Run>>,
    /// The next of each run.
    next: Vec<Option<Counted>>,
    order: BinaryHeap<Reverse<(Key, usize)>>,
    most: usize,
    ids: &'i [&'i str],
    shared: Shared,
    line: String,
}

impl<'i> Merged<'i> {
    fn new(runs: Runs, bytes: usize, most: usize, ids: &'i [&'i str]) -> Result<Merged<'i>> {
        let buffer = (bytes / SHARE / runs.places.len().max(1)).clamp(SMALLEST, LARGEST);
        let open = |left: &Range<u64>| {
            let run = Run {
                file: Arc::clone(&runs.file),
                left: left.clone(),
            };
            BufReader::with_capacity(buffer, run)
        };
        let n = runs.places.len();
        let mut merged = Merged {
            runs: runs.places.iter().map(open).collect(),
            next: Vec::new(),
            order: BinaryHeap::new(),
            most,
            ids,
            shared: Shared::default(),
            line: String::new(),
        };
        merged.next.resize_with(n, || None);
        for run in 0..n {
            merged.advance(run)?;
        }
        Ok(merged)
    }

    /// Places that are kept of a pair or a relation.
    pub(in crate::graph) fn most(&self) -> usize {
        self.most
    }

    fn advance(&mut self, run: usize) -> Result<()> {
        self.line.clear();
        if self.runs[run].read_line(&mut self.line).map_err(failed)? == 0 {
            return Ok(());
        }
        let number = |id: &str| self.ids.binary_search(&id).ok().map(|number| number as u32);
        let counted = Counted::read(&self.line, number, &mut self.shared);
        let counted = counted.map_err(|message| failed(io::Error::other(message)))?;
        self.order.push(Reverse((counted.key(), run)));
        self.next[run] = Some(counted);
        Ok(())
    }

    /// The next, or an error of the temporary file.
    fn merged(&mut self) -> Result<Option<Counted>> {
        let mut whole: Option<Counted> = None;
        while let Some(&Reverse((key, run))) = self.order.peek() {
            if whole.as_ref().is_some_and(|whole| whole.key() != key) {
                break;
            }
            self.order.pop();
            let part = self.next[run].take();
            self.advance(run)?;
            whole = match (whole, part) {
                (Some(mut whole), Some(part)) => {
                    whole.merge(part, self.most);
                    Some(whole)
                }
                (whole, part) => whole.or(part),
            };
        }
        Ok(whole)
    }
}

impl Iterator for Merged<'_> {
    type Item = Result<Counted>;

    fn next(&mut self) -> Option<Result<Counted>> {
        self.merged().transpose()
    }
}

fn failed(source: io::Error) -> Error {
    Error::Write {
        path: "the temporary file of counts".into(),
        source,
    }
}
