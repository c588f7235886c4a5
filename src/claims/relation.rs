//! Stated relations: where the rules of `data/lexicon/relations.rules` fit, and what unsays them.
//!
//! "was not a member", "would lead", "has he met her?" state nothing; "former" and the past of a post
//! state that it is over. A rule sees only its own words, so this looks at those beside them.

use std::sync::LazyLock;

use super::frame::{is_taken_back, is_unreal, takes_back};
use super::nothing::is_told_nothing;
use super::pattern::{Fit, Rule, bit};
use super::sentence::{Item, Sentence};
use super::subject::{describes_another, is_asserted, is_dependent_role, is_listener, is_subject};
use super::table::Set;
use super::{Named, RelationType, StatedRelation};
use crate::{Kind, Span};

static VERB: LazyLock<Set> = LazyLock::new(|| Set::of("verb"));
static DAY: LazyLock<Set> = LazyLock::new(|| Set::of("day"));
static TOLD: LazyLock<Set> = LazyLock::new(|| Set::of("told"));
static NEGATION: LazyLock<Set> = LazyLock::new(|| Set::of("negation"));
static PERHAPS: LazyLock<Set> = LazyLock::new(|| Set::of("perhaps"));
static FORMERLY: LazyLock<Set> = LazyLock::new(|| Set::of("formerly"));
/// Words before a post that say that it is over.
static WAS: LazyLock<Set> = LazyLock::new(|| Set::of("was"));
static PREPOSITION: LazyLock<Set> = LazyLock::new(|| Set::of("prep"));
static STOP: LazyLock<Set> = LazyLock::new(|| Set::of("stop"));
static AFTER: LazyLock<Set> = LazyLock::new(|| Set::of("after"));
static QUESTION: LazyLock<Set> = LazyLock::new(|| Set::of("?"));
static COMMA: LazyLock<Set> = LazyLock::new(|| Set::of(","));
static WHO: LazyLock<Set> = LazyLock::new(|| Set::of("who"));
/// Words that make a clause of a post: "is the head of".
static BEING: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["finite", "being"]));

/// How many items before a fit can unsay it, or say that it is over.
const REACH: usize = 4;

/// The relations of one sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    found: Vec<StatedRelation>,
    /// Names and type of each, to find each but once.
    seen: Vec<(RelationType, u32, u32)>,
}

impl Stated {
    /// Takes the place where the rule of a relation fits.
    pub(super) fn add(
        &mut self,
        text: &str,
        sentence: &Sentence,
        names: &[Named],
        (relation, rule): (RelationType, &'static Rule),
        fit: Fit,
    ) {
        let name = |at: Option<usize>| at.and_then(|at| sentence.items[at].name);
        let (Some(source), Some(target)) = (name(fit.source), name(fit.target)) else {
            return;
        };
        let (from, to) = (&names[source as usize], &names[target as usize]);
        if self.seen.contains(&(relation, source, target)) || !fits(text, relation, from, to) {
            return;
        }
        let (start, end) = fit.items;
        let items = &sentence.items;
        let before = &items[start.saturating_sub(REACH)..start];
        let within = &items[start..end];
        let verb = within.iter().position(|item| VERB.has(item.word));
        let beside = |item: &Item| item.is_inner() && !item.possessive;
        let verbal = relation == RelationType::Told
            || verb.is_some_and(|verb| within[..verb].iter().all(beside));
        // "Bo Doe is the head of Acme".
        let is = |item: &Item| BEING.has(item.word);
        let equates = items.get(start + 1).is_some_and(is);
        if (verbal || equates)
            && items[start].name.is_some()
            && !(is_subject(text, sentence, start)
                && is_asserted(text, sentence, start, verb.map_or(end, |at| start + at + 1)))
        {
            return;
        }
        if is_of_another(text, sentence, start) {
            return;
        }
        let heard = |at: usize| {
            told_before(sentence, start, at)
                .is_some_and(|told| is_listener(text, sentence, told, at))
        };
        if relation == RelationType::Told
            && (!fit.target.is_some_and(heard)
                || items[start].name.is_none() && is_dependent_role(text, sentence, fit.items)
                || is_told_nothing(sentence, end))
        {
            return;
        }
        if to.kind != Kind::Outlet && fit.target == Some(end - 1) && goes_on(text, sentence, end) {
            return;
        }
        let joined = |at: usize| at > 0 && items[at - 1].span.text(text) == "-";
        if fit.source.is_some_and(joined) || fit.target.is_some_and(joined) {
            return;
        }
        let said = within.iter().any(|item| VERB.has(item.word));
        let doubtful = |item: &Item| NEGATION.has(item.word) || said && PERHAPS.has(item.word);
        let clause = said || within.iter().any(is);
        let untrue = !said && is_post(relation) && {
            // "a member of the self-proclaimed X" is a member.
            let of = within.iter().rposition(|item| PREPOSITION.has(item.word));
            let of = of.filter(|_| fit.target == Some(end - 1));
            let mut inside = start..of.map_or(end, |of| start + of);
            fit.source != Some(start) && is_taken_back(text, items, start)
                || inside.any(|at| takes_back(text, items, at))
        };
        if untrue || is_unreal(text, sentence, fit, clause) {
            return;
        }
        // A mark ends what can bear on the fit.
        let near = before.iter().rev().take_while(|item| item.is_inner());
        if within.iter().any(doubtful) || near.clone().any(doubtful) {
            return;
        }
        if said
            && items
                .iter()
                .rev()
                .take(2)
                .any(|item| QUESTION.has(item.word))
        {
            return;
        }
        let former = has_end(relation)
            && (within.iter().any(|item| FORMERLY.has(item.word))
                || near
                    .take_while(|item| item.is_plain() && !STOP.has(item.word))
                    .any(|item| WAS.has(item.word)));
        self.seen.push((relation, source, target));
        self.found.push(StatedRelation {
            relation,
            source: from.span,
            target: to.span,
            cue: sentence.span(fit),
            rule: rule.name.clone(),
            score: rule.score,
            former,
        });
    }

    /// The relations in the order of their places, and makes room for the next sentence.
    pub(super) fn take(&mut self) -> Vec<StatedRelation> {
        self.seen.clear();
        let mut found = std::mem::take(&mut self.found);
        found.sort_by_key(|r| (r.cue, r.relation, r.source, r.target));
        found
    }
}

/// Whether the name that ends before the item is only the beginning of a longer one or of a group of words:
/// "told Senate Democrats", "an adviser to the Okafor campaign".
fn goes_on(text: &str, sentence: &Sentence, at: usize) -> bool {
    let Some(next) = sentence.items.get(at) else {
        return false;
    };
    let function = PREPOSITION.has(next.word)
        || STOP.has(next.word)
        || AFTER.has(next.word)
        || DAY.has(next.word)
        || VERB.has(next.word);
    let word = next.span.text(text);
    let letters = word.starts_with(char::is_alphabetic);
    let ending = word.ends_with("ing") || word.ends_with("ed");
    next.name.is_some() || word == "-" || (letters && !function && !ending)
}

/// The item of the `told` before the name at an item, not before `start`.
fn told_before(sentence: &Sentence, start: usize, at: usize) -> Option<usize> {
    (start..at).rfind(|&at| TOLD.has(sentence.items[at].word))
}

/// Whether the clause that the fit begins with ("Acme, who met") belongs to another: "Bo Doe, a lobbyist for
/// Acme, who met ...".
fn is_of_another(text: &str, sentence: &Sentence, start: usize) -> bool {
    let items = &sentence.items;
    let word = |at: usize| items.get(at).map_or(0, |item| item.word);
    if items[start].name.is_none() || !(COMMA.has(word(start + 1)) && WHO.has(word(start + 2))) {
        return false;
    }
    let is_person = items[start].kinds == bit(Kind::Person);
    describes_another(text, items, start) || !is_person && !is_subject(text, sentence, start)
}

/// Whether it is a post, or a place among others, that words before it can take back.
fn is_post(relation: RelationType) -> bool {
    has_end(relation) || matches!(relation, RelationType::WroteFor | RelationType::Founded)
}

/// Whether what it states can be over.
fn has_end(relation: RelationType) -> bool {
    matches!(
        relation,
        RelationType::WorksFor
            | RelationType::SpokespersonOf
            | RelationType::MemberOf
            | RelationType::Leads
            | RelationType::PartOf
    )
}

/// Whether the relation can hold between the two names.
fn fits(text: &str, relation: RelationType, source: &Named, target: &Named) -> bool {
    match relation {
        RelationType::AliasOf => {
            let (long, short) = (source.span.text(text), target.span.text(text));
            source.kind == target.kind
                && (!is_bracketed(text, target.span) || is_short_form(long, short))
        }
        _ => source.cluster != target.cluster,
    }
}

fn is_bracketed(text: &str, span: Span) -> bool {
    text[span.end..].starts_with(')')
}

/// Whether a name in brackets is made of capitals of the name before it.
fn is_short_form(long: &str, short: &str) -> bool {
    let mut letters = long.chars().flat_map(char::to_uppercase);
    let capitals = || short.chars().filter(|c| c.is_alphabetic());
    capitals().all(|c| c.is_uppercase())
        && capitals().count() >= 2
        && capitals().all(|c| letters.any(|letter| letter == c))
}
