//! What lies in a file that holds others: archives, folders of messages. Its entries come one after the
//! other, and each is read to its end before the next is looked at.

use crate::{Document, Warning};

use super::Items;
use super::source::Source;

/// What the next step into such a file gave.
pub(super) enum Found {
    /// The documents of an entry.
    Items(Items),
    /// An entry that cannot be used.
    Warning(Warning),
    /// An entry in which there is nothing to read.
    Nothing,
}

/// A file that holds others.
pub(super) trait Container {
    /// The file.
    fn source(&self) -> &Source;
    /// The next step; `None` at the end.
    fn step(&mut self) -> Option<Found>;
}

/// The documents of all entries, until the file has given more than a file may.
pub(super) struct Inside<C> {
    container: C,
    current: Option<Items>,
}

impl<C: Container> Inside<C> {
    pub(super) fn new(container: C) -> Self {
        Inside {
            container,
            current: None,
        }
    }
}

impl<C: Container> Iterator for Inside<C> {
    type Item = Result<Document, Warning>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.current.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            self.current = None;
            if self.container.source().context.meter.is_exceeded() {
                return None;
            }
            match self.container.step()? {
                Found::Items(items) => self.current = Some(items),
                Found::Warning(warning) => return Some(Err(warning)),
                Found::Nothing => {}
            }
        }
    }
}
