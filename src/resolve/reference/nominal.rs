//! The person whom "the senator" means, the body that "the group" means.
//!
//! A person must have been called so in the document: "Sen. Ann Example", "Bo Sample, a former judge". A
//! body must have the noun in its name ("the court" after "Supreme Court"), or be of the sort that the
//! noun is for: "the newspaper" an outlet, "the group" what is no authority.

use std::collections::BTreeSet;

use super::scan::Word;
use super::{Named, Reader, Window};
use crate::gazetteer::fold;
use crate::resolve::document::Clusters;
use crate::{Kind, Mention};

/// Roles by which persons are called, as titles and as descriptions.
const ROLES: [&str; 47] = [
    "admiral",
    "aide",
    "ambassador",
    "archbishop",
    "attorney",
    "billionaire",
    "bishop",
    "businessman",
    "candidate",
    "cardinal",
    "chairman",
    "chairwoman",
    "chancellor",
    "commissioner",
    "congressman",
    "congresswoman",
    "democrat",
    "director",
    "general",
    "governor",
    "judge",
    "justice",
    "king",
    "lawmaker",
    "lawyer",
    "leader",
    "libertarian",
    "mayor",
    "minister",
    "nominee",
    "pope",
    "premier",
    "president",
    "prince",
    "princess",
    "professor",
    "prosecutor",
    "queen",
    "rabbi",
    "republican",
    "secretary",
    "senator",
    "sheriff",
    "speaker",
    "spokesman",
    "spokeswoman",
    "strategist",
];

/// What titles before a name stand for.
const TITLES: [(&str, &[&str]); 14] = [
    ("adm", &["admiral"]),
    ("amb", &["ambassador"]),
    ("assemblyman", &["lawmaker"]),
    ("congressman", &["congressman", "lawmaker"]),
    ("congresswoman", &["congresswoman", "lawmaker"]),
    ("gen", &["general"]),
    ("gov", &["governor"]),
    ("pres", &["president"]),
    ("prof", &["professor"]),
    ("rep", &["congressman", "congresswoman", "lawmaker"]),
    (
        "representative",
        &["congressman", "congresswoman", "lawmaker"],
    ),
    ("sec", &["secretary"]),
    ("sen", &["senator", "lawmaker"]),
    ("senator", &["senator", "lawmaker"]),
];

/// Words before the noun by which somebody else is meant.
const OTHERS: [&str; 17] = [
    "another", "any", "current", "each", "every", "first", "last", "latter", "new", "next", "no",
    "other", "previous", "same", "sitting", "then", "vice",
];

/// Nouns that a body has in its name, so that the noun alone can mean it.
const IN_NAME: [&str; 22] = [
    "administration",
    "agency",
    "association",
    "bank",
    "bureau",
    "church",
    "coalition",
    "college",
    "commission",
    "committee",
    "company",
    "council",
    "court",
    "department",
    "foundation",
    "institute",
    "ministry",
    "network",
    "panel",
    "party",
    "union",
    "university",
];

/// Bodies with authority, which are not called "the group".
const AUTHORITIES: [&str; 30] = [
    "administration",
    "agency",
    "army",
    "assembly",
    "authority",
    "board",
    "bureau",
    "college",
    "commission",
    "committee",
    "congress",
    "council",
    "court",
    "department",
    "force",
    "government",
    "guard",
    "house",
    "ministry",
    "navy",
    "office",
    "parliament",
    "party",
    "police",
    "senate",
    "service",
    "treasury",
    "university",
    "pentagon",
    "white",
];

/// By which roles each cluster is called.
pub(super) struct Roles {
    of: Vec<BTreeSet<&'static str>>,
}

impl Roles {
    pub(super) fn new(words: &[Word<'_>], mentions: &[Mention], clusters: &Clusters) -> Self {
        let mut of = vec![BTreeSet::new(); clusters.clusters.len()];
        let mut at = 0;
        while at < words.len() {
            let Some(mention) = words[at].mention else {
                at += 1;
                continue;
            };
            let count = words[at..]
                .iter()
                .take_while(|w| w.mention == Some(mention))
                .count();
            if mentions[mention].kind == Kind::Person {
                let roles = &mut of[clusters.bindings[mention].cluster];
                roles.extend(before(words, at));
                roles.extend(behind(words, at + count));
            }
            at += count;
        }
        Roles { of }
    }

    fn has(&self, cluster: usize, role: &str) -> bool {
        self.of[cluster].contains(role)
    }
}

/// The roles of a title before a name: "Senate Majority Leader", "Gov.", "former Judge".
fn before(words: &[Word<'_>], name: usize) -> Vec<&'static str> {
    let mut found = Vec::new();
    for at in (0..name).rev().take(3) {
        let word = &words[at];
        if word.sentence != words[name].sentence || word.quoted {
            break;
        }
        let title = TITLES.iter().find(|(title, _)| *title == word.lower);
        let vice = at.checked_sub(1).is_some_and(|b| {
            let before = &words[b].lower;
            matches!(
                before.as_str(),
                "vice" | "deputy" | "assistant" | "attorney" | "of"
            )
        });
        if vice {
            break;
        }
        if let Some((_, roles)) = title {
            found.extend(roles.iter().copied());
        } else if let Some(role) = role(&word.lower) {
            found.push(role);
        } else if !word.text.starts_with(char::is_uppercase) {
            break;
        }
    }
    found
}

/// The roles of an apposition behind a name: ", a former judge who".
fn behind(words: &[Word<'_>], end: usize) -> Vec<&'static str> {
    let mut found = Vec::new();
    let comma = |w: &Word<'_>| w.text == "," || w.text == "(";
    if !words.get(end).is_some_and(comma) {
        return found;
    }
    let sentence = words[end].sentence;
    for word in words[end + 1..].iter().take(7) {
        let stops = matches!(
            word.lower.as_str(),
            "," | ""
                | ")"
                | ";"
                | "of"
                | "for"
                | "at"
                | "in"
                | "who"
                | "to"
                | "and"
                | "said"
                | "says"
                | "vice"
        );
        if stops || word.sentence != sentence || word.quoted {
            break;
        }
        found.extend(role(&word.lower));
    }
    found
}

fn role(word: &str) -> Option<&'static str> {
    ROLES.binary_search(&word).ok().map(|found| ROLES[found])
}

/// What the description that begins at a word ("the") means, with its first word and the one behind.
pub(super) fn nominal(
    reader: &Reader<'_>,
    at: usize,
    window: Window,
) -> Option<(Named, usize, usize)> {
    /// "the six-term Massachusetts senator"
    const MODIFIERS: usize = 2;
    let words = reader.words;
    if words[at].lower != "the" {
        return None;
    }
    for noun in at + 1..(at + 2 + MODIFIERS).min(window.end) {
        let word = &words[noun];
        if word.quoted || OTHERS.contains(&word.lower.as_str()) {
            return None;
        }
        if word.mention.is_none() {
            let ends = ends_here(words, noun, window.end);
            if let Some(role) = role(&word.lower).filter(|_| ends) {
                return person(reader, role, at, window)
                    .map(|n| (n, first(words, at, noun), noun + 1));
            }
            if ends && let Some(named) = body(reader, at, noun, window) {
                return Some((named, first(words, at, noun), noun + 1));
            }
        }
        if !word.text.starts_with(char::is_alphanumeric) {
            return None;
        }
    }
    None
}

/// The first word of a description: it cannot hold a name, because no mention lies inside another.
fn first(words: &[Word<'_>], at: usize, noun: usize) -> usize {
    let name = words[at..noun].iter().rposition(|w| w.mention.is_some());
    name.map_or(at, |last| at + last + 1)
}

/// Whether the noun phrase ends with this noun: no "president of", "court order", "party chairman".
fn ends_here(words: &[Word<'_>], noun: usize, end: usize) -> bool {
    let Some(next) = words.get(noun + 1).filter(|_| noun + 1 < end) else {
        return true;
    };
    if next.mention.is_some() {
        return false;
    }
    if !next.text.starts_with(char::is_alphabetic) {
        return next.text != "-" && next.text != "/";
    }
    NEXT.binary_search(&next.lower.as_str()).is_ok()
        || next.lower.ends_with("ed")
        || next.lower.ends_with("ly")
}

/// Words that cannot go on with a noun phrase.
const NEXT: [&str; 99] = [
    "about", "after", "again", "against", "agrees", "also", "and", "are", "argues", "as", "at",
    "because", "before", "began", "but", "by", "called", "calls", "came", "can", "claims", "could",
    "did", "does", "during", "faces", "for", "from", "gave", "gets", "gives", "goes", "got", "had",
    "has", "have", "he", "held", "if", "in", "insists", "into", "is", "it", "kept", "knew",
    "knows", "led", "left", "made", "makes", "may", "met", "might", "must", "never", "no", "not",
    "now", "on", "or", "over", "plans", "put", "ran", "said", "saw", "says", "seems", "sent",
    "she", "should", "since", "so", "sought", "spoke", "than", "that", "then", "thinks", "through",
    "to", "told", "took", "tries", "under", "until", "wants", "was", "went", "were", "when",
    "where", "which", "while", "who", "will", "with", "would",
];

/// The one person of the two sentences who is called so.
fn person(reader: &Reader<'_>, role: &str, at: usize, window: Window) -> Option<Named> {
    let fits =
        |cluster: usize| reader.kind(cluster) == Kind::Person && reader.roles.has(cluster, role);
    let near = reader.fitting(&reader.named[window.before..], fits);
    // "Example said the senator": the two are not one.
    let beside = reader
        .named
        .last()
        .is_some_and(|n| n.words.1 + 2 > at && n.words.0 >= window.sentence);
    match near[..] {
        [only] if !beside => Some(only),
        _ => None,
    }
}

/// The one body of the two sentences that the noun can mean.
fn body(reader: &Reader<'_>, at: usize, noun: usize, window: Window) -> Option<Named> {
    // With an adjective it is often another: "the appeals court".
    if noun != at + 1 {
        return None;
    }
    let word = reader.words[noun].lower.as_str();
    let named = &reader.named[window.before..];
    let bodies = reader.fitting(named, |c| {
        matches!(reader.kind(c), Kind::Organization | Kind::Outlet)
    });
    let has = |cluster: usize, nouns: &[&str]| {
        let key = fold(&reader.clusters.clusters[cluster].name);
        key.split(' ').any(|w| nouns.contains(&w))
    };
    let outlet = |cluster: usize| reader.kind(cluster) == Kind::Outlet;
    let fits = |cluster: usize| match word {
        "newspaper" | "paper" | "magazine" | "outlet" | "broadcaster" => outlet(cluster),
        "group" | "organization" | "organisation" | "nonprofit" => {
            !outlet(cluster) && !has(cluster, &AUTHORITIES)
        }
        "company" | "firm" => !outlet(cluster) && !has(cluster, &AUTHORITIES),
        "network" => outlet(cluster) || has(cluster, &["network"]),
        "panel" => has(cluster, &["committee", "panel", "commission"]),
        noun if IN_NAME.contains(&noun) => has(cluster, &[noun]),
        _ => false,
    };
    let fitting: Vec<Named> = bodies.iter().copied().filter(|n| fits(n.cluster)).collect();
    // What a noun in the name does not tell, only being alone does.
    let told =
        IN_NAME.contains(&word) && !matches!(word, "company" | "network") || bodies.len() == 1;
    match fitting[..] {
        [only] if told => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_that_are_searched_are_sorted() {
        assert!(ROLES.is_sorted());
        assert!(NEXT.is_sorted());
    }
}
