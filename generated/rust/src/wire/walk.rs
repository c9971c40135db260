//! The tolerant reader: along the types through a JSON value. The smallest value that does not fit is contained by what
//! is around it, what is unknown is kept, and each of these is one event with its JSON pointer.
//! It goes no deeper than [`MAX_DEPTH`], whatever the value.

use std::fmt::Write as _;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::codec::{Body, OpenEnum, Read, Record, Shaped, Tagged, Union};
use super::error::WireError;
use super::kept::{Element, Kept, Step, push_index, push_name};
use super::tolerance::{self, ToleranceEvent, ToleranceKind, printable};
use super::unions::{Malformed, Unknown};
use super::walk_members::WalkMembers;

/// Containers inside each other that are walked; a deeper value does not fit.
const MAX_DEPTH: usize = 128;

/// Events of one value that are told; a value with more of them is as odd as can be told.
const MOST_EVENTS: usize = 1024;

/// A value does not fit its type. Somebody above contains it.
#[derive(Debug, Clone)]
pub struct Misfit {
    pub(super) pointer: String,
    pub(super) reason: String,
}

/// One pass over one value: where it is, what it met, what it contained and nobody keeps yet.
#[derive(Default)]
pub struct Walk<'v> {
    path: Vec<At<'v>>,
    events: Vec<ToleranceEvent>,
    contained: Vec<(Vec<At<'v>>, &'v Value)>,
}

#[derive(Clone, Copy)]
enum At<'v> {
    Name(&'v str),
    Index(usize),
}

/// A state of a walk to come back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    depth: usize,
    events: usize,
    contained: usize,
}

/// Reads a whole value and tells what was tolerated.
pub(super) fn read<T: Read>(value: &Value, subject: &str) -> Result<T, WireError> {
    let mut walk = Walk::default();
    match T::walk(value, &mut walk) {
        Ok(read) => {
            walk.tell(subject);
            Ok(read)
        }
        Err(misfit) => Err(WireError::new(subject, misfit.pointer, misfit.reason)),
    }
}

/// Reads a whole value, every part of which must fit and be there.
pub(super) fn read_fitting<T: Read>(value: &Value, subject: &str) -> Result<T, WireError> {
    let mut walk = Walk::default();
    let read =
        T::walk(value, &mut walk).map_err(|misfit| WireError::new(subject, misfit.pointer, misfit.reason))?;
    let is_misfit = |event: &&ToleranceEvent| {
        matches!(event.kind, ToleranceKind::Malformed | ToleranceKind::AbsentMember)
    };
    match walk.events.iter().find(is_misfit) {
        Some(event) => Err(WireError::new(subject, event.pointer.as_str(), event.reason.as_str())),
        None => Ok(read),
    }
}

/// What every emitted type does as `Deserialize`.
///
/// # Errors
/// The value as a whole does not fit.
pub fn deserialize<'de, T: Read, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    read(&value, T::NAME).map_err(D::Error::custom)
}

impl<'v> Walk<'v> {
    /// Reads a value in which there is nothing to tolerate.
    pub(super) fn exact<T: Read>(value: &'v Value) -> Option<T> {
        let mut walk = Walk::default();
        let read = T::walk(value, &mut walk).ok()?;
        walk.events.is_empty().then_some(read)
    }

    /// Tells all events to whoever listens.
    pub(super) fn tell(self, subject: &str) {
        for event in self.events {
            tolerance::report(&ToleranceEvent { subject: printable(subject), ..event });
        }
    }

    /// A misfit of the value that the walk is at.
    pub(super) fn misfit(&self, reason: impl Into<String>) -> Misfit {
        Misfit { pointer: self.pointer(), reason: reason.into() }
    }

    /// The misfit of a value that is of another kind than it should be.
    pub(super) fn expected(&self, what: &str, value: &Value) -> Misfit {
        self.misfit(format!("expected {what}, got {}", kind_of(value)))
    }

    /// Remembers something that was tolerated.
    pub(super) fn note(&mut self, kind: ToleranceKind, pointer: String, reason: String) {
        if self.events.len() < MOST_EVENTS {
            self.events.push(ToleranceEvent { kind, pointer: cut(pointer), subject: String::new(), reason });
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { depth: self.path.len(), events: self.events.len(), contained: self.contained.len() }
    }

    /// Forgets what happened since, and notes in its place that a value did not fit.
    pub(super) fn contain(&mut self, mark: Mark, misfit: Misfit) {
        self.rewind(mark);
        self.note(ToleranceKind::Malformed, misfit.pointer, misfit.reason);
    }

    fn rewind(&mut self, mark: Mark) {
        self.path.truncate(mark.depth);
        self.events.truncate(mark.events);
        self.contained.truncate(mark.contained);
    }

    pub(super) fn enter_name(&mut self, name: &'v str) -> Result<(), Misfit> {
        self.enter(At::Name(name))
    }

    pub(super) fn enter_index(&mut self, index: usize) -> Result<(), Misfit> {
        self.enter(At::Index(index))
    }

    fn enter(&mut self, at: At<'v>) -> Result<(), Misfit> {
        if self.path.len() >= MAX_DEPTH {
            return Err(self.misfit(format!("nested deeper than {MAX_DEPTH}")));
        }
        self.path.push(at);
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// Gives the value that the walk is at to the record around, which writes it back.
    pub(super) fn set_aside(&mut self, value: &'v Value) {
        self.contained.push((self.path.clone(), value));
    }

    /// Moves what was contained since a mark into the record that the walk is in, whose members are the next step.
    pub(super) fn keep_contained(&mut self, mark: Mark, record_depth: usize, kept: &mut Kept) {
        for (path, value) in self.contained.drain(mark.contained..) {
            let path = path.iter().skip(record_depth).map(|at| match at {
                At::Name(name) => Step::Name((*name).into()),
                At::Index(index) => Step::Index(*index),
            });
            kept.keep_element(Element { path: path.collect(), value: value.clone() });
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.path.len()
    }

    /// The JSON pointer of the value that the walk is at.
    pub(super) fn pointer(&self) -> String {
        let mut out = String::new();
        for at in &self.path {
            match at {
                At::Name(name) => push_name(&mut out, name),
                At::Index(index) => push_index(&mut out, *index),
            }
        }
        out
    }

    /// The JSON pointer of a member of the value that the walk is at.
    pub(super) fn pointer_of(&self, name: &str) -> String {
        let mut out = self.pointer();
        push_name(&mut out, name);
        out
    }

    /// The reason with a pointer that starts at the value that the walk is at.
    pub(super) fn explain(&self, misfit: &Misfit) -> String {
        let mut out = String::new();
        let here = self.pointer();
        match misfit.pointer.strip_prefix(&here).unwrap_or_default() {
            "" => out.push_str(&misfit.reason),
            inside => {
                let _ = write!(out, "{}: {}", cut(inside.to_owned()), misfit.reason);
            }
        }
        out
    }
}

/// Reads a record.
pub fn walk_record<'v, T: Record>(value: &'v Value, walk: &mut Walk<'v>) -> Result<T, Misfit> {
    let Value::Object(object) = value else { return Err(walk.expected("object", value)) };
    T::read(WalkMembers::<T>::new(object, walk, &[])?)
}

/// Reads a text; one that is not known is kept.
pub fn walk_enum<T: OpenEnum>(value: &Value, walk: &mut Walk<'_>) -> Result<T, Misfit> {
    let Value::String(text) = value else { return Err(walk.expected("string", value)) };
    if let Some(known) = T::VALUES.iter().position(|value| value == text).and_then(T::from_index) {
        return Ok(known);
    }
    match T::ANY_TEXT {
        Some(rule) => {
            if let Some(breach) = rule.text(text) {
                return Err(walk.misfit(breach));
            }
        }
        None => {
            let reason = format!("{} has no value {:?}", T::NAME, printable(text));
            walk.note(ToleranceKind::UnknownValue, walk.pointer(), reason);
        }
    }
    Ok(T::unknown(text.as_str().into()))
}

/// Reads a union by its tag.
pub fn walk_tagged<'v, T: Tagged>(value: &'v Value, walk: &mut Walk<'v>) -> Result<T, Misfit> {
    let Value::Object(object) = value else {
        let misfit = walk.expected("object", value);
        return Ok(malformed(value, walk, None, misfit));
    };
    let Some(Value::String(tag)) = object.get(T::TAG) else {
        let misfit =
            Misfit { pointer: walk.pointer_of(T::TAG), reason: "expected a string as tag".to_owned() };
        return Ok(malformed(value, walk, None, misfit));
    };
    match T::TAGS.iter().position(|known| known == tag) {
        Some(index) => Ok(variant(value, walk, index, Some(tag))),
        None => {
            let reason = format!("no variant is named {:?}", printable(tag));
            walk.note(ToleranceKind::UnknownVariant, walk.pointer(), reason);
            Ok(T::unknown(Unknown::new(Some(tag), value.clone())))
        }
    }
}

/// Reads a union by what the value looks like.
pub fn walk_shaped<'v, T: Shaped>(value: &'v Value, walk: &mut Walk<'v>) -> Result<T, Misfit> {
    if let Some(index) = T::SHAPES.iter().position(|shape| shape.fits(value)) {
        return Ok(variant(value, walk, index, None));
    }
    if let Value::Object(object) = value
        && T::SHAPES.iter().any(super::shape::Shape::is_object)
    {
        walk.note(ToleranceKind::UnknownVariant, walk.pointer(), "no variant has this shape".to_owned());
        let mut names = object.keys();
        let tag = names.next().filter(|_| object.len() == 1);
        return Ok(T::unknown(Unknown::new(tag.map(String::as_str), value.clone())));
    }
    let misfit = walk.misfit(format!("no variant of {} is of kind {}", T::NAME, kind_of(value)));
    Ok(malformed(value, walk, None, misfit))
}

/// A variant is matched only when all of it fits.
fn variant<'v, T: Union>(value: &'v Value, walk: &mut Walk<'v>, index: usize, tag: Option<&str>) -> T {
    let mark = walk.mark();
    match T::read(index, WalkBody { value, walk: &mut *walk }) {
        Ok(read) => read,
        Err(misfit) => {
            walk.rewind(mark);
            malformed(value, walk, tag, misfit)
        }
    }
}

fn malformed<T: Union>(value: &Value, walk: &mut Walk<'_>, tag: Option<&str>, misfit: Misfit) -> T {
    let error = walk.explain(&misfit);
    walk.note(ToleranceKind::Malformed, misfit.pointer, misfit.reason);
    T::malformed(Malformed::new(tag, error, value.clone()))
}

struct WalkBody<'w, 'v> {
    value: &'v Value,
    walk: &'w mut Walk<'v>,
}

impl Body for WalkBody<'_, '_> {
    type Error = Misfit;

    fn read<T: Read>(self) -> Result<T, Misfit> {
        T::walk(self.value, self.walk)
    }

    fn nothing(self) -> Result<(), Misfit> {
        Err(self.walk.misfit("expected nothing"))
    }
}

/// The JSON kind of a value, for messages.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A pointer no longer than can be read.
fn cut(pointer: String) -> String {
    tolerance::shortened(&pointer, tolerance::POINTER_LIMIT).map_or(pointer, |short| short)
}
