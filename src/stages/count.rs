//! Counting some documents, and merging counts, in the memory that is allowed.
//!
//! Neither keeps its input in memory. Records go to a temporary file like the rows of a whole corpus, lines of
//! counts to one of their own where they do not fit; what is counted of them goes to sorted runs when it
//! outgrows its limit. What is in memory for sure is each distinct id and the bindings, eight bytes for each
//! use of a name in a document.

use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};

use super::names::uses;
use super::{Binding, Part, each_line, invalid, output};
use crate::config::GraphConfig;
use crate::graph::is_node;
use crate::graph::tally::{CountedDocument, Counts, Limit, Tally, entities_of};
use crate::names::Names;
use crate::rows::{DocumentRows, Row, RowFile, Rows, Store, place_row};
use crate::{Kind, Result};

/// Documents that are counted before what was counted is looked at; under a small limit, one.
const BATCH: usize = 64;
const OF_DOCUMENT: usize = 128 << 10;

/// Counts the documents whose record and binding are both among the lines, in any order. A record
/// without a binding is of a document that came twice, and is passed over. Whatever outgrows the `limit`
/// goes to temporary files; the lines that come out are the same.
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) for a line that is neither, a binding without its record or one
/// that does not fit it; [`Error::Write`](crate::Error::Write) if `out` or a temporary file cannot be written.
pub fn count(
    input: impl BufRead,
    place: &str,
    config: &GraphConfig,
    limit: Option<Limit>,
    out: &mut impl Write,
) -> Result<()> {
    let (bound, records) = read(input, place, limit.as_ref())?;
    let ids = in_order(&bound.ids);
    let mut rank = vec![0; ids.len()];
    for (place, id) in (0..).zip(&ids) {
        rank[bound.ids.find(id).expect("it is one of these") as usize] = place;
    }
    let kind = |id: &&str| Kind::from_name(id.split(':').next().unwrap_or_default());
    let is_node: Vec<bool> = (ids.iter())
        .map(|id| kind(id).is_some_and(|kind| is_node(kind, config)))
        .collect();
    let records = records.into_stored().map_err(Store::failed)?;
    let mut record_of = bound.record_of;
    let mut counts = Counts::new(config.evidence, limit);
    let batch = BATCH.min(counts.most_at_once() / OF_DOCUMENT).max(1);
    for documents in bound.documents.chunks(batch) {
        let mut tally = Tally::new(config.evidence);
        for document in documents {
            let unfit = |message: &str| invalid(place, 0, format!("{}: {message}", document.id));
            let record = record_of[document.key as usize].take();
            let record = record.ok_or_else(|| unfit("its record is missing"))?;
            let mut rows = records.load(record as usize).into_owned();
            records.check().map_err(Store::failed)?;
            let another = || unfit("its binding was made of another record");
            let counts = document
                .counts(&rows, config.boilerplate)
                .ok_or_else(another)?;
            let bound = document.entities(&rows).ok_or_else(another)?;
            rows.rename(&document.id);
            let number = |id: &Option<u32>| id.map(|id| rank[id as usize]);
            let entities: Vec<Option<usize>> = bound.iter().map(number).collect();
            let document = CountedDocument {
                number: document.number,
                rows: &rows,
                entities: &entities,
                publisher: number(&document.publisher),
                is_original: document.is_original,
                counts: &counts,
            };
            tally.add(document, &is_node, config);
        }
        counts.add(tally, &ids)?;
    }
    counts.write(&ids, out, output)
}

/// A binding with numbers instead of ids.
struct Bound {
    key: u32,
    number: u32,
    id: Box<str>,
    publisher: Option<u32>,
    is_original: bool,
    /// For each use the number of its entity's id.
    uses: Box<[Option<u32>]>,
    formulas: Box<[u32]>,
}

impl Bound {
    /// The number of the id of each mention's entity; nothing, if these are not the rows that it was made of.
    fn entities(&self, rows: &DocumentRows) -> Option<Vec<Option<u32>>> {
        let uses = uses(&rows.mentions);
        let fits = uses.iter().max().map_or(0, |last| last + 1) == self.uses.len();
        fits.then(|| uses.into_iter().map(|used| self.uses[used]).collect())
    }

    /// For each sentence row, whether what it names counts; nothing, if these are not the rows that it was
    /// made of.
    fn counts(&self, rows: &DocumentRows, boilerplate: bool) -> Option<Vec<bool>> {
        let counts = rows
            .sentences
            .iter()
            .map(|sentence| sentence.counts(boilerplate));
        let mut counts: Vec<bool> = counts.collect();
        let by_itself: Vec<usize> = (0..counts.len()).filter(|&number| counts[number]).collect();
        for &formula in &self.formulas {
            counts[*by_itself.get(formula as usize)?] = false;
        }
        Some(counts)
    }
}

/// What was bound, in the order of the documents' numbers.
#[derive(Default)]
struct Bindings {
    documents: Vec<Bound>,
    ids: Names,
    keys: Names,
    /// For each key the place of its record.
    record_of: Vec<Option<u32>>,
}

impl Bindings {
    fn key(&mut self, key: &str) -> u32 {
        let number = self.keys.number(key);
        self.record_of.resize(self.keys.len(), None);
        number
    }

    /// `false`, if it speaks of an entity that it does not have.
    fn add(&mut self, binding: Binding) -> bool {
        let key = self.key(&binding.key);
        let mut number = |id: &String| self.ids.number(id);
        let entities: Vec<u32> = binding.entities.iter().map(&mut number).collect();
        let publisher = binding.publisher.as_ref().map(number);
        let of = |used: Option<u32>| match used {
            Some(used) => entities.get(used as usize).map(|&entity| Some(entity)),
            None => Some(None),
        };
        let Some(uses) = binding.uses.into_iter().map(of).collect() else {
            return false;
        };
        self.documents.push(Bound {
            key,
            number: binding.number,
            id: binding.id.into(),
            publisher,
            is_original: binding.is_original,
            uses,
            formulas: binding.formulas.into(),
        });
        true
    }
}

fn read(input: impl BufRead, place: &str, limit: Option<&Limit>) -> Result<(Bindings, Store)> {
    let store = limit
        .map(|limit| Store::in_folder(&limit.folder))
        .transpose();
    let mut records = (store.map_err(Store::failed)?).unwrap_or_else(Store::in_memory);
    let mut bound = Bindings::default();
    each_line(input, place, |number, line| {
        match serde_json::from_str(line).map_err(|error| invalid(place, number, error))? {
            Part::Record(record) => {
                let key = bound.key(&record.key);
                let mut rows = RowFile::default();
                place_row(Row::Record(*record), 0, &mut rows)
                    .map_err(|message| invalid(place, number, message))?;
                if let Some(rows) = rows.documents.pop() {
                    bound.record_of[key as usize] = Some(records.len() as u32);
                    records.push(rows).map_err(Store::failed)?;
                }
            }
            Part::Binding(binding) => {
                if !bound.add(binding) {
                    let message = "a binding to an entity that it does not name";
                    return Err(invalid(place, number, message));
                }
            }
            Part::Other => {}
        }
        Ok(())
    })?;
    // Of two of one number the later holds.
    bound.documents.reverse();
    bound.documents.sort_by_key(|document| document.number);
    bound.documents.dedup_by_key(|document| document.number);
    Ok((bound, records))
}

/// Merges counts: of those with the same entity, the same two, or the same relation of two, comes one
/// line. `evidence` is how many pieces of it are kept for a pair or a relation. Whatever outgrows the
/// `limit` goes to temporary files; the lines that come out are the same.
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) for a line that holds no counts,
/// [`Error::Write`](crate::Error::Write) if `out` or a temporary file cannot be written.
pub fn merge(
    input: impl BufRead,
    place: &str,
    evidence: usize,
    limit: Option<Limit>,
    out: &mut impl Write,
) -> Result<()> {
    // Numbers must be in the order of the ids, so that all of these are read before the first is used.
    let (most, folder) = match &limit {
        Some(limit) => (limit.bytes / 4, limit.folder.as_path()),
        None => (usize::MAX, "".as_ref()),
    };
    let mut lines = tempfile::spooled_tempfile_in(most, folder);
    let mut ids = Names::default();
    each_line(input, place, |number, line| {
        entities_of(line, |id| _ = ids.number(id))
            .map_err(|e| invalid(place, number, format!("not a record of counts: {e}")))?;
        let mut put = |bytes: &[u8]| lines.write_all(bytes).map_err(failed);
        put(line.as_bytes())?;
        put(b"\n")
    })?;
    lines.seek(SeekFrom::Start(0)).map_err(failed)?;
    let ids = in_order(&ids);
    let mut counts = Counts::new(evidence, limit);
    counts.read(BufReader::new(lines), place, &ids)?;
    counts.write(&ids, out, output)
}

fn in_order(ids: &Names) -> Vec<&str> {
    let mut texts: Vec<&str> = (0..ids.len() as u32).map(|id| ids.text(id)).collect();
    texts.sort_unstable();
    texts
}

fn failed(source: io::Error) -> crate::Error {
    crate::Error::Write {
        path: "the temporary file of counts".into(),
        source,
    }
}
