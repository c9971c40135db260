//! How far a long piece of work is, for somebody who sits before it: a bar on standard error where that is a terminal,
//! nothing at all where it is a log, a pipe or a file.

use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressFinish, ProgressStyle};

use crate::diag::inert;
use crate::release::progress::Progress;

/// A piece of work of a known size, and one of which nobody knows the size.
const KNOWN: &str = "{wide_msg} [{bar:24}] {bytes}/{total_bytes} {eta}";
const UNKNOWN: &str = "{spinner} {wide_msg} {bytes}";

/// Shows progress on a terminal; what was shown is gone when the work is over.
#[derive(Debug)]
pub(super) struct Terminal {
    is_shown: bool,
    lines: MultiProgress,
    /// The pieces of work that are not over, the last one inside those before it.
    bars: Mutex<Vec<ProgressBar>>,
}

impl Terminal {
    /// Shows something only if standard error is a terminal and the output is for people.
    pub(super) fn new(for_people: bool) -> Self {
        let is_shown = for_people && std::io::stderr().is_terminal();
        Self { is_shown, lines: MultiProgress::new(), bars: Mutex::default() }
    }

    fn with(&self, act: impl FnOnce(&mut Vec<ProgressBar>)) {
        if self.is_shown {
            act(&mut self.bars.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

impl Progress for Terminal {
    fn begin(&self, what: &str, total: Option<u64>) {
        self.with(|bars| {
            let (bar, style) = match total {
                Some(total) => (ProgressBar::new(total), KNOWN),
                None => (ProgressBar::new_spinner(), UNKNOWN),
            };
            let bar = self.lines.add(bar.with_finish(ProgressFinish::AndClear));
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.set_message(inert(what));
            bars.push(bar);
        });
    }

    fn advance(&self, bytes: u64) {
        self.with(|bars| {
            if let Some(bar) = bars.last() {
                bar.inc(bytes);
            }
        });
    }

    fn end(&self) {
        self.with(|bars| {
            if let Some(bar) = bars.pop() {
                bar.finish_and_clear();
            }
        });
    }
}
