//! Messages in, lines out: requests, answers and refusals of this side, and messages that were read, as they came.

use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::codec::{Messages, Read, Rule};
use super::error::WireError;
use super::message::{ErrorObject, ErrorResponse, Notification, RequestId, Response, ServerCall};
use super::method::Request;

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
