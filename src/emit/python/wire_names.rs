//! The names in, `_names.py` out: the wire spelling of every field name that spells regularly.

use super::scope::Scope;
use super::syntax::{Doc, Expr, Module, Stmt};
use crate::{py_ident, py_symbol};

/// The module of the table that model bases rename by.
pub(super) fn module(scope: &Scope<'_>) -> Module {
    let pairs =
        scope.wire_names.pairs().map(|(name, wire)| (Expr::str(name.as_str()), Expr::str(wire))).collect();
    let text = || Expr::from(py_symbol!("str"));
    let annotation = Expr::from(py_symbol!("dict")).subscript([text(), text()]);
    let table = Stmt::field(py_ident!("WIRE_NAMES"), annotation, Expr::Dict(pairs));
    Module::new(scope.package.join(&py_ident!("_names")))
        .without_annotations()
        .doc(Doc::new("Wire names of the fields whose wire spelling follows from the Python name."))
        .body([table])
}
