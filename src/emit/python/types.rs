//! A type of the model in, the annotation that both a type checker and msgspec read out.

use super::scope::Scope;
use super::syntax::{Expr, Ident};
use crate::ir::{IntegerFormat, IntegerRule, LengthRule, NumberRule, StringRule, Type};
use crate::{py_ident, py_symbol};

/// The annotation of a value of this type.
pub(super) fn annotation(scope: &Scope<'_>, ty: &Type) -> Expr {
    match ty {
        Type::Def(id) => scope.type_symbol(*id).into(),
        Type::Bool => py_symbol!("bool").into(),
        Type::Int(rule) => integer(scope, rule),
        Type::Float(rule) => number(*rule),
        Type::Str(rule) => string(scope, rule),
        Type::Literal(text) => literal(text),
        Type::List(items, rule) => {
            let list = Expr::from(py_symbol!("list")).subscript([annotation(scope, items)]);
            constrained(list, length(*rule))
        }
        Type::Map(values) if **values == Type::Json => {
            scope.runtime(py_ident!("scalars"), py_ident!("JsonObject"))
        }
        Type::Map(values) => {
            Expr::from(py_symbol!("dict")).subscript([py_symbol!("str").into(), annotation(scope, values)])
        }
        Type::Json => scope.runtime(py_ident!("scalars"), py_ident!("JsonValue")),
        Type::Nullable(inner) => annotation(scope, inner).optional(),
    }
}

/// `Literal["text"]`
pub(super) fn literal(text: &str) -> Expr {
    Expr::from(py_symbol!("typing", "Literal")).subscript([Expr::str(text)])
}

fn integer(scope: &Scope<'_>, rule: &IntegerRule) -> Expr {
    let natural = rule.format.bounds();
    let alias = match rule.format {
        IntegerFormat::Int8 => Some(py_ident!("Int8")),
        IntegerFormat::Int16 => Some(py_ident!("Int16")),
        IntegerFormat::Int32 => Some(py_ident!("Int32")),
        IntegerFormat::Int64 => Some(py_ident!("Int64")),
        IntegerFormat::UInt8 => Some(py_ident!("UInt8")),
        IntegerFormat::UInt16 => Some(py_ident!("UInt16")),
        IntegerFormat::UInt32 => Some(py_ident!("UInt32")),
        IntegerFormat::UInt64 => Some(py_ident!("UInt64")),
        IntegerFormat::Unbounded => None,
    };
    let base =
        alias.map_or_else(|| py_symbol!("int").into(), |alias| scope.runtime(py_ident!("scalars"), alias));
    let tighter = |bound: Option<i128>, natural: Option<i128>| bound.filter(|_| bound != natural);
    let bounds = [
        tighter(rule.minimum, natural.0).map(|least| (py_ident!("ge"), Expr::Int(least))),
        tighter(rule.maximum, natural.1).map(|most| (py_ident!("le"), Expr::Int(most))),
    ];
    let bounds: Vec<_> = bounds.into_iter().flatten().collect();
    if bounds.is_empty() {
        return base;
    }
    // Nested constraints of msgspec replace each other, so a tighter bound stands on the bare type with both ends.
    let ends = [
        rule.minimum.map(|least| (py_ident!("ge"), Expr::Int(least))),
        rule.maximum
            .filter(|most| i64::try_from(*most).is_ok())
            .map(|most| (py_ident!("le"), Expr::Int(most))),
    ];
    constrained(py_symbol!("int").into(), ends.into_iter().flatten().collect())
}

fn number(rule: NumberRule) -> Expr {
    let ends = [
        rule.minimum.map(|least| (py_ident!("ge"), Expr::float(least))),
        rule.maximum.map(|most| (py_ident!("le"), Expr::float(most))),
    ];
    constrained(py_symbol!("float").into(), ends.into_iter().flatten().collect())
}

fn string(scope: &Scope<'_>, rule: &StringRule) -> Expr {
    if rule.min_length == Some(1) && rule.max_length.is_none() && rule.pattern.is_none() {
        return scope.runtime(py_ident!("scalars"), py_ident!("NonEmptyStr"));
    }
    let mut rules = length(LengthRule { minimum: rule.min_length, maximum: rule.max_length });
    rules.extend(rule.pattern.as_ref().map(|pattern| (py_ident!("pattern"), Expr::str(&**pattern))));
    constrained(py_symbol!("str").into(), rules)
}

fn length(rule: LengthRule) -> Vec<(Ident, Expr)> {
    let ends = [(py_ident!("min_length"), rule.minimum), (py_ident!("max_length"), rule.maximum)];
    ends.into_iter().filter_map(|(name, end)| Some((name, Expr::Int(end?.into())))).collect()
}

/// `Annotated[base, Meta(...)]`, or the base where nothing constrains it.
fn constrained(base: Expr, rules: Vec<(Ident, Expr)>) -> Expr {
    if rules.is_empty() {
        return base;
    }
    let meta = Expr::from(py_symbol!("msgspec", "Meta")).call_with([], rules);
    Expr::from(py_symbol!("typing", "Annotated")).subscript([base, meta])
}
