//! Places that the words in and around a name show: "Otto Ray Drive", "the Setrovi-Olmganj road", "in Scott, Louisiana",
//! "the Amazon rainforest".
//!
//! Streets, bridges and towns are called after people, and the tagger takes them for these, or stops before the noun
//! with its capital. In all annotated training articles such a noun behind a name is the end of it, and two
//! names with a hyphen before a road are its two ends.

use rustc_hash::FxHashSet;

use super::{insert, overlooked, small_word};
use crate::gazetteer::Countries;
use crate::gazetteer::lexicon::is_honorific;
use crate::{Document, Kind, Mention, Origin, Segmentation, Span};

/// Nouns that end the name of a place wherever they stand behind a name with a capital.
const ENDS: [&str; 16] = [
    "Airport",
    "Avenue",
    "Beach",
    "Boulevard",
    "Bridge",
    "Complex",
    "Drive",
    "Highway",
    "Island",
    "Islands",
    "Region",
    "River",
    "Road",
    "Square",
    "Stadium",
    "Street",
];

/// Nouns of the landscape: what stands before them is a place, whatever else has the name.
const LANDSCAPE: [&str; 8] = [
    "basin",
    "deforestation",
    "delta",
    "desert",
    "jungle",
    "rainforest",
    "rainforests",
    "wetlands",
];

/// Places whose names have an "and".
const PAIRS: [(&str, &str); 10] = [
    ("Andaman", "Nicobar Islands"),
    ("Antigua", "Barbuda"),
    ("Bosnia", "Herzegovina"),
    ("Jammu", "Kashmir"),
    ("Newfoundland", "Labrador"),
    ("Saint Vincent", "the Grenadines"),
    ("Serbia", "Montenegro"),
    ("St. Kitts", "Nevis"),
    ("Trinidad", "Tobago"),
    ("Turks", "Caicos"),
];

/// Parts of a country that are no name before "of".
const PARTS: [&str; 9] = [
    "Center",
    "Centre",
    "East",
    "North",
    "Northeast",
    "Northwest",
    "South",
    "Southeast",
    "Southwest",
];

/// Short names of countries that mean nothing else in news. The annotated articles, most of them American, hardly have them.
const COUNTRIES: [&str; 9] = [
    "D.R.C.", "DPRK", "DRC", "U.A.E.", "U.K", "U.K.", "UAE", "UK", "USSR",
];

/// Beginnings of compounds that are no place.
const BEGINNINGS: [&str; 5] = ["Inter", "Mid", "Pan", "Pre", "Trans"];

/// What leads from one place to another.
const WAYS: [&str; 12] = [
    "border",
    "corridor",
    "expressway",
    "highway",
    "motorway",
    "pipeline",
    "railroad",
    "railway",
    "road",
    "route",
    "train",
    "tunnel",
];

/// What stands before a place and before no person whose state would follow.
const IN: [&str; 6] = ["in", "near", "outside", "around", "visited", "toured"];

/// What stands before persons, for whom no town is meant. Sorted.
const PERSONAL: [&str; 24] = [
    "and",
    "asked",
    "beat",
    "by",
    "called",
    "defeated",
    "elected",
    "for",
    "joined",
    "met",
    "named",
    "nominated",
    "of",
    "or",
    "said",
    "says",
    "than",
    "thanked",
    "that",
    "to",
    "told",
    "when",
    "who",
    "with",
];

/// What a text calls a place. Sorted.
const TOWNS: [&str; 13] = [
    "borough",
    "city",
    "community",
    "county",
    "district",
    "hamlet",
    "port",
    "resort",
    "seaport",
    "suburb",
    "town",
    "township",
    "village",
];

/// What leads from such a noun to where the place is.
const TO_PLACE: [&str; 10] = [
    "in",
    "near",
    "north",
    "northeast",
    "northwest",
    "of",
    "on",
    "outside",
    "south",
    "west",
];

/// How sure such a place is.
const SCORE: f32 = 0.85;

/// Completes, divides and retypes; `mentions` are in text order and stay so.
pub(super) fn settle(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &mut Vec<Mention>,
) {
    let text = document.text.as_str();
    let country = |form: &str| {
        let may_be = matches!(form.as_bytes(), [b'D' | b'U', b'A'..=b'Z' | b'.', ..]);
        (may_be && COUNTRIES.binary_search(&form).is_ok()).then_some((Kind::Place, SCORE))
    };
    let countries = overlooked(text, segmentation, mentions, country);
    insert(mentions, countries);
    let lands = landscapes(text, mentions);
    let surnames = surnames(text, mentions);
    let mut out: Vec<Mention> = Vec::with_capacity(mentions.len());
    for number in 0..mentions.len() {
        let mut mention = mentions[number].clone();
        let next = mentions.get(number + 1);
        let room = next.map_or(text.len(), |next| next.span.start);
        let after = &text[mention.span.end..];
        let fixed = mention.origin == Origin::Gazetteer || mention.kind == Kind::Outlet;
        if let Some(first) = out.last_mut()
            && is_pair(text, first, &mention)
        {
            first.span.end = mention.span.end;
            make_place(first);
            continue;
        }
        if mention.kind == Kind::Place {
            if let Some((part, of)) = mention.span.text(text).split_once(" of ")
                && PARTS.binary_search(&part).is_ok()
            {
                mention.span.start = mention.span.end - of.len();
            }
            if Countries::builtin().is_people(mention.span.text(text)) && !fixed {
                mention.kind = Kind::Other;
            }
        }
        let form = mention.span.text(text);
        if mention.kind != Kind::Place && (COUNTRIES.contains(&form) || lands.contains(&form)) {
            make_place(&mut mention);
        } else if let Some(end) =
            end_after(after).filter(|end| !fixed && mention.span.end + end <= room)
        {
            mention.span.end += end;
            make_place(&mut mention);
        } else if let Some(hyphen) = ends_of_way(mention.span.text(text), after).filter(|_| !fixed)
        {
            let middle = mention.span.start + hyphen;
            for span in [
                Span::new(mention.span.start, middle),
                Span::new(middle + 1, mention.span.end),
            ] {
                let mut part = mention.clone();
                part.span = span;
                make_place(&mut part);
                out.push(part);
            }
            continue;
        } else if matches!(mention.kind, Kind::Person | Kind::Organization)
            && next.is_some_and(|next| is_town_of(text, mention.span, next))
        {
            make_place(&mut mention);
        } else if mention.kind == Kind::Person && !mention.span.text(text).contains(' ') {
            let list = next.is_some_and(|next| is_before_state(text, mention.span, next));
            let second = || {
                out.iter()
                    .rev()
                    .nth(1)
                    .is_some_and(|town| town.kind == Kind::Place)
            };
            let before = &text[..mention.span.start];
            let town = list && (is_free(before) || before.ends_with(" and ") && second());
            if (town || is_called_town(after)) && !surnames.contains(form) {
                make_place(&mut mention);
            }
        }
        out.push(mention);
    }
    *mentions = out;
}

fn make_place(mention: &mut Mention) {
    mention.kind = Kind::Place;
    mention.score = mention.score.min(SCORE);
    mention.origin = Origin::Rule;
}

/// The single words that the text calls a landscape somewhere: "Amazon" of "the Amazon rainforest".
fn landscapes<'t>(text: &'t str, mentions: &[Mention]) -> Vec<&'t str> {
    let is_land = |mention: &&Mention| {
        small_word(&text[mention.span.end..])
            .is_some_and(|word| LANDSCAPE.binary_search(&word).is_ok())
    };
    let bodies = (mentions.iter()).filter(|m| matches!(m.kind, Kind::Organization | Kind::Person));
    let names = bodies.filter(is_land).map(|m| m.span.text(text));
    names.filter(|name| !name.contains(' ')).collect()
}

/// Whether the two are the halves of a place: "Jammu" and "Kashmir".
fn is_pair(text: &str, first: &Mention, second: &Mention) -> bool {
    first.kind == Kind::Place
        && text.get(first.span.end..second.span.start) == Some(" and ")
        && PAIRS.contains(&(first.span.text(text), second.span.text(text)))
}

/// How many bytes behind a name are the noun that ends it: " Drive". Not where the name goes on behind it.
fn end_after(after: &str) -> Option<usize> {
    let word = after.strip_prefix(' ')?;
    let length = word.find(|c: char| !c.is_alphabetic());
    let (word, rest) = word.split_at(length.unwrap_or(word.len()));
    let goes_on = rest.starts_with(['-', '’', '\''])
        || rest
            .strip_prefix(' ')
            .is_some_and(|rest| rest.starts_with(char::is_uppercase));
    (ENDS.binary_search(&word).is_ok() && !goes_on).then_some(1 + word.len())
}

/// Where the hyphen is in the name of what leads from one place to another.
fn ends_of_way(form: &str, after: &str) -> Option<usize> {
    WAYS.binary_search(&small_word(after)?).ok()?;
    let (one, other) = form.split_once('-')?;
    let is_name = |part: &str| {
        part.starts_with(char::is_uppercase)
            && part.ends_with(char::is_lowercase)
            && part.chars().count() >= 3
            && BEGINNINGS.binary_search(&part).is_err()
            && !Countries::builtin().is_people(part)
    };
    (is_name(one) && is_name(other) && !other.contains('-')).then_some(one.len())
}

/// Whether the name is a town's of the state or country that follows: "in Scott, Louisiana, where".
fn is_town_of(text: &str, name: Span, next: &Mention) -> bool {
    let before = text[..name.start].trim_end();
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next();
    let behind = &text[next.span.end..];
    let ends = behind.is_empty() || behind.starts_with([',', '.', ';', ')', '\n']);
    next.kind == Kind::Place
        && word.is_some_and(|word| IN.contains(&word))
        && !name.text(text).contains(' ')
        && text.get(name.end..next.span.start) == Some(", ")
        && Countries::builtin().named(next.span.text(text)).is_some()
        && ends
}

/// Whether a state of the United States and a pause follow the name: "Scott, Louisiana, ". News has persons so only in
/// lists of senators and of runners.
fn is_before_state(text: &str, name: Span, next: &Mention) -> bool {
    let state = next.span.text(text);
    let behind = &text[next.span.end..];
    let is_state = Countries::builtin().named(state) == Some("US")
        && !["U", "America", "Washington"]
            .iter()
            .any(|nation| state.starts_with(nation));
    next.kind == Kind::Place
        && is_state
        && text.get(name.end..next.span.start) == Some(", ")
        && (behind.is_empty() || behind.starts_with([',', '.', ';', ')', '\n']))
}

/// Whether what stands before the name may stand before a town: no title, and no verb for what is done to persons.
fn is_free(before: &str) -> bool {
    let word = before
        .trim_end()
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let small = word.starts_with(char::is_lowercase) && word.ends_with(char::is_alphabetic);
    before.trim_end().is_empty()
        || word.ends_with('.') && !is_honorific(word) && word.len() > 3
        || small && PERSONAL.binary_search(&word).is_err() && !is_honorific(word)
}

/// ", a fishing port in": what the text calls a place right behind the name.
fn is_called_town(after: &str) -> bool {
    let Some(apposed) = after
        .strip_prefix(", a ")
        .or_else(|| after.strip_prefix(", the "))
    else {
        return false;
    };
    let mut words = apposed.split([' ', ',']).take(6).peekable();
    while let Some(word) = words.next() {
        if TOWNS.binary_search(&word).is_ok() {
            return words.peek().is_some_and(|next| TO_PLACE.contains(next));
        }
        if !word.starts_with(char::is_lowercase) || TO_PLACE.contains(&word) || word == "from" {
            return false;
        }
    }
    false
}

/// The last words of the full names of persons.
fn surnames<'t>(text: &'t str, mentions: &[Mention]) -> FxHashSet<&'t str> {
    let persons = mentions.iter().filter(|m| m.kind == Kind::Person);
    let names = persons.filter_map(|m| m.span.text(text).rsplit_once(' '));
    names.map(|(_, surname)| surname).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::after;
    use super::*;

    fn settled(text: &str, words: &[(&str, Kind)]) -> Vec<String> {
        after(settle, text, words)
    }

    #[test]
    fn a_street_that_is_called_after_a_person_is_a_place() {
        assert_eq!(
            settled(
                "They closed Otto Ray Drive and Olm River.",
                &[("Otto Ray", Kind::Person), ("Olm", Kind::Place)]
            ),
            ["place Otto Ray Drive", "place Olm River"]
        );
        for text in [
            "Otto Ray Bridge Club won.",
            "Otto Ray drives.",
            "Otto Ray Road-show won.",
        ] {
            assert_eq!(
                settled(text, &[("Otto Ray", Kind::Person)]),
                ["person Otto Ray"],
                "{text}"
            );
        }
    }

    #[test]
    fn a_road_has_two_ends() {
        assert_eq!(
            settled(
                "The Setrovi-Olmganj road is open.",
                &[("Setrovi-Olmganj", Kind::Organization)]
            ),
            ["place Setrovi", "place Olmganj"]
        );
        for way in ["Inter-Olmganj", "Setrovi-German"] {
            let text = format!("The {way} road is open.");
            assert_eq!(
                settled(&text, &[(way, Kind::Other)]),
                [format!("other {way}")]
            );
        }
        let name = [("Ashworth-Bell", Kind::Person)];
        assert_eq!(
            settled("Ashworth-Bell roads.", &name),
            ["person Ashworth-Bell"]
        );
    }

    #[test]
    fn a_rainforest_is_no_company_wherever_the_text_names_it() {
        let text = "The Olm burns. Loss of the Olm rainforest doubled.";
        let words = [("Olm", Kind::Organization), ("Olm", Kind::Organization)];
        assert_eq!(settled(text, &words), ["place Olm", "place Olm"]);
        assert_eq!(
            settled("The Olm store burns.", &words[..1]),
            ["organization Olm"]
        );
    }

    #[test]
    fn a_place_may_have_an_and_in_its_name_and_a_part_of_it_is_none() {
        let words = [("Jammu", Kind::Place), ("Kashmir", Kind::Place)];
        assert_eq!(
            settled("He left Jammu and Kashmir.", &words),
            ["place Jammu and Kashmir"]
        );
        assert_eq!(settled("He left Jammu for Kashmir.", &words).len(), 2);
        let south = [("South of Mexico", Kind::Place)];
        assert_eq!(
            settled("Rain fell in the South of Mexico.", &south),
            ["place Mexico"]
        );
    }

    #[test]
    fn short_names_of_countries_are_places_wherever_they_stand() {
        let words = [("UK", Kind::Organization)];
        assert_eq!(
            settled("The UK left the U.A.E. alone.", &words),
            ["place UK", "place U.A.E."]
        );
        let party = [("UK Olm Party", Kind::Organization)];
        assert_eq!(
            settled("The UK Olm Party met.", &party),
            ["organization UK Olm Party"]
        );
    }

    #[test]
    fn a_people_is_no_place() {
        assert_eq!(
            settled("The Czech envoy left.", &[("Czech", Kind::Place)]),
            ["other Czech"]
        );
        assert_eq!(
            settled("The Lebanon envoy left.", &[("Lebanon", Kind::Place)]),
            ["place Lebanon"]
        );
    }

    #[test]
    fn a_town_before_its_state_is_no_person() {
        let words = [("Ray", Kind::Person), ("Ohio", Kind::Place)];
        for text in ["She lives in Ray, Ohio, with him.", "He visited Ray, Ohio."] {
            assert_eq!(settled(text, &words), ["place Ray", "place Ohio"], "{text}");
        }
        for text in [
            "A storm hit Ray, Ohio, at noon.",
            "Ray, Ohio, is empty.",
            "Ray, a fishing port in Ohio, is empty.",
        ] {
            assert_eq!(settled(text, &words), ["place Ray", "place Ohio"], "{text}");
        }
        for text in [
            "Sens. Ray, Ohio, and Bo Olm voted.",
            "Ray, a nurse from a town in Ohio, left.",
            "She believes in Ray, Ohio voters say.",
            "He met Ray, Ohio, again.",
        ] {
            assert_eq!(
                settled(text, &words),
                ["person Ray", "place Ohio"],
                "{text}"
            );
        }
    }
}
