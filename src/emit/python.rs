//! The Python emitter: a finished surface in, the schema-dependent modules of the package out, printed.
//! Hand-written modules are not its business; it only names what they define.

mod answers;
mod client;
mod defaults;
mod enums;
mod exports;
mod handler;
mod json;
mod lives;
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

use crate::diag::{Code, Diagnostic, Outcome, Place, Problems};
use crate::ir::{Body, Ir};
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
    /// The recorded runtimes, from the oldest to the pin.
    pub runtimes: &'a [&'a str],
}

/// The emitted modules, in the order of their paths, each as dotted path and text.
///
/// # Errors
/// Two names of one module that would stand for different things, and members that no model can have.
pub fn emit(surface: &Surface<'_>, package: &Package<'_>) -> Outcome<Vec<(ModulePath, String)>> {
    let scope = Scope::new(surface, package);
    let mut problems = Problems::default();
    every_wire_name_is_expressible(surface.ir, &mut problems);
    let mut printed = Vec::new();
    // A tree is many times the size of its text, so each is printed and gone before the next is built.
    let mut print = |module: Module| {
        let module = module.header(package.header);
        match print::print(&module) {
            Ok(text) => printed.push((module.path, text)),
            Err(clash) => problems.push(
                Diagnostic::new(Code::NameCollision, clash.to_string())
                    .help("name one of them in the curation file: [names].\"PATH\"  name = \"...\""),
            ),
        }
    };
    print(exports::root(&scope));
    print(exports::types(&scope));
    print(wire_names::module(&scope));
    print(methods::module(&scope, package.turn_end));
    print(messages::incoming(&scope));
    print(messages::outgoing(&scope));
    if let Some(requests) = &surface.requests {
        print(answers::module(&scope, requests));
        print(handler::module(&scope, requests));
        print(lives::module(&scope, package.runtimes));
    }
    print(version(package));
    print(types_package(&scope));
    if let Some(client) = &surface.client {
        client::modules(&scope, client).for_each(&mut print);
    }
    surface.modules.iter().for_each(|module| print(models::module(&scope, module)));
    printed.sort_by(|(one, _), (other, _)| one.cmp(other));
    problems.finish(printed)
}

/// msgspec writes the names of members into its output as they are, and so refuses those that JSON must escape.
fn every_wire_name_is_expressible(ir: &Ir, problems: &mut Problems) {
    let of_records = ir.defs().iter().filter_map(|def| match &def.body {
        Body::Record(record) => Some((&*record.fields, record.tag.as_ref().map(|(tag, _)| (tag, def)))),
        _ => None,
    });
    let of_envelopes = ir.envelopes().iter().map(|envelope| (&*envelope.fields, None));
    for (fields, tag) in of_records.chain(of_envelopes) {
        let names = fields.iter().map(|field| (&field.wire, &field.about));
        for (wire, about) in names.chain(tag.map(|(tag, def)| (tag, &def.about))) {
            if wire.as_str().contains(|c: char| c < ' ' || c == '"' || c == '\\') {
                problems.push(
                    Diagnostic::new(
                        Code::Inexpressible,
                        format!("no Python model can have the member {wire}"),
                    )
                    .at(Place::pointer(ir.file().clone(), about.origin.clone()))
                    .note("because", "msgspec takes no member whose name JSON must escape"),
                );
            }
        }
    }
}

fn version(package: &Package<'_>) -> Module {
    let assign = Stmt::assign(Expr::local(py_ident!("__version__")), Expr::str(package.version));
    Module::new(package.name.join(&py_ident!("_version")))
        .without_annotations()
        .doc(Doc::new("The version of this package."))
        .body([assign])
}

fn types_package(scope: &Scope<'_>) -> Module {
    let doc = format!("Private homes of the protocol models; `{}.types` is the public one.", scope.package);
    Module::new(scope.types_package()).without_annotations().doc(Doc::new(&doc))
}
