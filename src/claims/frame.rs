//! Frames in which a sentence states nothing: what it only supposes, plays, jokes or calls a rumour ("suppose
//! that ...", "in the sitcom, ...", "nobody believes that ...", "according to a hoax"), and words that take a
//! post back ("alleged member", "self-proclaimed head", "posing as an agent").
//!
//! A frame of the whole sentence unsays all relations in it. A belief, a judgement or an unnamed critic only
//! unsays the clause that depends on it: in "critics say FBI Director Bo Doe lied" the post is taken for granted.
//! In doubt nothing is stated.

use std::sync::LazyLock;

use super::pattern::Fit;
use super::phrase::{ARTICLE, FORMER, OUTSIDE, SAYING, is_participle, is_plural, phrase};
use super::sentence::{Item, Sentence};
use super::table::Set;

static TAKEN_BACK: LazyLock<Set> = LazyLock::new(|| Set::of("takenback"));
static CHARGING: LazyLock<Set> = LazyLock::new(|| Set::of("charging"));
static SELF_MADE: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["selfmade", "be"]));
/// Words before a post, and the verbs before these that say that it is not held.
static POSING: LazyLock<[(Set, Set); 4]> = LazyLock::new(|| {
    [
        (Set::of("as"), Set::of("posing")),
        (Set::of("copula"), Set::of("pretending")),
        (Set::of("for"), Set::of("mistaking")),
        (Set::of("themselves"), Set::of("calling")),
    ]
});
static PLAYS: LazyLock<Set> = LazyLock::new(|| Set::of("plays"));
static SUPPOSING: LazyLock<Set> = LazyLock::new(|| Set::of("supposing"));
static WHAT: LazyLock<Set> = LazyLock::new(|| Set::of("what"));
static IF: LazyLock<Set> = LazyLock::new(|| Set::of("if"));
static THAT: LazyLock<Set> = LazyLock::new(|| Set::of("that"));
static IN: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["in", "on"]));
static FICTION: LazyLock<Set> = LazyLock::new(|| Set::of("fiction"));
static DOCUMENTARY: LazyLock<Set> = LazyLock::new(|| Set::of("documentary"));
static ACCORDING: LazyLock<Set> = LazyLock::new(|| Set::of("according"));
static CONTRARY: LazyLock<Set> = LazyLock::new(|| Set::of("contrary"));
static TO: LazyLock<Set> = LazyLock::new(|| Set::of("to"));
static HOAX: LazyLock<Set> = LazyLock::new(|| Set::of("hoax"));
static FABRICATED: LazyLock<Set> = LazyLock::new(|| Set::of("fabricated"));
static TELLING: LazyLock<Set> = LazyLock::new(|| {
    Set::of_all(&[
        "that",
        "say",
        "claim",
        "tell",
        "report",
        "wrote",
        "describing",
        "saying",
    ])
});
static OR: LazyLock<Set> = LazyLock::new(|| Set::of("or"));
static SO: LazyLock<Set> = LazyLock::new(|| Set::of("so"));
static BUT: LazyLock<Set> =
    LazyLock::new(|| Set::of_all(&["but", "yet", "though", "although", "however", ";"]));
static SAY: LazyLock<Set> = LazyLock::new(|| {
    Set::of_all(&[
        "say",
        "claim",
        "tell",
        "report",
        "wrote",
        "belief",
        "describing",
        "saying",
        "think",
        "allege",
    ])
});
static BELIEF: LazyLock<Set> =
    LazyLock::new(|| Set::of_all(&["belief", "allege", "alleges", "alleged", "alleging"]));
static RUMOR: LazyLock<Set> = LazyLock::new(|| Set::of("rumor"));
static WRONGLY: LazyLock<Set> = LazyLock::new(|| Set::of("wrongly"));
static HEARSAY: LazyLock<Set> = LazyLock::new(|| Set::of("hearsay"));
static FEW: LazyLock<Set> = LazyLock::new(|| Set::of("few"));
static NO: LazyLock<Set> = LazyLock::new(|| Set::of("no"));
static ONE: LazyLock<Set> = LazyLock::new(|| Set::of("one"));
static JOKING: LazyLock<Set> = LazyLock::new(|| Set::of("joking"));
static WHO: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["who", "that", "they"]));
static AUXILIARY: LazyLock<Set> = LazyLock::new(|| Set::of("aux"));
static PAST: LazyLock<Set> = LazyLock::new(|| Set::of("past"));
static ADVERB: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["day", "all"]));
static QUOTE: LazyLock<Set> = LazyLock::new(|| Set::of("\""));
static DAY: LazyLock<Set> = LazyLock::new(|| Set::of("day"));

/// How far before a post a word can take it back, in items.
const REACH: usize = 6;
/// Most items between the parts of a frame ("according to a widely shared hoax").
const WITHIN: usize = 4;

/// Whether words before the post with which a fit begins say that it is not held: "alleged Acme member Bo Doe",
/// "a man posing as an Acme agent, Bo Doe".
pub(super) fn is_taken_back(text: &str, items: &[Item], start: usize) -> bool {
    let mut articles = false;
    for at in (start.saturating_sub(REACH)..start).rev() {
        let item = &items[at];
        if !item.is_inner() {
            return false;
        }
        let link = POSING.iter().find(|(link, _)| link.has(item.word));
        if let Some((_, verbs)) = link.filter(|_| !hyphenated(text, items, at)) {
            let earlier = items[..at].iter().rev().take(WITHIN);
            return (earlier.take_while(|item| item.is_inner())).any(|i| verbs.has(i.word));
        }
        if !articles && takes_back(text, items, at) {
            return true;
        }
        // "Suspected hackers targeted FBI Director Bo Doe".
        let word = item.span.text(text);
        let other = is_plural(word) || word.len() > 4 && word.ends_with("ed");
        if other && item.is_plain() && !hyphenated(text, items, at) {
            return false;
        }
        articles |= ARTICLE.has(item.word);
        if OUTSIDE.has(item.word) && !ARTICLE.has(item.word) {
            return false;
        }
    }
    false
}

/// Whether the word at an item takes back the post that it describes.
pub(super) fn takes_back(text: &str, items: &[Item], at: usize) -> bool {
    let word = items[at].word;
    TAKEN_BACK.has(word) && !(CHARGING.has(word) && is_verb(text, items, at))
        || SELF_MADE.has(word) && hyphenated(text, items, at)
}

/// Whether a hyphen stands before the item.
fn hyphenated(text: &str, items: &[Item], at: usize) -> bool {
    at.checked_sub(1)
        .is_some_and(|at| matches!(items[at].span.text(text), "-" | "‑"))
}

/// Whether the word is somebody's verb: "he accused FBI Director Bo Doe of".
fn is_verb(text: &str, items: &[Item], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|at| &items[at]) else {
        return false;
    };
    // "accused former FBI Director Bo Doe".
    let followed = (items.get(at + 1)).is_some_and(|next| FORMER.has(next.word));
    if followed
        || [&*AUXILIARY, &WHO, &ADVERB]
            .iter()
            .any(|set| set.has(before.word))
    {
        return true;
    }
    let leads = !before.is_inner()
        || before.possessive
        || ARTICLE.has(before.word)
        || OUTSIDE.has(before.word)
        || SAYING.has(before.word)
        || PAST.has(before.word)
        || before.is_plain() && is_participle(before.span.text(text));
    !leads
}

/// Whether a frame makes unreal what a fit says. `clause` tells whether it says so with a verb ("Bo Doe is the
/// head of Acme"), and not as a description of a name ("Acme head Bo Doe").
pub(super) fn is_unreal(text: &str, sentence: &Sentence, fit: Fit, clause: bool) -> bool {
    let items = &sentence.items;
    let (start, end) = fit.items;
    let scope = (items[..start].iter())
        .rposition(|item| BUT.has(item.word) || QUOTE.has(item.word))
        .map_or(0, |at| at + 1);
    is_played(text, items, scope, fit.items)
        || is_fabricated(items, scope, start)
        || is_or_so(items, end)
        || clause && (is_believed(text, items, scope, start) || is_joked(items, end))
}

/// "Suppose that", "What if", "In the sitcom, ...", "... in the sitcom", "plays".
fn is_played(text: &str, items: &[Item], scope: usize, (start, end): (usize, usize)) -> bool {
    let first = (scope..end).find(|&at| items[at].is_inner()).unwrap_or(end);
    let word = |at: usize| items.get(at).map_or(0, |item| item.word);
    if SUPPOSING.has(word(first)) || WHAT.has(word(first)) && IF.has(word(first + 1)) {
        return true;
    }
    // "He asked them to imagine that".
    let supposed = |at: usize| SUPPOSING.has(word(at)) && THAT.has(word(at + 1));
    // "She plays CIA director Ann Roe".
    let before = phrase(text, items, start).start.checked_sub(1);
    (scope..end).any(supposed)
        || before.is_some_and(|at| PLAYS.has(items[at].word))
        || is_in_fiction(items, first)
        || (end..end + 2).any(|at| is_in_fiction(items, at))
}

/// Whether "in the sitcom", "in the new film by" begins at an item.
fn is_in_fiction(items: &[Item], at: usize) -> bool {
    if !items.get(at).is_some_and(|item| IN.has(item.word)) {
        return false;
    }
    let inner = items[at + 1..].iter().take(WITHIN);
    let inner = inner.take_while(|item| item.is_plain()).count();
    let inner = at + 1..at + 1 + inner;
    let Some(fiction) = inner.clone().find(|&at| FICTION.has(items[at].word)) else {
        return false;
    };
    // "In the film business", but "in a parody video".
    let ends = HOAX.has(items[fiction].word)
        || (items.get(fiction + 1)).is_none_or(|next| {
            !next.is_plain() || OUTSIDE.has(next.word) || TELLING.has(next.word)
        });
    ends && !(at + 1..fiction).any(|at| DOCUMENTARY.has(items[at].word))
}

/// "According to a hoax", "the rumor said that", "rumors that".
fn is_fabricated(items: &[Item], scope: usize, start: usize) -> bool {
    let near = |at: usize| {
        let rest = items[at + 1..].iter().take(WITHIN);
        rest.take_while(|item| item.is_inner())
    };
    let according = (scope..items.len())
        .filter(|&at| ACCORDING.has(items[at].word))
        .any(|at| near(at).skip(1).any(|item| FABRICATED.has(item.word)));
    according
        || (scope..start)
            .filter(|&at| HOAX.has(items[at].word))
            .any(|at| near(at).any(|item| TELLING.has(item.word)))
}

/// ", or so the blogger wrote".
fn is_or_so(items: &[Item], end: usize) -> bool {
    let rest = items.get(end..).unwrap_or_default();
    rest.windows(3)
        .any(|three| !three[0].is_inner() && OR.has(three[1].word) && SO.has(three[2].word))
}

/// Whether the clause that begins at an item depends on what is only believed, denied, wrong or nobody's word:
/// "nobody thinks that", "critics say", "many wrongly assume", "contrary to reports,".
fn is_believed(text: &str, items: &[Item], scope: usize, start: usize) -> bool {
    let before = &items[scope..start];
    let contrary = |pair: &[Item]| CONTRARY.has(pair[0].word) && TO.has(pair[1].word);
    if before.windows(2).any(contrary) {
        return true;
    }
    let wrongly = |pair: &[Item]| {
        WRONGLY.has(pair[0].word) && SAY.has(pair[1].word)
            || SAY.has(pair[0].word) && WRONGLY.has(pair[1].word)
    };
    if before.windows(2).any(wrongly) {
        return true;
    }
    // The verb on which the clause depends.
    let begin = phrase(text, items, start).start.max(scope);
    let passed = |item: &Item| THAT.has(item.word) || DAY.has(item.word);
    let Some(verb) = (scope..begin).rev().find(|&at| !passed(&items[at])) else {
        return false;
    };
    let word = items[verb].word;
    if BELIEF.has(word) || RUMOR.has(word) && verb + 1 < begin {
        return true;
    }
    if !SAY.has(word) {
        return false;
    }
    let subject = items[scope..verb].iter().rev();
    let mut subject = subject.take(WITHIN).take_while(|item| item.is_inner());
    let first = if verb > scope {
        items[verb - 1].word
    } else {
        0
    };
    let no_one = ONE.has(first) && verb >= scope + 2 && NO.has(items[verb - 2].word);
    no_one
        || subject.any(|item| {
            [&*HEARSAY, &FEW, &FABRICATED]
                .iter()
                .any(|set| set.has(item.word))
        })
}

/// "..., joked Ann Roe", "..., shouted a heckler".
fn is_joked(items: &[Item], end: usize) -> bool {
    if items.iter().any(|item| JOKING.has(item.word)) {
        return true;
    }
    let rest = items.get(end..).unwrap_or_default();
    rest.iter().enumerate().any(|(at, item)| {
        SAY.has(item.word)
            && (rest[at + 1..].iter().take(WITHIN))
                .take_while(|item| item.is_plain())
                .any(|item| HEARSAY.has(item.word))
    })
}
