//! What the table of known names adds to the tagger.
//!
//! A tagger judges a name by its words and their neighbours; it cannot know that the two words of
//! some newspaper are one. Forms that name the same entity in all news are therefore looked up:
//! a mention of such a form has the entity's kind, and one that the tagger overlooked, or saw only in
//! part, is added. Forms that can mean something else are left to the tagger.

use std::borrow::Cow;
use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::gazetteer::{Entry, Gazetteer, Strength, with_folded};
use crate::resolve::Family;
use crate::{Document, Kind, Mention, Origin, Segmentation, Span, Token};

use super::context::{Mode, lacks_case};
use super::word::{LONGEST_SMALL, Length, case};

/// The longest form that is looked for, in tokens.
const MOST_TOKENS: usize = 9;

/// A table made ready to be looked for in texts.
pub(crate) struct KnownNames<'g> {
    gazetteer: Cow<'g, Gazetteer>,
    /// The first words of all forms of organizations and outlets that are looked for, folded, and how many
    /// words the longest of these forms has; hashes, since every start makes them.
    first_words: FxHashMap<u64, usize>,
}

impl<'g> KnownNames<'g> {
    pub(crate) fn new(gazetteer: Cow<'g, Gazetteer>) -> Self {
        let bodies = gazetteer.keys().filter(|(entry, _)| is_body(entry.kind));
        let mut first_words = FxHashMap::default();
        for (_, key) in bodies {
            let first = key.split(' ').next().unwrap_or_default();
            let most: &mut usize = first_words.entry(hash(first)).or_default();
            *most = key.split(' ').count().max(*most);
        }
        KnownNames {
            first_words,
            gazetteer,
        }
    }

    /// The table.
    pub(crate) fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Whether a form of an organization or outlet begins with the word.
    pub(super) fn may_begin(&self, word: &str) -> bool {
        with_folded(word, |key| self.first_words.contains_key(&hash(key)))
    }

    /// Keeps the table and gives up the rest.
    pub(crate) fn into_gazetteer(self) -> Cow<'g, Gazetteer> {
        self.gazetteer
    }

    /// Corrects the kinds of `mentions`, which are in text order, takes apart those that were run
    /// together, and adds those that are missing.
    pub(crate) fn complete(
        &self,
        document: &Document,
        segmentation: &Segmentation,
        mentions: &mut Vec<Mention>,
    ) {
        let modes: Vec<Mode> = (segmentation.sentences.iter())
            .map(|sentence| mode(document, &segmentation.tokens[sentence.tokens.clone()]))
            .collect();
        let pass = Pass {
            gazetteer: &self.gazetteer,
            first_words: &self.first_words,
            lacks_case: lacks_case(segmentation, &modes),
        };
        pass.complete(document, segmentation, &modes, mentions);
    }
}

/// The table while a document is worked on.
struct Pass<'a> {
    gazetteer: &'a Gazetteer,
    first_words: &'a FxHashMap<u64, usize>,
    /// Whether the whole document does without case.
    lacks_case: bool,
}

impl<'a> Pass<'a> {
    fn complete(
        &self,
        document: &Document,
        segmentation: &Segmentation,
        modes: &[Mode],
        mentions: &mut Vec<Mention>,
    ) {
        for mention in mentions.iter_mut() {
            let form = mention.span.text(&document.text);
            if let Some(entry) = self.always(form, modes[mention.sentence])
                && entry.kind != mention.kind
                && (is_body(entry.kind) && is_body(mention.kind)
                    || form.contains(' ') && entry.kind != Kind::Place)
            {
                mention.kind = entry.kind;
                mention.origin = Origin::Gazetteer;
            }
        }
        self.cut(document, segmentation, modes, mentions);
        let mut added = Vec::new();
        for (number, sentence) in segmentation.sentences.iter().enumerate() {
            let tokens = &segmentation.tokens[sentence.tokens.clone()];
            let mode = modes[number];
            let mut at = 0;
            while at < tokens.len() {
                let found = self.longest(&document.text, &tokens[at..], mode);
                if let Some((length, kind)) = found {
                    let span = Span::new(tokens[at].span.start, tokens[at + length - 1].span.end);
                    added.push(Mention {
                        span,
                        sentence: number,
                        kind,
                        score: KNOWN,
                        origin: Origin::Gazetteer,
                    });
                }
                at += found.map_or(1, |(length, _)| length);
            }
        }
        merge(mentions, added);
    }

    /// Takes apart what the tagger ran together: two known names without anything between them
    /// ("Reuters Getty Images").
    fn cut(
        &self,
        document: &Document,
        segmentation: &Segmentation,
        modes: &[Mode],
        mentions: &mut Vec<Mention>,
    ) {
        let text = document.text.as_str();
        let mut out = Vec::with_capacity(mentions.len());
        for mention in mentions.drain(..) {
            let tokens =
                &segmentation.tokens[segmentation.sentences[mention.sentence].tokens.clone()];
            let first = tokens.partition_point(|t| t.span.start < mention.span.start);
            let end = tokens.partition_point(|t| t.span.end <= mention.span.end);
            match tokens.get(first..end).filter(|t| t.len() > 1) {
                Some(tokens) if self.is_unknown_body(text, &mention) => {
                    let mode = modes[mention.sentence];
                    out.extend(self.parts(text, tokens, mention, mode));
                }
                _ => out.push(mention),
            }
        }
        *mentions = out;
    }

    fn is_unknown_body(&self, text: &str, mention: &Mention) -> bool {
        let form = mention.span.text(text);
        is_body(mention.kind) && self.gazetteer.known(form).next().is_none()
    }

    fn parts(&self, text: &str, tokens: &[Token], mention: Mention, mode: Mode) -> Vec<Mention> {
        let form =
            |tokens: &[Token]| Span::new(tokens[0].span.start, tokens[tokens.len() - 1].span.end);
        let body = |span: Span| {
            let entry = self.always(span.text(text), mode);
            entry.filter(|e| is_body(e.kind))
        };
        let part = |span: Span, kind: Kind| Mention {
            span,
            kind,
            origin: Origin::Gazetteer,
            ..mention.clone()
        };
        // Of the first it is enough that it can be one: "Sun Washington Post".
        let first = |span: Span| {
            let mut known = self.gazetteer.known(span.text(text)).map(|m| m.entry);
            body(span).or_else(|| known.find(|e| is_body(e.kind)))
        };
        // No known name is longer; a mention can be as long as its sentence.
        let most = tokens.len().min(MOST_TOKENS + 1);
        for at in (1..most).rev() {
            if tokens.len() - at > MOST_TOKENS + 1 {
                break;
            }
            let head = form(&tokens[..at]);
            let Some(known) = first(head) else { continue };
            let tail = &tokens[at..];
            let stroke = matches!(tail[0].span.text(text), "/" | "-") && tail.len() > 1;
            let tail = form(&tail[usize::from(stroke)..]);
            if let Some(other) = body(tail) {
                return vec![part(head, known.kind), part(tail, other.kind)];
            }
        }
        vec![mention]
    }

    /// The entity that the form names always, if its words have capitals where the table's have. In a
    /// sentence where capitals mean nothing, several words do without.
    fn always(&self, form: &str, mode: Mode) -> Option<&'a Entry> {
        let mut known = self.gazetteer.known(form);
        let found = known.find(|m| m.strength == Strength::Always)?;
        let any_case = mode != Mode::Normal && form.contains(' ')
            || mode.lacks_case()
                && found.entry.kind == Kind::Organization
                && self.is_unmistakable(form);
        (any_case || same_capitals(form, found.form)).then_some(found.entry)
    }

    /// Whether a word of a document without case can be an organization of that name and nothing else.
    ///
    /// Where all is in capitals, "WHO" is most often no organization. Names of outlets are often words.
    fn is_unmistakable(&self, form: &str) -> bool {
        self.lacks_case
            && form.len() >= 4
            && !form.contains(['\'', '’', ' '])
            && !ALSO_WORDS
                .iter()
                .any(|word| form.eq_ignore_ascii_case(word))
    }

    /// The longest form of an organization or outlet that begins with the first token: its number of
    /// tokens and its kind.
    fn longest(&self, text: &str, tokens: &[Token], mode: Mode) -> Option<(usize, Kind)> {
        let first = tokens[0].span.text(text);
        let begins = first.chars().next().is_some_and(char::is_uppercase);
        let number = first.starts_with(|c: char| c.is_ascii_digit());
        if !(begins || number || mode == Mode::Lower) {
            return None;
        }
        let most = with_folded(first, |key| self.first_words.get(&hash(key)).copied())?;
        (1..=within(text, tokens, most)).rev().find_map(|length| {
            let last = tokens[length - 1].span;
            let form = &text[tokens[0].span.start..last.end];
            let last = last.text(text);
            if length == 1 && mode.lacks_case() && !self.is_unmistakable(form) {
                return None;
            }
            let name = last.ends_with(char::is_alphanumeric)
                && (mode == Mode::Lower || last.contains(|c: char| !c.is_lowercase()))
                && !last.starts_with(['\'', '’'])
                && !form.contains([',', ')', ':', ';']);
            let entry = name.then(|| self.always(form, mode)).flatten()?;
            let long_enough = length > 1 || form.len() >= 3;
            // Outlets that begin with a number ("60 Minutes", "8am") mostly mean the number.
            let is_meant = match number {
                true => entry.kind == Kind::Organization && form.contains(char::is_alphabetic),
                false => is_body(entry.kind),
            };
            (is_meant && long_enough).then_some((length, entry.kind))
        })
    }
}

/// How many tokens, up to the most that are looked for, can be a form of so many words that begins with the word
/// of the first: each that begins with a letter or digit after a space begins a word of its key.
fn within(text: &str, tokens: &[Token], words: usize) -> usize {
    let tokens = &tokens[..tokens.len().min(MOST_TOKENS)];
    // Two tokens may be one word of the key, as in "Moody's".
    if (tokens.get(1)).is_some_and(|next| tokens[0].span.touches(next.span)) {
        return tokens.len();
    }
    let bytes = text.as_bytes();
    let mut begun = 1;
    let fits = tokens[1..].iter().take_while(|token| {
        let start = token.span.start;
        begun += usize::from(bytes[start - 1] == b' ' && bytes[start].is_ascii_alphanumeric());
        begun <= words
    });
    1 + fits.count()
}

fn hash(word: &str) -> u64 {
    FxBuildHasher.hash_one(word)
}

/// Words, persons and places that are written like an organization but for capitals.
const ALSO_WORDS: [&str; 50] = [
    "acorn",
    "amnesty",
    "astros",
    "bain",
    "bayer",
    "blackberry",
    "bombardier",
    "braves",
    "broncos",
    "cavaliers",
    "clippers",
    "contras",
    "copa",
    "corinthians",
    "cubs",
    "dodgers",
    "doge",
    "fisc",
    "fitch",
    "gallup",
    "gilead",
    "glock",
    "goldman",
    "goto",
    "humana",
    "iberia",
    "illuminati",
    "indigo",
    "marist",
    "marriott",
    "mets",
    "milf",
    "mois",
    "monmouth",
    "nara",
    "packers",
    "parler",
    "peloton",
    "peta",
    "regnery",
    "roche",
    "santander",
    "saps",
    "seals",
    "shas",
    "stanford",
    "steinhoff",
    "unison",
    "unita",
    "wagner",
];

/// How a sentence uses capitals.
fn mode(document: &Document, tokens: &[Token]) -> Mode {
    // Nearly all sentences have both, and that is told from first letters.
    let (mut capital, mut small) = (0, 0);
    for token in tokens {
        let form = token.span.text(&document.text);
        match form.as_bytes() {
            [b'A'..=b'Z', rest @ ..] if rest.iter().any(u8::is_ascii_alphabetic) => capital += 1,
            // Words of so many letters are none of those that headlines leave small.
            all if all.len() > LONGEST_SMALL && all.iter().all(u8::is_ascii_lowercase) => {
                small += 1
            }
            _ => {}
        }
    }
    if capital > 0 && capital < 4 * small {
        return Mode::Normal;
    }
    Mode::of(tokens.iter().map(|token| {
        let form = token.span.text(&document.text);
        let letters = form.chars().filter(|c| c.is_alphabetic()).count();
        (case(form), Length::of(form, letters))
    }))
}

/// Whether two spellings of one form have the same words in capitals; a leading "the" does not count.
fn same_capitals(one: &str, other: &str) -> bool {
    let capitals = |form: &str| -> Vec<bool> {
        let words = form
            .split([' ', '-'])
            .filter(|w| !w.eq_ignore_ascii_case("the"));
        words.map(|w| w.starts_with(char::is_uppercase)).collect()
    };
    let one_word = |form: &str| !form.contains(' ');
    capitals(one) == capitals(other) && (!one_word(one) || one == other)
}

/// How sure a form of the table is: it was chosen because it names nothing else in news.
const KNOWN: f32 = 0.95;

fn is_body(kind: Kind) -> bool {
    Family::of(kind) == Family::Body
}

/// Adds to `mentions` those of `added`, both in text order, that overlap none of them, or that hold
/// all of those that they overlap.
fn merge(mentions: &mut Vec<Mention>, added: Vec<Mention>) {
    let mut out: Vec<Mention> = Vec::with_capacity(mentions.len() + added.len());
    let mut old = mentions.drain(..).peekable();
    for new in added {
        while let Some(before) = old.next_if(|m| m.span.end <= new.span.start) {
            out.push(before);
        }
        let mut inside = Vec::new();
        while let Some(overlapping) = old.next_if(|m| m.span.start < new.span.end) {
            inside.push(overlapping);
        }
        let free = out.last().is_none_or(|m| m.span.end <= new.span.start);
        // "Pennsylvania GOP" is two names.
        let one_name = inside.len() < 2 || inside[0].kind != Kind::Place;
        let holds_all = inside
            .iter()
            .all(|m| new.span.contains(m.span) && m.span != new.span)
            && one_name;
        if free && holds_all {
            out.push(new);
        } else {
            out.append(&mut inside);
        }
    }
    out.extend(old);
    *mentions = out;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment;

    /// What a table of three forms adds to a text in which nothing was found.
    fn added(text: &str) -> Vec<String> {
        let table = "organization\tRed Party\tWHO|NATO|Seals|5/12 Commission|77\t\t\t\t\t\noutlet\tGreen Times\t9 Hours\t\t\t\t\tUS\t\n";
        let gazetteer = Gazetteer::parse(&[("table.tsv", table)]).unwrap();
        let document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        let mut mentions = Vec::new();
        KnownNames::new(Cow::Owned(gazetteer)).complete(
            &document,
            &segment(&document),
            &mut mentions,
        );
        let name = |m: &Mention| format!("{} {}", m.kind, m.text(&document));
        mentions.iter().map(name).collect()
    }

    /// In time that does not grow with the square of the length, or nobody would wait for the end.
    #[test]
    fn a_mention_as_long_as_its_text_stays_whole() {
        let document = Document {
            text: "WHO€".repeat(200_000),
            ..Document::default()
        };
        let segmentation = segment(&document);
        let sentence = segmentation.sentences[0].span;
        let mut mentions = vec![Mention {
            span: sentence,
            sentence: 0,
            kind: Kind::Organization,
            score: 0.9,
            origin: Origin::Model,
        }];
        let known = KnownNames::new(Cow::Borrowed(Gazetteer::builtin()));
        known.complete(&document, &segmentation, &mut mentions);
        assert_eq!(mentions[0].span, sentence);
    }

    #[test]
    fn a_known_organization_may_begin_with_a_number() {
        assert_eq!(
            added("The 5/12 Commission met for 9 Hours in 77."),
            ["organization 5/12 Commission"]
        );
    }

    #[test]
    fn the_longest_form_is_looked_for_as_far_as_its_first_word_can_lead() {
        let within = |text: &str, words: usize| {
            let document = Document {
                text: text.to_owned(),
                ..Document::default()
            };
            within(text, &segment(&document).tokens, words)
        };
        assert_eq!(within("Red Party of Green Plans said", 2), 2);
        assert_eq!(within("Red Party (of Green", 2), 4);
        assert_eq!(within("Red & Green Plans", 3), 4);
        // Its first word is "reds".
        assert_eq!(within("Red’s Green Plans", 1), 4);
        assert_eq!(within("Red", 1), 1);
        assert_eq!(within("Red, a, b, c, d, e, f", 100), MOST_TOKENS);
    }

    #[test]
    fn a_known_form_is_found_where_its_words_have_their_capitals() {
        assert_eq!(
            added("The Red Party told the Green Times and WHO."),
            [
                "organization Red Party",
                "outlet Green Times",
                "organization WHO"
            ]
        );
        assert!(added("A red party is no Red party, she said, and who knows.").is_empty());
    }

    #[test]
    fn a_word_of_a_document_without_case_is_found_if_it_can_be_nothing_else() {
        assert_eq!(added("they met at nato on monday"), ["organization nato"]);
        assert_eq!(added("THEY MET AT NATO ON MONDAY"), ["organization NATO"]);
        assert!(added("who knows, said the seals").is_empty());
        let mixed = "The others of the Union left Paris that day. it met nato";
        assert!(added(mixed).is_empty(), "others have capitals");
    }

    #[test]
    fn several_words_are_found_where_capitals_mean_nothing() {
        let (party, times) = ("organization red party", "outlet green times");
        assert_eq!(
            added("the red party told the green times who left"),
            [party, times]
        );
        assert_eq!(
            added("RED PARTY TOLD GREEN TIMES WHO LEFT"),
            [party, times].map(|name| {
                let (kind, form) = name.split_once(' ').unwrap();
                format!("{kind} {}", form.to_uppercase())
            })
        );
    }
}
