//! The answers to requests of the server in, `_client/answers.py` out: for every request with a deciding member, the
//! alias of what a handler may answer. Also what the single answers mean, for the documentation of the handler.

use super::scope::Scope;
use super::syntax::{Doc, Expr, Module, Stmt, Symbol};
use super::types::evaluated;
use crate::ir::{Body, DefId, Field, Ir, Method, Type, WireName};
use crate::naming::ModulePath;
use crate::surface::{ServerRequest, Shorthand};
use crate::{py_ident, py_symbol};

/// The module of the aliases.
pub(super) fn module(scope: &Scope<'_>, requests: &[ServerRequest]) -> Module {
    let body = requests.iter().filter_map(|request| alias(scope, request)).flatten().flatten();
    let doc = "What a handler may answer: the whole answer, or the member alone that decides everything.";
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
    let texts = choices(scope.ir(), &field.ty).into_iter().filter_map(|choice| match choice {
        Choice::Text(text, _) => Some(Expr::str(text)),
        Choice::Type(..) => None,
    });
    let texts: Vec<Expr> = texts.collect();
    let literal = (!texts.is_empty()).then(|| Expr::from(py_symbol!("typing", "Literal")).subscript(texts));
    let whole = Expr::from(scope.type_symbol(result));
    let value = Expr::union([whole, evaluated(scope, result, &field.ty)].into_iter().chain(literal));
    let doc = format!("What may be answered to `{}`; the `{member}` may stand alone.", method.wire);
    Some([Some(Stmt::alias(alias.clone(), value)), Doc::new(&doc).map(Stmt::Docstring)])
}

/// The result of a method and the member of it that decides.
pub(super) fn deciding<'a>(ir: &'a Ir, method: &Method, member: &WireName) -> Option<(DefId, &'a Field)> {
    let Some(Type::Def(result)) = method.result else { return None };
    let Body::Record(record) = &ir[result].body else { return None };
    Some((result, record.fields.iter().find(|field| field.wire == *member)?))
}

/// One thing that can be answered, and what it means.
pub(super) enum Choice<'a> {
    /// A text.
    Text(&'a str, Option<&'a str>),
    /// A value of a type.
    Type(DefId, Option<&'a str>),
}

/// What a value of a type can be, in document order; nothing for a type that is no choice.
pub(super) fn choices<'a>(ir: &'a Ir, ty: &'a Type) -> Vec<Choice<'a>> {
    match ty {
        Type::Literal(text) => vec![Choice::Text(text, None)],
        Type::Nullable(inner) => choices(ir, inner),
        Type::Def(id) => match &ir[*id].body {
            Body::Alias(inner) => choices(ir, inner),
            Body::Record(_) => vec![Choice::Type(*id, ir[*id].about.doc.as_deref())],
            Body::Union(union) => {
                union.variants.iter().flat_map(|variant| choices(ir, &variant.ty)).collect()
            }
            Body::Enum(body) => {
                let values = body.values.iter();
                values.map(|value| Choice::Text(value.wire.as_str(), value.about.doc.as_deref())).collect()
            }
        },
        _ => Vec::new(),
    }
}
