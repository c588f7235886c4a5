//! Folders of messages in one file (mbox, RFC 4155): a line `From SENDER DAY` begins each, and lines
//! of a message that would look like one have a `>` in front.

use std::io::Cursor;

use crate::Warning;

use super::inside::{Container, Found, Inside};
use super::lines::{Lines, Piece};
use super::source::{Hints, Source};
use super::{Items, problem};

/// Longest message that is kept, in bytes.
const LONGEST: usize = 64 << 20;

/// The documents of all messages.
pub(super) fn items(mut source: Source) -> Items {
    let lines = Lines::new(source.take_reader(), source.context.config.longest_line);
    Box::new(Inside::new(Messages {
        lines: Some(lines),
        source,
        number: 0,
        begun: false,
    }))
}

struct Messages {
    /// Nothing after the end or an error.
    lines: Option<Lines<Box<dyn std::io::BufRead + Send>>>,
    source: Source,
    number: usize,
    /// Whether the line that begins the next message has been read.
    begun: bool,
}

impl Container for Messages {
    fn source(&self) -> &Source {
        &self.source
    }

    fn step(&mut self) -> Option<Found> {
        Some(match self.message()? {
            Ok(bytes) if bytes.trim_ascii().is_empty() => Found::Nothing,
            Ok(bytes) => {
                let number = self.number.to_string();
                let reader = Box::new(Cursor::new(bytes));
                Found::Items(self.source.inside(reader, &number, Hints::default()))
            }
            Err(warning) => Found::Warning(warning),
        })
    }
}

impl Messages {
    /// The bytes of the next message, without the line that begins it.
    fn message(&mut self) -> Option<Result<Vec<u8>, Warning>> {
        let lines = self.lines.as_mut()?;
        let mut bytes = Vec::new();
        let mut too_long = false;
        let mut after_blank = true;
        let mut any = std::mem::take(&mut self.begun);
        self.number += usize::from(any);
        loop {
            let piece = match lines.next() {
                None => {
                    self.lines = None;
                    break;
                }
                Some(Err(error)) => {
                    let wrap = self.source.opened.wrap;
                    let place = format!("{}:message {}", self.source.place, self.number);
                    self.lines = None;
                    return Some(Err(problem::broken_off(&place, &error, wrap, 0)));
                }
                Some(Ok((_, piece))) => piece,
            };
            let Piece::Whole(line) = piece else {
                too_long = true;
                continue;
            };
            if after_blank && line.starts_with(b"From ") {
                if any {
                    self.begun = true;
                    break;
                }
                any = true;
                self.number += 1;
                continue;
            }
            after_blank = line.trim_ascii().is_empty();
            let quoted = line
                .iter()
                .position(|&byte| byte != b'>')
                .unwrap_or_default();
            let line = if quoted > 0 && line[quoted..].starts_with(b"From ") {
                &line[1..]
            } else {
                line
            };
            if bytes.len() + line.len() > LONGEST {
                too_long = true;
            } else {
                bytes.extend_from_slice(line);
            }
            any = true;
        }
        if too_long {
            let place = format!("{}:message {}", self.source.place, self.number);
            return Some(Err(problem::too_long(&place, "message", LONGEST)));
        }
        any.then_some(Ok(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_file;

    #[test]
    fn messages_are_told_apart_and_quoted_lines_are_text() {
        let mbox = "From a@b.org Mon Jun 10 08:00:00 2019\nFrom: Ann <a@b.org>\nSubject: One\n\
                    Date: Mon, 10 Jun 2019 08:00:00 +0200\n\nText.\n>From here on.\n\n\
                    From c@d.org Tue Jun 11 08:00:00 2019\nFrom: c@d.org\nSubject: Two\nTo: a@b.org\n\nMore.\n";
        assert_eq!(
            read_file("f", mbox.as_bytes()),
            ["f/1 = One\n\nText.\nFrom here on.", "f/2 = Two\n\nMore."]
        );
    }
}
