//! From a JSON record to a document.
//!
//! Every source names its fields in its own way. For each field of a document there is a list of
//! names, and the first that the record fills is taken; `null`, blank strings and values of a wrong
//! type count as absent. A date that cannot be read is left out, never replaced.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Document, Provenance, Span, Warning};

use super::notes::Notes;
use super::{byline, date, language, problem};

/// The names under which records keep a document's fields, in order of preference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fields {
    /// The record's stable name: a string or a number.
    pub id: Vec<String>,
    /// The text. A record without it is skipped.
    pub text: Vec<String>,
    /// The headline.
    pub title: Vec<String>,
    /// The address.
    pub url: Vec<String>,
    /// The outlet: a string, or an object with a `name`.
    pub publisher: Vec<String>,
    /// The site's domain; without it, the address's.
    pub domain: Vec<String>,
    /// The language: an ISO 639-1 code, perhaps with a region.
    pub language: Vec<String>,
    /// The day of publication.
    pub date: Vec<String>,
    /// The authors: one string, or an array of strings or of objects with a `name`.
    pub authors: Vec<String>,
}

/// What `--field` calls them, in the order of the struct.
const FIELDS: [&str; 9] = [
    "id",
    "text",
    "title",
    "url",
    "publisher",
    "domain",
    "language",
    "date",
    "authors",
];

impl Default for Fields {
    fn default() -> Self {
        let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect();
        Fields {
            id: names(&["id", "_id", "doc_id", "uuid"]),
            text: names(&["text", "content", "body", "article"]),
            title: names(&["title", "headline"]),
            url: names(&["url", "link"]),
            publisher: names(&["publisher", "source", "outlet", "site_name", "site"]),
            domain: names(&["domain"]),
            language: names(&["language", "lang"]),
            date: names(&[
                "date",
                "published",
                "published_at",
                "publish_date",
                "datePublished",
                "created_at",
            ]),
            authors: names(&["authors", "author", "byline"]),
        }
    }
}

impl Fields {
    /// Puts a name of the user's before the others: `text=story`.
    ///
    /// # Errors
    /// What is wrong with the setting, in words.
    pub fn set(&mut self, setting: &str) -> Result<(), String> {
        let (field, name) = setting.split_once('=').ok_or("it must be FIELD=NAME")?;
        let mut lists = FIELDS.into_iter().zip(self.lists_mut());
        let Some((_, names)) = lists.find(|(known, _)| *known == field) else {
            return Err(format!("the fields are {}", FIELDS.join(", ")));
        };
        if name.is_empty() {
            return Err("the name is missing".to_owned());
        }
        names.insert(0, name.to_owned());
        Ok(())
    }

    /// Whether a column of a table is one of these, in any case.
    pub(super) fn knows(&self, column: &str) -> bool {
        let mut names = self.lists().into_iter().flatten();
        names.any(|name| name.eq_ignore_ascii_case(column))
    }

    /// The names that were put before the usual ones, each with its field.
    pub(super) fn own(&self) -> Vec<(&'static str, &str)> {
        let usual = Fields::default();
        let lists = self.lists().into_iter().zip(usual.lists());
        let own = FIELDS
            .into_iter()
            .zip(lists)
            .flat_map(|(field, (names, usual))| {
                let own = names.strip_suffix(usual.as_slice()).unwrap_or(names);
                own.iter().map(move |name| (field, name.as_str()))
            });
        own.collect()
    }

    /// The names of each of [`FIELDS`], in their order.
    fn lists(&self) -> [&Vec<String>; 9] {
        [
            &self.id,
            &self.text,
            &self.title,
            &self.url,
            &self.publisher,
            &self.domain,
            &self.language,
            &self.date,
            &self.authors,
        ]
    }

    fn lists_mut(&mut self) -> [&mut Vec<String>; 9] {
        [
            &mut self.id,
            &mut self.text,
            &mut self.title,
            &mut self.url,
            &mut self.publisher,
            &mut self.domain,
            &mut self.language,
            &mut self.date,
            &mut self.authors,
        ]
    }
}

/// The document that a record holds; `place_id` is its id if the record has none.
///
/// A title that the text does not begin with is put in front of it, as a paragraph of its own. A
/// text that begins with its title stays as it is, byte for byte.
///
/// # Errors
/// What is wrong with the record, in words.
pub(super) fn document(
    record: &Map<String, Value>,
    place_id: &str,
    fields: &Fields,
) -> Result<Document, String> {
    let text = first(record, &fields.text, string).ok_or_else(|| without_text(record, fields))?;
    let title = first(record, &fields.title, string);
    let (title, text) = match title {
        Some(title) => with_title(title, text),
        None => (None, text.to_owned()),
    };
    let url = first(record, &fields.url, string).map(trimmed);
    let domain = first(record, &fields.domain, string)
        .map(trimmed)
        .or_else(|| url.as_deref().and_then(domain_of));
    Ok(Document {
        id: first(record, &fields.id, stated).unwrap_or_else(|| place_id.to_owned()),
        provenance: Provenance {
            publisher: first(record, &fields.publisher, name).map(trimmed),
            domain,
            url,
            authors: first(record, &fields.authors, authors).unwrap_or_default(),
            date: first(record, &fields.date, day),
            title: title.map(|span| span.text(&text).to_owned()),
            language: first(record, &fields.language, string).and_then(language::code),
            extracted_from: None,
        },
        title,
        text,
        ..Document::default()
    })
}

/// The same, with what is to be said of it: `place` is where the record stands.
pub(super) fn noted_document(
    record: &Map<String, Value>,
    place_id: &str,
    place: &str,
    fields: &Fields,
    notes: &Notes,
) -> Result<Document, Warning> {
    let document = document(record, place_id, fields);
    let document = document.map_err(|message| problem::skipped(place, message))?;
    if document.provenance.date.is_none()
        && let Some(date) = first(record, &fields.date, stated)
    {
        notes.undated(place, &date);
    }
    if document.id != place_id {
        notes.stands_at(place);
    }
    Ok(document)
}

/// What a field says in a word or number.
fn stated(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        _ => string(value).map(trimmed),
    }
}

fn first<'a, T>(
    record: &'a Map<String, Value>,
    names: &[String],
    read: impl Fn(&'a Value) -> Option<T>,
) -> Option<T> {
    let exact = |name: &String| record.get(name).and_then(&read);
    // Tables say "Title" and "PUBLISHED" as they like.
    let any_case = |name: &String| {
        let mut columns = record.iter();
        let (_, value) = columns.find(|(column, _)| column.eq_ignore_ascii_case(name))?;
        read(value)
    };
    let mut all = names.iter();
    all.clone()
        .find_map(exact)
        .or_else(|| all.find_map(any_case))
}

fn string(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

fn name(value: &Value) -> Option<&str> {
    string(value).or_else(|| value.get("name").and_then(string))
}

fn authors(value: &Value) -> Option<Vec<String>> {
    let list = match value {
        Value::Array(list) => list.iter().filter_map(name).map(trimmed).collect(),
        _ => byline::authors(name(value)?),
    };
    (!list.is_empty()).then_some(list)
}

fn day(value: &Value) -> Option<String> {
    match value {
        // A year. Larger numbers are counts of seconds or milliseconds: which, nobody says.
        Value::Number(number) => date::parse(&number.to_string()).filter(|date| date.len() == 4),
        _ => date::parse(string(value)?),
    }
}

fn without_text(record: &Map<String, Value>, fields: &Fields) -> String {
    let wrong = fields.text.iter().find(|&name| {
        let value = record.get(name);
        value.is_some_and(|value| !value.is_null() && !value.is_string())
    });
    match wrong {
        Some(name) => format!("record without text: \"{name}\" is not a string"),
        None => format!("record without text (none in {})", fields.text.join(", ")),
    }
}

/// Puts the title before the text, unless the text's first line is the title.
pub(super) fn with_title(title: &str, text: &str) -> (Option<Span>, String) {
    let title = title.trim();
    let start = text.len() - text.trim_start().len();
    if let Some(rest) = text[start..].strip_prefix(title) {
        let line = rest.split('\n').next().unwrap_or_default();
        if line.trim().is_empty() {
            return (Some(Span::new(start, start + title.len())), text.to_owned());
        }
    }
    // One line, or it would be several paragraphs.
    let title = one_line(title);
    let span = Span::new(0, title.len());
    (Some(span), format!("{title}\n\n{text}"))
}

/// A text with single spaces for all white space in it, and none around it.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The host of an address: `www.example.org` of `https://user@www.example.org:8080/a?b`.
pub(super) fn domain_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    let good = host.contains('.') && !host.contains(char::is_whitespace);
    good.then(|| host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Document, String> {
        let value: Value = serde_json::from_str(json).unwrap();
        document(value.as_object().unwrap(), "f:1", &Fields::default())
    }

    #[test]
    fn a_full_record_becomes_a_document() {
        let document = read(
            r#"{"id": "x1", "url": "https://www.example.org/a", "source": "Example Courier",
                "date": "2019-06-10T08:00:00Z", "authors": "Ann Example and Bo Sample",
                "title": " A title ", "text": "The text."}"#,
        )
        .unwrap();
        assert_eq!(document.id, "x1");
        assert_eq!(document.text, "A title\n\nThe text.");
        assert_eq!(document.title.unwrap().text(&document.text), "A title");
        assert_eq!(
            document.provenance,
            Provenance {
                publisher: Some("Example Courier".to_owned()),
                domain: Some("www.example.org".to_owned()),
                url: Some("https://www.example.org/a".to_owned()),
                authors: vec!["Ann Example".to_owned(), "Bo Sample".to_owned()],
                date: Some("2019-06-10".to_owned()),
                title: Some("A title".to_owned()),
                ..Provenance::default()
            }
        );
    }

    #[test]
    fn the_first_filled_field_wins() {
        let document = read(
            r#"{"id": null, "_id": 7, "text": "  ", "content": "C", "body": "B", "date": "soon",
                "published": "May 2020", "publisher": {"name": "P"}, "source": "S",
                "author": [{"name": "A"}, "B"], "domain": "d.org", "url": "http://e.org"}"#,
        )
        .unwrap();
        assert_eq!((document.id.as_str(), document.text.as_str()), ("7", "C"));
        let provenance = document.provenance;
        assert_eq!(provenance.publisher.as_deref(), Some("P"));
        assert_eq!(provenance.date.as_deref(), Some("2020-05"));
        assert_eq!(provenance.domain.as_deref(), Some("d.org"));
        assert_eq!(provenance.authors, ["A", "B"]);
    }

    #[test]
    fn a_text_that_begins_with_its_title_stays_as_it_is() {
        for text in ["T\\n\\nBody", " T \\nBody", "T\\r\\nBody", "T"] {
            let document = read(&format!(r#"{{"title": "T", "text": "{text}"}}"#)).unwrap();
            let expected = text.replace("\\n", "\n").replace("\\r", "\r");
            assert_eq!(document.text, expected);
            assert_eq!(document.title.unwrap().text(&document.text), "T");
            assert_eq!(document.id, "f:1");
        }
        let document = read(r#"{"title": "Trump", "text": "Trump said so."}"#).unwrap();
        assert_eq!(document.text, "Trump\n\nTrump said so.");
    }

    #[test]
    fn a_record_without_text_says_so() {
        assert!(read(r#"{"title": "T"}"#).unwrap_err().contains("content"));
        assert_eq!(
            read(r#"{"text": 3}"#).unwrap_err(),
            "record without text: \"text\" is not a string"
        );
    }

    #[test]
    fn numbers_that_may_be_seconds_are_no_dates() {
        let date = |json: &str| read(json).unwrap().provenance.date;
        assert_eq!(date(r#"{"text": "t", "date": 1560124800}"#), None);
        assert_eq!(date(r#"{"text": "t", "date": 20190610}"#), None);
        assert_eq!(
            date(r#"{"text": "t", "date": 2019}"#).as_deref(),
            Some("2019")
        );
    }

    #[test]
    fn domains_come_from_addresses() {
        for (url, expected) in [
            ("https://www.Example.org/a/b?c", Some("www.example.org")),
            ("http://me:secret@example.org:8080#x", Some("example.org")),
            ("https://example.org", Some("example.org")),
            ("mailto:me@example.org", None),
            ("http:///a.b", None),
            ("about", None),
        ] {
            assert_eq!(domain_of(url).as_deref(), expected, "{url}");
        }
    }
}
