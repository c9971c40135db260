//! The fast reader: straight from a serde deserializer into emitted types, in one pass and without a `Value` between.
//! It takes what fits exactly. Anything else (an unknown member, value or tag, a tag that is not the first member, a
//! broken rule) is an error without a detail, and the caller takes the tolerant way.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::codec::{Body, Members, OpenEnum, Read, Record, Shaped, Tagged};
use super::kept::Kept;
use super::maybe::Maybe;
use super::rule::Rule;
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
    T::read(FastMembers {
        map,
        record: PhantomData::<T>,
        last: 0,
        seen: 0,
        marks: 0,
        other: None,
        de: PhantomData,
    })
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

/// Finds a text in a list, where it is most likely at or behind a place.
#[derive(Clone, Copy)]
pub(super) struct Lookup {
    pub(super) names: &'static [&'static str],
    pub(super) likely: usize,
}

impl Lookup {
    #[inline]
    pub(super) fn find(self, text: &str) -> Option<usize> {
        match self.names.get(self.likely) {
            Some(name) if *name == text => Some(self.likely),
            _ => self.search(text),
        }
    }

    fn search(self, text: &str) -> Option<usize> {
        let (before, behind) = self.names.split_at_checked(self.likely)?;
        let found = behind.iter().position(|name| *name == text).map(|index| index + self.likely);
        found.or_else(|| before.iter().position(|name| *name == text))
    }
}

impl<'de> DeserializeSeed<'de> for Lookup {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Lookup {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a known text")
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<usize, E> {
        self.find(text).ok_or_else(unfit)
    }
}

/// The same where any other text is as good, and is put aside.
struct OtherLookup<'a>(Lookup, &'a mut Option<String>);

impl<'de> DeserializeSeed<'de> for OtherLookup<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for OtherLookup<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<usize, E> {
        Ok(self.0.find(text).unwrap_or_else(|| {
            *self.1 = Some(text.to_owned());
            self.0.names.len()
        }))
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

/// One text and no other.
struct Exactly(&'static str);

impl<'de> DeserializeSeed<'de> for Exactly {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Exactly {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text == self.0 { Ok(()) } else { Err(unfit()) }
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

struct FastMembers<'de, R, A> {
    map: A,
    record: PhantomData<R>,
    /// The index behind the last member: most often they come in order.
    last: usize,
    /// Which members came, where that matters.
    seen: u64,
    /// See [`Kept::marked`].
    marks: u64,
    /// The name of the last member without an index.
    other: Option<String>,
    de: PhantomData<&'de ()>,
}

impl<'de, R: Record, A: MapAccess<'de>> FastMembers<'de, R, A> {
    #[inline]
    fn take<T: Read>(&mut self) -> Result<T, A::Error> {
        self.map.next_value_seed(Seed(PhantomData))
    }

    #[inline]
    fn obeying<T: Read>(&mut self, rule: &'static Rule) -> Result<T, A::Error> {
        let value: T = self.take()?;
        if value.breach(rule).is_some() { Err(unfit()) } else { Ok(value) }
    }

    #[inline]
    fn mark(&mut self, index: usize) -> Result<(), A::Error> {
        self.marks |= bit(index).ok_or_else(unfit)?;
        Ok(())
    }
}

fn bit(index: usize) -> Option<u64> {
    1_u64.checked_shl(u32::try_from(index).ok()?)
}

impl<'de, R: Record, A: MapAccess<'de>> Members for FastMembers<'de, R, A> {
    type Error = A::Error;

    #[inline]
    fn next(&mut self) -> Result<Option<usize>, A::Error> {
        let lookup = Lookup { names: R::MEMBERS, likely: self.last };
        let found = if R::OTHERS {
            self.map.next_key_seed(OtherLookup(lookup, &mut self.other))?
        } else {
            self.map.next_key_seed(lookup)?
        };
        if let Some(index) = found {
            self.last = index + 1;
            if !R::ALTERNATIVES.is_empty() {
                self.seen |= bit(index).unwrap_or_default();
            }
        }
        Ok(found)
    }

    #[inline]
    fn value<T: Read>(&mut self, _index: usize) -> Result<Option<T>, A::Error> {
        self.take().map(Some)
    }

    fn value_ruled<T: Read>(&mut self, _index: usize, rule: &'static Rule) -> Result<Option<T>, A::Error> {
        self.obeying(rule).map(Some)
    }

    #[inline]
    fn optional<T: Read>(&mut self, _index: usize) -> Result<Option<T>, A::Error> {
        self.take().map(Some)
    }

    fn optional_ruled<T: Read>(&mut self, _index: usize, rule: &'static Rule) -> Result<Option<T>, A::Error> {
        self.obeying(rule).map(Some)
    }

    #[inline]
    fn optional_nullable<T: Read>(&mut self, index: usize) -> Result<Option<T>, A::Error> {
        let value = self.take::<Option<T>>()?;
        if value.is_none() {
            self.mark(index)?;
        }
        Ok(value)
    }

    fn optional_nullable_ruled<T: Read>(
        &mut self,
        index: usize,
        rule: &'static Rule,
    ) -> Result<Option<T>, A::Error> {
        let value = self.optional_nullable::<T>(index)?;
        if value.as_ref().is_some_and(|value| value.breach(rule).is_some()) {
            Err(unfit())
        } else {
            Ok(value)
        }
    }

    #[inline]
    fn maybe<T: Read>(&mut self, _index: usize) -> Result<Option<Maybe<T>>, A::Error> {
        self.take().map(Some)
    }

    fn maybe_ruled<T: Read>(
        &mut self,
        _index: usize,
        rule: &'static Rule,
    ) -> Result<Option<Maybe<T>>, A::Error> {
        self.obeying(rule).map(Some)
    }

    fn other<T: Read>(&mut self, others: &mut BTreeMap<String, T>) -> Result<(), A::Error> {
        let name = self.other.take().ok_or_else(unfit)?;
        let value = self.take()?;
        others.insert(name, value);
        Ok(())
    }

    #[inline]
    fn required<T>(&mut self, _index: usize, slot: Option<T>) -> Result<T, A::Error> {
        slot.ok_or_else(unfit)
    }

    fn required_or<T: Read>(
        &mut self,
        _index: usize,
        slot: Option<T>,
        _stand_in: &'static str,
    ) -> Result<T, A::Error> {
        // Absence is told, and only the tolerant reader tells.
        slot.ok_or_else(unfit)
    }

    #[inline]
    fn or_default<T>(&mut self, index: usize, slot: Option<T>, default: impl FnOnce() -> T) -> T {
        slot.unwrap_or_else(|| {
            self.marks |= bit(index).unwrap_or_default();
            default()
        })
    }

    #[inline]
    fn finish(self) -> Result<Kept, A::Error> {
        let seen = |name: &&str| {
            let index = R::MEMBERS.iter().position(|member| member == name);
            index.and_then(bit).is_some_and(|bit| self.seen & bit != 0)
        };
        let complete = |group: &&[&str]| group.iter().all(seen);
        if R::ALTERNATIVES.is_empty() || R::ALTERNATIVES.iter().any(complete) {
            Ok(Kept::marked(self.marks))
        } else {
            Err(unfit())
        }
    }
}
