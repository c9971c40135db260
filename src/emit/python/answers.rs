//! The answers to requests of the server in, `_client/answers.py` out: for every request with a deciding member, the
//! alias of what a handler may answer.

use super::scope::Scope;
use super::syntax::{Doc, Expr, Module, Stmt, Symbol};
use super::types::evaluated;
use crate::emit::asked::{Choice, choices, deciding};
use crate::ir::Body;
use crate::naming::ModulePath;
use crate::surface::{ServerRequest, Shorthand};
use crate::{py_ident, py_symbol};

/// The module of the aliases.
pub(super) fn module(scope: &Scope<'_>, requests: &[ServerRequest]) -> Module {
    let body = requests.iter().filter_map(|request| alias(scope, request)).flatten().flatten();
    let doc =
        "What the methods of a handler may return: a complete answer, or the value of its deciding member.";
    Module::new(path(scope)).doc(Doc::new(doc)).body(body)
}

/// The alias of what a handler may answer to a request.
pub(super) fn symbol(scope: &Scope<'_>, shorthand: &Shorthand) -> Symbol {
    Symbol::imported(path(scope), shorthand.alias.clone())
}

fn path(scope: &Scope<'_>) -> ModulePath {
    scope.client().join(&py_ident!("answers"))
}

fn alias(scope: &Scope<'_>, request: &ServerRequest) -> Option<[Option<Stmt>; 2]> {
    let Shorthand { alias, member } = request.shorthand.as_ref()?;
    let method = scope.ir().methods().get(request.method)?;
    let (result, field) = deciding(scope.ir(), method, member)?;
    let Body::Record(record) = &scope.ir()[result].body else { return None };
    let texts = choices(scope.ir(), &field.ty).into_iter().filter_map(|choice| match choice {
        Choice::Text(text) => Some(Expr::str(text)),
        Choice::Value(_, _, value) => Some(Expr::str(value.wire.as_str())),
        Choice::Record(..) => None,
    });
    let texts: Vec<Expr> = texts.collect();
    let literal = (!texts.is_empty()).then(|| Expr::from(py_symbol!("typing", "Literal")).subscript(texts));
    let whole = Expr::from(scope.type_symbol(result));
    let value = Expr::union([whole, evaluated(scope, result, &field.ty)].into_iter().chain(literal));
    let at = record.fields.iter().position(|other| other.wire == field.wire)?;
    let name = scope.names().members(result).get(at)?;
    let doc =
        format!("What the handler of `{}` may return: a complete answer, or its `{name}`.", method.wire);
    Some([Some(Stmt::alias(alias.clone(), value)), Doc::new(&doc).map(Stmt::Docstring)])
}
