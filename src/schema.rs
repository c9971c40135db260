//! Floor 1: verified bytes in, a [`Bundle`] of closed schema objects out.
//! Definitions keep document order, every reference resolves, every keyword was understood or refused,
//! and whatever only the experimental export holds is marked, down to the member and the value.

mod change;
mod dialect;
mod export;
mod json;
mod kind;
mod line;
mod listing;
mod load;
mod merge;
mod patch;
pub mod pin;
mod program;
mod reach;
mod references;
mod repeated;
mod source;
mod store;
mod twins;

pub use change::{Change, Difference};
pub use export::{from_folder, from_runtime};
pub use kind::Kind;
pub use listing::listing;
pub use load::{load, load_under};
pub use program::version as version_of_runtime;
pub use source::{Document, Source};
pub use store::store;

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::diag::Pointer;

/// The name of a definition: its namespace, if it stands in one, and its own name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefKey {
    /// The nested table of definitions that it stands in, such as `v2`.
    pub namespace: Option<Box<str>>,
    /// Its key in that table.
    pub name: Box<str>,
}

impl fmt::Display for DefKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{namespace}/{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Whether something is in the stable export too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Stability {
    /// In the stable export.
    #[default]
    Stable,
    /// In the experimental export alone.
    Experimental,
}

/// Every definition of one protocol, from both exports.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The file that pointers refer to, as shown to the reader: the experimental export where there is one.
    pub file: Arc<str>,
    /// The definitions in document order; keys are distinct; identical twins across namespaces stand once.
    pub definitions: Vec<(DefKey, Schema)>,
    /// The pointers of all that only the experimental export holds: definitions, members, branches, values.
    pub experimental: BTreeSet<Pointer>,
}

impl Bundle {
    /// Whether the thing at a pointer, or anything around it, is in the experimental export alone.
    #[must_use]
    pub fn stability(&self, pointer: &Pointer) -> Stability {
        let mut here = pointer.as_str();
        while !self.experimental.is_empty() {
            if self.experimental.contains(here) {
                return Stability::Experimental;
            }
            let Some((parent, _)) = here.rsplit_once('/') else { break };
            here = parent;
        }
        Stability::Stable
    }
}

/// Sets of pointers are asked about the ancestors of a pointer without building one for each.
impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

/// One schema object; all of its keywords are accounted for in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// Where it stands.
    pub pointer: Pointer,
    /// Annotations.
    pub notes: Annotations,
    /// What it accepts, null aside.
    pub shape: Shape,
    /// Whether it accepts null beside its shape.
    pub nullable: bool,
}

/// Keywords that say something about a value and reject none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Annotations {
    /// `title`.
    pub title: Option<Box<str>>,
    /// `description`.
    pub description: Option<Box<str>>,
    /// `default`.
    pub default: Option<Value>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `writeOnly`: a secret that is sent and never shown.
    pub write_only: bool,
}

/// What a schema object accepts.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Any JSON value.
    Any,
    /// Nothing but null (`{"type": "null"}`).
    Null,
    /// What the definition accepts.
    Ref(DefKey),
    /// True and false.
    Boolean,
    /// Whole numbers.
    Integer(IntegerRule),
    /// Numbers.
    Number(NumberRule),
    /// Texts.
    String(StringRule),
    /// One of these texts, each with its own documentation where the export has it.
    Enum(Vec<Literal>),
    /// Lists.
    Array(Box<ArrayRule>),
    /// Objects.
    Object(Box<ObjectRule>),
    /// One of several schemas (`oneOf`, `anyOf`, or several types), null branches taken out.
    Union(Vec<Schema>),
}

/// One text of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// Where it stands.
    pub pointer: Pointer,
    /// The text.
    pub value: Box<str>,
    /// What the export says about it.
    pub description: Option<Box<str>>,
    /// Whether the export calls it deprecated.
    pub deprecated: bool,
}

/// The formats of whole numbers that the exporter writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum IntegerFormat {
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    /// `uint64`, and `uint`, which is as wide on every platform that the runtime supports.
    UInt64,
    /// No format: any whole number.
    Unbounded,
}

/// What whole numbers are accepted; bounds are inclusive and already hold those of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntegerRule {
    /// The format.
    pub format: IntegerFormat,
    /// The least value.
    pub minimum: Option<i128>,
    /// The greatest value.
    pub maximum: Option<i128>,
}

/// What numbers are accepted; bounds are inclusive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberRule {
    /// The least value.
    pub minimum: Option<f64>,
    /// The greatest value.
    pub maximum: Option<f64>,
}

/// What texts are accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StringRule {
    /// The least number of characters.
    pub min_length: Option<u64>,
    /// The greatest number of characters.
    pub max_length: Option<u64>,
    /// A regular expression that is found in the text.
    pub pattern: Option<Box<str>>,
    /// A format name, kept for the documentation.
    pub format: Option<Box<str>>,
}

/// What lists are accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayRule {
    /// What each element is.
    pub items: Schema,
    /// The least number of elements.
    pub min_items: Option<u64>,
    /// The greatest number of elements.
    pub max_items: Option<u64>,
}

/// What objects are accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectRule {
    /// The members in document order.
    pub properties: Vec<Property>,
    /// Members beyond those.
    pub additional: Additional,
    /// `oneOf` or `anyOf` beside the properties: each branch adds members; at least one branch holds.
    pub branches: Vec<Schema>,
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// Its key.
    pub name: Box<str>,
    /// Whether it must be there.
    pub required: bool,
    /// What it holds.
    pub schema: Schema,
}

/// Members that are not listed.
#[derive(Debug, Clone, PartialEq)]
pub enum Additional {
    /// The schema is silent: ignored by the runtime, kept by us.
    Unsaid,
    /// `false`: there are none.
    Refused,
    /// `true` or a schema: they are data of their own.
    Typed(Box<Schema>),
}
