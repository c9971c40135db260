//! The emitted modules and the templates of the Python package in, its tree out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::embedded::{PYTHON, Template};
use super::template::Holes;
use super::{Bytes, RelPath, Tree};
use crate::curation::Curation;
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};
use crate::naming::ModulePath;

/// The folder of the templates that stands for the package, whatever its name.
const PACKAGE: &str = "src/codex_app_server/";

/// What only a package with a client has.
const OF_CLIENT: [&str; 4] = ["src/codex_app_server/_client/", "examples/", "docs/", "README.md.in"];

/// The folder of what takes the place of the above in a package without a client.
const WITHOUT_CLIENT: &str = "without_client/";

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
pub fn python(modules: Vec<(ModulePath, String)>, curation: &Curation, runtime: &str) -> Outcome<Tree> {
    let mut problems = Problems::default();
    let mut files = templates(curation, runtime, &mut problems);
    let packages = packages(&modules, &files);
    files.extend(
        modules
            .into_iter()
            .map(|(module, text)| (file_of(&module, &packages), Cow::Owned(text.into_bytes()))),
    );
    let mut tree = Tree::default();
    for (path, bytes) in files {
        match RelPath::new(&path) {
            Ok(path) => {
                let _ = problems.take(tree.insert(path, bytes).map_err(Into::into));
            }
            Err(error) => problems.push(
                Diagnostic::new(Code::OutputPath, error.to_string())
                    .note("because", error.because)
                    .help("give the module another name in the curation file"),
            ),
        }
    }
    problems.finish(tree)
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

/// The import name of the package.
///
/// # Errors
/// It is none.
pub fn import_name(curation: &Curation) -> Outcome<ModulePath> {
    ModulePath::new(&curation.table.python.package).map_err(|error| {
        Diagnostic::new(Code::CurationConflict, error.to_string())
            .at(Place::whole(curation.file.clone()))
            .help("[python]  package = \"a dotted path of Python identifiers\"")
            .into()
    })
}

/// The modules of the package that can be the home of a root export: what its templates define, and what is emitted.
#[must_use]
pub fn homes(curation: &Curation) -> BTreeSet<String> {
    let inside = parts(curation).filter_map(|(path, _)| path.strip_prefix(PACKAGE)?.strip_suffix(".py"));
    let of_client = curation.table.client.iter().flat_map(|_| EMITTED_CLIENT_HOMES);
    inside
        .map(|path| path.strip_suffix("/__init__").unwrap_or(path).replace('/', "."))
        .chain(EMITTED_HOMES.into_iter().chain(of_client).map(str::to_owned))
        .collect()
}

/// The text of every module of the package by its dotted path: those that are emitted, and those of the templates.
#[must_use]
pub fn texts<'a>(modules: &'a [(ModulePath, String)], curation: &Curation) -> BTreeMap<String, Cow<'a, str>> {
    let package = &curation.table.python.package;
    let templates = parts(curation).filter_map(|(path, template)| {
        let inside = path.strip_prefix(PACKAGE)?.strip_suffix(".py")?;
        let inside = inside.strip_suffix("/__init__").unwrap_or(inside);
        Some((format!("{package}.{}", inside.replace('/', ".")), String::from_utf8_lossy(template.bytes)))
    });
    let emitted = modules.iter().map(|(path, text)| (path.to_string(), Cow::Borrowed(text.as_str())));
    templates.chain(emitted).collect()
}

/// The templates that the package is made of, and the paths that they are templates of.
fn parts(curation: &Curation) -> impl Iterator<Item = (&'static str, &'static Template)> {
    let has_client = curation.table.client.is_some();
    PYTHON.iter().filter_map(move |template| match template.path.strip_prefix(WITHOUT_CLIENT) {
        Some(path) => (!has_client).then_some((path, template)),
        None => {
            let of_client = OF_CLIENT.iter().any(|part| template.path.starts_with(part));
            (has_client || !of_client).then_some((template.path, template))
        }
    })
}

fn templates(curation: &Curation, runtime: &str, problems: &mut Problems) -> Vec<(String, Bytes)> {
    let python = &curation.table.python;
    let values = [
        ("distribution", python.distribution.as_str()),
        ("package", &python.package),
        ("protocol", &curation.table.protocol.name),
        ("requires_python", &python.requires_python),
        ("runtime_version", runtime),
        ("summary", &python.summary),
        ("version", &python.version),
    ];
    let client = curation.table.client.as_ref();
    let binary = curation.table.runtime.as_ref().filter(|_| client.is_some());
    let dependency = binary.map(|package| format!("{}=={runtime}", package.distribution));
    let websockets = client.and_then(|client| client.websocket_library.clone());
    let lists = [("dependency", dependency.as_slice()), ("websocket_library", websockets.as_slice())];
    let mut holes = Holes::new(&values, &lists, problems);
    let package = format!("src/{}/", python.package.replace('.', "/"));
    let files = parts(curation)
        .map(|(path, template)| {
            let path = match path.strip_prefix(PACKAGE) {
                Some(inside) => format!("{package}{inside}"),
                None => path.to_owned(),
            };
            match path.strip_suffix(".in") {
                Some(path) => {
                    let text = String::from_utf8_lossy(template.bytes);
                    let file = format!("python/{}", template.path);
                    (path.to_owned(), Cow::Owned(holes.fill(&file, &text, problems).into_bytes()))
                }
                None => (path, Cow::Borrowed(template.bytes)),
            }
        })
        .collect();
    holes.finish(problems);
    files
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
