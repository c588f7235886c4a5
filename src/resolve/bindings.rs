//! What the mentions of a corpus are bound to.
//!
//! A corpus has tens of mentions a document, so they stand one after the other in two lists, at five bytes
//! a mention.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::Rule;
use crate::shelf::{Shelf, Slot};

/// For each mention of each document its entity and the rule that bound it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings {
    /// Where the mentions of each document end.
    ends: Vec<usize>,
    /// Indices of entities, or [`NONE`].
    entities: Vec<u32>,
    rules: Vec<Rule>,
}

const NONE: u32 = u32::MAX;

/// Entities that are on disk for a while.
pub(crate) struct Aside {
    shelf: Arc<Shelf>,
    slots: Vec<Slot>,
}

/// Mentions whose entities are put on disk at once.
const AT_ONCE: usize = 1 << 20;

impl Bindings {
    /// Adds a document: the entity and the rule of each of its mentions.
    pub(super) fn push(&mut self, entities: &[Option<u32>], rules: &[Rule]) {
        debug_assert_eq!(entities.len(), rules.len());
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
        self.rules.len()
    }

    /// The entity of each mention of a document, as an index into
    /// [`Resolution::entities`](super::Resolution::entities); names of kind [`Kind::Other`](crate::Kind::Other)
    /// and banned ones have none.
    pub fn entities(&self, document: usize) -> impl ExactSizeIterator<Item = Option<usize>> + '_ {
        let entities = self.entities[self.range(document)].iter();
        entities.map(|&entity| (entity != NONE).then_some(entity as usize))
    }

    /// For each mention of a document the rule that bound it in the end.
    pub fn rules(&self, document: usize) -> &[Rule] {
        &self.rules[self.range(document)]
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

    /// Puts the entities on disk, in a file in `folder`, while they are not asked for.
    ///
    /// # Errors
    /// If the file fails.
    pub(crate) fn set_aside(&mut self, folder: &Path) -> io::Result<Aside> {
        let shelf = Shelf::new(Some(folder));
        let put = |part: &[u32]| {
            let bytes: Vec<u8> = part
                .iter()
                .flat_map(|entity| entity.to_le_bytes())
                .collect();
            shelf.put(&bytes)
        };
        let slots = self
            .entities
            .chunks(AT_ONCE)
            .map(put)
            .collect::<io::Result<_>>()?;
        self.entities = Vec::new();
        Ok(Aside { shelf, slots })
    }

    /// Takes them back.
    ///
    /// # Errors
    /// If they cannot be read.
    pub(crate) fn take_back(&mut self, aside: Aside) -> io::Result<()> {
        self.entities.reserve_exact(self.rules.len());
        for slot in aside.slots {
            let bytes = aside.shelf.get(slot);
            let entities = bytes.as_chunks().0.iter();
            self.entities
                .extend(entities.map(|bytes| u32::from_le_bytes(*bytes)));
        }
        aside.shelf.check()
    }

    fn range(&self, document: usize) -> std::ops::Range<usize> {
        let start = document
            .checked_sub(1)
            .map_or(0, |before| self.ends[before]);
        start..self.ends[document]
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
        assert_eq!(bindings.rules(0), [Rule::Name, Rule::Banned]);
        assert_eq!((bindings.documents(), bindings.mentions()), (3, 3));
    }

    #[test]
    fn what_is_set_aside_comes_back() {
        let mut bindings = Bindings::default();
        let entities: Vec<Option<u32>> = (0..1000).map(|n| (n % 3 > 0).then_some(n)).collect();
        for _ in 0..3000 {
            bindings.push(&entities, &[Rule::Name; 1000]);
        }
        let before = bindings.clone();
        let aside = bindings.set_aside(&std::env::temp_dir()).unwrap();
        assert_eq!(
            (bindings.mentions(), bindings.entities.len()),
            (3_000_000, 0)
        );
        bindings.take_back(aside).unwrap();
        assert!(bindings == before);
    }
}
