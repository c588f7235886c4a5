//! What a stream holds, told by its first bytes and never by its name.
//!
//! Compression and UTF-16 are undone here, so that the readers of the formats see plain bytes. A new
//! format is one more [`Form`] and one more reader.

mod form;

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

use super::charset;
use super::decode::Utf16;
use super::meter::Meter;
use super::record::Fields;
pub(super) use form::Form;

/// How much of a stream is looked at before anything is decided.
const HEAD: usize = 16 << 10;

/// A stream with what is known of it.
pub(super) struct Opened {
    pub(super) form: Form,
    pub(super) reader: Box<dyn BufRead + Send>,
    /// What it is compressed with, so that a damaged stream is called by its name.
    pub(super) wrap: Option<&'static str>,
    /// Bytes of a byte order mark that were dropped, for stating offsets.
    pub(super) dropped: usize,
}

/// Why a stream is not read.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Nothing, or nothing but white space.
    Empty,
    /// Not text; the format, where it is known.
    Binary(Option<&'static str>),
    /// It could not be read at all.
    Failed {
        error: io::Error,
        wrap: Option<&'static str>,
    },
}

/// First bytes of formats that are not text, or not text to be read as it stands.
const MAGIC: [(&[u8], &str); 16] = [
    (b"\x89PNG", "PNG"),
    (b"\xFF\xD8\xFF", "JPEG"),
    (b"GIF89a", "GIF"),
    (b"GIF87a", "GIF"),
    (b"ID3\x03", "MP3"),
    (b"ID3\x04", "MP3"),
    (b"OggS", "Ogg"),
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"Rar!\x1A\x07", "RAR"),
    (b"\x7FELF", "ELF"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"{\\rtf", "RTF"),
];

/// Looks into a stream and undoes compression and UTF-16.
pub(super) fn open(
    reader: Box<dyn Read + Send>,
    fields: &Fields,
    meter: &Meter,
) -> Result<Opened, Refusal> {
    let mut wrap = None;
    let (mut head, mut reader) = peek(reader, wrap)?;
    if let Some(name) = compression(&head) {
        wrap = Some(name);
        let unpacked = unpack(name, reader).ok_or(Refusal::Binary(wrap))?;
        (head, reader) = peek(meter.expanded(unpacked), wrap)?;
        if compression(&head).is_some() {
            return Err(Refusal::Binary(Some("compressed twice")));
        }
    }
    let mut dropped = 0;
    if let Some((mark, big_endian)) = utf16_mark(&head) {
        skip(&mut reader, mark)?;
        (head, reader) = peek(Box::new(Utf16::new(reader, big_endian)), wrap)?;
    } else if head.starts_with(b"\xEF\xBB\xBF") {
        dropped = 3;
        skip(&mut reader, dropped)?;
        head.drain(..dropped);
    }
    if head.is_empty() || (head.len() < HEAD - 3 && head.trim_ascii().is_empty()) {
        return Err(Refusal::Empty);
    }
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(Refusal::Binary(Some(name)));
    }
    let form = form::tell(&head, fields);
    if !form.is_binary() && (head.contains(&0) || !charset::is_like_text(&head)) {
        return Err(Refusal::Binary(None));
    }
    Ok(Opened {
        form,
        reader,
        wrap,
        dropped,
    })
}

type Peeked = (Vec<u8>, Box<dyn BufRead + Send>);

/// The first bytes, and the stream from its beginning. A failure after some bytes is kept for later:
/// what stands before it counts.
fn peek(mut reader: Box<dyn Read + Send>, wrap: Option<&'static str>) -> Result<Peeked, Refusal> {
    let mut head = Vec::new();
    match reader.by_ref().take(HEAD as u64).read_to_end(&mut head) {
        Ok(_) => {
            let whole = Cursor::new(head.clone()).chain(reader);
            Ok((head, Box::new(BufReader::with_capacity(HEAD, whole))))
        }
        Err(error) if head.is_empty() => Err(Refusal::Failed { error, wrap }),
        Err(error) => {
            let whole = Cursor::new(head.clone()).chain(Failing(Some(error)));
            Ok((head, Box::new(BufReader::with_capacity(HEAD, whole))))
        }
    }
}

/// Drops bytes that were seen in the head, and so are there.
fn skip(reader: &mut impl Read, n: usize) -> Result<(), Refusal> {
    let mut mark = [0; 3];
    let read = reader.read_exact(&mut mark[..n]);
    read.map_err(|error| Refusal::Failed { error, wrap: None })
}

/// A stream that fails where another one failed.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn compression(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(&[0x1F, 0x8B, 8]) {
        Some("gzip")
    } else if head.starts_with(b"\x28\xB5\x2F\xFD") {
        Some("zstd")
    } else {
        None
    }
}

/// The stream unpacked, if this build can.
fn unpack(name: &str, reader: Box<dyn BufRead + Send>) -> Option<Box<dyn Read + Send>> {
    match name {
        "gzip" => Some(Box::new(MultiGzDecoder::new(reader))),
        #[cfg(feature = "formats")]
        "zstd" => Some(Box::new(super::zstd::Frames::new(reader))),
        _ => None,
    }
}

/// Length of the mark and whether the high byte comes first.
fn utf16_mark(head: &[u8]) -> Option<(usize, bool)> {
    match head {
        [0xFE, 0xFF, ..] => Some((2, true)),
        [0xFF, 0xFE, ..] => Some((2, false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn opened(bytes: &[u8]) -> Result<(Form, String), Refusal> {
        let mut opened = open(
            Box::new(Cursor::new(bytes.to_vec())),
            &Fields::default(),
            &Meter::default(),
        )?;
        let mut text = String::new();
        opened.reader.read_to_string(&mut text).unwrap();
        Ok((opened.form, text))
    }

    #[test]
    fn gzip_of_several_members_is_one_stream() {
        let mut bytes = gzip(b"{\"a\": 1}\n");
        bytes.extend(gzip(b"{\"a\": 2}\n"));
        assert_eq!(
            opened(&bytes).unwrap(),
            (Form::JsonLines, "{\"a\": 1}\n{\"a\": 2}\n".to_owned())
        );
    }

    #[test]
    fn byte_order_marks_are_dropped_and_utf_16_is_decoded() {
        assert_eq!(opened("\u{FEFF}Text".as_bytes()).unwrap().1, "Text");
        let wide: Vec<u8> = "\u{FEFF}Tëxt"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(opened(&wide).unwrap().1, "Tëxt");
        assert_eq!(opened(&gzip(&wide)).unwrap().1, "Tëxt");
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_name() {
        for (bytes, name) in [
            (b"\x89PNG\r\n\x1A\n".as_slice(), Some("PNG")),
            (b"\x01\x02\x03\x04 some", None),
            (b"some\0thing", None),
        ] {
            match opened(bytes) {
                Err(Refusal::Binary(found)) => assert_eq!(found, name),
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(
            opened(&gzip(&gzip(b"x"))),
            Err(Refusal::Binary(Some(_)))
        ));
        for nothing in [b"".as_slice(), b" \n\t\n", b"\xEF\xBB\xBF", &gzip(b"")] {
            assert!(matches!(opened(nothing), Err(Refusal::Empty)));
        }
    }
}
