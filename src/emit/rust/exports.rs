//! The surface in, the public lists of names out: `types`, and the root of the crate.

use std::collections::{BTreeMap, BTreeSet};

use quote::quote;
use syn::{Ident, Item, parse_quote};

use super::file::{File, Place, UNBOXED};
use super::scope::Scope;
use super::syntax::ident;
use crate::naming::RsIdent;
use crate::surface::RootExport;

/// The module `types`: every public model by name.
pub(super) fn types(scope: &Scope<'_>, header: &[String]) -> String {
    let doc = vec!["Every model of the protocol, by name.".to_owned()];
    let mut file = File::new(Place::Top, doc);
    file.attributes(UNBOXED);
    let mut lists: BTreeMap<&RsIdent, Names<'_>> = BTreeMap::new();
    for module in &scope.surface.modules {
        for id in &module.defs {
            if let Some(home) = scope.home(*id) {
                let list = lists.entry(home).or_default();
                if scope.is_public(*id) {
                    list.public.push(scope.names.of(*id));
                } else {
                    list.has_hidden = true;
                }
            }
        }
    }
    for (at, (module, names)) in lists.iter().enumerate() {
        let module = ident(module.as_str());
        let item: Item = match names {
            Names { has_hidden: false, .. } => parse_quote! { mod #module; },
            Names { public, .. } if public.is_empty() => {
                parse_quote! { #[allow(dead_code, reason = "nothing in it is public")] mod #module; }
            }
            _ => parse_quote! { #[allow(dead_code, reason = "not all of it is public")] mod #module; },
        };
        if at == 0 { file.item(item) } else { file.joined(item) }
    }
    for (at, (module, Names { public: names, .. })) in
        lists.iter_mut().filter(|(_, names)| !names.public.is_empty()).enumerate()
    {
        names.sort();
        let module = ident(module.as_str());
        let names: Vec<Ident> = names.iter().map(|name| ident(name.as_str())).collect();
        let item: Item = parse_quote! { pub use #module::{#(#names),*}; };
        if at == 0 { file.item(item) } else { file.joined(item) }
    }
    file.import(quote! { pub use super::wire::{Malformed, Maybe, Unknown}; });
    file.finish(scope, header)
}

/// The names of one module.
#[derive(Default)]
struct Names<'a> {
    public: Vec<&'a RsIdent>,
    has_hidden: bool,
}

/// The root of the crate: the modules, and what the curation exports from them.
pub(super) fn root(scope: &Scope<'_>, header: &[String]) -> String {
    let has_client = scope.surface.client.is_some();
    let mut doc = vec![
        format!("The {} protocol in Rust.", scope.protocol),
        String::new(),
        "[`types`] has every model of the protocol, [`events`] its messages, [`methods`] its requests, and"
            .to_owned(),
        "[`wire`] turns JSON into them and back.".to_owned(),
    ];
    if has_client {
        doc.push(String::new());
        doc.extend(CLIENT_DOC.iter().map(|line| (*line).to_owned()));
    }
    let mut file = File::new(Place::Crate, doc);
    file.attributes("#![deny(missing_docs)]\n#![forbid(unsafe_code)]\n");
    if has_client {
        file.item(parse_quote! { #[cfg(feature = "blocking")] pub mod blocking; });
        file.joined(parse_quote! { #[cfg(feature = "client")] mod client; });
    }
    for (at, module) in ["events", "methods", "tables", "types", "wire"].into_iter().map(ident).enumerate() {
        let item: Item = parse_quote! { pub mod #module; };
        if at == 0 && !has_client { file.item(item) } else { file.joined(item) }
    }
    let mut lists: BTreeMap<&str, BTreeSet<Ident>> = BTreeMap::new();
    for export in scope.surface.rust_root.iter().filter(|export| export.provided) {
        lists.entry(&export.home).or_default().insert(ident(export_name(scope, export).as_str()));
    }
    for (at, (home, names)) in lists.into_iter().enumerate() {
        let names = names.iter();
        let path = home.split("::").map(ident);
        let feature = home.split("::").next().filter(|module| ["blocking", "client"].contains(module));
        let item: Item = match feature {
            Some(feature) => {
                parse_quote! { #[cfg(feature = #feature)] pub use #(#path)::*::{#(#names),*}; }
            }
            None => parse_quote! { pub use #(#path)::*::{#(#names),*}; },
        };
        if at == 0 { file.item(item) } else { file.joined(item) }
    }
    file.finish(scope, header)
}

/// What stands in the documentation of a crate that has a client.
const CLIENT_DOC: [&str; 4] = [
    "With the feature `client`, which is on unless it is switched off, the root has the client: it starts a runtime",
    "and speaks with it over its standard streams, on tokio. `ws` adds runtimes that listen on a WebSocket or a Unix",
    "socket, and `blocking` the module of that name, which is the client for programs without async. Without features",
    "the crate needs `serde` and `serde_json` alone.",
];

/// The name of an export: that of a definition as Rust has it, and what is hand-written as it is.
fn export_name(scope: &Scope<'_>, export: &RootExport) -> RsIdent {
    let mut defs = scope.ir().defs().iter().map(|def| def.id);
    let of_types = *export.home == *"types";
    let id = defs.find(|id| of_types && scope.surface.names.of(*id) == &export.name);
    id.map_or_else(|| RsIdent::new(&export.name), |id| scope.names.of(id).clone())
}
