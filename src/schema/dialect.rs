//! One schema object as JSON in, a [`Schema`] out: JSON Schema draft-07 as schemars writes it, and nothing else.
//! The only place that knows keywords. Each is taken by exactly one rule; what no rule takes is a problem, so that
//! nothing is skipped silently. After a problem the returned schema is a placeholder that must not be used.

mod bounds;
mod document;
mod keywords;
mod objects;
mod unions;

pub(in crate::schema) use document::{Tables, document};

use std::sync::Arc;

use serde_json::Value;

use crate::diag::{Code, Diagnostic, Place, Pointer, Problems};

use super::references::References;
use super::{Annotations, ArrayRule, Kind, Schema, Shape, StringRule};
use keywords::Keywords;

/// What reading one document needs and collects.
pub(in crate::schema) struct Context<'a> {
    /// The document's name as shown to the reader.
    pub(in crate::schema) file: &'a Arc<str>,
    /// What its references may mean.
    pub(in crate::schema) references: &'a References,
    /// What is wrong with it so far.
    pub(in crate::schema) problems: Problems,
}

impl Context<'_> {
    fn problem(&mut self, code: Code, at: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        let place = Place::pointer(self.file.clone(), at.clone());
        self.problems.push(Diagnostic::new(code, message).at(place).help(help));
    }

    fn misuse(&mut self, at: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        self.problem(Code::KeywordMisuse, at, message, help);
    }
}

/// Reads the schema that stands at a pointer.
pub(in crate::schema) fn schema(cx: &mut Context<'_>, value: Value, at: Pointer) -> Schema {
    match value {
        Value::Bool(true) => plain(at, Shape::Any),
        Value::Bool(false) => {
            cx.misuse(
                &at,
                "`false` accepts nothing, so nothing can be generated for it",
                "leave the schema out, or say what it accepts; only `additionalProperties` can be `false`",
            );
            plain(at, Shape::Any)
        }
        Value::Object(members) => {
            let mut keywords = Keywords::take(cx, members, &at);
            let Parsed { shape, nullable, inherited } = shape(cx, &at, &mut keywords);
            refuse_rest(cx, &at, &keywords, &shape);
            let mut notes = keywords.notes;
            notes.inherit(inherited);
            Schema { pointer: at, notes, shape, nullable }
        }
        other => {
            let found = keywords::found(&other);
            cx.misuse(
                &at,
                format!("a schema is an object or `true`, not {found}"),
                "put a schema object here",
            );
            plain(at, Shape::Any)
        }
    }
}

fn plain(at: Pointer, shape: Shape) -> Schema {
    Schema { pointer: at, notes: Annotations::default(), shape, nullable: false }
}

/// The shape of one schema object, and what its one inner schema says where it is a wrapper.
struct Parsed {
    shape: Shape,
    nullable: bool,
    inherited: Annotations,
}

impl From<Shape> for Parsed {
    fn from(shape: Shape) -> Self {
        Self { shape, nullable: false, inherited: Annotations::default() }
    }
}

impl Annotations {
    /// Takes from the schema inside a wrapper what the wrapper leaves unsaid.
    fn inherit(&mut self, inner: Annotations) {
        let Annotations { title, description, default, deprecated, write_only } = inner;
        self.title = self.title.take().or(title);
        self.description = self.description.take().or(description);
        self.default = self.default.take().or(default);
        self.deprecated |= deprecated;
        self.write_only |= write_only;
    }
}

fn shape(cx: &mut Context<'_>, at: &Pointer, keywords: &mut Keywords) -> Parsed {
    if let Some(text) = keywords.reference.take() {
        return reference(cx, at, &text).into();
    }
    if let Some(parts) = keywords.all_of.take() {
        return unions::wrapper(cx, &at.join("allOf"), parts);
    }
    if keywords.one_of.is_some() && keywords.any_of.is_some() {
        cx.misuse(
            at,
            "`oneOf` and `anyOf` stand side by side",
            "put one inside the other's branches, or merge them",
        );
    }
    let any_of = keywords.any_of.take().map(|branches| ("anyOf", branches));
    let one_of = keywords.one_of.take().map(|branches| ("oneOf", branches));
    if let Some((word, branches)) = one_of.or(any_of) {
        let at_branches = at.join(word);
        let object = keywords.types.iter().flatten().any(|kind| *kind == Kind::Object);
        if !object && keywords.properties.is_none() {
            return unions::union(cx, &at_branches, branches);
        }
        let nullable = objects::take_object_type(keywords);
        let branches = objects::branches(cx, &at_branches, branches);
        let rule = objects::rule(cx, at, keywords, branches);
        return Parsed { nullable, ..Shape::Object(Box::new(rule)).into() };
    }
    if keywords.values.is_some() || keywords.constant.is_some() {
        return unions::texts(cx, at, keywords);
    }
    match keywords.types.take() {
        Some(kinds) => typed(cx, at, keywords, &kinds),
        None => Shape::Any.into(),
    }
}

fn reference(cx: &mut Context<'_>, at: &Pointer, text: &str) -> Shape {
    match cx.references.resolve(text) {
        Ok(key) => Shape::Ref(key),
        Err(why) => {
            let place = Place::pointer(cx.file.clone(), at.join("$ref"));
            let problem = Diagnostic::new(Code::DanglingReference, format!("the reference {why}")).at(place);
            cx.problems.push(cx.references.explain(problem, text));
            Shape::Any
        }
    }
}

fn typed(cx: &mut Context<'_>, at: &Pointer, keywords: &mut Keywords, kinds: &[Kind]) -> Parsed {
    let nullable = kinds.contains(&Kind::Null);
    let others: Vec<(usize, Kind)> =
        kinds.iter().copied().enumerate().filter(|(_, kind)| *kind != Kind::Null).collect();
    let shape = match others.as_slice() {
        [] => return Shape::Null.into(),
        [(_, kind)] => of_kind(cx, at, keywords, *kind),
        several => {
            let table = at.join("type");
            let branch =
                |(index, kind): &(usize, Kind)| plain(table.join(index), of_kind(cx, at, keywords, *kind));
            Shape::Union(several.iter().map(branch).collect())
        }
    };
    Parsed { nullable, ..shape.into() }
}

fn of_kind(cx: &mut Context<'_>, at: &Pointer, keywords: &mut Keywords, kind: Kind) -> Shape {
    match kind {
        Kind::Null => Shape::Null,
        Kind::Boolean => Shape::Boolean,
        Kind::Integer => Shape::Integer(bounds::integer(cx, at, keywords)),
        Kind::Number => Shape::Number(bounds::number(cx, at, keywords)),
        Kind::String => {
            let (min_length, max_length) = (keywords.min_length.take(), keywords.max_length.take());
            bounds::check_order(cx, at, ("minLength", min_length), ("maxLength", max_length));
            let (pattern, format) = (keywords.pattern.take(), keywords.format.take());
            Shape::String(StringRule { min_length, max_length, pattern, format })
        }
        Kind::Array => {
            let items = match keywords.items.take() {
                Some(items) => schema(cx, items, at.join("items")),
                None => plain(at.join("items"), Shape::Any),
            };
            let (min_items, max_items) = (keywords.min_items.take(), keywords.max_items.take());
            bounds::check_order(cx, at, ("minItems", min_items), ("maxItems", max_items));
            Shape::Array(Box::new(ArrayRule { items, min_items, max_items }))
        }
        Kind::Object => Shape::Object(Box::new(objects::rule(cx, at, keywords, Vec::new()))),
    }
}

fn refuse_rest(cx: &mut Context<'_>, at: &Pointer, keywords: &Keywords, shape: &Shape) {
    let beside = match shape {
        Shape::Any => "a schema without `type`",
        Shape::Null => "null",
        Shape::Ref(_) => "a reference",
        Shape::Boolean => "booleans",
        Shape::Integer(_) => "whole numbers",
        Shape::Number(_) => "numbers",
        Shape::String(_) => "texts",
        Shape::Enum(_) => "an enum of texts",
        Shape::Array(_) => "lists",
        Shape::Object(_) => "objects",
        Shape::Union(_) => "a union",
    };
    let help = match shape {
        Shape::Any => "add the `type` that the keyword belongs to",
        _ => "remove the keyword, or give the schema the form that it belongs to",
    };
    for word in keywords.rest() {
        cx.misuse(&at.join(word), format!("`{word}` does not go together with {beside}"), help);
    }
}
