//! What a program can see of a connection beside its calls: log events and hooks.
//!
//! In: lines of stderr, notifications that nobody reads. Out: each in the log and, where the program has one, in its
//! hook, without secrets and without control characters. A hook that panics disturbs nobody.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::config::CodexConfig;
use super::display::printable;
use super::event::Event;
use super::redaction::Redactor;

/// The target of everything that the client logs.
macro_rules! log {
    ($level:ident, $($rest:tt)*) => {
        tracing::$level!(target: "codex_app_server", $($rest)*)
    };
}

pub(crate) use log;

/// The most characters of one line of stderr that are shown.
const STDERR_LIMIT: usize = 2000;
/// The most characters of the name of a method that are shown.
pub(crate) const METHOD_LIMIT: usize = 200;

/// Shows what happens, redacted.
pub(crate) struct Observer {
    pub(crate) redactor: Redactor,
    on_stderr: Option<super::config::OnStderr>,
    on_unread: Option<super::config::OnUnread>,
}

impl Observer {
    pub(crate) fn new(config: &CodexConfig) -> Self {
        let redactor = Redactor::default();
        for (name, value) in std::env::vars_os() {
            redactor.add_variable(&name.to_string_lossy(), &value.to_string_lossy());
        }
        for (name, value) in &config.env {
            redactor.add_variable(name, value);
        }
        if let Some(token) = &config.auth_token {
            redactor.add(token);
        }
        Self { redactor, on_stderr: config.on_stderr.clone(), on_unread: config.on_unread.clone() }
    }

    /// The runtime has written a line to stderr, which is redacted.
    pub(crate) fn show_stderr(&self, line: &str) {
        let text = printable(line, STDERR_LIMIT);
        log!(debug, line = %text, "stderr of the runtime");
        if let Some(hook) = &self.on_stderr {
            guarded(|| hook(&text));
        }
    }

    /// Nobody reads this notification.
    pub(crate) fn show_unread(&self, event: &Event, method: &str) {
        log!(debug, method = %printable(method, METHOD_LIMIT), "nobody reads a notification");
        if let Some(hook) = &self.on_unread {
            guarded(|| hook(event));
        }
    }
}

fn guarded(hook: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(hook)).is_err() {
        log!(error, "a hook panicked");
    }
}
