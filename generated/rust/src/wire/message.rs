//! What stands on one line: a message of the other side as this side sees it, and the lines that this side writes.

use std::fmt;

use serde::ser::{Error, SerializeMap};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::codec::{Messages, Misfit, Read, Rule, Walk};
use super::error::WireError;
use super::method::Request;

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
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response {
    /// The request.
    pub id: RequestId,
    /// The result as it came.
    pub result: Box<RawValue>,
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

/// Who writes a message around the params that it hands over.
pub trait Envelope: Sized {
    /// What is written.
    type Ok;
    /// Why it could not be.
    type Error;

    /// A message with params; they may stand for absence.
    ///
    /// # Errors
    /// What the serializer says.
    fn params<T: Serialize + Read>(self, method: &'static str, params: &T) -> Result<Self::Ok, Self::Error>;

    /// A message that is not known, or does not fit, as it came.
    ///
    /// # Errors
    /// What the serializer says.
    fn raw(self, message: &Value) -> Result<Self::Ok, Self::Error>;
}

/// Writes a message into a serializer: method, id, params, and what stands beside.
struct Line<'a, S, B> {
    serializer: S,
    id: Option<&'a RequestId>,
    beside: Option<&'a B>,
}

impl<S: Serializer, B: Serialize> Envelope for Line<'_, S, B> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn params<T: Serialize + Read>(self, method: &'static str, params: &T) -> Result<S::Ok, S::Error> {
        if let Some(breach) = params.breach(&Rule::Any) {
            return Err(S::Error::custom(format_args!("{method}/params: {breach}")));
        }
        let mut map = self.serializer.serialize_map(None)?;
        map.serialize_entry("method", method)?;
        if let Some(id) = self.id {
            map.serialize_entry("id", id)?;
        }
        if !params.is_absent() {
            map.serialize_entry("params", params)?;
        }
        if let Some(beside) = self.beside {
            let members = serde_json::to_value(beside).map_err(S::Error::custom)?;
            for (name, value) in members.as_object().into_iter().flatten() {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }

    fn raw(self, message: &Value) -> Result<S::Ok, S::Error> {
        message.serialize(self.serializer)
    }
}

/// Writes a message without what stands beside its params.
///
/// # Errors
/// A rule is broken, or what the serializer says.
pub fn write_message<M: Messages, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    message.write(Line::<S, ()> { serializer, id: None, beside: None })
}

impl<N: Messages> Serialize for Notification<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.payload.write(Line { serializer, id: None, beside: Some(&self.beside) })
    }
}

impl<Q: Messages> Serialize for ServerCall<Q> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.payload.write(Line { serializer, id: Some(&self.id), beside: Some(&self.beside) })
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("result", &self.result)?;
        map.end()
    }
}

impl Serialize for ErrorResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("error", &self.error)?;
        map.end()
    }
}

impl Serialize for ErrorObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", &self.code)?;
        map.serialize_entry("message", &self.message)?;
        if let Some(data) = &self.data {
            map.serialize_entry("data", data)?;
        }
        map.end()
    }
}

/// The line of a request, without its newline.
///
/// # Errors
/// A rule of the protocol is broken.
pub fn write_request<R: Request>(id: &RequestId, params: &R::Params) -> Result<Vec<u8>, WireError> {
    let mut out = Vec::new();
    let line =
        Line { serializer: &mut serde_json::Serializer::new(&mut out), id: Some(id), beside: None::<&()> };
    line.params(R::METHOD, params).map_err(|error| WireError::write(&error))?;
    Ok(out)
}

/// The line of a notification, without its newline.
///
/// # Errors
/// A rule of the protocol is broken.
pub fn write_notification<M: Messages>(message: &M) -> Result<Vec<u8>, WireError> {
    let mut out = Vec::new();
    write_message(message, &mut serde_json::Serializer::new(&mut out))
        .map_err(|error| WireError::write(&error))?;
    Ok(out)
}

/// The line of an answer, without its newline.
///
/// # Errors
/// A rule of the protocol is broken.
pub fn write_response<T: Serialize + ?Sized>(id: &RequestId, result: &T) -> Result<Vec<u8>, WireError> {
    super::to_vec(&Answer { id, result })
}

/// The line of a refusal, without its newline.
///
/// # Errors
/// The data cannot be written.
pub fn write_error(id: &RequestId, error: &ErrorObject) -> Result<Vec<u8>, WireError> {
    super::to_vec(&ErrorResponse { id: Some(id.clone()), error: error.clone() })
}

struct Answer<'a, T: ?Sized> {
    id: &'a RequestId,
    result: &'a T,
}

impl<T: Serialize + ?Sized> Serialize for Answer<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", self.id)?;
        map.serialize_entry("result", self.result)?;
        map.end()
    }
}
