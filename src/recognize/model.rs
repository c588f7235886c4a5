//! A trained model: its data, and the file it is read from and written to.
//!
//! The file, all numbers little-endian:
//!
//! ```text
//! magic "comentio" · format version u32 · template version u32
//!   name, language           byte length u32, UTF-8
//!   calibration              3 x f32, see Calibration
//!   unit                     f32, what a weight of 1 stands for
//!   transitions              i32 for each (previous label or start, label)
//!   fine clusters            count u32, then 3 x u16: the coarser clusters that it is in
//!   words                    count u32, then key step varint, fine cluster u16
//!   parts of names           count u32, then key step varint, kinds u16
//!   usage of words           count u32, then key step varint, summary u16
//!   rows                     count u32, then key step varint, u16 (bits 0-10: which labels have a
//!                            weight, bits 12-15: shift), i8 for each of them
//! SHA-256 of all that            32 bytes
//! ```
//!
//! A file that was cut, altered, made for another version or is something else gives
//! [`Error::Model`].

use sha2::{Digest, Sha256};

use crate::{Error, Result};

use super::clusters::{self, Clusters};
use super::features;
use super::labels::LABELS;
use super::lattice::{Exponentials, factors};
use super::parts::Parts;
use super::table::{self, LARGEST_SHIFT, Table, Weights};
use super::usage::Usage;
use super::viterbi::Transitions;
use super::vocabulary::Vocabulary;

const MAGIC: &[u8; 8] = b"comentio";
const FORMAT: u32 = 4;
const CHECKSUM: usize = 32;

/// Keeps what is divided by the scale far from overflow.
const LEAST_SCALE: f64 = 1e-6;

/// How scores become probabilities; fitted on development text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Calibration {
    /// What scores are multiplied by before they are taken for log-probabilities.
    pub(super) sharpness: f32,
    /// The log-odds of a name are multiplied by this,
    pub(super) slope: f32,
    /// and this is added.
    pub(super) intercept: f32,
}

impl Calibration {
    /// The score of a name that has this share of all labellings.
    pub(super) fn apply(self, share: f64) -> f32 {
        let share = share.clamp(1e-9, 1.0 - 1e-9);
        let odds = libm::log(share / (1.0 - share));
        let odds = odds * f64::from(self.slope) + f64::from(self.intercept);
        (1.0 / (1.0 + libm::exp(-odds))) as f32
    }
}

impl Default for Calibration {
    fn default() -> Self {
        Calibration {
            sharpness: 0.25,
            slope: 1.0,
            intercept: 0.0,
        }
    }
}

/// What the trainer makes and a file holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ModelData {
    /// Such as `en-news`.
    pub(super) name: String,
    /// Language code, such as `en`.
    pub(super) language: String,
    /// See [`Calibration`].
    pub(super) calibration: Calibration,
    /// What a weight of 1 stands for.
    pub(super) unit: f32,
    /// In units.
    pub(super) transitions: Transitions<i64>,
    /// See [`Vocabulary`].
    pub(super) vocabulary: Vocabulary,
    /// Key (its kept bits) and weights, by key.
    pub(super) rows: Vec<(u64, Weights)>,
}

/// What the tagger works with.
pub(super) struct Model {
    pub(super) name: String,
    pub(super) language: String,
    pub(super) calibration: Calibration,
    /// What a score of 1 adds to a log-probability.
    pub(super) scale: f64,
    pub(super) transitions: Transitions<i64>,
    /// Their exponentials.
    pub(super) factors: Transitions<f64>,
    /// Of scores.
    pub(super) exponentials: Exponentials,
    pub(super) vocabulary: Vocabulary,
    pub(super) table: Table,
}

fn unusable(message: impl Into<String>) -> Error {
    Error::Model(message.into())
}

impl ModelData {
    /// The file's bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(MAGIC);
        out.extend(FORMAT.to_le_bytes());
        out.extend(features::VERSION.to_le_bytes());
        for text in [&self.name, &self.language] {
            out.extend((text.len() as u32).to_le_bytes());
            out.extend(text.as_bytes());
        }
        let Calibration {
            sharpness,
            slope,
            intercept,
        } = self.calibration;
        for number in [sharpness, slope, intercept, self.unit] {
            out.extend(number.to_le_bytes());
        }
        for score in self.transitions.iter().flatten() {
            out.extend((*score as i32).to_le_bytes());
        }
        out.extend((self.vocabulary.clusters.above().len() as u32).to_le_bytes());
        for number in self.vocabulary.clusters.above().flatten() {
            out.extend(number.to_le_bytes());
        }
        put_keys(self.vocabulary.clusters.entries(), &mut out);
        put_keys(self.vocabulary.parts.entries(), &mut out);
        put_keys(self.vocabulary.usage.entries(), &mut out);
        out.extend((self.rows.len() as u32).to_le_bytes());
        let mut last = 0;
        for (key, row) in &self.rows {
            put_varint(key - last, &mut out);
            last = *key;
            let mut which = u16::from(row.shift) << 12;
            for (label, &weight) in row.weights.iter().enumerate() {
                which |= u16::from(weight != 0) << label;
            }
            out.extend(which.to_le_bytes());
            out.extend(row.weights.iter().filter(|w| **w != 0).map(|w| *w as u8));
        }
        let sum = Sha256::digest(&out);
        out.extend(sum.as_slice());
        out
    }
}

impl Model {
    /// Reads a file's bytes; the model and the SHA-256 of the whole file.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<(Model, String)> {
        let input = open(bytes)?;
        // Each takes some milliseconds of every start.
        let (sha256, model) = rayon::join(|| checked(bytes), || Model::read(input));
        // Of an altered file the checksum tells more than what happens to look wrong in it.
        let sha256 = sha256?;
        Ok((model?, sha256))
    }

    fn read(mut input: Input<'_>) -> Result<Model> {
        let name = input.text()?;
        let language = input.text()?;
        let calibration = Calibration {
            sharpness: input.f32()?,
            slope: input.f32()?,
            intercept: input.f32()?,
        };
        let unit = input.f32()?;
        let scale = f64::from(unit) * f64::from(calibration.sharpness);
        if scale < LEAST_SCALE {
            return Err(unusable("its scores have no scale"));
        }
        let mut transitions = [[0; LABELS]; LABELS + 1];
        for score in transitions.iter_mut().flatten() {
            *score = i64::from(i32::from_le_bytes(input.array()?));
        }
        let count = input.count()?;
        let mut above = Vec::with_capacity(count);
        for _ in 0..count {
            let mut numbers = [0; clusters::FINE];
            for number in &mut numbers {
                *number = u16::from_le_bytes(input.array()?);
            }
            above.push(numbers);
        }
        let words = input.keys()?;
        let parts = input.keys()?;
        let usage = input.keys()?;
        let count = input.count()?;
        let mut key = 0;
        let rows = (0..count).map(|_| {
            key = input.key(key, table::KEY_BITS)?;
            Some((key, input.weights()?))
        });
        let table =
            Table::new(count, rows).ok_or_else(|| unusable("its rows are cut or out of order"))?;
        if !input.0.is_empty() {
            return Err(unusable("there is something after its end"));
        }
        Ok(Model {
            name,
            language,
            calibration,
            scale,
            transitions,
            factors: factors(&transitions, scale),
            exponentials: Exponentials::new(scale),
            vocabulary: Vocabulary {
                clusters: Clusters::new(words, &above),
                parts: Parts::new(parts),
                usage: Usage::new(usage),
            },
            table,
        })
    }
}

/// A model file with another calibration.
pub(super) fn with_calibration(bytes: &[u8], calibration: Calibration) -> Result<Vec<u8>> {
    let mut input = open(bytes)?;
    checked(bytes)?;
    input.text()?;
    input.text()?;
    let end = bytes.len() - CHECKSUM;
    let at = end - input.0.len();
    let mut out = bytes[..end].to_vec();
    let Calibration {
        sharpness,
        slope,
        intercept,
    } = calibration;
    for (place, number) in [sharpness, slope, intercept].into_iter().enumerate() {
        let place = (out.get_mut(at + 4 * place..)).and_then(|bytes| bytes.first_chunk_mut());
        *place.ok_or_else(|| unusable("it is too short"))? = number.to_le_bytes();
    }
    let sum = Sha256::digest(&out);
    out.extend(sum.as_slice());
    Ok(out)
}

/// The content of a file, and its checksum.
fn halves(bytes: &[u8]) -> Result<(&[u8], &[u8; CHECKSUM])> {
    (bytes.split_last_chunk()).ok_or_else(|| unusable("it is too short"))
}

/// Checks the header; what lies between it and the checksum.
fn open(bytes: &[u8]) -> Result<Input<'_>> {
    let (content, _) = halves(bytes)?;
    let mut input = Input(content);
    if input.array()? != *MAGIC {
        return Err(unusable("it is no comention model"));
    }
    let retrain = "retrain it with `comention train`";
    let format = u32::from_le_bytes(input.array()?);
    if format != FORMAT {
        return Err(unusable(format!(
            "its format is {format}, this program reads {FORMAT}; {retrain}"
        )));
    }
    let template = u32::from_le_bytes(input.array()?);
    if template != features::VERSION {
        return Err(unusable(format!(
            "it was trained with feature template {template}, this program has {}; {retrain}",
            features::VERSION
        )));
    }
    Ok(input)
}

/// The SHA-256 of all bytes, if the checksum is right.
fn checked(bytes: &[u8]) -> Result<String> {
    let (content, checksum) = halves(bytes)?;
    // One pass serves both sums.
    let mut hasher = Sha256::new_with_prefix(content);
    if hasher.clone().finalize().as_slice() != checksum {
        return Err(unusable("it is incomplete or altered"));
    }
    hasher.update(checksum);
    let sum = hasher.finalize();
    Ok(sum.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn put_keys(entries: &[(u32, u16)], out: &mut Vec<u8>) {
    out.extend((entries.len() as u32).to_le_bytes());
    let mut last = 0;
    for (key, value) in entries {
        put_varint(u64::from(key - last), out);
        last = *key;
        out.extend(value.to_le_bytes());
    }
}

fn put_varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Bytes that are still to be read.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let Some((head, tail)) = self.0.split_first_chunk::<N>() else {
            return Err(unusable("it ends too early"));
        };
        self.0 = tail;
        Ok(*head)
    }

    /// A number of things, each of at least one byte.
    fn count(&mut self) -> Result<usize> {
        let count = u32::from_le_bytes(self.array()?) as usize;
        if count > self.0.len() {
            return Err(unusable("it ends too early"));
        }
        Ok(count)
    }

    fn text(&mut self) -> Result<String> {
        let length = self.count()?;
        let (head, tail) = self.0.split_at(length);
        self.0 = tail;
        String::from_utf8(head.to_vec()).map_err(|_| unusable("a name in it is not UTF-8"))
    }

    fn f32(&mut self) -> Result<f32> {
        let number = f32::from_le_bytes(self.array()?);
        if number.is_finite() {
            Ok(number)
        } else {
            Err(unusable("a number in it is not finite"))
        }
    }

    /// Keys in ascending order, with what each stands for.
    fn keys(&mut self) -> Result<Vec<(u32, u16)>> {
        let count = self.count()?;
        let mut words = Vec::with_capacity(count);
        let mut key = 0;
        for _ in 0..count {
            key = (self.key(key, u32::BITS))
                .ok_or_else(|| unusable("its words are cut or out of order"))?;
            let number = self.number();
            words.push((
                key as u32,
                number.ok_or_else(|| unusable("its words are cut or out of order"))?,
            ));
        }
        Ok(words)
    }

    #[inline]
    fn number(&mut self) -> Option<u16> {
        let (head, tail) = self.0.split_first_chunk()?;
        self.0 = tail;
        Some(u16::from_le_bytes(*head))
    }

    /// The weights of one feature.
    #[inline]
    fn weights(&mut self) -> Option<Weights> {
        let which = self.number()?;
        let mut row = Weights {
            shift: (which >> 12) as u8 & LARGEST_SHIFT,
            ..Weights::default()
        };
        let mut labels = which & ((1 << LABELS) - 1);
        let count = labels.count_ones() as usize;
        let (weights, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        for &weight in weights {
            row.weights[labels.trailing_zeros() as usize] = weight as i8;
            labels &= labels - 1;
        }
        Some(row)
    }

    /// The key that follows `last`; `None` if the step to it is cut or leads beyond so many bits.
    #[inline]
    fn key(&mut self, last: u64, bits: u32) -> Option<u64> {
        let (mut step, mut shift) = (0u64, 0);
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            step |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return last.checked_add(step).filter(|key| key >> bits == 0);
            }
            shift += 7;
            if shift > 56 {
                return None;
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::recognize) fn small() -> ModelData {
        let mut transitions = [[0; LABELS]; LABELS + 1];
        transitions[LABELS][1] = -7;
        let mut weights = [0; LABELS];
        weights[0] = -128;
        weights[LABELS - 1] = 5;
        ModelData {
            name: "tiny".to_owned(),
            language: "en".to_owned(),
            calibration: Calibration::default(),
            unit: 0.25,
            transitions,
            vocabulary: Vocabulary {
                clusters: Clusters::new(
                    vec![(Clusters::key("paris"), 1), (Clusters::key("rome"), 2)],
                    &[[1, 1, 1], [1, 2, 2]],
                ),
                parts: Parts::read("city\tparis\n", "parts").unwrap(),
                usage: Usage::new(vec![(7, 0b1_0110)]),
            },
            rows: vec![
                (3, Weights { shift: 3, weights }),
                (1 << 39, Weights { shift: 0, weights }),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let data = small();
        let (model, sha256) = Model::from_bytes(&data.to_bytes()).unwrap();
        assert_eq!(sha256.len(), 64);
        assert_eq!(model.name, "tiny");
        assert_eq!(model.language, "en");
        assert_eq!(model.transitions, data.transitions);
        assert_eq!(model.vocabulary, data.vocabulary);
        assert_eq!(model.table.len(), 2);
        let mut scores = table::Scores::default();
        let mut keys = table::Keys::new();
        keys.push(3 << 24);
        model.table.add(&keys, &mut scores);
        assert_eq!((scores[0], scores[LABELS - 1]), (-1024, 40));
    }

    #[test]
    fn another_calibration_changes_nothing_else() {
        let mut data = small();
        let bytes = data.to_bytes();
        data.calibration = Calibration {
            sharpness: 0.5,
            slope: 2.0,
            intercept: -1.0,
        };
        let changed = with_calibration(&bytes, data.calibration).unwrap();
        assert_eq!(changed, data.to_bytes());
        assert!(with_calibration(&bytes[1..], data.calibration).is_err());
    }

    #[test]
    fn a_cut_or_altered_file_is_an_error_at_every_byte() {
        let bytes = small().to_bytes();
        for cut in 0..bytes.len() {
            assert!(Model::from_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
            let mut altered = bytes.clone();
            altered[cut] ^= 0x10;
            assert!(Model::from_bytes(&altered).is_err(), "altered at {cut}");
        }
        let mut longer = bytes;
        longer.push(0);
        assert!(Model::from_bytes(&longer).is_err());
        assert!(Model::from_bytes(b"PK\x03\x04 something else entirely, but long enough").is_err());
    }

    /// The checksum keeps accidents out, not somebody who makes a file on purpose.
    #[test]
    fn nonsense_with_a_right_checksum_is_an_error_or_a_model_but_no_panic() {
        let bytes = small().to_bytes();
        let end = bytes.len() - CHECKSUM;
        let sealed = |content: &[u8]| {
            let mut out = content.to_vec();
            out.extend(Sha256::digest(content).as_slice());
            out
        };
        for at in 0..end {
            for change in [0x01, 0x80, 0xFF] {
                let mut altered = bytes[..end].to_vec();
                altered[at] ^= change;
                let _ = Model::from_bytes(&sealed(&altered));
                assert!(Model::from_bytes(&sealed(&altered[..at])).is_err());
            }
        }
    }
}
