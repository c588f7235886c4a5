//! Word clusters from word vectors: k-means (Lloyd 1982) on vectors of length one.
//!
//! The vectors come from a text file, a word and its numbers a line, frequent words first, as GloVe
//! and word2vec write them. Words that occur in like contexts have like vectors, hence one cluster.
//! The finest clusters are found first, from the more frequent words; the rest join the nearest. The
//! coarser ones are clusters of the finest ones' centres. Assignment runs on all threads; sums are taken in the order of the words, so that the result is
//! the same for any number of threads.

use rayon::prelude::*;

use super::clusters::{Clusters, FINE, LEVELS};
use super::keys::Keys;
use crate::random::Random;
use crate::{Error, Result};

/// How many clusters each level has, coarse to fine.
const SIZES: [usize; LEVELS] = [64, 128, 512, 2048];

/// The centres are found from so many words.
const FREQUENT: usize = 100_000;

const ITERATIONS: usize = 12;

/// Words with their vectors, all of one length.
pub(super) struct Vectors {
    words: Vec<String>,
    numbers: Vec<f32>,
    dimensions: usize,
}

impl Vectors {
    /// Reads the first `limit` words that have a letter, and later ones for which `wanted` holds.
    pub(super) fn read(
        text: &str,
        place: &str,
        limit: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vectors> {
        let mut out = Vectors {
            words: Vec::new(),
            numbers: Vec::new(),
            dimensions: 0,
        };
        for (at, line) in text.lines().enumerate() {
            let Some((word, rest)) = line.split_once(' ') else {
                continue;
            };
            if !word.chars().any(char::is_alphabetic) || (at >= limit && !wanted(word)) {
                continue;
            }
            let first = out.numbers.len();
            for number in rest.split_ascii_whitespace() {
                let number = number.parse().map_err(|_| Error::Invalid {
                    place: format!("{place}:{}", at + 1),
                    message: format!("{number:?} is no number"),
                })?;
                out.numbers.push(number);
            }
            let dimensions = out.numbers.len() - first;
            // The first line of a word2vec file holds two counts.
            if out.words.is_empty() && dimensions == 1 {
                out.numbers.clear();
                continue;
            }
            if out.words.is_empty() {
                out.dimensions = dimensions;
            } else if dimensions != out.dimensions {
                return Err(Error::Invalid {
                    place: format!("{place}:{}", at + 1),
                    message: format!("{dimensions} numbers, not {}", out.dimensions),
                });
            }
            normalize(&mut out.numbers[first..]);
            out.words.push(word.to_lowercase());
        }
        if out.words.is_empty() {
            return Err(Error::NoInput(format!("{place} holds no word vectors")));
        }
        Ok(out)
    }

    fn vector(&self, word: usize) -> &[f32] {
        &self.numbers[word * self.dimensions..(word + 1) * self.dimensions]
    }
}

fn normalize(vector: &mut [f32]) {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
}

/// The clusters of those words.
pub(super) fn clusters(vectors: &Vectors, seed: u64) -> Clusters {
    let count = vectors.words.len();
    let frequent: Vec<&[f32]> = (0..count.min(FREQUENT))
        .map(|w| vectors.vector(w))
        .collect();
    let fine = k_means(&frequent, SIZES[FINE], &mut Random::new(seed));
    let centres: Vec<&[f32]> = fine.iter().map(Vec::as_slice).collect();
    let mut above = vec![[0; FINE]; fine.len()];
    for level in 0..FINE {
        let coarse = k_means(
            &centres,
            SIZES[level],
            &mut Random::new(seed + level as u64),
        );
        for (numbers, nearest) in above.iter_mut().zip(nearest(&coarse, &centres)) {
            numbers[level] = nearest + 1;
        }
    }
    let all: Vec<&[f32]> = (0..count).map(|w| vectors.vector(w)).collect();
    let entries = vectors.words.iter().map(|w| Clusters::key(w));
    let numbers = nearest(&fine, &all).into_iter().map(|n| n + 1);
    Clusters::new(Keys::new(entries.zip(numbers).collect()), &above)
}

/// Centres are compared in blocks of so many, which the compiler turns into vector instructions.
const BLOCK: usize = 8;

/// Centres, number-major in blocks: `[block][dimension][centre in block]`.
struct Centres {
    blocks: Vec<[f32; BLOCK]>,
    dimensions: usize,
    size: usize,
}

impl Centres {
    fn new(centres: &[Vec<f32>]) -> Centres {
        let dimensions = centres.first().map_or(1, Vec::len);
        let count = centres.len().div_ceil(BLOCK);
        let mut blocks = vec![[0.0; BLOCK]; count * dimensions];
        for (at, centre) in centres.iter().enumerate() {
            for (dimension, &x) in centre.iter().enumerate() {
                blocks[at / BLOCK * dimensions + dimension][at % BLOCK] = x;
            }
        }
        Centres {
            blocks,
            dimensions,
            size: centres.len(),
        }
    }

    /// The centre with the largest cosine; of equal ones the first.
    fn nearest(&self, vector: &[f32]) -> u16 {
        let mut best = (f32::MIN, 0);
        for (number, block) in self.blocks.chunks_exact(self.dimensions).enumerate() {
            let mut sums = [0.0f32; BLOCK];
            for (x, centres) in vector.iter().zip(block) {
                for (sum, centre) in sums.iter_mut().zip(centres) {
                    *sum += x * centre;
                }
            }
            for (at, sum) in sums.into_iter().enumerate() {
                let centre = number * BLOCK + at;
                if sum > best.0 && centre < self.size {
                    best = (sum, centre);
                }
            }
        }
        best.1 as u16
    }
}

/// The nearest centre of each vector.
fn nearest(centres: &[Vec<f32>], vectors: &[&[f32]]) -> Vec<u16> {
    let packed = Centres::new(centres);
    vectors.par_iter().map(|v| packed.nearest(v)).collect()
}

/// The centres of at most `size` clusters.
fn k_means(vectors: &[&[f32]], size: usize, random: &mut Random) -> Vec<Vec<f32>> {
    // Distinct vectors to begin with, from the first half: rare words make poor centres.
    let mut order: Vec<usize> =
        (0..vectors.len().div_ceil(2).max(size).min(vectors.len())).collect();
    random.shuffle(&mut order);
    order.truncate(size);
    let mut centres: Vec<Vec<f32>> = order.iter().map(|&at| vectors[at].to_vec()).collect();
    for _ in 0..ITERATIONS {
        let mut sums = vec![vec![0.0; vectors[0].len()]; centres.len()];
        for (vector, centre) in vectors.iter().zip(nearest(&centres, vectors)) {
            for (sum, x) in sums[usize::from(centre)].iter_mut().zip(*vector) {
                *sum += x;
            }
        }
        for (centre, mut sum) in centres.iter_mut().zip(sums) {
            // A centre that lost all its words stays where it is.
            if sum.iter().any(|x| *x != 0.0) {
                normalize(&mut sum);
                *centre = sum;
            }
        }
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_like_vectors_share_a_cluster() {
        let text = "3 2\nparis 1 0.1\nrome 1 0.2\n, 0 0\nran -0.1 1\nwalked 0.1 1\n";
        let vectors = Vectors::read(text, "v", 99, |_| false).unwrap();
        assert_eq!(vectors.words, ["paris", "rome", "ran", "walked"]);
        let all: Vec<&[f32]> = (0..4).map(|w| vectors.vector(w)).collect();
        let found = nearest(&k_means(&all, 2, &mut Random::new(3)), &all);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[2], found[3]);
        assert_ne!(found[0], found[2]);
    }

    #[test]
    fn a_line_with_too_few_numbers_is_named() {
        let error = Vectors::read("a 1 2\nb 1\n", "v.txt", 9, |_| false)
            .err()
            .unwrap();
        assert_eq!(error.to_string(), "v.txt:2: 1 numbers, not 2");
    }
}
