//! Text in DOT, by what Graphviz really does with a quoted string.
//!
//! - Its reader knows only `\"` (a quote) and a backslash before a line break (which joins lines).
//!   All other backslashes stay as they are, doubled ones too.
//! - Labels and tooltips then pass through a second reader. It knows `\N` (the node's name), `\n` (a
//!   line break), `\\` (a backslash) and others, and HTML entities such as `&lt;`.

use graphviz_rust::dot_structures::Id;

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

/// The value as a quoted string. An odd number of backslashes before a quote, a line break or the end
/// would swallow it, so it becomes even.
pub(super) fn quoted(value: &str) -> Id {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    if !value.contains(['\\', '"', '\0']) {
        out.push_str(value);
        out.push('"');
        return Id::Escaped(out);
    }
    let mut backslashes = 0;
    for c in value.chars().filter(|&c| c != '\0') {
        if matches!(c, '"' | '\n' | '\r') && backslashes % 2 == 1 {
            out.push('\\');
        }
        if c == '"' {
            out.push('\\');
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        out.push(c);
    }
    if backslashes % 2 == 1 {
        out.push('\\');
    }
    out.push('"');
    Id::Escaped(out)
}

#[cfg(test)]
mod tests {
    use graphviz_rust::printer::{DotPrinter, PrinterContext};

    use super::*;

    #[test]
    fn backslashes_never_swallow_what_ends_the_string() {
        let quoted = |value| quoted(value).print(&mut PrinterContext::default());
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
