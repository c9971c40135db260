//! What every part of the Rust emitter shares: the surface, the names, the homes of types, and where a value must be
//! boxed because its type contains itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::describe::Describer;
use crate::ir::{Body, DefId, Ir, Type, circles};
use crate::naming::{PyIdent, RsIdent, RustNames};
use crate::surface::Surface;

/// The surface of one crate, and where its parts stand.
pub(super) struct Scope<'a> {
    pub surface: &'a Surface<'a>,
    pub names: &'a RustNames,
    pub describer: Describer<'a>,
    pub leading: &'a [&'a str],
    pub protocol: &'a str,
    /// The module of each definition, by its position.
    homes: Vec<Option<RsIdent>>,
    /// The circle of definitions that each is in, lists and maps taken out.
    direct: Vec<usize>,
    /// The same without what records box already.
    unboxed: Vec<usize>,
    /// The circle of aliases that each is in.
    aliases: Vec<usize>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        surface: &'a Surface<'a>,
        names: &'a RustNames,
        leading: &'a [&'a str],
        protocol: &'a str,
    ) -> Self {
        let ir = surface.ir;
        let modules: BTreeMap<&PyIdent, RsIdent> =
            surface.modules.iter().map(|module| (&module.name, RsIdent::new(&module.name))).collect();
        let home = |id: DefId| modules.get(&surface.placement.get(&id)?.module).cloned();
        let of_types = ir.defs().iter().map(|def| names.of(def.id).bare());
        Self {
            surface,
            names,
            describer: Describer::new(ir, surface.names, of_types),
            leading,
            protocol,
            homes: ir.defs().iter().map(|def| home(def.id)).collect(),
            direct: circles(&edges(ir, |body| direct(body, true))),
            unboxed: circles(&edges(ir, |body| direct(body, false))),
            aliases: circles(&edges(ir, |body| match body {
                Body::Alias(ty) => ty.defs().collect(),
                Body::Record(_) | Body::Union(_) | Body::Enum(_) => Vec::new(),
            })),
        }
    }

    pub(super) fn ir(&self) -> &'a Ir {
        self.surface.ir
    }

    /// Whether `types` exports the definition.
    pub(super) fn is_public(&self, id: DefId) -> bool {
        self.surface.placement.get(&id).is_some_and(|placement| placement.public)
    }

    /// The module that a definition stands in.
    pub(super) fn home(&self, id: DefId) -> Option<&RsIdent> {
        self.homes.get(id.index())?.as_ref()
    }

    /// Whether a member of a record, or the payload of a union, contains the record or the union itself.
    pub(super) fn is_boxed(&self, owner: DefId, ty: &Type) -> bool {
        let circles = match self.ir()[owner].body {
            Body::Record(_) => &self.direct,
            Body::Union(_) => &self.unboxed,
            Body::Enum(_) | Body::Alias(_) => return false,
        };
        within(ty).is_some_and(|held| same(circles, owner, held))
    }

    /// The target of an alias, where what leads back to the alias through aliases alone is any value.
    pub(super) fn unrolled(&self, alias: DefId, ty: &Type) -> Type {
        match ty {
            Type::Def(id)
                if matches!(self.ir()[*id].body, Body::Alias(_)) && same(&self.aliases, alias, *id) =>
            {
                Type::Json
            }
            Type::List(items, rule) => Type::List(Box::new(self.unrolled(alias, items)), *rule),
            Type::Map(values) => Type::Map(Box::new(self.unrolled(alias, values))),
            Type::Nullable(inner) => Type::Nullable(Box::new(self.unrolled(alias, inner))),
            ty => ty.clone(),
        }
    }
}

fn same(circles: &[usize], one: DefId, other: DefId) -> bool {
    circles.get(one.index()) == circles.get(other.index())
}

fn edges(ir: &Ir, of: impl Fn(&Body) -> Vec<DefId>) -> Vec<Vec<usize>> {
    let edges = ir.defs().iter().map(|def| of(&def.body).into_iter().map(DefId::index).collect());
    edges.collect()
}

/// The definitions whose values stand inside a value without a list or a map between.
fn direct(body: &Body, through_records: bool) -> Vec<DefId> {
    let types: BTreeSet<DefId> = match body {
        Body::Record(record) if through_records => {
            record.fields.iter().filter_map(|field| within(&field.ty)).collect()
        }
        Body::Union(union) => union.variants.iter().filter_map(|variant| within(&variant.ty)).collect(),
        Body::Alias(ty) => within(ty).into_iter().collect(),
        Body::Record(_) | Body::Enum(_) => BTreeSet::new(),
    };
    types.into_iter().collect()
}

fn within(ty: &Type) -> Option<DefId> {
    match ty {
        Type::Def(id) => Some(*id),
        Type::Nullable(inner) => within(inner),
        _ => None,
    }
}
