//! Lines of a stream, with a bound on what is held in memory.
//!
//! The standard library's line iterators keep a line whole, however long it is. News comes with
//! lines of hundreds of megabytes when something went wrong upstream; those are passed over.

use std::io::{self, BufRead, ErrorKind};

/// Kept allocated between lines; a larger buffer is given back.
pub(super) const KEPT: usize = 1 << 20;

/// One line or other piece of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Its bytes; a line has its line break, where the stream has one.
    Whole(&'a [u8]),
    /// It was longer than the limit and is not held.
    TooLong,
}

/// Cuts a stream at line feeds.
pub(super) struct Lines<R> {
    reader: R,
    limit: usize,
    number: usize,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// Lines longer than `limit` bytes come as [`Piece::TooLong`].
    pub(super) fn new(reader: R, limit: usize) -> Self {
        Lines {
            reader,
            limit,
            number: 0,
            buffer: Vec::new(),
        }
    }

    /// The next line with its number, from 1; `None` at the end. After an error nothing more is to
    /// be had, and the part of a line before it is dropped.
    pub(super) fn next(&mut self) -> Option<io::Result<(usize, Piece<'_>)>> {
        self.buffer.clear();
        self.buffer.shrink_to(KEPT);
        let mut any = false;
        let mut too_long = false;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Some(Err(error)),
            };
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let used = end.map_or(chunk.len(), |at| at + 1);
            if too_long || self.buffer.len() + used > self.limit {
                too_long = true;
                self.buffer = Vec::new();
            } else {
                self.buffer.extend_from_slice(&chunk[..used]);
            }
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return None;
        }
        self.number += 1;
        let piece = if too_long {
            Piece::TooLong
        } else {
            Piece::Whole(&self.buffer)
        };
        Some(Ok((self.number, piece)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor, Read};

    #[test]
    fn lines_come_with_their_numbers_and_breaks() {
        let mut lines = Lines::new(Cursor::new("a\r\n\nlast"), 100);
        for (number, text) in [(1, "a\r\n"), (2, "\n"), (3, "last")] {
            let (n, piece) = lines.next().unwrap().unwrap();
            assert_eq!((n, piece), (number, Piece::Whole(text.as_bytes())));
        }
        assert!(lines.next().is_none());
    }

    #[test]
    fn a_line_of_200_megabytes_is_passed_over_without_being_held() {
        let long = io::repeat(b'x').take(200 << 20);
        let stream = Cursor::new("a\n").chain(long).chain(Cursor::new("\nb\n"));
        let mut lines = Lines::new(BufReader::new(stream), 1 << 20);
        assert_eq!(
            lines.next().unwrap().unwrap(),
            (1, Piece::Whole(b"a\n".as_slice()))
        );
        assert_eq!(lines.next().unwrap().unwrap(), (2, Piece::TooLong));
        assert!(lines.buffer.capacity() <= 2 << 20);
        assert_eq!(
            lines.next().unwrap().unwrap(),
            (3, Piece::Whole(b"b\n".as_slice()))
        );
    }
}
