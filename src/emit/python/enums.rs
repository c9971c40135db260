//! An enum of the model in, an open enum of the runtime out, each value with its documentation below it.

use super::scope::Scope;
use super::syntax::{Class, Expr, Stmt};
use crate::emit::describe;
use crate::ir::{Def, Enum};
use crate::py_ident;

/// The class of an enum.
pub(super) fn class(scope: &Scope<'_>, def: &Def, body: &Enum) -> Class {
    let values = body.values.iter().zip(scope.names().members(def.id));
    let members = values.flat_map(|(value, name)| {
        let assign = Stmt::assign(Expr::local(name.clone()), Expr::str(value.wire.as_str()));
        [Some(assign), describe::value(&value.about, &def.about).map(Stmt::Docstring)].into_iter().flatten()
    });
    let base = if body.any_text.is_some() { py_ident!("OpenText") } else { py_ident!("OpenEnum") };
    Class::new(scope.names().of(def.id).clone())
        .base(scope.runtime(py_ident!("enums"), base))
        .doc(scope.describer.definition(def))
        .body(members)
}
