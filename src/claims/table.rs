//! The tables of rules that come with the crate.

use std::sync::LazyLock;

use super::pattern::{Table, Word};

/// All rules; types that are no [`RelationType`](super::RelationType) are those of attribution.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let texts = [
        include_str!("../../data/lexicon/claims.words"),
        include_str!("../../data/lexicon/attribution.rules"),
        include_str!("../../data/lexicon/relations.rules"),
    ];
    Table::parse(&texts).expect("the tables are tested")
});

/// The words of a class, or one word.
pub(super) struct Set(Vec<bool>);

impl Set {
    /// The class of that name; if there is none, the word.
    pub(super) fn of(name: &str) -> Set {
        Set::of_all(&[name])
    }

    /// The words of all these classes.
    pub(super) fn of_all(names: &[&str]) -> Set {
        let mut set = Vec::new();
        for name in names {
            let mut words = TABLE.class(name);
            if words.is_empty() {
                words.push(TABLE.id(name));
            }
            for word in words.into_iter().map(usize::from).filter(|&word| word > 0) {
                if set.len() <= word {
                    set.resize(word + 1, false);
                }
                set[word] = true;
            }
        }
        Set(set)
    }

    /// Whether the word is one of them.
    pub(super) fn has(&self, word: Word) -> bool {
        self.0.get(usize::from(word)).is_some_and(|has| *has)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::RelationType;

    #[test]
    fn every_rule_has_a_known_type_a_share_and_a_name_of_its_own() {
        let mut names = Vec::new();
        for rule in &TABLE.rules {
            let known = RelationType::from_name(&rule.class).is_some();
            assert!(
                known || matches!(rule.class.as_str(), "says" | "to" | "reports"),
                "{rule:?}"
            );
            assert!((0.5..=1.0).contains(&rule.score), "{rule:?}");
            names.push(rule.name.as_str());
        }
        names.sort_unstable();
        let repeated: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(repeated.is_empty(), "{repeated:?}");
    }

    #[test]
    fn a_set_is_a_class_or_a_word() {
        let (class, word) = (Set::of("prep"), Set::of("that"));
        assert!(class.has(TABLE.id("of")) && !class.has(TABLE.id("that")) && !class.has(0));
        assert!(word.has(TABLE.id("that")) && !word.has(TABLE.id("of")));
    }
}
