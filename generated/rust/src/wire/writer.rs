//! The writer: a record's fields in, an object out, with all that was kept put back at its place.
//! Rules are checked here too, so nothing that breaks one is ever sent.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{Error, SerializeMap, SerializeStruct, Serializer};
use serde_json::Value;

use super::codec::{Read, Record, Rule};
use super::fast;
use super::kept::{Element, Kept, Model, Step};
use super::maybe::Maybe;

/// Writes one record. What a caller sees of it is a struct, unless something was kept or members are free.
///
/// The first error ends the writing and comes out at the end, so that the code of each type stays small.
pub struct Writer<'a, S: Serializer> {
    to: To<S>,
    kept: &'a Kept,
    record: &'static str,
    members: &'static [&'static str],
    /// Kept members whose field has a value by now.
    replaced: Vec<&'static str>,
}

/// Writes a record. One that is written as a map says its name first, for serializers that look at the names of types.
pub fn write_record<R: Record + Model, S: Serializer>(record: &R, serializer: S) -> Result<S::Ok, S::Error> {
    if R::OTHERS || !record.kept().is_empty() {
        serializer.serialize_newtype_struct(R::NAME, &Unnamed(record))
    } else {
        record.write(serializer)
    }
}

struct Unnamed<'a, R>(&'a R);

impl<R: Record> Serialize for Unnamed<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

enum To<S: Serializer> {
    Struct(S::SerializeStruct),
    Map(S::SerializeMap),
    Nothing(S::Error),
}

impl<'a, S: Serializer> Writer<'a, S> {
    /// Begins a record, with its tag.
    pub fn new<R: Record>(serializer: S, kept: &'a Kept) -> Self {
        let to = if R::OTHERS || !kept.is_empty() {
            serializer.serialize_map(None).map_or_else(To::Nothing, To::Map)
        } else {
            let count = R::MEMBERS.len() + usize::from(R::TAG.is_some());
            serializer.serialize_struct(R::NAME, count).map_or_else(To::Nothing, To::Struct)
        };
        let mut writer = Self { to, kept, record: R::NAME, members: R::MEMBERS, replaced: Vec::new() };
        if let Some((key, tag)) = R::TAG {
            writer.put(key, tag);
        }
        writer
    }

    /// Writes a required member.
    #[inline]
    pub fn required<T: Serialize + Read>(&mut self, wire: &'static str, value: &T) {
        self.required_ruled(wire, value, &Rule::Any);
    }

    /// Writes a required member that must obey a rule.
    pub fn required_ruled<T: Serialize + Read>(&mut self, wire: &'static str, value: &T, rule: &Rule) {
        match value.breach(rule) {
            Some(breach) => self.break_off(wire, &breach),
            None => self.put(wire, value),
        }
    }

    /// Writes a required member, unless it was absent and is still what stands for that.
    pub fn required_or<T: Serialize + Read>(
        &mut self,
        index: usize,
        wire: &'static str,
        value: &T,
        stand_in: &'static str,
    ) {
        let still = || serde_json::to_value(value).ok() == fast::read::<Value>(stand_in).ok();
        if !self.kept.has_mark(index) || !still() {
            self.required(wire, value);
        }
    }

    /// Writes an optional member if it has a value.
    #[inline]
    pub fn optional<T: Serialize + Read>(&mut self, wire: &'static str, value: &Option<T>) {
        self.optional_ruled(wire, value, &Rule::Any);
    }

    /// Writes an optional member that must obey a rule if it has a value.
    #[inline]
    pub fn optional_ruled<T: Serialize + Read>(
        &mut self,
        wire: &'static str,
        value: &Option<T>,
        rule: &Rule,
    ) {
        if let Some(value) = value {
            self.required_ruled(wire, value, rule);
        }
    }

    /// Writes an optional member if it has a value, or null if that is what came.
    #[inline]
    pub fn optional_nullable<T: Serialize + Read>(
        &mut self,
        index: usize,
        wire: &'static str,
        value: &Option<T>,
    ) {
        self.optional_nullable_ruled(index, wire, value, &Rule::Any);
    }

    /// Writes an optional member that must obey a rule if it has a value, or null if that is what came.
    pub fn optional_nullable_ruled<T: Serialize + Read>(
        &mut self,
        index: usize,
        wire: &'static str,
        value: &Option<T>,
        rule: &Rule,
    ) {
        match value {
            Some(value) => self.required_ruled(wire, value, rule),
            None if self.kept.has_mark(index) => self.put(wire, &()),
            None => {}
        }
    }

    /// Writes an optional member that may be null.
    #[inline]
    pub fn maybe<T: Serialize + Read>(&mut self, wire: &'static str, value: &Maybe<T>) {
        self.maybe_ruled(wire, value, &Rule::Any);
    }

    /// Writes an optional member that may be null and must obey a rule.
    pub fn maybe_ruled<T: Serialize + Read>(&mut self, wire: &'static str, value: &Maybe<T>, rule: &Rule) {
        match value {
            Maybe::Value(value) => self.required_ruled(wire, value, rule),
            Maybe::Null => self.put(wire, &()),
            Maybe::Absent => {}
        }
    }

    /// Writes an optional member, unless it was absent and still has its default.
    pub fn defaulted<T: Serialize + Read + PartialEq>(
        &mut self,
        index: usize,
        wire: &'static str,
        value: &T,
        default: impl FnOnce() -> T,
    ) {
        if !self.kept.has_mark(index) || *value != default() {
            self.required(wire, value);
        }
    }

    /// Writes the members that have no name of their own.
    pub fn others<T: Serialize + Read>(&mut self, others: &BTreeMap<String, T>) {
        for (name, value) in others.iter().filter(|(name, _)| !self.members.contains(&name.as_str())) {
            if let Some(breach) = value.breach(&Rule::Any) {
                self.break_off(name, &breach);
            }
            let To::Map(map) = &mut self.to else { return };
            let written = map.serialize_entry(name, value);
            self.settle(written);
        }
    }

    /// Ends the record, behind the members that have no field.
    ///
    /// # Errors
    /// A rule is broken, or what the serializer says.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        match self.to {
            To::Struct(to) => to.end(),
            To::Map(mut map) => {
                for (name, value) in self.kept.members().filter(|(name, _)| !self.replaced.contains(name)) {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            To::Nothing(error) => Err(error),
        }
    }

    fn put<T: Serialize + ?Sized>(&mut self, wire: &'static str, value: &T) {
        let written = match &mut self.to {
            To::Struct(to) => to.serialize_field(wire, value),
            To::Map(map) => {
                if self.kept.member(wire).is_some() {
                    self.replaced.push(wire);
                }
                put_entry(map, self.kept, wire, value)
            }
            To::Nothing(_) => Ok(()),
        };
        self.settle(written);
    }

    #[inline]
    fn settle(&mut self, written: Result<(), S::Error>) {
        if let Err(error) = written {
            self.to = To::Nothing(error);
        }
    }

    #[cold]
    fn break_off(&mut self, wire: &str, breach: &str) {
        let error = S::Error::custom(format_args!("{}/{wire}: {breach}", self.record));
        if !matches!(self.to, To::Nothing(_)) {
            self.to = To::Nothing(error);
        }
    }
}

/// Writes a member into which contained elements may have to be put back.
fn put_entry<M: SerializeMap, T: Serialize + ?Sized>(
    map: &mut M,
    kept: &Kept,
    wire: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    let mut elements = kept.elements_of(wire).peekable();
    if elements.peek().is_none() {
        return map.serialize_entry(wire, value);
    }
    let mut whole = serde_json::to_value(value).map_err(M::Error::custom)?;
    elements.for_each(|element| put_back(&mut whole, element));
    map.serialize_entry(wire, &whole)
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
