//! Reads a file of corrections. A key that is not known is an error: a misspelled `document` would
//! otherwise turn a correction of one text into one of all.

use serde::Deserialize;
use toml::Spanned;

use super::{At, Entry, Scope, What};
use crate::gazetteer::fold;
use crate::{Error, Kind, Result};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    merge: Vec<Spanned<Merge>>,
    #[serde(default)]
    split: Vec<Spanned<Split>>,
    #[serde(default)]
    rename: Vec<Spanned<Rename>>,
    #[serde(default)]
    ban: Vec<Spanned<Ban>>,
    #[serde(default)]
    kind: Vec<Spanned<SetKind>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    entities: Vec<String>,
    name: Option<String>,
    document: Option<String>,
    publisher: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Split {
    entity: String,
    #[serde(default)]
    forms: Vec<String>,
    #[serde(default)]
    documents: Vec<String>,
    #[serde(default)]
    publishers: Vec<String>,
    document: Option<String>,
    publisher: Option<String>,
    name: String,
    kind: Option<Kind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rename {
    entity: String,
    name: String,
    document: Option<String>,
    publisher: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ban {
    form: Option<String>,
    entity: Option<String>,
    document: Option<String>,
    publisher: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetKind {
    entity: String,
    kind: Kind,
    document: Option<String>,
    publisher: Option<String>,
}

pub(super) fn parse(place: &str, text: &str) -> Result<Vec<Entry>> {
    let at = |offset: usize| {
        let before = text.as_bytes().iter().take(offset);
        At {
            file: place.to_owned(),
            line: 1 + before.filter(|&&byte| byte == b'\n').count(),
        }
    };
    let file: File = toml::from_str(text).map_err(|error| Error::Invalid {
        place: at(error.span().map_or(0, |span| span.start)).to_string(),
        message: one_line(error.message()),
    })?;
    let mut reader = Reader {
        entries: Vec::new(),
        at: &at,
    };
    for entry in file.kind {
        reader.kind(entry)?;
    }
    for entry in file.split {
        reader.split(entry)?;
    }
    for entry in file.merge {
        reader.merge(entry)?;
    }
    for entry in file.rename {
        reader.rename(entry)?;
    }
    for entry in file.ban {
        reader.ban(entry)?;
    }
    Ok(reader.entries)
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Reader<'a> {
    entries: Vec<Entry>,
    at: &'a dyn Fn(usize) -> At,
}

impl Reader<'_> {
    fn kind(&mut self, entry: Spanned<SetKind>) -> Result<()> {
        let at = (self.at)(entry.span().start);
        let SetKind {
            entity,
            kind,
            document,
            publisher,
        } = entry.into_inner();
        named(&at, &[&entity])?;
        self.push(What::Kind { entity, kind }, scope(document, publisher), at);
        Ok(())
    }

    fn split(&mut self, entry: Spanned<Split>) -> Result<()> {
        let at = (self.at)(entry.span().start);
        let entry = entry.into_inner();
        named(&at, &[&entry.entity, &entry.name])?;
        let mut scope = scope(entry.document, entry.publisher);
        scope.documents.extend(entry.documents);
        scope
            .publishers
            .extend(entry.publishers.iter().map(|name| fold(name)));
        if entry.forms.is_empty() && scope.is_everywhere() {
            return Err(invalid(
                &at,
                "a split says which mentions go out: give `forms`, `documents` or `publishers`; to give all another name use [[rename]]",
            ));
        }
        let what = What::Split {
            entity: entry.entity,
            forms: entry.forms.iter().map(|form| fold(form)).collect(),
            name: entry.name,
            kind: entry.kind,
        };
        self.push(what, scope, at);
        Ok(())
    }

    fn merge(&mut self, entry: Spanned<Merge>) -> Result<()> {
        let at = (self.at)(entry.span().start);
        let Merge {
            entities,
            name,
            document,
            publisher,
        } = entry.into_inner();
        if entities.len() < 2 {
            return Err(invalid(&at, "a merge needs at least two `entities`"));
        }
        named(&at, &entities.iter().collect::<Vec<_>>())?;
        named(&at, &name.iter().collect::<Vec<_>>())?;
        let scope = scope(document, publisher);
        if name.is_some() && !scope.is_everywhere() {
            return Err(invalid(
                &at,
                "a merge for some mentions only moves them to the first of its `entities` and gives no new `name`",
            ));
        }
        self.push(What::Merge { entities, name }, scope, at);
        Ok(())
    }

    fn rename(&mut self, entry: Spanned<Rename>) -> Result<()> {
        let at = (self.at)(entry.span().start);
        let Rename {
            entity,
            name,
            document,
            publisher,
        } = entry.into_inner();
        named(&at, &[&entity, &name])?;
        let scope = scope(document, publisher);
        let what = if scope.is_everywhere() {
            What::Rename { entity, name }
        } else {
            What::Split {
                entity,
                forms: Vec::new(),
                name,
                kind: None,
            }
        };
        self.push(what, scope, at);
        Ok(())
    }

    fn ban(&mut self, entry: Spanned<Ban>) -> Result<()> {
        let at = (self.at)(entry.span().start);
        let Ban {
            form,
            entity,
            document,
            publisher,
        } = entry.into_inner();
        let what = match (form, entity) {
            (Some(form), None) => {
                named(&at, &[&form])?;
                What::BanForm { form }
            }
            (None, Some(entity)) => {
                named(&at, &[&entity])?;
                What::BanEntity { entity }
            }
            _ => {
                return Err(invalid(
                    &at,
                    "a ban needs either `form` (a word that is no name) or `entity`",
                ));
            }
        };
        self.push(what, scope(document, publisher), at);
        Ok(())
    }

    fn push(&mut self, what: What, scope: Scope, at: At) {
        self.entries.push(Entry { what, scope, at });
    }
}

fn scope(document: Option<String>, publisher: Option<String>) -> Scope {
    Scope {
        documents: document.into_iter().collect(),
        publishers: publisher.iter().map(|name| fold(name)).collect(),
    }
}

/// An empty name would fit everything that has no letters.
fn named(at: &At, names: &[&String]) -> Result<()> {
    match names.iter().find(|name| fold(name).is_empty()) {
        Some(name) => Err(invalid(at, &format!("`{name}` is no name"))),
        None => Ok(()),
    }
}

fn invalid(at: &At, message: &str) -> Error {
    Error::Invalid {
        place: at.to_string(),
        message: message.to_owned(),
    }
}
