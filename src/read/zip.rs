//! ZIP archives: their table of contents, and their entries as streams.
//!
//! The table stands at the end of the file, so the archive must be there as a whole: a file that can
//! be opened again for each entry, or, inside another archive, bytes in memory. Entries are read one
//! after another and never written. What is read of the format: APPNOTE.TXT 6.3, with ZIP64; stored and
//! deflated entries.
//!
//! DOCX, ODT and EPUB are ZIP archives too and go to `office`.

use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::vec;

use flate2::read::DeflateDecoder;

use crate::Warning;

use super::inside::{Container, Found, Inside};
use super::meter::Meter;
use super::source::{Hints, Source, is_hidden, one};
use super::{Items, charset, office, problem};

/// An archive inside another must not be larger, in bytes.
const LARGEST_INSIDE: usize = 256 << 20;
/// The table of contents must not be larger, in bytes.
const LARGEST_TABLE: u64 = 256 << 20;
/// Where the end record can begin, counted from the end: its 22 bytes and a comment.
const END: u64 = 22 + 0xFFFF;

/// The documents of all entries.
pub(super) fn items(mut source: Source) -> Items {
    let archive = match Archive::open(&mut source) {
        Ok(archive) => archive,
        Err(warning) => return one(Err(warning)),
    };
    if let Some(kind) = office::kind(&archive) {
        return office::items(&archive, kind, &source);
    }
    let entries = archive.entries.clone().into_iter();
    Box::new(Inside::new(Entries {
        archive,
        source,
        entries,
        read: 0,
    }))
}

/// An archive whose table of contents has been read.
pub(super) struct Archive {
    bytes: Bytes,
    pub(super) entries: Vec<Entry>,
    meter: Meter,
}

/// Where the archive is.
enum Bytes {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// An entry as the table has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// 0 is stored, 8 is deflated.
    method: u16,
    encrypted: bool,
    compressed: u64,
    /// Where its local header begins.
    offset: u64,
}

trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Archive {
    fn open(source: &mut Source) -> Result<Self, Warning> {
        let bytes = match source.path.take() {
            Some(path) => Bytes::File(path),
            None => Bytes::Memory(source.whole(LARGEST_INSIDE, "archive")?.into()),
        };
        let mut archive = Archive {
            bytes,
            entries: Vec::new(),
            meter: source.context.meter.clone(),
        };
        archive.entries = archive
            .reader()
            .and_then(|mut reader| table(&mut reader))
            .map_err(|error| {
                problem::skipped(&source.place, format!("damaged ZIP archive: {error}"))
            })?;
        Ok(archive)
    }

    fn reader(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(match &self.bytes {
            Bytes::File(path) => Box::new(File::open(path)?),
            Bytes::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    /// The entry of that name.
    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// The unpacked stream of an entry.
    pub(super) fn stream(&self, entry: &Entry) -> io::Result<Box<dyn Read + Send>> {
        if entry.encrypted {
            return Err(io::Error::other("the entry is encrypted"));
        }
        let mut reader = self.reader()?;
        reader.seek(SeekFrom::Start(entry.offset))?;
        let mut header = [0; 30];
        reader.read_exact(&mut header)?;
        if header[..4] != *b"PK\x03\x04" {
            return Err(damage("the entry is not where the table says"));
        }
        let skipped = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        reader.seek(SeekFrom::Start(entry.offset + 30 + skipped))?;
        let packed = self.meter.read(Box::new(reader.take(entry.compressed)));
        match entry.method {
            0 => Ok(self.meter.expanded(packed)),
            8 => Ok(self.meter.expanded(DeflateDecoder::new(packed))),
            9 => Err(io::Error::other(
                "compressed with deflate64, which is not read",
            )),
            method => Err(io::Error::other(format!(
                "compressed with method {method}, which is not read"
            ))),
        }
    }

    /// All bytes of an entry, at most `limit`.
    pub(super) fn whole(&self, entry: &Entry, limit: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.stream(entry)?
            .take(limit as u64 + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            return Err(io::Error::other(format!("{} is too long", entry.name)));
        }
        Ok(bytes)
    }
}

/// Reads the table of contents.
fn table(reader: &mut (impl Read + Seek)) -> io::Result<Vec<Entry>> {
    let length = reader.seek(SeekFrom::End(0))?;
    let tail_start = length.saturating_sub(END);
    let tail = stretch(reader, tail_start, length - tail_start)?;
    let at = tail
        .windows(4)
        .rposition(|window| window == b"PK\x05\x06")
        .filter(|&at| at + 22 <= tail.len())
        .ok_or_else(|| damage("it has no table of contents; it may be cut off"))?;
    let end = &tail[at..];
    let (mut count, mut size, mut start) = (
        u64::from(u16_at(end, 10)),
        u64::from(u32_at(end, 12)),
        u64::from(u32_at(end, 16)),
    );
    if (count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF)
        && let Some(locator) = at.checked_sub(20).map(|at| &tail[at..at + 20])
        && locator[..4] == *b"PK\x06\x07"
    {
        let end = stretch(reader, u64_at(locator, 8), 56)?;
        if end[..4] != *b"PK\x06\x06" {
            return Err(damage("its ZIP64 record is missing"));
        }
        (count, size, start) = (u64_at(&end, 32), u64_at(&end, 40), u64_at(&end, 48));
    }
    let whole = tail_start + at as u64;
    // Archives with something in front of them count from where they began.
    let shift = whole.saturating_sub(start.saturating_add(size));
    let shift = if stretch(reader, start, 4).is_ok_and(|mark| mark == b"PK\x01\x02") {
        0
    } else {
        shift
    };
    if size > LARGEST_TABLE || start.saturating_add(size) > length {
        return Err(damage("its table of contents is not where it says"));
    }
    let table = stretch(reader, start + shift, size)?;
    let mut entries = Vec::new();
    let mut rest = table.as_slice();
    while (entries.len() as u64) < count && rest.len() >= 46 && rest[..4] == *b"PK\x01\x02" {
        let (name, extra, comment) = (
            u16_at(rest, 28) as usize,
            u16_at(rest, 30) as usize,
            u16_at(rest, 32) as usize,
        );
        let Some(record) = rest.get(..46 + name + extra + comment) else {
            break;
        };
        entries.push(entry(record, name, extra, shift));
        rest = &rest[record.len()..];
    }
    Ok(entries)
}

fn entry(record: &[u8], name: usize, extra: usize, shift: u64) -> Entry {
    let flags = u16_at(record, 8);
    let mut compressed = u64::from(u32_at(record, 20));
    let size = u32_at(record, 24);
    let mut offset = u64::from(u32_at(record, 42));
    let mut extras = &record[46 + name..46 + name + extra];
    while extras.len() >= 4 {
        let (id, length) = (u16_at(extras, 0), u16_at(extras, 2) as usize);
        let Some(field) = extras.get(4..4 + length) else {
            break;
        };
        if id == 1 {
            // ZIP64: those of size, compressed size and offset that did not fit, in this order.
            let mut values = field.chunks_exact(8).map(|value| u64_at(value, 0));
            if size == u32::MAX {
                values.next();
            }
            if compressed == u64::from(u32::MAX) {
                compressed = values.next().unwrap_or(compressed);
            }
            if offset == u64::from(u32::MAX) {
                offset = values.next().unwrap_or(offset);
            }
        }
        extras = &extras[4 + length..];
    }
    Entry {
        name: charset::decode(record[46..46 + name].to_vec(), None).text,
        method: u16_at(record, 10),
        encrypted: flags & 1 != 0,
        compressed,
        offset: offset.saturating_add(shift),
    }
}

fn stretch(reader: &mut (impl Read + Seek), start: u64, length: u64) -> io::Result<Vec<u8>> {
    reader.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    reader.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        Ok(bytes)
    } else {
        Err(io::Error::from(ErrorKind::UnexpectedEof))
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

fn damage(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}

/// The documents of the entries, one entry at a time.
struct Entries {
    archive: Archive,
    source: Source,
    entries: vec::IntoIter<Entry>,
    /// How many entries were looked into.
    read: usize,
}

impl Container for Entries {
    fn source(&self) -> &Source {
        &self.source
    }

    fn step(&mut self) -> Option<Found> {
        let skipped = |place: &str, message| Found::Warning(problem::skipped(place, message));
        let Some(entry) = self.entries.next() else {
            let nothing = std::mem::replace(&mut self.read, 1) == 0;
            let message = "nothing to read in this archive".to_owned();
            return nothing.then(|| skipped(&self.source.place, message));
        };
        if entry.name.ends_with('/') || is_hidden(&entry.name) {
            return Some(Found::Nothing);
        }
        self.read += 1;
        let counted = self.source.context.meter.entry();
        Some(match counted.and_then(|()| self.archive.stream(&entry)) {
            Ok(stream) => Found::Items(self.source.inside(stream, &entry.name, Hints::default())),
            Err(error) => {
                let place = format!("{}/{}", self.source.place, entry.name);
                skipped(&place, format!("cannot be read: {error}"))
            }
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{folder, from_stream, read, read_file};
    use super::super::{Documents, ReadConfig};
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use std::io::{Cursor, Write};

    /// An archive with deflated entries. Every entry given by a number is that earlier one again:
    /// they overlap.
    pub(in crate::read) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut table = Vec::new();
        for (name, bytes) in entries {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(bytes).unwrap();
            let packed = encoder.finish().unwrap();
            let offset = out.len() as u32;
            let sizes = [packed.len() as u32, bytes.len() as u32];
            out.extend(b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0");
            out.extend(0u32.to_le_bytes());
            sizes.iter().for_each(|size| out.extend(size.to_le_bytes()));
            out.extend((name.len() as u16).to_le_bytes());
            out.extend([0, 0]);
            out.extend(name.as_bytes());
            out.extend(packed);
            table.extend(record(name, sizes, offset));
        }
        finish(out, &table, entries.len() as u16)
    }

    fn record(name: &str, sizes: [u32; 2], offset: u32) -> Vec<u8> {
        let mut out = b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
        sizes.iter().for_each(|size| out.extend(size.to_le_bytes()));
        out.extend((name.len() as u16).to_le_bytes());
        out.extend([0; 12]);
        out.extend(offset.to_le_bytes());
        out.extend(name.as_bytes());
        out
    }

    fn finish(mut out: Vec<u8>, table: &[u8], count: u16) -> Vec<u8> {
        let start = out.len() as u32;
        out.extend(table);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(count.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend((table.len() as u32).to_le_bytes());
        out.extend(start.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn entries_are_read_in_their_order_and_under_their_names() {
        let inner = zip(&[("d.txt", b"Deep.")]);
        let bytes = zip(&[
            ("b.jsonl", b"{\"text\": \"one\"}\n"),
            ("../../a.txt", b"Up."),
            (".hidden", b"no"),
            ("inner.zip", &inner),
        ]);
        let expected = [
            "f.zip/b.jsonl:1 = one",
            "f.zip/a.txt = Up.",
            "f.zip/inner.zip/d.txt = Deep.",
        ];
        assert_eq!(read_file("f.zip", &bytes), expected);
        // Standard input cannot be read twice.
        let stdin = from_stream(Box::new(Cursor::new(bytes)), &ReadConfig::default());
        assert_eq!(stdin[0], "stdin/b.jsonl:1 = one");
    }

    #[test]
    fn a_small_archive_of_gigabytes_costs_one_warning() {
        // Every entry of the table is the same megabyte of packed bytes, as in the bombs that overlap.
        let bomb = zip(&[("x", &vec![b'a'; 40 << 20])]);
        let name_and_header = 30 + 1;
        let packed = u32::from_le_bytes(bomb[18..22].try_into().unwrap());
        let mut table = Vec::new();
        for number in 0..1000 {
            table.extend(record(&format!("{number}.txt"), [packed, 40 << 20], 0));
        }
        let bomb = finish(
            bomb[..name_and_header + packed as usize].to_vec(),
            &table,
            1000,
        );
        assert!(bomb.len() < 150_000);
        let dir = folder(&[("a.zip", &bomb), ("b.txt", b"Good.")]);
        let documents = Documents::new(&[dir.path().to_owned()], &ReadConfig::default()).unwrap();
        let found: Vec<_> = documents
            .map(|item| item.map(|document| document.id))
            .collect();
        let warnings: Vec<_> = found
            .iter()
            .filter_map(|item| item.as_ref().err())
            .collect();
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].message.contains("expands to more than") && warnings[0].skipped);
        assert_eq!(found.last().unwrap().as_deref().ok(), Some("b.txt"));
    }

    #[test]
    fn archives_inside_archives_end_somewhere() {
        let mut bytes = b"Text.".to_vec();
        for _ in 0..8 {
            bytes = zip(&[("x", &bytes)]);
        }
        let found = read_file("f", &bytes);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("more than 5 deep"), "{found:?}");
    }

    #[test]
    fn a_cut_archive_is_named_and_the_others_are_read() {
        let bytes = zip(&[("a", b"Text.")]);
        let dir = folder(&[("a.zip", &bytes[..bytes.len() - 30]), ("b.txt", b"Good.")]);
        let found = read(&[dir.path().to_owned()], &ReadConfig::default());
        assert!(
            found[0].starts_with("! ") && found[0].contains("cut off"),
            "{found:?}"
        );
        assert_eq!(found[1], "b.txt = Good.");
    }
}
