//! One text and where it came from.

use serde::{Deserialize, Serialize};

use crate::{Part, Span};

/// A text as it was read. `text` never changes afterwards: every span in the crate points into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Stable name, unique in a run: the record's own id, or the file's path relative to the input
    /// that was named (never an absolute path), with `:LINE` where a file holds many records and
    /// `#NUMBER` where a page holds many articles.
    pub id: String,
    /// Where the text came from.
    pub provenance: Provenance,
    /// The title's place in `text`, where there is one.
    pub title: Option<Span>,
    /// The place in `text` of a line that names author, outlet and date.
    pub byline: Option<Span>,
    /// Other stretches of `text` that the reader knows for what they are, in order and disjoint.
    pub marks: Vec<(Span, Part)>,
    /// Where `text` begins in the file, in bytes, if it was cut out of one: offset in the text plus
    /// this is offset in the file (once that is unpacked and is UTF-8). Of a text that was extracted
    /// ([`Provenance::extracted_from`]) it is 0: its offsets are those of the extracted text.
    pub source_start: usize,
    /// The text, UTF-8.
    pub text: String,
}

/// What is known about a document besides its text.
///
/// Nothing here is guessed: a field that the source does not give is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Provenance {
    /// The outlet that published it, as the source writes it; where the source gives its domain alone,
    /// the known outlet that publishes there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// The site's domain, such as `www.politico.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The authors' names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Day of publication, `YYYY-MM-DD` (or `YYYY-MM`, `YYYY` where no more is known).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its language as an ISO 639-1 code (`en`): as the source says, else told from the text where
    /// that leaves no doubt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The format that the text was taken out of, such as `html` or `pdf`: offsets are those of the
    /// text that came out. Nothing where the text is the file's or the record's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extracted_from: Option<String>,
}
