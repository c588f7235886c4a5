//! One stream with its names, and who reads it.
//!
//! A file is a stream, and so is an entry of an archive or an attachment of a mail: all come through
//! [`items`], so that every format is read inside every other.

use std::io::{BufReader, Read};
use std::iter;
use std::path::PathBuf;
use std::sync::Arc;

use crate::{Document, Warning};

use super::meter::Meter;
use super::notes::Notes;
use super::sniff::{self, Form, Opened};
use super::{Items, ReadConfig, charset, json, markdown, problem, table, text};
#[cfg(feature = "formats")]
use super::{feed, html, mail, mbox, tar, warc, zip};

/// How deep archives may lie in archives.
const DEEPEST: usize = 5;

/// An open stream with its names.
pub(super) struct Source {
    /// What ids begin with.
    pub(super) name: String,
    /// What messages call it.
    pub(super) place: String,
    pub(super) opened: Opened,
    /// The file, if the stream is one as it stands.
    pub(super) path: Option<PathBuf>,
    pub(super) hints: Hints,
    pub(super) context: Context,
}

/// What is known of a stream from where it was found.
#[derive(Clone, Default)]
pub(super) struct Hints {
    /// The address it was fetched from.
    pub(super) url: Option<String>,
    /// The label of its character set.
    pub(super) charset: Option<String>,
}

/// What all streams out of one input file share.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) config: Arc<ReadConfig>,
    pub(super) meter: Meter,
    pub(super) notes: Arc<Notes>,
    /// How many archives it lies in.
    pub(super) depth: usize,
}

impl Context {
    /// The context of what lies in an archive of this one.
    #[cfg(feature = "formats")]
    pub(super) fn inner(&self) -> Self {
        Context {
            depth: self.depth + 1,
            ..self.clone()
        }
    }
}

/// The documents of a stream, and warnings.
pub(super) fn items(
    reader: Box<dyn Read + Send>,
    name: String,
    place: String,
    path: Option<PathBuf>,
    hints: Hints,
    context: Context,
) -> Items {
    if context.depth > DEEPEST {
        let message = format!("archives inside archives, more than {DEEPEST} deep");
        return one(Err(problem::skipped(&place, message)));
    }
    let opened = match sniff::open(reader, &context.config.fields, &context.meter) {
        Ok(opened) => opened,
        Err(refusal) => return one(Err(problem::refused(&place, &refusal))),
    };
    let source = Source {
        path: path.filter(|_| opened.wrap.is_none()),
        name,
        place,
        opened,
        hints,
        context,
    };
    match source.opened.form {
        Form::JsonLines | Form::JsonValues => Box::new(json::Records::new(source)),
        Form::Table(delimiter) => table::items(source, delimiter),
        Form::Text => text::items(source),
        Form::Markdown => markdown::items(source),
        Form::Xml => one(Err(problem::skipped(
            &source.place,
            "XML that is neither a feed nor a web page",
        ))),
        #[cfg(feature = "formats")]
        Form::Html => html::items(source),
        #[cfg(feature = "formats")]
        Form::Feed => feed::items(source),
        #[cfg(feature = "formats")]
        Form::JsonFeed => feed::json_items(source),
        #[cfg(feature = "formats")]
        Form::Mail => mail::items(source),
        #[cfg(feature = "formats")]
        Form::Mbox => mbox::items(source),
        #[cfg(feature = "formats")]
        Form::Warc => warc::items(source),
        #[cfg(feature = "formats")]
        Form::Zip => zip::items(source),
        #[cfg(feature = "formats")]
        Form::Tar => tar::items(source),
        #[cfg(feature = "pdf")]
        Form::Pdf => super::pdf::items(source),
        #[cfg(not(all(feature = "formats", feature = "pdf")))]
        form => one(Err(problem::skipped(
            &source.place,
            format!(
                "{}, which needs a build with the features `formats` and `pdf`",
                form.name()
            ),
        ))),
    }
}

/// A single item.
pub(super) fn one(item: Result<Document, Warning>) -> Items {
    Box::new(iter::once(item))
}

/// Items that are there already.
pub(super) fn all(items: Vec<Result<Document, Warning>>) -> Items {
    Box::new(items.into_iter())
}

impl Source {
    /// All bytes of the stream, if they are no more than `limit`; `what` is what a message calls it.
    pub(super) fn whole(&mut self, limit: usize, what: &str) -> Result<Vec<u8>, Warning> {
        let mut bytes = Vec::new();
        let reader = &mut self.opened.reader;
        let read = reader
            .by_ref()
            .take(limit as u64 + 1)
            .read_to_end(&mut bytes);
        if bytes.len() > limit {
            return Err(problem::too_long(&self.place, what, limit));
        }
        if let Err(error) = read {
            // What was read of one text is no text: it would end in the middle.
            let mut warning = problem::broken_off(&self.place, &error, self.opened.wrap, 0);
            let lines = bytes.iter().filter(|&&byte| byte == b'\n').count();
            if lines > 0 {
                warning.place = format!("{}:{lines}", self.place);
            }
            return Err(warning);
        }
        Ok(bytes)
    }

    /// The whole text as UTF-8, with a warning if the user should know how it was read. `label` finds
    /// the declaration of a character set in it.
    pub(super) fn text(
        &mut self,
        limit: usize,
        what: &str,
        label: fn(&[u8]) -> Option<String>,
    ) -> Result<(String, Option<Warning>), Warning> {
        let bytes = self.whole(limit, what)?;
        let declared = self.hints.charset.clone().or_else(|| label(&bytes));
        let decoded = charset::decode(bytes, declared.as_deref());
        let note = decoded.note.map(|note| problem::noted(&self.place, note));
        Ok((decoded.text, note))
    }

    /// The documents of something that lies inside this stream.
    #[cfg(feature = "formats")]
    pub(super) fn inside(&self, reader: Box<dyn Read + Send>, entry: &str, hints: Hints) -> Items {
        let (name, place) = (join(&self.name, entry), join(&self.place, entry));
        items(reader, name, place, None, hints, self.context.inner())
    }

    /// The stream alone.
    pub(super) fn take_reader(&mut self) -> Box<dyn std::io::BufRead + Send> {
        std::mem::replace(
            &mut self.opened.reader,
            Box::new(BufReader::new(std::io::empty())),
        )
    }
}

/// The name of an entry under that of its archive. Entries are called what they like (`../x`,
/// `/etc/passwd`, `C:\x`): the name is a label here and never a path, and is freed of what looks like
/// one.
#[cfg(feature = "formats")]
fn join(archive: &str, entry: &str) -> String {
    let mut name = archive.to_owned();
    for part in entry.split(['/', '\\']) {
        if !matches!(part, "" | "." | "..") {
            name.push('/');
            name.push_str(part);
        }
    }
    name
}

/// Whether an entry of an archive is passed over, as a file of that name in a folder is.
#[cfg(feature = "formats")]
pub(super) fn is_hidden(entry: &str) -> bool {
    let hidden = |part: &str| part.starts_with('.') && !matches!(part, "." | "..");
    let mut parts = entry.split(['/', '\\']);
    entry.starts_with("__MACOSX/") || parts.any(hidden)
}

#[cfg(all(test, feature = "formats"))]
mod tests {
    use super::*;

    #[test]
    fn names_of_entries_are_labels_and_no_paths() {
        assert_eq!(join("a.zip", "../../etc/passwd"), "a.zip/etc/passwd");
        assert_eq!(join("a.zip", "C:\\b\\.\\c"), "a.zip/C:/b/c");
        assert!(is_hidden("a/.git/b") && is_hidden("__MACOSX/a"));
        assert!(!is_hidden("../a"));
    }
}
