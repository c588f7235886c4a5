//! What happens, on standard error: warnings as lines, progress as a bar where it is a terminal, or
//! both as JSON, one object a line, for programs.
//!
//! | `event` | with |
//! |---|---|
//! | `stage` | `stage`: `documents`, `resolve`, `graph`, `analyze`, `export` |
//! | `progress` | `stage`, `documents` so far, `bytes` of the inputs so far, `seconds` since the start; `total_bytes` and `seconds_left` where the size of all inputs is known |
//! | `warning` | `place`, `message`, `skipped` (whether something was left out) |
//! | `note` | `message` |
//! | `error` | `message`: why the run ends |

use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use comention::read::{BytesRead, Documents};
use comention::{Observer, Stage, Warning};
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use serde_json::{Value, json};

use crate::args::Common;

/// How progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A bar, if standard error is a terminal
    Auto,
    /// JSON, one object a line, on standard error
    Json,
    /// Not at all
    None,
}

/// Whether lines are JSON: what ends the program has no [`Terminal`] at hand.
static JSON: AtomicBool = AtomicBool::new(false);

/// Programs are told at most so often.
const INTERVAL: Duration = Duration::from_millis(500);

/// Shows progress on a terminal or to a program, and warnings everywhere.
pub(crate) struct Terminal {
    bar: ProgressBar,
    quiet: bool,
    form: Form,
    begun: Instant,
    /// When a program was last told.
    told: Instant,
    stage: Stage,
    documents: u64,
    bytes: BytesRead,
    total: Option<u64>,
    /// Number of warnings that left something out.
    pub(crate) skipped: usize,
}

impl Terminal {
    pub(crate) fn new(common: &Common) -> Self {
        let quiet = common.quiet;
        let form = match common.progress {
            Form::Auto if quiet => Form::None,
            form => form,
        };
        let bar = if form == Form::Auto && std::io::stderr().is_terminal() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} [{elapsed}]") {
            bar.set_style(style);
        }
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        let now = Instant::now();
        Terminal {
            bar,
            quiet,
            form,
            begun: now,
            told: now,
            stage: Stage::Documents,
            documents: 0,
            bytes: BytesRead::default(),
            total: None,
            skipped: 0,
        }
    }

    /// What is going to be read, for bytes and the time that is left. The sizes of all inputs are
    /// asked for only where somebody is told.
    pub(crate) fn reads(&mut self, documents: &Documents) {
        self.bytes = documents.bytes_read();
        if self.form == Form::Json || !self.bar.is_hidden() {
            self.total = documents.total_bytes();
        }
        let Some(total) = self.total else {
            return;
        };
        self.bar.set_length(total);
        let template = "{spinner} {msg} [{bar:24}] {bytes}/{total_bytes}, {left} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            let left = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                let left = left(state.elapsed(), state.pos(), state.len().unwrap_or(0));
                // Nothing can be done if the bar cannot be drawn.
                let _ = match left {
                    Some(left) => write!(out, "{}", indicatif::HumanDuration(left)),
                    None => write!(out, "?"),
                };
            };
            self.bar
                .set_style(style.progress_chars("=> ").with_key("left", left));
        }
    }

    /// Whether only warnings and errors are wanted.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A line for the user that is no result.
    pub(crate) fn note(&self, line: &str) {
        if !self.quiet {
            self.line(line, || json!({"event": "note", "message": line}));
        }
    }

    fn line(&self, line: &str, object: impl FnOnce() -> Value) {
        self.bar.suspend(|| match self.form {
            Form::Json => say(&object().to_string()),
            _ => say(&printable(line)),
        });
    }

    /// Tells a program how far the work is.
    fn tell(&self) {
        let elapsed = self.begun.elapsed();
        let mut object = json!({
            "event": "progress",
            "stage": name(self.stage),
            "documents": self.documents,
            "bytes": self.bytes.get(),
            "seconds": tenths(elapsed),
        });
        if let Some(total) = self.total {
            object["total_bytes"] = total.into();
            if let Some(left) = left(elapsed, self.bytes.get(), total) {
                object["seconds_left"] = tenths(left).into();
            }
        }
        say(&object.to_string());
    }

    fn show(&self) {
        let documents = match self.documents {
            0 => String::new(),
            1 => ", 1 document".to_owned(),
            n => format!(", {} documents", indicatif::HumanCount(n)),
        };
        self.bar
            .set_message(format!("{}{documents}", in_words(self.stage)));
    }

    /// The work is over: removes the bar, or tells a program how far it came.
    pub(crate) fn finish(&self) {
        if self.form == Form::Json && self.documents > 0 && self.stage == Stage::Documents {
            self.tell();
        }
        self.bar.finish_and_clear();
    }
}

impl Observer for Terminal {
    fn stage(&mut self, stage: Stage) {
        if self.form == Form::Json {
            if self.documents > 0 && self.stage == Stage::Documents {
                self.tell();
            }
            say(&json!({"event": "stage", "stage": name(stage)}).to_string());
        }
        self.stage = stage;
        if stage != Stage::Documents
            && let Ok(style) = ProgressStyle::with_template("{spinner} {msg} [{elapsed}]")
        {
            self.bar.set_style(style);
        }
        self.show();
    }

    fn advance(&mut self, units: usize) {
        self.documents += units as u64;
        if self.form == Form::Json && self.told.elapsed() >= INTERVAL {
            self.told = Instant::now();
            self.tell();
        }
        if !self.bar.is_hidden() {
            self.bar.set_position(self.bytes.get());
            self.show();
        }
    }

    fn warn(&mut self, warning: &Warning) {
        self.skipped += usize::from(warning.skipped);
        let Warning {
            place,
            message,
            skipped,
        } = warning;
        self.line(
            &format!("warning: {place}: {message}"),
            || json!({"event": "warning", "place": place, "message": message, "skipped": skipped}),
        );
    }
}

/// The time that is left if the rest takes as long a byte as what is done.
fn left(elapsed: Duration, done: u64, total: u64) -> Option<Duration> {
    let rest = total.saturating_sub(done);
    // The first bytes say little.
    (done > 0 && elapsed >= INTERVAL).then(|| elapsed.mul_f64(rest as f64 / done as f64))
}

fn tenths(time: Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Documents => "documents",
        Stage::Resolve => "resolve",
        Stage::Graph => "graph",
        Stage::Analyze => "analyze",
        Stage::Export => "export",
    }
}

fn in_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Documents => "reading",
        Stage::Resolve => "resolving names",
        Stage::Graph => "counting",
        Stage::Analyze => "measuring",
        Stage::Export => "writing",
    }
}

/// What the whole program says on standard error has one form, also where it ends or fails.
pub(crate) fn set_form(common: &Common) {
    JSON.store(common.progress == Form::Json, Ordering::Relaxed);
    // The usual message of a panic is several lines and may hold what a terminal would obey.
    panic::set_hook(Box::new(|panic| {
        // The library makes a warning of those about PDF files.
        #[cfg(feature = "pdf")]
        if std::thread::current().name() == Some(comention::read::PDF_THREAD) {
            return;
        }
        let line = format!("mistake in the program: {panic}");
        if JSON.load(Ordering::Relaxed) {
            say(&json!({"event": "note", "message": line}).to_string());
        } else {
            say(&printable(&line));
        }
    }));
}

/// Why the program ends.
pub(crate) fn error(error: &anyhow::Error) {
    if JSON.load(Ordering::Relaxed) {
        say(&json!({"event": "error", "message": format!("{error:#}")}).to_string());
    } else {
        say(&printable(&format!("error: {error:#}")));
    }
}

fn say(line: &str) {
    // Nothing can be done if standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// One line whatever names a file has, and nothing in it that a terminal would obey.
fn printable(line: &str) -> Cow<'_, str> {
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

    #[test]
    fn the_time_left_goes_by_the_bytes_and_is_not_guessed_from_nothing() {
        let seconds = Duration::from_secs;
        assert_eq!(left(seconds(10), 1000, 4000), Some(seconds(30)));
        assert_eq!(left(seconds(10), 5000, 4000), Some(seconds(0)));
        assert_eq!(left(seconds(10), 0, 4000), None);
        assert_eq!(left(Duration::from_millis(20), 1, 4000), None);
    }
}
