//! A request of the server and how it is answered in, what there is to say about it out: what can be answered, what
//! each answer means, and what is sent where nobody answers. The languages say it alike, each in its own names.

use super::describe;
use crate::ir::{Body, DefId, Enum, EnumValue, Field, Ir, Method, Type, WireName};
use crate::surface::{Refusal, ServerRequest};

/// The result of a method and the member of it that decides.
#[must_use]
pub fn deciding<'a>(ir: &'a Ir, method: &Method, member: &WireName) -> Option<(DefId, &'a Field)> {
    let Some(Type::Def(result)) = method.result else { return None };
    let Body::Record(record) = &ir[result].body else { return None };
    Some((result, record.fields.iter().find(|field| field.wire == *member)?))
}

/// One thing that can be answered.
#[derive(Debug, Clone, Copy)]
pub enum Choice<'a> {
    /// The one text that a type allows.
    Text(&'a str),
    /// A value of an enum, with its position.
    Value(DefId, usize, &'a EnumValue),
    /// A value of a record, and what the schema says of it.
    Record(DefId, Option<&'a str>),
}

impl<'a> Choice<'a> {
    /// What it means, if anybody says so.
    #[must_use]
    pub fn meaning(&self) -> Option<&'a str> {
        match self {
            Self::Text(_) => None,
            Self::Value(_, _, value) => value.about.doc.as_deref(),
            Self::Record(_, doc) => *doc,
        }
    }
}

/// What a value of a type can be, in document order; nothing for a type that is no choice.
#[must_use]
pub fn choices<'a>(ir: &'a Ir, ty: &'a Type) -> Vec<Choice<'a>> {
    match ty {
        Type::Literal(text) => vec![Choice::Text(text)],
        Type::Nullable(inner) => choices(ir, inner),
        Type::Def(id) => match &ir[*id].body {
            Body::Alias(inner) => choices(ir, inner),
            Body::Record(_) => vec![Choice::Record(*id, ir[*id].about.doc.as_deref())],
            Body::Union(union) => {
                union.variants.iter().flat_map(|variant| choices(ir, &variant.ty)).collect()
            }
            Body::Enum(Enum { values, .. }) => {
                let values = values.iter().enumerate();
                values.map(|(at, value)| Choice::Value(*id, at, value)).collect()
            }
        },
        _ => Vec::new(),
    }
}

/// The documentation of the handler's method for a request; `answers` says in a language what can be answered.
#[must_use]
pub fn documentation(request: &ServerRequest, method: &Method, answers: Option<String>) -> String {
    let asked = request.description.as_deref().map(str::to_owned);
    let asked = asked.unwrap_or_else(|| format!("Sent as `{}`.", method.wire));
    let refused = match &request.refusal {
        Refusal::Answer(value) => {
            format!("Refused by default, and without a valid answer, with `{}`.", plain(value))
        }
        Refusal::Error { code, message } => {
            format!("Refused by default, and without a valid answer, with the error {code}, \"{message}\".")
        }
    };
    let facts = describe::facts(&method.about).into_iter();
    let facts: Vec<String> = std::iter::once(format!("Method: `{}`.", method.wire)).chain(facts).collect();
    let parts = [Some(asked), answers, Some(refused), Some(facts.join(" "))];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

fn plain(value: &serde_json::Value) -> String {
    value.to_string().replace('`', "'")
}

/// One item of a list in lines of its own, since documentation re-wraps nothing but prose.
#[must_use]
pub fn item(what: &str, about: Option<&str>, width: usize) -> String {
    let text = about.map_or_else(|| what.to_owned(), |about| format!("{what}: {about}"));
    let mut lines = vec!["-".to_owned()];
    for word in text.split_whitespace() {
        let full = lines.last().is_some_and(|line| line.chars().count() + 1 + word.chars().count() > width);
        if full {
            lines.push(" ".to_owned());
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n")
}
