//! Short forms that the document itself explains: "Panamanian Chamber of Construction (Capac)".
//!
//! A word in brackets behind the full name of an organization is that organization's short form, however
//! odd it looks to the tagger, and it names the same wherever else the document has it. Of the short forms
//! that stand so in the annotated training articles nearly all have the kind of the name before them; the
//! exceptions are countries, and tickers of stock exchanges, which have a full stop. What is in brackets in
//! another script, such as Chinese, is the same name once more, a person's and a place's too.
//!
//! The opposite is told in the same way: what the words before it spell in small letters ("chief financial
//! officer (CFO)") is no name, there or elsewhere.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{insert, overlooked};
use crate::gazetteer::lexicon::is_organization_head;
use crate::{Document, Kind, Mention, Origin, Segmentation, Span};

/// Short forms have at most so many bytes.
const LONGEST: usize = 12;

/// How sure a short form is beside the full name.
const AS_SURE: f32 = 0.95;

/// Gives short forms the kind of what they stand for, where they are explained and everywhere else, and
/// adds those that were overlooked. `mentions` are in text order and stay so.
pub(super) fn agree(document: &Document, segmentation: &Segmentation, mentions: &mut Vec<Mention>) {
    let text = document.text.as_str();
    let mut defined: FxHashMap<&str, (Kind, f32)> = FxHashMap::default();
    let mut repeated = Vec::new();
    for (number, mention) in mentions.iter().enumerate() {
        let Some(span) = explained(text, mention.span) else {
            continue;
        };
        let sentence = segmentation.sentences[mention.sentence].span;
        let next = mentions.get(number + 1).filter(|m| m.span.start < span.end);
        if !sentence.contains(span) || next.is_some_and(|m| m.span != span) {
            continue;
        }
        let (full, short) = (mention.span.text(text), span.text(text));
        if is_of_other_script(short) {
            repeated.extend(next.is_none().then(|| repetition(mention, span)));
            continue;
        }
        let is_body = matches!(mention.kind, Kind::Organization | Kind::Outlet);
        let is_place = next.is_some_and(|m| m.kind == Kind::Place);
        if is_body && !is_place || abbreviates(short, full) {
            let kind = (mention.kind, mention.score * AS_SURE);
            defined.entry(short).or_insert(kind);
        }
    }
    insert(mentions, repeated);
    let common = common_words(document, segmentation, &defined);
    if !common.is_empty() {
        mentions.retain(|mention| {
            mention.origin == Origin::Gazetteer || !common.contains(mention.span.text(text))
        });
    }
    if defined.is_empty() {
        return;
    }
    for mention in mentions.iter_mut() {
        if let Some(&(kind, score)) = defined.get(mention.span.text(text))
            && mention.kind != kind
            && mention.origin != Origin::Gazetteer
        {
            mention.kind = kind;
            mention.score = score;
            mention.origin = Origin::Rule;
        }
    }
    let added = overlooked(text, segmentation, mentions, |form| {
        defined.get(form).copied()
    });
    insert(mentions, added);
}

/// The name of a mention once more, at another place of its sentence.
fn repetition(mention: &Mention, span: Span) -> Mention {
    Mention {
        span,
        score: mention.score * AS_SURE,
        origin: Origin::Rule,
        ..mention.clone()
    }
}

/// Whether none of the letters is Latin.
fn is_of_other_script(form: &str) -> bool {
    // All that is before the Greek letters is Latin.
    form.chars()
        .all(|c| c >= '\u{370}' && !('\u{1e00}'..'\u{1f00}').contains(&c))
}

/// The word in brackets behind a name, which has several words unless that in brackets is of another script.
fn explained(text: &str, name: Span) -> Option<Span> {
    let rest = text[name.end..].strip_prefix(" (")?;
    let quoted = rest.trim_start_matches(['"', '“', '\'']);
    let end = quoted.find(|c: char| !(c.is_alphanumeric() || matches!(c, '&' | '-')))?;
    let (short, after) = quoted.split_at(end);
    let is_closed = after.trim_start_matches(['"', '”', '\'']).starts_with(')');
    let is_name = (2..=LONGEST).contains(&short.len()) && short.starts_with(char::is_alphabetic);
    let start = name.end + 2 + rest.len() - quoted.len();
    let is_short_form =
        is_name && short.contains(char::is_uppercase) && name.text(text).contains(' ');
    let is_repeated = !short.is_empty() && is_of_other_script(short);
    (is_closed && (is_short_form || is_repeated)).then(|| Span::new(start, start + end))
}

/// Short forms that are no names: ranks and roles, and those that the document explains by words in small
/// letters.
fn common_words<'d>(
    document: &'d Document,
    segmentation: &Segmentation,
    defined: &FxHashMap<&str, (Kind, f32)>,
) -> FxHashSet<&'d str> {
    let form = |number: usize| segmentation.tokens[number].span.text(&document.text);
    let mut out: FxHashSet<&str> = ROLES.into_iter().collect();
    for sentence in &segmentation.sentences {
        for at in sentence.tokens.clone().skip(2) {
            let short = form(at);
            let initials = short.strip_suffix('s').unwrap_or(short);
            if form(at - 1) == "("
                && initials.len() >= 2
                && initials.bytes().all(|b| b.is_ascii_uppercase())
                && at + 1 < sentence.tokens.end
                && form(at + 1) == ")"
                && !is_organization_head(form(at - 2))
            {
                let words = (sentence.tokens.start..at - 1).rev().map(form);
                if are_initials(initials, words) {
                    out.insert(short);
                }
            }
        }
    }
    out.retain(|short| !defined.contains_key(short));
    out
}

/// Whether the words, from the last one back, are in small letters and begin with those letters.
fn are_initials<'t>(initials: &str, words: impl Iterator<Item = &'t str>) -> bool {
    let mut begins = words
        .take_while(|word| word.starts_with(|c: char| c.is_lowercase() || c == '-'))
        .flat_map(|word| word.split('-').rev())
        .filter_map(|part| part.bytes().next());
    initials
        .bytes()
        .rev()
        .all(|letter| begins.next() == Some(letter.to_ascii_lowercase()))
}

/// Ranks, roles and the like, which are no names.
const ROLES: [&str; 38] = [
    "ADC", "AG", "ASI", "CEO", "CEOs", "CFO", "COO", "CTO", "DCE", "DCP", "DGP", "DSP", "GDP",
    "HH", "HM", "HRH", "IDPs", "IG", "IGP", "MCA", "MCAs", "MCE", "MLA", "MLAs", "MP", "MPs",
    "NGO", "NGOs", "OC", "PM", "PhD", "SHO", "SME", "SMEs", "SP", "SSP", "TV", "VP",
];

/// Whether the letters of a short form stand in the full one in that order, the first at its beginning.
fn abbreviates(short: &str, full: &str) -> bool {
    let mut letters = full.chars().flat_map(char::to_lowercase);
    let mut short = short.chars().flat_map(char::to_lowercase);
    short.next() == letters.next() && short.all(|c| letters.any(|l| l == c))
}

#[cfg(test)]
mod tests {
    use super::super::tests::after;
    use super::*;

    fn agreed(text: &str, words: &[(&str, Kind)]) -> Vec<String> {
        after(agree, text, words)
    }

    #[test]
    fn a_word_in_brackets_behind_an_organization_is_its_short_form_everywhere() {
        let text = "The Chamber of Building (Capac) met. Capac said no. They left Capac.";
        let organization = Kind::Organization;
        assert_eq!(
            agreed(
                text,
                &[
                    ("Chamber of Building", organization),
                    ("Capac", Kind::Person)
                ]
            ),
            [
                "organization Chamber of Building",
                "organization Capac",
                "organization Capac",
                "organization Capac"
            ]
        );
    }

    #[test]
    fn a_country_in_brackets_stays_a_place_and_a_ticker_is_nothing() {
        let organization = Kind::Organization;
        assert_eq!(
            agreed(
                "Terre Libre Group (Spain) won.",
                &[("Terre Libre Group", organization), ("Spain", Kind::Place)]
            ),
            ["organization Terre Libre Group", "place Spain"]
        );
        assert_eq!(
            agreed(
                "Olm Resorts (OLM.N) fell.",
                &[("Olm Resorts", organization)]
            ),
            ["organization Olm Resorts"]
        );
    }

    #[test]
    fn a_name_in_another_script_is_that_before_it_once_more() {
        let found = agreed(
            "Premier Su Tseng-chang (蘇貞昌) left Suao (蘇澳) early.",
            &[("Su Tseng-chang", Kind::Person), ("Suao", Kind::Place)],
        );
        assert_eq!(
            found,
            [
                "person Su Tseng-chang",
                "person 蘇貞昌",
                "place Suao",
                "place 蘇澳"
            ]
        );
    }

    #[test]
    fn what_is_spelled_out_in_small_letters_is_no_name() {
        let organization = Kind::Organization;
        assert_eq!(
            agreed(
                "The chief electoral officer (CEO) and a non-fungible token (NFT) met HH Ann. NFT won.",
                &[
                    ("CEO", organization),
                    ("NFT", organization),
                    ("HH", Kind::Place)
                ]
            ),
            [""; 0]
        );
        // A team may well be one.
        assert_eq!(
            agreed(
                "The district reserve guard (DRG) left.",
                &[("DRG", organization)]
            ),
            ["organization DRG"]
        );
    }

    #[test]
    fn places_and_works_are_only_followed_by_their_initials() {
        let found = agreed(
            "Middle East and North Africa (MENA) grew. New York (CNN) slept.",
            &[
                ("Middle East and North Africa", Kind::Place),
                ("New York", Kind::Place),
            ],
        );
        assert_eq!(
            found,
            [
                "place Middle East and North Africa",
                "place MENA",
                "place New York"
            ]
        );
    }
}
