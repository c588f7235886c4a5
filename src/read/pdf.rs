//! PDF: the text of its pages, by `pdf-extract`.
//!
//! A PDF says where glyphs stand, not what is a word or a paragraph; what comes out depends on the
//! program that made the file, and a scan has no text at all. The parser was not written for hostile
//! files: it runs on a thread of its own, whose panics are caught and which is waited for only so long.
//! A file that takes longer is left out; its thread ends when it ends, with at most [`LONGEST`]
//! bytes of input.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::{Document, Warning};

use super::source::{Source, one};
use super::{Items, problem, text};

/// Longest file, in bytes.
const LONGEST: usize = 128 << 20;
/// How long one file may take. Files of hundreds of pages take a few seconds.
const TIME: Duration = Duration::from_secs(60);
/// Stack of the thread: the parser recurses along what a file refers to.
const STACK: usize = 64 << 20;

/// The parser's own words speak of its insides.
const DAMAGED: &str = "damaged PDF, or one of a kind that is not read";

/// The name of the threads that parse, by which a program may keep quiet about their panics.
pub const PDF_THREAD: &str = "comention-pdf";

/// The document of a file.
pub(super) fn items(mut source: Source) -> Items {
    one(document(&mut source))
}

fn document(source: &mut Source) -> Result<Document, Warning> {
    let bytes = source.whole(LONGEST, "PDF")?;
    let text = extract(bytes).map_err(|message| problem::skipped(&source.place, message))?;
    let text = paragraphs(&text);
    if text.trim().is_empty() {
        let message =
            "no text in this PDF; it may be a scan, which OCR can read (such as `ocrmypdf`)";
        return Err(problem::skipped(&source.place, message));
    }
    let mut document = text::with_head(text);
    document.id.clone_from(&source.name);
    document.provenance.extracted_from = Some("pdf".to_owned());
    Ok(document)
}

/// The text of a PDF, or what is wrong with it.
fn extract(bytes: Vec<u8>) -> Result<String, String> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let parse = move || {
        let text = pdf_extract::extract_text_from_mem(&bytes).map_err(|error| error.to_string());
        // Nobody waits any more if it took too long.
        let _ = sender.send(text);
    };
    let thread = thread::Builder::new()
        .name(PDF_THREAD.to_owned())
        .stack_size(STACK)
        .spawn(parse);
    let thread = thread.map_err(|error| format!("no thread to read the PDF: {error}"))?;
    match receiver.recv_timeout(TIME) {
        Ok(Ok(text)) => Ok(text),
        Ok(Err(error)) if error.contains("ecrypt") || error.contains("assword") => {
            Err("PDF that needs a password".to_owned())
        }
        Ok(Err(_)) => Err(DAMAGED.to_owned()),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(format!(
            "PDF that takes longer than {} seconds",
            TIME.as_secs()
        )),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            // It ended without an answer: it panicked.
            let _ = thread.join();
            Err(DAMAGED.to_owned())
        }
    }
}

/// Puts lines that the page's width broke back together: a paragraph ends at a blank line, and a word
/// that is divided at a line's end is one word.
fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.truncate(out.trim_end().len());
                out.push_str("\n\n");
            }
            continue;
        }
        let divided = out
            .strip_suffix("-\n")
            .is_some_and(|out| out.ends_with(char::is_lowercase));
        if divided && line.starts_with(char::is_lowercase) {
            out.truncate(out.len() - 2);
        }
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::super::ReadConfig;
    use super::super::tests::{folder, read};
    use super::*;

    /// A PDF of one page with a line of text.
    fn pdf(line: &str) -> Vec<u8> {
        let content = format!("BT /F1 12 Tf 72 720 Td ({line}) Tj ET");
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
             /Resources << /Font << /F1 5 0 R >> >> >>"
                .to_owned(),
            format!(
                "<< /Length {} >>\nstream\n{content}\nendstream",
                content.len()
            ),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
                .to_owned(),
        ];
        let mut out = b"%PDF-1.4\n".to_vec();
        let mut offsets = Vec::new();
        for (number, object) in objects.iter().enumerate() {
            offsets.push(out.len());
            out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).as_bytes());
        }
        let start = out.len();
        out.extend(b"xref\n0 6\n0000000000 65535 f \n");
        for offset in offsets {
            out.extend(format!("{offset:010} 00000 n \n").as_bytes());
        }
        out.extend(
            format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
        );
        out
    }

    #[test]
    fn the_text_of_a_page_is_read() {
        let dir = folder(&[("a.pdf", &pdf("Ann Example met Bo Sample in Paris."))]);
        let found = read(&[dir.path().to_owned()], &ReadConfig::default());
        assert_eq!(found, ["a.pdf = Ann Example met Bo Sample in Paris."]);
    }

    #[test]
    fn half_a_pdf_costs_one_warning() {
        let whole = pdf("Ann Example met Bo Sample in Paris.");
        let mut files: Vec<(String, Vec<u8>)> = vec![("z.txt".to_owned(), b"Good.".to_vec())];
        for cut in (20..whole.len() - 8).step_by(97) {
            files.push((format!("{cut:04}.pdf"), whole[..cut].to_vec()));
        }
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        let dir = folder(&files);
        let found = read(&[dir.path().to_owned()], &ReadConfig::default());
        assert_eq!(found.len(), files.len());
        assert_eq!(found.last().unwrap(), "z.txt = Good.");
        assert!(found[0].contains("0020.pdf: damaged PDF"), "{}", found[0]);
    }

    #[test]
    fn divided_words_are_joined_and_names_with_hyphens_stay() {
        assert_eq!(
            paragraphs("the minis-\nter of\n\n\nAl-\nAhram "),
            "the minister of\n\nAl-\nAhram"
        );
    }
}
