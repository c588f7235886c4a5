//! What a stream holds, told by its first bytes and never by its name.
//!
//! Compression and character set are undone here, so that the readers of the formats see UTF-8 (or
//! what claims to be). A new format is one more [`Form`] and one more reader.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;

use super::decode::Utf16;

/// How much of a stream is looked at before anything is decided.
const HEAD: usize = 16 << 10;

/// What the readers are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One JSON object a line.
    JsonLines,
    /// An array of JSON objects, or objects that are printed over several lines.
    JsonValues,
    /// Anything else that is text.
    Text,
}

/// A stream with what is known of it.
pub(super) struct Opened {
    pub(super) form: Form,
    pub(super) reader: Box<dyn BufRead + Send>,
    /// Whether it comes out of gzip, so that a damaged stream is called by its name.
    pub(super) gzip: bool,
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
    Failed { error: io::Error, gzip: bool },
}

/// First bytes of formats that are not text, or not text to be read as it stands.
const MAGIC: [(&[u8], &str); 15] = [
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP, or a document format made of it"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x89PNG", "PNG"),
    (b"\xFF\xD8\xFF", "JPEG"),
    (b"GIF89a", "GIF"),
    (b"ID3\x03", "MP3"),
    (b"ID3\x04", "MP3"),
    (b"BZh9", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"\x7FELF", "ELF"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"{\\rtf", "RTF"),
];

/// Looks into a stream and undoes compression and UTF-16.
pub(super) fn open(reader: Box<dyn Read + Send>) -> Result<Opened, Refusal> {
    let mut gzip = false;
    let (mut head, mut reader) = peek(reader, gzip)?;
    if is_gzip(&head) {
        gzip = true;
        (head, reader) = peek(Box::new(MultiGzDecoder::new(reader)), gzip)?;
        if is_gzip(&head) {
            return Err(Refusal::Binary(Some("gzip inside gzip")));
        }
    }
    let mut dropped = 0;
    if let Some((mark, big_endian)) = utf16_mark(&head) {
        skip(&mut reader, mark)?;
        (head, reader) = peek(Box::new(Utf16::new(reader, big_endian)), gzip)?;
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
    if head.contains(&0) {
        let is_tar = head.get(257..262) == Some(b"ustar");
        return Err(Refusal::Binary(is_tar.then_some("tar")));
    }
    Ok(Opened {
        form: form(&head),
        reader,
        gzip,
        dropped,
    })
}

type Peeked = (Vec<u8>, Box<dyn BufRead + Send>);

/// The first bytes, and the stream from its beginning. A failure after some bytes is kept for later:
/// what stands before it counts.
fn peek(mut reader: Box<dyn Read + Send>, gzip: bool) -> Result<Peeked, Refusal> {
    let mut head = Vec::new();
    match reader.by_ref().take(HEAD as u64).read_to_end(&mut head) {
        Ok(_) => {
            let whole = Cursor::new(head.clone()).chain(reader);
            Ok((head, Box::new(BufReader::with_capacity(HEAD, whole))))
        }
        Err(error) if head.is_empty() => Err(Refusal::Failed { error, gzip }),
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
    read.map_err(|error| Refusal::Failed { error, gzip: false })
}

/// A stream that fails where another one failed.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1F, 0x8B, 8])
}

/// Length of the mark and whether the high byte comes first.
fn utf16_mark(head: &[u8]) -> Option<(usize, bool)> {
    match head {
        [0xFE, 0xFF, ..] => Some((2, true)),
        [0xFF, 0xFE, ..] => Some((2, false)),
        _ => None,
    }
}

/// Tells JSON from text. A brace or bracket alone would take text that happens to begin with one, so
/// a key with its colon must follow (or an empty object).
fn form(head: &[u8]) -> Form {
    let head = head.trim_ascii_start();
    if let Some(rest) = head.strip_prefix(b"[") {
        return match rest.trim_ascii_start().strip_prefix(b"{") {
            Some(object) if begins_object(object) => Form::JsonValues,
            _ => Form::Text,
        };
    }
    match head.strip_prefix(b"{") {
        Some(object) if begins_object(object) => {
            let indent = &object[..object.len() - object.trim_ascii_start().len()];
            if indent.contains(&b'\n') {
                Form::JsonValues
            } else {
                Form::JsonLines
            }
        }
        _ => Form::Text,
    }
}

/// Whether what follows an opening brace is a key and a colon, or the closing brace.
fn begins_object(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    if let Some(after) = rest.strip_prefix(b"}") {
        let after = after.trim_ascii_start();
        return after.is_empty() || after.starts_with(b"{");
    }
    let Some(key) = rest.strip_prefix(b"\"") else {
        return false;
    };
    let mut escaped = false;
    for (at, &byte) in key.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return key[at + 1..].trim_ascii_start().starts_with(b":"),
            b'\n' => return false,
            _ => {}
        }
    }
    false
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
        let mut opened = open(Box::new(Cursor::new(bytes.to_vec())))?;
        let mut text = String::new();
        opened.reader.read_to_string(&mut text).unwrap();
        Ok((opened.form, text))
    }

    #[test]
    fn forms_are_told_by_their_first_bytes() {
        for (text, expected) in [
            ("{\"a\": 1}\n{\"a\": 2}", Form::JsonLines),
            ("\n {\"broken", Form::Text),
            ("{\"a\": broken", Form::JsonLines),
            ("{}\n", Form::JsonLines),
            ("{\n  \"a\": 1\n}", Form::JsonValues),
            ("[{\"a\": 1}]", Form::JsonValues),
            ("[\n {\n\"a\": 1}]", Form::JsonValues),
            ("[1] See the report.", Form::Text),
            ("[{note}] He said", Form::Text),
            ("{\"Quoted,\" he said}", Form::Text),
            ("{} is a pair of braces", Form::Text),
            ("Plain text.", Form::Text),
        ] {
            assert_eq!(opened(text.as_bytes()).unwrap().0, expected, "{text}");
        }
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
            (b"%PDF-1.7\n".as_slice(), Some("PDF")),
            (b"\x89PNG\r\n\x1A\n", Some("PNG")),
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
