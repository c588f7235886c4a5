//! The probability of so many common units, or more, by chance, and which of many such probabilities
//! can be believed.
//!
//! If the `b` units of the one entity were drawn at random from all `n`, without putting any back, the
//! number that falls among the `a` of the other would follow the hypergeometric distribution (Fisher's
//! exact test, one-sided):
//!
//! ```text
//! p = P(X >= both) = Σ_{k = both}^{min(a, b)}  C(a, k) · C(n - a, b - k) / C(n, b)
//! ```
//!
//! Fisher, R. A. (1922): On the interpretation of χ² from contingency tables; for networks from
//! bipartite data: Tumminello, M. et al. (2011): Statistically validated networks in bipartite complex
//! systems, PLoS ONE 6.

use rayon::prelude::*;

/// `ln Γ(x + 1)`, so `ln x!`.
fn ln_factorial(x: u64) -> f64 {
    libm::lgamma(x as f64 + 1.0)
}

fn ln_choose(n: u64, k: u64) -> f64 {
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

/// The probability that two entities of `a` and `b` of `n` units share at least `both` of them by
/// chance, 0 to 1.
///
/// # Complexity
/// It ends when further terms add nothing: a few dozen terms, since each is smaller than the one
/// before by a factor that itself falls.
pub fn hypergeometric(n: u64, a: u64, b: u64, both: u64) -> f64 {
    let fewest = (a + b).saturating_sub(n);
    if both <= fewest {
        return 1.0;
    }
    let most = a.min(b);
    // Below the mean the terms rise first; there the other tail is the shorter one.
    let mean = a as f64 * b as f64 / n as f64;
    if (both as f64) <= mean {
        return 1.0
            - tail(n, a, b, both - 1, |k| {
                k.checked_sub(1).filter(|&k| k >= fewest)
            });
    }
    tail(n, a, b, both, |k| (k < most).then_some(k + 1)).min(1.0)
}

/// Sum of the terms from `k` on, in one direction, until they add nothing.
fn tail(n: u64, a: u64, b: u64, mut k: u64, next: impl Fn(u64) -> Option<u64>) -> f64 {
    let mut term = libm::exp(ln_choose(a, k) + ln_choose(n - a, b - k) - ln_choose(n, b));
    let mut sum = term;
    while let Some(following) = next(k) {
        let (low, up) = (k.min(following), following > k);
        // C(a, k+1) C(n-a, b-k-1) / (C(a, k) C(n-a, b-k)), for k the lower of the two.
        let ratio =
            (a - low) as f64 * (b - low) as f64 / ((low + 1) as f64 * (n + low + 1 - a - b) as f64);
        term = if up { term * ratio } else { term / ratio };
        sum += term;
        if term <= sum * 1e-17 {
            break;
        }
        k = following;
    }
    sum
}

/// The q-value of each of many p-values: the smallest share of false discoveries to be expected among
/// all whose p-value is as small. Those below 0.05 are a choice of which at most one in twenty is chance.
///
/// With the p-values in order, `q(i) = min over j >= i of p(j) * m / j`. `m` is the number of tests
/// made, at least the number of values: pairs that were looked at and never found together count too,
/// with `p = 1`.
///
/// Benjamini, Y. and Hochberg, Y. (1995): Controlling the false discovery rate, Journal of the Royal
/// Statistical Society B 57.
pub fn false_discovery_rate(p: &[f64], tests: u64) -> Vec<f64> {
    let mut order: Vec<u32> = (0..p.len() as u32).collect();
    // Of equal values the order says nothing: all get the q-value of the last.
    order.par_sort_unstable_by(|&i, &j| p[i as usize].total_cmp(&p[j as usize]));
    let tests = tests.max(p.len() as u64) as f64;
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(p[i as usize] * tests / (rank + 1) as f64);
        q[i as usize] = least;
    }
    q
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * b.abs().max(1e-3)
    }

    #[test]
    fn hypergeometric_by_hand() {
        // Of 8 units 4 and 2: both among the four in C(4,2) of C(8,2) draws, one at least in
        // 1 - C(4,2)/C(8,2).
        assert!(close(hypergeometric(8, 4, 2, 2), 6.0 / 28.0));
        assert!(close(hypergeometric(8, 4, 2, 1), 22.0 / 28.0));
        assert_eq!(hypergeometric(8, 4, 2, 0), 1.0);
        // Of 8 units 7 and 3: two at least are common.
        assert_eq!(hypergeometric(8, 7, 3, 2), 1.0);
        assert!(close(hypergeometric(8, 7, 3, 3), 35.0 / 56.0));
        // Named together always, in 10 of a million units.
        assert!(hypergeometric(1_000_000, 10, 10, 10) < 1e-50);
    }

    #[test]
    fn q_values_by_hand() {
        // Four tests: 0.01 * 4/1, 0.02 * 4/2, 0.03 * 4/3, 0.5 * 4/4; the first takes the second's.
        let q = false_discovery_rate(&[0.5, 0.02, 0.01, 0.03], 4);
        for (q, by_hand) in q.iter().zip([0.5, 0.04, 0.04, 0.04]) {
            assert!(close(*q, by_hand), "{q}");
        }
        // With 400 tests, most of which found nothing.
        let q = false_discovery_rate(&[0.5, 0.02, 1e-6, 0.03], 400);
        for (q, by_hand) in q.iter().zip([1.0, 1.0, 4e-4, 1.0]) {
            assert!(close(*q, by_hand), "{q}");
        }
        assert!(false_discovery_rate(&[], 9).is_empty());
    }

    proptest! {
        #[test]
        fn the_short_sum_is_the_long_one(n in 1u64..60, a in 0u64..60, b in 0u64..60, both in 0u64..60) {
            let (a, b) = (a.min(n), b.min(n));
            let both = both.min(a).min(b);
            // Whole numbers: C(60, 30) is below 2^57.
            let choose = |n: u64, k: u64| (0..k).fold(1u128, |c, i| c * u128::from(n - i) / u128::from(i + 1));
            let ways: u128 = (both.max((a + b).saturating_sub(n))..=a.min(b))
                .map(|k| choose(a, k) * choose(n - a, b - k))
                .sum();
            let exact = ways as f64 / choose(n, b) as f64;
            let p = hypergeometric(n, a, b, both);
            prop_assert!(close(p, exact), "{} is not {}", p, exact);
            prop_assert!((0.0..=1.0).contains(&p));
        }
    }
}
