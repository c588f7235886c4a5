//! What is to be said of all records and tables together, once, when all has been read.
//!
//! Of the names of fields that the user gave, those that were nowhere: a misspelled one would change nothing,
//! and what comes out would be taken for what was asked for. And that dates were not understood, which may
//! be those of a million records. Beside it, where a record with an id of its own stands, for the one line
//! that must name file and line of a document that was read well.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use crate::Warning;

use super::problem;
use super::record::Fields;

/// Characters of a date that are shown.
const LONGEST: usize = 40;

/// Shared by all inputs of a run.
#[derive(Debug, Default)]
pub(super) struct Notes {
    asked: Vec<Name>,
    undated: Mutex<Option<Undated>>,
    /// Where the last record stands that has an id of its own.
    place: Mutex<Option<String>>,
}

/// Records whose date is not understood.
#[derive(Debug)]
struct Undated {
    /// Place and date of the first.
    place: String,
    date: String,
    records: usize,
}

#[derive(Debug)]
struct Name {
    field: &'static str,
    name: String,
    found: AtomicBool,
}

impl Notes {
    pub(super) fn new(fields: &Fields) -> Self {
        let names = fields.own().into_iter().map(|(field, name)| Name {
            field,
            name: name.to_owned(),
            found: AtomicBool::new(false),
        });
        Notes {
            asked: names.collect(),
            ..Notes::default()
        }
    }

    /// A record has these keys, or a table these columns, in any case.
    pub(super) fn keys<'k>(&self, keys: impl Iterator<Item = &'k str> + Clone) {
        for asked in &self.asked {
            if !asked.found.load(Ordering::Relaxed) {
                let found = keys
                    .clone()
                    .any(|key| key.eq_ignore_ascii_case(&asked.name));
                asked.found.fetch_or(found, Ordering::Relaxed);
            }
        }
    }

    /// A record has this date, and it cannot be read.
    pub(super) fn undated(&self, place: &str, date: &str) {
        let mut undated = self.undated.lock().expect("no thread panics with the lock");
        let undated = undated.get_or_insert_with(|| Undated {
            place: place.to_owned(),
            date: date.chars().take(LONGEST).collect(),
            records: 0,
        });
        undated.records += 1;
    }

    /// The next document has an id of its own, and stands here.
    pub(super) fn stands_at(&self, place: &str) {
        *self.place() = Some(place.to_owned());
    }

    /// Where the document stands that was just read, unless its id says so.
    pub(super) fn take_place(&self) -> Option<String> {
        self.place().take()
    }

    fn place(&self) -> MutexGuard<'_, Option<String>> {
        self.place.lock().expect("no thread panics with the lock")
    }

    /// What is to be said.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let missing = |asked: &&Name| !asked.found.load(Ordering::Relaxed);
        let warning = |asked: &Name| {
            let place = format!("--field {}={}", asked.field, asked.name);
            problem::noted(&place, "no record and no table has a field of this name")
        };
        let missing = self.asked.iter().filter(missing).map(warning);
        let undated = self.undated.lock().expect("no thread panics with the lock");
        let undated = undated.as_ref().map(|undated| {
            let others = match undated.records {
                1 => String::new(),
                2 => ", nor that of 1 other record".to_owned(),
                n => format!(", nor those of {} other records", n - 1),
            };
            let message = format!("the date {:?} is not understood{others}", undated.date);
            problem::noted(
                &undated.place,
                format!("{message}; such a document has no date"),
            )
        });
        missing.chain(undated).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_record_has_is_told_once_and_one_that_some_has_is_not() {
        let mut fields = Fields::default();
        for setting in ["text=stroy", "title=name", "text=Body"] {
            fields.set(setting).unwrap();
        }
        let notes = Notes::new(&fields);
        notes.keys(["id", "NAME"].into_iter());
        notes.keys(["story", "body"].into_iter());
        let missing: Vec<String> = notes.warnings().into_iter().map(|w| w.place).collect();
        assert_eq!(missing, ["--field text=stroy"]);
        assert!(Notes::new(&Fields::default()).warnings().is_empty());
    }

    #[test]
    fn dates_that_are_not_understood_are_told_once_with_the_first() {
        let notes = Notes::default();
        let said = || {
            let warnings = notes.warnings().into_iter();
            let lines: Vec<String> = warnings
                .map(|w| format!("{}: {}", w.place, w.message))
                .collect();
            lines.join("\n")
        };
        notes.undated("f:1", "2021-13-45");
        assert_eq!(
            said(),
            "f:1: the date \"2021-13-45\" is not understood; such a document has no date"
        );
        notes.undated("f:2", "soon");
        assert_eq!(
            said(),
            "f:1: the date \"2021-13-45\" is not understood, nor that of 1 other record; such a document \
             has no date"
        );
    }
}
