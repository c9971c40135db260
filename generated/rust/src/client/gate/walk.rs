//! The walk of the gate: a serializer that writes nothing and looks at names.
//!
//! In: what the `Serialize` of a request's params says. Out: nothing, or the first member, variant or value that must
//! not be sent. The names of records and enums are those of their types, the names of members those of the wire.

use std::fmt;

use serde::ser::{self, Serialize};

use super::Gate;
use crate::client::error::CodexError;
use crate::client::lives::{
    EXPERIMENTAL_MEMBERS, EXPERIMENTAL_VALUES, EXPERIMENTAL_VARIANTS, MEMBERS, VALUES, VARIANTS,
};

/// Why the walk ended early.
#[derive(Debug)]
pub(super) enum Stop {
    /// The gate holds it back.
    Refused(Box<CodexError>),
    /// The value cannot be written at all.
    Elsewhere,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the walk has ended")
    }
}

impl std::error::Error for Stop {}

impl ser::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Elsewhere
    }
}

impl From<CodexError> for Stop {
    fn from(error: CodexError) -> Self {
        Self::Refused(Box::new(error))
    }
}

type Walked = Result<(), Stop>;

enum Step {
    Member(String),
    Element(usize),
}

/// Where the walk stands.
pub(super) struct Walk<'a> {
    gate: &'a Gate<'a>,
    place: Vec<Step>,
    /// The type of the object whose members come next, if that was told ahead of them.
    announced: Option<&'static str>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(gate: &'a Gate<'a>) -> Self {
        Self { gate, place: Vec::new(), announced: None }
    }

    fn inside(&mut self, step: Step, value: &(impl Serialize + ?Sized)) -> Walked {
        self.place.push(step);
        value.serialize(&mut *self)?;
        self.place.pop();
        Ok(())
    }

    /// A record begins.
    fn enter(&self, name: &str) -> Walked {
        let dated = find(VARIANTS, name);
        let shy = find(EXPERIMENTAL_VARIANTS, name);
        let tag = dated.map(|(tag, _)| *tag).or(shy.copied()).unwrap_or(name);
        let since = dated.map(|(_, since)| *since);
        Ok(self.gate.pass(since, shy.is_some(), false, || self.spell(&format!("variant `{tag}`")))?)
    }

    fn member(&mut self, record: Option<&str>, wire: &str, value: &(impl Serialize + ?Sized)) -> Walked {
        self.place.push(Step::Member(snake(wire)));
        if let Some(record) = record {
            let since = find(MEMBERS, record).and_then(|dates| find(dates, wire)).copied();
            let shy =
                find(EXPERIMENTAL_MEMBERS, record).is_some_and(|names| names.binary_search(&wire).is_ok());
            self.gate.pass(since, shy, true, || self.spell(&format!("member `{wire}`")))?;
        }
        value.serialize(&mut *self)?;
        self.place.pop();
        Ok(())
    }

    fn value(&self, name: &str, text: &str) -> Walked {
        let since = find(VALUES, name).and_then(|dates| find(dates, text)).copied();
        let shy = find(EXPERIMENTAL_VALUES, name).is_some_and(|texts| texts.binary_search(&text).is_ok());
        Ok(self.gate.pass(since, shy, false, || self.spell(&format!("value `{text}`")))?)
    }

    /// A part and where it is: `thread/start: member `fileId` (input[0].file_id)`.
    fn spell(&self, what: &str) -> String {
        let mut path = String::new();
        for step in &self.place {
            match step {
                Step::Element(index) => path.push_str(&format!("[{index}]")),
                Step::Member(name) if path.is_empty() => path.push_str(name),
                Step::Member(name) => {
                    path.push('.');
                    path.push_str(name);
                }
            }
        }
        let place = if path.is_empty() { path } else { format!(" ({path})") };
        format!("{}: {what}{place}", self.gate.method)
    }
}

fn find<'t, T>(table: &'t [(&str, T)], name: &str) -> Option<&'t T> {
    let at = table.binary_search_by(|(key, _)| (*key).cmp(name)).ok()?;
    table.get(at).map(|(_, value)| value)
}

/// A name of the wire as fields are spelled.
fn snake(wire: &str) -> String {
    let mut name = String::with_capacity(wire.len() + 4);
    for character in wire.chars() {
        if character.is_ascii_uppercase() && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        name.push(character.to_ascii_lowercase());
    }
    name
}

/// Values that hold nothing to look at.
macro_rules! plain {
    ($($method:ident($kind:ty)),* $(,)?) => {$(
        fn $method(self, _: $kind) -> Walked {
            Ok(())
        }
    )*};
}

impl<'w, 'a> ser::Serializer for &'w mut Walk<'a> {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Elements<'w, 'a>;
    type SerializeTuple = Elements<'w, 'a>;
    type SerializeTupleStruct = Elements<'w, 'a>;
    type SerializeTupleVariant = Elements<'w, 'a>;
    type SerializeMap = Members<'w, 'a>;
    type SerializeStruct = Members<'w, 'a>;
    type SerializeStructVariant = Members<'w, 'a>;

    plain! {
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_f32(f32),
        serialize_f64(f64), serialize_char(char), serialize_str(&str), serialize_bytes(&[u8]),
        serialize_unit_struct(&'static str),
    }

    fn serialize_none(self) -> Walked {
        Ok(())
    }

    fn serialize_unit(self) -> Walked {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Walked {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, name: &'static str, _: u32, text: &'static str) -> Walked {
        self.value(name, text)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Walked {
        self.announced = Some(name);
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Walked {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'w, 'a>, Stop> {
        Ok(Elements { walk: self, next: 0 })
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'w, 'a>, Stop> {
        Ok(Elements { walk: self, next: 0 })
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements<'w, 'a>, Stop> {
        Ok(Elements { walk: self, next: 0 })
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Elements<'w, 'a>, Stop> {
        Ok(Elements { walk: self, next: 0 })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'w, 'a>, Stop> {
        let record = self.announced.take();
        if let Some(name) = record {
            self.enter(name)?;
        }
        Ok(Members { walk: self, record, key: String::new() })
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Members<'w, 'a>, Stop> {
        self.announced = None;
        self.enter(name)?;
        Ok(Members { walk: self, record: Some(name), key: String::new() })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        fields: usize,
    ) -> Result<Members<'w, 'a>, Stop> {
        self.serialize_struct(name, fields)
    }
}

/// The elements of a list.
pub(super) struct Elements<'w, 'a> {
    walk: &'w mut Walk<'a>,
    next: usize,
}

impl Elements<'_, '_> {
    fn element(&mut self, value: &(impl Serialize + ?Sized)) -> Walked {
        let index = self.next;
        self.next += 1;
        self.walk.inside(Step::Element(index), value)
    }
}

/// The members of an object.
pub(super) struct Members<'w, 'a> {
    walk: &'w mut Walk<'a>,
    /// The type of the object, if it is a record.
    record: Option<&'static str>,
    key: String,
}

macro_rules! elements {
    ($($of:ident :: $method:ident),*) => {$(
        impl ser::$of for Elements<'_, '_> {
            type Ok = ();
            type Error = Stop;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Walked {
                self.element(value)
            }

            fn end(self) -> Walked {
                Ok(())
            }
        }
    )*};
}

elements!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

macro_rules! fields {
    ($($of:ident),*) => {$(
        impl ser::$of for Members<'_, '_> {
            type Ok = ();
            type Error = Stop;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Walked {
                self.walk.member(self.record, key, value)
            }

            fn end(self) -> Walked {
                Ok(())
            }
        }
    )*};
}

fields!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Members<'_, '_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Walked {
        self.key = match serde_json::to_value(key) {
            Ok(serde_json::Value::String(text)) => text,
            _ => return Err(Stop::Elsewhere),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Walked {
        let key = std::mem::take(&mut self.key);
        match self.record {
            Some(_) => self.walk.member(self.record, &key, value),
            None => self.walk.inside(Step::Member(key), value),
        }
    }

    fn end(self) -> Walked {
        Ok(())
    }
}
