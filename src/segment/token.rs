//! Tokens: one pass over the characters.
//!
//! * letters, digits and marks that stand together are one token; hyphens and slashes stand alone,
//!   so that `NATO-run` and `anti-Okafor` hold the names `NATO` and `Okafor`;
//! * an apostrophe inside a word belongs to it (`O'Hanlon`, `don't`), but a final `'s` is a token of
//!   its own (`Okafor` `'s`);
//! * full stops belong to initials (`U.S.`, `J.`) and to the usual abbreviations (`Sen.`, `Jr.`),
//!   inner ones to numbers (`3.5`) and site names (`theintercept.com`);
//! * `@handle`, `#tag`, web and mail addresses are one token.

use crate::Span;

use super::Token;

/// Abbreviations that keep their full stop, in lower case and in order.
const ABBREVIATIONS: [&str; 42] = [
    "ala", "ariz", "assn", "bros", "calif", "capt", "cmdr", "co", "col", "colo", "conn", "corp",
    "del", "dr", "fla", "ga", "gen", "gov", "hon", "inc", "jr", "kan", "lt", "ltd", "maj", "mass",
    "mich", "minn", "mr", "mrs", "ms", "okla", "pa", "prof", "rep", "rev", "sen", "sens", "sgt",
    "sr", "st", "tenn",
];

/// Last labels by which a word with inner full stops is known to be the name of a site.
const SITE_LABELS: [&str; 24] = [
    "au", "ca", "cn", "co", "com", "de", "edu", "eu", "fr", "gov", "in", "info", "io", "ir", "it",
    "jp", "ly", "net", "news", "org", "ru", "tv", "uk", "us",
];

/// Appends the tokens of `text[within]` to `out`, in text order.
pub fn tokenize(text: &str, within: Span, out: &mut Vec<Token>) {
    let mut at = within.start;
    while let Some(first) = text[at..within.end].chars().next() {
        if is_space(first) {
            at += first.len_utf8();
            continue;
        }
        let length = token_length(&text[at..within.end], first);
        out.push(Token {
            span: Span::new(at, at + length),
        });
        at += length;
    }
}

/// Length in bytes of the token at the start of `rest`, whose first character is `first`.
fn token_length(rest: &str, first: char) -> usize {
    if let Some(length) = address(rest) {
        length
    } else if is_word(first) {
        word(rest)
    } else if matches!(first, '@' | '#') {
        let length = first.len_utf8();
        length + run(&rest[length..], |c| is_word(c) || c == '_')
    } else if let Some(length) = possessive(rest) {
        length
    } else if matches!(first, '.' | '-' | '*' | '_' | '=') {
        // `...`, `--` and rulers are one token each.
        run(rest, |c| c == first)
    } else {
        first.len_utf8()
    }
}

/// Control characters and zero-width marks separate words like white space.
fn is_space(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

/// Combining marks, joiners and the soft hyphen stand inside words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{065F}'
        | '\u{0900}'..='\u{0903}' | '\u{093A}'..='\u{094F}' | '\u{200C}' | '\u{200D}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘')
}

/// Length of the run of characters at the start of `text` for which `belongs` holds.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Length of the web address at the start of `rest`, without closing punctuation.
fn address(rest: &str) -> Option<usize> {
    let starts = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    if !["http://", "https://", "www."].into_iter().any(starts) {
        return None;
    }
    let length = run(rest, |c| {
        !is_space(c) && !matches!(c, '"' | '<' | '>' | '”' | '“')
    });
    let closing = ['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’'];
    Some(rest[..length].trim_end_matches(closing).len())
}

/// Length of `'s` at the start of `rest`, where the word ends with it.
fn possessive(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let mark = chars.next().filter(|c| is_apostrophe(*c))?;
    chars.next().filter(|c| matches!(c, 's' | 'S'))?;
    let ends = chars.next().is_none_or(|c| !is_word(c));
    ends.then_some(mark.len_utf8() + 1)
}

/// Length of the word at the start of `rest`, which begins with a word character.
fn word(rest: &str) -> usize {
    let mut end = run(rest, is_word);
    if rest[end..].starts_with('.')
        && let Some(length) = dotted(rest, end)
    {
        return length;
    }
    while let Some(joint) = rest[end..].chars().next() {
        let head = &rest[..end];
        let tail = &rest[end + joint.len_utf8()..];
        let next = tail.chars().next();
        let digits = head.ends_with(|c: char| c.is_ascii_digit())
            && next.is_some_and(|c| c.is_ascii_digit());
        let joins = match joint {
            '.' => digits || (head.len() > 1 && is_site_tail(tail)),
            ',' | ':' => digits,
            '_' => next.is_some_and(is_word),
            // A mail address.
            '@' => head.is_ascii() && next.is_some_and(char::is_alphanumeric),
            _ => {
                is_apostrophe(joint)
                    && next.is_some_and(char::is_alphabetic)
                    && possessive(&rest[end..]).is_none()
            }
        };
        if !joins {
            break;
        }
        end += joint.len_utf8() + run(tail, is_word);
    }
    end
}

/// Length of the initials (`U.S.`, `J.`) or of the abbreviation with its stop that the word
/// `rest[..end]`, which a stop follows, begins.
fn dotted(rest: &str, end: usize) -> Option<usize> {
    if !is_initial(&rest[..end]) {
        let known = ABBREVIATIONS
            .binary_search(&rest[..end].to_lowercase().as_str())
            .is_ok();
        let ends = rest[end + 1..].chars().next().is_none_or(|c| !is_word(c));
        return (known && ends).then_some(end + 1);
    }
    let mut length = end + 1;
    loop {
        let letter = run(&rest[length..], is_word);
        let more =
            is_initial(&rest[length..length + letter]) && rest[length + letter..].starts_with('.');
        if !more {
            return Some(length);
        }
        length += letter + 1;
    }
}

/// One capital letter with its marks.
fn is_initial(piece: &str) -> bool {
    let mut chars = piece.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.all(is_mark)
}

/// Whether `tail`, which follows a full stop, reads like the rest of a site's name, and not like the
/// next of two sentences glued together.
fn is_site_tail(tail: &str) -> bool {
    /// Names of sites have at most 253 bytes; without a limit a text of dots takes quadratic time.
    const LONGEST: usize = 253;
    let belongs = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
    let length = tail
        .bytes()
        .take(LONGEST + 1)
        .take_while(|b| belongs(b))
        .count();
    if length > LONGEST {
        return false;
    }
    let name = tail[..length].trim_end_matches(['.', '-']);
    let last = name.rsplit('.').next().unwrap_or(name);
    let ends = tail[name.len()..]
        .chars()
        .next()
        .is_none_or(|c| !is_word(c));
    ends && SITE_LABELS.binary_search(&last).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut out);
        out.iter().map(|t| t.span.text(text)).collect()
    }

    #[test]
    fn cases() {
        let cases: &[(&str, &[&str])] = &[
            ("Trump's aide", &["Trump", "'s", "aide"]),
            ("the MEK’s men", &["the", "MEK", "’s", "men"]),
            ("O'Hanlon don’t", &["O'Hanlon", "don’t"]),
            (
                "MEK-run anti-Trump",
                &["MEK", "-", "run", "anti", "-", "Trump"],
            ),
            (
                "U.S. Sen. J. R. Ray.",
                &["U.S.", "Sen.", "J.", "R.", "Ray", "."],
            ),
            ("(D-N.Y.)", &["(", "D", "-", "N.Y.", ")"]),
            ("King Jr. said", &["King", "Jr.", "said"]),
            ("1,000 or 3.5.", &["1,000", "or", "3.5", "."]),
            ("the end.The next", &["the", "end", ".", "The", "next"]),
            (
                "theintercept.com, Salon.com.",
                &["theintercept.com", ",", "Salon.com", "."],
            ),
            (
                "https://t.co/x?y=1). @MazMHussain",
                &["https://t.co/x?y=1", ")", ".", "@MazMHussain"],
            ),
            ("(the MKO/ MEK)", &["(", "the", "MKO", "/", "MEK", ")"]),
            ("wait... what -- no", &["wait", "...", "what", "--", "no"]),
            ("AT&T “F.B.I.”", &["AT", "&", "T", "“", "F.B.I.", "”"]),
            (
                "\u{200B}a\u{0301}b\u{0007}c #Tag_1",
                &["a\u{0301}b", "c", "#Tag_1"],
            ),
            ("x@y.org 'sup", &["x@y.org", "'", "sup"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(tokens(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn a_long_row_of_dotted_words_is_no_site() {
        let text = "ab.".repeat(200) + "com";
        assert_eq!(tokens(&text)[0], "ab");
        assert_eq!(tokens("www2.ab.com"), ["www2.ab.com"]);
    }

    #[test]
    fn tables_are_in_order() {
        assert!(ABBREVIATIONS.is_sorted());
        assert!(SITE_LABELS.is_sorted());
    }
}
