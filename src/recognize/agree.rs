//! The names of a document agree: one form is one name, names that are listed together are of one kind,
//! and what nobody is sure of is left out.
//!
//! The tagger reads sentence by sentence, and its second reading asks what single words were taken for
//! elsewhere. Whole names tell more. In a document a form nearly always names one thing, wherever it
//! stands; and of "Manta, Quito and Guayaquil" no item is a person if the others are places. Both are
//! decided by adding up scores.

use rustc_hash::{FxHashMap, FxHashSet};

use super::score::without_the;
use crate::{Document, Kind, Mention, Origin, Segmentation, Span};

/// Sums of scores by kind.
type Votes = [f32; Kind::ALL.len()];

/// Gives all mentions of a form one kind, and those of a list; adds the places at which names of
/// several words were overlooked; drops what is doubtful. `mentions` are in text order.
pub(crate) fn agree(document: &Document, segmentation: &Segmentation, mentions: &mut Vec<Mention>) {
    one_kind_a_form(document, mentions);
    one_kind_a_list(document, mentions);
    add_overlooked(document, segmentation, mentions);
}

/// Leaves out the mentions that are more likely none.
pub(crate) fn drop_doubtful(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &mut Vec<Mention>,
) {
    mentions
        .retain(|m| m.score >= least(m.kind) && !is_small_and_doubtful(document, segmentation, m));
}

/// The score below which a mention of that kind is none.
///
/// The tagger gives names the benefit of the doubt. It pays for organizations and outlets, which it
/// would rather miss; among doubtful persons and places more are wrong than right. Chosen with the
/// development articles (gold dev and ww-dev) in view, so that scores on these flatter it a little.
fn least(kind: Kind) -> f32 {
    match kind {
        Kind::Person => 0.5,
        Kind::Place => 0.45,
        Kind::Organization | Kind::Outlet => 0.3,
        Kind::Other => 0.4,
    }
}

/// In text with capitals a name in small letters must be surer than others. The tagger knows from text without case that
/// "the hill" can be an outlet. Single words are the most doubtful.
const SURE_WITHOUT_CAPITALS: f32 = 0.7;
const SURE_OF_A_SMALL_WORD: f32 = 0.95;

/// In text with capitals a name without any is most often none.
fn is_small_and_doubtful(
    document: &Document,
    segmentation: &Segmentation,
    mention: &Mention,
) -> bool {
    let sentence = segmentation.sentences[mention.sentence].span;
    let name = mention.text(document);
    let least = if name.contains([' ', '.']) {
        SURE_WITHOUT_CAPITALS
    } else {
        SURE_OF_A_SMALL_WORD
    };
    mention.score < least
        // Accounts are in small letters as often as not.
        && !name.starts_with('@')
        && name.contains(char::is_lowercase)
        && !name.contains(char::is_uppercase)
        && sentence.text(&document.text).contains(char::is_uppercase)
}

fn one_kind_a_form(document: &Document, mentions: &mut [Mention]) {
    let mut votes: FxHashMap<&str, (Votes, [u16; Kind::ALL.len()])> = FxHashMap::default();
    for mention in mentions.iter() {
        let form = form(document, mention);
        let (sums, counts) = votes.entry(form).or_default();
        sums[mention.kind as usize] += mention.score;
        counts[mention.kind as usize] += 1;
    }
    for mention in mentions {
        let (sums, counts) = &votes[form(document, mention)];
        elect(mention, sums, counts, 1.0);
    }
}

/// So many names with nothing but commas and "and" between them are a list.
const LIST: usize = 3;

/// How much more a list must be of a kind than of that of an item to overrule it.
const LIST_MAJORITY: f32 = 1.5;

/// Surer items are not overruled by their list.
const SURE: f32 = 0.9;

fn one_kind_a_list(document: &Document, mentions: &mut [Mention]) {
    let mut first = 0;
    while first < mentions.len() {
        let mut end = first + 1;
        while end < mentions.len() && {
            let (one, other) = (&mentions[end - 1], &mentions[end]);
            let between = document.text.get(one.span.end..other.span.start);
            one.sentence == other.sentence && between.is_some_and(joins)
        } {
            end += 1;
        }
        let list = &mut mentions[first..end];
        if list.len() >= LIST {
            let (mut sums, mut counts) = (Votes::default(), [0; Kind::ALL.len()]);
            for mention in list.iter().filter(|m| m.kind != Kind::Other) {
                sums[mention.kind as usize] += mention.score;
                counts[mention.kind as usize] += 1;
            }
            for mention in list.iter_mut() {
                if mention.kind != Kind::Other && mention.score < SURE {
                    elect(mention, &sums, &counts, LIST_MAJORITY);
                }
            }
        }
        first = end;
    }
}

/// Whether this is what stands between two items of a list.
fn joins(between: &str) -> bool {
    let between = between.trim();
    let word = between.strip_prefix(',').unwrap_or(between).trim_start();
    matches!(word, "" | "and" | "or" | "&") && !between.is_empty()
}

/// Gives the mention the kind with the most votes, if it has `majority` times those of its own. How
/// sure that is: as sure as the others were, and no more than their share of the votes.
fn elect(mention: &mut Mention, sums: &Votes, counts: &[u16; Kind::ALL.len()], majority: f32) {
    if mention.origin == Origin::Gazetteer {
        return;
    }
    let own = sums[mention.kind as usize];
    for kind in Kind::ALL {
        let votes = sums[kind as usize];
        let is_most = sums.iter().all(|other| votes >= *other);
        if kind != mention.kind && is_most && votes > majority * own {
            let all: f32 = sums.iter().sum();
            let mean = votes / f32::from(counts[kind as usize].max(1));
            mention.kind = kind;
            mention.score = mean * votes / all;
            return;
        }
    }
}

/// A name of several words of which the tagger was so sure somewhere is looked for everywhere.
const SURELY_A_NAME: f32 = 0.7;

/// Longer names are not looked for.
const MOST_TOKENS: usize = 12;

/// A name that was overlooked is less sure than where it was seen.
const OVERLOOKED: f32 = 0.9;

fn add_overlooked(document: &Document, segmentation: &Segmentation, mentions: &mut Vec<Mention>) {
    let mut sure: FxHashMap<&str, (Kind, f32)> = FxHashMap::default();
    for mention in mentions.iter().filter(|m| m.kind != Kind::Other) {
        let form = form(document, mention);
        let is_written = form.contains(char::is_uppercase)
            || !(segmentation.sentences[mention.sentence].span)
                .text(&document.text)
                .contains(char::is_uppercase);
        if form.contains(' ') && is_written {
            let known = sure.entry(form).or_insert((mention.kind, 0.0));
            if mention.score > known.1 {
                *known = (mention.kind, mention.score);
            }
        }
    }
    sure.retain(|_, (_, score)| *score >= SURELY_A_NAME);
    let first_words: FxHashSet<&str> = sure.keys().filter_map(|f| f.split(' ').next()).collect();
    let mut added = Vec::new();
    for (number, sentence) in segmentation.sentences.iter().enumerate() {
        let tokens = &segmentation.tokens[sentence.tokens.clone()];
        for (at, token) in tokens.iter().enumerate() {
            if !first_words.contains(token.span.text(&document.text)) {
                continue;
            }
            let start = token.span.start;
            let ends = tokens[at..].iter().take(MOST_TOKENS).map(|t| t.span.end);
            let found = ends.rev().find_map(|end| {
                let known = sure.get(&document.text[start..end])?;
                ends_here(&document.text[end..sentence.span.end]).then_some((end, *known))
            });
            if let Some((end, (kind, score))) = found {
                added.push(Mention {
                    span: Span::new(start, end),
                    sentence: number,
                    kind,
                    score: score * OVERLOOKED,
                    origin: Origin::Rule,
                });
            }
        }
    }
    let before = mentions.len();
    for new in added {
        let at = mentions[..before].partition_point(|m| m.span.end <= new.span.start);
        let is_free = mentions[..before]
            .get(at)
            .is_none_or(|m| m.span.start >= new.span.end)
            && mentions[before..]
                .last()
                .is_none_or(|m| m.span.end <= new.span.start);
        if is_free {
            mentions.push(new);
        }
    }
    mentions.sort_by_key(|m| m.span);
}

/// Whether a name can end before this.
fn ends_here(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-')
}

/// The name as it is compared within a document.
fn form<'a>(document: &'a Document, mention: &Mention) -> &'a str {
    without_the(&document.text, mention.span).text(&document.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment;

    /// A document, and mentions of the words in it: word, kind, score, in text order.
    fn read(text: &str, words: &[(&str, Kind, f32)]) -> (Document, Segmentation, Vec<Mention>) {
        let document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        let segmentation = segment(&document);
        let mut from = 0;
        let mentions = words
            .iter()
            .map(|&(word, kind, score)| {
                let start = from + text[from..].find(word).unwrap();
                from = start + word.len();
                let sentence = segmentation
                    .sentences
                    .partition_point(|s| s.span.end <= start);
                Mention {
                    span: Span::new(start, from),
                    sentence,
                    kind,
                    score,
                    origin: Origin::Model,
                }
            })
            .collect();
        (document, segmentation, mentions)
    }

    fn agreed(text: &str, words: &[(&str, Kind, f32)]) -> Vec<String> {
        let (document, segmentation, mut mentions) = read(text, words);
        agree(&document, &segmentation, &mut mentions);
        drop_doubtful(&document, &segmentation, &mut mentions);
        let name = |m: &Mention| format!("{} {}", m.kind, m.text(&document));
        mentions.iter().map(name).collect()
    }

    #[test]
    fn a_form_has_the_kind_that_most_of_its_mentions_have() {
        let found = agreed(
            "Tira grew. He saw Tira. They like Tira.",
            &[
                ("Tira", Kind::Person, 0.6),
                ("Tira", Kind::Place, 0.9),
                ("Tira", Kind::Place, 0.9),
            ],
        );
        assert_eq!(found, ["place Tira", "place Tira", "place Tira"]);
    }

    #[test]
    fn a_doubtful_item_of_a_list_has_the_kind_of_the_others() {
        let words = |score| {
            [
                ("Quito", Kind::Place, 0.9),
                ("Manta", Kind::Person, score),
                ("Guayaquil", Kind::Place, 0.95),
            ]
        };
        let text = "In Quito, Manta and Guayaquil it rained.";
        assert_eq!(agreed(text, &words(0.6))[1], "place Manta");
        assert_eq!(agreed(text, &words(0.97))[1], "person Manta");
        let apart = "From Quito he called Manta of Guayaquil.";
        assert_eq!(agreed(apart, &words(0.6))[1], "person Manta");
    }

    #[test]
    fn a_name_of_several_words_is_found_wherever_it_stands() {
        let text = "We Build the Wall paid. The aide of We Build the Wall-style groups left. \
                    They sued We Build the Wall.";
        let found = agreed(text, &[("We Build the Wall", Kind::Organization, 0.8)]);
        assert_eq!(
            found,
            [
                "organization We Build the Wall",
                "organization We Build the Wall"
            ]
        );
        // In a text without capitals they cannot be asked for.
        let found = agreed(
            "we build the wall paid. they sued we build the wall.",
            &[("we build the wall", Kind::Organization, 0.8)],
        );
        assert_eq!(found.len(), 2);
        // One of which the tagger was not sure is not spread.
        let found = agreed(text, &[("We Build the Wall", Kind::Organization, 0.5)]);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn what_nobody_is_sure_of_is_left_out() {
        let words = [
            ("Weatherman", Kind::Person, 0.35),
            ("MeT", Kind::Organization, 0.35),
        ];
        assert_eq!(
            agreed("Weatherman said MeT knew.", &words),
            ["organization MeT"]
        );
        let small = [("the hill", Kind::Outlet, 0.6)];
        assert!(agreed("They left the hill.", &small).is_empty());
        assert_eq!(agreed("they left the hill.", &small), ["outlet the hill"]);
    }

    #[test]
    fn what_the_table_knows_is_not_outvoted() {
        let text = "Ida met Ida and Ida.";
        let (document, segmentation, mut mentions) = read(
            text,
            &[
                ("Ida", Kind::Organization, 0.5),
                ("Ida", Kind::Person, 0.9),
                ("Ida", Kind::Person, 0.9),
            ],
        );
        mentions[0].origin = Origin::Gazetteer;
        agree(&document, &segmentation, &mut mentions);
        assert_eq!(mentions[0].kind, Kind::Organization);
    }
}
