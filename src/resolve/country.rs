//! Which countries a text is about, by the places and peoples that it names.
//!
//! News rarely says whose Parliament or Ministry of Education it means: readers know it from the rest of
//! the text. So a name that many countries have ([`organization::is_common`](super::organization::is_common))
//! is read by what its document names most.

use std::collections::BTreeMap;

use crate::Kind;
use crate::gazetteer::Countries;

/// The countries that a text names, and how often.
#[derive(Debug, Default)]
pub(super) struct Named {
    counts: BTreeMap<&'static str, usize>,
}

impl Named {
    /// Counts the names of places and of peoples among these names.
    pub(super) fn among<'n>(names: impl Iterator<Item = (Kind, &'n str)>) -> Named {
        let mut out = Named::default();
        for (kind, name) in names {
            if matches!(kind, Kind::Place | Kind::Other)
                && let Some(code) = Countries::builtin().named(name)
            {
                *out.counts.entry(code).or_default() += 1;
            }
        }
        out
    }

    /// The country that is named most, if no other is named as often.
    pub(super) fn most(&self) -> Option<&'static str> {
        let most = *self.counts.values().max()?;
        let mut of = self.counts.iter().filter(|(_, count)| **count == most);
        let (code, _) = of.next()?;
        of.next().is_none().then_some(*code)
    }

    /// Whether the country is named at all.
    pub(super) fn holds(&self, code: &str) -> bool {
        self.counts.contains_key(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_about_the_country_named_most_unless_two_are() {
        let named = |names: &[&str]| Named::among(names.iter().map(|name| (Kind::Place, *name)));
        assert_eq!(named(&["Accra", "the U.S.", "Ghana"]).most(), Some("GH"));
        assert_eq!(named(&["Ghana", "Kenya", "Springfield"]).most(), None);
        assert_eq!(named(&[]).most(), None);
        assert!(named(&["Ghana", "Kenya"]).holds("KE"));
        let people = [(Kind::Other, "Ghanaian"), (Kind::Person, "Jordan")];
        assert_eq!(Named::among(people.into_iter()).most(), Some("GH"));
    }
}
