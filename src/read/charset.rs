//! From the bytes of a whole text to UTF-8.
//!
//! What is valid UTF-8 is taken for that: hardly any text in another character set is, by chance.
//! Else a declaration in the text or beside it counts, then a guess by the frequencies of its bytes
//! (`chardetng`, which browsers use). A text that is UTF-8 but for a few bytes is damaged UTF-8: the bad
//! bytes become U+FFFD and the rest stays.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// A text as UTF-8, and how it was read.
pub(super) struct Decoded {
    pub(super) text: String,
    /// What the user should know about it.
    pub(super) note: Option<String>,
}

/// Decodes a text; `declared` is the label of a character set.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&str>) -> Decoded {
    let label = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let escapes = label.is_some_and(|encoding| !encoding.is_ascii_compatible());
    if escapes && bytes.contains(&0x1B) {
        // ISO-2022-JP is valid UTF-8, too.
        return read_as(&bytes, label.unwrap_or(UTF_8), false);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, note: None },
        Err(error) => error.into_bytes(),
    };
    // The mark of UTF-8 says what the text is, whatever else is said of it.
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return damaged(&bytes);
    }
    if let Some(encoding) = label.filter(|&encoding| encoding != UTF_8) {
        return read_as(&bytes, encoding, false);
    }
    if is_damaged_utf8(&bytes) {
        return damaged(&bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    read_as(&bytes, encoding, true)
}

/// The label in an XML declaration: `<?xml version="1.0" encoding="ISO-8859-1"?>`.
pub(super) fn xml_label(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declaration = head
        .trim_start()
        .strip_prefix("<?xml")?
        .split("?>")
        .next()?;
    let value = declaration.split("encoding").nth(1)?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| "\"'".contains(*c))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// The label in the head of a web page: `<meta charset="...">`, or the older form with `content`.
pub(super) fn html_label(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let metas = head.split("<meta").skip(1);
    let label = metas
        .map(|meta| meta.split('>').next().unwrap_or_default())
        .find_map(|meta| {
            let value = meta.split("charset").nth(1)?.trim_start();
            let value = value
                .strip_prefix('=')?
                .trim_start()
                .trim_start_matches(['"', '\'']);
            let end = value.find(|c: char| c.is_whitespace() || "\"'/;".contains(c));
            Some(value[..end.unwrap_or(value.len())].to_owned())
        });
    label.or_else(|| xml_label(bytes))
}

fn read_as(bytes: &[u8], encoding: &'static Encoding, guessed: bool) -> Decoded {
    let (text, _, _) = encoding.decode(bytes);
    let note = guessed.then(|| {
        format!(
            "not UTF-8 and without a declaration; read as {}",
            encoding.name()
        )
    });
    Decoded {
        text: text.into_owned(),
        note,
    }
}

/// Whether most of what is not ASCII is UTF-8 of several bytes.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 4 * bad
}

fn damaged(bytes: &[u8]) -> Decoded {
    let at = std::str::from_utf8(bytes)
        .err()
        .map_or(0, |error| error.valid_up_to());
    let line = 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
    let (text, _): (Cow<str>, _) = UTF_8.decode_without_bom_handling(bytes);
    let times = bytes
        .utf8_chunks()
        .filter(|chunk| !chunk.invalid().is_empty())
        .count();
    let places = if times == 1 { "place" } else { "places" };
    Decoded {
        text: text.into_owned(),
        note: Some(format!(
            "damaged UTF-8 in {times} {places}, the first in line {line} (byte 0x{:02X} at offset {at}); \
             replaced by U+FFFD",
            bytes.get(at).copied().unwrap_or_default()
        )),
    }
}

/// Whether bytes can be text in some character set: hardly any control characters.
pub(super) fn is_like_text(head: &[u8]) -> bool {
    let strange =
        |byte: &&u8| (**byte < 0x20 && !b"\t\n\r\x0C\x1B".contains(*byte)) || **byte == 0x7F;
    head.iter().filter(strange).count() * 100 <= head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], declared: Option<&str>) -> (String, Option<String>) {
        let decoded = decode(bytes.to_vec(), declared);
        (decoded.text, decoded.note)
    }

    #[test]
    fn a_declaration_is_believed_unless_the_text_is_utf_8() {
        let russian = b"\xCF\xF0\xE8\xE2\xE5\xF2";
        assert_eq!(
            text(russian, Some("windows-1251")),
            ("Привет".to_owned(), None)
        );
        assert_eq!(text("Привет".as_bytes(), Some("windows-1251")).0, "Привет");
        assert_eq!(
            text(b"\x1B$B%K%e!<%9\x1B(B", Some("iso-2022-jp")).0,
            "ニュース"
        );
    }

    #[test]
    fn without_a_declaration_the_bytes_are_asked_and_the_user_is_told() {
        let (text, note) = text(b"Le pr\xE9sident a d\xE9clar\xE9 \xE0 Montr\xE9al", None);
        assert_eq!(text, "Le président a déclaré à Montréal");
        assert!(note.unwrap().contains("windows-1252"));
    }

    #[test]
    fn a_byte_order_mark_counts_before_a_declaration_and_a_guess() {
        for declared in [None, Some("windows-1251")] {
            let (text, note) = text(b"\xEF\xBB\xBFAnn\xE9 and Bo\xE9", declared);
            assert_eq!(
                text.trim_start_matches('\u{feff}'),
                "Ann\u{fffd} and Bo\u{fffd}"
            );
            assert!(note.unwrap().contains("damaged UTF-8"));
        }
    }

    #[test]
    fn a_bad_byte_in_utf_8_costs_itself() {
        let (text, note) = text("é\né ü ö \u{E4}".as_bytes().split_last().unwrap().1, None);
        assert_eq!(text, "é\né ü ö \u{FFFD}");
        assert!(note.unwrap().contains("line 2"));
    }

    #[test]
    fn labels_are_found_in_pages_and_xml() {
        for (head, label) in [
            ("<html><meta charset=\"Shift_JIS\">", Some("shift_jis")),
            (
                "<META http-equiv=Content-Type content='text/html; charset=iso-8859-2'>",
                Some("iso-8859-2"),
            ),
            (
                "<?xml version='1.0' encoding='KOI8-R'?><html>",
                Some("KOI8-R"),
            ),
            ("<html><meta name=a content=b>", None),
        ] {
            assert_eq!(html_label(head.as_bytes()).as_deref(), label, "{head}");
        }
    }
}
