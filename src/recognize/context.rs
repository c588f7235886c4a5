//! What a document says about its words besides the sentence at hand.
//!
//! A word at the start of a sentence or in a headline is capitalised whatever it is; elsewhere in
//! the same document it often shows whether it is a name, and of what kind: `Okafor` alone is easier
//! once `Ann Okafor, the former adviser,` was read. So the tagger reads a document as a whole:
//!
//! * each distinct word once ([`Lexicon`]),
//! * how each sentence uses capitals ([`Mode`]),
//! * for each word whether it also occurs in lower case or capitalised inside a sentence, and next to
//!   which words ([`Profile`]),
//! * runs of capitalised words.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::segment::tokenize;
use crate::{Document, Segmentation, Span};

use super::parts::{self, Parts};
use super::usage::Usage;
use super::vocabulary::Vocabulary;
use super::word::{self, Case, Length, Word, hash};

/// Words by number, so that each is looked at once.
#[derive(Debug)]
pub(super) struct Lexicon {
    writing: Writing,
    numbers: FxHashMap<u64, u32>,
    words: Vec<Word>,
    /// The first word of those that differ in case only, by their hash in lower case.
    firsts: FxHashMap<u64, u32>,
    /// By word, the first of those that differ from it in case only.
    first: Vec<u32>,
    /// By word, which of the distinct words of the document at hand it is; see [`Context::number_words`].
    locals: Vec<u32>,
    /// By first word, the profile of those that differ from it in case only in the document at hand.
    profiles: Vec<u32>,
}

/// A word that is not in the document at hand, or not yet.
const NOT_YET: u32 = u32::MAX;

/// Number of the word before every sentence.
pub(super) const BEFORE: u32 = 0;
/// Number of the word after every sentence.
pub(super) const AFTER: u32 = 1;

impl Lexicon {
    /// Holds only the places before and after a sentence.
    pub(super) fn new() -> Lexicon {
        Lexicon::of(Writing::Cased)
    }

    /// The same, for words of such text.
    pub(super) fn of(writing: Writing) -> Lexicon {
        let mut out = Lexicon {
            writing,
            numbers: FxHashMap::default(),
            words: Vec::new(),
            firsts: FxHashMap::default(),
            first: Vec::new(),
            locals: Vec::new(),
            profiles: Vec::new(),
        };
        out.add(Word::before());
        out.add(Word::after());
        out
    }

    /// The number of that form, which is added if it is new.
    fn number(&mut self, form: &str, vocabulary: &Vocabulary) -> u32 {
        let hash = hash(form);
        if let Some(&number) = self.numbers.get(&hash) {
            return number;
        }
        let number = self.add(match self.writing {
            Writing::Cased => Word::new(form, vocabulary),
            Writing::Caseless => Word::folded(form, vocabulary),
        });
        self.numbers.insert(hash, number);
        number
    }

    /// The numbers of those forms, in their order; what is new is added.
    fn number_all(&mut self, forms: &[Cow<str>], vocabulary: &Vocabulary) -> Vec<u32> {
        // Most are known. The memory is asked for many of them at once, since no answer waits for another.
        let hashes: Vec<u64> = forms.iter().map(|form| hash(form)).collect();
        let known: Vec<Option<u32>> = (hashes.iter())
            .map(|hash| self.numbers.get(hash).copied())
            .collect();
        let words = known.into_iter().zip(forms);
        words
            .map(|(known, form)| known.unwrap_or_else(|| self.number(form, vocabulary)))
            .collect()
    }

    fn add(&mut self, word: Word) -> u32 {
        let number = self.words.len() as u32;
        self.first
            .push(*self.firsts.entry(word.lower).or_insert(number));
        self.words.push(word);
        self.locals.push(NOT_YET);
        self.profiles.push(NOT_YET);
        number
    }

    /// How many words it holds.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }
}

impl std::ops::Index<u32> for Lexicon {
    type Output = Word;
    fn index(&self, number: u32) -> &Word {
        &self.words[number as usize]
    }
}

/// How a sentence uses capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As usual: names and first words.
    Normal,
    /// `All Longer Words Have Them`
    Title,
    /// `ALL LETTERS ARE`
    Upper,
    /// `none at all`
    Lower,
}

impl Mode {
    /// Whether all letters are of the same case.
    pub(super) fn lacks_case(self) -> bool {
        matches!(self, Mode::Upper | Mode::Lower)
    }
}

/// Whether a document uses capitals; either kind has weights of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Writing {
    /// Names have capitals, and most other words have none.
    #[default]
    Cased,
    /// Capitals tell nothing.
    Caseless,
}

impl Writing {
    /// Both.
    pub(super) const ALL: [Writing; 2] = [Writing::Cased, Writing::Caseless];
}

/// What the document shows about one of its words.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// The same word occurs in lower case in a normal sentence.
    pub(super) lower: bool,
    /// It occurs capitalised inside a normal sentence.
    pub(super) capital: bool,
    /// It is a word of the name of the document's own outlet, where that is known.
    pub(super) of_publisher: bool,
    /// Words directly before and after its first capitalised occurrences in normal sentences.
    pub(super) neighbours: Vec<(u32, u32)>,
}

/// So many occurrences are looked at for [`Profile::neighbours`].
const OCCURRENCES: usize = 6;

/// Where in a listed phrase a token stands.
#[derive(Clone, Copy)]
enum Role {
    Alone = 1,
    First,
    Inner,
    Last,
}

impl Role {
    fn of(offset: usize, length: usize) -> Role {
        match (offset, length) {
            (0, 1) => Role::Alone,
            (0, _) => Role::First,
            (at, length) if at + 1 == length => Role::Last,
            _ => Role::Inner,
        }
    }
}

/// What is asked of every token's word, time and again; the words themselves are large and far apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    pub(super) case: Case,
    length: Length,
    letters: u8,
    parts: u8,
    plain: u64,
}

impl Traits {
    fn of(word: &Word) -> Traits {
        Traits {
            case: word.case,
            length: word.length,
            letters: word.letters,
            parts: word.parts,
            plain: word.plain,
        }
    }
}

/// A document as the tagger sees it.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// Which features and weights are for it.
    pub(super) writing: Writing,
    /// The word of each token.
    pub(super) words: Vec<u32>,
    /// For each token, which of the document's distinct words it is.
    pub(super) locals: Vec<u32>,
    /// The distinct words.
    pub(super) distinct: Vec<u32>,
    /// For each distinct word.
    traits: Vec<Traits>,
    /// For each distinct word, its index in `profiles`; forms that differ in case share one.
    pub(super) profile_of: Vec<u32>,
    /// See [`Profile`].
    pub(super) profiles: Vec<Profile>,
    /// How many words the name of the document's outlet has; 0 where it is not known.
    pub(super) publisher_words: usize,
    /// For each sentence.
    pub(super) modes: Vec<Mode>,
    /// For each token, the first and one past the last token of the run of capitalised words that it
    /// is in; both equal where it is in none.
    pub(super) runs: Vec<(u32, u32)>,
    /// For each token, the kinds of the longest listed place that it is part of, and its part of it
    /// (see [`Role`]); 0 where it is part of none.
    pub(super) places: Vec<u8>,
    /// For each token, how it and the next one of its sentence are used together in raw news; see
    /// [`Usage`](super::usage::Usage). 0 until they are [looked up](Context::find_pairs).
    pub(super) pairs: Vec<u16>,
    /// For each token of text without case, whether it and the next one stand together elsewhere in the
    /// document; see [`recurrence`].
    pub(super) recurrences: Vec<u8>,
}

impl Context {
    /// Reads a document.
    pub(super) fn new(
        document: &Document,
        segmentation: &Segmentation,
        vocabulary: &Vocabulary,
        lexicon: &mut Lexicon,
    ) -> Context {
        let mut out = Context::default();
        let forms =
            (segmentation.tokens.iter()).map(|t| Cow::Borrowed(t.span.text(&document.text)));
        out.number_words(document, forms, vocabulary, lexicon);
        for sentence in &segmentation.sentences {
            let traits = sentence.tokens.clone().map(|at| out.traits(at));
            let mode = Mode::of(traits.map(|word| (word.case, word.length)));
            out.modes.push(mode);
        }
        out.find_runs(segmentation);
        out.find_places(&vocabulary.parts, segmentation);
        out.profile(segmentation);
        out
    }

    /// Whether capitals tell nothing in most of the text that was read with [`Context::new`].
    pub(super) fn lacks_case(&self, segmentation: &Segmentation) -> bool {
        lacks_case(segmentation, &self.modes)
    }

    /// Reads the same document again, as text without case: whatever its capitals, it is taken for text
    /// in lower case. Its tokens may be [joined](super::acronyms).
    ///
    /// Only acronyms and words like `McCain` that stand out in Title Case stay as they are.
    pub(super) fn folded(
        &self,
        document: &Document,
        segmentation: &Segmentation,
        vocabulary: &Vocabulary,
        lexicon: &mut Lexicon,
    ) -> Context {
        let mut out = Context {
            writing: Writing::Caseless,
            modes: vec![Mode::Lower; segmentation.sentences.len()],
            runs: vec![(0, 0); segmentation.tokens.len()],
            ..Context::default()
        };
        let of = |mode: Mode| self.modes.iter().filter(|m| **m == mode).count();
        let is_title = of(Mode::Title) > of(Mode::Upper);
        let forms = segmentation.tokens.iter().map(|token| {
            let form = token.span.text(&document.text);
            let stands_out = || is_title && matches!(word::case(form), Case::Upper | Case::Mixed);
            if !form.contains(char::is_uppercase) || stands_out() {
                Cow::Borrowed(form)
            } else {
                Cow::Owned(form.to_lowercase())
            }
        });
        out.number_words(document, forms, vocabulary, lexicon);
        out.find_places(&vocabulary.parts, segmentation);
        out.profile_folded(segmentation);
        out.find_recurrences(segmentation);
        out
    }

    fn number_words<'t>(
        &mut self,
        document: &Document,
        forms: impl Iterator<Item = Cow<'t, str>>,
        vocabulary: &Vocabulary,
        lexicon: &mut Lexicon,
    ) {
        let forms: Vec<Cow<str>> = forms.collect();
        self.words = lexicon.number_all(&forms, vocabulary);
        let mut profiles = 0;
        self.locals.reserve(self.words.len());
        for &word in &self.words {
            let mut local = lexicon.locals[word as usize];
            if local == NOT_YET {
                local = self.distinct.len() as u32;
                lexicon.locals[word as usize] = local;
                self.distinct.push(word);
                self.traits.push(Traits::of(&lexicon[word]));
                let profile = &mut lexicon.profiles[lexicon.first[word as usize] as usize];
                if *profile == NOT_YET {
                    *profile = profiles;
                    profiles += 1;
                }
                self.profile_of.push(*profile);
            }
            self.locals.push(local);
        }
        self.profiles = vec![Profile::default(); profiles as usize];
        if let Some(name) = &document.provenance.publisher {
            let mut tokens = Vec::new();
            tokenize(name, Span::new(0, name.len()), &mut tokens);
            self.publisher_words = tokens.len();
            for token in tokens {
                let word = lexicon.number(token.span.text(name), vocabulary);
                let number = lexicon.profiles[lexicon.first[word as usize] as usize];
                if let Some(profile) = self.profiles.get_mut(number as usize) {
                    profile.of_publisher = true;
                }
            }
        }
        for &word in &self.distinct {
            lexicon.locals[word as usize] = NOT_YET;
            lexicon.profiles[lexicon.first[word as usize] as usize] = NOT_YET;
        }
        self.pairs = vec![0; self.words.len()];
    }

    fn find_runs(&mut self, segmentation: &Segmentation) {
        self.runs = vec![(0, 0); self.words.len()];
        for (sentence, &mode) in segmentation.sentences.iter().zip(&self.modes) {
            if mode != Mode::Normal {
                continue;
            }
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let mut end = at;
                while end < sentence.tokens.end && self.traits(end).case.is_capital() {
                    end += 1;
                }
                self.runs[at..end].fill((at as u32, end as u32));
                at = end.max(at + 1);
            }
        }
    }

    fn find_places(&mut self, parts: &Parts, segmentation: &Segmentation) {
        self.places = vec![0; self.words.len()];
        for (sentence, &mode) in segmentation.sentences.iter().zip(&self.modes) {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let word = self.traits(at);
                let mut length = 1;
                if word.parts != 0 && (word.case.is_capital() || mode == Mode::Lower) {
                    let words = at..sentence.tokens.end;
                    let phrase = parts.phrase(words.map(|at| self.traits(at).plain));
                    let alone = (1, word.parts);
                    let (tokens, kinds) = phrase.unwrap_or(alone);
                    if kinds & parts::PLACES != 0 {
                        length = tokens;
                        for offset in 0..length {
                            let role = Role::of(offset, length) as u8;
                            self.places[at + offset] = kinds & parts::PLACES | role << 5;
                        }
                    }
                }
                at += length;
            }
        }
    }

    /// Looks up the [`pairs`](Context::pairs) of these tokens, which are of one sentence. Few of them matter, so
    /// whoever reads them asks for them first.
    pub(super) fn find_pairs(&mut self, usage: &Usage, tokens: Range<usize>) {
        for at in tokens.skip(1) {
            let [left, right] = [at - 1, at].map(|at| self.traits(at).plain);
            self.pairs[at - 1] = usage.pair(left, right);
        }
    }

    fn profile(&mut self, segmentation: &Segmentation) {
        for (sentence, &mode) in segmentation.sentences.iter().zip(&self.modes) {
            if mode != Mode::Normal {
                continue;
            }
            let tokens = sentence.tokens.clone();
            for at in tokens.clone() {
                let case = self.traits(at).case;
                let local = self.locals[at] as usize;
                let profile = &mut self.profiles[self.profile_of[local] as usize];
                if case == Case::Lower {
                    profile.lower = true;
                } else if case.is_capital() {
                    profile.capital |= at > tokens.start;
                    if profile.neighbours.len() < OCCURRENCES {
                        let beside = beside(&self.words, &tokens, at);
                        profile.neighbours.push(beside);
                    }
                }
            }
        }
    }

    /// Where capitals do not tell which words may be names, all words that have letters have neighbours.
    fn profile_folded(&mut self, segmentation: &Segmentation) {
        for sentence in &segmentation.sentences {
            let tokens = sentence.tokens.clone();
            for at in tokens.clone() {
                let letters = self.traits(at).letters;
                let local = self.locals[at] as usize;
                let profile = &mut self.profiles[self.profile_of[local] as usize];
                if letters < 2 || profile.neighbours.len() == OCCURRENCES {
                    continue;
                }
                let beside = beside(&self.words, &tokens, at);
                profile.neighbours.push(beside);
            }
        }
    }

    fn find_recurrences(&mut self, segmentation: &Segmentation) {
        let mut words = vec![0u32; self.distinct.len()];
        for &local in &self.locals {
            words[local as usize] += 1;
        }
        let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let pair = |at: usize| {
            let is_word = |at: usize| self.traits(at).letters > 0;
            (is_word(at) && is_word(at + 1)).then(|| (self.locals[at], self.locals[at + 1]))
        };
        let inner = |tokens: &Range<usize>| tokens.start..tokens.end.saturating_sub(1);
        for sentence in &segmentation.sentences {
            for pair in inner(&sentence.tokens).filter_map(pair) {
                *pairs.entry(pair).or_default() += 1;
            }
        }
        let mut out = vec![0; self.words.len()];
        for sentence in &segmentation.sentences {
            for at in inner(&sentence.tokens) {
                if let Some((left, right)) = pair(at) {
                    let (left, right) = (words[left as usize], words[right as usize]);
                    out[at] =
                        recurrence(pairs[&(self.locals[at], self.locals[at + 1])], left, right);
                }
            }
        }
        self.recurrences = out;
    }

    /// What is asked most of the token at that place.
    #[inline]
    pub(super) fn traits(&self, token: usize) -> Traits {
        self.traits[self.locals[token] as usize]
    }

    /// The profile of the token at that place, by number.
    pub(super) fn profile_number(&self, token: usize) -> usize {
        self.profile_of[self.locals[token] as usize] as usize
    }

    /// The profile of the token at that place.
    pub(super) fn profile_at(&self, token: usize) -> &Profile {
        &self.profiles[self.profile_number(token)]
    }
}

/// Whether capitals tell nothing in most of the sentences with these modes.
pub(super) fn lacks_case(segmentation: &Segmentation, modes: &[Mode]) -> bool {
    let (mut with, mut without) = (0, 0);
    for (sentence, &mode) in segmentation.sentences.iter().zip(modes) {
        let tokens = sentence.tokens.len();
        if mode == Mode::Normal {
            with += tokens;
        } else {
            without += tokens;
        }
    }
    without > with
}

/// Of two words that stand together so many times, and each in all: how often they do (from 0; bits 0 and 1), and
/// whether the left one and the right one seldom stand elsewhere (bits 2 and 3). 0 where they do once.
fn recurrence(together: u32, left: u32, right: u32) -> u8 {
    let times = match together {
        0..2 => return 0,
        2 => 1,
        3..5 => 2,
        _ => 3,
    };
    let sticks = |all: u32| u8::from(together * 4 >= all * 3);
    times | sticks(left) << 2 | sticks(right) << 3
}

impl Mode {
    /// Of a sentence's words: how each is written, and how long it is.
    pub(super) fn of(words: impl Iterator<Item = (Case, Length)>) -> Mode {
        let (mut lower, mut upper, mut title, mut long_lower, mut long_title) = (0, 0, 0, 0, 0);
        for (case, length) in words {
            let long = usize::from(length == Length::Long);
            match case {
                Case::Lower => {
                    lower += usize::from(length != Length::Letter);
                    long_lower += long;
                }
                Case::Upper => upper += 1,
                Case::Title | Case::Mixed => {
                    title += 1;
                    long_title += long;
                }
                Case::Initial | Case::Number | Case::Handle | Case::Mark => {}
            }
        }
        if upper >= 3 && upper * 10 >= (lower + title + upper) * 8 {
            Mode::Upper
        } else if title + upper == 0 && lower >= 2 {
            Mode::Lower
        } else if long_title >= 3 && long_lower == 0 {
            Mode::Title
        } else {
            Mode::Normal
        }
    }
}

/// The words before and after a token of a sentence.
fn beside(words: &[u32], tokens: &Range<usize>, at: usize) -> (u32, u32) {
    let before = if at > tokens.start {
        words[at - 1]
    } else {
        BEFORE
    };
    let after = if at + 1 < tokens.end {
        words[at + 1]
    } else {
        AFTER
    };
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment;

    fn read(text: &str) -> (Context, Lexicon, Segmentation) {
        let document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        let segmentation = segment(&document);
        let mut lexicon = Lexicon::new();
        let context = Context::new(
            &document,
            &segmentation,
            &Vocabulary::default(),
            &mut lexicon,
        );
        (context, lexicon, segmentation)
    }

    #[test]
    fn headlines_are_known_by_their_capitals() {
        let text = "Senate Panel Hears Former Adviser\n\nSENATE HEARS HIM NOW\n\nall small letters here\n\n\
                    The Senate heard John Bolton of Maryland today.";
        let (context, ..) = read(text);
        assert_eq!(
            context.modes,
            [Mode::Title, Mode::Upper, Mode::Lower, Mode::Normal]
        );
    }

    #[test]
    fn a_sentence_full_of_names_is_no_headline_and_a_headline_may_have_small_words() {
        let names =
            "John Smith met Angela Jones of Example Corp in Berlin, the Daily News reported.";
        assert_eq!(read(names).0.modes, [Mode::Normal]);
        let headline = "Smith Meets with Jones over Budget before Recess";
        assert_eq!(read(headline).0.modes, [Mode::Title]);
    }

    #[test]
    fn a_word_is_known_to_occur_in_lower_case_or_inside_a_sentence() {
        let (context, ..) = read("Apple fell. They ate an apple. They like Bolton.");
        let apple = context.profile_at(0);
        assert!(apple.lower && !apple.capital);
        let bolton = context.profile_at(10);
        assert!(bolton.capital && !bolton.lower);
        assert_eq!(bolton.neighbours.len(), 1);
    }

    #[test]
    fn a_run_of_capitalised_words_knows_its_ends() {
        let (context, ..) = read("He met John R. Bolton today.");
        assert_eq!(context.runs[3], (2, 5));
        assert_eq!(context.runs[0], (0, 1));
        assert_eq!(context.runs[1], (0, 0));
    }

    fn folded(text: &str) -> (Context, Lexicon) {
        let (context, _, segmentation) = read(text);
        let document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        let mut lexicon = Lexicon::of(Writing::Caseless);
        let vocabulary = Vocabulary::default();
        let folded = context.folded(&document, &segmentation, &vocabulary, &mut lexicon);
        (folded, lexicon)
    }

    #[test]
    fn a_document_lacks_case_if_most_of_it_does() {
        let lacks_case = |text: &str| {
            let (context, _, segmentation) = read(text);
            context.lacks_case(&segmentation)
        };
        assert!(lacks_case("senate hears him now. nobody knows why."));
        assert!(lacks_case(
            "SENATE HEARS FORMER ADVISER\n\nNOBODY KNOWS WHY THEY DO"
        ));
        assert!(lacks_case("Senate Panel Hears Former Adviser"));
        let article = "Senate Panel Hears Former Adviser\n\nThe Senate heard John Bolton today, and \
                       nobody knows why it did.";
        assert!(!lacks_case(article), "a headline is no document");
        assert!(!lacks_case(""));
    }

    #[test]
    fn text_without_case_is_the_same_however_it_is_written_but_for_acronyms() {
        let forms = |text: &str| -> Vec<u64> {
            let (context, lexicon) = folded(text);
            context.words.iter().map(|&w| lexicon[w].shape).collect()
        };
        let lower = forms("the senate heard why nato left");
        assert_eq!(forms("THE SENATE HEARD WHY NATO LEFT"), lower);
        let title = forms("The Senate Heard Why NATO Left");
        assert_ne!(title[4], lower[4]);
        assert_eq!((&title[..4], &title[5..]), (&lower[..4], &lower[5..]));
    }

    #[test]
    fn two_words_that_stand_together_again_are_known_to() {
        let (context, _) = folded("the big five won. a big loss for the big five. big it was.");
        let at = |token: usize| context.recurrences[token];
        assert_eq!(at(1), 0b1001, "twice; five is never without big");
        assert_eq!(at(0), 0b0101, "twice; the is never without big");
        assert_eq!(at(6), 0, "big loss");
    }
}
