//! Annotated text: gold files and two-column files, as documents with the names in them.
//!
//! Both are cut into tokens by the crate's own [`segment()`](crate::segment()), so that training sees what
//! the tagger will see; but datelines stay in their sentences (`segment_with_datelines`).

use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::segment::{Part, Sentence, Token, segment_with_datelines, tokenize};
use crate::{Document, Error, Kind, Provenance, Result, Segmentation, Span};

use super::word::{hash, mix};

/// A document in which all names are known.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// The text.
    pub document: Document,
    /// Its tokens and sentences.
    pub segmentation: Segmentation,
    /// Its names, in text order.
    pub names: Vec<(Span, Kind)>,
    /// Whose guideline the names follow.
    pub guideline: Guideline,
}

/// What counts as a name, and where it begins and ends, differs from corpus to corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guideline {
    /// This project's own, which is that of [`Mention`](crate::Mention).
    Own,
    /// That of another corpus, by its name: there an outlet is one of the organizations.
    Other(String),
    /// The project's own, as a tagger understands it; it was in doubt about those parts of the text.
    Silver(Vec<Span>),
}

/// Reads annotated documents: gold if the name ends in `.jsonl`, otherwise two columns.
///
/// # Errors
/// If the file cannot be read or a line is not what it must be.
pub fn read_corpus(path: &Path) -> Result<Vec<Annotated>> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let place = path.display().to_string();
    if path.extension().is_some_and(|e| e == "jsonl") {
        read_gold(&text, &place)
    } else {
        read_columns(&text, &place)
    }
}

#[derive(Deserialize)]
struct RawLine {
    id: String,
    #[serde(default, alias = "source")]
    publisher: Option<String>,
    #[serde(default)]
    title: Option<String>,
    text: String,
}

/// Reads raw documents, one JSON object a line, gzipped if the name ends in `.gz`: `id`, `text` and, where known,
/// `publisher` (or `source`) and `title`, which becomes the first paragraph of the text.
///
/// # Errors
/// If the file cannot be read or a line is not what it must be.
pub fn read_raw(path: &Path) -> Result<Vec<Annotated>> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let bytes = std::fs::read(path).map_err(failed)?;
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        MultiGzDecoder::new(&*bytes).read_to_string(&mut text)
    } else {
        (&*bytes).read_to_string(&mut text)
    }
    .map_err(failed)?;
    let mut out = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let raw: RawLine = serde_json::from_str(line).map_err(|e| Error::Invalid {
            place: format!("{}:{}", path.display(), at + 1),
            message: e.to_string(),
        })?;
        let title = raw.title.map(|title| title.trim().to_owned());
        let title = title.filter(|title| !title.is_empty());
        let text = match &title {
            Some(title) => format!("{title}\n\n{}", raw.text),
            None => raw.text,
        };
        let document = Document {
            id: raw.id,
            title: title.as_ref().map(|title| Span::new(0, title.len())),
            provenance: Provenance {
                publisher: raw.publisher,
                title,
                ..Provenance::default()
            },
            text,
            ..Document::default()
        };
        out.push(Annotated {
            segmentation: segment_with_datelines(&document),
            document,
            names: Vec::new(),
            guideline: Guideline::Own,
        });
    }
    Ok(out)
}

/// So many words in a row are seldom the same by chance.
const WINDOW: usize = 12;

/// Leaves of `raw` those documents of which a twentieth or more stands in one of the others word for word.
pub fn without_overlap(raw: Vec<Annotated>, others: &[&Annotated]) -> Vec<Annotated> {
    let windows = |document: &Annotated| -> Vec<u64> {
        let text = &document.document.text;
        let words: Vec<u64> = (document.segmentation.tokens.iter())
            .map(|token| hash(&token.span.text(text).to_lowercase()))
            .collect();
        let join = |window: &[u64]| window.iter().fold(0, |sum, word| mix(sum, *word));
        words.windows(WINDOW).map(join).collect()
    };
    let known: FxHashSet<u64> = others
        .iter()
        .flat_map(|document| windows(document))
        .collect();
    let is_new = |document: &Annotated| {
        let windows = windows(document);
        let shared = windows.iter().filter(|w| known.contains(w)).count();
        shared * 20 <= windows.len()
    };
    raw.into_iter().filter(is_new).collect()
}

#[derive(Deserialize)]
struct GoldLine {
    id: String,
    #[serde(default)]
    publisher: Option<String>,
    #[serde(default)]
    domain: Option<String>,
    #[serde(default)]
    title: Option<String>,
    text: String,
    mentions: Vec<GoldMention>,
}

#[derive(Deserialize)]
struct GoldMention {
    start: usize,
    end: usize,
    kind: Kind,
}

fn read_gold(text: &str, place: &str) -> Result<Vec<Annotated>> {
    let mut out = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let invalid = |message: String| Error::Invalid {
            place: format!("{place}:{}", at + 1),
            message,
        };
        let gold: GoldLine = serde_json::from_str(line).map_err(|e| invalid(e.to_string()))?;
        let mut names = Vec::new();
        for mention in &gold.mentions {
            let Some(found) = gold.text.get(mention.start..mention.end) else {
                return Err(invalid(format!(
                    "mention {}..{} is not inside the text",
                    mention.start, mention.end
                )));
            };
            if !found.is_empty() {
                names.push((Span::new(mention.start, mention.end), mention.kind));
            }
        }
        names.sort();
        let title = gold
            .title
            .as_ref()
            .filter(|title| !title.is_empty() && gold.text.starts_with(title.as_str()))
            .map(|title| Span::new(0, title.len()));
        let document = Document {
            id: gold.id,
            provenance: Provenance {
                publisher: gold.publisher,
                domain: gold.domain,
                title: gold.title,
                ..Provenance::default()
            },
            title,
            text: gold.text,
            ..Document::default()
        };
        out.push(Annotated {
            segmentation: segment_with_datelines(&document),
            document,
            names,
            guideline: Guideline::Own,
        });
    }
    Ok(out)
}

/// Labels of the corpora in use, in lower case, and the kind that each means here. Labels that are
/// not listed (dates, money, ranks, nominals) mean that the tokens are outside every name.
fn kind_of(label: &str) -> Option<Kind> {
    Some(match label.to_lowercase().as_str() {
        "per" | "person" | "politician" => Kind::Person,
        "org" | "organization" | "organisation" | "corporation" | "group" | "politicalparty" => {
            Kind::Organization
        }
        "outlet" => Kind::Outlet,
        "loc" | "location" | "place" | "facility" | "country" => Kind::Place,
        "misc" | "norp" | "nationality" | "product" | "creative-work" | "event" | "election"
        | "other" => Kind::Other,
        _ => return None,
    })
}

/// Reads `TOKEN TAB LABEL` lines; a blank line ends a sentence, `-DOCSTART-` begins a document.
fn read_columns(text: &str, place: &str) -> Result<Vec<Annotated>> {
    let mut out = Vec::new();
    let mut builder = Builder::default();
    let has_documents = text.contains("-DOCSTART-");
    for (at, line) in text.lines().enumerate() {
        if line.starts_with("-DOCSTART-") {
            builder.end_sentence();
            out.extend(builder.end_document(place, out.len()));
        } else if line.trim().is_empty() {
            builder.end_sentence();
            if !has_documents {
                out.extend(builder.end_document(place, out.len()));
            }
        } else {
            let Some((token, label)) = line.split_once('\t') else {
                return Err(Error::Invalid {
                    place: format!("{place}:{}", at + 1),
                    message: "not TOKEN TAB LABEL".to_owned(),
                });
            };
            builder.token(token, label.trim());
        }
    }
    builder.end_sentence();
    out.extend(builder.end_document(place, out.len()));
    Ok(out)
}

/// Puts tokens together to a text, one blank between two, one line a sentence.
#[derive(Default)]
struct Builder {
    text: String,
    sentence: usize,
    spans: Vec<Span>,
    names: Vec<(Span, Kind)>,
    open: Option<Kind>,
}

impl Builder {
    fn token(&mut self, token: &str, label: &str) {
        if self.text.len() > self.sentence {
            self.text.push(' ');
        }
        let span = Span::new(self.text.len(), self.text.len() + token.len());
        self.text.push_str(token);
        let (prefix, name) = label.split_once('-').unwrap_or(("O", ""));
        let kind = kind_of(name);
        match (kind, self.names.last_mut()) {
            (Some(kind), Some(last)) if prefix == "I" && self.open == Some(kind) => {
                last.0.end = span.end;
            }
            (Some(kind), _) => self.names.push((span, kind)),
            (None, _) => {}
        }
        self.open = kind;
    }

    fn end_sentence(&mut self) {
        if self.text.len() > self.sentence {
            self.spans.push(Span::new(self.sentence, self.text.len()));
            self.text.push('\n');
        }
        self.sentence = self.text.len();
        self.open = None;
    }

    fn end_document(&mut self, place: &str, number: usize) -> Option<Annotated> {
        let done = std::mem::take(self);
        if done.spans.is_empty() {
            return None;
        }
        // `corpora/some-name.train.conll` is of the corpus `some-name`.
        let name = place.rsplit(['/', '\\']).next().unwrap_or(place);
        let name = name.split('.').next().unwrap_or(name).to_owned();
        let mut segmentation = Segmentation::default();
        for span in done.spans {
            let first = segmentation.tokens.len();
            tokenize(&done.text, span, &mut segmentation.tokens);
            segmentation.sentences.push(Sentence {
                span,
                paragraph: segmentation.paragraphs.len(),
                tokens: first..segmentation.tokens.len(),
                part: Part::Body,
                repeats: None,
            });
            segmentation.paragraphs.push(span);
        }
        Some(Annotated {
            document: Document {
                id: format!("{place}:{number}"),
                text: done.text,
                ..Document::default()
            },
            segmentation,
            names: done.names,
            guideline: Guideline::Other(name),
        })
    }
}

/// The label of each token: a token belongs to a name that it shares a byte with.
pub(super) fn labels(tokens: &[Token], names: &[(Span, Kind)]) -> Vec<u8> {
    use super::labels::{OUTSIDE, begin, inside};
    let mut out = vec![OUTSIDE; tokens.len()];
    let mut next = 0;
    for &(span, kind) in names {
        while next < tokens.len() && tokens[next].span.end <= span.start {
            next += 1;
        }
        let mut label = begin(kind);
        while next < tokens.len() && tokens[next].span.start < span.end {
            out[next] = label;
            label = inside(kind);
            next += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gold_is_read_with_its_spans_and_title() {
        let line = r#"{"id":"a","title":"On Ann","text":"On Ann\n\nAnn Lee left.","mentions":[{"start":8,"end":15,"kind":"person","entity":"person:ann-lee"},{"start":3,"end":6,"kind":"person"}]}"#;
        let read = read_gold(line, "g").unwrap();
        assert_eq!(read[0].document.title, Some(Span::new(0, 6)));
        let found: Vec<_> = read[0]
            .names
            .iter()
            .map(|n| n.0.text(&read[0].document.text))
            .collect();
        assert_eq!(found, ["Ann", "Ann Lee"]);
        let labels = labels(&read[0].segmentation.tokens, &read[0].names);
        assert_eq!(labels, [0, 1, 1, 2, 0, 0]);
    }

    #[test]
    fn gold_with_a_span_outside_the_text_names_file_and_line() {
        let line = r#"{"id":"a","text":"Ann","mentions":[{"start":0,"end":9,"kind":"person"}]}"#;
        let error = read_gold(line, "g.jsonl").unwrap_err().to_string();
        assert!(error.starts_with("g.jsonl:1: "), "{error}");
    }

    #[test]
    fn columns_are_put_together_and_their_labels_mapped() {
        let text = "Mr.\tO\nLee\tB-PER\nmet\tO\nU.N.\tB-Organisation\nmen\tO\n\nToday\tB-Date\n";
        let read = read_columns(text, "c").unwrap();
        assert_eq!(read.len(), 2, "without -DOCSTART- a sentence is a document");
        assert_eq!(read[0].document.text, "Mr. Lee met U.N. men\n");
        assert_eq!(
            read[0].names,
            [
                (Span::new(4, 7), Kind::Person),
                (Span::new(12, 16), Kind::Organization)
            ]
        );
        assert!(read[1].names.is_empty());
        assert!(read_columns("no tab\n", "c").is_err());
    }

    #[test]
    fn raw_documents_begin_with_their_title_and_need_no_more_than_a_text() {
        let path = std::env::temp_dir().join(format!("comention-raw-{}.jsonl", std::process::id()));
        let lines = "{\"id\":\"a\",\"source\":\"The Post\",\"title\":\"On Ann \",\"text\":\"Ann left.\"}\n\
                     {\"id\":\"b\",\"text\":\"No title.\"}\n";
        std::fs::write(&path, lines).unwrap();
        let read = read_raw(&path).unwrap();
        assert_eq!(read[0].document.text, "On Ann\n\nAnn left.");
        assert_eq!(read[0].document.title, Some(Span::new(0, 6)));
        let publisher = read[0].document.provenance.publisher.as_deref();
        assert_eq!(publisher, Some("The Post"));
        assert_eq!(read[1].document.text, "No title.");
        std::fs::write(&path, "{\"id\":\"a\"}\n").unwrap();
        let error = read_raw(&path).unwrap_err().to_string();
        assert!(error.contains(".jsonl:1: "), "{error}");
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_document_that_repeats_another_is_left_out_whatever_its_case() {
        let one = "Ann Lee left the party on Monday after two years as its head and said that she would not come back.";
        let read = |text: &str| {
            let line = format!("{{\"id\":\"a\",\"text\":\"{text}\",\"mentions\":[]}}");
            read_gold(&line, "g").unwrap().remove(0)
        };
        let known = read(one);
        let copy = read(&one.to_uppercase());
        let other = read(
            "Ann Lee left the party on Tuesday after three years as its treasurer and said she would.",
        );
        let left = without_overlap(vec![copy, other], &[&known]);
        assert_eq!(left.len(), 1);
        assert!(left[0].document.text.contains("Tuesday"));
    }
}
