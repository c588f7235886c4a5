//! Outlets whose name is also a word: "He told Time", "a study in Nature", "@nytimes".
//!
//! In nearly all text "time" and "nature" are words and a tagger overlooks the rest, or takes "the Independent" for a party's.
//! What stands before or behind such a name says that an outlet is meant, as does the outlet that the document itself
//! is of; and what follows may say that none is ("Forbes, a town in New South Wales").

use super::known::KnownNames;
use super::{insert, last_words_of_persons};
use crate::gazetteer::{Entry, Strength};
use crate::{Document, Kind, Mention, Origin, Segmentation, Span, Token};

/// How sure such an outlet is.
const SCORE: f32 = 0.8;

/// How sure it is that an account is the outlet's whose domain or name it has.
const ACCOUNT: f32 = 0.97;

/// The longest name that is looked for, in tokens.
const MOST_TOKENS: usize = 4;

/// What leads to an outlet, whatever its name also means.
const BEFORE: [&str; 11] = [
    "according to",
    "interview to",
    "interview with",
    "interviewed by",
    "published by",
    "reported by",
    "speaking to",
    "statement to",
    "tell",
    "tells",
    "told",
];

/// What is in an outlet or written in one, before "in".
const IN: [&str; 29] = [
    "appeared",
    "appearing",
    "appears",
    "article",
    "column",
    "commentary",
    "editorial",
    "essay",
    "interview",
    "letter",
    "oped",
    "op-ed",
    "paper",
    "piece",
    "printed",
    "profile",
    "published",
    "report",
    "reported",
    "reporting",
    "review",
    "story",
    "study",
    "write",
    "writes",
    "writing",
    "written",
    "wrote",
    "serialised",
];

/// What an outlet does, right behind its name.
const BEHIND: [&str; 4] = ["editorialised", "editorialized", "published", "reported"];

/// What somebody else did.
const PASSIVE: [&str; 4] = ["published by", "published in", "reported by", "reported in"];

/// What the outlet that a document is of does in its own text.
const OWN_BEHIND: [&str; 3] = ["has learned", "has learnt", "understands"];

/// Words that follow an outlet's name and are no part of another's: not "the Independent commission".
const FOLLOWS: [&str; 30] = [
    "a",
    "about",
    "after",
    "and",
    "as",
    "at",
    "because",
    "before",
    "by",
    "during",
    "earlier",
    "for",
    "found",
    "from",
    "he",
    "her",
    "his",
    "how",
    "in",
    "last",
    "magazine",
    "newspaper",
    "on",
    "she",
    "that",
    "the",
    "they",
    "this",
    "when",
    "why",
];

/// What a place is called behind its name: "Forbes, a town".
const PLACES: [&str; 12] = [
    "city",
    "district",
    "hamlet",
    "hill",
    "neighborhood",
    "neighbourhood",
    "port",
    "street",
    "suburb",
    "town",
    "township",
    "village",
];

/// What is a person's and no outlet's.
const OF_A_PERSON: [&str; 14] = [
    "aides",
    "brother",
    "campaign",
    "candidacy",
    "daughter",
    "father",
    "husband",
    "lawyer",
    "lawyers",
    "mother",
    "sister",
    "son",
    "supporters",
    "wife",
];

/// Adds outlets that the words around them show and takes those back that are a town or a person.
/// `mentions` are in text order and stay so.
pub(super) fn settle(
    known: &KnownNames<'_>,
    document: &Document,
    segmentation: &Segmentation,
    mentions: &mut Vec<Mention>,
) {
    let text = document.text.as_str();
    take_back(known, text, mentions);
    let domain = document.provenance.domain.as_deref();
    let own = domain.and_then(|domain| known.gazetteer().outlet_by_domain(domain));
    let own = own.filter(|own| own.ambiguous);
    let persons = last_words_of_persons(text, mentions);
    let mut added = Vec::new();
    let mut at = 0;
    for (number, sentence) in segmentation.sentences.iter().enumerate() {
        let tokens = &segmentation.tokens[sentence.tokens.clone()];
        for (place, token) in tokens.iter().enumerate() {
            let form = token.span.text(text);
            let account = form.starts_with('@');
            if !form.starts_with(|c: char| c == '@' || c.is_uppercase()) {
                continue;
            }
            while mentions
                .get(at)
                .is_some_and(|m| m.span.end <= token.span.start)
            {
                at += 1;
            }
            let next = mentions.get(at);
            if account {
                let taken = mentions
                    .get_mut(at)
                    .filter(|m| m.span.start < token.span.end);
                let is_outlet = known.gazetteer().outlet_by_account(form).is_some();
                match taken {
                    Some(mention) if is_outlet && mention.span == token.span => {
                        *mention = outlet(number, token.span, ACCOUNT)
                    }
                    Some(_) => {}
                    None if is_outlet => added.push(outlet(number, token.span, ACCOUNT)),
                    None => added.extend(owned(
                        text,
                        at.checked_sub(1).map(|at| &mentions[at]),
                        token,
                    )),
                }
                continue;
            }
            // "Hindu" is also one of a people.
            let replaced = next.filter(|m| m.kind == Kind::Other && m.span == token.span);
            let end = match replaced {
                Some(mention) => mention.span.end,
                None => next.map_or(usize::MAX, |m| m.span.start),
            };
            let is_free = end >= token.span.end && !persons.contains(form);
            let may_be = own.is_some()
                || ends_like_a_lead(&text[..token.span.start])
                || (tokens[place + 1..].iter().take(MOST_TOKENS))
                    .any(|token| BEHIND.contains(&token.span.text(text)));
            if !is_free || !may_be || !known.may_begin(form) {
                continue;
            }
            let Some((span, entry)) = named(known, text, &tokens[place..], end) else {
                continue;
            };
            let is_own = own.is_some_and(|own| std::ptr::eq(own, entry));
            if is_meant(text, span, is_own && place > 0, is_own) {
                match replaced.is_some() {
                    true => mentions[at] = outlet(number, span, SCORE),
                    false => added.push(outlet(number, span, SCORE)),
                }
            }
        }
    }
    insert(mentions, added);
}

/// An account in brackets right behind whose it is: "Ann Roe (@annroe)".
fn owned(text: &str, owner: Option<&Mention>, account: &Token) -> Option<Mention> {
    let owner = owner.filter(|owner| matches!(owner.kind, Kind::Person | Kind::Organization))?;
    let between = text.get(owner.span.end..account.span.start)?;
    let closed = text[account.span.end..].starts_with(')');
    (between == " (" && closed).then(|| Mention {
        span: account.span,
        score: ACCOUNT,
        origin: Origin::Rule,
        ..owner.clone()
    })
}

fn outlet(sentence: usize, span: Span, score: f32) -> Mention {
    Mention {
        span,
        sentence,
        kind: Kind::Outlet,
        score,
        origin: Origin::Rule,
    }
}

/// The longest name of an outlet at the start of the tokens that ends before `end`.
fn named<'k>(
    known: &'k KnownNames<'_>,
    text: &str,
    tokens: &[Token],
    end: usize,
) -> Option<(Span, &'k Entry)> {
    (1..=tokens.len().min(MOST_TOKENS))
        .rev()
        .find_map(|length| {
            let span = Span::new(tokens[0].span.start, tokens[length - 1].span.end);
            let form = text.get(span.start..span.end).filter(|_| span.end <= end)?;
            let last = tokens[length - 1].span.text(text);
            let mut found = known.gazetteer().known(form);
            let is_name = last.starts_with(char::is_uppercase) && form != "The";
            let outlet = |m: &crate::gazetteer::Match| {
                m.entry.kind == Kind::Outlet && m.form.starts_with(char::is_uppercase)
            };
            let found = is_name.then(|| found.find(outlet)).flatten()?;
            Some((span, found.entry))
        })
}

/// Whether the words around a name say that it is an outlet's.
fn is_meant(text: &str, span: Span, inside_own: bool, own: bool) -> bool {
    let behind = &text[span.end..];
    let starts = |words: &[&str]| {
        let behind = behind.strip_prefix(' ');
        words.iter().any(|word| {
            let rest = behind.and_then(|behind| behind.strip_prefix(word));
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
        })
    };
    // "As published by".
    if starts(&BEHIND) && !starts(&PASSIVE) || own && starts(&OWN_BEHIND) {
        return true;
    }
    let alone = match behind.strip_prefix(' ') {
        Some(_) => starts(&FOLLOWS) || starts(&DAYS),
        // Neither "Time's Up" nor "Sun-drenched".
        None => !behind.starts_with(['-', '\'', '’', '&', '/']),
    };
    alone && (inside_own || leads(&text[..span.start]))
}

/// Days stand behind an outlet without a preposition: "told Time Monday".
const DAYS: [&str; 7] = [
    "Friday",
    "Monday",
    "Saturday",
    "Sunday",
    "Thursday",
    "Tuesday",
    "Wednesday",
];

/// Whether the last word before a name can be the last of what leads to one; most are not, and that is told at once.
fn ends_like_a_lead(before: &str) -> bool {
    let before = before.trim_end_matches(' ');
    let word = last_word(before);
    let word = match word.eq_ignore_ascii_case("the") {
        true => last_word(before[..before.len() - word.len()].trim_end_matches(' ')),
        false => word,
    };
    LEADS_END.iter().any(|end| word.eq_ignore_ascii_case(end))
}

fn last_word(text: &str) -> &str {
    let word = text.rsplit(' ').next().unwrap_or(text);
    word.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// The last words of [`BEFORE`], and "in".
const LEADS_END: [&str; 7] = ["by", "in", "tell", "tells", "to", "told", "with"];

/// Whether the text before a name leads to an outlet.
fn leads(before: &str) -> bool {
    let Some(before) = before.strip_suffix(' ') else {
        return false;
    };
    let before = before
        .strip_suffix(" the")
        .or_else(|| before.strip_suffix(" The"))
        .unwrap_or(before);
    let ends = |before: &str, words: &[&str]| {
        words.iter().any(|word| {
            let start = before.len().checked_sub(word.len());
            let tail = start.and_then(|start| Some((before.get(start..)?, &before[..start])));
            tail.is_some_and(|(tail, rest)| {
                tail.eq_ignore_ascii_case(word)
                    && !rest.ends_with(|c: char| c.is_alphanumeric() || c == '-')
            })
        })
    };
    ends(before, &BEFORE)
        || before
            .strip_suffix(" in")
            .is_some_and(|before| ends(before, &IN))
}

/// Makes places and persons of outlets whose name is also theirs, where the next words say so.
fn take_back(known: &KnownNames<'_>, text: &str, mentions: &mut [Mention]) {
    for mention in mentions
        .iter_mut()
        .filter(|mention| mention.kind == Kind::Outlet)
    {
        let behind = &text[mention.span.end..];
        let kind = if is_a_place(behind) {
            Kind::Place
        } else if is_a_person(behind) {
            Kind::Person
        } else {
            continue;
        };
        let form = mention.span.text(text);
        let sure = known
            .gazetteer()
            .known(form)
            .any(|m| m.strength == Strength::Always);
        let article = form.starts_with("The ") || text[..mention.span.start].ends_with("he ");
        if !sure && !(kind == Kind::Person && (article || form.contains(' '))) {
            mention.kind = kind;
            mention.score = mention.score.min(SCORE);
            mention.origin = Origin::Rule;
        }
    }
}

/// Whether the text behind a name says that it is a town: ", a small town in".
fn is_a_place(behind: &str) -> bool {
    let Some(behind) = behind.strip_prefix(", a ") else {
        return false;
    };
    let mut words = behind.split(|c: char| !c.is_alphabetic()).take(2);
    words.any(|word| PLACES.contains(&word))
}

/// Whether the text behind a name says that it is a person: "'s wife".
fn is_a_person(behind: &str) -> bool {
    let owned = behind
        .strip_prefix("'s ")
        .or_else(|| behind.strip_prefix("’s "));
    let word = owned.and_then(|owned| owned.split(|c: char| !c.is_alphabetic()).next());
    word.is_some_and(|word| OF_A_PERSON.contains(&word))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::tests::{document, mentions_of};
    use super::*;
    use crate::gazetteer::Gazetteer;
    use crate::segment;

    /// The mentions after the pass over the text with `words` found before.
    fn settled(domain: Option<&str>, text: &str, words: &[(&str, Kind)]) -> Vec<String> {
        let mut document = document(text);
        document.provenance.domain = domain.map(str::to_owned);
        let segmentation = segment(&document);
        let mut mentions = mentions_of(&document, &segmentation, words);
        let known = KnownNames::new(Cow::Borrowed(Gazetteer::builtin()));
        settle(&known, &document, &segmentation, &mut mentions);
        (mentions.iter())
            .map(|m| format!("{} {}", m.kind, m.text(&document)))
            .collect()
    }

    #[test]
    fn whatever_leads_to_an_outlet_ends_like_it() {
        for lead in BEFORE {
            assert!(ends_like_a_lead(&format!("“{lead} the ")), "{lead}");
        }
        assert!(ends_like_a_lead("wrote in ") && !ends_like_a_lead("saw the "));
    }

    #[test]
    fn a_word_is_an_outlet_behind_what_leads_to_one() {
        for (text, outlet) in [
            ("He told Time that he would stay.", "Time"),
            ("He told Time Monday he would stay.", "Time"),
            ("He told the Independent that he was sorry.", "Independent"),
            ("According to the Independent, he was sorry.", "Independent"),
            ("She writes in the Independent on Friday.", "Independent"),
            ("Ann Roe writes in Time about it.", "Time"),
            ("A study in Nature found the opposite.", "Nature"),
            ("Nature published the study.", "Nature"),
        ] {
            assert_eq!(
                settled(None, text, &[]),
                [format!("outlet {outlet}")],
                "{text}"
            );
        }
    }

    #[test]
    fn one_of_a_people_is_an_outlet_behind_what_leads_to_one() {
        let hindu = [("Hindu", Kind::Other)];
        assert_eq!(
            settled(None, "He told The Hindu that it fell.", &hindu),
            ["outlet Hindu"]
        );
        assert_eq!(
            settled(None, "He told a Hindu that it fell.", &hindu),
            ["other Hindu"]
        );
        assert_eq!(
            settled(None, "He told the Hindu priest that it fell.", &hindu),
            ["other Hindu"]
        );
    }

    #[test]
    fn a_word_is_a_word_elsewhere() {
        for text in [
            "Time was running out.",
            "He told Time Warner that he would stay.",
            "According to Nature's laws it fell.",
            "She wrote in Time-honoured fashion.",
            "He told the Independent commission all.",
            "As reported by Roe, it fell.",
            "He believed in Nature and told nobody.",
        ] {
            assert_eq!(settled(None, text, &[]), [""; 0], "{text}");
        }
        // A person of that name is meant.
        let found = settled(
            None,
            "Ann Nature left. He told Nature that it was late.",
            &[("Ann Nature", Kind::Person)],
        );
        assert_eq!(found, ["person Ann Nature"]);
    }

    #[test]
    fn the_outlet_that_the_document_is_of_needs_less() {
        let own = Some("time.com");
        assert_eq!(settled(own, "A spokesman for Time said so.", &[]), [""; 0]);
        assert_eq!(
            settled(own, "It was first seen by Time, he said.", &[]),
            ["outlet Time"]
        );
        assert_eq!(
            settled(own, "Time has learned that he left.", &[]),
            ["outlet Time"]
        );
        assert_eq!(settled(own, "Time was running out.", &[]), [""; 0]);
        assert_eq!(
            settled(None, "It was first seen by Time, he said.", &[]),
            [""; 0]
        );
    }

    #[test]
    fn a_town_or_a_person_of_an_outlets_name_is_none() {
        assert_eq!(
            settled(
                None,
                "They drove to Forbes, a small town in the west.",
                &[("Forbes", Kind::Outlet)]
            ),
            ["place Forbes"]
        );
        assert_eq!(
            settled(
                None,
                "They live on The Hill, a street in Leeds.",
                &[("The Hill", Kind::Outlet)]
            ),
            ["place The Hill"]
        );
        assert_eq!(
            settled(
                None,
                "Bloomberg's wife left.",
                &[("Bloomberg", Kind::Outlet)]
            ),
            ["person Bloomberg"]
        );
        assert_eq!(
            settled(
                None,
                "The Independent's campaign won.",
                &[("Independent", Kind::Outlet)]
            ),
            ["outlet Independent"]
        );
    }

    #[test]
    fn the_account_of_an_outlet_is_one() {
        assert_eq!(
            settled(
                None,
                "See @nytimes, @thehill and @annroe.",
                &[("@annroe", Kind::Person)]
            ),
            ["outlet @nytimes", "outlet @thehill", "person @annroe"]
        );
        assert_eq!(
            settled(
                None,
                "Ann Roe (@roe7) left (@roe8).",
                &[("Ann Roe", Kind::Person)]
            ),
            ["person Ann Roe", "person @roe7"]
        );
    }
}
