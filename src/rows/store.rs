//! The rows of a corpus, kept on disk while the corpus is resolved and counted.
//!
//! The per-corpus half looks at every document several times and at few of them at once. So only what is
//! asked for often ([`Brief`]) stays in memory, some hundred bytes a document; all else goes to a temporary
//! file that nothing else can see, and comes back one document at a time ([`Rows`]). Memory then grows with
//! the number of documents and not with their text.
//!
//! The file has a form of its own, several times smaller and faster than JSON lines. It is never read by
//! another run, so it has no version.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, Write};
use std::mem;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::{DocumentRow, DocumentRows, MentionRow, SentenceRow, Units};
use crate::ahead;
use crate::copies::Sketch;
use crate::names::Names;
use crate::resolve::{Calling, Rule};
use crate::shelf::read_exact_at;
use crate::{Error, Kind, Origin, Part, Provenance, Span};

/// The rows of a corpus, wherever they are kept, in the order of the documents' ids.
pub trait Rows: Sync {
    /// Number of documents.
    fn count(&self) -> usize;
    /// What is asked for often of a document.
    fn brief(&self, number: usize) -> Brief<'_>;
    /// A checksum of the words of a document's body.
    fn body(&self, number: usize) -> Body;
    /// A document's own row. Its sketch may be missing.
    fn document(&self, number: usize) -> Cow<'_, DocumentRow>;
    /// A document's sketch.
    fn sketch(&self, number: usize) -> Cow<'_, Sketch>;
    /// All rows of a document.
    fn load(&self, number: usize) -> Cow<'_, DocumentRows>;
    /// The same, but its sketch and what its sentences say of each other's names may be missing.
    fn load_names(&self, number: usize) -> Cow<'_, DocumentRows> {
        self.load(number)
    }
}

/// What is asked for often of a document.
#[derive(Clone, Copy, Debug)]
pub struct Brief<'a> {
    /// Its id.
    pub id: &'a str,
    /// The same, where it can be shared.
    pub shared_id: Option<&'a Arc<str>>,
    /// See [`Provenance::date`](crate::Provenance::date).
    pub date: Option<&'a str>,
    /// See [`Provenance::publisher`](crate::Provenance::publisher).
    pub publisher: Option<&'a str>,
    /// See [`Provenance::domain`](crate::Provenance::domain).
    pub domain: Option<&'a str>,
}

impl<'a> Brief<'a> {
    fn of(row: &'a DocumentRow) -> Brief<'a> {
        Brief {
            id: &row.id,
            shared_id: None,
            date: row.provenance.date.as_deref(),
            publisher: row.provenance.publisher.as_deref(),
            domain: row.provenance.domain.as_deref(),
        }
    }
}

/// Half of a SHA-256, by which equal bodies are known.
pub type Body = [u8; 16];

/// Of the words of a document's body.
fn body(row: &DocumentRow) -> Body {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(row.body_sha256.as_bytes());
    let mut half = Body::default();
    half.copy_from_slice(&digest[..16]);
    half
}

/// Documents that a thread looks at at once.
const AT_ONCE: usize = 16;

/// Looks at the names of all documents: `of` at several of them at once, `then` at what it made of each, in
/// order.
pub(crate) fn each_in_order<'r, T: Send>(
    documents: &'r (impl Rows + ?Sized),
    of: impl Fn(usize, Cow<'r, DocumentRows>) -> T + Sync,
    mut then: impl FnMut(usize, T),
) {
    let n = documents.count();
    let make = |from: usize| {
        let made: Vec<T> = (from..n.min(from + AT_ONCE))
            .map(|number| of(number, documents.load_names(number)))
            .collect();
        (from, made)
    };
    let take = |(from, made)| {
        for (number, made) in (from..).zip(made) {
            then(number, made);
        }
    };
    ahead::each((0..n).step_by(AT_ONCE), make, take);
}

macro_rules! rows_in_memory {
    ($(($($parameters:tt)*) $type:ty),*) => {$(
        impl $($parameters)* Rows for $type {
            fn count(&self) -> usize {
                self.len()
            }

            fn brief(&self, number: usize) -> Brief<'_> {
                Brief::of(&self[number].document)
            }

            fn body(&self, number: usize) -> Body {
                body(&self[number].document)
            }

            fn document(&self, number: usize) -> Cow<'_, DocumentRow> {
                Cow::Borrowed(&self[number].document)
            }

            fn sketch(&self, number: usize) -> Cow<'_, Sketch> {
                Cow::Borrowed(&self[number].document.sketch)
            }

            fn load(&self, number: usize) -> Cow<'_, DocumentRows> {
                Cow::Borrowed(&self[number])
            }
        }
    )*};
}

rows_in_memory!(() [DocumentRows], () Vec<DocumentRows>, (<const N: usize>) [DocumentRows; N]);

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
        put(out, sentences.len());
        for sentence in &sentences {
            self.words.put_sentence(out, sentence);
        }
        put(out, mentions.len());
        let mut sentences = sentences.iter().peekable();
        for mention in &mentions {
            while sentences
                .next_if(|s| s.sentence < mention.sentence)
                .is_some()
            {}
            let sentence = sentences.peek().filter(|s| s.sentence == mention.sentence);
            self.words.put_mention(out, mention, sentence.copied());
        }
        let names = out.len() - start;
        let start = out.len();
        for value in document.sketch.numbers() {
            out.extend_from_slice(&value.to_le_bytes());
        }
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
        document(&mut Taken { rest: &bytes, id })
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
        let head = &self.documents[number].1;
        let before = u64::from(head.row) + u64::from(head.names);
        let bytes = self.bytes(head.at + before, head.sketch as usize);
        Cow::Owned(sketch(&bytes))
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
        let mut from = Taken { rest: &bytes, id };
        let mut rows = DocumentRows {
            document: document(&mut from),
            ..DocumentRows::default()
        };
        for _ in 0..from.number() {
            let sentence = self.words.sentence(&mut from, all);
            rows.sentences.push(sentence);
        }
        let n = from.number();
        rows.mentions.reserve(n);
        let mut sentence = 0;
        for _ in 0..n {
            let mention = self
                .words
                .mention(&mut from, &rows.sentences, &mut sentence);
            rows.mentions.push(mention);
        }
        rows.document.sketch = sketch(from.rest);
        rows
    }
}

/// The id and the sketch are kept elsewhere.
fn put_document(out: &mut Vec<u8>, row: &DocumentRow) {
    // A field that is added must be written here and read below.
    let DocumentRow {
        id: _,
        provenance,
        source_start,
        bytes,
        units,
        with_boilerplate,
        sha256,
        body_sha256,
        sketch: _,
    } = row;
    let Provenance {
        publisher,
        domain,
        url,
        authors,
        date,
        title,
        language,
        extracted_from,
    } = provenance;
    for text in [
        publisher,
        domain,
        url,
        date,
        title,
        language,
        extracted_from,
    ] {
        put(out, text.as_ref().map_or(0, |text| text.len() + 1));
        out.extend_from_slice(text.as_deref().unwrap_or_default().as_bytes());
    }
    put(out, authors.len());
    authors.iter().for_each(|author| put_text(out, author));
    for number in [
        *source_start,
        *bytes,
        units.sentences,
        units.paragraphs,
        with_boilerplate.sentences,
        with_boilerplate.paragraphs,
    ] {
        put(out, number);
    }
    put_text(out, sha256);
    put_text(out, body_sha256);
}

fn document(from: &mut Taken<'_>) -> DocumentRow {
    let [
        publisher,
        domain,
        url,
        date,
        title,
        language,
        extracted_from,
    ] = std::array::from_fn(|_| from.optional_text());
    let authors = (0..from.number()).map(|_| from.text().to_owned()).collect();
    let [
        source_start,
        bytes,
        sentences,
        paragraphs,
        all_sentences,
        all_paragraphs,
    ] = std::array::from_fn(|_| from.number());
    DocumentRow {
        id: Arc::clone(from.id),
        provenance: Provenance {
            publisher,
            domain,
            url,
            authors,
            date,
            title,
            language,
            extracted_from,
        },
        source_start,
        bytes,
        units: Units {
            sentences,
            paragraphs,
        },
        with_boilerplate: Units {
            sentences: all_sentences,
            paragraphs: all_paragraphs,
        },
        sha256: from.text().to_owned(),
        body_sha256: from.text().to_owned(),
        sketch: Sketch::default(),
    }
}

fn sketch(bytes: &[u8]) -> Sketch {
    let values = bytes.as_chunks().0.iter();
    Sketch::from_numbers(values.map(|value| u32::from_le_bytes(*value)).collect())
}

/// Words of fixed lists, as numbers in the order in which they were first met.
#[derive(Default)]
struct Words {
    parts: Vec<Part>,
    kinds: Vec<Kind>,
    callings: Vec<Calling>,
    origins: Vec<Origin>,
    rules: Vec<Rule>,
}

fn put_word<T: PartialEq + Copy>(out: &mut Vec<u8>, words: &mut Vec<T>, word: T) {
    let number = words.iter().position(|known| *known == word);
    let number = number.unwrap_or_else(|| {
        words.push(word);
        words.len() - 1
    });
    put(out, number);
}

impl Words {
    fn put_sentence(&mut self, out: &mut Vec<u8>, row: &SentenceRow) {
        // A field that is added must be written here and read below.
        let SentenceRow {
            document: _,
            sentence,
            paragraph,
            span,
            part,
            repeats,
            text,
            attributions,
            relations,
        } = row;
        put(out, *sentence);
        put(out, *paragraph);
        put_span(out, *span);
        put_word(out, &mut self.parts, *part);
        put(out, repeats.map_or(0, |earlier| earlier + 1));
        put_text(out, text);
        // Few sentences have any.
        let claims = match attributions.is_empty() && relations.is_empty() {
            true => String::new(),
            false => serde_json::to_string(&(attributions, relations))
                .expect("rows of numbers and words can be written"),
        };
        put_text(out, &claims);
    }

    fn sentence(&self, from: &mut Taken<'_>, claims: bool) -> SentenceRow {
        let mut row = SentenceRow {
            document: Arc::clone(from.id),
            sentence: from.number(),
            paragraph: from.number(),
            span: from.span(),
            part: from.word(&self.parts, Part::Body),
            repeats: from.number().checked_sub(1),
            text: from.text().to_owned(),
            attributions: Vec::new(),
            relations: Vec::new(),
        };
        let stated = from.text();
        if claims && let Ok((attributions, relations)) = serde_json::from_str(stated) {
            (row.attributions, row.relations) = (attributions, relations);
        }
        row
    }

    /// The `sentence` is that of the mention, if it is there; its words need not be kept twice.
    fn put_mention(&mut self, out: &mut Vec<u8>, row: &MentionRow, sentence: Option<&SentenceRow>) {
        let MentionRow {
            document: _,
            sentence: number,
            start,
            end,
            surface,
            kind,
            score,
            origin,
            cluster,
            name,
            rule,
            because,
            cited,
            calling,
        } = row;
        put(out, *number);
        put_span(out, Span::new(*start, *end));
        let said = sentence.and_then(|sentence| words_at(sentence, row.span()));
        let is_said = said == Some(surface);
        let is_name = name == surface;
        let flags = [
            is_said,
            is_name,
            *cited,
            because.is_some(),
            calling.is_some(),
        ];
        put(
            out,
            (0..)
                .zip(flags)
                .map(|(bit, set)| usize::from(set) << bit)
                .sum(),
        );
        if !is_said {
            put_text(out, surface);
        }
        if !is_name {
            put_text(out, name);
        }
        if let Some(because) = because {
            put_span(out, *because);
        }
        if let Some(calling) = calling {
            put_word(out, &mut self.callings, *calling);
        }
        put_word(out, &mut self.kinds, *kind);
        out.extend_from_slice(&score.to_le_bytes());
        put_word(out, &mut self.origins, *origin);
        put(out, *cluster);
        put_word(out, &mut self.rules, *rule);
    }

    fn mention(
        &self,
        from: &mut Taken<'_>,
        sentences: &[SentenceRow],
        at: &mut usize,
    ) -> MentionRow {
        let number = from.number();
        let span = from.span();
        while sentences.get(*at).is_some_and(|s| s.sentence < number) {
            *at += 1;
        }
        let flags = from.number();
        let is = |bit: usize| flags >> bit & 1 == 1;
        let surface: Arc<str> = if is(0) {
            let sentence = sentences.get(*at);
            let said = sentence.and_then(|sentence| words_at(sentence, span));
            said.unwrap_or_default().into()
        } else {
            from.text().into()
        };
        let name = if is(1) {
            Arc::clone(&surface)
        } else {
            from.text().into()
        };
        MentionRow {
            document: Arc::clone(from.id),
            sentence: number,
            start: span.start,
            end: span.end,
            surface,
            name,
            because: is(3).then(|| from.span()),
            cited: is(2),
            calling: is(4).then(|| from.word(&self.callings, Calling::Office)),
            kind: from.word(&self.kinds, Kind::Other),
            score: from.score(),
            origin: from.word(&self.origins, Origin::Model),
            cluster: from.number(),
            rule: from.word(&self.rules, Rule::Name),
        }
    }
}

fn words_at(sentence: &SentenceRow, span: Span) -> Option<&str> {
    let start = span.start.checked_sub(sentence.span.start)?;
    let end = span.end.checked_sub(sentence.span.start)?;
    sentence.text.get(start..end)
}

/// Seven bits a byte, the lowest first; all but the last byte have the eighth bit.
fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_span(out: &mut Vec<u8>, span: Span) {
    put(out, span.start);
    put(out, span.end.wrapping_sub(span.start));
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// What is left to read of a document. It was written by this run, so that nothing is missing, unless
/// the file could not be read; then everything is empty.
struct Taken<'a> {
    rest: &'a [u8],
    id: &'a Arc<str>,
}

impl<'a> Taken<'a> {
    fn bytes(&mut self, n: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(n).unwrap_or_default();
        self.rest = rest;
        taken
    }

    fn number(&mut self) -> usize {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.bytes(1).first().copied().unwrap_or(0);
            number |= (usize::from(byte) & 127) << shift;
            if byte < 128 {
                break;
            }
        }
        number
    }

    fn span(&mut self) -> Span {
        let start = self.number();
        let len = self.number();
        Span {
            start,
            end: start.wrapping_add(len),
        }
    }

    fn text(&mut self) -> &'a str {
        let n = self.number();
        str::from_utf8(self.bytes(n)).unwrap_or_default()
    }

    fn optional_text(&mut self) -> Option<String> {
        let n = self.number().checked_sub(1)?;
        Some(str::from_utf8(self.bytes(n)).unwrap_or_default().to_owned())
    }

    fn score(&mut self) -> f32 {
        let bytes = self.bytes(4).first_chunk().copied();
        f32::from_le_bytes(bytes.unwrap_or_default())
    }

    fn word<T: Copy>(&mut self, words: &[T], or: T) -> T {
        words.get(self.number()).copied().unwrap_or(or)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::{Attribution, How, RelationType, StatedRelation};

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
