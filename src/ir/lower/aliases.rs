//! Aliases, once every definition has its body: null is said once, and no alias is its own target.

use std::collections::HashSet;

use super::draft::Draft;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Body, Def, DefId, Extra, Type};

impl Draft<'_> {
    /// Takes `or null` off references to aliases that accept null already.
    pub(in crate::ir) fn settle_null(&mut self) {
        let inside: HashSet<DefId> =
            self.defs.iter().filter(|def| holds_null(&self.defs, def)).map(|def| def.id).collect();
        if inside.is_empty() {
            return;
        }
        let settle = |ty: &mut Type| settle(ty, &inside);
        for def in &mut self.defs {
            match &mut def.body {
                Body::Record(record) => {
                    record.fields.iter_mut().for_each(|field| settle(&mut field.ty));
                    if let Extra::Typed(ty) = &mut record.extra {
                        settle(ty);
                    }
                }
                Body::Union(union) => union.variants.iter_mut().for_each(|variant| settle(&mut variant.ty)),
                Body::Alias(ty) => settle(ty),
                Body::Enum(_) => {}
            }
        }
    }

    /// Reports every circle of aliases, once.
    pub(in crate::ir) fn check_aliases(&mut self) {
        for start in &self.defs {
            let mut circle = vec![start];
            while let Some(next) = circle.last().and_then(|def| target(&def.body)) {
                match self.defs.get(next.index()) {
                    Some(def) if circle.iter().all(|known| known.id != next) => circle.push(def),
                    _ => break,
                }
            }
            let closes = circle.last().and_then(|def| target(&def.body)) == Some(start.id);
            if !closes || circle.iter().any(|def| def.path < start.path) {
                continue;
            }
            let names: Vec<&str> = circle.iter().chain([&start]).map(|def| def.path.as_str()).collect();
            let message = format!("{} is an alias of itself", start.path);
            self.decisions.problems.push(
                Diagnostic::new(Code::EndlessAlias, message)
                    .at(self.place(&start.about.origin))
                    .note("circle", names.join(" -> "))
                    .help("let one of them be an object, a list or a map"),
            );
        }
    }
}

/// The definition that an alias is but another name of.
fn target(body: &Body) -> Option<DefId> {
    let Body::Alias(ty) = body else { return None };
    match ty {
        Type::Def(id) => Some(*id),
        Type::Nullable(inner) => match inner.as_ref() {
            Type::Def(id) => Some(*id),
            _ => None,
        },
        _ => None,
    }
}

fn holds_null(defs: &[Def], def: &Def) -> bool {
    let (mut here, mut seen) = (def, Vec::new());
    loop {
        match &here.body {
            Body::Alias(Type::Nullable(_)) => return true,
            Body::Alias(Type::Def(id)) if !seen.contains(id) => {
                seen.push(*id);
                match defs.get(id.index()) {
                    Some(next) => here = next,
                    None => return false,
                }
            }
            _ => return false,
        }
    }
}

fn settle(ty: &mut Type, inside: &HashSet<DefId>) {
    match ty {
        Type::Nullable(inner) => {
            if let Type::Def(id) = inner.as_ref()
                && inside.contains(id)
            {
                *ty = Type::Def(*id);
            } else {
                settle(inner, inside);
            }
        }
        Type::List(inner, _) | Type::Map(inner) => settle(inner, inside),
        _ => {}
    }
}
