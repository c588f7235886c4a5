//! Reads a table of entities: lines of tab-separated columns, `#` before what is for the reader.
//!
//! | column | what |
//! |---|---|
//! | kind | `person`, `organization`, `outlet` or `place` |
//! | name | the usual full name |
//! | aliases | forms that always mean it, separated by a vertical bar |
//! | priors | forms that usually mean it; with `!` in front they do so even where a document names in full only others of that name, as a president's surname does beside his children |
//! | from, to | the years in which the priors hold, empty for no limit |
//! | ambiguous | `yes` if the bare name is also a word, a place or another entity's name |
//! | countries | ISO 3166-1 codes: where an outlet is edited; in whose news an organization's or person's priors hold, empty for everywhere |
//! | domains | outlets: the domains it publishes under |
//!
//! The last one may be missing.

use std::borrow::Cow;

use super::{Entry, Years};
use crate::{Error, Kind, Result};

/// Appends the entries of `text` to `entries`; `file` is what an error calls the table, and `keep` says
/// whether its strings are borrowed or copied.
pub(super) fn parse<'t>(
    file: &str,
    text: &'t str,
    keep: impl Fn(&'t str) -> Cow<'static, str> + Copy,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    for (index, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let entry = parse_line(line, keep).map_err(|message| Error::Invalid {
            place: format!("{file}:{}", index + 1),
            message,
        })?;
        entries.push(entry);
    }
    Ok(())
}

fn parse_line<'t>(
    line: &'t str,
    keep: impl Fn(&'t str) -> Cow<'static, str> + Copy,
) -> Result<Entry, String> {
    let mut columns = [""; 9];
    let mut found = 0;
    for column in line.split('\t') {
        let Some(slot) = columns.get_mut(found) else {
            return Err("more than 9 columns".to_owned());
        };
        *slot = column;
        found += 1;
    }
    if found != 8 && found != 9 {
        return Err(format!(
            "{found} columns where 8 or 9 are expected, separated by tabs"
        ));
    }
    let [
        kind,
        name,
        aliases,
        priors,
        from,
        to,
        ambiguous,
        countries,
        domains,
    ] = columns;
    if name.trim().is_empty() {
        return Err("the name is empty".to_owned());
    }
    Ok(Entry {
        kind: Kind::from_name(kind).ok_or_else(|| format!("'{kind}' is no kind"))?,
        name: keep(name),
        aliases: list(aliases, keep)?,
        unmistakable: priors.starts_with('!'),
        priors: list(priors.trim_start_matches('!'), keep)?,
        years: Years {
            from: year(from)?,
            to: year(to)?,
        },
        domains: list(domains, keep)?,
        countries: list(countries, keep)?,
        external_id: None,
        ambiguous: match ambiguous {
            "" => false,
            "yes" => true,
            other => return Err(format!("ambiguous is 'yes' or empty, not '{other}'")),
        },
    })
}

fn list<'t>(
    column: &'t str,
    keep: impl Fn(&'t str) -> Cow<'static, str>,
) -> Result<Vec<Cow<'static, str>>, String> {
    if column.is_empty() {
        return Ok(Vec::new());
    }
    let bars = column.bytes().filter(|&byte| byte == b'|').count();
    let mut forms = Vec::with_capacity(bars + 1);
    for form in column.split('|') {
        if form.is_empty() || form.starts_with(' ') || form.ends_with(' ') {
            return Err(format!(
                "an empty form, or spaces around one, in '{column}'"
            ));
        }
        forms.push(keep(form));
    }
    Ok(forms)
}

fn year(column: &str) -> Result<Option<u16>, String> {
    if column.is_empty() {
        return Ok(None);
    }
    let year = column
        .parse()
        .map_err(|_| format!("'{column}' is no year"))?;
    Ok(Some(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        parse(
            "table.tsv",
            text,
            |form| Cow::Owned(form.to_owned()),
            &mut entries,
        )?;
        Ok(entries)
    }

    fn error_of(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn a_line_gives_all_columns() {
        let text = "# kind\tname\n\
                    outlet\tThe Hill\tThe Hill newspaper\tHill\t1994\t\tyes\tUS\tthehill.com|hill.tv\n\
                    person\tMitt Romney\t\tRomney|Mitt\t\t2030\t\t\n";
        let entries = read(text).unwrap();
        let [hill, romney] = &entries[..] else {
            panic!("two entries")
        };
        assert_eq!(hill.kind, Kind::Outlet);
        assert_eq!(hill.domains, ["thehill.com", "hill.tv"]);
        assert_eq!(hill.countries, ["US"]);
        assert!(hill.ambiguous);
        assert_eq!(
            hill.years,
            Years {
                from: Some(1994),
                to: None
            }
        );
        assert_eq!(romney.priors, ["Romney", "Mitt"]);
        assert!(romney.aliases.is_empty() && !romney.ambiguous);
        assert_eq!(
            romney.years,
            Years {
                from: None,
                to: Some(2030)
            }
        );
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        assert_eq!(
            error_of("# x\nperson\tA\n"),
            "table.tsv:2: 2 columns where 8 or 9 are expected, separated by tabs"
        );
        assert_eq!(
            error_of("band\tA\t\t\t\t\t\t\n"),
            "table.tsv:1: 'band' is no kind"
        );
        assert_eq!(
            error_of("person\t\t\t\t\t\t\t\n"),
            "table.tsv:1: the name is empty"
        );
        assert_eq!(
            error_of("person\tA\tB||C\t\t\t\t\t\n"),
            "table.tsv:1: an empty form, or spaces around one, in 'B||C'"
        );
        assert_eq!(
            error_of("person\tA\t\t\tsoon\t\t\t\n"),
            "table.tsv:1: 'soon' is no year"
        );
        assert_eq!(
            error_of("outlet\tA\t\t\t\t\tmaybe\t\t\n"),
            "table.tsv:1: ambiguous is 'yes' or empty, not 'maybe'"
        );
        assert_eq!(
            error_of(&"\t".repeat(9)),
            "table.tsv:1: more than 9 columns"
        );
    }
}
