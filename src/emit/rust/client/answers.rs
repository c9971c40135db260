//! The answers to requests of the server in, `client::answers` out: how each request is refused, and for every request
//! with a deciding member, the conversions that make an answer of it alone.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::parse_quote;

use super::{Face, Imports, carried, file};
use crate::emit::asked::deciding;
use crate::emit::rust::file::File;
use crate::emit::rust::presence::{Member, Presence, members};
use crate::emit::rust::scope::Scope;
use crate::emit::rust::syntax::ident;
use crate::emit::rust::ty::{Ty, resolved};
use crate::ir::{Body, Type};
use crate::surface::{Refusal, ServerRequest};

/// The file of the answers.
pub(super) fn text(scope: &Scope<'_>, requests: &[ServerRequest], header: &[String]) -> String {
    let mut file = file("How requests of the server are refused, and what answers them alone.");
    let mut imports = Imports::new(Face::Awaited);
    imports.own("dispatch", "Refusing");
    let methods = requests.iter().filter_map(|request| {
        Some((scope.ir().methods().get(request.method)?.wire.as_str(), &request.refusal))
    });
    let mut methods: Vec<(&str, &Refusal)> = methods.collect();
    methods.sort_by_key(|(wire, _)| *wire);
    let rows = methods.into_iter().map(|(wire, refusal)| {
        let refusal = self::refusal(refusal);
        quote! { (#wire, #refusal) }
    });
    file.item(parse_quote! {
        #[doc = " What is sent where there is no answer that fits, by method; it grants nothing."]
        pub(crate) const REFUSALS: &[(&str, Refusing)] = &[#(#rows),*];
    });
    let mut known = BTreeSet::new();
    for request in requests {
        conversions(scope, request, &mut known, &mut file);
    }
    imports.put_into(&mut file);
    file.finish(scope, header)
}

fn refusal(refusal: &Refusal) -> TokenStream {
    match refusal {
        Refusal::Answer(value) => {
            let json = raw(&value.to_string());
            quote! { Refusing::Result(#json) }
        }
        Refusal::Error { code, message } => {
            let code = Literal::i64_unsuffixed(*code);
            quote! { Refusing::Error { code: #code, message: #message } }
        }
    }
}

/// JSON text as a literal, which has more quotes than a plain one reads well with.
fn raw(json: &str) -> TokenStream {
    let is_plain = json.chars().all(|c| matches!(c, ' '..='~')) && !json.contains("\"#");
    let raw = if is_plain { format!("r#\"{json}\"#").parse::<TokenStream>().ok() } else { None };
    raw.unwrap_or_else(|| quote! { #json })
}

/// The whole answer from the member that decides, and from whatever becomes that member.
fn conversions(
    scope: &Scope<'_>,
    request: &ServerRequest,
    known: &mut BTreeSet<String>,
    file: &mut File<'_>,
) -> Option<()> {
    let shorthand = request.shorthand.as_ref()?;
    let method = scope.ir().methods().get(request.method)?;
    let (result, field) = deciding(scope.ir(), method, &shorthand.member)?;
    let def = &scope.ir()[result];
    let Body::Record(record) = &def.body else { return None };
    let members = members(scope, def, record);
    let member = members.iter().find(|member| member.field.wire == field.wire)?;
    let answer = carried(Some(Ty::public(scope, &Type::Def(result))), file);
    for (source, is_whole) in sources(scope, &field.ty, file) {
        if known.insert(quote! { #source => #answer }.to_string()) {
            let name = ident(member.name.as_str());
            let made = made(member, &name, is_whole, file);
            file.item(parse_quote! {
                impl From<#source> for #answer {
                    fn from(#name: #source) -> Self {
                        #made
                    }
                }
            });
        }
    }
    Some(())
}

/// The answer that holds nothing but the member.
fn made(member: &Member<'_>, name: &syn::Ident, is_whole: bool, file: &mut File<'_>) -> TokenStream {
    if member.is_required() {
        return quote! { Self::new(#name) };
    }
    let value = if is_whole {
        quote! { #name }
    } else {
        quote! { #name.into() }
    };
    let value = if member.presence == Presence::Maybe {
        quote! { super::super::wire::Maybe::Value(#value) }
    } else {
        quote! { Some(#value) }
    };
    quote! {
        let mut answer = Self::new();
        answer.#name = #value;
        answer
    }
}

/// The type of the member, and what becomes a value of it; whether each is the type itself.
fn sources(scope: &Scope<'_>, ty: &Type, file: &mut File<'_>) -> Vec<(TokenStream, bool)> {
    let mut sources = vec![(carried(Some(Ty::public(scope, ty)), file), true)];
    match resolved(scope, ty) {
        Type::Str(_) | Type::Literal(_) => sources.push((quote! { &str }, false)),
        Type::Def(id) => {
            if let Body::Union(union) = &scope.ir()[*id].body {
                let variants = union.variants.iter().filter(|variant| matches!(variant.ty, Type::Def(_)));
                let types = variants.map(|variant| Ty::public(scope, &variant.ty));
                sources.extend(types.map(|ty| (carried(Some(ty), file), false)));
            }
        }
        _ => {}
    }
    sources
}
