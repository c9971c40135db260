//! What a client builds a record with: a constructor that takes what is required, and one setter for each other member.

use quote::quote;
use syn::{Attribute, ItemFn, parse_quote};

use super::file::File;
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
        methods.push(parse_quote! {
            #[doc = " Sets all other members."]
            #[must_use]
            pub fn #field(mut self, #field: #ty) -> Self {
                self.#field = #field;
                self
            }
        });
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
    let mut parameters = Vec::new();
    let mut values = Vec::new();
    for member in whole.members {
        let name = ident(member.name.as_str());
        values.push(match (&member.presence, literal(scope, member)) {
            (Presence::Required { .. } | Presence::StandIn { .. }, Some(text)) => {
                quote! { #name: #text.to_owned() }
            }
            (Presence::Required { .. } | Presence::StandIn { .. }, None) => {
                let (ty, given) = given(scope, member, true);
                parameters.push(quote! { #name: #ty });
                let is_same = matches!(given, Given::Same);
                let given = given.tokens(&name);
                if is_same {
                    quote! { #name }
                } else {
                    quote! { #name: #given }
                }
            }
            (Presence::Maybe, _) => quote! { #name: Maybe::Absent },
            _ => quote! { #name: None },
        });
    }
    let others = whole.others.iter().map(|(name, _)| {
        let name = ident(name.as_str());
        quote! { #name: BTreeMap::new() }
    });
    values.extend(others);
    let said =
        if parameters.is_empty() { "Makes one with nothing set." } else { "Makes one of what is required." };
    let said = doc_line(said);
    parse_quote! {
        #said
        #[must_use]
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#values,)* kept: codec::Kept::default() }
        }
    }
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
    let given = given.tokens(&field);
    let value = if member.presence == Presence::Maybe {
        given
    } else {
        quote! { Some(#given) }
    };
    let said = describe(member);
    parse_quote! {
        #(#said)*
        #[must_use]
        pub fn #method(mut self, #field: #ty) -> Self {
            self.#field = #value;
            self
        }
    }
}

/// What the field is, in one sentence: the rest stands at the field.
fn describe(member: &Member<'_>) -> Vec<Attribute> {
    let first = member.field.about.doc.as_deref().and_then(first_sentence);
    let said = first.unwrap_or_else(|| format!("Sets `{}`.", member.name.bare()));
    doc(Doc::new(&said).as_ref(), 4)
}

/// How a parameter becomes the value of its field.
enum Given {
    Same,
    Into,
    Boxed,
}

impl Given {
    fn tokens(&self, name: &syn::Ident) -> proc_macro2::TokenStream {
        match self {
            Self::Same => quote! { #name },
            Self::Into => quote! { #name.into() },
            Self::Boxed => quote! { Box::new(#name) },
        }
    }
}

/// The type of the parameter for a member.
fn given(scope: &Scope<'_>, member: &Member<'_>, required: bool) -> (syn::Type, Given) {
    let nullable = required && member.ty() != member.value;
    if member.presence == Presence::Maybe {
        let ty = member.ty().syntax();
        return (parse_quote! { impl Into<#ty> }, Given::Into);
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
        Type::Str(_) | Type::Literal(_) => (parse_quote! { impl Into<String> }, Given::Into),
        Type::Def(id) if matches!(scope.ir()[*id].body, Body::Union(_)) => {
            (parse_quote! { impl Into<#ty> }, Given::Into)
        }
        _ => (ty, Given::Same),
    }
}
