//! One source file under way: items and tables in, text out, each printed when it is added. What the items use of other
//! modules is imported, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Item, ItemFn, parse_quote};

use super::scope::Scope;
use super::syntax::ident;
use super::ty::Ty;
use crate::ir::DefId;
use crate::naming::RsIdent;

/// Payloads stand in their variants, so that a pattern reaches into them.
pub(super) const UNBOXED: &str = "#![allow(clippy::large_enum_variant, reason = \"a pattern reaches into a payload that is not boxed\")]\n";

/// Names of the protocol that are no identifiers, or would be the same one, are spelled with escapes.
pub(super) const SPELLED_OUT: &str =
    "#![allow(non_snake_case, reason = \"names that are no identifiers are spelled out\")]\n";

/// Where a file stands, and so how it names the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// The root of the crate.
    Crate,
    /// Beside `types` and `wire`.
    Top,
    /// Among the modules of types.
    Types(&'a RsIdent),
    /// Among the modules of the client, which stand in no other crate.
    Client,
}

/// A file under way.
pub(super) struct File<'a> {
    place: Place<'a>,
    doc: Vec<String>,
    attributes: &'static str,
    defs: BTreeSet<DefId>,
    words: BTreeSet<&'static str>,
    imports: Vec<Item>,
    body: String,
}

impl<'a> File<'a> {
    /// A file that says what it is.
    pub(super) fn new(place: Place<'a>, doc: Vec<String>) -> Self {
        let (defs, words) = (BTreeSet::new(), BTreeSet::new());
        Self { place, doc, attributes: "", defs, words, imports: Vec::new(), body: String::new() }
    }

    /// Notes the names in a type.
    pub(super) fn uses(&mut self, ty: &Ty) {
        ty.defs(&mut self.defs);
        ty.words(&mut self.words);
    }

    /// Sets the attributes of the whole file.
    pub(super) fn attributes(&mut self, attributes: &'static str) {
        self.attributes = attributes;
    }

    /// Adds an import beside those that follow from types.
    pub(super) fn import(&mut self, item: TokenStream) {
        self.imports.push(parse_quote! { #item });
    }

    /// Adds an item.
    pub(super) fn item(&mut self, item: Item) {
        self.separate();
        print(item, &mut self.body);
    }

    /// Adds the methods of a type. Each is printed alone, so that a blank line stands between them.
    pub(super) fn methods(&mut self, name: &RsIdent, methods: Vec<ItemFn>) {
        self.block(&format!("impl {name}"), methods);
    }

    /// Adds a block of methods that opens with these lines.
    pub(super) fn block(&mut self, opening: &str, methods: Vec<ItemFn>) {
        self.separate();
        if methods.is_empty() {
            let _ = writeln!(self.body, "{opening} {{}}");
            return;
        }
        let _ = writeln!(self.body, "{opening} {{");
        let mut method = String::new();
        for (at, item) in methods.into_iter().enumerate() {
            method.clear();
            print(Item::Fn(item), &mut method);
            if at > 0 {
                self.body.push('\n');
            }
            for line in method.lines() {
                let _ = writeln!(self.body, "    {line}");
            }
        }
        self.body.push_str("}\n");
    }

    /// Adds an item that belongs to the one before.
    pub(super) fn joined(&mut self, item: Item) {
        print(item, &mut self.body);
    }

    /// Adds a constant, printed already.
    pub(super) fn list(&mut self, list: String) {
        self.table(list);
    }

    /// Adds the call of a macro, printed already.
    pub(super) fn table(&mut self, table: String) {
        self.words.insert("codec");
        self.separate();
        self.body.push_str(&table);
    }

    fn separate(&mut self) {
        if !self.body.is_empty() {
            self.body.push('\n');
        }
    }

    /// The whole text.
    pub(super) fn finish(mut self, scope: &Scope<'_>, header: &[String]) -> String {
        let mut text = String::with_capacity(self.body.len() + 2048);
        for line in header {
            text.push_str("// ");
            text.push_str(line);
            text.push('\n');
        }
        for (at, line) in self.doc.iter().enumerate() {
            text.push_str(if at == 0 { "\n//!" } else { "//!" });
            if !line.is_empty() {
                text.push(' ');
                text.push_str(line);
            }
            text.push('\n');
        }
        if !self.attributes.is_empty() {
            text.push('\n');
            text.push_str(self.attributes);
        }
        let imports = self.all_imports(scope);
        if !imports.is_empty() {
            text.push('\n');
            for import in imports {
                print(import, &mut text);
            }
        }
        if !self.body.is_empty() {
            text.push('\n');
            text.push_str(&self.body);
        }
        text
    }

    fn all_imports(&mut self, scope: &Scope<'_>) -> Vec<Item> {
        let mut imports: Vec<Item> = Vec::new();
        let up = match self.place {
            Place::Crate => quote! { self },
            Place::Top => quote! { super },
            Place::Types(_) => quote! { super::super },
            Place::Client => quote! { crate },
        };
        if self.words.contains("BTreeMap") {
            imports.push(parse_quote! { use std::collections::BTreeMap; });
        }
        if self.words.contains("Value") {
            imports.push(parse_quote! { use serde_json::Value; });
        }
        let vocabulary: Vec<_> =
            ["Malformed", "Maybe", "Unknown"].into_iter().filter(|word| self.words.contains(word)).collect();
        let vocabulary: Vec<_> = vocabulary.into_iter().map(ident).collect();
        if !vocabulary.is_empty() {
            imports.push(parse_quote! { use #up::wire::{#(#vocabulary),*}; });
        }
        if self.words.contains("codec") {
            imports.push(parse_quote! { use #up::wire::codec; });
        }
        if self.words.contains("types") {
            imports.push(parse_quote! { use #up::types; });
        }
        if let Place::Types(own) = self.place {
            let mut homes: BTreeMap<&RsIdent, Vec<syn::Ident>> = BTreeMap::new();
            let mut names: Vec<(&RsIdent, DefId)> =
                self.defs.iter().map(|id| (scope.names.of(*id), *id)).collect();
            names.sort();
            for (name, id) in names {
                if let Some(home) = scope.home(id).filter(|home| *home != own) {
                    homes.entry(home).or_default().push(ident(name.as_str()));
                }
            }
            for (home, names) in homes {
                let home = ident(home.as_str());
                imports.push(match names.as_slice() {
                    [only] => parse_quote! { use super::#home::#only; },
                    names => parse_quote! { use super::#home::{#(#names),*}; },
                });
            }
        }
        imports.append(&mut self.imports);
        if self.place == Place::Client {
            // Those of hand-written modules and those that follow from types, in one order.
            let key = |import: &Item| {
                let text = import.to_token_stream().to_string();
                (["use std", "use serde", "use crate"].iter().position(|first| text.starts_with(first)), text)
            };
            imports.sort_by_cached_key(key);
        }
        imports
    }
}

fn print(item: Item, text: &mut String) {
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
    text.push_str(&prettyplease::unparse(&file));
}
