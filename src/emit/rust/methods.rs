//! The method tables in, the requests of a client as types out: one marker for each, which ties the method to what goes
//! in and what comes back.

use syn::parse_quote;

use super::code::{Code, table};
use super::events::payload;
use super::file::{File, Place};
use super::scope::Scope;
use super::syntax::{doc, enumeration};
use super::ty::Ty;
use crate::emit::describe;
use crate::ir::{Method, MethodKind, Stability};

/// The module `methods`.
pub(super) fn text(scope: &Scope<'_>, header: &[String]) -> String {
    let doc = vec!["The requests of a client, each a type without values.".to_owned()];
    let mut file = File::new(Place::Top, doc);
    let methods = scope.ir().methods().iter().zip(scope.names.methods()).enumerate();
    let mut requests: Vec<_> =
        methods.filter(|(_, (method, _))| method.kind == MethodKind::ClientRequest).collect();
    requests.sort_by_key(|(_, (_, names))| &names.marker);
    for (index, (method, names)) in requests {
        let mut attrs = self::doc(describe::method(method).as_ref(), 0);
        attrs.push(parse_quote! { #[derive(Debug, Clone, Copy)] });
        file.item(enumeration(attrs, names.marker.as_str(), std::iter::empty()));
        let head = Code::join([Code::name(&names.marker), Code::text(method.wire.as_str())], " = ");
        let row = row(scope, index, method, &mut file);
        file.table(table("codec::request", &head, [row]));
    }
    file.finish(scope, header)
}

/// `Params => Response, Stability, Deadline, since`
fn row(scope: &Scope<'_>, index: usize, method: &Method, file: &mut File<'_>) -> Code {
    let params = payload(scope, method).unwrap_or(Ty::Own("()"));
    let response = method.result.as_ref().map_or(Ty::Own("()"), |ty| Ty::public(scope, ty));
    file.uses(&params);
    file.uses(&response);
    let stability = match method.about.stability {
        Stability::Stable => "Stable",
        Stability::Experimental => "Experimental",
    };
    let timeouts = scope.surface.client.as_ref().map(|client| &client.timeouts);
    let deadline = match timeouts.and_then(|timeouts| timeouts.get(&index)) {
        None => Code::sign("codec::Deadline::Configured"),
        Some(None) => Code::sign("codec::Deadline::Never"),
        Some(Some(seconds)) => deadline(*seconds),
    };
    let types = Code::join([params.code(), response.code()], " => ");
    Code::join([types, Code::sign(stability), deadline, since(method)], ", ")
}

fn deadline(seconds: f64) -> Code {
    Code::rounded(seconds * 1000.0).within("codec::Deadline::millis(", ")")
}

/// `Some("0.136.0")`, or `None` for what the oldest record has.
pub(super) fn since(method: &Method) -> Code {
    match &method.about.life.since {
        Some(since) => Code::text(since).within("Some(", ")"),
        None => Code::sign("None"),
    }
}
