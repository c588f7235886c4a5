//! Whether an outlet is named as the source of what is said: "told The Intercept", "Politico
//! reported", "according to Reuters". All other mentions of an outlet speak about it.

use std::sync::LazyLock;

use regex::Regex;

use crate::Span;

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(
            told | tells | telling | according\ to | (re)?ported\ by | published\ (in|by|on)
            | interview\ (with|to|in|on) | (said|wrote|writes|writing|reports|reported)\ (in|on)
            | citing | quoted\ (by|in) | obtained\ by | statement\ to | first\ reported\ (in|by|on)
        )\s+((the|a|an|its|his|her|their|reporters\ (at|from|of))\s+)*[“‘\x22']?$",
    )
    .expect("the pattern is tested")
});

static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^[”’\x22']?(['’]s)?\s+((first|also|then|has|had|later|previously|magazine|newspaper|news|report|investigation)\s+)*
        (reported | reports | said | says | wrote | writes | revealed | reveals | found | noted | notes
        | quoted | quotes | obtained | published | cited | documented | confirmed | learned)\b",
    )
    .expect("the pattern is tested")
});

/// How many bytes beside the mention are looked at.
const REACH: usize = 60;

/// Whether the outlet that `span` names is the source of what its `sentence` says.
pub(crate) fn is_cited(text: &str, sentence: Span, span: Span) -> bool {
    let mut start = span.start.saturating_sub(REACH).max(sentence.start);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut end = (span.end + REACH).min(sentence.end).max(span.end);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    BEFORE.is_match(&text[start..span.start]) || AFTER.is_match(&text[span.end..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(text: &str, outlet: &str) -> bool {
        let start = text.find(outlet).expect("the sentence names the outlet");
        is_cited(
            text,
            Span::new(0, text.len()),
            Span::new(start, start + outlet.len()),
        )
    }

    #[test]
    fn sources() {
        for text in [
            "He told The Gazette in 2019.",
            "As The Gazette reported last June, it is so.",
            "According to the Gazette, it is so.",
            "The Gazette’s investigation found no trace.",
            "She wrote in the Gazette.",
        ] {
            assert!(cited(text, "Gazette"), "{text}");
        }
    }

    #[test]
    fn subjects() {
        for text in [
            "He sued the Gazette for libel.",
            "The Gazette was sold on Monday, officials said.",
            "Outlets such as the Gazette and others removed it.",
        ] {
            assert!(!cited(text, "Gazette"), "{text}");
        }
    }
}
