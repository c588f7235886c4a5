//! Which paragraphs of a page are no part of what its text has to say: pointers to other texts,
//! reference lists, captions, embedded posts.
//!
//! The text alone decides, paragraph by paragraph, by cues at their ends ("Also read:", "(AP
//! Photo/...)", "— Name (@handle) May 1, 2020"). A paragraph of the body that is taken for one of
//! these is lost to the graph, one that is missed costs little: so every rule asks for a plain cue and
//! a length that fits, and what is in doubt is body.

use std::sync::LazyLock;

use regex::Regex;

use super::{Part, credit};
use crate::Span;

/// Longest line that points to another text, in characters.
const LONGEST_POINTER: usize = 160;
/// Most lines that a cue which stands alone ("Also read:") announces.
const MOST_POINTERS: usize = 10;
/// Longest caption with its credit, in characters.
const LONGEST_CAPTION: usize = 600;
/// Longest post with its addresses and its author, in characters.
const LONGEST_POST: usize = 400;
/// Longest entry of a reference list, in characters.
const LONGEST_REFERENCE: usize = 500;

/// Longest credit at the end of a caption, in bytes.
const LONGEST_CREDIT: usize = 160;
/// Longest name of a photographer without its first letter, in characters.
const LONGEST_AUTHOR: usize = 80;
/// Each credit has one of these.
const CREDITS: [&str; 16] = [
    "AP", "AFP", "EPA", "euters", "REUTERS", "Getty", "Pool", "Newscom", "hoto", "HOTO", "mage",
    "MAGE", "icture", "PICTURE", "redit", "CREDIT",
];

// Letters beyond ASCII are those from U+00C0 to U+1FFF here, capitals all but the small ones of Latin-1. The
// properties of Unicode take thousands of states of an automaton, which are slow to make, above all for patterns
// that are tried from the end of a line.
static CUE: LazyLock<Regex> = LazyLock::new(|| {
    opening(
        r"(?i:also\s+read|read\s+also|also\s+see|see\s+also|also\s+on\s+\S+|read\s+more(\s+(here|on\s+this))?|read\s+(next|this)|more(\s+(on\s+(this|that|the\s+(story|topic))|coverage|stories|to\s+read))?|related(\s+(articles?|stories|story|news|posts?|links?|content|coverage|reading|topics?|videos?))?|you\s+(may|might)\s+also\s+(like|enjoy|be\s+interested\s+in)|recommended(\s+(for\s+you|reading|stories))?|further\s+reading|in\s+case\s+you\s+missed\s+it|most\s+(read|popular)|trending(\s+now)?|don['’]t\s+miss|must\s+read|must\s+reads|what\s+to\s+(?:read|watch|know)(\s+next)?|up\s+next|next\s+up|keep\s+reading|continue\s+reading|next\s+story|previous\s+story|(top|latest|other)\s+(stories|news|headlines)|editors?['’]?s?\s+picks?|from\s+(our|the)\s+(archives?|partners)|popular\s+now|most\s+popular|watch(\s+(now|below|also))?)\s*(?:[:»›→>|]+|\.\.\.|…)",
    )
});
static CUE_ALONE: LazyLock<Regex> = LazyLock::new(|| {
    opening(
        r"(?i:also\s+read|read\s+also|also\s+see|see\s+also|read\s+more|more\s+on\s+(this|the\s+(story|topic))|related\s+(articles?|stories|news|posts?|links?|content|coverage|reading|topics?)|you\s+(may|might)\s+also\s+(like|enjoy|be\s+interested\s+in)|recommended(\s+(for\s+you|reading|stories))|further\s+reading|most\s+(read|popular)|trending\s+now)[^0-9A-Za-z_]{0,3}$",
    )
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| opening(r"(?:https?://|www\.)\S+[\s.,;)\]]*$"));
static SIGN_UP: LazyLock<Regex> = LazyLock::new(|| {
    opening(
        r"(?:CLICK HERE (?:TO|FOR)|(?i:click\s+here\s+(?:to\s+(?:get|sign|subscribe|read|download|order)|for\s+reprint)|sign\s+up\s+(?:for|here|today|now|to\s+(?:receive|get))|subscribe\s+(?:to|now|here|today)|copyright\s+(?:©|\(c\)|[0-9]{4})|©\s*(?:copyright\s+)?[0-9]{4}|all\s+rights\s+reserved))",
    )
});
static CAPTION_START: LazyLock<Regex> = LazyLock::new(|| {
    opening(
        r"(?:Image\s+(?:copyright|caption|source)\b|Media\s+(?:caption|playback)\b|(?:Enlarge|Hide)\s+(?:this\s+image|caption)|(?i:file\s+photo)\s*[:(]|FILE\s*[-–—]\s|(?i:photos?|photographs?|photographers?|photo\s+credit|photo\s+illustration|image|image\s+credit|caption|picture|credit)\s*:\s*\S|(?i:photo(?:graph)?s?\s+(?:by|courtesy\s+of))\s+[A-Z\u{C0}-\u{DE}\u{100}-\u{1FFF}]|AP\s+Photos?\b|Facebook\s+Twitter\s+Pinterest\b)",
    )
});
/// The tail of the line bounds what stands in parentheses; a bound in the pattern would make its automaton
/// count, with new states for nearly every line.
static CAPTION_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\((?i:photo(?:graph)?s?|image|picture|credit)(?i:\s*(?:by|credit|courtesy\s+of|illustration))?\s*[:/]?\s[^()]{2,}\)|\((?:AP|EPA|AFP|Reuters|REUTERS|Getty)[\s/](?:Photo|Images?)[^()]*\)|\([^()]*(?:/(?:AP|AFP|EPA|Reuters|REUTERS|Getty)|Getty\s+Images|via\s+(?:AP|AFP|Reuters|REUTERS|Getty))\)|(?:Getty\s+Images|AP\s+(?:Photo|Images)|[A-Za-z\u{C0}-\u{1FFF}]\s?/\s?(?:AP|AFP|EPA|Reuters|REUTERS|Getty|Pool|Newscom)|via\s+(?:REUTERS|AFP|Getty)|/Newscom(?:/[A-Z\u{C0}-\u{DE}\u{100}-\u{1FFF}][A-Za-z\u{C0}-\u{1FFF} ]+)?|REUTERS/[A-Z\u{C0}-\u{DE}\u{100}-\u{1FFF}][A-Za-z\u{C0}-\u{1FFF}.'’-]*(?:\s+[A-Z\u{C0}-\u{DE}\u{100}-\u{1FFF}][A-Za-z\u{C0}-\u{1FFF}.'’-]*){0,3}(?:/[A-Za-z\u{C0}-\u{1FFF} ]+)?))$",
    )
});
/// A credit between bars or before the title of the text, which then stands at the end of the caption.
static CAPTION_INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\s\|\s(?:[A-Za-z\u{C0}-\u{1FFF}.'’ -]{2,40}/\s?(?:AP|AFP|EPA|REUTERS|Reuters|Getty)\b|(?:AP|AFP|EPA|REUTERS|Reuters)(?:\s+(?i:photos?|images)\b|$)|Getty\b|REUTERS\b)",
    )
});
const MONTH: &str = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?";
static POST_AUTHOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:—|–|--|-)\s*[^()\n]{{1,80}}\(@[0-9A-Za-z_.]{{1,30}}\)\s*,?\s*(?:on\s+)?(?:{MONTH}\s+[0-9]{{1,2}},?\s+[0-9]{{4}}|[0-9]{{1,2}}\s+{MONTH},?\s+[0-9]{{4}})"
    ))
});
static POSTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"A\s+(?:photo|post|video)\s+(?:posted|shared)\s+by\s[^\n]{1,80}\(@[0-9A-Za-z_.]{1,30}\)\s+on\s[^\n]{4,40}$|^(?:Skip|End\s+of)\s+Twitter\s+post\b",
    )
});
static REFERENCE_HEAD: LazyLock<Regex> = LazyLock::new(|| {
    opening(
        r"(?i:references|bibliography|works\s+cited|footnotes|endnotes|notes|sources|citations)[^0-9A-Za-z_]{0,3}$",
    )
});
static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:\[[0-9]{1,3}\]|\([0-9]{1,3}\)|[0-9]{1,3}[.)]|\^|[*•–-])\s*\S"));
static NOTE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\[[0-9]{1,3}\]\s*\S"));
static SOURCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"https?://|\b(?:1[6-9]|20)[0-9]{2}\b"));
/// How lines begin that one of the patterns for a line's beginning could match, but for white space and
/// marks. The patterns are slow to make and to try, and nearly all lines begin otherwise.
const OPENINGS: [&str; 53] = [
    "all right",
    "also",
    "ap",
    "bibliography",
    "caption",
    "citation",
    "click",
    "continue",
    "copyright",
    "credit",
    "don",
    "editor",
    "endnotes",
    "enlarge",
    "facebook",
    "file",
    "footnotes",
    "from",
    "further",
    "hide",
    "http",
    "image",
    "in case",
    "keep reading",
    "latest",
    "media",
    "more",
    "most",
    "must",
    "next",
    "notes",
    "other",
    "photo",
    "picture",
    "popular",
    "previous story",
    "read",
    "recommended",
    "reference",
    "related",
    "see",
    "sign",
    "sources",
    "subscribe",
    "top",
    "trending",
    "up next",
    "watch",
    "what to",
    "works",
    "www.",
    "you",
    "©",
];

/// Whether one of the patterns for a line's beginning could match.
fn may_open(line: &str) -> bool {
    let mut rest = line;
    // As `opening` does.
    for _ in 0..=3 {
        let begins = |word: &&str| {
            (rest.get(..word.len())).is_some_and(|head| head.eq_ignore_ascii_case(word))
        };
        if OPENINGS.iter().any(begins) {
            return true;
        }
        let mut chars = rest.chars();
        if chars.next().is_none_or(char::is_alphanumeric) {
            return false;
        }
        rest = chars.as_str();
    }
    false
}

pub(super) fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant of this file")
}

/// A pattern for the beginning of a line, which up to three marks may stand before.
fn opening(source: &str) -> Regex {
    pattern(&format!("^[^0-9A-Za-z_]{{0,3}}(?:{source})"))
}

/// The part of each paragraph: body, or one that is no part of the text.
pub(crate) fn of_paragraphs(text: &str, paragraphs: &[Span]) -> Vec<Part> {
    let mut parts = vec![Part::Body; paragraphs.len()];
    for index in 0..paragraphs.len() {
        if parts[index] == Part::Body {
            find(text, paragraphs, index, &mut parts);
        }
        if parts[index] == Part::Body && credit::is_about_authors(text, paragraphs, index) {
            parts[index] = Part::Byline;
        }
    }
    parts
}

/// Whether a line tells that others, of other texts, follow ("Also read:").
fn announces(line: &str) -> bool {
    CUE_ALONE.is_match(line)
        || CUE.find(line).is_some_and(|cue| {
            let rest = line[cue.end()..].trim();
            rest.is_empty() || ADDRESS.is_match(rest)
        })
}

/// Whether a line could be the title of another text: short and not a sentence with its full stop.
pub(crate) fn is_heading(line: &str) -> bool {
    let end = line.trim_end_matches(['"', '”', '’', ')', ']']);
    line.len() <= 4 * LONGEST_POINTER
        && line.chars().count() <= LONGEST_POINTER + 40
        && line.contains(char::is_alphabetic)
        && !end.ends_with(['.', ',', ';', ':', '…'])
}

fn find(text: &str, paragraphs: &[Span], index: usize, parts: &mut [Part]) {
    let line = paragraphs[index].text(text);
    if line.len() > 4 * LONGEST_CAPTION {
        return;
    }
    let length = line.chars().count();
    let opens = may_open(line);
    if opens && announces(line) {
        parts[index] = Part::Related;
        let items = paragraphs[index + 1..].iter().take(MOST_POINTERS);
        for (item, part) in items.zip(&mut parts[index + 1..]) {
            let item = item.text(text);
            if !(ADDRESS.is_match(item) || is_heading(item) && !REFERENCE_HEAD.is_match(item)) {
                break;
            }
            *part = Part::Related;
        }
    } else if opens
        && length <= LONGEST_POINTER
        && (ADDRESS.is_match(line)
            || SIGN_UP.is_match(line)
            || (CUE.is_match(line) && is_heading(line)))
    {
        parts[index] = Part::Related;
    } else if opens && REFERENCE_HEAD.is_match(line) {
        let entries = paragraphs[index + 1..]
            .iter()
            .take_while(|entry| is_reference(entry.text(text)))
            .count();
        if entries > 0 {
            parts[index..=index + entries].fill(Part::Reference);
        }
    } else if length <= LONGEST_REFERENCE && line.starts_with('[') && NOTE.is_match(line) {
        parts[index] = Part::Reference;
    } else if let Some(posts) = posts(line) {
        if length <= LONGEST_POST * posts.number {
            parts[index] = Part::Embed;
            if posts.only_author {
                post_before(text, paragraphs, index, parts);
            }
        }
    } else if length <= LONGEST_CAPTION
        && (opens && CAPTION_START.is_match(line) || has_credit(line))
    {
        parts[index] = Part::Caption;
    }
}

/// Whether a line says, at its end or between bars, whose picture it is about.
fn has_credit(line: &str) -> bool {
    let tail = tail(line, LONGEST_CREDIT);
    // The patterns are slow and seldom match. Only an agency's photographer can end with a mark, as in `Jr.`, within
    // quotation marks or not, and a word that is there in all they match is looked for first.
    let end = tail.trim_end_matches(['"', '”', '’', '\'', '»']);
    let may_end = !end.ends_with(['.', '!', '?', ':']) || tail.contains("REUTERS/");
    let named = may_end && CREDITS.iter().any(|word| tail.contains(word));
    named && (CAPTION_END.is_match(tail) || ends_with_author(tail))
        || line.contains(" | ") && CAPTION_INSIDE.is_match(line)
}

/// Whether a line ends with a credit like "Photographer: Jane Roe".
fn ends_with_author(line: &str) -> bool {
    let Some((before, author)) = line.rsplit_once(':') else {
        return false;
    };
    let before = before.trim_end().as_bytes();
    let is_credit = |word: &&str| {
        let from = before.len().checked_sub(word.len());
        from.is_some_and(|from| before[from..].eq_ignore_ascii_case(word.as_bytes()))
    };
    let mut author = author.trim_start().chars();
    ["photographer", "photograph", "photo", "credit"]
        .iter()
        .any(is_credit)
        && author.next().is_some_and(char::is_uppercase)
        && !author.as_str().contains(['.', '!', '?'])
        && (2..=LONGEST_AUTHOR).contains(&author.count())
}

/// The last bytes of a line, of which there may be a few more than `length`.
fn tail(line: &str, length: usize) -> &str {
    let mut at = line.len().saturating_sub(length);
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    &line[at..]
}

/// Whether a line under the heading of a list is one of its entries.
fn is_reference(line: &str) -> bool {
    line.chars().count() <= LONGEST_REFERENCE && NUMBERED.is_match(line) && SOURCE.is_match(line)
        || NOTE.is_match(line)
        || ADDRESS.is_match(line)
}

struct Posts {
    number: usize,
    /// Whether the paragraph is the author's line, and the post stands before it.
    only_author: bool,
}

/// The posts with which a paragraph ends.
fn posts(line: &str) -> Option<Posts> {
    if !line.contains('@') && !line.contains("Twitter") {
        return None;
    }
    if POSTED.is_match(line) {
        return Some(Posts {
            number: 1,
            only_author: false,
        });
    }
    let authors: Vec<_> = POST_AUTHOR.find_iter(line).collect();
    let ends = authors.last().is_some_and(|last| last.end() == line.len());
    ends.then(|| Posts {
        number: authors.len(),
        only_author: authors.len() == 1 && authors[0].start() == 0,
    })
}

/// Marks the post whose author's line is paragraph `index`: the paragraph before it, and those up to
/// another author's line if they are together no longer than a post.
fn post_before(text: &str, paragraphs: &[Span], index: usize, parts: &mut [Part]) {
    let length = |range: &[Span]| -> usize {
        let lines = range.iter().map(|line| line.text(text).chars().count());
        lines.sum()
    };
    let earlier = parts[..index].iter().rposition(|part| *part == Part::Embed);
    let first = match earlier {
        Some(at) if length(&paragraphs[at + 1..index]) <= LONGEST_POST => at + 1,
        _ => index.saturating_sub(1),
    };
    let is_post = length(&paragraphs[first..index]) <= LONGEST_POST
        && parts[first..index].iter().all(|part| *part == Part::Body);
    if is_post {
        parts[first..index].fill(Part::Embed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::paragraph::paragraphs;

    fn parts(text: &str) -> Vec<Part> {
        of_paragraphs(text, &paragraphs(text))
    }

    // rustfmt would spread the table over hundreds of lines.
    #[rustfmt::skip]
    const NOT_BODY: &[(&str, Part)] = &[
        ("Also read: Ann Example Meets Bo Sample in Paris", Part::Related),
        ("Also read:", Part::Related),
        ("READ MORE: Example sues Sample", Part::Related),
        ("What to read next: Ann Example sues Bo Sample", Part::Related),
        ("Up next: Ann Example meets Bo Sample", Part::Related),
        ("More: What did Ann Example know, and when?", Part::Related),
        ("https://example.org/2020/05/ann-example-meets-bo-sample/", Part::Related),
        ("CLICK HERE TO GET THE EXAMPLE NEWS APP", Part::Related),
        ("Copyright © 2019 The Example Times, LLC. Click here for reprint permission.", Part::Related),
        ("[2] Sample Staff, Example’s Pick, Sample Monitor, September 30th, 2020.", Part::Reference),
        ("Ann Example leaves a meeting with Bo Sample on Tuesday. (AP Photo/J. Roe)", Part::Caption),
        ("Bo Sample (Photo: Jane Roe, HBO, via AP)", Part::Caption),
        ("Image copyright EPA Image caption Ann Example has kept a low profile", Part::Caption),
        ("FILE PHOTO: Ann Example meets Bo Sample in Paris, October 30, 2018. REUTERS/Jane Roe", Part::Caption),
        ("Ann Example and Bo Sample on Feb. 27. Photographer: Jane Roe/AFP via Getty Images", Part::Caption),
        ("Ann Example and Bo Sample in Paris. Photograph: Jané Roe", Part::Caption),
        ("Ann Example meets Bo Sample. REUTERS/Ágnes Roé", Part::Caption),
        ("Enlarge this image toggle caption Jane Roe/AP Jane Roe/AP", Part::Caption),
        ("Ann Example is pictured with Bo Sample. | AP Photo Example to leave Sample", Part::Caption),
        ("Bo Sample must go! — Ann Example (@annexample) May 1, 2020", Part::Embed),
        ("Skip Twitter post by @annexample Does Bo Sample exist? Report", Part::Embed),
        ("In Paris with Bo Sample. A photo posted by Ann (@ann) on Mar 22, 2016 at 3:01am PDT", Part::Embed),
    ];

    #[rustfmt::skip]
    const BODY: &[&str] = &[
        "More than 100 people met Ann Example in Paris.",
        "Read the whole letter that Ann Example wrote to Bo Sample: it is short.",
        "Related to that, Ann Example said: “I never met Bo Sample.”",
        "Watch what Ann Example does next.",
        "What to do next: Ann Example asked Bo Sample for advice.",
        "Top: Ann Example met Bo Sample.",
        "Read: Why Ann Example left There is not one reason. Besides Bo Sample, she had other plans, and she had known for years that the day would come when she would have to leave the firm.",
        "Ann Example told Bo Sample to read https://example.org/letter before the meeting.",
        "Sources said that Ann Example had met Bo Sample.",
        "Notes of a meeting between Ann Example and Bo Sample",
        "1. Ann Example met Bo Sample in 2019.",
        "PARIS (AP) — Ann Example met Bo Sample on Tuesday.",
        "PARIS (Reuters) - Ann Example met Bo Sample on Tuesday.",
        "A Reuters/Ipsos poll shows Ann Example behind Bo Sample.",
        "The case is Example v. Sample, according to the AP.",
        "Photographs of Ann Example with Bo Sample were found.",
        "Ann Example sued Getty Images.",
        "Then Ann Example showed a photo: “It was made in Paris,” she said",
        "“The image of Bo Sample suffered,” Ann Example told AFP",
        "Ann Example (@annexample) wrote to Bo Sample on May 1, 2020.",
        "Bo Sample — Ann Example’s partner (@bo) — answered on May 1, 2020, that he would come.",
        "Ann Example left the office. | EPA rule would change what Bo Sample may do.",
        "Signing up for the plan, Ann Example met Bo Sample.",
    ];

    #[test]
    fn what_is_no_part_of_the_text_is_known() {
        for (line, part) in NOT_BODY {
            let text = format!("A first sentence.\n\n{line}\n\nA last sentence.");
            assert_eq!(parts(&text), [Part::Body, *part, Part::Body], "{line}");
        }
    }

    #[test]
    fn the_body_is_left_alone() {
        for line in BODY {
            let text = format!("A first sentence.\n\n{line}\n\nA last sentence.");
            assert_eq!(parts(&text), [Part::Body; 3], "{line}");
        }
    }

    #[test]
    fn titles_and_addresses_after_a_cue_point_to_other_texts() {
        let text =
            "Also read:\n\nhttps://example.org/a\n\nExample Meets Sample\n\nAnn Example left.";
        assert_eq!(
            parts(text),
            [Part::Related, Part::Related, Part::Related, Part::Body]
        );
    }

    #[test]
    fn a_list_under_its_heading_ends_where_text_begins() {
        let text = "References:\n\n1. Roe, Jane, A Title, Sample Post, June 9th, 2019.\n\n\
                    2. https://example.org/b\n\nAnn Example met Bo Sample in 2019.";
        assert_eq!(
            parts(text),
            [
                Part::Reference,
                Part::Reference,
                Part::Reference,
                Part::Body
            ]
        );
        let heading = "Sources\n\nAnn Example met Bo Sample in 2019.";
        assert_eq!(parts(heading), [Part::Body; 2]);
    }

    #[test]
    fn a_post_of_several_lines_ends_with_its_author() {
        let body = "Ann Example said nothing. ".repeat(20);
        let text = format!(
            "{body}\n\nOne post about Bo Sample.\n\n— Ann (@ann) April 22, 2020\n\n\
             Another about Bo Sample.\n\nSee https://t.co/x\n\n— Jo Roe (@jo) 22 April 2020\n\nEnd."
        );
        let expected = [&[Part::Body][..], &[Part::Embed; 5], &[Part::Body]];
        assert_eq!(parts(&text), expected.concat());
    }
}
