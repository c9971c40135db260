//! Types as people read them: `ThreadItem`, `list[str]`, `dict[str, Config]`, `int`.
//! For the index and for explanations; emitters write their own annotations.

use std::fmt::Write as _;

use crate::ir::{Body, Field, Ir, Method, Params, Type};
use crate::naming::Names;

/// The type.
pub(super) fn of(ty: &Type, names: &Names) -> String {
    match ty {
        Type::Def(id) => names.of(*id).to_string(),
        Type::Bool => "bool".to_owned(),
        Type::Int(_) => "int".to_owned(),
        Type::Float(_) => "float".to_owned(),
        Type::Str(_) => "str".to_owned(),
        Type::Literal(text) => format!("{text:?}"),
        Type::List(element, _) => format!("list[{}]", of(element, names)),
        Type::Map(value) => format!("dict[str, {}]", of(value, names)),
        Type::Json => "JsonValue".to_owned(),
        Type::Nullable(inner) => format!("{} | None", of(inner, names)),
    }
}

/// The type of a field, with null where it may be that.
pub(super) fn field(field: &Field, names: &Names) -> String {
    let ty = of(&field.ty, names);
    if field.nullable && field.ty != Type::Json { ty + " | None" } else { ty }
}

/// What a method takes and gives: `ThreadStartParams -> ThreadStartResponse`.
pub(super) fn signature(method: &Method, names: &Names) -> String {
    let mut text = match &method.params {
        Params::None => "()".to_owned(),
        Params::Required(ty) => of(ty, names),
        Params::Optional(ty) => of(ty, names) + " | None",
    };
    if let Some(result) = &method.result {
        let _ = write!(text, " -> {}", of(result, names));
    }
    text
}

/// What a definition is, in one word.
pub(super) fn kind(body: &Body) -> &'static str {
    match body {
        Body::Record(record) if record.tag.is_some() => "variant",
        Body::Record(_) => "record",
        Body::Union(_) => "union",
        Body::Enum(_) => "enum",
        Body::Alias(_) => "alias",
    }
}

/// Where an integer or text has a narrower form than its type says: `int64`, `1 character or more`.
pub(super) fn rule(ty: &Type, ir: &Ir) -> Option<String> {
    match ty {
        Type::Int(rule) => Some(format!("{:?}", rule.format).to_lowercase()),
        Type::Str(rule) => rule.min_length.map(|least| format!("{least} or more characters")),
        Type::Def(id) => match &ir[*id].body {
            Body::Alias(ty) => self::rule(ty, ir),
            Body::Record(_) | Body::Union(_) | Body::Enum(_) => None,
        },
        _ => None,
    }
}
