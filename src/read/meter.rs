//! A bound on what a file may expand to.
//!
//! A few kilobytes can unpack to terabytes ("42.zip"). So everything that is unpacked out of one input
//! file, on all levels of nesting, is counted against the bytes that were read of it: up to
//! [`FREE`] it may expand as it likes, beyond that [`RATIO`] times. Text compresses 3 to 10 times,
//! repetitive records 50 times; a bomb made of one deflate stream a thousand times.

use std::error;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What any file may expand to, in bytes.
const FREE: u64 = 128 << 20;
/// How many times its own size a file may expand to.
const RATIO: u64 = 200;
/// How many entries the archives in one input may have.
const ENTRIES: u64 = 1_000_000;

/// Counts for one input file.
#[derive(Clone, Default)]
pub(super) struct Meter(Arc<Counts>);

#[derive(Default)]
struct Counts {
    read: AtomicU64,
    expanded: AtomicU64,
    entries: AtomicU64,
}

impl Meter {
    /// The stream, with its bytes counted as read of the file.
    pub(super) fn read(&self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Counted {
            reader,
            meter: self.clone(),
            expands: false,
        })
    }

    /// The stream, with its bytes counted as expanded; it fails with [`TooMuch`].
    pub(super) fn expanded(&self, reader: impl Read + Send + 'static) -> Box<dyn Read + Send> {
        Box::new(Counted {
            reader: Box::new(reader),
            meter: self.clone(),
            expands: true,
        })
    }

    /// Counts one more entry of an archive.
    pub(super) fn entry(&self) -> io::Result<()> {
        if self.0.entries.fetch_add(1, Ordering::Relaxed) < ENTRIES {
            return Ok(());
        }
        Err(io::Error::other(TooMuch::Entries))
    }

    /// Whether the bound has been passed: nothing more is read then.
    pub(super) fn is_exceeded(&self) -> bool {
        let read = self.0.read.load(Ordering::Relaxed);
        let expanded = self.0.expanded.load(Ordering::Relaxed);
        expanded > FREE.max(read.saturating_mul(RATIO))
            || self.0.entries.load(Ordering::Relaxed) > ENTRIES
    }
}

/// More comes out of a file than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TooMuch {
    Bytes,
    Entries,
}

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TooMuch::Bytes => write!(
                f,
                "the file expands to more than {} MiB and more than {RATIO} times its size",
                FREE >> 20
            ),
            TooMuch::Entries => write!(f, "the file has more than {ENTRIES} entries"),
        }
    }
}

impl error::Error for TooMuch {}

/// What an error of a stream says about the bound, if it comes from there.
pub(super) fn too_much(error: &io::Error) -> Option<TooMuch> {
    error.get_ref()?.downcast_ref().copied()
}

struct Counted {
    reader: Box<dyn Read + Send>,
    meter: Meter,
    expands: bool,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.expands && self.meter.is_exceeded() {
            return Err(io::Error::other(TooMuch::Bytes));
        }
        let n = self.reader.read(buffer)?;
        let counts = &self.meter.0;
        let count = if self.expands {
            &counts.expanded
        } else {
            &counts.read
        };
        count.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_that_expands_without_end_is_stopped() {
        let meter = Meter::default();
        let mut bomb = meter.expanded(io::repeat(b'a'));
        let error = io::copy(&mut bomb, &mut io::sink()).unwrap_err();
        assert_eq!(too_much(&error), Some(TooMuch::Bytes));
        assert!(meter.is_exceeded());
    }

    #[test]
    fn what_is_read_of_a_large_file_may_expand_in_proportion() {
        let meter = Meter::default();
        let mut file = meter.read(Box::new(io::repeat(b'a').take(2 << 20)));
        io::copy(&mut file, &mut io::sink()).unwrap();
        let mut text = meter.expanded(io::repeat(b'a').take(FREE + 1));
        assert!(io::copy(&mut text, &mut io::sink()).is_ok());
    }
}
