//! What goes wrong with how a call is made.

use std::error::Error;
use std::fmt;

use crate::client::display::shown;

/// A call cannot be meant: an argument of it, or where it is made. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UsageError {
    /// What is wrong, and what is right.
    pub problem: String,
}

impl UsageError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into() }
    }
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.problem))
    }
}

impl Error for UsageError {}
