//! Where the entries of a zip stand in, the certainty that they follow one another without gaps out.
//! What lies between entries is seen by readers that go from front to back, and by no others; so nothing may.

use super::super::file::Opened;
use super::super::refusal::{broken, refused};
use super::member::Data;
use super::trailer::{bytes, number};
use crate::diag::Diagnostic;

const DESCRIPTOR: &[u8] = b"PK\x07\x08";

/// The places of the entries seen so far.
#[derive(Debug, Default)]
pub(super) struct Layout(Vec<(Data, String)>);

impl Layout {
    /// Remembers an entry.
    pub(super) fn add(&mut self, data: &Data, name: &str) {
        self.0.push((data.clone(), name.to_owned()));
    }

    /// Holds all entries against one another and against where the directory begins.
    pub(super) fn finish(mut self, file: &Opened, directory: u64) -> Result<(), Diagnostic> {
        self.0.sort_by_key(|(data, _)| data.header);
        let starts = self.0.iter().skip(1).map(|(data, _)| data.header);
        let nexts: Vec<u64> = starts.chain([directory]).collect();
        let mut at = 0;
        for ((data, name), next) in self.0.iter().zip(nexts) {
            let refuse = |because: &str| Err(refused(&file.name, name, because));
            if data.header > at {
                return refuse("bytes stand before it that belong to no entry");
            }
            let end = data.start.saturating_add(data.packed);
            if data.header < at || end > next {
                return refuse("its bytes are also those of another entry or of the directory");
            }
            at = end;
            if data.has_descriptor {
                let found = bytes(file, end, next.min(end.saturating_add(32)))?;
                if !describes(&found, data) {
                    return refuse("what follows it says another size or checksum than the directory");
                }
                at = next;
            }
        }
        if at == directory {
            Ok(())
        } else {
            Err(broken(&file.name, "bytes stand before its directory that belong to no entry"))
        }
    }
}

/// Whether these bytes are a data descriptor that says what the directory says; its form shows in its length.
fn describes(found: &[u8], data: &Data) -> bool {
    let (digits, begin) = match found.len() {
        12 => (4, 0),
        16 => (4, 4),
        20 => (8, 0),
        24 => (8, 4),
        _ => return false,
    };
    (begin == 0 || found.starts_with(DESCRIPTOR))
        && number(found, begin, 4) == u64::from(data.crc)
        && number(found, begin + 4, digits) == data.packed
        && number(found, begin + 4 + digits, digits) == data.size
}
