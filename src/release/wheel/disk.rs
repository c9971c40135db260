//! The disk under a wheel that is written: the files of a staged project, read once each, and the new wheel, which takes
//! its place in one rename. No link is followed.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::diag::{Code, Diagnostic, Place};
use crate::package::RelPath;
#[cfg(not(unix))]
use crate::release::platform::executable;

/// The folders that the build backend never takes.
const FOLDERS_LEFT_OUT: [&str; 11] = [
    "__pycache__",
    ".venv",
    ".git",
    ".hg",
    ".hatch",
    ".tox",
    ".nox",
    ".ruff_cache",
    ".pytest_cache",
    ".mypy_cache",
    ".pixi",
];

/// The files that it never takes.
const FILES_LEFT_OUT: [&str; 2] = [".DS_Store", ".git"];

/// What every name of a file in a wheel is spared.
const NAME: &str = "has a name that not every system can store";

/// A file that goes into a wheel.
#[derive(Debug)]
pub(super) struct Member {
    /// Its name in the wheel.
    pub(super) name: String,
    /// Where it is read.
    pub(super) file: PathBuf,
    /// How many bytes it has.
    pub(super) size: u64,
    /// Whether everybody may run it.
    pub(super) is_executable: bool,
}

/// The files of a folder in the order of the build backend: those that lie in it by name, then those of its folders.
pub(super) fn members(folder: &Path, name: &str, found: &mut Vec<Member>) -> Result<(), Diagnostic> {
    let failed = |error: io::Error| failed(folder, "cannot be listed", &error);
    let mut entries =
        fs::read_dir(folder).map_err(failed)?.collect::<io::Result<Vec<_>>>().map_err(failed)?;
    entries.sort_unstable_by_key(fs::DirEntry::file_name);
    let mut folders = Vec::new();
    for entry in entries {
        let (here, own) = (entry.path(), entry.file_name());
        let Some(own) = own.to_str() else { return Err(foreign(&here, NAME)) };
        let kind = entry.file_type().map_err(failed)?;
        let left_out: &[&str] = if kind.is_dir() { &FOLDERS_LEFT_OUT } else { &FILES_LEFT_OUT };
        let is_left_out = left_out.contains(&own) || is_byte_code(own);
        let name = format!("{name}/{own}");
        match () {
            () if is_left_out => {}
            () if RelPath::new(own).is_err() => return Err(foreign(&here, NAME)),
            () if kind.is_dir() => folders.push((here, name)),
            () if kind.is_file() => found.push(member(here, name)?),
            () => return Err(foreign(&here, "is neither a file nor a folder")),
        }
    }
    folders.into_iter().try_for_each(|(here, name)| members(&here, &name, found))
}

/// One file under a name.
pub(super) fn member(file: PathBuf, name: String) -> Result<Member, Diagnostic> {
    let found = fs::symlink_metadata(&file).map_err(|error| failed(&file, "cannot be reached", &error))?;
    if !found.is_file() {
        return Err(foreign(&file, "is no file"));
    }
    let is_executable = is_executable(&file, &found)?;
    Ok(Member { name, file, size: found.len(), is_executable })
}

/// A file for reading.
pub(super) fn open(file: &Path) -> Result<File, Diagnostic> {
    File::open(file).map_err(|error| failed(file, "cannot be read", &error))
}

/// The SHA-256 of a file and its size.
pub(in crate::release) fn digest(file: &Path) -> Result<([u8; 32], u64), Diagnostic> {
    let mut reader = open(file)?;
    let (mut digest, mut size, mut piece) = (Sha256::new(), 0, vec![0; 64 * 1024]);
    loop {
        let read = reader.read(&mut piece).map_err(|error| failed(file, "cannot be read", &error))?;
        if read == 0 {
            return Ok((digest.finalize().into(), size));
        }
        digest.update(piece.get(..read).unwrap_or_default());
        size += read as u64;
    }
}

/// The text of a file of the project.
pub(super) fn text(project: &Path, path: &RelPath) -> Result<String, Diagnostic> {
    let file = path.below(project);
    let bytes = fs::read(&file).map_err(|error| failed(&file, "cannot be read", &error))?;
    String::from_utf8(bytes).map_err(|_| {
        let shown = file.display().to_string();
        Diagnostic::new(Code::NotUtf8, format!("{shown} is not UTF-8")).at(Place::whole(shown))
    })
}

/// A new file in a folder, which is made where it is missing; it is gone unless it is kept.
pub(super) fn begin(folder: &Path) -> Result<NamedTempFile, Diagnostic> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, "cannot be made", &error))?;
    let unfinished = tempfile::Builder::new().prefix(".codex-sdkgen-").suffix(".tmp").tempfile_in(folder);
    unfinished.map_err(|error| failed(folder, "takes no new file", &error))
}

/// Gives a new file its name and the mode of any file, whatever the umask.
pub(super) fn keep(unfinished: NamedTempFile, goal: &Path) -> Result<(), Diagnostic> {
    let keep = || -> io::Result<()> {
        allow_reading(unfinished.as_file())?;
        unfinished.as_file().sync_all()?;
        unfinished.persist(goal).map(drop).map_err(|error| error.error)
    };
    keep().map_err(|error| failed(goal, "cannot be written", &error))
}

#[cfg(unix)]
fn allow_reading(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn allow_reading(_file: &File) -> io::Result<()> {
    Ok(())
}

/// What the staging has decided.
#[cfg(unix)]
fn is_executable(_file: &Path, found: &fs::Metadata) -> Result<bool, Diagnostic> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(found.permissions().mode() & 0o100 != 0)
}

/// Without modes on the disk, what the bytes are decides.
#[cfg(not(unix))]
fn is_executable(file: &Path, _found: &fs::Metadata) -> Result<bool, Diagnostic> {
    let mut head = Vec::new();
    let reading = open(file)?.take(executable::HEAD as u64).read_to_end(&mut head);
    reading.map_err(|error| failed(file, "cannot be read", &error))?;
    Ok(executable::is_executable(&head))
}

/// Whether the name is one of compiled Python.
fn is_byte_code(name: &str) -> bool {
    [".pyc", ".pyd", ".pyo"].iter().any(|ending| name.ends_with(ending))
}

fn foreign(file: &Path, what: &str) -> Diagnostic {
    let shown = file.display().to_string();
    Diagnostic::new(Code::BadProject, format!("{shown} {what}"))
        .at(Place::whole(shown))
        .help("stage the project again")
}

pub(super) fn failed(path: &Path, what: &str, error: &io::Error) -> Diagnostic {
    let shown = path.display().to_string();
    Diagnostic::new(Code::FileAccess, format!("{shown} {what}"))
        .at(Place::whole(shown))
        .note("because", error.to_string())
        .help("mend that and run the command again; no wheel was written")
}
