//! Root exports in, the part of the reference about them out: for each, its signature, its documentation and its
//! public members. What there is twice, to be called and to be awaited, stands side by side.

use std::collections::BTreeSet;

use super::docstring::document;
use super::markdown::{CODE, block, code, inline, paragraph};
use crate::emit::outline::library::{Found, Library};
use crate::emit::outline::{Class, Function, Item, Value};

/// Something that a module offers, and what does the same and is awaited.
pub(super) struct Export {
    pub found: Found,
    pub twin: Option<Found>,
    /// What stands before its name, such as `wire.`.
    pub prefix: &'static str,
}

/// What a section is written with.
pub(super) struct Pen<'a> {
    pub library: &'a Library<'a>,
    /// Whether the root offers a name.
    pub is_public: &'a dyn Fn(&str) -> bool,
    /// The heading of an export; its members are one deeper.
    pub heading: &'static str,
}

impl Pen<'_> {
    /// The section about an export.
    pub(super) fn section(&self, export: &Export) -> String {
        let Self { library, heading, .. } = self;
        let items = || std::iter::once(&export.found).chain(&export.twin);
        let names: Vec<String> =
            items().map(|found| code(&format!("{}{}", export.prefix, found.item.name()))).collect();
        let mut out = format!("{heading} {}\n\n", names.join(" and "));
        let heads: Vec<String> = items().map(|found| self.head(found)).collect();
        let between = if heads.iter().any(|head| head.contains('\n')) { "\n\n" } else { "\n" };
        out.push_str(&block(CODE, &heads.join(between)));
        let doc = match &export.found.item {
            Item::Class(class) => class.body.doc.as_deref(),
            Item::Function(function) => function.doc.as_deref(),
            Item::Value(value) => value.doc.as_deref(),
        };
        said(&mut out, doc);
        if let Item::Class(class) = &export.found.item {
            let members = library.members(&export.found.module, class);
            let twins = export.twin.as_ref().and_then(|twin| match &twin.item {
                Item::Class(class) => Some(library.members(&twin.module, class)),
                _ => None,
            });
            let mut classes = names.iter().map(|name| name.trim_matches('`'));
            let (class, twin) = (classes.next().unwrap_or_default(), classes.next().unwrap_or_default());
            self.members(&mut out, [class, twin], &members, &twins.unwrap_or_default());
        }
        out
    }

    /// What an export is, as code.
    fn head(&self, found: &Found) -> String {
        match &found.item {
            Item::Function(function) => {
                let outline = self.library.outline(&found.module);
                let items = outline.as_ref().map_or(&[][..], |outline| &outline.items);
                let forms = callable(named(items, &function.name)).into_iter().map(signature);
                forms.collect::<Vec<_>>().join("\n")
            }
            Item::Value(value) => value.text.clone(),
            Item::Class(class) => {
                // A private base is no business of readers; what it gives stands among the members.
                let is_own = |base: &str| self.library.find(&found.module, base).is_some();
                let bases = class.bases.iter().filter(|base| (self.is_public)(base) || !is_own(base));
                let bases: Vec<&str> = bases.map(String::as_str).collect();
                let line = match bases.as_slice() {
                    [] => format!("class {}", class.name),
                    bases => format!("class {}({})", class.name, bases.join(", ")),
                };
                match self.constructor(found, class) {
                    Some(made) => format!("{line}\n\n{made}"),
                    None => line,
                }
            }
        }
    }

    /// How an object of a class is made; nothing where it takes what only the package has, or is an error, which the
    /// package makes.
    fn constructor(&self, found: &Found, class: &Class) -> Option<String> {
        let members = self.library.members(&found.module, class);
        let init = members.iter().find_map(|item| match item {
            Item::Function(function) if function.name == "__init__" => Some(function),
            _ => None,
        })?;
        let signature = signature(init);
        let (_, params) = signature.split_once("__init__")?;
        let params = params.strip_suffix("-> None").unwrap_or(params).trim_end();
        let words = params.split(|c: char| !c.is_alphanumeric() && c != '_');
        let mut types = words.filter(|word| word.starts_with(char::is_uppercase));
        let is_private =
            |word: &str| !(self.is_public)(word) && self.library.is_private(&found.module, class, word);
        let is_made_here = class.name.ends_with("Error") || types.any(is_private);
        (!is_made_here).then(|| format!("{}{params}", class.name))
    }

    fn members(&self, out: &mut String, classes: [&str; 2], members: &[Item], twins: &[Item]) {
        let alone = twins.iter().filter(|twin| named(members, twin.name()).next().is_none());
        let all: Vec<&Item> = members.iter().chain(alone).collect();
        let attributes = all.iter().filter_map(|item| attribute(item, named(twins, item.name()).next()));
        let attributes: Vec<String> = attributes.collect();
        if !attributes.is_empty() {
            out.push('\n');
            out.push_str(&attributes.concat());
        }
        let mut told = BTreeSet::new();
        for item in all {
            let Item::Function(function) = item else { continue };
            let name = function.name.as_str();
            if name == "__init__" || is_attribute(function) || !told.insert(name) {
                continue;
            }
            let forms = callable(named(members, name)).into_iter().map(signature);
            let mut forms: Vec<String> = forms.collect();
            for twin in callable(named(twins, name)).into_iter().map(signature) {
                let twin = match forms.as_slice() {
                    [form] => shortened(twin, form),
                    _ => twin,
                };
                forms.push(twin);
            }
            forms.dedup();
            let [class, twin] = classes;
            let class = if named(members, name).next().is_some() { class } else { twin };
            out.push_str(&format!("\n{}# {}\n\n", self.heading, code(&format!("{class}.{name}"))));
            out.push_str(&block(CODE, &forms.join("\n")));
            let docs = named(members, name).chain(named(twins, name)).filter_map(|item| match item {
                Item::Function(function) => function.doc.as_deref(),
                _ => None,
            });
            said(out, docs.into_iter().next());
        }
    }
}

/// Adds documentation as blocks of its own.
fn said(out: &mut String, doc: Option<&str>) {
    if let Some(doc) = doc {
        out.push('\n');
        out.push_str(&document(doc));
    }
}

/// The signature as callers see it, without what Python passes by itself.
fn signature(function: &Function) -> String {
    let mut text = function.signature.clone();
    for own in ["self", "cls"] {
        for (before, after) in [("(", ", "), ("(", ")"), ("(\n    ", ",\n    "), ("(\n    ", ", ")] {
            let kept = format!("{before}{}", if after == ")" { ")" } else { "" });
            text = text.replacen(&format!("{before}{own}{after}"), &kept, 1);
        }
    }
    let marks = ["classmethod", "staticmethod"];
    let marks = function.decorators.iter().filter(|mark| marks.contains(&mark.as_str()));
    marks.map(|mark| format!("@{mark}\n")).collect::<String>() + &text
}

/// A signature over several lines whose parameters were just told, with three dots in their place.
fn shortened(signature: String, told: &str) -> String {
    let params = |text: &str| {
        let (open, close) = (text.find("(\n")?, text.rfind("\n)")?);
        Some((open, close, text.get(open..close)?.to_owned()))
    };
    match (params(&signature), params(told)) {
        (Some((open, close, own)), Some((_, _, other))) if own == other => {
            let (name, end) = (signature.get(..open), signature.get(close + 1..));
            format!("{}(...{}", name.unwrap_or_default(), end.unwrap_or_default())
        }
        _ => signature,
    }
}

fn named<'a>(items: &'a [Item], name: &str) -> impl Iterator<Item = &'a Item> {
    items.iter().filter(move |item| item.name() == name)
}

/// The forms in which a function is called: its overloads, if it has any.
fn callable<'a>(items: impl Iterator<Item = &'a Item>) -> Vec<&'a Function> {
    let functions = items.filter_map(|item| match item {
        Item::Function(function) => Some(function),
        _ => None,
    });
    let all: Vec<&Function> = functions.collect();
    let is_overload = |function: &&Function| function.decorators.iter().any(|mark| mark == "overload");
    if all.iter().any(is_overload) { all.into_iter().filter(is_overload).collect() } else { all }
}

fn is_attribute(function: &Function) -> bool {
    let marks = ["property", "cached_property"];
    function.decorators.iter().any(|mark| marks.contains(&mark.as_str()) || mark.ends_with(".setter"))
}

/// One line about an attribute: what it holds, and what that means.
fn attribute(item: &Item, twin: Option<&Item>) -> Option<String> {
    let (text, doc) = declared(item)?;
    let other = twin.and_then(declared).map(|(text, _)| text).filter(|other| *other != text);
    let forms: Vec<String> = std::iter::once(text).chain(other).map(|text| code(&text)).collect();
    let forms = forms.join(" or ");
    let Some(doc) = doc else { return Some(format!("- {forms}\n")) };
    let mut parts = doc.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let first = parts.next().map(|part| inline(&part)).unwrap_or_default();
    let others: String = parts.map(|part| format!("\n  {}\n", paragraph(&part))).collect();
    Some(format!("- {forms}: {first}\n{others}"))
}

/// The declaration of an attribute on one line, and its documentation.
fn declared(item: &Item) -> Option<(String, Option<&str>)> {
    match item {
        Item::Value(Value { name, text, doc }) => {
            let is_table = !name.contains(|c: char| c.is_ascii_lowercase()) && text.contains("ClassVar");
            (!is_table).then(|| (text.clone(), doc.as_deref()))
        }
        Item::Function(function) if is_attribute(function) => {
            let is_setter = function.decorators.iter().any(|mark| mark.ends_with(".setter"));
            let ty = function.signature.rsplit_once("-> ").map(|(_, ty)| ty);
            let text = ty.map_or_else(|| function.name.clone(), |ty| format!("{}: {ty}", function.name));
            (!is_setter).then_some((text, function.doc.as_deref()))
        }
        _ => None,
    }
}
