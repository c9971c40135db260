//! A goal in, a new folder beside it to fill, and the goal replaced by it in one step out.
//! Until the step the goal is as it was; when anything fails it stays so, and nothing unfinished is left.

mod disk;
mod goal;

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::platform::Target;
use super::platform::executable::{self, HEAD};
use crate::diag::{Code, Diagnostic, Outcome, Place};
use crate::package::{RelPath, Tree};
use disk::Workplace;

/// How much is held of a file that passes through.
const PIECE: usize = 128 * 1024;

/// A folder that is being filled beside its goal.
#[derive(Debug)]
pub struct Staging {
    goal: PathBuf,
    workplace: Workplace,
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
    /// The target that a program is for.
    pub target: Option<&'static Target>,
}

impl Staging {
    /// Makes a temporary folder beside the goal, which a new folder shall replace.
    ///
    /// # Errors
    /// The goal is, contains or lies in one of the paths that are kept apart; it is a file or a link; it is or contains
    /// the current folder, the home folder or a checkout; nothing can be made beside it.
    pub fn begin(goal: &Path, kept_apart: &[&Path]) -> Outcome<Self> {
        let goal = goal::allowed(goal, kept_apart)?;
        let workplace = Workplace::beside(&goal)?;
        Ok(Self { goal, workplace })
    }

    /// The temporary folder, for who reads what was staged so far.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.workplace.folder()
    }

    /// Writes a file; its folders are made.
    ///
    /// # Errors
    /// It is there already, or cannot be written.
    pub fn write(&self, path: &RelPath, mut bytes: &[u8], is_executable: bool) -> Outcome<()> {
        let mode = if is_executable { Mode::Executable } else { Mode::Plain };
        self.stream(path, mode, &mut bytes, &|error| unreadable(path, error)).map(drop)
    }

    /// Writes every file of a tree; programs and scripts are executable.
    ///
    /// # Errors
    /// As of [`Staging::write`].
    pub fn tree(&self, tree: &Tree) -> Outcome<()> {
        tree.iter().try_for_each(|(path, bytes)| self.write(path, bytes, executable::is_executable(bytes)))
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
        let mut file = self.workplace.create(path)?;
        let mut piece = vec![0; PIECE];
        let mut hash = Sha256::new();
        let (mut size, mut is_program, mut target) = (0, false, None);
        loop {
            // A reader may give few bytes at a time; what a file is shows only when its head is whole.
            let read = fill(reader, &mut piece).map_err(|error| unreadable(&error))?;
            let bytes = piece.get(..read).unwrap_or_default();
            if size == 0 {
                let head = bytes.get(..HEAD).unwrap_or(bytes);
                (is_program, target) = (executable::is_executable(head), executable::target(head));
            }
            if read == 0 {
                break;
            }
            hash.update(bytes);
            file.write(bytes)?;
            size += read as u64;
        }
        let is_executable = match mode {
            Mode::Plain => false,
            Mode::Executable => true,
            Mode::ByContent => is_program,
        };
        file.finish(is_executable)?;
        Ok(Streamed { size, sha256: hash.finalize().into(), is_executable, target })
    }

    /// Makes a folder, if it is not there.
    pub(in crate::release) fn make_folder(&self, path: &RelPath) -> Outcome<()> {
        Ok(self.workplace.make_folder(path)?)
    }

    /// Lets everybody run a file that was staged before it was known where it belongs.
    pub(in crate::release) fn make_executable(&self, path: &RelPath) -> Outcome<()> {
        Ok(self.workplace.make_executable(path)?)
    }

    /// Opens a staged file.
    pub(in crate::release) fn read(&self, path: &RelPath) -> Outcome<impl Read + use<>> {
        Ok(self.workplace.open(path)?)
    }

    /// Puts what stands in a folder into the folder around it, where nothing stands in its way.
    pub(in crate::release) fn lift(&self, inner: &RelPath, outer: &RelPath) -> Outcome<()> {
        Ok(self.workplace.lift(inner, outer)?)
    }

    /// Puts the folder in the place of its goal.
    ///
    /// # Errors
    /// A rename fails; then the goal is as it was.
    pub fn commit(self) -> Outcome<()> {
        Ok(self.workplace.commit(&self.goal)?)
    }
}

/// Reads until the piece is full or there is nothing more.
fn fill(reader: &mut dyn Read, piece: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = piece.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Bytes in memory can be read; the type of a reader says otherwise.
fn unreadable(path: &RelPath, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::FileAccess, "the file cannot be read")
        .at(Place::whole(path.as_str()))
        .note("because", error.to_string())
        .help("run the command again")
}
