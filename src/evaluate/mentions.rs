//! Whether the names were found: precision, recall and F1 of spans and kinds.
//!
//! A mention is right if a gold mention of the same group of kinds has the same span, where a
//! leading "the" on either side is forgiven; or, in the second reading, if the two overlap. Each
//! gold mention counts for one predicted mention at most. The counts are sums over all documents
//! (micro average).

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{Kind, Span};

use super::bootstrap::Bootstrap;
use super::gold::{GoldDocument, PredictedMention};
use super::score::{Counts, Rates, Score};

/// How well the names of a group of kinds were found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MentionScores {
    /// The same span, a leading "the" forgiven.
    pub exact: Score,
    /// Spans that share a byte.
    pub overlapping: Score,
    /// Exact spans, of names that the training texts hold; absent where none were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Score>,
    /// Exact spans, of all other names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unseen: Option<Score>,
}

/// How well the names of one kind were found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindScores {
    /// The kind; a mention with the right span and another kind is wrong.
    pub kind: Kind,
    /// Its scores.
    #[serde(flatten)]
    pub scores: MentionScores,
}

/// How well names were found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MentionReport {
    /// Each kind by itself, in the order of [`Kind`].
    pub kinds: Vec<KindScores>,
    /// Organizations and outlets as if they were one kind.
    pub organization_or_outlet: MentionScores,
    /// Persons, organizations and outlets as if they were one kind: whether a name was found at all.
    pub named: MentionScores,
}

/// Scores the mentions of all documents.
pub(super) fn score_mentions(
    gold: &[GoldDocument],
    predicted: &[Vec<PredictedMention>],
    training: Option<&BTreeSet<String>>,
    bootstrap: Bootstrap,
) -> MentionReport {
    let documents: Vec<Names> = gold
        .iter()
        .zip(predicted)
        .map(|(gold, predicted)| Names::of(gold, predicted, training))
        .collect();
    let group = |kinds: &[Kind]| score_group(&documents, kinds, training.is_some(), bootstrap);
    MentionReport {
        kinds: Kind::ALL
            .iter()
            .map(|&kind| KindScores {
                kind,
                scores: group(&[kind]),
            })
            .collect(),
        organization_or_outlet: group(&[Kind::Organization, Kind::Outlet]),
        named: group(&[Kind::Person, Kind::Organization, Kind::Outlet]),
    }
}

/// The forms of all names in the documents that a recognizer was trained on, by which seen and unseen
/// names are told apart.
pub fn training_surfaces(training: &[GoldDocument]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for document in training {
        let text = &document.document.text;
        out.extend(document.mentions.iter().map(|m| surface(text, m.span)));
    }
    out
}

/// The name as written, without a leading "the" and with single spaces.
fn surface(text: &str, span: Span) -> String {
    let bare = without_article(text, span);
    let words: Vec<&str> = text
        .get(bare.start..bare.end)
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    words.join(" ")
}

/// The span without the word "the" at its start, unless nothing else is in it.
pub(super) fn without_article(text: &str, span: Span) -> Span {
    let name = text.get(span.start..span.end).unwrap_or_default();
    let rest = match name.get(..3) {
        Some(article) if article.eq_ignore_ascii_case("the") => &name[3..],
        _ => return span,
    };
    let bare = rest.trim_start();
    if bare.is_empty() || bare.len() == rest.len() {
        return span;
    }
    Span::new(span.end - bare.len(), span.end)
}

/// A mention as it is compared.
#[derive(Clone, Copy)]
struct Name {
    span: Span,
    kind: Kind,
    seen: bool,
}

/// The names of a document, each side in text order.
struct Names {
    gold: Vec<Name>,
    predicted: Vec<Name>,
}

impl Names {
    fn of(
        gold: &GoldDocument,
        predicted: &[PredictedMention],
        training: Option<&BTreeSet<String>>,
    ) -> Names {
        let text = &gold.document.text;
        let name = |span: Span, kind: Kind| Name {
            span: without_article(text, span),
            kind,
            seen: training.is_some_and(|known| known.contains(&surface(text, span))),
        };
        let sorted = |mut names: Vec<Name>| {
            names.sort_by_key(|n| n.span);
            names
        };
        Names {
            gold: sorted(gold.mentions.iter().map(|m| name(m.span, m.kind)).collect()),
            predicted: sorted(predicted.iter().map(|m| name(m.span, m.kind)).collect()),
        }
    }

    /// Counts of the names that `belongs` picks.
    fn count(
        &self,
        belongs: impl Fn(&Name) -> bool,
        matches: fn(&[Span], &[Span]) -> u64,
    ) -> Counts {
        let pick = |names: &[Name]| -> Vec<Span> {
            names
                .iter()
                .filter(|n| belongs(n))
                .map(|n| n.span)
                .collect()
        };
        let (gold, predicted) = (pick(&self.gold), pick(&self.predicted));
        Counts {
            gold: gold.len() as u64,
            predicted: predicted.len() as u64,
            correct: matches(&gold, &predicted),
        }
    }
}

fn score_group(
    documents: &[Names],
    kinds: &[Kind],
    strata: bool,
    bootstrap: Bootstrap,
) -> MentionScores {
    let in_group = |n: &Name| kinds.contains(&n.kind);
    let stratum = |seen: bool| {
        let of = |n: &Name| in_group(n) && n.seen == seen;
        strata.then(|| score(documents, bootstrap, |d| d.count(of, equal)))
    };
    MentionScores {
        exact: score(documents, bootstrap, |d| d.count(in_group, equal)),
        overlapping: score(documents, bootstrap, |d| d.count(in_group, overlapping)),
        seen: stratum(true),
        unseen: stratum(false),
    }
}

fn score(documents: &[Names], bootstrap: Bootstrap, count: impl Fn(&Names) -> Counts) -> Score {
    let counts: Vec<Counts> = documents.iter().map(count).collect();
    let sum = |drawn: &[u32]| {
        let mut sum = Counts::default();
        for (&counts, &times) in counts.iter().zip(drawn) {
            sum.add(counts, u64::from(times));
        }
        sum
    };
    let f1 = |drawn: &[u32]| Rates::of_counts(sum(drawn)).f1;
    let mut score = Score::new(sum(&vec![1; counts.len()]));
    score.f1_interval = bootstrap.interval(counts.len(), f1);
    score
}

/// How many spans the two sorted lists have in common.
fn equal(gold: &[Span], predicted: &[Span]) -> u64 {
    let (mut g, mut p, mut common) = (0, 0, 0);
    while g < gold.len() && p < predicted.len() {
        let (left, right) = (gold[g], predicted[p]);
        common += u64::from(left == right);
        g += usize::from(left <= right);
        p += usize::from(right <= left);
    }
    common
}

/// How many spans of the two sorted lists can be paired so that each pair overlaps.
///
/// The first of each list are paired if they overlap; else the one that ends first can overlap
/// nothing that follows and is passed by. As no span of a list overlaps another of it, this pairs as
/// many as possible.
fn overlapping(gold: &[Span], predicted: &[Span]) -> u64 {
    let (mut g, mut p, mut pairs) = (0, 0, 0);
    while g < gold.len() && p < predicted.len() {
        let (left, right) = (gold[g], predicted[p]);
        let paired = left.overlaps(right);
        pairs += u64::from(paired);
        g += usize::from(paired || left.end <= right.end);
        p += usize::from(paired || right.end < left.end);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::tests::{gold, predict};
    use super::*;

    const NONE: Bootstrap = Bootstrap {
        resamples: 0,
        seed: 0,
    };

    fn counts(score: &Score) -> (u64, u64, u64) {
        (
            score.counts.gold,
            score.counts.predicted,
            score.counts.correct,
        )
    }

    #[test]
    fn a_leading_article_is_forgiven_on_either_side() {
        let gold = gold(&[(
            "The Hill asked the Senate.",
            &[("The Hill", "outlet", ""), ("Senate", "organization", "")],
        )]);
        let predicted = predict(
            &gold,
            &[&[("Hill", "outlet", ""), ("the Senate", "organization", "")]],
        );
        let report = score_mentions(&gold, &predicted, None, NONE);
        assert_eq!(counts(&report.named.exact), (2, 2, 2));
        assert_eq!(without_article("Theresa", Span::new(0, 7)), Span::new(0, 7));
        assert_eq!(without_article("the", Span::new(0, 3)), Span::new(0, 3));
        assert_eq!(without_article("THE  Hague", Span::new(0, 10)).start, 5);
    }

    #[test]
    fn kinds_count_by_themselves_and_not_in_the_groups() {
        let gold = gold(&[(
            "Ann, CNN, FBI, Rome",
            &[
                ("Ann", "person", ""),
                ("CNN", "outlet", ""),
                ("FBI", "organization", ""),
                ("Rome", "place", ""),
            ],
        )]);
        // CNN has the wrong kind, Rome is taken for a person, FBI is right, Ann is missed.
        let predicted = predict(
            &gold,
            &[&[
                ("CNN", "organization", ""),
                ("FBI", "organization", ""),
                ("Rome", "person", ""),
            ]],
        );
        let report = score_mentions(&gold, &predicted, None, NONE);
        let by_kind: Vec<_> = report
            .kinds
            .iter()
            .map(|k| counts(&k.scores.exact))
            .collect();
        assert_eq!(
            by_kind,
            [(1, 1, 0), (1, 2, 1), (1, 0, 0), (1, 0, 0), (0, 0, 0)]
        );
        assert_eq!(counts(&report.organization_or_outlet.exact), (2, 2, 2));
        // Three gold names of the group, three predicted, CNN and FBI in both.
        assert_eq!(counts(&report.named.exact), (3, 3, 2));
        assert_eq!(report.kinds[4].scores.exact.rates.f1, 1.0);
    }

    #[test]
    fn overlapping_spans_are_paired_one_to_one() {
        let gold = gold(&[(
            "Bob Lee Ray and Sue",
            &[("Bob Lee Ray", "person", ""), ("Sue", "person", "")],
        )]);
        let predicted = predict(
            &gold,
            &[&[
                ("Bob", "person", ""),
                ("Lee Ray", "person", ""),
                ("and Sue", "person", ""),
            ]],
        );
        let scores = &score_mentions(&gold, &predicted, None, NONE).kinds[0].scores;
        assert_eq!(counts(&scores.exact), (2, 3, 0));
        // One of Bob and Lee Ray is paired with Bob Lee Ray, the other is spurious.
        assert_eq!(counts(&scores.overlapping), (2, 3, 2));
    }

    #[test]
    fn touching_spans_are_not_paired() {
        assert_eq!(overlapping(&[Span::new(0, 3)], &[Span::new(3, 6)]), 0);
        // A long span over two: one pair; the next after it is still paired.
        let long = [Span::new(0, 9), Span::new(10, 12)];
        let short = [Span::new(1, 3), Span::new(4, 11)];
        assert_eq!(overlapping(&long, &short), 2);
    }

    #[test]
    fn a_repeated_prediction_counts_once() {
        assert_eq!(
            equal(&[Span::new(0, 3)], &[Span::new(0, 3), Span::new(0, 3)]),
            1
        );
    }

    #[test]
    fn seen_and_unseen_names_are_told_apart() {
        let train = gold(&[("the  Senate", &[("the  Senate", "organization", "")])]);
        let known = training_surfaces(&train);
        assert_eq!(known.iter().collect::<Vec<_>>(), ["Senate"]);
        let gold = gold(&[(
            "Senate Duma House",
            &[
                ("Senate", "organization", ""),
                ("Duma", "organization", ""),
                ("House", "organization", ""),
            ],
        )]);
        let predicted = predict(
            &gold,
            &[&[
                ("Senate", "organization", ""),
                ("House", "organization", ""),
            ]],
        );
        let named = score_mentions(&gold, &predicted, Some(&known), NONE).named;
        assert_eq!(counts(&named.seen.unwrap()), (1, 1, 1));
        assert_eq!(counts(&named.unseen.unwrap()), (2, 1, 1));
    }

    #[test]
    fn the_interval_holds_the_score_of_unequal_documents() {
        let documents: Vec<_> = (0..40)
            .map(|_| {
                (
                    "Ann Bob",
                    &[("Ann", "person", ""), ("Bob", "person", "")][..],
                )
            })
            .collect();
        let gold = gold(&documents);
        let mut predicted = predict(&gold, &[&[("Ann", "person", "")][..]; 40]);
        for document in predicted.iter_mut().step_by(2) {
            document.clear();
        }
        let score = score_mentions(&gold, &predicted, None, Bootstrap::default())
            .named
            .exact;
        let interval = score.f1_interval.unwrap();
        // Recall 20/80, precision 1: F1 = 0.4.
        assert!((score.rates.f1 - 0.4).abs() < 1e-12);
        assert!(interval.low < 0.4 && interval.high > 0.4, "{interval:?}");
    }
}
