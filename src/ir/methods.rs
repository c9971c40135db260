//! The definitions that list messages, in; envelopes and the method table out.
//! Methods are distinct within a kind and stand in document order, curated notifications behind those of the schema.

mod curated;
pub(in crate::ir) mod results;

use std::collections::HashMap;

use super::lower::Draft;
use super::subset::Part;
use super::{Envelope, Field, Method, MethodKind, Params, Type, WireName};
use crate::curation::Curation;
use crate::diag::{Code, Diagnostic, Pointer, Problems, nearest};
use crate::schema::{Bundle, DefKey, ObjectRule, Property, Schema, Shape, Stability};

/// A definition that lists the messages of one kind.
pub(in crate::ir) struct Source<'a> {
    /// Of what kind.
    pub(in crate::ir) kind: MethodKind,
    /// Its key.
    pub(in crate::ir) key: &'a DefKey,
    schema: &'a Schema,
}

/// Finds the definitions that the curation file names as envelopes.
pub(in crate::ir) fn find<'a>(
    bundle: &'a Bundle,
    curation: &Curation,
    problems: &mut Problems,
) -> Vec<Source<'a>> {
    let names = &curation.table.protocol.envelopes;
    let mut out = Vec::new();
    for kind in MethodKind::ALL {
        let name = match kind {
            MethodKind::ClientRequest => &names.client_request,
            MethodKind::ServerRequest => &names.server_request,
            MethodKind::ClientNotification => &names.client_notification,
            MethodKind::ServerNotification => &names.server_notification,
        };
        let Some(name) = name else { continue };
        let text = name.get_ref().as_str();
        match bundle.definitions.iter().find(|(key, _)| *key.name == *text) {
            Some((key, schema)) => out.push(Source { kind, key, schema }),
            None => {
                let all = bundle.definitions.iter().map(|(key, _)| key.name.as_ref());
                let problem = Diagnostic::new(
                    Code::EnvelopeShape,
                    format!("{text} is not defined, and should list every {kind}"),
                )
                .at(curation.place(name.span()));
                let problem = match nearest(text, all) {
                    Some(near) => problem.note("nearest", near),
                    None => problem,
                };
                problems.push(problem.help("name the definition, or leave the row out if there is none"));
            }
        }
    }
    out
}

/// The envelopes and methods of all kinds.
pub(in crate::ir) fn tables<'a>(
    draft: &mut Draft<'a>,
    sources: &[Source<'a>],
    part: &Part<'a>,
) -> (Vec<Envelope>, Vec<Method>) {
    let names = draft.types_by_name();
    let (mut envelopes, mut methods) = (Vec::new(), Vec::new());
    for source in sources {
        let before = methods.len();
        let mut known: HashMap<&str, &Pointer> = HashMap::new();
        let mut id = None;
        let around = draft.about(source.schema, Stability::Stable).stability;
        for branch in branches(source).filter(|branch| part.has_message(branch)) {
            let Some(message) = message(draft, source, branch) else { continue };
            if let Some(other) = known.insert(message.wire, &branch.pointer) {
                let text = format!("the {} {} is declared twice", source.kind, message.wire);
                draft.decisions.problems.push(
                    Diagnostic::new(Code::DuplicateMethod, text)
                        .at(draft.place(&branch.pointer))
                        .note("other", other.to_string())
                        .help("patch the schema: remove one of them"),
                );
                continue;
            }
            id = id.or(message.id.clone());
            methods.push(method(draft, source.kind, branch, message, &names, around));
        }
        if source.kind == MethodKind::ServerNotification {
            curated::notifications(draft, &known, &names, part, &mut methods);
        }
        // Of a part, an envelope that no message needs is out like its messages.
        if methods.len() > before || part.is_whole() {
            envelopes.push(envelope(draft, source, id));
        }
    }
    if !sources.iter().any(|source| source.kind == MethodKind::ServerNotification) {
        curated::without_envelope(draft);
    }
    (envelopes, methods)
}

/// The branches that list the messages of a kind.
pub(in crate::ir) fn branches<'a>(source: &Source<'a>) -> impl Iterator<Item = &'a Schema> + use<'a> {
    let branches = match &source.schema.shape {
        Shape::Union(branches) => branches,
        Shape::Object(rule) if !rule.branches.is_empty() => &rule.branches,
        _ => std::slice::from_ref(source.schema),
    };
    branches.iter()
}

/// The members that stand beside those branches.
pub(in crate::ir) fn beside<'a>(source: &Source<'a>) -> &'a [Property] {
    match &source.schema.shape {
        Shape::Object(rule) if !rule.branches.is_empty() => &rule.properties,
        _ => &[],
    }
}

/// The envelope without its methods.
fn envelope<'a>(draft: &mut Draft<'a>, source: &Source<'a>, id: Option<Type>) -> Envelope {
    let about = draft.about(source.schema, Stability::Stable);
    let mut fields = Vec::new();
    for member in beside(source) {
        let Some(ty) = plain_member(draft, source, member) else { continue };
        fields.push(Field {
            wire: WireName(member.name.clone()),
            ty,
            required: member.required,
            nullable: draft.accepts_null(&member.schema),
            default: None,
            absent: None,
            secret: member.schema.notes.write_only,
            about: draft.about(&member.schema, about.stability),
        });
    }
    let name = source.key.name.clone();
    Envelope { kind: source.kind, name, fields: fields.into(), id, about }
}

struct Message<'a> {
    wire: &'a str,
    params: Params,
    params_key: Option<&'a DefKey>,
    id: Option<Type>,
}

/// What one branch of an envelope says; reports it if that is no message of the kind.
fn message<'a>(draft: &mut Draft<'a>, source: &Source<'a>, branch: &'a Schema) -> Option<Message<'a>> {
    let Shape::Object(rule) = &branch.shape else {
        odd(draft, source, branch, "a branch is no object");
        return None;
    };
    let member = |name: &str| rule.properties.iter().find(|member| *member.name == *name);
    let Some(wire) = member("method").and_then(|member| draft.literal(&member.schema)) else {
        odd(draft, source, branch, "a branch has no `method` with just one text");
        return None;
    };
    let id = match (source.kind.is_request(), member("id")) {
        (true, Some(member)) => Some(plain_member(draft, source, member)?),
        (true, None) => {
            odd(draft, source, branch, &format!("the request {wire} has no `id`"));
            return None;
        }
        (false, _) => None,
    };
    let known = ["method", "params"].into_iter().chain(source.kind.is_request().then_some("id"));
    let known: Vec<&str> = known.collect();
    if let Some(other) = foreign(rule, &known) {
        odd(draft, source, &other.schema, &format!("{wire} has the member {:?} of its own", other.name));
    }
    let (params, params_key) = match member("params") {
        Some(member) if lone(&member.schema).shape != Shape::Null => {
            let ty = plain_member(draft, source, member)?;
            let optional = !member.required || draft.accepts_null(&member.schema);
            (if optional { Params::Optional(ty) } else { Params::Required(ty) }, definition(&member.schema))
        }
        _ => (Params::None, None),
    };
    Some(Message { wire, params, params_key, id })
}

/// The definition that a schema is another name for.
pub(in crate::ir) fn definition(schema: &Schema) -> Option<&DefKey> {
    match &lone(schema).shape {
        Shape::Ref(key) => Some(key),
        _ => None,
    }
}

fn foreign<'a>(rule: &'a ObjectRule, known: &[&str]) -> Option<&'a Property> {
    rule.properties.iter().find(|member| !known.contains(&member.name.as_ref()))
}

/// The schema, or the only branch that it has.
fn lone(schema: &Schema) -> &Schema {
    match &schema.shape {
        Shape::Union(branches) => match branches.as_slice() {
            [only] => only,
            _ => schema,
        },
        _ => schema,
    }
}

/// The type of an envelope's member, which must have a name or need none.
fn plain_member<'a>(draft: &mut Draft<'a>, source: &Source<'a>, member: &'a Property) -> Option<Type> {
    let ty = draft.plain(lone(&member.schema));
    if ty.is_none() {
        let what = format!("{:?} has a type without a name", member.name);
        odd(draft, source, &member.schema, &what);
    }
    ty
}

fn odd(draft: &mut Draft<'_>, source: &Source<'_>, schema: &Schema, what: &str) {
    draft.decisions.problems.push(
        Diagnostic::new(Code::EnvelopeShape, format!("{} does not list messages: {what}", source.key.name))
            .at(draft.place(&schema.pointer))
            .note("expected", "objects with `method`, and at most `id` and `params` beside it")
            .help("name the right definition in `[protocol.envelopes]`, or patch the schema"),
    );
}

fn method<'a>(
    draft: &mut Draft<'a>,
    kind: MethodKind,
    branch: &'a Schema,
    message: Message<'a>,
    names: &HashMap<&'a str, Type>,
    around: Stability,
) -> Method {
    let Message { wire, params, params_key, id: _ } = message;
    let (result, result_reason) = if kind.is_request() {
        let (result, reason) = results::resolve(draft, wire, &branch.pointer, params_key, names);
        (Some(result), reason)
    } else {
        (None, Box::default())
    };
    let about = draft.about(branch, around);
    Method { wire: WireName(wire.into()), kind, params, result, result_reason, about }
}
