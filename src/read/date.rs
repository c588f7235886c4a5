//! Days of publication, from the forms in which news writes them to `YYYY-MM-DD`.
//!
//! Nothing is guessed: a form that two countries read differently (`04/05/2020`), a year of two
//! digits, a word such as "yesterday" and a day that the calendar does not have give no date. Only
//! `9/28/16` can be nothing but a day of 2016: no month is the 28th, and no other order has the day there.

use std::sync::LazyLock;

use regex::Regex;

use crate::day::days_of;

/// The months in small letters, in their order.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What may follow a day: a time, which is dropped.
const TIME: &str = r"(?:,?(?:\s+at)?\s+[0-9]{1,2}(?::[0-9]{2}|\s*[ap]\.?m\b).*)?$";

static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\.?,?\s+",
    )
});
static ISO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2})(?:[t ,]+[0-9]{1,2}:?[0-9]{2}.*|z|[+-][0-9]{2}:?[0-9]{2})?)?)?$",
    )
});
static COMPACT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^([0-9]{4})([0-9]{2})([0-9]{2})(?:t.*|[0-9]{6})?$"));
static MONTH_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^([a-z]{{3,9}})\.?\s+([0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)([0-9]{{4}}){TIME}"
    ))
});
static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^([0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+([a-z]{{3,9}})\.?,?[\s-]+([0-9]{{4}}){TIME}"
    ))
});
static MONTH_ONLY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([a-z]{3,9})\.?,?\s+([0-9]{4})$"));
static SHORT_YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^([0-9]{{1,2}})/([0-9]{{2}})/([0-9]{{2}}){TIME}")));
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^([0-9]{{1,2}})[/.]([0-9]{{1,2}})[/.]([0-9]{{4}}){TIME}"
    ))
});

fn pattern(source: &str) -> Regex {
    Regex::new(&format!("(?i){source}")).expect("the pattern is a constant of this file")
}

/// The day (`YYYY-MM-DD`), month (`YYYY-MM`) or year (`YYYY`) that `text` as a whole states.
pub(super) fn parse(text: &str) -> Option<String> {
    let text = text.trim();
    // No form is longer; it keeps the patterns away from whole articles in a wrong field.
    if text.len() > 100 {
        return None;
    }
    let text = &text[WEEKDAY.find(text).map_or(0, |found| found.end())..];
    let group = |pattern: &Regex| {
        pattern.captures(text).map(|captures| {
            [1, 2, 3].map(|i| captures.get(i).map(|found| found.as_str().to_owned()))
        })
    };
    if let Some([year, month, day]) = group(&ISO).or_else(|| group(&COMPACT)) {
        return date(&year?, month.as_deref(), day.as_deref());
    }
    if let Some([month, day, year]) = group(&MONTH_FIRST) {
        return date(&year?, Some(&month_number(&month?)?), day.as_deref());
    }
    if let Some([day, month, year]) = group(&DAY_FIRST) {
        return date(&year?, Some(&month_number(&month?)?), day.as_deref());
    }
    if let Some(captures) = MONTH_ONLY.captures(text) {
        return date(&captures[2], Some(&month_number(&captures[1])?), None);
    }
    if let Some([month, day, year]) = group(&SHORT_YEAR) {
        let (day, year) = (day?, format!("20{}", year?));
        let only_a_day = day.parse::<u32>().is_ok_and(|day| day > 12);
        return date(&year, month.as_deref(), Some(&day)).filter(|_| only_a_day);
    }
    let [first, second, year] = group(&NUMBERS)?;
    let (first, second) = (first?, second?);
    let (a, b): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    // Day and month can be told apart only where one is no month, or where they are the same.
    match (a, b) {
        (a, b) if a == b || b > 12 => date(&year?, Some(&first), Some(&second)),
        (a, _) if a > 12 => date(&year?, Some(&second), Some(&first)),
        _ => None,
    }
}

/// The month's number as digits, from its name or the usual abbreviations.
fn month_number(name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let index = MONTHS
        .iter()
        .position(|month| *month == name || month[..3] == *name)
        .or((name == "sept").then_some(8))?;
    Some((index + 1).to_string())
}

/// The normal form, if the calendar has such a day. Years before 1600 are placeholders (`0001`) or
/// numbers of another kind: there was no news to date.
fn date(year: &str, month: Option<&str>, day: Option<&str>) -> Option<String> {
    let year: u32 = year.parse().ok()?;
    if !(1600..3000).contains(&year) {
        return None;
    }
    let Some(month) = month else {
        return Some(format!("{year:04}"));
    };
    let month: u32 = month.parse().ok()?;
    if days_of(year, month) == 0 {
        return None;
    }
    let Some(day) = day else {
        return Some(format!("{year:04}-{month:02}"));
    };
    let day: u32 = day.parse().ok()?;
    (1..=days_of(year, month))
        .contains(&day)
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_read() {
        for (text, expected) in [
            ("2020-04-23", "2020-04-23"),
            ("2020-04-23T10:15:00Z", "2020-04-23"),
            ("2020-04-23 23:59:59+02:00", "2020-04-23"),
            ("2020-04-23+02:00", "2020-04-23"),
            ("2020/4/3", "2020-04-03"),
            ("2020-04", "2020-04"),
            ("2020", "2020"),
            ("20200423", "2020-04-23"),
            ("20200423T101500Z", "2020-04-23"),
            ("20200423101500", "2020-04-23"),
            ("April 23 2020", "2020-04-23"),
            ("April 23, 2020", "2020-04-23"),
            ("APRIL 23,2020", "2020-04-23"),
            ("23 April 2020", "2020-04-23"),
            ("23rd of April, 2020", "2020-04-23"),
            ("23-Apr-2020", "2020-04-23"),
            ("Apr. 23, 2020", "2020-04-23"),
            ("Sept. 5, 2019", "2019-09-05"),
            ("September 30th, 2020", "2020-09-30"),
            ("Monday, June 10, 2019", "2019-06-10"),
            ("Mon, 10 Jun 2019 12:00:00 GMT", "2019-06-10"),
            ("June 10, 2019 at 3:04 p.m. ET", "2019-06-10"),
            ("June 10, 2019, 3 pm", "2019-06-10"),
            ("May 2020", "2020-05"),
            ("04/23/2020", "2020-04-23"),
            ("23/04/2020", "2020-04-23"),
            ("23.04.2020", "2020-04-23"),
            ("05/05/2020", "2020-05-05"),
            ("9/28/16", "2016-09-28"),
            ("12/22/16", "2016-12-22"),
            ("  February 29, 2020\n", "2020-02-29"),
        ] {
            assert_eq!(parse(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_ambiguous_or_impossible_gives_no_date() {
        for text in [
            "",
            "yesterday",
            "04/05/2020",
            "9/6/17",
            "9/12/16",
            "22/12/16",
            "2020-13-01",
            "2020-02-30",
            "February 29, 2019",
            "April 31 2020",
            "0001-01-01",
            "1560124800",
            "1512123100000",
            "2019-2020",
            "Foo 12, 2020",
            "He came on April 23, 2020",
            "April 23, 2020, he came",
            "٢٠٢٠",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
