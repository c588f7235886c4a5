//! Text in XML 1.0.

/// The text for content and attributes: what XML cannot hold is left out, and line breaks are written
/// such that a reader does not make spaces of them.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| is_legal(c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
    out
}

/// The production `Char` of XML 1.0. The two non-characters that `char` can hold beside the control
/// characters are no part of it.
fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_the_rest_comes_back() {
        let text = "a\0\u{b}\u{fffe} <b> & \"c\" ]]>\n\td\r";
        let xml = format!("<a b=\"{0}\">{0}</a>", escaped(text));
        let document = roxmltree::Document::parse(&xml).unwrap();
        let expected = "a <b> & \"c\" ]]>\n\td\r";
        assert_eq!(document.root_element().text(), Some(expected));
        assert_eq!(document.root_element().attribute("b"), Some(expected));
    }
}
