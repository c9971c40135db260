//! What is an identifier in Python, and what is not.

use std::fmt;

/// A Python identifier: ASCII, not a keyword.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PyIdent(Box<str>);

/// A text that is no Python identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a Python identifier")]
pub struct NotAnIdentifier(pub Box<str>);

/// The words that Python reserves everywhere.
pub const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

impl PyIdent {
    /// Takes a text that is an identifier.
    ///
    /// # Errors
    /// The text, if it is empty, not ASCII, starts with a digit, holds other signs than letters, digits and `_`,
    /// or is a keyword.
    pub fn new(text: &str) -> Result<Self, NotAnIdentifier> {
        let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let holds = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if starts && holds && !KEYWORDS.contains(&text) {
            Ok(Self(text.into()))
        } else {
            Err(NotAnIdentifier(text.into()))
        }
    }

    /// What stands for a name in a map that has none; no finished map holds it.
    pub(super) fn placeholder() -> Self {
        Self("_".into())
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PyIdent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
