//! The compiler as a library: bytes of a JSON schema and one curation file in, SDK sources out.
//! Data runs one way through the floors; each has its own output type that holds no unfinished state.
//!
//! A build script compiles with it, without a checkout of this project and without its command:
//!
//! ```
//! use codex_sdkgen::curation;
//! use codex_sdkgen::diag::{Outcome, Severity, Sources, Style, render};
//! use codex_sdkgen::package;
//! use codex_sdkgen::schema::{Document, Source};
//! use codex_sdkgen::{Inputs, Policy, compile};
//!
//! # const SCHEMA: &str = r##"{
//! #   "definitions": {
//! #     "ClientRequest": {"oneOf": [{
//! #       "type": "object", "title": "PingRequest", "required": ["id", "method", "params"],
//! #       "properties": {
//! #         "id": {"type": "integer", "format": "int64"},
//! #         "method": {"type": "string", "enum": ["ping"]},
//! #         "params": {"$ref": "#/definitions/PingParams"}
//! #       }
//! #     }]},
//! #     "PingParams": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
//! #     "PingResponse": {"type": "object", "properties": {"text": {"type": "string"}}}
//! #   }
//! # }"##;
//! # const CURATION: &str = r#"
//! # [protocol]
//! # name = "ping"
//! # [protocol.envelopes]
//! # client_request = "ClientRequest"
//! # [protocol.results]
//! # params_suffix = "Params"
//! # result_suffix = "Response"
//! # [python]
//! # package = "ping_client"
//! # distribution = "ping-client"
//! # version = "1.0"
//! # requires_python = "3.10"
//! # summary = "A client of the ping protocol"
//! # [modules]
//! # ping = "ping"
//! # "#;
//! fn sources_of_the_sdk(out: &std::path::Path) -> Outcome<()> {
//!     let source = Source::new("1.0", Document::new("ping.json", SCHEMA));
//!     let curation = curation::load("surface.toml", CURATION)?;
//!     let inputs = Inputs { source: &source, curation: &curation, history: None, policy: Policy::Strict };
//!     package::write(&out.join("python"), &compile(inputs)?.python.unwrap_or_default())?;
//!     Ok(())
//! }
//!
//! # let folder = tempfile::tempdir()?;
//! # let out = folder.path();
//! # /*
//! let out = std::env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?;
//! let out = std::path::Path::new(&out);
//! # */
//! if let Err(report) = sources_of_the_sdk(out) {
//!     let style = Style::Text { colour: false };
//!     return Err(render(&report, Severity::Error, &Sources::default(), style).into());
//! }
//! assert!(out.join("python/src/ping_client/types.py").is_file());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod build;
#[cfg(feature = "cli")]
pub mod cli;
pub mod curation;
pub mod diag;
pub mod emit;
pub mod history;
pub mod ir;
pub mod naming;
pub mod package;
pub mod parallel;
#[cfg(feature = "release")]
pub mod release;
pub mod schema;
pub mod surface;

pub use ir::Policy;

use curation::Curation;
use diag::{Diagnostic, Outcome, Problems};
use emit::outline::library::Library;
use emit::parity::{Offer, compare};
use history::History;
use ir::{Ir, Lowered};
use naming::{ModulePath, Names};
use package::Tree;
use parallel::at_once;
use schema::Source;
use surface::{Homes, Surface};

/// What a compilation starts from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The exports of one runtime.
    pub source: &'a Source,
    /// The decisions about them.
    pub curation: &'a Curation,
    /// Since when there is what; without it, nothing is said about that.
    pub history: Option<&'a History>,
    /// What is done where a decision is missing.
    pub policy: Policy,
}

impl<'a> Inputs<'a> {
    /// The recorded runtimes, from the oldest, before which the clients take none, to the one whose exports are
    /// compiled.
    pub fn runtimes(&self) -> Vec<&'a str> {
        let source: &'a Source = self.source;
        let pin: &str = &source.version;
        let records = self.history.into_iter().flat_map(History::records);
        records.filter(|record| *record != pin).chain([pin]).collect()
    }
}

/// What a compilation ends with.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The files of the Python package, if the curation describes one.
    pub python: Option<Tree>,
    /// The files of the Rust package, if the curation describes one.
    pub rust: Option<Tree>,
    /// What both packages offer, and where they differ with what reason, if there are both.
    pub parity: Option<String>,
    /// What was settled without a decision; empty under [`Policy::Strict`].
    pub assumed: Vec<Diagnostic>,
}

/// One package, before it is held against the other.
struct Package {
    tree: Tree,
    offer: Offer,
}

impl Compiled {
    /// The packages, each with the name of its folder.
    pub fn packages(&self) -> impl Iterator<Item = (&'static str, &Tree)> {
        let packages = [("python", &self.python), ("rust", &self.rust)];
        packages.into_iter().filter_map(|(name, tree)| Some((name, tree.as_ref()?)))
    }
}

/// Compiles the sources of the SDKs.
///
/// # Errors
/// Everything that is wrong with the schema or the curation, and every decision that is missing or has no use.
pub fn compile(inputs: Inputs<'_>) -> Outcome<Compiled> {
    package::described(inputs.curation)?;
    let packages =
        |surface: &Surface<'_>| both(at_once(|| python(inputs, surface), || rust(inputs, surface)));
    let ((python, rust), mut assumed) = through_the_floors(inputs, packages)?;
    let parity = match (&python, &rust) {
        (Some(python), Some(rust)) => parity(inputs, &python.offer, &rust.offer, &mut assumed)?,
        _ => None,
    };
    let tree = |package: Option<Package>| package.map(|package| package.tree);
    Ok(Compiled { python: tree(python), rust: tree(rust), parity, assumed })
}

/// The table of what both packages offer; without decisions there is none where they differ, and the differences are
/// told unless they may follow from what was assumed before.
fn parity(
    inputs: Inputs<'_>,
    python: &Offer,
    rust: &Offer,
    assumed: &mut Vec<Diagnostic>,
) -> Outcome<Option<String>> {
    match (compare(python, rust, inputs.curation), inputs.policy) {
        (Err(report), Policy::Provisional) => {
            if assumed.is_empty() {
                assumed.extend_from_slice(report.diagnostics());
            }
            Ok(None)
        }
        (compared, _) => compared.map(Some),
    }
}

/// The Rust types, methods and events with their wire layer as one file for `include!`, and what was settled without a
/// decision; no package needs to be described.
///
/// # Errors
/// As of [`compile`].
pub fn types(inputs: Inputs<'_>) -> Outcome<(String, Vec<Diagnostic>)> {
    let header = emit::header(&inputs.curation.table.protocol.name);
    through_the_floors(inputs, |surface| package::inline(&emit_rust(inputs, surface)?, &header))
}

/// What is emitted from a finished surface, and what was settled without a decision on the way there.
fn through_the_floors<T>(
    inputs: Inputs<'_>,
    emitted: impl FnOnce(&Surface<'_>) -> Outcome<T>,
) -> Outcome<(T, Vec<Diagnostic>)> {
    let (ir, mut assumed) = model(inputs)?;
    let names = naming::assign(&ir, inputs.curation, inputs.policy)?;
    let surface = surface(inputs, &ir, &names)?;
    assumed.extend(names.assumed().iter().chain(&surface.assumed).cloned());
    assumed.extend(every_row_has_a_use(inputs)?);
    Ok((emitted(&surface)?, assumed))
}

/// The model with its history: schema floor, then model floor.
///
/// # Errors
/// Everything that is wrong with the schema, and the decisions about its meaning that are missing.
pub fn model(inputs: Inputs<'_>) -> Outcome<(Ir, Vec<Diagnostic>)> {
    let (bundle, mut assumed) = schema::load_under(inputs.source, inputs.curation, inputs.policy)?;
    let Lowered { ir, assumed: answers } = ir::lower(&bundle, inputs.curation, inputs.policy)?;
    assumed.extend(answers);
    let Some(history) = inputs.history else { return Ok((ir, assumed)) };
    let attach = match inputs.curation.table.subset {
        None => history::attach,
        Some(_) => history::attach_to_part,
    };
    let (ir, new) = attach(ir, history, &inputs.source.version, inputs.policy)?;
    assumed.extend(new);
    Ok((ir, assumed))
}

/// What is public, in a package that has the homes of its templates.
///
/// # Errors
/// Everything that no decision places, and public signatures that reach what is hidden.
pub fn surface<'a>(inputs: Inputs<'a>, ir: &'a Ir, names: &'a Names) -> Outcome<Surface<'a>> {
    let homes = Homes {
        python: package::python::homes(inputs.curation),
        rust: package::rust::homes(inputs.curation),
    };
    surface::curate(ir, names, inputs.curation, inputs.policy, &homes)
}

/// The emitted modules of the Python package.
///
/// # Errors
/// A package name that Python cannot import, and names that clash in one module.
pub fn emit_python(inputs: Inputs<'_>, surface: &Surface<'_>) -> Outcome<Vec<(ModulePath, String)>> {
    let protocol = &inputs.curation.table.protocol;
    let package = emit::python::Package {
        name: package::python::import_name(inputs.curation)?,
        version: &package::python::table(inputs.curation)?.version,
        protocol: &protocol.name,
        header: &emit::header(&protocol.name),
        leading: &protocol.leading(),
        runtimes: &inputs.runtimes(),
        turn_end: protocol.turn_end(),
    };
    emit::python::emit(surface, &package)
}

/// The emitted files of the Rust package: paths below the package, and texts.
///
/// # Errors
/// Names that clash in one module.
pub fn emit_rust(inputs: Inputs<'_>, surface: &Surface<'_>) -> Outcome<Vec<(String, String)>> {
    let protocol = &inputs.curation.table.protocol;
    let package = emit::rust::Crate {
        protocol: &protocol.name,
        header: &emit::header(&protocol.name),
        leading: &protocol.leading(),
        runtimes: &inputs.runtimes(),
    };
    emit::rust::emit(surface, &package)
}

/// The Python package and what it offers, if there is to be one.
fn python(inputs: Inputs<'_>, surface: &Surface<'_>) -> Outcome<Option<Package>> {
    if inputs.curation.table.python.is_none() {
        return Ok(None);
    }
    let modules = emit_python(inputs, surface)?;
    let name = package::python::import_name(inputs.curation)?;
    let header = emit::header(&inputs.curation.table.protocol.name);
    let texts = package::python::texts(&modules, &name, inputs.curation);
    let library = Library::new(&texts);
    let reference = emit::reference::page(surface, &name, &header, &library);
    let offer = emit::parity::python(surface, &name, &library);
    let tree = package::python::assemble(modules, inputs.curation, &inputs.source.version)?;
    let tree = package::python::with_reference(tree, reference)?;
    Ok(Some(Package { tree, offer }))
}

/// The Rust package and what it offers, if there is to be one.
fn rust(inputs: Inputs<'_>, surface: &Surface<'_>) -> Outcome<Option<Package>> {
    if inputs.curation.table.rust.is_none() {
        return Ok(None);
    }
    let files = emit_rust(inputs, surface)?;
    let tree = package::rust::assemble(files, inputs.curation, &inputs.source.version)?;
    let offer = emit::parity::rust(surface, tree.texts());
    Ok(Some(Package { tree, offer }))
}

/// Both packages, or everything that is wrong with either.
fn both<A, B>(outcomes: (Outcome<A>, Outcome<B>)) -> Outcome<(A, B)> {
    match outcomes {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(one), Err(other)) => Err(one.and(other)),
        (Err(report), Ok(_)) | (Ok(_), Err(report)) => Err(report),
    }
}

/// The rows that nothing used: errors, or passed over and told.
fn every_row_has_a_use(inputs: Inputs<'_>) -> Outcome<Vec<Diagnostic>> {
    let mut problems = Problems::default();
    inputs.curation.dead_rows(&mut problems);
    match (problems.finish(()), inputs.policy) {
        (Err(dead), Policy::Strict) => Err(dead),
        (Err(dead), Policy::Provisional) => Ok(dead.diagnostics().to_vec()),
        (Ok(()), _) => Ok(Vec::new()),
    }
}
