//! `allOf`, `anyOf`, `oneOf`, `enum` and `const` in, the one shape that they mean out.
//! Null branches become nullability, and branches that are all lists of texts become one enum.

use serde_json::Value;

use super::keywords::{self, Keywords};
use super::{Context, Parsed, Pointer, schema};
use crate::schema::Kind;
use crate::schema::{Annotations, Literal, Schema, Shape};

/// An `allOf` around one schema, which is how the exporter annotates a reference.
pub(super) fn wrapper(cx: &mut Context<'_>, at: &Pointer, mut parts: Vec<Value>) -> Parsed {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => wrapped(schema(cx, only, at.join(0)), false),
        (_, _) => {
            cx.misuse(
                at,
                "`allOf` has several parts; only a wrapper around one schema is understood",
                "write the members of all parts into one object",
            );
            Shape::Any.into()
        }
    }
}

/// One of several schemas.
pub(super) fn union(cx: &mut Context<'_>, at: &Pointer, values: Vec<Value>) -> Parsed {
    let mut branches = Vec::with_capacity(values.len());
    let (mut nulls, mut nullable) = (0_usize, false);
    for (index, value) in values.into_iter().enumerate() {
        let mut branch = schema(cx, value, at.join(index));
        nullable |= std::mem::take(&mut branch.nullable);
        if branch.shape == Shape::Null {
            nulls += 1;
        } else {
            branches.push(branch);
        }
    }
    nullable |= nulls > 0;
    match branches.pop() {
        None => Shape::Null.into(),
        Some(only) if branches.is_empty() && nulls > 0 => wrapped(only, true),
        Some(last) => {
            branches.push(last);
            Parsed { nullable, ..fold(cx, branches).into() }
        }
    }
}

fn wrapped(inner: Schema, nullable: bool) -> Parsed {
    let Schema { pointer: _, notes, shape, nullable: inner_nullable } = inner;
    Parsed { shape, nullable: nullable || inner_nullable, inherited: notes }
}

fn fold(cx: &mut Context<'_>, branches: Vec<Schema>) -> Shape {
    let texts_alone = branches.iter().all(|branch| {
        let Annotations { title: _, description: _, default, deprecated: _, write_only } = &branch.notes;
        matches!(branch.shape, Shape::Enum(_)) && default.is_none() && !write_only
    });
    if !texts_alone {
        return Shape::Union(branches);
    }
    let mut all: Vec<Literal> = Vec::new();
    for branch in branches {
        let Shape::Enum(literals) = branch.shape else { continue };
        for mut literal in literals {
            literal.description = literal.description.or_else(|| branch.notes.description.clone());
            literal.deprecated |= branch.notes.deprecated;
            push(cx, &mut all, literal);
        }
    }
    Shape::Enum(all)
}

/// `enum` or `const`: texts, and null beside them.
pub(super) fn texts(cx: &mut Context<'_>, at: &Pointer, keywords: &mut Keywords) -> Parsed {
    let mut found = Vec::new();
    if let Some(values) = keywords.values.take() {
        let table = at.join("enum");
        found.extend(values.into_iter().enumerate().map(|(index, value)| (table.join(index), value)));
    } else if let Some(value) = keywords.constant.take() {
        found.push((at.join("const"), value));
    }
    let mut nullable = false;
    let mut literals = Vec::with_capacity(found.len());
    for (pointer, value) in found {
        match value {
            Value::Null => nullable = true,
            Value::String(text) => {
                let literal = Literal { pointer, value: text.into(), description: None, deprecated: false };
                push(cx, &mut literals, literal);
            }
            other => cx.misuse(
                &pointer,
                format!(
                    "{} stands among the accepted values; only texts are understood",
                    keywords::found(&other)
                ),
                "describe it by its `type`",
            ),
        }
    }
    let kinds = keywords.types.take();
    if let Some(kinds) = &kinds {
        let fits = |kind: &Kind| matches!(kind, Kind::String | Kind::Null);
        let misses_texts = !literals.is_empty() && !kinds.contains(&Kind::String);
        if misses_texts || !kinds.iter().all(fits) || (nullable && !kinds.contains(&Kind::Null)) {
            cx.misuse(
                &at.join("type"),
                "`type` does not fit the accepted values beside it",
                "let it name the types of these values",
            );
        }
    }
    if literals.is_empty() {
        return Shape::Null.into();
    }
    Parsed { nullable, ..Shape::Enum(literals).into() }
}

fn push(cx: &mut Context<'_>, literals: &mut Vec<Literal>, literal: Literal) {
    if literals.iter().any(|known| known.value == literal.value) {
        cx.misuse(
            &literal.pointer,
            format!("the text {:?} stands twice among the accepted values", literal.value),
            "remove one of them",
        );
    } else {
        literals.push(literal);
    }
}
