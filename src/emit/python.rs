//! The Python emitter: a finished surface in, the schema-dependent modules of the package out, printed.
//! Hand-written modules are not its business; it only names what they define.

mod defaults;
mod describe;
mod enums;
mod exports;
mod messages;
mod methods;
mod models;
pub mod print;
mod records;
mod scope;
mod shapes;
pub mod syntax;
mod types;
mod unions;
mod wire_names;

use scope::Scope;
use syntax::{Doc, Expr, Module, Stmt};

use crate::diag::{Code, Diagnostic, Outcome, Problems};
use crate::naming::ModulePath;
use crate::py_ident;
use crate::surface::Surface;

/// What the emitter is told beyond the surface.
#[derive(Debug, Clone)]
pub struct Package<'a> {
    /// The import name.
    pub name: ModulePath,
    /// The version of the package.
    pub version: &'a str,
    /// The protocol's name in documentation.
    pub protocol: &'a str,
    /// Comment lines that open every file: what made it, and from what.
    pub header: &'a [String],
    /// The notification that ends a turn, if the protocol has turns.
    pub turn_end: Option<&'a str>,
    /// The members that stand first in every record.
    pub leading: &'a [&'a str],
}

/// The emitted modules, in the order of their paths, each as dotted path and text.
///
/// # Errors
/// Two names of one module that would stand for different things.
pub fn emit(surface: &Surface<'_>, package: &Package<'_>) -> Outcome<Vec<(ModulePath, String)>> {
    let scope = Scope::new(surface, package);
    let mut modules = vec![
        exports::root(&scope),
        exports::types(&scope),
        wire_names::module(&scope),
        methods::module(&scope, package.turn_end),
        messages::incoming(&scope),
        messages::outgoing(&scope),
        version(package),
        types_package(&scope),
    ];
    modules.extend(surface.modules.iter().map(|module| models::module(&scope, module)));
    modules.sort_by(|one, other| one.path.cmp(&other.path));
    let modules = modules.into_iter().map(|module| module.header(package.header));
    let mut problems = Problems::default();
    let mut printed = Vec::new();
    for module in modules {
        match print::print(&module) {
            Ok(text) => printed.push((module.path, text)),
            Err(clash) => problems.push(
                Diagnostic::new(Code::NameCollision, clash.to_string())
                    .help("name one of them in the curation file: [names].\"PATH\"  name = \"...\""),
            ),
        }
    }
    problems.finish(printed)
}

fn version(package: &Package<'_>) -> Module {
    let assign = Stmt::assign(Expr::local(py_ident!("__version__")), Expr::str(package.version));
    Module::new(package.name.join(&py_ident!("_version")))
        .doc(Doc::new("The version of this package."))
        .body([assign])
}

fn types_package(scope: &Scope<'_>) -> Module {
    let doc = format!("Private homes of the protocol models; `{}.types` is the public one.", scope.package);
    Module::new(scope.types_package()).doc(Doc::new(&doc))
}
