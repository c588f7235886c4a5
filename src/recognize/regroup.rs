//! Organizations that the tagger ran together, and names of organizations that it tore apart.
//!
//! "Department of Justice's Criminal Division" and "Yale University and Harvard Law School" are two
//! organizations each, "McCain Institute" is one and no person. The nouns that organizations are called
//! by tell it: a part that ends in one of them, or begins with one and "of", is whole. A noun may also stand behind
//! the name of a place or of a people and make an organization of it ("Lagos police station"), and the last word of a
//! name tell what it is called after.

use super::is_given;
use crate::gazetteer::lexicon::is_organization_head;
use crate::gazetteer::{Gazetteer, Strength};
use crate::{Document, Kind, Mention, Origin, Span};

/// Divides and joins; `mentions` are in text order.
pub(super) fn regroup(gazetteer: &Gazetteer, document: &Document, mentions: &mut Vec<Mention>) {
    let text = document.text.as_str();
    let known = |form: &str| {
        gazetteer
            .known(form)
            .any(|m| m.strength == Strength::Always)
    };
    let mut out: Vec<Mention> = Vec::with_capacity(mentions.len());
    for mut mention in mentions.drain(..) {
        if out.last().is_some_and(|m| m.span.end > mention.span.start) {
            // It is the number of the last one.
            continue;
        }
        if matches!(mention.kind, Kind::Person | Kind::Organization)
            && let Some((place, rest)) = behind_dateline(text, &mention)
        {
            out.push(Mention {
                span: place,
                kind: Kind::Place,
                origin: Origin::Rule,
                ..mention.clone()
            });
            mention.span = rest;
            mention.origin = Origin::Rule;
        }
        // "Marine Le Pen" is no Marine.
        if mention.kind == Kind::Person
            && let Some(first) = out.last_mut()
            && first.kind != Kind::Person
            && text.get(first.span.end..mention.span.start) == Some(" ")
            && let Some(known) = gazetteer.always(&text[first.span.start..mention.span.end])
            && known.kind == Kind::Person
        {
            first.span.end = mention.span.end;
            first.kind = Kind::Person;
            first.origin = Origin::Gazetteer;
            continue;
        }
        if let Some(first) = out.last_mut()
            && (is_given_name(text, first, &mention) || are_one_name(text, first, &mention))
        {
            first.span.end = mention.span.end;
            first.kind = Kind::Person;
            first.score = first.score.min(mention.score);
            first.origin = Origin::Rule;
            continue;
        }
        let rest = &text[mention.span.end..];
        let head = head_after(mention.kind, rest);
        if head > 0 {
            mention.span.end += head;
            if mention.kind != Kind::Organization {
                mention.kind = Kind::Organization;
                mention.score = mention.score.min(BY_HEAD);
                mention.origin = Origin::Rule;
            }
        } else if mention.origin != Origin::Gazetteer
            && let Some(kind) = kind_by_head(mention.kind, mention.span.text(text))
            && (mention.score < SURE || kind == Kind::Other)
        {
            mention.kind = kind;
            mention.origin = Origin::Rule;
        }
        if mention.kind != Kind::Organization {
            out.push(mention);
            continue;
        }
        mention.span.end += local(mention.span.text(text), &text[mention.span.end..]);
        if let Some(before) = out.last_mut()
            && is_torn(text, before, &mention)
        {
            before.span.end = mention.span.end;
            before.kind = Kind::Organization;
            before.score = before.score.min(mention.score);
            before.origin = Origin::Rule;
            continue;
        }
        let form = mention.span.text(text);
        match (!known(form)).then(|| divide(form, known)).flatten() {
            Some((first, second)) => {
                let start = mention.span.start;
                let part = |from: usize, to: usize| Mention {
                    span: Span::new(start + from, start + to),
                    ..mention.clone()
                };
                out.push(part(0, first));
                out.push(part(second, form.len()));
            }
            None => out.push(mention),
        }
    }
    *mentions = out;
}

/// Whether a place is the given name of the person right behind it: "Mayor India Walton", not "in India Walton".
///
/// In the annotated training articles a place stands right before a person only behind a preposition or at the end of a sentence.
fn is_given_name(text: &str, place: &Mention, person: &Mention) -> bool {
    let before = text[..place.span.start].trim_end();
    let word = before.rsplit(char::is_whitespace).next();
    place.kind == Kind::Place
        && person.kind == Kind::Person
        && text.get(place.span.end..person.span.start) == Some(" ")
        && GIVEN_NAMES.contains(&place.span.text(text))
        && !person.span.text(text).contains(' ')
        && word.is_some_and(|word| !LEAD_TO_PLACES.contains(&word.to_lowercase().as_str()))
}

/// Whether a known given name was torn from the surname right behind it.
///
/// In the annotated training articles two persons without anything between them have more than a word or the same name.
fn are_one_name(text: &str, first: &Mention, second: &Mention) -> bool {
    let (given, surname) = (first.span.text(text), second.span.text(text));
    first.kind == Kind::Person
        && second.kind == Kind::Person
        && first.sentence == second.sentence
        && text.get(first.span.end..second.span.start) == Some(" ")
        && !given.contains(' ')
        && !surname.contains(' ')
        && given != surname
        && (first.score < UNSURE || is_given(given))
}

/// A person of one word is most often a surname; of less sure ones right before another, the given name.
const UNSURE: f32 = 0.7;

/// The place and what follows it, if a mention at the start of a line is both: "LAGOS - Bola Okafor said".
fn behind_dateline(text: &str, mention: &Mention) -> Option<(Span, Span)> {
    let starts_line = text[..mention.span.start]
        .chars()
        .next_back()
        .is_none_or(|c| c == '\n');
    let (start, form) = (mention.span.start, mention.span.text(text));
    let dash = [" - ", " – ", " — "]
        .iter()
        .find(|dash| form.contains(**dash))?;
    let (place, rest) = form.split_once(dash)?;
    let is_place = place.split(' ').count() <= 3 && place.starts_with(char::is_uppercase);
    let rest = Span::new(start + form.len() - rest.len(), mention.span.end);
    (starts_line && is_place && !rest.is_empty())
        .then(|| (Span::new(start, start + place.len()), rest))
}

/// Places of one word that are also given names.
const GIVEN_NAMES: [&str; 26] = [
    "America",
    "Asia",
    "Austin",
    "Brooklyn",
    "Carolina",
    "Chad",
    "Charlotte",
    "Chelsea",
    "China",
    "Dakota",
    "Dallas",
    "Florence",
    "France",
    "Georgia",
    "Houston",
    "India",
    "Israel",
    "Jordan",
    "Kenya",
    "Lincoln",
    "Paris",
    "Phoenix",
    "Savannah",
    "Sydney",
    "Troy",
    "Virginia",
];

/// Words behind which a name is a place, even if a person's follows.
const LEAD_TO_PLACES: [&str; 17] = [
    "across",
    "at",
    "for",
    "from",
    "in",
    "inside",
    "into",
    "leaving",
    "near",
    "of",
    "outside",
    "over",
    "throughout",
    "to",
    "toward",
    "towards",
    "within",
];

/// How sure an organization is that only the noun behind it tells.
const BY_HEAD: f32 = 0.85;

/// Surer mentions keep their kind.
const SURE: f32 = 0.9;

/// Nouns that make one name with the place or people before them, in small letters as in capitals.
const JOINED_HEADS: [&str; 4] = ["police station", "high court", "embassy", "consulate"];

/// How many bytes after a name are the noun that makes an organization of it: "Chinese embassy".
fn head_after(kind: Kind, after: &str) -> usize {
    let Some(word) = after.strip_prefix(' ') else {
        return 0;
    };
    let begins = |head: &str| {
        let begin = word.get(..head.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(head))
            && !word[head.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
    };
    let joins = matches!(kind, Kind::Place | Kind::Other | Kind::Organization);
    let head = JOINED_HEADS.iter().find(|head| joins && begins(head));
    // Not "Delhi police", who are no body in particular.
    let police = kind == Kind::Place && word.starts_with("Police") && begins("police");
    match head {
        Some(head) => 1 + head.len(),
        None if police => " police".len(),
        None => 0,
    }
}

/// The kind that the last word of a name of several words tells, if it is another than the tagger's.
fn kind_by_head(kind: Kind, form: &str) -> Option<Kind> {
    let (_, last) = form.rsplit_once(' ')?;
    let is_in = |heads: &[&str]| heads.iter().any(|head| head.eq_ignore_ascii_case(last));
    match kind {
        Kind::Place | Kind::Person if is_in(&ORGANIZATION_ENDS) => Some(Kind::Organization),
        Kind::Organization | Kind::Person if is_in(&PLACE_ENDS) => Some(Kind::Place),
        Kind::Organization if is_in(&WORK_ENDS) => Some(Kind::Other),
        _ => None,
    }
}

/// Last words of names of organizations that end no name of a place.
const ORGANIZATION_ENDS: [&str; 24] = [
    "agency",
    "airlines",
    "airways",
    "association",
    "authority",
    "clinic",
    "commission",
    "committee",
    "corporation",
    "council",
    "councils",
    "department",
    "embassy",
    "federation",
    "hospital",
    "ministry",
    "municipality",
    "organisation",
    "organization",
    "party",
    "police",
    "secretariat",
    "society",
    "university",
];

/// Last words of names of laws, programmes and events, which the tagger often takes for bodies.
const WORK_ENDS: [&str; 17] = [
    "act",
    "agreement",
    "award",
    "bill",
    "championship",
    "cup",
    "festival",
    "games",
    "index",
    "plan",
    "prize",
    "program",
    "programme",
    "scheme",
    "strategy",
    "summit",
    "treaty",
];

/// Last words of names of places that end hardly any of an organization.
const PLACE_ENDS: [&str; 21] = [
    "airport",
    "avenue",
    "boulevard",
    "bridge",
    "county",
    "drive",
    "highway",
    "island",
    "islands",
    "lake",
    "park",
    "prefecture",
    "province",
    "region",
    "river",
    "road",
    "sea",
    "square",
    "stadium",
    "street",
    "zoo",
];

/// Whether a person's name is the beginning of the organization's that follows.
fn is_torn(text: &str, before: &Mention, organization: &Mention) -> bool {
    before.kind == Kind::Person
        && before.sentence == organization.sentence
        && text.get(before.span.end..organization.span.start) == Some(" ")
        && before.span.text(text).contains(char::is_uppercase)
        && first_word(organization.span.text(text)).is_some_and(is_organization_head)
        && !organization.span.text(text).contains(" of ")
}

/// Where the first of two organizations ends and the second begins.
fn divide(form: &str, known: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    for joint in ["'s ", "’s "] {
        if let Some((head, tail)) = form.split_once(joint)
            && head.contains(' ')
            && (known(head) || is_whole(head))
            && tail.contains(' ')
            && tail.split(' ').any(is_organization_head)
        {
            return Some((head.len(), form.len() - tail.len()));
        }
    }
    let (head, tail) = form.split_once(" and ")?;
    // "Bank of Ghana and Bank of Japan".
    let of = |part: &str| {
        part.split_once(" of ").is_some_and(|(noun, of)| {
            !noun.contains(' ') && is_organization_head(noun) && !of.contains(" of ")
        })
    };
    if of(head) && of(tail) && !tail.contains(" and ") {
        return Some((head.len(), form.len() - tail.len()));
    }
    // "University of Texas and Rice University".
    let university = |part: &str| {
        let noun = part.split_once(" of ").map(|(noun, _)| noun);
        noun.is_some_and(|noun| noun.rsplit(' ').next() == Some("University"))
    };
    if university(head) && tail.ends_with(" University") && !tail.contains(" and ") {
        return Some((head.len(), form.len() - tail.len()));
    }
    let ends = |part: &str| {
        part.contains(' ')
            && !part.contains(" of ")
            && !part.contains(" for ")
            && part.rsplit(' ').next().is_some_and(is_organization_head)
    };
    // "National Assembly and National Council of Provinces": what follows "of" is part of the second.
    let tail_ends = ends(tail)
        || tail
            .split_once(" of ")
            .is_some_and(|(begin, _)| ends(begin));
    (ends(head) && tail_ends && !tail.contains(" and "))
        .then(|| (head.len(), form.len() - tail.len()))
}

fn is_whole(part: &str) -> bool {
    let last = part.rsplit(' ').next().is_some_and(is_organization_head);
    last || part.contains(" of ") && first_word(part).is_some_and(is_organization_head)
}

/// How many bytes after the name of a union are the number of a part of it: ", Local 60". A name may end with the first
/// of the two words already.
fn local(form: &str, after: &str) -> usize {
    let word = match (
        form.contains(char::is_uppercase),
        form.contains(char::is_lowercase),
    ) {
        (true, true) => "Local",
        (true, false) => "LOCAL",
        (false, _) => "local",
    };
    let number = if form.rsplit_once(' ').is_some_and(|(_, last)| last == word) {
        after.strip_prefix(' ')
    } else {
        let rest = after.strip_prefix(',').unwrap_or(after).strip_prefix(' ');
        rest.and_then(|rest| rest.strip_prefix(word)?.strip_prefix(' '))
    };
    let Some(number) = number else { return 0 };
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = rest.len() < number.len() && !rest.starts_with(char::is_alphanumeric);
    if is_number {
        after.len() - rest.len()
    } else {
        0
    }
}

fn first_word(form: &str) -> Option<&str> {
    form.split(' ').next()
}

#[cfg(test)]
mod tests {
    use super::super::tests::after as after_pass;
    use super::*;
    use crate::Segmentation;

    fn divided(form: &str) -> Vec<&str> {
        match divide(form, |_| false) {
            Some((end, start)) => vec![&form[..end], &form[start..]],
            None => vec![form],
        }
    }

    #[test]
    fn two_organizations_are_two() {
        assert_eq!(
            divided("University of Ohio and Rice University"),
            ["University of Ohio", "Rice University"]
        );
        assert_eq!(
            divided("Department of Justice's Criminal Division"),
            ["Department of Justice", "Criminal Division"]
        );
        assert_eq!(
            divided("Yale University and Harvard Law School"),
            ["Yale University", "Harvard Law School"]
        );
    }

    #[test]
    fn what_follows_of_is_part_of_the_second() {
        assert_eq!(
            divided("National Assembly and National Council of Provinces"),
            ["National Assembly", "National Council of Provinces"]
        );
        assert_eq!(
            divided("Ministry of Trade and Council of Ports"),
            ["Ministry of Trade", "Council of Ports"]
        );
        assert_eq!(divided("Ministry of Trade and Ports").len(), 1);
    }

    fn after(kind: Kind, text: &str) -> &str {
        &text[..head_after(kind, text)]
    }

    #[test]
    fn an_embassy_is_part_of_the_name_in_small_letters_too() {
        assert_eq!(after(Kind::Other, " embassy in Manila"), " embassy");
        assert_eq!(after(Kind::Place, " police station."), " police station");
        assert_eq!(after(Kind::Organization, " High Court"), " High Court");
        assert_eq!(after(Kind::Place, " Police said"), " Police");
        for none in [" police said", " embassy-led", " court", "", "é embassy"] {
            assert_eq!(after(Kind::Place, none), "");
        }
        assert_eq!(after(Kind::Person, " embassy"), "");
    }

    #[test]
    fn a_street_is_a_place_and_a_hospital_an_organization() {
        assert_eq!(
            kind_by_head(Kind::Place, "Ridge Hospital"),
            Some(Kind::Organization)
        );
        assert_eq!(
            kind_by_head(Kind::Organization, "Oti Region"),
            Some(Kind::Place)
        );
        assert_eq!(kind_by_head(Kind::Organization, "Ridge Hospital"), None);
        assert_eq!(kind_by_head(Kind::Person, "Park"), None);
    }

    #[test]
    fn a_possessive_or_an_and_inside_a_name_stays() {
        for one in [
            "White House Correspondents’ Association",
            "Prime Minister's Office",
            "Department of Health and Human Services",
            "Committee on Oversight and Reform",
            "Michelle McLean Children's Trust",
        ] {
            assert_eq!(divided(one), [one]);
        }
    }

    #[test]
    fn the_number_of_a_local_is_part_of_the_name_of_a_union() {
        let whole = |form: &str, after: &str| format!("{form}{}", &after[..local(form, after)]);
        assert_eq!(whole("Unite Here", " Local 24."), "Unite Here Local 24");
        assert_eq!(
            whole("Union of Clerks", ", Local 60, left"),
            "Union of Clerks, Local 60"
        );
        assert_eq!(
            whole("Steelworkers Local", " 1999"),
            "Steelworkers Local 1999"
        );
        assert_eq!(
            whole("steelworkers", " local 7 won"),
            "steelworkers local 7"
        );
        assert_eq!(whole("STEELWORKERS", ", LOCAL 7"), "STEELWORKERS, LOCAL 7");
        for after in [" Local News", " Local 2nd", ", local 5", "", " 24"] {
            assert_eq!(whole("Union", after), "Union");
        }
    }

    #[test]
    fn an_organization_that_is_called_after_a_person_is_one() {
        let text = "He left McCain Institute.";
        let document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        let mention = |from, to, kind| Mention {
            span: Span::new(from, to),
            sentence: 0,
            kind,
            score: 0.8,
            origin: Origin::Model,
        };
        let mut mentions = vec![
            mention(8, 14, Kind::Person),
            mention(15, 24, Kind::Organization),
        ];
        regroup(Gazetteer::builtin(), &document, &mut mentions);
        assert_eq!(mentions.len(), 1);
        assert_eq!(mentions[0].text(&document), "McCain Institute");
        assert_eq!(mentions[0].kind, Kind::Organization);
    }

    /// What becomes of two mentions of these kinds in a text.
    fn regrouped(text: &str, words: &[(&str, Kind)]) -> Vec<String> {
        let pass = |document: &Document, _: &Segmentation, mentions: &mut Vec<Mention>| {
            regroup(Gazetteer::builtin(), document, mentions)
        };
        after_pass(pass, text, words)
    }

    #[test]
    fn a_name_behind_a_dateline_is_divided_from_it() {
        let glued = ("Lagos - Bola Okafor", Kind::Person);
        assert_eq!(
            regrouped("Lagos - Bola Okafor spoke.", &[glued]),
            ["place Lagos", "person Bola Okafor"]
        );
        assert_eq!(
            regrouped("He saw Lagos - Bola Okafor.", &[glued]),
            ["person Lagos - Bola Okafor"]
        );
    }

    #[test]
    fn a_given_name_and_the_surname_behind_it_are_one_name() {
        let both = [("Mary", Kind::Person), ("Okafor", Kind::Person)];
        assert_eq!(
            regrouped("Mary Okafor left.", &both),
            ["person Mary Okafor"]
        );
        assert_eq!(regrouped("Mary, Okafor left.", &both).len(), 2);
    }

    #[test]
    fn a_place_is_a_given_name_unless_a_preposition_leads_to_it() {
        let both = [("Kenya", Kind::Place), ("Okafor", Kind::Person)];
        for (text, number) in [
            ("Socialist Kenya Okafor won", 1),
            ("met by Kenya Okafor", 1),
            ("Kenya Okafor won", 1),
            ("In Kenya Okafor won", 2),
            ("Kenya, Okafor said", 2),
        ] {
            let found = regrouped(text, &both);
            assert_eq!(found.len(), number, "{text}");
            assert_eq!(found[0].starts_with("person"), number == 1, "{text}");
        }
    }
}
