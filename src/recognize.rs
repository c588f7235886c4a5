//! Finds the names in a document: which words, and whether they are a person, an organization, an
//! outlet, a place or something else.
//!
//! A linear model over features of each word, its neighbours and its document, trained on annotated
//! news, labels every token; the best labelling of each sentence gives the mentions.
//!
//! | module | holds |
//! |---|---|
//! | `word`, `clusters`, `parts`, `usage`, `casing`, `vocabulary`, `keys` | what is known of a word by itself |
//! | `context`, `acronyms` | what the document says about its words |
//! | `features`, `cased`, `caseless` | the template, shared by tagger and trainer |
//! | `table`, `model` | weights, and the file they come from |
//! | `tagger`, `viterbi`, `lattice`, `ballot`, `trim` | decoding, probabilities, one kind for one name, the ends of spans |
//! | `corpus`, `recase`, `silver` | annotated and raw text, copies of it in other case, raw text labelled by a tagger |
//! | `kmeans`, `training_set`, `perceptron`, `train` | making a model |
//! | `glued` | names without a space before what follows |
//! | `inverted` | "Surname, First" in lists of references |
//! | `located`, `landmark` | places that the document calls so, and that the words around them show |
//! | `firm` | firms that are called after persons |
//! | `called` | outlets that the document calls so |
//! | `defined` | short forms that the document explains |
//! | `numbered` | names of one of several that are told apart by number |
//! | `known` | what the table of known names adds |
//! | `regroup` | organizations run together or torn apart |
//! | `agree` | one form one kind, and an end to doubt |
//! | `score`, `evaluation`, `calibrate` | judging it, and making its scores probabilities |

mod acronyms;
mod agree;
mod ballot;
mod calibrate;
mod called;
mod cased;
mod caseless;
mod casing;
mod cited;
mod clusters;
mod context;
pub mod corpus;
mod defined;
pub mod evaluation;
mod features;
mod firm;
mod glued;
mod inverted;
mod keys;
mod kmeans;
pub(crate) mod known;
mod labels;
mod landmark;
mod lattice;
mod located;
mod model;
mod numbered;
mod parts;
mod perceptron;
mod recase;
mod regroup;
pub mod score;
mod silver;
mod stretches;
mod table;
mod tagger;
pub mod train;
mod training_set;
mod trim;
mod usage;
mod viterbi;
mod vocabulary;
mod word;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::gazetteer::fold;
use crate::gazetteer::lexicon::FirstNames;
use crate::{Document, Error, Kind, Mention, Origin, Result, Segmentation};

use known::KnownNames;
use model::Model;
use tagger::Scratch;

pub use recase::Recase;

/// Which model found the mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ModelId {
    /// Its name, such as `en-news`.
    pub name: String,
    /// The SHA-256 of its file, in hexadecimal.
    pub sha256: String,
}

/// Finds names. It can be used from several threads at once; what it finds in a document depends on
/// nothing but the document and the model.
pub struct Recognizer {
    model: Model,
    id: ModelId,
    /// One per thread that was ever at work at the same time as the others.
    idle: Mutex<Vec<Scratch>>,
}

/// The file of the built-in model.
static BUILTIN: &[u8] = {
    /// Begins where a row of the model's tables may.
    #[repr(C, align(64))]
    struct Aligned<T: ?Sized>(T);
    static ALIGNED: &Aligned<[u8]> = &Aligned(*include_bytes!("../data/model/en.model"));
    &ALIGNED.0
};
/// What `sha256sum` says of it: its bytes are part of the program, so no start need add them up.
const BUILTIN_SHA256: &str = include_str!("../data/model/en.sha256");

impl Recognizer {
    /// The model that comes with the crate: English news.
    ///
    /// # Errors
    /// None in a released crate; [`Error::Model`] where the file was not retrained after a change of
    /// its format.
    pub fn builtin() -> Result<Recognizer> {
        let sha256 = BUILTIN_SHA256.split_whitespace().next();
        let model = Model::from_static(BUILTIN)?;
        Ok(Recognizer::new((
            model,
            sha256.unwrap_or_default().to_owned(),
        )))
    }

    fn new((model, sha256): (Model, String)) -> Recognizer {
        Recognizer {
            id: ModelId {
                name: model.name.clone(),
                sha256,
            },
            model,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// The model in a file's bytes.
    ///
    /// # Errors
    /// [`Error::Model`] if they are cut, altered, of another version or no model.
    pub fn from_bytes(bytes: &[u8]) -> Result<Recognizer> {
        Model::from_bytes(bytes).map(Recognizer::new)
    }

    /// The model in a file.
    ///
    /// # Errors
    /// [`Error::Read`] if it cannot be read; otherwise as [`Recognizer::from_bytes`].
    pub fn from_path(path: &Path) -> Result<Recognizer> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        Recognizer::from_bytes(&bytes)
    }

    /// The mentions of a document: in text order, without overlap, each inside one sentence.
    pub fn recognize(&self, document: &Document, segmentation: &Segmentation) -> Vec<Mention> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = idle().pop().unwrap_or_else(Scratch::new);
        let mentions = tagger::recognize(&self.model, document, segmentation, &mut scratch);
        idle().push(scratch);
        mentions
    }

    /// Name and checksum of the model.
    pub fn model_id(&self) -> ModelId {
        self.id.clone()
    }

    /// Language code of the text that the model was made for.
    pub fn language(&self) -> &str {
        &self.model.language
    }
}

/// The names of a document as all parts of recognition together find them.
pub(crate) fn names(
    recognizer: &Recognizer,
    known: &KnownNames<'_>,
    document: &Document,
    segmentation: &Segmentation,
) -> Vec<Mention> {
    let mut mentions = recognizer.recognize(document, segmentation);
    complete(known, document, segmentation, &mut mentions);
    mentions
}

/// What comes after the tagger.
pub(crate) fn complete(
    known: &KnownNames<'_>,
    document: &Document,
    segmentation: &Segmentation,
    mentions: &mut Vec<Mention>,
) {
    settle(known, document, segmentation, mentions);
    agree::drop_doubtful(document, segmentation, mentions);
}

/// [`names`], and those of which it is not sure enough.
fn doubtful_names(
    recognizer: &Recognizer,
    known: &KnownNames<'_>,
    document: &Document,
    segmentation: &Segmentation,
) -> Vec<Mention> {
    let mut mentions = recognizer.recognize(document, segmentation);
    settle(known, document, segmentation, &mut mentions);
    mentions
}

fn settle(
    known: &KnownNames<'_>,
    document: &Document,
    segmentation: &Segmentation,
    mentions: &mut Vec<Mention>,
) {
    glued::divide(known.gazetteer(), document, segmentation, mentions);
    numbered::extend(document, segmentation, mentions);
    known.complete(document, segmentation, mentions);
    regroup::regroup(known.gazetteer(), document, mentions);
    inverted::join(document, segmentation, mentions);
    defined::agree(document, segmentation, mentions);
    called::settle(document, mentions);
    cited::settle(known, document, segmentation, mentions);
    located::settle(document, segmentation, mentions);
    landmark::settle(document, segmentation, mentions);
    firm::settle(document, segmentation, mentions);
    agree::agree(document, segmentation, mentions);
}

/// The words outside all `mentions`, which are in text order, that are names of that kind and score.
fn overlooked(
    text: &str,
    segmentation: &Segmentation,
    mentions: &[Mention],
    name: impl Fn(&str) -> Option<(Kind, f32)>,
) -> Vec<Mention> {
    let mut added = Vec::new();
    let mut at = 0;
    for (number, sentence) in segmentation.sentences.iter().enumerate() {
        for token in &segmentation.tokens[sentence.tokens.clone()] {
            let Some((kind, score)) = name(token.span.text(text)) else {
                continue;
            };
            while (mentions.get(at)).is_some_and(|m| m.span.end <= token.span.start) {
                at += 1;
            }
            if (mentions.get(at)).is_none_or(|m| m.span.start >= token.span.end) {
                added.push(Mention {
                    span: token.span,
                    sentence: number,
                    kind,
                    score,
                    origin: Origin::Rule,
                });
            }
        }
    }
    added
}

/// Whether it is known as a given name.
fn is_given(word: &str) -> bool {
    FirstNames::builtin().sex(&fold(word)).is_some()
}

/// By what persons are called when they are called by one word: the last of each name.
fn last_words_of_persons<'t>(text: &'t str, mentions: &[Mention]) -> FxHashSet<&'t str> {
    let persons = mentions.iter().filter(|m| m.kind == Kind::Person);
    persons
        .filter_map(|m| m.span.text(text).rsplit(' ').next())
        .collect()
}

/// The word in small letters that follows after one space, if one space does.
fn small_word(after: &str) -> Option<&str> {
    let word = after.strip_prefix(' ')?;
    let length = word.find(|c: char| !c.is_ascii_lowercase());
    Some(&word[..length.unwrap_or(word.len())])
}

/// Adds mentions that overlap none; all are in text order after it.
fn insert(mentions: &mut Vec<Mention>, added: Vec<Mention>) {
    if !added.is_empty() {
        mentions.extend(added);
        mentions.sort_by_key(|m| m.span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::corpus::{Annotated, Guideline};
    use crate::recognize::train::{ClusterSource, TrainConfig, train};
    use crate::{Span, segment};

    pub(super) fn document(text: &str) -> Document {
        Document {
            text: text.to_owned(),
            ..Document::default()
        }
    }

    /// A text in which `[per Ann Lee]` marks a name.
    fn annotated(marked: &str) -> Annotated {
        let mut text = String::new();
        let mut names = Vec::new();
        for (number, piece) in marked.split(['[', ']']).enumerate() {
            if number % 2 == 0 {
                text.push_str(piece);
                continue;
            }
            let (kind, name) = piece.split_once(' ').unwrap();
            let kind = Kind::ALL
                .into_iter()
                .find(|k| k.as_str().starts_with(kind))
                .unwrap();
            names.push((Span::new(text.len(), text.len() + name.len()), kind));
            text.push_str(name);
        }
        let document = document(&text);
        Annotated {
            segmentation: segment(&document),
            document,
            names,
            guideline: Guideline::Own,
        }
    }

    fn found(recognizer: &Recognizer, text: &str) -> Vec<String> {
        let document = document(text);
        let segmentation = segment(&document);
        recognizer
            .recognize(&document, &segmentation)
            .iter()
            .map(|m| format!("{} {}", m.kind, m.text(&document)))
            .collect()
    }

    fn tiny() -> Vec<Annotated> {
        [
            "Mr. [per Ann Lee] met Mr. [per Ray] in [pla Paris].",
            "In [pla Rome] the [org Red Party] met Mr. [per Olm].",
            "The [org Red Party] of [per Lee] won in [pla Paris].",
            "They like green parties and the red ones.",
        ]
        .map(annotated)
        .to_vec()
    }

    fn tiny_config() -> TrainConfig {
        TrainConfig {
            name: "tiny".to_owned(),
            epochs: 20,
            cutoff: 1,
            dropout: 0.0,
            prune: 0.01,
            ..TrainConfig::default()
        }
    }

    /// Mentions where the words stand first, as a tagger that is fairly sure would find them.
    pub(super) fn mentions_of(
        document: &Document,
        segmentation: &Segmentation,
        words: &[(&str, Kind)],
    ) -> Vec<Mention> {
        let sentences = &segmentation.sentences;
        let mut from = 0;
        let mention = |&(word, kind): &(&str, Kind)| {
            // The next one, if there is one: words that are repeated stand for their places in turn.
            let next = document.text[from..].find(word).map(|at| from + at);
            let start = next.or_else(|| document.text.find(word)).unwrap();
            from = start + word.len();
            Mention {
                span: Span::new(start, start + word.len()),
                sentence: sentences.partition_point(|s| s.span.end <= start),
                kind,
                score: 0.8,
                origin: Origin::Model,
            }
        };
        words.iter().map(mention).collect()
    }

    /// What a pass makes of those mentions: the kind and the words of each.
    pub(super) fn after(
        pass: impl FnOnce(&Document, &Segmentation, &mut Vec<Mention>),
        text: &str,
        words: &[(&str, Kind)],
    ) -> Vec<String> {
        let document = document(text);
        let segmentation = segment(&document);
        let mut mentions = mentions_of(&document, &segmentation, words);
        pass(&document, &segmentation, &mut mentions);
        let name = |m: &Mention| format!("{} {}", m.kind, m.text(&document));
        mentions.iter().map(name).collect()
    }

    #[test]
    fn what_is_trained_and_written_finds_names_again() {
        let vectors = "paris 1 0\nrome 1 0.1\noslo 1 0.2\nlee 0 1\nray 0.1 1\n";
        let source = ClusterSource::Vectors(vectors, "vectors");
        let bytes = train(
            &tiny(),
            &[],
            None,
            &source,
            None,
            &tiny_config(),
            &mut |_| {},
        )
        .unwrap()
        .to_bytes();
        let recognizer = Recognizer::from_bytes(&bytes).unwrap();
        assert_eq!(recognizer.model_id().name, "tiny");
        assert_eq!(recognizer.model_id().sha256.len(), 64);
        assert_eq!(
            found(&recognizer, "The Red Party met Mr. Lee in Paris."),
            ["organization Red Party", "person Lee", "place Paris"]
        );
        // Never seen, but in the cluster of Paris and Rome.
        assert!(found(&recognizer, "Mr. Ray met Mr. Lee in Oslo.").contains(&"place Oslo".into()));
    }

    #[test]
    fn training_gives_the_same_bytes_with_one_thread_and_with_four() {
        let raw = vec![annotated("In Paris the Red Party met Mr. Lee. The Red Party won."); 6];
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            pool.build().unwrap().install(|| {
                train(
                    &tiny(),
                    &raw,
                    None,
                    &ClusterSource::None,
                    None,
                    &tiny_config(),
                    &mut |_| {},
                )
                .unwrap()
                .to_bytes()
            })
        };
        assert_eq!(with(1), with(4));
        let (model, _) = Model::from_bytes(&with(1)).unwrap();
        let usage = &model.vocabulary.usage;
        assert!(!usage.keys().is_empty(), "raw text was read");
        let casing = &model.vocabulary.casing;
        assert!(!casing.keys().is_empty(), "and how it is written");
        assert!(model.caseless().is_some());
    }

    #[test]
    fn nothing_to_train_on_is_an_error() {
        let none = train(
            &[],
            &[],
            None,
            &ClusterSource::None,
            None,
            &tiny_config(),
            &mut |_| {},
        );
        assert!(matches!(none, Err(Error::NoInput(_))));
    }

    #[test]
    fn the_model_that_comes_with_the_crate_reads_news() {
        let recognizer = Recognizer::builtin().unwrap();
        assert_eq!(recognizer.language(), "en");
        assert_eq!(
            found(
                &recognizer,
                "President Barack Obama told the New York Times on Tuesday that Germany's \
                 government had asked the U.S. Senate for help."
            ),
            [
                "person Barack Obama",
                "outlet New York Times",
                "place Germany",
                "organization U.S. Senate"
            ]
        );
    }

    #[test]
    fn text_without_case_is_read_whichever_case_it_lacks() {
        let recognizer = Recognizer::builtin().unwrap();
        let text = "President Barack Obama told the New York Times on Tuesday that Germany's government \
                    had asked the Justice Department for help.";
        let names = [
            "person Barack Obama",
            "outlet New York Times",
            "place Germany",
            "organization Justice Department",
        ];
        let in_case = |recase: fn(&str) -> String| {
            names.map(|name| {
                let (kind, name) = name.split_once(' ').unwrap();
                format!("{kind} {}", recase(name))
            })
        };
        let (lower, upper) = (text.to_lowercase(), text.to_uppercase());
        assert_eq!(found(&recognizer, &lower), in_case(str::to_lowercase));
        assert_eq!(found(&recognizer, &upper), in_case(str::to_uppercase));
        assert_eq!(
            found(
                &recognizer,
                "they told the e.p.a. about it in the u.s. on monday."
            ),
            ["organization e.p.a.", "place u.s."]
        );
    }

    #[test]
    fn mentions_are_in_order_inside_one_sentence_and_a_cut_model_is_an_error() {
        let recognizer = Recognizer::builtin().unwrap();
        let text = "The BBC's John Smith left London. Ann Lee, of Reuters, said no.\n\nNEW YORK - \
                    The Hill (D-N.Y.) said that Smith's aide called Paris.";
        let document = document(text);
        let segmentation = segment(&document);
        let mentions = recognizer.recognize(&document, &segmentation);
        assert!(mentions.len() >= 5);
        for pair in mentions.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start);
        }
        for mention in &mentions {
            let sentence = &segmentation.sentences[mention.sentence];
            assert!(sentence.span.contains(mention.span));
            assert!((0.0..=1.0).contains(&mention.score));
        }
        for cut in [0, 10, 47, 48, 1000, BUILTIN.len() / 2, BUILTIN.len() - 1] {
            let error = Recognizer::from_bytes(&BUILTIN[..cut]).err();
            assert!(matches!(error, Some(Error::Model(_))), "cut at {cut}");
        }
    }

    #[test]
    fn the_checksum_of_the_model_is_that_of_its_file() {
        let id = Recognizer::builtin().unwrap().id;
        let read = Recognizer::from_bytes(BUILTIN).unwrap().id;
        assert_eq!(id, read, "`sha256sum en.model > en.sha256` in data/model");
    }

    #[test]
    fn a_sentence_that_never_ends_is_read_to_its_end() {
        let recognizer = Recognizer::builtin().unwrap();
        let text = "Barack Obama met Angela Merkel and ".repeat(700);
        let names = found(&recognizer, &text);
        let of = |name: &str| names.iter().filter(|n| *n == name).count();
        // One name may stand where the text is divided.
        assert!(of("person Barack Obama") > 690 && of("person Angela Merkel") > 690);
    }

    #[test]
    fn a_document_reads_the_same_whatever_was_read_before() {
        let recognizer = Recognizer::builtin().unwrap();
        let text = "Apple said that Jordan Lee left Georgia. Lee likes Jordan.";
        let first = found(&recognizer, text);
        found(
            &recognizer,
            "jordan LEE Georgia APPLE said. Lee Jordan Apple.",
        );
        assert_eq!(found(&recognizer, text), first);
    }

    #[test]
    fn odd_text_is_no_harm() {
        let recognizer = Recognizer::builtin().unwrap();
        let cases = [
            "x".repeat(1_000_000),
            "Xy".repeat(5_000),
            "\u{0}\u{1}\u{7f}\u{85}\u{200b}\u{feff}".repeat(50),
            "?!.,;:-–—()[]{}\"'“”…•*#@&%$".repeat(500),
            "İ ẞ ﬁ Привет мир 中文 العربية ".repeat(200),
            "A. ".repeat(2_000),
            "Ab ".repeat(20_000),
            "€".repeat(100_000),
            "😀".repeat(100_000),
            "─ ".repeat(100_000),
            String::new(),
        ];
        for text in cases {
            found(&recognizer, &text);
        }
    }
}
