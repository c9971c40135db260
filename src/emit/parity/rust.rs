//! The sources of the crate in, what it offers out: read from the texts. A parameter that is a bundle of parameters
//! (a model, or a struct with setters) stands for what is in it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Offer, Thing};
use crate::emit::crate_outline::{CrateOutline, Declared, Function, Kind};
use crate::parallel::at_once;
use crate::surface::Surface;

/// The face for programs without async.
const BLOCKING: &str = "blocking";
const CLIENT: &str = "client";
const TYPES: &str = "types";
/// The file whose structs carry the parameters of curated methods.
const OPTIONS: &str = "client/api";
/// The type that has every request; a caller gives it the params whole.
const REQUESTS: &str = "Rpc";
/// What may stand around the type of a parameter.
const WRAPPERS: [&str; 3] = ["impl Into", "Option", "Maybe"];

type Members = BTreeMap<String, Option<Vec<String>>>;

/// What the crate offers whose sources these are, by path below it.
#[must_use]
pub fn rust<'a>(surface: &Surface<'_>, sources: impl Iterator<Item = (&'a str, &'a str)>) -> Offer {
    let mut areas = Areas::default();
    for (inside, outline) in outlines(sources) {
        if inside == OPTIONS {
            let made =
                outline.types.iter().filter(|(_, it)| it.methods.iter().any(|method| method.name == "new"));
            areas.options.extend(made.map(|(name, _)| name.clone()));
        }
        areas.take(inside.split('/').next().unwrap_or(inside), outline);
    }
    let mut offer = Offer::default();
    for export in surface.rust_root.iter().filter(|export| export.provided) {
        let name = export.name.as_str();
        let area = export.home.split("::").next().unwrap_or_default();
        offer.root.insert(name.to_owned(), areas.thing(area, name));
    }
    if let Some(blocking) = areas.all.get(BLOCKING) {
        let names = blocking.exports.keys().chain(blocking.functions.iter().map(|function| &function.name));
        for name in names {
            offer.root.insert(format!("{BLOCKING}::{name}"), areas.thing(BLOCKING, name));
        }
    }
    for (name, declared) in areas.all.get(TYPES).iter().flat_map(|types| &types.types) {
        let is_exported = areas.all.get(TYPES).is_some_and(|types| types.exports.contains_key(name));
        if is_exported {
            let members = declared.members.iter().map(|(member, _)| (member.clone(), None));
            let members = match declared.kind {
                Kind::Enum => payloads_or_names(declared, &areas),
                Kind::Alias => held(declared, &areas),
                Kind::Struct | Kind::Trait => members.collect(),
            };
            offer.types.insert(name.clone(), Thing { parameters: None, members });
        }
    }
    offer
}

/// What each module declares, by its path, in the order of the sources; the work is shared among two threads.
fn outlines<'a>(sources: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, CrateOutline)> {
    let inside = |path: &'a str| path.strip_prefix("src/")?.strip_suffix(".rs");
    let modules: Vec<_> = sources.filter_map(|(path, text)| Some((inside(path)?, text))).collect();
    let whole: usize = modules.iter().map(|(_, text)| text.len()).sum();
    let mut before = 0;
    let half = modules.iter().position(|(_, text)| {
        before += text.len();
        before > whole / 2
    });
    let outlined = |modules: &[(&'a str, &str)]| -> Vec<_> {
        modules.iter().map(|(path, text)| (*path, CrateOutline::of(text))).collect()
    };
    let (first, second) = modules.split_at(half.unwrap_or_default());
    let (mut all, rest) = at_once(|| outlined(first), || outlined(second));
    all.extend(rest);
    all
}

/// The models in what an alias stands for.
fn held(declared: &Declared, areas: &Areas) -> Members {
    declared.members.iter().flat_map(|(_, ty)| areas.models(ty)).map(|name| (name, None)).collect()
}

/// The models that a union's variants hold, or the variants of an enum that hold nothing.
fn payloads_or_names(declared: &Declared, areas: &Areas) -> Members {
    let is_union = declared.members.iter().any(|(name, _)| name == "Malformed");
    let own = declared.members.iter().filter(|(_, held)| held != "Box<str>");
    let own = own.filter(|(_, held)| !is_union || (held != "Unknown" && held != "Malformed"));
    let names = own.flat_map(|(name, held)| if is_union { areas.models(held) } else { vec![name.clone()] });
    names.map(|name| (name, None)).collect()
}

/// What each top-level module of the crate declares, wherever below it.
#[derive(Default)]
struct Areas {
    all: BTreeMap<String, CrateOutline>,
    /// The structs that carry the parameters of curated methods.
    options: BTreeSet<String>,
}

impl Areas {
    fn take(&mut self, area: &str, outline: CrateOutline) {
        let whole = self.all.entry(area.to_owned()).or_default();
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
        let Some(outline) = self.all.get(area) else { return Thing::default() };
        if let Some(function) = outline.functions.iter().find(|function| function.name == name) {
            return Thing { parameters: Some(self.parameters(name, function)), ..Thing::default() };
        }
        let Some(declared) = outline.types.get(name) else { return Thing::default() };
        let members = declared.members.iter().filter(|(member, _)| !member.is_empty());
        let members = members.map(|(member, _)| (member.clone(), None));
        let methods = declared.methods.iter().map(|method| {
            let parameters = self.parameters(name, method);
            (method.name.clone(), Some(parameters).filter(|list| !list.is_empty()))
        });
        Thing { parameters: None, members: methods.chain(members).collect() }
    }

    fn model(&self, name: &str) -> Option<&Declared> {
        self.all.get(TYPES)?.types.get(name)
    }

    /// The models that a type names.
    fn models(&self, ty: &str) -> Vec<String> {
        let words = ty.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.filter(|word| self.model(word).is_some()).map(str::to_owned).collect()
    }

    /// The parameters of a method, those in bundles each by its name.
    fn parameters(&self, owner: &str, function: &Function) -> Vec<String> {
        let mut names = Vec::new();
        for (name, ty) in &function.parameters {
            let bundle = if owner == REQUESTS { self.params(ty) } else { self.options(ty) };
            match bundle {
                Some(bundle) => names.extend(bundle),
                None => names.push(name.clone()),
            }
        }
        names
    }

    /// The members of the params of a request, whatever they are called and whether or not they may be left out.
    fn params(&self, ty: &str) -> Option<Vec<String>> {
        let name = inner(ty);
        let declared = self.model(name)?;
        match (declared.kind, declared.members.as_slice()) {
            (Kind::Struct, members) => Some(members.iter().map(|(member, _)| member.clone()).collect()),
            (Kind::Alias, [(_, other)]) if inner(other) != name => self.params(other),
            _ => None,
        }
    }

    /// The parameters of a curated method: what its options need, and what can be set.
    fn options(&self, ty: &str) -> Option<Vec<String>> {
        let declared = self.all.get(CLIENT)?.types.get(inner(ty))?;
        let (made, others): (Vec<_>, Vec<_>) =
            declared.methods.iter().partition(|method| method.name == "new");
        let made = made.into_iter().flat_map(|new| new.parameters.iter().map(|(name, _)| name.clone()));
        let set = others.into_iter().filter(|method| method.parameters.len() == 1);
        self.options.contains(inner(ty)).then(|| made.chain(set.map(|method| method.name.clone())).collect())
    }
}

/// The type inside `impl Into<...>`, `Option<...>` and `Maybe<...>`, without its path.
fn inner(ty: &str) -> &str {
    let mut ty = ty;
    while let Some((_, rest)) = ty.split_once('<').filter(|(outer, _)| WRAPPERS.contains(outer)) {
        ty = rest.strip_suffix('>').unwrap_or(rest);
    }
    ty.rsplit("::").next().unwrap_or(ty)
}
