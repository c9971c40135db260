//! One module of the surface in, the Python module of its models out, in the order of emission.

use super::scope::Scope;
use super::syntax::{Module, Stmt};
use super::types::evaluated;
use super::{enums, records, unions};
use crate::emit::describe;
use crate::ir::{Body, Def};
use crate::surface::TypeModule;

/// The module of models.
pub(super) fn module(scope: &Scope<'_>, module: &TypeModule) -> Module {
    let body = module.defs.iter().flat_map(|id| definition(scope, &scope.ir()[*id]));
    Module::new(scope.types_package().join(&module.name)).doc(describe::module(scope.ir(), module)).body(body)
}

fn definition(scope: &Scope<'_>, def: &Def) -> Vec<Stmt> {
    match &def.body {
        Body::Record(record) => vec![records::class(scope, def, record).into()],
        Body::Enum(body) => vec![enums::class(scope, def, body).into()],
        Body::Union(union) => unions::alias(scope, def, union).into_iter().flatten().collect(),
        Body::Alias(ty) => {
            let alias = Stmt::alias(scope.names().of(def.id).clone(), evaluated(scope, def.id, ty));
            let doc = scope.describer.definition(def).map(Stmt::Docstring);
            [Some(alias), doc].into_iter().flatten().collect()
        }
    }
}
