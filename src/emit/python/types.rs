//! A type of the model in, the annotation that both a type checker and msgspec read out.

use std::collections::BTreeSet;

use super::scope::Scope;
use super::syntax::{Expr, Ident};
use crate::ir::{Body, DefId, IntegerFormat, IntegerRule, Ir, LengthRule, NumberRule, StringRule, Type};
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

/// The annotation of a value without the rules that it must keep: what Python itself can say of it.
pub(super) fn plain_annotation(scope: &Scope<'_>, ty: &Type) -> Expr {
    annotation(scope, &without_rules(ty))
}

fn without_rules(ty: &Type) -> Type {
    match ty {
        Type::Int(_) => {
            Type::Int(IntegerRule { format: IntegerFormat::Unbounded, minimum: None, maximum: None })
        }
        Type::Float(_) => Type::Float(NumberRule { minimum: None, maximum: None }),
        Type::Str(_) => Type::Str(StringRule::default()),
        Type::List(items, _) => Type::List(Box::new(without_rules(items)), LengthRule::default()),
        Type::Map(values) => Type::Map(Box::new(without_rules(values))),
        Type::Nullable(inner) => Type::Nullable(Box::new(without_rules(inner))),
        Type::Def(_) | Type::Bool | Type::Literal(_) | Type::Json => ty.clone(),
    }
}

/// The annotation of a value in an alias or a union, which Python evaluates where it is stated: there, what refers
/// back to `user` is any JSON value.
pub(super) fn evaluated(scope: &Scope<'_>, user: DefId, ty: &Type) -> Expr {
    annotation(scope, &unrolled(scope.ir(), user, ty))
}

fn unrolled(ir: &Ir, user: DefId, ty: &Type) -> Type {
    match ty {
        Type::Def(id) if leads_to(ir, *id, user) => Type::Json,
        Type::List(items, rule) => Type::List(Box::new(unrolled(ir, user, items)), *rule),
        Type::Map(values) => Type::Map(Box::new(unrolled(ir, user, values))),
        Type::Nullable(inner) => Type::Nullable(Box::new(unrolled(ir, user, inner))),
        ty => ty.clone(),
    }
}

/// Whether a definition is another or needs it, through aliases and unions alone.
fn leads_to(ir: &Ir, from: DefId, to: DefId) -> bool {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if matches!(ir[id].body, Body::Alias(_) | Body::Union(_)) && seen.insert(id) {
            open.extend(ir.references(id));
        }
    }
    false
}

/// `Literal["text"]`
pub(super) fn literal(text: &str) -> Expr {
    Expr::from(py_symbol!("typing", "Literal")).subscript([Expr::str(text)])
}

fn integer(scope: &Scope<'_>, rule: &IntegerRule) -> Expr {
    let natural: (Option<i128>, Option<i128>) = rule.format.range().unzip();
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
    // A pattern is of another dialect than Python's, and not for every text that a server sends to try: it is told in
    // the documentation alone.
    if rule.min_length == Some(1) && rule.max_length.is_none() {
        return scope.runtime(py_ident!("scalars"), py_ident!("NonEmptyStr"));
    }
    let rules = length(LengthRule { minimum: rule.min_length, maximum: rule.max_length });
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
