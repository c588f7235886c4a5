//! What every page contains: what was read, who is named, which pairs, and the sentences, as plain
//! HTML. It serves without JavaScript, without WebGL, on paper and to screen readers.
//!
//! A page of 100,000 pairs in this form would take a browser a minute to open, so the strongest are
//! listed and the rest is counted.

use std::collections::BTreeSet;
use std::io::{self, Write};

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::chosen::Chosen;
use super::data::web_address;
use crate::claims::How;
use crate::claims::stated::{SaidBy, Who};
use crate::export::{GraphFile, NOTE};
use crate::graph::{Edge, Node, Quote, heaviest_edges};
use crate::render::count::{count, grouped};
use crate::render::style;
use crate::render::text::{shorten, xml};

/// Most names that are listed.
const NAMES: usize = 500;
/// Most pairs that are listed.
const PAIRS: usize = 300;
/// Most stated relations that are listed.
const RELATIONS: usize = 200;
/// Most characters of a list of other forms, and of a sentence.
const FORMS: usize = 160;
const SENTENCE: usize = 1_000;

/// Writes the part of the page that needs no script; `picture` is an SVG.
pub(super) fn write(
    chosen: &Chosen<'_>,
    title: &str,
    picture: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let file = chosen.file;
    writeln!(out, "<main id=\"plain\">")?;
    writeln!(out, "<header><h1>{}</h1>", xml(title))?;
    writeln!(out, "<p class=\"lead\">{}</p>", xml(&read(chosen)))?;
    writeln!(
        out,
        "<p class=\"note\">Two names form a pair if a text names them {}. <strong>{}</strong> Whether it \
         means anything stands in the sentences.</p></header>",
        xml(&file.run.config.graph.window.in_words()),
        NOTE_END
    )?;
    writeln!(
        out,
        "<nav aria-label=\"Parts of this page\"><a href=\"#plain-picture\">Picture</a> \
         <a href=\"#plain-pairs\">Pairs and sentences</a> {}<a href=\"#plain-names\">Names</a></nav>",
        match file.relations.is_empty() {
            true => "",
            false => "<a href=\"#plain-stated\">Stated relations</a> ",
        }
    )?;
    writeln!(
        out,
        "<section id=\"plain-picture\" aria-label=\"Picture\"><figure tabindex=\"0\" \
         aria-label=\"Picture of the strongest pairs\">{picture}</figure></section>"
    )?;
    pairs(file, out)?;
    stated(chosen, out)?;
    names(file, out)?;
    warnings(file, out)?;
    writeln!(
        out,
        "<footer><p>Made by {} with the model {}. {}</p></footer>\n</main>",
        xml(&file.run.program),
        xml(&file.run.model.name),
        xml(NOTE)
    )
}

/// The second half of [`NOTE`].
const NOTE_END: &str = "That alone does not say that they are connected.";

/// What was read, in a sentence.
fn read(chosen: &Chosen<'_>) -> String {
    let file = chosen.file;
    let run = &file.run;
    let mut text = format!(
        "{} and {} in {}",
        count(whole(run.nodes), "name", "names"),
        count(whole(run.edges), "pair", "pairs"),
        count(whole(run.documents), "document", "documents"),
    );
    let mut publishers: BTreeSet<String> = BTreeSet::new();
    let mut dates: BTreeSet<String> = BTreeSet::new();
    for document in file.documents.iter() {
        publishers.extend(document.provenance.publisher);
        dates.extend(document.provenance.date);
    }
    if !publishers.is_empty() {
        let publishers = count(whole(publishers.len()), "publisher", "publishers");
        text.push_str(&format!(" of {publishers}"));
    }
    if let (Some(first), Some(last)) = (dates.first(), dates.last()) {
        text.push_str(&format!(", {first} to {last}"));
    }
    text.push('.');
    if file.filter.is_some() || !chosen.whole {
        text.push_str(&format!(
            " This page shows a part of them: {} and {}.",
            count(whole(chosen.nodes.len()), "name", "names"),
            count(whole(chosen.edges.len()), "pair", "pairs"),
        ));
    }
    text
}

fn pairs(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let graph = &file.graph;
    writeln!(
        out,
        "<section id=\"plain-pairs\"><h2>Named together most often</h2>"
    )?;
    if graph.edge_count() == 0 {
        return writeln!(
            out,
            "<p>No two of the names are named together.</p></section>"
        );
    }
    left_out(PAIRS, graph.edge_count(), "pairs", out)?;
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of pairs\"><table data-sortable>\
         <thead><tr><th scope=\"col\">Names and sentences</th><th scope=\"col\" class=\"n\">Sentences</th>\
         <th scope=\"col\" class=\"n\">Documents</th><th scope=\"col\" class=\"n\">Publishers</th>\
         <th scope=\"col\">First</th><th scope=\"col\">Last</th></tr></thead><tbody>"
    )?;
    for index in heaviest_edges(graph, PAIRS) {
        pair(file, index, out)?;
    }
    writeln!(out, "</tbody></table></div></section>")
}

fn pair(file: &GraphFile, index: EdgeIndex, out: &mut dyn Write) -> io::Result<()> {
    let Some((source, target)) = file.graph.edge_endpoints(index) else {
        return Ok(());
    };
    let edge = &file.graph[index];
    let [source, target] = [source, target].map(|node| &file.graph[node]);
    write!(
        out,
        "<tr><th scope=\"row\">{} and {}",
        label(source),
        label(target)
    )?;
    sentences(file, edge, [source, target], out)?;
    writeln!(
        out,
        "</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>",
        grouped(edge.sentences.into()),
        grouped(edge.independent_documents.into()),
        grouped(edge.publishers.into()),
        day(edge.first.as_deref()),
        day(edge.last.as_deref()),
    )
}

fn sentences(
    file: &GraphFile,
    edge: &Edge,
    ends: [&Node; 2],
    out: &mut dyn Write,
) -> io::Result<()> {
    if edge.evidence.is_empty() {
        return Ok(());
    }
    let quoted = whole(edge.evidence.len());
    let of = match i64::from(edge.sentences) {
        all if all > quoted => format!("{} of {} sentences", grouped(quoted), grouped(all)),
        _ => count(quoted, "sentence", "sentences"),
    };
    write!(
        out,
        "<details><summary>{of}<span class=\"hidden\"> that name {} and {}</span></summary>",
        label(ends[0]),
        label(ends[1])
    )?;
    for evidence in edge.evidence.all() {
        write!(out, "<blockquote><p dir=\"auto\">")?;
        let marks = |quote: &Quote, spans: &[crate::Span]| marked(quote, spans);
        match &evidence.second {
            None => write!(
                out,
                "{}",
                marks(&evidence.quote, &[evidence.source, evidence.target])
            )?,
            Some(second) => write!(
                out,
                "{} […] {}",
                marks(&evidence.quote, &[evidence.source]),
                marks(second, &[evidence.target])
            )?,
        }
        let of = [evidence.publisher.as_deref(), evidence.date.as_deref()];
        let source = source(file, &evidence.document, of);
        footer(&source, &evidence.attributions, out)?;
    }
    write!(out, "</details>")
}

/// Ends a quotation: where it stands, and who says it.
fn footer(source: &str, attributions: &[SaidBy], out: &mut dyn Write) -> io::Result<()> {
    let mut said: Vec<String> = Vec::new();
    for words in attributions.iter().map(said_by) {
        if !said.contains(&words) {
            said.push(words);
        }
    }
    write!(out, "</p><footer>{source}")?;
    if !said.is_empty() {
        write!(out, "<br><span class=\"said\">{}</span>", said.join("; "))?;
    }
    writeln!(out, "</footer></blockquote>")
}

/// "said by Ann Roe, told to The Gazette", as [`SaidBy::in_words`] has it.
fn said_by(said: &SaidBy) -> String {
    let name = |who: &Who| format!("<bdi>{}</bdi>", xml(&shorten(&who.label, 200)));
    let mut parts = Vec::new();
    if let Some(source) = &said.said_by {
        let context = match said.how {
            How::Named => "",
            How::Pronoun | How::Quotation => " (by the context)",
        };
        parts.push(format!("said by {}{context}", name(source)));
    }
    parts.extend((said.told_to.as_ref()).map(|outlet| format!("told to {}", name(outlet))));
    match parts.is_empty() {
        true => "said by somebody".to_owned(),
        false => parts.join(", "),
    }
}

/// What documents state of two names, apart from the pairs.
fn stated(chosen: &Chosen<'_>, out: &mut dyn Write) -> io::Result<()> {
    let file = chosen.file;
    let mut relations = chosen.stated(&chosen.ids());
    if relations.is_empty() {
        return Ok(());
    }
    relations.sort_by_key(|(_, _, relation)| std::cmp::Reverse(relation.documents));
    writeln!(
        out,
        "<section id=\"plain-stated\"><h2>Stated relations</h2>\
         <p class=\"note\">A sentence says each of these, as a program reads it. <strong>That documents state \
         it does not make it so.</strong> The pairs above do not count them.</p>"
    )?;
    left_out(RELATIONS, relations.len(), "stated relations", out)?;
    writeln!(out, "<ul>")?;
    for &(source, target, relation) in relations.iter().take(RELATIONS) {
        let [source, target] = [source, target].map(|n| chosen.nodes[n]);
        let over = relation.former == relation.documents;
        write!(
            out,
            "<li>{} {} {}, stated by {}{}",
            label(source),
            relation.relation.in_words(over),
            label(target),
            count(relation.documents.into(), "document", "documents"),
            match relation.former {
                former if former > 0 && !over => format!(", by {former} of them as over"),
                _ => String::new(),
            }
        )?;
        let quoted = count(whole(relation.evidence.len()), "sentence", "sentences");
        write!(out, "<details><summary>{quoted}</summary>")?;
        for evidence in &relation.evidence {
            let words = marked(&evidence.quote, &[evidence.source, evidence.target]);
            write!(out, "<blockquote><p dir=\"auto\">{words}")?;
            let of = [evidence.publisher.as_deref(), evidence.date.as_deref()];
            let source = self::source(file, &evidence.document, of);
            footer(&source, &evidence.attributions, out)?;
        }
        writeln!(out, "</details></li>")?;
    }
    writeln!(out, "</ul></section>")
}

/// The sentence with the names marked; spans that it does not hold mark nothing.
fn marked(quote: &Quote, spans: &[crate::Span]) -> String {
    let mut spans: Vec<(usize, usize)> = (spans.iter())
        .filter_map(|span| {
            let start = span.start.checked_sub(quote.span.start)?;
            let end = span.end.checked_sub(quote.span.start)?;
            quote.text.get(start..end).map(|_| (start, end))
        })
        .collect();
    spans.sort_unstable();
    // Words next to each other keep the space between them, which `xml` trims.
    let piece = |text: &str| {
        let space = |at: bool| if at { " " } else { "" };
        let words = xml(&shorten(text, SENTENCE));
        match words.is_empty() {
            true => space(!text.is_empty()).to_owned(),
            false => format!(
                "{}{words}{}",
                space(text.starts_with(char::is_whitespace)),
                space(text.ends_with(char::is_whitespace))
            ),
        }
    };
    let mut out = String::new();
    let mut at = 0;
    for (start, end) in spans {
        if start >= at && end > start {
            out.push_str(&piece(&quote.text[at..start]));
            out.push_str("<mark>");
            out.push_str(&piece(&quote.text[start..end]));
            out.push_str("</mark>");
            at = end;
        }
    }
    out.push_str(&piece(&quote.text[at..]));
    out
}

/// Outlet, date, headline or id, with the address where it is one of the web.
fn source(file: &GraphFile, document: &str, [publisher, date]: [Option<&str>; 2]) -> String {
    let found = file.documents.find(document);
    let provenance = found.as_ref().map(|document| &document.provenance);
    let title = provenance.and_then(|p| p.title.as_deref());
    let title = match title.map(|title| xml(&shorten(title, 200))) {
        Some(title) if !title.is_empty() => format!("“<bdi>{title}</bdi>”"),
        _ => format!("<bdi>{}</bdi>", xml(document)),
    };
    let url = provenance
        .and_then(|p| p.url.as_deref())
        .and_then(web_address);
    let title = match url {
        Some(url) => format!(
            "<a href=\"{}\" rel=\"noopener noreferrer\" target=\"_blank\">{title}</a>",
            xml(url)
        ),
        None => title,
    };
    let mut parts = Vec::new();
    parts.extend(publisher.map(|name| format!("<bdi>{}</bdi>", xml(name))));
    parts.extend(date.map(xml));
    parts.push(title);
    parts.join(", ")
}

fn names(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    let mut nodes: Vec<NodeIndex> = file.graph.node_indices().collect();
    nodes.sort_by_key(|&node| (std::cmp::Reverse(file.graph[node].mentions), node));
    writeln!(out, "<section id=\"plain-names\"><h2>Named most often</h2>")?;
    left_out(NAMES, nodes.len(), "names", out)?;
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of names\"><table data-sortable>\
         <thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Kind</th><th scope=\"col\" class=\"n\">Mentions</th>\
         <th scope=\"col\" class=\"n\">Documents</th><th scope=\"col\" class=\"n\">Publishers</th>\
         <th scope=\"col\" class=\"n\">Named with</th><th scope=\"col\">First</th><th scope=\"col\">Last</th></tr></thead><tbody>"
    )?;
    for &node in nodes.iter().take(NAMES) {
        let degree = file.graph.edges(node).count();
        let node = &file.graph[node];
        let forms: Vec<&str> = (node.aliases.iter())
            .map(|alias| &*alias.form)
            .filter(|&form| form != &*node.label)
            .collect();
        write!(out, "<tr><th scope=\"row\">{}", label(node))?;
        if !forms.is_empty() {
            write!(
                out,
                "<small>also <bdi>{}</bdi></small>",
                xml(&shorten(&forms.join(", "), FORMS))
            )?;
        }
        writeln!(
            out,
            "</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>",
            style::name(node.kind),
            grouped(node.mentions.into()),
            grouped(node.documents.into()),
            grouped(node.publishers.into()),
            grouped(whole(degree)),
            day(node.first.as_deref()),
            day(node.last.as_deref()),
        )?;
    }
    writeln!(out, "</tbody></table></div></section>")
}

fn warnings(file: &GraphFile, out: &mut dyn Write) -> io::Result<()> {
    if file.warnings.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section><h2>What was left out or looks wrong</h2><ul>"
    )?;
    for warning in file.warnings.iter().take(50) {
        writeln!(
            out,
            "<li><bdi>{}</bdi>: <bdi>{}</bdi></li>",
            xml(&warning.place),
            xml(&warning.message)
        )?;
    }
    if file.warnings.len() > 50 {
        let more = grouped(whole(file.warnings.len() - 50));
        writeln!(out, "<li>and {more} more; graph.json lists all</li>")?;
    }
    writeln!(out, "</ul></section>")
}

fn left_out(listed: usize, all: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
    if all <= listed {
        return Ok(());
    }
    writeln!(
        out,
        "<p class=\"note\">The {} strongest of {} {what}. graph.json, from which this page was made, has all.</p>",
        grouped(whole(listed)),
        grouped(whole(all))
    )
}

/// The name, kept apart from the direction of the text around it.
fn label(node: &Node) -> String {
    format!("<bdi>{}</bdi>", xml(&shorten(&node.label, 200)))
}

fn day(day: Option<&str>) -> String {
    day.map_or_else(String::new, xml)
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    fn quote(text: &str) -> Quote {
        Quote {
            span: Span::new(10, 10 + text.len()),
            text: text.into(),
        }
    }

    #[test]
    fn both_names_are_marked_and_keep_their_spaces() {
        let spans = [Span::new(22, 24), Span::new(10, 13)];
        assert_eq!(
            marked(
                &quote("Ada, <b>met Bo there."),
                &[spans[1], Span::new(22, 24)]
            ),
            "<mark>Ada</mark>, &lt;b&gt;met <mark>Bo</mark> there."
        );
        assert_eq!(
            marked(&quote("Ada Bo"), &[Span::new(10, 13), Span::new(14, 16)]),
            "<mark>Ada</mark> <mark>Bo</mark>"
        );
    }

    #[test]
    fn spans_outside_or_across_each_other_or_within_a_letter_mark_nothing() {
        for spans in [
            [Span::new(0, 4), Span::new(16, 99)],
            [Span::new(9, 12), Span::new(11, 13)],
        ] {
            assert_eq!(marked(&quote("éAda & co"), &spans), "éAda &amp; co");
        }
        assert_eq!(
            marked(&quote("Ada Bo"), &[Span::new(10, 16), Span::new(14, 16)]),
            "<mark>Ada Bo</mark>"
        );
    }
}
