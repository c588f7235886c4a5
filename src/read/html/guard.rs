//! Whether a page can be read in reasonable time and memory.
//!
//! Building the tree of a page costs some hundred bytes for each tag, and the rules of HTML make a
//! parser look through all open elements at some tags: a page of a million nested elements would take
//! hours. Both are counted beforehand, by looking at brackets alone.

/// Most tags in a page.
const MOST_TAGS: usize = 400_000;
/// Most elements that may be open at once.
const DEEPEST: usize = 1_000;

/// Elements that need no closing tag, or have none.
const UNCLOSED: &str = "area base br col colgroup dd dt embed hr img input li link meta option p param \
    source tbody td tfoot th thead tr track wbr";

/// Counts tags and the elements that are open.
///
/// # Errors
/// What is too much, in words.
pub(super) fn check(html: &str) -> Result<(), &'static str> {
    let bytes = html.as_bytes();
    let (mut tags, mut open, mut at) = (0, 0usize, 0);
    while let Some(found) = bytes[at..].iter().position(|&byte| byte == b'<') {
        at += found + 1;
        let is_closing = bytes.get(at) == Some(&b'/');
        let start = at + usize::from(is_closing);
        let name = bytes[start..].iter().take(12);
        let length = name.take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if length == 0 {
            continue;
        }
        tags += 1;
        if tags > MOST_TAGS {
            return Err("a page of more than 400,000 tags");
        }
        let name = html[start..start + length].to_ascii_lowercase();
        if UNCLOSED
            .split_ascii_whitespace()
            .any(|unclosed| unclosed == name)
        {
            continue;
        }
        if is_closing {
            open = open.saturating_sub(1);
        } else {
            open += 1;
        }
        if open > DEEPEST {
            return Err("a page of more than 1,000 elements inside each other");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_and_numbers_are_bounded() {
        assert!(check(&"<div>".repeat(10_000)).is_err());
        assert!(check(&"<p>a".repeat(10_000)).is_ok());
        assert!(check(&"<p>a".repeat(500_000)).is_err());
        assert!(check(&"<B>a</B> 1 < 2 &lt; <".repeat(10_000)).is_ok());
    }
}
