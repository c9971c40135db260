//! The first bytes of a file in, whether a system would run it and on which target out.
//! A header is read where it stands; nothing is held of the rest, however long the file is.

use std::io::{Read, Seek};

use object::Object as _;
use object::read::ReadCache;
use object::{Architecture, BinaryFormat, FileKind};

use super::{Machine, System, Target};

/// How many bytes [`is_executable`] needs to see of a file that has as many.
pub(in crate::release) const HEAD: usize = 4096;

/// Whether a file that begins so is a program: of Linux, of macOS, of Windows, or a script that names its interpreter.
#[must_use]
pub fn is_executable(head: &[u8]) -> bool {
    head.starts_with(b"#!") || kind(head).is_some()
}

/// The target whose executable a file is; none for a script, for a file of several targets, and for other platforms.
pub fn target(file: impl Read + Seek) -> Option<&'static Target> {
    let cache = ReadCache::new(file);
    let object = object::File::parse(&cache).ok()?;
    let system = match object.format() {
        BinaryFormat::Elf => System::Linux,
        BinaryFormat::MachO => System::MacOs,
        BinaryFormat::Pe => System::Windows,
        _ => return None,
    };
    let machine = match object.architecture() {
        Architecture::Aarch64 => Machine::Arm64,
        Architecture::X86_64 => Machine::X86_64,
        _ => return None,
    };
    Target::of(system, machine)
}

/// The format of a program's file.
fn kind(head: &[u8]) -> Option<FileKind> {
    let kinds = [
        FileKind::Elf32,
        FileKind::Elf64,
        FileKind::MachO32,
        FileKind::MachO64,
        FileKind::MachOFat32,
        FileKind::MachOFat64,
        FileKind::Pe32,
        FileKind::Pe64,
    ];
    FileKind::parse(head).ok().filter(|kind| kinds.contains(kind))
}
