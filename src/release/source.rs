//! What a runtime was published as in, its files in a staging folder out: a folder, a `.tar.gz`, a wheel or a bare binary.
//! Every entry is checked before a byte of it is written; everything streams, and nothing is taken on trust.

mod collected;
pub(in crate::release) mod file;
mod folder;
mod layout;
pub(in crate::release) mod limit;
pub(in crate::release) mod record;
pub(in crate::release) mod refusal;
mod roster;
mod tar;
mod watched;
mod wheel;
pub(in crate::release) mod zip;

use std::path::{Path, PathBuf};

use super::platform::executable::{HEAD, is_executable};
use super::platform::{PlatformTag, Target};
use super::progress::{Progress, Work};
use super::staging::Staging;
use crate::diag::{Code, Diagnostic, Outcome, Place};
use crate::package::RelPath;
use crate::schema::pin::hex;
use file::{Found, Opened};
use refusal::unreadable_source;
use watched::{Counted, digest};

/// A source that was found and, where a digest was promised, verified.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    kind: Kind,
    promised: Option<[u8; 32]>,
}

/// What a runtime is published as.
#[derive(Debug)]
enum Kind {
    Folder,
    Archive(Opened),
    Wheel(Opened),
    Binary(Opened),
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
    /// The SHA-256 of the source file; of a folder, that of what `sha256sum` prints of its files in the order of paths.
    pub digest: [u8; 32],
    /// The source as reports know it.
    pub source: String,
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
    /// Finds out what a source is, and verifies its digest if one is given (64 hexadecimal digits). The digest of a
    /// folder is verified when it is unpacked.
    ///
    /// # Errors
    /// It cannot be read, is none of the four kinds, or has another digest.
    pub fn open(path: &Path, sha256: Option<&str>, progress: &dyn Progress) -> Outcome<Self> {
        let promised = sha256.map(parsed_digest).transpose()?;
        let source = |kind| Self { path: path.to_owned(), kind, promised };
        let file = match file::find(path)? {
            Found::Folder => return Ok(source(Kind::Folder)),
            Found::File(file) => file,
        };
        if promised.is_some() {
            let work = Work::begin(progress, &format!("verifying {}", file.name), Some(file.size));
            let found = digest(Counted::new(file.whole(), &work));
            let found = found.map_err(|error| unreadable_source(&file.name, &error))?;
            verify(promised, &found, &file.name)?;
        }
        Ok(source(kind(file)?))
    }

    /// The source as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Stages its files below a folder, which is called as the import package. A bare binary that does not tell its
    /// platform has the name that the one asked for gives it.
    ///
    /// # Errors
    /// An entry is not let in, the source is broken or changed, the package lacks something, or its parts disagree.
    pub fn unpack(
        &self,
        staging: &Staging,
        below: &RelPath,
        asked: Option<&PlatformTag>,
        progress: &dyn Progress,
    ) -> Outcome<Payload> {
        let collected = match &self.kind {
            Kind::Folder => collected::folder(&self.path, staging, below, progress),
            Kind::Archive(file) => collected::archive(file, staging, below, progress),
            Kind::Wheel(file) => wheel::wheel(file, staging, below, progress),
            Kind::Binary(file) => {
                let asked = asked.and_then(PlatformTag::target);
                collected::binary(file, staging, below, asked, progress)
            }
        }?;
        let name = self.path.display().to_string();
        verify(self.promised, &collected.digest, &name)?;
        layout::settled(collected, staging, below, &name)
    }
}

/// What a file is by its first bytes, which must be what its name says.
fn kind(file: Opened) -> Outcome<Kind> {
    let head = file.head(HEAD).map_err(|error| unreadable_source(&file.name, &error))?;
    let name = file.name.to_string();
    let refuse = |because: &str| {
        Err(Diagnostic::new(Code::BadSource, "the source is none of the kinds that are taken")
            .at(Place::whole(name.as_str()))
            .note("because", because)
            .help("name a runtime package folder, a .tar.gz of one, a published wheel (.whl), or a bare executable")
            .into())
    };
    let is_archive = name.ends_with(".tar.gz");
    let is_wheel = name.ends_with(".whl");
    match () {
        () if head.starts_with(b"\x1f\x8b") && is_archive => Ok(Kind::Archive(file)),
        () if head.starts_with(b"\x1f\x8b") => {
            refuse("it is compressed by gzip, and its name does not end in .tar.gz")
        }
        () if head.starts_with(b"PK") && is_wheel => Ok(Kind::Wheel(file)),
        () if head.starts_with(b"PK") => refuse("it is a zip, and its name does not end in .whl"),
        () if is_archive => refuse("its name ends in .tar.gz, and it is not compressed by gzip"),
        () if is_wheel => refuse("its name ends in .whl, and it is no zip"),
        () if is_executable(&head) || file.may_be_run => Ok(Kind::Binary(file)),
        () => refuse(
            "it begins as no archive, no wheel and no executable of Linux, macOS or Windows does, and its mode does not \
             let anybody run it",
        ),
    }
}

/// A digest as people copy it.
fn parsed_digest(text: &str) -> Result<[u8; 32], Diagnostic> {
    let refuse = || {
        Diagnostic::new(Code::Usage, format!("`{text}` is no SHA-256"))
            .note("because", "a SHA-256 has 64 hexadecimal digits")
            .help("copy it from what `sha256sum` prints, or from where the release was published")
    };
    let digits = text.trim();
    let digits = digits.strip_prefix("sha256:").unwrap_or(digits);
    if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(refuse());
    }
    let mut digest = [0; 32];
    for (at, byte) in digest.iter_mut().enumerate() {
        let pair = digits.get(2 * at..2 * at + 2).ok_or_else(refuse)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| refuse())?;
    }
    Ok(digest)
}

fn verify(promised: Option<[u8; 32]>, found: &[u8; 32], name: &str) -> Result<(), Diagnostic> {
    match promised.filter(|promised| promised != found) {
        None => Ok(()),
        Some(promised) => Err(Diagnostic::new(
            Code::DigestMismatch,
            "the source does not have the digest that was promised",
        )
        .at(Place::whole(name))
        .note("expected", hex(&promised))
        .note("found", hex(found))
        .help("fetch it again, or correct --sha256; nothing was replaced")),
    }
}

impl Payload {
    /// The platform tag of the wheel: the one asked for if it agrees with the executables, else theirs, else the host's.
    ///
    /// # Errors
    /// The tag asked for is of another platform; nothing tells a platform and the host has none.
    pub fn platform_tag(&self, asked: Option<&PlatformTag>) -> Outcome<PlatformTag> {
        let refuse =
            |what: String| Diagnostic::new(Code::BadPlatform, what).at(Place::whole(self.source.as_str()));
        let Some(asked) = asked else {
            let target = self.target.or_else(Target::of_host);
            let Some(tag) = target.and_then(|target| target.tags.first()) else {
                return Err(refuse("nothing tells which platform the source is for".to_owned())
                    .help("name the platform with --platform-tag")
                    .into());
            };
            return Ok(PlatformTag::parse(tag)?);
        };
        if let Some(target) = self.target.filter(|target| asked.target() != Some(target)) {
            return Err(refuse(format!("the tag {asked} is not one of the platform that the source is for"))
                .note("found", format!("executables of {target}"))
                .help(format!("leave the tag out, or give one of {}", target.tags.join(", ")))
                .into());
        }
        let is_windows = asked.as_str().starts_with("win");
        let expected = if is_windows { "bin/codex.exe" } else { "bin/codex" };
        if !self.files.iter().any(|file| file.path.as_str() == expected) {
            return Err(refuse(format!(
                "a wheel with the tag {asked} has {expected}, and the source has not"
            ))
            .help("name the source of that platform, or another tag")
            .into());
        }
        Ok(asked.clone())
    }
}
