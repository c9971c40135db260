//! The staged files of a source in, a runtime whose parts fit together out: what there must be, for which platform, how old.
//! Names of executables follow the platform that they are for, never the one that this program runs on.

use std::collections::BTreeSet;
use std::io::Read as _;

use serde_json::{Map, Value};

use super::collected::{Collected, FOLDERS, MANIFEST, joined};
use super::{Layout, Payload, PayloadFile};
use crate::diag::{Code, Diagnostic, Outcome, Place, nearest};
use crate::package::RelPath;
use crate::release::platform::{PlatformTag, TARGETS, Target};
use crate::release::staging::Staging;
use crate::release::version::Version;

/// The executables that a package must have.
const EXECUTABLES: [&str; 2] = ["codex", "codex-code-mode-host"];

/// What lies here is run, whatever it is.
const RUN: [&str; 2] = ["bin/", "codex-path/"];

/// The form of a package that is known.
const LAYOUT_VERSION: u64 = 1;

/// A manifest has some lines.
const MANIFEST_LENGTH: u64 = 1 << 20;

/// Judges what was staged below a folder.
pub(super) fn settled(
    collected: Collected,
    staging: &Staging,
    below: &RelPath,
    name: &str,
) -> Outcome<Payload> {
    let has = |path: &str| collected.files.iter().any(|(file, _)| file.as_str() == path);
    let is_binary = !has(MANIFEST)
        && collected.folders.is_none()
        && collected.files.len() == 1
        && (has("bin/codex") || has("bin/codex.exe"));
    let manifest = match has(MANIFEST) {
        true => Manifest::read(staging, &joined(below, MANIFEST)?, name)?,
        false => Manifest::default(),
    };
    let target = one_target(claims(&collected, &manifest, name)?, name)?;
    let is_windows = target.map_or_else(|| has("bin/codex.exe"), |target| target.is_windows);
    if is_binary {
        let expected = if is_windows { "bin/codex.exe" } else { "bin/codex" };
        if !has(expected) {
            return Err(lacks(name, &[expected.to_owned()]).into());
        }
    } else {
        complete(&collected, is_windows, name)?;
    }
    manifest.agrees(is_windows, name)?;
    let version = one_version(&collected, &manifest, name)?;
    let mut files = Vec::with_capacity(collected.files.len());
    for (path, streamed) in collected.files {
        let is_run = RUN.iter().any(|folder| path.as_str().starts_with(folder));
        if is_run && !streamed.is_executable {
            staging.make_executable(&joined(below, path.as_str())?)?;
        }
        let is_executable = is_run || streamed.is_executable;
        files.push(PayloadFile { path, size: streamed.size, sha256: streamed.sha256, is_executable });
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let kind = if is_binary { Layout::Binary } else { Layout::Package };
    Ok(Payload { files, kind, target, version, digest: collected.digest, source: name.to_owned() })
}

/// A package has all that it must have, and nothing that its wheel would leave out.
fn complete(collected: &Collected, is_windows: bool, name: &str) -> Outcome<()> {
    let end = if is_windows { ".exe" } else { "" };
    let files: BTreeSet<&str> = collected.files.iter().map(|(path, _)| path.as_str()).collect();
    let mut missing = Vec::new();
    missing.extend((!files.contains(MANIFEST)).then(|| MANIFEST.to_owned()));
    if let Some(folders) = &collected.folders {
        let absent = FOLDERS.iter().filter(|folder| !folders.contains(**folder));
        missing.extend(absent.map(|folder| (*folder).to_owned()));
    }
    let executables = EXECUTABLES.iter().map(|executable| format!("bin/{executable}{end}"));
    missing.extend(executables.filter(|executable| !files.contains(executable.as_str())));
    if !missing.is_empty() {
        return Err(lacks(name, &missing).into());
    }
    let folders = collected.folders.iter().flatten().map(String::as_str);
    let is_part = |path: &str| path == MANIFEST || FOLDERS.contains(&path.split('/').next().unwrap_or(path));
    let strays: Vec<&str> = files.iter().copied().chain(folders).filter(|path| !is_part(path)).collect();
    if strays.is_empty() {
        return Ok(());
    }
    Err(Diagnostic::new(Code::BadPayload, "the source has entries that are no part of a runtime package")
        .at(Place::whole(name))
        .note("entries", strays.join(", "))
        .note("because", format!("the wheel has {MANIFEST}, {} and would leave them out", FOLDERS.join(", ")))
        .help("take them out of the source, or teach the package its new part")
        .into())
}

fn lacks(name: &str, missing: &[String]) -> Diagnostic {
    Diagnostic::new(Code::BadPayload, "the source is no whole runtime package")
        .at(Place::whole(name))
        .note("missing", missing.join(", "))
        .help("name the package of a release (codex-package-TARGET.tar.gz), its folder, a wheel, or a bare binary")
}

/// What the manifest of a package says.
#[derive(Debug, Default)]
struct Manifest(Map<String, Value>);

impl Manifest {
    fn read(staging: &Staging, path: &RelPath, name: &str) -> Outcome<Self> {
        let refuse = |because: String| bad_manifest(name, because);
        let mut bytes = Vec::new();
        let read = staging.read(path)?.take(MANIFEST_LENGTH + 1).read_to_end(&mut bytes);
        read.map_err(|error| refuse(error.to_string()))?;
        if bytes.len() as u64 > MANIFEST_LENGTH {
            return Err(refuse("it is longer than 1 MiB".to_owned()).into());
        }
        let members = serde_json::from_slice(&bytes).map_err(|error| refuse(error.to_string()))?;
        Ok(Self(members))
    }

    fn text(&self, key: &str, name: &str) -> Outcome<Option<&str>> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(bad_manifest(name, format!("`{key}` is no text")).into()),
        }
    }

    /// What it says of the places of things is where they are.
    fn agrees(&self, is_windows: bool, name: &str) -> Outcome<()> {
        if let Some(found) = self.0.get("layoutVersion")
            && found.as_u64() != Some(LAYOUT_VERSION)
        {
            let because =
                format!("`layoutVersion` is {found}, and {LAYOUT_VERSION} is the one that is known");
            return Err(bad_manifest(name, because).into());
        }
        let entrypoint = if is_windows { "bin/codex.exe" } else { "bin/codex" };
        let places =
            [("entrypoint", entrypoint), ("resourcesDir", "codex-resources"), ("pathDir", "codex-path")];
        for (key, expected) in places {
            if let Some(found) = self.text(key, name)?
                && found != expected
            {
                return Err(bad_manifest(name, format!("`{key}` is `{found}`, not `{expected}`")).into());
            }
        }
        Ok(())
    }
}

fn bad_manifest(name: &str, because: String) -> Diagnostic {
    Diagnostic::new(Code::BadPayload, format!("{MANIFEST} does not describe the package"))
        .at(Place::whole(name))
        .note("because", because)
        .help("see to it that the source is the package of a release as it was published")
}

/// Everything that says which platform the executables are for, and who says it.
fn claims(collected: &Collected, manifest: &Manifest, name: &str) -> Outcome<Vec<(String, &'static Target)>> {
    let mut claims = Vec::new();
    if let Some(triple) = manifest.text("target", name)? {
        let Some(target) = Target::of_triple(triple) else {
            let triples = TARGETS.iter().map(|target| target.triple);
            let problem = Diagnostic::new(Code::BadPlatform, format!("`{triple}` is no target of a release"))
                .at(Place::whole(name))
                .note("named in", MANIFEST);
            let problem = match nearest(triple, triples.clone()) {
                Some(near) => problem.note("nearest", near),
                None => problem,
            };
            let known = triples.collect::<Vec<_>>().join(", ");
            return Err(problem.help(format!("releases are built for {known}")).into());
        };
        claims.push((MANIFEST.to_owned(), target));
    }
    for (path, streamed) in &collected.files {
        if let Some(target) = streamed.target.filter(|_| path.as_str().starts_with("bin/")) {
            claims.push((path.to_string(), target));
        }
    }
    if let Some((_, tag)) = &collected.wheel {
        let tag = PlatformTag::parse(tag).map_err(|problem| problem.at(Place::whole(name)))?;
        claims.extend(tag.target().map(|target| (format!("the wheel's tag {tag}"), target)));
    }
    Ok(claims)
}

fn one_target(claims: Vec<(String, &'static Target)>, name: &str) -> Outcome<Option<&'static Target>> {
    let first = claims.first().map(|(_, target)| *target);
    if claims.iter().all(|(_, target)| Some(*target) == first) {
        return Ok(first);
    }
    let problem =
        Diagnostic::new(Code::BadPlatform, "the source is for several platforms").at(Place::whole(name));
    let said = claims.iter().map(|(who, target)| format!("{who}: {target}")).collect::<Vec<_>>().join("; ");
    Err(problem.note("found", said).help("name a source whose executables are all for one platform").into())
}

/// The version that the package has, if it says so; a wheel around it has the same.
fn one_version(collected: &Collected, manifest: &Manifest, name: &str) -> Outcome<Option<String>> {
    let inner = manifest.text("version", name)?;
    let outer = collected.wheel.as_ref().map(|(version, _)| version.as_str());
    if let (Some(inner), Some(outer)) = (inner, outer) {
        let same = match (Version::parse(inner), Version::parse(outer)) {
            (Ok(inner), Ok(outer)) => inner == outer,
            _ => inner == outer,
        };
        if !same {
            return Err(Diagnostic::new(
                Code::BadPayload,
                "the wheel and the package in it have two versions",
            )
            .at(Place::whole(name))
            .note("METADATA", outer)
            .note(MANIFEST, inner)
            .help("name the wheel as it was published")
            .into());
        }
    }
    Ok(inner.or(outer).map(str::to_owned))
}
