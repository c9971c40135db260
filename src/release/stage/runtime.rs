//! A source of the runtime in, the project of its wheel out: the payload where the import package wants it, the files around
//! it, a bill of materials. What the source says of itself agrees with what it is released as.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{Stage, Staged, inside, with};
use crate::curation::Curation;
use crate::diag::{Code, Diagnostic, Outcome};
use crate::package;
use crate::release::platform::PlatformTag;
use crate::release::sbom::{self, Carried, Origin};
use crate::release::source::{Payload, Source};
use crate::release::staging::Staging;
use crate::release::version::Version;
use crate::schema::{self, pin};

/// What a runtime is released as.
#[derive(Debug, Clone, Copy)]
pub struct Runtime<'a> {
    /// What its package is called.
    pub curation: &'a Curation,
    /// The pinned exports, one of which may be the runtime's own.
    pub pin: &'a schema::Source,
    /// Its version.
    pub version: &'a Version,
}

/// Stages the runtime of one platform.
///
/// # Errors
/// A source that is hostile, incomplete, or says another version or platform; a goal that cannot be replaced.
pub fn runtime(
    stage: &Stage<'_>,
    runtime: &Runtime<'_>,
    source: &Path,
    sha256: Option<&str>,
    tag: Option<&PlatformTag>,
) -> Outcome<Staged> {
    let staging = stage.begin(&[source])?;
    let opened = Source::open(source, sha256, stage.progress)?;
    let own = wheel_tag(source);
    let staged = put(stage, runtime, &staging, &opened, tag.or(own.as_ref()), "")?;
    staging.commit()?;
    Ok(staged)
}

/// Puts the project of one wheel into a folder of a staging, `""` being its top.
pub(super) fn put(
    stage: &Stage<'_>,
    runtime: &Runtime<'_>,
    staging: &Staging,
    source: &Source,
    tag: Option<&PlatformTag>,
    folder: &str,
) -> Outcome<Staged> {
    let below =
        |path: &str| inside(&if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") });
    let package = below(&package::runtime::folder(runtime.curation)?)?;
    let payload = source.unpack(staging, &package, tag, stage.progress)?;
    says(runtime.version, &payload, source.path())?;
    let tag = payload.platform_tag(tag)?;
    let tree =
        package::runtime::assemble(runtime.curation, &runtime.version.canonical(), Some(tag.as_str()))?;
    let carried: Vec<Carried<'_>> =
        payload.files.iter().map(|file| Carried { path: file.path.as_str(), sha256: file.sha256 }).collect();
    let origin = Origin { sha256: digest(&payload), target: payload.target.map(|target| target.triple) };
    let is_pinned = Version::parse(&runtime.pin.version).is_ok_and(|pinned| pinned == *runtime.version);
    let bill = sbom::runtime(&tree, &carried, origin, is_pinned.then_some(runtime.pin), stage.epoch)?;
    let tree = with(tree, package::BILL, bill)?;
    for (path, bytes) in tree.iter() {
        staging.write(&below(path.as_str())?, bytes, false)?;
    }
    Ok(Staged {
        folder: stage.place(folder),
        files: tree.len() + payload.files.len(),
        tag: Some(tag.as_str().to_owned()),
        wheel: stage.wheel(staging, folder)?,
    })
}

/// A source that names its version names the one that is released.
fn says(version: &Version, payload: &Payload, source: &Path) -> Outcome<()> {
    let Some(said) = &payload.version else { return Ok(()) };
    if Version::parse(said).is_ok_and(|said| said == *version) {
        return Ok(());
    }
    Err(Diagnostic::new(Code::OtherVersion, format!("the source says that it is the runtime {said}"))
        .note("source", source.display().to_string())
        .note("release", version.to_string())
        .help("name the version that it is with --codex-version, or stage another source")
        .into())
}

/// The tag of a published wheel, which it keeps unless another is asked for.
fn wheel_tag(source: &Path) -> Option<PlatformTag> {
    let name = source.file_name()?.to_str()?.strip_suffix(".whl")?;
    PlatformTag::parse(name.rsplit('-').next()?).ok()
}

/// The SHA-256 of what `sha256sum` prints of the files, in the order of their paths. It is the same whether they came in
/// a folder, an archive or a wheel, and so are the bytes of the wheel that they go into.
fn digest(payload: &Payload) -> [u8; 32] {
    let mut lines: Vec<(&str, String)> = Vec::new();
    for file in &payload.files {
        lines.push((file.path.as_str(), format!("{}  {}\n", pin::hex(&file.sha256), file.path)));
    }
    lines.sort();
    lines.iter().fold(Sha256::new(), |digest, (_, line)| digest.chain_update(line)).finalize().into()
}
