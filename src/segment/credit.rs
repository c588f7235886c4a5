//! Which sentences only say who made a text: bylines ("By Ann Example for the Courier"), credits at its end
//! ("Ann Example contributed to this report.", "Written by Ann Example and edited by Bo Sample"), and where to
//! find the author ("Follow Ann Example on ...").
//!
//! The dateline of an agency ("PARIS (AP) -") stands in front of a text and is a credit, too: it tells where the
//! report comes from and whose it is.
//!
//! A byline is known by its beginning and by having nothing but names and the words of bylines: a line that
//! reads like a sentence is none.

use std::sync::LazyLock;

use regex::Regex;

use super::part::pattern;
use crate::Span;

/// Longest credit, in bytes.
const LONGEST: usize = 300;
/// Longest list of those who contributed, in bytes.
const LONGEST_LIST: usize = 500;
/// How many paragraphs from the end of a text may tell who its authors are.
const LAST: usize = 3;

/// What the pattern of those who contributed needs: it is slow and seldom matches.
const CONTRIBUTING: [&str; 5] = ["ontribut", "CONTRIBUT", "porting", "diting", "riting"];

static CONTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i:\bcontributed\s+(?:reporting\s+)?(?:to|from)\s+this\s+(?:report|story|article|post|piece)\W*$|\bcontributed\s+(?:to\s+(?:the|this)\s+)?reporting\W*$)|^\W{0,3}(?:(?i:contributing)\s*:|(?i:(?:additional\s+)?reporting\s+by|editing\s+by|writing\s+by)\s*:?\s+\p{Lu})",
    )
});
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W{0,3}(?:(?i:by)|(?i:(?:(?:additional|original)\s+)?(?:story|words|text|reporting|editing|writing|research|analysis|photos?|photography|photographs|graphics|illustrations?|video|written|reported|posted|published|edited|compiled|produced|photographed|illustrated|translated|reviewed)(?:\s*(?:,|and|&)\s*(?:written|reported|edited|compiled|produced|photographed|illustrated|text|story|photos?|photographs))*\s+by))\s*:?\s+\p{Lu}",
    )
});
static REPORTED_FROM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W{0,3}\p{Lu}[^;:]*\s(?:reported|contributed\s+(?:reporting|research))\s+from\s+\p{Lu}",
    )
});
static FIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W{0,3}(?:Follow|Email|Contact)\s+(?:(?i:him|her|them|the\s+(?:author|reporter|writer))|\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*){0,3})\s+(?:on|at|via|here)\b",
    )
});
static AUTHORS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W{0,3}\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*){1,3}(?:(?:\s*,\s*|\s+and\s+|,\s+and\s+)\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*){1,3})*\s+(?:is|are)\s+(?:an?\s+|the\s+)?(?:(?:staff|senior|national|political|chief|contributing|freelance|investigative|managing|deputy|associate|White\s+House)\s+){0,3}(?:reporter|correspondent|writer|columnist|editor)s?\s+(?:at|for|with|of)\s+[^.;:!?]{2,80}\.?$",
    )
});

/// Words of bylines in small letters, beside names; sorted.
const WORDS: [&str; 76] = [
    "a",
    "additional",
    "al",
    "also",
    "an",
    "and",
    "at",
    "author",
    "bin",
    "by",
    "columnist",
    "compiled",
    "contributed",
    "contributor",
    "contributors",
    "correspondent",
    "correspondents",
    "da",
    "de",
    "del",
    "della",
    "der",
    "di",
    "dos",
    "du",
    "e",
    "edited",
    "editing",
    "editor",
    "editors",
    "el",
    "for",
    "from",
    "graphics",
    "guest",
    "ibn",
    "illustrated",
    "illustrations",
    "in",
    "la",
    "le",
    "of",
    "on",
    "original",
    "photographed",
    "photographs",
    "photography",
    "photos",
    "posted",
    "produced",
    "producer",
    "published",
    "reported",
    "reporter",
    "reporters",
    "reporting",
    "research",
    "reviewed",
    "special",
    "staff",
    "story",
    "ter",
    "text",
    "the",
    "to",
    "translated",
    "updated",
    "van",
    "video",
    "von",
    "with",
    "writer",
    "writers",
    "writing",
    "written",
    "y",
];

/// Whether a sentence of a text's body only says who made it.
pub(super) fn is_credit(sentence: &str) -> bool {
    if sentence.len() > LONGEST_LIST {
        return false;
    }
    let has = |word: &&str| sentence.contains(*word);
    let signs = || SIGNED.is_match(sentence) || REPORTED_FROM.is_match(sentence);
    let finds = || ["Follow ", "Email ", "Contact "].iter().any(has) && FIND.is_match(sentence);
    CONTRIBUTING.iter().any(has) && CONTRIBUTED.is_match(sentence)
        || sentence.len() <= LONGEST && (names_only(sentence) && signs() || finds())
}

/// Longest dateline up to its agency, in bytes, and longest agency.
const LONGEST_DATELINE: usize = 80;
const LONGEST_AGENCY: usize = 32;
/// Agencies in datelines, in small letters.
const AGENCIES: [&str; 24] = [
    "afp",
    "ani",
    "ansa",
    "ap",
    "associated press",
    "bbc",
    "bloomberg",
    "cnn",
    "cnn business",
    "dpa",
    "efe",
    "ians",
    "itar-tass",
    "jta",
    "kyodo",
    "pti",
    "reuters",
    "tass",
    "the associated press",
    "the canadian press",
    "thomson reuters foundation",
    "upi",
    "xinhua",
    "yonhap",
];
/// Ends of the names of others, in small letters.
const AGENCY_ENDS: [&str; 3] = [" news", " news agency", " news service"];
/// What the name of an agency has, and no place: "The Associated Press (AP)".
const NO_PLACES: [&str; 6] = [
    "press",
    "presse",
    "news",
    "network",
    "international",
    "agency",
];

/// How many bytes of a paragraph are its dateline with an agency, up to the dash: "LONDON, Jan. 5 (Reuters) -".
/// "Washington (CNN)" may stand without the dash.
pub(super) fn dateline(line: &str) -> Option<usize> {
    let open = line
        .bytes()
        .take(LONGEST_DATELINE)
        .position(|b| b == b'(')?;
    let agency = open + 1;
    let close =
        agency + (line.bytes().skip(agency).take(LONGEST_AGENCY)).position(|b| b == b')')?;
    let name = line[agency..close].trim().to_lowercase();
    let known = AGENCIES.contains(&name.as_str());
    if !known && !AGENCY_ENDS.iter().any(|end| name.ends_with(end)) {
        return None;
    }
    let is_place = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        !word.starts_with(char::is_lowercase) && !NO_PLACES.contains(&word.to_lowercase().as_str())
            || WORDS.binary_search(&word).is_ok()
    };
    if !line[..open].split_whitespace().all(is_place) {
        return None;
    }
    let after = close + 1;
    let rest = line[after..].trim_start();
    let dashes = rest.len() - rest.trim_start_matches(['-', '–', '—']).len();
    let text = rest[dashes..].trim_start();
    let begins = |c: char| c.is_uppercase() || c.is_numeric() || "\"“‘'".contains(c);
    let fits = if dashes > 0 {
        !text.is_empty()
    } else {
        name.starts_with("cnn") && text.starts_with(begins)
    };
    fits.then(|| line.len() - text.len())
}

/// Whether a paragraph near the end of a text tells for whom its authors write: "Ann Example and Bo Sample are
/// reporters at the Courier." What says so of one person alone may be news.
pub(super) fn is_about_authors(text: &str, paragraphs: &[Span], index: usize) -> bool {
    let line = paragraphs[index].text(text);
    index + LAST >= paragraphs.len()
        && line.len() <= LONGEST
        && (line.contains(" are ") || paragraphs.len() > LAST && line.contains(" is "))
        && AUTHORS.is_match(line)
}

/// Whether all words of a line are names, numbers or words of bylines, and it is no question.
fn names_only(line: &str) -> bool {
    let word = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        !word.starts_with(char::is_lowercase) || WORDS.binary_search(&word).is_ok()
    };
    !line.ends_with(['?', '!']) && line.split_whitespace().all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_bylines_are_sorted() {
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn who_made_a_text_is_told_in_a_byline() {
        for line in [
            "Ann Example in Paris and Bo Sample contributed to this report.",
            "Contributing: Ann Example, Bo Sample",
            "By Ann Example and Bo Sample, Demo Courier",
            "By Ann Example for The Demo Gazette",
            "By Ann Example and Bo Sample | Reuters | March 3, 2021",
            "BY ANN EXAMPLE AND BO SAMPLE",
            "By Ann Example, Bo van Sample and Cy Specimen of the Demo Courier",
            "Written by Ann Example and edited by Bo Sample",
            "Story by Ann Example, photographs by Bo Sample for the Courier.",
            "Reporting by Ann Example in Kyiv; editing by Bo Sample",
            "Ann Example reported from Paris and Bo Sample from Kyiv.",
            "Ann Example contributed reporting from Paris.",
            "Follow Ann Example on Twitter: @annexample",
            "Email Ann Example at ann@example.org or Bo Sample at bo@example.org.",
        ] {
            assert!(is_credit(line), "{line}");
        }
    }

    #[test]
    fn what_people_do_by_somebody_is_no_byline() {
        for line in [
            "Ann Example contributed to this report’s chapter on Bo Sample.",
            "Ann Example contributed 100 dollars to Bo Sample.",
            "Contributing to the war, Ann Example said.",
            "By Monday Ann Example had met Bo Sample.",
            "By her own account Ann Example knew Bo Sample.",
            "Written by Ann Example, the letter accused Bo Sample.",
            "Led by Ann Example and Bo Sample of Acme.",
            "Ann Example reported from Paris that Bo Sample had left.",
            "Follow the money, Ann Example told Bo Sample.",
        ] {
            assert!(!is_credit(line), "{line}");
        }
    }

    #[test]
    fn the_dateline_of_an_agency_is_a_credit() {
        for head in [
            "PARIS (AP) - ",
            "LONDON (Reuters) — ",
            "WASHINGTON, Jan. 5 (UPI) -- ",
            "Port-au-Prince, Haiti (The Associated Press) – ",
            "NEW YORK (Demo City News Service) - ",
            "(Reuters) - ",
            "Washington (CNN) ",
            "Washington (CNN)",
        ] {
            let line = format!("{head}Ann Example met Bo Sample.");
            assert_eq!(dateline(&line), Some(head.len()), "{line}");
        }
        for line in [
            "Ann Example (D-Ohio) - a senator - met Bo Sample.",
            "The Associated Press (AP) — an agency — met Bo Sample.",
            "Ann Example told the agency (AP) - and others - so.",
            "The Example Party (EP) - a small party - left.",
            "Demo (Reuters) is a photograph.",
            "PARIS - Ann Example met Bo Sample.",
            "PARIS (AP) -",
        ] {
            assert_eq!(dateline(line), None, "{line}");
        }
    }

    #[test]
    fn who_the_authors_are_is_told_at_the_end() {
        let about = |paragraphs: &[&str], index: usize| {
            let text = paragraphs.join("\n\n");
            let spans = crate::segment::paragraph::paragraphs(&text);
            is_about_authors(&text, &spans, index)
        };
        let body = "Ann Roe met Bo Doe.";
        let two = "Ann Example and Bo Sample are reporters at Demo Courier.";
        let one = "Ann Example is a senior political correspondent for the Demo Courier.";
        assert!(about(&[body, body, body, two], 3));
        assert!(about(&[body, body, body, one], 3));
        assert!(!about(&[two, body, body, body], 0));
        // What is said of one person alone may be all that a short text says.
        assert!(!about(&[body, one], 1));
        let news = "Ann Example and Bo Sample are reporters at Demo Courier, and they met Cy Roe. He left.";
        assert!(!about(&[body, body, body, news], 3));
    }
}
