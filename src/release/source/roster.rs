//! The names of entries in, paths inside any folder out: each stands for one file, on every file system.
//! It sees every entry of a source, in any order, and refuses the one that another one would fall upon.

use std::collections::BTreeMap;

use super::limit;
use crate::package::RelPath;

/// The entries that a source had so far.
#[derive(Debug, Default)]
pub(in crate::release) struct Roster {
    taken: BTreeMap<String, Taken>,
    entries: usize,
    unpacked: u64,
}

#[derive(Debug)]
struct Taken {
    path: String,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    File,
    /// A folder that has an entry of its own.
    Folder,
    /// A folder that something lies in.
    Around,
}

impl Roster {
    /// Lets a file in.
    pub(in crate::release) fn file(&mut self, name: &str, size: u64) -> Result<RelPath, String> {
        let path = path(name)?;
        self.enter(&path, What::File)?;
        self.weigh(size)?;
        Ok(path)
    }

    /// Adds to what all files have together.
    pub(in crate::release) fn weigh(&mut self, size: u64) -> Result<(), String> {
        self.unpacked = self.unpacked.saturating_add(size);
        if self.unpacked > limit::UNPACKED {
            return Err(format!("with it, all files together have more than {} bytes", limit::UNPACKED));
        }
        Ok(())
    }

    /// Lets a folder in.
    pub(in crate::release) fn folder(&mut self, name: &str) -> Result<RelPath, String> {
        let path = path(name)?;
        self.enter(&path, What::Folder)?;
        Ok(path)
    }

    /// Counts an entry that has no name of its own.
    pub(in crate::release) fn count(&mut self) -> Result<(), String> {
        self.entries += 1;
        if self.entries > limit::ENTRIES {
            return Err(format!("it is one more than the {} entries that a source may have", limit::ENTRIES));
        }
        Ok(())
    }

    fn enter(&mut self, path: &RelPath, what: What) -> Result<(), String> {
        self.count()?;
        for folder in path.folders() {
            self.take(folder, What::Around)?;
        }
        self.take(path.as_str(), what)
    }

    fn take(&mut self, path: &str, what: What) -> Result<(), String> {
        let Some(taken) = self.taken.get_mut(&path.to_ascii_lowercase()) else {
            self.taken.insert(path.to_ascii_lowercase(), Taken { path: path.to_owned(), what });
            return Ok(());
        };
        if taken.path != path {
            return Err(format!(
                "`{path}` and `{}` differ in case alone, which is one file on many systems",
                taken.path
            ));
        }
        match (taken.what, what) {
            (What::Folder | What::Around, What::Around) => Ok(()),
            (What::Around, What::Folder) => {
                taken.what = What::Folder;
                Ok(())
            }
            (What::File, What::File) | (What::Folder, What::Folder) => {
                Err(format!("`{path}` is there twice, and each reader would take another one"))
            }
            _ => Err(format!("`{path}` is a file and a folder")),
        }
    }
}

/// The path that a name stands for.
pub(in crate::release) fn path(name: &str) -> Result<RelPath, String> {
    let because = if name.is_empty() {
        "it has no name"
    } else if name.contains(char::is_control) {
        "its name has a control character"
    } else if name.contains('\\') {
        "its name has a backslash, which parts folders on Windows"
    } else if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        "its name is an absolute path"
    } else if name.split('/').any(|segment| segment == "..") {
        "its name leaves the folder with `..`"
    } else if !name.is_ascii() {
        "its name has a sign outside ASCII, of which systems make different names"
    } else if name.len() > limit::PATH {
        "its name is longer than 512 bytes"
    } else if name.matches('/').count() >= limit::DEPTH {
        "it lies more than 16 folders deep"
    } else {
        return RelPath::new(name).map_err(|refusal| format!("of its name, {}", refusal.because));
    };
    Err(because.to_owned())
}
