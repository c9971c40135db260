//! The surface in, the public lists of names out: `types`, and the root of the crate.

use std::collections::BTreeMap;

use quote::quote;
use syn::{Ident, Item, parse_quote};

use super::file::{File, Place, UNBOXED};
use super::scope::Scope;
use super::syntax::ident;
use crate::naming::{PyIdent, RsIdent};

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

/// The parts of the client, each behind the feature of its name.
const FEATURES: [&str; 2] = ["blocking", "client"];

/// The root of the crate.
pub(super) fn root(scope: &Scope<'_>, header: &[String]) -> String {
    let mut doc = vec![
        format!("The {} protocol in Rust.", scope.protocol),
        String::new(),
        "[`types`] has every model of the protocol, [`events`] its messages, [`methods`] its requests, and"
            .to_owned(),
        "[`wire`] turns JSON into them and back.".to_owned(),
    ];
    let has_client = scope.surface.client.is_some();
    if has_client {
        doc.extend(CLIENT.map(str::to_owned));
    }
    let mut file = File::new(Place::Crate, doc);
    file.attributes("#![deny(missing_docs)]\n#![forbid(unsafe_code)]\n");
    let modules = ["events", "methods", "tables", "types", "wire"].map(|name| (name, None));
    let of_client = FEATURES.into_iter().filter(|_| has_client).map(|name| (name, Some(name)));
    let mut modules: Vec<(&str, Option<&str>)> = modules.into_iter().chain(of_client).collect();
    modules.sort_unstable();
    for (at, (module, feature)) in modules.into_iter().enumerate() {
        let (module, feature) = (ident(module), feature.map(gate));
        let item: Item = parse_quote! { #feature pub mod #module; };
        if at == 0 { file.item(item) } else { file.joined(item) }
    }
    for (at, item) in exports(scope).into_iter().enumerate() {
        if at == 0 { file.item(item) } else { file.joined(item) }
    }
    file.finish(scope, header)
}

/// What the documentation of the root says where there is a client.
const CLIENT: [&str; 4] = [
    "",
    "With the feature `client`, which is on by default, `client` starts or reaches a runtime and speaks with it, on",
    "tokio; `ws` adds WebSockets and Unix sockets, and `blocking` the same client for programs without async. Without",
    "features there is nothing but models and JSON.",
];

/// The exports of the root, one item a module that has them.
fn exports(scope: &Scope<'_>) -> Vec<Item> {
    let mut homes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for export in scope.surface.rust_root.iter().filter(|export| export.provided) {
        // Modules inside the client are its own: it shows at its top what is public.
        let module = export.home.split("::").next().unwrap_or(&export.home);
        homes.entry(module).or_default().push(exported(scope, module, &export.name));
    }
    let item = |(module, mut names): (&str, Vec<String>)| {
        names.sort_unstable();
        let feature = FEATURES.contains(&module).then(|| gate(module));
        let (module, names) = (ident(module), names.iter().map(|name| ident(name)));
        parse_quote! { #feature pub use #module::{#(#names),*}; }
    };
    homes.into_iter().map(item).collect()
}

/// The Rust name of what is exported: types are exported under the names that both languages share.
fn exported(scope: &Scope<'_>, module: &str, name: &PyIdent) -> String {
    let mut defs = scope.ir().defs().iter().filter(|_| module == "types").map(|def| def.id);
    let known = defs.find(|id| scope.surface.names.of(*id) == name);
    known.map_or_else(|| name.as_str().to_owned(), |id| scope.names.of(id).as_str().to_owned())
}

/// `#[cfg(feature = "...")]`
fn gate(feature: &str) -> syn::Attribute {
    parse_quote! { #[cfg(feature = #feature)] }
}
