//! What a page says of itself in JSON-LD, the form in which search engines want it.
//!
//! <https://schema.org/NewsArticle>. Objects lie in arrays, in `@graph`, or inside others; the first
//! that is an article counts.

use serde_json::{Map, Value};

/// An article as its data describe it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Article {
    pub(super) headline: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) body: Option<String>,
}

/// Types that are articles end with one of these.
const TYPES: [&str; 4] = ["Article", "Posting", "Report", "Review"];

/// The article in one block of data.
pub(super) fn article(json: &str) -> Option<Article> {
    let json = json.trim().trim_start_matches("//").trim_start();
    let json = json
        .trim_start_matches("<![CDATA[")
        .trim_start_matches("<!--");
    let end = json.rfind(['}', ']'])?;
    // Some systems put line breaks into strings.
    let json = json[..=end].replace(['\n', '\r', '\t'], " ");
    let value: Value = serde_json::from_str(&json).ok()?;
    let mut objects = Vec::new();
    collect(&value, &mut objects, 0);
    let is_article = |object: &&&Map<String, Value>| {
        let types = object.get("@type").map(strings).unwrap_or_default();
        types
            .iter()
            .any(|name| TYPES.iter().any(|end| name.ends_with(end)))
    };
    let found = objects.iter().find(is_article)?;
    // Publisher and authors may be named by an id alone.
    let resolve = |value: &Value| names(value, &objects);
    let one = |key: &str| found.get(key).map(strings)?.into_iter().next();
    Some(Article {
        headline: one("headline").or_else(|| one("name")),
        publisher: found
            .get("publisher")
            .or_else(|| found.get("sourceOrganization"))
            .and_then(|value| resolve(value).into_iter().next()),
        authors: found
            .get("author")
            .or_else(|| found.get("creator"))
            .map(resolve)
            .unwrap_or_default(),
        published: one("datePublished").or_else(|| one("dateCreated")),
        url: one("url").or_else(|| match found.get("mainEntityOfPage")? {
            Value::Object(page) => page.get("@id").map(strings)?.into_iter().next(),
            other => strings(other).into_iter().next(),
        }),
        language: one("inLanguage"),
        body: one("articleBody"),
    })
}

/// All objects, the outer before the inner.
fn collect<'a>(value: &'a Value, out: &mut Vec<&'a Map<String, Value>>, depth: usize) {
    if depth > 8 {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|value| collect(value, out, depth + 1)),
        Value::Object(object) => {
            out.push(object);
            object
                .values()
                .for_each(|value| collect(value, out, depth + 1));
        }
        _ => {}
    }
}

/// One string, or several.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![unescape(text.trim())],
        Value::Array(list) => list.iter().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// Names of persons or bodies: strings, or objects with a `name` or the `@id` of one.
fn names(value: &Value, objects: &[&Map<String, Value>]) -> Vec<String> {
    match value {
        Value::Array(list) => list
            .iter()
            .flat_map(|value| names(value, objects))
            .collect(),
        Value::Object(object) => {
            let own = object
                .get("name")
                .map(strings)
                .filter(|names| !names.is_empty());
            let named = |id: &Value| {
                let mut same = objects.iter().filter(|other| other.get("@id") == Some(id));
                same.find_map(|other| other.get("name").map(strings))
            };
            own.or_else(|| named(object.get("@id")?))
                .unwrap_or_default()
        }
        _ => strings(value),
    }
}

/// Undoes the entities that some systems leave in their data.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let pairs = [
        ("&#8217;", "’"),
        ("&#8216;", "‘"),
        ("&#8220;", "“"),
        ("&#8221;", "”"),
        ("&#039;", "'"),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    pairs
        .iter()
        .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_found_wherever_it_lies() {
        let found = article(
            r##"{"@graph": [{"@type": "Organization", "@id": "#o", "name": "Example Times"},
               {"@type": ["NewsArticle"], "headline": "A &amp; B", "publisher": {"@id": "#o"},
                "author": [{"@type": "Person", "name": "Ann Example"}, "Bo Sample"],
                "datePublished": "2019-06-10T08:00:00Z", "mainEntityOfPage": {"@id": "https://e.org/a"}}]}"##,
        );
        let found = found.unwrap();
        assert_eq!(found.headline.as_deref(), Some("A & B"));
        assert_eq!(found.publisher.as_deref(), Some("Example Times"));
        assert_eq!(found.authors, ["Ann Example", "Bo Sample"]);
        assert_eq!(found.url.as_deref(), Some("https://e.org/a"));
        assert_eq!(article(r#"{"@type": "WebSite", "name": "x"}"#), None);
        assert_eq!(article("{broken"), None);
    }
}
