//! What tells the variants of a union without a tag apart: kinds of JSON, keys and texts, known since compile time.

use serde_json::{Map, Value};

/// What a value looks like.
#[allow(dead_code, reason = "few protocols have unions of all kinds")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Null.
    Null,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text.
    Text,
    /// One of these texts.
    Texts(&'static [&'static str]),
    /// A list.
    List,
    /// Any object.
    Object,
    /// An object with these members.
    Members {
        /// Keys that must be there.
        required: &'static [&'static str],
        /// Members that must hold exactly this text.
        literals: &'static [(&'static str, &'static str)],
        /// Members that must be there and look like this.
        members: &'static [(&'static str, Shape)],
        /// All keys that may be there, if no others may.
        closed: Option<&'static [&'static str]>,
    },
    /// One of these.
    Any(&'static [Shape]),
}

/// The kind of a value that has no members.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind<'a> {
    Boolean,
    Integer,
    Number,
    Text(&'a str),
    List,
}

impl Shape {
    /// Whether a value looks like this.
    pub(super) fn fits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Any(shapes), value) => shapes.iter().any(|shape| shape.fits(value)),
            (Self::Null, Value::Null) | (Self::Object, Value::Object(_)) => true,
            (shape, Value::Bool(_)) => shape.takes(Kind::Boolean),
            (shape, Value::Number(number)) => {
                let whole = number.is_i64() || number.is_u64() || number.as_f64().is_some_and(is_whole);
                shape.takes(if whole { Kind::Integer } else { Kind::Number })
            }
            (shape, Value::String(text)) => shape.takes(Kind::Text(text)),
            (shape, Value::Array(_)) => shape.takes(Kind::List),
            (Self::Members { required, literals, members, closed }, Value::Object(object)) => {
                let text = |key: &str| object.get(key).and_then(Value::as_str);
                required.iter().all(|key| object.contains_key(*key))
                    && literals.iter().all(|(key, literal)| text(key) == Some(*literal))
                    && members
                        .iter()
                        .all(|(key, shape)| object.get(*key).is_some_and(|value| shape.fits(value)))
                    && closed.is_none_or(|keys| has_only(object, keys))
            }
            _ => false,
        }
    }

    /// Whether values of a kind look like this.
    pub(super) fn takes(&self, kind: Kind<'_>) -> bool {
        match (self, kind) {
            (Self::Any(shapes), kind) => shapes.iter().any(|shape| shape.takes(kind)),
            (Self::Texts(texts), Kind::Text(text)) => texts.contains(&text),
            (Self::Boolean, Kind::Boolean)
            | (Self::Integer | Self::Number, Kind::Integer)
            | (Self::Number, Kind::Number)
            | (Self::Text, Kind::Text(_))
            | (Self::List, Kind::List) => true,
            _ => false,
        }
    }

    /// Whether it is about objects.
    pub(super) fn is_object(&self) -> bool {
        match self {
            Self::Object | Self::Members { .. } => true,
            Self::Any(shapes) => shapes.iter().any(Shape::is_object),
            _ => false,
        }
    }
}

/// Whether a number has no fraction.
pub(super) fn is_whole(number: f64) -> bool {
    number.is_finite() && number.fract() == 0.0
}

fn has_only(object: &Map<String, Value>, keys: &[&str]) -> bool {
    object.keys().all(|key| keys.contains(&key.as_str()))
}
