//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. Each entry is a document.
//!
//! An entry's text is the longest that it brings: some feeds bring whole articles, most a summary. The
//! outlet is the known one of the entry's address, else the feed's title. The day is that of
//! publication as it is written, in the time of who wrote it; where there is none, the day of the last
//! change.

use serde_json::Value;

use crate::gazetteer::Gazetteer;
use crate::{Document, Provenance, Span, Warning};

use super::html::{self, Flow};
use super::source::{Source, all, one};
use super::xml::{self, Step};
use super::{Items, byline, charset, date, language, problem, record};

/// Longest feed, in bytes.
const LONGEST: usize = 64 << 20;

/// What a feed says of itself.
#[derive(Default)]
struct Channel {
    title: String,
    link: String,
    language: String,
}

/// What an entry says.
#[derive(Default)]
struct Entry {
    title: String,
    link: String,
    published: String,
    updated: String,
    authors: Vec<String>,
    texts: Vec<String>,
}

/// The documents of an RSS or Atom feed.
pub(super) fn items(mut source: Source) -> Items {
    let (xml, note) = match source.text(LONGEST, "feed", charset::xml_label) {
        Ok(read) => read,
        Err(warning) => return one(Err(warning)),
    };
    let mut parser = Parser::default();
    let end = xml::walk(&xml, |step, start, end| parser.step(&xml, step, start, end));
    let mut out: Vec<Result<Document, Warning>> = note.map(Err).into_iter().collect();
    let type_end = xml
        .find("<item")
        .or_else(|| xml.find("<entry"))
        .unwrap_or(xml.len());
    if xml[..type_end].contains("<!ENTITY") {
        let message = "the feed declares entities of its own; they are not followed and are left out of its texts";
        out.push(Err(problem::skipped(&source.place, message)));
    }
    finish(parser.channel, parser.entries, &source, &mut out);
    if let Err(message) = end {
        out.push(Err(problem::skipped(
            &source.place,
            format!("{message}; what follows is left out"),
        )));
    }
    all(out)
}

/// The documents of a JSON feed.
pub(super) fn json_items(mut source: Source) -> Items {
    let (json, note) = match source.text(LONGEST, "feed", |_| None) {
        Ok(read) => read,
        Err(warning) => return one(Err(warning)),
    };
    let feed: Value = match serde_json::from_str(&json) {
        Ok(feed) => feed,
        Err(error) => {
            return one(Err(problem::skipped(
                &source.place,
                format!("broken JSON: {error}"),
            )));
        }
    };
    let string = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let names = |value: &Value| -> Vec<String> {
        let many = value
            .get("authors")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let all = many
            .chain(value.get("author"))
            .map(|author| string(author, "name"));
        all.filter(|name| !name.is_empty()).collect()
    };
    let channel = Channel {
        title: string(&feed, "title"),
        link: string(&feed, "home_page_url"),
        language: string(&feed, "language"),
    };
    let entries = feed
        .get("items")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let entries = entries.map(|entry| Entry {
        title: string(entry, "title"),
        link: string(entry, "url"),
        published: string(entry, "date_published"),
        updated: string(entry, "date_modified"),
        authors: names(entry),
        texts: ["content_html", "content_text", "summary"]
            .map(|key| string(entry, key))
            .to_vec(),
    });
    let mut out: Vec<Result<Document, Warning>> = note.map(Err).into_iter().collect();
    finish(channel, entries.collect(), &source, &mut out);
    all(out)
}

/// Turns entries into documents.
fn finish(
    channel: Channel,
    entries: Vec<Entry>,
    source: &Source,
    out: &mut Vec<Result<Document, Warning>>,
) {
    if entries.is_empty() {
        out.push(Err(problem::skipped(
            &source.place,
            "a feed without entries",
        )));
    }
    for (number, entry) in entries.into_iter().enumerate() {
        let id = format!("{}#{}", source.name, number + 1);
        out.push(match document(entry, &channel) {
            Some(document) => Ok(Document { id, ..document }),
            None => {
                let place = format!("{}#{}", source.place, number + 1);
                Err(problem::skipped(&place, "an entry without text"))
            }
        });
    }
}

fn document(entry: Entry, channel: &Channel) -> Option<Document> {
    let flows = entry.texts.iter().map(|text| flow(text));
    // Of equally long ones the first.
    let body = flows.reduce(|best, next| {
        if next.text.len() > best.text.len() {
            next
        } else {
            best
        }
    });
    let body = body.unwrap_or_default();
    let title = flow(&entry.title)
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if body.text.is_empty() && title.is_empty() {
        return None;
    }
    let (title, text) = if title.is_empty() {
        (None, body.text.clone())
    } else if body.text.is_empty() {
        (Some(Span::new(0, title.len())), title)
    } else {
        record::with_title(&title, &body.text)
    };
    let shift = text.len() - body.text.len();
    let url = Some(entry.link.trim().to_owned()).filter(|link| link.starts_with("http"));
    let domain = url
        .as_deref()
        .or(Some(&channel.link))
        .and_then(record::domain_of);
    let known = domain
        .as_deref()
        .and_then(|domain| Gazetteer::builtin().outlet_by_domain(domain));
    let publisher = match known {
        Some(outlet) => Some(outlet.name.clone().into_owned()),
        None => {
            let cut = [" - ", " | ", " » ", " – ", " — "]
                .iter()
                .filter_map(|bar| channel.title.find(bar))
                .min();
            Some(
                channel.title[..cut.unwrap_or(channel.title.len())]
                    .trim()
                    .to_owned(),
            )
            .filter(|name| !name.is_empty())
        }
    };
    let authors = entry
        .authors
        .iter()
        .flat_map(|names| byline::authors(&without_address(names)));
    let days = [&entry.published, &entry.updated];
    Some(Document {
        provenance: Provenance {
            publisher,
            domain,
            url,
            authors: authors.collect(),
            date: days.into_iter().find_map(|day| date::parse(day)),
            title: title.map(|span| span.text(&text).to_owned()),
            language: language::code(&channel.language),
            extracted_from: Some("feed".to_owned()),
        },
        title,
        marks: (body.marks.into_iter())
            .map(|(mark, part)| (Span::new(mark.start + shift, mark.end + shift), part))
            .collect(),
        text,
        ..Document::default()
    })
}

/// Text of an entry, which may be markup.
fn flow(text: &str) -> Flow {
    if text.contains('<') && text.contains('>') || text.contains('&') && text.contains(';') {
        html::fragment(text)
    } else {
        Flow::plain(text)
    }
}

/// `ann@example.org (Ann Example)`, as RSS has it, without the address.
fn without_address(author: &str) -> String {
    let inside = author
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    let name = match inside {
        Some((name, _)) if author.contains('@') => name,
        _ => author,
    };
    let words = name.split_whitespace().filter(|word| !word.contains('@'));
    words.collect::<Vec<_>>().join(" ")
}

/// Where the walk through a feed stands.
#[derive(Default)]
struct Parser {
    channel: Channel,
    entries: Vec<Entry>,
    in_entry: bool,
    /// Elements open below the entry, or below the feed: their names.
    open: Vec<String>,
    /// Text of the element that is read.
    text: String,
    /// Where the content of that element begins.
    start: usize,
    /// Whether it holds elements: markup that is not escaped.
    has_elements: bool,
    /// Whether a link is one to the text itself.
    alternate: bool,
}

impl Parser {
    fn step(&mut self, xml: &str, step: Step, start: usize, end: usize) {
        match step {
            Step::Open(name, _) if !self.in_entry && matches!(name.as_str(), "item" | "entry") => {
                self.in_entry = true;
                self.entries.push(Entry::default());
                self.open.clear();
            }
            Step::Open(name, element) => {
                self.has_elements = !self.open.is_empty();
                if self.open.is_empty() || name == "name" {
                    self.text.clear();
                    self.start = end;
                    self.has_elements = false;
                }
                if name == "link" && self.open.is_empty() {
                    let kind = xml::attribute(&element, "rel");
                    self.alternate = kind.is_none_or(|kind| kind == "alternate");
                    if let Some(address) =
                        xml::attribute(&element, "href").filter(|_| self.alternate)
                    {
                        self.put_link(address);
                    }
                }
                if self.in_entry
                    || !matches!(
                        name.as_str(),
                        "rss" | "feed" | "RDF" | "channel" | "image" | "items"
                    )
                {
                    self.open.push(name);
                }
            }
            Step::Text(text) => self.text.push_str(&text),
            Step::Close(name) => {
                if self.in_entry
                    && self.open.is_empty()
                    && matches!(name.as_str(), "item" | "entry")
                {
                    self.in_entry = false;
                    return;
                }
                if self.open.last().is_some_and(|open| *open == name) {
                    self.open.pop();
                } else if let Some(at) = self.open.iter().rposition(|open| *open == name) {
                    // Elements that were not closed.
                    self.open.truncate(at);
                } else {
                    return;
                }
                let parent = self.open.last().cloned();
                match parent.as_deref() {
                    None => self.put(&name, xml, start),
                    Some("author" | "creator") if name == "name" => self.put("creator", xml, start),
                    _ => {}
                }
            }
        }
    }

    fn put_link(&mut self, address: String) {
        let link = match self.entries.last_mut() {
            Some(entry) if self.in_entry => &mut entry.link,
            _ => &mut self.channel.link,
        };
        if link.is_empty() {
            *link = address;
        }
    }

    /// Takes in an element that has been read.
    fn put(&mut self, name: &str, xml: &str, end: usize) {
        let mut text = std::mem::take(&mut self.text).trim().to_owned();
        let is_markup = matches!(
            name,
            "content" | "summary" | "description" | "encoded" | "title"
        );
        if self.has_elements && is_markup {
            text = xml.get(self.start..end).unwrap_or_default().to_owned();
        }
        if text.is_empty() {
            return;
        }
        let entry = self.entries.last_mut().filter(|_| self.in_entry);
        let Some(entry) = entry else {
            match name {
                "title" if self.channel.title.is_empty() => self.channel.title = text,
                "link" => self.put_link(text),
                "language" => self.channel.language = text,
                _ => {}
            }
            return;
        };
        match name {
            "title" if entry.title.is_empty() => entry.title = text,
            "link" => self.put_link(text),
            "guid" | "id" if entry.link.is_empty() && text.starts_with("http") => entry.link = text,
            "pubDate" | "published" | "issued" => entry.published = text,
            "date" if entry.published.is_empty() => entry.published = text,
            "updated" | "modified" => entry.updated = text,
            // An author with elements inside has been read by its name.
            "author" if self.has_elements => {}
            "creator" | "author" if !entry.authors.contains(&text) => entry.authors.push(text),
            "content" | "summary" | "description" | "encoded" => entry.texts.push(text),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{folder, read, read_file};
    use super::super::{Documents, ReadConfig};
    use super::*;

    const RSS: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel>\
        <title>Example Times - World</title><link>https://times.example.org/</link><language>en-gb</language>\
        <image><title>Logo</title></image>\
        <item><title>One &amp; two</title><link>https://times.example.org/1</link>\
        <description>&lt;p&gt;Short.&lt;/p&gt;</description>\
        <content:encoded><![CDATA[<p>A longer text.</p><p>And more.</p>]]></content:encoded>\
        <dc:creator>Ann Example and Bo Sample</dc:creator><pubDate>Mon, 10 Jun 2019 23:30:00 -0400</pubDate></item>\
        <item><title>Three</title><author>bo@example.org (Bo Sample)</author><description>R&D</description></item>\
        <item><link>https://times.example.org/4</link></item></channel></rss>";

    fn provenances(bytes: &'static [u8]) -> Vec<Provenance> {
        let documents = Documents::new(&["-".into()], &ReadConfig::default()).unwrap();
        let documents = documents.with_standard_input(Box::new(bytes));
        documents
            .flatten()
            .map(|document| document.provenance)
            .collect()
    }

    #[test]
    fn entries_of_rss_become_documents() {
        assert_eq!(
            read_file("f", RSS.as_bytes()),
            [
                "f#1 = One & two\n\nA longer text.\n\nAnd more.",
                "f#2 = Three\n\nR&D",
                "! f#3: an entry without text",
            ]
        );
        let first = &provenances(RSS.as_bytes())[0];
        assert_eq!(first.publisher.as_deref(), Some("Example Times"));
        assert_eq!(first.date.as_deref(), Some("2019-06-10"));
        assert_eq!(first.authors, ["Ann Example", "Bo Sample"]);
        assert_eq!(first.language.as_deref(), Some("en"));
        assert_eq!(provenances(RSS.as_bytes())[1].authors, ["Bo Sample"]);
    }

    #[test]
    fn entries_of_atom_and_json_feed_become_documents() {
        let atom = b"<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Example Notes</title>\
            <link rel=\"self\" href=\"https://x.org/feed\"/><link href=\"https://x.org/\"/>\
            <author><name>All</name></author>\
            <entry><title type=\"html\">A &lt;b&gt;title&lt;/b&gt;</title><link href=\"https://x.org/a\"/>\
            <published>2020-01-02T03:04:05Z</published><updated>2021-01-01</updated>\
            <author><name>Ann Example</name><uri>u</uri></author>\
            <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>One</p><p>Two</p></div></content></entry></feed>";
        assert_eq!(read_file("f", atom), ["f#1 = A title\n\nOne\n\nTwo"]);
        let provenance = &provenances(atom)[0];
        assert_eq!(provenance.url.as_deref(), Some("https://x.org/a"));
        assert_eq!(provenance.date.as_deref(), Some("2020-01-02"));
        assert_eq!(provenance.authors, ["Ann Example"]);
        assert_eq!(provenance.publisher.as_deref(), Some("Example Notes"));
        let json = b"{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Example Notes\", \
            \"items\": [{\"id\": \"1\", \"title\": \"T\", \"content_html\": \"<p>One</p>\", \
            \"authors\": [{\"name\": \"Ann Example\"}], \"date_published\": \"2020-01-02T03:04:05Z\"}]}";
        assert_eq!(read_file("f", json), ["f#1 = T\n\nOne"]);
        assert_eq!(provenances(json)[0].authors, ["Ann Example"]);
    }

    #[test]
    fn a_feed_with_entities_gives_one_warning_and_its_own_texts() {
        let mut bomb =
            "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">\
            <!ENTITY a0 \"ha\">"
                .to_owned();
        for n in 1..30 {
            bomb += &format!("<!ENTITY a{n} \"&a{};&a{};\">", n - 1, n - 1);
        }
        bomb += "]><rss><channel><item><title>T</title><description>Before &x;&a29; after.</description></item></channel></rss>";
        let dir = folder(&[("a.xml", bomb.as_bytes()), ("b.txt", b"Good.")]);
        let found = read(&[dir.path().to_owned()], &ReadConfig::default());
        assert!(
            found[0].contains("a.xml: the feed declares entities"),
            "{found:?}"
        );
        assert_eq!(
            found[1..],
            ["a.xml#1 = T\n\nBefore  after.", "b.txt = Good."]
        );
    }

    #[test]
    fn entries_before_the_damage_count() {
        let found = read_file("f", &RSS.as_bytes()[..RSS.len() - 150]);
        assert_eq!(found[0], "f#1 = One & two\n\nA longer text.\n\nAnd more.");
    }
}
