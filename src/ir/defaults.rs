//! Defaults, once every type is known: each must be a value of its own type.

use serde_json::{Map, Value};

use super::lower::Draft;
use super::{Body, Def, Extra, IntegerRule, Record, StringRule, Tagging, Test, Type, Union, WireName};
use crate::diag::{Code, Diagnostic};

/// How many aliases and unions one value may pass through; only a circle of them goes deeper.
const DEPTH_LIMIT: usize = 256;

/// Reports every default that its member's type does not accept.
pub(in crate::ir) fn check(draft: &mut Draft<'_>) {
    let mut problems = Vec::new();
    for def in &draft.defs {
        let Body::Record(record) = &def.body else { continue };
        for field in &record.fields {
            let Some(default) = &field.default else { continue };
            if accepts(&draft.defs, &field.ty, default, 0) {
                continue;
            }
            let message = format!("the default of {}.{} is no value of its type", def.path, field.wire);
            problems.push(
                Diagnostic::new(Code::DefaultMismatch, message)
                    .at(draft.place(&field.about.origin.join("default")))
                    .note("default", excerpt(default))
                    .help("patch the schema: mend the default or the type"),
            );
        }
    }
    problems.into_iter().for_each(|problem| draft.decisions.problems.push(problem));
}

/// Whether a value is one of a type.
pub(in crate::ir) fn is_value(defs: &[Def], ty: &Type, value: &Value) -> bool {
    accepts(defs, ty, value, 0)
}

fn excerpt(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        Some((at, _)) => format!("{}...", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

fn accepts(defs: &[Def], ty: &Type, value: &Value, depth: usize) -> bool {
    if depth > DEPTH_LIMIT {
        return true;
    }
    let depth = depth + 1;
    match (ty, value) {
        (Type::Json, _) | (Type::Nullable(_), Value::Null) | (Type::Bool, Value::Bool(_)) => true,
        (Type::Nullable(inner), value) => accepts(defs, inner, value, depth),
        (Type::Int(rule), Value::Number(_)) => whole(value).is_some_and(|number| within(rule, number)),
        (Type::Float(rule), Value::Number(number)) => number.as_f64().is_some_and(|number| {
            rule.minimum.is_none_or(|least| least <= number) && rule.maximum.is_none_or(|most| number <= most)
        }),
        (Type::Str(rule), Value::String(text)) => fits(rule, text),
        (Type::Literal(literal), Value::String(text)) => **literal == **text,
        (Type::List(item, length), Value::Array(items)) => {
            let count = items.len() as u64;
            length.minimum.is_none_or(|least| least <= count)
                && length.maximum.is_none_or(|most| count <= most)
                && items.iter().all(|value| accepts(defs, item, value, depth))
        }
        (Type::Map(item), Value::Object(members)) => {
            members.values().all(|value| accepts(defs, item, value, depth))
        }
        (Type::Def(id), value) => defs.get(id.index()).is_some_and(|def| match (&def.body, value) {
            (Body::Alias(ty), value) => accepts(defs, ty, value, depth),
            (Body::Enum(listed), Value::String(text)) => {
                listed.values.iter().any(|value| value.wire.as_str() == text)
                    || listed.any_text.as_ref().is_some_and(|rule| fits(rule, text))
            }
            (Body::Record(record), Value::Object(members)) => record_accepts(defs, record, members, depth),
            (Body::Union(union), value) => union_accepts(defs, union, value, depth),
            _ => false,
        }),
        _ => false,
    }
}

fn record_accepts(defs: &[Def], record: &Record, members: &Map<String, Value>, depth: usize) -> bool {
    let has = |name: &WireName| members.contains_key(name.as_str());
    let fields = record.fields.iter().all(|field| match members.get(field.wire.as_str()) {
        None => !field.required,
        Some(Value::Null) if field.nullable => true,
        Some(value) => accepts(defs, &field.ty, value, depth),
    });
    let tag = record
        .tag
        .as_ref()
        .is_none_or(|(key, value)| members.get(key.as_str()).and_then(Value::as_str) == Some(value.as_ref()));
    let named = |key: &str| {
        record.fields.iter().any(|field| field.wire.as_str() == key)
            || record.tag.as_ref().is_some_and(|(tag, _)| tag.as_str() == key)
    };
    let mut extra = members.iter().filter(|(key, _)| !named(key));
    let extra = match &record.extra {
        Extra::Unsaid => true,
        Extra::Refused => extra.next().is_none(),
        Extra::Typed(ty) => extra.all(|(_, value)| accepts(defs, ty, value, depth)),
    };
    let alternatives =
        record.alternatives.is_empty() || record.alternatives.iter().any(|group| group.iter().all(has));
    fields && tag && extra && alternatives
}

fn union_accepts(defs: &[Def], union: &Union, value: &Value, depth: usize) -> bool {
    union.open_tail
        || union.variants.iter().any(|variant| {
            let tagged = match (&union.tagging, &variant.test) {
                (Tagging::Internal(key), Test::Tag(tag)) => {
                    value.get(key.as_str()).and_then(Value::as_str) == Some(tag.as_ref())
                }
                _ => true,
            };
            tagged && accepts(defs, &variant.ty, value, depth)
        })
}

fn fits(rule: &StringRule, text: &str) -> bool {
    let length = text.chars().count() as u64;
    rule.min_length.is_none_or(|least| least <= length) && rule.max_length.is_none_or(|most| length <= most)
}

fn within(rule: &IntegerRule, number: i128) -> bool {
    rule.minimum.is_none_or(|least| least <= number) && rule.maximum.is_none_or(|most| number <= most)
}

/// The whole number that a value is; `1.0` is one.
fn whole(value: &Value) -> Option<i128> {
    let text = value.to_string();
    text.strip_suffix(".0").unwrap_or(&text).parse().ok()
}
