//! Why a value could not be read or written: what it was meant for, where, and what does not fit.

use std::error::Error;
use std::fmt;

/// A value does not fit the protocol. Nothing was built, nothing was sent.
///
/// Its text never holds a part of the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireError {
    subject: Box<str>,
    pointer: Box<str>,
    reason: Box<str>,
}

impl WireError {
    pub(super) fn new(
        subject: impl Into<Box<str>>,
        pointer: impl Into<Box<str>>,
        reason: impl Into<Box<str>>,
    ) -> Self {
        Self { subject: subject.into(), pointer: pointer.into(), reason: reason.into() }
    }

    pub(super) fn parse(subject: &str, error: &serde_json::Error) -> Self {
        Self::new(subject, "", error.to_string())
    }

    /// What the writer says: the type, a slash and the member if it is about one, and the reason.
    pub(super) fn write(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let Some((place, reason)) = text.split_once(": ") else { return Self::new("value", "", text) };
        match place.rsplit_once('/') {
            Some((subject, member)) => Self::new(subject, format!("/{member}"), reason),
            None => Self::new(place, "", reason),
        }
    }

    /// The method or type that the value was meant for.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The JSON pointer inside that; empty for the value itself.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What was expected and what was found.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "(the value itself)" } else { &self.pointer };
        write!(f, "{}: {pointer}: {}", self.subject, self.reason)
    }
}

impl Error for WireError {}
