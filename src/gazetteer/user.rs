//! A user's table of entities, and how it is laid over the built-in ones.
//!
//! It is CSV with a header (comma, semicolon or tab, told by the header) or JSON lines, told by the
//! first character. Columns: `name` and `kind`; if wanted `aliases`, `priors` (forms that usually mean
//! it, where a document does not say otherwise), `id` (such as a Wikidata QID) and `domains`. In CSV the
//! items of a list are separated by a vertical bar. A person's alias of one word is taken as a prior:
//! others may have that surname.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::{Entry, Years, fold};
use crate::resolve::Family;
use crate::{Error, Kind, Result};

/// An entity as the table has it.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Record {
    name: String,
    kind: String,
    aliases: Vec<String>,
    priors: Vec<String>,
    #[serde(alias = "external_id")]
    id: Option<String>,
    domains: Vec<String>,
}

/// Reads a table; `name` is what errors call it.
pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<Vec<Entry>> {
    let invalid = |line: usize, message: String| Error::Invalid {
        place: format!("{name}:{line}"),
        message,
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        let line = 1 + before.filter(|&&byte| byte == b'\n').count();
        invalid(
            line,
            "not valid UTF-8; convert it to UTF-8 first".to_owned(),
        )
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let records = if text.trim_start().starts_with('{') {
        json_lines(text)
    } else {
        csv(text)
    };
    let mut lines: BTreeMap<(Family, String), usize> = BTreeMap::new();
    let mut entries = Vec::new();
    for (line, record) in records.map_err(|(line, message)| invalid(line, message))? {
        let entry = entry(record).map_err(|message| invalid(line, message))?;
        let key = (Family::of(entry.kind), fold(&entry.name));
        if let Some(first) = lines.insert(key, line) {
            let message = format!("`{}` is in line {first} already", entry.name);
            return Err(invalid(line, message));
        }
        entries.push(entry);
    }
    if entries.is_empty() {
        return Err(invalid(1, "a table without entities".to_owned()));
    }
    Ok(entries)
}

/// What was read with the line of each, or the line of a mistake and what it is.
type Lines<T> = Result<Vec<(usize, T)>, (usize, String)>;

fn json_lines(text: &str) -> Lines<Record> {
    let lines = (1..).zip(text.lines());
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| match serde_json::from_str(line) {
            Ok(record) => Ok((number, record)),
            Err(error) => Err((number, format!("not an entity: {error}"))),
        })
        .collect()
}

fn entry(record: Record) -> Result<Entry, String> {
    let name = record.name.trim().to_owned();
    if fold(&name).is_empty() {
        return Err("an entity needs a `name`".to_owned());
    }
    let kind = match Kind::from_name(record.kind.trim()) {
        Some(kind) if kind != Kind::Other => kind,
        _ => {
            return Err(format!(
                "`{}` is no kind; it is person, organization, outlet or place",
                record.kind
            ));
        }
    };
    let forms = |forms: Vec<String>| -> Vec<Cow<'static, str>> {
        let forms = forms.iter().map(|form| form.trim());
        let forms = forms.filter(|form| !fold(form).is_empty());
        forms.map(|form| Cow::Owned(form.to_owned())).collect()
    };
    let surname = |form: &Cow<'static, str>| {
        kind == Kind::Person && !form.contains(' ') && !form.starts_with('@')
    };
    let (mut priors, aliases): (Vec<_>, Vec<_>) =
        forms(record.aliases).into_iter().partition(surname);
    priors.extend(forms(record.priors));
    Ok(Entry {
        kind,
        name: Cow::Owned(name),
        aliases,
        priors,
        unmistakable: false,
        years: Years::default(),
        domains: forms(record.domains)
            .into_iter()
            .map(|domain| {
                let domain = domain.to_lowercase();
                Cow::Owned(domain.trim_start_matches("www.").to_owned())
            })
            .collect(),
        countries: Vec::new(),
        external_id: record
            .id
            .map(|id| id.trim().to_owned())
            .filter(|id| !id.is_empty()),
        ambiguous: false,
    })
}

// ---- CSV ----

fn csv(text: &str) -> Lines<Record> {
    let header_line = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t']
        .into_iter()
        .rev()
        .max_by_key(|&c| header_line.matches(c).count())
        .unwrap_or(',');
    let mut rows = csv_rows(text, separator)?.into_iter();
    let (_, header) = rows.next().unwrap_or_default();
    let header: Vec<String> = header
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    for name in ["name", "kind"] {
        if !header.iter().any(|column| column == name) {
            return Err((1, format!("no column `{name}` in the header")));
        }
    }
    let known = [
        "name",
        "kind",
        "aliases",
        "priors",
        "id",
        "external_id",
        "domains",
    ];
    if let Some(other) = header.iter().find(|name| !known.contains(&name.as_str())) {
        return Err((
            1,
            format!(
                "unknown column `{other}`; there are name, kind, aliases, priors, id and domains"
            ),
        ));
    }
    rows.map(|(line, row)| {
        if row.len() != header.len() {
            let message = format!(
                "{} columns where the header has {}",
                row.len(),
                header.len()
            );
            return Err((line, message));
        }
        let mut record = Record::default();
        for (column, value) in header.iter().zip(row) {
            let list = || value.split('|').map(str::to_owned).collect();
            match column.as_str() {
                "name" => record.name = value,
                "kind" => record.kind = value,
                "aliases" => record.aliases = list(),
                "priors" => record.priors = list(),
                "domains" => record.domains = list(),
                _ => record.id = Some(value),
            }
        }
        Ok((line, record))
    })
    .collect()
}

/// The rows of a CSV text (RFC 4180) with the lines that they begin in; empty lines are passed over.
fn csv_rows(text: &str, separator: char) -> Lines<Vec<String>> {
    let mut rows = Vec::new();
    let (mut row, mut field) = (Vec::new(), String::new());
    let (mut line, mut first) = (1, 1);
    let mut characters = text.chars().peekable();
    // Where a quotation that is still open began.
    let mut quoted = None;
    while let Some(c) = characters.next() {
        line += usize::from(c == '\n');
        match (quoted, c) {
            (Some(_), '"') if characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            (Some(_), '"') => quoted = None,
            (Some(_), c) => field.push(c),
            (None, '"') if field.is_empty() => quoted = Some(line),
            (None, c) if c == separator => row.push(std::mem::take(&mut field)),
            (None, '\r') if characters.peek() == Some(&'\n') => {}
            (None, '\n') => {
                row.push(std::mem::take(&mut field));
                if row.iter().any(|field| !field.is_empty()) {
                    rows.push((first, std::mem::take(&mut row)));
                }
                row.clear();
                first = line;
            }
            (None, c) => field.push(c),
        }
    }
    if let Some(line) = quoted {
        return Err((line, "a quotation mark is not closed".to_owned()));
    }
    row.push(field);
    if row.iter().any(|field| !field.is_empty()) {
        rows.push((first, row));
    }
    Ok(rows)
}

// ---- laying it over ----

/// The entries with those of a user. One that is there already, because one of the two has the other's
/// name among the forms that always mean it, becomes the user's; and no other entry of its family of
/// kinds keeps a form or domain that the user gives to this one.
pub(super) fn overlay(entries: &[Entry], added: Vec<Entry>) -> Vec<Entry> {
    let mut out: Vec<Option<Entry>> = entries.iter().cloned().map(Some).collect();
    let mut by_form: FxHashMap<(Family, String), Vec<usize>> = FxHashMap::default();
    for (number, entry) in entries.iter().enumerate() {
        for form in always(entry) {
            let key = (Family::of(entry.kind), fold(form));
            by_form.entry(key).or_default().push(number);
        }
    }
    let mut users: FxHashMap<(Family, String), usize> = FxHashMap::default();
    let mut domains: FxHashMap<String, usize> = FxHashMap::default();
    for entry in added {
        let family = Family::of(entry.kind);
        let key = fold(&entry.name);
        let claimed: Vec<String> = entry.forms().map(fold).collect();
        let claimed_domains: Vec<String> = entry.domains.iter().map(|d| d.to_string()).collect();
        let mut same: Vec<usize> = always(&entry)
            .map(fold)
            .flat_map(|form| by_form.get(&(family, form)).into_iter().flatten())
            .copied()
            .filter(|&number| {
                out[number].as_ref().is_some_and(|old| {
                    let name = fold(&old.name);
                    always(&entry).any(|form| fold(form) == name)
                        || always(old).any(|form| fold(form) == key)
                })
            })
            .collect();
        same.sort_unstable();
        same.dedup();
        let mut new = entry;
        for &number in &same {
            if let Some(old) = out[number].take() {
                new = united(new, old);
            }
        }
        let number = same.first().copied().unwrap_or(out.len());
        match out.get_mut(number) {
            Some(place) => *place = Some(new),
            None => out.push(Some(new)),
        }
        users.extend(claimed.into_iter().map(|form| ((family, form), number)));
        domains.extend(claimed_domains.into_iter().map(|domain| (domain, number)));
    }
    for (number, entry) in out.iter_mut().enumerate() {
        if let Some(entry) = entry {
            let family = Family::of(entry.kind);
            let is_free = |form: &Cow<'static, str>| {
                users
                    .get(&(family, fold(form)))
                    .is_none_or(|&user| user == number)
            };
            entry.aliases.retain(is_free);
            entry.priors.retain(is_free);
            entry
                .domains
                .retain(|domain| domains.get(&**domain).is_none_or(|&user| user == number));
        }
    }
    out.into_iter().flatten().collect()
}

/// The forms that always mean it.
fn always(entry: &Entry) -> impl Iterator<Item = &str> {
    let aliases = entry.aliases.iter().map(|form| &**form);
    std::iter::once(&*entry.name).chain(aliases)
}

/// The user's entry with what the table knew.
fn united(user: Entry, old: Entry) -> Entry {
    let mut aliases = user.aliases;
    aliases.push(old.name);
    aliases.extend(old.aliases);
    let mut priors = user.priors;
    priors.extend(old.priors);
    let mut seen: FxHashSet<String> = FxHashSet::default();
    seen.insert(fold(&user.name));
    aliases.retain(|form| seen.insert(fold(form)));
    priors.retain(|form| seen.insert(fold(form)));
    let mut domains = user.domains;
    domains.extend(old.domains);
    let mut seen = FxHashSet::default();
    domains.retain(|domain| seen.insert(domain.clone()));
    Entry {
        kind: user.kind,
        name: user.name,
        aliases,
        priors,
        unmistakable: old.unmistakable,
        years: old.years,
        domains,
        countries: old.countries,
        external_id: user.external_id.or(old.external_id),
        ambiguous: old.ambiguous,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Gazetteer;

    fn error_of(text: &str) -> String {
        parse("table.csv", text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn csv_and_json_lines_give_the_same_entities() {
        let csv = "name,kind,aliases,id,domains\r\n\
                   \"Example, Ann\",person,\"Annie \"\"A.\"\" Example|Example\",Q1,\r\n\
                   \r\n\
                   Sample Wire,outlet,,,www.sample.example|sw.example\r\n";
        let json = r#"{"name": "Example, Ann", "kind": "person", "aliases": ["Annie \"A.\" Example", "Example"], "id": "Q1"}
                      {"name": "Sample Wire", "kind": "outlet", "domains": ["www.sample.example", "sw.example"]}"#;
        let entries = parse("t", csv.as_bytes()).unwrap();
        assert_eq!(entries, parse("t", json.as_bytes()).unwrap());
        let tabs = csv
            .replace(',', "\t")
            .replace("Example\t Ann", "Example, Ann");
        assert_eq!(entries, parse("t", tabs.as_bytes()).unwrap());
        assert_eq!(entries[0].external_id.as_deref(), Some("Q1"));
        assert_eq!(entries[0].aliases, ["Annie \"A.\" Example"]);
        // Others may have the surname.
        assert_eq!(entries[0].priors, ["Example"]);
        assert_eq!(entries[1].domains, ["sample.example", "sw.example"]);
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        for (text, expected) in [
            (
                "name,aliases\n",
                "table.csv:1: no column `kind` in the header",
            ),
            (
                "name,kind,colour\n",
                "table.csv:1: unknown column `colour`; there are name, kind, aliases, priors, id and domains",
            ),
            ("name,kind\n", "table.csv:1: a table without entities"),
            (
                "name,kind\nA,person\nB,band\n",
                "table.csv:3: `band` is no kind; it is person, organization, outlet or place",
            ),
            (
                "name,kind\n\"A\nB\",person\n,person\n",
                "table.csv:4: an entity needs a `name`",
            ),
            (
                "name,kind\nA,person,x\n",
                "table.csv:2: 3 columns where the header has 2",
            ),
            (
                "name,kind\n\"A,person\n",
                "table.csv:2: a quotation mark is not closed",
            ),
            (
                "name,kind\nA,person\na,person\n",
                "table.csv:3: `a` is in line 2 already",
            ),
        ] {
            assert_eq!(error_of(text), expected);
        }
        assert!(
            error_of("{\"name\": \"A\", \"kin\": 1}").starts_with("table.csv:1: not an entity")
        );
        let error = parse("t", b"name,kind\n\xff,person\n").unwrap_err();
        assert!(error.to_string().starts_with("t:2: not valid UTF-8"));
    }

    #[test]
    fn a_known_entity_gets_the_id_and_keeps_its_forms() {
        let table = "name,kind,aliases,id\nBarack Obama,person,BHO,Q76\n";
        let gazetteer = Gazetteer::builtin()
            .with_entities("t", table.as_bytes())
            .unwrap();
        let found: Vec<_> = gazetteer.known("Obama").collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].entry.external_id.as_deref(), Some("Q76"));
        assert_eq!(gazetteer.known("Barack Obama").count(), 1);
        let entries = Gazetteer::builtin().entries().len();
        assert_eq!(gazetteer.entries().len(), entries);
    }

    #[test]
    fn where_a_form_has_two_meanings_the_users_table_decides() {
        let table = "name,kind,aliases,id\nFrench Basketball Institute,organization,FBI,X1\n";
        let gazetteer = Gazetteer::builtin()
            .with_entities("t", table.as_bytes())
            .unwrap();
        let names: Vec<&str> = gazetteer.known("FBI").map(|m| &*m.entry.name).collect();
        assert_eq!(names, ["French Basketball Institute"]);
        assert!(
            gazetteer
                .always("Federal Bureau of Investigation")
                .is_some()
        );
    }
}
