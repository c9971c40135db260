//! The traits between emitted types and the two readers and the writer. An emitted type says what it consists of;
//! how that is read, kept and written is said once, here and in the modules beside.
//!
//! Emitted files name everything here as `codec::…`, so that no type of a protocol can clash with it.

use std::collections::BTreeMap;
use std::fmt;

pub use serde::de::MapAccess;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value;

pub use super::bare::Bare;
pub use super::fast::{fast_enum, fast_record, fast_rest, fast_shaped, fast_tagged};
pub use super::kept::{Hidden, Kept, Model};
pub(crate) use super::macros::{messages, open_enum, record, shaped_union, tagged_union, union_impls};
pub use super::maybe::Maybe;
pub use super::method::{Deadline, Method, MethodKind, Request, Stability};
pub use super::outgoing::{Envelope, write_message};
pub(crate) use super::rows::{
    members, methods, put, request, settle, shaped, slot, tagged, take, values, variants,
};
pub use super::rule::Rule;
pub use super::shape::Shape;
pub use super::texts::{enum_breach, enum_of, text_of, write_enum};
pub use super::unions::{Malformed, Unknown, unlisted};
pub use super::walk::{Misfit, Walk, deserialize, walk_enum, walk_record, walk_shaped, walk_tagged};
pub use super::writer::{Writer, write_record};

/// A type that is read from JSON: every type of the protocol and what they consist of. It is implemented by this crate
/// alone.
pub trait Read: Sized {
    /// What to call the type where it does not fit.
    #[doc(hidden)]
    const NAME: &'static str;

    /// Reads what fits exactly. Whatever is unexpected is an error without a detail: [`Read::walk`] finds it again.
    #[doc(hidden)]
    fn fast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// The same from what is left of an object whose tag was read; only records have that.
    #[doc(hidden)]
    fn rest<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        let _ = map;
        Err(super::fast::unfit())
    }

    /// Reads with tolerance: keeps what is unknown and contains what does not fit.
    #[doc(hidden)]
    fn walk<'v>(value: &'v Value, walk: &mut Walk<'v>) -> Result<Self, Misfit>;

    /// What stands for an absent value, where absence is one.
    #[doc(hidden)]
    fn absent() -> Option<Self> {
        None
    }

    /// Whether the value stands for absence.
    #[doc(hidden)]
    fn is_absent(&self) -> bool {
        false
    }

    /// What a value breaks of a rule.
    #[doc(hidden)]
    fn breach(&self, rule: &Rule) -> Option<String> {
        let _ = rule;
        None
    }
}

/// An object with known members.
pub trait Record: Sized {
    /// The name of the type.
    const NAME: &'static str;
    /// The members on the wire, in the order of the fields; the tag is none of them.
    const MEMBERS: &'static [&'static str];
    /// The member that holds the tag of a variant, and the tag.
    const TAG: Option<(&'static str, &'static str)> = None;
    /// Groups of members of which at least one must be complete.
    const ALTERNATIVES: &'static [&'static [&'static str]] = &[];
    /// Whether other members are data, which [`Members::next`] tells as the index behind the last member.
    const OTHERS: bool = false;

    /// Reads the members in the order in which they come.
    fn read<M: Members>(members: M) -> Result<Self, M::Error>;

    /// Writes the members.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// The members of one object, as one of the readers gives them. An index is one into [`Record::MEMBERS`].
///
/// What is read goes into a slot. An error ends the reading and comes out of [`Members::next`], so that the code of each
/// type stays small. Where a member is optional, the tolerant reader leaves the slot empty for one that does not fit
/// and keeps its value.
pub trait Members: Sized {
    /// Why the object does not fit.
    type Error;

    /// The index of the next member, whose value must be taken then.
    fn next(&mut self) -> Result<Option<usize>, Self::Error>;

    /// Takes a required value.
    fn value<T: Read>(&mut self, slot: &mut Option<T>);

    /// Takes a required value that must obey a rule.
    fn value_ruled<T: Read>(&mut self, slot: &mut Option<T>, rule: &'static Rule);

    /// Takes an optional value, for which null does not stand.
    fn optional<T: Read>(&mut self, slot: &mut Option<T>);

    /// Takes an optional value, for which null does not stand, and which must obey a rule.
    fn optional_ruled<T: Read>(&mut self, slot: &mut Option<T>, rule: &'static Rule);

    /// Takes an optional value; null says the same as absence and is remembered.
    fn optional_nullable<T: Read>(&mut self, index: usize, slot: &mut Option<T>);

    /// Takes an optional value that must obey a rule; null says the same as absence and is remembered.
    fn optional_nullable_ruled<T: Read>(&mut self, index: usize, slot: &mut Option<T>, rule: &'static Rule);

    /// Takes an optional value where null says something else than absence.
    fn maybe<T: Read>(&mut self, slot: &mut Maybe<T>);

    /// Takes an optional value that must obey a rule, where null says something else than absence.
    fn maybe_ruled<T: Read>(&mut self, slot: &mut Maybe<T>, rule: &'static Rule);

    /// Takes a member that has no name of its own, where [`Record::OTHERS`] is set.
    fn other<T: Read>(&mut self, others: &mut BTreeMap<String, T>);

    /// Fills the slot of a required member that an older runtime leaves out with what stands for it, as JSON.
    fn stand_in<T: Read>(&mut self, index: usize, slot: &mut Option<T>, stand_in: &'static str);

    /// What an optional member holds, or its default; that it was absent is remembered.
    fn or_default<T>(&mut self, index: usize, slot: Option<T>, default: impl FnOnce() -> T) -> T;

    /// That one of some required members is not there.
    fn missing(self, required: &[usize]) -> Self::Error;

    /// Ends the object; what is kept of it comes out.
    fn finish(self) -> Result<Kept, Self::Error>;
}

/// The body of a variant, as one of the readers gives it.
pub trait Body: Sized {
    /// Why the body does not fit.
    type Error;

    /// Reads the payload.
    fn read<T: Read>(self) -> Result<T, Self::Error>;

    /// Makes sure that there is no payload, for messages without params.
    fn nothing(self) -> Result<(), Self::Error>;
}

/// One of several texts, or one that is not known yet.
pub trait OpenEnum: Sized {
    /// The name of the type.
    const NAME: &'static str;
    /// The known texts, by index.
    const VALUES: &'static [&'static str];
    /// What any other text must obey, where the protocol accepts every text and these are only well known.
    const ANY_TEXT: Option<&'static Rule> = None;

    /// The value of an index.
    fn from_index(index: usize) -> Option<Self>;

    /// The value for a text that is not known.
    fn unknown(text: Box<str>) -> Self;

    /// The index of a known value, or the text of another.
    fn index(&self) -> Result<usize, &str>;
}

/// One of several types.
pub trait Union: Sized {
    /// The name of the type.
    const NAME: &'static str;

    /// Reads the variant of an index.
    fn read<B: Body>(index: usize, body: B) -> Result<Self, B::Error>;

    /// The value for a variant that is not known.
    fn unknown(unknown: Unknown) -> Self;

    /// The value for what does not fit.
    fn malformed(malformed: Malformed) -> Self;

    /// Writes the variant.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A union whose variants are records that are told apart by a member.
pub trait Tagged: Union {
    /// The member.
    const TAG: &'static str;
    /// Its values, by index of the variant.
    const TAGS: &'static [&'static str];
}

/// A union whose variants are told apart by what they look like.
pub trait Shaped: Union {
    /// What the variants look like, by index, in the order in which to try.
    const SHAPES: &'static [Shape];
}

/// All messages of one kind, such as the notifications of the server, by their methods. It is implemented by this crate
/// alone.
pub trait Messages: Sized {
    /// The name of the type.
    #[doc(hidden)]
    const NAME: &'static str;
    /// The methods, by index of the variant.
    #[doc(hidden)]
    const METHODS: &'static [&'static str];

    /// What may stand beside the params in every message of the kind.
    type Beside: Read + Record + Model + Serialize + fmt::Debug + Clone + PartialEq;

    /// Reads the params of a method.
    #[doc(hidden)]
    fn read<B: Body>(index: usize, body: B) -> Result<Self, B::Error>;

    /// The message for a method that is not known.
    #[doc(hidden)]
    fn unknown(unknown: Unknown) -> Self;

    /// The message for params that do not fit.
    #[doc(hidden)]
    fn malformed(malformed: Malformed) -> Self;

    /// Hands the params to who writes the message.
    #[doc(hidden)]
    fn write<E: Envelope>(&self, envelope: E) -> Result<E::Ok, E::Error>;
}
