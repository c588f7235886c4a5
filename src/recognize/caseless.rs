//! The feature template for text without case.
//!
//! Text in lower case, UPPER CASE and Title Case is folded to lower case before it is looked at
//! ([`Context::folded`]), so that one set of weights, learned from folded text alone, serves all three.
//! Shapes say nothing there, so what words mean and how they follow one another is looked at more
//! closely. The functions are those of [`super::features`], where their grouping is explained.

use super::context::{AFTER, BEFORE, Context, Lexicon, Profile};
use super::features::{REACH, Template as T, key, key2, key3};
use super::word::{Case, Word};

/// Longer words are not written with full stops between their letters.
const LONGEST_ACRONYM: u8 = 5;

/// Features of the word itself.
pub(super) fn own(word: &Word, add: &mut impl FnMut(u64)) {
    add(key(T::Bias, 0));
    add(key(T::Lower, word.lower));
    if word.letters <= LONGEST_ACRONYM {
        add(key(T::Form, word.form));
    }
    let prefixes = [T::Prefix1, T::Prefix2, T::Prefix3, T::Prefix4];
    let suffixes = [T::Suffix1, T::Suffix2, T::Suffix3, T::Suffix4];
    for at in 0..4 {
        if word.prefixes[at] != 0 {
            add(key(prefixes[at], word.prefixes[at]));
            add(key(suffixes[at], word.suffixes[at]));
        }
    }
    if word.case != Case::Lower {
        add(key(T::Shape, word.shape));
        add(key(T::LongShape, word.long_shape));
    }
    let levels = [T::Cluster0, T::Cluster1, T::Cluster2, T::Cluster3];
    for (level, cluster) in levels.into_iter().zip(word.clusters) {
        add(key(level, u64::from(cluster)));
    }
    let (parts, usage) = (u64::from(word.parts), u64::from(word.usage));
    add(key(T::Parts, parts));
    add(key(T::Usage, usage));
    add(key3(T::UsageShape, parts, usage, word.case as u64));
    let casing = u64::from(word.casing);
    add(key(T::Casing, casing));
    add(key2(T::CasingCluster, casing, u64::from(word.clusters[1])));
    add(key3(T::CasingParts, casing, parts, usage));
}

/// Features of a neighbour; `offset` counts from 0 for the leftmost place within [`REACH`].
pub(super) fn beside(word: &Word, offset: usize, add: &mut impl FnMut(u64)) {
    let place = offset as u64;
    add(key2(T::BesideLower, place, word.lower));
    if word.case != Case::Lower {
        add(key2(T::BesideShape, place, word.shape));
    }
    if offset == REACH - 1 || offset == REACH {
        add(key2(T::BesideSuffix, place, word.suffixes[2]));
        add(key2(T::BesideParts, place, u64::from(word.parts)));
    }
    add(key2(T::BesideUsage, place, u64::from(word.usage)));
    add(key2(T::BesideCasing, place, u64::from(word.casing)));
    let levels = [T::BesideCluster1, T::BesideCluster2, T::BesideCluster3];
    for (at, level) in levels.into_iter().enumerate() {
        add(key2(level, place, u64::from(word.clusters[at + 1])));
    }
}

/// Features of the word's other occurrences in the document.
pub(super) fn in_document(profile: &Profile, lexicon: &Lexicon, add: &mut impl FnMut(u64)) {
    if profile.neighbours.len() < 2 {
        return;
    }
    add(key(T::Seen, profile.neighbours.len() as u64));
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

/// Features of several words at once and of the place in the sentence.
///
/// `at` is the token, `first` and `end` the bounds of its sentence.
pub(super) fn joint(
    context: &Context,
    lexicon: &Lexicon,
    (first, end): (usize, usize),
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
    add(key3(T::Lower3, w1.lower, w.lower, v1.lower));
    add(key3(T::Lower3Before, w2.lower, w1.lower, w.lower));
    add(key3(T::Lower3After, w.lower, v1.lower, v2.lower));
    add(key2(T::ClustersBefore, cluster(w1), cluster(w)));
    add(key2(T::ClustersAfter, cluster(w), cluster(v1)));
    add(key2(T::ClustersAround, cluster(w1), cluster(v1)));
    add(key2(T::ClustersTwoBefore, cluster(w2), cluster(w1)));
    add(key2(T::ClustersTwoAfter, cluster(v1), cluster(v2)));
    add(key3(T::Clusters3, coarse(w1), coarse(w), coarse(v1)));
    add(key3(T::Clusters3Before, coarse(w2), coarse(w1), coarse(w)));
    add(key3(T::Clusters3After, coarse(w), coarse(v1), coarse(v2)));
    add(key2(T::LowerClusterBefore, w.lower, coarse(w1)));
    add(key2(T::LowerClusterAfter, w.lower, coarse(v1)));
    add(key2(T::ClusterLowerBefore, w1.lower, coarse(w)));
    add(key2(T::ClusterLowerAfter, coarse(w), v1.lower));

    let parts = |word: &Word| u64::from(word.parts);
    add(key2(T::PartsBefore, parts(w1), parts(w)));
    add(key2(T::PartsAfter, parts(w), parts(v1)));
    let usage = |word: &Word| u64::from(word.usage);
    add(key3(T::Usages, usage(w1), usage(w), usage(v1)));
    let casing = |word: &Word| u64::from(word.casing);
    add(key3(T::Casings, casing(w1), casing(w), casing(v1)));
    let listed = context.places[at];
    if listed != 0 {
        add(key(T::ListedPlace, u64::from(listed)));
        add(key2(T::ListedPlaceBefore, u64::from(listed), w1.lower));
    }

    // Of the two words before, of the one before and this, of this and the next, of the two after.
    let pair = |from: usize| {
        let inside = at + from >= first + 2 && at + from < end + 1;
        u64::from(if inside {
            context.pairs[at + from - 2]
        } else {
            0
        })
    };
    let (earlier, before, after, later) = (pair(0), pair(1), pair(2), pair(3));
    if before | after != 0 {
        add(key(T::PairBefore, before));
        add(key(T::PairAfter, after));
        add(key2(T::PairsMode, before, after));
        add(key3(T::PairsUsage, before, after, usage(w)));
        add(key3(T::PairsBeforeBoth, earlier, before, after));
        add(key3(T::PairsAfterBoth, before, after, later));
    }
    let recurrence = |from: usize| {
        let inside = at + from > first;
        u64::from(if inside {
            context.recurrences[at + from - 1]
        } else {
            0
        })
    };
    let (before, after) = (recurrence(0), recurrence(1));
    if before | after != 0 {
        add(key3(T::Recurrence, before, after, casing(w)));
        add(key3(T::RecurrenceCluster, before, after, coarse(w)));
    }
    if at == first {
        add(key(T::Start, coarse(w)));
    }
    if context.publisher_words > 0 && context.profile_at(at).of_publisher {
        let shared = |place: usize| context.profile_at(place).of_publisher;
        let around = u64::from(at > first && shared(at - 1))
            | u64::from(at + 1 < end && shared(at + 1)) << 1;
        let words = context.publisher_words.min(4) as u64;
        add(key2(T::Publisher, around, words));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::acronyms;
    use crate::recognize::casing::Casing;
    use crate::recognize::context::Writing;
    use crate::recognize::features::neighbour;
    use crate::recognize::keys::Keys;
    use crate::recognize::parts::plain;
    use crate::recognize::table::{Group, MOST_KEYS};
    use crate::recognize::usage::{self, Usage};
    use crate::recognize::vocabulary::Vocabulary;
    use crate::recognize::word::hash;
    use crate::{Document, segment};

    /// The features of a token, by the function that adds them.
    fn all(text: &str, at: usize) -> [Vec<u64>; 4] {
        let document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        let segmentation = segment(&document);
        let vocabulary = Vocabulary {
            usage: Usage::new(Keys::new(vec![(
                usage::pair_key(plain("big"), plain("five")),
                0b10_1111,
            )])),
            casing: Casing::new(Keys::new(vec![((plain("big") >> 32) as u32, 0b10_001)])),
            ..Vocabulary::default()
        };
        let (mut cased, mut lexicon) = (Lexicon::new(), Lexicon::of(Writing::Caseless));
        let context = Context::new(&document, &segmentation, &vocabulary, &mut cased);
        let segmentation = acronyms::joined(&document, &segmentation);
        let mut context = context.folded(&document, &segmentation, &vocabulary, &mut lexicon);
        let sentences = segmentation.sentences.iter();
        let sentence = sentences
            .map(|s| &s.tokens)
            .find(|s| s.contains(&at))
            .unwrap();
        let bounds = (sentence.start, sentence.end);
        context.find_pairs(&vocabulary.usage, sentence.clone());
        let word = &lexicon[context.words[at]];
        let mut out = [const { Vec::new() }; 4];
        own(word, &mut |key| out[0].push(key));
        for offset in 0..2 * REACH {
            let word = neighbour(&context, bounds, at, offset);
            beside(&lexicon[word], offset, &mut |key| out[1].push(key));
        }
        in_document(context.profile_at(at), &lexicon, &mut |key| {
            out[2].push(key)
        });
        joint(&context, &lexicon, bounds, at, &mut |key| out[3].push(key));
        // Each is looked up in the table that its key names.
        let [own, beside, in_document, joint] = &out;
        let all_are = |keys: &[u64], group| keys.iter().all(|key| Group::of(*key) == group);
        assert!(all_are(own, Group::Word) && all_are(beside, Group::Word));
        assert!(all_are(in_document, Group::Place) && all_are(joint, Group::Place));
        out
    }

    #[test]
    fn the_three_ways_of_writing_have_the_same_features() {
        let lower = all("in time the big five will win", 3);
        assert_eq!(all("IN TIME THE BIG FIVE WILL WIN", 3), lower);
        assert_eq!(all("In Time The Big Five Will Win", 3), lower);
    }

    #[test]
    fn words_are_known_by_raw_news_and_by_the_rest_of_the_document() {
        let [own, beside, elsewhere, joint] = all("the big five won. they hate the big five.", 1);
        let [the, big, five, they, hate] = ["the", "big", "five", "they", "hate"].map(hash);
        assert!(own.contains(&key(T::Lower, big)));
        assert!(own.contains(&key(T::Casing, 0b10_001)));
        assert!(own.contains(&key(T::Form, big)), "it could be an acronym");
        assert!(beside.contains(&key2(T::BesideLower, 2, five)));
        assert!(elsewhere.contains(&key(T::Seen, 2)));
        assert!(elsewhere.contains(&key(T::SeenBefore, the)));
        assert!(elsewhere.contains(&key(T::SeenAfter, five)));
        assert!(!elsewhere.contains(&key(T::SeenBefore, hate)) && they != hate);
        assert!(joint.contains(&key3(T::Lower3, the, big, five)));
        assert!(joint.contains(&key(T::PairAfter, 0b10_1111)));
        // `the big` and `big five` stand there twice, and none of their words elsewhere.
        assert!(joint.contains(&key3(T::Recurrence, 0b1101, 0b1101, 0b10_001)));
    }

    #[test]
    fn no_function_adds_more_than_is_looked_up_together() {
        let text =
            "e.p.a. big five, big nato. big six; big five big ten big men. big five, big ten.";
        for at in 0..20 {
            let counts = all(text, at).map(|keys| keys.len());
            assert!(counts[0] <= MOST_KEYS && counts[1] <= 4 * MOST_KEYS);
            assert!(
                counts[2] <= MOST_KEYS && counts[3] <= MOST_KEYS,
                "{counts:?}"
            );
        }
    }
}
