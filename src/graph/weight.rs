//! What an edge is drawn and ranked by, and how its counts compare with chance.
//!
//! Of `n` units (sentences, paragraphs or documents, after the window), `a` name the one entity, `b`
//! the other and `both` both. `docs/measures.md` says when to use which; [`significance`] holds the
//! tests.
//!
//! [`significance`]: super::significance

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Edge;

/// What the weight of an edge is. The other values stay beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Units of the window that name both: sentences, paragraphs or documents; for a window of so many
    /// sentences, pairs of mentions.
    #[default]
    Count,
    /// Sum over the pairs of mentions of `exp(-d)`, `d` sentences apart ([`decay`](crate::cooccurrence::decay)).
    Decay,
    /// [`jaccard`].
    Jaccard,
    /// [`cosine`].
    Cosine,
    /// [`pmi`].
    Pmi,
    /// [`npmi`].
    Npmi,
    /// [`g2`], negative where the two are together less often than chance would have it.
    G2,
}

impl Weight {
    /// All of them.
    pub const ALL: [Weight; 7] = [
        Weight::Count,
        Weight::Decay,
        Weight::Jaccard,
        Weight::Cosine,
        Weight::Pmi,
        Weight::Npmi,
        Weight::G2,
    ];

    /// Its name, as it is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Weight::Count => "count",
            Weight::Decay => "decay",
            Weight::Jaccard => "jaccard",
            Weight::Cosine => "cosine",
            Weight::Pmi => "pmi",
            Weight::Npmi => "npmi",
            Weight::G2 => "g2",
        }
    }

    /// Its value for an edge; of [`Weight::Count`], which the edge has in one of its counts as the window
    /// is, the weight.
    pub fn of(self, edge: &Edge) -> f64 {
        match self {
            Weight::Count => edge.weight,
            Weight::Decay => edge.decay,
            Weight::Jaccard => edge.jaccard,
            Weight::Cosine => edge.cosine,
            Weight::Pmi => edge.pmi,
            Weight::Npmi => edge.npmi,
            Weight::G2 if edge.pmi < 0.0 => -edge.g2,
            Weight::G2 => edge.g2,
        }
    }

    /// Whether it is the default.
    pub(crate) fn is_count(&self) -> bool {
        *self == Weight::Count
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Weight {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Weight::ALL.into_iter();
        known
            .clone()
            .find(|weight| weight.as_str() == text)
            .ok_or_else(|| {
                let names: Vec<&str> = known.map(Weight::as_str).collect();
                format!("`{text}` is no weight: use {}", names.join(", "))
            })
    }
}

/// Jaccard index, 0 (never together) to 1 (never apart):
///
/// `jaccard = both / (a + b - both)`
///
/// Jaccard, P. (1901): Étude comparative de la distribution florale dans une portion des Alpes et des
/// Jura. Bulletin de la Société vaudoise des sciences naturelles 37.
pub fn jaccard(a: u64, b: u64, both: u64) -> f64 {
    ratio(both as f64, (a + b - both) as f64)
}

/// Cosine of the two entities' vectors of units, 0 (never together) to 1 (never apart); also called
/// Ochiai's coefficient:
///
/// `cosine = both / sqrt(a * b)`
///
/// Salton, G. and McGill, M. J. (1983): Introduction to Modern Information Retrieval; Ochiai, A. (1957).
pub fn cosine(a: u64, b: u64, both: u64) -> f64 {
    ratio(both as f64, (a as f64 * b as f64).sqrt())
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// Pointwise mutual information, in nats: 0 where the two are independent, above where they are
/// together more often. It favours the rare: `ln n` for two names of one and the same unit.
///
/// `pmi = ln(both * n / (a * b))`
///
/// Church, K. W. and Hanks, P. (1990): Word association norms, mutual information, and lexicography.
///
/// Without a unit that names both it would be minus infinity and is given as `-ln n`.
pub fn pmi(n: u64, a: u64, b: u64, both: u64) -> f64 {
    if both == 0 {
        return -libm::log(n.max(1) as f64);
    }
    libm::log(both as f64 * n as f64 / (a as f64 * b as f64))
}

/// Normalized pointwise mutual information, -1 (never together) to 1 (never apart):
///
/// `npmi = ln(both * n / (a * b)) / -ln(both / n)`
///
/// Bouma, G. (2009): Normalized (pointwise) mutual information in collocation extraction.
pub fn npmi(n: u64, a: u64, b: u64, both: u64) -> f64 {
    if both == 0 {
        return -1.0;
    }
    if both == n {
        return 1.0;
    }
    let (n, a, b, both) = (n as f64, a as f64, b as f64, both as f64);
    libm::log(both * n / (a * b)) / -libm::log(both / n)
}

/// Log-likelihood ratio of the two-by-two table, 0 or more:
///
/// `G2 = 2 * sum over the four cells of observed * ln(observed / expected)`
///
/// It is large where the two are together more often, or less often, than if they were independent.
/// Dunning, T. (1993): Accurate methods for the statistics of surprise and coincidence.
pub fn g2(n: u64, a: u64, b: u64, both: u64) -> f64 {
    let total = n as f64;
    let cell = |observed: u64, row: u64, column: u64| {
        let expected = row as f64 * column as f64 / total;
        if observed == 0 {
            0.0
        } else {
            observed as f64 * libm::log(observed as f64 / expected)
        }
    };
    let sum = cell(both, a, b)
        + cell(a - both, a, n - b)
        + cell(b - both, n - a, b)
        + cell(n + both - a - b, n - a, n - b);
    // Rounding may leave a tiny negative sum where the two are independent.
    (2.0 * sum).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn npmi_by_hand() {
        // n 8, a 4, b 2, both 2: pmi = ln(2*8/8) = ln 2; -ln(2/8) = 2 ln 2; so one half.
        assert!(close(npmi(8, 4, 2, 2), 0.5));
        // Independent: 4/8 * 2/8 = 1/8.
        assert!(close(npmi(8, 4, 2, 1), 0.0));
        assert!(close(npmi(8, 2, 2, 2), 1.0));
        assert!(close(npmi(8, 2, 2, 0), -1.0));
        assert!(close(npmi(8, 8, 8, 8), 1.0));
    }

    #[test]
    fn overlap_by_hand() {
        // a 4, b 2, both 2: two of four units name both; 2 / sqrt(8).
        assert!(close(jaccard(4, 2, 2), 0.5));
        assert!(close(cosine(4, 2, 2), 0.5f64.sqrt()));
        assert!(close(cosine(4, 4, 4), 1.0));
        assert_eq!((jaccard(0, 0, 0), cosine(0, 3, 0)), (0.0, 0.0));
    }

    #[test]
    fn pmi_by_hand() {
        // n 8, a 4, b 2, both 2: twice as often as 4/8 * 2/8 would have it.
        assert!(close(pmi(8, 4, 2, 2), 2f64.ln()));
        assert!(close(pmi(8, 4, 2, 1), 0.0));
        assert!(close(pmi(8, 1, 1, 1), 8f64.ln()));
        assert!(close(pmi(8, 2, 2, 0), -(8f64.ln())));
    }

    #[test]
    fn weights_are_read_as_they_are_written() {
        for weight in Weight::ALL {
            assert_eq!(weight.as_str().parse(), Ok(weight));
            let json = serde_json::to_string(&weight).unwrap();
            assert_eq!(json, format!("\"{weight}\""));
        }
        assert!("heavy".parse::<Weight>().is_err());
    }

    #[test]
    fn g2_by_hand() {
        // n 8, a 4, b 2, both 2: cells 2, 2, 0, 4 expected 1, 3, 1, 3.
        // 2 * (2 ln 2 + 2 ln(2/3) + 4 ln(4/3)) = 2.9110...
        let by_hand = 2.0 * (2.0 * 2f64.ln() + 2.0 * (2f64 / 3.0).ln() + 4.0 * (4f64 / 3.0).ln());
        assert!(close(g2(8, 4, 2, 2), by_hand));
        assert!(close(g2(8, 4, 2, 1), 0.0));
        assert!(g2(8, 4, 4, 0) > 0.0);
    }
}
