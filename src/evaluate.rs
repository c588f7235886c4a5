//! How accurate the names, the entities and the graph are, against annotated text.
//!
//! The gold says which spans name which entities ([`read_gold`]); the predictions say the same of
//! the same documents. From both, [`evaluate`] works out, stage by stage, how well
//!
//! * names were found (`mentions`),
//! * mentions of one entity were joined and others kept apart (`clusters`),
//! * the entities are the nodes that they should be (`alignment`),
//! * the graphs derived from both agree (`graph`).
//!
//! The scores of entities and graph take only mentions of [`EvaluateConfig::kinds`] into account.
//! A replaced part shows what each stage costs: see [`gold_as_predicted`] and
//! [`with_gold_entities`]; [`find_errors`] says what is wrong, by rule. Nothing here reads files or knows how predictions are made.

mod alignment;
mod bootstrap;
mod clusters;
mod contingency;
mod errors;
mod gold;
mod graph;
mod matching;
mod mentions;
mod oracle;
mod report;
mod score;
mod standoff;

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;

pub use alignment::{KindNodes, NodeReport};
pub use bootstrap::{Bootstrap, Interval};
pub use clusters::{ClusterReport, PairRate};
pub use errors::{Astray, ErrorReport, LostNode, NodeCauses, PairErrors, RulePairs, find_errors};
pub use gold::{GoldDocument, GoldMention, PredictedMention, read_gold};
pub use graph::{EdgeReport, TopEdges};
pub use mentions::{KindScores, MentionReport, MentionScores, training_surfaces};
pub use oracle::{gold_as_predicted, with_gold_entities};
pub use score::{Counts, Rates, Score};
pub use standoff::StandOff;

use crate::{Kind, Segmentation, segment};
use contingency::{Contingency, Side};
use graph::Window;

/// What is compared, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluateConfig {
    /// Kinds that are nodes; mentions of other kinds have no part in the scores of entities and
    /// edges. Default: person, organization, outlet.
    pub kinds: Vec<Kind>,
    /// Two aligned entities are the same node if their phi4 is above this. Default 0.5.
    pub least_similarity: f64,
    /// Forms of names in the training texts (see [`training_surfaces`]), by which the scores of seen
    /// and unseen names are told apart. Default: none, and no such scores.
    pub training: Option<BTreeSet<String>>,
    /// How intervals are made.
    pub bootstrap: Bootstrap,
}

impl Default for EvaluateConfig {
    fn default() -> Self {
        EvaluateConfig {
            kinds: vec![Kind::Person, Kind::Organization, Kind::Outlet],
            least_similarity: 0.5,
            training: None,
            bootstrap: Bootstrap::default(),
        }
    }
}

/// All scores of a prediction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Number of documents compared.
    pub documents: usize,
    /// Whether names were found.
    pub mentions: MentionReport,
    /// Whether mentions of one entity were joined.
    pub clusters: ClusterReport,
    /// Whether the entities are the right nodes.
    pub nodes: NodeReport,
    /// Whether the edges are right.
    pub edges: WindowReports,
}

/// How well the edges agree, by the stretch of text that joins two entities.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WindowReports {
    /// Named in the same sentence.
    pub sentence: EdgeReport,
    /// Named in the same paragraph.
    pub paragraph: EdgeReport,
    /// Named in the same document.
    pub document: EdgeReport,
}

/// Scores `predicted`, the mentions found in each of the gold documents, in the same order.
///
/// # Panics
/// If there are not as many lists of mentions as documents.
pub fn evaluate(
    gold: &[GoldDocument],
    predicted: &[Vec<PredictedMention>],
    config: &EvaluateConfig,
) -> Report {
    assert_eq!(
        gold.len(),
        predicted.len(),
        "one list of predicted mentions for each gold document"
    );
    let segmentations: Vec<Segmentation> = gold.par_iter().map(|g| segment(&g.document)).collect();
    let gold_side = Side::gold(gold, &config.kinds);
    let predicted_side = Side::predicted(gold, predicted, &config.kinds);
    let table = Contingency::new(&gold_side, &predicted_side);
    let alignment = alignment::align(&table);
    let same: Vec<_> = alignment
        .iter()
        .copied()
        .filter(|pair| pair.phi4 > config.least_similarity)
        .collect();
    let edges = |window| {
        graph::score_edges(
            &gold_side,
            &predicted_side,
            &same,
            &segmentations,
            window,
            config.bootstrap,
        )
    };
    Report {
        documents: gold.len(),
        mentions: mentions::score_mentions(
            gold,
            predicted,
            config.training.as_ref(),
            config.bootstrap,
        ),
        clusters: clusters::score_clusters(&table, &alignment),
        nodes: alignment::score_nodes(
            &gold_side,
            &predicted_side,
            &config.kinds,
            &alignment,
            &same,
            config.bootstrap,
        ),
        edges: WindowReports {
            sentence: edges(Window::Sentence),
            paragraph: edges(Window::Paragraph),
            document: edges(Window::Document),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Span};

    /// A mention for tests: form, kind, entity (empty for none).
    pub(super) type Named<'a> = (&'a str, &'a str, &'a str);

    /// Gold documents; each form is looked for after the one before it.
    pub(super) fn gold(documents: &[(&str, &[Named])]) -> Vec<GoldDocument> {
        documents
            .iter()
            .enumerate()
            .map(|(number, (text, named))| GoldDocument {
                document: Document {
                    id: number.to_string(),
                    text: (*text).to_owned(),
                    ..Document::default()
                },
                mentions: locate(text, named)
                    .map(|(span, kind, entity)| GoldMention { span, kind, entity })
                    .collect(),
            })
            .collect()
    }

    /// Predictions for them, found the same way.
    pub(super) fn predict(gold: &[GoldDocument], named: &[&[Named]]) -> Vec<Vec<PredictedMention>> {
        gold.iter()
            .zip(named)
            .map(|(gold, named)| {
                locate(&gold.document.text, named)
                    .map(|(span, kind, entity)| PredictedMention {
                        span,
                        kind,
                        entity,
                        rule: None,
                    })
                    .collect()
            })
            .collect()
    }

    fn locate(text: &str, named: &[Named]) -> impl Iterator<Item = (Span, Kind, Option<String>)> {
        let mut from = 0;
        named.iter().map(move |(form, kind, entity)| {
            let start = from + text[from..].find(form).expect("the form is in the text");
            from = start + form.len();
            let entity = (!entity.is_empty()).then(|| (*entity).to_owned());
            let kind = Kind::from_name(kind).expect("a kind");
            (Span::new(start, from), kind, entity)
        })
    }

    fn two_documents() -> Vec<GoldDocument> {
        gold(&[
            (
                "Ann met Bob in Rome. Ann told CNN. Later Bob called Cy.",
                &[
                    ("Ann", "person", "person:ann"),
                    ("Bob", "person", "person:bob"),
                    ("Rome", "place", "place:rome"),
                    ("Ann", "person", "person:ann"),
                    ("CNN", "outlet", "outlet:cnn"),
                    ("Bob", "person", "person:bob"),
                    ("Cy", "person", ""),
                ],
            ),
            (
                "The FBI and Ann, again.",
                &[
                    ("FBI", "organization", "organization:fbi"),
                    ("Ann", "person", "person:ann"),
                ],
            ),
        ])
    }

    /// All numbers of a report that should be 1 for a perfect prediction, and the two that should be 0.
    fn shares(report: &Report) -> (Vec<f64>, [f64; 2]) {
        let mut ones = Vec::new();
        let mentions = &report.mentions;
        let groups = mentions.kinds.iter().map(|k| &k.scores);
        for scores in groups.chain([&mentions.organization_or_outlet, &mentions.named]) {
            ones.extend([scores.exact.rates.f1, scores.overlapping.rates.f1]);
        }
        let clusters = &report.clusters;
        ones.extend([clusters.b_cubed.f1, clusters.muc.f1, clusters.ceaf_e.f1]);
        ones.push(clusters.conll_f1);
        ones.extend([report.nodes.nodes.rates.f1, report.nodes.by_mentions.f1]);
        ones.extend(report.nodes.kinds.iter().map(|k| k.nodes.rates.f1));
        ones.extend(report.nodes.kind_accuracy);
        let windows = &report.edges;
        for edges in [windows.sentence, windows.paragraph, windows.document] {
            ones.extend([edges.edges.rates.f1, edges.supported.rates.f1]);
            ones.extend([edges.overlap, edges.top_10.correct, edges.top_10.also_top]);
            ones.extend([edges.top_50.correct, edges.top_50.also_top]);
            ones.extend(edges.degree_correlation);
        }
        let zeros = [clusters.false_merges.rate, clusters.false_splits.rate];
        (ones, zeros)
    }

    #[test]
    fn the_gold_as_prediction_scores_one_everywhere() {
        for gold in [two_documents(), Vec::new(), gold(&[("No names.", &[])])] {
            let report = evaluate(&gold, &gold_as_predicted(&gold), &EvaluateConfig::default());
            let (ones, zeros) = shares(&report);
            for value in ones {
                assert!((value - 1.0).abs() < 1e-12, "{report:?}");
            }
            assert_eq!(zeros, [0.0, 0.0]);
        }
    }

    #[test]
    fn no_prediction_scores_zero() {
        let gold = two_documents();
        let report = evaluate(
            &gold,
            &vec![Vec::new(); gold.len()],
            &EvaluateConfig::default(),
        );
        assert_eq!(report.mentions.named.exact.rates.f1, 0.0);
        assert_eq!(report.clusters.conll_f1, 0.0);
        assert_eq!(report.nodes.nodes.rates.f1, 0.0);
        assert_eq!(report.nodes.kind_accuracy, None);
        assert_eq!(report.edges.sentence.edges.rates.f1, 0.0);
        assert_eq!(report.edges.document.overlap, 0.0);
        assert_eq!(report.edges.sentence.top_10.correct, 0.0);
    }

    #[test]
    fn a_prediction_without_gold_is_all_wrong() {
        let names = two_documents();
        let mut gold = names.clone();
        for document in &mut gold {
            document.mentions.clear();
        }
        let report = evaluate(
            &gold,
            &gold_as_predicted(&names),
            &EvaluateConfig::default(),
        );
        assert_eq!(report.mentions.named.exact.rates.precision, 0.0);
        assert_eq!(report.clusters.conll_f1, 0.0);
        assert_eq!(report.edges.sentence.overlap, 0.0);
    }

    #[test]
    fn everything_in_one_entity_leaves_no_edge_and_many_false_merges() {
        let gold = two_documents();
        let mut predicted = gold_as_predicted(&gold);
        for mention in predicted.iter_mut().flatten() {
            mention.entity = Some("all".to_owned());
        }
        let report = evaluate(&gold, &predicted, &EvaluateConfig::default());
        // Eight mentions of the three kinds: 28 pairs, of which Ann's 3 and Bob's 1 are right.
        assert_eq!(report.clusters.false_merges.wrong, 24);
        assert_eq!(report.clusters.false_merges.pairs, 28);
        assert_eq!(report.edges.sentence.edges.counts.predicted, 0);
        assert_eq!(report.edges.sentence.overlap, 0.0);
        // phi4 with Ann is 2*3/(3+8) = 6/11, above one half.
        assert_eq!(report.nodes.nodes.counts.correct, 1);
    }

    #[test]
    fn the_order_of_mentions_and_the_names_of_entities_change_nothing() {
        let gold = two_documents();
        let mut predicted = gold_as_predicted(&gold);
        predicted[1].clear();
        let config = EvaluateConfig::default();
        let before = evaluate(&gold, &predicted, &config);
        for document in &mut predicted {
            document.reverse();
            for mention in document {
                mention.entity = mention.entity.as_ref().map(|e| format!("other {e}"));
            }
        }
        assert_eq!(evaluate(&gold, &predicted, &config), before);
    }

    #[test]
    fn the_text_names_every_score() {
        let gold = two_documents();
        let config = EvaluateConfig {
            training: Some(training_surfaces(&gold[..1])),
            ..EvaluateConfig::default()
        };
        let report = evaluate(&gold, &gold_as_predicted(&gold), &config);
        let mut text = String::new();
        report.write_text(&mut text).unwrap();
        for words in [
            "person",
            "unseen",
            "B-cubed",
            "CoNLL F1",
            "false merges",
            "same sentence",
            "top 50",
        ] {
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
        assert!(text.lines().all(|line| line.len() <= 132), "{text}");
        assert!(
            serde_json::to_string(&report)
                .unwrap()
                .contains("\"f1\":1.0")
        );
    }
}
