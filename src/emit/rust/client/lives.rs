//! The model with its history in, the tables `client::lives` out: what a request can hold that not every recorded
//! runtime takes, and what only a client that opted in may send, by the names that the wire has for it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::file;
use crate::emit::lives::{Dated, Lives, Marked};
use crate::emit::rust::scope::Scope;
use crate::ir::{Body, DefId};

/// The file of the tables; the recorded runtimes are given from the oldest to the pin.
pub(super) fn text(scope: &Scope<'_>, runtimes: &[&str], header: &[String]) -> String {
    let lives = Lives::of(scope.ir(), runtimes);
    let names = Names { scope };
    let mut file =
        file("What a request can hold that not every runtime takes, or that needs the experimental opt-in.");
    file.item(parse_quote! {
        #[doc = " Runtimes whose protocol is known, from the oldest to the one that this crate is made for."]
        pub(crate) const RECORDED: &[&str] = &[#(#runtimes),*];
    });
    let (members, values) = (names.dated(&lives.members), names.dated(&lives.values));
    file.item(parse_quote! {
        #[doc = " Members that came after their record, by type and name on the wire: the first runtime that has each."]
        pub(crate) const MEMBERS: &[(&str, &[(&str, &str)])] = &[#(#members),*];
    });
    file.item(parse_quote! {
        #[doc = " Values that came after their enum, by type: the first runtime that has each."]
        pub(crate) const VALUES: &[(&str, &[(&str, &str)])] = &[#(#values),*];
    });
    let variants = sorted(lives.variants.iter().map(|(id, since)| {
        let (name, tag) = (names.of(*id), names.tag(*id));
        (name, quote! { (#name, (#tag, #since)) })
    }));
    file.item(parse_quote! {
        #[doc = " Variants that came after their union, by type: the tag, and the first runtime that has it."]
        pub(crate) const VARIANTS: &[(&str, (&str, &str))] = &[#(#variants),*];
    });
    let members = names.marked(&lives.experimental_members);
    let values = names.marked(&lives.experimental_values);
    file.item(parse_quote! {
        #[doc = " Members that need the opt-in, by type and name on the wire."]
        pub(crate) const EXPERIMENTAL_MEMBERS: &[(&str, &[&str])] = &[#(#members),*];
    });
    file.item(parse_quote! {
        #[doc = " Values that need the opt-in, by type."]
        pub(crate) const EXPERIMENTAL_VALUES: &[(&str, &[&str])] = &[#(#values),*];
    });
    let variants = sorted(lives.experimental_variants.iter().map(|id| {
        let (name, tag) = (names.of(*id), names.tag(*id));
        (name, quote! { (#name, #tag) })
    }));
    file.item(parse_quote! {
        #[doc = " Variants that need the opt-in, by type: the tag."]
        pub(crate) const EXPERIMENTAL_VARIANTS: &[(&str, &str)] = &[#(#variants),*];
    });
    file.finish(scope, header)
}

/// Rows in the order of their keys, as bytes.
fn sorted<'a>(rows: impl Iterator<Item = (&'a str, TokenStream)>) -> Vec<TokenStream> {
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|(key, _)| *key);
    rows.into_iter().map(|(_, row)| row).collect()
}

struct Names<'s, 'a> {
    scope: &'s Scope<'a>,
}

impl<'s> Names<'s, '_> {
    /// The name of a type, as its implementation of `Serialize` gives it.
    fn of(&self, id: DefId) -> &'s str {
        self.scope.names.of(id).bare()
    }

    /// The tag of a variant, or its name if it has none.
    fn tag(&self, id: DefId) -> &'s str {
        match &self.scope.ir()[id].body {
            Body::Record(record) => record.tag.as_ref().map_or(self.of(id), |(_, tag)| tag),
            _ => self.of(id),
        }
    }

    fn part(&self, id: DefId, at: usize) -> Option<&'s str> {
        match &self.scope.ir()[id].body {
            Body::Record(record) => record.fields.get(at).map(|field| field.wire.as_str()),
            Body::Enum(body) => body.values.get(at).map(|value| value.wire.as_str()),
            Body::Union(_) | Body::Alias(_) => None,
        }
    }

    fn dated(&self, dated: &Dated<'_>) -> Vec<TokenStream> {
        sorted(dated.iter().map(|(id, parts)| {
            let name = self.of(*id);
            let parts = sorted(parts.iter().filter_map(|(at, since)| {
                let part = self.part(*id, *at)?;
                Some((part, quote! { (#part, #since) }))
            }));
            (name, quote! { (#name, &[#(#parts),*]) })
        }))
    }

    fn marked(&self, marked: &Marked) -> Vec<TokenStream> {
        sorted(marked.iter().map(|(id, parts)| {
            let name = self.of(*id);
            let parts = sorted(parts.iter().filter_map(|at| {
                let part = self.part(*id, *at)?;
                Some((part, quote! { #part }))
            }));
            (name, quote! { (#name, &[#(#parts),*]) })
        }))
    }
}
