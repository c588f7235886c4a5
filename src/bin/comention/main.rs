//! The command line: it turns arguments into settings, events into lines on the terminal and results
//! into an exit code. All work is done by the library.

mod args;
#[cfg(feature = "arrow")]
mod arrow;
mod command;
mod exit;
mod interrupt;
mod memory;
mod output;
mod progress;
mod wire;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    if let Err(message) = args.check() {
        Args::command()
            .error(ErrorKind::ArgumentConflict, message)
            .exit();
    }
    progress::set_form(&args.common);
    interrupt::listen();
    let result = match &args.command {
        Command::Build(build) => command::build::run(build, &args.common),
        Command::Mentions(mentions) => command::mentions::run(mentions, &args.common),
        Command::Graph(graph) => command::graph::run(graph, &args.common),
        Command::Resolve(resolve) => command::resolve::run(resolve, &args.common),
        Command::Count(count) => command::count::run(count),
        Command::Convert(convert) => command::convert::run(convert),
        Command::Show(show) => command::show::run(show),
        Command::Diff(diff) => command::diff::run(diff),
        Command::Evaluate(evaluate) => command::evaluate::run(evaluate, &args.common),
        Command::Gold(gold) => command::gold::run(gold),
        Command::Train(train) => command::train::run(train).map(|()| exit::Exit::Done),
    };
    match result {
        Ok(exit) => exit.into(),
        // Somebody closed the pipe, as `head` does: all that was wanted has been written.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            progress::error(&error);
            exit::Exit::Failed.into()
        }
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
