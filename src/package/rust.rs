//! The emitted files and the templates of the Rust package in, its tree out.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::assembly::{self, Kit, Values};
use super::embedded::RUST;
use super::{Bytes, Tree};
use crate::curation::{Curation, RustPackage};
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};
use crate::naming::{PyIdent, RsIdent};

/// What the package is made of.
pub(in crate::package) const KIT: Kit = Kit {
    folder: "rust",
    templates: RUST,
    of_client: &[
        "Cargo.toml.in",
        "README.md.in",
        "examples/",
        "src/blocking.rs",
        "src/blocking/",
        "src/client.rs",
        "src/client/",
    ],
};

/// The modules that the emitter makes and that are homes of root exports.
const EMITTED_HOMES: [&str; 3] = ["events", "methods", "types"];

/// Those of them that belong to the client.
const EMITTED_CLIENT_HOMES: [&str; 6] =
    ["blocking::api", "blocking::rpc", "client::answers", "client::api", "client::handler", "client::rpc"];

/// How many keywords the registry takes.
const KEYWORDS: usize = 5;

/// Puts the Rust package together from what was emitted: paths below the package, and texts.
///
/// # Errors
/// A package that Cargo would not take, two producers of one path, a path that leaves the package, and holes that do not
/// match their values.
pub fn assemble(emitted: Vec<(String, String)>, curation: &Curation, runtime: &str) -> Outcome<Tree> {
    let rust = table(curation)?;
    let mut problems = Problems::default();
    check(rust, curation, &mut problems);
    let released = curation.release().is_some_and(|release| release.rust.is_some());
    let texts = [
        ("library", rust.library.get_ref().as_str()),
        ("package", rust.package.get_ref()),
        ("protocol", &curation.table.protocol.name),
        ("runtime_version", runtime),
        ("rust_version", rust.rust_version.get_ref()),
        ("summary", &rust.summary),
        ("version", rust.version.get_ref()),
    ];
    // A package that leaves the project belongs to no workspace that happens to stand around it.
    let workspace = released.then(|| ["", "[workspace]"].map(str::to_owned));
    let workspace: &[String] = workspace.as_ref().map_or(&[], |lines| lines);
    let lists = [("keyword", rust.keywords.as_slice()), ("workspace", workspace)];
    let values = Values { texts: &texts, lists: &lists };
    let templates = KIT.files(curation.table.client.is_some(), &values, &mut problems);
    let emitted =
        emitted.into_iter().map(|(path, text)| -> (String, Bytes) { (path, Cow::Owned(text.into_bytes())) });
    assembly::tree(templates.into_iter().chain(emitted), problems)
}

/// What the curation says of the package.
///
/// # Errors
/// It says nothing of one.
pub fn table(curation: &Curation) -> Outcome<&RustPackage> {
    curation.table.rust.as_ref().ok_or_else(|| {
        Diagnostic::new(Code::CurationConflict, "the curation file describes no Rust package")
            .at(Place::whole(curation.file.clone()))
            .help("add [rust]; `codex-sdkgen schema` says what stands in it")
            .into()
    })
}

/// The modules of the crate that can be the home of a root export: what its templates define, and what is emitted.
#[must_use]
pub fn homes(curation: &Curation) -> BTreeSet<String> {
    if curation.table.rust.is_none() {
        return BTreeSet::new();
    }
    let parts = KIT.parts(curation.table.client.is_some());
    let inside = parts.filter_map(|(path, _)| path.strip_prefix("src/")?.strip_suffix(".rs"));
    let of_client = curation.table.client.iter().flat_map(|_| EMITTED_CLIENT_HOMES);
    inside
        .map(|path| path.replace('/', "::"))
        .chain(EMITTED_HOMES.into_iter().chain(of_client).map(str::to_owned))
        .collect()
}

/// Everything in the table that Cargo or its registry would refuse.
fn check(rust: &RustPackage, curation: &Curation, problems: &mut Problems) {
    let mut expect = |holds: bool, span: Range<usize>, message: String, help: &str| {
        if !holds {
            let at = curation.place(span);
            problems.push(Diagnostic::new(Code::CurationConflict, message).at(at).help(help));
        }
    };
    let RustPackage { package, library, version, rust_version, summary: _, keywords, root: _ } = rust;
    let (name, span) = (package.get_ref(), package.span());
    expect(
        is_package_name(name),
        span.clone(),
        format!("{name:?} cannot name a package"),
        "a letter, then letters, digits, `-` and `_`",
    );
    let (name, at) = (library.get_ref(), library.span());
    let help = "an identifier in snake_case";
    expect(is_library_name(name), at, format!("{name:?} cannot name a library"), help);
    let (text, at) = (version.get_ref(), version.span());
    let help = "three numbers, and what follows `-` if it is a pre-release, as 1.2.3-dev.0";
    expect(semver::Version::parse(text).is_ok(), at, format!("{text:?} is no semantic version"), help);
    let (text, at) = (rust_version.get_ref(), rust_version.span());
    let help = "two or three numbers, as 1.89";
    expect(is_rust_version(text), at, format!("{text:?} is no version of a compiler"), help);
    let fit = keywords.len() <= KEYWORDS && keywords.iter().all(|keyword| is_keyword(keyword));
    let help = "five at most, each of up to 20 letters, digits, `-`, `_` and `+`";
    expect(fit, span, "the keywords are not those of a package".to_owned(), help);
}

fn is_package_name(name: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(inside) && name.len() <= 64
}

fn is_library_name(name: &str) -> bool {
    let is_free = |ident: PyIdent| RsIdent::new(&ident).as_str() == name;
    PyIdent::new(name).is_ok_and(is_free) && !name.contains(|c: char| c.is_ascii_uppercase())
}

fn is_rust_version(text: &str) -> bool {
    let numbers = text.split('.').filter(|part| part.parse::<u32>().is_ok()).count();
    (2..=3).contains(&numbers) && numbers == text.split('.').count()
}

fn is_keyword(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+');
    text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(inside) && text.len() <= 20
}
