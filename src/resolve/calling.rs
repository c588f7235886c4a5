//! What a text calls somebody next to the name: "Justice", "reporter", "quarterback".

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::person::PersonName;

/// What somebody is called next to the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Calling {
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

/// What the sentence calls the person whom the words at `name` name: by a title in front ("Fox correspondent
/// John Roberts") or an apposition behind ("John Roberts, a reporter").
///
/// Only a full name counts: a bare surname may have been bound to the wrong one of two.
pub(crate) fn calling(sentence: &str, name: Range<usize>) -> Option<Calling> {
    if !PersonName::parse(sentence.get(name.clone())?).is_full() {
        return None;
    }
    let (before, after) = (sentence.get(..name.start)?, sentence.get(name.end..)?);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn called(marked: &str) -> Option<Calling> {
        let (start, end) = (marked.find('[')?, marked.find(']')?);
        calling(&marked.replace(['[', ']'], ""), start..end - 1)
    }

    #[test]
    fn callings_stand_before_and_behind_a_name() {
        for (marked, calling) in [
            ("Chief Justice [Ann Example] spoke.", Some(Calling::Office)),
            ("Sen. [Ann Example] spoke.", Some(Calling::Office)),
            (
                "the Demo reporter [Ann Example] asked",
                Some(Calling::Press),
            ),
            (
                "[Ann Example], a reporter for the senator, asked",
                Some(Calling::Press),
            ),
            ("[Ann Example] is a striker.", Some(Calling::Sport)),
            ("[Ann Example], the president of a club, asked", None),
            ("Sen. [Example] spoke.", None),
            ("former Sen. [Ann Example] spoke.", None),
            ("[Ann Example], a former reporter, asked", None),
            ("The reporter asked [Ann Example].", None),
            ("[Ann Example], who met a reporter, asked", None),
            ("The senator, [Ann Example], spoke.", None),
            ("White House press secretary [Ann Example] spoke.", None),
        ] {
            assert_eq!(called(marked), calling, "{marked}");
        }
    }
}
