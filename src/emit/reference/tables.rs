//! The surface in, the tables of the reference out: requests of the server, every method of a client, every type.

use super::markdown::{code, inline, row, summary};
use crate::emit::outline::library::Library;
use crate::emit::outline::{Item, Outline};
use crate::ir::{About, Method, MethodKind, Params, Stability, Type};
use crate::naming::ModulePath;
use crate::surface::{Refusal, ServerRequest, Surface};

/// What a handler answers.
pub(super) fn requests(surface: &Surface<'_>, requests: &[ServerRequest]) -> String {
    let mut out = "\n## Requests from the server\n\n\
        Each request, and the method of `ServerRequestHandler` that answers it. The last column is what is sent without a \
        valid answer.\n\n"
        .to_owned();
    out.push_str(&row(&["Handler", "Method", "Request", "Answer", "Notes", "Refusal"]));
    out.push_str(&row(&["---"; 6]));
    for request in requests {
        let Some(method) = surface.ir.methods().get(request.method) else { continue };
        let refusal = match &request.refusal {
            Refusal::Answer(value) => code(&value.to_string()),
            Refusal::Error { code, message } => format!("error {code}, {}", inline(message)),
        };
        let answer = match &request.shorthand {
            Some(shorthand) => code(shorthand.alias.as_str()),
            None => result(surface, method),
        };
        let cells = [
            code(request.handler.as_str()),
            code(method.wire.as_str()),
            params(surface, method),
            answer,
            notes(&method.about),
            refusal,
        ];
        out.push_str(&row(&cells));
    }
    out
}

/// Every request of a client.
pub(super) fn methods(surface: &Surface<'_>) -> String {
    let has_client = surface.client.is_some();
    let mut out = "\n## Methods\n\n".to_owned();
    out.push_str(if has_client {
        "Every request of the protocol, as a method of `Codex.rpc` and `AsyncCodex.rpc`. Its keyword arguments are the members \
         of its params.\n\n"
    } else {
        "Every request of the protocol, by its constant in `wire.methods`.\n\n"
    });
    let first = if has_client { "Call" } else { "Constant" };
    out.push_str(&row(&[first, "Method", "Params", "Result", "Notes"]));
    out.push_str(&row(&["---"; 5]));
    let methods = surface.ir.methods().iter().zip(surface.names.methods());
    let methods = methods.filter(|(method, _)| method.kind == MethodKind::ClientRequest);
    let mut methods: Vec<_> = methods.collect();
    methods.sort_by_key(|(_, names)| &names.call);
    for (method, names) in methods {
        let name = if has_client { &names.call } else { &names.constant };
        out.push_str(&row(&[
            code(name.as_str()),
            code(method.wire.as_str()),
            params(surface, method),
            result(surface, method),
            notes(&method.about),
        ]));
    }
    out
}

fn params(surface: &Surface<'_>, method: &Method) -> String {
    match &method.params {
        Params::None => String::new(),
        Params::Required(ty) => code(&spelled(surface, ty)),
        Params::Optional(ty) => format!("{} or none", code(&spelled(surface, ty))),
    }
}

fn result(surface: &Surface<'_>, method: &Method) -> String {
    method.result.as_ref().map(|ty| code(&spelled(surface, ty))).unwrap_or_default()
}

fn spelled(surface: &Surface<'_>, ty: &Type) -> String {
    match ty {
        Type::Def(id) => surface.names.of(*id).to_string(),
        Type::Nullable(inner) => format!("{} | None", spelled(surface, inner)),
        _ => "JsonValue".to_owned(),
    }
}

fn notes(about: &About) -> String {
    let experimental = (about.stability == Stability::Experimental).then(|| "experimental".to_owned());
    let deprecated = about.deprecated.then(|| "deprecated".to_owned());
    let since = about.life.since.as_ref().map(|since| format!("since {}", inline(since)));
    experimental.into_iter().chain(deprecated).chain(since).collect::<Vec<_>>().join(", ")
}

/// Every public type by module, a line each.
pub(super) fn types(surface: &Surface<'_>, library: &Library<'_>, package: &ModulePath) -> String {
    let mut out = String::new();
    for module in &surface.modules {
        let Some(outline) = library.outline(&format!("{package}._types.{}", module.name)) else { continue };
        let is_public = |id| surface.placement.get(id).is_some_and(|placement| placement.public);
        let mut names: Vec<&str> =
            module.defs.iter().filter(|id| is_public(id)).map(|id| surface.names.of(*id).as_str()).collect();
        if names.is_empty() {
            continue;
        }
        names.sort_unstable();
        out.push_str(&format!("\n### {}\n\n", code(module.name.as_str())));
        out.extend(outline.doc.iter().map(|doc| format!("{}\n\n", summary(doc))));
        out.extend(names.iter().map(|name| line(&outline, name)));
    }
    out
}

fn line(outline: &Outline, name: &str) -> String {
    let doc = match outline.get(name) {
        Some(Item::Class(class)) => class.body.doc.as_deref(),
        Some(Item::Value(value)) => value.doc.as_deref(),
        Some(Item::Function(_)) | None => None,
    };
    match doc {
        Some(doc) => format!("- {}: {}\n", code(name), summary(doc)),
        None => format!("- {}\n", code(name)),
    }
}
