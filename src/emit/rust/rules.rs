//! The rules of a type in, the expression of the runtime's `Rule` out; nothing where the Rust type says it all.

use super::code::Code;
use super::scope::Scope;
use crate::ir::{Body, IntegerFormat, LengthRule, StringRule, Type};

/// The rule that a value of the type must obey.
pub(super) fn rule(scope: &Scope<'_>, ty: &Type) -> Option<Code> {
    parts(scope, ty, 0)
}

/// The rule of a text.
pub(super) fn text(rule: &StringRule) -> Option<Code> {
    // A pattern is of another dialect than ours: it is told in the documentation alone.
    length(LengthRule { minimum: rule.min_length, maximum: rule.max_length })
}

fn parts(scope: &Scope<'_>, ty: &Type, depth: usize) -> Option<Code> {
    match ty {
        Type::Int(rule) => {
            let (least, most) = match rule.format {
                // The Rust type is 64 bits wide, and no bound beyond them asks for anything.
                IntegerFormat::Unbounded => (Some(i128::from(i64::MIN)), Some(i128::from(i64::MAX))),
                format => format.range().unzip(),
            };
            let least = rule.minimum.filter(|bound| least.is_none_or(|natural| *bound > natural));
            let most = rule.maximum.filter(|bound| most.is_none_or(|natural| *bound < natural));
            bounds("codec::Rule::Integer", least.map(Code::number), most.map(Code::number))
        }
        Type::Float(rule) => {
            bounds("codec::Rule::Number", rule.minimum.map(Code::float), rule.maximum.map(Code::float))
        }
        Type::Str(rule) => text(rule),
        Type::Literal(text) => Some(Code::text(text).within("codec::Rule::Literal(", ")")),
        Type::List(items, rule) => {
            let each = parts(scope, items, depth).map(each);
            match (length(*rule), each) {
                (Some(length), Some(each)) => {
                    Some(Code::join([length, each], ", ").within("codec::Rule::All(&[", "])"))
                }
                (length, each) => length.or(each),
            }
        }
        Type::Map(values) => parts(scope, values, depth).map(each),
        Type::Nullable(inner) => parts(scope, inner, depth),
        Type::Def(id) => match &scope.ir()[*id].body {
            // A circle of aliases has no end, and no alias of a sane schema is so far from its type.
            Body::Alias(target) if depth < 64 => parts(scope, target, depth + 1),
            Body::Alias(_) | Body::Record(_) | Body::Union(_) | Body::Enum(_) => None,
        },
        Type::Bool | Type::Json => None,
    }
}

fn each(rule: Code) -> Code {
    rule.within("codec::Rule::Each(&", ")")
}

fn length(rule: LengthRule) -> Option<Code> {
    // A list of any length has at least no element.
    let least = rule.minimum.filter(|least| *least > 0);
    bounds("codec::Rule::Length", least.map(Code::number), rule.maximum.map(Code::number))
}

fn bounds(name: &'static str, least: Option<Code>, most: Option<Code>) -> Option<Code> {
    if least.is_none() && most.is_none() {
        return None;
    }
    let end = |end: Option<Code>| end.map_or(Code::sign("None"), |end| end.within("Some(", ")"));
    let ends = [Code::sign("least: "), end(least), Code::sign(", most: "), end(most)];
    Some(Code::all([Code::sign(name), Code::all(ends).within(" { ", " }")]))
}
