//! The modules of the Python package in, what it offers out: read from the texts, as a type checker would.

use std::collections::{BTreeMap, BTreeSet};

use super::{Offer, Thing};
use crate::emit::outline::library::{Found, Library};
use crate::emit::outline::{Function, Item};
use crate::naming::ModulePath;
use crate::surface::Surface;

/// What the package of that name offers.
#[must_use]
pub fn python(surface: &Surface<'_>, package: &ModulePath, library: &Library<'_>) -> Offer {
    let mut offer = Offer::default();
    for export in surface.root.iter().filter(|export| export.provided) {
        let name = export.name.as_str();
        let found = library.find(&format!("{package}.{}", export.home), name);
        offer.root.insert(name.to_owned(), found.map_or_else(Thing::default, |found| thing(library, &found)));
    }
    let models: BTreeSet<&str> =
        surface.ir.defs().iter().map(|def| surface.names.of(def.id).as_str()).collect();
    for module in &surface.modules {
        let home = format!("{package}._types.{}", module.name);
        let Some(outline) = library.outline(&home) else { continue };
        let public = |id| surface.placement.get(id).is_some_and(|placement| placement.public);
        for id in module.defs.iter().filter(|id| public(id)) {
            let name = surface.names.of(*id).as_str();
            let members = match outline.get(name) {
                Some(Item::Class(class)) => model(&class.body.items),
                Some(Item::Value(value)) => variants(&value.text, name, &models),
                Some(Item::Function(_)) | None => continue,
            };
            offer.types.insert(name.to_owned(), Thing { parameters: None, members });
        }
    }
    offer
}

fn thing(library: &Library<'_>, found: &Found) -> Thing {
    match &found.item {
        Item::Class(class) => {
            let mut members = BTreeMap::new();
            for item in library.members(&found.module, class) {
                members.entry(item.name().to_owned()).or_insert_with(|| called(&item));
            }
            Thing { parameters: None, members }
        }
        Item::Function(function) => Thing { parameters: Some(function.parameters()), ..Thing::default() },
        Item::Value(_) => Thing::default(),
    }
}

/// The parameters of a method; an attribute and a property have none to give.
fn called(item: &Item) -> Option<Vec<String>> {
    let is_property = |function: &Function| function.decorators.iter().any(|name| name.ends_with("property"));
    match item {
        Item::Function(function) if !is_property(function) => Some(function.parameters()),
        _ => None,
    }
}

/// The fields of a model or the values of an enum; what holds for the class itself is none of them.
fn model(items: &[Item]) -> BTreeMap<String, Option<Vec<String>>> {
    let values = items.iter().filter_map(|item| match item {
        Item::Value(value) if !value.text.contains("ClassVar[") => Some((value.name.clone(), None)),
        _ => None,
    });
    values.collect()
}

/// The models that a union names.
fn variants(text: &str, own: &str, models: &BTreeSet<&str>) -> BTreeMap<String, Option<Vec<String>>> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| *word != own && models.contains(word)).map(|word| (word.to_owned(), None)).collect()
}
