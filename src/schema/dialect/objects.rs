//! The object keywords of one schema in, its members in document order out.

use serde_json::Value;

use super::keywords::Keywords;
use super::{Context, Pointer, schema};
use crate::diag::nearest;
use crate::schema::Kind;
use crate::schema::{Additional, ObjectRule, Property, Schema, Shape};

/// Takes the rule for objects.
pub(super) fn rule(
    cx: &mut Context<'_>,
    at: &Pointer,
    keywords: &mut Keywords,
    branches: Vec<Schema>,
) -> ObjectRule {
    let members = keywords.properties.take().unwrap_or_default();
    let required = keywords.required.take().unwrap_or_default();
    for (index, name) in required.iter().enumerate() {
        if !members.contains_key(name) {
            let help = nearest(name, members.keys().map(String::as_str)).map_or_else(
                || "describe it in `properties`".to_owned(),
                |near| format!("did you mean {near:?}?"),
            );
            cx.misuse(
                &at.join("required").join(index),
                format!("{name:?} is required and not among the properties"),
                help,
            );
        }
    }
    let table = at.join("properties");
    let properties = members
        .into_iter()
        .map(|(name, value)| Property {
            required: required.contains(&name),
            schema: schema(cx, value, table.join(&name)),
            name: name.into(),
        })
        .collect();
    let additional = match keywords.additional.take() {
        None => Additional::Unsaid,
        Some(Value::Bool(false)) => Additional::Refused,
        Some(value) => Additional::Typed(Box::new(schema(cx, value, at.join("additionalProperties")))),
    };
    ObjectRule { properties, additional, branches }
}

/// Takes `type` where an object is meant and says whether null is accepted too; other types stay and are refused.
pub(super) fn take_object_type(keywords: &mut Keywords) -> bool {
    let kinds = keywords.types.as_deref().unwrap_or_default();
    let nullable = kinds.contains(&Kind::Null);
    if kinds.iter().all(|kind| matches!(kind, Kind::Object | Kind::Null)) {
        keywords.types = None;
    }
    nullable
}

/// Reads the branches that stand beside the members of an object; each must add members.
pub(super) fn branches(cx: &mut Context<'_>, at: &Pointer, values: Vec<Value>) -> Vec<Schema> {
    let mut branches = Vec::with_capacity(values.len());
    for (index, value) in values.into_iter().enumerate() {
        let branch = schema(cx, value, at.join(index));
        if !matches!(branch.shape, Shape::Object(_) | Shape::Ref(_)) || branch.nullable {
            cx.misuse(
                &branch.pointer,
                "a branch beside the members of an object is no object itself",
                "make every branch an object, or move the members into the branches",
            );
        }
        branches.push(branch);
    }
    branches
}
