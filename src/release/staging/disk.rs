//! The folder in which a new folder grows, beside the one that it replaces: the only place where staging writes.
//! Modes are set and never inherited. What goes wrong leaves the goal as it was and nothing beside it.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::diag::{Code, Diagnostic, Place};
use crate::package::RelPath;

/// How a workplace is called until it is gone.
const UNFINISHED: (&str, &str) = (".codex-sdkgen-", ".staging");

/// A temporary folder that holds the new folder, and for a moment the old one.
#[derive(Debug)]
pub(super) struct Workplace {
    new: PathBuf,
    // Fields are dropped in this order: the lock ends last, so that nobody sweeps what is being removed.
    place: TempDir,
    _made: Made,
    _lock: Option<File>,
}

/// The folders that were made to hold the goal; those that stay empty go with this value.
#[derive(Debug)]
struct Made(Vec<PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Workplace {
    /// Makes the place beside a goal.
    pub(super) fn beside(goal: &Path) -> Result<Self, Diagnostic> {
        let parent = goal.parent().unwrap_or(Path::new("."));
        let missing: Vec<PathBuf> =
            parent.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
        let made = Made(missing.into_iter().rev().collect());
        fs::create_dir_all(parent).map_err(|error| failed(parent, "cannot be made", &error))?;
        sweep(parent);
        let (prefix, suffix) = UNFINISHED;
        let place = tempfile::Builder::new().prefix(prefix).suffix(suffix).tempdir_in(parent);
        let place = place.map_err(|error| failed(parent, "cannot hold a new folder", &error))?;
        let locked = set_mode(place.path(), 0o700).map(|()| lock(place.path()));
        let lock = locked.map_err(|error| failed(place.path(), "cannot be given a mode", &error))?;
        let new = place.path().join("new");
        make_folder(&new)?;
        Ok(Self { new, place, _made: made, _lock: lock })
    }

    /// The new folder.
    pub(super) fn folder(&self) -> &Path {
        &self.new
    }

    /// Makes a folder and those around it, where they are not there.
    pub(super) fn make_folder(&self, path: &RelPath) -> Result<(), Diagnostic> {
        path.folders().chain([path.as_str()]).try_for_each(|folder| make_folder(&self.new.join(folder)))
    }

    /// Begins a file that is not there yet.
    pub(super) fn create(&self, path: &RelPath) -> Result<Growing, Diagnostic> {
        for folder in path.folders() {
            make_folder(&self.new.join(folder))?;
        }
        let file = path.below(&self.new);
        match File::options().write(true).create_new(true).open(&file) {
            Ok(opened) => Ok(Growing { path: file, file: opened }),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(Diagnostic::new(Code::OutputPath, format!("{path} is staged twice"))
                    .at(Place::whole(path.as_str()))
                    .help("see to it that only one of the parts of the folder has this file"))
            }
            Err(error) => Err(failed(&file, "cannot be written", &error)),
        }
    }

    /// Opens a file.
    pub(super) fn open(&self, path: &RelPath) -> Result<File, Diagnostic> {
        let file = path.below(&self.new);
        File::open(&file).map_err(|error| failed(&file, "cannot be read", &error))
    }

    /// Lets everybody run a file.
    pub(super) fn make_executable(&self, path: &RelPath) -> Result<(), Diagnostic> {
        let file = path.below(&self.new);
        set_mode(&file, 0o755).map_err(|error| failed(&file, "cannot be given a mode", &error))
    }

    /// Puts what stands in a folder into the folder around it, where nothing stands in its way.
    pub(super) fn lift(&self, inner: &RelPath, outer: &RelPath) -> Result<(), Diagnostic> {
        let (from, to) = (inner.below(&self.new), outer.below(&self.new));
        let between = self.place.path().join("lifted");
        let lifted = || -> io::Result<()> {
            fs::rename(&from, &between)?;
            for entry in fs::read_dir(&between)? {
                let entry = entry?;
                let place = to.join(entry.file_name());
                if fs::symlink_metadata(&place).is_ok() {
                    return Err(ErrorKind::AlreadyExists.into());
                }
                fs::rename(entry.path(), place)?;
            }
            fs::remove_dir(&between)
        };
        lifted().map_err(|error| failed(&from, "cannot be moved", &error))
    }

    /// Puts the new folder in the place of the goal: the old one moves in here, and goes with the place.
    pub(super) fn commit(self, goal: &Path) -> Result<(), Diagnostic> {
        let old = self.place.path().join("old");
        let had_one = match fs::rename(goal, &old) {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(failed(goal, "cannot be moved away", &error)),
        };
        if let Err(error) = fs::rename(&self.new, goal) {
            let problem = failed(goal, "cannot be put in its place", &error);
            return match had_one.then(|| fs::rename(&old, goal)) {
                Some(Err(lost)) => {
                    let kept = self.place.keep();
                    Err(problem
                        .note("besides", format!("the old folder cannot be put back: {lost}"))
                        .help(format!("move {} back by hand", kept.join("old").display())))
                }
                _ => Err(problem),
            };
        }
        let place = self.place.path().to_owned();
        self.place.close().map_err(|error| {
            failed(&place, "cannot be removed", &error)
                .note("besides", format!("the new folder stands at {}", goal.display()))
                .help("remove what is left of the old folder by hand")
        })
    }
}

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Growing {
    path: PathBuf,
    file: File,
}

impl Growing {
    /// Adds some bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.file.write_all(bytes).map_err(|error| failed(&self.path, "cannot be written", &error))
    }

    /// Sets the mode; nothing else follows.
    pub(super) fn finish(self, is_executable: bool) -> Result<(), Diagnostic> {
        let mode = if is_executable { 0o755 } else { 0o644 };
        set_mode(&self.path, mode).map_err(|error| failed(&self.path, "cannot be given a mode", &error))
    }
}

/// Makes one folder, if it is not there.
fn make_folder(folder: &Path) -> Result<(), Diagnostic> {
    match fs::create_dir(folder).and_then(|()| set_mode(folder, 0o755)) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made.map_err(|error| failed(folder, "cannot be made", &error)),
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Where files have no modes, wheels still get theirs by content.
#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Whoever works in a place holds its lock; where folders cannot be locked, nobody sweeps.
fn lock(place: &Path) -> Option<File> {
    let folder = File::open(place).ok()?;
    folder.try_lock().ok().map(|()| folder)
}

/// Removes places whose makers were killed. One that holds an old and a new folder is the last copy of the old one, and
/// stays; what cannot be removed is no problem of this run.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let place = entry.path();
        let is_place = entry.file_type().is_ok_and(|found| found.is_dir());
        if !is_place || !is_unfinished(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let is_last_copy = place.join("old").exists() && place.join("new").exists();
        if lock(&place).is_some() && !is_last_copy {
            let _ = fs::remove_dir_all(&place);
        }
    }
}

fn is_unfinished(name: &str) -> bool {
    let (prefix, suffix) = UNFINISHED;
    name.strip_prefix(prefix)
        .and_then(|rest| rest.strip_suffix(suffix))
        .is_some_and(|random| random.len() == 6 && random.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn failed(path: &Path, what: &str, error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room and run the command again; what was staged before is whole"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "allow it, or name another folder",
        _ => "mend that and run the command again; what was staged before is whole",
    };
    Diagnostic::new(Code::FileAccess, format!("{} {what}", path.display()))
        .at(Place::whole(path.display().to_string()))
        .note("because", error.to_string())
        .help(help)
}
