//! What a client builds a record with: a constructor that takes what is required, and one setter for each other member.

use syn::{Attribute, Expr, Ident, ItemFn, parse_quote};

use super::file::File;
use super::forms;
use super::presence::{Member, Presence};
use super::records::Struct;
use super::scope::Scope;
use super::syntax::{doc, doc_line, ident};
use super::ty::{Ty, resolved};
use crate::emit::docs::{Doc, first_sentence};
use crate::ir::{Body, Type};

/// The constructor, the setters, and `Default` where nothing is required.
pub(super) fn items(scope: &Scope<'_>, whole: &Struct<'_>, file: &mut File) {
    let constructor = constructor(scope, whole);
    let mut methods = vec![constructor];
    let names: Vec<&str> = whole.members.iter().map(|member| member.name.as_str()).collect();
    let optional = whole.members.iter().filter(|member| !member.is_required());
    methods.extend(optional.map(|member| setter(scope, member, &names)));
    if let Some((others, ty)) = whole.others {
        let (field, ty) =
            (ident(others.as_str()), Ty::Of("BTreeMap", vec![Ty::Own("String"), ty.clone()]).syntax());
        let value = forms::name(field.clone());
        methods.push(forms::setter(
            vec![doc_line("Sets all other members.")],
            field.clone(),
            &field,
            ty,
            value,
        ));
    }
    file.methods(whole.name, methods);
    let asks_for_nothing = |member: &Member<'_>| !member.is_required() || literal(scope, member).is_some();
    if whole.members.iter().all(asks_for_nothing) && !is_default(scope, whole.members) {
        let name = ident(whole.name.as_str());
        file.item(parse_quote! {
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        });
    }
}

/// Whether a constructor asks for nothing, and so a record of it can be had by default.
pub(super) fn is_default(scope: &Scope<'_>, members: &[Member<'_>]) -> bool {
    members.iter().all(|member| !member.is_required())
        && !members.iter().any(|it| literal(scope, it).is_some())
}

fn constructor(scope: &Scope<'_>, whole: &Struct<'_>) -> ItemFn {
    if is_default(scope, whole.members) {
        return forms::default(vec![doc_line("Makes one with nothing set.")]);
    }
    let mut parameters = Vec::new();
    let mut values = Vec::new();
    for member in whole.members {
        let name = ident(member.name.as_str());
        let value = match (&member.presence, literal(scope, member)) {
            (Presence::Required { .. } | Presence::StandIn { .. }, Some(text)) => {
                Some(parse_quote! { #text.to_owned() })
            }
            (Presence::Required { .. } | Presence::StandIn { .. }, None) => {
                let (ty, given) = given(scope, member, true);
                parameters.push((name.clone(), ty));
                (given != Given::Same).then(|| given.value(&name))
            }
            (Presence::Maybe, _) => Some(forms::absent()),
            _ => Some(forms::none()),
        };
        values.push(forms::value(&name, value));
    }
    let others = whole.others.iter().map(|(name, _)| ident(name.as_str()));
    values.extend(others.map(|name| forms::value(&name, Some(forms::empty()))));
    let said =
        if parameters.is_empty() { "Makes one with nothing set." } else { "Makes one of what is required." };
    forms::constructor(vec![doc_line(said)], parameters, values)
}

/// The one text that a required member can hold.
fn literal<'a>(scope: &Scope<'a>, member: &'a Member<'_>) -> Option<&'a str> {
    match resolved(scope, &member.field.ty) {
        Type::Literal(text)
            if member.is_required() && member.presence == (Presence::Required { nullable: false }) =>
        {
            Some(text)
        }
        _ => None,
    }
}

fn setter(scope: &Scope<'_>, member: &Member<'_>, names: &[&str]) -> ItemFn {
    let field = ident(member.name.as_str());
    let mut method = member.name.as_str().to_owned();
    while method == "new" || (method != member.name.as_str() && names.contains(&method.as_str())) {
        method.push('_');
    }
    let method = ident(&method);
    let (ty, given) = given(scope, member, false);
    let given = given.value(&field);
    let value = match member.presence {
        Presence::Maybe => given,
        _ => forms::call(forms::name(ident("Some")), given),
    };
    forms::setter(describe(member), method, &field, ty, value)
}

/// What the field is, in one sentence: the rest stands at the field.
fn describe(member: &Member<'_>) -> Vec<Attribute> {
    let first = member.field.about.doc.as_deref().and_then(first_sentence);
    let said = first.unwrap_or_else(|| format!("Sets `{}`.", member.name.bare()));
    doc(Doc::new(&said).as_ref(), 4)
}

/// How a parameter becomes the value of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    Same,
    Into,
    Boxed,
}

impl Given {
    fn value(self, name: &Ident) -> Expr {
        let name = forms::name(name.clone());
        match self {
            Self::Same => name,
            Self::Into => forms::converted(name),
            Self::Boxed => forms::call(parse_quote! { Box::new }, name),
        }
    }
}

/// The type of the parameter for a member.
fn given(scope: &Scope<'_>, member: &Member<'_>, required: bool) -> (syn::Type, Given) {
    let nullable = required && member.ty() != member.value;
    if member.presence == Presence::Maybe {
        return (forms::into(member.ty().syntax()), Given::Into);
    }
    if nullable {
        return (member.ty().syntax(), Given::Same);
    }
    if let Ty::Of("Box", inner) = &member.value
        && let [inner] = inner.as_slice()
    {
        return (inner.syntax(), Given::Boxed);
    }
    let ty = member.value.syntax();
    match resolved(scope, &member.field.ty) {
        Type::Str(_) | Type::Literal(_) => (forms::into(Ty::Own("String").syntax()), Given::Into),
        Type::Def(id) if matches!(scope.ir()[*id].body, Body::Union(_)) => (forms::into(ty), Given::Into),
        _ => (ty, Given::Same),
    }
}
