//! Decoding: from a document's words to labels, and how sure they are.
//!
//! The score of a labelling is the sum over tokens of the weights of the token's features under its
//! label, plus the transitions. The best labelling of each sentence is found by dynamic programming
//! (Viterbi 1967), in whole numbers, so that it is the same on every machine. For sentences in which
//! names were found, the forward-backward algorithm (Rabiner 1989) over the same scores gives the
//! probability of each name: of all labellings, the share, weighted by the exponential of their
//! scores, that has exactly this name. [`Calibration`](super::model::Calibration) turns it into
//! what was observed on development text.

use std::ops::Range;

use crate::{Document, Mention, Origin, Segmentation, Sentence, Span};

use super::acronyms;
use super::ballot::Ballot;
use super::context::{Context, Lexicon, Mode, Writing};
use super::features::{self, REACH};
use super::labels::{self, LABELS, OUTSIDE};
use super::lattice::Lattice;
use super::model::{Model, Scorer};
use super::stretches::{Seen, is_sure, stretches};
use super::table::{Keys, LANES, Scores};
use super::trim;
use super::viterbi::{Room, START, best_path};
use super::word::Word;

/// The sums of a word's features as the neighbour of another, by offset; worked out once per word, and
/// asked for at every token. They fill three lines of a cache.
#[repr(align(64))]
struct Beside([Scores; 2 * REACH]);

/// What is kept from document to document to save time; it never changes a result.
pub(super) struct Scratch {
    /// Of text with case, and without.
    words: [Words; 2],
    /// By distinct word of the document at hand, and by token of it.
    in_document: Vec<Scores>,
    scores: Vec<Scores>,
    room: Room,
    lattice: Lattice,
}

/// A scratch with more words begins anew, so that memory does not grow with the corpus: they take 400 bytes
/// each. Four thousand articles of news have some 70,000.
const MOST_WORDS: usize = 100_000;

impl Scratch {
    pub(super) fn new() -> Scratch {
        Scratch {
            words: Writing::ALL.map(Words::new),
            in_document: Vec::new(),
            scores: Vec::new(),
            room: Room::default(),
            lattice: Lattice::default(),
        }
    }
}

/// Words and their sums.
struct Words {
    writing: Writing,
    lexicon: Lexicon,
    /// By word, the sums of its own features.
    own: Vec<Scores>,
    beside: Vec<Beside>,
}

impl Words {
    fn new(writing: Writing) -> Words {
        Words {
            writing,
            lexicon: Lexicon::of(writing),
            own: Vec::new(),
            beside: Vec::new(),
        }
    }

    fn make_room(&mut self) {
        if self.lexicon.len() > MOST_WORDS {
            *self = Words::new(self.writing);
        }
    }

    fn prepare(&mut self, scorer: &Scorer) {
        for number in self.own.len()..self.lexicon.len() {
            let word = &self.lexicon[number as u32];
            let mut keys = Keys::new();
            features::own(self.writing, word, &mut |key| keys.push(key));
            let mut own = Scores::default();
            scorer.words.add(&keys, &mut own);
            self.own.push(own);
            self.beside.push(Beside::new(self.writing, word, scorer));
        }
    }
}

impl Beside {
    fn new(writing: Writing, word: &Word, scorer: &Scorer) -> Beside {
        let mut beside = [Scores::default(); 2 * REACH];
        for (offset, scores) in beside.iter_mut().enumerate() {
            let mut keys = Keys::new();
            features::beside(writing, word, offset, &mut |key| keys.push(key));
            scorer.words.add(&keys, scores);
        }
        Beside(beside)
    }
}

/// The names of a document.
pub(super) fn recognize(
    model: &Model,
    document: &Document,
    segmentation: &Segmentation,
    scratch: &mut Scratch,
) -> Vec<Mention> {
    let Scratch {
        words: [cased, caseless],
        in_document,
        scores,
        room,
        lattice,
    } = scratch;
    cased.make_room();
    let vocabulary = &model.vocabulary;
    let context = Context::new(document, segmentation, vocabulary, &mut cased.lexicon);
    let lacks_case = context.lacks_case(segmentation);
    let joined;
    let mut segmentation = segmentation;
    let (mut context, words, scorer) = match lacks_case.then(|| model.caseless()).flatten() {
        Some(scorer) => {
            caseless.make_room();
            joined = acronyms::joined(document, segmentation);
            segmentation = &joined;
            let lexicon = &mut caseless.lexicon;
            let context = context.folded(document, segmentation, vocabulary, lexicon);
            (context, caseless, scorer)
        }
        None => (context, cased, &model.cased),
    };
    words.prepare(scorer);
    // Room that is there already; the system would have to clear new pages for every document.
    in_document.clear();
    in_document.extend(document_scores(scorer, &context, words));
    scores.clear();
    scores.resize(segmentation.tokens.len(), Scores::default());
    let mut named = Vec::new();
    let mut ballot = Ballot::new(&context);
    for (number, sentence) in segmentation.sentences.iter().enumerate() {
        let bounds = (sentence.tokens.start, sentence.tokens.end);
        for at in sentence.tokens.clone() {
            let mut sum = in_document[context.locals[at] as usize];
            beside_scores(words, &context, bounds, at, &mut sum);
            scores[at] = sum;
        }
        let may_be_sure =
            context.writing == Writing::Cased && context.modes[number] == Mode::Normal;
        let stretches = stretches(sentence.tokens.clone(), |at| {
            let case = context.traits(at).case;
            let touches = touches(segmentation, at);
            // The mark in `neo-Nazi`.
            let is_within_word = touches && self::touches(segmentation, at + 1);
            Seen {
                is_sure: may_be_sure && is_sure(case, &scores[at]) && !is_within_word,
                case,
                touches,
            }
        });
        let mut has_names = false;
        for tokens in &stretches {
            let reach = sentence.tokens.start.max(tokens.start.saturating_sub(1))
                ..sentence.tokens.end.min(tokens.end + 1);
            context.find_pairs(&vocabulary.usage, reach);
            for at in tokens.clone() {
                joint_scores(
                    scorer,
                    words,
                    &context,
                    (bounds, number),
                    at,
                    &mut scores[at],
                );
                scores[at][usize::from(OUTSIDE)] -= DOUBT;
            }
            if tokens.end < sentence.tokens.end {
                before_outside(scorer, &mut scores[tokens.end - 1]);
            }
            let before = before(sentence, tokens);
            let labels = best_labels(scorer, before, &scores[tokens.clone()], room);
            has_names |= labels.iter().any(|l| *l != OUTSIDE);
        }
        if !has_names {
            continue;
        }
        let mut seen = sentence.tokens.start;
        for tokens in stretches {
            (seen..tokens.start).for_each(|at| ballot.vote_outside(&context, at));
            seen = tokens.end;
            let own = scores[tokens.clone()].iter().copied();
            let before = before(sentence, &tokens);
            lattice.fill(before, &scorer.factors, &scorer.exponentials, own);
            for (at, token) in tokens.clone().enumerate() {
                ballot.vote(&context, token, &lattice.shares(at));
            }
            named.push((number, tokens));
        }
        (seen..sentence.tokens.end).for_each(|at| ballot.vote_outside(&context, at));
    }
    let mut out = Vec::new();
    for (number, tokens) in named {
        for at in tokens.clone() {
            ballot.persuade(&context, at, scorer.scale, &mut scores[at]);
        }
        let own = &scores[tokens.clone()];
        let before = before(&segmentation.sentences[number], &tokens);
        let chunks = labels::chunks(best_labels(scorer, before, own, room));
        if chunks.is_empty() {
            continue;
        }
        let own = own.iter().map(undoubted);
        lattice.fill(before, &scorer.factors, &scorer.exponentials, own);
        for (range, kind) in chunks {
            let first = segmentation.tokens[tokens.start + range.start].span.start;
            let end = segmentation.tokens[tokens.start + range.end - 1].span.end;
            let word = |at: usize| {
                let token = segmentation.tokens[tokens.clone()].get(at)?;
                Some(token.span.text(&document.text))
            };
            let share = same_name(&range, word)
                .into_iter()
                .map(|range| lattice.probability(&scorer.factors, &range, kind))
                .sum();
            let span = trim::trimmed(&document.text, Span::new(first, end), kind);
            out.extend(span.map(|span| Mention {
                span,
                sentence: number,
                kind,
                score: scorer.calibration.apply(share),
                origin: Origin::Model,
            }));
        }
    }
    out
}

/// Whether there is nothing between the token and the one before it.
fn touches(segmentation: &Segmentation, at: usize) -> bool {
    let pair = at
        .checked_sub(1)
        .and_then(|left| segmentation.tokens.get(left..=at));
    matches!(pair, Some([left, right]) if left.span.touches(right.span))
}

/// Adds to the scores of a token that the next one is outside.
fn before_outside(scorer: &Scorer, scores: &mut Scores) {
    for (label, score) in scores[..LABELS].iter_mut().enumerate() {
        *score += scorer.transitions[label][usize::from(OUTSIDE)] as i32;
    }
}

/// What these tokens of a sentence come after: its start, or a token that is outside.
fn before(sentence: &Sentence, tokens: &Range<usize>) -> usize {
    if tokens.start == sentence.tokens.start {
        START
    } else {
        usize::from(OUTSIDE)
    }
}

fn best_labels<'r>(
    scorer: &Scorer,
    before: usize,
    scores: &[Scores],
    room: &'r mut Room,
) -> &'r [u8] {
    // In so many bits sums over a stretch of any length fit.
    let wide = |at: usize| std::array::from_fn(|label| i64::from(scores[at][label]));
    best_path(scores.len(), before, &scorer.transitions, wide, room)
}

/// The ranges of tokens that are the same name once [`trim`] has cut it: with and without a possessive
/// at the end, which the tagger need not decide.
fn same_name<'t>(
    range: &Range<usize>,
    word: impl Fn(usize) -> Option<&'t str>,
) -> Vec<Range<usize>> {
    let is_possessive =
        |at| word(at).is_some_and(|w| matches!(w, "'s" | "’s" | "'S" | "’S" | "'" | "’"));
    let mut out = vec![range.clone()];
    if is_possessive(range.end) {
        out.push(range.start..range.end + 1);
    } else if range.len() > 1 && is_possessive(range.end - 1) {
        out.push(range.start..range.end - 1);
    }
    out
}

/// By distinct word of the document, what it says by itself and by its other occurrences.
fn document_scores<'c>(
    scorer: &'c Scorer,
    context: &'c Context,
    words: &'c Words,
) -> impl Iterator<Item = Scores> + 'c {
    let distinct = context.distinct.iter().zip(&context.profile_of);
    distinct.map(|(&number, &profile)| {
        let mut sum = words.own[number as usize];
        let profile = &context.profiles[profile as usize];
        let mut keys = Keys::new();
        let (writing, word) = (context.writing, &words.lexicon[number]);
        features::in_document(writing, word, profile, &words.lexicon, &mut |key| {
            keys.push(key)
        });
        scorer.places.add(&keys, &mut sum);
        sum
    })
}

/// Adds what the word's neighbours in the sentence of those bounds say.
fn beside_scores(
    words: &Words,
    context: &Context,
    bounds: (usize, usize),
    at: usize,
    sum: &mut Scores,
) {
    for offset in 0..2 * REACH {
        let word = features::neighbour(context, bounds, at, offset);
        let beside = &words.beside[word as usize].0[offset];
        for lane in 0..LANES {
            sum[lane] += beside[lane];
        }
    }
}

/// Adds what several words of the sentence of those bounds and that number say together.
fn joint_scores(
    scorer: &Scorer,
    words: &Words,
    context: &Context,
    (bounds, sentence): ((usize, usize), usize),
    at: usize,
    sum: &mut Scores,
) {
    let mut keys = Keys::new();
    let lexicon = &words.lexicon;
    features::joint(context, lexicon, bounds, sentence, at, &mut |key| {
        keys.push(key)
    });
    scorer.places.add(&keys, sum);
}

/// How much, in the model's units, a word must be less of a name than the best name to be none.
///
/// Without it the tagger misses more names than it invents (organizations of gold dev: precision 94.5,
/// recall 87.2). With it about as many more are found as wrong ones are added, and the score of a
/// mention, which does not know of it, tells the doubtful ones.
const DOUBT: i32 = 80;

/// Without the benefit of the doubt.
fn undoubted(scores: &Scores) -> Scores {
    let mut scores = *scores;
    scores[usize::from(OUTSIDE)] += DOUBT;
    scores
}
