//! What the mentions of a corpus are bound to.
//!
//! A corpus has tens of mentions a document, so they stand one after the other in two lists, at five bytes
//! a mention. When they are counted, only the writer of mentions looks at them once more, at one document after the
//! other: until then they can be on disk.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::Rule;
use crate::shelf::{Shelf, Slot};

/// For each mention of each document its entity and the rule that bound it.
///
/// They may be on disk. If those of a document cannot be read from there, it has none, and
/// [`check`](Self::check) says why: what is made of them is worth nothing then.
#[derive(Clone, Default)]
pub struct Bindings {
    /// Where the mentions of each document end.
    ends: Vec<usize>,
    /// Indices of entities, or [`NONE`].
    entities: Vec<u32>,
    rules: Vec<Rule>,
    /// Where the entities and the rules are instead.
    aside: Option<Aside>,
}

const NONE: u32 = u32::MAX;

fn of_number(entity: u32) -> Option<usize> {
    (entity != NONE).then_some(entity as usize)
}

/// Bytes of a mention on disk.
const BYTES: usize = 5;

/// For each document the place of its entities, four bytes each, and its rules, one byte each.
#[derive(Clone)]
struct Aside {
    shelf: Arc<Shelf>,
    slots: Vec<Slot>,
}

impl Bindings {
    /// Adds a document: the entity and the rule of each of its mentions.
    pub(super) fn push(&mut self, entities: &[Option<u32>], rules: &[Rule]) {
        debug_assert_eq!(entities.len(), rules.len());
        debug_assert!(self.aside.is_none());
        let numbers = entities.iter().map(|entity| entity.unwrap_or(NONE));
        self.entities.extend(numbers);
        self.rules.extend(rules);
        self.ends.push(self.entities.len());
    }

    /// Gives back the room for further documents.
    pub(super) fn shrink_to_fit(&mut self) {
        self.ends.shrink_to_fit();
        self.entities.shrink_to_fit();
        self.rules.shrink_to_fit();
    }

    /// Number of documents.
    pub fn documents(&self) -> usize {
        self.ends.len()
    }

    /// Number of mentions in all documents.
    pub fn mentions(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Number of mentions in a document.
    pub fn mentions_of(&self, document: usize) -> usize {
        self.range(document).len()
    }

    /// The entity of each mention of a document, as an index into
    /// [`Resolution::entities`](super::Resolution::entities); names of kind [`Kind::Other`](crate::Kind::Other)
    /// and banned ones have none.
    pub fn entities(&self, document: usize) -> impl ExactSizeIterator<Item = Option<usize>> + '_ {
        let (entities, _) = self.part(document);
        (0..entities.len()).map(move |mention| of_number(entities[mention]))
    }

    /// For each mention of a document the rule that bound it in the end.
    pub fn rules(&self, document: usize) -> Cow<'_, [Rule]> {
        self.part(document).1
    }

    /// For each mention of a document its [entity](Self::entities) and its [rule](Self::rules), read at once.
    pub fn bound(
        &self,
        document: usize,
    ) -> impl ExactSizeIterator<Item = (Option<usize>, Rule)> + '_ {
        let (entities, rules) = self.part(document);
        (0..entities.len()).map(move |mention| (of_number(entities[mention]), rules[mention]))
    }

    /// Numbers of entities and rules of a document's mentions, from memory or from disk.
    fn part(&self, document: usize) -> (Cow<'_, [u32]>, Cow<'_, [Rule]>) {
        let Some(aside) = &self.aside else {
            let range = self.range(document);
            return (
                Cow::Borrowed(&self.entities[range.clone()]),
                Cow::Borrowed(&self.rules[range]),
            );
        };
        let bytes = aside.shelf.get(aside.slots[document]);
        let (entities, rules) = bytes.split_at(bytes.len() / BYTES * 4);
        let entities = entities.as_chunks().0.iter();
        let entities = entities.map(|bytes| u32::from_le_bytes(*bytes)).collect();
        let rules = rules.iter().map(|&rule| Rule::ALL[usize::from(rule)]);
        (entities, rules.collect())
    }

    /// Whether all that was asked for could be read.
    ///
    /// # Errors
    /// Why it could not.
    pub fn check(&self) -> io::Result<()> {
        let aside = self.aside.as_ref();
        aside.map_or(Ok(()), |aside| aside.shelf.check())
    }

    /// Binds the mention of a document anew.
    pub(super) fn set(&mut self, (document, mention): (usize, usize), entity: Option<usize>) {
        let place = self.range(document).start + mention;
        self.entities[place] = entity.map_or(NONE, |entity| entity as u32);
    }

    /// Gives another reason for what a mention is bound to.
    pub(super) fn set_rule(&mut self, (document, mention): (usize, usize), rule: Rule) {
        let place = self.range(document).start + mention;
        self.rules[place] = rule;
    }

    /// Binds the mentions of each entity to the one that it becomes, or to none.
    pub(super) fn renumber(&mut self, new: &[Option<u32>]) {
        for entity in self.entities.iter_mut().filter(|entity| **entity != NONE) {
            *entity = new[*entity as usize].unwrap_or(NONE);
        }
    }

    /// Puts entities and rules on disk, in a file in `folder`; no document can be added or bound anew then.
    ///
    /// # Errors
    /// If the file fails.
    pub(crate) fn set_aside(&mut self, folder: &Path) -> io::Result<()> {
        let shelf = Shelf::new(Some(folder));
        let mut bytes = Vec::new();
        let put = |document: usize| {
            let range = self.range(document);
            bytes.clear();
            let entities = self.entities[range.clone()].iter();
            bytes.extend(entities.flat_map(|entity| entity.to_le_bytes()));
            bytes.extend(self.rules[range].iter().map(|&rule| rule as u8));
            shelf.put(&bytes)
        };
        let slots = (0..self.documents()).map(put).collect::<io::Result<_>>()?;
        (self.entities, self.rules) = (Vec::new(), Vec::new());
        self.aside = Some(Aside { shelf, slots });
        Ok(())
    }

    fn range(&self, document: usize) -> std::ops::Range<usize> {
        let start = document
            .checked_sub(1)
            .map_or(0, |before| self.ends[before]);
        start..self.ends[document]
    }
}

impl PartialEq for Bindings {
    fn eq(&self, other: &Bindings) -> bool {
        let alike = |document| self.part(document) == other.part(document);
        self.ends == other.ends && (0..self.documents()).all(alike)
    }
}

impl Eq for Bindings {}

impl fmt::Debug for Bindings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |document| self.bound(document).collect::<Vec<_>>();
        f.debug_list()
            .entries((0..self.documents()).map(of))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_has_its_own_mentions() {
        let mut bindings = Bindings::default();
        bindings.push(&[Some(3), None], &[Rule::Name, Rule::Surname]);
        bindings.push(&[], &[]);
        bindings.push(&[Some(0)], &[Rule::Known]);
        bindings.set((2, 0), Some(5));
        bindings.set_rule((0, 1), Rule::Banned);
        let entities = |document| bindings.entities(document).collect::<Vec<_>>();
        assert_eq!(
            [entities(0), entities(1), entities(2)].concat(),
            [Some(3), None, Some(5)]
        );
        assert_eq!(entities(1), []);
        assert_eq!(*bindings.rules(0), [Rule::Name, Rule::Banned]);
        assert_eq!((bindings.documents(), bindings.mentions()), (3, 3));
    }

    #[test]
    fn what_is_set_aside_is_read_from_there() {
        let mut bindings = Bindings::default();
        let entities: Vec<Option<u32>> = (0..1000).map(|n| (n % 3 > 0).then_some(n)).collect();
        let rules: Vec<Rule> = (0..1000).map(|n| Rule::ALL[n % Rule::ALL.len()]).collect();
        for n in 0..3000 {
            bindings.push(&entities[n % 1000..], &rules[n % 1000..]);
        }
        let before = bindings.clone();
        bindings.set_aside(&std::env::temp_dir()).unwrap();
        assert_eq!((bindings.entities.len(), bindings.rules.len()), (0, 0));
        assert_eq!(bindings.mentions(), 3 * 500_500);
        assert_eq!(bindings.mentions_of(2999), 1);
        assert!(bindings == before);
        bindings.check().unwrap();
    }
}
