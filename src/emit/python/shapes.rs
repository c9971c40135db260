//! The tests of unions that are told apart by shape in, the `SHAPE` of each record out.
//! A record that stands in several unions, or in a union inside a union, gets the strongest of its tests.

use std::collections::BTreeMap;

use super::scope::definition;
use super::syntax::{Expr, Ident};
use super::unions::is_marked;
use crate::ir::{Body, DefId, Ir, Kind, ObjectTest, Test, Type, Union, WireName};
use crate::py_ident;

/// The test of every record that is told apart by shape.
pub(super) type Shapes<'a> = BTreeMap<DefId, &'a ObjectTest>;

/// Finds them in every union that needs a marker.
pub(super) fn find(ir: &Ir) -> Shapes<'_> {
    let mut shapes = Shapes::new();
    for def in ir.defs() {
        if let Body::Union(union) = &def.body
            && is_marked(ir, union)
        {
            for variant in &union.variants {
                collect(ir, &variant.ty, &variant.test, &mut shapes);
            }
        }
    }
    shapes
}

fn collect<'a>(ir: &'a Ir, ty: &Type, test: &'a Test, shapes: &mut Shapes<'a>) {
    let Some(id) = definition(ty) else { return };
    match (test, &ir[id].body) {
        (Test::Object(test), Body::Record(_)) => {
            let known = shapes.entry(id).or_insert(test);
            if known.covers(test) {
                *known = test;
            }
        }
        (Test::Any(tests), Body::Union(union)) => {
            for (variant, test) in leaves(ir, union).into_iter().zip(tests) {
                collect(ir, variant, test, shapes);
            }
        }
        (test, Body::Alias(inner)) => collect(ir, inner, test, shapes),
        _ => {}
    }
}

/// The variants of a union, with those of the unions inside it in their places.
fn leaves<'a>(ir: &'a Ir, union: &'a Union) -> Vec<&'a Type> {
    let nested = |ty: &'a Type| match definition(ty).map(|id| &ir[id].body) {
        Some(Body::Union(inner)) => leaves(ir, inner),
        _ => vec![ty],
    };
    union.variants.iter().flat_map(|variant| nested(&variant.ty)).collect()
}

/// `Shape(required=(...), literals={...}, closed=True)`
pub(super) fn expression(shape_class: &Expr, test: &ObjectTest) -> Expr {
    let mut parts = Parts::default();
    parts.required.extend(test.required.iter().map(text));
    for (wire, literal) in &test.literals {
        parts.literals.push((text(wire), Expr::Tuple(vec![Expr::str(&**literal)])));
    }
    for (wire, test) in &test.members {
        match test {
            Test::Texts(texts) => {
                let texts = texts.iter().map(|literal| Expr::str(&**literal)).collect();
                parts.literals.push((text(wire), Expr::Tuple(texts)));
            }
            Test::Kind(kind) => parts.kinds.push((text(wire), Expr::Tuple(vec![Expr::str(kind.word())]))),
            // Which keys a struct has is known to the runtime; of an inner object only the shape is.
            Test::Object(inner) => {
                let open = ObjectTest { closed: None, ..inner.clone() };
                parts.members.push((text(wire), expression(shape_class, &open)));
            }
            Test::Any(tests) => {
                let kinds = tests.iter().map(kind_of).map(|kind| Expr::str(kind.word())).collect();
                parts.kinds.push((text(wire), Expr::Tuple(kinds)));
            }
            Test::Tag(_) => parts.required.push(text(wire)),
        }
    }
    let mut arguments: Vec<(Ident, Expr)> = vec![(py_ident!("required"), Expr::Tuple(parts.required))];
    let tables = [
        (py_ident!("literals"), parts.literals),
        (py_ident!("kinds"), parts.kinds),
        (py_ident!("members"), parts.members),
    ];
    let tables = tables.into_iter().filter(|(_, rows)| !rows.is_empty());
    arguments.extend(tables.map(|(name, rows)| (name, Expr::Dict(rows))));
    if test.closed.is_some() {
        arguments.push((py_ident!("closed"), Expr::Bool(true)));
    }
    shape_class.clone().call_with([], arguments)
}

#[derive(Default)]
struct Parts {
    required: Vec<Expr>,
    literals: Vec<(Expr, Expr)>,
    kinds: Vec<(Expr, Expr)>,
    members: Vec<(Expr, Expr)>,
}

fn text(wire: &WireName) -> Expr {
    Expr::str(wire.as_str())
}

fn kind_of(test: &Test) -> Kind {
    match test {
        Test::Kind(kind) => *kind,
        Test::Texts(_) => Kind::String,
        Test::Object(_) | Test::Tag(_) | Test::Any(_) => Kind::Object,
    }
}
