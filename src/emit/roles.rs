//! A model in, the part that each definition plays in the methods of the protocol and in other records out.

use std::collections::BTreeMap;

use crate::ir::{Body, Def, DefId, Ir, Method, Params, Type, WireName};
use crate::naming::Names;

/// The parts that definitions play.
#[derive(Debug)]
pub struct Roles<'a> {
    roles: BTreeMap<DefId, Vec<Role<'a>>>,
    holders: BTreeMap<DefId, Holder<'a>>,
}

/// The part that a definition plays in a method.
#[derive(Debug, Clone, Copy)]
pub enum Role<'a> {
    /// It is what the method takes.
    Params(&'a Method),
    /// It is what the method gives.
    Result(&'a Method),
}

/// A member of a record that holds values of a definition, alone or many of them.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    /// The record.
    pub record: DefId,
    /// The member.
    pub member: &'a WireName,
    /// Whether it holds many.
    pub many: bool,
}

impl<'a> Roles<'a> {
    /// Finds them; the names decide which of several holders is told.
    #[must_use]
    pub fn new(ir: &'a Ir, names: &Names) -> Self {
        let mut roles: BTreeMap<DefId, Vec<Role<'a>>> = BTreeMap::new();
        for method in ir.methods() {
            if let Some(id) = params(method).and_then(definition) {
                roles.entry(id).or_default().push(Role::Params(method));
            }
            if let Some(id) = method.result.as_ref().and_then(definition) {
                roles.entry(id).or_default().push(Role::Result(method));
            }
        }
        Self { roles, holders: holders(ir, names) }
    }

    /// The parts that a definition plays, in the order of the method table.
    #[must_use]
    pub fn of(&self, id: DefId) -> &[Role<'a>] {
        self.roles.get(&id).map_or(&[], Vec::as_slice)
    }

    /// A member of another record that holds values of the definition: one rather than many, the first by name.
    #[must_use]
    pub fn holder(&self, id: DefId) -> Option<Holder<'a>> {
        self.holders.get(&id).copied()
    }
}

fn holders<'a>(ir: &'a Ir, names: &Names) -> BTreeMap<DefId, Holder<'a>> {
    let mut holders: BTreeMap<DefId, Holder<'a>> = BTreeMap::new();
    let mut defs: Vec<&Def> = ir.defs().iter().collect();
    defs.sort_by_key(|def| names.of(def.id));
    for def in defs {
        let Body::Record(record) = &def.body else { continue };
        for field in &record.fields {
            if let Some((held, many)) = held(&field.ty)
                && held != def.id
                && holders.get(&held).is_none_or(|known| known.many && !many)
            {
                holders.insert(held, Holder { record: def.id, member: &field.wire, many });
            }
        }
    }
    holders
}

/// The definition that a type holds values of, and whether they are elements or entries.
fn held(ty: &Type) -> Option<(DefId, bool)> {
    match ty {
        Type::Nullable(inner) => held(inner),
        Type::List(inner, _) | Type::Map(inner) => Some((held(inner)?.0, true)),
        _ => Some((definition(ty)?, false)),
    }
}

/// The type of a method's params.
#[must_use]
pub fn params(method: &Method) -> Option<&Type> {
    match &method.params {
        Params::None => None,
        Params::Required(ty) | Params::Optional(ty) => Some(ty),
    }
}

/// The definition that a type names directly.
#[must_use]
pub fn definition(ty: &Type) -> Option<DefId> {
    match ty {
        Type::Def(id) => Some(*id),
        Type::Nullable(inner) => definition(inner),
        _ => None,
    }
}
