//! A union of the model in, an enum with one payload a variant out, and the table by which its variants are told apart.

use syn::Variant;

use super::code::{Code, table};
use super::file::File;
use super::forms::{self, Derives};
use super::scope::Scope;
use super::shapes;
use super::syntax::{doc, enumeration, variant};
use super::ty::{Ty, resolved};
use crate::emit::describe;
use crate::emit::docs::Doc;
use crate::ir::{Body, Def, Tagging, Test, Type, Union};
use crate::naming::RsIdent;

/// The enum of a union and its table.
pub(super) fn open(scope: &Scope<'_>, def: &Def, union: &Union, file: &mut File) {
    let name = scope.names.of(def.id);
    let names = scope.names.members(def.id);
    let payload = |ty: &Type| {
        let payload = Ty::new(scope, ty);
        if scope.is_boxed(def.id, ty) { payload.inside("Box") } else { payload }
    };
    let payloads: Vec<Ty> = union.variants.iter().map(|variant| payload(&variant.ty)).collect();
    payloads.iter().for_each(|payload| file.uses(payload));
    let mut attrs = doc(scope.describer.definition(def).as_ref(), 0);
    attrs.push(forms::derive(Derives::Value));
    attrs.push(forms::non_exhaustive());
    let mut variants: Vec<Variant> = Vec::with_capacity(names.len() + 2);
    for ((member, name), payload) in union.variants.iter().zip(names).zip(&payloads) {
        let said = describe::value(&member.about, &def.about).or_else(|| Doc::new(&what(scope, member)));
        variants.push(variant(doc(said.as_ref(), 4), name.as_str(), Some(payload.syntax())));
    }
    let (unknown, malformed) = (Ty::Own("Unknown"), Ty::Own("Malformed"));
    file.uses(&unknown);
    file.uses(&malformed);
    let said = Doc::new("A variant that this crate does not know yet, as it came.");
    variants.push(variant(doc(said.as_ref(), 4), "Unknown", Some(unknown.syntax())));
    let said = Doc::new("What should be a variant and does not fit it, as it came.");
    variants.push(variant(doc(said.as_ref(), 4), "Malformed", Some(malformed.syntax())));
    file.item(enumeration(attrs, name.as_str(), variants.into_iter()));
    let rows = union.variants.iter().zip(names).zip(&payloads).enumerate();
    let rows = rows.map(|(index, ((member, name), payload))| {
        let test = match &member.test {
            Test::Tag(tag) => Code::text(tag),
            test => shapes::expression(test),
        };
        row(index, name, payload, test)
    });
    let mut head = vec![Code::name(name)];
    head.extend(text_variant(scope, union, names).map(|name| Code::name(name).within("text(", ")")));
    match &union.tagging {
        Tagging::Internal(key) => {
            head.push(Code::text(key.as_str()).within("tag(", ")"));
            file.table(table("codec::tagged", &Code::join(head, ", "), rows));
        }
        Tagging::Shape => file.table(table("codec::shaped", &Code::join(head, ", "), rows)),
    }
}

/// What a variant without a description is.
fn what(scope: &Scope<'_>, variant: &crate::ir::Variant) -> String {
    if let Test::Tag(tag) = &variant.test {
        return format!("`{}`.", tag.replace('`', "'"));
    }
    match &variant.ty {
        Type::Def(id) => format!("A `{}`.", scope.names.of(*id).bare()),
        Type::Nullable(_) | Type::Json => "Any JSON value.".to_owned(),
        Type::Bool => "A boolean.".to_owned(),
        Type::Int(_) => "A whole number.".to_owned(),
        Type::Float(_) => "A number.".to_owned(),
        Type::Str(_) | Type::Literal(_) => "A text.".to_owned(),
        Type::List(..) => "A list.".to_owned(),
        Type::Map(_) => "An object.".to_owned(),
    }
}

/// `index: Name(Payload) = test`
pub(super) fn row(index: usize, name: &RsIdent, payload: &Ty, test: Code) -> Code {
    let index = Code::number(i128::try_from(index).unwrap_or_default());
    let payload = payload.code().within("(", ")");
    Code::all([index, Code::sign(": "), Code::name(name), payload, Code::sign(" = "), test])
}

/// The variant that a plain text is, if only one can be.
fn text_variant<'a>(scope: &Scope<'_>, union: &Union, names: &'a [RsIdent]) -> Option<&'a RsIdent> {
    let is_text = |ty: &Type| match resolved(scope, ty) {
        Type::Str(_) => true,
        Type::Def(id) => matches!(scope.ir()[*id].body, Body::Enum(_)),
        _ => false,
    };
    let mut texts = union.variants.iter().zip(names).filter(|(variant, _)| is_text(&variant.ty));
    let (_, first) = texts.next()?;
    texts.next().is_none().then_some(first)
}
