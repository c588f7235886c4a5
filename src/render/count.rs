//! Numbers in pictures and in words.

use std::fmt;

/// A number with two decimals, and no minus before a zero.
pub(crate) struct Fixed(pub(crate) f64);

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        f.write_str(if text == "-0.00" { "0.00" } else { &text })
    }
}

/// A weight as a reader wants it: whole numbers without decimals.
pub(crate) fn plain(weight: f64) -> String {
    if weight.is_finite() && weight == weight.trunc() && weight.abs() < 1e15 {
        grouped(weight as i64)
    } else {
        Fixed(weight).to_string()
    }
}

/// A number and what it counts.
pub(crate) fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A whole number with commas between thousands.
pub(crate) fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = if n < 0 {
        "-".to_string()
    } else {
        String::new()
    };
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(Fixed(-0.001).to_string(), "0.00");
        assert_eq!(
            (grouped(1234567), grouped(-999)),
            ("1,234,567".into(), "-999".into())
        );
        assert_eq!((plain(1200.0), plain(0.5)), ("1,200".into(), "0.50".into()));
    }
}
