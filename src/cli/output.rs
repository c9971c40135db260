//! An answer or a report in, text on standard output and standard error and an exit code out.
//! A closed pipe ends the output quietly; colour is for terminals and follows `NO_COLOR`.

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use super::Answer;
use super::args::Format;
use crate::diag::{Code, Diagnostic, Outcome, Report, Severity, Sources, Style, inert, render};

/// Done, or nothing to do.
pub(super) const DONE: u8 = 0;
/// The generated tree differs from what the inputs give.
pub(super) const DRIFT: u8 = 1;
/// Bad input or bad usage.
pub(super) const BAD_INPUT: u8 = 2;

/// How everything is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    format: Format,
}

impl Output {
    pub(super) fn new(format: Format) -> Self {
        Self { format }
    }

    /// Writes what a command has to say.
    pub(super) fn finish(self, outcome: Outcome<Answer>, sources: &Sources) -> ExitCode {
        let code = match outcome.and_then(|answer| self.answer(&answer, sources)) {
            Ok(code) => code,
            Err(report) => {
                self.report(&report, Severity::Error, sources);
                BAD_INPUT
            }
        };
        ExitCode::from(code)
    }

    fn answer(self, answer: &Answer, sources: &Sources) -> Outcome<u8> {
        if let Some(report) = answer.assumed.iter().cloned().map(Report::from).reduce(Report::and) {
            self.report(&report, Severity::Assumed, sources);
        }
        print(&answer.text)?;
        if self.format != Format::Json {
            for note in &answer.notes {
                complain(&format!("{}\n", inert(note)));
            }
        }
        Ok(if answer.drift { DRIFT } else { DONE })
    }

    fn report(self, report: &Report, severity: Severity, sources: &Sources) {
        complain(&render(report, severity, sources, style(self.format, true)));
    }
}

/// The style of a format; a terminal's colours are taken out where there is no terminal.
pub(super) fn style(format: Format, colour: bool) -> Style {
    match format {
        Format::Text => Style::Text { colour },
        Format::Json => Style::Json,
        Format::Github => Style::Github,
    }
}

/// Whoever reads a pipe may stop when it has enough; that is no error of ours.
fn print(text: &str) -> Outcome<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritable(&error)),
        _ => Ok(()),
    }
}

fn unwritable(error: &io::Error) -> Report {
    Diagnostic::new(Code::FileAccess, "standard output cannot be written")
        .note("because", error.to_string())
        .help("see to where the output goes, and run the command again")
        .into()
}

/// A standard error that cannot be written leaves nobody to tell.
fn complain(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
