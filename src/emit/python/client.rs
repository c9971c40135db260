//! The emitted modules of the client: what the surface says of it in, `_client` modules out, blocking and
//! asynchronous from one description each. Types are imported for type checkers alone.

mod rpc;

use super::scope::Scope;
use super::syntax::{Expr, Ident, Module, Symbol};
use super::types::annotation;
use crate::ir::Type;
use crate::naming::ModulePath;
use crate::py_ident;
use crate::surface::Client;

/// The modules, each made when it is asked for.
pub(super) fn modules<'a>(scope: &'a Scope<'a>, client: &'a Client<'a>) -> impl Iterator<Item = Module> + 'a {
    Form::BOTH.into_iter().map(move |form| rpc::module(scope, client, form))
}

/// The two forms of every class and call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Blocking,
    Async,
}

impl Form {
    const BOTH: [Form; 2] = [Form::Blocking, Form::Async];

    fn is_async(self) -> bool {
        self == Form::Async
    }

    /// One of two things.
    fn pick<T>(self, blocking: T, asynchronous: T) -> T {
        if self.is_async() { asynchronous } else { blocking }
    }

    /// `await call` where calls are awaited.
    fn awaited(self, call: Expr) -> Expr {
        if self.is_async() { call.awaited() } else { call }
    }
}

/// The package of the client's modules.
fn package(scope: &Scope<'_>) -> ModulePath {
    scope.package.join(&py_ident!("_client"))
}

/// A name of a module of the client.
fn own(scope: &Scope<'_>, module: &Ident, name: Ident) -> Expr {
    Expr::name(Symbol::imported(package(scope).join(module), name))
}

/// The constant of a method.
fn method_constant(scope: &Scope<'_>, constant: &Ident) -> Expr {
    let wire = scope.package.join(&py_ident!("wire"));
    Expr::name(Symbol::imported(wire, py_ident!("methods"))).attr(constant.clone())
}

/// An annotation that only type checkers evaluate, by the public names of types.
fn told(scope: &Scope<'_>, annotation: Expr) -> Expr {
    let types = scope.package.join(&py_ident!("types"));
    annotation.replacing(&|symbol| {
        match scope.public_symbol(&symbol) {
            Some(name) => Symbol::imported(types.clone(), name),
            None => symbol,
        }
        .type_only()
    })
}

/// The annotation of a type, for type checkers alone.
fn told_type(scope: &Scope<'_>, ty: &Type) -> Expr {
    told(scope, annotation(scope, ty))
}
