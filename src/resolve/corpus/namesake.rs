//! Two people of one full name: the chief justice and the journalist.
//!
//! A name alone cannot tell them, but what they are called can: a text says "Justice", "Senator" of the one
//! and "reporter" or "quarterback" of the other, next to the name. Callings of one class never speak
//! against each other (a senator becomes secretary), what somebody was before ("the former actor") does
//! not count, nor do callings that go together in life (host and governor, author and ambassador). Where
//! the documents that call somebody by a name fall into two classes, the others go to the one in whose
//! company they name him, else to the one who is named more.

use std::collections::{BTreeMap, BTreeSet};

use super::cluster::Clusters;
use crate::resolve::person::PersonName;
use crate::rows::{MentionRow, SentenceRow};

/// What somebody is called next to the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Calling {
    /// Judge, member of a legislature or government, envoy.
    Office,
    /// Reporter.
    Press,
    /// Athlete.
    Sport,
    /// Musician, painter.
    Art,
}

/// Words for a calling, in lower case and without full stop.
const CALLINGS: [(&str, Calling); 59] = [
    ("admiral", Calling::Office),
    ("ambassador", Calling::Office),
    ("boxer", Calling::Sport),
    ("congressman", Calling::Office),
    ("congresswoman", Calling::Office),
    ("correspondent", Calling::Press),
    ("cricketer", Calling::Sport),
    ("cyclist", Calling::Sport),
    ("drummer", Calling::Art),
    ("footballer", Calling::Sport),
    ("goalkeeper", Calling::Sport),
    ("golfer", Calling::Sport),
    ("gov", Calling::Office),
    ("governor", Calling::Office),
    ("guitarist", Calling::Art),
    ("gymnast", Calling::Sport),
    ("jockey", Calling::Sport),
    ("journalist", Calling::Press),
    ("judge", Calling::Office),
    ("justice", Calling::Office),
    ("linebacker", Calling::Sport),
    ("mayor", Calling::Office),
    ("midfielder", Calling::Sport),
    ("minister", Calling::Office),
    ("mp", Calling::Office),
    ("musician", Calling::Art),
    ("outfielder", Calling::Sport),
    ("painter", Calling::Art),
    ("photographer", Calling::Press),
    ("photojournalist", Calling::Press),
    ("pianist", Calling::Art),
    ("pitcher", Calling::Sport),
    ("president", Calling::Office),
    ("quarterback", Calling::Sport),
    ("rapper", Calling::Art),
    ("rep", Calling::Office),
    ("reporter", Calling::Press),
    ("representative", Calling::Office),
    ("saxophonist", Calling::Art),
    ("sculptor", Calling::Art),
    ("secretary", Calling::Office),
    ("sen", Calling::Office),
    ("senator", Calling::Office),
    ("sheriff", Calling::Office),
    ("shortstop", Calling::Sport),
    ("singer", Calling::Art),
    ("skater", Calling::Sport),
    ("skier", Calling::Sport),
    ("soprano", Calling::Art),
    ("songwriter", Calling::Art),
    ("sprinter", Calling::Sport),
    ("striker", Calling::Sport),
    ("swimmer", Calling::Sport),
    ("tenor", Calling::Art),
    ("treasurer", Calling::Office),
    ("violinist", Calling::Art),
    ("winger", Calling::Sport),
    ("wrestler", Calling::Sport),
    ("premier", Calling::Office),
];

/// Words by which a calling is another time's or another's.
const NOT_NOW: [&str; 12] = [
    "candidate",
    "deputy",
    "ex",
    "ex-",
    "former",
    "formerly",
    "future",
    "late",
    "once",
    "onetime",
    "press",
    "retired",
];

/// What the sentence calls the person whom a mention names: by a title in front ("Fox correspondent
/// John Roberts") or an apposition behind ("John Roberts, a reporter").
///
/// Only a full name counts: a bare surname may have been bound to the wrong one of two.
pub(super) fn calling(sentence: &SentenceRow, mention: &MentionRow) -> Option<Calling> {
    if !PersonName::parse(&mention.surface).is_full() {
        return None;
    }
    let (start, end) = (
        mention.start.checked_sub(sentence.span.start)?,
        mention.end.checked_sub(sentence.span.start)?,
    );
    let (before, after) = (sentence.text.get(..start)?, sentence.text.get(end..)?);
    let now = |words: &[String]| !words.iter().any(|w| NOT_NOW.contains(&w.as_str()));
    // The words in front, back to the last pause.
    let pause = |c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '“' | '”' | '—' | '–');
    let title = before.rsplit(pause).next().unwrap_or(before);
    let title = words(title.split_whitespace().rev().take(4));
    if let [next, ..] = title.as_slice()
        && let Some(calling) = class(next)
    {
        return now(&title).then_some(calling);
    }
    let apposed = after
        .strip_prefix(", ")
        .or_else(|| after.strip_prefix(" is "))?;
    let apposed = apposed.split([',', '.', ';', ':', '—', '–']).next()?;
    let apposed = words(apposed.split_whitespace().take(6));
    if !matches!(
        apposed.first().map(String::as_str),
        Some("a" | "an" | "the")
    ) || !now(&apposed)
    {
        return None;
    }
    // "a reporter for the Dispatch": what comes behind the preposition is not he.
    let own = apposed.iter().take_while(|w| {
        !matches!(
            w.as_str(),
            "of" | "for" | "who" | "at" | "in" | "to" | "with" | "and" | "from"
        )
    });
    // "The president of the association" is in no office that bars from another calling.
    own.last()
        .filter(|noun| !matches!(noun.as_str(), "president" | "secretary" | "treasurer"))
        .and_then(|noun| class(noun))
}

fn words<'t>(words: impl Iterator<Item = &'t str>) -> Vec<String> {
    words
        .map(|w| w.trim_end_matches('.').to_lowercase())
        .collect()
}

fn class(word: &str) -> Option<Calling> {
    let found = CALLINGS.iter().find(|(noun, _)| *noun == word);
    found.map(|(_, calling)| *calling)
}

/// Tells the namesakes among the clusters of one full name: for each of them the calling of the person
/// whom it means, or `None` for all where the name has one bearer.
pub(super) fn tell(members: &[u32], clusters: &Clusters) -> Vec<Option<Calling>> {
    let mut named: BTreeMap<Calling, usize> = BTreeMap::new();
    for &member in members {
        if let Some(calling) = clusters[member].calling {
            *named.entry(calling).or_default() += 1;
        }
    }
    if named.len() < 2 {
        return vec![None; members.len()];
    }
    let mut company: BTreeMap<Calling, BTreeSet<u32>> = BTreeMap::new();
    for &member in members {
        if let Some(calling) = clusters[member].calling {
            let with = company.entry(calling).or_default();
            with.extend(clusters.names_beside(member));
        }
    }
    let place = |&member: &u32| {
        clusters[member].calling.or_else(|| {
            let beside: BTreeSet<u32> = clusters.names_beside(member).collect();
            named
                .iter()
                .map(|(&calling, &count)| {
                    let shared = company[&calling].intersection(&beside).count();
                    (shared, count, std::cmp::Reverse(calling))
                })
                .max()
                .map(|(.., calling)| calling.0)
        })
    };
    members.iter().map(place).collect()
}

/// The calling of whoever the table of known names means by the name: the one whom most documents call
/// so, the first of equals.
pub(super) fn best_known(told: &[Option<Calling>]) -> Option<Calling> {
    let mut counts: BTreeMap<Calling, usize> = BTreeMap::new();
    for calling in told.iter().flatten() {
        *counts.entry(*calling).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(calling, count)| (**count, std::cmp::Reverse(**calling)));
    most.map(|(calling, _)| *calling)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Gazetteer;
    use crate::resolve::tests::rows;

    fn called(marked: &str) -> Option<Calling> {
        let rows = rows("0", marked, &Gazetteer::default());
        calling(&rows.sentences[0], &rows.mentions[0])
    }

    #[test]
    fn callings_stand_before_and_behind_a_name() {
        for (marked, calling) in [
            ("Chief Justice [Ann Example]p spoke.", Some(Calling::Office)),
            ("Sen. [Ann Example]p spoke.", Some(Calling::Office)),
            (
                "the Demo reporter [Ann Example]p asked",
                Some(Calling::Press),
            ),
            (
                "[Ann Example]p, a reporter for the senator, asked",
                Some(Calling::Press),
            ),
            ("[Ann Example]p is a striker.", Some(Calling::Sport)),
            ("[Ann Example]p, the president of a club, asked", None),
            ("Sen. [Example]p spoke.", None),
            ("former Sen. [Ann Example]p spoke.", None),
            ("[Ann Example]p, a former reporter, asked", None),
            ("The reporter asked [Ann Example]p.", None),
            ("[Ann Example]p, who met a reporter, asked", None),
            ("The senator, [Ann Example]p, spoke.", None),
            ("White House press secretary [Ann Example]p spoke.", None),
        ] {
            assert_eq!(called(marked), calling, "{marked}");
        }
    }
}
