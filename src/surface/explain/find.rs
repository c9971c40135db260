//! Everything that has a name, under every spelling by which somebody may ask for it.

use super::super::Surface;
use super::super::modules::method_types;
use crate::ir::{Body, DefId, Params, Stability, Type};

/// Something that can be explained.
pub(super) struct Subject {
    pub(super) what: What,
    /// What it is called in the answer.
    pub(super) title: String,
    /// What it may be called in the question.
    pub(super) spellings: Vec<String>,
}

/// What it is; numbers are positions in the surface, the model or the definition.
#[derive(Clone, Copy)]
pub(super) enum What {
    Root(usize),
    Type(DefId),
    Method(usize),
    Message(usize),
    Envelope(usize),
    Module(usize),
    Field(DefId, usize),
    Tag(DefId),
    EnvelopeField(usize, usize),
    Value(DefId, usize),
}

impl Subject {
    /// Where it stands among things of one name: the likelier meant the earlier.
    pub(super) fn rank(&self, surface: &Surface<'_>) -> (u8, u8, String) {
        let (first, id) = match self.what {
            What::Root(_) => (0, None),
            What::Type(id) => (1, Some(id)),
            What::Method(_) => (2, None),
            What::Message(_) => (3, None),
            What::Envelope(_) => (4, None),
            What::Module(_) => (5, None),
            What::EnvelopeField(..) => (6, None),
            What::Field(id, _) => (7, Some(id)),
            What::Value(id, _) => (8, Some(id)),
            What::Tag(id) => (9, Some(id)),
        };
        let nearness = id.map_or(0, |id| {
            let stable = surface.ir[id].about.stability == Stability::Stable;
            let (asked, sent) = (takes(surface, id), is_direct(surface, id));
            let optional = match (self.what, &surface.ir[id].body) {
                (What::Field(_, at), Body::Record(record)) => {
                    record.fields.get(at).is_some_and(|field| !field.required)
                }
                _ => false,
            };
            u8::from(!stable) * 6 + u8::from(!asked) * 2 + u8::from(!sent) * 2 + u8::from(optional)
        });
        (first, nearness, self.title.clone())
    }
}

/// Every subject of a surface.
pub(super) fn subjects(surface: &Surface<'_>) -> Vec<Subject> {
    let mut subjects = Vec::new();
    let mut add =
        |what, title: String, spellings: Vec<String>| subjects.push(Subject { what, title, spellings });
    let Surface { ir, names, .. } = surface;
    for (index, export) in surface.root.iter().enumerate() {
        add(What::Root(index), export.name.to_string(), vec![export.name.to_string()]);
    }
    for (index, module) in surface.modules.iter().enumerate() {
        add(What::Module(index), module.name.to_string(), vec![module.name.to_string()]);
    }
    for (index, (method, own)) in ir.methods().iter().zip(names.methods()).enumerate() {
        let wire = method.wire.to_string();
        add(What::Method(index), wire.clone(), vec![wire, own.call.to_string(), own.constant.to_string()]);
        add(What::Message(index), own.message.to_string(), vec![own.message.to_string()]);
    }
    for (index, (envelope, own)) in ir.envelopes().iter().zip(names.envelopes()).enumerate() {
        let union = own.union.to_string();
        add(What::Envelope(index), union.clone(), vec![union.clone(), envelope.name.to_string()]);
        for (at, (field, name)) in envelope.fields.iter().zip(&*own.members).enumerate() {
            let spellings = member(&union, &envelope.name, ".", name.as_str(), field.wire.as_str());
            add(What::EnvelopeField(index, at), format!("{union}.{name}"), spellings);
        }
    }
    for def in ir.defs() {
        let (name, path) = (names.of(def.id).as_str(), def.path.as_str());
        add(What::Type(def.id), name.to_owned(), vec![name.to_owned(), path.to_owned()]);
        let members = names.members(def.id);
        match &def.body {
            Body::Record(record) => {
                if let (Some((wire, _)), Some(own)) = (&record.tag, names.tag(def.id)) {
                    let spellings = member(name, path, ".", own.as_str(), wire.as_str());
                    add(What::Tag(def.id), format!("{name}.{own}"), spellings);
                }
                for (at, (field, own)) in record.fields.iter().zip(members).enumerate() {
                    let spellings = member(name, path, ".", own.as_str(), field.wire.as_str());
                    add(What::Field(def.id, at), format!("{name}.{own}"), spellings);
                }
            }
            Body::Enum(texts) => {
                for (at, (value, own)) in texts.values.iter().zip(members).enumerate() {
                    let spellings = member(name, path, "=", own.as_str(), value.wire.as_str());
                    add(What::Value(def.id, at), format!("{name}.{own}"), spellings);
                }
            }
            Body::Union(_) | Body::Alias(_) => {}
        }
    }
    subjects
}

fn member(owner: &str, path: &str, sign: &str, name: &str, wire: &str) -> Vec<String> {
    vec![
        name.to_owned(),
        wire.to_owned(),
        format!("{owner}.{name}"),
        format!("{owner}.{wire}"),
        format!("{path}{sign}{wire}"),
    ]
}

/// Whether a type is the parameters of a request that a client makes.
fn takes(surface: &Surface<'_>, id: DefId) -> bool {
    let mut requests = surface.ir.methods().iter().filter(|method| method.kind.from_client());
    requests.any(|method| match &method.params {
        Params::None => false,
        Params::Required(ty) | Params::Optional(ty) => *ty == Type::Def(id),
    })
}

/// Whether a type is what some method takes or gives, and not something inside that.
fn is_direct(surface: &Surface<'_>, id: DefId) -> bool {
    surface.ir.methods().iter().any(|method| method_types(method).any(|ty| *ty == Type::Def(id)))
}
