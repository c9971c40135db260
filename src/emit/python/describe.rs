//! What the model knows about a thing in, its docstring out: what the schema says, then the facts that a caller
//! needs (default, stability, the runtimes that have it, methods, schema pointer), in one fixed order.

use serde_json::Value;

use super::scope::{Holder, Role, Scope};
use super::syntax::{Doc, Stmt};
use crate::ir::{About, Body, Def, Envelope, Field, Method, MethodKind, Source, Stability, Type};

const DEPRECATED: &str = "Deprecated.";
const EXPERIMENTAL: &str = "Experimental.";

/// The docstring of a class or alias.
pub(super) fn definition(scope: &Scope<'_>, def: &Def) -> Option<Doc> {
    let mut paragraphs = vec![def.about.doc.as_deref().map_or_else(|| part(scope, def), str::to_owned)];
    let mut facts = facts(&def.about);
    if def.about.doc.is_some() {
        facts.extend(scope.roles(def.id).first().map(role));
    }
    if let Body::Alias(ty) = &def.body {
        facts.extend(pattern(ty));
    }
    facts.push(format!("Schema: `{}`.", def.about.origin));
    paragraphs.push(facts.join(" "));
    Doc::new(&paragraphs.join("\n\n"))
}

/// The docstring below a field, if there is anything to say.
pub(super) fn field(field: &Field, around: &About, sends_default: bool) -> Option<Stmt> {
    let mut said: Vec<String> = field.about.doc.iter().map(|doc| doc.to_string()).collect();
    let mut facts = news(&field.about, around);
    if let Some(default) = field.default.as_ref().filter(|_| !sends_default) {
        facts.push(format!("Default of the server: `{}`.", plain(default)));
    }
    facts.extend(
        field
            .absent
            .as_ref()
            .map(|value| format!("Older runtimes leave it out: `{}` stands for it.", plain(value))),
    );
    facts.extend(pattern(&field.ty));
    if field.secret {
        facts.push("A secret: no representation shows it.".to_owned());
    }
    if !facts.is_empty() {
        said.push(facts.join(" "));
    }
    Doc::new(&said.join("\n\n")).map(Stmt::Docstring)
}

/// The docstring below a member of an enum, if there is anything to say.
pub(super) fn value(value: &About, around: &About) -> Option<Stmt> {
    note(value, news(value, around))
}

fn note(about: &About, facts: Vec<String>) -> Option<Stmt> {
    let mut said: Vec<String> = about.doc.iter().map(|doc| doc.to_string()).collect();
    if !facts.is_empty() {
        said.push(facts.join(" "));
    }
    Doc::new(&said.join("\n\n")).map(Stmt::Docstring)
}

/// The facts of a part that its whole has not told yet.
fn news(part: &About, whole: &About) -> Vec<String> {
    let told = every_fact(whole);
    facts(part).into_iter().filter(|fact| !told.contains(fact)).collect()
}

/// The docstring of a message class or a method constant.
pub(super) fn method(method: &Method) -> Option<Doc> {
    let what = match method.kind {
        MethodKind::ClientRequest => "Request of a client",
        MethodKind::ServerRequest => "Request of the server",
        MethodKind::ClientNotification => "Notification of a client",
        MethodKind::ServerNotification => "Notification of the server",
    };
    let mut paragraphs: Vec<String> = vec![format!("{what}: `{}`.", method.wire)];
    paragraphs.extend(method.about.doc.iter().map(|doc| doc.to_string()));
    let facts = facts(&method.about);
    if !facts.is_empty() {
        paragraphs.push(facts.join(" "));
    }
    Doc::new(&paragraphs.join("\n\n"))
}

/// The facts about a call: as of any part, and what a program must set to use it.
pub(super) fn call(method: &Method, opt_in: &str) -> Vec<String> {
    let facts = facts(&method.about).into_iter();
    let needs = |fact: String| match fact.as_str() {
        EXPERIMENTAL => format!("Experimental: needs `{opt_in}`."),
        _ => fact,
    };
    facts.map(needs).collect()
}

/// The docstring below a method constant: what the schema says of the method.
pub(super) fn method_note(method: &Method) -> Option<Stmt> {
    note(&method.about, facts(&method.about))
}

/// The docstring below the union of an envelope's messages.
pub(super) fn envelope(envelope: &Envelope) -> Option<Doc> {
    let said = envelope.about.doc.as_deref().unwrap_or(match envelope.kind {
        MethodKind::ClientRequest => "Any request of a client.",
        MethodKind::ServerRequest => "Any request of the server whose method this package knows.",
        MethodKind::ClientNotification => "Any notification of a client.",
        MethodKind::ServerNotification => "Any notification of the server whose method this package knows.",
    });
    Doc::new(&format!("{said}\n\nSchema: `{}`.", envelope.about.origin))
}

/// What a definition without a description is.
fn part(scope: &Scope<'_>, def: &Def) -> String {
    match (&def.source, scope.roles(def.id).first()) {
        (_, Some(first)) => role(first),
        (Source::Variant { union, tag }, None) => {
            format!("The `{tag}` variant of `{}`.", scope.names().of(*union))
        }
        (Source::Texts { union }, None) => format!("The plain texts of `{}`.", scope.names().of(*union)),
        (Source::Shape { union, .. }, None) => format!("One form of `{}`.", scope.names().of(*union)),
        (Source::Inline { parent, member }, None) => {
            format!("The `{member}` of `{}`.", scope.names().of(*parent))
        }
        (Source::Named(name), None) => match scope.holder(def.id) {
            Some(Holder { record, member, many: false }) => {
                format!("The `{member}` of `{}`.", scope.names().of(record))
            }
            Some(Holder { record, member, many: true }) => {
                format!("One of the `{member}` of `{}`.", scope.names().of(record))
            }
            None => format!("`{name}` of the protocol."),
        },
    }
}

fn role(role: &Role<'_>) -> String {
    match role {
        Role::Params(method) => match method.kind {
            MethodKind::ClientRequest | MethodKind::ServerRequest => {
                format!("Parameters of `{}`.", method.wire)
            }
            MethodKind::ClientNotification | MethodKind::ServerNotification => {
                format!("Payload of the `{}` notification.", method.wire)
            }
        },
        Role::Result(method) => format!("Result of `{}`.", method.wire),
    }
}

/// The facts that the schema's own words leave out.
pub(super) fn facts(about: &About) -> Vec<String> {
    let mut facts = every_fact(about);
    let says = |doc: &str| doc.to_ascii_lowercase().contains("deprecated");
    if about.doc.as_deref().is_some_and(says) {
        facts.retain(|fact| fact != DEPRECATED);
    }
    facts
}

fn every_fact(about: &About) -> Vec<String> {
    let mut facts = Vec::new();
    if about.deprecated {
        facts.push(DEPRECATED.to_owned());
    }
    if about.stability == Stability::Experimental {
        facts.push(EXPERIMENTAL.to_owned());
    }
    facts.extend(about.life.since.as_ref().map(|since| format!("Since {since}.")));
    facts.extend(about.life.stable_since.as_ref().map(|since| format!("Stable since {since}.")));
    facts.extend(about.life.until.as_ref().map(|until| format!("Until {until}.")));
    facts
}

/// The pattern of a text, or of each text that a type holds; nothing checks it.
fn pattern(ty: &Type) -> Option<String> {
    match ty {
        Type::Str(rule) => Some(format!("Pattern: `{}`.", rule.pattern.as_deref()?.replace('`', "'"))),
        Type::List(inner, _) | Type::Map(inner) | Type::Nullable(inner) => pattern(inner),
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    value.to_string().replace('`', "'")
}
