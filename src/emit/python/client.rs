//! The emitted modules of the client: what the surface says of it in, `_client` modules out, blocking and
//! asynchronous from one description each. Types are imported for type checkers alone.

mod api;
mod rpc;
mod words;

use super::scope::Scope;
use super::syntax::{Expr, Ident, Module, Symbol};
use super::types::annotation;
use crate::ir::Type;
use crate::naming::ModulePath;
use crate::py_ident;
use crate::surface::{Client, Forms, Home};

/// The modules, each made when it is asked for.
pub(super) fn modules<'a>(scope: &'a Scope<'a>, client: &'a Client<'a>) -> impl Iterator<Item = Module> + 'a {
    let requests = Form::BOTH.into_iter().map(move |form| rpc::module(scope, client, form));
    std::iter::once_with(move || api::module(scope, client)).chain(requests)
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

    /// The one of both that has this form.
    fn of<T>(self, both: &Forms<T>) -> &T {
        self.pick(&both.blocking, &both.asynchronous)
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

/// A name of a hand-written module.
fn home(scope: &Scope<'_>, home: &Home) -> Expr {
    let module = home.module.as_str().split('.').filter_map(|step| Ident::new(step).ok());
    let module = module.fold(scope.package.clone(), |path, step| path.join(&step));
    Expr::name(Symbol::imported(module, home.name.clone()))
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
