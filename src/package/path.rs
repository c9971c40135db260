//! A text in, a path that stays inside any folder and means the same file on every platform out, or why not.
//! Only plain ASCII names pass, so no two paths can be one file by Unicode normalisation.

use std::fmt;
use std::path::{Path, PathBuf};

/// A relative path, `/` between its segments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelPath(Box<str>);

/// The refusal of a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path:?} is not a path inside the output folder")]
pub struct NotInside {
    /// The path.
    pub path: String,
    /// The rule that it breaks.
    pub because: &'static str,
}

impl RelPath {
    /// Takes a path whose every segment is a plain file name.
    ///
    /// # Errors
    /// The path is absolute, has a drive, an empty segment, `.`, `..`, a name that Windows reserves, a name that ends
    /// in a dot, or a sign other than ASCII letters, digits and `. _ - +`.
    pub fn new(text: &str) -> Result<Self, NotInside> {
        match text.split('/').find_map(objection) {
            None => Ok(Self(text.into())),
            Some(because) => Err(NotInside { path: text.to_owned(), because }),
        }
    }

    /// Where the list of our files stands.
    pub(in crate::package) fn manifest() -> Self {
        Self(super::MANIFEST.into())
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folders around it, outermost first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').filter_map(|(at, _)| self.0.get(..at))
    }

    /// The text by which file systems that ignore case know it.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The file below a folder.
    #[must_use]
    pub fn below(&self, folder: &Path) -> PathBuf {
        let mut path = folder.to_path_buf();
        path.extend(self.0.split('/'));
        path
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn objection(segment: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    if segment.is_empty() {
        Some("a segment is empty")
    } else if matches!(segment, "." | "..") {
        Some("a segment is `.` or `..`")
    } else if !segment.chars().all(plain) {
        Some("a segment has a sign other than ASCII letters, digits and `. _ - +`")
    } else if segment.ends_with('.') {
        Some("a segment ends in a dot")
    } else if is_device(segment) {
        Some("a segment is a device name on Windows")
    } else if segment.len() > 128 {
        Some("a segment is longer than 128 bytes")
    } else {
        None
    }
}

/// Windows takes these names for devices, whatever extension follows.
fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or(segment).to_ascii_uppercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|digit| digit.len() == 1 && digit.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}
