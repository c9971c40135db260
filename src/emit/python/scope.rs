//! What every part of the Python emitter shares: the surface, the module paths of the package, and the part that
//! each definition plays in the methods of the protocol.

use std::collections::{BTreeMap, BTreeSet};

use super::Package;
use super::shapes::{self, Shapes};
use super::syntax::{Expr, Ident, ModulePath, Symbol};
use crate::emit::describe::Describer;
pub(super) use crate::emit::roles::definition;
use crate::ir::{DefId, Ir, MethodKind, ObjectTest};
use crate::naming::{Names, WireNames, regular_names};
use crate::py_ident;
use crate::surface::Surface;

/// The surface of one package, and where its parts stand.
pub(super) struct Scope<'a> {
    pub surface: &'a Surface<'a>,
    pub package: ModulePath,
    runtime: ModulePath,
    /// The module of each definition, by its position.
    homes: Vec<Option<ModulePath>>,
    pub protocol: &'a str,
    pub leading: &'a [&'a str],
    pub wire_names: WireNames,
    pub describer: Describer<'a>,
    shapes: Shapes<'a>,
    /// The names of the public models.
    public: BTreeSet<&'a Ident>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(surface: &'a Surface<'a>, package: &Package<'a>) -> Self {
        let (ir, names) = (surface.ir, surface.names);
        let of_types = ir.defs().iter().map(|def| names.of(def.id).as_str());
        let public = surface.placement.iter().filter(|(_, placement)| placement.public);
        Self {
            surface,
            package: package.name.clone(),
            runtime: package.name.join(&py_ident!("_runtime")),
            homes: homes(surface, &package.name.join(&TYPES)),
            protocol: package.protocol,
            leading: package.leading,
            wire_names: regular_names(surface.ir, surface.names),
            describer: Describer::new(ir, names, of_types),
            shapes: shapes::find(surface.ir),
            public: public.map(|(id, _)| surface.names.of(*id)).collect(),
        }
    }

    pub(super) fn ir(&self) -> &'a Ir {
        self.surface.ir
    }

    pub(super) fn names(&self) -> &'a Names {
        self.surface.names
    }

    /// Whether `types` exports the definition.
    pub(super) fn is_public(&self, id: DefId) -> bool {
        self.surface.placement.get(&id).is_some_and(|placement| placement.public)
    }

    /// A name of the hand-written runtime.
    pub(super) fn runtime(&self, module: Ident, name: Ident) -> Expr {
        Expr::name(self.runtime_symbol(module, name))
    }

    /// The symbol of a name of the hand-written runtime.
    pub(super) fn runtime_symbol(&self, module: Ident, name: Ident) -> Symbol {
        Symbol::imported(self.runtime.join(&module), name)
    }

    /// The private package of the client.
    pub(super) fn client(&self) -> ModulePath {
        self.package.join(&py_ident!("_client"))
    }

    /// The symbol of a name of the hand-written client.
    pub(super) fn client_symbol(&self, module: Ident, name: Ident) -> Symbol {
        Symbol::imported(self.client().join(&module), name)
    }

    /// What shows that an object is this record, for records of unions that are told apart by shape.
    pub(super) fn shape(&self, id: DefId) -> Option<&'a ObjectTest> {
        self.shapes.get(&id).copied()
    }

    /// The private package of the types.
    pub(super) fn types_package(&self) -> ModulePath {
        self.package.join(&TYPES)
    }

    /// The symbol of a definition, wherever it is used.
    pub(super) fn type_symbol(&self, id: DefId) -> Symbol {
        let name = self.names().of(id).clone();
        match self.homes.get(id.index()) {
            Some(Some(home)) => Symbol::imported(home.clone(), name),
            _ => Symbol::Local(name),
        }
    }

    /// The name in `types` of what a symbol stands for, if it is a public model.
    pub(super) fn public_symbol(&self, symbol: &Symbol) -> Option<Ident> {
        let Symbol::Imported(imported) = symbol else { return None };
        let is_model = imported.module.as_str().starts_with(self.types_package().as_str());
        (is_model && self.public.contains(&imported.name)).then(|| imported.name.clone())
    }

    /// The module of the message classes of one kind.
    pub(super) fn messages_module(&self, kind: MethodKind) -> ModulePath {
        if kind.from_client() { self.outgoing() } else { self.incoming() }
    }

    /// The module of what a client sends.
    pub(super) fn outgoing(&self) -> ModulePath {
        self.types_package().join(&py_ident!("_outgoing"))
    }

    /// The module of what the server sends.
    pub(super) fn incoming(&self) -> ModulePath {
        self.types_package().join(&py_ident!("_incoming"))
    }
}

/// The private package of the types.
static TYPES: Ident = py_ident!("_types");

/// The module of each definition that has one, in the order of the definitions.
fn homes(surface: &Surface<'_>, types: &ModulePath) -> Vec<Option<ModulePath>> {
    let modules: BTreeMap<&Ident, ModulePath> =
        surface.modules.iter().map(|module| (&module.name, types.join(&module.name))).collect();
    let defs = surface.ir.defs().iter();
    defs.map(|def| modules.get(&surface.placement.get(&def.id)?.module).cloned()).collect()
}
