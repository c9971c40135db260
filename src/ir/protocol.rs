//! The message side of the model: envelopes and methods, as plain data.
//! Every method has its kind, parameters, result and the reason for that result.

use std::fmt;

use super::{About, Body, DefId, Extra, Field, Ir, Record, Type, WireName};

/// Which messages a method's envelope carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MethodKind {
    /// A client asks, the server answers.
    ClientRequest,
    /// The server asks, a client answers.
    ServerRequest,
    /// A client tells.
    ClientNotification,
    /// The server tells.
    ServerNotification,
}

impl MethodKind {
    /// Every kind, in the order of the tables.
    pub const ALL: [MethodKind; 4] =
        [Self::ClientRequest, Self::ServerRequest, Self::ClientNotification, Self::ServerNotification];

    /// Whether an answer is expected.
    #[must_use]
    pub fn is_request(self) -> bool {
        matches!(self, Self::ClientRequest | Self::ServerRequest)
    }

    /// Whether a client sends it.
    #[must_use]
    pub fn from_client(self) -> bool {
        matches!(self, Self::ClientRequest | Self::ClientNotification)
    }
}

impl fmt::Display for MethodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientRequest => "client request",
            Self::ServerRequest => "server request",
            Self::ClientNotification => "client notification",
            Self::ServerNotification => "server notification",
        })
    }
}

/// The envelope definition of one kind of message.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Which messages.
    pub kind: MethodKind,
    /// The definition's name in the schema, such as `ServerNotification`.
    pub name: Box<str>,
    /// Members beside `id`, `method` and `params` that every message of the kind may carry.
    pub fields: Box<[Field]>,
    /// The type of `id`, for requests.
    pub id: Option<Type>,
    /// Origin, documentation, stability.
    pub about: About,
}

/// One method of the protocol.
#[derive(Debug, Clone)]
pub struct Method {
    /// Its name on the wire.
    pub wire: WireName,
    /// Who sends it and whether it is answered.
    pub kind: MethodKind,
    /// Its parameters.
    pub params: Params,
    /// The type of the answer's `result`, for requests.
    pub result: Option<Type>,
    /// Why the result is what it is, or the message is here at all: the rule's name or the curation row's reason.
    pub result_reason: Box<str>,
    /// Origin, documentation, stability.
    pub about: About,
}

/// The parameters of a method.
#[derive(Debug, Clone, PartialEq)]
pub enum Params {
    /// None: the member is absent or null.
    None,
    /// Of this type, and there.
    Required(Type),
    /// Of this type, or null, or absent.
    Optional(Type),
}

impl Params {
    /// The record that they are, if its members can stand for it: nothing else belongs into it, and where it may be
    /// left out it may as well be empty.
    #[must_use]
    pub fn record<'a>(&self, ir: &'a Ir) -> Option<(DefId, &'a Record)> {
        let (Self::Required(Type::Def(id)) | Self::Optional(Type::Def(id))) = self else { return None };
        let Body::Record(record) = &ir[*id].body else { return None };
        let is_plain = record.tag.is_none() && !matches!(record.extra, Extra::Typed(_));
        let may_be_empty = record.fields.iter().all(|field| !field.required);
        (is_plain && (may_be_empty || matches!(self, Self::Required(_)))).then_some((*id, record))
    }
}
