//! The method tables in, one message class for every method out, and for each envelope the union of its messages.
//! A message is one struct whose tag is the method, so that a line is decoded in one native pass.

use super::scope::Scope;
use super::syntax::{Class, Doc, Expr, Ident, Module, Stmt, Symbol};
use super::types::{annotation, literal};
use crate::emit::describe;
use crate::ir::{Envelope, Method, MethodKind, Params};
use crate::naming::{EnvelopeNames, MethodNames};
use crate::{py_ident, py_symbol};

/// The module of what a client sends.
pub(super) fn outgoing(scope: &Scope<'_>) -> Module {
    let doc = "One message class for every method that a client sends, and the unions of them.";
    let body = sent_by(scope, true).flat_map(|(envelope, names)| messages(scope, envelope, names));
    Module::new(scope.outgoing()).doc(Doc::new(doc)).body(body)
}

/// The module of what the server sends; it ends with the one name that the runtime looks up, whatever the protocol
/// calls its envelopes and however many it has.
pub(super) fn incoming(scope: &Scope<'_>) -> Module {
    let doc = "One message class for every method that the server sends, and the unions of them.";
    let body = sent_by(scope, false).flat_map(|(envelope, names)| messages(scope, envelope, names));
    let unions: Vec<Expr> =
        sent_by(scope, false).map(|(_, names)| Expr::local(names.union.clone())).collect();
    let all = if unions.is_empty() { py_symbol!("typing", "NoReturn").into() } else { Expr::union(unions) };
    let all = [
        Some(Stmt::alias(py_ident!("KnownMessage"), all)),
        Doc::new("Any message of the server whose method this package knows.").map(Stmt::Docstring),
    ];
    let module = Module::new(scope.incoming()).doc(Doc::new(doc)).body(body).body(all.into_iter().flatten());
    module.body(notification(scope).into_iter().flatten())
}

/// `Notification = ServerNotification | UnknownNotification`, if the server sends any.
fn notification(scope: &Scope<'_>) -> Option<[Stmt; 2]> {
    let known = sent_by(scope, false).find(|(envelope, _)| envelope.kind == MethodKind::ServerNotification);
    let (_, names) = known?;
    let unknown = scope.runtime(py_ident!("messages"), py_ident!("UnknownNotification"));
    let any = Expr::local(names.union.clone()).or(unknown);
    let doc = Doc::new("Any notification of the server, whether this package knows its method or not.")?;
    let union = scope.runtime(py_ident!("messages"), py_ident!("AnyNotification")).subscript([any]);
    Some([Stmt::alias(py_ident!("Notification"), union), Stmt::Docstring(doc)])
}

/// The symbol of [`notification`], if there is one.
pub(super) fn notification_symbol(scope: &Scope<'_>) -> Option<Symbol> {
    notification(scope).map(|_| Symbol::imported(scope.incoming(), py_ident!("Notification")))
}

/// The envelopes of one side, with their names.
fn sent_by<'a>(
    scope: &Scope<'a>,
    from_client: bool,
) -> impl Iterator<Item = (&'a Envelope, &'a EnvelopeNames)> {
    let envelopes = scope.ir().envelopes().iter().zip(scope.names().envelopes());
    envelopes.filter(move |(envelope, _)| envelope.kind.from_client() == from_client)
}

fn messages(scope: &Scope<'_>, envelope: &Envelope, names: &EnvelopeNames) -> Vec<Stmt> {
    let methods = scope.ir().methods().iter().zip(scope.names().methods());
    let methods: Vec<_> = methods.filter(|(method, _)| method.kind == envelope.kind).collect();
    let base = base(scope, envelope, names);
    let mut body: Vec<Stmt> = shared_members(scope, envelope, names).map(Into::into).into_iter().collect();
    body.extend(
        methods
            .iter()
            .map(|(method, method_names)| Stmt::from(class(scope, base.clone(), method, method_names))),
    );
    let members = methods.iter().map(|(_, method_names)| Expr::local(method_names.message.clone()));
    body.push(Stmt::alias(names.union.clone(), Expr::union(members)));
    body.extend(describe::envelope(envelope).map(Stmt::Docstring));
    body
}

/// The base of an envelope's messages: the runtime's, or a class with the members that all of them may carry.
fn base(scope: &Scope<'_>, envelope: &Envelope, names: &EnvelopeNames) -> Expr {
    match shared_class(envelope, names) {
        Some(name) => Expr::local(name),
        None => runtime_base(scope, envelope.kind),
    }
}

fn runtime_base(scope: &Scope<'_>, kind: MethodKind) -> Expr {
    let name = if kind.is_request() { py_ident!("RequestMessage") } else { py_ident!("NotificationMessage") };
    scope.runtime(py_ident!("messages"), name)
}

fn shared_class(envelope: &Envelope, names: &EnvelopeNames) -> Option<Ident> {
    let name = Ident::new(&format!("{}Message", names.union)).ok()?;
    (!envelope.fields.is_empty()).then_some(name)
}

fn shared_members(scope: &Scope<'_>, envelope: &Envelope, names: &EnvelopeNames) -> Option<Class> {
    let fields = envelope.fields.iter().zip(&names.members);
    let body =
        fields.flat_map(|(field, name)| super::records::field(scope, field, name, &envelope.about, false));
    let doc = format!("What every message of `{}` may carry beside its method.", names.union);
    let class = Class::new(shared_class(envelope, names)?);
    Some(class.base(runtime_base(scope, envelope.kind)).doc(Doc::new(&doc)).body(body))
}

fn class(scope: &Scope<'_>, base: Expr, method: &Method, names: &MethodNames) -> Class {
    let class_var = Expr::from(py_symbol!("typing", "ClassVar"));
    let wire = method.wire.as_str();
    let name = Stmt::field(py_ident!("method"), class_var.subscript([literal(wire)]), Expr::str(wire));
    Class::new(names.message.clone())
        .base(base)
        .keyword(py_ident!("tag"), Expr::str(wire))
        .doc(describe::method(method))
        .body([Some(name), params(scope, method)].into_iter().flatten())
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
