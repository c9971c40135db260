//! A project in, the texts of its `.dist-info` out: METADATA and WHEEL, as the pinned build backend writes them.

use std::fmt::Write as _;

use super::project::Project;

/// The version of the form of METADATA that the pinned build backend has.
const METADATA_VERSION: &str = "2.5";

/// Who wrote the wheel.
const GENERATOR: &str = concat!("codex-sdkgen ", env!("CARGO_PKG_VERSION"));

/// METADATA, with the description at its end.
pub(super) fn metadata(project: &Project, description: &str) -> String {
    let mut text = String::with_capacity(description.len() + 2048);
    // Writing to a string never fails.
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(text, "{name}: {value}");
    };
    field("Metadata-Version", METADATA_VERSION);
    field("Name", &project.name);
    field("Version", &project.version);
    if !project.summary.is_empty() {
        field("Summary", &project.summary);
    }
    field("License-Expression", &project.license);
    project.license_files.iter().for_each(|file| field("License-File", file.as_str()));
    project.classifiers.iter().for_each(|classifier| field("Classifier", classifier));
    field("Requires-Python", &project.requires_python);
    project.dependencies.iter().for_each(|needed| field("Requires-Dist", &needed.to_string()));
    for (extra, needed) in &project.extras {
        field("Provides-Extra", extra);
        needed.iter().for_each(|needed| field("Requires-Dist", &format!("{needed}; extra == '{extra}'")));
    }
    field("Description-Content-Type", "text/markdown");
    text.push('\n');
    // As Python reads a text file.
    text.push_str(&description.replace("\r\n", "\n").replace('\r', "\n"));
    text
}

/// WHEEL; a wheel without a platform is the same everywhere.
pub(super) fn wheel(project: &Project) -> String {
    let is_pure = project.platform.is_none();
    let tag = project.tag();
    format!("Wheel-Version: 1.0\nGenerator: {GENERATOR}\nRoot-Is-Purelib: {is_pure}\nTag: {tag}\n")
}
