//! Whether a name that stands before a verb is what the verb belongs to, and whether the sentence asserts it.
//!
//! A rule that begins with a name cannot see what stands before it: "critics of X said", "the man who sued X
//! said", "if X said". Here the words that describe the name ("former pitcher X", "a lawyer for the city's X")
//! are passed first; what stands before them decides. In doubt the name is no subject, and nothing is asserted.

use std::sync::LazyLock;

use super::pattern::bit;
use super::phrase::{
    ARTICLE, FORMER, OF_NOUN, OUTSIDE, ROLE, SAYING, is_made_like_a_role, is_participle, is_plural,
    is_speech, phrase, starts_upper,
};
use super::sentence::{Item, Sentence};
use super::table::Set;
use crate::Kind;

static PREPOSITION: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["prep", "beside"]));
static PRONOUN: LazyLock<Set> = LazyLock::new(|| Set::of("me"));
static DAY: LazyLock<Set> = LazyLock::new(|| Set::of("day"));
static AND: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["and", "but", "yet", "so"]));
static TOGETHER: LazyLock<Set> = LazyLock::new(|| Set::of("and"));
static BUT: LazyLock<Set> = LazyLock::new(|| Set::of("but"));
static TO: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["to", "modal"]));
static AS: LazyLock<Set> = LazyLock::new(|| Set::of("as"));
static WHEN: LazyLock<Set> = LazyLock::new(|| Set::of("conj"));
static COLON: LazyLock<Set> = LazyLock::new(|| Set::of(":"));
static WHO: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["who", "whom"]));
static COMMA: LazyLock<Set> = LazyLock::new(|| Set::of(","));
static LIST: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["and", "or", "nor", "but"]));
static THAT: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["that", "which"]));
static WHAT: LazyLock<Set> = LazyLock::new(|| Set::of("what"));
static ALL: LazyLock<Set> = LazyLock::new(|| Set::of("all"));
static IF: LazyLock<Set> = LazyLock::new(|| Set::of("if"));
static UNSURE: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["unsure", "belief", "modal"]));
static AUXILIARY: LazyLock<Set> = LazyLock::new(|| Set::of("aux"));
static DENIED: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["negation", "untrue"]));
static RUMOR: LazyLock<Set> = LazyLock::new(|| Set::of("rumor"));
static FINITE: LazyLock<Set> = LazyLock::new(|| Set::of("finite"));
/// Words that are no verb.
static FUNCTION: LazyLock<Set> = LazyLock::new(|| {
    Set::of_all(&[
        "prep", "beside", "stop", "day", "our", "me", "article", "medium",
    ])
});
static PAST: LazyLock<Set> = LazyLock::new(|| Set::of("past"));
static NO_VERB: LazyLock<Set> = LazyLock::new(|| Set::of("noverb"));

/// How far before a name a word can bear on it, in items.
const REACH: usize = 8;
/// How far before "that" a word can deny what follows.
const DENIES: usize = 4;

/// Whether a rule's words tell by themselves whose the verb is: "X, who said".
pub(super) fn is_whose(sentence: &Sentence, (start, end): (usize, usize)) -> bool {
    let word = |at: usize| sentence.items.get(at).map_or(0, |item| item.word);
    let comma = |at: usize| COMMA.has(word(at));
    comma(start + 1) && WHO.has(word(start + 2)) && !(start + 3..end).any(comma)
}

/// Whether the role with which a rule begins ("his lawyer, X, said") is itself a part of what stands before it, or
/// of what is not said at all. `end` is the item after the verb.
pub(super) fn is_dependent_role(
    text: &str,
    sentence: &Sentence,
    (start, end): (usize, usize),
) -> bool {
    let is = |set: &Set, at: usize| {
        sentence
            .items
            .get(at)
            .is_some_and(|item| set.has(item.word))
    };
    // The role is the first word of the rule, or stands before its comma.
    let after = if is(&COMMA, start) { start } else { start + 1 };
    // ", said X" asks for no role.
    let inverted = sentence.items.get(after + 1).is_some_and(is_speech);
    !inverted
        && after.checked_sub(1).is_some_and(|role| is(&ROLE, role))
        && !(is_subject(text, sentence, after) && is_asserted(text, sentence, after, end))
}

/// Whether the verb after the name at an item can belong to it.
pub(super) fn is_subject(text: &str, sentence: &Sentence, at: usize) -> bool {
    let items = &sentence.items;
    let phrase = phrase(text, items, at);
    let Some(last) = phrase.start.checked_sub(1) else {
        return !is_member_of_list(text, items, at);
    };
    let before = &items[last];
    // "Reporters from CNN and X said".
    let other = last.checked_sub(1).filter(|_| TOGETHER.has(before.word));
    let outlet = |at: usize| items[at].kinds == bit(Kind::Outlet);
    if other.is_some_and(|first| outlet(at) && outlet(first) && !is_subject(text, sentence, first))
    {
        return false;
    }
    let binds = if phrase.long { &OF_NOUN } else { &PREPOSITION };
    !binds.has(before.word)
        && !is_member_of_list(text, items, at)
        && !is_object(text, items, phrase.start)
        && !in_relative_clause(text, items, at)
}

/// Whether what stands between commas after the name goes on with a list or is another's name, and does not
/// describe it: "X, Y and Z, who", "a lawyer for X, Ann Roe, said".
fn is_member_of_list(text: &str, items: &[Item], at: usize) -> bool {
    let comma = |at: usize| items.get(at).is_some_and(|item| COMMA.has(item.word));
    if !comma(at + 1) {
        return false;
    }
    let inner = &items[at + 2..];
    let length = inner.iter().take_while(|item| item.is_inner()).count();
    if !comma(at + 2 + length) || length == 0 {
        return false;
    }
    let is_person = |item: &Item| item.kinds == bit(Kind::Person);
    let inner = &inner[..length];
    LIST.has(inner[0].word)
        || inner.iter().any(is_person)
            && inner.iter().all(|item| {
                let word = item.span.text(text);
                item.name.is_some() || LIST.has(item.word) || starts_upper(word)
            })
}

/// Whether the name at an item is the last of what describes another, so that "who" after it may mean either:
/// "Ann Roe, a lobbyist for X, who said".
pub(super) fn describes_another(text: &str, items: &[Item], at: usize) -> bool {
    let start = phrase(text, items, at).start;
    let Some(last) = start.checked_sub(1) else {
        return false;
    };
    if !PREPOSITION.has(items[last].word) {
        return false;
    }
    let Some(mark) = items[..last].iter().rposition(|item| !item.is_inner()) else {
        return false;
    };
    let between = &items[mark + 1..last];
    let is_verb = |item: &Item| {
        FINITE.has(item.word) || AUXILIARY.has(item.word) || PAST.has(item.word) || is_speech(item)
    };
    let is_description = |first: &Item| {
        ARTICLE.has(first.word)
            || ROLE.has(first.word)
            || FORMER.has(first.word)
            || first.name.is_some()
            || is_made_like_a_role(first, first.span.text(text))
    };
    mark > 0
        && items[mark - 1].is_inner()
        && between.first().is_some_and(is_description)
        && !between.iter().any(is_verb)
}

/// Whether a verb stands before the item, whose object what follows is: "Biden endorsed X, saying".
fn is_object(text: &str, items: &[Item], start: usize) -> bool {
    let Some(item) = start.checked_sub(1).map(|at| &items[at]) else {
        return false;
    };
    let word = item.span.text(text);
    if !item.is_plain() || starts_upper(word) || is_speech(item) || NO_VERB.has(item.word) {
        return false;
    }
    let earlier = start.checked_sub(2).map(|at| &items[at]);
    if PAST.has(item.word) || is_participle(word) && !DAY.has(item.word) {
        // "the alleged X", "the badly affected X", ", retired X", "city-owned X" are no objects.
        let adverb = |item: &&Item| item.span.text(text).ends_with("ly");
        let article = match earlier {
            Some(item) if adverb(&item) => start.checked_sub(3).map(|at| &items[at]),
            other => other,
        };
        let adjective = |item: &Item| {
            ARTICLE.has(item.word) || item.possessive || !item.is_inner() || is_dash(text, item)
        };
        // ", accusing X, a maker of jets, ...".
        let accuses = word.ends_with("ing") && article.is_some_and(|item| COMMA.has(item.word));
        return !word.contains('-') && (accuses || article.is_some_and(|item| !adjective(item)));
    }
    // "moved to oust X".
    !OUTSIDE.has(item.word)
        && !ARTICLE.has(item.word)
        && !is_plural(word)
        && earlier.is_some_and(|item| TO.has(item.word))
}

/// Whether the name is the object of a clause that describes another: "the man who accused X said".
fn in_relative_clause(text: &str, items: &[Item], at: usize) -> bool {
    let first = at.saturating_sub(REACH);
    // "A man who called himself Bo Doe".
    if at.checked_sub(1).is_some_and(|at| AS.has(items[at].word)) {
        return false;
    }
    for start in (first..at).rev() {
        let item = &items[start];
        if !item.is_inner() || is_speech(item) || AND.has(item.word) || WHEN.has(item.word) {
            return false;
        }
        let (who, that) = (WHO.has(item.word), THAT.has(item.word));
        if !who && !that {
            continue;
        }
        // "some of that changed".
        let antecedent = start.checked_sub(1).map(|at| &items[at]);
        if that && !antecedent.is_some_and(|item| item.is_plain() && !PREPOSITION.has(item.word)) {
            return false;
        }
        let is_adverb = |item: &Item| {
            DAY.has(item.word) || AUXILIARY.has(item.word) || item.span.text(text).ends_with("ly")
        };
        let Some(verb) = items[start + 1..at].iter().find(|item| !is_adverb(item)) else {
            return false;
        };
        let word = verb.span.text(text);
        let lower = verb.is_plain()
            && !starts_upper(word)
            && !ARTICLE.has(verb.word)
            && !ROLE.has(verb.word)
            && !FORMER.has(verb.word);
        let inflected = PAST.has(verb.word) || is_participle(word) || is_plural(word);
        return lower && (who || inflected && !NO_VERB.has(verb.word));
    }
    false
}

/// Whether the sentence says that the name at an item did what the verb after it says, and not that it is
/// denied, asked, supposed or believed. `end` is the item after the verb.
pub(super) fn is_asserted(text: &str, sentence: &Sentence, at: usize, end: usize) -> bool {
    let items = &sentence.items;
    let start = phrase(text, items, at).start;
    let Some(last) = start.checked_sub(1) else {
        return true;
    };
    let before = items[last].word;
    let word = |at: Option<usize>| at.map_or(0, |at| items[at].word);
    let earlier = word(last.checked_sub(1));
    if WHAT.has(before) {
        // "for what X said was a mistake", "what X said of it: ..." say what X says; others do not.
        let rest = items.get(end..).unwrap_or_default();
        let judged =
            (rest.first()).is_some_and(|item| FINITE.has(item.word) || AUXILIARY.has(item.word));
        let governs = last.checked_sub(1).is_some_and(|at| {
            items[at].is_plain() && !SAYING.has(earlier) && !OUTSIDE.has(earlier)
        });
        return judged && (PREPOSITION.has(earlier) || governs)
            || rest.iter().any(|item| COLON.has(item.word));
    }
    // "Not even X said".
    if DAY.has(before) && DENIED.has(earlier) {
        return false;
    }
    // "no proof X said".
    let clause = &items[last.saturating_sub(REACH)..=last];
    let near = |most: usize| clause.iter().rev().take(most);
    if RUMOR.has(before) && near(DENIES).any(|item| DENIED.has(item.word)) {
        return false;
    }
    if UNSURE.has(before) || AUXILIARY.has(before) || DENIED.has(before) {
        return false;
    }
    // "Everyone but X said"; "everything X says".
    if ALL.has(before) || BUT.has(before) && ALL.has(earlier) {
        return false;
    }
    let mut that = false;
    let clause = clause.iter().rev().take_while(|item| item.is_inner());
    for (back, item) in clause.enumerate() {
        if IF.has(item.word) {
            return false;
        }
        if AND.has(item.word) {
            break;
        }
        // "It is not true that X said", "claims that X said".
        that |= back == 0 && THAT.has(item.word);
        let unsure = RUMOR.has(item.word) || UNSURE.has(item.word);
        if that && (back <= DENIES && DENIED.has(item.word) || back == 1 && unsure) {
            return false;
        }
    }
    true
}

/// Whether the name at an item is the one that `told` at another speaks to, and not the subject of what is
/// told: "told reporters X would resign".
pub(super) fn is_listener(text: &str, sentence: &Sentence, told: usize, at: usize) -> bool {
    let items = &sentence.items;
    let phrase = phrase(text, items, at);
    if phrase.start != told + 1 || phrase.bare || phrase.plural {
        return false;
    }
    let between = &items[phrase.start..at];
    if between.iter().any(|item| PRONOUN.has(item.word)) {
        return false;
    }
    let Some(next) = items.get(at + 1) else {
        return true;
    };
    // "told CNN viewers".
    let word = next.span.text(text);
    if next.is_plain()
        && !FUNCTION.has(next.word)
        && is_plural(word)
        && word.starts_with(char::is_lowercase)
    {
        return false;
    }
    // "told the judge X lied": what follows is no word that may be a verb.
    let verb = next.is_plain() && !FUNCTION.has(next.word);
    let speaks = FINITE.has(next.word) || phrase.role && verb;
    !speaks
}

fn is_dash(text: &str, item: &Item) -> bool {
    matches!(item.span.text(text), "-" | "‑" | "–")
}
