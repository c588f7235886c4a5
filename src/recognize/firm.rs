//! Firms that are called after persons: "Pell & Sons", "Harris & Roe, a Boston law firm", "Christie's said".
//!
//! The tagger finds the surnames in them. In news whole names of persons are joined by "and"; a stroke of "&" before
//! "Sons" or "Co.", or between two surnames that the text calls a firm, makes one name of all.

use rustc_hash::FxHashSet;

use super::{insert, small_word};
use crate::{Document, Kind, Mention, Origin, Segmentation, Span};

/// What follows "&" in the name of a firm and is nobody's name. The longer first.
const PARTNERS: [&str; 12] = [
    "Associates",
    "Brothers",
    "Bros.",
    "Bros",
    "Company",
    "Co.",
    "Co",
    "Daughters",
    "Partners",
    "Sons",
    "Son",
    "Cie",
];

/// What a text calls a firm. Sorted.
const FIRMS: [&str; 20] = [
    "agency",
    "architects",
    "bank",
    "boutique",
    "brewer",
    "brokerage",
    "builder",
    "chain",
    "company",
    "consultancy",
    "developer",
    "firm",
    "jeweller",
    "manufacturer",
    "maker",
    "partnership",
    "practice",
    "publisher",
    "retailer",
    "shop",
];

/// What the houses say and sell that are called by a surname with a possessive. Sorted.
const SELLS: [&str; 10] = [
    "announced",
    "auctioned",
    "declined",
    "offered",
    "offers",
    "said",
    "says",
    "sells",
    "sold",
    "will",
];

/// How sure such a firm is.
const SCORE: f32 = 0.85;

/// Joins the parts of such names; `mentions` are in text order and stay so.
pub(super) fn settle(
    document: &Document,
    segmentation: &Segmentation,
    mentions: &mut Vec<Mention>,
) {
    let text = document.text.as_str();
    houses(text, mentions);
    let mut firms: Vec<Span> = Vec::new();
    let mut found = 0;
    while let Some(at) = text[found..].find(" & ") {
        let and = found + at;
        let firm = firm(text, mentions, and);
        found = firm.map_or(and + 3, |span| span.end);
        firms.extend(firm);
    }
    let mut added = Vec::new();
    let sentences = &segmentation.sentences;
    for span in firms {
        let from = mentions.partition_point(|m| m.span.end <= span.start);
        let to = mentions.partition_point(|m| m.span.start < span.end);
        let covered = &mentions[from..to];
        let larger = |m: &Mention| m.span.start <= span.start && span.end <= m.span.end;
        let after = sentences.partition_point(|s| s.span.start <= span.start);
        if let Some(sentence) = after.checked_sub(1)
            && !covered.iter().any(|m| larger(m) || m.kind == Kind::Outlet)
        {
            added.push(Mention {
                span,
                sentence,
                kind: Kind::Organization,
                score: SCORE,
                origin: Origin::Rule,
            });
        }
    }
    if !added.is_empty() {
        let inside = |m: &Mention| {
            let at = added.partition_point(|firm| firm.span.end <= m.span.start);
            (added.get(at)).is_some_and(|firm| firm.span.start < m.span.end)
        };
        mentions.retain(|m| !inside(m));
        insert(mentions, added);
    }
}

/// The name of the firm with " & " at a place.
fn firm(text: &str, mentions: &[Mention], and: usize) -> Option<Span> {
    let behind = &text[and + 3..];
    let word = text[..and]
        .rsplit(|c: char| !c.is_alphabetic() && c != '-')
        .next()?;
    if !word.starts_with(char::is_uppercase) || word.chars().count() < 3 {
        return None;
    }
    let named = mentions.partition_point(|m| m.span.end < and);
    let named = mentions.get(named).filter(|m| m.span.end == and);
    let start = match named {
        Some(m) if m.kind == Kind::Outlet || m.kind == Kind::Place => return None,
        Some(m) => m.span.start,
        None => and - word.len(),
    };
    let partner = PARTNERS.iter().find_map(|partner| {
        let rest = behind.strip_prefix(partner)?;
        (!rest.starts_with(|c: char| c.is_alphanumeric())).then_some(partner.len())
    });
    if let Some(partner) = partner {
        return Some(Span::new(start, and + 3 + partner));
    }
    // Two surnames, of which the text says that they are a firm.
    let length = behind
        .find(|c: char| !c.is_alphabetic() && c != '-')
        .unwrap_or(behind.len());
    let (other, rest) = behind.split_at(length);
    let capital = other.starts_with(char::is_uppercase) && length >= 3;
    let goes_on = rest
        .strip_prefix(' ')
        .is_some_and(|r| r.starts_with(char::is_uppercase));
    let at = text[..start].ends_with(" at ") && !goes_on;
    let bare = named.is_none_or(|m| !m.span.text(text).contains(' '));
    (capital && bare && (at || is_called_firm(rest))).then(|| Span::new(start, and + 3 + length))
}

/// ", a Boston law firm,".
fn is_called_firm(behind: &str) -> bool {
    let Some(apposed) = behind.strip_prefix(", ") else {
        return false;
    };
    let apposed = apposed
        .split([',', '.', ';', ':', '\n'])
        .next()
        .unwrap_or_default();
    let mut words = apposed.split(' ').take(7);
    let article = words.next();
    matches!(article, Some("a" | "an" | "the")) && words.any(|word| FIRMS.contains(&word))
}

/// Auction houses and shops that are called by a surname with a possessive, in texts that name nobody of that surname in full
/// and have it in no other way: "Christie's said on Friday".
fn houses(text: &str, mentions: &mut [Mention]) {
    let possessive = |m: &Mention| {
        let after = &text[m.span.end..];
        ["'s", "’s"]
            .iter()
            .find_map(|end| Some((after.strip_prefix(end)?, end.len())))
    };
    let bare = |m: &Mention| m.kind == Kind::Person && !m.span.text(text).contains(' ');
    let sells = |m: &&Mention| {
        let of = text[..m.span.start].ends_with(" of ");
        bare(m)
            && !of
            && possessive(m).is_some_and(|(rest, _)| {
                small_word(rest).is_some_and(|word| SELLS.binary_search(&word).is_ok())
            })
    };
    let mut names: FxHashSet<&str> = (mentions.iter())
        .filter(sells)
        .map(|m| m.span.text(text))
        .collect();
    for mention in mentions.iter() {
        if !(bare(mention) && possessive(mention).is_some()) {
            names.remove(
                mention
                    .span
                    .text(text)
                    .rsplit(' ')
                    .next()
                    .unwrap_or_default(),
            );
        }
    }
    for mention in mentions {
        if names.contains(&mention.span.text(text)) {
            let end = possessive(mention).map_or(0, |(_, length)| length);
            mention.span.end += end;
            mention.kind = Kind::Organization;
            mention.score = mention.score.min(SCORE);
            mention.origin = Origin::Rule;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::after;
    use super::*;

    fn settled(text: &str, words: &[(&str, Kind)]) -> Vec<String> {
        after(settle, text, words)
    }

    #[test]
    fn tables_are_in_order() {
        assert!(SELLS.is_sorted());
    }

    #[test]
    fn a_firm_with_its_partners_is_one_name() {
        let olm = [("Olm", Kind::Person)];
        assert_eq!(
            settled("They hired Olm & Sons in May.", &olm),
            ["organization Olm & Sons"]
        );
        assert_eq!(
            settled("Olm & Co. sells tea.", &[("zzz", Kind::Person); 0]),
            ["organization Olm & Co."]
        );
        let two = [("Olm", Kind::Person), ("Ray", Kind::Person)];
        for text in [
            "Lawyers at Olm & Ray sued.",
            "Olm & Ray, a Demo law firm, sued.",
        ] {
            assert_eq!(settled(text, &two), ["organization Olm & Ray"], "{text}");
        }
        for text in ["Olm & Ray won.", "Olm & Ray, the winners, met."] {
            assert_eq!(settled(text, &two), ["person Olm", "person Ray"], "{text}");
        }
    }

    #[test]
    fn a_house_that_sells_is_called_by_a_possessive() {
        let words = [("Olm", Kind::Person), ("Olm", Kind::Person)];
        assert_eq!(
            settled("Olm's said so on Friday. They asked Olm's for it.", &words),
            ["organization Olm's", "organization Olm's"]
        );
        for text in [
            "Olm's said so on Friday. They asked Olm for it.",
            "Olm's house. A friend of Olm's said so.",
        ] {
            assert_eq!(
                settled(text, &words),
                ["person Olm", "person Olm"],
                "{text}"
            );
        }
    }
}
