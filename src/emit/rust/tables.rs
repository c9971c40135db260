//! The model in, tables for programs that know no type out: every method, and the wire name of every field whose name
//! alone does not give it.

use super::code::{Code, list};
use super::file::{File, Place};
use super::methods::since;
use super::scope::Scope;
use crate::ir::{Method, MethodKind, Params, Stability, Type};
use crate::naming::regular_names;

/// The module `tables`.
pub(super) fn text(scope: &Scope<'_>, header: &[String]) -> String {
    let doc = vec!["Methods and names as data, for programs that need no types.".to_owned()];
    let mut file = File::new(Place::Top, doc);
    let methods = scope.ir().methods().iter().map(|method| row(scope, method));
    file.list(list(
        "Every method of the protocol, by kind.",
        "METHODS",
        "codec::Method",
        methods.collect::<Vec<_>>(),
    ));
    let names = regular_names(scope.ir(), scope.surface.names);
    let names = names
        .pairs()
        .map(|(name, wire)| Code::join([Code::text(name.as_str()), Code::text(wire)], ", ").within("(", ")"));
    file.list(list(
        "The name of each field and its name on the wire, where the two differ; sorted by the first.",
        "WIRE_NAMES",
        "(&str, &str)",
        names.collect::<Vec<_>>(),
    ));
    file.finish(scope, header)
}

/// `codec::Method::new("thread/start", kind, params, result, stability, since)`
fn row(scope: &Scope<'_>, method: &Method) -> Code {
    let kind = match method.kind {
        MethodKind::ClientRequest => "codec::MethodKind::ClientRequest",
        MethodKind::ServerRequest => "codec::MethodKind::ServerRequest",
        MethodKind::ClientNotification => "codec::MethodKind::ClientNotification",
        MethodKind::ServerNotification => "codec::MethodKind::ServerNotification",
    };
    let stability = match method.about.stability {
        Stability::Stable => "codec::Stability::Stable",
        Stability::Experimental => "codec::Stability::Experimental",
    };
    let params = match &method.params {
        Params::None => None,
        Params::Required(ty) | Params::Optional(ty) => Some(ty),
    };
    let parts = [
        Code::text(method.wire.as_str()),
        Code::sign(kind),
        type_name(scope, params),
        type_name(scope, method.result.as_ref()),
        Code::sign(stability),
        since(method),
    ];
    Code::join(parts, ", ").within("codec::Method::new(", ")")
}

/// The name in `types` of what a method takes or gives.
fn type_name(scope: &Scope<'_>, ty: Option<&Type>) -> Code {
    match ty {
        Some(Type::Def(id)) if scope.is_public(*id) => {
            Code::text(scope.names.of(*id).bare()).within("Some(", ")")
        }
        Some(Type::Nullable(inner)) => type_name(scope, Some(inner)),
        Some(_) => Code::sign("Some(\"Value\")"),
        None => Code::sign("None"),
    }
}
