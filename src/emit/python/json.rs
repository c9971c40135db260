//! A JSON value in, the expression of the same plain Python value out.

use serde_json::Value;

use super::syntax::Expr;

/// The value as Python's own types.
pub(super) fn json(value: &Value) -> Expr {
    match value {
        Value::Null => Expr::None,
        Value::Bool(flag) => Expr::Bool(*flag),
        Value::Number(number) => {
            let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
            whole.map_or_else(|| Expr::float(number.as_f64().unwrap_or(f64::NAN)), Expr::Int)
        }
        Value::String(text) => Expr::str(text),
        Value::Array(items) => Expr::List(items.iter().map(json).collect()),
        Value::Object(members) => {
            Expr::Dict(members.iter().map(|(key, value)| (Expr::str(key), json(value))).collect())
        }
    }
}
