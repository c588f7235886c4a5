//! Which bare surnames are companies: "Kellner shares fell", beside Heinz Kellner.
//!
//! Companies are called after who founded them, and the tagger cannot tell the two where the text has both. What
//! stands beside the name can: a person has no headquarters, no dealers and no shares that fall. It is decided
//! mention by mention, since the next sentence may speak of the founder. Where nobody is named in full and a
//! company with its legal form is ("Pell & Sons"), the bare word is the company's all through.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Family;
use crate::gazetteer::lexicon::{is_honorific, is_legal_form};
use crate::gazetteer::{Gazetteer, fold};
use crate::resolve::person::PersonName;
use crate::{Kind, Mention};

/// What only a company has: "Kellner dealers", "its headquarters". Sorted.
const HAS: [&str; 16] = [
    "dealers",
    "dealership",
    "dealerships",
    "dividend",
    "factories",
    "factory",
    "headquarters",
    "outlets",
    "plant",
    "plants",
    "products",
    "shareholder",
    "shareholders",
    "stock",
    "stores",
    "workforce",
];

/// Of these, what may follow the name of a person: "the Kellner plant" is a company's, "Kellner products" may be his.
const FOLLOWS: [&str; 8] = [
    "dealers",
    "dealership",
    "dealerships",
    "factories",
    "headquarters",
    "shareholder",
    "shareholders",
    "stores",
];

/// What shares and stocks do. Sorted.
const MOVES: [&str; 30] = [
    "added", "are", "climbed", "closed", "dipped", "dived", "dropped", "edged", "ended", "fell",
    "gained", "had", "have", "jumped", "lost", "opened", "plunged", "price", "prices", "rallied",
    "rise", "rose", "sank", "slid", "slipped", "slumped", "soared", "surged", "tumbled", "were",
];

/// What a company does and no person.
const DOES: [&str; 4] = ["employed", "employs", "manufactured", "manufactures"];

/// What a company does, where one of that name is in the text. Sorted.
const DOES_TOO: [&str; 8] = [
    "makes", "operates", "posted", "produces", "recalled", "reported", "sells", "supplies",
];

/// What a company reports.
const REPORTED: [&str; 8] = [
    "earnings", "loss", "losses", "profit", "profits", "revenue", "revenues", "sales",
];

/// What stands before a company.
const BEFORE: [&str; 20] = [
    "board of",
    "CEO of",
    "chairman of",
    "chairwoman of",
    "chief executive of",
    "co-founder of",
    "customers of",
    "employees of",
    "founder of",
    "investors in",
    "owner of",
    "shareholders in",
    "shareholders of",
    "shares in",
    "shares of",
    "stake in",
    "stock in",
    "stock of",
    "subsidiary of",
    "takeover of",
];

/// The ends of companies' names that are no legal form. Sorted, folded.
const ENDS: [&str; 32] = [
    "airlines",
    "associates",
    "bank",
    "bros",
    "brothers",
    "capital",
    "chemicals",
    "daughters",
    "electric",
    "electronics",
    "energy",
    "foods",
    "group",
    "hotels",
    "industries",
    "laboratories",
    "mills",
    "mining",
    "motor",
    "motors",
    "oil",
    "partners",
    "pharma",
    "pharmaceuticals",
    "properties",
    "records",
    "software",
    "sons",
    "steel",
    "stores",
    "technologies",
    "technology",
];

/// The mentions of one word that name a company although others of the same word may name a person.
pub(super) fn companies(
    text: &str,
    mentions: &[Mention],
    gazetteer: &Gazetteer,
) -> FxHashSet<usize> {
    let mut out = FxHashSet::default();
    let mut bare: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (number, mention) in mentions.iter().enumerate() {
        let surface = mention.span.text(text);
        let may_be = matches!(mention.kind, Kind::Person | Kind::Organization)
            && !surface.contains([' ', '@', '\n'])
            && surface.chars().any(char::is_lowercase);
        if may_be {
            bare.entry(fold(surface)).or_default().push(number);
        }
    }
    // Only words that some mention was taken for a person of, or that are a person's surname here.
    let mut full: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    let mut marked: FxHashMap<String, Mark> = FxHashMap::default();
    for (number, mention) in mentions.iter().enumerate() {
        let surface = mention.span.text(text);
        match mention.kind {
            Kind::Person if surface.contains(' ') => {
                let person = PersonName::parse(surface);
                if person.is_full() && bare.contains_key(person.last()) {
                    full.entry(person.last().to_owned())
                        .or_default()
                        .push(number);
                }
            }
            Kind::Organization => {
                let key = fold(surface);
                if let Some((first, rest)) = key.split_once(' ')
                    && bare.contains_key(first)
                    && let Some(mark) = Mark::of(rest)
                {
                    let known = marked.entry(first.to_owned()).or_insert(mark);
                    *known = (*known).max(mark);
                }
            }
            _ => {}
        }
    }
    for (word, numbers) in bare {
        let named = full.get(&word).map_or(&[][..], Vec::as_slice);
        let mark = marked.get(&word).copied();
        let person = |&number: &usize| mentions[number].kind == Kind::Person;
        if named.is_empty() && !numbers.iter().any(person) {
            continue;
        }
        // Whom everybody calls so is meant, whatever is called after him.
        if gazetteer.known(&word).any(|m| m.entry.unmistakable) {
            continue;
        }
        let titled = |&number: &usize| is_titled(text, &mentions[number]);
        if mark == Some(Mark::Legal) && named.is_empty() {
            out.extend(numbers.iter().copied().filter(|number| !titled(number)));
            continue;
        }
        let told: Vec<usize> = (numbers.iter().copied())
            .filter(|&number| !titled(&number) && is_told(text, &mentions[number], mark.is_some()))
            .collect();
        let sentence = |number: usize| mentions[number].sentence;
        for &number in numbers.iter().filter(|number| !titled(number)) {
            let beside = told
                .iter()
                .any(|&other| sentence(other) == sentence(number));
            // Nobody speaks of himself by his surname: "James Dyson said that Dyson had no choice".
            let besides_him = !told.is_empty()
                && (named.iter()).any(|&he| he < number && sentence(he) == sentence(number));
            if beside || besides_him {
                out.insert(number);
            }
        }
    }
    out
}

/// How the name of a company shows that it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// "Kellner Foods".
    Noun,
    /// "Kellner AG", "Pell & Sons".
    Legal,
}

impl Mark {
    /// Of the folded words behind the first.
    fn of(rest: &str) -> Option<Mark> {
        let last = rest.rsplit(' ').next()?;
        if matches!(last, "sons" | "daughters" | "bros" | "brothers") || is_legal_form(last) {
            Some(Mark::Legal)
        } else {
            ENDS.binary_search(&last).is_ok().then_some(Mark::Noun)
        }
    }
}

/// Whether what a longer folded name has behind a surname shows that it is a company's.
pub(super) fn is_mark(rest: &str) -> bool {
    Mark::of(rest).is_some()
}

/// Whether a title stands before the name.
fn is_titled(text: &str, mention: &Mention) -> bool {
    let before = text[..mention.span.start].trim_end();
    let word = before.rsplit(|c: char| c.is_whitespace()).next();
    word.is_some_and(|word| !word.is_empty() && is_honorific(word))
}

/// Whether the words beside the name show a company. `marked`: whether a longer name of the text does.
fn is_told(text: &str, mention: &Mention, marked: bool) -> bool {
    let after = &text[mention.span.end..];
    let before = &text[..mention.span.start];
    let clause = after
        .split([',', '.', ';', ':', '(', '"', '“', '\n'])
        .next();
    let words: Vec<&str> = clause.unwrap_or_default().split(' ').take(8).collect();
    let has = |word: &str| HAS.binary_search(&word).is_ok();
    // The clause begins with the blank behind the name, or with a possessive.
    let [next, words @ ..] = words.as_slice() else {
        return false;
    };
    let possessive = matches!(*next, "'s" | "’s" | "'" | "’");
    let first = words.first().copied().unwrap_or_default();
    let second = words.get(1).copied().unwrap_or_default();
    if possessive {
        return matches!(
            first,
            "shareholders" | "dealers" | "headquarters" | "dealerships"
        );
    }
    if let Some(before) = before.strip_suffix(' ')
        && next.is_empty()
        && BEFORE.iter().any(|words| {
            before
                .strip_suffix(words)
                .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        })
    {
        return true;
    }
    if !next.is_empty() {
        return false;
    }
    let moves =
        matches!(first, "shares" | "stock" | "stocks") && MOVES.binary_search(&second).is_ok();
    let reports = matches!(first, "reported" | "posted");
    moves
        || FOLLOWS.contains(&first)
        || DOES.contains(&first)
        || marked
            && DOES_TOO.contains(&first)
            && (!reports || words.iter().any(|word| REPORTED.contains(word)))
        || words
            .windows(2)
            .take(4)
            .any(|pair| pair[0] == "its" && has(pair[1]))
        || matches!(first, "plant" | "factory") && marked
}

/// The kind of what most mentions were taken for, if they are of that family: a company was taken for a person.
pub(super) fn kind_of(kind: Kind, family: Family) -> Kind {
    match (kind, family) {
        (Kind::Person, Family::Body) => Kind::Organization,
        _ => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(HAS.is_sorted());
        assert!(MOVES.is_sorted());
        assert!(ENDS.is_sorted());
    }
}
