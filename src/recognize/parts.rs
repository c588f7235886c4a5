//! Words and phrases that names are made of: places, given names, surnames.
//!
//! A tagger that never saw `Wairoa` can still know that a town is called so. The lists are facts from
//! elsewhere (`data/gazetteer/parts.py` compiles them), not names of the training text, so that as many of the names
//! it trains on stand in them as of those it will meet. The model holds hashes of them. Forms are
//! compared in lower case and without accents.

use crate::gazetteer::without_accents;
use crate::segment::tokenize;
use crate::{Error, Result, Span};

use super::keys::Keys;
use super::word::{hash, mix};

/// The bits of the kinds of places.
pub(super) const PLACES: u8 = 0b1_1111;

/// The bit of the first words of phrases.
const FIRST: u8 = 1 << 7;

/// The kinds, in the order of their bits.
const KINDS: [&str; 7] = [
    "country", "state", "county", "city", "town", "given", "surname",
];

/// The longest phrase, in tokens.
pub(super) const LONGEST: usize = 5;

/// Kinds of words and phrases by hash.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parts(Keys);

impl Parts {
    /// Reads a table: a kind, a tab and a form a line; `#` begins a comment. `place` is what an error
    /// calls the table.
    pub(super) fn read(text: &str, place: &str) -> Result<Parts> {
        let mut bits: Vec<(u32, u16)> = Vec::new();
        let mut tokens = Vec::new();
        for (at, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let (kind, form) = line.split_once('\t').unwrap_or((line, ""));
            let known = KINDS.iter().position(|k| *k == kind);
            let (Some(kind), false) = (known, form.is_empty()) else {
                return Err(Error::Invalid {
                    place: format!("{place}:{}", at + 1),
                    message: format!("not one of {}, a tab and a form", KINDS.join(", ")),
                });
            };
            tokens.clear();
            tokenize(form, Span::new(0, form.len()), &mut tokens);
            let mut words = tokens.iter().map(|t| plain(t.span.text(form)));
            let Some(first) = words.next() else { continue };
            let whole = words.fold(first, mix);
            bits.push((key(whole), 1 << kind));
            if tokens.len() > 1 {
                bits.push((key(first), u16::from(FIRST)));
            }
        }
        bits.sort_unstable();
        let mut joined: Vec<(u32, u16)> = Vec::with_capacity(bits.len());
        for (key, bit) in bits {
            match joined.last_mut() {
                Some(last) if last.0 == key => last.1 |= bit,
                _ => joined.push((key, bit)),
            }
        }
        Ok(Parts(Keys::new(joined)))
    }

    /// Those of that key and bits.
    pub(super) fn new(keys: Keys) -> Parts {
        Parts(keys)
    }

    /// The kinds of the word whose [`plain`] hash it is, and whether phrases begin with it.
    pub(super) fn word(&self, plain: u64) -> u8 {
        self.0.get(key(plain)).unwrap_or_default() as u8
    }

    /// How many tokens the longest phrase that begins here has, and its kinds. `plain` are the hashes
    /// of the tokens from here on.
    pub(super) fn phrase(&self, mut plain: impl Iterator<Item = u64>) -> Option<(usize, u8)> {
        let first = plain.next()?;
        if self.word(first) & FIRST == 0 {
            return None;
        }
        let mut whole = first;
        let mut found = None;
        for (at, word) in plain.take(LONGEST - 1).enumerate() {
            whole = mix(whole, word);
            if let Some(bits) = self.0.get(key(whole)) {
                found = Some((at + 2, bits as u8 & !FIRST));
            }
        }
        found
    }

    /// All of them by key.
    pub(super) fn keys(&self) -> &Keys {
        &self.0
    }
}

/// The hash of a word in lower case without accents.
pub(super) fn plain(word: &str) -> u64 {
    hash(&without_accents(word))
}

fn key(whole: u64) -> u32 {
    (whole >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::BUILTIN;
    use crate::recognize::model::Model;

    fn parts(text: &str) -> Parts {
        Parts::read(text, "parts.tsv").unwrap()
    }

    #[test]
    fn words_and_the_longest_phrase_are_found_whatever_their_accents() {
        let parts = parts("# x\ncity\tbogotá\nstate\tnew york\ncity\tnew york city\ngiven\tyork\n");
        assert_eq!(parts.word(plain("Bogota")), 0b1000);
        assert_eq!(parts.word(plain("York")), 0b10_0000);
        let phrase = |text: &str| parts.phrase(text.split(' ').map(plain));
        assert_eq!(phrase("New York said"), Some((2, 0b10)));
        assert_eq!(phrase("New York City"), Some((3, 0b1000)));
        assert_eq!(phrase("New Jersey"), None);
        assert_eq!(phrase("York City"), None);
    }

    #[test]
    fn a_line_of_another_kind_is_named() {
        let error = Parts::read("city\tbonn\nriver\trhine\n", "parts.tsv");
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with("parts.tsv:2: "), "{error}");
    }

    #[test]
    fn the_committed_model_knows_places_and_given_names() {
        let (model, _) = Model::from_bytes(BUILTIN).unwrap();
        let parts = model.vocabulary.parts;
        assert!(parts.keys().len() > 80_000);
        assert_ne!(parts.word(plain("Nairobi")) & PLACES, 0);
        assert_ne!(parts.word(plain("Fatima")) & 0b10_0000, 0);
        assert_eq!(parts.word(plain("although")), 0);
    }
}
