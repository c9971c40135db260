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

/// The root of the crate.
pub(super) fn root(scope: &Scope<'_>, header: &[String]) -> String {
    let doc = vec![
        format!("The {} protocol in Rust.", scope.protocol),
        String::new(),
        "[`types`] has every model of the protocol, [`events`] its messages, [`methods`] its requests, and"
            .to_owned(),
        "[`wire`] turns JSON into them and back.".to_owned(),
    ];
    let mut file = File::new(Place::Crate, doc);
    file.attributes("#![deny(missing_docs)]\n#![forbid(unsafe_code)]\n");
    let modules = ["events", "methods", "tables", "types", "wire"];
    for (at, module) in modules.into_iter().map(ident).enumerate() {
        let item: Item = parse_quote! { pub mod #module; };
        if at == 0 { file.item(item) } else { file.joined(item) }
    }
    let has_type = |name: &PyIdent| {
        let mut defs = scope.ir().defs().iter().map(|def| def.id);
        defs.find(|id| scope.surface.names.of(*id) == name && scope.is_public(*id))
    };
    let exports = scope.surface.root.iter().filter(|export| export.provided && *export.home == *"types");
    let exports = exports.filter_map(|export| has_type(&export.name));
    let names: Vec<Ident> = exports.map(|id| ident(scope.names.of(id).as_str())).collect();
    if !names.is_empty() {
        file.item(parse_quote! { pub use types::{#(#names),*}; });
    }
    file.finish(scope, header)
}
