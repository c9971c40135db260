//! The emitted modules and the templates of the Python package in, its tree out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::assembly::{self, Kit, Values};
use super::embedded::PYTHON;
use super::{Bytes, RelPath, Tree};
use crate::curation::{Curation, PythonPackage};
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};
use crate::naming::ModulePath;

/// The folder of the templates that stands for the package, whatever its name.
const PACKAGE: &str = "src/codex_app_server/";

/// What the package is made of.
const KIT: Kit = Kit {
    folder: "python",
    templates: PYTHON,
    of_client: &["src/codex_app_server/_client/", "examples/", "docs/", "README.md.in"],
};

/// The modules that the emitter makes and that are homes of root exports.
const EMITTED_HOMES: [&str; 2] = ["_version", "types"];

/// Those of them that belong to the client.
const EMITTED_CLIENT_HOMES: [&str; 5] =
    ["_client.answers", "_client.api", "_client.async_rpc", "_client.handler", "_client.rpc"];

/// Where the reference of the package stands.
const REFERENCE: &str = "docs/api-reference.md";

/// Puts the Python package together.
///
/// # Errors
/// Two producers of one path, a path that leaves the package, and holes that do not match their values.
pub fn assemble(modules: Vec<(ModulePath, String)>, curation: &Curation, runtime: &str) -> Outcome<Tree> {
    let mut problems = Problems::default();
    let templates = templates(curation, runtime, &mut problems)?;
    let packages = packages(&modules, &templates);
    let emitted = modules
        .into_iter()
        .map(|(module, text)| (file_of(&module, &packages), Cow::Owned(text.into_bytes())))
        .collect::<Vec<_>>();
    assembly::tree(templates.into_iter().chain(emitted), problems)
}

/// The same package with its reference.
///
/// # Errors
/// Something else stands where the reference belongs.
pub fn with_reference(mut package: Tree, text: String) -> Outcome<Tree> {
    let path = RelPath::new(REFERENCE).map_err(|error| {
        Diagnostic::new(Code::OutputPath, error.to_string()).note("because", error.because)
    })?;
    package.insert(path, Cow::Owned(text.into_bytes()))?;
    Ok(package)
}

/// What the curation says of the package.
///
/// # Errors
/// It says nothing of one.
pub fn table(curation: &Curation) -> Outcome<&PythonPackage> {
    curation.table.python.as_ref().ok_or_else(|| {
        Diagnostic::new(Code::CurationConflict, "the curation file describes no Python package")
            .at(Place::whole(curation.file.clone()))
            .help("add [python]; `codex-sdkgen schema` says what stands in it")
            .into()
    })
}

/// The import name of the package.
///
/// # Errors
/// It is none.
pub fn import_name(curation: &Curation) -> Outcome<ModulePath> {
    ModulePath::new(&table(curation)?.package).map_err(|error| {
        Diagnostic::new(Code::CurationConflict, error.to_string())
            .at(Place::whole(curation.file.clone()))
            .help("[python]  package = \"a dotted path of Python identifiers\"")
            .into()
    })
}

/// The modules of the package that can be the home of a root export: what its templates define, and what is emitted.
#[must_use]
pub fn homes(curation: &Curation) -> BTreeSet<String> {
    if curation.table.python.is_none() {
        return BTreeSet::new();
    }
    let parts = KIT.parts(curation.table.client.is_some());
    let inside = parts.filter_map(|(path, _)| path.strip_prefix(PACKAGE)?.strip_suffix(".py"));
    let of_client = curation.table.client.iter().flat_map(|_| EMITTED_CLIENT_HOMES);
    inside
        .map(|path| path.strip_suffix("/__init__").unwrap_or(path).replace('/', "."))
        .chain(EMITTED_HOMES.into_iter().chain(of_client).map(str::to_owned))
        .collect()
}

/// The text of every module of the package by its dotted path: those that are emitted, and those of the templates.
#[must_use]
pub fn texts<'a>(
    modules: &'a [(ModulePath, String)],
    package: &ModulePath,
    curation: &Curation,
) -> BTreeMap<String, Cow<'a, str>> {
    let templates = KIT.parts(curation.table.client.is_some()).filter_map(|(path, template)| {
        let inside = path.strip_prefix(PACKAGE)?.strip_suffix(".py")?;
        let inside = inside.strip_suffix("/__init__").unwrap_or(inside);
        Some((format!("{package}.{}", inside.replace('/', ".")), String::from_utf8_lossy(template.bytes)))
    });
    let emitted = modules.iter().map(|(path, text)| (path.to_string(), Cow::Borrowed(text.as_str())));
    templates.chain(emitted).collect()
}

fn templates(curation: &Curation, runtime: &str, problems: &mut Problems) -> Outcome<Vec<(String, Bytes)>> {
    let python = table(curation)?;
    let client = curation.table.client.as_ref();
    let binary = curation.table.runtime.as_ref().filter(|_| client.is_some());
    let runtime = binary.map_or(runtime, |_| curation.runtime(runtime));
    let texts = [
        ("distribution", python.distribution.as_str()),
        ("package", &python.package),
        ("protocol", &curation.table.protocol.name),
        ("requires_python", &python.requires_python),
        ("runtime_version", runtime),
        ("summary", &python.summary),
        ("version", &python.version),
    ];
    let dependency = binary.map(|package| format!("{}=={runtime}", package.distribution));
    let websockets = client.and_then(|client| client.websocket_library.clone());
    let lists = [
        ("dependency", dependency.as_slice()),
        ("sbom", python.sbom.as_slice()),
        ("websocket_library", websockets.as_slice()),
    ];
    let values = Values { texts: &texts, lists: &lists };
    let package = format!("src/{}/", python.package.replace('.', "/"));
    let files = KIT.files(client.is_some(), &values, problems).into_iter();
    let renamed = files.map(|(path, bytes)| match path.strip_prefix(PACKAGE) {
        Some(inside) => (format!("{package}{inside}"), bytes),
        None => (path, bytes),
    });
    Ok(renamed.collect())
}

/// The modules that hold other modules; they are the `__init__.py` of a folder.
fn packages(modules: &[(ModulePath, String)], files: &[(String, Bytes)]) -> BTreeSet<String> {
    let emitted = modules.iter().map(|(module, _)| folder_of(module));
    emitted
        .chain(files.iter().map(|(path, _)| path.clone()))
        .filter_map(|path| path.rsplit_once('/').map(|(folder, _)| folder.to_owned()))
        .collect()
}

fn folder_of(module: &ModulePath) -> String {
    format!("src/{}", module.as_str().replace('.', "/"))
}

fn file_of(module: &ModulePath, packages: &BTreeSet<String>) -> String {
    let path = folder_of(module);
    if packages.contains(&path) { format!("{path}/__init__.py") } else { format!("{path}.py") }
}
