//! Web archives (WARC) and the text of them (WET): records one after another, as the stream goes by.
//!
//! Read are the records that hold what a server sent (`response`, `resource`) or text made of it
//! (`conversion`), if they say that it is text, a page, a feed or a document; requests, images, scripts
//! and redirects are passed over. ISO 28500:2017. The day on which a page was crawled is not the day on
//! which it was published, and is not taken for it.
//!
//! A record says how long it is. If that is wrong, the next record is not where it should be, and is
//! looked for: at the next line that can only begin one.

use std::io::{self, BufRead, Cursor, Read};

use flate2::read::{GzDecoder, ZlibDecoder};

use super::inside::{Container, Found, Inside};
use super::source::{Hints, Source};
use super::{Items, problem};

/// Longest body that is kept, in bytes.
const LONGEST_BODY: usize = 64 << 20;
/// Longest line of a header, and most of them.
const LONGEST_LINE: usize = 64 << 10;
const MOST_LINES: usize = 1000;

/// The documents of all records.
pub(super) fn items(mut source: Source) -> Items {
    let stream = Stream {
        back: Cursor::new(Vec::new()),
        reader: source.take_reader(),
    };
    Box::new(Inside::new(Records {
        stream: Some(stream),
        source,
        number: 0,
        read: 0,
    }))
}

/// The stream with bytes that were put back.
struct Stream {
    back: Cursor<Vec<u8>>,
    reader: Box<dyn BufRead + Send>,
}

impl Stream {
    /// The next line with its break, at most [`LONGEST_LINE`] bytes of it; empty at the end.
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.back
            .by_ref()
            .take(LONGEST_LINE as u64)
            .read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            let left = (LONGEST_LINE - line.len().min(LONGEST_LINE)) as u64;
            self.reader
                .by_ref()
                .take(left)
                .read_until(b'\n', &mut line)?;
        }
        Ok(line)
    }

    /// The next bytes, as many as there are.
    fn take(&mut self, n: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.back.by_ref().take(n).read_to_end(&mut bytes)?;
        self.reader
            .by_ref()
            .take(n - bytes.len() as u64)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Passes over bytes; how many there were.
    fn skip(&mut self, n: u64) -> io::Result<u64> {
        let back = io::copy(&mut self.back.by_ref().take(n), &mut io::sink())?;
        Ok(back + io::copy(&mut self.reader.by_ref().take(n - back), &mut io::sink())?)
    }

    fn put_back(&mut self, mut bytes: Vec<u8>) {
        let at = usize::try_from(self.back.position()).unwrap_or(usize::MAX);
        bytes.extend_from_slice(self.back.get_ref().get(at..).unwrap_or_default());
        self.back = Cursor::new(bytes);
    }
}

/// What a record says of itself.
#[derive(Default)]
struct Head {
    kind: String,
    url: Option<String>,
    content_type: String,
    length: u64,
}

impl Head {
    /// Reads the lines after the one with the version.
    fn read(stream: &mut Stream) -> io::Result<Option<Head>> {
        let mut head = Head::default();
        let mut has_length = false;
        for _ in 0..MOST_LINES {
            let line = stream.line()?;
            let line = String::from_utf8_lossy(&line);
            if line.trim().is_empty() {
                return Ok(has_length.then_some(head));
            }
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "warc-target-uri" => {
                    head.url = Some(value.trim_matches(['<', '>']).to_owned());
                }
                "content-type" => head.content_type = value.to_ascii_lowercase(),
                "content-length" => match value.parse() {
                    Ok(length) => (head.length, has_length) = (length, true),
                    Err(_) => return Ok(None),
                },
                _ => {}
            }
        }
        Ok(None)
    }
}

struct Records {
    /// Nothing after the end or an error.
    stream: Option<Stream>,
    source: Source,
    number: usize,
    /// How many records held something to read.
    read: usize,
}

impl Container for Records {
    fn source(&self) -> &Source {
        &self.source
    }

    fn step(&mut self) -> Option<Found> {
        let mut stream = self.stream.take()?;
        match self.next(&mut stream) {
            Ok(None) => {
                let nothing = self.read == 0;
                let message = "no record with a page or text in this archive";
                nothing.then(|| Found::Warning(problem::skipped(&self.source.place, message)))
            }
            Ok(Some(found)) => {
                self.stream = Some(stream);
                self.read += usize::from(!matches!(found, Found::Nothing));
                Some(found)
            }
            Err(error) => {
                let place = self.place();
                let wrap = self.source.opened.wrap;
                let mut warning = problem::broken_off(&place, &error, wrap, 0);
                warning.message += " after the records before it";
                Some(Found::Warning(warning))
            }
        }
    }
}

impl Records {
    fn place(&self) -> String {
        format!("{}:record {}", self.source.place, self.number)
    }

    /// Reads the next record; `None` at the end.
    fn next(&mut self, stream: &mut Stream) -> io::Result<Option<Found>> {
        loop {
            let line = stream.line()?;
            if line.is_empty() {
                return Ok(None);
            }
            if !line.trim_ascii().is_empty() {
                return self.record(&line, stream).map(Some);
            }
        }
    }

    /// Reads the record that begins with this line.
    fn record(&mut self, first: &[u8], stream: &mut Stream) -> io::Result<Found> {
        self.number += 1;
        if !first.starts_with(b"WARC/") {
            return self.lost(
                stream,
                "no record begins where the one before it says that it ends",
            );
        }
        let Some(head) = Head::read(stream)? else {
            return self.lost(stream, "a record that does not say how long it is");
        };
        let is_wanted = match head.kind.as_str() {
            "response" | "resource" | "conversion" => true,
            "" => head.content_type.contains("response"),
            _ => false,
        };
        if !is_wanted || head.length > LONGEST_BODY as u64 {
            let n = stream.skip(head.length)?;
            if n < head.length {
                return Ok(self.short(head.length, n));
            }
            return Ok(if is_wanted {
                Found::Warning(problem::too_long(&self.place(), "record", LONGEST_BODY))
            } else {
                Found::Nothing
            });
        }
        let mut body = stream.take(head.length)?;
        if (body.len() as u64) < head.length {
            // The records that the wrong length swallowed.
            let n = body.len() as u64;
            if let Some(at) = begin(&body) {
                stream.put_back(body.split_off(at));
            }
            return Ok(self.short(head.length, n));
        }
        // Between records stand two line breaks; another record inside the body was swallowed.
        if let Some(at) = begin(&body) {
            let rest = body.split_off(at);
            let follows = stream.line()?;
            let ends_well = follows.trim_ascii().is_empty();
            stream.put_back(follows);
            if !ends_well {
                stream.put_back(rest);
                let message = "the record says that it is longer than it is; it is left out";
                return Ok(Found::Warning(problem::skipped(&self.place(), message)));
            }
            body.extend(rest);
        }
        Ok(self.content(&head, body))
    }

    fn short(&self, says: u64, has: u64) -> Found {
        let message = format!(
            "the record says that it has {says} bytes, but the file ends after {has} of them"
        );
        Found::Warning(problem::skipped(&self.place(), message))
    }

    /// Looks for the next record.
    fn lost(&self, stream: &mut Stream, message: &str) -> io::Result<Found> {
        loop {
            let line = stream.line()?;
            if line.is_empty() {
                break;
            }
            if line.starts_with(b"WARC/1.") {
                stream.put_back(line);
                break;
            }
        }
        Ok(Found::Warning(problem::skipped(
            &self.place(),
            format!("{message}; some of the archive is left out"),
        )))
    }

    /// What a record holds, if it is something to read.
    fn content(&self, head: &Head, body: Vec<u8>) -> Found {
        let is_http =
            head.kind != "conversion" && head.content_type.starts_with("application/http");
        let mut content_type = head.content_type.clone();
        let body = if is_http {
            let Some(answer) = Answer::read(&body) else {
                return Found::Nothing;
            };
            content_type = answer.content_type;
            answer.body
        } else {
            body
        };
        if !is_document(&content_type) || body.trim_ascii().is_empty() {
            return Found::Nothing;
        }
        let charset = content_type.split("charset=").nth(1);
        let charset = charset.map(|label| {
            label
                .trim_matches(['"', '\'', ' '])
                .split(';')
                .next()
                .unwrap_or_default()
                .to_owned()
        });
        let hints = Hints {
            url: head.url.clone(),
            charset,
        };
        let items = self.source.inside(
            Box::new(Cursor::new(body)),
            &self.number.to_string(),
            hints.clone(),
        );
        // What is in the archive without an address of its own has that of its record.
        Found::Items(Box::new(items.map(move |item| {
            item.map(|mut document| {
                let provenance = &mut document.provenance;
                if provenance.url.is_none() {
                    provenance.url.clone_from(&hints.url);
                    provenance.domain = hints.url.as_deref().and_then(super::record::domain_of);
                }
                document
            })
        })))
    }
}

/// Where the first record inside some bytes begins.
fn begin(bytes: &[u8]) -> Option<usize> {
    let mark = b"\nWARC/1.";
    let mut from = 0;
    while let Some(at) = bytes[from..]
        .windows(mark.len())
        .position(|window| window == mark)
    {
        let line = from + at + 1;
        let next = bytes[line..]
            .iter()
            .position(|&byte| byte == b'\n')
            .map(|end| line + end + 1);
        let head = next.and_then(|next| bytes.get(next..next + 5));
        if head.is_some_and(|head| head.eq_ignore_ascii_case(b"WARC-")) {
            return Some(line);
        }
        from = line;
    }
    None
}

/// Whether it may be something to read.
fn is_document(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    let named = [
        "html",
        "plain",
        "xml",
        "pdf",
        "json",
        "markdown",
        "msword",
        "officedocument",
        "opendocument",
        "epub",
        "csv",
        "rfc822",
    ];
    let not = ["css", "javascript", "svg", "manifest"];
    kind.is_empty()
        || kind == "application/octet-stream"
        || named.iter().any(|word| kind.contains(word))
            && !not.iter().any(|word| kind.contains(word))
}

/// A server's answer.
struct Answer {
    content_type: String,
    body: Vec<u8>,
}

impl Answer {
    /// Reads a good answer; redirects and errors are nothing to read.
    fn read(bytes: &[u8]) -> Option<Answer> {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .map(|at| (at, at + 4));
        let end = end.or_else(|| {
            bytes
                .windows(2)
                .position(|two| two == b"\n\n")
                .map(|at| (at, at + 2))
        });
        let (head, body) = (&bytes[..end?.0], &bytes[end?.1..]);
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let status = lines.next()?.split_whitespace().nth(1)?;
        status.starts_with('2').then_some(())?;
        let (mut content_type, mut chunked, mut coding) = (String::new(), false, String::new());
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim().to_ascii_lowercase();
            match name.trim().to_ascii_lowercase().as_str() {
                "content-type" => content_type = value,
                "transfer-encoding" => chunked = value.contains("chunked"),
                "content-encoding" => coding = value,
                _ => {}
            }
        }
        let body = if chunked {
            unchunked(body).unwrap_or_else(|| body.to_vec())
        } else {
            body.to_vec()
        };
        let limit = LONGEST_BODY as u64;
        let mut plain = Vec::new();
        // Some archives keep the header of what they have unpacked.
        let unpacked = match coding.as_str() {
            "gzip" | "x-gzip" => GzDecoder::new(&body[..])
                .take(limit)
                .read_to_end(&mut plain)
                .is_ok(),
            "deflate" => ZlibDecoder::new(&body[..])
                .take(limit)
                .read_to_end(&mut plain)
                .is_ok(),
            _ => false,
        };
        Some(Answer {
            content_type,
            body: if unpacked { plain } else { body },
        })
    }
}

/// A body without the lengths of its chunks; `None` if it has none, though it says so.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = body.iter().position(|&byte| byte == b'\n')?;
        let line = std::str::from_utf8(&body[..end]).ok()?;
        let length = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        body = &body[end + 1..];
        if length == 0 {
            return Some(out);
        }
        out.extend_from_slice(&body[..length.min(body.len())]);
        body = body.get(length..).unwrap_or_default();
        let end = body
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(body.len(), |at| at + 1);
        body = &body[end..];
        if body.is_empty() {
            return Some(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{gzip, read_file};

    fn record(kind: &str, content_type: &str, body: &str, length: usize) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://e.org/2019/06/10/a\r\n\
             Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
    }

    fn conversion(text: &str) -> String {
        record("conversion", "text/plain", text, text.len())
    }

    #[test]
    fn pages_and_texts_are_read_and_all_else_is_passed_over() {
        let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\n\
                    Transfer-Encoding: chunked\r\n\r\n14\r\n<html><h1>A</h1><p>B\r\n7\r\nC</html\r\n0\r\n\r\n";
        let image = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\u{1}\u{2}";
        let gone = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Gone";
        let http = "application/http; msgtype=response";
        let parts = [
            record("warcinfo", "application/warc-fields", "software: x", 11),
            record("request", "application/http", "GET / HTTP/1.1\r\n\r\n", 18),
            record("response", http, page, page.len()),
            record("response", http, image, image.len()),
            record("response", http, gone, gone.len()),
            conversion("Plain text."),
        ];
        let bytes: Vec<u8> = parts
            .iter()
            .flat_map(|part| gzip(part.as_bytes()))
            .collect();
        let found = read_file("f.warc.gz", &bytes);
        assert_eq!(
            found,
            ["f.warc.gz/3 = A\n\nBC", "f.warc.gz/6 = Plain text."]
        );
    }

    #[test]
    fn a_length_that_lies_costs_its_record_and_a_warning() {
        let good = conversion("Good text.");
        for (says, expected) in [(5, 3), (40, 2), (10_000_000, 3), (1 << 40, 2)] {
            let lie = record("conversion", "text/plain", "Text of the liar.", says);
            let found = read_file("f", format!("{good}{lie}{good}{good}").as_bytes());
            let warnings = found.iter().filter(|line| line.starts_with('!')).count();
            assert_eq!(warnings, 1, "{says}: {found:#?}");
            let texts = found
                .iter()
                .filter(|line| line.ends_with("Good text."))
                .count();
            assert!(texts + 1 >= expected, "{says}: {found:#?}");
        }
    }
}
