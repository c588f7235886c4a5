//! The command line: it turns arguments into settings, events into lines on the terminal and results
//! into an exit code. All work is done by the library.

mod args;
mod command;
mod exit;
mod output;
mod progress;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    keep_quiet_about_pdf();
    let result = match &args.command {
        Command::Build(build) => command::build::run(build, &args.common),
        Command::Mentions(mentions) => command::mentions::run(mentions, &args.common),
        Command::Graph(graph) => command::graph::run(graph, &args.common),
        Command::Convert(convert) => command::convert::run(convert),
        Command::Show(show) => command::show::run(show),
        Command::Evaluate(evaluate) => command::evaluate::run(evaluate, &args.common),
        Command::Gold(gold) => command::gold::run(gold),
        Command::Train(train) => command::train::run(train).map(|()| exit::Exit::Done),
    };
    match result {
        Ok(exit) => exit.into(),
        // Somebody closed the pipe, as `head` does: all that was wanted has been written.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing can be done if standard error is closed too.
            let line = format!("error: {error:#}");
            let _ = writeln!(std::io::stderr(), "{}", progress::printable(&line));
            exit::Exit::Failed.into()
        }
    }
}

/// A PDF that breaks its parser becomes a warning with its name; what the parser says as it breaks
/// helps nobody.
fn keep_quiet_about_pdf() {
    #[cfg(feature = "pdf")]
    {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() != Some(comention::read::PDF_THREAD) {
                usual(panic);
            }
        }));
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        // serde_json hides the error of the stream behind its own.
        let kind = (cause.downcast_ref().map(std::io::Error::kind)).or_else(|| {
            cause
                .downcast_ref()
                .and_then(serde_json::Error::io_error_kind)
        });
        kind == Some(std::io::ErrorKind::BrokenPipe)
    })
}
