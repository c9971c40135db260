//! The folder that somebody wants replaced in, its real path or the reason why it must not be given up out.
//! Sources, places where people live and work, and everything reached through a link are never replaced.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::diag::{Code, Diagnostic, Place};

/// The real path of a goal.
pub(super) fn allowed(goal: &Path, kept_apart: &[&Path]) -> Result<PathBuf, Diagnostic> {
    let refuse = |because: String, help: &str| {
        let what =
            if goal.as_os_str().is_empty() { "a folder".to_owned() } else { goal.display().to_string() };
        Err(Diagnostic::new(Code::BadStaging, format!("{what} cannot be replaced"))
            .at(Place::whole(goal.display().to_string()))
            .note("because", because)
            .help(help))
    };
    const OTHER: &str = "name a folder of its own, which may be new or may be replaced whole";
    if goal.as_os_str().is_empty() {
        return refuse("it has no name".to_owned(), OTHER);
    }
    match fs::symlink_metadata(without_end(goal)) {
        Ok(found) if found.is_symlink() => {
            return refuse("it is a link; what it points at is not ours to replace".to_owned(), OTHER);
        }
        Ok(found) if !found.is_dir() => return refuse("it is no folder".to_owned(), OTHER),
        _ => {}
    }
    let real = resolved(goal)?;
    if real.parent().is_none() {
        return refuse("it is the root of the file system".to_owned(), OTHER);
    }
    for other in kept_apart {
        let other_real = resolved(other)?;
        let how = match () {
            () if is_same(&real, &other_real) => "is the same as",
            () if is_inside(&real, &other_real) => "lies in",
            () if is_inside(&other_real, &real) => "contains",
            () => continue,
        };
        let because = format!("it {how} {}, from which it is made", other.display());
        return refuse(
            because,
            "a source and a staging folder must not overlap; name a folder apart from it",
        );
    }
    let lived_in = [("the current folder", env::current_dir().ok()), ("the home folder", env::home_dir())];
    for (what, folder) in lived_in {
        let Some(folder) = folder.and_then(|folder| folder.canonicalize().ok()) else { continue };
        if is_same(&real, &folder) || is_inside(&folder, &real) {
            return refuse(format!("it is or contains {what}"), OTHER);
        }
    }
    if fs::symlink_metadata(real.join(".git")).is_ok() {
        return refuse("it is a checkout: it contains .git".to_owned(), OTHER);
    }
    Ok(real)
}

/// A path without `/` and `/.` at its end, so that a link is seen as the link.
fn without_end(path: &Path) -> PathBuf {
    path.components().collect()
}

/// A path without links, as far as it exists.
fn resolved(path: &Path) -> Result<PathBuf, Diagnostic> {
    let failed = |because: String| {
        Diagnostic::new(Code::FileAccess, format!("{} cannot be reached", path.display()))
            .at(Place::whole(path.display().to_string()))
            .note("because", because)
            .help("name a path that exists, or a new one in a folder that does")
    };
    let absolute = std::path::absolute(path).map_err(|error| failed(error.to_string()))?;
    let mut missing = Vec::new();
    let mut existing = absolute.as_path();
    loop {
        match fs::symlink_metadata(existing) {
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error.to_string())),
        }
        match (existing.parent(), existing.components().next_back()) {
            (Some(parent), Some(Component::Normal(name))) => {
                missing.push(name.to_owned());
                existing = parent;
            }
            _ => return Err(failed("it goes back with `..` from a folder that does not exist".to_owned())),
        }
    }
    let mut real = existing.canonicalize().map_err(|error| failed(error.to_string()))?;
    real.extend(missing.iter().rev());
    Ok(real)
}

/// Whether one path lies in another, by name or because one of its folders is the other under a second name.
fn is_inside(inner: &Path, outer: &Path) -> bool {
    inner.ancestors().skip(1).any(|folder| is_same(folder, outer))
}

/// Whether two paths are one thing, also where a mount or a file system that ignores case gives it two names.
fn is_same(one: &Path, other: &Path) -> bool {
    one == other || identity(one).is_some_and(|identity| Some(identity) == self::identity(other))
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// Elsewhere real paths are unique enough.
#[cfg(not(unix))]
fn identity(_path: &Path) -> Option<(u64, u64)> {
    None
}
