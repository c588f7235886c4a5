//! The forms in which an entity is written. A corpus has more of them than entities, so each is few bytes.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Span;
use crate::resolve::Rule;

/// A form in which an entity is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Alias {
    /// The form.
    pub form: Arc<str>,
    /// How often it stands for this entity.
    pub count: u32,
    /// Why it belongs here: the rule that bound most of its mentions.
    #[cfg_attr(test, schemars(with = "String"))]
    pub reason: Reason,
    /// A mention that the reason holds for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Example>,
}

/// A mention that shows why a form belongs to an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Example {
    /// Id of the document.
    pub document: Arc<str>,
    /// The mention, in the document's text.
    #[cfg_attr(test, schemars(with = "Span"))]
    pub span: ShortSpan,
    /// The name in the same text by which it is understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<Span>"))]
    pub because: Option<ShortSpan>,
}

/// A [`Span`] that is not empty, of a text of less than four gigabytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Span", into = "Span")]
pub struct ShortSpan {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: NonZeroU32,
}

impl From<ShortSpan> for Span {
    fn from(short: ShortSpan) -> Span {
        Span {
            start: short.start as usize,
            end: short.end.get() as usize,
        }
    }
}

impl TryFrom<Span> for ShortSpan {
    type Error = std::num::TryFromIntError;

    fn try_from(span: Span) -> Result<ShortSpan, Self::Error> {
        Ok(ShortSpan {
            start: span.start.try_into()?,
            end: u32::try_from(span.end)?.try_into()?,
        })
    }
}

/// Why a form belongs to an entity, in words: those of a rule, or what a correction says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Reason {
    /// In the [words of a rule](Rule::in_words).
    Rule(Rule),
    /// In other words.
    Words(Arc<str>),
}

impl Deref for Reason {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Reason::Rule(rule) => rule.in_words(),
            Reason::Words(words) => words,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl From<&str> for Reason {
    fn from(words: &str) -> Reason {
        let mut rules = Rule::ALL.into_iter();
        rules
            .find(|rule| rule.in_words() == words)
            .map_or_else(|| Reason::Words(words.into()), Reason::Rule)
    }
}

impl From<String> for Reason {
    fn from(words: String) -> Reason {
        words.as_str().into()
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> String {
        reason.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_written_in_words_and_read_again() {
        let text = r#"{"form":"Bolton","count":3,"reason":"in the table of known names","example":{"document":"a","span":[4,10]}}"#;
        let alias: Alias = serde_json::from_str(text).expect("an alias");
        assert_eq!(alias.reason, Reason::Rule(Rule::Known));
        assert_eq!(serde_json::to_string(&alias).ok().as_deref(), Some(text));
        let merged = Reason::from("merged by corrections.toml:12");
        assert_eq!(&*merged, "merged by corrections.toml:12");
        let far = text.replace("10]", "4294967296]");
        assert!(serde_json::from_str::<Alias>(&far).is_err());
    }

    #[test]
    fn an_alias_is_small() {
        assert!(size_of::<Alias>() <= 72, "{}", size_of::<Alias>());
    }
}
