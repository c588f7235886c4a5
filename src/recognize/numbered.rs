//! Names of one of several that are told apart by number: "9th Circuit", "82nd Airborne Division", "Iowa's 4th District".
//!
//! A number is seldom part of a name, and the tagger begins the name behind it. What is left would be one name
//! for all of them. In all annotated training articles the number belongs to the name of such a court, assembly, unit,
//! street or district, and to no other's ("the 50th World Economic Forum"). "21st Century" begins names of companies.

use crate::read::date::MONTHS;
use crate::{Document, Kind, Mention, Segmentation};

/// What such a name begins with behind the number. Sorted.
const NUMBERED: [&str; 25] = [
    "Airborne",
    "Armored",
    "Armoured",
    "Avenue",
    "Battalion",
    "Brigade",
    "Cavalry",
    "Century",
    "Circuit",
    "Congress",
    "Congressional",
    "District",
    "Division",
    "Expeditionary",
    "Fleet",
    "Infantry",
    "Judicial",
    "Marine",
    "Mountain",
    "Precinct",
    "Regiment",
    "Special",
    "Squadron",
    "Street",
    "Ward",
];

/// What may stand between the number and the rest: "9th U.S. Circuit Court of Appeals".
const NATIONS: [&str; 4] = ["U.S. ", "US ", "U.S ", "United States "];

/// What must follow such a word, which also begins other names: "Special Olympics", "Congressional Black Caucus".
const SECOND: [(&str, &[&str]); 2] = [
    ("Congressional", &["District"]),
    ("Special", &["Forces", "Operations"]),
];

/// Districts are numbered within a state, which belongs to the name if it stands before it.
const OF_A_STATE: [&str; 4] = ["Circuit", "Congressional", "District", "Judicial"];

/// Begins such names with their number. `mentions` are in text order and stay so.
pub(super) fn extend(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &mut Vec<Mention>,
) {
    let text = document.text.as_str();
    let may_be = |m: &Mention| {
        matches!(m.kind, Kind::Organization | Kind::Place) && is_numbered(m.span.text(text))
    };
    if !mentions.iter().any(may_be) {
        return;
    }
    let mut out: Vec<Mention> = Vec::with_capacity(mentions.len());
    for mut mention in mentions.drain(..) {
        if may_be(&mention)
            && let Some(start) = number_before(&text[..mention.span.start])
            && start >= segmentation.sentences[mention.sentence].span.start
            && out.last().is_none_or(|last| last.span.end <= start)
        {
            let is_of_a_state = OF_A_STATE.contains(&first_word(mention.span.text(text)));
            let state = out.pop_if(|last| {
                is_of_a_state
                    && (last.kind, last.sentence) == (Kind::Place, mention.sentence)
                    && matches!(&text[last.span.end..start], "'s " | "’s ")
            });
            mention.span.start = state.map_or(start, |state| state.span.start);
        }
        out.push(mention);
    }
    *mentions = out;
}

fn is_numbered(form: &str) -> bool {
    let rest = NATIONS.iter().find_map(|nation| form.strip_prefix(nation));
    let mut words = rest.unwrap_or(form).split([' ', ',']);
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    NUMBERED.binary_search(&first).is_ok()
        && (SECOND.iter()).all(|(word, seconds)| *word != first || seconds.contains(&second))
        && (first, second) != ("Marine", "Corps")
}

fn first_word(form: &str) -> &str {
    form.split([' ', ',']).next().unwrap_or(form)
}

/// Where the ordinal number begins that the text ends with, but for one space: "4th ".
fn number_before(text: &str) -> Option<usize> {
    let number = text.strip_suffix(' ')?;
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| number.strip_suffix(ending))?;
    let before = digits.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_number = (1..=3).contains(&(digits.len() - before.len()));
    let alone =
        !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | ',' | '.'));
    // Behind a month it is a day.
    let is_day = MONTHS.iter().any(|month| {
        let capital = before.trim_end().strip_suffix(&month[1..]);
        capital.is_some_and(|name| name.ends_with(&month[..1].to_uppercase()))
    });
    (is_number && alone && !is_day).then_some(before.len())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, mentions_of};
    use super::*;
    use crate::segment;

    fn extended(text: &str, words: &[(&str, Kind)]) -> Vec<String> {
        let document = document(text);
        let segmentation = segment(&document);
        let mut mentions = mentions_of(&document, &segmentation, words);
        extend(&document, &segmentation, &mut mentions);
        (mentions.iter())
            .map(|m| format!("{} {}", m.kind, m.text(&document)))
            .collect()
    }

    #[test]
    fn words_are_sorted() {
        assert!(NUMBERED.is_sorted());
    }

    #[test]
    fn one_of_several_has_its_number() {
        for (text, words, whole) in [
            ("The 9th Circuit ruled.", "Circuit", "9th Circuit"),
            (
                "A judge of the “4th U.S. Circuit Court of Appeals” left.",
                "U.S. Circuit Court of Appeals",
                "4th U.S. Circuit Court of Appeals",
            ),
            (
                "He was in the 1st Battalion, 5th Marines, then.",
                "Battalion, 5th Marines",
                "1st Battalion, 5th Marines",
            ),
            ("The 113th Congress met.", "Congress", "113th Congress"),
        ] {
            assert_eq!(
                extended(text, &[(words, Kind::Organization)]),
                [format!("organization {whole}")]
            );
        }
    }

    #[test]
    fn a_district_has_its_state() {
        let words = [
            ("Iowa", Kind::Place),
            ("Congressional District", Kind::Place),
        ];
        assert_eq!(
            extended("She won Iowa’s 4th Congressional District.", &words),
            ["place Iowa’s 4th Congressional District"]
        );
        assert_eq!(
            extended("In Iowa the 4th Congressional District was hers.", &words),
            ["place Iowa", "place 4th Congressional District"]
        );
        let words = [("London", Kind::Place), ("Battalion", Kind::Organization)];
        assert_eq!(
            extended("It was London's 7th Battalion.", &words),
            ["place London", "organization 7th Battalion"]
        );
        let words = [("Olm", Kind::Place), ("Circuit Court", Kind::Organization)];
        assert_eq!(
            extended("It was Olm's 4th Circuit Court.", &words),
            ["organization Olm's 4th Circuit Court"]
        );
    }

    #[test]
    fn what_is_not_numbered_has_none() {
        for (text, words) in [
            (
                "The 50th World Economic Forum began.",
                "World Economic Forum",
            ),
            ("Between 1/64th Circuit and none.", "Circuit"),
            ("In 2020th Congress met.", "Congress"),
            ("The fourth Congress met.", "Congress"),
            ("On January 6th Congress met.", "Congress"),
            ("The 248th Marine Corps birthday.", "Marine Corps"),
            ("The 50th Special Olympics began.", "Special Olympics"),
        ] {
            assert_eq!(
                extended(text, &[(words, Kind::Organization)]),
                [format!("organization {words}")]
            );
        }
    }
}
