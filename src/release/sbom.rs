//! A staged project in, its bill of materials as CycloneDX JSON out: what is inside, with hashes, and what it stands on.
//! The serial number follows from the content; there is no time in it but that of an epoch that was given.

use crate::diag::{Code, Diagnostic, Outcome};
use crate::package::Tree;
use crate::schema::Source;

/// A file that a wheel carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carried<'a> {
    /// Its path below the import package.
    pub path: &'a str,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// What the runtime inside a wheel was made of.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The SHA-256 of the archive, the binary or the listing of the folder.
    pub sha256: [u8; 32],
    /// The Rust target, where it is known.
    pub target: Option<&'a str>,
}

/// The bill of the SDK: its tree as it is staged, and the pinned exports that it was compiled from.
///
/// # Errors
/// The tree has no `pyproject.toml` of the SDK.
pub fn sdk(tree: &Tree, pin: &Source, epoch: Option<u64>) -> Outcome<Vec<u8>> {
    let _ = (tree, pin, epoch);
    Err(Diagnostic::new(Code::Usage, "there is no bill yet").into())
}

/// The bill of a runtime wheel: its tree without the payload, the files of the payload, where they come from, and the
/// pinned exports if the runtime is the one that wrote them.
///
/// # Errors
/// The tree has no `pyproject.toml` of a runtime.
pub fn runtime(
    tree: &Tree,
    payload: &[Carried<'_>],
    origin: Origin<'_>,
    pin: Option<&Source>,
    epoch: Option<u64>,
) -> Outcome<Vec<u8>> {
    let _ = (tree, payload, origin, pin, epoch);
    Err(Diagnostic::new(Code::Usage, "there is no bill yet").into())
}
