//! Who says so: the sources that a sentence names for what it says, and the outlets they told it to.
//!
//! The rules of `data/lexicon/attribution.rules` bind names of the sentence itself. Then each
//! paragraph's quotations are followed: what stands in a quotation that somebody's "said" closes or
//! that goes on after it is said by the same, and `he` or `she` is who spoke last, where nobody else can
//! be meant.

use std::sync::LazyLock;

use super::nothing::{is_told_nothing, is_untold};
use super::pattern::{Fit, PRONOUN, Rule};
use super::quotation::Quotations;
use super::sentence::{Item, Sentence};
use super::subject::{
    describes_another, is_asserted, is_dependent_role, is_listener, is_subject, is_whose,
};
use super::table::Set;
use super::{Attribution, How, Named};
use crate::segment::Segmentation;
use crate::{Kind, Span};

static PREPOSITION: LazyLock<Set> = LazyLock::new(|| Set::of("prep"));
static TELL: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["tell", "telling"]));
static ITSELF: LazyLock<Set> = LazyLock::new(|| Set::of("itself"));
static THAT: LazyLock<Set> = LazyLock::new(|| Set::of("that"));
static ARTICLE: LazyLock<Set> = LazyLock::new(|| Set::of("the"));

/// How much less sure a source is that another sentence names.
const BY_CONTEXT: f32 = 0.9;

/// A source that may still have to be found elsewhere.
#[derive(Clone, Debug)]
struct Found {
    /// Number of the name; `None` where the source is not named.
    source: Option<u32>,
    /// `he` or `she`.
    pronoun: Option<Span>,
    told_to: Option<u32>,
    cue: Span,
    rule: &'static str,
    score: f32,
    reports: bool,
    about_itself: bool,
    how: How,
}

/// What the rules find in one sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Finds {
    found: Vec<Found>,
    told: Vec<(u32, Span, &'static str, f32)>,
    /// Outlets of which it is only asked, denied or supposed that they were told.
    unsaid: Vec<u32>,
}

impl Finds {
    /// Takes the place where a rule of attribution fits.
    pub(super) fn add(&mut self, text: &str, sentence: &Sentence, rule: &'static Rule, fit: Fit) {
        let span = sentence.span(fit);
        let (start, end) = fit.items;
        let target = fit
            .target
            .filter(|&at| hears(text, sentence, start, at))
            .and_then(|at| sentence.items[at].name);
        if fit.target.is_some() && target.is_none() {
            return;
        }
        let is_whose = is_whose(sentence, fit.items);
        let subject = fit.source.filter(|&at| at == start && !is_whose);
        let is_negated = fit.source.is_none() && is_untold(sentence, start);
        if is_negated
            || is_told_nothing(sentence, end)
            || subject.is_some_and(|at| !is_asserted(text, sentence, at, end))
        {
            self.unsaid.extend(target);
            return;
        }
        // "Ann Roe, a lobbyist for X, who said".
        if is_whose && describes_another(text, &sentence.items, start) {
            return;
        }
        if let Some(target) = target.filter(|target| !self.unsaid.contains(target))
            && !self.told.iter().any(|(other, ..)| *other == target)
        {
            self.told.push((target, span, &rule.name, rule.score));
        }
        let Some(at) = fit.source else { return };
        if subject.is_some_and(|at| !is_subject(text, sentence, at))
            || fit.source > Some(start) && is_dependent_role(text, sentence, fit.items)
        {
            return;
        }
        let item = &sentence.items[at];
        let pronoun = (item.kinds == PRONOUN).then_some(item.span);
        let same = |f: &Found| f.source == item.name && f.pronoun == pronoun;
        if self.found.iter().any(same) {
            return;
        }
        let reports = rule.class == "reports";
        self.found.push(Found {
            source: item.name,
            pronoun,
            told_to: target,
            cue: span,
            rule: &rule.name,
            score: rule.score,
            reports,
            about_itself: !reports && about_itself(sentence, fit),
            how: How::Named,
        });
    }

    /// All of the sentence, in text order of the cues, and makes room for the next.
    fn take(&mut self) -> Vec<Found> {
        let mut found = std::mem::take(&mut self.found);
        // A name is not the source of what is told to it, unless it reports it.
        let told = |f: &Found| {
            self.told
                .iter()
                .any(|(target, ..)| f.source == Some(*target))
        };
        found.retain(|f| f.source.is_none() || f.reports || !told(f));
        for (target, cue, rule, score) in self.told.drain(..) {
            let known = |f: &Found| f.told_to == Some(target) || f.source == Some(target);
            if found.iter().any(known) {
                continue;
            }
            let speaker = (found.iter_mut())
                .filter(|f| f.told_to.is_none() && !f.reports)
                .min_by_key(|f| gap(f.cue, cue));
            match speaker {
                Some(speaker) => speaker.told_to = Some(target),
                None => found.push(Found {
                    source: None,
                    pronoun: None,
                    told_to: Some(target),
                    cue,
                    rule,
                    score,
                    reports: false,
                    about_itself: false,
                    how: How::Named,
                }),
            }
        }
        self.unsaid.clear();
        found.sort_by_key(|f| f.cue);
        found
    }
}

/// Whether the name at an item is the one that is told, if the rule's words from `start` on speak of telling.
fn hears(text: &str, sentence: &Sentence, start: usize, at: usize) -> bool {
    let between = &sentence.items[start..at];
    let Some(told) = between.iter().rposition(|item| TELL.has(item.word)) else {
        return true;
    };
    // "told Ann Roe of the outlet".
    let of = |item: &Item| PREPOSITION.has(item.word);
    between[told..].iter().any(of) || is_listener(text, sentence, start + told, at)
}

fn gap(a: Span, b: Span) -> usize {
    if a.end <= b.start {
        b.start - a.end
    } else {
        a.start.saturating_sub(b.end)
    }
}

/// Whether a body or an outlet speaks of itself: "said that it would", "said the company would".
fn about_itself(sentence: &Sentence, fit: Fit) -> bool {
    let words = sentence.items[fit.items.1..].iter().map(|item| item.word);
    let mut words = words.skip_while(|&word| THAT.has(word) || ARTICLE.has(word));
    words.next().is_some_and(|word| ITSELF.has(word))
}

/// What the rules found in each sentence of a document, until its quotations are followed.
#[derive(Clone, Debug, Default)]
pub(super) struct Speakers {
    found: Vec<Vec<Found>>,
}

impl Speakers {
    /// Adds the next sentence.
    pub(super) fn push(&mut self, finds: &mut Finds) {
        self.found.push(finds.take());
    }

    /// The attributions of all sentences, each with its sentence, in text order.
    pub(super) fn attributions(
        mut self,
        text: &str,
        segmentation: &Segmentation,
        names: &[Named],
    ) -> Vec<(usize, Attribution)> {
        if self.found.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        let quotations = Quotations::find(text, segmentation);
        pronouns(segmentation, names, &quotations, &mut self.found);
        carry(segmentation, &quotations, &mut self.found);
        let span = |name: u32| names[name as usize].span;
        let mut out = Vec::new();
        for (number, found) in self.found.into_iter().enumerate() {
            for f in found {
                if f.source.is_none() && f.told_to.is_none() {
                    continue;
                }
                let attribution = Attribution {
                    source: f.source.map(span),
                    told_to: f.told_to.map(span),
                    cue: f.cue,
                    rule: f.rule.to_owned(),
                    score: (f.score * 1e4).round() / 1e4,
                    how: f.how,
                    about_itself: f.about_itself,
                };
                out.push((number, attribution));
            }
        }
        out
    }
}

/// Gives `he` and `she` the person they stand for: the only one that the paragraph has named so far, or
/// else the one who was last said to speak, if the sentence before has no other. Nobody, if somebody who is
/// not named has spoken since ("..., an aide said").
fn pronouns(
    segmentation: &Segmentation,
    names: &[Named],
    quotations: &Quotations,
    found: &mut [Vec<Found>],
) {
    let unnamed: Vec<bool> = (found.iter().enumerate())
        .map(|(number, found)| quotations.speaks(number) && found.is_empty())
        .collect();
    let persons: Vec<&Named> = names.iter().filter(|n| n.kind == Kind::Person).collect();
    let mut speaker: Option<(usize, u32)> = None;
    for (number, found) in found.iter_mut().enumerate() {
        let paragraph = segmentation.sentences[number].paragraph;
        for f in found.iter_mut() {
            let Some(pronoun) = f.pronoun else {
                continue;
            };
            let before = persons.partition_point(|p| p.span.end <= pronoun.start);
            let near: Vec<&&Named> = persons[..before]
                .iter()
                .rev()
                .take_while(|p| segmentation.sentences[p.sentence].paragraph + 1 >= paragraph)
                .collect();
            let here = near
                .iter()
                .take_while(|p| segmentation.sentences[p.sentence].paragraph == paragraph);
            let only = |mut some: Box<dyn Iterator<Item = &Named> + '_>| {
                let first = some.next()?;
                some.all(|p| p.cluster == first.cluster)
                    .then_some(first.span)
            };
            let last = speaker
                .filter(|&(s, _)| segmentation.sentences[s].paragraph + 1 >= paragraph)
                .map(|(_, name)| name);
            // Nobody else is named before the pronoun, after the sentence of the one who spoke.
            let same = |name: u32| {
                let spoke = &names[name as usize];
                let since = near.iter().take_while(|p| p.sentence > spoke.sentence);
                since.copied().all(|p| p.cluster == spoke.cluster)
            };
            let person = match only(Box::new(here.map(|p| **p))) {
                Some(span) => names.iter().position(|n| n.span == span).map(|n| n as u32),
                None => last.filter(|&name| same(name)).or_else(|| {
                    let span = only(Box::new(near.iter().map(|p| **p)))?;
                    names.iter().position(|n| n.span == span).map(|n| n as u32)
                }),
            };
            let person = person.filter(|&name| {
                let since = names[name as usize].sentence + 1;
                !unnamed[since.min(number)..number].contains(&true)
            });
            f.source = person;
            f.how = How::Pronoun;
            if person.is_some() {
                f.score *= BY_CONTEXT;
            }
        }
        let spoke = found.iter().rev().find_map(|f| f.source);
        if let Some(name) = spoke.filter(|&name| names[name as usize].kind == Kind::Person) {
            speaker = Some((number, name));
        }
    }
}

/// Carries a speaker along a quotation that runs over sentences.
fn carry(segmentation: &Segmentation, quotations: &Quotations, found: &mut [Vec<Found>]) {
    // Forward: the quotation goes on after its speaker was named.
    for number in 1..found.len() {
        if !found[number].is_empty() || !quotations.goes_on(number, segmentation) {
            continue;
        }
        let speaker = speaker(&found[number - 1], true);
        // One whom the sentence before does not name may have spoken after.
        let is_last = |f: &Found| !quotations.speaks_after(number - 1, f.cue.end);
        if let Some(speaker) = speaker.filter(is_last) {
            found[number].push(speaker);
        }
    }
    // Backward: its speaker is named where it ends.
    for number in (0..found.len().saturating_sub(1)).rev() {
        if !found[number].is_empty() || !quotations.ends_in_next(number, segmentation) {
            continue;
        }
        if let Some(speaker) = speaker(&found[number + 1], false) {
            found[number].push(speaker);
        }
    }
}

/// Who of a sentence's sources speaks in the quotation that follows it, or that it ends.
fn speaker(found: &[Found], last: bool) -> Option<Found> {
    let mut speakers = found.iter().filter(|f| f.source.is_some() && !f.reports);
    let speaker = if last {
        speakers.next_back()
    } else {
        speakers.next()
    }?;
    let carried = speaker.how == How::Quotation;
    Some(Found {
        rule: if last {
            "quotation goes on"
        } else {
            "quotation ends"
        },
        score: if carried {
            speaker.score
        } else {
            speaker.score * BY_CONTEXT
        },
        how: How::Quotation,
        ..speaker.clone()
    })
}
