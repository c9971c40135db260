//! The method tables in, one message class for every method out, and for each envelope the union of its messages.
//! A message is one struct whose tag is the method, so that a line is decoded in one native pass.

use super::describe;
use super::scope::Scope;
use super::syntax::{Class, Expr, Module, Stmt, Symbol};
use super::types::{annotation, literal};
use crate::ir::{Envelope, Method, MethodKind, Params};
use crate::naming::{EnvelopeNames, MethodNames, ModulePath};
use crate::{py_ident, py_symbol};

/// The module of the messages that go one way.
pub(super) fn module(scope: &Scope<'_>, from_client: bool) -> Option<Module> {
    let envelopes = scope.ir().envelopes().iter().zip(scope.names().envelopes());
    let envelopes: Vec<_> =
        envelopes.filter(|(envelope, _)| envelope.kind.from_client() == from_client).collect();
    let (first, _) = envelopes.first()?;
    let path: ModulePath = scope.messages_module(first.kind);
    let doc = if from_client {
        "One message class for every method that a client sends, and the unions of them."
    } else {
        "One message class for every method that the server sends, and the unions of them."
    };
    let body = envelopes.iter().flat_map(|(envelope, names)| messages(scope, envelope, names));
    Some(Module::new(path).doc(super::syntax::Doc::new(doc)).body(body))
}

fn messages(scope: &Scope<'_>, envelope: &Envelope, names: &EnvelopeNames) -> Vec<Stmt> {
    let methods = scope.ir().methods().iter().zip(scope.names().methods());
    let methods: Vec<_> = methods.filter(|(method, _)| method.kind == envelope.kind).collect();
    let mut body: Vec<Stmt> = methods
        .iter()
        .map(|(method, method_names)| class(scope, (envelope, names), method, method_names).into())
        .collect();
    let members = methods.iter().map(|(_, method_names)| Expr::local(method_names.message.clone()));
    body.push(Stmt::alias(names.union.clone(), Expr::union(members)));
    body.extend(describe::envelope(envelope).map(Stmt::Docstring));
    body
}

fn class(
    scope: &Scope<'_>,
    (envelope, envelope_names): (&Envelope, &EnvelopeNames),
    method: &Method,
    names: &MethodNames,
) -> Class {
    let base =
        if method.kind.is_request() { py_ident!("RequestMessage") } else { py_ident!("NotificationMessage") };
    let class_var = Expr::from(py_symbol!("typing", "ClassVar"));
    let wire = method.wire.as_str();
    let mut body =
        vec![Stmt::field(py_ident!("method"), class_var.subscript([literal(wire)]), Expr::str(wire))];
    body.extend(params(scope, method));
    let extra = envelope.fields.iter().zip(&envelope_names.members);
    body.extend(extra.flat_map(|(field, name)| super::records::field(scope, field, name, false)));
    Class::new(names.message.clone())
        .base(scope.runtime(py_ident!("messages"), base))
        .keyword(py_ident!("tag"), Expr::str(wire))
        .doc(describe::method(method))
        .body(body)
}

/// `payload: X = field(name="params")` for notifications, `params: X` for requests.
fn params(scope: &Scope<'_>, method: &Method) -> Option<Stmt> {
    let unset = || Expr::name(py_symbol!("msgspec", "UNSET"));
    let unset_type = || Expr::name(py_symbol!("msgspec", "UnsetType"));
    let (ty, default) = match &method.params {
        Params::None => (unset_type().optional(), Some(unset())),
        Params::Required(ty) => (annotation(scope, ty), None),
        Params::Optional(ty) => (annotation(scope, ty).or(unset_type()).optional(), Some(unset())),
    };
    let field = |keywords: Vec<_>| Expr::from(py_symbol!("msgspec", "field")).call_with([], keywords);
    let wire = (py_ident!("name"), Expr::str("params"));
    Some(match (method.kind.is_request(), default) {
        (true, default) => Stmt::field(py_ident!("params"), ty, default),
        (false, None) => Stmt::field(py_ident!("payload"), ty, field(vec![wire])),
        (false, Some(default)) => {
            Stmt::field(py_ident!("payload"), ty, field(vec![(py_ident!("default"), default), wire]))
        }
    })
}

/// The symbol of an envelope's union.
pub(super) fn union_symbol(scope: &Scope<'_>, kind: MethodKind, names: &EnvelopeNames) -> Symbol {
    Symbol::imported(scope.messages_module(kind), names.union.clone())
}
