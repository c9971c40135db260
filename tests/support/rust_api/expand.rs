//! Macros that make public items.
//!
//! In: an item. Out: itself, or what a macro makes of it: one that is made of a name alone, the values of open enums,
//! and the errors of a start. Any other macro makes nothing that has a name.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::{Field, Item, ItemStruct, Visibility};

/// Makes `as_str` and what else every open enum has.
const OPEN_ENUM: &str = "open_enum";

/// Macros of the form `($name:ident) => { items }` by name, and what they make.
pub struct Macros(BTreeMap<String, TokenStream>);

impl Macros {
    /// Those that are defined among some items.
    pub fn of<'i>(items: impl Iterator<Item = &'i Item>) -> Self {
        let found = items.filter_map(|item| match item {
            Item::Macro(item) => {
                let name = item.ident.as_ref()?.to_string();
                let tokens: Vec<_> = item.mac.tokens.clone().into_iter().collect();
                let [TokenTree::Group(takes), .., TokenTree::Group(makes)] = without_semicolon(&tokens)
                else {
                    return None;
                };
                (takes.stream().to_string().replace(' ', "") == "$name:ident").then(|| (name, makes.stream()))
            }
            _ => None,
        });
        Self(found.collect())
    }

    /// What stands for an item.
    pub fn expanded(&self, item: Item) -> Vec<Item> {
        let Item::Macro(call) = &item else { return vec![item] };
        let Some(name) = call.mac.path.segments.last().map(|segment| segment.ident.to_string()) else {
            return vec![item];
        };
        let argument = call.mac.tokens.clone().into_iter().find_map(|token| match token {
            TokenTree::Ident(ident) => Some(ident),
            _ => None,
        });
        match (name.as_str(), argument) {
            ("start_error", Some(ident)) => vec![start_error(&ident, call.mac.tokens.clone())],
            ("values", Some(ident)) => self.made(OPEN_ENUM, &ident),
            (name, Some(ident)) => self.made(name, &ident),
            _ => Vec::new(),
        }
    }

    fn made(&self, name: &str, argument: &Ident) -> Vec<Item> {
        let Some(makes) = self.0.get(name) else { return Vec::new() };
        let text = put(makes.clone(), argument);
        syn::parse2::<syn::File>(text).unwrap_or_else(|error| panic!("{name}!({argument}): {error}")).items
    }
}

/// The only arm.
fn without_semicolon(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [rest @ .., TokenTree::Punct(end)] if end.as_char() == ';' => rest,
        tokens => tokens,
    }
}

/// `$name` becomes the argument.
fn put(tokens: TokenStream, argument: &Ident) -> TokenStream {
    let mut made = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '$' => {
                made.push(TokenTree::Ident(argument.clone()));
                tokens.next();
            }
            TokenTree::Group(group) => {
                let inner = put(group.stream(), argument);
                made.push(TokenTree::Group(Group::new(group.delimiter(), inner)));
            }
            token => made.push(token),
        }
    }
    made.into_iter().collect()
}

/// `Name as Variant { fields } |this, f| message`.
fn start_error(name: &Ident, tokens: TokenStream) -> Item {
    let fields = tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    let text = quote! {
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct #name { #fields }
    };
    let mut made: ItemStruct = syn::parse2(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let public = |field: &mut Field| field.vis = Visibility::Public(syn::token::Pub::default());
    made.fields.iter_mut().for_each(public);
    Item::Struct(made)
}
