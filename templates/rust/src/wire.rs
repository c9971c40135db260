//! JSON in and out: bytes, texts or JSON values in, typed values out, and back.
//!
//! Reading is tolerant. A value, variant or member that this crate does not know is kept as it came, a value that does
//! not fit is kept as [`Malformed`] or beside the record that should have held it, and each is told to
//! [`on_tolerance`]. Writing gives back what was read, kept parts included, and refuses what breaks a rule of the
//! protocol. Numbers are those of `serde_json`: 64-bit integers and doubles.

mod bare;
pub(crate) mod codec;
mod containers;
mod error;
mod fast;
mod fast_members;
mod kept;
mod line;
mod lookup;
mod macros;
mod maybe;
mod message;
mod method;
mod outgoing;
mod rows;
mod rule;
mod scalars;
mod shape;
mod texts;
mod tolerance;
mod unions;
mod walk;
mod walk_members;
mod writer;

use serde::Serialize;
use serde_json::Value;

pub use bare::Bare;
pub use codec::{Messages, Read};
pub use error::WireError;
pub use kept::{Kept, Model};
pub use line::{read_line, read_result};
pub use maybe::Maybe;
pub use message::{
    ErrorObject, ErrorResponse, MalformedMessage, Message, Notification, RequestId, Response, ServerCall,
};
pub use method::{Deadline, Method, MethodKind, Request, Stability};
pub use outgoing::{write_error, write_notification, write_request, write_response};
pub use tolerance::{
    ToleranceCounts, ToleranceEvent, ToleranceHook, ToleranceKind, on_tolerance, tolerance_counts,
};
pub use unions::{Malformed, Unknown};

/// Reads a value from JSON text in bytes.
///
/// # Errors
/// The bytes are no JSON, or the value as a whole does not fit the type.
pub fn from_slice<T: Read>(bytes: &[u8]) -> Result<T, WireError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => from_str(text),
        Err(_) => Err(WireError::new(T::NAME, "", "the bytes are no UTF-8")),
    }
}

/// Reads a value from JSON text.
///
/// # Errors
/// The text is no JSON, or the value as a whole does not fit the type.
pub fn from_str<T: Read>(text: &str) -> Result<T, WireError> {
    fast::read(text).or_else(|_| {
        let value = serde_json::from_str(text).map_err(|error| WireError::parse(T::NAME, &error))?;
        from_value(&value)
    })
}

/// Reads a value from JSON text in which everything fits. What is only unknown does; it is not told, because who reads
/// this way has read the message before.
///
/// # Errors
/// The text is no JSON, or any part of it does not fit.
pub fn from_str_fitting<T: Read>(text: &str) -> Result<T, WireError> {
    match fast::read(text) {
        Ok(value) => Ok(value),
        Err(_) => {
            let value = serde_json::from_str(text).map_err(|error| WireError::parse(T::NAME, &error))?;
            walk::read_fitting(&value, T::NAME)
        }
    }
}

/// Reads a value from a JSON value.
///
/// # Errors
/// The value as a whole does not fit the type.
pub fn from_value<T: Read>(value: &Value) -> Result<T, WireError> {
    walk::read(value, T::NAME)
}

/// Writes a value as a JSON value.
///
/// # Errors
/// A member breaks a rule of the protocol, such as a range.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, WireError> {
    serde_json::to_value(value).map_err(|error| WireError::write(&error))
}

/// Writes a value as JSON text on one line, in bytes.
///
/// # Errors
/// A member breaks a rule of the protocol, such as a range.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, WireError> {
    serde_json::to_vec(value).map_err(|error| WireError::write(&error))
}

/// Writes a value as JSON text on one line.
///
/// # Errors
/// A member breaks a rule of the protocol, such as a range.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, WireError> {
    serde_json::to_string(value).map_err(|error| WireError::write(&error))
}
