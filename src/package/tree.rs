//! The files of one package as values: every path has one producer, whatever file system they will stand on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::RelPath;
use crate::diag::{Code, Diagnostic};

/// The bytes of a file; templates are borrowed from the program.
pub type Bytes = Cow<'static, [u8]>;

/// The files of one package by path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    files: BTreeMap<RelPath, Bytes>,
    taken: BTreeMap<String, Taken>,
}

/// What stands at a path once case is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Taken {
    File(RelPath),
    Folder(String),
}

impl Tree {
    /// Adds a file.
    ///
    /// # Errors
    /// The path, a folder where it stands, or one of its own folders exists already, or differs only in case.
    pub fn insert(&mut self, path: RelPath, bytes: impl Into<Bytes>) -> Result<(), Diagnostic> {
        for folder in path.folders() {
            let here = Taken::Folder(folder.to_owned());
            match self.taken.get(&folder.to_ascii_lowercase()) {
                Some(other) if *other != here => return Err(collision(&path, other)),
                Some(_) => {}
                None => {
                    self.taken.insert(folder.to_ascii_lowercase(), here);
                }
            }
        }
        if let Some(other) = self.taken.get(&path.folded()) {
            return Err(collision(&path, other));
        }
        self.taken.insert(path.folded(), Taken::File(path.clone()));
        self.files.insert(path, bytes.into());
        Ok(())
    }

    /// The files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&RelPath, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path, bytes.as_ref()))
    }

    /// The files that are text, in the order of their paths.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?)))
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, path: &RelPath) -> Option<&[u8]> {
        self.files.get(path).map(AsRef::as_ref)
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

fn collision(path: &RelPath, other: &Taken) -> Diagnostic {
    let (what, other) = match other {
        Taken::File(path) => ("file", path.as_str()),
        Taken::Folder(folder) => ("folder", folder.as_str()),
    };
    Diagnostic::new(Code::OutputPath, format!("{path} is produced twice"))
        .note("taken by", format!("the {what} {other}"))
        .note("because", "two paths that differ in case alone are one file on many systems")
        .help("name one of the two differently in the curation file")
}
