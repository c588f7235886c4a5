//! The evidence of an edge, which may be on disk.
//!
//! Sentences are most of a large graph, and nothing but the writers of results looks at them, at one edge
//! after the other. So an edge has a place on a [`Shelf`], where the text stands that `graph.json` has for it.

use std::fmt;
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::Evidence;
use crate::shelf::{Shelf, Slot};

/// The best places that name both ends of an edge, the best first.
///
/// They may be on disk. If they cannot be read from there, there are none, and
/// [`check`](Self::check) says why: what is made of them is worth nothing then.
#[derive(Clone, Default)]
pub struct EvidenceList {
    shelf: Option<Arc<Shelf>>,
    slot: Slot,
    count: u32,
}

impl EvidenceList {
    /// Puts the text of a list of `count` on a shelf.
    ///
    /// # Errors
    /// If it cannot be put there.
    pub(super) fn put(shelf: &Arc<Shelf>, text: &[u8], count: usize) -> io::Result<EvidenceList> {
        match count {
            0 => Ok(EvidenceList::default()),
            _ => Ok(EvidenceList::at(shelf, shelf.put(text)?, count)),
        }
    }

    /// The list of `count` whose text is at a place of a shelf.
    pub(super) fn at(shelf: &Arc<Shelf>, slot: Slot, count: usize) -> EvidenceList {
        match count {
            0 => EvidenceList::default(),
            _ => EvidenceList {
                shelf: Some(Arc::clone(shelf)),
                slot,
                count: u32::try_from(count).unwrap_or(u32::MAX),
            },
        }
    }

    /// The same list on another shelf.
    ///
    /// # Errors
    /// If it cannot be put there.
    pub(crate) fn moved_to(&self, shelf: &Arc<Shelf>) -> io::Result<EvidenceList> {
        EvidenceList::put(shelf, &self.text(), self.len())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All of them.
    pub fn all(&self) -> Vec<Evidence> {
        let Some(shelf) = &self.shelf else {
            return Vec::new();
        };
        let made = serde_json::from_slice(&shelf.get(self.slot));
        shelf.noted(made.map_err(io::Error::from))
    }

    /// The best.
    pub fn first(&self) -> Option<Evidence> {
        let shelf = self.shelf.as_ref()?;
        let text = shelf.get(self.slot);
        // Behind the bracket; what follows it is not looked at.
        let mut from = serde_json::Deserializer::from_slice(text.get(1..)?);
        let first = Evidence::deserialize(&mut from).map(Some);
        shelf.noted(first.map_err(io::Error::from))
    }

    /// Whether all that was asked for, of any edge of the same graph, could be read.
    ///
    /// # Errors
    /// Why it could not.
    pub fn check(&self) -> io::Result<()> {
        self.shelf.as_ref().map_or(Ok(()), |shelf| shelf.check())
    }

    /// The list as JSON.
    fn text(&self) -> Vec<u8> {
        match &self.shelf {
            Some(shelf) => shelf.get(self.slot),
            None => b"[]".to_vec(),
        }
    }
}

impl From<Vec<Evidence>> for EvidenceList {
    fn from(list: Vec<Evidence>) -> EvidenceList {
        let mut text = Vec::new();
        write(&list, &mut text);
        let placed = EvidenceList::put(&Shelf::new(None), &text, list.len());
        placed.expect("memory takes what it is given")
    }
}

impl PartialEq for EvidenceList {
    fn eq(&self, other: &EvidenceList) -> bool {
        self.count == other.count && self.text() == other.text()
    }
}

impl fmt::Debug for EvidenceList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all().fmt(f)
    }
}

impl Serialize for EvidenceList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = String::from_utf8(self.text()).map_err(serde::ser::Error::custom)?;
        let text = RawValue::from_string(text).map_err(serde::ser::Error::custom)?;
        text.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for EvidenceList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|list: Vec<Evidence>| list.into())
    }
}

/// Puts a list, as it is kept, behind the `text`; nothing of an empty one.
pub(super) fn write(list: &[Evidence], text: &mut Vec<u8>) {
    if list.is_empty() {
        return;
    }
    serde_json::to_writer(text, list).expect("words and numbers can be written");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Quote;
    use crate::{Part, Span};

    fn evidence(document: usize, bytes: usize) -> Evidence {
        Evidence {
            document: document.to_string().into(),
            publisher: Some("Wire".into()),
            date: None,
            part: Part::Body,
            quote: Quote {
                span: Span::new(3, 3 + bytes),
                text: "\"é\n".repeat(bytes / 4).into(),
            },
            second: None,
            source: Span::new(3, 4),
            target: Span::new(5, 6),
            references: Vec::new(),
            attributions: Vec::new(),
        }
    }

    #[test]
    fn a_list_is_read_and_written_as_what_it_was_made_of() {
        for n in 0..4 {
            let list: Vec<Evidence> = (0..n).map(|i| evidence(n + i, 40 * n)).collect();
            let placed = EvidenceList::from(list.clone());
            assert_eq!(
                (placed.len(), placed.is_empty()),
                (list.len(), list.is_empty())
            );
            assert_eq!(placed.all(), list);
            assert_eq!(placed.first(), list.first().cloned());
            let written = serde_json::to_string(&placed).unwrap();
            assert_eq!(written, serde_json::to_string(&list).unwrap());
            assert_eq!(
                serde_json::from_str::<EvidenceList>(&written).unwrap(),
                placed
            );
            placed.check().unwrap();
        }
    }
}
