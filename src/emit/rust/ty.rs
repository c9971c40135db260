//! Types of Rust as a tree: in, what the model says of a value; out, the type in a signature or in the row of a table.

use std::collections::BTreeSet;

use syn::{PathSegment, parse_quote};

use super::code::Code;
use super::scope::Scope;
use super::syntax::{arguments, ident};
use crate::ir::{Body, DefId, IntegerFormat, Type};
use crate::naming::RsIdent;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ty {
    /// A type that every module of types knows.
    Own(&'static str),
    /// A definition.
    Def(DefId, RsIdent),
    /// A definition as those name it that are no types themselves.
    Public(RsIdent),
    /// A type with parameters.
    Of(&'static str, Vec<Ty>),
}

impl Ty {
    /// The type of a value of the model.
    pub(super) fn new(scope: &Scope<'_>, ty: &Type) -> Self {
        match ty {
            Type::Def(id) => Self::Def(*id, scope.names.of(*id).clone()),
            Type::Bool => Self::Own("bool"),
            Type::Int(rule) => Self::Own(match rule.format {
                IntegerFormat::Int8 => "i8",
                IntegerFormat::Int16 => "i16",
                IntegerFormat::Int32 => "i32",
                IntegerFormat::Int64 | IntegerFormat::Unbounded => "i64",
                IntegerFormat::UInt8 => "u8",
                IntegerFormat::UInt16 => "u16",
                IntegerFormat::UInt32 => "u32",
                IntegerFormat::UInt64 => "u64",
            }),
            Type::Float(_) => Self::Own("f64"),
            Type::Str(_) | Type::Literal(_) => Self::Own("String"),
            Type::List(items, _) => Self::new(scope, items).inside("Vec"),
            Type::Map(values) => Self::Of("BTreeMap", vec![Self::Own("String"), Self::new(scope, values)]),
            Type::Json => Self::Own("Value"),
            Type::Nullable(inner) if **inner == Type::Json => Self::Own("Value"),
            Type::Nullable(inner) => Self::new(scope, inner).inside("Option"),
        }
    }

    /// The same for those that are no types themselves; what they cannot name is any value to them.
    pub(super) fn public(scope: &Scope<'_>, ty: &Type) -> Self {
        Self::new(scope, ty).published(scope)
    }

    fn published(self, scope: &Scope<'_>) -> Self {
        match self {
            Self::Def(id, name) if scope.is_public(id) => Self::Public(name),
            Self::Def(..) => Self::Own("Value"),
            Self::Of(name, parameters) => {
                Self::Of(name, parameters.into_iter().map(|parameter| parameter.published(scope)).collect())
            }
            ty => ty,
        }
    }

    /// The same inside a type with one parameter.
    pub(super) fn inside(self, outer: &'static str) -> Self {
        Self::Of(outer, vec![self])
    }

    /// The definitions in it.
    pub(super) fn defs(&self, found: &mut BTreeSet<DefId>) {
        match self {
            Self::Own(_) | Self::Public(_) => {}
            Self::Def(id, _) => {
                found.insert(*id);
            }
            Self::Of(_, parameters) => parameters.iter().for_each(|parameter| parameter.defs(found)),
        }
    }

    /// The names in it that are no definitions.
    pub(super) fn words(&self, found: &mut BTreeSet<&'static str>) {
        match self {
            Self::Own(name) => {
                found.insert(name);
            }
            Self::Def(..) => {}
            Self::Public(_) => {
                found.insert("types");
            }
            Self::Of(name, parameters) => {
                found.insert(name);
                parameters.iter().for_each(|parameter| parameter.words(found));
            }
        }
    }

    /// As a node of the syntax tree.
    pub(super) fn syntax(&self) -> syn::Type {
        let segment = match self {
            Self::Public(name) => {
                let name = ident(name.as_str());
                return parse_quote! { types::#name };
            }
            Self::Own(name) => PathSegment::from(ident(name)),
            Self::Def(_, name) => PathSegment::from(ident(name.as_str())),
            Self::Of(name, parameters) => {
                PathSegment { ident: ident(name), arguments: arguments(parameters.iter().map(Self::syntax)) }
            }
        };
        syn::Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path: segment.into() })
    }

    /// As text.
    pub(super) fn code(&self) -> Code {
        match self {
            Self::Own(name) => Code::sign(name),
            Self::Def(_, name) => Code::name(name),
            Self::Public(name) => Code::all([Code::sign("types::"), Code::name(name)]),
            Self::Of(name, parameters) => {
                let inner = Code::join(parameters.iter().map(Self::code), ", ").within("<", ">");
                Code::all([Code::sign(name), inner])
            }
        }
    }
}

/// What a type is when aliases are seen through.
pub(super) fn resolved<'a>(scope: &Scope<'a>, ty: &'a Type) -> &'a Type {
    let mut here = ty;
    // A circle of aliases has no end, and so no more than all of them are followed.
    for _ in scope.ir().defs() {
        let Type::Def(id) = here else { break };
        let Body::Alias(inner) = &scope.ir()[*id].body else { break };
        here = inner;
    }
    here
}
