//! What a zip says of one entry in, its bytes out, and proof that they are what it says.
//! Plain files and folders, stored or deflated; links, devices, encryption and exotic compression are refused.

use std::io::{self, BufReader, Read};

use ::zip::CompressionMethod;
use ::zip::read::ZipFile;
use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::super::file::{Opened, Range};
use super::super::limit::not_a_bomb;
use super::super::refusal::bad_bytes;
use crate::package::RelPath;

/// How much is held of the compressed bytes.
const PIECE: usize = 128 * 1024;

/// Flags that change nothing about how a file is read: how well it was deflated, UTF-8, and a descriptor behind it.
const PLAIN_FLAGS: u16 = 0b0000_1000_0000_1110;

/// The part of a Unix mode that says what an entry is.
const KIND: u32 = 0o170_000;

/// A file of a zip.
#[derive(Debug, Clone)]
pub(in crate::release) struct Member {
    /// Its path.
    pub(in crate::release) path: RelPath,
    /// How many bytes it has.
    pub(in crate::release) size: u64,
    /// Its Unix mode with what it is, if it was made on Unix.
    pub(in crate::release) mode: Option<u32>,
    pub(super) data: Data,
}

/// What the headers of an entry say.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) header: u64,
    pub(super) start: u64,
    pub(super) packed: u64,
    pub(super) size: u64,
    pub(super) crc: u32,
    pub(super) has_descriptor: bool,
    pub(super) is_folder: bool,
    pub(super) mode: Option<u32>,
    pub(super) is_deflated: bool,
}

impl Data {
    /// Takes what the directory says of an entry that it lists under a name.
    pub(super) fn of<R: Read>(entry: &ZipFile<'_, R>, name: &[u8]) -> Result<Self, String> {
        let flags = entry.flags();
        if flags.is_encrypted() {
            return Err("it is encrypted".to_owned());
        }
        if flags.as_u16() & !PLAIN_FLAGS != 0 {
            return Err(format!("it has flags that plain files have not ({:#06x})", flags.as_u16()));
        }
        if entry.name_raw() != name || entry.name().map_err(|error| error.to_string())?.as_bytes() != name {
            return Err("it has a second name".to_owned());
        }
        let is_deflated = match entry.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            other => return Err(format!("it is compressed in a way that wheels are not ({other})")),
        };
        let data = Self {
            header: entry.header_start(),
            start: 0,
            packed: entry.compressed_size(),
            size: entry.size(),
            crc: entry.crc32(),
            has_descriptor: flags.is_using_data_descriptor(),
            is_folder: name.ends_with(b"/"),
            mode: entry.unix_mode().filter(|_| entry.external_attributes() >> 16 != 0),
            is_deflated,
        };
        data.objection().map_or(Ok(data), Err)
    }

    fn objection(&self) -> Option<String> {
        let because = match (self.mode.unwrap_or_default() & KIND, self.is_folder) {
            (0o120_000, _) => "it is a link",
            (0o040_000, false) => "it is a folder by its mode and a file by its name",
            (0o100_000, true) => "it is a file by its mode and a folder by its name",
            (0 | 0o100_000 | 0o040_000, _) => {
                if self.is_folder && self.size > 0 {
                    "it is a folder and has bytes"
                } else if !self.is_deflated && self.packed != self.size {
                    "it is stored, and has two sizes"
                } else {
                    return not_a_bomb(self.packed, self.size).err().map(|error| error.to_string());
                }
            }
            _ => "it is a device, a FIFO or a socket",
        };
        Some(because.to_owned())
    }
}

/// The bytes of a file, proved while they pass.
#[derive(Debug)]
pub(in crate::release) struct Reader {
    bytes: Bytes,
    data: Data,
    crc: Crc,
    done: u64,
}

#[derive(Debug)]
enum Bytes {
    Stored(Range),
    Deflated(Box<DeflateDecoder<BufReader<Range>>>),
}

impl Reader {
    pub(super) fn new(file: &Opened, member: &Member) -> Self {
        let data = member.data.clone();
        let range = file.range(data.start, data.start.saturating_add(data.packed));
        let bytes = if data.is_deflated {
            Bytes::Deflated(DeflateDecoder::new(BufReader::with_capacity(PIECE, range)).into())
        } else {
            Bytes::Stored(range)
        };
        Self { bytes, data, crc: Crc::new(), done: 0 }
    }

    /// What must be true at the end.
    fn finish(&self) -> io::Result<()> {
        let Data { size, packed, crc, .. } = self.data;
        if self.done != size {
            return Err(bad_bytes(format!("it ends after {} of {size} bytes", self.done)));
        }
        if self.crc.sum() != crc {
            return Err(bad_bytes("its bytes do not have its checksum"));
        }
        match &self.bytes {
            Bytes::Deflated(decoder) if decoder.total_in() != packed => {
                Err(bad_bytes("bytes follow the end of its compressed data"))
            }
            _ => Ok(()),
        }
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.bytes {
            Bytes::Stored(range) => range.read(into)?,
            Bytes::Deflated(decoder) => decoder.read(into)?,
        };
        let Some(bytes) = into.get(..read).filter(|bytes| !bytes.is_empty()) else {
            if !into.is_empty() {
                self.finish()?;
            }
            return Ok(0);
        };
        self.crc.update(bytes);
        self.done += read as u64;
        if self.done > self.data.size {
            return Err(bad_bytes(format!("it has more than the {} bytes that it says", self.data.size)));
        }
        not_a_bomb(self.data.packed, self.done)?;
        Ok(read)
    }
}
