//! A union of the model in, the alias that msgspec and type checkers both understand out.
//! What a client reads is open: the alias also stands for what this package does not know.

use super::scope::Scope;
use super::syntax::{Expr, Stmt};
use super::types::evaluated;
use crate::ir::{Body, Def, Ir, Kind, Tagging, Test, Type, Union};
use crate::py_ident;

/// The alias of a union, and its documentation below it.
pub(super) fn alias(scope: &Scope<'_>, def: &Def, union: &Union) -> [Option<Stmt>; 2] {
    let members = Expr::union(union.variants.iter().map(|variant| evaluated(scope, def.id, &variant.ty)));
    let open = def.direction.outbound || !def.direction.inbound || union.open_tail;
    let marker = match (is_marked(scope.ir(), union), open) {
        (true, true) => Some(py_ident!("Shaped")),
        (true, false) => Some(py_ident!("ClosedShaped")),
        (false, true) => Some(py_ident!("Open")),
        (false, false) if union.variants.len() > 1 => Some(py_ident!("Closed")),
        (false, false) => None,
    };
    let value = match marker {
        Some(marker) => scope.runtime(py_ident!("unions"), marker).subscript([members]),
        None => members,
    };
    let alias = Stmt::alias(scope.names().of(def.id).clone(), value);
    [Some(alias), scope.describer.definition(def).map(Stmt::Docstring)]
}

/// Whether msgspec cannot tell the variants apart by itself: it takes one struct without a tag, one kind of text,
/// one kind of list, and no union inside a union.
pub(super) fn is_marked(ir: &Ir, union: &Union) -> bool {
    if let Tagging::Internal(_) = union.tagging {
        return false;
    }
    let mut kinds: Vec<Kind> = Vec::new();
    for variant in &union.variants {
        let kind = match &variant.test {
            Test::Kind(kind) => *kind,
            _ => Kind::Object,
        };
        if kinds.contains(&kind) || is_union(ir, &variant.ty) {
            return true;
        }
        kinds.push(kind);
    }
    kinds.contains(&Kind::Integer) && kinds.contains(&Kind::Number)
}

fn is_union(ir: &Ir, ty: &Type) -> bool {
    match ty {
        Type::Def(id) => match &ir[*id].body {
            Body::Union(_) => true,
            Body::Alias(inner) => is_union(ir, inner),
            Body::Record(_) | Body::Enum(_) => false,
        },
        Type::Nullable(inner) => is_union(ir, inner),
        _ => false,
    }
}
