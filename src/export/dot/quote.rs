//! Text in DOT, by what Graphviz really does with a quoted string.
//!
//! - Its reader knows only `\"` (a quote) and a backslash before a line break (which joins lines).
//!   All other backslashes stay as they are, doubled ones too.
//! - Labels and tooltips then pass through a second reader. It knows `\N` (the node's name), `\n` (a
//!   line break), `\\` (a backslash) and others, and HTML entities such as `&lt;`.

use crate::render::text::clean;

/// The text such that Graphviz shows it as it is: backslashes doubled, and an ampersand that would
/// begin an HTML entity written as one.
pub(super) fn for_second_reader(value: &str) -> String {
    let value = clean(value);
    if !value.contains(['\\', '&']) {
        return value;
    }
    let mut out = String::with_capacity(value.len());
    for (at, c) in value.char_indices() {
        match c {
            '\\' => out.push_str("\\\\"),
            '&' if begins_entity(&value[at + 1..]) => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

fn begins_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    end > 0 && name[end..].starts_with(';')
}

/// Writes the value as a quoted string, without any NUL. An odd number of backslashes before a quote, a
/// line break or the end would swallow it, so it becomes even.
pub(super) fn quote(out: &mut Vec<u8>, value: &str) {
    out.push(b'"');
    if !value.bytes().any(|byte| matches!(byte, b'"' | b'\\' | 0)) {
        out.extend_from_slice(value.as_bytes());
        out.push(b'"');
        return;
    }
    let mut backslashes = 0;
    // All that is looked at is ASCII, which is never part of another character.
    for byte in value.bytes().filter(|&byte| byte != 0) {
        if matches!(byte, b'"' | b'\n' | b'\r') && backslashes % 2 == 1 {
            out.push(b'\\');
        }
        if byte == b'"' {
            out.push(b'\\');
        }
        backslashes = if byte == b'\\' { backslashes + 1 } else { 0 };
        out.push(byte);
    }
    if backslashes % 2 == 1 {
        out.push(b'\\');
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backslashes_never_swallow_what_ends_the_string() {
        let quoted = |value| {
            let mut out = Vec::new();
            quote(&mut out, value);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(quoted(r"a\"), r#""a\\""#);
        assert_eq!(quoted(r"a\\"), r#""a\\""#);
        assert_eq!(quoted(r#"a\"b"#), r#""a\\\"b""#);
        assert_eq!(quoted(r"\N a\b"), r#""\N a\b""#);
    }

    #[test]
    fn only_an_ampersand_that_begins_an_entity_is_changed() {
        assert_eq!(
            for_second_reader("AT&T & &lt; &#38; &;"),
            "AT&T & &amp;lt; &amp;#38; &;"
        );
    }
}
