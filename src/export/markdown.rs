//! Text in Markdown.

use crate::render::text::clean;

/// The text on one line, with everything escaped that Markdown, or the HTML in it, could take for its
/// own.
pub(super) fn escaped(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Obsidian and GitHub read these as HTML whether escaped or not.
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '$' | '!' | '^' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_markup() {
        assert_eq!(
            escaped("*A* [b](c)\n# <i>d</i> & e"),
            "\\*A\\* \\[b\\](c) \\# &lt;i&gt;d&lt;/i&gt; &amp; e"
        );
    }
}
