//! Which documents are copies of others: word for word, with another headline, shortened or
//! lengthened a little, or an excerpt such as a teaser.
//!
//! The per-document half makes a [`Sketch`] of a document: hashes of all runs of five words
//! ("shingles") of its body, of which those below a fixed bound are kept, about one in four. Because
//! the bound is the same for all documents, what two sketches share estimates what the texts share,
//! for texts of any length; a MinHash of fixed size could tell that two texts are alike, but not that
//! a short one stands in a long one. The per-corpus half ([`originals`]) compares only documents that
//! have a value in common (each value is a band of one row, in terms of locality-sensitive hashing).
//! Of a short text all words are kept beside them (`short`).
//!
//! A document is a copy where at least four fifths of the shorter text's sketch are in the other's.
//! Every copy was itself compared with the text that it copies: likeness is not handed on from
//! neighbour to neighbour, so that a series of texts that change little by little is not one text.
//!
//! A. Z. Broder, "On the resemblance and containment of documents", SEQUENCES 1997 (the sketch
//! `MOD_m`); L. Irber et al., "Lightweight compositional analysis of metagenomes with FracMinHash and
//! minimum metagenome covers", bioRxiv 2022.

mod short;

use std::borrow::Cow;
use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::rows::{Body, Rows};
use short::{WORD, Words};

/// Words in a shingle.
const WORDS: usize = 5;
/// Fewest values of the smaller sketch by which copies are told, about 35 words; below, only texts that are
/// alike word by word are copies.
const FEWEST: u32 = 8;
/// What the smaller sketch must share: four fifths.
const SHARED: (u32, u32) = (4, 5);
/// Texts are of one size, so that the earlier is the original, if the smaller sketch is at least so
/// large against the larger: seven tenths. Else the larger is, since it has all that the smaller has.
const SAME_SIZE: (u32, u32) = (7, 10);
/// A value that more documents have is a formula or a text that was copied often; then each is compared
/// with the earliest of them only, so that time stays linear.
const MOST_COMPARED: usize = 32;
/// Values that are in memory at once, eight bytes each.
const MOST_VALUES: u64 = 8 << 20;

/// Hashes of some of a text's shingles, sorted, without repetition; and behind them, of a short text, of all
/// its words in their order.
///
/// Written as text: five characters a value, and a full stop before the words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sketch(Vec<u32>);

/// Values have so many bits: hashes of 32 bits that begin with two zeros, one in four.
const BITS: u32 = 30;
const DIGITS: &[u8; 64] = b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

impl Sketch {
    /// The sketch of a text that consists of these pieces. Punctuation does not matter, nor does case, but for
    /// the words of a short text.
    pub fn of<'t>(pieces: impl IntoIterator<Item = &'t str>) -> Self {
        let mut last = [0; WORDS];
        let mut count = 0;
        let mut values = Vec::new();
        let mut all = Words::default();
        for piece in pieces {
            let words = piece.split(|c: char| !c.is_alphanumeric());
            for word in words.filter(|word| !word.is_empty()) {
                all.push(word);
                last[count % WORDS] = hash_word(word);
                count += 1;
                if count >= WORDS {
                    let run = (0..WORDS).map(|i| last[(count + i) % WORDS]);
                    let value = hash_run(run);
                    values.extend((value >> BITS == 0).then_some(value));
                }
            }
        }
        values.sort_unstable();
        values.dedup();
        values.extend(all.kept());
        Sketch(values)
    }

    /// How many values it has.
    fn len(&self) -> u32 {
        self.values().len() as u32
    }

    fn values(&self) -> &[u32] {
        &self.0[..self.0.partition_point(|&number| number < WORD)]
    }

    fn words(&self) -> &[u32] {
        &self.0[self.values().len()..]
    }

    /// All that it holds, to be kept in some other way.
    pub(crate) fn numbers(&self) -> &[u32] {
        &self.0
    }

    /// The sketch whose [`numbers`](Self::numbers) these are.
    pub(crate) fn from_numbers(numbers: Vec<u32>) -> Self {
        Sketch(numbers)
    }
}

/// FNV-1a over the lower-case form.
fn hash_word(word: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut buffer = [0; 4];
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    if word.is_ascii() {
        word.bytes().for_each(|byte| add(byte.to_ascii_lowercase()));
    } else {
        for c in word.chars().flat_map(char::to_lowercase) {
            c.encode_utf8(&mut buffer).bytes().for_each(&mut add);
        }
    }
    hash
}

/// The words' hashes in their order, mixed as in SplitMix64 so that all bits depend on all words.
fn hash_run(words: impl Iterator<Item = u64>) -> u32 {
    let mixed = words.fold(0x9e37_79b9_7f4a_7c15_u64, |hash, word| {
        let hash = (hash ^ word).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (hash ^ (hash >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb)
    });
    (mixed >> 32) as u32
}

impl From<Sketch> for String {
    fn from(sketch: Sketch) -> String {
        let digits = |value: &u32| {
            let value = *value;
            (0..BITS / 6).rev().map(move |i| value >> (6 * i))
        };
        let text = |numbers: &[u32]| numbers.iter().flat_map(digits).map(digit).collect();
        let values: String = text(sketch.values());
        match sketch.words() {
            [] => values,
            words => values + "." + &text(words),
        }
    }
}

/// The character for the lowest six bits.
pub(crate) fn digit(bits: u32) -> char {
    char::from(DIGITS[(bits & 63) as usize])
}

impl TryFrom<String> for Sketch {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bad = || "not a sketch of a text".to_owned();
        let digit = |byte: &u8| DIGITS.binary_search(byte).map_err(|_| bad());
        let numbers = |text: &str| -> Result<Vec<u32>, String> {
            let each = text.as_bytes().chunks((BITS / 6) as usize);
            each.map(|value| match value.len() {
                5 => value
                    .iter()
                    .try_fold(0, |sum, byte| Ok(sum << 6 | digit(byte)? as u32)),
                _ => Err(bad()),
            })
            .collect()
        };
        let (values, words) = text.split_once('.').unwrap_or((&text, ""));
        let mut all = numbers(values)?;
        if !all.is_sorted_by(|a, b| a < b) {
            return Err(bad());
        }
        all.extend(numbers(words)?.into_iter().map(|word| WORD | word));
        Ok(Sketch(all))
    }
}

/// For each document the one whose text it copies, or itself.
///
/// Of texts of much the same size the earliest is the original (by date, those without one last, then
/// by order); an excerpt is a copy of the text that it is taken from, whatever their dates. With the
/// documents in the order of their ids the result does not depend on how they came.
///
/// # Complexity
/// Linear in the sketches' values, apart from sorting them. Of the values a share at a time is in memory,
/// and of each document only how many it has.
pub fn originals(documents: &(impl Rows + ?Sized)) -> Vec<usize> {
    let order = by_date(documents);
    let mut original = equal_bodies(documents, &order);
    let distinct: Vec<usize> = order.into_iter().filter(|&d| original[d] == d).collect();
    let sketch = |number: usize| documents.sketch(distinct[number]);
    for (copy, of) in copies(distinct.len(), sketch) {
        original[distinct[copy]] = distinct[of];
    }
    // An equal body leads to the copy that stands for it, and that to its original.
    (0..documents.count())
        .map(|mut document| {
            while original[document] != document {
                document = original[document];
            }
            document
        })
        .collect()
}

fn by_date(documents: &(impl Rows + ?Sized)) -> Vec<usize> {
    let mut order: Vec<usize> = (0..documents.count()).collect();
    order.sort_by_key(|&number| {
        let date = documents.brief(number).date;
        (date.is_none(), date, number)
    });
    order
}

/// For each document the first, in the given order, with the same words.
fn equal_bodies(documents: &(impl Rows + ?Sized), order: &[usize]) -> Vec<usize> {
    let mut first: FxHashMap<Body, usize> = FxHashMap::default();
    for &number in order {
        first.entry(documents.body(number)).or_insert(number);
    }
    (0..documents.count())
        .map(|number| first[&documents.body(number)])
        .collect()
}

/// Another text of which one is a copy, or the other way round.
#[derive(Clone, Copy)]
struct Alike {
    other: usize,
    /// Values that both sketches have; of texts that are alike word by word more than there are.
    shared: u32,
    same_size: bool,
}

/// Pairs of a copy and the text that it copies, among `n` sketches of which the earlier come first.
fn copies<'s>(n: usize, sketch: impl Fn(usize) -> Cow<'s, Sketch>) -> Vec<(usize, usize)> {
    let sizes: Vec<u32> = (0..n).map(|number| sketch(number).len()).collect();
    let size = |i: usize| sizes[i];
    let mut alike: Vec<Vec<Alike>> = vec![Vec::new(); n];
    let mut join = |a: usize, b: usize, shared: u32, same_size: bool| {
        for (one, other) in [(a, b), (b, a)] {
            alike[one].push(Alike {
                other,
                shared,
                same_size,
            });
        }
    };
    for (a, b) in short::alike(n, |number| sketch(number).words().to_vec()) {
        join(a, b, u32::MAX, true);
    }
    for ((a, b), shared) in shared_values(&sizes, sketch) {
        let (smaller, larger) = (size(a).min(size(b)), size(a).max(size(b)));
        if smaller >= FEWEST && shared * SHARED.1 >= smaller * SHARED.0 {
            let same_size = smaller * SAME_SIZE.1 >= larger * SAME_SIZE.0;
            join(a, b, shared, same_size);
        }
    }
    let mut original: Vec<usize> = (0..n).collect();
    for i in 0..n {
        let earlier = (alike[i].iter())
            .filter(|a| a.other < i && original[a.other] == a.other && a.same_size);
        if let Some(best) = earlier.max_by_key(|a| (a.shared, Reverse(a.other))) {
            original[i] = best.other;
        }
    }
    // The larger first: where a text's original is itself an excerpt, that is known by then.
    let mut excerpts: Vec<usize> = (0..n).filter(|&i| original[i] == i).collect();
    excerpts.sort_by_key(|&i| (Reverse(size(i)), i));
    for i in excerpts {
        let larger = (alike[i].iter()).filter(|a| size(a.other) > size(i) && !a.same_size);
        if let Some(best) = larger.max_by_key(|a| (a.shared, Reverse(a.other))) {
            original[i] = original[best.other];
        }
    }
    original
        .into_iter()
        .enumerate()
        .filter(|(copy, of)| copy != of)
        .collect()
}

/// How many values two sketches share, for pairs that share any.
fn shared_values<'s>(
    sizes: &[u32],
    sketch: impl Fn(usize) -> Cow<'s, Sketch>,
) -> Vec<((usize, usize), u32)> {
    let all: u64 = sizes.iter().copied().map(u64::from).sum();
    // The values of one share lie between two bounds; those of all sketches are as likely everywhere.
    let shares = all.div_ceil(MOST_VALUES).max(1);
    let bound = |share: u64| ((share << BITS) / shares) as u32;
    let mut shared: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for share in 0..shares {
        let mut postings: Vec<(u32, u32)> = Vec::new();
        for (number, &size) in (0..).zip(sizes) {
            if size >= FEWEST {
                let sketch = sketch(number as usize);
                let values = sketch.values();
                let from = values.partition_point(|&value| value < bound(share));
                let to = values.partition_point(|&value| value < bound(share + 1));
                postings.extend(values[from..to].iter().map(|&value| (value, number)));
            }
        }
        postings.sort_unstable();
        for same in postings.chunk_by(|a, b| a.0 == b.0) {
            let leaders = if same.len() <= MOST_COMPARED {
                same.len()
            } else {
                1
            };
            for a in 0..leaders {
                for b in a + 1..same.len() {
                    *shared.entry((same[a].1, same[b].1)).or_default() += 1;
                }
            }
        }
    }
    let mut pairs: Vec<_> = shared
        .into_iter()
        .map(|((a, b), shared)| ((a as usize, b as usize), shared))
        .collect();
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Provenance;
    use crate::rows::{DocumentRow, DocumentRows};

    /// A text of `n` words that no other seed has.
    fn words(seed: usize, n: usize) -> Vec<String> {
        (0..n).map(|i| format!("w{seed}x{i}")).collect()
    }

    fn document(date: &str, words: &[String]) -> DocumentRows {
        let text = words.join(" ");
        DocumentRows {
            document: DocumentRow {
                provenance: Provenance {
                    date: (!date.is_empty()).then(|| date.to_owned()),
                    ..Provenance::default()
                },
                sketch: Sketch::of([text.as_str()]),
                body_sha256: text,
                ..DocumentRow::default()
            },
            ..DocumentRows::default()
        }
    }

    #[test]
    fn a_sketch_is_written_and_read_and_knows_no_case_and_no_punctuation() {
        let sketch = Sketch::of([words(1, 300).join(" ").as_str()]);
        assert!((40..120).contains(&sketch.len()), "{}", sketch.len());
        let text = String::from(sketch.clone());
        assert_eq!(Sketch::try_from(text.clone()), Ok(sketch));
        for broken in ["x", "zz!zz", "zzzzz-----", &text[1..]] {
            assert!(Sketch::try_from(broken.to_owned()).is_err(), "{broken}");
        }
        let spoken = "Ann met Bo, in Paris; on Monday they left. ".repeat(3);
        let other = "ANN MET “BO” IN PARIS — ON MONDAY THEY LEFT ".repeat(3);
        let pieces: Vec<&str> = other.split("MONDAY").collect();
        assert_eq!(Sketch::of([spoken.as_str()]), Sketch::of([other.as_str()]));
        assert_ne!(Sketch::of(pieces), Sketch::of([other.as_str()]));
    }

    #[test]
    fn a_syndicated_story_is_a_copy_of_the_earliest() {
        let story = words(1, 400);
        let mut changed = story.clone();
        changed[200] = "edited".to_owned();
        changed.truncate(380);
        let documents = [
            document("", &story),
            document("2020-05-02", &changed),
            document("2020-05-01", &story),
            document("2020-04-01", &words(2, 400)),
        ];
        assert_eq!(originals(&documents), [2, 2, 2, 3]);
    }

    #[test]
    fn a_teaser_is_a_copy_of_the_text_that_it_is_taken_from() {
        let story = words(1, 800);
        let documents = [
            document("2020-04-01", &story[300..370]),
            document("2020-05-01", &story),
            document("2020-04-01", &words(1, 20)),
        ];
        assert_eq!(
            originals(&documents),
            [1, 1, 2],
            "20 words are too few to tell"
        );
    }

    #[test]
    fn a_short_text_with_other_words_is_a_copy_of_the_earliest_and_one_with_another_name_is_not() {
        let memo: Vec<String> = (0..50)
            .map(|i| {
                if i % 10 == 0 {
                    format!("Name{i}")
                } else {
                    format!("word{}", "x".repeat(i))
                }
            })
            .collect();
        // Three of fifty words, far enough apart that too few runs of five stay.
        let with = |places: [usize; 3], word: &str| {
            let mut changed = memo.clone();
            for place in places {
                changed[place] = word.to_owned();
            }
            changed
        };
        let documents = [
            document("2020-05-02", &with([11, 21, 31], "other")),
            document("2020-05-01", &memo),
            document("2020-05-03", &with([10, 20, 30], "Another")),
        ];
        assert_eq!(originals(&documents), [1, 1, 2]);
        let text = String::from(documents[0].document.sketch.clone());
        assert!(text.contains('.'), "{text}");
        assert_eq!(
            Sketch::try_from(text),
            Ok(documents[0].document.sketch.clone())
        );
    }

    #[test]
    fn exact_copies_count_once_at_any_length() {
        let line = words(1, 3);
        let documents = [
            document("2020-05-02", &line),
            document("2020-05-01", &line),
            document("", &words(2, 3)),
        ];
        assert_eq!(originals(&documents), [1, 1, 2]);
    }

    #[test]
    fn a_teaser_that_two_texts_hold_does_not_make_copies_of_them() {
        let lead = words(1, 80);
        let with = |seed: usize| [lead.clone(), words(seed, 400)].concat();
        let documents = [
            document("2020-05-03", &lead),
            document("2020-05-02", &with(2)),
            document("2020-05-01", &with(3)),
        ];
        assert_eq!(originals(&documents), [2, 1, 2]);
    }

    #[test]
    fn texts_that_share_half_their_words_are_no_copies() {
        let quoted = words(1, 200);
        let with = |seed: usize| [quoted.clone(), words(seed, 200)].concat();
        let documents = [document("", &with(2)), document("", &with(3))];
        assert_eq!(originals(&documents), [0, 1]);
    }

    #[test]
    fn a_series_that_changes_little_by_little_is_not_one_text() {
        // Each differs from the one before in a sixth of its words, the last from the first in all.
        let window = |from: usize| words(1, 1000)[from..from + 300].to_vec();
        let documents: Vec<_> = (0..6).map(|i| document("", &window(i * 50))).collect();
        let originals = originals(&documents);
        assert_eq!(originals[1], 0);
        assert!(originals[5] >= 2, "{originals:?}");
    }

    #[test]
    fn a_hundred_copies_are_found_and_their_order_does_not_matter() {
        let story = words(1, 300);
        let mut documents: Vec<_> = (0..100)
            .map(|i| {
                let mut story = story.clone();
                story[i] = "edited".to_owned();
                document(&format!("2020-05-{:02}", 1 + i % 28), &story)
            })
            .collect();
        assert!(originals(&documents).iter().all(|&of| of == 0));
        documents.reverse();
        let first = documents[96].document.provenance.date.as_deref();
        assert_eq!(first, Some("2020-05-04"));
        assert!(originals(&documents).iter().all(|&of| of == 15));
    }

    #[test]
    fn short_texts_are_copies_only_of_their_equals() {
        let documents = [
            document("2020-05-02", &words(1, 3)),
            document("2020-05-01", &words(1, 3)),
            document("2020-05-01", &words(2, 3)),
        ];
        assert_eq!(originals(&documents), [1, 1, 2]);
    }
}
