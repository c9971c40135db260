//! Errors that the server answers with, and what the client refuses in its place.

use std::error::Error;
use std::fmt;

use serde_json::Value;

use crate::client::display::shown;

/// The server answered a request with an error.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct JsonRpcError {
    /// What the code means.
    pub kind: RpcErrorKind,
    /// The error code of the protocol.
    pub code: i64,
    /// What the server says, whole.
    pub message: String,
    /// What the server adds, as JSON; null if nothing.
    pub data: Value,
}

/// What the code of an error means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RpcErrorKind {
    /// -32700: the server could not read the request as JSON.
    Parse,
    /// -32600: the server refused the request: its form, or its place in time.
    InvalidRequest,
    /// -32601: the server does not offer the method.
    MethodNotFound,
    /// -32602: the server refused the values of the parameters.
    InvalidParams,
    /// -32603: the server failed while it served the request.
    Internal,
    /// The server is overloaded and did not take the request. It can be sent again.
    ServerBusy,
    /// The server tried again by itself as often as it may.
    RetryLimitExceeded,
    /// Another error that JSON-RPC leaves to servers, -32000 to -32099.
    Server,
    /// A code that the protocol does not define.
    Other,
}

const OVERLOADED: i64 = -32001;

impl JsonRpcError {
    /// The error that stands for the server's, by its code, data and message.
    pub(crate) fn new(code: i64, message: String, data: Value) -> Self {
        let kind = match code {
            -32700 => RpcErrorKind::Parse,
            -32600 => RpcErrorKind::InvalidRequest,
            -32601 => RpcErrorKind::MethodNotFound,
            -32602 => RpcErrorKind::InvalidParams,
            -32603 => RpcErrorKind::Internal,
            -32099..=-32000 => server_kind(code, &message, &data),
            _ => RpcErrorKind::Other,
        };
        Self { kind, code, message, data }
    }

    /// Whether the server was overloaded, so that the same may be tried again later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.kind, RpcErrorKind::ServerBusy | RpcErrorKind::RetryLimitExceeded)
            || tells_overload(&self.data)
    }
}

fn server_kind(code: i64, message: &str, data: &Value) -> RpcErrorKind {
    let lowered = message.to_lowercase();
    if lowered.contains("retry limit") || lowered.contains("too many failed attempts") {
        RpcErrorKind::RetryLimitExceeded
    } else if code == OVERLOADED || tells_overload(data) {
        RpcErrorKind::ServerBusy
    } else {
        RpcErrorKind::Server
    }
}

/// Whether `serverOverloaded`, in any spelling, stands anywhere in a JSON value.
pub(crate) fn tells_overload(data: &Value) -> bool {
    let mut pending = vec![data];
    while let Some(value) = pending.pop() {
        match value {
            Value::String(text) if is_overload(text) => return true,
            Value::Array(items) => pending.extend(items),
            Value::Object(members) => {
                // a variant with members of its own is the key of an object
                if members.iter().any(|(key, body)| body.is_object() && is_overload(key)) {
                    return true;
                }
                pending.extend(members.values());
            }
            _ => {}
        }
    }
    false
}

fn is_overload(text: &str) -> bool {
    text.replace('_', "").eq_ignore_ascii_case("serveroverloaded")
}

impl fmt::Display for JsonRpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hint = match self.kind {
            RpcErrorKind::MethodNotFound => "; a newer runtime may have it",
            RpcErrorKind::ServerBusy | RpcErrorKind::RetryLimitExceeded => {
                "; try again later, as retry_on_overload does"
            }
            _ => "",
        };
        write!(f, "{} (JSON-RPC error {}){hint}", shown(&self.message), self.code)
    }
}

impl fmt::Debug for JsonRpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // what a server adds may be anything, and is not for logs
        f.debug_struct("JsonRpcError")
            .field("kind", &self.kind)
            .field("code", &self.code)
            .field("message", &shown(&self.message))
            .finish_non_exhaustive()
    }
}

impl Error for JsonRpcError {}

/// Something experimental was asked for on a connection that did not opt in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExperimentalApiError {
    /// The method, member or value that is experimental.
    pub what: String,
}

impl ExperimentalApiError {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

impl fmt::Display for ExperimentalApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is experimental and this client did not opt in; create it with \
             CodexConfig::new().experimental_api(true)",
            self.what
        )
    }
}

impl Error for ExperimentalApiError {}

/// The connected runtime is too old for what was asked. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedByRuntimeError {
    /// The method, member or value that the runtime does not have.
    pub what: String,
    /// First recorded version of the runtime that has it.
    pub since: String,
    /// Version of the connected runtime.
    pub connected: String,
}

impl UnsupportedByRuntimeError {
    pub(crate) fn new(what: impl Into<String>, since: &str, connected: &str) -> Self {
        Self { what: what.into(), since: since.to_owned(), connected: connected.to_owned() }
    }
}

impl fmt::Display for UnsupportedByRuntimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} needs Codex {} or newer, and the connected runtime is {}; update the runtime or leave it out",
            self.what,
            self.since,
            shown(&self.connected)
        )
    }
}

impl Error for UnsupportedByRuntimeError {}
