//! Mail messages (RFC 5322, MIME): the subject as title, the sender as author, the text, and the
//! attachments as inputs of their own.
//!
//! Who wrote to whom is not turned into text: a sender and a recipient are no co-mention.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use std::io::Cursor;

use crate::{Document, Provenance};

use super::html::{self, Flow};
use super::source::{Hints, Source, one};
use super::{Items, date, problem, quoted, record};

/// Longest message, in bytes.
const LONGEST: usize = 64 << 20;
/// Most attachments that are looked into.
const MOST_ATTACHMENTS: usize = 1000;

/// The documents of a message and its attachments.
pub(super) fn items(mut source: Source) -> Items {
    let bytes = match source.whole(LONGEST, "message") {
        Ok(bytes) => bytes,
        Err(warning) => return one(Err(warning)),
    };
    let Some(message) = MessageParser::default().parse(&bytes) else {
        return one(Err(problem::skipped(
            &source.place,
            "not a readable message",
        )));
    };
    let mut document = document(&message);
    document.id.clone_from(&source.name);
    let own = match document.text.trim() {
        "" => None,
        _ => Some(Ok(document)),
    };
    let mut inner: Vec<(String, Vec<u8>)> = Vec::new();
    for (number, part) in message.attachments().take(MOST_ATTACHMENTS).enumerate() {
        let name = part
            .attachment_name()
            .map_or_else(|| format!("part {}", number + 1), str::to_owned);
        if is_readable(part.content_type().map(mail_parser::ContentType::ctype)) {
            inner.push((name, part.contents().to_vec()));
        }
    }
    if own.is_none() && inner.is_empty() {
        return one(Err(problem::skipped(
            &source.place,
            "no text in this message",
        )));
    }
    let attachments = inner.into_iter().flat_map(move |(name, bytes)| {
        source.inside(Box::new(Cursor::new(bytes)), &name, Hints::default())
    });
    Box::new(own.into_iter().chain(attachments))
}

/// Pictures, sounds, keys and calendars are no surprise in a mail and no reason for a warning.
fn is_readable(kind: Option<&str>) -> bool {
    !kind.is_some_and(|kind| {
        ["image", "audio", "video", "multipart"].contains(&kind.to_ascii_lowercase().as_str())
    })
}

fn document(message: &Message) -> Document {
    let body = body(message);
    let subject = message
        .subject()
        .map(str::trim)
        .filter(|subject| !subject.is_empty());
    let (title, text) = match subject {
        Some(subject) => record::with_title(subject, &body.text),
        None => (None, body.text.clone()),
    };
    let shift = text.len() - body.text.len();
    let sender = message.from().and_then(|from| from.first());
    let author = sender.and_then(|sender| sender.name().or_else(|| sender.address()));
    // As it is written: the day where it was sent, not the day in London.
    let day = message
        .header_raw("Date")
        .and_then(|day| date::parse(day.trim()));
    Document {
        provenance: Provenance {
            authors: author
                .map(|name| name.trim().to_owned())
                .into_iter()
                .collect(),
            date: day,
            title: title.map(|span| span.text(&text).to_owned()),
            extracted_from: Some("mail".to_owned()),
            ..Provenance::default()
        },
        title,
        marks: (body.marks.into_iter())
            .map(|(mark, part)| (crate::Span::new(mark.start + shift, mark.end + shift), part))
            .collect(),
        text,
        ..Document::default()
    }
}

/// The text of a message: as plain text where it has that, else what its markup says.
fn body(message: &Message) -> Flow {
    let part = |position: &u32| message.parts.get(*position as usize);
    let texts = message.text_body.iter().filter_map(part);
    let bodies: Vec<Flow> = texts
        .map(|part| match &part.body {
            PartType::Html(html) => html::fragment(html),
            PartType::Text(text) => {
                let text = text.replace("\r\n", "\n").trim().to_owned();
                let marks = quoted::marks(&text);
                Flow { text, marks }
            }
            _ => Flow::default(),
        })
        .filter(|flow| !flow.text.is_empty())
        .collect();
    let mut all = Flow::default();
    for flow in bodies {
        if !all.text.is_empty() {
            all.text.push_str("\n\n");
        }
        let shift = all.text.len();
        all.text.push_str(&flow.text);
        let moved = flow
            .marks
            .into_iter()
            .map(|(mark, part)| (crate::Span::new(mark.start + shift, mark.end + shift), part));
        all.marks.extend(moved);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_file;
    use super::super::{Documents, ReadConfig};
    use crate::Part;

    const MAIL: &str = "Return-Path: <ann@example.org>\r\nFrom: =?utf-8?Q?Ann_Ex=C3=A4mple?= <ann@example.org>\r\n\
        To: Bo Sample <bo@example.org>\r\nSubject: The plan\r\nDate: Mon, 10 Jun 2019 23:30:00 -0400\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <p>See the caf=E9 list.</p><p>Ann</p>\r\n\
        --b\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nxx\r\n\
        --b\r\nContent-Type: text/plain; name=\"../notes.txt\"\r\nContent-Disposition: attachment; filename=\"../notes.txt\"\r\n\r\n\
        Attached text.\r\n--b--\r\n";

    #[test]
    fn subject_text_and_attachments_are_read() {
        let found = read_file("f.eml", MAIL.as_bytes());
        assert_eq!(found[0], "f.eml = The plan\n\nSee the café list.\n\nAnn");
        assert!(
            found[1].starts_with("f.eml/notes.txt = Attached text."),
            "{found:?}"
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn what_a_mail_quotes_is_marked_where_it_stands_in_its_text() {
        let mail = "From: Ann <ann@example.org>\nTo: Bo <bo@example.org>\nSubject: Re: The plan\n\n\
            Yes.\n\nBo wrote:\n> Cy met Di.\n";
        let documents = Documents::new(&["-".into()], &ReadConfig::default()).unwrap();
        let mut documents = documents.with_standard_input(Box::new(mail.as_bytes()));
        let document = documents.next().unwrap().unwrap();
        let marks = document.marks.iter();
        let marked: Vec<_> = marks
            .map(|(span, part)| (span.text(&document.text), *part))
            .collect();
        assert_eq!(
            marked,
            [("Bo wrote:", Part::Byline), ("> Cy met Di.", Part::Embed)]
        );
    }

    #[test]
    fn the_sender_is_the_author_and_the_day_is_that_of_the_sender() {
        let documents = Documents::new(&["-".into()], &ReadConfig::default()).unwrap();
        let mut documents = documents.with_standard_input(Box::new(MAIL.as_bytes()));
        let provenance = documents.next().unwrap().unwrap().provenance;
        assert_eq!(provenance.authors, ["Ann Exämple"]);
        assert_eq!(provenance.date.as_deref(), Some("2019-06-10"));
        assert_eq!(provenance.title.as_deref(), Some("The plan"));
    }
}
