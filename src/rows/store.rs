//! The rows of a corpus, kept on disk while the corpus is resolved and counted.
//!
//! The per-corpus half looks at every document several times and at few of them at once. So only what is
//! asked for often ([`Brief`]) stays in memory, some hundred bytes a document; all else goes to a temporary
//! file that nothing else can see, and comes back one document at a time ([`Rows`]). Memory then grows with
//! the number of documents and not with their text.
//!
//! The file has a form of its own (`packed`), several times smaller and faster than JSON lines.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, Write};
use std::mem;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::access::{Body, Brief, Rows, body};
use super::packed::{Packed, Words, put_document, put_sketch};
use super::{DocumentRow, DocumentRows};
use crate::Error;
use crate::copies::Sketch;
use crate::names::Names;
use crate::shelf::read_exact_at;

/// Bytes that are gathered before they are written.
const BUFFER: usize = 1 << 20;

/// Takes the rows of documents in any order.
pub struct Store {
    heads: Vec<Head>,
    /// The ids of all, one after the other: each by itself would lie in memory between all that comes and
    /// goes with a document, and keep a page from being used again.
    ids: String,
    texts: Names,
    file: Option<File>,
    /// What is not in the file yet; without one, everything.
    buffer: Vec<u8>,
    /// Bytes in the file.
    written: u64,
    words: Words,
}

/// What is kept in memory of a document.
struct Head {
    /// Bytes of the id.
    id: u32,
    /// Numbers of words that many documents have.
    date: Option<Number>,
    publisher: Option<Number>,
    domain: Option<Number>,
    body: Body,
    /// Where it is: its own row, behind it its sentences and mentions, at last its sketch.
    at: u64,
    row: u32,
    names: u32,
    sketch: u32,
}

/// A number that is not 0.
type Number = NonZeroU32;

impl Store {
    /// One that keeps everything in memory.
    pub fn in_memory() -> Store {
        Store {
            heads: Vec::new(),
            ids: String::new(),
            texts: Names::default(),
            file: None,
            buffer: Vec::new(),
            written: 0,
            words: Words::default(),
        }
    }

    /// One that keeps all but a little in a file without a name in this folder. The system frees it however
    /// the program ends.
    ///
    /// # Errors
    /// If no file can be made there.
    pub fn in_folder(folder: &Path) -> io::Result<Store> {
        Ok(Store {
            file: Some(tempfile::tempfile_in(folder)?),
            ..Store::in_memory()
        })
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// Adds a document.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn push(&mut self, rows: DocumentRows) -> io::Result<()> {
        let DocumentRows {
            document,
            sentences,
            mentions,
        } = rows;
        let at = self.written + self.buffer.len() as u64;
        let out = &mut self.buffer;
        let start = out.len();
        put_document(out, &document);
        let row = out.len() - start;
        let start = out.len();
        self.words.put_names(out, &sentences, &mentions);
        let names = out.len() - start;
        let start = out.len();
        put_sketch(out, &document.sketch);
        let sketch = out.len() - start;
        let small = |bytes: usize| {
            let too_large = |_| io::Error::other("a document of more than four gigabytes of rows");
            u32::try_from(bytes).map_err(too_large)
        };
        let brief = Brief::of(&document);
        let mut number = |text: Option<&str>| {
            let number = self.texts.number(text?);
            Number::new(number + 1)
        };
        self.heads.push(Head {
            id: small(document.id.len())?,
            date: number(brief.date),
            publisher: number(brief.publisher),
            domain: number(brief.domain),
            body: body(&document),
            at,
            row: small(row)?,
            names: small(names)?,
            sketch: small(sketch)?,
        });
        self.ids.push_str(&document.id);
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.write_all(&self.buffer)?;
            self.written += self.buffer.len() as u64;
            self.buffer.clear();
        }
        Ok(())
    }

    /// The error of a store that cannot take or give what it should.
    pub(crate) fn failed(source: io::Error) -> Error {
        Error::Write {
            path: "the temporary file of rows".into(),
            source,
        }
    }

    /// The documents, to be put in order, and everything, to be read.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(crate) fn into_stored(mut self) -> io::Result<Stored> {
        self.flush()?;
        let mut documents = Vec::with_capacity(self.heads.len());
        let mut ids = self.ids.as_str();
        for head in self.heads {
            let (id, rest) = ids.split_at(head.id as usize);
            documents.push((Arc::from(id), head));
            ids = rest;
        }
        Ok(Stored {
            documents,
            given: FxHashMap::default(),
            texts: self.texts,
            bytes: match self.file {
                Some(file) => Bytes::File(file),
                None => Bytes::Memory(self.buffer),
            },
            words: self.words,
            failed: Mutex::new(None),
        })
    }
}

/// Rows that are complete.
pub struct Stored {
    /// The documents with their ids.
    documents: Vec<(Arc<str>, Head)>,
    /// The ids that documents came with, by those that they have got instead.
    given: FxHashMap<Arc<str>, Arc<str>>,
    texts: Names,
    bytes: Bytes,
    words: Words,
    /// Why a document could not be read.
    failed: Mutex<Option<io::Error>>,
}

enum Bytes {
    Memory(Vec<u8>),
    File(File),
}

impl Stored {
    /// Puts the documents in the order of their ids, those of one id in the order of their texts. Of one text
    /// with two provenances the order is the same, whichever came first.
    pub(crate) fn sort(&mut self, order: impl Fn(&str, &str) -> Ordering) {
        let mut documents = mem::take(&mut self.documents);
        documents.sort_by(|(a, of_a), (b, of_b)| {
            order(a, b).then_with(|| {
                let (a, b) = (self.own_row(a, of_a), self.own_row(b, of_b));
                let of_text = a.sha256.cmp(&b.sha256);
                of_text.then_with(|| a.provenance.cmp(&b.provenance))
            })
        });
        self.documents = documents;
    }

    /// Whether there is a document of this id, with the documents in this order.
    pub(crate) fn holds(&self, id: &str, order: impl Fn(&str, &str) -> Ordering) -> bool {
        let found = self.documents.binary_search_by(|(own, _)| order(own, id));
        found.is_ok()
    }

    /// Gives a document another id.
    pub(crate) fn rename(&mut self, number: usize, id: &str) {
        let given = mem::replace(&mut self.documents[number].0, id.into());
        let id = Arc::clone(&self.documents[number].0);
        self.given.insert(id, given);
    }

    /// The id that a document came with.
    pub(crate) fn given_id(&self, number: usize) -> &str {
        let id = &self.documents[number].0;
        self.given.get(id).unwrap_or(id)
    }

    /// Drops the documents that `keep` refuses, which it sees in their order.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize, Brief<'_>) -> bool) {
        let kept: Vec<bool> = (0..self.count())
            .map(|number| keep(number, self.brief(number)))
            .collect();
        let mut kept = kept.into_iter();
        self.documents.retain(|_| kept.next().unwrap_or(true));
    }

    /// The documents' own rows, without their sketches.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = DocumentRow> + '_ {
        let documents = self.documents.iter();
        documents.map(|(id, head)| self.own_row(id, head))
    }

    fn own_row(&self, id: &Arc<str>, head: &Head) -> DocumentRow {
        let bytes = self.bytes(head.at, head.row as usize);
        Packed::new(&bytes, id).document()
    }

    /// Whether all that was asked for could be read.
    ///
    /// # Errors
    /// Why it could not. What was made of the rows is worth nothing then.
    pub fn check(&self) -> io::Result<()> {
        let mut failed = self.failed.lock().expect("no thread panics with the lock");
        failed.take().map_or(Ok(()), Err)
    }

    /// A part of a document's bytes. What cannot be read is empty, as is all that is asked for later, and
    /// [`check`](Self::check) says so: who reads twice never finds more the second time.
    fn bytes(&self, at: u64, bytes: usize) -> Cow<'_, [u8]> {
        let file = match &self.bytes {
            Bytes::Memory(all) => return Cow::Borrowed(&all[at as usize..at as usize + bytes]),
            Bytes::File(file) => file,
        };
        let failed = self.failed.lock().expect("no thread panics with the lock");
        if failed.is_some() {
            return Cow::Borrowed(&[]);
        }
        drop(failed);
        let mut buffer = vec![0; bytes];
        match read_exact_at(file, at, &mut buffer) {
            Ok(()) => Cow::Owned(buffer),
            Err(error) => {
                let mut failed = self.failed.lock().expect("no thread panics with the lock");
                failed.get_or_insert(error);
                Cow::Borrowed(&[])
            }
        }
    }
}

impl std::fmt::Debug for Stored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stored({} documents)", self.count())
    }
}

impl Rows for Stored {
    fn count(&self) -> usize {
        self.documents.len()
    }

    fn brief(&self, number: usize) -> Brief<'_> {
        let (id, head) = &self.documents[number];
        let text = |number: Number| self.texts.text(number.get() - 1);
        Brief {
            id,
            shared_id: Some(id),
            date: head.date.map(text),
            publisher: head.publisher.map(text),
            domain: head.domain.map(text),
        }
    }

    fn body(&self, number: usize) -> Body {
        self.documents[number].1.body
    }

    fn document(&self, number: usize) -> Cow<'_, DocumentRow> {
        let (id, head) = &self.documents[number];
        Cow::Owned(self.own_row(id, head))
    }

    fn sketch(&self, number: usize) -> Cow<'_, Sketch> {
        let (id, head) = &self.documents[number];
        let before = u64::from(head.row) + u64::from(head.names);
        let bytes = self.bytes(head.at + before, head.sketch as usize);
        Cow::Owned(Packed::new(&bytes, id).sketch())
    }

    fn load(&self, number: usize) -> Cow<'_, DocumentRows> {
        Cow::Owned(self.rows(number, true))
    }

    fn load_names(&self, number: usize) -> Cow<'_, DocumentRows> {
        Cow::Owned(self.rows(number, false))
    }
}

impl Stored {
    /// The rows of a document; if not `all`, without its sketch and what its sentences say.
    fn rows(&self, number: usize, all: bool) -> DocumentRows {
        let (id, head) = &self.documents[number];
        let sketch_bytes = if all { head.sketch as usize } else { 0 };
        let names = head.row as usize + head.names as usize;
        let bytes = self.bytes(head.at, names + sketch_bytes);
        let mut from = Packed::new(&bytes, id);
        let mut document = from.document();
        let (sentences, mentions) = self.words.names(&mut from, all);
        document.sketch = from.sketch();
        DocumentRows {
            document,
            sentences,
            mentions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MentionRow, SentenceRow};
    use super::*;
    use crate::claims::{Attribution, How, RelationType, StatedRelation};
    use crate::resolve::{Calling, Rule};
    use crate::{Kind, Origin, Part, Span};

    fn document(id: &str, n: usize) -> DocumentRows {
        let text = format!("Ann met {} Bo.", "x".repeat(n));
        let mention = |start: usize, surface: &str, name: &str, because| MentionRow {
            document: id.into(),
            sentence: 4,
            start,
            end: start + surface.len(),
            surface: surface.into(),
            kind: Kind::Person,
            score: 0.25,
            origin: Origin::Gazetteer,
            cluster: n,
            name: name.into(),
            rule: Rule::Surname,
            because,
            cited: n.is_multiple_of(2),
            calling: (n % 3 == 1).then_some(Calling::Art),
        };
        DocumentRows {
            document: DocumentRow {
                id: id.into(),
                sketch: Sketch::from_numbers(vec![3, 70, 1 << 29, 1 << 31, 1 << 31 | 7]),
                ..DocumentRow::default()
            },
            mentions: vec![
                mention(1000, "Ann", "Ann Example", Some(Span::new(5, 400))),
                mention(1000 + text.len() - 3, "Bo", "Bo", None),
                mention(7, "elsewhere", "elsewhere", None),
            ],
            sentences: vec![SentenceRow {
                document: id.into(),
                sentence: 4,
                paragraph: 2,
                span: Span::new(1000, 1000 + text.len()),
                part: Part::Caption,
                repeats: Some(0),
                text,
                attributions: vec![Attribution {
                    source: Some(Span::new(1000, 1003)),
                    told_to: None,
                    cue: Span::new(1004, 1008),
                    rule: "said".to_owned(),
                    score: 0.95,
                    how: How::Named,
                    about_itself: true,
                }],
                relations: vec![StatedRelation {
                    relation: RelationType::Told,
                    source: Span::new(1000, 1003),
                    target: Span::new(1010, 1012),
                    cue: Span::new(1004, 1008),
                    rule: "told".to_owned(),
                    score: 0.9,
                    former: false,
                }],
            }],
        }
    }

    #[test]
    fn rows_come_back_as_they_were_from_memory_and_from_a_file() {
        let folder = tempfile::TempDir::new().unwrap();
        for mut store in [Store::in_memory(), Store::in_folder(folder.path()).unwrap()] {
            let documents: Vec<_> = (0..300).map(|n| document(&n.to_string(), n * 50)).collect();
            for rows in &documents {
                store.push(rows.clone()).unwrap();
            }
            let mut stored = store.into_stored().unwrap();
            stored.sort(|a, b| b.cmp(a));
            stored.retain(|_, brief| brief.id != "7");
            assert_eq!(stored.count(), 299);
            assert!(stored.holds("8", |a, b| b.cmp(a)));
            assert!(!stored.holds("7", |a, b| b.cmp(a)));
            for (number, row) in stored.documents().enumerate() {
                let given = &documents[row.id.parse::<usize>().unwrap()];
                assert_eq!(*stored.load(number), *given);
                assert_eq!(*stored.sketch(number), given.document.sketch);
            }
            stored.check().unwrap();
        }
        assert_eq!(folder.path().read_dir().unwrap().count(), 0, "no name");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_no_panic_and_is_said() {
        let mut store = Store::in_folder(&std::env::temp_dir()).unwrap();
        store.push(document("a", 3)).unwrap();
        let stored = store.into_stored().unwrap();
        if let Bytes::File(file) = &stored.bytes {
            file.set_len(4).unwrap();
        }
        assert!(stored.load(0).mentions.is_empty());
        assert!(stored.check().is_err());
    }
}
