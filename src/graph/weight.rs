//! How much more often than by chance two entities are named together.
//!
//! Of `n` units (sentences, paragraphs or documents, after the window), `a` name the one entity, `b`
//! the other and `both` both.

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
    fn g2_by_hand() {
        // n 8, a 4, b 2, both 2: cells 2, 2, 0, 4 expected 1, 3, 1, 3.
        // 2 * (2 ln 2 + 2 ln(2/3) + 4 ln(4/3)) = 2.9110...
        let by_hand = 2.0 * (2.0 * 2f64.ln() + 2.0 * (2f64 / 3.0).ln() + 4.0 * (4f64 / 3.0).ln());
        assert!(close(g2(8, 4, 2, 2), by_hand));
        assert!(close(g2(8, 4, 2, 1), 0.0));
        assert!(g2(8, 4, 4, 0) > 0.0);
    }
}
