//! The person whom "he", "his" or "she" means.

use super::{Gender, Named, Reader, Window};
use crate::Kind;

/// A personal pronoun of the third person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pronoun {
    gender: Gender,
    case: Case,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    /// he, she
    Subject,
    /// his, hers; "her" before a noun
    Possessive,
    /// him; "her" elsewhere
    Object,
    /// himself, herself
    Reflexive,
}

impl Pronoun {
    pub(super) fn of(word: &str) -> Option<Pronoun> {
        let (gender, case) = match word {
            "he" => (Gender::Male, Case::Subject),
            "his" => (Gender::Male, Case::Possessive),
            "him" => (Gender::Male, Case::Object),
            "himself" => (Gender::Male, Case::Reflexive),
            "she" => (Gender::Female, Case::Subject),
            "her" | "hers" => (Gender::Female, Case::Possessive),
            "herself" => (Gender::Female, Case::Reflexive),
            _ => return None,
        };
        Some(Pronoun { gender, case })
    }

    pub(super) fn gender(self) -> Gender {
        self.gender
    }
}

/// Words that begin a clause of its own, whose subject "him" is not.
const CLAUSES: [&str; 16] = [
    ",", ";", "after", "although", "because", "before", "but", "if", "since", "so", "that", "when",
    "where", "which", "while", "who",
];

/// Words that a clause before the main clause begins with: "In his speech, Example said".
const FRONTED: [&str; 24] = [
    "after",
    "although",
    "as",
    "at",
    "before",
    "besides",
    "by",
    "despite",
    "during",
    "following",
    "for",
    "from",
    "if",
    "in",
    "like",
    "on",
    "since",
    "through",
    "throughout",
    "unlike",
    "until",
    "when",
    "while",
    "with",
];

/// Words, besides those in "-ed" and "-ing", that begin a description of the subject which follows it.
const DESCRIBING: [&str; 5] = ["a", "an", "born", "known", "the"];

/// What "her" stands before if it is no possessive.
const AFTER_OBJECT: [&str; 30] = [
    "a", "about", "after", "an", "and", "as", "at", "because", "before", "but", "by", "during",
    "for", "from", "if", "in", "into", "of", "on", "out", "over", "so", "that", "the", "to", "up",
    "when", "while", "who", "with",
];

/// Words before a name by which it is no subject.
const PREPOSITIONS: [&str; 22] = [
    "about",
    "against",
    "alongside",
    "behind",
    "between",
    "by",
    "for",
    "from",
    "in",
    "into",
    "like",
    "of",
    "on",
    "over",
    "than",
    "to",
    "toward",
    "under",
    "unlike",
    "with",
    "without",
    "s",
];

/// Nouns for people who may be there without a name.
const PEOPLE: [(&str, Option<Gender>); 78] = [
    ("activist", None),
    ("actor", None),
    ("adviser", None),
    ("advisor", None),
    ("agent", None),
    ("aide", None),
    ("ally", None),
    ("analyst", None),
    ("anyone", None),
    ("attorney", None),
    ("author", None),
    ("boss", None),
    ("boy", Some(Gender::Male)),
    ("brother", Some(Gender::Male)),
    ("candidate", None),
    ("chairman", Some(Gender::Male)),
    ("chief", None),
    ("child", None),
    ("citizen", None),
    ("coach", None),
    ("congressman", Some(Gender::Male)),
    ("cop", None),
    ("critic", None),
    ("daughter", Some(Gender::Female)),
    ("defendant", None),
    ("diplomat", None),
    ("director", None),
    ("doctor", None),
    ("driver", None),
    ("employee", None),
    ("expert", None),
    ("father", Some(Gender::Male)),
    ("friend", None),
    ("girl", Some(Gender::Female)),
    ("governor", None),
    ("guard", None),
    ("historian", None),
    ("host", None),
    ("husband", Some(Gender::Male)),
    ("inmate", None),
    ("journalist", None),
    ("judge", None),
    ("lawmaker", None),
    ("lawyer", None),
    ("leader", None),
    ("man", Some(Gender::Male)),
    ("manager", None),
    ("member", None),
    ("minister", None),
    ("mother", Some(Gender::Female)),
    ("nominee", None),
    ("officer", None),
    ("official", None),
    ("operative", None),
    ("owner", None),
    ("person", None),
    ("politician", None),
    ("president", None),
    ("professor", None),
    ("prosecutor", None),
    ("reporter", None),
    ("representative", None),
    ("resident", None),
    ("secretary", None),
    ("senator", None),
    ("sister", Some(Gender::Female)),
    ("soldier", None),
    ("son", Some(Gender::Male)),
    ("spokesman", Some(Gender::Male)),
    ("spokeswoman", Some(Gender::Female)),
    ("staffer", None),
    ("strategist", None),
    ("student", None),
    ("suspect", None),
    ("teacher", None),
    ("victim", None),
    ("wife", Some(Gender::Female)),
    ("woman", Some(Gender::Female)),
];

impl Reader<'_> {
    /// Whom the pronoun at a word means.
    pub(super) fn pronoun(&self, pronoun: Pronoun, at: usize, window: Window) -> Option<Named> {
        let next = self.words.get(at + 1).map_or("", |w| w.lower.as_str());
        let last = at
            .checked_sub(1)
            .map_or("", |b| self.words[b].lower.as_str());
        // "his or her" is anybody's.
        if matches!(next, "or" | "/") || matches!(last, "or" | "/") {
            return None;
        }
        let object = self.words[at].lower == "her"
            && (!next.starts_with(char::is_alphabetic) || AFTER_OBJECT.contains(&next));
        let case = if object { Case::Object } else { pronoun.case };
        let fits = |cluster: usize| {
            self.kind(cluster) == Kind::Person
                && self.genders[cluster].is_none_or(|gender| gender == pronoun.gender)
        };
        let here = self.fitting(&self.named[window.here..], fits);
        let before = self.fitting(&self.named[window.before..window.here], fits);
        if case == Case::Subject && self.is_described(&here, window.sentence, at) {
            return None;
        }
        let anybody = here.iter().chain(&before);
        // One who surely fits may be told from one who perhaps does only by guessing.
        let doubtful = |named: &[Named]| named.len() > 1;
        if let [.., only] = here[..] {
            if doubtful(&here) || self.unnamed(pronoun.gender, window.sentence, at) {
                return None;
            }
            let others = anybody.filter(|n| n.cluster != only.cluster).count() > 0;
            return match case {
                Case::Reflexive => Some(only),
                Case::Object => {
                    let between = &self.words[only.words.1..at];
                    let apart = between.iter().any(|w| CLAUSES.contains(&w.lower.as_str()));
                    (apart && !others).then_some(only)
                }
                _ if others && self.is_aside(only) => None,
                _ => Some(only),
            };
        }
        if case == Case::Reflexive || self.unnamed(pronoun.gender, window.start, at) {
            return None;
        }
        let chosen = match before[..] {
            [only] => only,
            // "Example met Sample. He said": he is the one of whom the sentence before speaks.
            [..] if case == Case::Subject && at == window.sentence => {
                self.subject(&self.named[window.before..window.here], &before)?
            }
            _ => return None,
        };
        // "When he came, Sample left": he is Sample.
        let fronted = FRONTED.contains(&self.words[window.sentence].lower.as_str());
        let ahead = self.words[at..window.end].iter().filter(|w| !w.quoted);
        let ahead = ahead.filter_map(|w| w.mention).find_map(|mention| {
            let cluster = self.clusters.bindings[mention].cluster;
            fits(cluster).then_some(cluster)
        });
        (!fronted || ahead.is_none_or(|cluster| cluster == chosen.cluster)).then_some(chosen)
    }

    /// The person whom the previous sentence begins with.
    fn subject(&self, named: &[Named], fitting: &[Named]) -> Option<Named> {
        let persons = |n: &&Named| self.kind(n.cluster) == Kind::Person;
        let first = named.iter().find(persons)?;
        let start = self.words[..first.words.0]
            .iter()
            .rposition(|w| w.sentence != self.words[first.words.0].sentence)
            .map_or(0, |last| last + 1);
        let next = self
            .words
            .get(first.words.1)
            .map_or("", |w| w.lower.as_str());
        let begins = first.words.0 - start <= 2
            && self.words[start..first.words.0]
                .iter()
                .all(|w| w.text.starts_with(char::is_uppercase));
        let alone = !matches!(next, "and" | "&" | "'s" | "’s" | "'" | "’");
        (begins && alone)
            .then(|| fitting.iter().copied().find(|n| n.cluster == first.cluster))
            .flatten()
    }

    /// Whether the names before a pronoun belong to a description of whom it means: "The daughter of Ann
    /// Example, she", "Named after Ann Example, she".
    fn is_described(&self, here: &[Named], sentence: usize, at: usize) -> bool {
        let first = &self.words[sentence];
        let describes = first.text.starts_with(char::is_uppercase)
            && first.mention.is_none()
            && (DESCRIBING.contains(&first.lower.as_str())
                || first.lower.len() > 4
                    && ["ed", "ing"].iter().any(|end| first.lower.ends_with(end)));
        let comma = |word: usize| self.words[word].text == ",";
        let ends = at > sentence && comma(at - 1);
        let closes = |named: &Named| {
            let first = named.words.0;
            named.words.1 + 1 == at && first > sentence && !comma(first - 1)
        };
        // "The day Ann Example left, she": the name is the subject of a clause.
        ends && describes && !here.is_empty() && here.iter().all(closes)
    }

    /// Whether a name is no subject: it has a preposition in front or a possessive behind.
    fn is_aside(&self, named: Named) -> bool {
        let before = named
            .words
            .0
            .checked_sub(1)
            .map(|b| self.words[b].lower.as_str());
        let after = self.words.get(named.words.1).map(|w| w.lower.as_str());
        before.is_some_and(|word| PREPOSITIONS.contains(&word))
            || after.is_some_and(|word| matches!(word, "'s" | "’s" | "'" | "’"))
    }

    /// Whether somebody of that gender stands without a name between two words: "a spokesman", "her
    /// lawyer", "Example's wife". One in apposition to a name ("Example, a lawyer", "his lawyer, Bo
    /// Sample") has one.
    fn unnamed(&self, gender: Gender, from: usize, to: usize) -> bool {
        (from..to).any(|at| {
            let word = &self.words[at];
            let noun = PEOPLE.binary_search_by(|(noun, _)| noun.cmp(&word.lower.as_str()));
            let Ok(noun) = noun else {
                return false;
            };
            if PEOPLE[noun].1.is_some_and(|of| of != gender)
                || word.quoted
                || word.mention.is_some()
            {
                return false;
            }
            if self
                .named
                .iter()
                .rev()
                .any(|n| (n.words.0..n.words.1).contains(&at))
            {
                return false;
            }
            let next = |far: usize| self.words.get(at + far);
            let named = |word: Option<&super::Word<'_>>| word.is_some_and(|w| w.mention.is_some());
            if named(next(1)) || next(1).is_some_and(|w| w.text == ",") && named(next(2)) {
                return false;
            }
            // "Secretary of State John Example".
            if next(1).is_some_and(|w| w.lower == "of") && named(next(3)) {
                return false;
            }
            for back in 1..=4 {
                let Some(before) = at.checked_sub(back).filter(|&b| b >= from) else {
                    return false;
                };
                let word = &self.words[before];
                match word.lower.as_str() {
                    "a" | "an" | "one" | "another" | "no" | "any" | "every" | "each" | "some"
                    | "the" | "his" | "her" | "their" | "my" | "our" | "this" | "that" | "'s"
                    | "’s" => {
                        let prior = before.checked_sub(1).map(|b| &self.words[b]);
                        let apposed = prior.is_some_and(|p| {
                            matches!(
                                p.lower.as_str(),
                                "," | "is" | "was" | "as" | "became" | "becoming" | "been" | "be"
                            )
                        });
                        return !apposed;
                    }
                    "," | "." | ";" | ":" | ")" | "(" => return false,
                    _ => {}
                }
            }
            false
        })
    }
}
