//! What happens, on standard error: warnings as lines, progress as a bar where it is a terminal.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use comention::{Observer, Stage, Warning};
use indicatif::{ProgressBar, ProgressStyle};

/// Shows progress on a terminal and warnings everywhere.
pub(crate) struct Terminal {
    bar: ProgressBar,
    quiet: bool,
    /// Number of warnings that left something out.
    pub(crate) skipped: usize,
}

impl Terminal {
    /// With `quiet`, only warnings are shown.
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = if quiet || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new_spinner()
        };
        let style = ProgressStyle::with_template("{spinner} {msg} {human_pos} [{elapsed}]");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Terminal {
            bar,
            quiet,
            skipped: 0,
        }
    }

    /// A line for the user that is no result.
    pub(crate) fn note(&self, line: &str) {
        if !self.quiet {
            self.line(line);
        }
    }

    fn line(&self, line: &str) {
        self.bar.suspend(|| {
            // Nothing can be done if standard error is closed.
            let _ = writeln!(std::io::stderr(), "{line}");
        });
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Terminal {
    fn stage(&mut self, stage: Stage) {
        self.bar.set_message(match stage {
            Stage::Documents => "documents",
            Stage::Resolve => "resolving names",
            Stage::Graph => "counting",
            Stage::Analyze => "measuring",
            Stage::Export => "writing",
        });
    }

    fn advance(&mut self, units: usize) {
        self.bar.inc(units as u64);
    }

    fn warn(&mut self, warning: &Warning) {
        self.skipped += usize::from(warning.skipped);
        let line = format!("warning: {}: {}", warning.place, warning.message);
        self.line(&printable(&line));
    }
}

/// One line whatever names a file has, and nothing in it that a terminal would obey.
pub(crate) fn printable(line: &str) -> Cow<'_, str> {
    if !line.contains(char::is_control) {
        return Cow::Borrowed(line);
    }
    let shown = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    Cow::Owned(line.chars().map(shown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_line_breaks_or_escapes_stays_one_harmless_line() {
        assert_eq!(printable("a\nb\u{1b}[2J: é"), "a\\nb\\u{1b}[2J: é");
    }
}
