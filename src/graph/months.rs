//! Counts by month, in few bytes: every name has such a series.

use std::collections::BTreeMap;
use std::fmt;
use std::mem;

use serde::{Deserialize, Serialize, Serializer};

/// A month of a year from 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u32);

impl Month {
    /// The month of a date that begins YYYY-MM.
    pub(crate) fn of(date: &str) -> Option<Month> {
        let (month, rest) = date.split_at_checked(7)?;
        let (year, month) = month.split_once('-')?;
        let number = |digits: &str, places: usize| {
            let shaped = digits.len() == places && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|_| shaped)
        };
        let (year, month) = (number(year, 4)?, number(month, 2)?);
        let ends = !rest.starts_with(|c: char| c.is_ascii_digit());
        (ends && (1..=12).contains(&month)).then_some(Month(year * 12 + month - 1))
    }

    /// Months since January of year 0.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// As `YYYY-MM`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 12, self.0 % 12 + 1)
    }
}

/// How many of something fall into each month, in order; written as a map of `YYYY-MM` to the count.
// Eight bytes a month, where a map of strings takes four hundred for the first. A slice has no room for more and no
// number that says how much: a large graph has millions of edges, most without any month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "BTreeMap<String, u32>")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(with = "BTreeMap<String, u32>"))]
pub struct Months(Box<[(Month, u32)]>);

impl Months {
    pub(super) fn add(&mut self, month: Month, count: u32) {
        match self.0.binary_search_by_key(&month, |(month, _)| *month) {
            Ok(at) => self.0[at].1 = self.0[at].1.saturating_add(count),
            Err(at) => {
                let mut all = mem::take(&mut self.0).into_vec();
                all.reserve_exact(1);
                all.insert(at, (month, count));
                self.0 = all.into_boxed_slice();
            }
        }
    }

    pub(super) fn merge(&mut self, other: Months) {
        for (month, count) in other.0 {
            self.add(month, count);
        }
    }

    /// Whether no month has any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The months that have any, the earliest first, and how many.
    pub fn iter(&self) -> impl Iterator<Item = (Month, u32)> + '_ {
        self.0.iter().copied()
    }
}

impl Serialize for Months {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = self.iter().map(|(month, count)| (month.to_string(), count));
        serializer.collect_map(named)
    }
}

impl TryFrom<BTreeMap<String, u32>> for Months {
    type Error = String;

    fn try_from(named: BTreeMap<String, u32>) -> Result<Self, String> {
        let mut months = Months::default();
        for (name, count) in named {
            let month = Month::of(&name).filter(|_| name.len() == 7);
            months.add(month.ok_or(format!("`{name}` is no month"))?, count);
        }
        Ok(months)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_two_parts_are_added_and_written_in_order() {
        let month = |date: &str| Month::of(date).unwrap();
        let mut one = Months::default();
        one.add(month("2020-12-31"), 2);
        one.add(month("0999-01"), 1);
        let mut other = Months::default();
        other.add(month("2020-12"), 3);
        one.merge(other);
        let written = serde_json::to_string(&one).unwrap();
        assert_eq!(written, r#"{"0999-01":1,"2020-12":5}"#);
        assert_eq!(serde_json::from_str::<Months>(&written).unwrap(), one);
        assert!(serde_json::from_str::<Months>(r#"{"2020-13":1}"#).is_err());
    }
}
