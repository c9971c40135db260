//! The templates of the package that carries the runtime in, its tree out: everything but the payload and its bill.

use super::Tree;
use super::assembly::{self, BILL, Kit, Values};
use super::embedded::RUNTIME;
use super::python;
use crate::curation::{Curation, RuntimePackage};
use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};
use crate::naming::ModulePath;

/// The folder of the templates that stands for the package, whatever its name.
const PACKAGE: &str = "src/codex_cli_bin/";

const KIT: Kit = Kit { folder: "runtime", templates: RUNTIME, of_client: &[] };

/// Puts the project of a runtime wheel together: everything but the payload and the bill of materials. The platform tag,
/// if it is known, stands in the table of the build hook.
///
/// # Errors
/// The curation describes no runtime package or no Python package that needs it, or one that Python cannot import.
pub fn assemble(curation: &Curation, version: &str, tag: Option<&str>) -> Outcome<Tree> {
    let mut problems = Problems::default();
    let runtime = table(curation)?;
    let package = folder(curation)?;
    let texts = [
        ("distribution", runtime.distribution.as_str()),
        ("package", &runtime.package),
        ("requires_python", &python::table(curation)?.requires_python),
        ("sbom", BILL),
        ("version", version),
    ];
    let tags: Vec<String> = tag.map(str::to_owned).into_iter().collect();
    let lists = [("platform_tag", tags.as_slice())];
    let files = KIT.files(true, &Values { texts: &texts, lists: &lists }, &mut problems).into_iter();
    let renamed = files.map(|(path, bytes)| match path.strip_prefix(PACKAGE) {
        Some(inside) => (format!("{package}/{inside}"), bytes),
        None => (path, bytes),
    });
    assembly::tree(renamed, problems)
}

/// The folder of the import package below the project, where the payload belongs: `src/codex_cli_bin`.
///
/// # Errors
/// The curation describes no runtime package, or one that Python cannot import from one folder.
pub fn folder(curation: &Curation) -> Outcome<String> {
    let name = &table(curation)?.package;
    let because = match ModulePath::new(name) {
        Ok(_) if !name.contains('.') => return Ok(format!("src/{name}")),
        Ok(_) => "it lies inside another package".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(Diagnostic::new(Code::CurationConflict, format!("{name:?} cannot carry the runtime"))
        .at(Place::whole(curation.file.clone()))
        .note("because", because)
        .help("[runtime]  package = \"one Python identifier\"")
        .into())
}

/// What the curation says of the package.
///
/// # Errors
/// It says nothing of one.
pub fn table(curation: &Curation) -> Outcome<&RuntimePackage> {
    curation.table.runtime.as_ref().ok_or_else(|| {
        Diagnostic::new(Code::CurationConflict, "the curation file describes no runtime package")
            .at(Place::whole(curation.file.clone()))
            .help("add [runtime]; `codex-sdkgen schema` says what stands in it")
            .into()
    })
}
