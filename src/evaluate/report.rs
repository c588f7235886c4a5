//! The scores as a text that one can read.

use std::fmt::{self, Write};

use super::Report;
use super::bootstrap::Interval;
use super::clusters::PairRate;
use super::graph::EdgeReport;
use super::mentions::MentionScores;
use super::score::{Rates, Score};

impl Report {
    /// Writes the scores as tables, in per cent.
    ///
    /// # Errors
    /// If writing to `out` fails.
    pub fn write_text(&self, out: &mut impl Write) -> fmt::Result {
        self.write_mentions(out)?;
        self.write_entities(out)?;
        self.write_edges(out)
    }

    fn write_mentions(&self, out: &mut impl Write) -> fmt::Result {
        writeln!(
            out,
            "Mentions ({} documents)       gold predicted   correct  precision  recall     F1        95 %  overlap F1",
            self.documents
        )?;
        for row in &self.mentions.kinds {
            write_mention_row(out, row.kind.as_str(), &row.scores)?;
        }
        write_mention_row(
            out,
            "organization or outlet",
            &self.mentions.organization_or_outlet,
        )?;
        write_mention_row(out, "any of the three", &self.mentions.named)?;
        let strata = [
            ("  seen in training", &self.mentions.named.seen),
            ("  unseen", &self.mentions.named.unseen),
        ];
        for (label, score) in strata {
            if let Some(score) = score {
                write_score(out, label, score)?;
                writeln!(out)?;
            }
        }
        writeln!(out)
    }

    fn write_entities(&self, out: &mut impl Write) -> fmt::Result {
        writeln!(
            out,
            "Entities                         gold predicted   correct  precision  recall     F1        95 %"
        )?;
        write_score(out, "nodes", &self.nodes.nodes)?;
        writeln!(out)?;
        for row in &self.nodes.kinds {
            write_score(out, &format!("  {}", row.kind), &row.nodes)?;
            writeln!(out)?;
        }
        write_rates(out, "nodes by mentions", self.nodes.by_mentions)?;
        write_rates(out, "B-cubed", self.clusters.b_cubed)?;
        write_rates(out, "MUC", self.clusters.muc)?;
        write_rates(out, "CEAF-e", self.clusters.ceaf_e)?;
        writeln!(
            out,
            "{:<76}{:>7}",
            "CoNLL F1",
            percent(self.clusters.conll_f1)
        )?;
        if let Some(accuracy) = self.nodes.kind_accuracy {
            writeln!(out, "{:<76}{:>7}", "kind of nodes right", percent(accuracy))?;
        }
        write_pairs(out, "false merges", "joined", self.clusters.false_merges)?;
        write_pairs(out, "false splits", "to join", self.clusters.false_splits)?;
        writeln!(out)
    }

    fn write_edges(&self, out: &mut impl Write) -> fmt::Result {
        writeln!(
            out,
            "Edges                            gold predicted   correct  precision  recall     F1        95 %"
        )?;
        let windows = [
            ("same sentence", &self.edges.sentence),
            ("same paragraph", &self.edges.paragraph),
            ("same document", &self.edges.document),
        ];
        for (label, edges) in windows {
            write_score(out, label, &edges.edges)?;
            writeln!(out)?;
            write_score(out, "  weight 2 or more", &edges.supported)?;
            writeln!(out)?;
        }
        writeln!(
            out,
            "\n                             weighted overlap        95 %  top 10  of top 10  top 50  of top 50  degree rank correlation"
        )?;
        for (label, edges) in windows {
            write_weights(out, label, edges)?;
        }
        Ok(())
    }
}

fn write_mention_row(out: &mut impl Write, label: &str, scores: &MentionScores) -> fmt::Result {
    write_score(out, label, &scores.exact)?;
    writeln!(out, "{:>12}", percent(scores.overlapping.rates.f1))
}

fn write_score(out: &mut impl Write, label: &str, score: &Score) -> fmt::Result {
    let Score {
        counts,
        rates,
        f1_interval,
    } = score;
    write!(
        out,
        "{label:<27}{:>10}{:>10}{:>10}{:>11}{:>8}{:>7}",
        counts.gold,
        counts.predicted,
        counts.correct,
        percent(rates.precision),
        percent(rates.recall),
        percent(rates.f1),
    )?;
    match f1_interval {
        Some(interval) => write!(out, "{:>12}", range(interval)),
        None => Ok(()),
    }
}

fn write_rates(out: &mut impl Write, label: &str, rates: Rates) -> fmt::Result {
    writeln!(
        out,
        "{label:<57}{:>11}{:>8}{:>7}",
        percent(rates.precision),
        percent(rates.recall),
        percent(rates.f1),
    )
}

fn write_pairs(out: &mut impl Write, label: &str, verb: &str, pairs: PairRate) -> fmt::Result {
    let detail = format!("{} of {} pairs {verb}", pairs.wrong, pairs.pairs);
    writeln!(
        out,
        "{label:<27}{detail:>41}{:>15}",
        format!("{:.2} %", pairs.rate * 100.0)
    )
}

fn write_weights(out: &mut impl Write, label: &str, edges: &EdgeReport) -> fmt::Result {
    let interval = edges.overlap_interval.as_ref().map(range);
    let correlation = edges.degree_correlation.map(|r| format!("{r:.3}"));
    writeln!(
        out,
        "{label:<27}{:>18}{:>12}{:>8}{:>11}{:>8}{:>11}{:>25}",
        percent(edges.overlap),
        interval.unwrap_or_default(),
        percent(edges.top_10.correct),
        percent(edges.top_10.also_top),
        percent(edges.top_50.correct),
        percent(edges.top_50.also_top),
        correlation.unwrap_or_default(),
    )
}

fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

fn range(interval: &Interval) -> String {
    format!("{}-{}", percent(interval.low), percent(interval.high))
}
