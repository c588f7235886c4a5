//! A trained model: its data, and the file it is read from and written to.
//!
//! The file, all numbers little-endian:
//!
//! ```text
//! magic "comentio" · format version u32 · template version u32
//!   name, language           byte length u32, UTF-8
//!   calibrations             2 x 3 x f32, see Calibration; of text with case, and without
//!   unit                     f32, what a weight of 1 stands for
//!   fine clusters            count u32, then 3 x u16: the coarser clusters that it is in
//!   words                    count u32, then key step varint, fine cluster u16
//!   parts of names           count u32, then key step varint, kinds u16
//!   usage of words           count u32, then key step varint, summary u16
//!   weights of text with case
//!     transitions            i32 for each (previous label or start, label)
//!     rows                   count u32, then key step varint, u16 (bits 0-10: which labels have a
//!                            weight, bits 12-15: shift), i8 for each of them
//!   whether more comes       u32, 0 or 1
//!   casing of words          count u32, then key step varint, summary u16
//!   weights of text without  as above
//! SHA-256 of all that            32 bytes
//! ```
//!
//! A file that was cut, altered, made for another version or is something else gives
//! [`Error::Model`].

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::{Error, Result};

use super::casing::Casing;
use super::clusters::{self, Clusters};
use super::context::Writing;
use super::features;
use super::labels::LABELS;
use super::lattice::{Exponentials, Factors};
use super::parts::Parts;
use super::table::{self, LARGEST_SHIFT, Table, Weights};
use super::usage::Usage;
use super::viterbi::Transitions;
use super::vocabulary::Vocabulary;

const MAGIC: &[u8; 8] = b"comentio";
const FORMAT: u32 = 5;
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

/// Numbers of a calibration, four bytes each.
const CALIBRATION: usize = 3;

impl Calibration {
    fn to_bytes(self) -> [u8; 4 * CALIBRATION] {
        let mut out = [0; 4 * CALIBRATION];
        let numbers = [self.sharpness, self.slope, self.intercept];
        for (place, number) in out.as_chunks_mut::<4>().0.iter_mut().zip(numbers) {
            *place = number.to_le_bytes();
        }
        out
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

/// What the trainer makes and a file holds: a model that has weights for text with case only.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ModelData {
    /// Such as `en-news`.
    pub(super) name: String,
    /// Language code, such as `en`.
    pub(super) language: String,
    /// What a weight of 1 stands for.
    pub(super) unit: f32,
    /// See [`Vocabulary`].
    pub(super) vocabulary: Vocabulary,
    /// For text with case.
    pub(super) weights: WeightData,
}

/// What was learned from text of one kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WeightData {
    /// In units.
    pub(super) transitions: Transitions<i64>,
    /// Key (its kept bits) and weights, by key.
    pub(super) rows: Vec<(u64, Weights)>,
}

/// What the tagger works with.
pub(super) struct Model {
    pub(super) name: String,
    pub(super) language: String,
    pub(super) vocabulary: Vocabulary,
    /// For text with case.
    pub(super) cased: Scorer,
    caseless: Option<Caseless>,
}

/// The weights for text without case, perhaps still unread.
struct Caseless {
    scorer: OnceLock<Option<Scorer>>,
    calibration: Calibration,
    unit: f32,
    /// The part of the file that holds them.
    unread: &'static [u8],
}

/// The weights for text of one kind, ready for use.
pub(super) struct Scorer {
    pub(super) calibration: Calibration,
    /// What a score of 1 adds to a log-probability.
    pub(super) scale: f64,
    pub(super) transitions: Transitions<i64>,
    /// Their exponentials.
    pub(super) factors: Factors,
    /// Of scores.
    pub(super) exponentials: Exponentials,
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
        for _ in Writing::ALL {
            out.extend(Calibration::default().to_bytes());
        }
        out.extend(self.unit.to_le_bytes());
        out.extend((self.vocabulary.clusters.above().len() as u32).to_le_bytes());
        for number in self.vocabulary.clusters.above().flatten() {
            out.extend(number.to_le_bytes());
        }
        put_keys(self.vocabulary.clusters.entries(), &mut out);
        put_keys(self.vocabulary.parts.entries(), &mut out);
        put_keys(self.vocabulary.usage.entries(), &mut out);
        self.weights.put(&mut out);
        out.extend(0u32.to_le_bytes());
        sealed(out)
    }
}

impl WeightData {
    fn put(&self, out: &mut Vec<u8>) {
        for score in self.transitions.iter().flatten() {
            out.extend((*score as i32).to_le_bytes());
        }
        out.extend((self.rows.len() as u32).to_le_bytes());
        let mut last = 0;
        for (key, row) in &self.rows {
            put_varint(key - last, out);
            last = *key;
            let mut which = u16::from(row.shift) << 12;
            for (label, &weight) in row.weights.iter().enumerate() {
                which |= u16::from(weight != 0) << label;
            }
            out.extend(which.to_le_bytes());
            out.extend(row.weights.iter().filter(|w| **w != 0).map(|w| *w as u8));
        }
    }
}

/// The content of a file with its checksum.
fn sealed(mut content: Vec<u8>) -> Vec<u8> {
    let sum = Sha256::digest(&content);
    content.extend(sum.as_slice());
    content
}

impl Model {
    /// Reads a file's bytes; the model and the SHA-256 of the whole file.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<(Model, String)> {
        let read = || {
            Model::read(bytes, |mut input, calibration, unit| {
                Ok(Caseless {
                    scorer: OnceLock::from(Some(input.last_scorer(calibration, unit)?)),
                    calibration,
                    unit,
                    unread: &[],
                })
            })
        };
        let (sha256, model) = rayon::join(|| checked(bytes), read);
        // Of an altered file the checksum tells more than what happens to look wrong in it, but that it is no
        // model, or one of another version, tells more than that.
        open(bytes)?;
        let sha256 = sha256?;
        Ok((model?, sha256))
    }

    /// The same for bytes that are there to stay and known to be whole: no checksum is worked out, and the
    /// weights for text without case are read when the first such text comes, since that takes time and most
    /// never comes.
    pub(super) fn from_static(bytes: &'static [u8]) -> Result<Model> {
        Model::read(bytes, |input, calibration, unit| {
            Ok(Caseless {
                scorer: OnceLock::new(),
                calibration,
                unit,
                unread: input.0,
            })
        })
    }

    /// The weights for text without case; where there are none, [`Model::cased`] does it all.
    pub(super) fn caseless(&self) -> Option<&Scorer> {
        let caseless = self.caseless.as_ref()?;
        let read = || {
            let scorer = Input(caseless.unread).last_scorer(caseless.calibration, caseless.unit);
            scorer.ok()
        };
        caseless.scorer.get_or_init(read).as_ref()
    }

    fn read<'b>(
        bytes: &'b [u8],
        rest: impl FnOnce(Input<'b>, Calibration, f32) -> Result<Caseless>,
    ) -> Result<Model> {
        let (mut model, mut input, [_, calibration], unit) = Model::read_cased(open(bytes)?)?;
        if u32::from_le_bytes(input.array()?) != 0 {
            model.vocabulary.casing = Casing::new(input.keys()?);
            model.caseless = Some(rest(input, calibration, unit)?);
        } else {
            input.end()?;
        }
        Ok(model)
    }

    /// All but the weights of text without case, and what is needed to read these.
    fn read_cased(mut input: Input<'_>) -> Result<(Model, Input<'_>, [Calibration; 2], f32)> {
        let name = input.text()?;
        let language = input.text()?;
        let calibrations = [input.calibration()?, input.calibration()?];
        let unit = input.f32()?;
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
        let model = Model {
            name,
            language,
            vocabulary: Vocabulary {
                clusters: Clusters::new(words, &above),
                parts: Parts::new(parts),
                usage: Usage::new(usage),
                casing: Casing::default(),
            },
            cased: input.scorer(calibrations[0], unit)?,
            caseless: None,
        };
        Ok((model, input, calibrations, unit))
    }
}

/// A model file with other weights for text without case.
pub(super) fn with_caseless(
    bytes: &[u8],
    casing: &Casing,
    weights: &WeightData,
) -> Result<Vec<u8>> {
    let input = open(bytes)?;
    checked(bytes)?;
    let (_, rest, ..) = Model::read_cased(input)?;
    let end = bytes.len() - CHECKSUM - rest.0.len();
    let mut out = bytes[..end].to_vec();
    out.extend(1u32.to_le_bytes());
    put_keys(casing.entries(), &mut out);
    weights.put(&mut out);
    Ok(sealed(out))
}

/// A model file with another calibration for text of that kind.
pub(super) fn with_calibration(
    bytes: &[u8],
    writing: Writing,
    calibration: Calibration,
) -> Result<Vec<u8>> {
    let mut input = open(bytes)?;
    checked(bytes)?;
    input.text()?;
    input.text()?;
    let end = bytes.len() - CHECKSUM;
    let new = calibration.to_bytes();
    let at = end - input.0.len() + writing as usize * new.len();
    let mut out = bytes[..end].to_vec();
    let place = out.get_mut(at..at + new.len());
    let place = place.ok_or_else(|| unusable("it is too short"))?;
    place.copy_from_slice(&new);
    Ok(sealed(out))
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

    fn calibration(&mut self) -> Result<Calibration> {
        Ok(Calibration {
            sharpness: self.f32()?,
            slope: self.f32()?,
            intercept: self.f32()?,
        })
    }

    fn end(&self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(unusable("there is something after its end"))
        }
    }

    /// The weights after which nothing comes.
    fn last_scorer(&mut self, calibration: Calibration, unit: f32) -> Result<Scorer> {
        let scorer = self.scorer(calibration, unit)?;
        self.end()?;
        Ok(scorer)
    }

    /// The weights for text of one kind.
    fn scorer(&mut self, calibration: Calibration, unit: f32) -> Result<Scorer> {
        let scale = f64::from(unit) * f64::from(calibration.sharpness);
        if scale < LEAST_SCALE {
            return Err(unusable("its scores have no scale"));
        }
        let mut transitions = [[0; LABELS]; LABELS + 1];
        for score in transitions.iter_mut().flatten() {
            *score = i64::from(i32::from_le_bytes(self.array()?));
        }
        let count = self.count()?;
        let mut key = 0;
        let rows = (0..count).map(|_| {
            key = self.key(key, table::KEY_BITS)?;
            Some((key, self.weights()?))
        });
        let table =
            Table::new(count, rows).ok_or_else(|| unusable("its rows are cut or out of order"))?;
        Ok(Scorer {
            calibration,
            scale,
            transitions,
            factors: Factors::new(&transitions, scale),
            exponentials: Exponentials::new(scale),
            table,
        })
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
            unit: 0.25,
            vocabulary: Vocabulary {
                clusters: Clusters::new(
                    vec![(Clusters::key("paris"), 1), (Clusters::key("rome"), 2)],
                    &[[1, 1, 1], [1, 2, 2]],
                ),
                parts: Parts::read("city\tparis\n", "parts").unwrap(),
                usage: Usage::new(vec![(7, 0b1_0110)]),
                casing: Casing::default(),
            },
            weights: WeightData {
                transitions,
                rows: vec![
                    (3, Weights { shift: 3, weights }),
                    (1 << 39, Weights { shift: 0, weights }),
                ],
            },
        }
    }

    /// [`small`] with weights for text without case.
    fn whole() -> Vec<u8> {
        let data = small();
        let mut weights = data.weights.clone();
        weights.rows.truncate(1);
        with_caseless(&data.to_bytes(), &Casing::new(vec![(3, 9)]), &weights).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let data = small();
        let (model, sha256) = Model::from_bytes(&data.to_bytes()).unwrap();
        assert_eq!(sha256.len(), 64);
        assert_eq!(model.name, "tiny");
        assert_eq!(model.language, "en");
        assert_eq!(model.cased.transitions, data.weights.transitions);
        assert_eq!(model.vocabulary, data.vocabulary);
        assert_eq!(model.cased.table.len(), 2);
        assert!(model.caseless().is_none());
        let mut scores = table::Scores::default();
        let mut keys = table::Keys::new();
        keys.push(3 << 24);
        model.cased.table.add(&keys, &mut scores);
        assert_eq!((scores[0], scores[LABELS - 1]), (-1024, 40));
    }

    #[test]
    fn weights_for_text_without_case_are_added_and_replaced_and_change_nothing_else() {
        let (model, _) = Model::from_bytes(&whole()).unwrap();
        assert_eq!(model.cased.table.len(), 2);
        assert_eq!(model.caseless().map(|scorer| scorer.table.len()), Some(1));
        let unread = Model::from_static(whole().leak()).unwrap();
        assert_eq!(unread.caseless().map(|scorer| scorer.table.len()), Some(1));
        let (casing, weights) = (Casing::default(), small().weights);
        let replaced = with_caseless(&whole(), &casing, &weights).unwrap();
        let added = with_caseless(&small().to_bytes(), &casing, &weights).unwrap();
        assert_eq!(replaced, added);
    }

    #[test]
    fn another_calibration_changes_that_of_its_kind_of_text_alone() {
        let other = Calibration {
            sharpness: 0.5,
            slope: 2.0,
            intercept: -1.0,
        };
        for writing in Writing::ALL {
            let changed = with_calibration(&whole(), writing, other).unwrap();
            let (model, _) = Model::from_bytes(&changed).unwrap();
            let found = [
                model.cased.calibration,
                model.caseless().unwrap().calibration,
            ];
            let mut expected = [Calibration::default(); 2];
            expected[writing as usize] = other;
            assert_eq!(found, expected);
            let again = with_calibration(&changed, writing, Calibration::default()).unwrap();
            assert_eq!(again, whole());
            assert!(with_calibration(&whole()[1..], writing, other).is_err());
        }
    }

    #[test]
    fn a_cut_or_altered_file_is_an_error_at_every_byte() {
        let bytes = whole();
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
        let bytes = whole();
        let end = bytes.len() - CHECKSUM;
        for at in 0..end {
            for change in [0x01, 0x80, 0xFF] {
                let mut altered = bytes[..end].to_vec();
                altered[at] ^= change;
                let _ = Model::from_bytes(&sealed(altered.clone()));
                assert!(Model::from_bytes(&sealed(altered[..at].to_vec())).is_err());
            }
        }
    }
}
