//! The last lines of the runtime's stderr, each shown as it comes.
//!
//! In: bytes, split anywhere. Out: printable lines without secrets, for a log and a hook, and the end of them all in
//! bounded memory. Secrets are taken out before anything is cut, so that no half of one is left.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::display::last_characters;
use super::observing::Observer;

const TAIL_LINES: usize = 40;
const TAIL_CHARACTERS: usize = 4000;
/// Bytes: what is shown of a line, and room for a secret that begins there.
const LONGEST_LINE: usize = TAIL_CHARACTERS + (1 << 14);

/// Takes in stderr.
pub(crate) struct StderrTail {
    observer: Arc<Observer>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    kept: VecDeque<String>,
    rest: Vec<u8>,
    /// Whether the rest of a line without an end is being left out.
    skips: bool,
}

impl StderrTail {
    pub(crate) fn new(observer: Arc<Observer>) -> Self {
        Self { observer, state: Mutex::default() }
    }

    /// Takes in what was written; lines may be split anywhere.
    pub(crate) fn feed(&self, chunk: &[u8]) {
        let mut fresh = Vec::new();
        {
            let mut state = self.lock();
            let mut pieces = chunk.split(|byte| *byte == b'\n').peekable();
            while let Some(piece) = pieces.next() {
                let is_whole = pieces.peek().is_some();
                if !state.skips {
                    state.rest.extend_from_slice(piece);
                }
                if is_whole || state.rest.len() > LONGEST_LINE {
                    let line = std::mem::take(&mut state.rest);
                    self.take(&mut state, &line, &mut fresh);
                    state.skips = !is_whole;
                }
                if is_whole {
                    state.skips = false;
                }
            }
        }
        for line in fresh {
            self.observer.show_stderr(&line);
        }
    }

    /// Nothing more will be written.
    pub(crate) fn finish(&self) {
        let mut fresh = Vec::new();
        {
            let mut state = self.lock();
            let rest = std::mem::take(&mut state.rest);
            self.take(&mut state, &rest, &mut fresh);
        }
        for line in fresh {
            self.observer.show_stderr(&line);
        }
    }

    /// The end of what was written.
    pub(crate) fn tail(&self) -> String {
        let state = self.lock();
        let mut text: Vec<&str> = state.kept.iter().map(String::as_str).collect();
        let rest = self.readable(&state.rest);
        text.push(&rest);
        last_characters(text.join("\n").trim(), TAIL_CHARACTERS).trim().to_owned()
    }

    fn take(&self, state: &mut State, line: &[u8], fresh: &mut Vec<String>) {
        let text = self.readable(line);
        if text.is_empty() {
            return;
        }
        if state.kept.len() == TAIL_LINES {
            state.kept.pop_front();
        }
        state.kept.push_back(text.clone());
        fresh.push(text);
    }

    fn readable(&self, line: &[u8]) -> String {
        let text = without_colour(&String::from_utf8_lossy(line));
        let shown = self.observer.redactor.redact(text.trim_end());
        shown.chars().take(TAIL_CHARACTERS).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The text without the sequences that colour it on a terminal.
fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after.trim_start_matches(|it: char| it.is_ascii_digit() || it == ';');
        match end.strip_prefix('m') {
            Some(behind) => rest = behind,
            None => {
                plain.push_str("\u{1b}[");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}
