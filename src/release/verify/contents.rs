//! A vetted wheel and its RECORD in, every byte proved once out: each file has its row, its digest and its size, and there
//! is nothing besides. The runtime's program is unpacked on the way.

use std::io::Read as _;

use sha2::{Digest as _, Sha256};

use super::Faults;
use super::program::Program;
use crate::diag::Outcome;
use crate::release::progress::Work;
use crate::release::source::record::Record;
use crate::release::source::zip::{Member, Vetted};

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// Proves the files of a wheel; the program is the member that is unpacked.
pub(super) fn prove(
    wheel: &Vetted,
    (record, own): (&Record, &str),
    mut program: Option<(&str, &mut Program)>,
    (work, faults): (&Work<'_>, &mut Faults<'_>),
) -> Outcome<()> {
    for member in wheel.members() {
        let path = member.path.as_str();
        let unpacked = program.as_mut().and_then(|(name, program)| (*name == path).then_some(&mut **program));
        let (sha256, size) = read(wheel, member, unpacked, work)?;
        match record.row(path) {
            Some(None) if path == own => {}
            Some(Some(_)) if path == own => faults.add("RECORD has a digest of itself".to_owned()),
            Some(Some(row)) if (row.sha256, row.size) == (sha256, size) => {}
            Some(Some(_)) => faults.add(format!("{path} does not have the digest and size that RECORD has")),
            Some(None) => faults.add(format!("{path} has no digest in RECORD")),
            None => faults.add(format!("{path} is not in RECORD")),
        }
    }
    for (path, _) in record.rows().filter(|(path, _)| wheel.member(path).is_none()) {
        faults.add(format!("{path} is in RECORD and not in the wheel"));
    }
    Ok(())
}

fn read(
    wheel: &Vetted,
    member: &Member,
    mut unpacked: Option<&mut Program>,
    work: &Work<'_>,
) -> Outcome<([u8; 32], u64)> {
    let mut reader = wheel.reader(member);
    let (mut digest, mut size, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        let read = reader.read(&mut piece).map_err(|error| wheel.unreadable(member)(&error))?;
        if read == 0 {
            return Ok((digest.finalize().into(), size));
        }
        let bytes = piece.get(..read).unwrap_or_default();
        digest.update(bytes);
        if let Some(program) = unpacked.as_mut() {
            program.write(bytes)?;
        }
        size += read as u64;
        work.advance(read as u64);
    }
}
