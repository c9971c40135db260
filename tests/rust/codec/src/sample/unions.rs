//! Unions as they are emitted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::wire::codec;
use super::super::wire::{Malformed, Unknown};
use super::{
    AgentMessageThreadItem, GranularAskForApproval, ImageContentItem, Limits, Node, SearchThreadItem,
    TextContentItem,
};

/// What a thread consists of.
///
/// Schema: `#/definitions/v2/ThreadItem`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ThreadItem {
    /// `agentMessage`
    AgentMessage(AgentMessageThreadItem),
    /// `search`
    Search(SearchThreadItem),
    /// A variant that this crate does not know yet, as it came.
    Unknown(Unknown),
    /// A known variant whose body does not fit, as it came.
    Malformed(Malformed),
}

impl codec::Union for ThreadItem {
    const NAME: &'static str = "ThreadItem";

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::AgentMessage(body.read()?),
            _ => Self::Search(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::AgentMessage(value) => codec::Serialize::serialize(value, serializer),
            Self::Search(value) => codec::Serialize::serialize(value, serializer),
            Self::Unknown(value) => codec::Serialize::serialize(value, serializer),
            Self::Malformed(value) => codec::Serialize::serialize(value, serializer),
        }
    }
}

impl codec::Tagged for ThreadItem {
    const TAG: &'static str = "type";
    const TAGS: &'static [&'static str] = &["agentMessage", "search"];
}
codec::tagged_union!(ThreadItem);

impl From<AgentMessageThreadItem> for ThreadItem {
    fn from(value: AgentMessageThreadItem) -> Self {
        Self::AgentMessage(value)
    }
}

impl From<SearchThreadItem> for ThreadItem {
    fn from(value: SearchThreadItem) -> Self {
        Self::Search(value)
    }
}

/// Schema: `#/definitions/ContentItem`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ContentItem {
    /// `input_text`
    Text(TextContentItem),
    /// `input_image`
    Image(ImageContentItem),
    /// A variant that this crate does not know yet, as it came.
    Unknown(Unknown),
    /// A known variant whose body does not fit, as it came.
    Malformed(Malformed),
}

impl codec::Union for ContentItem {
    const NAME: &'static str = "ContentItem";

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::Text(body.read()?),
            _ => Self::Image(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(value) => codec::Serialize::serialize(value, serializer),
            Self::Image(value) => codec::Serialize::serialize(value, serializer),
            Self::Unknown(value) => codec::Serialize::serialize(value, serializer),
            Self::Malformed(value) => codec::Serialize::serialize(value, serializer),
        }
    }
}

impl codec::Tagged for ContentItem {
    const TAG: &'static str = "type";
    const TAGS: &'static [&'static str] = &["input_text", "input_image"];
}
codec::tagged_union!(ContentItem);

impl From<TextContentItem> for ContentItem {
    fn from(value: TextContentItem) -> Self {
        Self::Text(value)
    }
}

impl From<ImageContentItem> for ContentItem {
    fn from(value: ImageContentItem) -> Self {
        Self::Image(value)
    }
}

/// Bare texts, or a keyed object.
///
/// Schema: `#/definitions/AskForApproval`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AskForApproval {
    /// One of some texts.
    Value(AskForApprovalValue),
    /// `granular`
    Granular(GranularAskForApproval),
    /// A variant that this crate does not know yet, as it came.
    Unknown(Unknown),
    /// A value that does not fit, as it came.
    Malformed(Malformed),
}

impl codec::Union for AskForApproval {
    const NAME: &'static str = "AskForApproval";

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::Value(body.read()?),
            _ => Self::Granular(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => codec::Serialize::serialize(value, serializer),
            Self::Granular(value) => codec::Serialize::serialize(value, serializer),
            Self::Unknown(value) => codec::Serialize::serialize(value, serializer),
            Self::Malformed(value) => codec::Serialize::serialize(value, serializer),
        }
    }
}

impl codec::Shaped for AskForApproval {
    const SHAPES: &'static [codec::Shape] = &[
        codec::Shape::Text,
        codec::Shape::Members {
            required: &["granular"],
            literals: &[],
            members: &[],
            closed: Some(&["granular"]),
        },
    ];
}
codec::shaped_union!(AskForApproval);

impl From<AskForApprovalValue> for AskForApproval {
    fn from(value: AskForApprovalValue) -> Self {
        Self::Value(value)
    }
}

impl From<GranularAskForApproval> for AskForApproval {
    fn from(value: GranularAskForApproval) -> Self {
        Self::Granular(value)
    }
}

/// The bare texts of [`AskForApproval`].
///
/// Schema: `#/definitions/AskForApproval`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AskForApprovalValue {
    /// `never`
    Never,
    /// `on-request`
    OnRequest,
    /// A value that this crate does not know yet, as it came.
    Unknown(Box<str>),
}

impl codec::OpenEnum for AskForApprovalValue {
    const NAME: &'static str = "AskForApprovalValue";
    const VALUES: &'static [&'static str] = &["never", "on-request"];

    fn from_index(index: usize) -> Option<Self> {
        Some(match index {
            0 => Self::Never,
            1 => Self::OnRequest,
            _ => return None,
        })
    }

    fn unknown(text: Box<str>) -> Self {
        Self::Unknown(text)
    }

    fn index(&self) -> Result<usize, &str> {
        Ok(match self {
            Self::Never => 0,
            Self::OnRequest => 1,
            Self::Unknown(text) => return Err(text),
        })
    }
}
codec::open_enum!(AskForApprovalValue);

/// A text or a list.
///
/// Schema: `#/definitions/MessageBody`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum MessageBody {
    /// A text.
    String(String),
    /// A list.
    List(Vec<Limits>),
    /// A variant that this crate does not know yet, as it came.
    Unknown(Unknown),
    /// A value that does not fit, as it came.
    Malformed(Malformed),
}

impl codec::Union for MessageBody {
    const NAME: &'static str = "MessageBody";

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::String(body.read()?),
            _ => Self::List(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::String(value) => codec::Serialize::serialize(value, serializer),
            Self::List(value) => codec::Serialize::serialize(value, serializer),
            Self::Unknown(value) => codec::Serialize::serialize(value, serializer),
            Self::Malformed(value) => codec::Serialize::serialize(value, serializer),
        }
    }
}

impl codec::Shaped for MessageBody {
    const SHAPES: &'static [codec::Shape] = &[codec::Shape::Text, codec::Shape::List];
}
codec::shaped_union!(MessageBody);

impl From<String> for MessageBody {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<&str> for MessageBody {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<Vec<Limits>> for MessageBody {
    fn from(value: Vec<Limits>) -> Self {
        Self::List(value)
    }
}

/// A number or a text.
///
/// Schema: `#/definitions/NumberOrText`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum NumberOrText {
    /// A whole number.
    Integer(i64),
    /// A text.
    String(String),
    /// A variant that this crate does not know yet, as it came.
    Unknown(Unknown),
    /// A value that does not fit, as it came.
    Malformed(Malformed),
}

impl codec::Union for NumberOrText {
    const NAME: &'static str = "NumberOrText";

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::Integer(body.read()?),
            _ => Self::String(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Integer(value) => codec::Serialize::serialize(value, serializer),
            Self::String(value) => codec::Serialize::serialize(value, serializer),
            Self::Unknown(value) => codec::Serialize::serialize(value, serializer),
            Self::Malformed(value) => codec::Serialize::serialize(value, serializer),
        }
    }
}

impl codec::Shaped for NumberOrText {
    const SHAPES: &'static [codec::Shape] = &[codec::Shape::Integer, codec::Shape::Text];
}
codec::shaped_union!(NumberOrText);

impl From<i64> for NumberOrText {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<String> for NumberOrText {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<&str> for NumberOrText {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

/// Objects that are told apart by what is in them.
///
/// Schema: `#/definitions/Schema`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Schema {
    /// Limits.
    Limits(Limits),
    /// A node, which is large and therefore boxed.
    Node(Box<Node>),
    /// A variant that this crate does not know yet, as it came.
    Unknown(Unknown),
    /// A value that does not fit, as it came.
    Malformed(Malformed),
}

impl codec::Union for Schema {
    const NAME: &'static str = "Schema";

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::Limits(body.read()?),
            _ => Self::Node(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Limits(value) => codec::Serialize::serialize(value, serializer),
            Self::Node(value) => codec::Serialize::serialize(value, serializer),
            Self::Unknown(value) => codec::Serialize::serialize(value, serializer),
            Self::Malformed(value) => codec::Serialize::serialize(value, serializer),
        }
    }
}

impl codec::Shaped for Schema {
    const SHAPES: &'static [codec::Shape] = &[
        codec::Shape::Members {
            required: &[],
            literals: &[("kind", "limits")],
            members: &[("name", codec::Shape::Any(&[codec::Shape::Texts(&["a", "b"]), codec::Shape::Null]))],
            closed: None,
        },
        codec::Shape::Members { required: &["children"], literals: &[], members: &[], closed: None },
    ];
}
codec::shaped_union!(Schema);

impl From<Limits> for Schema {
    fn from(value: Limits) -> Self {
        Self::Limits(value)
    }
}

impl From<Node> for Schema {
    fn from(value: Node) -> Self {
        Self::Node(Box::new(value))
    }
}

/// Plain types alone.
///
/// Schema: `#/definitions/Plain`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Plain {
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// An object.
    Object(BTreeMap<String, Value>),
    /// A variant that this crate does not know yet, as it came.
    Unknown(Unknown),
    /// A value that does not fit, as it came.
    Malformed(Malformed),
}

impl codec::Union for Plain {
    const NAME: &'static str = "Plain";

    fn read<B: codec::Body>(index: usize, body: B) -> Result<Self, B::Error> {
        Ok(match index {
            0 => Self::Boolean(body.read()?),
            1 => Self::Number(body.read()?),
            _ => Self::Object(body.read()?),
        })
    }

    fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }

    fn malformed(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(value) => codec::Serialize::serialize(value, serializer),
            Self::Number(value) => codec::Serialize::serialize(value, serializer),
            Self::Object(value) => codec::Serialize::serialize(value, serializer),
            Self::Unknown(value) => codec::Serialize::serialize(value, serializer),
            Self::Malformed(value) => codec::Serialize::serialize(value, serializer),
        }
    }
}

impl codec::Shaped for Plain {
    const SHAPES: &'static [codec::Shape] =
        &[codec::Shape::Boolean, codec::Shape::Number, codec::Shape::Object];
}
codec::shaped_union!(Plain);

impl From<bool> for Plain {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<f64> for Plain {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<BTreeMap<String, Value>> for Plain {
    fn from(value: BTreeMap<String, Value>) -> Self {
        Self::Object(value)
    }
}
