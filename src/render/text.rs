//! Names and sentences from the web, made fit for a picture.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text on one line, without what is no text: control characters (some are illegal in XML, NUL
/// ends a string in Graphviz), characters that are none, and the marks that turn the direction of
/// what follows, with which a name could rewrite the words around it.
pub(crate) fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let kept: String = text.chars().filter_map(on_one_line).collect();
    kept.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether [`clean`] would surely change nothing: the usual case, which is told by the bytes.
pub(crate) fn is_clean(text: &str) -> bool {
    let mut before = b' ';
    let clean = text.bytes().all(|byte| {
        let stays = matches!(byte, b'!'..=b'~') || (byte == b' ' && before != b' ');
        before = byte;
        stays
    });
    clean && !text.ends_with(' ')
}

/// What [`clean`] makes of a character before it joins spaces; `None` where it is no text.
pub(crate) fn on_one_line(c: char) -> Option<char> {
    if c.is_whitespace() {
        return Some(' ');
    }
    (!c.is_control() && !turns_direction(c) && !is_noncharacter(c)).then_some(c)
}

/// Embeddings, overrides and isolates. The plain marks (U+200E, U+200F) end with themselves.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe
}

/// [`clean`] text for the content and the attributes of XML.
pub(crate) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The beginning of `text` with an ellipsis, or all of it if it has at most `most` characters. It is
/// not cut before a character that belongs to the one before, nor after a joiner.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_string();
    };
    let mut cuts = text[..end].char_indices().rev().map(|(at, _)| at);
    let whole = |&at: &usize| {
        let belongs = text[at..].chars().next().is_some_and(|c| width_of(c) == 0);
        !belongs && !text[..at].ends_with('\u{200d}')
    };
    let at = cuts.find(whole).unwrap_or(0);
    format!("{}…", text[..at].trim_end())
}

/// How wide the text is in a sans-serif face of this size, estimated.
///
/// By the widths of Helvetica, to which Arial and Liberation Sans were made; other faces are some
/// tenths wider or narrower.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    f64::from(text.chars().map(width_of).sum::<u32>()) * size / 1000.0
}

/// Width of a character in thousandths of the size.
fn width_of(c: char) -> u32 {
    match c {
        ' '..='~' => u32::from(ASCII_WIDTHS[c as usize - 32]),
        _ if is_combining_mark(c) => 0,
        '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => 0,
        '\u{1f3fb}'..='\u{1f3ff}' => 0,
        '\u{a0}' => 278,
        // A letter with an accent is as wide as the letter.
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => match c.nfd().next() {
            Some(base @ ' '..='~') => width_of(base),
            _ => 611,
        },
        '\u{370}'..='\u{58f}' => 667,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => 556,
        '\u{2010}' | '\u{2011}' => 333,
        '\u{2018}' | '\u{2019}' => 222,
        '\u{2012}' | '\u{2013}' => 556,
        // Wide: East Asian scripts, emoji, and whatever is not known.
        _ => 1000,
    }
}

/// Helvetica's widths from space to tilde.
#[rustfmt::skip]
const ASCII_WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_removed_and_the_rest_is_on_one_line() {
        assert_eq!(
            clean(" a\0\u{1}b\u{202e}c\u{fffe}\r\n\td\u{85}\u{2029}e "),
            "abc d e"
        );
        assert_eq!(clean("שלום עולם 👩‍👩‍👧"), "שלום עולם 👩‍👩‍👧");
    }

    #[test]
    fn only_what_would_stay_as_it_is_counts_as_clean() {
        assert!(is_clean("A. Name, of \"two\" words") && is_clean(""));
        for text in [" a", "a ", "a  b", "a\tb", "a\u{7f}", "a\u{202e}b", " "] {
            assert!(!is_clean(text), "{text:?}");
        }
    }

    #[test]
    fn xml_escapes_all_that_could_end_text_or_attribute() {
        assert_eq!(
            xml("</a> & \"b\" 'c'"),
            "&lt;/a&gt; &amp; &quot;b&quot; &#39;c&#39;"
        );
    }

    #[test]
    fn long_text_is_cut_between_whole_characters() {
        assert_eq!(shorten("Short", 5), "Short");
        assert_eq!(shorten("Rather long", 8), "Rather…");
        assert_eq!(shorten("abe\u{301}\u{302}f", 4), "ab…");
        assert_eq!(shorten("ab👩\u{200d}👧cd", 4), "ab…");
    }

    #[test]
    fn accents_do_not_widen_a_letter() {
        assert_eq!(width("e\u{301}", 10.0), width("é", 10.0));
        assert_eq!(width("il", 1000.0), 444.0);
    }
}
