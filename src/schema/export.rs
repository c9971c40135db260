//! A runtime binary, or a folder with what one has written, in; the texts of its exports out, not yet pinned.

use std::path::Path;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Outcome};

use super::{Document, Source, pin, program};

/// The name under which the runtime writes the combined bundle.
pub(in crate::schema) const BUNDLE: &str = "codex_app_server_protocol.schemas.json";

/// Lets a runtime tell its version and write both exports.
///
/// # Errors
/// The program cannot be run, fails, or writes something else.
pub fn from_runtime(runtime: &Path) -> Outcome<Source> {
    let scratch = tempfile::tempdir().map_err(|error| {
        Diagnostic::new(Code::FileAccess, "no temporary folder can be made")
            .note("because", error.to_string())
    })?;
    let scratch = scratch.path();
    let version = program::version(runtime, scratch)?;
    let out = scratch.join("out");
    for (name, experimental) in [(pin::STABLE, false), (pin::EXPERIMENTAL, true)] {
        program::export(runtime, experimental, &out.join(name), scratch)?;
    }
    gather(&out, "", &version)
}

/// Takes the exports that stand in `stable` and `experimental` below a folder.
///
/// # Errors
/// A file is missing or not UTF-8, or the version is none.
pub fn from_folder(folder: &Path, version: &str) -> Outcome<Source> {
    gather(folder, &pin::shown(folder, ""), version)
}

fn gather(folder: &Path, shown: &str, version: &str) -> Outcome<Source> {
    check_version(version)?;
    let document = |name: &str| {
        let path = format!("{name}/{BUNDLE}");
        let file: Arc<str> = format!("{shown}{path}").into();
        let bytes = pin::bytes(&folder.join(&path), &file).map_err(|problem| {
            problem.help(format!("`codex app-server generate-json-schema` writes {BUNDLE}"))
        })?;
        Document::from_bytes(file, &bytes)
    };
    Ok(Source::new(version, document(pin::STABLE)?).with_experimental(document(pin::EXPERIMENTAL)?))
}

/// A version becomes the name of a folder and must be fit for it.
fn check_version(version: &str) -> Outcome<()> {
    let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
    if version.starts_with(|c: char| c.is_ascii_digit()) && version.chars().all(fit) && version.len() <= 64 {
        return Ok(());
    }
    Err(Diagnostic::new(Code::Usage, format!("{version:?} is not a version"))
        .help("a version starts with a digit and holds letters, digits, `.`, `-`, `+` and `_`, such as `0.163.0`")
        .into())
}
