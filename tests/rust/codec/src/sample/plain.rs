//! Unions without a tag, of plain types, as they are emitted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::wire::codec;
use super::super::wire::{Malformed, Unknown};

/// A number or a text.
///
/// Schema: `#/definitions/NumberOrText`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum NumberOrText {
    /// A whole number.
    Integer(i64),
    /// A text.
    String(String),
    /// A variant that this crate does not know yet, as it came.
    Unknown(Unknown),
    /// A value that does not fit, as it came.
    Malformed(Malformed),
}

impl codec::Union for NumberOrText {
    const NAME: &'static str = "NumberOrText";

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::Integer(body.read()?),
            _ => Self::String(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Integer(value) => codec::Serialize::serialize(value, serializer),
            Self::String(value) => codec::Serialize::serialize(value, serializer),
            Self::Unknown(value) => codec::Serialize::serialize(value, serializer),
            Self::Malformed(value) => codec::Serialize::serialize(value, serializer),
        }
    }
}

impl codec::Shaped for NumberOrText {
    const SHAPES: &'static [codec::Shape] = &[codec::Shape::Integer, codec::Shape::Text];
}
codec::shaped_union!(NumberOrText);

impl From<i64> for NumberOrText {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<String> for NumberOrText {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<&str> for NumberOrText {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

/// Plain types alone.
///
/// Schema: `#/definitions/Plain`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Plain {
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// An object.
    Object(BTreeMap<String, Value>),
    /// A variant that this crate does not know yet, as it came.
    Unknown(Unknown),
    /// A value that does not fit, as it came.
    Malformed(Malformed),
}

impl codec::Union for Plain {
    const NAME: &'static str = "Plain";

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::Boolean(body.read()?),
            1 => Self::Number(body.read()?),
            _ => Self::Object(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(value) => codec::Serialize::serialize(value, serializer),
            Self::Number(value) => codec::Serialize::serialize(value, serializer),
            Self::Object(value) => codec::Serialize::serialize(value, serializer),
            Self::Unknown(value) => codec::Serialize::serialize(value, serializer),
            Self::Malformed(value) => codec::Serialize::serialize(value, serializer),
        }
    }
}

impl codec::Shaped for Plain {
    const SHAPES: &'static [codec::Shape] =
        &[codec::Shape::Boolean, codec::Shape::Number, codec::Shape::Object];
}
codec::shaped_union!(Plain);

impl From<bool> for Plain {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<f64> for Plain {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<BTreeMap<String, Value>> for Plain {
    fn from(value: BTreeMap<String, Value>) -> Self {
        Self::Object(value)
    }
}
