//! A staged project in, its bill of materials as CycloneDX JSON out: what is inside, with hashes, and what it stands on.
//! The serial number follows from the content; there is no time in it but that of an epoch that was given.

use std::sync::Arc;

use cyclonedx_bom::models::bom::{Bom, SpecVersion, UrnUuid};
use cyclonedx_bom::models::component::{Classification, Component, Components, Scope};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::metadata::Metadata;
use cyclonedx_bom::models::property::{Properties, Property};
use cyclonedx_bom::models::tool::Tools;
use cyclonedx_bom::prelude::{DateTime, NormalizedString, Purl, SpdxExpression, Validate as _};
use sha2::{Digest as _, Sha256};

use super::epoch;
use super::wheel::project::{self, Project};
use super::wheel::requirement::{Requirement, normalized};
use crate::diag::{Code, Diagnostic, Outcome};
use crate::package::{RelPath, Tree};
use crate::schema::pin::hex;
use crate::schema::{Document, Source};

/// The version of the form; readers of it are everywhere.
const VERSION: SpecVersion = SpecVersion::V1_5;

/// A file that a wheel carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carried<'a> {
    /// Its path below the import package.
    pub path: &'a str,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// What the runtime inside a wheel was made of.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The SHA-256 of the listing of its files, in whatever form they came.
    pub sha256: [u8; 32],
    /// The Rust target, where it is known.
    pub target: Option<&'a str>,
}

/// The bill of the SDK: its tree as it is staged, and the exports that it was compiled from, under the version of the
/// runtime that wrote them.
///
/// # Errors
/// The tree has no `pyproject.toml` of the SDK.
pub fn sdk(tree: &Tree, pin: &Source, epoch: Option<u64>) -> Outcome<Vec<u8>> {
    let project = described(tree)?;
    let extras = project.extras.values().flatten();
    let needed = project.dependencies.iter().map(|needed| library(needed, Scope::Required));
    let parts = needed.chain(extras.map(|needed| library(needed, Scope::Optional)));
    let parts = parts.chain(exports(pin)).collect();
    bill(&project, vec![property("pin:runtime", &pin.version)], parts, epoch)
}

/// The bill of a runtime wheel: its tree without the payload, the files of the payload, where they come from, and the
/// pinned exports if the runtime is the one that wrote them.
///
/// # Errors
/// The tree has no `pyproject.toml` of a runtime.
pub fn runtime(
    tree: &Tree,
    payload: &[Carried<'_>],
    origin: Origin<'_>,
    pin: Option<&Source>,
    epoch: Option<u64>,
) -> Outcome<Vec<u8>> {
    let project = described(tree)?;
    let mut properties = vec![property("payload:sha256", &hex(&origin.sha256))];
    properties.extend(origin.target.map(|target| property("target", target)));
    properties.extend(project.platform.iter().map(|platform| property("platform", platform)));
    properties.extend(pin.map(|pin| property("pin:runtime", &pin.version)));
    let files = payload.iter().map(|file| hashed(Classification::File, file.path, file.sha256));
    let parts = files.chain(pin.into_iter().flat_map(exports)).collect();
    bill(&project, properties, parts, epoch)
}

fn described(tree: &Tree) -> Outcome<Project> {
    let text = RelPath::new(project::FILE).ok().and_then(|path| tree.get(&path));
    let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    Project::parse(&Arc::from(project::FILE), text)
}

/// The exports as parts: data that the project was made of.
fn exports(pin: &Source) -> impl Iterator<Item = Component> {
    let export = |name: &str, document: &Document| {
        let digest = Sha256::digest(document.text.as_bytes()).into();
        let file = document.file.rsplit('/').next().unwrap_or_default();
        let name = format!("{name}/{file}");
        let mut export = hashed(Classification::Data, &name, digest);
        export.version = Some(NormalizedString::new(&pin.version));
        export
    };
    let experimental = pin.experimental.iter().map(move |document| export("experimental", document));
    std::iter::once(export("stable", &pin.stable)).chain(experimental).collect::<Vec<_>>().into_iter()
}

/// A distribution that the project needs.
fn library(needed: &Requirement, scope: Scope) -> Component {
    let mut library = part(Classification::Library, needed.name());
    library.version = needed.pinned().map(NormalizedString::new);
    library.scope = Some(scope);
    library.purl = purl(needed.name(), needed.pinned());
    library.bom_ref = library.purl.as_ref().map(ToString::to_string);
    library.properties = Some(Properties(vec![property("requires", &needed.to_string())]));
    library
}

/// A part whose bytes are known.
fn hashed(kind: Classification, name: &str, sha256: [u8; 32]) -> Component {
    let mut file = part(kind, name);
    file.bom_ref = Some(format!("file:{name}"));
    file.hashes = Some(Hashes(vec![Hash { alg: HashAlgorithm::SHA_256, content: HashValue(hex(&sha256)) }]));
    file
}

fn part(kind: Classification, name: &str) -> Component {
    let mut part = Component::new(kind, name, "", None);
    part.version = None;
    part
}

fn purl(name: &str, version: Option<&str>) -> Option<Purl> {
    match version {
        Some(version) => Purl::new("pypi", name, version).ok(),
        None => format!("pkg:pypi/{name}").parse().ok(),
    }
}

fn property(name: &str, value: &str) -> Property {
    Property::new(format!("codex-sdkgen:{name}"), value)
}

/// The whole document; the same content has the same serial number and the same bytes.
fn bill(
    project: &Project,
    properties: Vec<Property>,
    parts: Vec<Component>,
    epoch: Option<u64>,
) -> Outcome<Vec<u8>> {
    let name = normalized(&project.name);
    let mut whole = part(Classification::Library, &project.name);
    whole.version = Some(NormalizedString::new(&project.version));
    whole.description = Some(NormalizedString::new(&project.summary));
    whole.purl = purl(&name, Some(&project.version));
    whole.bom_ref = whole.purl.as_ref().map(ToString::to_string);
    whole.licenses = Some(Licenses(vec![LicenseChoice::Expression(SpdxExpression::new(&project.license))]));
    whole.properties = Some(Properties(properties));

    let references = |part: &Component| part.bom_ref.clone();
    let below: Vec<String> = parts.iter().filter_map(references).collect();
    let leaves = below.iter().map(|below| (below.clone(), Vec::new()));
    let edges = references(&whole).map(|whole| (whole, below.clone())).into_iter().chain(leaves);
    let edges = edges.map(|(dependency_ref, dependencies)| Dependency { dependency_ref, dependencies });
    let dependencies = Some(Dependencies(edges.collect()));

    let tool = Component::new(Classification::Application, "codex-sdkgen", env!("CARGO_PKG_VERSION"), None);
    let time = epoch.map(epoch::timestamp).transpose()?;
    let metadata = Metadata {
        timestamp: time.and_then(|time| DateTime::try_from(time).ok()),
        tools: Some(Tools::Object { services: None, components: Some(Components(vec![tool])) }),
        component: Some(whole),
        ..Metadata::default()
    };
    let mut bom = Bom {
        serial_number: None,
        metadata: Some(metadata),
        components: Some(Components(parts)),
        dependencies,
        spec_version: VERSION,
        ..Bom::default()
    };
    let bare = written(bom.clone())?;
    bom.serial_number = UrnUuid::new(serial_number(&bare)).ok();
    let mut bytes = written(bom)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn written(bom: Bom) -> Outcome<Vec<u8>> {
    let refused = |because: String| {
        Diagnostic::new(Code::BadProject, "the project has no valid bill of materials")
            .note("because", because)
            .help("stage the project again")
    };
    let result = bom.validate_version(VERSION);
    if !result.passed() {
        return Err(refused(format!("{result:?}")).into());
    }
    let mut bytes = Vec::new();
    bom.output_as_json(&mut bytes, VERSION).map_err(|error| refused(error.to_string()))?;
    Ok(bytes)
}

/// A UUID of the kind that is made of a hash of one's own choice (RFC 9562, version 8).
fn serial_number(content: &[u8]) -> String {
    let mut bytes: [u8; 32] = Sha256::digest(content).into();
    for (at, kept, set) in [(6, 0x0f, 0x80), (8, 0x3f, 0x80)] {
        if let Some(byte) = bytes.get_mut(at) {
            *byte = (*byte & kept) | set;
        }
    }
    let digits = hex(&bytes);
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}
