//! Open enums as texts, there and back.

use serde::ser::{Error, Serializer};

use super::codec::OpenEnum;

/// Writes a text of an enum: a known one by its index, so that a serializer can tell it from others.
///
/// # Errors
/// The text breaks the rule of the enum, or what the serializer says.
pub fn write_enum<T: OpenEnum, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    match value.index() {
        Ok(index) => {
            let text = T::VALUES.get(index).copied().unwrap_or_default();
            serializer.serialize_unit_variant(T::NAME, u32::try_from(index).unwrap_or(u32::MAX), text)
        }
        Err(text) => match enum_breach(value) {
            Some(breach) => Err(S::Error::custom(format_args!("{}: {breach}", T::NAME))),
            None => serializer.serialize_str(text),
        },
    }
}

/// What the text of an enum that accepts every text breaks of its rule.
pub fn enum_breach<T: OpenEnum>(value: &T) -> Option<String> {
    T::ANY_TEXT?.text(value.index().err()?)
}

/// The text of an enum.
pub fn text_of<T: OpenEnum>(value: &T) -> &str {
    match value.index() {
        Ok(index) => T::VALUES.get(index).copied().unwrap_or_default(),
        Err(text) => text,
    }
}

/// The value of an enum that has a text.
pub fn enum_of<T: OpenEnum>(text: &str) -> T {
    let known = T::VALUES.iter().position(|value| *value == text).and_then(T::from_index);
    known.unwrap_or_else(|| T::unknown(text.into()))
}
