//! Which country the names of places and peoples are of: Ghana, Ghanaian, Accra.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::lexicon::lines;
use super::{fold, with_folded};

static COUNTRIES: LazyLock<Countries> =
    LazyLock::new(|| Countries::parse(include_str!("../../data/lexicon/countries.tsv")));

/// Countries by their names, their large places, their peoples and the ends of their domains.
#[derive(Debug)]
pub struct Countries {
    /// The code by the folded name of a country, a place or a people.
    by_name: FxHashMap<String, &'static str>,
    /// The folded names of peoples that name nothing else.
    peoples: FxHashSet<String>,
    /// The codes, by which domains end.
    codes: FxHashMap<String, &'static str>,
}

impl Countries {
    /// The table that comes with the crate.
    pub fn builtin() -> &'static Countries {
        &COUNTRIES
    }

    /// Reads lines of a code, names and peoples.
    fn parse(text: &'static str) -> Countries {
        let (mut by_name, mut codes) = (FxHashMap::default(), FxHashMap::default());
        let (mut places, mut peoples) = (FxHashSet::default(), FxHashSet::default());
        for line in lines(text) {
            let mut columns = line.split('\t');
            let code = columns.next().unwrap_or_default();
            codes.insert(code.to_lowercase(), code);
            for (column, of) in columns.clone().zip([&mut places, &mut peoples]) {
                of.extend(column.split('|').map(fold));
            }
            let names = columns.flat_map(|column| column.split('|'));
            by_name.extend(
                names
                    .filter(|n| !n.is_empty())
                    .map(|name| (fold(name), code)),
            );
        }
        if let Some(britain) = codes.get("gb").copied() {
            codes.insert("uk".to_owned(), britain);
        }
        peoples.retain(|name| !places.contains(name));
        Countries {
            by_name,
            peoples,
            codes,
        }
    }

    /// The country (ISO 3166-1 alpha-2) of which `name`, of a country, one of its large places or its
    /// people, tells; case, accents and a leading "the" do not matter.
    ///
    /// ```
    /// use comention::gazetteer::Countries;
    /// let countries = Countries::builtin();
    /// assert_eq!(countries.named("Ghanaian"), Some("GH"));
    /// assert_eq!(countries.named("the U.S."), Some("US"));
    /// assert_eq!(countries.named("Springfield"), None);
    /// ```
    pub fn named(&self, name: &str) -> Option<&'static str> {
        with_folded(name, |key| self.by_name.get(key).copied())
    }

    /// Whether `name` is that of a people, or of what is theirs, and of no place: Czech, Ghanaians.
    pub fn is_people(&self, name: &str) -> bool {
        with_folded(name, |key| self.peoples.contains(key))
    }

    /// The code, if it is one.
    pub fn code(&self, code: &str) -> Option<&'static str> {
        self.codes.get(&code.to_lowercase()).copied()
    }

    /// The country whose domains end as `domain` does. Endings that are sold to everybody say nothing.
    ///
    /// ```
    /// use comention::gazetteer::Countries;
    /// let countries = Countries::builtin();
    /// assert_eq!(countries.of_domain("www.nation.co.ke"), Some("KE"));
    /// assert_eq!(countries.of_domain("example.co.uk"), Some("GB"));
    /// assert_eq!(countries.of_domain("example.com"), None);
    /// assert_eq!(countries.of_domain("example.tv"), None);
    /// ```
    pub fn of_domain(&self, domain: &str) -> Option<&'static str> {
        const SOLD: [&str; 8] = ["co", "fm", "io", "la", "me", "tv", "ws", "ai"];
        let (_, end) = domain.trim_end_matches('.').rsplit_once('.')?;
        let end = end.to_lowercase();
        (!SOLD.contains(&end.as_str())).then(|| self.codes.get(&end).copied())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_no_name_is_of_two_countries() {
        let text = include_str!("../../data/lexicon/countries.tsv");
        let rows: Vec<Vec<&str>> = lines(text).map(|line| line.split('\t').collect()).collect();
        assert!(rows.len() > 190);
        assert!(rows.iter().all(|row| row.len() == 3 && row[0].len() == 2));
        assert!(rows.is_sorted_by(|a, b| a[0] < b[0]));
        let mut of: FxHashMap<String, &str> = FxHashMap::default();
        for row in &rows {
            for name in row[1..].iter().flat_map(|column| column.split('|')) {
                let other = of.insert(fold(name), row[0]);
                assert!(
                    name.is_empty() || other.is_none_or(|code| code == row[0]),
                    "{name}"
                );
            }
        }
    }
}
