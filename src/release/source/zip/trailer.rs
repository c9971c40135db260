//! The end of a zip in, where its directory stands and what it lists out.
//! The end is the file's very end and the directory stands right before it, so that no reader finds another one.

use std::collections::BTreeSet;
use std::io::Read as _;

use super::super::file::Opened;
use super::super::limit;
use super::super::refusal::{broken, refused, unreadable_source};
use crate::diag::Diagnostic;

const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: u64 = 22;
const END64: &[u8] = b"PK\x06\x06";
const END64_LENGTH: u64 = 56;
const LOCATOR: &[u8] = b"PK\x06\x07";
const LOCATOR_LENGTH: u64 = 20;
const LISTED: &[u8] = b"PK\x01\x02";
const LISTED_LENGTH: usize = 46;

/// Where the directory of a zip stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trailer {
    /// Its first byte.
    pub(super) start: u64,
    size: u64,
    count: u64,
}

impl Trailer {
    /// Reads the end of a zip.
    pub(super) fn read(file: &Opened) -> Result<Self, Diagnostic> {
        let no_end = || {
            broken(
                &file.name,
                "it does not end as a zip does: it is cut off, or a comment or other bytes follow its end",
            )
        };
        let end_at = file.size.checked_sub(END_LENGTH).ok_or_else(no_end)?;
        let end = bytes(file, end_at, file.size)?;
        if !end.starts_with(END) || number(&end, 20, 2) != 0 {
            return Err(no_end());
        }
        if number(&end, 4, 2) != 0 || number(&end, 6, 2) != 0 || number(&end, 8, 2) != number(&end, 10, 2) {
            return Err(broken(&file.name, "it is one part of several"));
        }
        let small =
            Self { count: number(&end, 10, 2), size: number(&end, 12, 4), start: number(&end, 16, 4) };
        let (found, directory_end) = match small.enlarged(file, end_at)? {
            Some(large) => large,
            None => (small, end_at),
        };
        if found.start.checked_add(found.size) != Some(directory_end) {
            return Err(broken(
                &file.name,
                "its directory does not stand where its end says: there are bytes before, behind or missing",
            ));
        }
        if found.count > limit::ENTRIES as u64 || found.size > limit::TEXT {
            return Err(broken(&file.name, format!("it has more than {} entries", limit::ENTRIES)));
        }
        Ok(found)
    }

    /// The same from the record for long files, and where that stands, if there is one.
    fn enlarged(&self, file: &Opened, end_at: u64) -> Result<Option<(Self, u64)>, Diagnostic> {
        let Some(locator_at) = end_at.checked_sub(LOCATOR_LENGTH) else { return Ok(None) };
        let locator = bytes(file, locator_at, end_at)?;
        if !locator.starts_with(LOCATOR) {
            return Ok(None);
        }
        let torn = || broken(&file.name, "its two ends say different things");
        let at = locator_at.checked_sub(END64_LENGTH).ok_or_else(torn)?;
        let record = bytes(file, at, locator_at)?;
        let found = Self {
            count: number(&record, 32, 8),
            size: number(&record, 40, 8),
            start: number(&record, 48, 8),
        };
        let agree = |small: u64, none: u64, large: u64| small == none || small == large;
        let is_whole = record.starts_with(END64)
            && number(&locator, 8, 8) == at
            && number(&record, 4, 8) == END64_LENGTH - 12
            && number(&record, 16, 8) == 0
            && number(&record, 24, 8) == found.count
            && agree(self.count, 0xffff, found.count)
            && agree(self.size, 0xffff_ffff, found.size)
            && agree(self.start, 0xffff_ffff, found.start);
        if is_whole { Ok(Some((found, at))) } else { Err(torn()) }
    }

    /// The names that the directory lists, as they are and as people can read them; no two are the same.
    pub(super) fn names(&self, file: &Opened) -> Result<Vec<(Vec<u8>, String)>, Diagnostic> {
        let torn = || broken(&file.name, "its directory is torn");
        let listed = bytes(file, self.start, self.start + self.size)?;
        let mut rest = listed.as_slice();
        let (mut names, mut seen) = (Vec::new(), BTreeSet::new());
        for _ in 0..self.count {
            let header =
                rest.get(..LISTED_LENGTH).filter(|header| header.starts_with(LISTED)).ok_or_else(torn)?;
            let length = |at| usize::try_from(number(header, at, 2)).map_err(|_| torn());
            let (name, behind) = (length(28)?, length(30)? + length(32)?);
            let raw = rest.get(LISTED_LENGTH..LISTED_LENGTH + name).ok_or_else(torn)?;
            let shown = String::from_utf8_lossy(raw).into_owned();
            if !seen.insert(raw.to_vec()) {
                let because = format!("`{shown}` is there twice, and each reader would take another one");
                return Err(refused(&file.name, &shown, because));
            }
            names.push((raw.to_vec(), shown));
            rest = rest.get(LISTED_LENGTH + name + behind..).ok_or_else(torn)?;
        }
        if rest.is_empty() { Ok(names) } else { Err(torn()) }
    }
}

/// A short range of a file.
pub(super) fn bytes(file: &Opened, start: u64, end: u64) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    file.range(start, end).read_to_end(&mut bytes).map_err(|error| unreadable_source(&file.name, &error))?;
    Ok(bytes)
}

/// A number of some bytes, the lowest first; what is not there counts nothing.
pub(super) fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    let digits = bytes.get(at..at + length).unwrap_or_default();
    digits.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
