//! Web pages: the main text and what the page says of itself.
//!
//! ```text
//!  bytes ──▶ charset ──▶ guard ──▶ meta   title, outlet, authors, day, address, language
//!                                  prune  menus, teasers, comments, boxes leave the page
//!                                  Readability (dom_smoothie) finds the element with the article
//!                                  flow   its paragraphs as text, captions and posts marked
//! ```
//!
//! A page's text is made of its paragraphs with a blank line between them, title first, then the byline
//! where the page shows one. It is no slice of the file: offsets are those of this text.

mod flow;
mod guard;
mod json_ld;
mod meta;
mod prune;

use dom_query::Document as Page;
use dom_smoothie::{Config, Readability};

use crate::segment::paragraph::paragraphs;
use crate::segment::part;
use crate::{Document, Part, Provenance, Span};

use super::source::{Hints, Source, all, one};
use super::{Items, byline, charset, problem, record};
pub(super) use flow::Flow;
use meta::Meta;

/// Of a page with so many times more words in its data than in its text the data are read.
const MORE_IN_DATA: usize = 2;

/// The document of a page.
pub(super) fn items(mut source: Source) -> Items {
    let limit = source.context.config.longest_page;
    let (html, note) = match source.text(limit, "page", charset::html_label) {
        Ok(read) => read,
        Err(warning) => return one(Err(warning)),
    };
    let read = guard::check(&html).and_then(|()| {
        let mut document = document(&html, &source.hints).ok_or("no text in this page")?;
        document.id.clone_from(&source.name);
        Ok(document)
    });
    match read {
        Ok(document) => all(note.map(Err).into_iter().chain([Ok(document)]).collect()),
        Err(message) => one(Err(problem::skipped(&source.place, message))),
    }
}

/// The main text of a page: without title, byline, captions, embedded posts and pointers to other texts.
/// This is what accuracy is measured by; [`Documents`](super::Documents) gives all parts, marked.
///
/// Nothing where there is none, or where the page is nested or long beyond reason.
pub fn main_text(html: &str) -> Option<String> {
    guard::check(html).ok()?;
    let document = document(html, &Hints::default())?;
    let head = [document.title, document.byline];
    let text = &document.text;
    let all = paragraphs(text);
    let parts = part::of_paragraphs(text, &all);
    let is_marked = |span: Span| {
        let marked = document.marks.iter().any(|(mark, _)| mark.contains(span));
        marked || head.iter().flatten().any(|mark| mark.contains(span))
    };
    let body = all
        .iter()
        .zip(parts)
        .filter(|&(&span, part)| part == Part::Body && !is_marked(span));
    let body: Vec<&str> = body.map(|(span, _)| span.text(text)).collect();
    Some(body.join("\n\n"))
}

/// The text of a fragment of markup, as feeds and mails bring it.
pub(super) fn fragment(html: &str) -> Flow {
    if guard::check(html).is_err() {
        return Flow::default();
    }
    flow::of(&Page::fragment(html).root())
}

/// The document of a page, without an id.
fn document(html: &str, hints: &Hints) -> Option<Document> {
    let page = Page::from(html);
    let mut meta = Meta::of(&page, html, hints);
    prune::prune(&page);
    meta.complete(&page);
    let mut flow = article(page);
    if let Some(body) = meta.body.take()
        && words(&body) > MORE_IN_DATA * words(&flow.text)
    {
        flow = if body.contains("</") {
            fragment(&body)
        } else {
            Flow::plain(&body)
        };
    }
    let title = meta.title.as_deref().unwrap_or_default();
    flow.drop_head(&[title, meta.byline.as_deref().unwrap_or_default()]);
    if flow.text.trim().is_empty() {
        return None;
    }
    Some(assemble(flow, meta))
}

/// Puts title and byline in front of the text.
fn assemble(flow: Flow, meta: Meta) -> Document {
    let mut text = String::new();
    let mut paragraph = |line: Option<&str>| {
        let line = line.filter(|line| !line.is_empty())?;
        let span = Span::new(text.len(), text.len() + line.len());
        text.push_str(line);
        text.push_str("\n\n");
        Some(span)
    };
    let title = paragraph(meta.title.as_deref());
    let byline = paragraph(meta.byline.as_deref());
    let shift = text.len();
    text.push_str(&flow.text);
    let says = meta
        .byline
        .as_deref()
        .and_then(byline::parse)
        .unwrap_or_default();
    let domain = meta.url.as_deref().and_then(record::domain_of);
    Document {
        provenance: Provenance {
            publisher: meta.publisher.or(says.publisher),
            domain,
            url: meta.url,
            authors: if meta.authors.is_empty() {
                says.authors
            } else {
                meta.authors
            },
            date: meta.date.or(says.date),
            title: meta.title,
            language: meta.language,
            extracted_from: Some("html".to_owned()),
        },
        title,
        byline,
        marks: flow
            .marks
            .into_iter()
            .map(|(mark, part)| (Span::new(mark.start + shift, mark.end + shift), part))
            .collect(),
        text,
        ..Document::default()
    }
}

/// The paragraphs of the article.
fn article(page: Page) -> Flow {
    let config = Config {
        disable_json_ld: true,
        ..Config::default()
    };
    let whole = flow::of(&page.root());
    let parsed =
        Readability::with_document(page, None, Some(config)).and_then(|mut found| found.parse());
    let Ok(article) = parsed else {
        return whole;
    };
    let found = flow::of(&Page::fragment(article.content).root());
    if found.text.is_empty() { whole } else { found }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

#[cfg(test)]
mod tests;
