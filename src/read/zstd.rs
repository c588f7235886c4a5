//! Zstandard streams: frame after frame, as `zstd` writes them, with skippable frames between them.

use std::io::{self, BufRead, ErrorKind, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// All frames of a stream, decoded.
pub(super) struct Frames {
    state: State,
}

enum State {
    Between(Box<dyn BufRead + Send>),
    Inside(Box<StreamingDecoder<Box<dyn BufRead + Send>, FrameDecoder>>),
    Done,
}

impl Frames {
    pub(super) fn new(reader: Box<dyn BufRead + Send>) -> Self {
        Frames {
            state: State::Between(reader),
        }
    }
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            self.state = match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(0),
                State::Between(mut reader) => {
                    if reader.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    // The header is read from a copy of the reference, so that a skippable frame
                    // leaves the reader to us.
                    match next(reader)? {
                        Ok(decoder) => State::Inside(Box::new(decoder)),
                        Err(reader) => State::Between(reader),
                    }
                }
                State::Inside(mut decoder) => {
                    let n = decoder.read(buffer).map_err(damage)?;
                    if n > 0 {
                        self.state = State::Inside(decoder);
                        return Ok(n);
                    }
                    State::Between(decoder.into_inner())
                }
            };
        }
    }
}

type Decoder = StreamingDecoder<Box<dyn BufRead + Send>, FrameDecoder>;

/// The next frame, or the reader after a skippable one.
fn next(
    mut reader: Box<dyn BufRead + Send>,
) -> io::Result<Result<Decoder, Box<dyn BufRead + Send>>> {
    let head = reader.fill_buf()?;
    // Skippable frames: 0x184D2A50 to 0x184D2A5F, then their length.
    let skippable = head.len() >= 8 && head[0] & 0xF0 == 0x50 && head[1..4] == [0x2A, 0x4D, 0x18];
    if skippable {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        io::copy(
            &mut reader.by_ref().take(8 + u64::from(length)),
            &mut io::sink(),
        )?;
        return Ok(Err(reader));
    }
    StreamingDecoder::new(reader)
        .map(Ok)
        .map_err(|error| match error {
            FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { .. }) => {
                damage(io::Error::other("a skippable frame that is cut off"))
            }
            other => damage(io::Error::other(other.to_string())),
        })
}

fn damage(error: io::Error) -> io::Error {
    if super::meter::too_much(&error).is_some() {
        return error;
    }
    io::Error::new(ErrorKind::InvalidData, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    use std::io::Cursor;

    fn decoded(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        Frames::new(Box::new(Cursor::new(bytes)))
            .read_to_string(&mut text)
            .map(|_| text)
    }

    fn frame(text: &str) -> Vec<u8> {
        compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
    }

    #[test]
    fn frames_follow_each_other_and_skippable_ones_are_passed_over() {
        let skippable = [&[0x51, 0x2A, 0x4D, 0x18, 3, 0, 0, 0][..], b"xyz"].concat();
        let bytes = [frame("one, "), skippable, frame("two")].concat();
        assert_eq!(decoded(bytes).unwrap(), "one, two");
    }

    #[test]
    fn a_frame_that_is_cut_off_is_an_error() {
        let bytes = frame(&"some text, ".repeat(1000));
        assert!(decoded(bytes[..bytes.len() / 2].to_vec()).is_err());
    }
}
