//! The model with its history in, `_client/lives.py` out: what a request of a client can hold that not every recorded
//! runtime takes, and what only a client that opted in may send. What came with the thing around it is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::scope::Scope;
use super::syntax::{Doc, Expr, Module, Stmt};
use crate::emit::lives::{self, Lives};
use crate::ir::{Body, DefId};
use crate::{py_ident, py_symbol};

/// The module of the tables; the recorded runtimes are given from the oldest to the pin.
pub(super) fn module(scope: &Scope<'_>, runtimes: &[&str]) -> Module {
    let tables = Tables::new(scope, &Lives::of(scope.ir(), runtimes));
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

/// The tables by the names that Python has for things, and in their order.
struct Tables<'a> {
    members: BTreeMap<&'a str, Dated<'a>>,
    values: BTreeMap<&'a str, Dated<'a>>,
    variants: Dated<'a>,
    experimental_members: BTreeMap<&'a str, BTreeSet<&'a str>>,
    experimental_values: BTreeMap<&'a str, BTreeSet<&'a str>>,
    experimental_variants: BTreeSet<&'a str>,
}

impl<'a> Tables<'a> {
    fn new(scope: &Scope<'a>, lives: &Lives<'a>) -> Self {
        let class = |id: &DefId| scope.names().of(*id).as_str();
        let member = |id: DefId, at: usize| scope.names().members(id).get(at).map(|name| name.as_str());
        let value = |id: DefId, at: usize| match &scope.ir()[id].body {
            Body::Enum(body) => body.values.get(at).map(|value| value.wire.as_str()),
            _ => None,
        };
        Self {
            members: by_name(&lives.members, class, member),
            values: by_name(&lives.values, class, value),
            variants: lives.variants.iter().map(|(id, since)| (class(id), *since)).collect(),
            experimental_members: marks(&lives.experimental_members, class, member),
            experimental_values: marks(&lives.experimental_values, class, value),
            experimental_variants: lives.experimental_variants.iter().map(class).collect(),
        }
    }
}

fn by_name<'a>(
    dated: &lives::Dated<'a>,
    class: impl Fn(&DefId) -> &'a str,
    part: impl Fn(DefId, usize) -> Option<&'a str>,
) -> BTreeMap<&'a str, Dated<'a>> {
    let tables = dated.iter().map(|(id, parts)| {
        let parts = parts.iter().filter_map(|(at, since)| Some((part(*id, *at)?, *since)));
        (class(id), parts.collect())
    });
    tables.collect()
}

fn marks<'a>(
    marked: &lives::Marked,
    class: impl Fn(&DefId) -> &'a str,
    part: impl Fn(DefId, usize) -> Option<&'a str>,
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let tables = marked.iter().map(|(id, parts)| {
        let parts = parts.iter().filter_map(|at| part(*id, *at));
        (class(id), parts.collect())
    });
    tables.collect()
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
