//! What a mail repeats of others: lines that it quotes, and the fields of mails that it passes on.
//!
//! A sentence that is answered three times stands in four mails, and was written once. Quoted lines are known
//! by their `>`, and are marked so that they make no edges; what a program quotes without marks cannot be told
//! from what the sender wrote. The fields over a mail that is passed on (`From:`, `Cc:`) name who wrote to
//! whom, which is no co-mention, as it is none in the fields of a mail itself.

use crate::{Part, Span};

/// Fewest fields that follow each other over a mail that is passed on.
const FEWEST: usize = 3;
/// Fields that stand there.
const FIELDS: [&str; 10] = [
    "from",
    "sent",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "reply-to",
    "importance",
    "attachments",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Quoted,
    Field,
    /// It announces what is quoted: "On Monday Ann wrote:".
    Announces,
    Other,
}

/// The stretches of a mail's text that are not its own, in order and disjoint.
pub(super) fn marks(text: &str) -> Vec<(Span, Part)> {
    let mut marks: Vec<(Span, Part)> = Vec::new();
    let mut lines: Vec<(Span, Line)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        lines.push((Span::new(start, end.max(start)), kind(line)));
        start += line.len();
    }
    let of_one_kind = lines.chunk_by(|a, b| a.1 == b.1);
    let mut stretches = of_one_kind.peekable();
    while let Some(stretch) = stretches.next() {
        let span = Span::new(stretch[0].0.start, stretch[stretch.len() - 1].0.end);
        let is_answered =
            |next: Option<&&[(Span, Line)]>| next.is_some_and(|n| n[0].1 == Line::Quoted);
        match stretch[0].1 {
            Line::Quoted => marks.push((span, Part::Embed)),
            Line::Field if stretch.len() >= FEWEST => marks.push((span, Part::Byline)),
            Line::Announces if is_answered(stretches.peek()) => {
                marks.push((stretch[stretch.len() - 1].0, Part::Byline));
            }
            _ => {}
        }
    }
    marks.retain(|(span, _)| span.start < span.end);
    marks
}

fn kind(line: &str) -> Line {
    let line = line.trim();
    if line.starts_with('>') {
        return Line::Quoted;
    }
    let line = line.trim_matches('*');
    if let Some((name, _)) = line.split_once(':')
        && FIELDS.contains(&name.trim_matches('*').to_lowercase().as_str())
    {
        return Line::Field;
    }
    match line.ends_with(':') {
        true => Line::Announces,
        false => Line::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Vec<(&str, Part)> {
        let marks = marks(text).into_iter();
        marks.map(|(span, part)| (span.text(text), part)).collect()
    }

    #[test]
    fn quoted_lines_and_the_line_that_announces_them_are_not_the_mails_own() {
        let text =
            "I agree:\n\nYes.\n\nOn Monday Ann Example wrote:\n> Bo met Cy.\n>> When?\n\nBest";
        assert_eq!(
            marked(text),
            [
                ("On Monday Ann Example wrote:", Part::Byline),
                ("> Bo met Cy.\n>> When?", Part::Embed),
            ]
        );
    }

    #[test]
    fn the_fields_of_a_mail_that_is_passed_on_are_no_text() {
        let fields =
            "From: Ann Example\r\nSent: Monday\r\n*Cc:* Bo Sample; Cy Specimen\r\nSubject: Fwd";
        let text = format!("See below.\n\n-----Original Message-----\n{fields}\n\nBo met Cy.");
        assert_eq!(marked(&text), [(fields, Part::Byline)]);
        assert!(marked("To: be or not\nto be.\n\nFrom: here to there.").is_empty());
    }
}
