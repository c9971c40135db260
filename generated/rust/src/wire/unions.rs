//! The two catch-alls of every union: a variant that is not known yet, and a value that does not fit.
//! Both are written back as they came. Their `Debug` shows tags and names, never values.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::codec::Body;
use super::kept::Outline;

/// A variant that this crate does not know yet, or a message whose method it does not know.
#[derive(Clone, PartialEq)]
pub struct Unknown {
    tag: Option<Box<str>>,
    raw: Value,
}

impl Unknown {
    /// A variant for the other side that this crate does not know. The tag is the value of the member that tells
    /// variants apart, or the only member of an object without one.
    #[must_use]
    pub fn new(tag: Option<&str>, raw: Value) -> Self {
        Self { tag: tag.map(Into::into), raw }
    }

    /// The value of the tag, or the only member of an object without one; the method of a message.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The value as it came; of a message, the whole of it.
    #[must_use]
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// The value itself.
    #[must_use]
    pub fn into_raw(self) -> Value {
        self.raw
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unknown").field("tag", &self.tag).field("raw", &Outline(&self.raw)).finish()
    }
}

impl Serialize for Unknown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

/// The payload of an index that no row of a table has.
pub fn unlisted<B: Body>(body: B) -> Result<Unknown, B::Error> {
    Ok(Unknown::new(None, body.read()?))
}

/// A value that does not fit the type that it should have.
#[derive(Clone, PartialEq)]
pub struct Malformed {
    tag: Option<Box<str>>,
    error: Box<str>,
    raw: Value,
}

impl Malformed {
    pub(super) fn new(tag: Option<&str>, error: impl Into<Box<str>>, raw: Value) -> Self {
        Self { tag: tag.map(Into::into), error: error.into(), raw }
    }

    /// The known tag of a variant whose body does not fit; the method of a message.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// What does not fit, after a JSON pointer inside the value. It never holds a part of the value.
    #[must_use]
    pub fn error(&self) -> &str {
        &self.error
    }

    /// The value as it came; of a message, the whole of it.
    #[must_use]
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// The value itself.
    #[must_use]
    pub fn into_raw(self) -> Value {
        self.raw
    }
}

impl fmt::Debug for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Malformed")
            .field("tag", &self.tag)
            .field("error", &self.error)
            .field("raw", &Outline(&self.raw))
            .finish()
    }
}

impl Serialize for Malformed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}
