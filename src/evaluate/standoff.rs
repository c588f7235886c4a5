//! Annotation apart from its text: what somebody has marked can be passed on where the articles cannot.
//!
//! A line an article:
//! `{"id","sha256","entities":["person:ann-lee","other"],"mentions":[[start,length,entity],...]}`.
//! `sha256` is that of the text, in hexadecimal; `start` and `length` are bytes of it; `entity` is the
//! place of the mention's entity in the list, which is `kind:slug-of-the-usual-name`, or a kind alone
//! where it is not told which one.
//!
//! [`StandOff::of`] takes an annotated article apart; [`StandOff::join`] puts it together again with
//! the text, which whoever has the article may keep as one text, as title and text, or with other
//! white space: the checksum tells whether it is the right one, so that every offset holds.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::gold::GoldDocument;
use crate::{Error, Kind, Result};

/// The annotation of one article, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandOff {
    /// The article's id.
    pub id: String,
    /// SHA-256 of its text in UTF-8, in hexadecimal.
    pub sha256: String,
    /// What is named in it: `kind:slug`, or a kind.
    pub entities: Vec<String>,
    /// First byte, length in bytes, and place in `entities`.
    pub mentions: Vec<[usize; 3]>,
}

impl StandOff {
    /// The annotation of an article.
    pub fn of(gold: &GoldDocument) -> StandOff {
        let mut out = StandOff {
            id: gold.document.id.clone(),
            sha256: sha256(&gold.document.text),
            entities: Vec::new(),
            mentions: Vec::with_capacity(gold.mentions.len()),
        };
        for mention in &gold.mentions {
            let kind = mention.kind.as_str();
            let entity = mention.entity.as_deref().unwrap_or(kind);
            let known = out.entities.iter().position(|e| e == entity);
            let number = known.unwrap_or_else(|| {
                out.entities.push(entity.to_owned());
                out.entities.len() - 1
            });
            let span = mention.span;
            out.mentions
                .push([span.start, span.end - span.start, number]);
        }
        out
    }

    /// Reads annotation, a line an article. `place` is what an error calls it.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the line that is no such thing.
    pub fn read(text: &str, place: &str) -> Result<Vec<StandOff>> {
        let lines = text.lines().enumerate();
        lines
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(at, line)| {
                let invalid = |message: String| Error::Invalid {
                    place: format!("{place}:{}", at + 1),
                    message,
                };
                let read: StandOff =
                    serde_json::from_str(line).map_err(|e| invalid(e.to_string()))?;
                let known = |m: &[usize; 3]| m[2] < read.entities.len();
                if !read.mentions.iter().all(known) {
                    return Err(invalid(
                        "a mention names an entity that is not listed".into(),
                    ));
                }
                let kind = |entity: &String| kind(entity).is_none();
                match read.entities.iter().find(|e| kind(e)) {
                    Some(entity) => Err(invalid(format!("{entity:?} begins with no kind"))),
                    None => Ok(read),
                }
            })
            .collect()
    }

    /// The article as a gold line, if `record` has its text: fields `text`, and `title` where the
    /// text lacks it. Its other fields are carried over.
    pub fn join(&self, record: &Map<String, Value>) -> Option<Map<String, Value>> {
        let field = |name: &str| record.get(name).and_then(Value::as_str);
        let text = field("text")?;
        let with_title = field("title").map(|title| format!("{title}\n\n{text}"));
        let forms = [Some(text.to_owned()), with_title];
        let forms = forms.into_iter().flatten();
        let text = forms
            .flat_map(|form| {
                let tidied = tidied(&form);
                let single = single_spaced(&tidied);
                [form, tidied, single]
            })
            .find(|form| sha256(form) == self.sha256)?;
        let inside = |[start, length, _]: &[usize; 3]| {
            let end = start.checked_add(*length);
            end.is_some_and(|end| text.get(*start..end).is_some())
        };
        if !self.mentions.iter().all(inside) {
            return None;
        }
        let mentions: Vec<Value> = self
            .mentions
            .iter()
            .map(|[start, length, entity]| {
                let entity = self.entities.get(*entity).map_or("", String::as_str);
                let kind = kind(entity).map_or("", Kind::as_str);
                let mut mention = json!({"start": start, "end": start + length, "kind": kind});
                if entity != kind {
                    mention["entity"] = entity.into();
                }
                mention
            })
            .collect();
        let mut out = record.clone();
        if let (Some(source), None) = (out.get("source").cloned(), out.get("publisher")) {
            out.insert("publisher".to_owned(), source);
        }
        out.insert("id".to_owned(), self.id.clone().into());
        out.insert("text".to_owned(), text.into());
        out.insert("mentions".to_owned(), mentions.into());
        Some(out)
    }
}

fn kind(entity: &str) -> Option<Kind> {
    Kind::from_name(entity.split_once(':').map_or(entity, |(kind, _)| kind))
}

/// Paragraphs without white space around them, a blank line between two.
fn tidied(text: &str) -> String {
    let text = text.replace(['\u{200b}', '\u{feff}'], "");
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        out.push_str(line);
    }
    out
}

/// One space where there are several.
fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

fn sha256(text: &str) -> String {
    let sum = Sha256::digest(text.as_bytes());
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::gold::read_gold;
    use super::*;

    const LINE: &str = r#"{"id":"a","title":"On Éva","text":"On Éva\n\nÉva left the Games.","mentions":[{"start":3,"end":7,"kind":"person","entity":"person:eva"},{"start":9,"end":13,"kind":"person","entity":"person:eva"},{"start":23,"end":28,"kind":"other"}]}"#;

    fn apart() -> StandOff {
        StandOff::of(&read_gold(LINE.as_bytes(), "g").unwrap()[0])
    }

    fn record(json: Value) -> Map<String, Value> {
        match json {
            Value::Object(map) => map,
            _ => panic!("no object"),
        }
    }

    #[test]
    fn an_article_is_taken_apart_without_its_words() {
        let apart = apart();
        assert_eq!(apart.entities, ["person:eva", "other"]);
        assert_eq!(apart.mentions, [[3, 4, 0], [9, 4, 0], [23, 5, 1]]);
        let line = serde_json::to_string(&apart).unwrap();
        assert!(!line.contains("left"), "{line}");
        assert_eq!(StandOff::read(&line, "s").unwrap(), [apart]);
    }

    #[test]
    fn it_joins_the_same_text_however_it_is_kept() {
        let whole = record(serde_json::from_str(LINE).unwrap());
        let joined = apart().join(&whole).unwrap();
        assert_eq!(joined, whole);
        let kept = json!({"title": "On  Éva ", "text": "\n\nÉva left\u{200b} the Games.\n", "source": "P"});
        let joined = apart().join(&record(kept)).unwrap();
        assert_eq!(joined["text"], whole["text"]);
        assert_eq!(joined["mentions"], whole["mentions"]);
        assert_eq!(joined["publisher"], "P");
    }

    #[test]
    fn another_text_does_not_join() {
        let other = json!({"text": "On Eva\n\nEva left the Games."});
        assert_eq!(apart().join(&record(other)), None);
        assert_eq!(apart().join(&record(json!({"title": "On Éva"}))), None);
    }

    #[test]
    fn errors_name_file_and_line() {
        let error = |line: &str| StandOff::read(line, "s.jsonl").unwrap_err().to_string();
        assert!(error("\n{}").starts_with("s.jsonl:2: "));
        let unlisted = r#"{"id":"a","sha256":"","entities":[],"mentions":[[0,1,0]]}"#;
        assert!(error(unlisted).contains("not listed"));
        let unknown = r#"{"id":"a","sha256":"","entities":["ship:x"],"mentions":[]}"#;
        assert!(error(unknown).contains("begins with no kind"));
    }
}
