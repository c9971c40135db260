//! The variants of enums and unions: values in UpperCamelCase, types without the name of their union.
//! Distinct within one enum, and never one of the names that stand for what the SDK does not know.

use std::collections::BTreeMap;

use super::super::words::capitalised;
use super::super::{Names, PyIdent};
use super::keywords::is_path_keyword;
use super::{RsIdent, free};
use crate::ir::{DefId, Ir, Source, Type, Union};

/// The variants of an enum, in the order of its values.
pub(super) fn of_enum(members: &[PyIdent]) -> Box<[RsIdent]> {
    let joined = |member: &PyIdent, between: &str| {
        let words = member.as_str().split('_').map(capitalised);
        words.collect::<Vec<_>>().join(between)
    };
    // Where words alone do not tell two values apart, those keep their underscores.
    let plain: Vec<String> = members.iter().map(|member| joined(member, "")).collect();
    let marked: Vec<String> = members.iter().map(|member| joined(member, "_")).collect();
    settle(&plain, &marked, &["Unknown"])
}

/// The variants of a union, in the order of its variants.
pub(super) fn of_union(ir: &Ir, names: &Names, id: DefId, union: &Union) -> Box<[RsIdent]> {
    let name = names.of(id).as_str();
    let types = union.variants.iter().map(|variant| &variant.ty);
    let short: Vec<String> = types.clone().map(|ty| short_name(ir, names, name, ty)).collect();
    let full: Vec<String> = types.map(|ty| full_name(names, ty)).collect();
    settle(&short, &full, &["Unknown", "Malformed"])
}

/// The short names where they are distinct, and the long ones elsewhere; long names are distinct among themselves.
fn settle(short: &[String], long: &[String], owned: &[&str]) -> Box<[RsIdent]> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in short {
        *uses.entry(name).or_default() += 1;
    }
    let names = short.iter().zip(long);
    let names: Vec<(&str, bool)> = names
        .map(|(short, long)| match uses.get(short.as_str()) {
            Some(1) => (short.as_str(), true),
            _ => (long.as_str(), false),
        })
        .collect();
    let is_owned = |name: &str| owned.contains(&name) || is_path_keyword(name);
    let is_elsewhere = |name: &str| names.iter().any(|(other, _)| *other == name);
    let place = |(name, is_short): &(&str, bool)| {
        if is_owned(name) {
            free(&format!("{name}Value"), is_elsewhere)
        } else if !is_short && names.contains(&(*name, true)) {
            free(&format!("{name}_"), is_elsewhere)
        } else {
            RsIdent::spelled(name)
        }
    };
    names.iter().map(place).collect()
}

/// The name of a variant's type without that of its union.
fn short_name(ir: &Ir, names: &Names, union: &str, ty: &Type) -> String {
    let Type::Def(id) = ty else { return full_name(names, ty) };
    let name = names.of(*id).as_str();
    let rest = match &ir[*id].source {
        Source::Texts { .. } => name.strip_prefix(union),
        _ => name.strip_suffix(union),
    };
    let rest = rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    rest.unwrap_or(name).to_owned()
}

fn full_name(names: &Names, ty: &Type) -> String {
    let word = match ty {
        Type::Def(id) => names.of(*id).as_str(),
        Type::Bool => "Boolean",
        Type::Int(_) => "Integer",
        Type::Float(_) => "Number",
        Type::Str(_) | Type::Literal(_) => "String",
        Type::List(..) => "List",
        Type::Map(_) => "Object",
        Type::Json => "Any",
        Type::Nullable(inner) => return full_name(names, inner),
    };
    word.to_owned()
}
