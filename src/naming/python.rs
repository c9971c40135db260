//! Identifiers and module paths: text in, a name that is safe to print as code out, or a refusal.
//! Only ASCII names pass, so no two names can look alike or be folded into one by Python.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// A Python identifier: ASCII, and not a reserved word (soft keywords such as `match` are allowed).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PyIdent(Text);

/// A dotted path of identifiers, as in `from collections.abc import Sequence`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModulePath(Text);

/// The refusal of a text that is no identifier, or no dotted path of identifiers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a Python identifier")]
pub struct NotAnIdentifier(pub String);

/// A [`PyIdent`](crate::naming::PyIdent) from a literal, checked by the compiler.
#[macro_export]
macro_rules! py_ident {
    ($text:literal) => {
        const { $crate::naming::PyIdent::literal($text) }
    };
}

/// A [`ModulePath`](crate::naming::ModulePath) from a literal, checked by the compiler.
#[macro_export]
macro_rules! py_module {
    ($text:literal) => {
        const { $crate::naming::ModulePath::literal($text) }
    };
}

impl PyIdent {
    /// Accepts `text` if Python reads it as one plain name.
    pub fn new(text: &str) -> Result<PyIdent, NotAnIdentifier> {
        if is_identifier(text.as_bytes()) {
            Ok(PyIdent(Text::Shared(text.into())))
        } else {
            Err(NotAnIdentifier(text.to_owned()))
        }
    }

    /// For [`py_ident!`](crate::py_ident), which evaluates it while compiling.
    #[doc(hidden)]
    pub const fn literal(text: &'static str) -> PyIdent {
        assert!(is_identifier(text.as_bytes()), "not a Python identifier");
        PyIdent(Text::Static(text))
    }

    /// What stands for a name that a problem was reported for.
    pub(super) fn placeholder() -> Self {
        PyIdent(Text::Static("_"))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl ModulePath {
    /// Accepts one or more identifiers joined by dots.
    pub fn new(text: &str) -> Result<ModulePath, NotAnIdentifier> {
        if is_path(text.as_bytes()) {
            Ok(ModulePath(Text::Shared(text.into())))
        } else {
            Err(NotAnIdentifier(text.to_owned()))
        }
    }

    /// For [`py_module!`](crate::py_module), which evaluates it while compiling.
    #[doc(hidden)]
    pub const fn literal(text: &'static str) -> ModulePath {
        assert!(is_path(text.as_bytes()), "not a Python module path");
        ModulePath(Text::Static(text))
    }

    /// The module `name` inside this package.
    #[must_use]
    pub fn join(&self, name: &PyIdent) -> ModulePath {
        ModulePath(Text::Shared(format!("{self}.{name}").into()))
    }

    /// The path as dotted text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The first segment: the top-level package.
    pub fn root(&self) -> &str {
        self.as_str().split('.').next().unwrap_or_default()
    }
}

pub(super) const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

const fn is_identifier(text: &[u8]) -> bool {
    let Some((first, mut rest)) = text.split_first() else {
        return false;
    };
    if !(first.is_ascii_alphabetic() || *first == b'_') {
        return false;
    }
    while let Some((byte, tail)) = rest.split_first() {
        if !(byte.is_ascii_alphanumeric() || *byte == b'_') {
            return false;
        }
        rest = tail;
    }
    !is_keyword(text)
}

const fn is_keyword(text: &[u8]) -> bool {
    let mut keywords = KEYWORDS.as_slice();
    while let Some((keyword, rest)) = keywords.split_first() {
        if same(keyword.as_bytes(), text) {
            return true;
        }
        keywords = rest;
    }
    false
}

const fn same(mut left: &[u8], mut right: &[u8]) -> bool {
    loop {
        match (left.split_first(), right.split_first()) {
            (Some((one, left_rest)), Some((other, right_rest))) if *one == *other => {
                left = left_rest;
                right = right_rest;
            }
            (None, None) => return true,
            _ => return false,
        }
    }
}

const fn is_path(text: &[u8]) -> bool {
    let mut from = text;
    let mut length = 0;
    let mut ahead = text;
    loop {
        match ahead.split_first() {
            Some((b'.', rest)) => {
                if !is_identifier(from.split_at(length).0) {
                    return false;
                }
                from = rest;
                ahead = rest;
                length = 0;
            }
            Some((_, rest)) => {
                ahead = rest;
                length += 1;
            }
            None => return is_identifier(from),
        }
    }
}

/// Names known to the compiler cost no allocation, the others are shared; both are only text.
#[derive(Clone)]
enum Text {
    Static(&'static str),
    Shared(Arc<str>),
}

impl Text {
    fn as_str(&self) -> &str {
        match self {
            Text::Static(text) => text,
            Text::Shared(text) => text,
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Text) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Text) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for PyIdent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Borrow<str> for PyIdent {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}
