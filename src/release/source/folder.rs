//! A folder in, its plain files and folders out, checked before one byte is read: no link, no device, no odd name.
//! A file is read through the very handle that was checked, so that nothing can be put in its place meanwhile.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::refusal::{inaccessible, refused};
use super::roster::Roster;
use crate::diag::Diagnostic;
use crate::package::RelPath;

/// What an installed package has of its own in its folder: none of it is of the runtime.
const OF_THE_PACKAGE: [&str; 3] = ["__init__.py", "__pycache__", "py.typed"];

/// What lies in a folder, in the order of the paths.
#[derive(Debug, Default)]
pub(in crate::release) struct Listing {
    pub(in crate::release) folders: Vec<RelPath>,
    pub(in crate::release) files: Vec<Listed>,
}

/// A file of a folder.
#[derive(Debug)]
pub(in crate::release) struct Listed {
    pub(in crate::release) path: RelPath,
    pub(in crate::release) size: u64,
    file: PathBuf,
    seen: Metadata,
}

/// Lists a folder.
pub(in crate::release) fn list(root: &Path, name: &str) -> Result<Listing, Diagnostic> {
    let (mut listing, mut roster) = (Listing::default(), Roster::default());
    let mut waiting = vec![(root.to_owned(), String::new())];
    while let Some((folder, prefix)) = waiting.pop() {
        let entries = fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = entries.map_err(|error| inaccessible(name, &error))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let file_name = entry.file_name();
            let shown = format!("{prefix}{}", file_name.to_string_lossy());
            if prefix.is_empty() && OF_THE_PACKAGE.iter().any(|own| file_name == *own) {
                continue;
            }
            let refuse = |because: String| refused(name, &shown, because);
            if file_name.to_str().is_none() {
                return Err(refuse("its name is no UTF-8".to_owned()));
            }
            let file = entry.path();
            let seen = fs::symlink_metadata(&file)
                .map_err(|error| inaccessible(name, &error).note("entry", shown.as_str()))?;
            if seen.is_dir() {
                listing.folders.push(roster.folder(&shown).map_err(refuse)?);
                waiting.push((file, format!("{shown}/")));
            } else if seen.is_file() {
                let path = roster.file(&shown, seen.len()).map_err(refuse)?;
                listing.files.push(Listed { path, size: seen.len(), file, seen });
            } else if seen.is_symlink() {
                return Err(refuse("it is a symbolic link".to_owned()));
            } else {
                return Err(refuse("it is a device, a FIFO or a socket".to_owned()));
            }
        }
    }
    listing.folders.sort();
    listing.files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(listing)
}

impl Listed {
    /// Opens the file that was listed.
    pub(in crate::release) fn open(&self, name: &str) -> Result<File, Diagnostic> {
        let opened = File::open(&self.file).and_then(|file| Ok((file.metadata()?, file)));
        let failed = |error: io::Error| inaccessible(name, &error).note("entry", self.path.as_str());
        let (found, file) = opened.map_err(failed)?;
        if found.is_file() && is_same(&found, &self.seen) {
            Ok(file)
        } else {
            Err(refused(
                name,
                self.path.as_str(),
                "it was replaced by something else while the folder was read",
            ))
        }
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere the length has to do.
#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.len() == other.len()
}
