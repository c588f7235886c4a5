//! What a user puts right: two names that are one, one name that is two, a wrong name or kind, a word
//! that is no name.
//!
//! Corrections stand in a TOML file and are replayed on every run, after the rules have decided and
//! before anything is counted. Each kind of entry is an array of tables:
//!
//! ```toml
//! [[merge]]                 # these are one; the first gives name and kind
//! entities = ["Placeholder Institute", "PIT"]
//! name = "Placeholder Institute for Tests"   # optional
//!
//! [[split]]                 # these mentions are of somebody else
//! entity = "Ann Example"
//! documents = ["b.txt"]     # by document, publisher or form, or by several of them
//! name = "Ann Example (judge)"
//!
//! [[rename]]
//! entity = "Bo Sample"
//! name = "Bo J. Sample"
//!
//! [[ban]]                   # no name at all; or `entity = ...`, nobody who is wanted
//! form = "Sincerely"
//!
//! [[kind]]
//! entity = "Sample Wire"
//! kind = "outlet"
//! ```
//!
//! An entity is named by its id, its name, or a form that only it has, compared as names are
//! ([`fold`](crate::gazetteer::fold)). With `document = "..."` or `publisher = "..."` an entry holds
//! for the mentions there and nowhere else.
//!
//! # What the order of the entries means: nothing
//!
//! Kinds are set first, then mentions are split off, then entities are merged, renamed, banned. Within
//! each step all entries are understood before the first is carried out. A renaming, a merge or a split
//! for some mentions only is a split: those mentions go to the entity of the other name. Entries that
//! contradict each other (two names or two kinds for one entity, a merge of what another entry splits)
//! are an error that names both; an entry that fits nothing any more is a warning.

mod draft;
mod file;
mod finish;
mod merge;
mod replay;
#[cfg(test)]
mod tests;
mod touched;

use crate::gazetteer::Gazetteer;
use crate::rows::Rows;
use crate::{Kind, Result, Warning};

use super::Resolution;

/// Name of the file that is looked for in an input folder.
pub const FILE_NAME: &str = "comention.toml";

/// Corrections of one or several files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    entries: Vec<Entry>,
}

impl Corrections {
    /// Reads a file's text; `place` is what messages call the file.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) with file and line.
    pub fn parse(place: &str, text: &str) -> Result<Corrections> {
        let entries = file::parse(place, text)?;
        Ok(Corrections { entries })
    }

    /// Adds the entries of another file.
    pub fn extend(&mut self, other: Corrections) {
        self.entries.extend(other.entries);
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Puts right who is who in `documents`. The warnings are of entries that change nothing because
    /// what they name is not there.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) with file and line for a name that several entities
    /// have, and for entries that contradict each other.
    pub fn apply(
        &self,
        resolution: Resolution,
        documents: &(impl Rows + ?Sized),
        gazetteer: &Gazetteer,
    ) -> Result<(Resolution, Vec<Warning>)> {
        if self.is_empty() {
            return Ok((resolution, Vec::new()));
        }
        replay::replay(&self.entries, resolution, documents, gazetteer)
    }
}

/// An entry of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    what: What,
    scope: Scope,
    at: At,
}

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    file: String,
    line: usize,
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Where an entry holds; nothing is everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Scope {
    documents: Vec<String>,
    /// Folded names, or domains.
    publishers: Vec<String>,
}

impl Scope {
    fn is_everywhere(&self) -> bool {
        self.documents.is_empty() && self.publishers.is_empty()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Kind {
        entity: String,
        kind: Kind,
    },
    Split {
        entity: String,
        forms: Vec<String>,
        name: String,
        kind: Option<Kind>,
    },
    Merge {
        entities: Vec<String>,
        name: Option<String>,
    },
    Rename {
        entity: String,
        name: String,
    },
    BanForm {
        form: String,
    },
    BanEntity {
        entity: String,
    },
}
