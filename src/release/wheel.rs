//! A staged project in, its wheel out, without Python: the same files and metadata as the build backend writes.
//! The bytes depend on the project and the epoch alone, and the wheel takes its place in one rename.

use std::path::{Path, PathBuf};

use super::progress::Progress;
use crate::diag::{Code, Diagnostic, Outcome};

/// A wheel that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// Where it is.
    pub path: PathBuf,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many bytes it has.
    pub size: u64,
}

/// Writes the wheel of a staged project into a folder, which is made where it is missing.
///
/// # Errors
/// A `pyproject.toml` that says what this writer does not know, a file that it names and that is not there, and whatever
/// the disk refuses.
pub fn write(project: &Path, out: &Path, epoch: Option<u64>, progress: &dyn Progress) -> Outcome<Built> {
    let _ = (out, epoch, progress);
    Err(Diagnostic::new(Code::Usage, format!("{} cannot be built yet", project.display())).into())
}
