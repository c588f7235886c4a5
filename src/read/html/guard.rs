//! Whether a page can be read in reasonable time and memory.
//!
//! Building the tree of a page costs some hundred bytes for each tag, and the rules of HTML make a
//! parser look through all open elements at some tags: a page of a million nested elements would take
//! hours. A tag of a million attributes would, too, as each is compared with those before it. All are
//! counted beforehand, by looking at brackets and quotation marks alone.

/// Most tags in a page.
const MOST_TAGS: usize = 400_000;
/// Most elements that may be open at once.
const DEEPEST: usize = 1_000;

/// Most attributes of a tag.
const MOST_ATTRIBUTES: usize = 500;
/// How often the page may be looked through for attributes, all tags together. Tags of a good page do not
/// overlap, so that once is enough.
const LOOKS: usize = 8;

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
    let mut looks = bytes.len().saturating_mul(LOOKS);
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
        let (attributes, looked) = attributes(&bytes[start + length..]);
        if attributes > MOST_ATTRIBUTES || looked > looks {
            return Err(
                "a page with a tag of more than 500 attributes, or with tags that do not end",
            );
        }
        looks -= looked;
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

/// Where the look through a tag stands; the states of the HTML standard, section 13.2.5.32 and following.
#[derive(Clone, Copy)]
enum At {
    Gap,
    Name,
    AfterName,
    Equals,
    Value,
    Quoted(u8),
}

/// How many attributes follow the name of a tag, and how many bytes were looked at to know.
fn attributes(rest: &[u8]) -> (usize, usize) {
    let mut count = 0;
    let mut at = At::Gap;
    for (looked, &byte) in rest.iter().enumerate() {
        at = match (at, byte) {
            (At::Quoted(quote), _) if byte == quote => At::Gap,
            (At::Quoted(_), _) => at,
            (_, b'>') => return (count, looked),
            (At::Name, _) if byte.is_ascii_whitespace() => At::AfterName,
            (At::Value, _) if byte.is_ascii_whitespace() => At::Gap,
            (_, _) if byte.is_ascii_whitespace() => at,
            (At::Gap | At::Name | At::AfterName, b'/') => At::Gap,
            (At::Name | At::AfterName, b'=') => At::Equals,
            (At::Equals, b'"' | b'\'') => At::Quoted(byte),
            (At::Equals | At::Value, _) => At::Value,
            (At::Name, _) => At::Name,
            (At::Gap | At::AfterName, _) => {
                count += 1;
                At::Name
            }
        };
        if count > MOST_ATTRIBUTES {
            return (count, looked);
        }
    }
    (count, rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_outside_their_values() {
        let path = format!("<path d=\"{}\" a = 'b c' e=f g>", "1 2 ".repeat(10_000));
        assert_eq!(attributes(&path.as_bytes()[5..]).0, 4);
        assert!(check(&path).is_ok());
        assert!(check(&format!("<a {}>", "b ".repeat(10_000))).is_err());
        assert!(check(&"<p b=\"c\">".repeat(10_000)).is_ok());
        assert!(check(&"<a b=\"".repeat(10_000)).is_err());
        assert!(check(&format!("<a =\"{}\">", "b ".repeat(10_000))).is_err());
    }

    #[test]
    fn nesting_and_numbers_are_bounded() {
        assert!(check(&"<div>".repeat(10_000)).is_err());
        assert!(check(&"<p>a".repeat(10_000)).is_ok());
        assert!(check(&"<p>a".repeat(500_000)).is_err());
        assert!(check(&"<B>a</B> 1 < 2 &lt; <".repeat(10_000)).is_ok());
    }
}
