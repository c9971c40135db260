//! The writer: a record's fields in, an object out, with all that was kept put back at its place.
//! Rules are checked here too, so nothing that breaks one is ever sent.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Serialize;
use serde::ser::{Error, SerializeMap, SerializeStruct, Serializer};
use serde_json::Value;

use super::codec::{OpenEnum, Read, Record, Rule};
use super::fast;
use super::kept::{Element, Kept, Step};
use super::maybe::Maybe;

/// Writes one record. What a caller sees of it is a struct, unless something was kept or members are free.
pub struct Writer<'a, S: Serializer> {
    to: To<S>,
    kept: &'a Kept,
    record: &'static str,
    members: &'static [&'static str],
    /// Kept members whose field has a value by now.
    replaced: Vec<&'static str>,
}

enum To<S: Serializer> {
    Struct(S::SerializeStruct),
    Map(S::SerializeMap),
}

impl<'a, S: Serializer> Writer<'a, S> {
    /// Begins a record, with its tag.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn new<R: Record>(serializer: S, kept: &'a Kept) -> Result<Self, S::Error> {
        let to = if R::OTHERS || !kept.is_empty() {
            To::Map(serializer.serialize_map(None)?)
        } else {
            let tag = usize::from(R::TAG.is_some());
            To::Struct(serializer.serialize_struct(R::NAME, R::MEMBERS.len() + tag)?)
        };
        let mut writer = Self { to, kept, record: R::NAME, members: R::MEMBERS, replaced: Vec::new() };
        if let Some((key, tag)) = R::TAG {
            writer.put(key, tag)?;
        }
        Ok(writer)
    }

    /// Writes a required member.
    ///
    /// # Errors
    /// What the serializer says.
    #[inline]
    pub fn required<T: Serialize + Read>(&mut self, wire: &'static str, value: &T) -> Result<(), S::Error> {
        self.required_ruled(wire, value, &Rule::Any)
    }

    /// Writes a required member that must obey a rule.
    ///
    /// # Errors
    /// The rule is broken, or what the serializer says.
    pub fn required_ruled<T: Serialize + Read>(
        &mut self,
        wire: &'static str,
        value: &T,
        rule: &Rule,
    ) -> Result<(), S::Error> {
        if let Some(breach) = value.breach(rule) {
            return Err(self.broken(wire, &breach));
        }
        self.put(wire, value)
    }

    /// Writes a required member, unless it was absent and is still what stands for that.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn required_or<T: Serialize + Read>(
        &mut self,
        index: usize,
        wire: &'static str,
        value: &T,
        stand_in: &'static str,
    ) -> Result<(), S::Error> {
        if self.kept.has_mark(index) {
            let stands = fast::read::<Value>(stand_in).map_err(S::Error::custom)?;
            if serde_json::to_value(value).map_err(S::Error::custom)? == stands {
                return Ok(());
            }
        }
        self.required(wire, value)
    }

    /// Writes an optional member if it has a value.
    ///
    /// # Errors
    /// What the serializer says.
    #[inline]
    pub fn optional<T: Serialize + Read>(
        &mut self,
        wire: &'static str,
        value: &Option<T>,
    ) -> Result<(), S::Error> {
        self.optional_ruled(wire, value, &Rule::Any)
    }

    /// Writes an optional member that must obey a rule if it has a value.
    ///
    /// # Errors
    /// The rule is broken, or what the serializer says.
    #[inline]
    pub fn optional_ruled<T: Serialize + Read>(
        &mut self,
        wire: &'static str,
        value: &Option<T>,
        rule: &Rule,
    ) -> Result<(), S::Error> {
        match value {
            Some(value) => self.required_ruled(wire, value, rule),
            None => Ok(()),
        }
    }

    /// Writes an optional member if it has a value, or null if that is what came.
    ///
    /// # Errors
    /// What the serializer says.
    #[inline]
    pub fn optional_nullable<T: Serialize + Read>(
        &mut self,
        index: usize,
        wire: &'static str,
        value: &Option<T>,
    ) -> Result<(), S::Error> {
        self.optional_nullable_ruled(index, wire, value, &Rule::Any)
    }

    /// Writes an optional member that must obey a rule if it has a value, or null if that is what came.
    ///
    /// # Errors
    /// The rule is broken, or what the serializer says.
    pub fn optional_nullable_ruled<T: Serialize + Read>(
        &mut self,
        index: usize,
        wire: &'static str,
        value: &Option<T>,
        rule: &Rule,
    ) -> Result<(), S::Error> {
        match value {
            Some(value) => self.required_ruled(wire, value, rule),
            None if self.kept.has_mark(index) => self.put(wire, &()),
            None => Ok(()),
        }
    }

    /// Writes an optional member that may be null.
    ///
    /// # Errors
    /// What the serializer says.
    #[inline]
    pub fn maybe<T: Serialize + Read>(
        &mut self,
        wire: &'static str,
        value: &Maybe<T>,
    ) -> Result<(), S::Error> {
        self.maybe_ruled(wire, value, &Rule::Any)
    }

    /// Writes an optional member that may be null and must obey a rule.
    ///
    /// # Errors
    /// The rule is broken, or what the serializer says.
    pub fn maybe_ruled<T: Serialize + Read>(
        &mut self,
        wire: &'static str,
        value: &Maybe<T>,
        rule: &Rule,
    ) -> Result<(), S::Error> {
        match value {
            Maybe::Value(value) => self.required_ruled(wire, value, rule),
            Maybe::Null => self.put(wire, &()),
            Maybe::Absent => Ok(()),
        }
    }

    /// Writes an optional member, unless it was absent and still has its default.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn defaulted<T: Serialize + Read + PartialEq>(
        &mut self,
        index: usize,
        wire: &'static str,
        value: &T,
        default: impl FnOnce() -> T,
    ) -> Result<(), S::Error> {
        if self.kept.has_mark(index) && *value == default() {
            return Ok(());
        }
        self.required(wire, value)
    }

    /// Writes the members that have no name of their own.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn others<T: Serialize + Read>(&mut self, others: &BTreeMap<String, T>) -> Result<(), S::Error> {
        for (name, value) in others.iter().filter(|(name, _)| !self.members.contains(&name.as_str())) {
            if let Some(breach) = value.breach(&Rule::Any) {
                return Err(self.broken(name, &breach));
            }
            if let To::Map(map) = &mut self.to {
                map.serialize_entry(name, value)?;
            }
        }
        Ok(())
    }

    /// Ends the record, behind the members that have no field.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        match self.to {
            To::Struct(to) => to.end(),
            To::Map(mut map) => {
                for (name, value) in self.kept.members().filter(|(name, _)| !self.replaced.contains(name)) {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }

    fn put<T: Serialize + ?Sized>(&mut self, wire: &'static str, value: &T) -> Result<(), S::Error> {
        match &mut self.to {
            To::Struct(to) => to.serialize_field(wire, value),
            To::Map(map) => {
                if self.kept.member(wire).is_some() {
                    self.replaced.push(wire);
                }
                let mut elements = self.kept.elements_of(wire).peekable();
                if elements.peek().is_none() {
                    return map.serialize_entry(wire, value);
                }
                let mut whole = serde_json::to_value(value).map_err(S::Error::custom)?;
                elements.for_each(|element| put_back(&mut whole, element));
                map.serialize_entry(wire, &whole)
            }
        }
    }

    #[cold]
    fn broken(&self, wire: &str, breach: &dyn Display) -> S::Error {
        S::Error::custom(format_args!("{}/{wire}: {breach}", self.record))
    }
}

/// Puts an element back where it was, or as near as what is there now allows.
fn put_back(member: &mut Value, element: &Element) {
    let Some((last, way)) = element.path.get(1..).and_then(<[Step]>::split_last) else { return };
    let mut at = member;
    for step in way {
        let next = match (step, at) {
            (Step::Name(name), Value::Object(object)) => object.get_mut(&**name),
            (Step::Index(index), Value::Array(items)) => items.get_mut(*index),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return,
        }
    }
    match (last, at) {
        (Step::Name(name), Value::Object(object)) => {
            object.entry(&**name).or_insert_with(|| element.value.clone());
        }
        (Step::Index(index), Value::Array(items)) => {
            items.insert((*index).min(items.len()), element.value.clone());
        }
        _ => {}
    }
}

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
        Err(text) => match T::ANY_TEXT.and_then(|rule| rule.text(text)) {
            Some(breach) => Err(S::Error::custom(format_args!("{}: {breach}", T::NAME))),
            None => serializer.serialize_str(text),
        },
    }
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
