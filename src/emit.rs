//! Floor 5: a finished surface in, source files out, as values; nothing here touches a disk.

pub mod docs;
pub mod python;
