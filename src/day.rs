//! Days as they are kept and asked for: `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where no more is known.

/// Whether the calendar has this day (`YYYY-MM-DD`), month (`YYYY-MM`) or year (`YYYY`).
pub fn is_day(text: &str) -> bool {
    let Some((year, month, day)) = parts(text) else {
        return false;
    };
    match (month, day) {
        (Some(month), Some(day)) => (1..=days_of(year, month)).contains(&day),
        (Some(month), None) => days_of(year, month) > 0,
        _ => true,
    }
}

/// Checks the bounds of a range of days.
///
/// # Errors
/// What is wrong: a bound that is no day, or an end before the beginning.
pub fn check_range(from: Option<&str>, to: Option<&str>) -> Result<(), String> {
    for bound in [from, to].into_iter().flatten() {
        if !is_day(bound) {
            return Err(format!("there is no day, month or year {bound}"));
        }
    }
    match (from, to) {
        (Some(from), Some(to)) if before(to, from) => Err(format!(
            "there are no days from {from} to {to}: the end lies before the beginning"
        )),
        _ => Ok(()),
    }
}

/// Whether a day lies before another; a month or a year is before what comes after it as a whole.
pub(crate) fn before(day: &str, other: &str) -> bool {
    let n = day.len().min(other.len());
    match (day.get(..n), other.get(..n)) {
        (Some(day), Some(other)) => day < other,
        _ => day < other,
    }
}

/// Days of a month; of what is no month, none.
pub(crate) fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// The first day of a day, month or year; `None` for what is none of these.
pub(crate) fn first_of(date: &str) -> Option<String> {
    match parts(date)? {
        (_, None, _) => Some(format!("{date}-01-01")),
        (_, Some(_), None) => Some(format!("{date}-01")),
        _ => Some(date.to_owned()),
    }
}

/// The last day of a day, month or year.
pub(crate) fn last_of(date: &str) -> Option<String> {
    match parts(date)? {
        (_, None, _) => Some(format!("{date}-12-31")),
        (year, Some(month), None) => {
            let days = days_of(year, month);
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

    #[test]
    fn a_day_that_the_calendar_does_not_have_is_none() {
        for day in ["2019", "2019-12", "2020-02-29", "2019-12-31"] {
            assert!(is_day(day), "{day}");
        }
        for text in [
            "2019-13",
            "2019-00",
            "2019-02-29",
            "2019-04-31",
            "2019-01-00",
            "19",
            "2019-1",
            "today",
        ] {
            assert!(!is_day(text), "{text}");
        }
    }

    #[test]
    fn a_month_is_neither_before_nor_after_its_days() {
        assert!(before("2019-12", "2020-01-15") && before("2020-01-14", "2020-01-15"));
        assert!(!before("2020-01", "2020-01-15") && !before("2020-01-15", "2020"));
    }

    #[test]
    fn a_range_must_not_end_before_it_begins() {
        let check = |from, to| check_range(Some(from), Some(to));
        assert!(check("2019", "2019").is_ok() && check("2019-06", "2019").is_ok());
        assert!(check_range(None, Some("2019")).is_ok());
        let end = check("2020", "2019-12").unwrap_err();
        assert!(end.contains("from 2020 to 2019-12"), "{end}");
        let day = check("2019-02-30", "2020").unwrap_err();
        assert!(day.contains("no day, month or year 2019-02-30"), "{day}");
    }
}
