//! What goes wrong with an argument of a call.

use std::error::Error;
use std::fmt;

use crate::client::display::shown;

/// An argument of a call cannot be meant. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArgumentError {
    /// The argument, what is wrong with it, and what is right.
    pub problem: String,
}

impl ArgumentError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into() }
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.problem))
    }
}

impl Error for ArgumentError {}
