//! A default of the schema in, the expression that gives it out; nothing for a default that has no short form.

use serde_json::Value;

use super::code::Code;
use super::scope::Scope;
use crate::ir::{Body, DefId, Type};

/// How the default of a member of this type is written.
pub(super) fn expression(scope: &Scope<'_>, ty: &Type, value: &Value) -> Option<Code> {
    match (ty, value) {
        (Type::Nullable(_), Value::Null) => Some(Code::sign("None")),
        (Type::Nullable(inner), value) => Some(expression(scope, inner, value)?.within("Some(", ")")),
        (Type::Bool, Value::Bool(true)) => Some(Code::sign("true")),
        (Type::Bool, Value::Bool(false)) => Some(Code::sign("false")),
        (Type::Int(_), Value::Number(number)) => {
            let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
            whole.map(Code::number)
        }
        (Type::Float(_), Value::Number(number)) => number.as_f64().map(Code::float),
        (Type::Str(_) | Type::Literal(_), Value::String(text)) if text.is_empty() => {
            Some(Code::sign("String::new()"))
        }
        (Type::Str(_) | Type::Literal(_), Value::String(text)) => {
            Some(Code::text(text).within("String::from(", ")"))
        }
        (Type::List(..), Value::Array(values)) if values.is_empty() => Some(Code::sign("Vec::new()")),
        (Type::List(items, _), Value::Array(values)) => {
            let items: Option<Vec<Code>> =
                values.iter().map(|value| expression(scope, items, value)).collect();
            Some(Code::join(items?, ", ").within("vec![", "]"))
        }
        (Type::Map(_), Value::Object(members)) if members.is_empty() => Some(Code::sign("BTreeMap::new()")),
        (Type::Json, Value::Null) => Some(Code::sign("Value::Null")),
        (Type::Json, Value::Bool(true)) => Some(Code::sign("Value::Bool(true)")),
        (Type::Json, Value::Bool(false)) => Some(Code::sign("Value::Bool(false)")),
        (Type::Def(id), value) => of_definition(scope, *id, value),
        _ => None,
    }
}

fn of_definition(scope: &Scope<'_>, id: DefId, value: &Value) -> Option<Code> {
    match (&scope.ir()[id].body, value) {
        (Body::Alias(ty), value) => expression(scope, &scope.unrolled(id, ty), value),
        (Body::Enum(body), Value::String(text)) => {
            let at = body.values.iter().position(|known| known.wire.as_str() == text)?;
            let variant = scope.names.members(id).get(at)?;
            Some(Code::all([Code::name(scope.names.of(id)), Code::sign("::"), Code::name(variant)]))
        }
        _ => None,
    }
}
