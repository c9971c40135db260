//! The names that come from methods: a marker type for each, and its variant in the enum of its envelope.
//! Distinct within each envelope.

use std::collections::BTreeMap;

use super::super::Names;
use super::{RsIdent, RustMethodNames, report_clashes};
use crate::diag::Problems;
use crate::ir::{Envelope, Ir, Method, MethodKind, Params, Type};

/// What the module of methods means by names of its own.
const OWNED: [&str; 5] = ["Request", "Stability", "Deadline", "Notification", "Self"];

/// The names of each method, in the order of [`Ir::methods`].
pub(super) fn names(ir: &Ir, names: &Names, problems: &mut Problems) -> Box<[RustMethodNames]> {
    let mut uses: BTreeMap<(MethodKind, &str), usize> = BTreeMap::new();
    for method in ir.methods() {
        if let Some(stem) = stem(names, method) {
            *uses.entry((method.kind, stem)).or_default() += 1;
        }
    }
    let methods = ir.methods().iter().zip(names.methods());
    let all: Box<[RustMethodNames]> = methods
        .map(|(method, python)| {
            let message = python.message.as_str();
            let envelope = envelope(ir, method.kind).map_or("", |envelope| &*envelope.name);
            let marker = message.strip_suffix(envelope).filter(|rest| !rest.is_empty()).unwrap_or(message);
            let alone = |stem: &&str| uses.get(&(method.kind, *stem)) == Some(&1);
            let variant = stem(names, method).filter(alone).unwrap_or(marker);
            RustMethodNames { marker: name(marker), variant: name(variant), call: RsIdent::new(&python.call) }
        })
        .collect();
    for kind in MethodKind::ALL {
        let of_kind = || ir.methods().iter().zip(&all).filter(|(method, _)| method.kind == kind);
        let origin = |method: &'_ Method| method.about.origin.clone();
        let keys: Vec<(String, _)> = of_kind().map(|(method, _)| (key(ir, method), origin(method))).collect();
        let scopes: [fn(&RustMethodNames) -> &RsIdent; 2] = [|names| &names.marker, |names| &names.variant];
        for scope in scopes {
            let named = of_kind().zip(&keys);
            let named = named.map(|((_, names), (key, origin))| (scope(names), key.as_str(), origin));
            report_clashes(ir, named, problems);
        }
    }
    all
}

fn key(ir: &Ir, method: &Method) -> String {
    super::super::methods::key(ir, method)
}

fn name(text: &str) -> RsIdent {
    let owned = OWNED.contains(&text) || ["Unknown", "Malformed"].contains(&text);
    if owned { RsIdent::spelled(&format!("{text}Method")) } else { RsIdent::spelled(text) }
}

fn envelope(ir: &Ir, kind: MethodKind) -> Option<&Envelope> {
    ir.envelopes().iter().find(|envelope| envelope.kind == kind)
}

/// The name of the params without their ending, for a method that has them under a name.
fn stem<'a>(names: &'a Names, method: &Method) -> Option<&'a str> {
    let (Params::Required(Type::Def(id)) | Params::Optional(Type::Def(id))) = &method.params else {
        return None;
    };
    let name = names.of(*id).as_str();
    let ending = if method.kind.is_request() { "Params" } else { "Notification" };
    Some(name.strip_suffix(ending).filter(|rest| !rest.is_empty()).unwrap_or(name))
}
