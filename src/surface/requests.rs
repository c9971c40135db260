//! The requests of the server and the rows about them in, how a client answers each out: with a handler method of its
//! own, and with a refusal that the type of its result accepts. A protocol without a client has no answers.

use std::collections::BTreeSet;

use crate::curation::{Curation, Decisions, RequestRow};
use crate::diag::{Code, Diagnostic, Place, nearest};
use crate::ir::{Body, Ir, Method, MethodKind, Record, Type, WireName};
use crate::naming::{Names, PyIdent, quoted};
use serde_json::Value;

/// The code of JSON-RPC for a method that nobody serves.
const METHOD_NOT_FOUND: i64 = -32601;

/// How a client answers one request of the server.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerRequest {
    /// Its index into [`Ir::methods`].
    pub method: usize,
    /// The method of the handler.
    pub handler: PyIdent,
    /// What is asked, by the schema or in better words.
    pub description: Option<Box<str>>,
    /// The member that a handler may answer alone.
    pub shorthand: Option<Shorthand>,
    /// What is answered where no handler does.
    pub refusal: Refusal,
}

/// The one member of an answer that decides everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shorthand {
    /// The public alias of what a handler may answer.
    pub alias: PyIdent,
    /// The member.
    pub member: WireName,
}

/// An answer that grants nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// A result.
    Answer(Value),
    /// An error of JSON-RPC.
    Error {
        /// Its code.
        code: i64,
        /// Its message.
        message: Box<str>,
    },
}

/// The answers to all requests of the server in the order of [`Ir::methods`]; nothing for a package without a client.
pub(super) fn answers(
    ir: &Ir,
    names: &Names,
    curation: &Curation,
    decisions: &mut Decisions,
) -> Option<Vec<ServerRequest>> {
    let rows = &curation.table.client.as_ref()?.requests;
    let methods = ir.methods().iter().zip(names.methods()).enumerate();
    let requests = methods.filter(|(_, (method, _))| method.kind == MethodKind::ServerRequest);
    let has_row = |method: &Method| rows.contains_key(method.wire.as_str());
    let without = requests.clone().filter(|(_, (method, _))| !has_row(method));
    let mut taken: BTreeSet<&str> = without.map(|(_, (_, names))| names.call.as_str()).collect();
    let answers = requests.map(|(index, (method, names))| {
        let question = match rows.get(method.wire.as_str()) {
            None => unanswered(ir, method, names.call.as_str()),
            Some(row) => match answer(ir, index, method, curation.using(row), &mut taken) {
                Ok(answer) => return answer,
                Err(Fault { because, help }) => {
                    let message = format!("[client.requests] row {:?} cannot be taken", method.wire.as_str());
                    let mistake = Diagnostic::new(Code::CurationConflict, message);
                    mistake.at(curation.place(row.span())).note("because", because).help(help)
                }
            },
        };
        decisions.decide(question, "it is refused with an error");
        ServerRequest {
            method: index,
            handler: names.call.clone(),
            description: method.about.doc.clone(),
            shorthand: None,
            refusal: Refusal::Error { code: METHOD_NOT_FOUND, message: "Method not found".into() },
        }
    });
    Some(answers.collect())
}

/// What is wrong with a row, and what to do.
struct Fault {
    because: String,
    help: String,
}

fn fault(because: impl Into<String>, help: impl Into<String>) -> Fault {
    Fault { because: because.into(), help: help.into() }
}

fn unanswered(ir: &Ir, method: &Method, call: &str) -> Diagnostic {
    let record = method.result.as_ref().and_then(|ty| record(ir, ty));
    let fields = record.into_iter().flat_map(|record| &record.fields).filter(|field| field.required);
    let members: Vec<String> = fields.map(|field| format!("{}: ...", quoted(field.wire.as_str()))).collect();
    // An answer in which nothing must stand says nothing, least of all no.
    let refusal = match members.as_slice() {
        [] => format!("error = {{ code = {METHOD_NOT_FOUND}, message = \"...\" }}"),
        members => format!("refusal = '{{{}}}'", members.join(", ")),
    };
    let row = format!("add [client.requests.{}]  name = {}", quoted(method.wire.as_str()), quoted(call));
    Diagnostic::new(Code::Unanswered, format!("nothing says how {} is refused", method.wire))
        .at(Place::pointer(ir.file().clone(), method.about.origin.clone()))
        .help(format!("{row}  {refusal}  reason = \"...\""))
}

fn answer<'a>(
    ir: &Ir,
    index: usize,
    method: &Method,
    row: &'a RequestRow,
    taken: &mut BTreeSet<&'a str>,
) -> Result<ServerRequest, Fault> {
    let RequestRow { name, description, shorthand, answer, refusal, error, reason: _ } = row;
    let mut claim = |name: &'a str, begins: fn(char) -> bool, what: &str| {
        let ident = PyIdent::new(name).ok().filter(|_| name.starts_with(begins));
        let ident = ident.ok_or_else(|| fault(format!("{name:?} cannot name {what}"), "choose another name"));
        let free = taken.insert(name).then_some(());
        ident.and_then(|ident| {
            free.map(|()| ident)
                .ok_or_else(|| fault(format!("{name} is the name of two"), "choose another name"))
        })
    };
    let handler = claim(name, |c| c.is_ascii_lowercase(), "a method in snake_case")?;
    let shorthand = match (shorthand, answer) {
        (None, None) => None,
        (Some(member), Some(alias)) => Some(Shorthand {
            alias: claim(alias, |c| c.is_ascii_uppercase(), "an alias in PascalCase")?,
            member: deciding(ir, method, member)?,
        }),
        _ => {
            return Err(fault(
                "a shorthand and the alias of what may be answered go together",
                "give both `shorthand` and `answer`, or none",
            ));
        }
    };
    let refusal = match (refusal, error) {
        (Some(answer), None) => Refusal::Answer(result(ir, method, answer)?),
        (None, Some(error)) => Refusal::Error { code: error.code, message: error.message.as_str().into() },
        _ => return Err(fault("a request is refused in one way", "give either `refusal` or `error`")),
    };
    let description = description.as_deref().or(method.about.doc.as_deref()).map(Into::into);
    Ok(ServerRequest { method: index, handler, description, shorthand, refusal })
}

/// The member whose value alone is an answer: nothing else is required, and it is no object with free keys, which
/// would look like a whole answer.
fn deciding(ir: &Ir, method: &Method, member: &str) -> Result<WireName, Fault> {
    let record = method.result.as_ref().and_then(|ty| record(ir, ty));
    let fields = record.map_or(&[][..], |record| &record.fields);
    let remedy = "leave the shorthand out, or name another member";
    let Some(field) = fields.iter().find(|field| field.wire.as_str() == member) else {
        let near = nearest(member, fields.iter().map(|field| field.wire.as_str()));
        let remedy = near.map_or_else(|| remedy.to_owned(), |near| format!("did you mean {near:?}?"));
        return Err(fault(format!("the result has no member {member}"), remedy));
    };
    if let Some(other) = fields.iter().find(|other| other.required && other.wire != field.wire) {
        return Err(fault(format!("an answer needs {} as well", other.wire), remedy));
    }
    if matches!(field.ty, Type::Map(_) | Type::Json) {
        return Err(fault(format!("a value of {member} can look like a whole answer"), remedy));
    }
    Ok(field.wire.clone())
}

/// The refusal as a value of the method's result, which has no members beyond the known ones.
fn result(ir: &Ir, method: &Method, text: &str) -> Result<Value, Fault> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| fault(format!("the refusal is no JSON: {error}"), "mend the refusal"))?;
    let Some(ty) = &method.result else { return Ok(value) };
    if let (Some(record), Value::Object(members)) = (record(ir, ty), &value) {
        let known = |key: &String| record.fields.iter().any(|field| field.wire.as_str() == key);
        if let Some(stranger) = members.keys().find(|key| !known(key)) {
            return Err(fault(format!("the result has no member {stranger}"), "mend the refusal"));
        }
    }
    if ir.accepts(ty, &value) {
        return Ok(value);
    }
    let of = ty.defs().next().map_or_else(|| "the result".to_owned(), |id| ir[id].path.to_string());
    Err(fault(format!("the refusal is no value of {of}: {value}"), "mend the refusal"))
}

/// The record that a type stands for, through aliases.
fn record<'a>(ir: &'a Ir, ty: &Type) -> Option<&'a Record> {
    let Type::Def(id) = ty else { return None };
    match &ir[*id].body {
        Body::Record(record) => Some(record),
        Body::Alias(inner) => self::record(ir, inner),
        Body::Union(_) | Body::Enum(_) => None,
    }
}
