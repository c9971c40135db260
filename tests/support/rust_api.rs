//! The sources of a crate in, its public API out: one line for each item that a program can name, with its whole
//! signature, as `rustdoc` finds them.
//!
//! Names are resolved through `use`, whatever module they lead through; what macros make is there where `expand` knows
//! the macro. Of implemented traits a type has those that are derived or written out, not those that macros add.
#![allow(dead_code)]

#[path = "rust_api/expand.rs"]
mod expand;
#[path = "rust_api/lines.rs"]
mod lines;
#[path = "rust_api/scope.rs"]
mod scope;
#[path = "rust_api/text.rs"]
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use syn::{Item, ItemImpl, Visibility};

use lines::{Block, block, is_hidden};
use scope::{Crate, Found, Place, imports};

/// The lines of each public module, by its path; the root is `root`.
pub fn listing(folder: &Path) -> BTreeMap<String, String> {
    let source = Crate::read(folder);
    let mut api = Api { impls: impls(&source), source: &source, modules: BTreeMap::new() };
    api.module(&Vec::new(), "root");
    api.modules.into_iter().map(|(name, blocks)| (name, shown(blocks))).collect()
}

struct Api<'c> {
    source: &'c Crate,
    impls: BTreeMap<(Place, String), Vec<&'c ItemImpl>>,
    modules: BTreeMap<String, BTreeMap<String, Block>>,
}

impl<'c> Api<'c> {
    /// Lists a module under the name that it has for others.
    fn module(&mut self, place: &Place, shown: &str) {
        for item in self.source.items(place) {
            if is_hidden(item) {
                continue;
            }
            match item {
                Item::Mod(inner) if matches!(inner.vis, Visibility::Public(_)) => {
                    let name = inner.ident.to_string();
                    let below = if shown == "root" { name.clone() } else { format!("{shown}::{name}") };
                    self.module(&[place.clone(), vec![name]].concat(), &below);
                }
                Item::Use(import) if matches!(import.vis, Visibility::Public(_)) => {
                    for (path, name) in imports(&import.tree) {
                        self.import(place, &path, name.as_deref(), shown);
                    }
                }
                item => self.item(place, item, None, shown),
            }
        }
    }

    /// Lists what is exported again: one thing, or all of a module.
    fn import(&mut self, place: &Place, path: &[String], name: Option<&str>, shown: &str) {
        match (self.source.resolve(place, path), name) {
            (Some(Found::Module(module)), None) => {
                for item in self.source.items(&module) {
                    self.item(&module, item, None, shown);
                }
            }
            (Some(Found::Item(module, item)), name) => self.item(&module, item, name, shown),
            (found, name) => {
                assert!(found.is_none(), "a module is exported again under another name: {path:?}");
                let line = format!("use {}", path.join("::"));
                let name = name.unwrap_or(&line).to_owned();
                self.modules.entry(shown.to_owned()).or_default().insert(name, Block::of(line));
            }
        }
    }

    fn item(&mut self, place: &Place, item: &Item, name: Option<&str>, shown: &str) {
        let Some((own, mut block)) = block(item) else { return };
        for found in self.impls.get(&(place.clone(), own.clone())).into_iter().flatten() {
            block.add(found);
        }
        let name = name.unwrap_or(&own);
        self.modules.entry(shown.to_owned()).or_default().insert(name.to_owned(), block.renamed(&own, name));
    }
}

/// What is implemented for each type.
fn impls(source: &Crate) -> BTreeMap<(Place, String), Vec<&ItemImpl>> {
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (place, item) in source.all() {
        let Item::Impl(found) = item else { continue };
        let syn::Type::Path(own) = &*found.self_ty else { continue };
        let path: Vec<_> = own.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let Some(Found::Item(home, target)) = source.resolve(place, &path)
            && let Some((name, _)) = block(target)
        {
            all.entry((home, name)).or_default().push(found);
        }
    }
    all
}

fn shown(blocks: BTreeMap<String, Block>) -> String {
    blocks.into_values().map(|block| block.to_string()).collect()
}
