//! One output folder on a disk: the only file of this floor that touches one.
//! Nothing below the folder is reached through a symbolic link; a file is replaced whole, by one rename, or not at
//! all; one process at a time writes, where the platform can lock a folder.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::RelPath;
use crate::diag::{Code, Diagnostic, Place};

/// How the files that are being written are called until they are whole.
const UNFINISHED: (&str, &str) = (".codex-sdkgen-", ".tmp");

/// A folder that exists, locked while this value lives.
#[derive(Debug)]
pub(in crate::package) struct Folder {
    root: PathBuf,
    made: bool,
    _lock: Option<File>,
}

/// A folder that was made and got nothing is gone again.
impl Drop for Folder {
    fn drop(&mut self) {
        if self.made {
            let _ = fs::remove_dir(&self.root);
        }
    }
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::package) enum Found {
    /// Nothing.
    Nothing,
    /// A plain file with these bytes.
    File(Vec<u8>),
    /// Something else, here or where one of its folders should be.
    Other(Obstacle),
}

/// What is in the way of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::package) struct Obstacle {
    /// Where it is, below the folder.
    pub(in crate::package) at: String,
    /// What it is.
    pub(in crate::package) what: &'static str,
}

impl Folder {
    /// The folder for reading, if it exists.
    pub(in crate::package) fn to_read(root: &Path) -> Result<Option<Self>, Diagnostic> {
        match kind(root)? {
            Kind::Nothing => Ok(None),
            Kind::Folder => {
                Ok(Some(Self { root: root.to_owned(), made: false, _lock: lock(root, File::lock_shared)? }))
            }
            Kind::File => Err(not_a_folder(root, "a file")),
            Kind::Other(what) => Err(not_a_folder(root, what)),
        }
    }

    /// The folder for writing, made where it is missing; what a killed run has left unfinished at its top is gone.
    pub(in crate::package) fn to_write(root: &Path) -> Result<Self, Diagnostic> {
        let made = match kind(root)? {
            Kind::Nothing => {
                fs::create_dir_all(root).map_err(|error| failed(root, "cannot be made", &error))?;
                true
            }
            Kind::Folder => false,
            Kind::File => return Err(not_a_folder(root, "a file")),
            Kind::Other(what) => return Err(not_a_folder(root, what)),
        };
        Ok(Self { root: root.to_owned(), made, _lock: lock(root, File::lock)? })
    }

    /// What stands at a path.
    pub(in crate::package) fn find(&self, path: &RelPath) -> Result<Found, Diagnostic> {
        let other = |at: &str, what| Ok(Found::Other(Obstacle { at: at.to_owned(), what }));
        for folder in path.folders() {
            match kind(&self.root.join(folder))? {
                Kind::Folder => {}
                Kind::Nothing => return Ok(Found::Nothing),
                Kind::File => return other(folder, "a file"),
                Kind::Other(what) => return other(folder, what),
            }
        }
        let file = path.below(&self.root);
        match kind(&file)? {
            Kind::Nothing => Ok(Found::Nothing),
            Kind::File => {
                fs::read(&file).map(Found::File).map_err(|error| failed(&file, "cannot be read", &error))
            }
            Kind::Folder => other(path.as_str(), "a folder"),
            Kind::Other(what) => other(path.as_str(), what),
        }
    }

    /// Gives a file these bytes in one step.
    pub(in crate::package) fn write(&self, path: &RelPath, bytes: &[u8]) -> Result<(), Diagnostic> {
        replace(&path.below(&self.root), bytes)
    }

    /// Removes a file.
    pub(in crate::package) fn remove(&self, path: &RelPath) -> Result<(), Diagnostic> {
        let file = path.below(&self.root);
        fs::remove_file(&file).map_err(|error| failed(&file, "cannot be removed", &error))
    }

    /// Removes the folders of a path that have become empty, innermost first.
    pub(in crate::package) fn prune(&self, path: &RelPath) {
        let folders: Vec<&str> = path.folders().collect();
        for folder in folders.iter().rev() {
            if fs::remove_dir(self.root.join(folder)).is_err() {
                return;
            }
        }
    }

    /// Removes what a killed run has left unfinished in one folder, `""` being the top.
    pub(in crate::package) fn sweep(&self, folder: &str) -> Result<(), Diagnostic> {
        let folder = self.root.join(folder);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(());
            }
            Err(error) => return Err(failed(&folder, "cannot be listed", &error)),
        };
        for entry in entries.flatten() {
            let file = entry.path();
            if is_unfinished(&entry.file_name().to_string_lossy()) && matches!(kind(&file)?, Kind::File) {
                fs::remove_file(&file).map_err(|error| failed(&file, "cannot be removed", &error))?;
            }
        }
        Ok(())
    }
}

/// Gives a file these bytes in one step: whoever reads it sees the old ones or the new ones.
///
/// # Errors
/// Its folder cannot be made or it cannot be written; then it is as it was.
pub fn replace(file: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let write = || -> io::Result<()> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let (prefix, suffix) = UNFINISHED;
        let mut unfinished = tempfile::Builder::new()
            .prefix(prefix)
            .suffix(suffix)
            .make_in(folder, |path| File::create_new(path))?;
        unfinished.write_all(bytes)?;
        unfinished.persist(file).map(drop).map_err(|error| error.error)
    };
    write().map_err(|error| failed(file, "cannot be written", &error))
}

enum Kind {
    Nothing,
    File,
    Folder,
    Other(&'static str),
}

/// What a path is itself; the last link is not followed.
fn kind(path: &Path) -> Result<Kind, Diagnostic> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(Kind::File),
        Ok(found) if found.is_dir() => Ok(Kind::Folder),
        Ok(found) if found.is_symlink() => Ok(Kind::Other("a symbolic link")),
        Ok(_) => Ok(Kind::Other("neither a file nor a folder")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Kind::Nothing),
        Err(error) => Err(failed(path, "cannot be reached", &error)),
    }
}

fn is_unfinished(name: &str) -> bool {
    let (prefix, suffix) = UNFINISHED;
    name.strip_prefix(prefix)
        .and_then(|rest| rest.strip_suffix(suffix))
        .is_some_and(|random| random.len() == 6 && random.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Some platforms cannot open a folder and some file systems cannot lock; renames keep every file whole there too.
fn lock(root: &Path, lock: fn(&File) -> io::Result<()>) -> Result<Option<File>, Diagnostic> {
    let Ok(folder) = File::open(root) else { return Ok(None) };
    match lock(&folder) {
        Ok(()) => Ok(Some(folder)),
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(failed(root, "cannot be locked", &error)),
    }
}

fn not_a_folder(root: &Path, what: &str) -> Diagnostic {
    Diagnostic::new(Code::FileAccess, format!("{} is {what}, not a folder", root.display()))
        .at(Place::whole(root.display().to_string()))
        .help("move it away, or name another folder with --out")
}

fn failed(path: &Path, what: &str, error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room and run the command again; files that were written are whole"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "allow it, or name another folder with --out"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "a part of the path is a file; move it away, or name another folder with --out"
        }
        _ => "mend that and run the command again; files that were written are whole",
    };
    Diagnostic::new(Code::FileAccess, format!("{} {what}", path.display()))
        .at(Place::whole(path.display().to_string()))
        .note("because", error.to_string())
        .help(help)
}
