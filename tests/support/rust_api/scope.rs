//! The modules of a crate, and what a name means in each.
//!
//! In: the folder of the sources. Out: their items, those of known macros among them; for a path as it is written
//! somewhere, the item or the module that it leads to, if that is one of the crate.

use std::collections::BTreeMap;
use std::path::Path;

use syn::{Item, UseTree};

use super::expand::Macros;

/// The path of a module from the root.
pub type Place = Vec<String>;

/// What a path leads to.
pub enum Found<'c> {
    /// An item and the module that it stands in.
    Item(Place, &'c Item),
    /// A module.
    Module(Place),
}

/// The sources of a crate.
pub struct Crate {
    modules: BTreeMap<Place, Vec<Item>>,
}

impl Crate {
    /// Reads them from `lib.rs` on.
    pub fn read(folder: &Path) -> Self {
        let mut read = Self { modules: BTreeMap::new() };
        read.load(folder, Vec::new(), &folder.join("lib.rs"));
        let macros = Macros::of(read.modules.values().flatten());
        for items in read.modules.values_mut() {
            *items = std::mem::take(items).into_iter().flat_map(|item| macros.expanded(item)).collect();
        }
        read
    }

    /// The items of a module.
    pub fn items(&self, place: &Place) -> &[Item] {
        &self.modules[place]
    }

    /// Every item, with the module that it stands in.
    pub fn all(&self) -> impl Iterator<Item = (&Place, &Item)> {
        self.modules.iter().flat_map(|(place, items)| items.iter().map(move |item| (place, item)))
    }

    /// What a path in a module leads to.
    pub fn resolve(&self, place: &Place, path: &[String]) -> Option<Found<'_>> {
        self.lookup(place, path, 0)
    }

    fn load(&mut self, folder: &Path, place: Place, file: &Path) {
        let text =
            std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let items =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display())).items;
        self.insert(folder, place, items);
    }

    fn insert(&mut self, folder: &Path, place: Place, items: Vec<Item>) {
        for item in &items {
            let Item::Mod(module) = item else { continue };
            let below = [place.clone(), vec![module.ident.to_string()]].concat();
            match &module.content {
                Some((_, items)) => self.insert(folder, below, items.clone()),
                None => {
                    let file = folder.join(below.join("/")).with_extension("rs");
                    self.load(folder, below, &file);
                }
            }
        }
        self.modules.insert(place, items);
    }

    fn lookup(&self, place: &Place, path: &[String], depth: usize) -> Option<Found<'_>> {
        assert!(depth < 50, "{path:?} leads in a circle");
        let (first, rest) = path.split_first()?;
        let found = match first.as_str() {
            "crate" => Found::Module(Vec::new()),
            "self" => Found::Module(place.clone()),
            "super" => Found::Module(place.split_last()?.1.to_vec()),
            name => self.named(place, name, depth + 1)?,
        };
        match (found, rest) {
            (found, []) => Some(found),
            (Found::Module(module), rest) => self.lookup(&module, rest, depth + 1),
            (Found::Item(..), _) => None,
        }
    }

    /// What a name means in a module: what it declares, imports by name, or imports with all else of a module.
    fn named(&self, place: &Place, name: &str, depth: usize) -> Option<Found<'_>> {
        assert!(depth < 50, "{name} leads in a circle");
        let below = [place.clone(), vec![name.to_owned()]].concat();
        if self.modules.contains_key(&below) {
            return Some(Found::Module(below));
        }
        let items = self.modules.get(place)?;
        if let Some(item) = items.iter().find(|item| declares(item).is_some_and(|it| it == name)) {
            return Some(Found::Item(place.clone(), item));
        }
        let uses = items.iter().filter_map(|item| if let Item::Use(it) = item { Some(it) } else { None });
        let (globs, others): (Vec<_>, Vec<_>) =
            uses.flat_map(|it| imports(&it.tree)).partition(|(_, name)| name.is_none());
        for (path, alias) in others {
            // `use name::{...}` of another crate leads nowhere
            if alias.as_deref() == Some(name) && path.first().is_some_and(|first| first != name) {
                return self.lookup(place, &path, depth + 1);
            }
        }
        globs.iter().find_map(|(path, _)| match self.lookup(place, path, depth + 1)? {
            Found::Module(module) if module != *place => self.named(&module, name, depth + 1),
            _ => None,
        })
    }
}

/// The name that an item declares.
fn declares(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Struct(it) => &it.ident,
        Item::Enum(it) => &it.ident,
        Item::Trait(it) => &it.ident,
        Item::Type(it) => &it.ident,
        Item::Const(it) => &it.ident,
        Item::Fn(it) => &it.sig.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// What a `use` brings: each path, and the name that it gets; none for all of a module.
pub fn imports(tree: &UseTree) -> Vec<(Vec<String>, Option<String>)> {
    match tree {
        UseTree::Path(path) => {
            let below = imports(&path.tree).into_iter();
            below.map(|(rest, name)| ([vec![path.ident.to_string()], rest].concat(), name)).collect()
        }
        UseTree::Name(name) if name.ident == "self" => vec![(Vec::new(), Some("self".to_owned()))],
        UseTree::Name(name) => vec![(vec![name.ident.to_string()], Some(name.ident.to_string()))],
        UseTree::Rename(name) => vec![(vec![name.ident.to_string()], Some(name.rename.to_string()))],
        UseTree::Glob(_) => vec![(Vec::new(), None)],
        UseTree::Group(group) => group.items.iter().flat_map(imports).collect(),
    }
    .into_iter()
    .map(|(path, name)| match name.as_deref() {
        // `a::{self}` is `a`
        Some("self") => (path.clone(), path.last().cloned().or(name)),
        _ => (path, name),
    })
    .collect()
}
