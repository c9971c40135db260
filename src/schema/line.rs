//! A shape in, a few words on one line out, for reports and for listings.

use super::{Additional, IntegerFormat, Schema, Shape, StringRule};

/// What a shape accepts, without what stands below it.
pub(in crate::schema) fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Any => "anything".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Ref(key) => format!("-> {key}"),
        Shape::Boolean => "boolean".to_owned(),
        Shape::Integer(rule) => match rule.format {
            IntegerFormat::Unbounded => format!("integer{}", range(rule.minimum, rule.maximum)),
            format => {
                let (least, greatest) = format.range().map_or((None, None), |(a, b)| (Some(a), Some(b)));
                let minimum = rule.minimum.filter(|bound| Some(*bound) != least);
                let maximum = rule.maximum.filter(|bound| Some(*bound) != greatest);
                format!("{}{}", format!("{format:?}").to_lowercase(), range(minimum, maximum))
            }
        },
        Shape::Number(rule) => format!("number{}", range(rule.minimum, rule.maximum)),
        Shape::String(rule) => text(rule),
        Shape::Enum(literals) => {
            let values: Vec<String> = literals.iter().map(|literal| format!("{:?}", literal.value)).collect();
            format!("enum {}", values.join(" | "))
        }
        Shape::Array(rule) => format!("list{}", range(rule.min_items, rule.max_items)),
        Shape::Object(rule) => match &rule.additional {
            Additional::Unsaid => "object".to_owned(),
            Additional::Refused => "closed object".to_owned(),
            Additional::Typed(_) => "open object".to_owned(),
        },
        Shape::Union(branches) => format!("union of {}", branches.len()),
    }
}

/// What is said about members that are not listed.
pub(in crate::schema) fn additional(additional: &Additional) -> String {
    match additional {
        Additional::Unsaid => "unsaid".to_owned(),
        Additional::Refused => "refused".to_owned(),
        Additional::Typed(schema) => of(schema),
    }
}

/// What a schema accepts, null included.
pub(in crate::schema) fn of(schema: &Schema) -> String {
    let or_null = if schema.nullable { " or null" } else { "" };
    format!("{}{or_null}", shape(&schema.shape))
}

/// A range of lengths.
pub(in crate::schema) fn lengths((least, greatest): (Option<u64>, Option<u64>)) -> String {
    match range(least, greatest).trim() {
        "" => "any".to_owned(),
        range => range.to_owned(),
    }
}

fn text(rule: &StringRule) -> String {
    let StringRule { min_length, max_length, pattern, format } = rule;
    let mut out = format!("text{}", range(*min_length, *max_length));
    if let Some(pattern) = pattern {
        out.push_str(&format!(" like {pattern:?}"));
    }
    if let Some(format) = format {
        out.push_str(&format!(" as {format:?}"));
    }
    out
}

fn range<T: std::fmt::Display>(least: Option<T>, greatest: Option<T>) -> String {
    match (least, greatest) {
        (None, None) => String::new(),
        (Some(least), None) => format!(" {least}.."),
        (None, Some(greatest)) => format!(" ..={greatest}"),
        (Some(least), Some(greatest)) => format!(" {least}..={greatest}"),
    }
}
