//! The first bytes of a file in, whether a system would run it and on which target out.
//! Fixed headers alone are read: no table that a file names, so none that it could make endless.

use object::read::macho::MachHeader as _;
use object::read::pe::ImageNtHeaders as _;
use object::{Endianness, FileKind, elf, macho, pe};

use super::{Machine, System, Target};

/// How many bytes of a file these functions need to see, if it has as many.
pub const HEAD: usize = 4096;

/// Whether a file that begins so is a program: of Linux, of macOS, of Windows, or a script that names its interpreter.
#[must_use]
pub fn is_executable(head: &[u8]) -> bool {
    head.starts_with(b"#!") || kind(head).is_some()
}

/// The target of a program that begins so; none for a script, for several targets in one, and for other platforms.
#[must_use]
pub fn target(head: &[u8]) -> Option<&'static Target> {
    let (system, machine) = match kind(head)? {
        FileKind::Elf64 => (System::Linux, elf_machine(head)?),
        FileKind::MachO64 => (System::MacOs, macho_machine(head)?),
        FileKind::Pe64 => (System::Windows, pe_machine(head)?),
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

fn elf_machine(head: &[u8]) -> Option<Machine> {
    use object::read::elf::FileHeader as _;
    let header = elf::FileHeader64::<Endianness>::parse(head).ok()?;
    match header.e_machine(header.endian().ok()?) {
        elf::EM_AARCH64 => Some(Machine::Arm64),
        elf::EM_X86_64 => Some(Machine::X86_64),
        _ => None,
    }
}

fn macho_machine(head: &[u8]) -> Option<Machine> {
    let header = macho::MachHeader64::<Endianness>::parse(head, 0).ok()?;
    match header.cputype(header.endian().ok()?) {
        macho::CPU_TYPE_ARM64 => Some(Machine::Arm64),
        macho::CPU_TYPE_X86_64 => Some(Machine::X86_64),
        _ => None,
    }
}

fn pe_machine(head: &[u8]) -> Option<Machine> {
    let mut offset = pe::ImageDosHeader::parse(head).ok()?.nt_headers_offset().into();
    let (headers, _) = pe::ImageNtHeaders64::parse(head, &mut offset).ok()?;
    match headers.file_header().machine.get(object::LittleEndian) {
        pe::IMAGE_FILE_MACHINE_ARM64 => Some(Machine::Arm64),
        pe::IMAGE_FILE_MACHINE_AMD64 => Some(Machine::X86_64),
        _ => None,
    }
}
