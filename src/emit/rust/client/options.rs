//! The parameters of a curated call in, the type of what it takes out: what is required in the constructor, one setter
//! for each other parameter, and the params of the request as what it becomes.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Field, Ident, ItemFn, Visibility, parse_quote};

use super::Imports;
use super::calls::{Call, Taken};
use super::words::{about_argument, about_constructor};
use crate::emit::rust::file::File;
use crate::emit::rust::presence::Member;
use crate::emit::rust::scope::Scope;
use crate::emit::rust::syntax::{doc, field, ident, structure};
use crate::emit::rust::ty::{Ty, resolved};
use crate::ir::Type;
use crate::surface::Client;

/// The names of these types by the request whose params they become.
pub(super) struct Options(BTreeMap<usize, String>);

impl Options {
    /// Each is called as the params without their ending, or as the request.
    pub(super) fn new(scope: &Scope<'_>, client: &Client<'_>) -> Self {
        let is_taken = |name: &str| {
            let mut defs = scope.ir().defs().iter();
            defs.any(|def| scope.names.of(def.id).bare() == name)
                || client.classes.iter().any(|class| class.names.blocking.as_str() == name)
        };
        let calls = client.classes.iter().flat_map(|class| &class.calls);
        let names = calls.filter_map(|call| {
            let names = scope.names.methods().get(call.method)?;
            let name = [names.variant.bare(), names.marker.bare()].into_iter().find(|name| !is_taken(name));
            let name = name.map_or_else(|| format!("{}Options", names.marker.bare()), str::to_owned);
            Some((call.method, name))
        });
        Self(names.collect())
    }

    /// The name of the type that a call takes.
    pub(super) fn name(&self, call: &Call<'_>) -> Option<Ident> {
        self.0.get(&call.row.method).map(|name| ident(name))
    }
}

/// The type of what a call takes, and what belongs to it; `users` says which calls take it.
pub(super) fn items(
    call: &Call<'_>,
    name: &Ident,
    users: &[String],
    imports: &mut Imports,
    file: &mut File<'_>,
) {
    let taken: Vec<Taken<'_>> = call.row.arguments.iter().map(|argument| call.taken(argument)).collect();
    for argument in &call.row.arguments {
        call.note(argument, imports, file);
    }
    let takes = if users.len() == 1 { "takes" } else { "take" };
    let said = format!(" What {} {takes}; what is not set is not sent.", users.join(" and "));
    let mut attrs: Vec<Attribute> = vec![parse_quote! { #[doc = #said] }];
    attrs.push(parse_quote! { #[derive(Debug, Clone, PartialEq)] });
    let fields = taken.iter().map(|taken| option(taken));
    file.item(structure(attrs, &name.to_string(), fields));
    let mut methods: Vec<ItemFn> = vec![constructor(call, &taken)];
    methods.extend(taken.iter().filter(|taken| !taken.argument.required).map(|taken| setter(call, taken)));
    methods.push(into_params(call, &taken, imports));
    file.block(&format!("impl {name}"), methods);
    conversions(name, &taken, file);
}

fn option(taken: &Taken<'_>) -> Field {
    let ty = &taken.ty;
    let ty = if taken.may_be_absent() {
        parse_quote! { Option<#ty> }
    } else {
        parse_quote! { #ty }
    };
    field(Vec::new(), Visibility::Inherited, taken.name.as_str(), ty)
}

fn constructor(call: &Call<'_>, taken: &[Taken<'_>]) -> ItemFn {
    let parameters = taken.iter().filter(|taken| taken.argument.required).map(|taken| {
        let (name, given) = (taken.ident(), &taken.given);
        quote! { #name: #given }
    });
    let parameters: Vec<TokenStream> = parameters.collect();
    let values = taken.iter().map(|taken| {
        let name = taken.ident();
        match taken.default() {
            Some(default) => quote! { #name: #default },
            None if !taken.argument.required => quote! { #name: None },
            None if taken.is_converted => quote! { #name: #name.into() },
            None => quote! { #name },
        }
    });
    let docs = doc(about_constructor(call).as_ref(), 4);
    parse_quote! {
        #(#docs)*
        #[must_use]
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#values),* }
        }
    }
}

/// Names that methods of these types have.
const OWN: [&str; 2] = ["into_params", "new"];

fn setter(call: &Call<'_>, taken: &Taken<'_>) -> ItemFn {
    let docs = doc(about_argument(call, taken.argument).as_ref(), 4);
    let (name, given, value) = (taken.ident(), &taken.given, taken.value());
    let method =
        if OWN.contains(&taken.name.as_str()) { ident(&format!("{}_", taken.name)) } else { name.clone() };
    let value = if taken.may_be_absent() {
        quote! { Some(#value) }
    } else {
        value
    };
    parse_quote! {
        #(#docs)*
        #[must_use]
        pub fn #method(mut self, #name: #given) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The params, and what goes beside them.
fn into_params(call: &Call<'_>, taken: &[Taken<'_>], imports: &mut Imports) -> ItemFn {
    let bound = call.bound().map(|(member, _)| {
        let (name, ty) = (ident(member.name.as_str()), bound_type(call, member));
        quote! { , #name: #ty }
    });
    let bound: Vec<TokenStream> = bound.collect();
    let (statements, params) = call.made(
        imports,
        |taken| {
            let name = taken.ident();
            quote! { self.#name }
        },
        |_, member| quote! { #member },
    );
    let ty = call.params.as_ref().map_or_else(|| parse_quote! { () }, |ty| ty.syntax());
    let beside: Vec<&Taken<'_>> = taken.iter().filter(|taken| taken.argument.beside).collect();
    let (ty, params): (syn::Type, TokenStream) = if beside.is_empty() {
        (ty, params)
    } else {
        let types = beside.iter().map(|taken| option(taken).ty);
        let values = beside.iter().map(|taken| {
            let name = taken.ident();
            quote! { self.#name }
        });
        (parse_quote! { (#ty, #(#types),*) }, quote! { (#params, #(#values),*) })
    };
    parse_quote! {
        fn into_params(self #(#bound)*) -> #ty {
            #(#statements)*
            #params
        }
    }
}

/// The type of a member that the object gives.
fn bound_type(call: &Call<'_>, member: &Member<'_>) -> syn::Type {
    match resolved(call.scope, &member.field.ty) {
        Type::Str(_) | Type::Literal(_) => parse_quote! { &str },
        _ => {
            let ty = Ty::public(call.scope, &member.field.ty).syntax();
            parse_quote! { &#ty }
        }
    }
}

/// What stands for the whole: nothing, where nothing is required, or the one thing that is.
fn conversions(name: &Ident, taken: &[Taken<'_>], file: &mut File<'_>) {
    let required: Vec<&Taken<'_>> = taken.iter().filter(|taken| taken.argument.required).collect();
    match required.as_slice() {
        [] => {
            file.item(parse_quote! {
                impl Default for #name {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            });
            file.item(parse_quote! {
                #[doc = " The defaults."]
                impl From<()> for #name {
                    fn from((): ()) -> Self {
                        Self::new()
                    }
                }
            });
        }
        [only] => {
            let (member, ty) = (only.ident(), &only.ty);
            file.item(if only.is_generic {
                parse_quote! {
                    impl<T: Into<#ty>> From<T> for #name {
                        fn from(#member: T) -> Self {
                            Self::new(#member)
                        }
                    }
                }
            } else {
                parse_quote! {
                    impl From<#ty> for #name {
                        fn from(#member: #ty) -> Self {
                            Self::new(#member)
                        }
                    }
                }
            });
        }
        _ => {}
    }
}
