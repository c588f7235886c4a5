//! Steps of the oracle ladder: predictions of which a part is replaced by the truth.
//!
//! Gold mentions with predicted entities show what resolution loses by itself, predicted mentions
//! with gold entities what recognition loses; both fall short of the gold, and the differences say
//! where to work.

use std::collections::BTreeMap;

use crate::{Kind, Span};

use super::gold::{GoldDocument, PredictedMention};
use super::mentions::without_article;

/// The gold as if it had been predicted: all scores are 1. With other entities put in, the step
/// "gold mentions, predicted entities".
pub fn gold_as_predicted(gold: &[GoldDocument]) -> Vec<Vec<PredictedMention>> {
    gold.iter()
        .map(|document| {
            let mentions = document.mentions.iter();
            mentions
                .map(|mention| PredictedMention {
                    span: mention.span,
                    kind: mention.kind,
                    entity: mention.entity.clone(),
                    rule: None,
                })
                .collect()
        })
        .collect()
}

/// The predicted mentions with the entities of the gold mentions at the same spans. Spurious
/// mentions keep their entity, apart from all gold ones.
///
/// `kinds` are the kinds that have a part in the scores of resolution.
pub fn with_gold_entities(
    gold: &[GoldDocument],
    predicted: &[Vec<PredictedMention>],
    kinds: &[Kind],
) -> Vec<Vec<PredictedMention>> {
    gold.iter()
        .zip(predicted)
        .enumerate()
        .map(|(number, (gold, predicted))| {
            let text = &gold.document.text;
            let truth: BTreeMap<Span, String> = gold
                .mentions
                .iter()
                .filter(|m| kinds.contains(&m.kind))
                .map(|m| {
                    let alone = || format!("gold mention {number}:{}", m.span.start);
                    let entity = m.entity.clone().unwrap_or_else(alone);
                    (without_article(text, m.span), format!("gold {entity}"))
                })
                .collect();
            let mentions = predicted.iter();
            mentions
                .map(|mention| {
                    let found = truth.get(&without_article(text, mention.span)).cloned();
                    let kept = || mention.entity.as_ref().map(|e| format!("predicted {e}"));
                    PredictedMention {
                        entity: found.or_else(kept),
                        ..mention.clone()
                    }
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{gold, predict};
    use super::*;

    #[test]
    fn found_mentions_take_the_gold_entity_and_spurious_ones_keep_theirs_apart() {
        let gold = gold(&[(
            "The Hill, Ann, Rome, Bob",
            &[
                ("The Hill", "outlet", "o"),
                ("Ann", "person", ""),
                ("Rome", "place", "p"),
            ],
        )]);
        let predicted = predict(
            &gold,
            &[&[
                ("Hill", "outlet", "x"),
                ("Ann", "person", "x"),
                ("Rome", "person", "p"),
                ("Bob", "person", ""),
            ]],
        );
        let kinds = [Kind::Person, Kind::Outlet];
        let entities: Vec<_> = with_gold_entities(&gold, &predicted, &kinds)[0]
            .iter()
            .map(|m| m.entity.clone().unwrap_or_default())
            .collect();
        assert_eq!(
            entities,
            ["gold o", "gold gold mention 0:10", "predicted p", ""]
        );
    }
}
