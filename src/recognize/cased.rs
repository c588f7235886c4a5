//! The feature template for text with case, where a name's capitals tell most; see [`super::features`].

use super::context::{AFTER, BEFORE, Context, Lexicon, Mode, Profile};
use super::features::{REACH, Template as T, key, key2, key3};
use super::word::Word;

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
    for (level, cluster) in levels.into_iter().zip(word.clusters) {
        add(key(level, u64::from(cluster)));
    }
    add(key2(
        T::ShapeCluster,
        word.shape,
        u64::from(word.clusters[2]),
    ));
    if word.parts != 0 {
        add(key(T::Parts, u64::from(word.parts)));
    }
    add(key2(T::PartsShape, word.shape, u64::from(word.parts)));
    if word.usage != 0 {
        add(key(T::Usage, u64::from(word.usage)));
    }
    add(key2(T::UsageShape, word.shape, u64::from(word.usage)));
}

/// Features of a neighbour; `offset` counts from 0 for the leftmost place within [`REACH`].
pub(super) fn beside(word: &Word, offset: usize, add: &mut impl FnMut(u64)) {
    let place = offset as u64;
    add(key2(T::BesideLower, place, word.lower));
    add(key2(T::BesideShape, place, word.shape));
    if offset == REACH - 1 || offset == REACH {
        add(key2(T::BesideSuffix, place, word.suffixes[2]));
        let parts = u64::from(word.parts) << 8 | word.case as u64;
        add(key2(T::BesideParts, place, parts));
        add(key2(T::BesideUsage, place, u64::from(word.usage)));
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

    if w.case.is_capital() || mode == Mode::Lower {
        let parts = |word: &Word| u64::from(word.parts) << 8 | word.case as u64;
        add(key2(T::PartsBefore, parts(w1), parts(w)));
        add(key2(T::PartsAfter, parts(w), parts(v1)));
    }
    let listed = context.places[at];
    if listed != 0 {
        add(key(T::ListedPlace, u64::from(listed)));
        add(key2(T::ListedPlaceBefore, u64::from(listed), w1.lower));
    }

    let before = if at > first { context.pairs[at - 1] } else { 0 };
    let (before, after) = (u64::from(before), u64::from(context.pairs[at]));
    if before | after != 0 {
        add(key(T::PairBefore, before));
        add(key(T::PairAfter, after));
        add(key3(T::PairsMode, before, after, mode as u64));
        add(key3(T::PairsShape, before, after, w.shape));
    }

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
    if context.publisher_words > 0 && context.profile_at(at).of_publisher {
        let shared = |place: usize| context.profile_at(place).of_publisher;
        let around = u64::from(at > first && shared(at - 1))
            | u64::from(at + 1 < end && shared(at + 1)) << 1;
        let words = context.publisher_words.min(4) as u64;
        add(key3(T::Publisher, around, words, w.case as u64));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::clusters::Clusters;
    use crate::recognize::features::neighbour;
    use crate::recognize::keys::Keys;
    use crate::recognize::parts::Parts;
    use crate::recognize::parts::plain;
    use crate::recognize::table::{Group, MOST_KEYS};
    use crate::recognize::usage::{self, Usage};
    use crate::recognize::vocabulary::Vocabulary;
    use crate::recognize::word::Case;
    use crate::recognize::word::hash;
    use crate::{Document, Provenance, segment};

    /// All features of a token of a one-sentence document, where `York` and `Times` are in clusters.
    fn all(text: &str, publisher: Option<&str>, at: usize) -> Vec<u64> {
        let document = Document {
            text: text.to_owned(),
            provenance: Provenance {
                publisher: publisher.map(str::to_owned),
                ..Provenance::default()
            },
            ..Document::default()
        };
        let segmentation = segment(&document);
        let vocabulary = Vocabulary {
            clusters: Clusters::new(
                Keys::new(vec![
                    (Clusters::key("york"), 1),
                    (Clusters::key("times"), 2),
                ]),
                &[[1, 2, 3], [1, 4, 5]],
            ),
            parts: Parts::read("city\tnew york\ngiven\tyork\n", "parts").unwrap(),
            usage: Usage::new(Keys::new(vec![
                (usage::key(plain("york")), 0b1_0000),
                (usage::pair_key(plain("york"), plain("times")), 0b11_1110),
            ])),
            ..Vocabulary::default()
        };
        let mut lexicon = Lexicon::new();
        let mut context = Context::new(&document, &segmentation, &vocabulary, &mut lexicon);
        let bounds = (0, segmentation.tokens.len());
        context.find_pairs(&vocabulary.usage, bounds.0..bounds.1);
        let mut out = Vec::new();
        // Each is looked up in the table that its key names.
        let mut add = |key| {
            assert_eq!(Group::of(key), Group::Word);
            out.push(key);
        };
        let word = &lexicon[context.words[at]];
        own(word, &mut add);
        for offset in 0..2 * REACH {
            let word = neighbour(&context, bounds, at, offset);
            beside(&lexicon[word], offset, &mut add);
        }
        let mut add = |key| {
            assert_eq!(Group::of(key), Group::Place);
            out.push(key);
        };
        in_document(word, context.profile_at(at), &lexicon, &mut add);
        joint(&context, &lexicon, bounds, context.modes[0], at, &mut add);
        out.sort_unstable();
        out
    }

    /// `the New York Times said`, at `York`: every feature, written out by hand.
    #[test]
    fn the_template_of_one_short_sentence() {
        let [the, new, york, times, said] = ["the", "new", "york", "times", "said"].map(hash);
        let (x, xx) = (hash("x"), hash("Xx"));
        let (given, begins) = (0b10_0000, 0b1000_0000);
        let title = Case::Title as u64;
        let mut expected = vec![
            key(T::Bias, 0),
            key(T::Form, hash("York")),
            key(T::Lower, york),
            key(T::Prefix1, hash("y")),
            key(T::Prefix2, hash("yo")),
            key(T::Prefix3, hash("yor")),
            key(T::Suffix1, hash("k")),
            key(T::Suffix2, hash("rk")),
            key(T::Suffix3, hash("ork")),
            key(T::Shape, xx),
            key(T::LongShape, hash("Xxxx")),
            key(T::Cluster0, 1),
            key(T::Cluster1, 2),
            key(T::Cluster2, 3),
            key(T::Cluster3, 1),
            key2(T::ShapeCluster, xx, 3),
            // A given name; `New` begins a listed place.
            key(T::Parts, given),
            key2(T::PartsShape, xx, given),
            // A word of persons' names, it says, that is more often something else.
            key(T::Usage, 0b1_0000),
            key2(T::UsageShape, xx, 0b1_0000),
            // What the document says: a capital inside the sentence, once, in title case.
            key(T::Seen, 0b0001_0110),
            key(T::SeenBefore, new),
            key(T::SeenBeforeCluster, 0),
            key(T::SeenAfter, times),
            key(T::SeenAfterCluster, 5),
            // Several words.
            key2(T::LowerLower, new, york),
            key2(T::LowerLowerAfter, york, times),
            key2(T::LowerAround, new, times),
            key2(T::LowerTwoBefore, the, new),
            key2(T::LowerTwoAfter, times, said),
            key2(T::Shapes2Before, xx, xx),
            key2(T::Shapes2After, xx, xx),
            key3(T::Shapes3, xx, xx, xx),
            key3(T::Shapes3Before, x, xx, xx),
            key3(T::Shapes3After, xx, xx, x),
            key2(T::ClustersBefore, 0, 3),
            key2(T::ClustersAfter, 3, 5),
            key2(T::ClustersAround, 0, 5),
            key3(T::Clusters3, 0, 2, 4),
            key2(T::LowerShapeBefore, york, xx),
            key2(T::LowerShapeAfter, york, xx),
            key2(T::BeforeShape, new, xx),
            key2(T::AfterShape, times, xx),
            key3(T::BeforeShapes, new, xx, xx),
            key3(T::ModeShape, Mode::Normal as u64, xx, 0),
            key2(T::PartsBefore, begins << 8 | title, given << 8 | title),
            key2(T::PartsAfter, given << 8 | title, title),
            // The last word of a listed city.
            key(T::ListedPlace, 0b1000 | 4 << 5),
            key2(T::ListedPlaceBefore, 0b1000 | 4 << 5, new),
            // `York Times` is mostly in outlets; `New York` is nothing.
            key(T::PairBefore, 0),
            key(T::PairAfter, 0b11_1110),
            key3(T::PairsMode, 0, 0b11_1110, Mode::Normal as u64),
            key3(T::PairsShape, 0, 0b11_1110, xx),
            // The run New York Times, of which it is the second word.
            key2(T::RunPlace, 1, 3),
            key2(T::RunLast, 0, times),
            key2(T::RunLastCluster, 0, 5),
            key2(T::RunFirst, 0, new),
            key2(T::RunLeft, 0, the),
            key2(T::RunRight, 0, said),
            key2(T::RunLeftCluster, 0, 0),
            key2(T::RunRightCluster, 0, 0),
        ];
        let neighbours = [
            (0, the, x, hash("the"), [0, 0, 0]),
            (1, new, xx, hash("new"), [0, 0, 0]),
            (2, times, xx, hash("mes"), [4, 5, 2]),
            (3, said, x, hash("aid"), [0, 0, 0]),
        ];
        for (place, lower, shape, suffix, clusters) in neighbours {
            expected.push(key2(T::BesideLower, place, lower));
            expected.push(key2(T::BesideShape, place, shape));
            if place == 1 {
                // `new` is no longer than its own last three letters.
                expected.push(key2(T::BesideSuffix, place, 0));
                expected.push(key2(T::BesideParts, place, begins << 8 | title));
                expected.push(key2(T::BesideUsage, place, 0));
            } else if place == 2 {
                expected.push(key2(T::BesideSuffix, place, suffix));
                expected.push(key2(T::BesideParts, place, title));
                expected.push(key2(T::BesideUsage, place, 0));
            }
            expected.push(key2(T::BesideCluster1, place, clusters[0]));
            expected.push(key2(T::BesideCluster2, place, clusters[1]));
            expected.push(key2(T::BesideCluster3, place, clusters[2]));
        }
        expected.sort_unstable();
        let found = all("the New York Times said", None, 2);
        assert_eq!(found, expected);
        assert!(found.windows(2).all(|pair| pair[0] != pair[1]));

        // The document's own outlet adds one.
        let with = all("the New York Times said", Some("The New York Times"), 2);
        let extra = key3(T::Publisher, 0b11, 4, Case::Title as u64);
        assert_eq!(with.len(), found.len() + 1);
        assert!(with.contains(&extra));
    }

    #[test]
    fn a_headline_adds_features_of_its_own() {
        let found = all("NEW YORK TIMES SAYS", None, 1);
        assert!(found.contains(&key2(T::ModeLower, Mode::Upper as u64, hash("york"))));
        assert!(found.contains(&key2(T::ModeCluster, Mode::Upper as u64, 3)));
        assert!(found.len() <= 25 + 28 + MOST_KEYS);
    }
}
