//! Office documents and books, which are ZIP archives of XML: DOCX, ODT, EPUB.
//!
//! Of a DOCX or ODT the running text is read, paragraph by paragraph, without comments, deleted
//! stretches and notes; of an EPUB every chapter in reading order is a document. Title and authors are
//! those that the file states. The day on which a file was made or saved is not the day on which its text
//! was published, and is not taken for it.

use crate::{Document, Provenance, Warning};

use super::html::{self, Flow};
use super::source::{Source, all, one};
use super::xml::{self, Step};
use super::zip::Archive;
use super::{Items, charset, date, language, problem, text};

/// Longest part of a document, in bytes.
const LONGEST: usize = 64 << 20;

/// What an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Docx,
    Odt,
    Epub,
    /// A document that is no text.
    Other(&'static str),
}

/// What an archive is, if it is a document.
pub(super) fn kind(archive: &Archive) -> Option<Kind> {
    let has = |name: &str| archive.find(name).is_some();
    if has("word/document.xml") {
        return Some(Kind::Docx);
    }
    if has("META-INF/container.xml") {
        return Some(Kind::Epub);
    }
    if has("[Content_Types].xml") {
        let sheet = has("xl/workbook.xml") || has("xl/workbook.bin");
        return Some(Kind::Other(if sheet {
            "a spreadsheet"
        } else {
            "an Office document that is no text"
        }));
    }
    let kind = archive
        .find("mimetype")
        .and_then(|entry| archive.whole(entry, 1000).ok())?;
    let kind = String::from_utf8(kind).ok()?;
    match kind.trim() {
        "application/vnd.oasis.opendocument.text" => Some(Kind::Odt),
        kind if kind.contains("opendocument") => {
            Some(Kind::Other("an OpenDocument file that is no text"))
        }
        _ => None,
    }
}

/// The documents of an archive of that kind.
pub(super) fn items(archive: &Archive, kind: Kind, source: &Source) -> Items {
    let read = match kind {
        Kind::Docx => docx(archive).map(|document| vec![document]),
        Kind::Odt => odt(archive).map(|document| vec![document]),
        Kind::Epub => epub(archive),
        Kind::Other(name) => Err(format!("{name}, which is not read")),
    };
    let documents = read.and_then(|documents| {
        let any = documents
            .iter()
            .any(|document| !document.text.trim().is_empty());
        if any {
            Ok(documents)
        } else {
            Err("no text in this document".to_owned())
        }
    });
    match documents {
        Err(message) => one(Err(problem::skipped(&source.place, message))),
        Ok(documents) => {
            let many = kind == Kind::Epub;
            let named = documents
                .into_iter()
                .enumerate()
                .map(|(number, mut document)| {
                    document.id = match many {
                        true => format!("{}#{}", source.name, number + 1),
                        false => source.name.clone(),
                    };
                    Ok::<_, Warning>(document)
                });
            all(named.collect())
        }
    }
}

/// The text of one part of an archive.
fn part(archive: &Archive, name: &str) -> Result<String, String> {
    let entry = archive
        .find(name)
        .ok_or_else(|| format!("damaged document: {name} is missing"))?;
    let bytes = archive
        .whole(entry, LONGEST)
        .map_err(|error| format!("damaged document: {name}: {error}"))?;
    let label = charset::xml_label(&bytes);
    Ok(charset::decode(bytes, label.as_deref()).text)
}

fn docx(archive: &Archive) -> Result<Document, String> {
    let xml = part(archive, "word/document.xml")?;
    let says = archive
        .find("docProps/core.xml")
        .and_then(|_| part(archive, "docProps/core.xml").ok());
    let text = prose(&xml, &DOCX)?;
    Ok(document(
        text,
        &Says::of(says.as_deref().unwrap_or_default()),
        "docx",
    ))
}

fn odt(archive: &Archive) -> Result<Document, String> {
    let xml = part(archive, "content.xml")?;
    let says = archive
        .find("meta.xml")
        .and_then(|_| part(archive, "meta.xml").ok());
    let text = prose(&xml, &ODT)?;
    Ok(document(
        text,
        &Says::of(says.as_deref().unwrap_or_default()),
        "odt",
    ))
}

/// A text whose own head counts, and what the file states beside it.
fn document(text: String, says: &Says, format: &str) -> Document {
    let document = text::with_head(text);
    let head = document.provenance.clone();
    Document {
        provenance: Provenance {
            authors: if head.authors.is_empty() {
                says.creators.clone()
            } else {
                head.authors
            },
            title: head.title.or_else(|| says.title.clone()),
            language: says.language.as_deref().and_then(language::code),
            extracted_from: Some(format.to_owned()),
            ..head
        },
        ..document
    }
}

/// The elements of a format by what they mean.
struct Elements {
    paragraph: &'static [&'static str],
    /// Elements that hold text; nothing if all text counts.
    text: Option<&'static str>,
    line: &'static [&'static str],
    space: &'static [&'static str],
    /// Elements whose content is passed over.
    silent: &'static [&'static str],
}

const DOCX: Elements = Elements {
    paragraph: &["p"],
    text: Some("t"),
    line: &["br", "cr"],
    space: &["tab"],
    silent: &["Fallback", "del", "instrText", "moveFrom"],
};
const ODT: Elements = Elements {
    paragraph: &["p", "h"],
    text: None,
    line: &["line-break"],
    space: &["s", "tab"],
    silent: &[
        "tracked-changes",
        "annotation",
        "note",
        "sequence-decls",
        "forms",
        "scripts",
        "font-face-decls",
        "automatic-styles",
    ],
};

/// The paragraphs of a text.
fn prose(xml: &str, elements: &Elements) -> Result<String, String> {
    let mut out = String::new();
    let (mut silent, mut texts, mut paragraphs) = (0, 0, 0);
    let end = xml::walk(xml, |step, _, _| match step {
        Step::Open(name, _) => {
            let name = name.as_str();
            silent += usize::from(elements.silent.contains(&name));
            texts += usize::from(elements.text == Some(name));
            paragraphs += usize::from(elements.paragraph.contains(&name));
            if silent == 0 && elements.line.contains(&name) {
                out.push('\n');
            }
            if silent == 0 && elements.space.contains(&name) && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        }
        Step::Close(name) => {
            let name = name.as_str();
            silent -= usize::from(elements.silent.contains(&name)).min(silent);
            texts -= usize::from(elements.text == Some(name)).min(texts);
            if elements.paragraph.contains(&name) {
                paragraphs -= 1.min(paragraphs);
                if silent == 0 && !out.trim_end().is_empty() {
                    out.truncate(out.trim_end().len());
                    out.push_str("\n\n");
                }
            }
        }
        Step::Text(text) => {
            let counts = match elements.text {
                Some(_) => texts > 0,
                None => paragraphs > 0,
            };
            if silent == 0 && counts {
                out.push_str(&text);
            }
        }
    });
    out.truncate(out.trim_end().len());
    end.map(|()| out)
        .map_err(|message| format!("damaged document: {message}"))
}

/// What a file states, in the terms of Dublin Core.
#[derive(Default)]
struct Says {
    title: Option<String>,
    creators: Vec<String>,
    publisher: Option<String>,
    date: Option<String>,
    language: Option<String>,
}

impl Says {
    fn of(xml: &str) -> Self {
        let mut says = Says::default();
        let mut text = String::new();
        // What is broken here costs no text.
        let _ = xml::walk(xml, |step, _, _| match step {
            Step::Open(..) => text.clear(),
            Step::Text(more) => text.push_str(&more),
            Step::Close(name) => {
                let value = std::mem::take(&mut text).trim().to_owned();
                match name.as_str() {
                    _ if value.is_empty() => {}
                    "title" if says.title.is_none() => says.title = Some(value),
                    "creator" => says.creators.push(value),
                    "publisher" => says.publisher = Some(value),
                    "date" if says.date.is_none() => says.date = Some(value),
                    "language" => says.language = Some(value),
                    _ => {}
                }
            }
        });
        says
    }
}

/// The chapters of a book.
fn epub(archive: &Archive) -> Result<Vec<Document>, String> {
    let container = part(archive, "META-INF/container.xml")?;
    let mut root = None;
    xml::walk(&container, |step, _, _| {
        if let Step::Open(name, element) = step
            && name == "rootfile"
            && root.is_none()
        {
            root = xml::attribute(&element, "full-path");
        }
    })?;
    let root = root.ok_or("damaged book: it does not say where its contents are")?;
    let package = part(archive, &root)?;
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut files, mut spine) = (Vec::new(), Vec::new());
    xml::walk(&package, |step, _, _| {
        let Step::Open(name, element) = step else {
            return;
        };
        match name.as_str() {
            "item" => files.push((
                xml::attribute(&element, "id"),
                xml::attribute(&element, "href"),
            )),
            "itemref" => spine.extend(xml::attribute(&element, "idref")),
            _ => {}
        }
    })?;
    let says = Says::of(&package);
    let mut chapters = Vec::new();
    for id in spine {
        let file = files.iter().find(|(file, _)| file.as_ref() == Some(&id));
        let Some(href) = file.and_then(|(_, href)| href.as_deref()) else {
            continue;
        };
        let href = percent_decoded(href.split('#').next().unwrap_or_default());
        let path = if folder.is_empty() {
            href
        } else {
            format!("{folder}/{href}")
        };
        let flow = html::fragment(&part(archive, &path)?);
        if !flow.text.is_empty() {
            chapters.push(chapter(flow, &says));
        }
    }
    Ok(chapters)
}

fn chapter(flow: Flow, says: &Says) -> Document {
    Document {
        provenance: Provenance {
            publisher: says.publisher.clone(),
            authors: says.creators.clone(),
            date: says.date.as_deref().and_then(date::parse),
            title: says.title.clone(),
            language: says.language.as_deref().and_then(language::code),
            extracted_from: Some("epub".to_owned()),
            ..Provenance::default()
        },
        marks: flow.marks,
        text: flow.text,
        ..Document::default()
    }
}

fn percent_decoded(path: &str) -> String {
    let mut out = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        let value = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        let (decoded, next) = match value.filter(|_| byte == b'%') {
            Some(value) => (value, &after[2..]),
            None => (byte, after),
        };
        out.push(decoded);
        rest = next;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_file;
    use super::super::zip::tests::zip;

    #[test]
    fn paragraphs_of_a_docx_are_read_without_what_was_deleted() {
        let document = "<w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>The plan</w:t></w:r></w:p>\
            <w:p><w:r><w:t xml:space=\"preserve\">Ann </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>\
            <w:r><w:t>Example &amp; Bo</w:t><w:tab/><w:t>Sample</w:t></w:r></w:p></w:body></w:document>";
        let core = "<cp:coreProperties><dc:creator>Jo Roe</dc:creator></cp:coreProperties>";
        let bytes = zip(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", document.as_bytes()),
            ("docProps/core.xml", core.as_bytes()),
        ]);
        assert_eq!(
            read_file("f.docx", &bytes),
            ["f.docx = The plan\n\nAnn Example & Bo Sample"]
        );
    }

    #[test]
    fn paragraphs_of_an_odt_are_read_without_comments() {
        let content = "<office:document-content><office:body><office:text><text:h>The plan</text:h>\
            <text:p>Ann<text:s/>Example<office:annotation><text:p>no</text:p></office:annotation> met <text:span>Bo</text:span>.</text:p>\
            </office:text></office:body></office:document-content>";
        let bytes = zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", content.as_bytes()),
        ]);
        assert_eq!(
            read_file("f.odt", &bytes),
            ["f.odt = The plan\n\nAnn Example met Bo."]
        );
    }

    #[test]
    fn chapters_of_a_book_come_in_reading_order() {
        let package = "<package><metadata><dc:title>The book</dc:title><dc:creator>Ann Example</dc:creator></metadata>\
            <manifest><item id=\"b\" href=\"two%20.xhtml\"/><item id=\"a\" href=\"one.xhtml\"/></manifest>\
            <spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>";
        let bytes = zip(&[
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", b"<container><rootfiles><rootfile full-path=\"OPS/p.opf\"/></rootfiles></container>"),
            ("OPS/p.opf", package.as_bytes()),
            ("OPS/two .xhtml", b"<html><body><p>Second.</p></body></html>"),
            ("OPS/one.xhtml", b"<html><head><title>x</title></head><body><h1>First</h1><p>Text.</p></body></html>"),
        ]);
        assert_eq!(
            read_file("f.epub", &bytes),
            ["f.epub#1 = First\n\nText.", "f.epub#2 = Second."]
        );
    }

    #[test]
    fn spreadsheets_are_named_as_what_they_are() {
        let bytes = zip(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]);
        assert_eq!(
            read_file("f", &bytes),
            ["! f: a spreadsheet, which is not read"]
        );
    }
}
