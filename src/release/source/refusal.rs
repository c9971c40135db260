//! Why an entry of a source is not let in, or a source cannot be read, as diagnostics: the file, the entry, the reason.
//! A reader's error of the kinds that bad bytes cause is the entry's fault, every other one is the machine's.

use std::io::{self, ErrorKind};

use crate::diag::{Code, Diagnostic, Place};

/// What somebody can do about bytes that are not what they should be.
const FETCH: &str = "fetch it again from whoever published it and compare its SHA-256; nothing was replaced";

/// An entry that is not let in.
pub(in crate::release) fn refused(file: &str, entry: &str, because: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::HostileEntry, format!("the entry `{entry}` is not let in"))
        .at(Place::whole(file))
        .note("because", because)
        .help(FETCH)
}

/// A source that is broken as a whole.
pub(in crate::release) fn broken(file: &str, because: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::BadSource, "the source is broken")
        .at(Place::whole(file))
        .note("because", because)
        .help(FETCH)
}

/// An error of a reader of an entry.
pub(in crate::release) fn unreadable(file: &str, entry: &str, error: &io::Error) -> Diagnostic {
    if is_fault_of_bytes(error) {
        refused(file, entry, because(error))
    } else {
        inaccessible(file, error).note("entry", entry)
    }
}

/// An error of a reader of the source between its entries.
pub(in crate::release) fn unreadable_source(file: &str, error: &io::Error) -> Diagnostic {
    if is_fault_of_bytes(error) { broken(file, because(error)) } else { inaccessible(file, error) }
}

/// A source that the system does not give out.
pub(in crate::release) fn inaccessible(file: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::FileAccess, "the source cannot be read")
        .at(Place::whole(file))
        .note("because", error.to_string())
        .help("name a file or folder that can be read; nothing was replaced")
}

/// The error of a reader that found bytes which must not be there, or not those that must.
pub(in crate::release) fn bad_bytes(because: impl Into<String>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, because.into())
}

/// What a library calls an unexpected end has one name here.
fn because(error: &io::Error) -> String {
    match (error.kind(), error.get_ref()) {
        (ErrorKind::UnexpectedEof, None) => "it is cut off".to_owned(),
        _ => error.to_string(),
    }
}

fn is_fault_of_bytes(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof)
}
