//! Whether mentions of the same entity were joined, and others kept apart.
//!
//! Entities are sets of mentions, over the whole corpus. A mention that only one side has counts
//! against the other, as in the reference scorer (Pradhan et al. 2014): a missed mention lowers
//! recall, a spurious one precision. Entities with one mention count like all others. With `g` and
//! `p` for gold and predicted entities and `o` for the number of mentions that the two share:
//!
//! * **B-cubed** (Bagga and Baldwin 1998): recall = sum over (g, p) of o² / |g|, divided by the
//!   number of gold mentions; precision with p for g.
//! * **MUC** (Vilain et al. 1995): recall = sum over g of |g| - parts(g), divided by the sum of
//!   |g| - 1, where parts(g) is the number of predicted entities that g is spread over, each missed
//!   mention being a part of its own; precision with p for g.
//! * **CEAF-e** (Luo 2005): the sum of phi4 = 2 o / (|g| + |p|) over the best one-to-one alignment,
//!   divided by the number of gold entities for recall, of predicted ones for precision.
//! * **CoNLL F1** (Pradhan et al. 2012): the mean of the three F1.
//! * **False merges and splits**, over the pairs of mentions that both sides have: false-merge rate =
//!   pairs joined by the prediction and not by the gold / pairs joined by the prediction; false-split
//!   rate = pairs joined by the gold and not by the prediction / pairs joined by the gold. (One minus
//!   pairwise precision and recall.)

use serde::Serialize;

use super::alignment::Pair;
use super::contingency::{Cell, Contingency};
use super::score::Rates;

/// How well mentions were joined into entities.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClusterReport {
    /// B-cubed.
    pub b_cubed: Rates,
    /// MUC: links.
    pub muc: Rates,
    /// CEAF-e: aligned entities.
    pub ceaf_e: Rates,
    /// Mean F1 of the three, 0 to 1.
    pub conll_f1: f64,
    /// Wrongly joined pairs.
    pub false_merges: PairRate,
    /// Wrongly parted pairs.
    pub false_splits: PairRate,
}

/// Wrong pairs of mentions among all pairs that one side joins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PairRate {
    /// Pairs that the other side does not join.
    pub wrong: u64,
    /// Pairs that this side joins.
    pub pairs: u64,
    /// The ratio, 0 to 1; 0 where there are no pairs.
    pub rate: f64,
}

/// Scores the entities; `alignment` is the best one-to-one alignment of the same table.
pub(super) fn score_clusters(table: &Contingency, alignment: &[Pair]) -> ClusterReport {
    let (b_cubed, muc) = (b_cubed(table), muc(table));
    let ceaf_e = ceaf_e(table, alignment);
    let [false_merges, false_splits] = pair_rates(table);
    ClusterReport {
        b_cubed,
        muc,
        ceaf_e,
        conll_f1: (b_cubed.f1 + muc.f1 + ceaf_e.f1) / 3.0,
        false_merges,
        false_splits,
    }
}

fn b_cubed(table: &Contingency) -> Rates {
    let credit = |size: &dyn Fn(&Cell) -> u32| -> f64 {
        table
            .cells
            .iter()
            .map(|cell| {
                let common = f64::from(cell.common);
                common * common / f64::from(size(cell))
            })
            .sum()
    };
    let precision = credit(&|cell| table.predicted[cell.predicted as usize]);
    let recall = credit(&|cell| table.gold[cell.gold as usize]);
    Rates::new(
        (precision, mentions(&table.predicted)),
        (recall, mentions(&table.gold)),
    )
}

fn mentions(sizes: &[u32]) -> f64 {
    sizes.iter().map(|&size| f64::from(size)).sum()
}

fn muc(table: &Contingency) -> Rates {
    // |g| - parts(g) is the number of g's shared mentions less the number of entities they are in:
    // the missed mentions cancel out.
    let kept: f64 = table.cells.iter().map(|c| f64::from(c.common - 1)).sum();
    let links = |sizes: &[u32]| mentions(sizes) - sizes.len() as f64;
    Rates::new((kept, links(&table.predicted)), (kept, links(&table.gold)))
}

fn ceaf_e(table: &Contingency, alignment: &[Pair]) -> Rates {
    let similarity: f64 = alignment.iter().map(|pair| pair.phi4).sum();
    Rates::new(
        (similarity, table.predicted.len() as f64),
        (similarity, table.gold.len() as f64),
    )
}

fn pair_rates(table: &Contingency) -> [PairRate; 2] {
    let pairs = |n: u64| n * n.saturating_sub(1) / 2;
    let mut gold = vec![0; table.gold.len()];
    let mut predicted = vec![0; table.predicted.len()];
    let mut both = 0;
    for cell in &table.cells {
        let common = u64::from(cell.common);
        gold[cell.gold as usize] += common;
        predicted[cell.predicted as usize] += common;
        both += pairs(common);
    }
    [predicted, gold].map(|sizes| {
        let joined: u64 = sizes.into_iter().map(pairs).sum();
        let wrong = joined - both;
        let rate = if joined > 0 {
            wrong as f64 / joined as f64
        } else {
            0.0
        };
        PairRate {
            wrong,
            pairs: joined,
            rate,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::alignment::align;
    use super::*;

    /// Mentions written as gold entity and predicted entity, `-` for none.
    fn report(mentions: &[&str]) -> ClusterReport {
        let entity = |c: Option<char>| c.filter(|&c| c != '-');
        let labels: Vec<_> = mentions
            .iter()
            .map(|m| (entity(m.chars().next()), entity(m.chars().nth(1))))
            .collect();
        let table = Contingency::of_labels(&labels);
        score_clusters(&table, &align(&table))
    }

    fn near(rates: Rates, precision: f64, recall: f64) {
        assert!(
            (rates.precision - precision).abs() < 1e-12 && (rates.recall - recall).abs() < 1e-12,
            "{rates:?}"
        );
    }

    /// Gold {1-5} {6 7} {8-C}; the twelve mentions of Bagga and Baldwin (1998).
    const GOLD: &str = "aaaaabbccccc";

    fn against_gold(predicted: &str) -> ClusterReport {
        let mentions: Vec<String> = GOLD
            .chars()
            .zip(predicted.chars())
            .map(|(g, p)| format!("{g}{p}"))
            .collect();
        report(&mentions.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn bagga_and_baldwin_join_the_small_entity_to_a_large_one() {
        // Predicted {1-5} {6-C}. B-cubed precision: 5 mentions at 5/5, 2 at 2/7, 5 at 5/7:
        // (5 + 4/7 + 25/7) / 12 = 16/21 = 0.762; recall 1.
        // MUC: kept links 4 + 1 + 4 = 9, predicted links 4 + 6 = 10, gold links 9: 9/10 and 9/9.
        let report = against_gold("xxxxxyyyyyyy");
        near(report.b_cubed, 16.0 / 21.0, 1.0);
        near(report.muc, 0.9, 1.0);
        // CEAF-e: {1-5} at 1, {6-C} with {8-C} at 2*5/(5+7) = 10/12; sum 11/6 over 2 and 3 entities.
        near(report.ceaf_e, 11.0 / 12.0, 11.0 / 18.0);
        // Predicted pairs 10 + 21 = 31, of which 2*5 = 10 are wrong; no gold pair is parted.
        assert_eq!(report.false_merges.wrong, 10);
        assert_eq!(report.false_merges.pairs, 31);
        assert_eq!(report.false_splits.rate, 0.0);
    }

    #[test]
    fn bagga_and_baldwin_join_the_two_large_entities() {
        // Predicted {1-5, 8-C} {6 7}: MUC cannot tell it from the other answer, B-cubed can:
        // 10 mentions at 5/10, 2 at 1: 7/12 = 0.583.
        let report = against_gold("xxxxxyyxxxxx");
        near(report.b_cubed, 7.0 / 12.0, 1.0);
        near(report.muc, 0.9, 1.0);
        // Predicted pairs 45 + 1, of which 25 are wrong.
        assert_eq!(report.false_merges.wrong, 25);
        assert!((report.false_merges.rate - 25.0 / 46.0).abs() < 1e-12);
    }

    #[test]
    fn vilain_splits_and_joins() {
        // Gold {A B C D}, predicted {A B} {C D}: one of three links is missing, none is wrong.
        let split = report(&["ax", "ax", "ay", "ay"]);
        near(split.muc, 1.0, 2.0 / 3.0);
        // Gold {A B} {C D}, predicted {A B C D}: the mirror image.
        let joined = report(&["ax", "ax", "bx", "bx"]);
        near(joined.muc, 2.0 / 3.0, 1.0);
        // Six gold pairs, of which 4 are parted.
        assert_eq!((split.false_splits.wrong, split.false_splits.pairs), (4, 6));
    }

    #[test]
    fn luo_aligns_entities_one_to_one() {
        // The example of Luo (2005), system b: gold {1-5} {6 7} {8-C}, predicted {1-5 8-C} {6 7}:
        // phi4 of {1-5} with the large one 2*5/15 = 2/3, {6 7} at 1; sum 5/3 over 2 and 3.
        near(against_gold("xxxxxyyxxxxx").ceaf_e, 5.0 / 6.0, 5.0 / 9.0);
        // System c, all in one: 2*5/17; over 1 and 3.
        near(
            against_gold("xxxxxxxxxxxx").ceaf_e,
            10.0 / 17.0,
            10.0 / 51.0,
        );
        // System d, all apart: 2/6 + 2/3 + 2/6 = 4/3; over 12 and 3.
        let apart = against_gold("123456789ABC");
        near(apart.ceaf_e, 1.0 / 9.0, 4.0 / 9.0);
        // B-cubed of all apart: precision 1, recall 3 entities / 12 mentions.
        near(apart.b_cubed, 1.0, 0.25);
        near(apart.muc, 0.0, 0.0);
        assert_eq!(apart.false_merges.rate, 0.0);
        assert_eq!(apart.false_splits.rate, 1.0);
    }

    #[test]
    fn mentions_of_one_side_only_count_as_in_the_reference_scorer() {
        // Test B1 of the reference scorer's kind: gold {A B C}, predicted {A B} with spurious {D}.
        // B-cubed: recall (4/3)/3 = 4/9, precision (4/2 + 0)/3 = 2/3.
        // MUC: kept 1; gold links 2, predicted links 1: recall 1/2, precision 1.
        // CEAF-e: phi4 = 2*2/(3+2) = 4/5; recall 4/5 / 1, precision 4/5 / 2.
        let report = report(&["ax", "ax", "a-", "-y"]);
        near(report.b_cubed, 2.0 / 3.0, 4.0 / 9.0);
        near(report.muc, 1.0, 0.5);
        near(report.ceaf_e, 0.4, 0.8);
        // Of the mentions that both have, one pair, joined by both.
        assert_eq!(
            (report.false_merges.pairs, report.false_splits.pairs),
            (1, 1)
        );
        assert_eq!(report.false_splits.rate, 0.0);
        let f1 = (8.0 / 15.0 + 2.0 / 3.0 + 8.0 / 15.0) / 3.0;
        assert!((report.conll_f1 - f1).abs() < 1e-12);
    }

    #[test]
    fn the_gold_itself_scores_one_and_nothing_scores_zero() {
        let same = report(&["ax", "ax", "by"]);
        assert_eq!(same.conll_f1, 1.0);
        assert_eq!((same.false_merges.rate, same.false_splits.rate), (0.0, 0.0));
        // Entities of one mention each have no links: nothing to find, nothing made up.
        assert_eq!(report(&["ax", "by"]).muc.f1, 1.0);
        assert_eq!(report(&["a-", "a-"]).conll_f1, 0.0);
        assert_eq!(report(&["-x", "-x"]).conll_f1, 0.0);
        assert_eq!(report(&[]).conll_f1, 1.0);
    }
}
