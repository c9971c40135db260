//! The sources of the crate in, what it offers out: read from the texts. A parameter that is a bundle of parameters
//! (a model, or a struct with setters) stands for what is in it.

use std::collections::BTreeMap;

use super::{Offer, Thing};
use crate::emit::crate_outline::{CrateOutline, Declared, Function, Kind};
use crate::surface::Surface;

/// The face for programs without async.
const BLOCKING: &str = "blocking";
const TYPES: &str = "types";

/// What the crate offers whose sources these are, by path below it.
#[must_use]
pub fn rust<'a>(surface: &Surface<'_>, sources: impl Iterator<Item = (&'a str, &'a str)>) -> Offer {
    let mut areas = Areas::default();
    for (path, text) in sources {
        let Some(inside) = path.strip_prefix("src/").and_then(|path| path.strip_suffix(".rs")) else {
            continue;
        };
        areas.take(inside.split('/').next().unwrap_or(inside), CrateOutline::of(text));
    }
    let mut offer = Offer::default();
    for export in surface.rust_root.iter().filter(|export| export.provided) {
        let name = export.name.as_str();
        let area = export.home.split("::").next().unwrap_or_default();
        offer.root.insert(name.to_owned(), areas.thing(area, name));
    }
    if let Some(blocking) = areas.0.get(BLOCKING) {
        let names = blocking.exports.keys().chain(blocking.functions.iter().map(|function| &function.name));
        for name in names {
            offer.root.insert(format!("{BLOCKING}::{name}"), areas.thing(BLOCKING, name));
        }
    }
    for (name, declared) in areas.0.get(TYPES).iter().flat_map(|types| &types.types) {
        let is_exported = areas.0.get(TYPES).is_some_and(|types| types.exports.contains_key(name));
        if is_exported {
            let members = declared.members.iter().map(|(member, _)| (member.clone(), None));
            let members =
                if declared.kind == Kind::Enum { payloads_or_names(declared) } else { members.collect() };
            offer.types.insert(name.clone(), Thing { parameters: None, members });
        }
    }
    offer
}

/// What a union's variants hold, or the variants of an enum that hold nothing.
fn payloads_or_names(declared: &Declared) -> BTreeMap<String, Option<Vec<String>>> {
    let is_union = declared.members.iter().any(|(name, _)| name == "Malformed");
    let own = declared.members.iter().filter(|(_, held)| held != "Box<str>");
    let own = own.filter(|(_, held)| !is_union || (held != "Unknown" && held != "Malformed"));
    let words = |held: &str| -> Vec<String> {
        let words = held.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let names = own.flat_map(|(name, held)| if is_union { words(held) } else { vec![name.clone()] });
    names.map(|name| (name, None)).collect()
}

/// What each top-level module of the crate declares, wherever below it.
#[derive(Default)]
struct Areas(BTreeMap<String, CrateOutline>);

impl Areas {
    fn take(&mut self, area: &str, outline: CrateOutline) {
        let whole = self.0.entry(area.to_owned()).or_default();
        for (name, declared) in outline.types {
            let known = whole.types.entry(name).or_default();
            known.members.extend(declared.members);
            known.methods.extend(declared.methods);
            if declared.kind != Kind::Struct {
                known.kind = declared.kind;
            }
        }
        whole.functions.extend(outline.functions);
        whole.constants.extend(outline.constants);
        whole.exports.extend(outline.exports);
    }

    fn thing(&self, area: &str, name: &str) -> Thing {
        let Some(outline) = self.0.get(area) else { return Thing::default() };
        if let Some(function) = outline.functions.iter().find(|function| function.name == name) {
            return Thing { parameters: Some(self.parameters(function)), ..Thing::default() };
        }
        let Some(declared) = outline.types.get(name) else { return Thing::default() };
        let members = declared.members.iter().map(|(member, _)| (member.clone(), None));
        let methods = declared.methods.iter().map(|method| {
            (method.name.clone(), Some(self.parameters(method)).filter(|list| !list.is_empty()))
        });
        Thing { parameters: None, members: methods.chain(members).collect() }
    }

    /// The parameters of a function, those in bundles each by its name.
    fn parameters(&self, function: &Function) -> Vec<String> {
        let mut names = Vec::new();
        for (name, ty) in &function.parameters {
            match self.bundle(ty) {
                Some(bundle) => names.extend(bundle),
                None => names.push(name.clone()),
            }
        }
        names
    }

    fn bundle(&self, ty: &str) -> Option<Vec<String>> {
        let ty = ty.strip_prefix("impl Into<").and_then(|ty| ty.strip_suffix('>')).unwrap_or(ty);
        let name = ty.rsplit("::").next().unwrap_or(ty);
        if name.ends_with("Params") {
            let params = self.0.get(TYPES)?.types.get(name)?;
            return Some(params.members.iter().map(|(member, _)| member.clone()).collect());
        }
        let declared = self.0.get("client")?.types.get(name)?;
        let is_bundle =
            declared.methods.iter().any(|method| method.name == "new" || method.name == "into_params");
        let setters =
            declared.methods.iter().filter(|method| method.parameters.len() == 1 && method.name != "new");
        let (made, set): (Vec<_>, Vec<_>) =
            (declared.methods.iter().filter(|method| method.name == "new").collect(), setters.collect());
        (is_bundle && !set.is_empty()).then(|| {
            let made = made.into_iter().flat_map(|new| new.parameters.iter().map(|(name, _)| name.clone()));
            made.chain(set.into_iter().map(|method| method.name.clone())).collect()
        })
    }
}
