//! Days for programs that want whole ones: of a month or a year the first, or the last.

/// The first day of a day, month or year; `None` for what is none of these.
pub(super) fn first_of(date: &str) -> Option<String> {
    match parts(date)? {
        (_, None, _) => Some(format!("{date}-01-01")),
        (_, Some(_), None) => Some(format!("{date}-01")),
        _ => Some(date.to_owned()),
    }
}

/// The last day of a day, month or year.
pub(super) fn last_of(date: &str) -> Option<String> {
    match parts(date)? {
        (_, None, _) => Some(format!("{date}-12-31")),
        (year, Some(month), None) => {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let days = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            Some(format!("{date}-{days}"))
        }
        _ => Some(date.to_owned()),
    }
}

/// Year, month, day, if the date has one of the three forms.
fn parts(date: &str) -> Option<(u32, Option<u32>, Option<u32>)> {
    let bytes = date.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let form = matches!(bytes.len(), 4 | 7 | 10)
        && bytes.chunks(1).enumerate().all(|(n, c)| match n {
            4 | 7 => c == b"-",
            _ => digits(c),
        });
    if !form {
        return None;
    }
    let number = |from: usize, to: usize| date.get(from..to).and_then(|part| part.parse().ok());
    Some((number(0, 4)?, number(5, 7), number(8, 10)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_years_have_a_first_and_a_last_day() {
        let span = |date| (first_of(date), last_of(date));
        let some = |a: &str, b: &str| (Some(a.to_owned()), Some(b.to_owned()));
        assert_eq!(span("2020-02"), some("2020-02-01", "2020-02-29"));
        assert_eq!(span("1900-02"), some("1900-02-01", "1900-02-28"));
        assert_eq!(span("2019"), some("2019-01-01", "2019-12-31"));
        assert_eq!(span("2019-06-13"), some("2019-06-13", "2019-06-13"));
        assert_eq!(span("spring"), (None, None));
        assert_eq!(span("20-1-2é"), (None, None));
    }
}
