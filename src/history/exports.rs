//! A folder of exports in, the sources of each runtime out: `DIR/VERSION/{stable,experimental}/*.json`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::version::Version;
use crate::diag::{Code, Diagnostic, Outcome, Place};
use crate::schema::{Document, Source};

/// The exports of every runtime in a folder, the oldest first; what is named like no version is passed over.
///
/// # Errors
/// The folder cannot be read, or an export of a runtime is not exactly one JSON file.
pub fn read(folder: &Path) -> Outcome<Vec<Source>> {
    let mut versions: Vec<(Version, PathBuf)> = Vec::new();
    for path in entries(folder)? {
        let version = path.file_name().and_then(|name| name.to_str()).and_then(Version::parse);
        versions.extend(version.map(|version| (version, path)));
    }
    versions.sort_by(|a, b| a.0.cmp(&b.0));
    versions
        .iter()
        .map(|(version, path)| {
            let stable = document(&path.join("stable"))?;
            let experimental = path.join("experimental");
            let source = Source::new(version.as_str(), stable);
            if experimental.is_dir() {
                Ok(source.with_experimental(document(&experimental)?))
            } else {
                Ok(source)
            }
        })
        .collect()
}

fn document(folder: &Path) -> Outcome<Document> {
    let mut files = entries(folder)?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    match files.as_slice() {
        [file] => match fs::read_to_string(file) {
            Ok(text) => Ok(Document::new(shown(file), text.trim_start_matches('\u{feff}'))),
            Err(error) => Err(unreadable(file, &error)),
        },
        _ => Err(Diagnostic::new(
            Code::FileAccess,
            format!("there are {} JSON files where one belongs", files.len()),
        )
        .at(Place::whole(shown(folder)))
        .help("put the combined bundle of the export there, and nothing else")
        .into()),
    }
}

fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let read = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<PathBuf>>>()
    });
    let mut paths = read.map_err(|error| unreadable(folder, &error))?;
    paths.sort();
    Ok(paths)
}

fn unreadable(path: &Path, error: &io::Error) -> crate::diag::Report {
    Diagnostic::new(Code::FileAccess, format!("cannot read it: {error}")).at(Place::whole(shown(path))).into()
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
