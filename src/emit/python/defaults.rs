//! A default of the schema in, the expression that gives it out; nothing for a default that its type cannot express.

use serde_json::Value;

use super::scope::Scope;
use super::syntax::{Expr, Ident};
use crate::ir::{Body, Def, Type};
use crate::py_ident;

/// A default, as a struct field takes it.
pub(super) enum DefaultValue {
    /// Safe to share between instances.
    Shared(Expr),
    /// A callable that makes one for each instance.
    Fresh(Expr),
}

/// How the default of a field of this type is written.
pub(super) fn default_value(scope: &Scope<'_>, ty: &Type, value: &Value) -> Option<DefaultValue> {
    match value {
        // msgspec gives each instance an empty list or dict of its own.
        Value::Array(items) if items.is_empty() => expression(scope, ty, value).map(DefaultValue::Shared),
        Value::Object(members) if members.is_empty() && matches!(ty, Type::Map(_) | Type::Json) => {
            expression(scope, ty, value).map(DefaultValue::Shared)
        }
        Value::Array(_) | Value::Object(_) => {
            let whole = expression(scope, ty, value)?;
            Some(DefaultValue::Fresh(scope.runtime(py_ident!("defaults"), py_ident!("fresh")).call([whole])))
        }
        _ => expression(scope, ty, value).map(DefaultValue::Shared),
    }
}

fn expression(scope: &Scope<'_>, ty: &Type, value: &Value) -> Option<Expr> {
    match (ty, value) {
        (Type::Nullable(_) | Type::Json, Value::Null) => Some(Expr::None),
        (Type::Nullable(inner), value) => expression(scope, inner, value),
        (Type::Bool | Type::Json, Value::Bool(flag)) => Some(Expr::Bool(*flag)),
        (Type::Int(_) | Type::Json, Value::Number(number))
            if number.as_f64().is_some_and(|n| n.fract() == 0.0) =>
        {
            let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
            whole.map(Expr::Int)
        }
        (Type::Float(_) | Type::Json, Value::Number(number)) => number.as_f64().map(Expr::float),
        (Type::Str(_) | Type::Literal(_) | Type::Json, Value::String(text)) => Some(Expr::str(text)),
        (Type::List(items, _), Value::Array(values)) => {
            values.iter().map(|value| expression(scope, items, value)).collect::<Option<_>>().map(Expr::List)
        }
        (Type::Json, Value::Array(values)) => {
            values.iter().map(|value| expression(scope, ty, value)).collect::<Option<_>>().map(Expr::List)
        }
        (Type::Map(_) | Type::Json, Value::Object(members)) => {
            let inner = if let Type::Map(inner) = ty { inner } else { ty };
            let member = |(key, value)| Some((Expr::str(key), expression(scope, inner, value)?));
            members.iter().map(member).collect::<Option<_>>().map(Expr::Dict)
        }
        (Type::Def(id), value) => of_definition(scope, &scope.ir()[*id], value),
        _ => None,
    }
}

fn of_definition(scope: &Scope<'_>, def: &Def, value: &Value) -> Option<Expr> {
    match (&def.body, value) {
        (Body::Alias(ty), value) => expression(scope, ty, value),
        (Body::Enum(body), Value::String(text)) => {
            let at = body.values.iter().position(|known| known.wire.as_str() == text)?;
            let member = scope.names().members(def.id).get(at)?.clone();
            Some(Expr::from(scope.type_symbol(def.id)).attr(member))
        }
        (Body::Union(body), value) => {
            body.variants.iter().find_map(|variant| expression(scope, &variant.ty, value))
        }
        (Body::Record(record), Value::Object(members)) => {
            let tagged = |key: &String| record.tag.as_ref().is_some_and(|(tag, _)| tag.as_str() == key);
            let known = |key: &String| record.fields.iter().any(|field| field.wire.as_str() == key);
            if members.keys().any(|key| !tagged(key) && !known(key)) {
                return None;
            }
            if let Some((tag, text)) = &record.tag
                && members.get(tag.as_str()).and_then(Value::as_str) != Some(text)
            {
                return None;
            }
            let names = scope.names().members(def.id);
            let arguments: Option<Vec<(Ident, Expr)>> = (record.fields.iter().zip(names))
                .filter_map(|(field, name)| {
                    let value = members.get(field.wire.as_str())?;
                    let given = match value {
                        Value::Null if field.nullable => Some(Expr::None),
                        value => expression(scope, &field.ty, value),
                    };
                    Some(given.map(|given| (name.clone(), given)))
                })
                .collect();
            let class = Expr::from(scope.type_symbol(def.id));
            Some(class.call_with([], arguments?))
        }
        _ => None,
    }
}
