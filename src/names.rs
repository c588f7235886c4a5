//! Strings that occur often, as numbers.
//!
//! A corpus has as many names as nothing else that is kept of it, so a name costs its letters and some
//! sixteen bytes: all stand one after the other in one text, and a hash table holds their numbers alone.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Strings by number, in the order in which they were first met.
#[derive(Default)]
pub(crate) struct Names {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    numbers: HashTable<u32>,
}

impl Names {
    /// The number of a string, a new one if it has none.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let hash = |text: &str| FxBuildHasher.hash_one(text);
        let is = |number: &u32| of(&self.text, &self.ends, *number) == text;
        if let Some(&number) = self.numbers.find(hash(text), is) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let again = |number: &u32| hash(of(&self.text, &self.ends, *number));
        self.numbers.insert_unique(hash(text), number, again);
        number
    }

    /// The number of a string that has one.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let is = |number: &u32| self.text(*number) == text;
        let hash = FxBuildHasher.hash_one(text);
        self.numbers.find(hash, is).copied()
    }

    /// The string of a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        of(&self.text, &self.ends, number)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

fn of<'t>(text: &'t str, ends: &[usize], number: u32) -> &'t str {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start..ends[number]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_have_one_number_and_each_number_its_string() {
        let mut names = Names::default();
        let texts: Vec<String> = (0..1000).map(|n| format!("é{}", n % 300)).collect();
        let numbers: Vec<u32> = texts.iter().map(|text| names.number(text)).collect();
        assert_eq!(names.len(), 300);
        for (number, text) in numbers.iter().zip(&texts) {
            assert_eq!(names.text(*number), text);
        }
        let empty = names.number("");
        assert_eq!((empty, names.text(empty)), (300, ""));
    }
}
