//! Which rules join what is not one, and why nodes are lost.
//!
//! The scores say how many pairs of mentions are wrongly joined or parted, and how many nodes are missed;
//! this says by which rule and for what names, so that somebody who changes a rule knows where to look.
//!
//! **Pairs.** A predicted entity that holds mentions of several gold entities belongs to the one with most of
//! them; each other is astray in it. The wrongly joined pairs of a mention that is astray are those with mentions
//! of larger parts, so that every wrong pair of [`ClusterReport`](super::ClusterReport) is counted exactly
//! once, under the rule that bound the mention of the smaller part. A gold entity that lies in several
//! predicted ones is treated the same way.
//!
//! **Nodes.** A node of the gold that no predicted node is (see [`NodeReport`](super::NodeReport)) is lost by
//! recognition, if it is lost although the mentions that were found are put together as they should; by
//! resolution, if it is lost although all its mentions are given.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use serde::Serialize;

use super::alignment::{Pair, align};
use super::contingency::{Contingency, Side};
use super::gold::{GoldDocument, PredictedMention};
use super::mentions::without_article;
use super::{EvaluateConfig, with_gold_entities};
use crate::resolve::{Family, Rule};
use crate::{Kind, Span};

/// What is wrong in a prediction, by cause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErrorReport {
    /// Mentions of two gold entities in one predicted entity.
    pub merges: PairErrors,
    /// Mentions of one gold entity in two predicted entities.
    pub splits: PairErrors,
    /// Nodes of the gold that are lost, and predicted nodes that are none, by kind.
    pub nodes: Vec<NodeCauses>,
    /// The lost nodes, those with the most mentions first.
    pub lost: Vec<LostNode>,
}

/// Wrong pairs of mentions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairErrors {
    /// By the rule that bound the mention astray, the costliest first.
    pub rules: Vec<RulePairs>,
    /// Entity by entity, the costliest first.
    pub entities: Vec<Astray>,
}

/// The wrong pairs of one rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RulePairs {
    /// The rule that bound the mentions; absent where the prediction does not say.
    pub rule: Option<Rule>,
    /// Mentions that are astray.
    pub mentions: u64,
    /// Wrong pairs that they are in.
    pub pairs: u64,
}

/// Mentions of one entity that are not where most of the entity is, or than should be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Astray {
    /// The entity whose mentions they are: in the gold for merges, in the prediction for splits.
    pub entity: String,
    /// The one that most of the others here belong to.
    pub among: String,
    /// How they are written and bound, each way once.
    pub forms: Vec<(String, Option<Rule>)>,
    /// A document of them.
    pub document: String,
    /// Mentions that are astray.
    pub mentions: u64,
    /// Wrong pairs that they are in.
    pub pairs: u64,
}

/// Why the nodes of one kind are lost, or too many.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct NodeCauses {
    /// The kind.
    pub kind: Kind,
    /// Nodes of the gold.
    pub gold: u64,
    /// Lost although the mentions that were found are put together rightly.
    pub by_recognition: u64,
    /// Lost although all mentions are given.
    pub by_resolution: u64,
    /// Lost in both ways.
    pub by_both: u64,
    /// Lost in neither way, only in the two together.
    pub together: u64,
    /// Predicted nodes.
    pub predicted: u64,
    /// Predicted nodes that no gold node is, without any mention that is one of the gold.
    pub no_name: u64,
    /// Predicted nodes that no gold node is, with such mentions: parts, mixtures, names half found.
    pub no_node: u64,
}

/// A node of the gold that no predicted one is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LostNode {
    /// The entity.
    pub entity: String,
    /// Its kind.
    pub kind: Kind,
    /// Its mentions.
    pub mentions: u64,
    /// How many of them were found.
    pub found: u64,
    /// Whether it is lost by recognition.
    pub by_recognition: bool,
    /// Whether it is lost by resolution.
    pub by_resolution: bool,
}

/// Tells the errors of `predicted` apart; `from_gold` are the mentions of the gold with predicted entities.
///
/// # Panics
/// If there are not as many lists of mentions as documents.
pub fn find_errors(
    gold: &[GoldDocument],
    predicted: &[Vec<PredictedMention>],
    from_gold: &[Vec<PredictedMention>],
    config: &EvaluateConfig,
) -> ErrorReport {
    assert_eq!(gold.len(), predicted.len());
    assert_eq!(gold.len(), from_gold.len());
    let truth = Side::gold(gold, &config.kinds);
    let found = Side::predicted(gold, predicted, &config.kinds);
    let joint = joint(gold, predicted, &truth, &found);
    let [(same, table), (recognized, _), (resolved, _)] = [
        &found,
        &Side::predicted(
            gold,
            &with_gold_entities(gold, predicted, &config.kinds),
            &config.kinds,
        ),
        &Side::predicted(gold, from_gold, &config.kinds),
    ]
    .map(|side| {
        let table = Contingency::new(&truth, side);
        let mut pairs = align(&table);
        pairs.retain(|pair| pair.phi4 > config.least_similarity);
        (pairs, table)
    });
    let golds = |pairs: &[Pair]| -> BTreeSet<u32> { pairs.iter().map(|p| p.gold).collect() };
    let (alive, recognized, resolved) = (golds(&same), golds(&recognized), golds(&resolved));
    let mut lost: Vec<LostNode> = (0..truth.sizes.len() as u32)
        .filter(|entity| !alive.contains(entity))
        .map(|entity| LostNode {
            entity: truth.names[entity as usize].clone(),
            kind: truth.kinds[entity as usize],
            mentions: u64::from(truth.sizes[entity as usize]),
            found: (table.cells.iter())
                .filter(|cell| cell.gold == entity)
                .map(|cell| u64::from(cell.common))
                .sum(),
            by_recognition: !recognized.contains(&entity),
            by_resolution: !resolved.contains(&entity),
        })
        .collect();
    lost.sort_by(|a, b| (b.mentions, &a.entity).cmp(&(a.mentions, &b.entity)));
    let right: BTreeSet<u32> = same.iter().map(|pair| pair.predicted).collect();
    let named: BTreeSet<u32> = table.cells.iter().map(|cell| cell.predicted).collect();
    let nodes = config.kinds.iter().map(|&kind| {
        let count = |wanted: (bool, bool)| {
            let of =
                |l: &&LostNode| l.kind == kind && (l.by_recognition, l.by_resolution) == wanted;
            lost.iter().filter(of).count() as u64
        };
        let predicted = || {
            let all = 0..found.sizes.len() as u32;
            all.filter(|&p| found.kinds[p as usize] == kind)
        };
        let wrong = || predicted().filter(|p| !right.contains(p));
        NodeCauses {
            kind,
            gold: truth.kinds.iter().filter(|k| **k == kind).count() as u64,
            by_recognition: count((true, false)),
            by_resolution: count((false, true)),
            by_both: count((true, true)),
            together: count((false, false)),
            predicted: predicted().count() as u64,
            no_name: wrong().filter(|p| !named.contains(p)).count() as u64,
            no_node: wrong().filter(|p| named.contains(p)).count() as u64,
        }
    });
    let nodes = nodes.collect();
    let merges = pair_errors(
        &joint,
        |m| (m.predicted, m.gold),
        &truth.names,
        |_, _| false,
    );
    let other_family =
        |a: u32, b: u32| Family::of(found.kinds[a as usize]) != Family::of(found.kinds[b as usize]);
    let splits = pair_errors(
        &joint,
        |m| (m.gold, m.predicted),
        &found.names,
        other_family,
    );
    ErrorReport {
        merges,
        splits,
        nodes,
        lost,
    }
}

/// A mention that both sides have.
struct Joint<'a> {
    document: &'a str,
    surface: &'a str,
    gold: u32,
    predicted: u32,
    rule: Option<Rule>,
}

fn joint<'a>(
    gold: &'a [GoldDocument],
    predicted: &[Vec<PredictedMention>],
    truth: &Side,
    found: &Side,
) -> Vec<Joint<'a>> {
    let mut out = Vec::new();
    for (number, (gold, predicted)) in gold.iter().zip(predicted).enumerate() {
        let text = gold.document.text.as_str();
        let rules: BTreeMap<Span, Option<Rule>> = predicted
            .iter()
            .map(|m| (without_article(text, m.span), m.rule))
            .collect();
        let of: BTreeMap<Span, u32> = found.documents[number]
            .iter()
            .map(|occurrence| (occurrence.span, occurrence.entity))
            .collect();
        for occurrence in &truth.documents[number] {
            if let Some(&predicted) = of.get(&occurrence.span) {
                out.push(Joint {
                    document: &gold.document.id,
                    surface: occurrence.span.text(text),
                    gold: occurrence.entity,
                    predicted,
                    rule: rules.get(&occurrence.span).copied().flatten(),
                });
            }
        }
    }
    out
}

/// The wrong pairs, of mentions that are put into wholes and should be in parts; `kinds` says whether two
/// parts are of kinds that are never joined, in which case no rule is to blame.
fn pair_errors(
    joint: &[Joint<'_>],
    whole_and_part: impl Fn(&Joint<'_>) -> (u32, u32),
    names: &[String],
    kinds: impl Fn(u32, u32) -> bool,
) -> PairErrors {
    let mut wholes: BTreeMap<u32, BTreeMap<u32, Vec<&Joint<'_>>>> = BTreeMap::new();
    for mention in joint {
        let (whole, part) = whole_and_part(mention);
        wholes
            .entry(whole)
            .or_default()
            .entry(part)
            .or_default()
            .push(mention);
    }
    let mut rules: BTreeMap<Option<Rule>, RulePairs> = BTreeMap::new();
    let mut entities = Vec::new();
    for parts in wholes.into_values().filter(|parts| parts.len() > 1) {
        let mut parts: Vec<(u32, Vec<&Joint<'_>>)> = parts.into_iter().collect();
        // Of two equal parts the one that a rule has brought in is astray.
        let own = |part: &[&Joint<'_>]| part.iter().filter(|m| m.rule == Some(Rule::Name)).count();
        parts.sort_by_key(|(part, of)| {
            std::cmp::Reverse((of.len(), own(of), std::cmp::Reverse(*part)))
        });
        let mut larger = parts[0].1.len() as u64;
        let most = parts[0].0;
        for (part, of) in &parts[1..] {
            let mut forms = BTreeSet::new();
            for mention in of {
                let rule = mention.rule.filter(|_| !kinds(*part, most));
                let sum = rules.entry(rule).or_insert(RulePairs {
                    rule,
                    mentions: 0,
                    pairs: 0,
                });
                sum.mentions += 1;
                sum.pairs += larger;
                forms.insert((mention.surface.to_owned(), rule));
            }
            let mentions = of.len() as u64;
            entities.push(Astray {
                entity: names[*part as usize].clone(),
                among: names[most as usize].clone(),
                forms: forms.into_iter().collect(),
                document: of[0].document.to_owned(),
                mentions,
                pairs: mentions * larger,
            });
            larger += mentions;
        }
    }
    let mut rules: Vec<RulePairs> = rules.into_values().collect();
    rules.sort_by_key(|r| (std::cmp::Reverse(r.pairs), r.rule));
    entities.sort_by(|a, b| (b.pairs, &a.entity, &a.among).cmp(&(a.pairs, &b.entity, &b.among)));
    PairErrors { rules, entities }
}

impl ErrorReport {
    /// Writes the causes as tables, and the `most` costliest errors of each sort.
    ///
    /// # Errors
    /// If writing to `out` fails.
    pub fn write_text(&self, most: usize, out: &mut impl Write) -> fmt::Result {
        writeln!(
            out,
            "Nodes           gold  lost: recognition  resolution  both  together    predicted  no name  no node"
        )?;
        for n in &self.nodes {
            writeln!(
                out,
                "{:<14}{:>6}{:>19}{:>12}{:>6}{:>10}{:>13}{:>9}{:>9}",
                n.kind.as_str(),
                n.gold,
                n.by_recognition,
                n.by_resolution,
                n.by_both,
                n.together,
                n.predicted,
                n.no_name,
                n.no_node
            )?;
        }
        for (title, errors) in [
            ("Wrong merges by rule", &self.merges),
            (
                "Wrong splits by rule that bound the smaller part",
                &self.splits,
            ),
        ] {
            writeln!(out, "\n{title}: mentions astray, wrong pairs")?;
            for r in &errors.rules {
                writeln!(
                    out,
                    "{:<22}{:>8}{:>10}",
                    rule_name(r.rule),
                    r.mentions,
                    r.pairs
                )?;
            }
            for e in errors.entities.iter().take(most) {
                let forms: Vec<String> = e
                    .forms
                    .iter()
                    .map(|(form, rule)| format!("{form:?} ({})", rule_name(*rule)))
                    .collect();
                writeln!(
                    out,
                    "  {} pairs: {} among {}: {}, in {}",
                    e.pairs,
                    e.entity,
                    e.among,
                    forms.join(", "),
                    e.document
                )?;
            }
        }
        writeln!(out, "\nLost nodes: mentions, of which found, lost by")?;
        for l in self.lost.iter().take(most) {
            let by = match (l.by_recognition, l.by_resolution) {
                (true, true) => "both",
                (true, false) => "recognition",
                (false, true) => "resolution",
                (false, false) => "the two together",
            };
            writeln!(out, "  {:>4}{:>4}  {}: {by}", l.mentions, l.found, l.entity)?;
        }
        Ok(())
    }
}

/// The rule as it stands in the rows.
fn rule_name(rule: Option<Rule>) -> String {
    let name = rule.and_then(|rule| serde_json::to_value(rule).ok());
    match name.as_ref().and_then(|name| name.as_str()) {
        Some(name) => name.to_owned(),
        None => "kinds differ".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{gold, predict};
    use super::super::{evaluate, gold_as_predicted};
    use super::*;

    #[test]
    fn every_wrong_pair_is_counted_once_under_the_rule_of_the_smaller_part() {
        let gold = gold(&[(
            "Ann Ann Ann Lee Lee CNN",
            &[
                ("Ann", "person", "a"),
                ("Ann", "person", "a"),
                ("Ann", "person", "a"),
                ("Lee", "person", "b"),
                ("Lee", "person", "b"),
                ("CNN", "outlet", "c"),
            ],
        )]);
        let mut predicted = predict(
            &gold,
            &[&[
                ("Ann", "person", "x"),
                ("Ann", "person", "x"),
                ("Ann", "person", "y"),
                ("Lee", "person", "x"),
                ("Lee", "person", "x"),
                ("CNN", "outlet", "x"),
            ]],
        );
        let rules = [
            Rule::Name,
            Rule::Name,
            Rule::Spelling,
            Rule::Surname,
            Rule::FirstName,
            Rule::Acronym,
        ];
        for (mention, rule) in predicted[0].iter_mut().zip(rules) {
            mention.rule = Some(rule);
        }
        let config = EvaluateConfig::default();
        let errors = find_errors(&gold, &predicted, &gold_as_predicted(&gold), &config);
        let of = |errors: &PairErrors| -> Vec<(Option<Rule>, u64, u64)> {
            let rules = errors.rules.iter();
            rules.map(|r| (r.rule, r.mentions, r.pairs)).collect()
        };
        // x holds a (2), b (2), c (1): b's are each astray among two of a, c among four.
        assert_eq!(
            of(&errors.merges),
            [
                (Some(Rule::Acronym), 1, 4),
                (Some(Rule::Surname), 1, 2),
                (Some(Rule::FirstName), 1, 2),
            ]
        );
        assert_eq!(of(&errors.splits), [(Some(Rule::Spelling), 1, 2)]);
        let report = evaluate(&gold, &predicted, &config).clusters;
        let sum = |errors: &PairErrors| errors.rules.iter().map(|r| r.pairs).sum::<u64>();
        assert_eq!(sum(&errors.merges), report.false_merges.wrong);
        assert_eq!(sum(&errors.splits), report.false_splits.wrong);
        let astray = &errors.merges.entities[0];
        // c and b cost four pairs each; equal errors stand in the order of their names.
        assert_eq!((astray.entity.as_str(), astray.among.as_str()), ("b", "a"));
    }

    #[test]
    fn a_lost_node_is_laid_to_the_stage_that_loses_it_alone() {
        let gold = gold(&[(
            "Ann Ann Bo Bo Cy",
            &[
                ("Ann", "person", "a"),
                ("Ann", "person", "a"),
                ("Bo", "person", "b"),
                ("Bo", "person", "b"),
                ("Cy", "person", "c"),
            ],
        )]);
        // Both of Ann are found but parted; Cy is not found; "Ann Bo" in the middle is no name.
        let predicted = predict(
            &gold,
            &[&[
                ("Ann", "person", "x"),
                ("Ann Bo", "person", "y"),
                ("Bo", "person", "b"),
            ]],
        );
        let from_gold = predict(
            &gold,
            &[&[
                ("Ann", "person", "x"),
                ("Ann", "person", "y"),
                ("Bo", "person", "b"),
                ("Bo", "person", "b"),
                ("Cy", "person", "b"),
            ]],
        );
        let errors = find_errors(&gold, &predicted, &from_gold, &EvaluateConfig::default());
        let lost: Vec<_> = errors
            .lost
            .iter()
            .map(|l| {
                (
                    l.entity.as_str(),
                    l.found,
                    l.by_recognition,
                    l.by_resolution,
                )
            })
            .collect();
        // Of two mentions one is found: phi4 of 2/3 is a node still, for Ann as for Bo.
        assert_eq!(lost, [("c", 0, true, true)]);
        let persons = errors.nodes[0];
        assert_eq!(
            (persons.by_both, persons.no_name, persons.no_node),
            (1, 1, 0)
        );
        let mut text = String::new();
        errors.write_text(5, &mut text).unwrap();
        assert!(text.contains("c: both"), "{text}");
    }
}
