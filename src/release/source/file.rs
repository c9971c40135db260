//! A file that somebody named in, readers of its bytes out: the only place where a source that is a file is opened.
//! What is read is read through the one handle that was looked at first, whatever happens to the name meanwhile.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::refusal::inaccessible;
use crate::diag::Diagnostic;

/// An open file.
#[derive(Debug, Clone)]
pub(in crate::release) struct Opened {
    handle: Arc<File>,
    /// The name by which reports know it.
    pub(in crate::release) name: Arc<str>,
    /// How many bytes it has.
    pub(in crate::release) size: u64,
}

/// What a path is, links followed.
pub(in crate::release) enum Found {
    Folder,
    File(Opened),
}

/// Opens a path; one at which neither a file nor a folder stands is not touched, for it might never answer.
pub(in crate::release) fn find(path: &Path) -> Result<Found, Diagnostic> {
    let name: Arc<str> = path.display().to_string().into();
    let failed = |error: io::Error| inaccessible(&name, &error);
    let found = fs::metadata(path).map_err(failed)?;
    if found.is_dir() {
        return Ok(Found::Folder);
    }
    if !found.is_file() {
        return Err(inaccessible(&name, &io::Error::other("it is neither a file nor a folder")));
    }
    let handle = File::open(path).map_err(failed)?;
    let size = handle.metadata().map_err(failed)?.len();
    Ok(Found::File(Opened { handle: handle.into(), name, size }))
}

impl Opened {
    /// Opens a file.
    pub(in crate::release) fn at(path: &Path) -> Result<Self, Diagnostic> {
        match find(path)? {
            Found::File(opened) => Ok(opened),
            Found::Folder => {
                Err(inaccessible(&path.display().to_string(), &io::Error::other("it is a folder")))
            }
        }
    }

    /// The first bytes, as many as there are of so many.
    pub(in crate::release) fn head(&self, length: usize) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.range(0, self.size.min(length as u64)).read_to_end(&mut head)?;
        Ok(head)
    }

    /// The bytes of a range; readers do not disturb one another.
    pub(in crate::release) fn range(&self, start: u64, end: u64) -> Range {
        Range { handle: self.handle.clone(), start, end, at: start }
    }

    /// All bytes.
    pub(in crate::release) fn whole(&self) -> Range {
        self.range(0, self.size)
    }
}

/// The bytes of a range of a file.
#[derive(Debug, Clone)]
pub(in crate::release) struct Range {
    handle: Arc<File>,
    start: u64,
    end: u64,
    at: u64,
}

impl Read for Range {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX).min(bytes.len());
        let Some(bytes) = bytes.get_mut(..left).filter(|bytes| !bytes.is_empty()) else { return Ok(0) };
        let mut file = &*self.handle;
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(bytes)?;
        if read == 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the file became shorter while it was read",
            ));
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Range {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(offset) => self.start.checked_add(offset),
            SeekFrom::End(offset) => self.end.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        let at = at.filter(|at| *at >= self.start).ok_or(io::ErrorKind::InvalidInput)?;
        self.at = at;
        Ok(at - self.start)
    }
}
