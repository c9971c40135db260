//! A schema of the other export in, the same with pointers below its new place out.

use crate::diag::Pointer;
use crate::schema::{Additional, Literal, Schema, Shape};

/// Moves a schema and all below it to a pointer of this export.
pub(super) fn adopt(schema: &mut Schema, to: &Pointer) {
    let from = schema.pointer.clone();
    if from != *to {
        moved(schema, &from, to);
    }
}

fn moved(schema: &mut Schema, from: &Pointer, to: &Pointer) {
    shift(&mut schema.pointer, from, to);
    match &mut schema.shape {
        Shape::Any
        | Shape::Null
        | Shape::Ref(_)
        | Shape::Boolean
        | Shape::Integer(_)
        | Shape::Number(_)
        | Shape::String(_) => {}
        Shape::Enum(literals) => {
            for Literal { pointer, .. } in literals {
                shift(pointer, from, to);
            }
        }
        Shape::Array(rule) => moved(&mut rule.items, from, to),
        Shape::Object(rule) => {
            for property in &mut rule.properties {
                moved(&mut property.schema, from, to);
            }
            if let Additional::Typed(schema) = &mut rule.additional {
                moved(schema, from, to);
            }
            for branch in &mut rule.branches {
                moved(branch, from, to);
            }
        }
        Shape::Union(branches) => {
            for branch in branches {
                moved(branch, from, to);
            }
        }
    }
}

fn shift(pointer: &mut Pointer, from: &Pointer, to: &Pointer) {
    let below = pointer.as_str().strip_prefix(from.as_str()).unwrap_or_default();
    if let Some(shifted) = Pointer::parse(&format!("{}{below}", to.as_str())) {
        *pointer = shifted;
    }
}
