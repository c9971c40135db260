//! From lines to what the core takes in.
//!
//! In: one line. Out: what it says, with its place; nothing for a line that is no message, which is told in the log
//! and to the tolerance hook. Secrets are taken out of errors here.

use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use super::display::printable;
use super::error::{JsonRpcError, UnreadableError};
use super::event::Event;
use super::observing::{METHOD_LIMIT, log};
use super::places::{Bare, Head};
use super::redaction::Redactor;
use super::reply::Outcome;
use crate::events::{ServerNotification, ServerRequest};
use crate::wire::{self, ErrorObject, Message, RequestId, WireError};

/// One message of the runtime.
pub(crate) enum Incoming<'a> {
    /// Something happened.
    Event(Arc<Event>, Head<'a>),
    /// A request of this client is answered.
    Answer(i64, Outcome),
    /// The runtime asks.
    Request(Asked),
    /// A line that is no message: what it is, printable and not long.
    Odd(String),
}

/// A request of the runtime.
pub(crate) struct Asked {
    pub(crate) id: RequestId,
    pub(crate) method: Box<str>,
    /// As they came; `None` if there are none.
    pub(crate) params: Option<Box<RawValue>>,
}

impl Asked {
    /// The method on the wire.
    pub(crate) fn method(&self) -> &str {
        &self.method
    }
}

/// What a line says; `None` for an answer to what this client did not ask.
pub(crate) fn read<'a>(line: &'a [u8], redactor: &Redactor) -> Option<Incoming<'a>> {
    Some(match wire::read_line::<ServerNotification, ServerRequest>(line) {
        Message::Notification(event) => Incoming::Event(Arc::new(event), Head::of(line)),
        Message::Response(response) => match response.id {
            RequestId::Integer(number) => Incoming::Answer(number, Ok(response)),
            RequestId::String(_) => return None,
        },
        Message::Error(response) => match response.id {
            Some(RequestId::Integer(number)) => {
                Incoming::Answer(number, Err(refusal(response.error, redactor).into()))
            }
            _ => return None,
        },
        Message::Request(call) => {
            let bare = Bare::of(line);
            Incoming::Request(Asked {
                id: call.id,
                method: bare.method.unwrap_or_default().into(),
                params: bare.params.map(ToOwned::to_owned),
            })
        }
        Message::Malformed(message) => {
            let text = String::from_utf8_lossy(message.raw.get(..METHOD_LIMIT).unwrap_or(&message.raw));
            log!(warn, bytes = message.raw.len(), error = %message.error, "a line of the runtime is no message");
            Incoming::Odd(printable(&redactor.redact(&text), METHOD_LIMIT).into_owned())
        }
    })
}

/// The error for whoever asked, without secrets.
fn refusal(error: ErrorObject, redactor: &Redactor) -> JsonRpcError {
    let data = error.data.unwrap_or(Value::Null);
    let text = data.to_string();
    let shown = redactor.redact(&text);
    let data = if *shown == *text { data } else { serde_json::from_str(&shown).unwrap_or(Value::Null) };
    JsonRpcError::new(error.code, redactor.redacted(error.message), data)
}

/// Why an answer cannot be used.
pub(crate) fn unreadable(method: &str, error: &WireError) -> UnreadableError {
    UnreadableError::new(method, error.to_string())
}
