//! The versions of a release in, decisions under which packages are compiled with them out. The curation file keeps the
//! versions of the source tree; a release says its own, and no text is changed afterwards.

use super::Curation;

/// The versions that a release gives the packages in place of those of the source tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Versions {
    /// Of the Python package, as Python writes it.
    pub python: Option<String>,
    /// The file with the bill of materials of the Python package.
    pub sbom: Option<String>,
    /// Of the Rust package, a semantic one; the crate then stands in no workspace but its own.
    pub rust: Option<String>,
    /// Of the runtime that the Python package asks for, as Python writes it.
    pub runtime: Option<String>,
}

impl Curation {
    /// The same decisions for the packages of a release.
    #[must_use]
    pub fn released(mut self, versions: Versions) -> Self {
        if let (Some(python), Some(version)) = (&mut self.table.python, &versions.python) {
            python.version.clone_from(version);
            python.sbom.clone_from(&versions.sbom);
        }
        if let (Some(rust), Some(version)) = (&mut self.table.rust, &versions.rust) {
            rust.version.as_mut().clone_from(version);
        }
        self.release = Some(versions);
        self
    }

    /// The runtime that the Python package asks for: the one whose schema is compiled, unless a release says another.
    #[must_use]
    pub fn runtime<'a>(&'a self, of_schema: &'a str) -> &'a str {
        self.release.as_ref().and_then(|release| release.runtime.as_deref()).unwrap_or(of_schema)
    }

    /// The versions of the release that is made, if one is.
    #[must_use]
    pub fn release(&self) -> Option<&Versions> {
        self.release.as_ref()
    }
}
