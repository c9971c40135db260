//! The definitions, the envelopes and the `[subset]` table in, the part of the protocol that is asked for out: messages,
//! and the definitions that they and the named types reach. Nothing is asked about what is out, and no row is about it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use toml::Spanned;

use super::lower::Draft;
use super::methods::{Source, beside, branches, definition, results};
use crate::curation::Subset;
use crate::diag::{Code, Diagnostic, Pointer, nearest};
use crate::schema::{DefKey, Property, Schema, Shape};

/// What a model is made of: everything, or a part.
pub(in crate::ir) enum Part<'a> {
    /// Everything.
    Whole,
    /// These messages and definitions alone.
    Of {
        /// Where the messages stand in the schema.
        messages: HashSet<&'a Pointer>,
        /// The rows of messages that the schema leaves out.
        rows: HashSet<&'a str>,
        /// The definitions.
        definitions: HashSet<&'a DefKey>,
    },
}

impl Part<'_> {
    /// Whether nothing is out.
    pub(in crate::ir) fn is_whole(&self) -> bool {
        matches!(self, Self::Whole)
    }

    /// Whether a definition is in.
    pub(in crate::ir) fn has(&self, key: &DefKey) -> bool {
        match self {
            Self::Whole => true,
            Self::Of { definitions, .. } => definitions.contains(key),
        }
    }

    /// Whether a branch of an envelope is in.
    pub(in crate::ir) fn has_message(&self, branch: &Schema) -> bool {
        match self {
            Self::Whole => true,
            Self::Of { messages, .. } => messages.contains(&branch.pointer),
        }
    }

    /// Whether a message that a row adds is in.
    pub(in crate::ir) fn has_row(&self, wire: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Of { rows, .. } => rows.contains(wire),
        }
    }
}

/// A message that a subset may name.
struct Message<'a> {
    wire: &'a str,
    is_request: bool,
    /// The branch that lists it, and the members beside all branches; a row lists none.
    listed: Option<(&'a Schema, &'a [Property])>,
}

/// Finds the part that is asked for, and reports what is asked for in vain.
pub(in crate::ir) fn select<'a>(draft: &mut Draft<'a>, sources: &[Source<'a>]) -> Part<'a> {
    let Some(row) = &draft.curation.table.subset else { return Part::Whole };
    let Subset { methods, notifications, types } = row.get_ref();
    if draft.curation.table.client.is_some() {
        draft.decisions.refuse(
            Diagnostic::new(Code::CurationConflict, "a client needs the whole protocol, not a subset")
                .at(draft.curation.place(row.span()))
                .help("remove [subset], or [client]"),
        );
    }
    let messages = messages(draft, sources);
    let mut chosen: Vec<&Message<'a>> = Vec::new();
    for (list, of_requests) in [(methods, true), (notifications, false)] {
        for wish in list {
            let before = chosen.len();
            let fits = |message: &&Message<'_>| {
                message.is_request == of_requests && is_meant(wish.get_ref(), message.wire)
            };
            chosen.extend(messages.iter().filter(fits));
            if chosen.len() == before {
                let problem = no_message(wish, of_requests, &messages).at(draft.curation.place(wish.span()));
                draft.decisions.decide(problem, "it is passed over");
            }
        }
    }
    let named = definitions(draft, sources);
    let mut roots: Vec<&'a DefKey> = Vec::new();
    for wish in types {
        match named.get(wish.get_ref().as_str()) {
            Some(key) => roots.push(key),
            None => {
                let near = nearest(wish.get_ref(), named.keys().map(String::as_str));
                let problem = nothing(wish, "definition", near).at(draft.curation.place(wish.span()));
                draft.decisions.decide(problem, "it is passed over");
            }
        }
    }
    if methods.is_empty() && notifications.is_empty() && types.is_empty() {
        draft.decisions.refuse(
            Diagnostic::new(Code::UnknownPart, "[subset] asks for nothing")
                .at(draft.curation.place(row.span()))
                .help("name `methods`, `notifications` or `types`, or remove [subset] to have everything"),
        );
    }
    roots.extend(chosen.iter().flat_map(|message| needs(draft, message, &named)));
    let branches = chosen.iter().filter_map(|message| message.listed);
    Part::Of {
        messages: branches.map(|(branch, _)| &branch.pointer).collect(),
        rows: chosen.iter().filter(|message| message.listed.is_none()).map(|message| message.wire).collect(),
        definitions: draft.bundle.reach(roots),
    }
}

/// Whether a wish means a message: by its name, or by how that begins.
fn is_meant(wish: &str, wire: &str) -> bool {
    wish.strip_suffix('*').map_or(wish == wire, |beginning| wire.starts_with(beginning))
}

/// Every message of the protocol; a branch that is none is reported where it is read.
fn messages<'a>(draft: &Draft<'a>, sources: &[Source<'a>]) -> Vec<Message<'a>> {
    let listed = sources.iter().flat_map(|source| {
        branches(source).filter_map(|branch| {
            let wire = draft.literal(&member(branch, "method")?.schema)?;
            let listed = Some((branch, beside(source)));
            Some(Message { wire, is_request: source.kind.is_request(), listed })
        })
    });
    let rows = draft.curation.table.notifications.keys();
    let rows = rows.map(|wire| Message { wire, is_request: false, listed: None });
    listed.chain(rows).collect()
}

fn member<'a>(schema: &'a Schema, name: &str) -> Option<&'a Property> {
    match &schema.shape {
        Shape::Object(rule) => rule.properties.iter().find(|member| *member.name == *name),
        _ => None,
    }
}

/// The definitions by plain name and by full name, envelopes aside; of namesakes, the plain name means the outermost.
fn definitions<'a>(draft: &Draft<'a>, sources: &[Source<'a>]) -> BTreeMap<String, &'a DefKey> {
    let keys = draft.bundle.definitions.iter().map(|(key, _)| key);
    let keys: BTreeSet<_> = keys.filter(|key| sources.iter().all(|source| source.key != *key)).collect();
    let full = keys.iter().map(|key| (key.to_string(), *key));
    full.chain(keys.iter().rev().map(|key| (key.name.to_string(), *key))).collect()
}

/// What a message refers to, and its result.
fn needs<'a>(
    draft: &Draft<'a>,
    message: &Message<'a>,
    named: &BTreeMap<String, &'a DefKey>,
) -> Vec<&'a DefKey> {
    let Some((branch, beside)) = message.listed else {
        let row = draft.curation.table.notifications.get(message.wire);
        let params = row.and_then(|row| named.get(&row.get_ref().params));
        return params.copied().into_iter().collect();
    };
    let mut needs = branch.references();
    needs.extend(beside.iter().flat_map(|member| member.schema.references()));
    if message.is_request {
        let params = member(branch, "params").and_then(|member| definition(&member.schema));
        let names = results::names(draft.curation, message.wire, params);
        needs.extend(names.iter().find_map(|name| named.get(name)).copied());
    }
    needs
}

fn no_message(wish: &Spanned<String>, of_requests: bool, messages: &[Message<'_>]) -> Diagnostic {
    let text = wish.get_ref().as_str();
    let (what, other) = if of_requests { ("request", "notifications") } else { ("notification", "methods") };
    let of_kind = messages.iter().filter(|message| message.is_request == of_requests);
    let near = nearest(text.trim_end_matches('*'), of_kind.map(|message| message.wire));
    let problem = nothing(wish, what, near);
    if messages.iter().any(|message| is_meant(text, message.wire)) {
        problem.help(format!("it stands under the wrong key: name it in `{other}`"))
    } else if text.trim_end_matches('*').contains('*') {
        problem.help("a `*` means the rest of a name, and stands at the end")
    } else {
        problem
    }
}

fn nothing(wish: &Spanned<String>, what: &str, near: Option<&str>) -> Diagnostic {
    let help = near.map_or_else(|| "remove it".to_owned(), |near| format!("did you mean {near:?}?"));
    let message = format!("[subset] asks for {:?}, and no {what} is called that", wish.get_ref());
    Diagnostic::new(Code::UnknownPart, message).help(help)
}
