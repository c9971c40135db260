//! A reader in, the same reader with the count and the SHA-256 of what passed it out, and somebody told how far it is.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use super::file::Range;
use crate::release::progress::Work;

/// A range of a file, watched.
pub(in crate::release) struct Watched<'a> {
    range: Range,
    hash: Sha256,
    count: u64,
    work: &'a Work<'a>,
}

impl<'a> Watched<'a> {
    /// Watches a range from its beginning.
    pub(in crate::release) fn new(range: Range, work: &'a Work<'a>) -> Self {
        Self { range, hash: Sha256::new(), count: 0, work }
    }

    /// How many bytes passed.
    pub(in crate::release) fn count(&self) -> u64 {
        self.count
    }

    /// The SHA-256 of the bytes that passed.
    pub(in crate::release) fn digest(self) -> [u8; 32] {
        self.hash.finalize().into()
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.range.read(into)?;
        self.hash.update(into.get(..read).unwrap_or_default());
        self.count += read as u64;
        self.work.advance(read as u64);
        Ok(read)
    }
}
