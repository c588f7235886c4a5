//! Markdown: the text without its marks, and the settings in front of it.
//!
//! Marks inside names ("**The** Intercept", "[Ann Example](https://...)") would cut them in two, so the
//! marks are taken out and the text is no slice of the file. Settings are the block between `---` with
//! which Jekyll, Hugo and Obsidian begin a file. This is no full CommonMark: what is no mark of a text
//! (tables, footnotes) stays as it stands.

use std::sync::LazyLock;

use regex::Regex;

use crate::Warning;
use crate::{Document, Provenance};

use super::source::{Source, all, one};
use super::{Items, byline, date, language, problem, record, text};

/// Reads the whole file: one document.
pub(super) fn items(mut source: Source) -> Items {
    let limit = source.context.config.longest_text;
    match source.text(limit, "text", |_| None) {
        Ok((markdown, note)) => {
            let document = document(&markdown, &source);
            all(note.map(Err).into_iter().chain([document]).collect())
        }
        Err(warning) => one(Err(warning)),
    }
}

fn document(markdown: &str, source: &Source) -> Result<Document, Warning> {
    let (settings, body) = settings(markdown);
    let text = plain(body);
    if text.trim().is_empty() {
        return Err(problem::skipped(&source.place, "no text in this file"));
    }
    let get = |names: &[&str]| {
        let known = |(key, _): &&(String, String)| names.contains(&key.as_str());
        settings.iter().find(known).map(|(_, value)| value.clone())
    };
    let title = get(&["title", "headline"]);
    let mut document = match &title {
        Some(title) => {
            let (_, text) = record::with_title(title, &text);
            text::with_head(text)
        }
        None => text::with_head(text),
    };
    let head = document.provenance;
    let url = get(&["url", "source_url", "link", "canonical_url"]).or_else(|| get(&["source"]));
    let url = url.filter(|url| url.contains("://"));
    let authors = get(&["author", "authors", "byline"]).map(|list| byline::authors(&list));
    document.provenance = Provenance {
        publisher: get(&["publisher", "outlet", "site", "source"])
            .filter(|name| !name.contains("://"))
            .or(head.publisher),
        domain: url.as_deref().and_then(record::domain_of),
        url,
        authors: authors
            .filter(|authors| !authors.is_empty())
            .unwrap_or(head.authors),
        date: get(&["date", "published", "pubdate"])
            .as_deref()
            .and_then(date::parse)
            .or(head.date),
        title: title.or(head.title),
        language: get(&["lang", "language"])
            .as_deref()
            .and_then(language::code),
        extracted_from: Some("markdown".to_owned()),
    };
    document.id.clone_from(&source.name);
    Ok(document)
}

/// The settings in front of the text, keys in lower case, and the text.
fn settings(markdown: &str) -> (Vec<(String, String)>, &str) {
    let none = (Vec::new(), markdown);
    let Some(rest) = markdown.trim_start().strip_prefix("---") else {
        return none;
    };
    let Some((first, rest)) = rest.split_once('\n') else {
        return none;
    };
    let Some(end) = rest.find("\n---") else {
        return none;
    };
    if !first.trim().is_empty() {
        return none;
    }
    let mut out: Vec<(String, String)> = Vec::new();
    for line in rest[..end].lines() {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            // A list below its key.
            if let Some((_, value)) = out.last_mut() {
                let comma = if value.is_empty() { "" } else { ", " };
                value.push_str(&format!("{comma}{}", unquoted(item)));
            }
        } else if let Some((key, value)) = line.split_once(':') {
            let value = value.trim().trim_start_matches('[').trim_end_matches(']');
            out.push((key.trim().to_lowercase(), unquoted(value)));
        }
    }
    let body = rest[end + 4..].trim_start_matches(['-', ' ', '\r']);
    (out, body)
}

fn unquoted(value: &str) -> String {
    value.trim().trim_matches(['"', '\'']).to_owned()
}

static COMMENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)<!--.*?-->"));
static IMAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"!\[[^\]\n]*\]\([^)\n]*\)"));
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\[([^\[\]\n]+)\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s+[^)\n]*)?\)|\[[^\]\n]*\])",
    )
});
static AUTOLINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"<(https?://[^>\s]+)>"));
static DEFINITION: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s{0,3}\[[^\]]+\]:\s+\S+"));
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\*\*\*|\*\*|\*|___|__|_|~~)([^\s*_~](?:[^*_~\n]*[^\s*_~])?)(\*\*\*|\*\*|\*|___|__|_|~~)",
    )
});
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"`([^`\n]+)`"));
static BLOCK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:>\s?)*(?:[-*+]\s+|[0-9]{1,3}[.)]\s+)?"));
static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$"));

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant of this file")
}

/// The text without its marks, paragraph by paragraph.
fn plain(markdown: &str) -> String {
    let markdown = COMMENT.replace_all(markdown, "").replace('\r', "");
    let mut out = String::new();
    let mut fence: Option<&str> = None;
    let blank = |out: &mut String| {
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
        }
    };
    for line in markdown.lines() {
        let start = line.trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (None, None) => {
                let is_rule = start.len() >= 3 && start.chars().all(|c| "-*_= ".contains(c));
                if start.is_empty() || is_rule || DEFINITION.is_match(line) {
                    blank(&mut out);
                } else if let Some(heading) = HEADING.captures(line) {
                    blank(&mut out);
                    out.push_str(&inline(&heading[1]));
                    blank(&mut out);
                } else {
                    let block = BLOCK.find(line).map_or(0, |found| found.end());
                    if line[..block].contains(|c: char| !c.is_whitespace() && c != '>') {
                        // An item of a list.
                        blank(&mut out);
                    }
                    out.push_str(inline(&line[block..]).trim());
                    out.push('\n');
                }
            }
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A line without the marks inside it.
fn inline(line: &str) -> String {
    let line = IMAGE.replace_all(line, "");
    let line = LINK.replace_all(&line, "$1");
    let line = AUTOLINK.replace_all(&line, "$1");
    let line = CODE.replace_all(&line, "$1");
    // Twice, for strong inside emphasis. Underscores inside words are no marks.
    let strip = |line: &str| {
        STRONG
            .replace_all(line, |found: &regex::Captures| {
                let whole = found.get(0).map_or(0..0, |whole| whole.range());
                let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let inside = is_word(line[..whole.start].chars().next_back())
                    || is_word(line[whole.end..].chars().next());
                if found[1] == found[3] && !(inside && found[1].starts_with('_')) {
                    found[2].to_owned()
                } else {
                    found[0].to_owned()
                }
            })
            .into_owned()
    };
    strip(&strip(&line)).replace("\\*", "*").replace("\\_", "_")
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_file;
    use super::*;

    #[test]
    fn marks_are_taken_out_and_names_stay_whole() {
        for (markdown, text) in [
            ("# Head #\nText", "Head\n\nText"),
            (
                "**Ann** *Example* of [The Example](https://e.org/a_(b) \"t\")",
                "Ann Example of The Example",
            ),
            ("snake_case_name and __bold__", "snake_case_name and bold"),
            ("- one\n- two\n\n> quoted", "one\n\ntwo\n\nquoted"),
            ("a\n```\ncode\n```\nb", "a\nb"),
            (
                "x ![face](f.png) <https://e.org>\n\n[1]: https://e.org",
                "x  https://e.org",
            ),
            ("2 * 3 * 4", "2 * 3 * 4"),
        ] {
            assert_eq!(plain(markdown), text, "{markdown}");
        }
    }

    #[test]
    fn settings_become_provenance() {
        let (settings, body) =
            settings("---\ntitle: \"A: b\"\nauthors:\n  - Ann Example\n  - Bo Sample\n---\nText");
        assert_eq!(settings[0], ("title".to_owned(), "A: b".to_owned()));
        assert_eq!(settings[1].1, "Ann Example, Bo Sample");
        assert_eq!(body, "\nText");
        assert_eq!(
            read_file("f", b"---\ntitle: T\n---\n\nText."),
            ["f = T\n\nText."]
        );
    }
}
