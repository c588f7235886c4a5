//! What the mentions of a corpus are bound to.
//!
//! A corpus has tens of mentions a document, so they stand one after the other in two lists, at five bytes
//! a mention.

use super::Rule;

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
        self.entities.len()
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

    /// Binds no mention to anything.
    pub(super) fn unbind(&mut self) {
        self.entities.fill(NONE);
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
}
