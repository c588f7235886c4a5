//! Who is introduced as somebody's relative: "his son, Mukhriz Mahathir", "Nurul Izzah Anwar, daughter of Anwar
//! Ibrahim".
//!
//! A bare surname that stands in the text before such an introduction is not the relative's but of whom he is one.
//! Where names have no surname but the father's name behind their own, this tells the father from the child.

/// Nouns for relatives. Sorted.
const KIN: [&str; 44] = [
    "aunt",
    "bride",
    "brother",
    "brother-in-law",
    "brothers",
    "child",
    "children",
    "cousin",
    "dad",
    "daughter",
    "daughter-in-law",
    "daughters",
    "ex-husband",
    "ex-wife",
    "father",
    "father-in-law",
    "fiancé",
    "fiancée",
    "grandchildren",
    "granddaughter",
    "grandfather",
    "grandmother",
    "grandson",
    "grandsons",
    "half-brother",
    "half-sister",
    "husband",
    "mom",
    "mother",
    "mother-in-law",
    "nephew",
    "niece",
    "sibling",
    "siblings",
    "sister",
    "sister-in-law",
    "sisters",
    "son",
    "son-in-law",
    "sons",
    "uncle",
    "widow",
    "widower",
    "wife",
];

/// Whether the text beside a full name says whose relative its bearer is.
pub(super) fn is_introduced_as_kin(before: &str, behind: &str) -> bool {
    is_kin_in_front(before) || is_kin_behind(behind)
}

/// "his son, ", "Suharto's eldest son ", "Marcos’ sister, Senator ".
fn is_kin_in_front(before: &str) -> bool {
    let from = before.char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    let clause = before[from..].rsplit(['.', ';', '\n', '"', '“']).next();
    let words: Vec<&str> = clause.unwrap_or_default().split_whitespace().collect();
    // A title may stand between.
    let nouns = words.iter().rposition(|word| is_kin(word));
    let Some(noun) = nouns.filter(|noun| noun + 3 > words.len()) else {
        return false;
    };
    let title = |word: &&str| word.starts_with(char::is_uppercase);
    words[noun + 1..].iter().all(title)
        && words[noun.saturating_sub(3)..noun]
            .iter()
            .any(|word| is_owner(word))
}

/// ", daughter of", ", Suharto's son", " are his children", " is the son of".
fn is_kin_behind(behind: &str) -> bool {
    let behind = behind.strip_prefix(", ").or_else(|| {
        let behind = behind.strip_prefix(' ')?;
        ["is ", "was ", "are ", "were "]
            .iter()
            .find_map(|verb| behind.strip_prefix(verb))
    });
    let clause = behind.and_then(|behind| behind.split([',', '.', ';', '\n', '"', '“']).next());
    let words: Vec<&str> = clause.unwrap_or_default().split(' ').take(6).collect();
    let Some(noun) = words.iter().position(|word| is_kin(word)) else {
        return false;
    };
    // "with his wife", "who met her son"
    let other = |word: &&str| {
        matches!(
            *word,
            "with" | "by" | "and" | "for" | "to" | "who" | "whose"
        )
    };
    if words[..noun].iter().any(other) {
        return false;
    }
    let of_somebody = words.get(noun + 1) == Some(&"of")
        && (words.get(noun + 2)).is_some_and(|word| word.starts_with(char::is_uppercase));
    of_somebody || words[..noun].iter().any(|word| is_owner(word))
}

fn is_kin(word: &str) -> bool {
    KIN.binary_search(&word.trim_end_matches(',')).is_ok()
}

fn is_owner(word: &str) -> bool {
    matches!(word, "his" | "her" | "their" | "His" | "Her" | "Their")
        || word.ends_with("'s")
        || word.ends_with("’s")
        || word.ends_with("s'")
        || word.ends_with("s’")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn introduced(marked: &str) -> bool {
        let (before, rest) = marked.split_once('[').expect("a name is marked");
        let (_, behind) = rest.split_once(']').expect("a name is marked");
        is_introduced_as_kin(before, behind)
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(KIN.is_sorted());
    }

    #[test]
    fn relatives_are_introduced_before_and_behind_their_names() {
        for text in [
            "He spoke. His son, [Bo Sample], did not.",
            "Sample's eldest son [Bo Sample] spoke.",
            "Samples’ sister, Senator [Ann Sample], left.",
            "[Ann Sample], daughter of Cal Sample, spoke.",
            "[Ann Sample], the youngest daughter of Cal Sample, spoke.",
            "[Ann Sample], Cal Sample's niece, spoke.",
            "Bo Sample and [Ann Sample] are his children, and",
        ] {
            assert!(introduced(text), "{text}");
        }
        for text in [
            "He met a son of the town, [Bo Sample].",
            "His son met [Bo Sample].",
            "His son left. [Bo Sample] came.",
            "[Bo Sample], a father of three, came.",
            "[Bo Sample], with his wife, came.",
            "[Bo Sample]",
        ] {
            assert!(!introduced(text), "{text}");
        }
    }
}
