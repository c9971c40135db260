//! `version`: a version in any spelling in, what it is called everywhere out, on standard output or for a workflow.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use super::Answer;
use crate::diag::{Code, Diagnostic, Outcome, Place};
use crate::release::version::Version;

/// What a version is called; a workflow is told of those alone that are released.
pub(super) fn version(text: &str, github_output: Option<&Path>) -> Outcome<Answer> {
    let version = Version::parse(text)?;
    let names = format!("python_version={version}\nrelease_tag={}\n", version.tag());
    if let Some(file) = github_output {
        if !is_released(version.as_str()) {
            return Err(Diagnostic::new(Code::BadVersion, format!("no runtime is released as {version}"))
                .note("released", "X.Y.Z, X.Y.ZaN and X.Y.ZaN.postM")
                .help("give the version or the tag of a release")
                .into());
        }
        append(file, &names)?;
        return Ok(Answer::default());
    }
    Ok(match version.semver() {
        Ok(semver) => Answer::text(format!("{names}crate_version={semver}\n")),
        Err(_) => {
            let notes = vec![format!("no crate can have the version {version}")];
            Answer { notes, ..Answer::text(names) }
        }
    })
}

/// Whether a version is three numbers, an alpha of that, or a mended alpha.
fn is_released(version: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (release, alpha) =
        version.split_once('a').map_or((version, None), |(release, alpha)| (release, Some(alpha)));
    let is_alpha = |alpha: &str| {
        let (number, post) = alpha.split_once(".post").map_or((alpha, None), |(it, post)| (it, Some(post)));
        is_number(number) && post.is_none_or(is_number)
    };
    release.split('.').count() == 3 && release.split('.').all(is_number) && alpha.is_none_or(is_alpha)
}

/// A workflow may have told itself more than this.
fn append(file: &Path, text: &str) -> Outcome<()> {
    let opened = OpenOptions::new().append(true).create(true).open(file);
    opened.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        Diagnostic::new(Code::FileAccess, "the file cannot be written")
            .at(Place::whole(file.display().to_string()))
            .note("because", error.to_string())
            .help("see to where the output goes, and run the command again")
            .into()
    })
}
