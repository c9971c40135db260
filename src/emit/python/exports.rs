//! The surface in, the two public modules out: the curated root and `types`. Both are lazy, and both tell type
//! checkers everything.

use super::messages;
use super::scope::Scope;
use super::syntax::{Doc, Expr, Ident, Module, Stmt, Symbol};
use crate::naming::ModulePath;
use crate::{py_ident, py_symbol};

/// Names of the runtime that belong to the vocabulary of the models, and the runtime module of each.
static VOCABULARY: [(Ident, Ident); 6] = [
    (py_ident!("UNSET"), py_ident!("scalars")),
    (py_ident!("JsonObject"), py_ident!("scalars")),
    (py_ident!("JsonValue"), py_ident!("scalars")),
    (py_ident!("Malformed"), py_ident!("unions")),
    (py_ident!("Unknown"), py_ident!("unions")),
    (py_ident!("UnsetType"), py_ident!("scalars")),
];

/// The module `types`: every public model by name.
pub(super) fn types(scope: &Scope<'_>) -> Module {
    let models =
        scope.ir().defs().iter().filter(|def| scope.is_public(def.id)).map(|def| scope.type_symbol(def.id));
    let vocabulary =
        VOCABULARY.iter().map(|(name, module)| scope.runtime_symbol(module.clone(), name.clone()));
    let methods = scope.ir().methods().iter().zip(scope.names().methods());
    let message_classes = methods
        .map(|(method, names)| Symbol::imported(scope.messages_module(method.kind), names.message.clone()));
    let envelopes = scope.ir().envelopes().iter().zip(scope.names().envelopes());
    let envelopes = envelopes.map(|(envelope, names)| messages::union_symbol(scope, envelope.kind, names));
    let messages = message_classes.chain(envelopes).chain(messages::notification_symbol(scope));
    let symbols: Vec<Symbol> = models.chain(vocabulary).chain(messages).collect();
    let all = Stmt::dunder_all(symbols.iter().filter_map(name_of));
    let path = scope.package.join(&py_ident!("types"));
    let doc = "Every model of the protocol, by name. A model is imported on first use.";
    lazy(scope, path, doc, symbols, all, &[])
}

/// The root of the package: the curated names, in their order.
pub(super) fn root(scope: &Scope<'_>) -> Module {
    let provided: Vec<_> = scope.surface.root.iter().filter(|export| export.provided).collect();
    let symbols = provided.iter().filter_map(|export| {
        let home = ModulePath::new(&format!("{}.{}", scope.package, export.home)).ok()?;
        Some(Symbol::imported(home, export.name.clone()))
    });
    let submodules = [py_ident!("types"), py_ident!("wire")];
    let names = provided.iter().map(|export| &export.name).chain(&submodules);
    let names = names.map(|name| Expr::str(name.as_str())).collect();
    let all = Stmt::assign(Expr::local(py_ident!("__all__")), Expr::List(names));
    let doc = format!("Python SDK for the {}. Names are imported on first use.", scope.protocol);
    lazy(scope, scope.package.clone(), &doc, symbols.collect(), all, &submodules)
}

/// A module whose names are imported when they are first asked for.
fn lazy(
    scope: &Scope<'_>,
    path: ModulePath,
    doc: &str,
    mut symbols: Vec<Symbol>,
    all: Stmt,
    submodules: &[Ident],
) -> Module {
    symbols.sort_by(|one, other| one.local_name().cmp(other.local_name()));
    let homes = symbols.iter().filter_map(|symbol| {
        let Symbol::Imported(imported) = symbol else { return None };
        let home = imported.module.as_str().strip_prefix(scope.package.as_str())?.strip_prefix('.')?;
        Some((Expr::str(imported.name.as_str()), Expr::str(home)))
    });
    let globals = Expr::from(py_symbol!("globals")).call([]);
    let names = submodules.iter().map(|name| Expr::str(name.as_str())).collect::<Vec<_>>();
    let keywords = (!names.is_empty()).then_some((py_ident!("submodules"), Expr::Tuple(names)));
    let lazy_exports = scope.runtime(py_ident!("lazy"), py_ident!("lazy_exports"));
    let value = lazy_exports.call_with([globals, Expr::Dict(homes.collect())], keywords);
    let hooks = [py_ident!("__getattr__"), py_ident!("__dir__")].map(Expr::local);
    let hooks = Stmt::assign(Expr::Tuple(hooks.to_vec()), value);
    // Without the test, type checkers would take every name for one that the hook provides.
    let checking = Expr::from(py_symbol!("typing", "TYPE_CHECKING"));
    let hooks = Stmt::when(checking.negated(), [hooks]);
    let modules = submodules.iter().map(|name| Symbol::imported(scope.package.clone(), name.clone()));
    let offers: Vec<Symbol> = symbols.iter().cloned().chain(modules).collect();
    // `annotations` would be one more name of the module.
    Module::new(path).without_annotations().doc(Doc::new(doc)).offering(offers).body([all, hooks])
}

fn name_of(symbol: &Symbol) -> Option<Ident> {
    match symbol {
        Symbol::Imported(imported) => Some(imported.name.clone()),
        Symbol::Builtin(_) | Symbol::Local(_) | Symbol::Module(_) => None,
    }
}
