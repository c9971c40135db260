//! A reader in, the same reader out, with the count or the SHA-256 of what passed it, and somebody told how far it is.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use crate::release::progress::Work;

/// A reader whose bytes are counted and told.
pub(in crate::release) struct Counted<'a, R> {
    reader: R,
    count: u64,
    work: &'a Work<'a>,
}

impl<'a, R: Read> Counted<'a, R> {
    /// Counts from here.
    pub(in crate::release) fn new(reader: R, work: &'a Work<'a>) -> Self {
        Self { reader, count: 0, work }
    }

    /// How many bytes passed.
    pub(in crate::release) fn count(&self) -> u64 {
        self.count
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(into)?;
        self.count += read as u64;
        self.work.advance(read as u64);
        Ok(read)
    }
}

/// A reader whose bytes have a digest.
pub(in crate::release) struct Hashed<R> {
    /// The reader.
    pub(in crate::release) reader: R,
    hash: Sha256,
}

impl<R: Read> Hashed<R> {
    /// Begins a digest.
    pub(in crate::release) fn new(reader: R) -> Self {
        Self { reader, hash: Sha256::new() }
    }

    /// The SHA-256 of the bytes that passed.
    pub(in crate::release) fn digest(self) -> [u8; 32] {
        self.hash.finalize().into()
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(into)?;
        self.hash.update(into.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// The SHA-256 of all that a reader gives.
pub(in crate::release) fn digest(reader: impl Read) -> io::Result<[u8; 32]> {
    /// How much is held of what passes.
    const PIECE: usize = 128 * 1024;
    let mut hashed = io::BufReader::with_capacity(PIECE, Hashed::new(reader));
    io::copy(&mut hashed, &mut io::sink())?;
    Ok(hashed.into_inner().digest())
}
