//! UTF-16 streams as UTF-8.
//!
//! Only a byte order mark tells UTF-16 from other bytes; without one nothing is decoded. Other
//! character sets are not guessed: text that is no UTF-8 is reported with the place of its first bad
//! byte.

use std::io::{self, ErrorKind, Read};

/// Decodes UTF-16 of a known byte order.
pub(super) struct Utf16<R> {
    reader: R,
    big_endian: bool,
    /// Offset in the stream of the unit that is decoded next.
    offset: u64,
    /// The first byte of a unit that the last chunk cut in two.
    half: Option<u8>,
    /// The first unit of a pair, which waits for its second.
    high: Option<u16>,
    out: Vec<u8>,
    taken: usize,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(reader: R, big_endian: bool) -> Self {
        Utf16 {
            reader,
            big_endian,
            offset: 0,
            half: None,
            high: None,
            out: Vec::new(),
            taken: 0,
        }
    }

    fn unit(&mut self, first: u8, second: u8) -> io::Result<()> {
        let unit = if self.big_endian {
            u16::from_be_bytes([first, second])
        } else {
            u16::from_le_bytes([first, second])
        };
        self.offset += 2;
        let units = match self.high.take() {
            Some(high) => vec![high, unit],
            None if (0xD800..0xDC00).contains(&unit) => {
                self.high = Some(unit);
                return Ok(());
            }
            None => vec![unit],
        };
        for character in char::decode_utf16(units) {
            let character = character.map_err(|_| self.bad())?;
            let mut bytes = [0; 4];
            self.out
                .extend_from_slice(character.encode_utf8(&mut bytes).as_bytes());
        }
        Ok(())
    }

    fn bad(&self) -> io::Error {
        let message = format!("not valid UTF-16 before byte offset {}", self.offset);
        io::Error::new(ErrorKind::InvalidData, message)
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.out.len() {
            self.out.clear();
            self.taken = 0;
            let mut chunk = [0; 8192];
            let got = self.reader.read(&mut chunk)?;
            if got == 0 {
                let whole = self.half.take().is_none() && self.high.take().is_none();
                return if whole { Ok(0) } else { Err(self.bad()) };
            }
            for &byte in &chunk[..got] {
                match self.half.take() {
                    Some(first) => self.unit(first, byte)?,
                    None => self.half = Some(byte),
                }
            }
        }
        let n = buffer.len().min(self.out.len() - self.taken);
        buffer[..n].copy_from_slice(&self.out[self.taken..self.taken + n]);
        self.taken += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], big_endian: bool) -> io::Result<String> {
        let mut text = String::new();
        Utf16::new(bytes, big_endian)
            .read_to_string(&mut text)
            .map(|_| text)
    }

    #[test]
    fn both_byte_orders_and_pairs_are_decoded() {
        let text = "“Tehran” 😀\n";
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&big, true).unwrap(), text);
        assert_eq!(decode(&little, false).unwrap(), text);
    }

    #[test]
    fn half_a_pair_and_half_a_unit_are_errors() {
        assert!(decode(&[0xD8, 0x3D, 0x00, 0x41], true).is_err());
        assert!(decode(&[0xDE, 0x00], true).is_err());
        assert!(decode(&[0xD8, 0x3D], true).is_err());
        assert!(decode(&[0x00, 0x41, 0x00], true).is_err());
    }
}
