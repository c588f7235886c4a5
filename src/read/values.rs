//! JSON values of a stream that holds more than one line for each, or all on one line: an array of
//! objects, or objects printed over several lines one after another.
//!
//! The stream is only cut here, by counting brackets outside strings, so that one value at a time is
//! held in memory. Whether a value is good JSON is decided by who parses it.

use std::io::{self, BufRead, ErrorKind};

use super::lines::{KEPT, Piece};

/// Cuts a stream into its top-level values, or those of its top-level arrays.
pub(super) struct Values<R> {
    reader: R,
    limit: usize,
    line: usize,
    buffer: Vec<u8>,
}

/// Where the cutting stands inside a value.
#[derive(Default)]
struct State {
    depth: usize,
    in_string: bool,
    escaped: bool,
    is_object: bool,
}

impl<R: BufRead> Values<R> {
    /// Values longer than `limit` bytes come as [`Piece::TooLong`].
    pub(super) fn new(reader: R, limit: usize) -> Self {
        Values {
            reader,
            limit,
            line: 1,
            buffer: Vec::new(),
        }
    }

    /// The next value with the number of the line where it begins; `None` at the end. A value that
    /// the stream's end cuts off comes as it is.
    pub(super) fn next(&mut self) -> Option<io::Result<(usize, Piece<'_>)>> {
        self.buffer.clear();
        self.buffer.shrink_to(KEPT);
        let mut too_long = false;
        let mut begun: Option<(usize, State)> = None;
        'value: loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Some(Err(error)),
            };
            if chunk.is_empty() {
                break;
            }
            for (at, &byte) in chunk.iter().enumerate() {
                if byte == b'\n' {
                    self.line += 1;
                }
                let end = match &mut begun {
                    None if is_between(byte) => continue,
                    None => {
                        let mut state = State {
                            is_object: byte == b'{',
                            ..State::default()
                        };
                        state.step(byte);
                        begun = Some((self.line, state));
                        false
                    }
                    Some((_, state)) => state.step(byte),
                };
                if too_long || self.buffer.len() >= self.limit {
                    too_long = true;
                    self.buffer = Vec::new();
                } else {
                    self.buffer.push(byte);
                }
                if end {
                    self.reader.consume(at + 1);
                    break 'value;
                }
            }
            let used = chunk.len();
            self.reader.consume(used);
        }
        let (line, _) = begun?;
        let piece = if too_long {
            Piece::TooLong
        } else {
            Piece::Whole(&self.buffer)
        };
        Some(Ok((line, piece)))
    }
}

fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']')
}

impl State {
    /// Takes in one byte of the value; true if the value ends with it.
    fn step(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                return self.is_object && self.depth == 0;
            }
            b',' | b']' | b'\n' => return !self.is_object && self.depth == 0,
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    fn cut(text: &str, limit: usize) -> Vec<(usize, Option<String>)> {
        // A tiny buffer, so that every value crosses its edge.
        let mut values = Values::new(BufReader::with_capacity(3, Cursor::new(text)), limit);
        let mut out = Vec::new();
        while let Some(item) = values.next() {
            let (line, piece) = item.unwrap();
            out.push(match piece {
                Piece::Whole(bytes) => (line, Some(String::from_utf8(bytes.to_vec()).unwrap())),
                Piece::TooLong => (line, None),
            });
        }
        out
    }

    fn whole(line: usize, text: &str) -> (usize, Option<String>) {
        (line, Some(text.to_owned()))
    }

    #[test]
    fn brackets_and_quotes_inside_strings_do_not_count() {
        assert_eq!(
            cut("[\n{\"a\": \"}\\\"]\"},\n {\"b\": {\"c\": [1]}}]\n", 100),
            [
                whole(2, "{\"a\": \"}\\\"]\"}"),
                whole(3, "{\"b\": {\"c\": [1]}}")
            ]
        );
    }

    #[test]
    fn printed_objects_without_an_array_are_cut_too() {
        assert_eq!(
            cut("{\n \"a\": 1\n}\n{\n}\n", 100),
            [whole(1, "{\n \"a\": 1\n}"), whole(4, "{\n}")]
        );
    }

    #[test]
    fn what_is_no_object_and_what_is_cut_off_still_come() {
        assert_eq!(
            cut("[1, \"a,b\",{\"c\"", 100),
            [whole(1, "1,"), whole(1, "\"a,b\","), whole(1, "{\"c\"")]
        );
    }

    #[test]
    fn a_value_over_the_limit_does_not_hide_the_next() {
        assert_eq!(
            cut("[{\"a\": 123456789}, {}]", 5),
            [(1, None), whole(1, "{}")]
        );
    }
}
