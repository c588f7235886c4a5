//! `graph.html`: one file that opens anywhere and shows the evidence.
//!
//! It holds, in this order: a picture and tables that need nothing but a browser (`tables`), the graph
//! as columns (`data`), its sentences and those that state relations in packed pieces (`pieces`), and the script that shows all of it.
//! The script is built from `web/` by `build.rs`; without it the page is the picture and the tables,
//! which a few lines of script can sort.
//!
//! # Safe by construction
//!
//! Names and sentences come from the open web. A Content-Security-Policy lets nothing run or load but the
//! scripts and the style sheet that are written here, each named by its SHA-256: no network, no inline
//! handler, no `eval`, and with Trusted Types no HTML made from text. The data stand in blocks that no
//! browser executes, without any `<` in them. The tables escape what they show; the script only ever sets
//! text. Addresses become links only where they begin with `http://` or `https://`.

mod chosen;
mod data;
mod pieces;
mod shown;
mod tables;

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use self::chosen::{Chosen, ROOM};

use crate::export::{GraphFile, Options};
use crate::render::svg;
use crate::render::text::{clean, shorten, xml};

/// The interactive part; empty where it was not built.
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/page.js"));
/// Sorts the tables, and shows them if the interactive part does not start.
const TABLES: &str = include_str!("../../web/tables.js");
/// How all of it looks.
const STYLE: &str = include_str!("../../web/page.css");

/// Writes the page.
///
/// # Errors
/// Only those of `out`.
pub fn write(file: &GraphFile, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    write_with(SCRIPT, file, options, out)
}

fn write_with(
    script: &str,
    file: &GraphFile,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = title(file);
    let mut picture = Vec::new();
    svg::write_file(file, options, &mut picture)?;
    let picture = String::from_utf8(picture).map_err(io::Error::other)?;
    let [script, tables] = [script, TABLES].map(in_block);
    let scripts: Vec<&str> = [tables.as_str(), script.as_str()]
        .into_iter()
        .filter(|script| !script.is_empty())
        .collect();
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"generator\" content=\"{}\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n<script>{tables}</script>\n</head>\n<body>",
        policy(&scripts, STYLE),
        xml(&file.run.program),
        xml(&title),
    )?;
    let chosen = Chosen::of(file, &ROOM);
    tables::write(&chosen, &title, &picture, out)?;
    if !script.is_empty() {
        let mut documents = data::Documented::of(&chosen);
        let packed = pieces::pack(&chosen, &mut documents)?;
        let starts = data::Starts {
            evidence: packed.evidence.starts,
            stated: packed.stated.starts,
            sentences: packed.sentences.starts,
        };
        let columns = data::data(&chosen, &title, &documents, &packed.quoted, starts);
        write!(out, "<script type=\"application/json\" id=\"data\">")?;
        serde_json::to_writer(WithoutLess(&mut *out), &columns)?;
        writeln!(out, "</script>")?;
        for (id, lines) in [
            ("evidence", packed.evidence.lines),
            ("stated", packed.stated.lines),
            ("sentences", packed.sentences.lines),
        ] {
            write!(out, "<script type=\"text/plain\" id=\"{id}\">")?;
            for (number, line) in lines.iter().enumerate() {
                let end = if number == 0 { "" } else { "\n" };
                write!(out, "{end}")?;
                out.write_all(&packed.shelf.get(*line))?;
            }
            writeln!(out, "</script>")?;
        }
        packed.shelf.check()?;
        writeln!(out, "<script>{script}</script>")?;
    }
    writeln!(out, "</body>\n</html>")
}

/// Writes JSON that a script element can hold: `<` can only be in its strings.
struct WithoutLess<W>(W);

impl<W: Write> Write for WithoutLess<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let less = bytes.iter().position(|&byte| byte == b'<');
        let end = less.unwrap_or(bytes.len());
        if end > 0 {
            return self.0.write(&bytes[..end]);
        }
        if !bytes.is_empty() {
            self.0.write_all(b"\\u003c")?;
        }
        Ok(bytes.len().min(1))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn title(file: &GraphFile) -> String {
    let ego = file
        .filter
        .as_ref()
        .and_then(|filter| filter.ego.as_deref());
    match ego.and_then(|name| file.find(name).ok()) {
        Some(node) => {
            let label = shorten(&clean(&file.graph[node].label), 60);
            format!("Who is named with {label}")
        }
        None => svg::SvgConfig::default().title,
    }
}

/// A script that can stand in a script element. `<` before these words can only be in a string, a
/// regular expression or a comment, where a backslash changes nothing.
fn in_block(script: &str) -> String {
    script
        .replace("</script", "<\\/script")
        .replace("<script", "<\\script")
        .replace("<!--", "<\\!--")
}

/// What the page may do: run these scripts, use this style, draw pictures that it made itself.
fn policy(scripts: &[&str], style: &str) -> String {
    let source = |text: &&str| format!("'sha256-{}'", pieces::base64(&Sha256::digest(text)));
    let scripts: Vec<String> = scripts.iter().map(source).collect();
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data: blob:; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        scripts.join(" "),
        source(&style),
    )
}

#[cfg(test)]
mod tests {
    use petgraph::graph::NodeIndex;

    use super::*;
    use crate::claims::stated::{Relation, RelationEvidence, SaidBy, Who};
    use crate::claims::{How, RelationType};
    use crate::export::fixture;
    use crate::graph::{CoMentionGraph, Quote};
    use crate::{Part, Span};

    fn page(script: &str, graph: CoMentionGraph) -> String {
        let mut out = Vec::new();
        let file = fixture::file(graph);
        write_with(script, &file, &Options::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// A relation between the first two names, of which one document says that it is over, and whose
    /// sentence is what the first says to an outlet that is not in the graph.
    pub(super) fn stated_relation(file: &GraphFile) -> Relation {
        let who = |id: &str, label: &str| {
            Some(Who {
                id: id.to_owned(),
                label: label.to_owned(),
                span: Span::new(0, 3),
            })
        };
        let said = SaidBy {
            said_by: who(&file.graph[NodeIndex::new(0)].id, "Ada"),
            told_to: who("outlet:gone", "<i>Gazette"),
            how: How::Pronoun,
            cue: Span::new(0, 3),
            rule: "name said".into(),
            score: 0.9,
        };
        let text = "Ada, once speaker of Bo<b>, said so.".to_owned();
        Relation {
            source: file.graph[NodeIndex::new(0)].id.to_string(),
            target: file.graph[NodeIndex::new(1)].id.to_string(),
            relation: RelationType::SpokespersonOf,
            documents: 1,
            former: 1,
            publishers: 1,
            first: Some("2020-01-02".into()),
            last: Some("2020-01-02".into()),
            evidence: vec![RelationEvidence {
                document: file.documents.get(0).id.into(),
                publisher: None,
                date: None,
                part: Part::Body,
                quote: Quote {
                    span: Span::new(0, text.len()),
                    text: text.into(),
                },
                source: Span::new(0, 3),
                target: Span::new(21, 23),
                cue: Span::new(5, 20),
                rule: "speaker of".into(),
                score: 0.9,
                former: true,
                attributions: vec![said.clone(), said],
            }],
        }
    }

    #[test]
    fn the_tables_say_what_documents_state_and_who_says_it_in_words_that_leave_it_open() {
        let mut file = fixture::file(fixture::names_that_bite());
        file.relations = vec![stated_relation(&file)];
        let mut out = Vec::new();
        write_with("", &file, &Options::default(), &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        let [section] = between(&page, "<section id=\"plain-stated\">", "</section>")[..] else {
            panic!("one list of relations");
        };
        for words in [
            "is named as former spokesperson of",
            "stated by 1 document",
            "That documents state it does not make it so.",
            "said by <bdi>Ada</bdi> (by the context), told to <bdi>&lt;i&gt;Gazette</bdi>",
            "<mark>Ada</mark>, once speaker of <mark>Bo</mark>&lt;b&gt;, said so.",
        ] {
            assert!(section.contains(words), "{words}: {section}");
        }
        assert_eq!(section.matches("said by").count(), 1);
    }

    /// What stands between `start` and `end`, wherever `start` is.
    fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
        let pieces = text.split(start).skip(1);
        pieces.filter_map(|piece| piece.split(end).next()).collect()
    }

    #[test]
    fn names_that_bite_open_no_element_and_close_none() {
        for script in ["", "start();"] {
            let page = page(script, fixture::names_that_bite());
            assert!(!page.contains("<script>alert"));
            let scripts = if script.is_empty() { 1 } else { 6 };
            assert_eq!(page.matches("<script").count(), scripts);
            assert_eq!(page.matches("</script>").count(), scripts);
            assert!(!page.contains("<b>bold"));
            assert!(!page.contains('\u{202e}'));
            assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        }
    }

    #[test]
    fn the_data_are_json_without_a_less_than_sign() {
        let page = page("start();", fixture::names_that_bite());
        let [json] = between(&page, "id=\"data\">", "</script>")[..] else {
            panic!("one block of data");
        };
        assert!(!json.contains('<'));
        let data: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(data["nodes"]["label"][1], "<script>alert(1)</script>");
    }

    #[test]
    fn the_policy_names_every_script_and_the_style_by_its_hash() {
        let page = page("start(\"</script><!--\");", fixture::names_that_bite());
        let [policy] = between(&page, "Content-Security-Policy\" content=\"", "\"")[..] else {
            panic!("one policy");
        };
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"));
        assert!(!policy.contains("unsafe"));
        let scripts = between(&page, "<script>", "</script>");
        assert_eq!(scripts.len(), 2);
        assert_eq!(scripts[1], "start(\"<\\/script><\\!--\");");
        for text in scripts.iter().chain(&between(&page, "<style>", "</style>")) {
            let hash = pieces::base64(&Sha256::digest(text));
            assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
        }
    }

    #[test]
    fn the_policy_forbids_no_style_that_the_page_has() {
        let page = page("", fixture::names_that_bite());
        assert!(
            !page.contains(" style="),
            "an attribute that the policy blocks"
        );
        assert!(!between(&page, "<svg", "</svg>")[0].contains("<style"));
    }

    #[test]
    fn without_a_script_there_are_still_picture_tables_and_sentences() {
        let page = page("", fixture::names_that_bite());
        for part in ["<svg ", "<table data-sortable>", "<mark>", "<blockquote>"] {
            assert!(page.contains(part), "{part}");
        }
        assert!(page.contains("That alone does not say that they are connected."));
        assert!(!page.contains("id=\"data\""));
    }

    #[test]
    fn an_address_that_is_none_is_no_link() {
        let mut file = fixture::file(fixture::names_that_bite());
        let mut documents: Vec<_> = file.documents.iter().collect();
        documents[0].provenance.url = Some("javascript:alert(1)".to_owned());
        file.documents = documents.into();
        let mut out = Vec::new();
        write_with("start();", &file, &Options::default(), &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(!page.contains("javascript:"));
        assert!(!page.contains("target=\"_blank\""));
    }

    #[test]
    fn an_empty_graph_makes_a_page_too() {
        let page = page("start();", CoMentionGraph::default());
        assert!(page.contains("No two of the names are named together."));
    }
}
