//! What came with a record and has no field there, so that writing gives back what was read.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

/// A record of the protocol.
pub trait Model {
    /// What came with it and has no field.
    fn kept(&self) -> &Kept;
}

/// What came with a record and has no field: members that this crate does not know, and values that do not fit.
///
/// Two records that differ only in how an absence was spelled, by null or not at all, are equal.
#[derive(Clone, Default)]
pub struct Kept {
    /// One bit a member: an optional one that was null, or one that was absent and has its default.
    marks: u64,
    rest: Option<Box<Rest>>,
}

#[derive(Clone, Default)]
struct Rest {
    members: Map<String, Value>,
    elements: Vec<Element>,
    /// What [`Kept::marks`] has no bit for.
    marks: Vec<usize>,
}

/// An element of a list, or value of a map, that does not fit.
#[derive(Clone, PartialEq)]
pub(super) struct Element {
    /// From the record: first the member, last the place of the element among those that came.
    pub(super) path: Vec<Step>,
    pub(super) value: Value,
}

/// One step into a value.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Step {
    Name(Box<str>),
    Index(usize),
}

impl Kept {
    /// The members by name: unknown ones, and those that do not fit.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.rest.iter().flat_map(|rest| rest.members.iter().map(|(name, value)| (name.as_str(), value)))
    }

    /// A member that is unknown or does not fit.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.rest.as_ref()?.members.get(name)
    }

    /// The elements of lists and values of maps that do not fit, each with its JSON pointer inside the record. An index
    /// there counts the elements that came.
    pub fn elements(&self) -> impl Iterator<Item = (String, &Value)> {
        let elements = self.rest.iter().flat_map(|rest| &rest.elements);
        elements.map(|element| (pointer(&element.path), &element.value))
    }

    /// Whether every part of the record has its field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.as_ref().is_none_or(|rest| rest.members.is_empty() && rest.elements.is_empty())
    }

    pub(super) fn marked(marks: u64) -> Self {
        Self { marks, rest: None }
    }

    pub(super) fn mark(&mut self, index: usize) {
        match u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)) {
            Some(bit) => self.marks |= bit,
            None => self.rest.get_or_insert_default().marks.push(index),
        }
    }

    pub(super) fn has_mark(&self, index: usize) -> bool {
        match u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)) {
            Some(bit) => self.marks & bit != 0,
            None => self.rest.as_ref().is_some_and(|rest| rest.marks.contains(&index)),
        }
    }

    pub(super) fn keep(&mut self, name: &str, value: &Value) {
        self.rest.get_or_insert_default().members.insert(name.to_owned(), value.clone());
    }

    pub(super) fn keep_element(&mut self, element: Element) {
        self.rest.get_or_insert_default().elements.push(element);
    }

    /// The elements that belong into a member.
    pub(super) fn elements_of<'a>(&'a self, member: &'a str) -> impl Iterator<Item = &'a Element> {
        let elements = self.rest.iter().flat_map(|rest| &rest.elements);
        elements.filter(
            move |element| matches!(element.path.first(), Some(Step::Name(name)) if **name == *member),
        )
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        match (&self.rest, &other.rest) {
            (Some(this), Some(that)) => this.members == that.members && this.elements == that.elements,
            _ => self.is_empty() && other.is_empty(),
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = self.members().map(|(name, _)| name.to_owned());
        f.debug_set().entries(members.chain(self.elements().map(|(pointer, _)| pointer))).finish()
    }
}

/// The JSON pointer (RFC 6901) of some steps.
pub(super) fn pointer(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Name(name) => push_name(&mut out, name),
            Step::Index(index) => push_index(&mut out, *index),
        }
    }
    out
}

pub(super) fn push_name(pointer: &mut String, name: &str) {
    pointer.push('/');
    for character in name.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

pub(super) fn push_index(pointer: &mut String, index: usize) {
    pointer.push('/');
    pointer.push_str(&index.to_string());
}

/// A value as `Debug` shows it: its kind and the names in it.
pub(super) struct Outline<'a>(pub(super) &'a Value);

impl fmt::Debug for Outline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("null"),
            Value::Bool(_) => f.write_str("<boolean>"),
            Value::Number(_) => f.write_str("<number>"),
            Value::String(_) => f.write_str("<string>"),
            Value::Array(items) => write!(f, "<array of {}>", items.len()),
            Value::Object(members) => {
                let names: BTreeSet<&String> = members.keys().collect();
                names.fmt(f)
            }
        }
    }
}

/// What `Debug` shows for a secret.
pub struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}
