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
//!   words                    count u32, keys u32, then for each of them: fine cluster u16
//!   parts of names           count u32, keys u32, kinds u16
//!   usage of words           count u32, keys u32, summaries u16
//!   weights of text with case
//!     transitions            i32 for each (previous label or start, label)
//!     tables                 of words' features, then of places'; each:
//!       count u32
//!       ends                 128 x u32: how many rows have keys that begin with such 7 bits or less
//!       zeros                up to a multiple of 16 bytes from the file's beginning
//!       rows                 16 bytes each, by key: its lowest 32 bits u32, 11 x i8, shift u8
//!   whether more comes       u32, 0 or 1
//!   casing of words          count u32, keys u32, summaries u16
//!   weights of text without  as above
//! SHA-256 of all that            32 bytes
//! ```
//!
//! Keys ascend. What is large is used as it lies in the file: to bring it into another form would take
//! longer than to find the names of a page.
//!
//! A file that was cut, altered, made for another version or is something else gives
//! [`Error::Model`].

use std::borrow::Cow;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::{Error, Result};

use super::casing::Casing;
use super::clusters::{self, Clusters};
use super::context::Writing;
use super::features;
use super::keys::{ENTRY, Keys};
use super::labels::LABELS;
use super::lattice::{Exponentials, Factors};
use super::parts::Parts;
use super::table::{self, ROW, Table, Weights};
use super::usage::Usage;
use super::viterbi::Transitions;
use super::vocabulary::Vocabulary;

const MAGIC: &[u8; 8] = b"comentio";
const FORMAT: u32 = 6;
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
    /// For each [`Group`](table::Group) the kept bits of keys and their weights, by key.
    pub(super) rows: [Vec<(u64, Weights)>; 2],
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
    unread: Option<Input<'static>>,
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
    /// The weights of features of the two [groups](table::Group).
    pub(super) words: Table,
    pub(super) places: Table,
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
        put_keys(self.vocabulary.clusters.keys(), &mut out);
        put_keys(self.vocabulary.parts.keys(), &mut out);
        put_keys(self.vocabulary.usage.keys(), &mut out);
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
        for rows in &self.rows {
            let (ends, bytes) = table::to_bytes(rows);
            out.extend((rows.len() as u32).to_le_bytes());
            out.extend(ends);
            out.resize(out.len().next_multiple_of(ROW), 0);
            out.extend(bytes);
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
            Model::read(open(bytes, copied)?, |mut input, calibration, unit| {
                Ok(Caseless {
                    scorer: OnceLock::from(Some(input.last_scorer(calibration, unit)?)),
                    calibration,
                    unit,
                    unread: None,
                })
            })
        };
        let (sha256, model) = rayon::join(|| checked(bytes), read);
        // Of an altered file the checksum tells more than what happens to look wrong in it, but that it is no
        // model, or one of another version, tells more than that.
        open(bytes, copied)?;
        let sha256 = sha256?;
        Ok((model?, sha256))
    }

    /// The same for bytes that are there to stay and known to be whole: nothing is copied, no checksum is
    /// worked out, and the weights for text without case are looked at when the first such text comes. They should
    /// begin at a multiple of 16 bytes in memory, so that no row lies in two lines of a cache.
    pub(super) fn from_static(bytes: &'static [u8]) -> Result<Model> {
        Model::read(open(bytes, Cow::Borrowed)?, |input, calibration, unit| {
            Ok(Caseless {
                scorer: OnceLock::new(),
                calibration,
                unit,
                unread: Some(input),
            })
        })
    }

    /// The weights for text without case; where there are none, [`Model::cased`] does it all.
    pub(super) fn caseless(&self) -> Option<&Scorer> {
        let caseless = self.caseless.as_ref()?;
        let read = || {
            let mut unread = caseless.unread?;
            let scorer = unread.last_scorer(caseless.calibration, caseless.unit);
            scorer.ok()
        };
        caseless.scorer.get_or_init(read).as_ref()
    }

    fn read<'b>(
        input: Input<'b>,
        rest: impl FnOnce(Input<'b>, Calibration, f32) -> Result<Caseless>,
    ) -> Result<Model> {
        let (mut model, mut input, [_, calibration], unit) = Model::read_cased(input)?;
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
        let numbers = input.bytes(count, 2 * clusters::FINE)?.as_chunks().0.iter();
        let numbers: Vec<u16> = numbers.map(|number| u16::from_le_bytes(*number)).collect();
        let words = input.keys()?;
        let parts = input.keys()?;
        let usage = input.keys()?;
        let model = Model {
            name,
            language,
            vocabulary: Vocabulary {
                clusters: Clusters::new(words, numbers.as_chunks().0),
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
    let input = open(bytes, copied)?;
    checked(bytes)?;
    let (_, rest, ..) = Model::read_cased(input)?;
    let end = rest.offset();
    let mut out = bytes[..end].to_vec();
    out.extend(1u32.to_le_bytes());
    put_keys(casing.keys(), &mut out);
    weights.put(&mut out);
    Ok(sealed(out))
}

/// A model file with another calibration for text of that kind.
pub(super) fn with_calibration(
    bytes: &[u8],
    writing: Writing,
    calibration: Calibration,
) -> Result<Vec<u8>> {
    let mut input = open(bytes, copied)?;
    checked(bytes)?;
    input.text()?;
    input.text()?;
    let end = bytes.len() - CHECKSUM;
    let new = calibration.to_bytes();
    let at = input.offset() + writing as usize * new.len();
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

/// Checks the header; what lies between it and the checksum, of which the large parts are kept like that.
fn open<'b>(bytes: &'b [u8], keep: Keep<'b>) -> Result<Input<'b>> {
    let (content, _) = halves(bytes)?;
    let mut input = Input {
        rest: content,
        length: content.len(),
        keep,
    };
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

fn put_keys(keys: &Keys, out: &mut Vec<u8>) {
    out.extend((keys.len() as u32).to_le_bytes());
    out.extend(keys.as_bytes());
}

/// How the large parts of a file are kept: borrowed from it or copied.
type Keep<'a> = fn(&'a [u8]) -> Cow<'static, [u8]>;

fn copied(bytes: &[u8]) -> Cow<'static, [u8]> {
    bytes.to_vec().into()
}

/// What is still to be read of a file.
#[derive(Clone, Copy)]
struct Input<'a> {
    rest: &'a [u8],
    /// Bytes from the file's beginning to the end of `rest`.
    length: usize,
    keep: Keep<'a>,
}

impl<'a> Input<'a> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let Some((head, tail)) = self.rest.split_first_chunk::<N>() else {
            return Err(unusable("it ends too early"));
        };
        self.rest = tail;
        Ok(*head)
    }

    /// So many things of so many bytes each.
    fn bytes(&mut self, count: usize, each: usize) -> Result<&'a [u8]> {
        let halves =
            (count.checked_mul(each)).and_then(|length| self.rest.split_at_checked(length));
        let (head, tail) = halves.ok_or_else(|| unusable("it ends too early"))?;
        self.rest = tail;
        Ok(head)
    }

    /// How far from the file's beginning it is.
    fn offset(&self) -> usize {
        self.length - self.rest.len()
    }

    fn count(&mut self) -> Result<usize> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    fn text(&mut self) -> Result<String> {
        let length = self.count()?;
        let text = self.bytes(length, 1)?;
        String::from_utf8(text.to_vec()).map_err(|_| unusable("a name in it is not UTF-8"))
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
        if self.rest.is_empty() {
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
        let [words, places] = [self.table()?, self.table()?];
        Ok(Scorer {
            calibration,
            scale,
            transitions,
            factors: Factors::new(&transitions, scale),
            exponentials: Exponentials::new(scale),
            words,
            places,
        })
    }

    fn table(&mut self) -> Result<Table> {
        let count = self.count()?;
        let ends = self.array()?;
        let gap = self.offset().next_multiple_of(ROW) - self.offset();
        self.bytes(gap, 1)?;
        let rows = (self.keep)(self.bytes(count, ROW)?);
        Table::read(&ends, rows).ok_or_else(|| unusable("its rows are out of order"))
    }

    /// Keys in ascending order, with what each stands for.
    fn keys(&mut self) -> Result<Keys> {
        let count = self.count()?;
        let bytes = (self.keep)(self.bytes(count, ENTRY)?);
        Keys::read(bytes).ok_or_else(|| unusable("its words are out of order"))
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
                    Keys::new(vec![
                        (Clusters::key("paris"), 1),
                        (Clusters::key("rome"), 2),
                    ]),
                    &[[1, 1, 1], [1, 2, 2]],
                ),
                parts: Parts::read("city\tparis\n", "parts").unwrap(),
                usage: Usage::new(Keys::new(vec![(7, 0b1_0110)])),
                casing: Casing::default(),
            },
            weights: WeightData {
                transitions,
                rows: [
                    vec![
                        (3, Weights { shift: 3, weights }),
                        (1 << 38, Weights { shift: 0, weights }),
                    ],
                    vec![(5, Weights { shift: 0, weights })],
                ],
            },
        }
    }

    /// [`small`] with weights for text without case.
    fn whole() -> Vec<u8> {
        let data = small();
        let mut weights = data.weights.clone();
        weights.rows[0].truncate(1);
        let casing = Casing::new(Keys::new(vec![(3, 9)]));
        with_caseless(&data.to_bytes(), &casing, &weights).unwrap()
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
        assert_eq!((model.cased.words.len(), model.cased.places.len()), (2, 1));
        assert!(model.caseless().is_none());
        let of = |table: &Table, kept: u64| {
            let mut scores = table::Scores::default();
            let mut keys = table::Keys::new();
            keys.push(kept << 24);
            table.add(&keys, &mut scores);
            (scores[0], scores[LABELS - 1])
        };
        assert_eq!(of(&model.cased.words, 3), (-1024, 40));
        assert_eq!(of(&model.cased.places, 5), (-128, 5));
        assert_eq!(of(&model.cased.places, 3), (0, 0));
    }

    #[test]
    fn weights_for_text_without_case_are_added_and_replaced_and_change_nothing_else() {
        let (model, _) = Model::from_bytes(&whole()).unwrap();
        assert_eq!(model.cased.words.len(), 2);
        assert_eq!(model.caseless().map(|scorer| scorer.words.len()), Some(1));
        let unread = Model::from_static(whole().leak()).unwrap();
        assert_eq!(unread.caseless().map(|scorer| scorer.words.len()), Some(1));
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
