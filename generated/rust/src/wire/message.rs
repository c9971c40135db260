//! What stands on one line: a message of the other side, as this side sees it. `Debug` shows no payload of a line.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::codec::{Messages, Misfit, Read, Walk};

/// One message: `N` are the notifications and `Q` the requests of the side that sent it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Message<N: Messages, Q: Messages> {
    /// Something happened.
    Notification(Notification<N>),
    /// A question, which waits for an answer.
    Request(ServerCall<Q>),
    /// The answer to a request.
    Response(Response),
    /// The refusal of a request.
    Error(ErrorResponse),
    /// A line that is no message.
    Malformed(MalformedMessage),
}

/// A notification.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Notification<N: Messages> {
    /// What happened.
    pub payload: N,
    /// What stands beside the params.
    pub beside: N::Beside,
}

/// A request of the other side.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ServerCall<Q: Messages> {
    /// What the answer must carry.
    pub id: RequestId,
    /// What is asked.
    pub payload: Q,
    /// What stands beside the params.
    pub beside: Q::Beside,
}

/// An answer that is not decoded yet: see [`read_result`](super::read_result).
#[derive(Clone)]
#[non_exhaustive]
pub struct Response {
    /// The request.
    pub id: RequestId,
    /// The result as it came.
    pub result: Box<RawValue>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = format_args!("<{} bytes>", self.result.get().len());
        f.debug_struct("Response").field("id", &self.id).field("result", &result).finish()
    }
}

/// A request failed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ErrorResponse {
    /// The request, unless the other side could not read it.
    pub id: Option<RequestId>,
    /// Why it failed.
    pub error: ErrorObject,
}

/// Why a request failed.
#[derive(Clone, PartialEq)]
pub struct ErrorObject {
    /// The code of JSON-RPC or of the application.
    pub code: i64,
    /// What is wrong, for people.
    pub message: String,
    /// What is wrong, for programs.
    pub data: Option<Value>,
}

impl fmt::Debug for ErrorObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.data.as_ref().map(super::kept::Outline);
        let mut out = f.debug_struct("ErrorObject");
        out.field("code", &self.code).field("message", &self.message).field("data", &data).finish()
    }
}

/// A line that is no message at all.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MalformedMessage {
    /// The line as it came.
    pub raw: Vec<u8>,
    /// What is wrong with it.
    pub error: Box<str>,
}

impl fmt::Debug for MalformedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw = format_args!("<{} bytes>", self.raw.len());
        f.debug_struct("MalformedMessage").field("raw", &raw).field("error", &self.error).finish()
    }
}

/// Identifies a request of either side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestId {
    /// A number.
    Integer(i64),
    /// A text.
    String(String),
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "{number}"),
            Self::String(text) => f.write_str(text),
        }
    }
}

impl From<i64> for RequestId {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<String> for RequestId {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&str> for RequestId {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl Read for RequestId {
    const NAME: &'static str = "RequestId";

    fn fast<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdVisitor)
    }

    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit> {
        match value {
            Value::String(text) => Ok(Self::String(text.clone())),
            Value::Number(_) => i64::walk(value, walk).map(Self::Integer),
            _ => Err(walk.expected("integer or string", value)),
        }
    }
}

impl Serialize for RequestId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::String(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for RequestId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdVisitor)
    }
}

struct IdVisitor;

impl serde::de::Visitor<'_> for IdVisitor {
    type Value = RequestId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer or a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<RequestId, E> {
        Ok(RequestId::String(text.to_owned()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<RequestId, E> {
        Ok(RequestId::Integer(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<RequestId, E> {
        i64::try_from(number).map(RequestId::Integer).map_err(E::custom)
    }
}
