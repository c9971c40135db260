//! The model with its history in, `_client/lives.py` out: what a request of a client can hold that not every recorded
//! runtime takes, and what only a client that opted in may send. What came with the thing around it is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::scope::{Scope, definition, params};
use super::syntax::{Doc, Expr, Module, Stmt};
use crate::ir::{About, Body, Def, DefId, Enum, Life, MethodKind, Record, Source, Stability, Type, Union};
use crate::{py_ident, py_symbol};

/// The module of the tables; the recorded runtimes are given from the oldest to the pin.
pub(super) fn module(scope: &Scope<'_>, runtimes: &[&str]) -> Module {
    let tables = Tables::of(scope, runtimes);
    let text = || Expr::from(py_symbol!("str"));
    let dict = |value: Expr| Expr::from(py_symbol!("dict")).subscript([text(), value]);
    let set = || Expr::from(py_symbol!("frozenset")).subscript([text()]);
    let versions = Expr::Tuple(runtimes.iter().map(|version| Expr::str(*version)).collect());
    let rows = [
        (
            py_ident!("RECORDED"),
            Expr::from(py_symbol!("tuple")).subscript([text(), Expr::Ellipsis]),
            versions,
            "Runtimes whose protocol is known, from the oldest to the one that this package is made for.",
        ),
        (
            py_ident!("MEMBERS"),
            dict(dict(text())),
            by_class(&tables.members, dated),
            "Members that came after their record, by class and Python name: the first runtime that has each.",
        ),
        (
            py_ident!("VALUES"),
            dict(dict(text())),
            by_class(&tables.values, dated),
            "Values that came after their enum, by class and wire value: the first runtime that has each.",
        ),
        (
            py_ident!("VARIANTS"),
            dict(text()),
            dated(&tables.variants),
            "Variants that came after their union, by class: the first runtime that has each.",
        ),
        (
            py_ident!("EXPERIMENTAL_MEMBERS"),
            dict(set()),
            by_class(&tables.experimental_members, frozen),
            "Members that need the opt-in, by class and Python name.",
        ),
        (
            py_ident!("EXPERIMENTAL_VALUES"),
            dict(set()),
            by_class(&tables.experimental_values, frozen),
            "Values that need the opt-in, by class and wire value.",
        ),
        (
            py_ident!("EXPERIMENTAL_VARIANTS"),
            set(),
            frozen(&tables.experimental_variants),
            "Variants that need the opt-in, by class.",
        ),
    ];
    let body = rows.into_iter().flat_map(|(name, annotation, value, doc)| {
        [Some(Stmt::field(name, annotation, value)), Doc::new(doc).map(Stmt::Docstring)]
    });
    let doc = "What a request can hold that not every runtime takes, or that needs the experimental opt-in.";
    Module::new(scope.client().join(&py_ident!("lives")))
        .without_annotations()
        .doc(Doc::new(doc))
        .body(body.flatten())
}

/// Names, each with a version.
type Dated<'a> = BTreeMap<&'a str, &'a str>;

#[derive(Default)]
struct Tables<'a> {
    members: BTreeMap<&'a str, Dated<'a>>,
    values: BTreeMap<&'a str, Dated<'a>>,
    variants: Dated<'a>,
    experimental_members: BTreeMap<&'a str, BTreeSet<&'a str>>,
    experimental_values: BTreeMap<&'a str, BTreeSet<&'a str>>,
    experimental_variants: BTreeSet<&'a str>,
}

impl<'a> Tables<'a> {
    fn of(scope: &Scope<'a>, runtimes: &[&str]) -> Self {
        let mut tables = Self::default();
        let methods = scope.ir().methods().iter();
        let requests = || methods.clone().filter(|method| method.kind == MethodKind::ClientRequest);
        for id in scope.ir().reach(requests().filter_map(params).flat_map(Type::defs)) {
            let def = &scope.ir()[id];
            match &def.body {
                Body::Record(record) => {
                    let takers = requests().filter(|method| params(method).and_then(definition) == Some(id));
                    let lives = takers.map(|method| &method.about.life).chain([&def.about.life]);
                    tables.record(scope, def, record, oldest(lives, runtimes));
                }
                Body::Union(union) => tables.union(scope, def, union, runtimes),
                Body::Enum(body) => tables.values(scope, def, body, runtimes),
                Body::Alias(_) => {}
            }
        }
        tables
    }

    fn record(&mut self, scope: &Scope<'a>, def: &'a Def, record: &'a Record, first: Option<&str>) {
        let class = scope.names().of(def.id).as_str();
        for (field, name) in record.fields.iter().zip(scope.names().members(def.id)) {
            if let Some(since) = later(&field.about.life, first) {
                self.members.entry(class).or_default().insert(name.as_str(), since);
            }
            if needs_opt_in(&field.about, &def.about) {
                self.experimental_members.entry(class).or_default().insert(name.as_str());
            }
        }
    }

    fn values(&mut self, scope: &Scope<'a>, def: &'a Def, body: &'a Enum, runtimes: &[&str]) {
        let class = scope.names().of(def.id).as_str();
        let first = first(def, body.values.iter().map(|value| &value.about), runtimes);
        for value in &body.values {
            if let Some(since) = later(&value.about.life, first) {
                self.values.entry(class).or_default().insert(value.wire.as_str(), since);
            }
            if needs_opt_in(&value.about, &def.about) {
                self.experimental_values.entry(class).or_default().insert(value.wire.as_str());
            }
        }
    }

    fn union(&mut self, scope: &Scope<'a>, def: &'a Def, union: &'a Union, runtimes: &[&str]) {
        let first = first(def, union.variants.iter().map(|variant| &variant.about), runtimes);
        for variant in &union.variants {
            let Some(class) = own_class(scope, def.id, &variant.ty) else { continue };
            if let Some(since) = later(&variant.about.life, first) {
                self.variants.insert(class, since);
            }
            if needs_opt_in(&variant.about, &def.about) {
                self.experimental_variants.insert(class);
            }
        }
    }
}

/// The runtime that a part came with, if that is not the one of the whole.
fn later<'a>(part: &'a Life, whole: Option<&str>) -> Option<&'a str> {
    part.since.as_deref().filter(|since| Some(*since) != whole)
}

fn needs_opt_in(part: &About, whole: &About) -> bool {
    part.stability == Stability::Experimental && whole.stability == Stability::Stable
}

/// The runtime that a union or enum came with. One whose parts are all younger was something else before, and the
/// oldest of them came with the new form.
fn first<'a>(def: &'a Def, parts: impl Iterator<Item = &'a About>, runtimes: &[&str]) -> Option<&'a str> {
    oldest(parts.map(|part| &part.life), runtimes).or(def.about.life.since.as_deref())
}

/// The runtime that the oldest of several things came with; none for what the first runtime has.
fn oldest<'a>(lives: impl Iterator<Item = &'a Life>, runtimes: &[&str]) -> Option<&'a str> {
    let age = |since: &Option<&str>| since.map(|since| runtimes.iter().position(|known| *known == since));
    lives.map(|life| life.since.as_deref()).min_by_key(age).flatten()
}

/// The class of a variant that stands for nothing else.
fn own_class<'a>(scope: &Scope<'a>, union: DefId, ty: &Type) -> Option<&'a str> {
    let Type::Def(id) = ty else { return None };
    match scope.ir()[*id].source {
        Source::Variant { union: of, .. } | Source::Shape { union: of, .. } if of == union => {
            Some(scope.names().of(*id).as_str())
        }
        _ => None,
    }
}

fn by_class<T>(classes: &BTreeMap<&str, T>, value: fn(&T) -> Expr) -> Expr {
    Expr::Dict(classes.iter().map(|(class, names)| (Expr::str(*class), value(names))).collect())
}

fn dated(names: &Dated<'_>) -> Expr {
    Expr::Dict(names.iter().map(|(name, since)| (Expr::str(*name), Expr::str(*since))).collect())
}

fn frozen(names: &BTreeSet<&str>) -> Expr {
    let names: Vec<Expr> = names.iter().map(|name| Expr::str(*name)).collect();
    let set = if names.is_empty() { None } else { Some(Expr::Set(names)) };
    Expr::from(py_symbol!("frozenset")).call(set)
}
