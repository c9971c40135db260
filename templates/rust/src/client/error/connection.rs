//! What goes wrong with settings, with an open connection, and with what comes over it.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::client::display::{ending, seconds, shown, tail};

/// A setting of `CodexConfig` cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigError {
    /// The setting, and what is wrong with it.
    pub problem: String,
}

impl ConfigError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodexConfig: {}", shown(&self.problem))
    }
}

impl Error for ConfigError {}

/// The connection to the app-server is gone, with everything that waited on it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransportClosedError {
    /// How the connection ended.
    pub reason: String,
    /// Exit code of the runtime, negative for a signal; `None` while it is not known.
    pub exit_code: Option<i32>,
    /// The last that the runtime wrote to stderr, without secrets.
    pub stderr_tail: String,
}

impl TransportClosedError {
    pub(crate) fn new(reason: impl Into<String>, exit_code: Option<i32>, stderr_tail: String) -> Self {
        Self { reason: reason.into(), exit_code, stderr_tail }
    }
}

impl fmt::Display for TransportClosedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the connection to the app-server is gone: {}", shown(&self.reason))?;
        if let Some(code) = self.exit_code {
            write!(f, " (the runtime {})", ending(code))?;
        }
        write!(f, ". What was under way may have run; open a new client to go on{}", tail(&self.stderr_tail))
    }
}

impl Error for TransportClosedError {}

/// A request was not answered in time, or an event did not come. The request may have run all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadlineExceededError {
    /// The method that was called, or what was waited for.
    pub method: String,
    /// How long the answer was waited for.
    pub waited: Duration,
}

impl DeadlineExceededError {
    pub(crate) fn new(method: impl Into<String>, waited: Duration) -> Self {
        Self { method: method.into(), waited }
    }
}

impl fmt::Display for DeadlineExceededError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} was not answered within {}. It may have run all the same; give it more time with `timeout` or \
             CodexConfig::request_timeout",
            self.method,
            seconds(self.waited)
        )
    }
}

impl Error for DeadlineExceededError {}

/// What the runtime said where it had to answer cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadableError {
    /// What it answered, or told: as a rule a method.
    pub subject: String,
    /// What does not fit, and where.
    pub reason: String,
}

impl UnreadableError {
    pub(crate) fn new(subject: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { subject: subject.into(), reason: reason.into() }
    }
}

impl fmt::Display for UnreadableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the answer of the runtime is unreadable: {}",
            shown(&self.subject),
            shown(&self.reason)
        )
    }
}

impl Error for UnreadableError {}

/// A message is larger than an app-server takes over a WebSocket. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageTooLargeError {
    /// Bytes of the message.
    pub size: usize,
    /// The most that it may have.
    pub limit: usize,
}

impl MessageTooLargeError {
    pub(crate) fn new(size: usize, limit: usize) -> Self {
        Self { size, limit }
    }
}

impl fmt::Display for MessageTooLargeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a message of {} bytes is more than the {} that an app-server takes over a WebSocket; send less at \
             once, or let the client start the runtime, where there is no limit",
            self.size, self.limit
        )
    }
}

impl Error for MessageTooLargeError {}
