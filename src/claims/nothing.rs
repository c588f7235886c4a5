//! Where nothing is said or told: "told them nothing about it", "has not told".

use std::sync::LazyLock;

use super::sentence::{Item, Sentence};
use super::table::Set;

static PREPOSITION: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["prep", "beside"]));
static DAY: LazyLock<Set> = LazyLock::new(|| Set::of("day"));
static FINITE: LazyLock<Set> = LazyLock::new(|| Set::of("finite"));
static AUXILIARY: LazyLock<Set> = LazyLock::new(|| Set::of("aux"));
static DENIED: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["negation", "untrue"]));
static TO: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["to", "modal"]));
/// Words that begin another clause, or go on with the sentence.
static FURTHER: LazyLock<Set> =
    LazyLock::new(|| Set::of_all(&["conj", "that", "and", "but", "yet", "so", "more"]));
static TELL: LazyLock<Set> = LazyLock::new(|| Set::of("tell"));
static NOTHING: LazyLock<Set> = LazyLock::new(|| Set::of("nothing"));
static NO: LazyLock<Set> = LazyLock::new(|| Set::of("no"));
static ONE: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["one", "more"]));
/// Prepositions that part the subject of a clause from its verb: "nothing in it was true".
static WITHIN: LazyLock<Set> = LazyLock::new(|| Set::of_all(&["in", "from", "for", "with"]));

/// Most words that describe whom something is told, before the name.
const DESCRIPTION: usize = 4;

/// Whether what was told or said is nothing: "told them nothing about it", "said little". `end` is the item
/// after it. "Said nothing had changed" says something.
pub(super) fn is_told_nothing(sentence: &Sentence, end: usize) -> bool {
    let mut items = sentence.items.get(end..).unwrap_or_default();
    // "told her lawyer X nothing".
    let tells = end.checked_sub(1).map(|at| &sentence.items[at]);
    if tells.is_some_and(|item| TELL.has(item.word)) {
        let described = |item: &&Item| {
            let nobody = NOTHING.has(item.word) || NO.has(item.word);
            item.is_plain() && !nobody && !PREPOSITION.has(item.word)
        };
        let name = items.iter().take(DESCRIPTION).take_while(described).count();
        if items.get(name).is_some_and(|item| item.name.is_some()) {
            items = &items[name + 1..];
        }
    }
    let word = |at: usize| items.get(at).map_or(0, |item| item.word);
    let after = if NOTHING.has(word(0)) {
        1
    } else if NO.has(word(0)) && ONE.has(word(1)) {
        2
    } else {
        return false;
    };
    items.get(after).is_none_or(|next| {
        !next.is_inner()
            || (PREPOSITION.has(next.word) && !WITHIN.has(next.word))
            || DAY.has(next.word) && !FINITE.has(next.word)
            || FURTHER.has(next.word)
    })
}

/// Whether the words before `told` at an item deny it: "has not told", "never told".
pub(super) fn is_untold(sentence: &Sentence, start: usize) -> bool {
    let before = sentence.items[..start].iter().rev();
    let mut before = before.take_while(|item| {
        item.is_plain()
            && (AUXILIARY.has(item.word)
                || DAY.has(item.word)
                || TO.has(item.word)
                || DENIED.has(item.word))
    });
    before.any(|item| DENIED.has(item.word) || TO.has(item.word))
}
