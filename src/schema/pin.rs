//! The schema folder in, the pinned exports out: `pin.toml` names a version and the SHA-256 of every file.
//! No byte is parsed before its file's digest is what the pin says, and no file outside the folder is opened.

mod form;

pub(in crate::schema) use form::{EXPERIMENTAL, STABLE};
pub use form::{Entry, FILE, Pin};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::diag::{Code, Diagnostic, Outcome, Place, Spot};
use crate::parallel::at_once;

use super::{Document, Source};

/// Reads the pinned exports and proves their bytes.
///
/// # Errors
/// A missing or malformed `pin.toml`, a file that is missing, has other bytes, or is not UTF-8.
pub fn read(folder: &Path) -> Outcome<Source> {
    let pin = Pin::open(folder)?;
    let experimental = || pin.experimental.as_ref().map(|entry| verified(folder, entry)).transpose();
    match at_once(|| verified(folder, &pin.stable), experimental) {
        (Ok(stable), Ok(experimental)) => Ok(Source { version: pin.version, stable, experimental }),
        (Err(report), Ok(_)) | (Ok(_), Err(report)) => Err(report),
        (Err(stable), Err(experimental)) => Err(stable.and(experimental)),
    }
}

fn verified(folder: &Path, entry: &Entry) -> Outcome<Document> {
    let file: Arc<str> = shown(folder, &entry.path).into();
    let bytes = bytes(&folder.join(&*entry.path), &file).map_err(|problem| {
        let Place { file, .. } = &entry.place;
        problem.note("named in", file.to_string()).help("restore the file, or pin the runtime again")
    })?;
    let found = digest(&bytes);
    if found != *entry.digest {
        return Err(Diagnostic::new(
            Code::PinMismatch,
            "the file does not have the bytes that the pin names",
        )
        .at(Place::whole(file))
        .note("expected", &*entry.digest)
        .note("found", found)
        .help("restore the file from version control; to move the pin, run `codex-sdkgen pin`")
        .into());
    }
    Document::from_bytes(file, &bytes)
}

/// The SHA-256 of some bytes as the pin writes it.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as reports and lists show them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text file under the name by which its reader knows it.
///
/// # Errors
/// It cannot be read, which the help is for, or is not UTF-8.
pub fn document(path: &Path, help: &str) -> Outcome<Document> {
    let file: Arc<str> = path.display().to_string().into();
    let bytes = bytes(path, &file).map_err(|problem| problem.help(help))?;
    Document::from_bytes(file, &bytes)
}

/// The files that a pin consists of: its own and those that it names.
///
/// # Errors
/// As of [`Pin::open`].
pub fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let Pin { stable, experimental, .. } = Pin::open(folder)?;
    let named = std::iter::once(&stable).chain(&experimental).map(|entry| folder.join(&*entry.path));
    Ok(std::iter::once(folder.join(FILE)).chain(named).collect())
}

/// The bytes of a file.
pub(in crate::schema) fn bytes(path: &Path, file: &Arc<str>) -> Result<Vec<u8>, Diagnostic> {
    std::fs::read(path).map_err(|error| {
        Diagnostic::new(Code::FileAccess, "the file cannot be read")
            .at(Place { file: file.clone(), spot: Spot::Whole })
            .note("because", error.to_string())
    })
}

/// A path below a folder as reports show it.
pub(in crate::schema) fn shown(folder: &Path, path: &str) -> String {
    format!("{}/{path}", folder.display().to_string().replace('\\', "/").trim_end_matches('/'))
}
