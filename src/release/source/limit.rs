//! How much a source may be: the largest real runtime, some times over. What passes a limit is refused, never cut.

use std::io;

use super::refusal::bad_bytes;

/// A package has about ten files.
pub(in crate::release) const ENTRIES: usize = 10_000;

/// The largest runtime unpacks to 0.4 GiB.
pub(in crate::release) const UNPACKED: u64 = 4 << 30;

/// What a text inside a source may have: metadata, a record of all files.
pub(in crate::release) const TEXT: u64 = 8 << 20;

/// Packages nest two folders deep.
pub(in crate::release) const DEPTH: usize = 16;

/// File systems take this much of one path with the folder around it.
pub(in crate::release) const PATH: usize = 512;

/// Programs compress to a third; only a bomb gains more than this ...
const RATIO: u64 = 200;

/// ... on a length that matters.
const RATIO_MATTERS: u64 = 64 << 20;

/// Refuses what grew beyond any program that was ever compressed.
pub(in crate::release) fn not_a_bomb(packed: u64, unpacked: u64) -> io::Result<()> {
    if unpacked > RATIO_MATTERS && unpacked / RATIO > packed {
        return Err(bad_bytes(format!(
            "it is a bomb: {packed} bytes unpack to {unpacked} and more, and no program compresses so well"
        )));
    }
    Ok(())
}
