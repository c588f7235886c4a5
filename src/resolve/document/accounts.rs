//! Whose name an account is made from: "@realAnnOkafor" from Ann Okafor, "@aOkafor" too.

use rustc_hash::FxHashMap;

use super::super::person::PersonName;

/// An account of more letters is not made from a name; looking for names at each place in it takes
/// time that grows with the square of its length.
const LONGEST: usize = 64;

/// Full names by the accounts that may be made from them.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    /// By first and last name, which an account may hold anywhere.
    held: FxHashMap<String, Vec<usize>>,
    /// By the first's initial and last name, which must be the whole account.
    whole: FxHashMap<String, Vec<usize>>,
}

impl Accounts {
    /// Adds a name under a number; numbers must ascend. Names that are not full make no account.
    pub(super) fn add(&mut self, number: usize, person: &PersonName) {
        let [first, .., last] = person.words.as_slice() else {
            return;
        };
        if last.len() < 3 {
            return;
        }
        let initial = first.chars().next().into_iter();
        let whole: String = initial.chain(last.chars()).collect();
        self.whole.entry(whole).or_default().push(number);
        let held = format!("{first}{last}");
        self.held.entry(held).or_default().push(number);
    }

    /// The names from which the account `handle` (without `@`) may be made, by the rule of
    /// [`PersonName::makes_handle`], as lists that are each in order.
    ///
    /// # Complexity
    /// A look-up for each part of the handle, however many names there are.
    pub(super) fn made(&self, handle: &str) -> Vec<&[usize]> {
        let letters = handle.chars().filter(|c| c.is_alphabetic());
        let handle: String = letters.flat_map(char::to_lowercase).collect();
        let starts: Vec<usize> = handle.char_indices().map(|(at, _)| at).collect();
        if starts.len() > LONGEST {
            return Vec::new();
        }
        let ends = || starts.iter().copied().skip(1).chain([handle.len()]);
        let mut found: Vec<&[usize]> = Vec::new();
        found.extend(self.whole.get(&handle).map(Vec::as_slice));
        for &start in &starts {
            for end in ends().filter(|&end| end > start) {
                found.extend(self.held.get(&handle[start..end]).map(Vec::as_slice));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the handle may be made from the name.
    fn makes(name: &str, handle: &str) -> bool {
        let mut accounts = Accounts::default();
        let person = PersonName::parse(name);
        accounts.add(7, &person);
        let made = accounts.made(handle).concat().contains(&7);
        assert_eq!(made, person.is_full() && person.makes_handle(handle));
        made
    }

    #[test]
    fn accounts_are_found_by_the_rule_of_names() {
        assert!(makes("Donald Trump", "realDonaldTrump"));
        assert!(makes("Donald J. Trump", "Donald_Trump2"));
        assert!(makes("Ilhan Omar", "iOmar"));
        assert!(!makes("Ilhan Omar", "iOmarFans"));
        assert!(!makes("Murtaza Hussain", "NegarMortazavi"));
        assert!(!makes("Omar", "Omar"));
        assert!(!makes("Li Bo", "LiBo"));
    }

    #[test]
    fn a_handle_as_long_as_a_text_names_nobody() {
        let mut accounts = Accounts::default();
        accounts.add(7, &PersonName::parse("Ann Lee"));
        assert!(accounts.made(&"AnnLee".repeat(100_000)).is_empty());
    }
}
