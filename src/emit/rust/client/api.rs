//! The curated classes in, `api` out, awaited or blocking: each call as one would write it by hand, and the types of
//! what calls take. What parameters stand for is made by hand-written functions.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, ItemFn, parse_quote};

use super::calls::Call;
use super::options::{self, Options};
use super::words::about_call;
use super::{Face, Imports, file, result};
use crate::emit::rust::file::File;
use crate::emit::rust::scope::Scope;
use crate::emit::rust::syntax::{doc, ident};
use crate::naming::{PyIdent, RsIdent};
use crate::surface::{Class, Client, Returns};

/// The file of one face.
pub(super) fn text(scope: &Scope<'_>, client: &Client<'_>, face: Face, header: &[String]) -> String {
    let mut file = file(match face {
        Face::Awaited => {
            "The client and what it returns: the calls that most programs make, and what they take."
        }
        Face::Blocking => {
            "The client and what it returns, for programs that wait: the calls that most of them make."
        }
    });
    let mut imports = Imports::new(face);
    let calls = Calls { scope, client, face, options: Options::new(scope, client) };
    for class in &client.classes {
        calls.class(class, &mut imports, &mut file);
    }
    if face == Face::Awaited {
        calls.options(&mut imports, &mut file);
    }
    imports.put_into(&mut file);
    file.finish(scope, header)
}

struct Calls<'a> {
    scope: &'a Scope<'a>,
    client: &'a Client<'a>,
    face: Face,
    options: Options,
}

impl<'a> Calls<'a> {
    fn calls(&self, class: &'a Class<'a>) -> impl Iterator<Item = Call<'a>> {
        class.calls.iter().filter_map(|call| Call::new(self.scope, self.client, call))
    }

    /// The methods of a class, which is hand-written but for them.
    fn class(&self, class: &'a Class<'a>, imports: &mut Imports, file: &mut File<'_>) {
        let methods: Vec<ItemFn> =
            self.calls(class).filter_map(|call| self.method(&call, imports, file)).collect();
        if methods.is_empty() {
            return;
        }
        self.class_name(&class.names.blocking, imports);
        file.methods(&RsIdent::new(&class.names.blocking), methods);
    }

    /// The class of a name: in the module that is called as it, and for programs that wait where all of them are.
    fn class_name(&self, name: &PyIdent, imports: &mut Imports) -> Ident {
        let name = RsIdent::new(name);
        match self.face {
            Face::Awaited => imports.own(&snake(name.bare()), name.as_str()),
            Face::Blocking => imports.add(&["super"], name.as_str()),
        }
        ident(name.as_str())
    }

    /// The types of what calls take, each once.
    fn options(&self, imports: &mut Imports, file: &mut File<'_>) {
        let mut users: BTreeMap<Ident, Vec<String>> = BTreeMap::new();
        let mut first: Vec<(Ident, Call<'_>)> = Vec::new();
        for class in &self.client.classes {
            for call in self.calls(class).filter(Call::has_options) {
                let Some(name) = self.options.name(&call) else { continue };
                let user = format!("[`{}::{}`]", class.names.blocking, RsIdent::new(&call.row.name).bare());
                let known = users.entry(name.clone()).or_default();
                if known.is_empty() {
                    first.push((name, call));
                }
                known.push(user);
            }
        }
        for (name, call) in first {
            let users = users.remove(&name).unwrap_or_default();
            options::items(&call, &name, &users, imports, file);
        }
    }

    fn method(&self, call: &Call<'a>, imports: &mut Imports, file: &mut File<'_>) -> Option<ItemFn> {
        let name = ident(RsIdent::new(&call.row.name).as_str());
        let docs = doc(about_call(call).as_ref(), 4);
        let mut parameters: Vec<TokenStream> = Vec::new();
        if call.has_options() {
            let options = self.options.name(call)?;
            if self.face == Face::Blocking {
                imports.own("api", &options.to_string());
            }
            parameters.push(quote! { options: impl Into<#options> });
        }
        for taken in call.direct_arguments() {
            call.note(taken.argument, imports, file);
            let (name, given) = (taken.ident(), &taken.given);
            parameters.push(quote! { #name: #given });
        }
        imports.own("error", "CodexError");
        let (returns, body) = match self.face {
            Face::Awaited => self.awaited(call, imports, file),
            Face::Blocking => self.blocking(call, imports, file),
        };
        let keyword = (self.face == Face::Awaited).then(|| quote! { async });
        Some(parse_quote! {
            #(#docs)*
            pub #keyword fn #name(&self, #(#parameters),*) -> Result<#returns, CodexError> {
                #body
            }
        })
    }

    /// What a call returns.
    fn returned(&self, call: &Call<'_>, imports: &mut Imports, file: &mut File<'_>) -> TokenStream {
        match &call.row.returns {
            Returns::Result => result(self.scope, call.method, file),
            Returns::Nothing => quote! { () },
            Returns::Object(names, _) => {
                let name = self.class_name(&names.blocking, imports);
                quote! { #name }
            }
            Returns::Handle(_, homes) if self.face == Face::Blocking => {
                let name = RsIdent::new(&homes.blocking.name);
                imports.add(&["super"], name.as_str());
                let name = ident(name.as_str());
                quote! { #name }
            }
            Returns::Handle(_, homes) => {
                let name = imports.home(&homes.blocking);
                quote! { #name }
            }
            Returns::Outcome { class, .. } => {
                let name = imports.home(class);
                quote! { #name }
            }
        }
    }

    fn awaited(
        &self,
        call: &Call<'_>,
        imports: &mut Imports,
        file: &mut File<'_>,
    ) -> (TokenStream, TokenStream) {
        let returned = self.returned(call, imports, file);
        if let Returns::Outcome { of, by, .. } = &call.row.returns {
            let (of, by) = (ident(RsIdent::new(of).as_str()), ident(RsIdent::new(by).as_str()));
            let given = given(call);
            return (returned, quote! { self.#of(#given).await?.#by().await });
        }
        let beside = call.row.arguments.iter().filter(|argument| argument.beside);
        let beside: Vec<Ident> = beside.map(|argument| call.taken(argument).ident()).collect();
        let (statements, params, beside) = if call.has_options() {
            let bound = call.bound().map(|(_, attribute)| quote! { self.#attribute() });
            let made = quote! { options.into().into_params(#(#bound),*) };
            if beside.is_empty() {
                (vec![quote! { let params = #made; }], quote! { params }, Vec::new())
            } else {
                let parts = quote! { let (params, #(#beside),*) = #made; };
                (vec![parts], quote! { params }, beside.iter().map(|name| quote! { #name }).collect())
            }
        } else {
            let (mut statements, params) = call.made(
                imports,
                |taken| if taken.argument.ty.is_some() { taken.value() } else { taken.plain() },
                |attribute, _| quote! { self.#attribute() },
            );
            let beside = call.direct_arguments().filter(|taken| taken.argument.beside);
            let beside: Vec<TokenStream> = beside.map(|taken| taken.value()).collect();
            let params = if call.params.is_some() && !matches!(call.row.returns, Returns::Handle(..)) {
                statements.push(quote! { let params = #params; });
                quote! { params }
            } else {
                params
            };
            (statements, params, beside)
        };
        let made = self.made(call, params, &beside, imports);
        (returned, quote! { #(#statements)* #made })
    }

    /// The hand-written method that Python's row names, whose mark of what is private is no word of Rust's.
    fn private(&self, name: &PyIdent) -> Ident {
        let bare = name.as_str().trim_start_matches('_');
        let mut calls = self.client.classes.iter().flat_map(|class| &class.calls);
        let is_public = calls.any(|call| call.name.as_str() == bare);
        let name = PyIdent::new(bare).unwrap_or_else(|_| name.clone());
        let name = RsIdent::new(&name);
        if is_public { ident(&format!("{name}_")) } else { ident(name.as_str()) }
    }

    /// What becomes of the params.
    fn made(
        &self,
        call: &Call<'_>,
        params: TokenStream,
        beside: &[TokenStream],
        imports: &mut Imports,
    ) -> TokenStream {
        if let Returns::Handle(from, _) = &call.row.returns {
            let from = self.private(from);
            return quote! { self.#from(#params, #(#beside),*).await };
        }
        imports.own("deadline", "Timeout");
        imports.add(&["crate"], "methods");
        let marker = ident(call.names.marker.as_str());
        let params = call.sent(params);
        let called = quote! { self.session.call::<methods::#marker>(#params, Timeout::Usual).await };
        match &call.row.returns {
            Returns::Nothing => quote! {
                #called?;
                Ok(())
            },
            Returns::Object(names, path) => {
                let name = ident(RsIdent::new(&names.blocking).as_str());
                let path = path.iter().map(|step| ident(RsIdent::new(step).as_str()));
                quote! {
                    let response = #called?;
                    Ok(#name::new(self.session.clone(), response.#(#path).*))
                }
            }
            _ => called,
        }
    }

    /// The same call of the client that is awaited, and the wait for it.
    fn blocking(
        &self,
        call: &Call<'_>,
        imports: &mut Imports,
        file: &mut File<'_>,
    ) -> (TokenStream, TokenStream) {
        let returned = self.returned(call, imports, file);
        let (name, given) = (ident(RsIdent::new(&call.row.name).as_str()), given(call));
        let waited = quote! { self.runtime.wait(self.inner.#name(#given)) };
        let body = match &call.row.returns {
            Returns::Object(..) | Returns::Handle(..) => quote! {
                let inner = #waited?;
                Ok(#returned::new(&self.runtime, inner))
            },
            _ => waited,
        };
        (returned, body)
    }
}

/// The arguments of a call as they were given.
fn given(call: &Call<'_>) -> TokenStream {
    if call.has_options() {
        return quote! { options };
    }
    let names = call.direct_arguments().map(|taken| taken.ident());
    quote! { #(#names),* }
}

/// The name of the module of a class.
fn snake(name: &str) -> String {
    let mut module = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() && !module.is_empty() {
            module.push('_');
        }
        module.push(character.to_ascii_lowercase());
    }
    module
}
