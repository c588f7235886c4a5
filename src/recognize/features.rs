//! The feature template: what the tagger looks at when it labels a token.
//!
//! A feature is a 64-bit key; the model has a weight for each label under each key that mattered in
//! training. Trainer and tagger both come here, so they cannot drift apart. Whoever changes what a
//! function adds, or a number of [`Template`], raises [`VERSION`].
//!
//! No function adds more features than the table looks up together ([`super::table::MOST_KEYS`]). The
//! functions are grouped by what the features depend on, because the tagger keeps the sums of
//! those that depend on little:
//!
//! | function | depends on | worked out | [`Group`] |
//! |---|---|---|---|
//! | [`own`] | the word | once per word | word |
//! | [`beside`] | a neighbouring word and its offset | once per word and offset | word |
//! | [`in_document`] | the word and its document | once per word and document | place |
//! | [`joint`] | several words, or the place in the sentence | for each token that [may be in a name](super::stretches) | place |
//!
//! Each has one form for text with case ([`super::cased`]) and one for text without
//! ([`super::caseless`]).

use super::context::{AFTER, BEFORE, Context, Lexicon, Profile, Writing};
use super::table::Group;
use super::word::{Word, mix};
use super::{cased, caseless};

/// Raised with every change of the template.
pub(super) const VERSION: u32 = 6;

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
    Parts,
    PartsShape,
    Usage,
    UsageShape,
    BesideLower = 32,
    BesideShape,
    BesideSuffix,
    BesideCluster1,
    BesideCluster2,
    BesideCluster3,
    BesideParts,
    BesideUsage,
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
    Publisher,
    PartsBefore,
    PartsAfter,
    ListedPlace,
    ListedPlaceBefore,
    PairBefore,
    PairAfter,
    PairsMode,
    PairsShape,
    Lower3,
    Lower3Before,
    Lower3After,
    ClustersTwoBefore,
    ClustersTwoAfter,
    Clusters3Before,
    Clusters3After,
    LowerClusterBefore,
    LowerClusterAfter,
    ClusterLowerBefore,
    ClusterLowerAfter,
    PairsUsage,
    PairsBeforeBoth,
    PairsAfterBoth,
    Usages,
    Start,
    Casing,
    CasingCluster,
    CasingParts,
    BesideCasing,
    Casings,
    Recurrence,
    RecurrenceCluster,
    Seen = 128,
    SeenBefore,
    SeenAfter,
    SeenBeforeCluster,
    SeenAfterCluster,
    CorpusBias = 192,
    CorpusLower,
    CorpusBefore,
    CorpusShape,
    CorpusCluster,
}

use Template as T;

impl Template {
    /// Which of the functions of the module add it.
    #[inline]
    fn group(self) -> Group {
        match self {
            T::Casing | T::CasingCluster | T::CasingParts | T::BesideCasing => Group::Word,
            _ if (self as u8) < T::LowerLower as u8 => Group::Word,
            _ => Group::Place,
        }
    }
}

/// The key of a feature.
#[inline]
pub(super) fn key(template: Template, value: u64) -> u64 {
    template.group().key(mix(value, (template as u64) << 32))
}

/// Of two values.
#[inline]
pub(super) fn key2(template: Template, a: u64, b: u64) -> u64 {
    key(template, mix(a, b))
}

/// Of three values.
#[inline]
pub(super) fn key3(template: Template, a: u64, b: u64, c: u64) -> u64 {
    key(template, mix(mix(a, b), c))
}

/// Features of the word itself.
#[inline]
pub(super) fn own(writing: Writing, word: &Word, add: &mut impl FnMut(u64)) {
    match writing {
        Writing::Cased => cased::own(word, add),
        Writing::Caseless => caseless::own(word, add),
    }
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
#[inline]
pub(super) fn beside(writing: Writing, word: &Word, offset: usize, add: &mut impl FnMut(u64)) {
    match writing {
        Writing::Cased => cased::beside(word, offset, add),
        Writing::Caseless => caseless::beside(word, offset, add),
    }
}

/// Features of the word's other occurrences in the document.
#[inline]
pub(super) fn in_document(
    writing: Writing,
    word: &Word,
    profile: &Profile,
    lexicon: &Lexicon,
    add: &mut impl FnMut(u64),
) {
    match writing {
        Writing::Cased => cased::in_document(word, profile, lexicon, add),
        Writing::Caseless => caseless::in_document(profile, lexicon, add),
    }
}

/// Features of several words at once and of the place in the sentence.
///
/// `at` is the token, `bounds` are the first token and the end of its sentence.
#[inline]
pub(super) fn joint(
    context: &Context,
    lexicon: &Lexicon,
    bounds: (usize, usize),
    sentence: usize,
    at: usize,
    add: &mut impl FnMut(u64),
) {
    match context.writing {
        Writing::Cased => cased::joint(context, lexicon, bounds, context.modes[sentence], at, add),
        Writing::Caseless => caseless::joint(context, lexicon, bounds, at, add),
    }
}

/// Features that take up what is peculiar to a corpus of another guideline, so that the others do not
/// learn it. They help in training and are not part of the model.
pub(super) fn of_corpus(corpus: u64, word: &Word, before: &Word, add: &mut impl FnMut(u64)) {
    add(key(T::CorpusBias, corpus));
    add(key2(T::CorpusLower, corpus, word.lower));
    add(key2(T::CorpusBefore, corpus, before.lower));
    add(key2(T::CorpusShape, corpus, word.shape));
    let cluster = u64::from(word.clusters[2]);
    add(key2(T::CorpusCluster, corpus, cluster));
}
