//! Floor 7: arguments in, an exit code out. Each command is a function from arguments to an `Answer`;
//! only this file and `output` write to the terminal.

mod args;
mod check;
mod generate;
mod history;
mod inspect;
mod output;
mod pin;
mod progress;
mod project;
mod release;
mod version;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::curation::Table;
use crate::diag::{Diagnostic, Outcome, Sources};
use args::{Args, Command, Format};
use output::Output;
use progress::Terminal;
use project::Project;

/// What a command has to say.
#[derive(Debug, Default)]
struct Answer {
    /// Its result, for standard output.
    text: String,
    /// What it did, one line each, for standard error.
    notes: Vec<String>,
    /// What it settled without a decision.
    assumed: Vec<Diagnostic>,
    /// Whether the generated tree differs from what the inputs give.
    drift: bool,
}

impl Answer {
    fn text(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

/// Runs the command that the arguments name; the first is the program.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(usage) => {
            // Nobody is left to be told when the help cannot be printed.
            let _ = usage.print();
            return ExitCode::from(if usage.use_stderr() { output::BAD_INPUT } else { output::DONE });
        }
    };
    let mut sources = Sources::default();
    let outcome = answer(&args, &mut sources);
    Output::new(args.places.format).finish(outcome, &sources)
}

fn answer(args: &Args, sources: &mut Sources) -> Outcome<Answer> {
    let mut project = Project::new(&args.places, sources);
    match &args.command {
        Command::Generate { policy } => generate::generate(&mut project, policy.get()),
        Command::Check { policy } => check::check(&mut project, policy.get(), args),
        Command::Dump { stage, name, policy } => {
            inspect::dump(&mut project, *stage, name.as_deref(), policy.get())
        }
        Command::Surface { policy } => inspect::index(&mut project, policy.get()),
        Command::Explain { name, all, policy } => inspect::explain(&mut project, name, *all, policy.get()),
        Command::Schema => Ok(Answer::text(format!("{:#}\n", schemars::schema_for!(Table).as_value()))),
        Command::Pin { runtime, from, version } => {
            pin::pin(&mut project, runtime.as_deref(), from.as_deref(), version.as_deref())
        }
        Command::History { exports } => history::history(&mut project, exports.as_deref()),
        Command::Release(command) => {
            let progress = Terminal::new(args.places.format == Format::Text);
            release::release(&mut project, command, &progress)
        }
    }
}
