//! Unions without a tag, of objects among others, as they are emitted.

use super::super::wire::codec;
use super::super::wire::{Malformed, Unknown};
use super::{GranularAskForApproval, Limits, Node};

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
