//! What the tagger knows of a word by its written form alone.
//!
//! Strings are only looked at here; everything later works with their 64-bit hashes. Each distinct
//! form is looked at once per document (see [`super::context`]), not once per token.

use super::clusters::LEVELS;
use super::parts::plain;
use super::usage;
use super::vocabulary::Vocabulary;

/// A string's hash, the same on every machine and in every version: keys in the model file are made
/// of it.
pub(super) fn hash(text: &str) -> u64 {
    let mut state = 0x243F_6A88_85A3_08D3 ^ text.len() as u64;
    for piece in text.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..piece.len()].copy_from_slice(piece);
        state = mix(state, u64::from_le_bytes(word));
    }
    mix(state, 0x1319_8A2E_0370_7344)
}

/// Joins two hashes to one; the order matters. Both halves of the 128-bit product are used, as in
/// wyhash, so that every bit of the result depends on every bit of the arguments.
#[inline]
pub(super) fn mix(left: u64, right: u64) -> u64 {
    let product = u128::from(left ^ 0xA409_3822_299F_31D0)
        * u128::from(right.wrapping_add(0x9E37_79B9_7F4A_7C15) | 1 << 63);
    (product as u64) ^ ((product >> 64) as u64)
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// `committee`
    Lower,
    /// `Committee`
    Title,
    /// `NATO`, `U.S.`
    Upper,
    /// `J.`, `A`
    Initial,
    /// `McCain`, `iPhone`, `D'Amato`
    Mixed,
    /// `2016`, `3.5`
    Number,
    /// `@handle`
    Handle,
    /// Everything without a letter or digit, and the places before and after a sentence.
    Mark,
}

impl Case {
    /// Whether names are written this way where case means anything.
    pub(super) fn is_capital(self) -> bool {
        matches!(
            self,
            Case::Title | Case::Upper | Case::Initial | Case::Mixed
        )
    }
}

/// Whether a word is one that `Title Case` writes with a capital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// No more than one letter.
    Letter,
    /// Depends on the house's style: a word of two or three letters, or a longer one that only joins others, as `with`.
    Short,
    /// It does.
    Long,
}

impl Length {
    /// Of a form with so many letters.
    pub(super) fn of(form: &str, letters: usize) -> Length {
        match letters {
            0 | 1 => Length::Letter,
            2 | 3 => Length::Short,
            4..=LONGEST_SMALL if is_small(form) => Length::Short,
            _ => Length::Long,
        }
    }
}

fn is_small(form: &str) -> bool {
    form.starts_with(|c: char| c.is_ascii_lowercase()) && SMALL.binary_search(&form).is_ok()
}

/// No word of [`SMALL`] has more letters.
pub(super) const LONGEST_SMALL: usize = 7;

/// Words of four letters and more that many houses leave in small letters in their headlines: prepositions and conjunctions.
const SMALL: [&str; 42] = [
    "about", "above", "across", "after", "against", "along", "amid", "among", "around", "atop",
    "because", "before", "behind", "below", "beneath", "beside", "between", "beyond", "despite",
    "down", "during", "from", "inside", "into", "like", "near", "onto", "outside", "over", "past",
    "since", "than", "that", "through", "toward", "towards", "under", "until", "upon", "when",
    "while", "with",
];

/// A written form.
///
/// What is asked wherever the word stands comes first and fills no more than a line of a cache; what only the
/// features of the word itself ask for comes after it.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(super) struct Word {
    /// The form in lower case, digits folded to `0`.
    pub(super) lower: u64,
    /// `X` capital, `x` small, `d` digit, others themselves; runs shortened to one.
    pub(super) shape: u64,
    /// See [`plain`](super::parts::plain).
    pub(super) plain: u64,
    /// Its clusters, coarse to fine; 0 where it is in none.
    pub(super) clusters: [u16; LEVELS],
    /// How it is used in raw news; see [`Usage`](super::usage::Usage).
    pub(super) usage: u16,
    /// How it is written there; see [`Casing`](super::casing::Casing).
    pub(super) casing: u8,
    /// What it can be a part of; see [`Parts`](super::parts::Parts).
    pub(super) parts: u8,
    /// How it is written.
    pub(super) case: Case,
    /// Number of letters, at most 64.
    pub(super) letters: u8,
    /// Whether headlines write it with a capital.
    pub(super) length: Length,
    /// The form with digits folded to `0`.
    pub(super) form: u64,
    /// Its shape with runs shortened to four.
    pub(super) long_shape: u64,
    /// First 1 to 4 characters in lower case; 0 where the word is not longer than that.
    pub(super) prefixes: [u64; 4],
    /// Last 1 to 4 characters in lower case; 0 where the word is not longer than that.
    pub(super) suffixes: [u64; 4],
}

/// Longer forms are only looked at up to here; no name in news is that long.
const LONGEST: usize = 64;

impl Word {
    /// The word of that form.
    pub(super) fn new(form: &str, vocabulary: &Vocabulary) -> Word {
        let form = match form.char_indices().nth(LONGEST) {
            Some((end, _)) => &form[..end],
            None => form,
        };
        let folded: String = form.chars().map(fold).collect();
        let lower = folded.to_lowercase();
        let known = form.to_lowercase().replace('’', "'");
        let plain = plain(&known);
        let mut prefixes = [0; 4];
        let mut suffixes = [0; 4];
        let places = lower.char_indices().map(|(at, _)| at);
        let ends = places.clone().skip(1);
        for (length, (end, start)) in ends.zip(places.rev()).take(4).enumerate() {
            prefixes[length] = hash(&lower[..end]);
            suffixes[length] = hash(&lower[start..]);
        }
        let letters = form.chars().filter(|c| c.is_alphabetic()).count();
        Word {
            form: hash(&folded),
            lower: hash(&lower),
            prefixes,
            suffixes,
            shape: hash(&shape(form, 1)),
            long_shape: hash(&shape(form, 4)),
            case: case(form),
            letters: letters as u8,
            length: Length::of(form, letters),
            clusters: vocabulary.clusters.of(&known),
            plain,
            parts: vocabulary.parts.word(plain),
            usage: vocabulary.usage.word(plain),
            casing: vocabulary.casing.of_word(plain),
        }
    }

    /// The word of that form in text without case, where what is known of `epa` is known of `e.p.a.` too.
    pub(super) fn folded(form: &str, vocabulary: &Vocabulary) -> Word {
        let word = Word::new(form, vocabulary);
        let Some(undotted) = undotted(form) else {
            return word;
        };
        let other = Word::new(&undotted, vocabulary);
        // Of `u.s.` and `a.m.` the rest would be another word.
        if usage::is_mostly_named(other.usage) {
            return other;
        }
        Word {
            form: other.form,
            prefixes: other.prefixes,
            suffixes: other.suffixes,
            ..word
        }
    }

    /// What stands before a sentence's first token.
    pub(super) fn before() -> Word {
        Word::edge("<s>")
    }

    /// What stands after a sentence's last token.
    pub(super) fn after() -> Word {
        Word::edge("</s>")
    }

    fn edge(name: &str) -> Word {
        let name = hash(name);
        Word {
            form: name,
            lower: name,
            prefixes: [0; 4],
            suffixes: [0; 4],
            shape: name,
            long_shape: name,
            case: Case::Mark,
            letters: 0,
            length: Length::Letter,
            clusters: [0; LEVELS],
            plain: name,
            parts: 0,
            usage: 0,
            casing: 0,
        }
    }
}

/// `u.n.` without its full stops; `None` if the form is not of that kind.
fn undotted(form: &str) -> Option<String> {
    let letters = form.split('.').filter(|piece| !piece.is_empty());
    let is_acronym = form.len() >= 4
        && form.contains('.')
        && letters.clone().all(|piece| {
            let mut chars = piece.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        });
    is_acronym.then(|| letters.collect())
}

fn fold(c: char) -> char {
    match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        c if c.is_ascii_digit() => '0',
        c => c,
    }
}

fn shape(form: &str, longest_run: usize) -> String {
    let mut out = String::new();
    let mut last = None;
    let mut run = 0;
    for c in form.chars() {
        let class = if c.is_uppercase() {
            'X'
        } else if c.is_alphabetic() {
            'x'
        } else if c.is_numeric() {
            'd'
        } else {
            fold(c)
        };
        run = if last == Some(class) { run + 1 } else { 1 };
        last = Some(class);
        if run <= longest_run {
            out.push(class);
        }
    }
    out
}

/// How a form is written.
pub(super) fn case(form: &str) -> Case {
    if form.starts_with('@') && form.len() > 1 {
        return Case::Handle;
    }
    let letters = form.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = form.chars().filter(|c| c.is_uppercase()).count();
    let first = form.chars().find(|c| c.is_alphabetic());
    match (letters, capitals) {
        (0, _) if form.chars().any(char::is_numeric) => Case::Number,
        (0, _) => Case::Mark,
        (_, 0) => Case::Lower,
        (1, 1) => Case::Initial,
        (l, c) if l == c => Case::Upper,
        (_, 1) if first.is_some_and(char::is_uppercase) => Case::Title,
        _ => Case::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::keys::Keys;
    use crate::recognize::usage::Usage;

    #[test]
    fn case_is_read_from_the_letters() {
        let cases = [
            ("committee", Case::Lower),
            ("Committee", Case::Title),
            ("MEK", Case::Upper),
            ("U.S.", Case::Upper),
            ("J.", Case::Initial),
            ("McCain", Case::Mixed),
            ("iPhone", Case::Mixed),
            ("9th", Case::Lower),
            ("1,000", Case::Number),
            ("@handle", Case::Handle),
            ("@", Case::Mark),
            ("'s", Case::Lower),
        ];
        for (form, expected) in cases {
            assert_eq!(case(form), expected, "{form}");
        }
    }

    #[test]
    fn full_stops_between_letters_are_left_out_and_others_are_not() {
        assert_eq!(undotted("e.p.a.").as_deref(), Some("epa"));
        assert_eq!(undotted("u.n").as_deref(), None, "too short to tell");
        for form in ["u.s.a", "é.u."] {
            assert!(undotted(form).is_some(), "{form}");
        }
        for form in ["mr.", "a.", "...", "example.com", "no.1", "epa"] {
            assert_eq!(undotted(form), None, "{form}");
        }
    }

    #[test]
    fn an_acronym_with_full_stops_is_the_one_without_if_that_is_a_name() {
        let entry = |word: &str, summary| (usage::key(plain(word)), summary);
        let vocabulary = Vocabulary {
            usage: Usage::new(Keys::new(vec![
                entry("epa", 0b10_1111),
                entry("us", 0b100_0011),
            ])),
            ..Vocabulary::default()
        };
        let lower = |form: &str| Word::folded(form, &vocabulary).lower;
        assert_eq!(lower("e.p.a."), lower("epa"));
        assert_ne!(lower("u.s."), lower("us"));
    }

    #[test]
    fn shapes_shorten_runs() {
        assert_eq!(shape("McCain-2016", 1), "XxXx-d");
        assert_eq!(shape("Washington", 4), "Xxxxx");
    }

    #[test]
    fn words_that_headlines_leave_small_are_in_order() {
        assert!(SMALL.is_sorted());
        assert!(
            SMALL
                .iter()
                .all(|word| (4..=LONGEST_SMALL).contains(&word.len()))
        );
        assert_eq!(Length::of("with", 4), Length::Short);
        assert_eq!(Length::of("said", 4), Length::Long);
    }

    #[test]
    fn a_word_of_ten_thousand_letters_is_cut() {
        let word = Word::new(&"é".repeat(10_000), &Vocabulary::default());
        assert_eq!(word.letters, 64);
    }
}
