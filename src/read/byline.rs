//! Lines that name author, outlet and day: `By Jane Doe, Example Times, 3 May 2021`.
//!
//! A line is split at its commas (or bars, or dashes with spaces). A day at its end is cut off, and
//! what is left must look like names throughout: a line that reads like a sentence is no byline, and
//! without `By` in front a line needs its day. Authors are told from outlets by their place in the
//! line and by words such as "Times", outlets from places by a short list of cities under which
//! agencies date their reports.

use std::sync::LazyLock;

use regex::Regex;

use super::date;

/// What a byline says. At least one field is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Byline {
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) date: Option<String>,
}

/// Longer lines are text.
const LONGEST: usize = 200;

static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*,\s*|\s+[|•·—–-]\s+"));
static AND: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\s*[,;]\s*(?:and\s+)?|\s+and\s+"));
static BY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[Bb]y|BY):?\s+"));

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant of this file")
}

/// Generational suffixes and degrees, which a comma parts from the name they belong to.
const SUFFIXES: &str = "Jr Jr. Sr Sr. II III IV Esq. MD M.D. PhD Ph.D.";

/// Words of names in lower case: of persons, and of bodies.
const PARTICLES: &str = "al bin da de del della der di dos du e el ibn la le ter van von y";
const CONNECTIVES: &str = "& and at de del des du for in la le of on the";

/// Words that persons are not called, but papers, stations and societies are.
const BODIES: &str = "agency association broadcasting bureau center centre chronicle college committee \
    council courier daily dispatch foundation gazette group guardian herald independent \
    institute interlink journal magazine monitor network news newspaper observer \
    organization post press radio report review society standard telegraph television times \
    today tribune tv university wire";

/// Words that say what an author does, not who it is.
const ROLES: &str = "analyst columnist contributor correspondent editor reporter writer";

/// Cities that stand alone at the head of reports and are no outlets.
const CITIES: &str = "Amsterdam|Ankara|Athens|Atlanta|Baghdad|Baltimore|Bangkok|Beijing|Beirut|Berlin|Boston|\
    Brussels|Cairo|Chicago|Dallas|Denver|Detroit|Dubai|Dublin|Geneva|Havana|Hong Kong|\
    Houston|Islamabad|Istanbul|Jerusalem|Johannesburg|Kabul|Kyiv|Lagos|London|Los Angeles|\
    Madrid|Manila|Mexico City|Miami|Moscow|Mumbai|Nairobi|New Delhi|New York|Paris|\
    Philadelphia|Rome|San Francisco|Seattle|Seoul|Singapore|Stockholm|Sydney|Tehran|\
    Tel Aviv|Tirana|Tokyo|Toronto|United Nations|Vienna|Warsaw|Washington";

/// Reads a line as a byline, if it is one.
pub(super) fn parse(line: &str) -> Option<Byline> {
    let line = line.trim().trim_end_matches(':').trim_end();
    if line.is_empty() || line.len() > LONGEST {
        return None;
    }
    let by = BY.find(line).map(|found| found.end());
    let parts = with_suffixes(SEPARATOR.split(&line[by.unwrap_or(0)..]));
    let (parts, date) = cut_date(&parts);
    // A month or a year could be part of a title.
    let has_day = date
        .as_ref()
        .is_some_and(|date| date.len() == "2020-04-23".len());
    let mut byline = match by {
        Some(_) => signed(parts)?,
        None if has_day => unsigned(parts)?,
        None => return None,
    };
    byline.date = date;
    Some(byline)
}

/// Whether a name has a word that outlets have, or is a domain.
pub(super) fn is_called_like_an_outlet(name: &str) -> bool {
    has_word(name, BODIES) || (!name.contains(' ') && name.trim_matches('.').contains('.'))
}

/// The names in a list of authors, such as `By Jane Doe, John Roe and Ann Poe`.
pub(super) fn authors(list: &str) -> Vec<String> {
    let list = list.trim();
    let list = &list[BY.find(list).map_or(0, |found| found.end())..];
    let mut out: Vec<String> = Vec::new();
    for name in with_suffixes(AND.split(list)) {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// After `By`: authors first, then the outlet if there is more.
fn signed(parts: &[String]) -> Option<Byline> {
    let (last, rest) = parts.split_last()?;
    let mut byline = Byline::default();
    if rest.is_empty() || is_end_of_list(last) {
        byline.authors = all_authors(parts)?;
    } else if has_word(last, ROLES) || is_city(last) {
        byline.authors = all_authors(rest)?;
    } else {
        byline.authors = all_authors(rest)?;
        byline.publisher = Some(outlet(last)?);
    }
    Some(byline)
}

/// Without `By`, and with a day: an outlet alone, or authors and outlet.
fn unsigned(parts: &[String]) -> Option<Byline> {
    let mut byline = Byline::default();
    let Some((last, rest)) = parts.split_last() else {
        return Some(byline);
    };
    if rest.is_empty() {
        if last.contains(" and ") && is_author_list(last) && !has_word(last, BODIES) {
            byline.authors = authors(last);
        } else if !is_city(last) {
            byline.publisher = Some(outlet(last)?);
        }
    } else if has_word(&parts[0], BODIES) && !has_word(last, BODIES) {
        // An outlet and the place of its report.
        byline.publisher = Some(outlet(&parts[0])?);
        parts[1..]
            .iter()
            .all(|part| outlet(part).is_some())
            .then_some(())?;
    } else if let Some(place) = parts.iter().skip(1).position(|part| is_city(part)) {
        // A city, perhaps with its country, ends the line: "Jane Doe, Example Times, Paris, France".
        let (names, place) = parts.split_at(place + 1);
        place
            .iter()
            .all(|part| outlet(part).is_some())
            .then_some(())?;
        match names {
            [.., last] if names.len() > 1 && !is_end_of_list(last) => {
                byline.publisher = Some(outlet(last)?);
                byline.authors = all_authors(&names[..names.len() - 1])?;
            }
            _ => byline.authors = all_authors(names)?,
        }
    } else {
        byline.authors = all_authors(rest)?;
        byline.publisher = Some(outlet(last)?);
    }
    Some(byline)
}

/// Whether a part ends a list of authors ("Jane Doe, John Roe and Ann Poe").
fn is_end_of_list(part: &str) -> bool {
    let rest = part.strip_prefix("and ").unwrap_or(part);
    let joined = rest.len() < part.len() || part.contains(" and ");
    joined && is_author_list(rest) && !has_word(rest, BODIES)
}

fn all_authors(parts: &[String]) -> Option<Vec<String>> {
    let mut out = Vec::new();
    for part in parts.iter().filter(|part| !has_word(part, ROLES)) {
        let part = part.strip_prefix("and ").unwrap_or(part);
        is_author_list(part).then_some(())?;
        out.extend(authors(part));
    }
    (!out.is_empty()).then_some(out)
}

/// One name of two words or more, or several joined by "and", of which the first may lack the
/// surname ("Anne and Massoud Khodabandeh").
fn is_author_list(part: &str) -> bool {
    let names = authors(part);
    names.iter().all(|name| is_name(name))
        && names.last().is_some_and(|name| {
            let suffix = |word: &&str| is_one_of(word, SUFFIXES);
            name.split_whitespace().filter(|word| !suffix(word)).count() >= 2
        })
}

fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    (1..=6).contains(&words.len())
        && words[0].starts_with(char::is_uppercase)
        && words.iter().all(|word| {
            let letters = |c: char| c.is_alphabetic() || "'’.-,\"“”".contains(c);
            word.chars().all(letters)
                && (is_one_of(word, PARTICLES) || word.chars().any(char::is_uppercase))
        })
}

/// The name of an outlet, if `part` can be one.
fn outlet(part: &str) -> Option<String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_capital = |word: &str| {
        word.chars().any(char::is_uppercase) || word.starts_with(|c: char| !c.is_alphabetic())
    };
    let is_domain = |word: &str| !word.starts_with('.') && word.trim_end_matches('.').contains('.');
    let good = (1..=8).contains(&words.len())
        && words[0] != "and"
        && words
            .iter()
            .all(|word| is_capital(word) || is_domain(word) || is_one_of(word, CONNECTIVES))
        && words
            .iter()
            .any(|word| word.contains(char::is_alphabetic) && !is_one_of(word, CONNECTIVES))
        && !part.ends_with(['?', ';', '”', '"']);
    good.then(|| part.to_owned())
}

fn has_word(part: &str, list: &str) -> bool {
    part.split(|c: char| !c.is_alphanumeric())
        .any(|word| is_one_of(&word.to_lowercase(), list))
}

fn is_one_of(word: &str, list: &str) -> bool {
    list.split(' ').any(|entry| entry == word)
}

fn is_city(part: &str) -> bool {
    CITIES
        .split('|')
        .any(|city| city.eq_ignore_ascii_case(part))
}

/// The parts before a date at the end, and the date. `April 23, 2020` is two parts, with its weekday
/// three.
fn cut_date(parts: &[String]) -> (&[String], Option<String>) {
    for n in (1..=parts.len().min(4)).rev() {
        let (before, tail) = parts.split_at(parts.len() - n);
        if let Some(date) = date::parse(tail.join(", ").trim_end_matches('.')) {
            return (before, Some(date));
        }
    }
    (parts, None)
}

/// Puts `Jr.` and the like back to the name before the comma, and drops empty parts.
fn with_suffixes<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        match out.last_mut() {
            Some(name) if is_one_of(part, SUFFIXES) => {
                name.push_str(", ");
                name.push_str(part);
            }
            _ => out.push(part.to_owned()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    // rustfmt would spread the table over hundreds of lines.
    #[rustfmt::skip]
    /// Line, then authors / outlet / day.
    const BYLINES: &[(&str, &str)] = &[
        ("Murtaza Hussain, The Intercept, April 23 2020", "Murtaza Hussain / The Intercept / 2020-04-23"),
        ("By Jane Doe, Example Times, 3 May 2021", "Jane Doe / Example Times / 2021-05-03"),
        ("Nejat Society, October 31 2020", " / Nejat Society / 2020-10-31"),
        ("Nejat Society, October 31 2020:", " / Nejat Society / 2020-10-31"),
        ("Nejat Society, Tehran, April 06 2020", " / Nejat Society / 2020-04-06"),
        ("Negar Mortazavi and Borzou Daragahi , Independent, June 11 2019", "Negar Mortazavi + Borzou Daragahi / Independent / 2019-06-11"),
        ("Anne and Massoud Khodabandeh, Balkans Post, March 29 2020", "Anne + Massoud Khodabandeh / Balkans Post / 2020-03-29"),
        ("Jane Doe, John Roe and Ann Poe, Example Times, March 22 2020", "Jane Doe + John Roe + Ann Poe / Example Times / 2020-03-22"),
        ("Dr. Ann Example, Example Institute, February 12 2020", "Dr. Ann Example / Example Institute / 2020-02-12"),
        ("By Jane Doe", "Jane Doe /  / "),
        ("By JANE DOE and JOHN ROE", "JANE DOE + JOHN ROE /  / "),
        ("By Jane Doe, John Roe, and Ann Poe", "Jane Doe + John Roe + Ann Poe /  / "),
        ("By Jane Doe, Example Times", "Jane Doe / Example Times / "),
        ("By Jane Doe, Senior Reporter, Example Times", "Jane Doe / Example Times / "),
        ("By Jane Doe, Staff Writer, May 3, 2021", "Jane Doe /  / 2021-05-03"),
        ("By Tom Doe Jr., Example Inc.", "Tom Doe Jr. / Example Inc. / "),
        ("Jane Doe, Example Times, May 3, 2021.", "Jane Doe / Example Times / 2021-05-03"),
        ("By Jane Doe, June 2019", "Jane Doe /  / 2019-06"),
        ("By Martin Doe, Jr., Example Times, May 3, 2021", "Martin Doe, Jr. / Example Times / 2021-05-03"),
        ("By Ludwig van Roe | Arms and Security Review | Monday, June 10, 2019", "Ludwig van Roe / Arms and Security Review / 2019-06-10"),
        ("Jane Doe — axios.com — Sept. 5, 2019", "Jane Doe / axios.com / 2019-09-05"),
        ("Jane Doe and John Roe, May 3 2020", "Jane Doe + John Roe /  / 2020-05-03"),
        ("Jane Doe, London, May 3 2020", "Jane Doe /  / 2020-05-03"),
        ("Dr. Ann Example, Tirana, Albania, May 3 2020", "Dr. Ann Example /  / 2020-05-03"),
        ("Jane Doe, The Example, Paris, France, May 3 2020", "Jane Doe / The Example / 2020-05-03"),
        ("Center for Public Examples, May 3 2020", " / Center for Public Examples / 2020-05-03"),
        ("WASHINGTON, May 3, 2020", " /  / 2020-05-03"),
        ("June 10, 2019", " /  / 2019-06-10"),
    ];

    #[test]
    fn bylines_are_read() {
        for (line, expected) in BYLINES {
            let byline = parse(line).unwrap_or_else(|| panic!("not read: {line}"));
            let found = [
                byline.authors.join(" + "),
                byline.publisher.unwrap_or_default(),
                byline.date.unwrap_or_default(),
            ];
            assert_eq!(found.join(" / "), *expected, "{line}");
        }
    }

    #[test]
    fn lines_of_text_and_titles_are_no_bylines() {
        for line in [
            "",
            "Trump Fires Bolton",
            "Jane Doe",
            "Jane Doe, Example Times",
            "John Bolton, Rudy Giuliani and the Paris Rally",
            "By Monday, Bolton was gone",
            "By the time he left, Example Times had the story",
            "By June 10, 2019, Alavi",
            "By land, by sea",
            "The attack happened on Monday, April 23, 2020",
            "He spoke in Paris, France, on July 1, 2017",
            "What Happened in Paris, 2018",
            "Murtaza Hussain, The Intercept, April 23 2020:… The post was bad enough on its own",
            "Dr. Ann Example, Example City, Albania, February 12 2020 she said",
            "Everything changed: Iran, Iraq, April 5 2020 and after",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn lists_of_authors_are_split() {
        for (list, expected) in [
            (
                "Jim Vandehei, Mike Allen",
                &["Jim Vandehei", "Mike Allen"][..],
            ),
            ("By Jane Doe and John Roe", &["Jane Doe", "John Roe"]),
            (
                "A. Doe; B. Roe; and C. Poe",
                &["A. Doe", "B. Roe", "C. Poe"],
            ),
            (
                "Tom Example Jr., Anderson Sand",
                &["Tom Example Jr.", "Anderson Sand"],
            ),
            (
                "Tom Example, Jr. and Ann Poe",
                &["Tom Example, Jr.", "Ann Poe"],
            ),
            ("Jane Doe, Jane Doe", &["Jane Doe"]),
            (" , ", &[]),
        ] {
            assert_eq!(authors(list), expected, "{list}");
        }
    }
}
