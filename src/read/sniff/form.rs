//! The form of a text or archive, told by its first bytes.
//!
//! Text may begin with anything, so every rule asks for a combination that running text does not
//! begin with; what is in doubt is text.

use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::read::record::Fields;

/// What the readers are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Form {
    /// One JSON object a line.
    JsonLines,
    /// An array of JSON objects, or objects that are printed over several lines.
    JsonValues,
    /// A table with a header; the byte that parts its cells.
    Table(u8),
    /// JSON Feed.
    JsonFeed,
    /// RSS or Atom.
    Feed,
    /// A web page.
    Html,
    /// Text with the marks of Markdown.
    Markdown,
    /// One message.
    Mail,
    /// A folder of messages.
    Mbox,
    /// A web archive, or the text of one.
    Warc,
    /// PDF.
    Pdf,
    /// ZIP, or a document format made of it.
    Zip,
    /// A tape archive.
    Tar,
    /// XML of another kind.
    Xml,
    /// Anything else that is text.
    Text,
}

impl Form {
    /// Whether bytes that are no text are no surprise.
    pub(in crate::read) fn is_binary(self) -> bool {
        matches!(
            self,
            Form::Warc | Form::Pdf | Form::Zip | Form::Tar | Form::Mail | Form::Mbox
        )
    }

    /// What messages call it.
    #[cfg(not(all(feature = "formats", feature = "pdf")))]
    pub(in crate::read) fn name(self) -> &'static str {
        match self {
            Form::JsonLines | Form::JsonValues => "JSON",
            Form::Table(_) => "a table",
            Form::JsonFeed => "JSON Feed",
            Form::Feed => "a feed",
            Form::Html => "HTML",
            Form::Markdown => "Markdown",
            Form::Mail | Form::Mbox => "mail",
            Form::Warc => "WARC",
            Form::Pdf => "PDF",
            Form::Zip => "ZIP, or a document format made of it",
            Form::Tar => "tar",
            Form::Xml => "XML",
            Form::Text => "text",
        }
    }
}

/// Tells what begins with `head`.
pub(super) fn tell(head: &[u8], fields: &Fields) -> Form {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Form::Zip;
    }
    if head.get(257..262) == Some(b"ustar") {
        return Form::Tar;
    }
    let start = head.trim_ascii_start();
    // Some programs put a line in front of it.
    if find(&head[..head.len().min(1024)], b"%PDF-").is_some_and(|at| at == 0 || head.contains(&0))
    {
        return Form::Pdf;
    }
    if start.starts_with(b"WARC/1.") || start.starts_with(b"WARC/0.") {
        return Form::Warc;
    }
    match start.first() {
        Some(b'{' | b'[') => json(start).unwrap_or_else(|| text(head, fields)),
        Some(b'<') => markup(start).unwrap_or_else(|| text(head, fields)),
        _ if is_mbox(start) => Form::Mbox,
        _ if is_mail(start) => Form::Mail,
        _ => text(head, fields),
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// Tells JSON from text. A brace or bracket alone would take text that happens to begin with one, so
/// a key with its colon must follow (or an empty object).
fn json(head: &[u8]) -> Option<Form> {
    if let Some(rest) = head.strip_prefix(b"[") {
        let object = rest.trim_ascii_start().strip_prefix(b"{")?;
        return begins_object(object).then_some(Form::JsonValues);
    }
    let object = head.strip_prefix(b"{")?;
    begins_object(object).then_some(())?;
    let indent = &object[..object.len() - object.trim_ascii_start().len()];
    Some(if find(head, b"://jsonfeed.org/version").is_some() {
        Form::JsonFeed
    } else if indent.contains(&b'\n') {
        Form::JsonValues
    } else {
        Form::JsonLines
    })
}

/// Whether what follows an opening brace is a key and a colon, or the closing brace.
fn begins_object(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    if let Some(after) = rest.strip_prefix(b"}") {
        let after = after.trim_ascii_start();
        return after.is_empty() || after.starts_with(b"{");
    }
    let Some(key) = rest.strip_prefix(b"\"") else {
        return false;
    };
    let mut escaped = false;
    for (at, &byte) in key.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return key[at + 1..].trim_ascii_start().starts_with(b":"),
            b'\n' => return false,
            _ => {}
        }
    }
    false
}

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^<(?:!doctype\s+html|(?:html|head|body|title|meta|link|base|script|style|div|p|article|main|section|header|nav|table|center|font|span|h[1-6]|ul|ol|a|b|i|br|hr|img|blockquote|form|noscript)(?:[\s>/]|$))",
    )
});

/// Web page, feed, other XML; `None` for text that happens to begin with a bracket.
fn markup(head: &[u8]) -> Option<Form> {
    let mut rest = head;
    let mut is_xml = false;
    loop {
        rest = rest.trim_ascii_start();
        if rest.starts_with(b"<?xml") {
            is_xml = true;
        }
        let end: &[u8] = if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!--") {
            b"-->"
        } else {
            break;
        };
        let Some(at) = find(rest, end) else {
            // The comment goes on beyond what is seen of the file.
            return Some(if is_xml { Form::Xml } else { Form::Html });
        };
        rest = &rest[at + end.len()..];
    }
    if TAG.is_match(rest) {
        return Some(Form::Html);
    }
    // The document type may bring a page of entities along.
    let roots: [&[u8]; 3] = [b"<rss", b"<feed", b"<rdf:RDF"];
    let is_doctype = rest
        .get(..9)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"<!doctype"));
    let is_root = |root: &&[u8]| {
        rest.starts_with(root)
            || is_doctype
                && (find(rest, root).is_some()
                    || rest[9..].trim_ascii_start().starts_with(&root[1..]))
    };
    if roots.iter().any(is_root) {
        return Some(Form::Feed);
    }
    (is_xml || is_doctype).then_some(Form::Xml)
}

static FIELD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[A-Za-z][A-Za-z0-9-]*:"));

fn is_mbox(head: &[u8]) -> bool {
    static FROM: LazyLock<Regex> = LazyLock::new(|| pattern(r"^From \S+ .*[0-9]{4}"));
    let mut lines = head.split(|&byte| byte == b'\n');
    let from = lines.next().is_some_and(|line| FROM.is_match(line));
    from && lines
        .next()
        .is_some_and(|line| FIELD.is_match(line.strip_prefix(b">").unwrap_or(line)))
}

/// Whether the head is that of a message: nothing but fields, among them a sender and what else only
/// mail has. A memo with `From:` and `To:` is read as one, too, and rightly.
fn is_mail(head: &[u8]) -> bool {
    let (mut sender, mut other) = (false, 0);
    for line in head.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(found) = FIELD.find(line) else {
            return false;
        };
        let name = line[..found.end() - 1].to_ascii_lowercase();
        match name.as_slice() {
            b"from" | b"return-path" | b"sender" => sender = true,
            b"received" | b"message-id" | b"mime-version" | b"date" | b"subject" | b"to"
            | b"delivered-to" | b"content-type" | b"dkim-signature" | b"x-originating-ip" => {
                other += 1;
            }
            _ => {}
        }
    }
    sender && other >= 2
}

/// Table, Markdown or plain.
fn text(head: &[u8], fields: &Fields) -> Form {
    if let Some(delimiter) = table(head, fields) {
        return Form::Table(delimiter);
    }
    if is_markdown(head) {
        Form::Markdown
    } else {
        Form::Text
    }
}

/// What parts the cells, if the first line is a header with a column of texts and another known one, or
/// with the column of texts that the user names.
fn table(head: &[u8], fields: &Fields) -> Option<u8> {
    let line = head.split(|&byte| byte == b'\n').next()?.trim_ascii();
    let line = std::str::from_utf8(line).ok()?;
    let cell = |cell: &str| cell.trim().trim_matches('"').trim().to_lowercase();
    let own = fields.own();
    let own: Vec<String> = (own.iter())
        .filter(|(field, _)| *field == "text")
        .map(|(_, name)| name.to_lowercase())
        .collect();
    b",\t;|".iter().copied().find(|&delimiter| {
        let cells: Vec<String> = line.split(delimiter as char).map(cell).collect();
        let is_header = cells.len() >= 2
            && cells
                .iter()
                .all(|name| !name.is_empty() && name.len() <= 40);
        let has_text = || {
            let mut names = fields.text.iter();
            names.any(|name| cells.contains(&name.to_lowercase()))
        };
        is_header
            && (own.iter().any(|name| cells.contains(name))
                || has_text() && cells.iter().filter(|name| fields.knows(name)).count() >= 2)
    })
}

/// Whether a text begins with a block of settings, or has marks of at least two kinds.
fn is_markdown(head: &[u8]) -> bool {
    static SETTINGS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?s)^\s*---[ \t]*\r?\n(?:[A-Za-z_][\w-]*:.*?\n)(?:.*?\n)??---[ \t]*\r?\n")
    });
    static MARKS: LazyLock<[Regex; 5]> = LazyLock::new(|| {
        [
            r"(?m)^#{1,6}[ \t]+\S",
            r"\[[^\]\n]+\]\((?:https?://|/|#)[^)\s]*\)",
            r"(?:^|\s)\*\*[^*\s][^*\n]*\*\*",
            r"!\[[^\]\n]*\]\([^)\n]+\)",
            r"(?m)^(?:```|~~~)",
        ]
        .map(pattern)
    });
    SETTINGS.is_match(head) || MARKS.iter().filter(|mark| mark.is_match(head)).count() >= 2
}

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant of this file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_by_their_first_bytes() {
        for (text, expected) in [
            ("{\"a\": 1}\n{\"a\": 2}", Form::JsonLines),
            ("\n {\"broken", Form::Text),
            ("{\"a\": broken", Form::JsonLines),
            ("{}\n", Form::JsonLines),
            ("{\n  \"a\": 1\n}", Form::JsonValues),
            ("[{\"a\": 1}]", Form::JsonValues),
            ("[\n {\n\"a\": 1}]", Form::JsonValues),
            (
                "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}",
                Form::JsonFeed,
            ),
            ("[1] See the report.", Form::Text),
            ("[{note}] He said", Form::Text),
            ("{\"Quoted,\" he said}", Form::Text),
            ("{} is a pair of braces", Form::Text),
            ("Plain text.", Form::Text),
            ("<!-- a page -->\n<!DOCTYPE html><p>x", Form::Html),
            ("<?xml version=\"1.0\"?><html xmlns=\"a\">", Form::Html),
            ("<h1>Title</h1>", Form::Html),
            ("<?xml version=\"1.0\"?>\n<rss version=\"2.0\">", Form::Feed),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", Form::Feed),
            ("<!DOCTYPE rss [<!ENTITY a \"b\">]><rss>", Form::Feed),
            ("<?xml version=\"1.0\"?><nitf>", Form::Xml),
            ("<unnamed source> said", Form::Text),
            (
                "From: a@b.org\r\nTo: c@d.org\r\nSubject: x\r\n\r\nText",
                Form::Mail,
            ),
            ("From: the desk\nWe had news.", Form::Text),
            (
                "From a@b.org Mon Jun 10 08:00:00 2019\nFrom: a@b.org\n",
                Form::Mbox,
            ),
            ("From Paris to Rome in 2019\nhe travelled", Form::Text),
            ("WARC/1.0\r\nWARC-Type: warcinfo", Form::Warc),
            ("%PDF-1.7\n", Form::Pdf),
            ("title,text,date\na,b,c", Form::Table(b',')),
            ("\"Title\"\t\"Content\"\na\tb", Form::Table(b'\t')),
            ("In short, text, he said", Form::Text),
            ("# Title\n\nA [link](https://example.org).", Form::Markdown),
            ("---\ntitle: A\n---\nText", Form::Markdown),
            ("# A single mark", Form::Text),
        ] {
            assert_eq!(
                tell(text.as_bytes(), &Fields::default()),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_table_is_known_by_a_field_that_the_user_names() {
        let fields = Fields {
            text: vec!["story".to_owned()],
            ..Fields::default()
        };
        assert_eq!(tell(b"title;story\na;b", &fields), Form::Table(b';'));
        assert_eq!(tell(b"title;story\na;b", &Fields::default()), Form::Text);
        let mut fields = Fields::default();
        fields.set("text=Story").unwrap();
        assert_eq!(tell(b"name\tstory\na\tb", &fields), Form::Table(b'\t'));
        assert_eq!(tell(b"name\tother\na\tb", &fields), Form::Text);
        // Only the column of texts makes a table of what could be a list.
        fields.set("title=name").unwrap();
        assert_eq!(tell(b"name\tother\na\tb", &fields), Form::Text);
    }
}
