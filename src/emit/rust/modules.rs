//! One module of the surface in, the file of its types out, in the order of emission.

use super::file::{File, Place};
use super::scope::Scope;
use super::syntax::{alias, doc};
use super::ty::Ty;
use super::{enums, records, unions};
use crate::emit::describe;
use crate::ir::{Body, Def};
use crate::naming::RsIdent;
use crate::surface::TypeModule;

/// The columns of the comment that says what a file is.
const WIDTH: usize = 96;

/// The file of a module of types.
pub(super) fn text(scope: &Scope<'_>, module: &TypeModule, name: &RsIdent, header: &[String]) -> String {
    let said = describe::module(scope.ir(), module);
    let said = said.map(|doc| doc.rustdoc(WIDTH)).unwrap_or_default();
    let mut file = File::new(Place::Types(name), said);
    for id in &module.defs {
        definition(scope, &scope.ir()[*id], &mut file);
    }
    file.finish(scope, header)
}

fn definition(scope: &Scope<'_>, def: &Def, file: &mut File<'_>) {
    match &def.body {
        Body::Record(record) => records::record(scope, def, record, file),
        Body::Enum(body) => enums::open(scope, def, body, file),
        Body::Union(union) => unions::open(scope, def, union, file),
        Body::Alias(ty) => {
            let ty = Ty::new(scope, &scope.unrolled(def.id, ty));
            file.uses(&ty);
            let attrs = doc(scope.describer.definition(def).as_ref(), 0);
            file.item(alias(attrs, scope.names.of(def.id).as_str(), &ty));
        }
    }
}
