//! Whom pronouns and descriptions mean: "he", "the senator", "the group".
//!
//! They are no names, so they are no mentions unless they are asked for
//! ([`MentionConfig::coreference`](crate::config::MentionConfig)). Then those are added that a few strict
//! rules can bind to a person or an organization of the same or the previous sentence; all others are
//! passed over. A wrong binding makes an edge that no text bears out, a missing one only weakens an
//! edge, so each rule gives up where two could be meant.
//!
//! * Words inside quotation marks neither bind nor are bound: who speaks there is another.
//! * A pronoun (`pronoun`) is the one person of fitting `gender` whom its sentence has named before
//!   it, else the one of the previous sentence. Somebody who is there without a name ("a spokesman",
//!   "her lawyer") could be meant as well, and then nobody is bound.
//! * A description (`nominal`) is the one person or body of these two sentences that the document
//!   itself describes so ("Senator Ann Example ... the senator"), or whose name says what it is.
//! * What has been bound counts as named for the next sentence.
//!
//! The reasons are those of the sieves of H. Lee et al., "Deterministic coreference resolution based on
//! entity-centric, precision-ranked rules", Computational Linguistics 39(4), 2013; only the most precise
//! are kept. How precise they are is measured in `docs/resolution.md`.

mod gender;
mod nominal;
mod pronoun;
mod scan;
#[cfg(test)]
mod tests;

use self::gender::{Gender, genders};
use self::nominal::{Roles, nominal};
use self::scan::{Word, words};
use super::Rule;
use super::document::Clusters;
use crate::{Document, Kind, Mention, Part, Segmentation, Span};

/// A pronoun or description that names an entity of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where it stands.
    pub span: Span,
    /// The sentence it lies in.
    pub sentence: usize,
    /// The entity, as an index into [`Clusters::clusters`].
    pub cluster: usize,
    /// [`Rule::Pronoun`] or [`Rule::Description`].
    pub rule: Rule,
    /// The name that it stands for.
    pub because: Span,
}

/// The pronouns and descriptions of a document that can be bound, in text order.
pub fn references(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &[Mention],
    clusters: &Clusters,
) -> Vec<Reference> {
    let words = words(&document.text, segmentation, mentions);
    let mut reader = Reader {
        genders: genders(&words, mentions, clusters),
        roles: Roles::new(&words, mentions, clusters),
        words: &words,
        clusters,
        mentions,
        named: Vec::new(),
        found: Vec::new(),
    };
    let mut previous: Option<usize> = None;
    for (number, sentence) in segmentation.sentences.iter().enumerate() {
        if sentence.part != Part::Body || sentence.repeats.is_some() {
            previous = None;
            continue;
        }
        let here = reader.named.len();
        let before = previous.filter(|_| number > 0).unwrap_or(here);
        reader.read(number, sentence.tokens.clone(), before, here);
        previous = Some(here);
    }
    reader.found
}

/// Somebody or something that a sentence names, or refers to by a pronoun that has been bound.
#[derive(Clone, Copy, Debug)]
struct Named {
    cluster: usize,
    /// The first of its words and the one behind its last.
    words: (usize, usize),
    /// The name that shows who it is.
    name: Span,
}

struct Reader<'a> {
    words: &'a [Word<'a>],
    clusters: &'a Clusters,
    mentions: &'a [Mention],
    genders: Vec<Option<Gender>>,
    roles: Roles,
    /// In text order, without what stands in quotation marks.
    named: Vec<Named>,
    found: Vec<Reference>,
}

/// The two sentences in which a reference looks for its entity.
#[derive(Clone, Copy)]
struct Window {
    /// Where in [`Reader::named`] the previous sentence begins, and where this one does.
    before: usize,
    here: usize,
    /// First word of the previous sentence (of this one if nobody is named there), of this one, and
    /// the word behind this one's last.
    start: usize,
    sentence: usize,
    end: usize,
}

impl Reader<'_> {
    fn read(
        &mut self,
        sentence: usize,
        tokens: std::ops::Range<usize>,
        before: usize,
        here: usize,
    ) {
        let start = self.named.get(before).map_or(tokens.start, |first| {
            let of = self.words[first.words.0].sentence;
            let first = self.words[..first.words.0]
                .iter()
                .rposition(|w| w.sentence != of);
            first.map_or(0, |last| last + 1)
        });
        let window = Window {
            before,
            here,
            start: start.min(tokens.start),
            sentence: tokens.start,
            end: tokens.end,
        };
        let mut at = tokens.start;
        while at < tokens.end {
            let word = &self.words[at];
            if let Some(mention) = word.mention {
                let last = self.words[at..tokens.end]
                    .iter()
                    .take_while(|w| w.mention == Some(mention))
                    .count();
                if !word.quoted {
                    self.named.push(Named {
                        cluster: self.clusters.bindings[mention].cluster,
                        words: (at, at + last),
                        name: self.mentions[mention].span,
                    });
                }
                at += last;
                continue;
            }
            let bound = if word.quoted {
                None
            } else if let Some(kind) = pronoun::Pronoun::of(&word.lower) {
                let bound = self.pronoun(kind, at, window);
                bound.map(|named| (named, at, at + 1, Rule::Pronoun))
            } else {
                nominal(self, at, window)
                    .map(|(named, from, to)| (named, from, to, Rule::Description))
            };
            let Some((to, from, next, rule)) = bound else {
                at += 1;
                continue;
            };
            // Whoever was "she" once is never "he".
            if let Some(kind) = pronoun::Pronoun::of(&word.lower) {
                self.genders[to.cluster] = Some(kind.gender());
            }
            let span = Span::new(self.words[from].span.start, self.words[next - 1].span.end);
            self.found.push(Reference {
                span,
                sentence,
                cluster: to.cluster,
                rule,
                because: to.name,
            });
            self.named.push(Named {
                words: (from, next),
                ..to
            });
            at = next;
        }
    }

    fn kind(&self, cluster: usize) -> Kind {
        self.clusters.clusters[cluster].kind
    }

    /// The entities among `named` that fit, each once, as it was named last.
    fn fitting(&self, named: &[Named], fits: impl Fn(usize) -> bool) -> Vec<Named> {
        let mut found: Vec<Named> = Vec::new();
        for one in named {
            if fits(one.cluster) {
                found.retain(|other| other.cluster != one.cluster);
                found.push(*one);
            }
        }
        found
    }
}
