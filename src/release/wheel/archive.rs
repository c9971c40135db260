//! Members of a wheel in, one after the other, the bytes of the wheel out: each is compressed while it is read, and RECORD
//! ends it. The bytes depend on the members and the time alone; no member is held in memory.

use std::io::{self, Read, Seek, Write};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// The level of compression: that of the build backend.
const LEVEL: i64 = 6;

/// From this size on an entry gets the wide fields: deflate makes what cannot be compressed a little longer.
const WIDE: u64 = u32::MAX as u64 - u32::MAX as u64 / 1024;

/// A wheel that is being written.
pub(super) struct Archive<W: Write + Seek> {
    zip: ZipWriter<W>,
    time: DateTime,
    record: String,
    piece: Vec<u8>,
}

impl<W: Write + Seek> Archive<W> {
    /// Begins a wheel all of whose entries have one time.
    pub(super) fn begin(out: W, time: DateTime) -> Self {
        Self { zip: ZipWriter::new(out), time, record: String::new(), piece: vec![0; PIECE] }
    }

    /// Adds what a reader gives; `advance` is told of each piece.
    pub(super) fn add(
        &mut self,
        name: &str,
        (size, is_executable): (u64, bool),
        reader: &mut dyn Read,
        advance: &dyn Fn(u64),
    ) -> io::Result<()> {
        let options = options(self.time, is_executable).large_file(size >= WIDE);
        self.zip.start_file(name, options)?;
        let (mut digest, mut total) = (Sha256::new(), 0);
        loop {
            let read = match reader.read(&mut self.piece) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let piece = self.piece.get(..read).unwrap_or_default();
            digest.update(piece);
            self.zip.write_all(piece)?;
            total += piece.len() as u64;
            advance(piece.len() as u64);
        }
        if total != size {
            return Err(io::Error::other(format!("it had {size} bytes, and {total} could be read")));
        }
        let digest = BASE64_URL_SAFE_NO_PAD.encode(digest.finalize());
        self.record.push_str(&format!("{name},sha256={digest},{total}\n"));
        Ok(())
    }

    /// Adds a text.
    pub(super) fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.add(name, (text.len() as u64, false), &mut text.as_bytes(), &|_| {})
    }

    /// Ends the wheel with its RECORD, which names everything and itself without a digest.
    pub(super) fn finish(mut self, record: &str) -> ZipResult<W> {
        self.record.push_str(&format!("{record},,\n"));
        self.zip.start_file(record, options(self.time, false))?;
        self.zip.write_all(self.record.as_bytes())?;
        self.zip.finish()
    }
}

/// The same on every platform.
fn options(time: DateTime, is_executable: bool) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(time)
        .unix_permissions(if is_executable { 0o755 } else { 0o644 })
        .system(System::Unix)
}
