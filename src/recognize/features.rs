//! The feature template: what the tagger looks at when it labels a token.
//!
//! A feature is a 64-bit key; the model has a weight for each label under each key that mattered in
//! training. Trainer and tagger both come here, so they cannot drift apart. Whoever changes what a
//! function adds, or a number of [`Template`], raises [`VERSION`].
//!
//! The functions are grouped by what the features depend on, because the tagger keeps the sums of
//! those that depend on little:
//!
//! | function | depends on | worked out |
//! |---|---|---|
//! | [`own`] | the word | once per word |
//! | [`beside`] | a neighbouring word and its offset | once per word and offset |
//! | [`in_document`] | the word and its document | once per word and document |
//! | [`joint`] | several words, or the place in the sentence | for each token |

use super::clusters::LEVELS;
use super::context::{AFTER, BEFORE, Context, Lexicon, Mode, Profile};
use super::word::{Word, mix};

/// Raised with every change of the template.
pub(super) const VERSION: u32 = 1;

/// How far [`beside`] looks, to each side.
pub(super) const REACH: usize = 2;

/// What kind of feature a key stands for. The numbers are part of the model format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Template {
    Bias = 1,
    Form,
    Lower,
    Prefix1,
    Prefix2,
    Prefix3,
    Prefix4,
    Suffix1,
    Suffix2,
    Suffix3,
    Suffix4,
    Shape,
    LongShape,
    Cluster0,
    Cluster1,
    Cluster2,
    Cluster3,
    ShapeCluster,
    BesideLower = 32,
    BesideShape,
    BesideSuffix,
    BesideCluster1,
    BesideCluster2,
    BesideCluster3,
    LowerLower = 64,
    LowerLowerAfter,
    LowerAround,
    LowerTwoBefore,
    LowerTwoAfter,
    Shapes2Before,
    Shapes2After,
    Shapes3,
    Shapes3Before,
    Shapes3After,
    ClustersBefore,
    ClustersAfter,
    ClustersAround,
    Clusters3,
    LowerShapeBefore,
    LowerShapeAfter,
    BeforeShape,
    AfterShape,
    BeforeShapes,
    ModeShape,
    ModeLower,
    ModeCluster,
    RunPlace,
    RunLast,
    RunLastCluster,
    RunFirst,
    RunLeft,
    RunRight,
    RunLeftCluster,
    RunRightCluster,
    SeenAtStart,
    Seen = 128,
    SeenBefore,
    SeenAfter,
    SeenBeforeCluster,
    SeenAfterCluster,
    SeenShapes,
}

/// [`joint`] adds at most so many features.
pub(super) const MOST_JOINT: usize = 32;

use Template as T;

/// The key of a feature.
#[inline]
pub(super) fn key(template: Template, value: u64) -> u64 {
    mix(value, (template as u64) << 32)
}

#[inline]
fn key2(template: Template, a: u64, b: u64) -> u64 {
    key(template, mix(a, b))
}

#[inline]
fn key3(template: Template, a: u64, b: u64, c: u64) -> u64 {
    key(template, mix(mix(a, b), c))
}

/// Features of the word itself.
pub(super) fn own(word: &Word, add: &mut impl FnMut(u64)) {
    add(key(T::Bias, 0));
    add(key(T::Form, word.form));
    add(key(T::Lower, word.lower));
    let prefixes = [T::Prefix1, T::Prefix2, T::Prefix3, T::Prefix4];
    let suffixes = [T::Suffix1, T::Suffix2, T::Suffix3, T::Suffix4];
    for at in 0..4 {
        if word.prefixes[at] != 0 {
            add(key(prefixes[at], word.prefixes[at]));
            add(key(suffixes[at], word.suffixes[at]));
        }
    }
    add(key(T::Shape, word.shape));
    add(key(T::LongShape, word.long_shape));
    let levels = [T::Cluster0, T::Cluster1, T::Cluster2, T::Cluster3];
    for at in 0..LEVELS {
        add(key(levels[at], u64::from(word.clusters[at])));
    }
    add(key2(
        T::ShapeCluster,
        word.shape,
        u64::from(word.clusters[2]),
    ));
}

/// The word at an offset from the token `at` in the sentence of those bounds. Offsets count from 0
/// for the place [`REACH`] to the left to `2 * REACH - 1` for that to the right, without the token's
/// own.
#[inline]
pub(super) fn neighbour(
    context: &Context,
    (first, end): (usize, usize),
    at: usize,
    offset: usize,
) -> u32 {
    let place = at + offset + usize::from(offset >= REACH);
    if place < first + REACH {
        BEFORE
    } else if place - REACH >= end {
        AFTER
    } else {
        context.words[place - REACH]
    }
}

/// Features of a neighbour; `offset` counts from 0 for the leftmost place within [`REACH`].
pub(super) fn beside(word: &Word, offset: usize, add: &mut impl FnMut(u64)) {
    let place = offset as u64;
    add(key2(T::BesideLower, place, word.lower));
    add(key2(T::BesideShape, place, word.shape));
    if offset == REACH - 1 || offset == REACH {
        add(key2(T::BesideSuffix, place, word.suffixes[2]));
    }
    let levels = [T::BesideCluster1, T::BesideCluster2, T::BesideCluster3];
    for (at, level) in levels.into_iter().enumerate() {
        add(key2(level, place, u64::from(word.clusters[at + 1])));
    }
}

/// Features of the word's other occurrences in the document.
pub(super) fn in_document(
    word: &Word,
    profile: &Profile,
    lexicon: &Lexicon,
    add: &mut impl FnMut(u64),
) {
    if !word.case.is_capital() {
        return;
    }
    let seen = seen(word, profile);
    add(key(T::Seen, seen));
    for (at, &(before, after)) in profile.neighbours.iter().enumerate() {
        let (left, right) = (&lexicon[before], &lexicon[after]);
        let is_new = |side: &dyn Fn(&(u32, u32)) -> u32, value| {
            profile.neighbours[..at].iter().all(|n| side(n) != value)
        };
        if is_new(&|n| n.0, before) {
            add(key(T::SeenBefore, left.lower));
            add(key(T::SeenBeforeCluster, u64::from(left.clusters[2])));
        }
        if is_new(&|n| n.1, after) {
            add(key(T::SeenAfter, right.lower));
            add(key(T::SeenAfterCluster, u64::from(right.clusters[2])));
        }
    }
}

fn seen(word: &Word, profile: &Profile) -> u64 {
    let times = match profile.neighbours.len() {
        0 => 0,
        1 => 1,
        2..=3 => 2,
        _ => 3,
    };
    u64::from(profile.lower)
        | u64::from(profile.capital) << 1
        | times << 2
        | (word.case as u64) << 4
}

/// Features of several words at once and of the place in the sentence.
///
/// `at` is the token, `first` and `end` the bounds of its sentence, `mode` the sentence's.
pub(super) fn joint(
    context: &Context,
    lexicon: &Lexicon,
    (first, end): (usize, usize),
    mode: Mode,
    at: usize,
    add: &mut impl FnMut(u64),
) {
    let word = |offset: isize| -> &Word {
        let place = at as isize + offset;
        if place < first as isize {
            &lexicon[BEFORE]
        } else if place >= end as isize {
            &lexicon[AFTER]
        } else {
            &lexicon[context.words[place as usize]]
        }
    };
    let (w2, w1, w, v1, v2) = (word(-2), word(-1), word(0), word(1), word(2));
    let cluster = |word: &Word| u64::from(word.clusters[2]);
    let coarse = |word: &Word| u64::from(word.clusters[1]);

    add(key2(T::LowerLower, w1.lower, w.lower));
    add(key2(T::LowerLowerAfter, w.lower, v1.lower));
    add(key2(T::LowerAround, w1.lower, v1.lower));
    add(key2(T::LowerTwoBefore, w2.lower, w1.lower));
    add(key2(T::LowerTwoAfter, v1.lower, v2.lower));
    add(key2(T::Shapes2Before, w1.shape, w.shape));
    add(key2(T::Shapes2After, w.shape, v1.shape));
    add(key3(T::Shapes3, w1.shape, w.shape, v1.shape));
    add(key3(T::Shapes3Before, w2.shape, w1.shape, w.shape));
    add(key3(T::Shapes3After, w.shape, v1.shape, v2.shape));
    add(key2(T::ClustersBefore, cluster(w1), cluster(w)));
    add(key2(T::ClustersAfter, cluster(w), cluster(v1)));
    add(key2(T::ClustersAround, cluster(w1), cluster(v1)));
    add(key3(T::Clusters3, coarse(w1), coarse(w), coarse(v1)));
    add(key2(T::LowerShapeBefore, w.lower, w1.shape));
    add(key2(T::LowerShapeAfter, w.lower, v1.shape));
    add(key2(T::BeforeShape, w1.lower, w.shape));
    add(key2(T::AfterShape, v1.lower, w.shape));
    add(key3(T::BeforeShapes, w1.lower, w.shape, v1.shape));

    let mode_number = mode as u64;
    let is_start = at == first;
    add(key3(
        T::ModeShape,
        mode_number,
        w.shape,
        u64::from(is_start),
    ));
    if mode != Mode::Normal {
        add(key2(T::ModeLower, mode_number, w.lower));
        add(key2(T::ModeCluster, mode_number, cluster(w)));
    }
    if w.case.is_capital() && (is_start || mode != Mode::Normal) {
        let seen = seen(w, context.profile_at(at));
        add(key3(T::SeenAtStart, seen, mode_number, v1.case as u64));
    }
    let (run_start, run_end) = context.runs[at];
    let length = run_end - run_start;
    if length >= 2 {
        let is_first = u64::from(run_start as usize == at);
        let place = (at as u64 - u64::from(run_start)).min(3);
        let head = &lexicon[context.words[run_end as usize - 1]];
        let begin = &lexicon[context.words[run_start as usize]];
        let left = word(run_start as isize - at as isize - 1);
        let right = word(run_end as isize - at as isize);
        add(key2(T::RunPlace, place, u64::from(length.min(5))));
        add(key2(T::RunLast, is_first, head.lower));
        add(key2(T::RunLastCluster, is_first, cluster(head)));
        add(key2(T::RunFirst, is_first, begin.lower));
        add(key2(T::RunLeft, is_first, left.lower));
        add(key2(T::RunRight, is_first, right.lower));
        add(key2(T::RunLeftCluster, is_first, cluster(left)));
        add(key2(T::RunRightCluster, is_first, cluster(right)));
    }
}
