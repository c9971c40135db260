//! Floor 2: a [`crate::schema::Bundle`] in, the model of the protocol out.
//! A [`DefId`] cannot dangle; no type holds an anonymous record, union or enum; variants, values and tags are
//! distinct; every method has its direction, parameters, result and stability.

mod absent;
mod apart;
mod defaults;
mod dump;
mod graph;
mod items;
mod lower;
mod methods;
mod order;
mod path;
mod protocol;
mod subset;
mod test;
mod unions;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::diag::Pointer;
pub use crate::schema::{IntegerFormat, IntegerRule, NumberRule, Stability, StringRule};
pub use dump::dump;
pub use items::ItemKey;
pub use lower::{Lowered, Policy, lower};
pub use order::circles;
pub use protocol::{Envelope, Method, MethodKind, Params};
pub use test::{Kind, ObjectTest, Test};

/// A definition of one [`Ir`]; only its builder makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefId(pub(in crate::ir) u32);

impl DefId {
    /// Its position in [`Ir::defs`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The whole model.
#[derive(Debug, Clone)]
pub struct Ir {
    pub(in crate::ir) file: Arc<str>,
    pub(in crate::ir) defs: Box<[Def]>,
    pub(in crate::ir) methods: Box<[Method]>,
    pub(in crate::ir) envelopes: Box<[Envelope]>,
}

impl Ir {
    /// The schema file that origins point into.
    #[must_use]
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Every definition, payloads before what refers to them where there is no cycle, else in document order.
    #[must_use]
    pub fn defs(&self) -> &[Def] {
        &self.defs
    }

    /// Every method, in document order within each kind.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Whether a JSON value is one of a type.
    #[must_use]
    pub fn accepts(&self, ty: &Type, value: &Value) -> bool {
        defaults::is_value(&self.defs, ty, value)
    }

    /// The message envelopes that the protocol has, one a kind at most.
    #[must_use]
    pub fn envelopes(&self) -> &[Envelope] {
        &self.envelopes
    }
}

impl std::ops::Index<DefId> for Ir {
    type Output = Def;

    #[allow(clippy::indexing_slicing, reason = "a DefId is minted by the builder of this very arena")]
    fn index(&self, id: DefId) -> &Def {
        &self.defs[id.index()]
    }
}

/// The identity of a definition, independent of order and of language names: `Thread`, `ThreadItem/agentMessage`,
/// `AskForApproval/granular.granular`. Steps after `/` are variants, after `.` members; `/=` is a union's bare texts,
/// `[]` and `{}` are the elements and values of an alias. Such characters in names are escaped: `/` as `~1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefPath(pub(in crate::ir) Box<str>);

impl DefPath {
    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DefPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name as it is on the wire; never an identifier of a language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireName(pub(in crate::ir) Box<str>);

impl WireName {
    /// The wire text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WireName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What every part of the model carries: where it comes from and what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Where it stands in the schema, or the pointer of the curation row that made it.
    pub origin: Pointer,
    /// What the schema says about it.
    pub doc: Option<Box<str>>,
    /// Whether the stable export has it.
    pub stability: Stability,
    /// Whether the schema calls it deprecated.
    pub deprecated: bool,
    /// Since when and until when runtimes have it.
    pub life: Life,
}

/// The runtimes that have something, as the recorded exports show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Life {
    /// The first recorded runtime that has it, unless that is the oldest record.
    pub since: Option<Box<str>>,
    /// The first recorded runtime that does not have it any more.
    pub until: Option<Box<str>>,
    /// The first recorded runtime whose stable export has it, unless it was stable from the first.
    pub stable_since: Option<Box<str>>,
}

/// A definition: a record, union, enum or alias, named in the schema or lifted out of one that is.
#[derive(Debug, Clone)]
pub struct Def {
    /// Its handle.
    pub id: DefId,
    /// Its identity.
    pub path: DefPath,
    /// How its name comes about.
    pub source: Source,
    /// Origin, documentation, stability.
    pub about: About,
    /// Who builds it and who reads it.
    pub direction: Direction,
    /// What it is.
    pub body: Body,
}

/// How a definition comes by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A key among the definitions.
    Named(Box<str>),
    /// The record of one variant of a tagged union, or of one keyed object.
    Variant {
        /// The union.
        union: DefId,
        /// The tag's value, or the key.
        tag: Box<str>,
    },
    /// The bare texts of a union that has objects too.
    Texts {
        /// The union.
        union: DefId,
    },
    /// An object, union or enum that stands inside another definition without a name.
    Inline {
        /// The definition around it.
        parent: DefId,
        /// The member that holds it, or the position's word (`item`, `value`) for elements and map values.
        member: Box<str>,
    },
    /// A member of an untagged union, told by the keys that only it requires.
    Shape {
        /// The union.
        union: DefId,
        /// The title, else the one text that only it requires of a member, else the keys that only it requires,
        /// sorted and joined by `+`.
        hint: Box<str>,
    },
}

/// The ways that values of a definition travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Direction {
    /// A client builds it.
    pub inbound: bool,
    /// A client reads it.
    pub outbound: bool,
}

/// What a definition is.
#[derive(Debug, Clone)]
pub enum Body {
    /// An object with known members.
    Record(Record),
    /// One of several types.
    Union(Union),
    /// One of several texts.
    Enum(Enum),
    /// Another name for a type.
    Alias(Type),
}

/// An object with known members.
#[derive(Debug, Clone)]
pub struct Record {
    /// The members in document order, those that all variants of a union share first, the tag of a variant left out.
    pub fields: Box<[Field]>,
    /// The member that holds the tag and its one value, for variants of tagged unions.
    pub tag: Option<(WireName, Box<str>)>,
    /// Members beyond the known ones.
    pub extra: Extra,
    /// Groups of members of which at least one group must be complete; empty if there is no such rule.
    pub alternatives: Box<[Box<[WireName]>]>,
}

/// Members that a record does not name.
#[derive(Debug, Clone, PartialEq)]
pub enum Extra {
    /// The schema is silent.
    Unsaid,
    /// The schema refuses them.
    Refused,
    /// They are data of this type.
    Typed(Type),
}

/// One member of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its key.
    pub wire: WireName,
    /// What it holds, null aside.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// What the runtime takes when it is absent; never null, which says nothing more than `nullable`.
    pub default: Option<Value>,
    /// What stands for it where it is required and an older runtime leaves it out.
    pub absent: Option<Value>,
    /// Whether it holds a secret, by the schema's word or a curated one.
    pub secret: bool,
    /// Origin, documentation, stability.
    pub about: About,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// A definition.
    Def(DefId),
    /// True or false.
    Bool,
    /// A whole number.
    Int(IntegerRule),
    /// A number.
    Float(NumberRule),
    /// A text.
    Str(StringRule),
    /// Exactly this text.
    Literal(Box<str>),
    /// A list.
    List(Box<Type>, LengthRule),
    /// An object with free keys.
    Map(Box<Type>),
    /// Any JSON value, null included.
    Json,
    /// The type or null; only where no field says it: in a list, a map or an alias, and as a result.
    Nullable(Box<Type>),
}

/// How many elements a list may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LengthRule {
    /// The least number.
    pub minimum: Option<u64>,
    /// The greatest number.
    pub maximum: Option<u64>,
}

/// One of several texts.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The values in document order, distinct.
    pub values: Box<[EnumValue]>,
    /// Whether the schema accepts any text and the values are only the well-known ones (a curated list).
    pub any_text: Option<StringRule>,
}

/// One text of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// The text.
    pub wire: WireName,
    /// Origin, documentation, stability.
    pub about: About,
}

/// One of several types.
#[derive(Debug, Clone)]
pub struct Union {
    /// How the variants are told apart.
    pub tagging: Tagging,
    /// The variants in document order; at least one.
    pub variants: Box<[Variant]>,
    /// Whether the schema itself ends with a branch for what is not listed.
    pub open_tail: bool,
}

/// How the variants of a union are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tagging {
    /// Every variant is a record with this member, whose values are distinct.
    Internal(WireName),
    /// By JSON kind, required keys and literal members, in the order of declaration.
    Shape,
}

/// One variant of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its type: a record, an enum, another union, or a plain type; null is never said here.
    pub ty: Type,
    /// How a value is known to be this variant.
    pub test: Test,
    /// Origin, documentation, stability.
    pub about: About,
}
