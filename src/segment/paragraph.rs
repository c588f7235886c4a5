//! Where paragraphs begin and end.
//!
//! A blank line always ends a paragraph. A single line break does too, unless it only wraps a line:
//! either the whole text is hard-wrapped (its full lines are of much the same length), or the next
//! line goes on in lower case after a line that has no closing mark.

use crate::Span;

/// The paragraphs of `text` in order, without white space at either end, none empty.
pub(crate) fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let wrapped = is_hard_wrapped(text, &lines);
    let mut out: Vec<Span> = Vec::new();
    let mut blank = true;
    for line in lines {
        let line = line.trimmed(text);
        if line.is_empty() {
            blank = true;
            continue;
        }
        match out.last_mut() {
            Some(last) if !blank && (wrapped || goes_on(last.text(text), line.text(text))) => {
                last.end = line.end;
            }
            _ => out.push(line),
        }
        blank = false;
    }
    out
}

fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let span = Span::new(start, start + line.len());
            start = span.end;
            span
        })
        .collect()
}

/// Whether the text was broken at a fixed width: lines that are followed by another line of their
/// paragraph are of 40 to 100 characters and nearly all of them of at least two thirds of the width.
fn is_hard_wrapped(text: &str, lines: &[Span]) -> bool {
    let inner: Vec<usize> = lines
        .windows(2)
        .filter(|pair| !pair[1].trimmed(text).is_empty())
        .map(|pair| pair[0].trimmed(text).text(text).chars().count())
        .filter(|&length| length > 0)
        .collect();
    let Some(&width) = inner.iter().max() else {
        return false;
    };
    let full = inner.iter().filter(|&&l| l * 3 >= width * 2).count();
    inner.len() >= 4 && (40..=100).contains(&width) && full * 10 >= inner.len() * 9
}

fn goes_on(line: &str, next: &str) -> bool {
    let open = !line.ends_with(['.', '!', '?', ':', ';', '…', '"', '”', ')']);
    open && next.chars().next().is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|p| p.text(text)).collect()
    }

    #[test]
    fn blank_lines_and_single_breaks_end_a_paragraph() {
        assert_eq!(
            texts("One.\r\n\r\nTwo.\nThree\n \nFour"),
            ["One.", "Two.", "Three", "Four"]
        );
        assert!(texts(" \n\n ").is_empty());
    }

    #[test]
    fn a_line_that_goes_on_in_lower_case_is_one_paragraph() {
        assert_eq!(
            texts("He met Heshmat\nalavi there.\nNext"),
            ["He met Heshmat\nalavi there.", "Next"]
        );
    }

    #[test]
    fn hard_wrapped_text_is_put_together() {
        let text = "The committee said on Tuesday that it would hear John\n\
                    Bolton before the end of the month, and that the White\n\
                    House had been told. A spokesman of the White House did\n\
                    not answer a request for comment. The hearing would be\n\
                    open.\n\nA second paragraph.";
        assert_eq!(texts(text).len(), 2);
    }
}
