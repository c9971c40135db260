//! What the model knows about a thing in, its documentation out: what the schema says, then the facts that a caller
//! needs (default, stability, the runtimes that have it, methods, schema pointer), in one fixed order. The languages
//! say the same words, each with its own names of types.

use serde_json::Value;

use super::docs::Doc;
use super::roles::{Holder, Role, Roles};
use crate::ir::{About, Body, Def, DefId, Envelope, Field, Ir, Method, MethodKind, Source, Stability, Type};
use crate::naming::Names;
use crate::surface::TypeModule;

const DEPRECATED: &str = "Deprecated.";
const EXPERIMENTAL: &str = "Experimental.";

/// Speaks of the definitions of one model by the names that one language has for them.
#[derive(Debug)]
pub struct Describer<'a> {
    /// The name of each definition, by its position.
    names: Vec<&'a str>,
    roles: Roles<'a>,
}

impl<'a> Describer<'a> {
    /// `names` gives the name of each definition, in their order.
    #[must_use]
    pub fn new(ir: &'a Ir, python: &Names, names: impl Iterator<Item = &'a str>) -> Self {
        Self { names: names.collect(), roles: Roles::new(ir, python) }
    }

    fn name(&self, id: DefId) -> &str {
        self.names.get(id.index()).copied().unwrap_or_default()
    }

    /// What a definition is.
    #[must_use]
    pub fn definition(&self, def: &Def) -> Option<Doc> {
        let mut paragraphs = vec![def.about.doc.as_deref().map_or_else(|| self.part(def), str::to_owned)];
        let mut facts = facts(&def.about);
        if def.about.doc.is_some() {
            facts.extend(self.roles.of(def.id).first().map(role));
        }
        if let Body::Alias(ty) = &def.body {
            facts.extend(pattern(ty));
        }
        facts.push(format!("Schema: `{}`.", def.about.origin));
        paragraphs.push(facts.join(" "));
        Doc::new(&paragraphs.join("\n\n"))
    }

    /// What a definition without a description is.
    fn part(&self, def: &Def) -> String {
        match (&def.source, self.roles.of(def.id).first()) {
            (_, Some(first)) => role(first),
            (Source::Variant { union, tag }, None) => {
                format!("The `{tag}` variant of `{}`.", self.name(*union))
            }
            (Source::Texts { union }, None) => format!("The plain texts of `{}`.", self.name(*union)),
            (Source::Shape { union, .. }, None) => format!("One form of `{}`.", self.name(*union)),
            (Source::Inline { parent, member }, None) => {
                format!("The `{member}` of `{}`.", self.name(*parent))
            }
            (Source::Named(name), None) => match self.roles.holder(def.id) {
                Some(Holder { record, member, many: false }) => {
                    format!("The `{member}` of `{}`.", self.name(record))
                }
                Some(Holder { record, member, many: true }) => {
                    format!("One of the `{member}` of `{}`.", self.name(record))
                }
                None => format!("`{name}` of the protocol."),
            },
        }
    }
}

/// What a module of types is.
#[must_use]
pub fn module(ir: &Ir, module: &TypeModule) -> Option<Doc> {
    let methods = module.methods.iter().filter_map(|at| ir.methods().get(*at));
    let mut prefixes: Vec<String> = methods
        .map(|method| match method.wire.as_str().rsplit_once('/') {
            Some((prefix, _)) => format!("`{prefix}/*`"),
            None => format!("`{}`", method.wire),
        })
        .collect();
    prefixes.sort_unstable();
    // `a/*` speaks for `a/b/*` too.
    prefixes.dedup_by(|next, kept| {
        kept.strip_suffix("*`").is_some_and(|stem| next.starts_with(stem)) || next == kept
    });
    let said = match prefixes.as_slice() {
        [] => "Models that more than one part of the protocol uses.".to_owned(),
        [only] => format!("Models of the methods {only}."),
        [head @ .., last] => format!("Models of the methods {} and {last}.", head.join(", ")),
    };
    Doc::new(&said)
}

/// What a member is, if there is anything to say; a default that the code beside it shows is not told again.
#[must_use]
pub fn field(field: &Field, around: &About, shows_default: bool) -> Option<Doc> {
    let mut said: Vec<String> = field.about.doc.iter().map(|doc| doc.to_string()).collect();
    let mut facts = news(&field.about, around);
    if let Some(default) = field.default.as_ref().filter(|_| !shows_default) {
        facts.push(format!("Default of the server: `{}`.", plain(default)));
    }
    facts.extend(
        field
            .absent
            .as_ref()
            .map(|value| format!("Older runtimes do not send it; it is then `{}`.", plain(value))),
    );
    facts.extend(pattern(&field.ty));
    if field.secret {
        facts.push("Secret: not shown in debug output.".to_owned());
    }
    if !facts.is_empty() {
        said.push(facts.join(" "));
    }
    Doc::new(&said.join("\n\n"))
}

/// What a value of an enum or a variant of a union is, if there is anything to say.
#[must_use]
pub fn value(value: &About, around: &About) -> Option<Doc> {
    note(value, news(value, around))
}

fn note(about: &About, facts: Vec<String>) -> Option<Doc> {
    let mut said: Vec<String> = about.doc.iter().map(|doc| doc.to_string()).collect();
    if !facts.is_empty() {
        said.push(facts.join(" "));
    }
    Doc::new(&said.join("\n\n"))
}

/// The facts of a part that its whole has not told yet.
fn news(part: &About, whole: &About) -> Vec<String> {
    let told = every_fact(whole);
    facts(part).into_iter().filter(|fact| !told.contains(fact)).collect()
}

/// What a message is.
#[must_use]
pub fn method(method: &Method) -> Option<Doc> {
    let what = match method.kind {
        MethodKind::ClientRequest => "Request from a client",
        MethodKind::ServerRequest => "Request from the server",
        MethodKind::ClientNotification => "Notification from a client",
        MethodKind::ServerNotification => "Notification from the server",
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
#[must_use]
pub fn call(method: &Method, opt_in: &str) -> Vec<String> {
    let facts = facts(&method.about).into_iter();
    let needs = |fact: String| match fact.as_str() {
        EXPERIMENTAL => format!("Experimental: needs `{opt_in}`."),
        _ => fact,
    };
    facts.map(needs).collect()
}

/// What the schema says of a method.
#[must_use]
pub fn method_note(method: &Method) -> Option<Doc> {
    note(&method.about, facts(&method.about))
}

/// What the messages of an envelope are.
#[must_use]
pub fn envelope(envelope: &Envelope) -> Option<Doc> {
    let said = envelope.about.doc.as_deref().unwrap_or(match envelope.kind {
        MethodKind::ClientRequest => "Any request from a client.",
        MethodKind::ServerRequest => "Any request from the server whose method this package knows.",
        MethodKind::ClientNotification => "Any notification from a client.",
        MethodKind::ServerNotification => "Any notification from the server whose method this package knows.",
    });
    Doc::new(&format!("{said}\n\nSchema: `{}`.", envelope.about.origin))
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
#[must_use]
pub fn facts(about: &About) -> Vec<String> {
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
