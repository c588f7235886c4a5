//! Tape archives: entries one after another, read as the stream goes by.
//!
//! Read are the forms of POSIX (`ustar`), with the long names of GNU tar and of `pax` headers. Only
//! regular files count; links and devices are passed over. Nothing is ever unpacked to a place: names
//! are labels.

use std::io::{self, BufRead, ErrorKind, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::inside::{Container, Found, Inside};
use super::source::{Hints, Source, is_hidden};
use super::{Items, charset, problem};

const BLOCK: usize = 512;
/// Longest name, in bytes.
const LONGEST_NAME: u64 = 64 << 10;

/// The documents of all entries.
pub(super) fn items(mut source: Source) -> Items {
    let stream = Stream {
        reader: source.take_reader(),
        left: 0,
        padding: 0,
    };
    Box::new(Inside::new(Entries {
        stream: Some(Arc::new(Mutex::new(stream))),
        source,
        read: 0,
    }))
}

/// The archive's stream, which entries borrow one after another.
struct Stream {
    reader: Box<dyn BufRead + Send>,
    /// Bytes of the current entry that were not read.
    left: u64,
    /// Bytes behind the entry, up to a whole block.
    padding: u64,
}

impl Stream {
    /// Passes over what is left of the entry.
    fn finish_entry(&mut self) -> io::Result<()> {
        let rest = self.left + self.padding;
        let n = io::copy(&mut self.reader.by_ref().take(rest), &mut io::sink())?;
        if n < self.left {
            return Err(io::Error::from(ErrorKind::UnexpectedEof));
        }
        (self.left, self.padding) = (0, 0);
        Ok(())
    }

    /// Goes to the next regular file; its name.
    fn next(&mut self) -> io::Result<Option<String>> {
        let mut long_name = None;
        loop {
            self.finish_entry()?;
            let mut header = [0; BLOCK];
            let n = read_up_to(&mut self.reader, &mut header)?;
            if n == 0 || header.iter().all(|&byte| byte == 0) {
                return Ok(None);
            }
            if n < BLOCK {
                return Err(io::Error::from(ErrorKind::UnexpectedEof));
            }
            let bad = || io::Error::new(ErrorKind::InvalidData, "a header that is none");
            is_header(&header).then_some(()).ok_or_else(bad)?;
            self.left = number(&header[124..136]).ok_or_else(bad)?;
            self.padding = self.left.next_multiple_of(BLOCK as u64) - self.left;
            match header[156] {
                b'L' => long_name = Some(self.text()?.trim_end_matches('\0').to_owned()),
                b'x' => long_name = pax_path(&self.text()?).or(long_name),
                0 | b'0' | b'7' => return Ok(Some(long_name.unwrap_or_else(|| name(&header)))),
                b'g' | b'K' => {}
                // Of links and devices there is nothing to read.
                _ => long_name = None,
            }
        }
    }

    /// The current entry as text.
    fn text(&mut self) -> io::Result<String> {
        if self.left > LONGEST_NAME {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                "a name that is too long",
            ));
        }
        let mut bytes = Vec::new();
        self.reader
            .by_ref()
            .take(self.left)
            .read_to_end(&mut bytes)?;
        self.left -= bytes.len() as u64;
        Ok(charset::decode(bytes, None).text)
    }
}

fn read_up_to(reader: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match reader.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Whether the checksum is right: the sum of all bytes, with its own taken for spaces.
fn is_header(header: &[u8; BLOCK]) -> bool {
    let own = 148..156;
    let sum = header
        .iter()
        .enumerate()
        .map(|(at, &byte)| u64::from(if own.contains(&at) { b' ' } else { byte }));
    number(&header[own.clone()]) == Some(sum.sum())
}

/// An octal number, or a binary one if its first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if let [first, rest @ ..] = field
        && first & 0x80 != 0
    {
        let mut value = u64::from(first & 0x7f);
        for &byte in rest {
            value = value.checked_mul(256)? | u64::from(byte);
        }
        return (value < 1 << 62).then_some(value);
    }
    let digits = std::str::from_utf8(field).ok()?;
    let digits = digits.trim_matches([' ', '\0']);
    if digits.is_empty() {
        Some(0)
    } else {
        u64::from_str_radix(digits, 8).ok().filter(|&n| n < 1 << 62)
    }
}

fn name(header: &[u8; BLOCK]) -> String {
    let field = |bytes: &[u8]| {
        let end = bytes
            .iter()
            .position(|&byte| byte == 0)
            .unwrap_or(bytes.len());
        charset::decode(bytes[..end].to_vec(), None).text
    };
    let (name, prefix) = (field(&header[..100]), field(&header[345..500]));
    let is_posix = header[257..263] == *b"ustar\0";
    if is_posix && !prefix.is_empty() {
        format!("{prefix}/{name}")
    } else {
        name
    }
}

/// The path in a `pax` header: lines such as `24 path=some/long/name`.
fn pax_path(text: &str) -> Option<String> {
    let mut paths = text.lines().filter_map(|line| line.split_once(" path="));
    paths.next_back().map(|(_, path)| path.to_owned())
}

/// The current entry, as a stream of its own.
struct Entry(Arc<Mutex<Stream>>);

impl Read for Entry {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // All is on one thread; the lock only makes the stream movable.
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = usize::try_from(stream.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let n = stream.reader.read(&mut buffer[..most])?;
        if n == 0 {
            return Err(io::Error::from(ErrorKind::UnexpectedEof));
        }
        stream.left -= n as u64;
        Ok(n)
    }
}

struct Entries {
    /// Nothing after the end or an error.
    stream: Option<Arc<Mutex<Stream>>>,
    source: Source,
    read: usize,
}

impl Container for Entries {
    fn source(&self) -> &Source {
        &self.source
    }

    fn step(&mut self) -> Option<Found> {
        let stream = Arc::clone(self.stream.as_ref()?);
        let entry = stream.lock().unwrap_or_else(PoisonError::into_inner).next();
        let counted = entry.and_then(|name| self.source.context.meter.entry().map(|()| name));
        let message = match counted {
            Ok(Some(name)) if is_hidden(&name) => return Some(Found::Nothing),
            Ok(Some(name)) => {
                self.read += 1;
                let entry = Box::new(Entry(stream));
                let items = self.source.inside(entry, &name, Hints::default());
                return Some(Found::Items(items));
            }
            Ok(None) if self.read > 0 => None,
            Ok(None) => Some("nothing to read in this archive".to_owned()),
            Err(error) => Some(format!(
                "tar archive is damaged or cut off ({error}); what comes after its first {} files is left out",
                self.read
            )),
        };
        self.stream = None;
        message.map(|message| Found::Warning(problem::skipped(&self.source.place, message)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{gzip, read_file};
    use super::number;

    /// An archive of files; a name that ends with `@` is a link.
    fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        for (name, bytes) in entries {
            let mut header = [0u8; 512];
            let short = &name.as_bytes()[..name.len().min(100)];
            header[..short.len()].copy_from_slice(short);
            header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
            header[156] = match *name {
                "@LongLink" => b'L',
                name if name.ends_with('@') => b'2',
                _ => b'0',
            };
            header[257..263].copy_from_slice(b"ustar\0");
            header[148..156].fill(b' ');
            let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            out.extend(header);
            out.extend(*bytes);
            out.resize(out.len().next_multiple_of(512), 0);
        }
        out.extend([0; 1024]);
        out
    }

    #[test]
    fn names_that_lead_out_of_the_archive_are_labels_and_links_are_passed_over() {
        let long = format!("{}.txt", "n".repeat(120));
        let bytes = tar(&[
            ("../../etc/passwd", b"Up."),
            ("/root/x", b"Root."),
            ("link@", b""),
            ("@LongLink", format!("{long}\0").as_bytes()),
            ("short", b"{\"text\": \"long\"}"),
        ]);
        let expected = [
            "f.tar/etc/passwd = Up.".to_owned(),
            "f.tar/root/x = Root.".to_owned(),
            format!("f.tar/{long}:1 = long"),
        ];
        assert_eq!(read_file("f.tar", &bytes), expected);
        assert_eq!(read_file("f.tgz", &gzip(&bytes)).len(), 3);
    }

    #[test]
    fn what_stands_before_the_damage_counts() {
        let bytes = tar(&[("a", b"One."), ("b", &[b'x'; 2000])]);
        let found = read_file("f", &bytes[..1800]);
        assert_eq!(found[0], "f/a = One.");
        assert!(found[1].starts_with("! f/b"), "{found:?}");
        assert!(found.len() <= 3);
    }

    #[test]
    fn numbers_are_octal_or_binary_whatever_the_width_of_their_field() {
        assert_eq!(number(b"0000644\0"), Some(0o644));
        assert_eq!(number(b"\x80\0\0\0\0\0\x01\x02"), Some(0x102));
        assert_eq!(number(b"\x80\0\0\0\0\0\0\0\0\0\x01\x02"), Some(0x102));
        assert_eq!(number(&[0xff; 8]), None, "it is negative");
        assert_eq!(number(&[0xff; 12]), None);
        assert_eq!(number(b"9"), None);
    }
}
