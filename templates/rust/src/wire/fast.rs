//! The fast reader: straight from a serde deserializer into emitted types, in one pass and without a `Value` between.
//! It takes what fits exactly. Anything else (an unknown member, value or tag, a tag that is not the first member, a
//! broken rule) is an error without a detail, and the caller takes the tolerant way.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::codec::{Body, OpenEnum, Read, Record, Shaped, Tagged};
use super::fast_members::FastMembers;
use super::lookup::{Exactly, Lookup};
use super::shape::Kind;
use super::walk::Walk;

/// The one error of this reader.
#[cold]
pub fn unfit<E: Error>() -> E {
    E::custom("")
}

/// Reads a whole text.
pub(super) fn read<T: Read>(text: &str) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = T::fast(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Reads a record, the tag of a variant included.
pub fn fast_record<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor(PhantomData))
}

/// Reads a record from what is left of an object.
pub fn fast_rest<'de, T: Record, A: MapAccess<'de>>(map: A) -> Result<T, A::Error> {
    T::read(FastMembers::<T, A>::new(map))
}

/// Reads a union whose tag is the first member.
pub fn fast_tagged<'de, T: Tagged, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(TaggedVisitor(PhantomData))
}

/// Reads a union by what the value looks like.
pub fn fast_shaped<'de, T: Shaped + Read, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(ShapedVisitor(PhantomData))
}

/// Reads a known value of an enum, or any text where every text is one.
pub fn fast_enum<'de, T: OpenEnum, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(EnumVisitor(PhantomData))
}

/// Reads the next value as a type.
pub(super) struct Seed<T>(pub(super) PhantomData<T>);

impl<'de, T: Read> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::fast(deserializer)
    }
}

struct RecordVisitor<T>(PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        if let Some((key, tag)) = T::TAG {
            map.next_key_seed(Exactly(key))?.ok_or_else(unfit)?;
            map.next_value_seed(Exactly(tag))?;
        }
        fast_rest(map)
    }
}

struct TaggedVisitor<T>(PhantomData<T>);

impl<'de, T: Tagged> Visitor<'de> for TaggedVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a tag")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        map.next_key_seed(Exactly(T::TAG))?.ok_or_else(unfit)?;
        let index = map.next_value_seed(Lookup { names: T::TAGS, likely: 0 })?;
        T::read(index, Rest(map, PhantomData))
    }
}

struct EnumVisitor<T>(PhantomData<T>);

impl<T: OpenEnum> Visitor<'_> for EnumVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        match T::VALUES.iter().position(|value| *value == text) {
            Some(index) => T::from_index(index).ok_or_else(unfit),
            None => match T::ANY_TEXT {
                Some(rule) if rule.text(text).is_none() => Ok(T::unknown(text.into())),
                _ => Err(unfit()),
            },
        }
    }
}

struct ShapedVisitor<T>(PhantomData<T>);

impl<T: Shaped> ShapedVisitor<T> {
    /// Reads a value that has no members by the first shape that takes it.
    fn scalar<'de, D: Deserializer<'de>>(kind: Kind<'_>, value: D) -> Result<T, D::Error> {
        let index = T::SHAPES.iter().position(|shape| shape.takes(kind)).ok_or_else(unfit)?;
        T::read(index, Whole(value, PhantomData))
    }
}

impl<'de, T: Shaped + Read> Visitor<'de> for ShapedVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a variant")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Self::scalar(Kind::Text(text), text.into_deserializer())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        Self::scalar(Kind::Boolean, value.into_deserializer())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        Self::scalar(Kind::Integer, value.into_deserializer())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        Self::scalar(Kind::Integer, value.into_deserializer())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        Self::scalar(Kind::Number, value.into_deserializer())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<T, A::Error> {
        Self::scalar(Kind::List, SeqAccessDeserializer::new(seq))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        // Which variant an object is can depend on its last member.
        let value = Value::fast(MapAccessDeserializer::new(map))?;
        Walk::exact(&value).ok_or_else(unfit)
    }
}

/// A whole value.
struct Whole<'de, D>(D, PhantomData<&'de ()>);

impl<'de, D: Deserializer<'de>> Body for Whole<'de, D> {
    type Error = D::Error;

    fn read<T: Read>(self) -> Result<T, D::Error> {
        T::fast(self.0)
    }

    fn nothing(self) -> Result<(), D::Error> {
        Err(unfit())
    }
}

/// What follows the tag.
struct Rest<'de, A>(A, PhantomData<&'de ()>);

impl<'de, A: MapAccess<'de>> Body for Rest<'de, A> {
    type Error = A::Error;

    #[inline]
    fn read<T: Read>(self) -> Result<T, A::Error> {
        T::rest(self.0)
    }

    fn nothing(self) -> Result<(), A::Error> {
        Err(unfit())
    }
}
