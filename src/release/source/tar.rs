//! A `.tar.gz` in, its plain files and folders out one after another, each with the bytes that follow its header.
//! What readers of archives understand differently is refused: links, devices, sparse files, long names by extension,
//! headers that another header changes, a second member of gzip, anything behind the end.

mod pax;

use std::io::{self, BufRead as _, BufReader, Read};

use ::tar::{EntryType, Header};
use flate2::bufread::GzDecoder;

use super::file::Range;
use super::limit::{self, not_a_bomb};
use super::refusal::{bad_bytes, broken, refused, unreadable_source};
use super::roster::Roster;
use super::watched::{Counted, Hashed};
use crate::diag::Diagnostic;
use crate::package::RelPath;

/// The compressed bytes, whose count says whether it is a bomb.
pub(in crate::release) type Packed<'a> = Hashed<Counted<'a, Range>>;

/// Tar is made of blocks of this size.
const BLOCK: usize = 512;

/// How much is held of the compressed bytes.
const PIECE: usize = 128 * 1024;

/// Writers of tapes fill up to a multiple of this with zeros behind the end.
const PADDING: u64 = 1 << 20;

/// An archive that is being read.
pub(in crate::release) struct Archive<'a> {
    bytes: Unpacked<'a>,
    name: &'a str,
    roster: Roster,
    // What is left of the entry that was given out last, and of the block behind it.
    left: u64,
    fill: u64,
}

/// An entry.
#[derive(Debug)]
pub(in crate::release) enum Entry {
    File(RelPath),
    Folder(RelPath),
}

impl<'a> Archive<'a> {
    /// Begins to read an archive.
    pub(in crate::release) fn new(packed: Packed<'a>, name: &'a str) -> Self {
        let gzip = GzDecoder::new(BufReader::with_capacity(PIECE, packed));
        Self { bytes: Unpacked { gzip, count: 0 }, name, roster: Roster::default(), left: 0, fill: 0 }
    }

    /// The next entry, whose bytes [`Read`] gives; they must be read to the end first.
    pub(in crate::release) fn next(&mut self) -> Result<Option<Entry>, Diagnostic> {
        loop {
            let Some(header) = self.header()? else { return Ok(None) };
            let raw = header.path_bytes();
            let shown = String::from_utf8_lossy(&raw).into_owned();
            let refuse = |because: String| refused(self.name, &shown, because);
            let size = header.entry_size().map_err(|_| refuse("its size is no number".to_owned()))?;
            if let Some(because) = objection(&header) {
                return Err(refuse(because.to_owned()));
            }
            if matches!(header.entry_type(), EntryType::XHeader | EntryType::XGlobalHeader) {
                self.roster.count().map_err(refuse)?;
                self.attributes(&shown, size)?;
                continue;
            }
            let name = std::str::from_utf8(&raw).map_err(|_| refuse("its name is no UTF-8".to_owned()))?;
            let name = name.strip_prefix("./").unwrap_or(name);
            if header.entry_type().is_dir() {
                let name = name.strip_suffix('/').unwrap_or(name);
                if size > 0 {
                    return Err(refuse("it is a folder and has bytes".to_owned()));
                }
                if name.is_empty() || name == "." {
                    self.roster.count().map_err(refuse)?;
                    continue;
                }
                return self.roster.folder(name).map(|path| Some(Entry::Folder(path))).map_err(refuse);
            }
            let path = self.roster.file(name, size).map_err(refuse)?;
            self.follow(size);
            return Ok(Some(Entry::File(path)));
        }
    }

    /// Reads what follows the last entry: nothing, in the archive and in its compression.
    pub(in crate::release) fn finish(mut self) -> Result<Packed<'a>, Diagnostic> {
        let (mut block, mut padding) = ([0; BLOCK], 0);
        loop {
            let read = self.bytes.read(&mut block).map_err(|error| unreadable_source(self.name, &error))?;
            let bytes = block.get(..read).unwrap_or_default();
            padding += read as u64;
            if read == 0 {
                break;
            } else if bytes.iter().any(|byte| *byte != 0) || padding > PADDING {
                return Err(broken(self.name, "bytes follow the end of the archive"));
            }
        }
        let mut packed = self.bytes.gzip.into_inner();
        match packed.fill_buf() {
            Ok([]) => Ok(packed.into_inner()),
            Ok(_) => Err(broken(self.name, "bytes follow the end of the compressed data")),
            Err(error) => Err(unreadable_source(self.name, &error)),
        }
    }

    fn follow(&mut self, size: u64) {
        self.left = size;
        self.fill = size.next_multiple_of(BLOCK as u64) - size;
    }

    /// The next header; nothing where two blocks of zeros are.
    fn header(&mut self) -> Result<Option<Header>, Diagnostic> {
        let block = self.block()?;
        if block == [0; BLOCK] {
            return if self.block()? == [0; BLOCK] {
                Ok(None)
            } else {
                Err(broken(self.name, "it has an entry behind the beginning of its end"))
            };
        }
        let header = Header::from_byte_slice(&block).clone();
        // The sum counts its own field as spaces.
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        let own: u32 = header.as_old().cksum.iter().map(|byte| u32::from(*byte)).sum();
        let spaces = 8 * u32::from(b' ');
        if header.cksum().is_ok_and(|said| said == sum - own + spaces) {
            Ok(Some(header))
        } else {
            Err(broken(self.name, "a header does not have its checksum"))
        }
    }

    fn block(&mut self) -> Result<[u8; BLOCK], Diagnostic> {
        let mut block = [0; BLOCK];
        match self.bytes.read_exact(&mut block) {
            Ok(()) => Ok(block),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Err(broken(self.name, "it is cut off: its end is missing"))
            }
            Err(error) => Err(unreadable_source(self.name, &error)),
        }
    }

    /// Reads what an extension header says of the next entry, which must be nothing that counts.
    fn attributes(&mut self, shown: &str, size: u64) -> Result<(), Diagnostic> {
        let refuse = |because: String| refused(self.name, shown, because);
        if size > limit::TEXT {
            return Err(refuse("it is longer than attributes are".to_owned()));
        }
        let mut attributes = Vec::new();
        self.follow(size);
        self.read_to_end(&mut attributes).map_err(|error| refuse(error.to_string()))?;
        pax::harmless(&attributes).map_err(refuse)
    }
}

impl Read for Archive<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let cut_off = || io::Error::new(io::ErrorKind::UnexpectedEof, "it is cut off");
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let into = into.get_mut(..wanted).unwrap_or_default();
        if self.left == 0 {
            let mut fill = [0; BLOCK];
            let rest = fill.get_mut(..usize::try_from(self.fill).unwrap_or_default()).unwrap_or_default();
            self.bytes.read_exact(rest).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => cut_off(),
                _ => error,
            })?;
            self.fill = 0;
            return Ok(0);
        }
        let read = self.bytes.read(into)?;
        if read == 0 && wanted > 0 {
            return Err(cut_off());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

/// What keeps an entry out, whatever its name.
fn objection(header: &Header) -> Option<&'static str> {
    let is_folder_by_name = header.path_bytes().ends_with(b"/");
    match header.entry_type() {
        EntryType::Regular if is_folder_by_name => Some("it is a file by its kind and a folder by its name"),
        EntryType::Regular | EntryType::Directory if has_hidden_bytes(header) => {
            Some("bytes stand behind the end of its name")
        }
        EntryType::Regular | EntryType::Directory | EntryType::XHeader | EntryType::XGlobalHeader => None,
        EntryType::Symlink => Some("it is a symbolic link"),
        EntryType::Link => Some("it is a hard link"),
        EntryType::Char | EntryType::Block => Some("it is a device"),
        EntryType::Fifo => Some("it is a FIFO"),
        EntryType::GNUSparse => Some("it is a sparse file"),
        EntryType::GNULongName | EntryType::GNULongLink => {
            Some("it gives the next entry a long name, which readers understand differently")
        }
        _ => Some("it is neither a file nor a folder"),
    }
}

/// Whether a name has bytes that some readers see and others do not.
fn has_hidden_bytes(header: &Header) -> bool {
    let is_hidden = |field: &[u8]| field.iter().skip_while(|byte| **byte != 0).any(|byte| *byte != 0);
    match header.as_ustar() {
        Some(ustar) => is_hidden(&ustar.name) || is_hidden(&ustar.prefix),
        // Only the newer form has a prefix of the name there; some readers take it in every form.
        None => is_hidden(&header.as_old().name) || header.as_bytes().iter().skip(345).any(|byte| *byte != 0),
    }
}

/// What comes out of the compression, held against what went in.
struct Unpacked<'a> {
    gzip: GzDecoder<BufReader<Packed<'a>>>,
    count: u64,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.gzip.read(into)?;
        self.count += read as u64;
        if self.count > limit::UNPACKED + limit::TEXT {
            return Err(bad_bytes(format!("it unpacks to more than {} bytes", limit::UNPACKED)));
        }
        not_a_bomb(self.gzip.get_ref().get_ref().reader.count(), self.count)?;
        Ok(read)
    }
}
