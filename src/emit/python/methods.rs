//! The method tables in, `wire/methods.py` out: one typed constant for every method, in the order of the constants.

use super::scope::Scope;
use super::syntax::{Doc, Expr, Ident, Module, Stmt, Symbol};
use crate::emit::describe;
use crate::ir::{Method, MethodKind, Params, Stability, Type};
use crate::naming::MethodNames;
use crate::py_ident;

/// The module of the method constants.
pub(super) fn module(scope: &Scope<'_>, turn_end: Option<&str>) -> Module {
    let path = scope.package.join(&py_ident!("wire")).join(&py_ident!("methods"));
    let methods = scope.ir().methods().iter().zip(scope.names().methods()).enumerate();
    let mut methods: Vec<_> = methods.map(|(index, (method, names))| (index, method, names)).collect();
    methods.sort_by_key(|(_, method, names)| (method.kind, &names.constant));
    let end = methods.iter().find(|(_, method, _)| Some(method.wire.as_str()) == turn_end);
    let end = end.map(|(_, _, names)| {
        let value = Expr::local(names.constant.clone());
        let doc = Doc::new("The notification that ends a turn.").map(Stmt::Docstring);
        [Some(Stmt::assign(Expr::local(py_ident!("TURN_END")), value)), doc]
    });
    let constants = methods.iter().flat_map(|(index, method, names)| constant(scope, *index, method, names));
    let body = constants.chain(end.into_iter().flatten().flatten()).collect::<Vec<_>>();
    Module::new(path).doc(Doc::new("One constant for every method of the protocol.")).body(body)
}

fn constant(scope: &Scope<'_>, index: usize, method: &Method, names: &MethodNames) -> Vec<Stmt> {
    let class = match method.kind {
        MethodKind::ClientRequest => py_ident!("ClientMethod"),
        MethodKind::ServerRequest => py_ident!("ServerMethod"),
        MethodKind::ClientNotification => py_ident!("ClientNotificationMethod"),
        MethodKind::ServerNotification => py_ident!("ServerNotificationMethod"),
    };
    let class = scope.runtime(py_ident!("methods"), class);
    let (params, optional) = match &method.params {
        Params::None => (None, false),
        Params::Required(ty) => (Some(ty), false),
        Params::Optional(ty) => (Some(ty), true),
    };
    let params_type = params.map_or(Expr::None, |ty| public(scope, ty));
    let params_type = if optional { params_type.optional() } else { params_type };
    let mut types = vec![params_type];
    let mut arguments =
        vec![Expr::str(method.wire.as_str()), params.map_or(Expr::None, |ty| type_name(scope, ty))];
    if let Some(result) = &method.result {
        types.push(public(scope, result));
        arguments.push(type_name(scope, result));
    }
    let mut keywords: Vec<(Ident, Expr)> = Vec::new();
    if optional {
        keywords.push((py_ident!("optional_params"), Expr::Bool(true)));
    }
    if method.about.stability == Stability::Experimental {
        keywords.push((py_ident!("experimental"), Expr::Bool(true)));
    }
    if let Some(since) = &method.about.life.since {
        keywords.push((py_ident!("since"), Expr::str(&**since)));
    }
    let client = scope.surface.client.as_ref();
    if let Some(timeout) = client.and_then(|client| client.timeouts.get(&index)) {
        keywords.push((py_ident!("timeout"), timeout.map_or(Expr::None, Expr::float)));
    }
    let value = class.clone().call_with(arguments, keywords);
    let constant = Stmt::field(names.constant.clone(), class.subscript(types), value);
    [Some(constant), describe::method_note(method).map(Stmt::Docstring)].into_iter().flatten().collect()
}

/// `types.X`, for type checkers alone.
fn public(scope: &Scope<'_>, ty: &Type) -> Expr {
    match ty {
        Type::Def(id) if scope.is_public(*id) => {
            let types = Symbol::imported(scope.package.clone(), py_ident!("types")).type_only();
            Expr::name(types).attr(scope.names().of(*id).clone())
        }
        Type::Nullable(inner) => public(scope, inner).optional(),
        _ => scope.runtime_symbol(py_ident!("scalars"), py_ident!("JsonValue")).type_only().into(),
    }
}

/// The type's name in `types`, or None for any JSON value.
pub(super) fn type_name(scope: &Scope<'_>, ty: &Type) -> Expr {
    match ty {
        Type::Def(id) if scope.is_public(*id) => Expr::str(scope.names().of(*id).as_str()),
        Type::Nullable(inner) => type_name(scope, inner),
        _ => Expr::str("JsonValue"),
    }
}
