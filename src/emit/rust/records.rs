//! A record of the model in, a struct out, with the table by which it is read and written.

use quote::quote;
use syn::{Attribute, Item, Visibility, parse_quote};

use super::builders;
use super::code::{Code, table};
use super::file::{File, SPELLED_OUT};
use super::forms::{self, Derives};
use super::presence::{Member, members};
use super::scope::Scope;
use super::syntax::{doc, doc_line, field, ident, span, structure};
use super::ty::Ty;
use crate::emit::describe;
use crate::emit::docs::Doc;
use crate::ir::{About, Def, Extra, Record, WireName};
use crate::naming::RsIdent;

/// The struct of a record and what belongs to it.
pub(super) fn record(scope: &Scope<'_>, def: &Def, record: &Record, file: &mut File) {
    let name = scope.names.of(def.id);
    let members = members(scope, def, record);
    let others = match &record.extra {
        Extra::Typed(ty) => scope.names.others(def.id).map(|name| (name, Ty::new(scope, ty))),
        Extra::Unsaid | Extra::Refused => None,
    };
    let whole = Struct { name, members: &members, others: others.as_ref() };
    let described = doc(scope.describer.definition(def).as_ref(), 0);
    let is_built = def.direction.inbound || !def.direction.outbound;
    let is_default = is_built && builders::is_default(scope, &members);
    let item = whole.item(described, &def.about, is_default, file);
    file.item(item);
    if is_built {
        builders::items(scope, &whole, file);
    }
    if members.iter().any(|member| member.name.as_str().contains("__")) {
        file.attributes(SPELLED_OUT);
    }
    if members.iter().any(|member| member.field.secret) {
        file.item(whole.debug());
    }
    file.table(whole.table(record.tag.as_ref(), &record.alternatives));
}

/// A record as Rust has it.
pub(super) struct Struct<'a> {
    pub name: &'a RsIdent,
    pub members: &'a [Member<'a>],
    /// The field of all other members, and the type of their values.
    pub others: Option<&'a (&'a RsIdent, Ty)>,
}

impl Struct<'_> {
    /// The struct itself.
    pub(super) fn item(
        &self,
        mut attrs: Vec<Attribute>,
        about: &About,
        is_default: bool,
        file: &mut File,
    ) -> Item {
        let is_secretive = self.members.iter().any(|member| member.field.secret);
        attrs.push(match (is_secretive, is_default) {
            (false, false) => forms::derive(Derives::Value),
            (false, true) => forms::derive(Derives::DefaultValue),
            (true, false) => forms::derive(Derives::Secret),
            (true, true) => forms::derive(Derives::DefaultSecret),
        });
        attrs.push(forms::non_exhaustive());
        let mut fields = Vec::with_capacity(self.members.len() + 2);
        for member in self.members {
            let ty = member.ty();
            file.uses(&ty);
            let described = describe::field(member.field, about, false);
            let described =
                described.or_else(|| Doc::new(&format!("{} on the wire.", span(&member.field.wire))));
            let lines = doc(described.as_ref(), 4);
            fields.push(field(lines, super::syntax::public(), member.name.as_str(), ty.syntax()));
        }
        if let Some((name, ty)) = self.others {
            let ty = Ty::Of("BTreeMap", vec![Ty::Own("String"), ty.clone()]);
            file.uses(&ty);
            let lines = vec![doc_line("All other members, by name.")];
            fields.push(field(lines, super::syntax::public(), name.as_str(), ty.syntax()));
        }
        fields.push(field(Vec::new(), Visibility::Inherited, "kept", forms::kept()));
        structure(attrs, self.name.as_str(), fields.into_iter())
    }

    /// `Debug` without the secrets.
    fn debug(&self) -> Item {
        let (name, text) = (ident(self.name.as_str()), self.name.bare());
        let members = self.members.iter().map(|member| {
            let (name, text) = (ident(member.name.as_str()), member.name.bare());
            if member.field.secret {
                quote! { .field(#text, &codec::Hidden) }
            } else {
                quote! { .field(#text, &self.#name) }
            }
        });
        let others = self.others.iter().map(|(name, _)| {
            let (name, text) = (ident(name.as_str()), name.bare());
            quote! { .field(#text, &self.#name) }
        });
        parse_quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct(#text) #(#members)* #(#others)* .field("kept", &self.kept).finish()
                }
            }
        }
    }

    /// The table of the members.
    pub(super) fn table(
        &self,
        tag: Option<&(WireName, Box<str>)>,
        alternatives: &[Box<[WireName]>],
    ) -> String {
        let mut head = vec![Code::name(self.name)];
        if let Some((key, value)) = tag {
            head.push(Code::join([Code::text(key.as_str()), Code::text(value)], " = ").within("tag(", ")"));
        }
        if !alternatives.is_empty() {
            let group = |names: &[WireName]| {
                Code::join(names.iter().map(|name| Code::text(name.as_str())), ", ").within("[", "]")
            };
            let groups = alternatives.iter().map(|names| group(names));
            head.push(Code::join(groups, ", ").within("any_of(", ")"));
        }
        if let Some((name, _)) = self.others {
            head.push(Code::name(name).within("others(", ")"));
        }
        let rows = self.members.iter().enumerate().map(|(index, member)| member.row(index));
        table("codec::members", &Code::join(head, ", "), rows)
    }
}
