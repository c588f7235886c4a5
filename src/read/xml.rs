//! XML as a flat series of steps, for feeds and office documents.
//!
//! Nothing outside the text is ever looked at: external entities are not fetched, and entities that a
//! text declares itself are not expanded, so that none can grow ("billion laughs"). References to them
//! are dropped. Mistakes that real files have (a bare `&`, an element that is not closed) are borne.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A step through a text.
pub(super) enum Step<'a> {
    /// An element begins: its name without prefix, and itself.
    Open(String, BytesStart<'a>),
    /// An element ends.
    Close(String),
    /// Text, unescaped.
    Text(String),
}

/// Deepest nesting that is followed.
const DEEPEST: usize = 10_000;

/// Walks through a text up to its end or its first bad place. `step` gets the offset at which what it
/// is given begins, and that at which it ends.
///
/// # Errors
/// What is wrong with the text, in words.
pub(super) fn walk(xml: &str, mut step: impl FnMut(Step, usize, usize)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut depth = 0;
    let offset =
        |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(xml.len());
    loop {
        let start = offset(&reader);
        let event = reader.read_event();
        let end = offset(&reader);
        match event {
            Err(error) => {
                let line = 1 + xml[..start.min(xml.len())].matches('\n').count();
                return Err(format!("broken XML in line {line}: {error}"));
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::Start(element)) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(format!("XML with elements more than {DEEPEST} deep"));
                }
                step(
                    Step::Open(local(element.local_name().as_ref()), element),
                    start,
                    end,
                );
            }
            Ok(Event::Empty(element)) => {
                let name = local(element.local_name().as_ref());
                step(Step::Open(name.clone(), element), start, end);
                step(Step::Close(name), end, end);
            }
            Ok(Event::End(element)) => {
                depth -= usize::from(depth > 0);
                step(
                    Step::Close(local(element.local_name().as_ref())),
                    start,
                    end,
                );
            }
            Ok(Event::Text(text)) => {
                step(Step::Text(text.xml10_content().into_owned()), start, end)
            }
            Ok(Event::CData(text)) => {
                step(Step::Text(text.xml10_content().into_owned()), start, end)
            }
            Ok(Event::GeneralRef(entity)) => {
                let character = entity.resolve_char_ref().ok().flatten();
                let text = character
                    .map(String::from)
                    .or_else(|| named(&entity.xml10_content()).map(str::to_owned));
                if let Some(text) = text {
                    step(Step::Text(text), start, end);
                }
            }
            Ok(_) => {}
        }
    }
}

/// The value of an attribute, by its name without prefix.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = element.html_attributes().flatten();
    let found = attributes.find(|attribute| local(attribute.key.local_name().as_ref()) == name)?;
    let raw: &str = found.value.as_ref();
    Some(unescaped(raw))
}

/// Text with the entities of XML undone.
fn unescaped(text: &str) -> String {
    let mut out = text.to_owned();
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        out = out.replace(entity, character);
    }
    out
}

/// The entities of XML, and those of HTML that feeds use without declaring them.
fn named(entity: &str) -> Option<&'static str> {
    Some(match entity {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{A0}",
        "ndash" => "–",
        "mdash" => "—",
        "lsquo" => "‘",
        "rsquo" => "’",
        "ldquo" => "“",
        "rdquo" => "”",
        "hellip" => "…",
        "eacute" => "é",
        _ => return None,
    })
}

fn local(name: &str) -> String {
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(xml: &str) -> (String, bool) {
        let mut out = String::new();
        let result = walk(xml, |step, _, _| {
            if let Step::Text(text) = step {
                out.push_str(&text);
            }
        });
        (out, result.is_ok())
    }

    #[test]
    fn entities_are_not_expanded_and_mistakes_are_borne() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><a>1&b;2&c;3</a>";
        assert_eq!(text(bomb), ("123".to_owned(), true));
        assert_eq!(
            text("<a>R&D &amp; &#x41;<b>c</a>"),
            ("R&D & Ac".to_owned(), true)
        );
        assert!(!text(&"<a>".repeat(20_000)).1);
    }
}
