//! Tagged unions as they are emitted.

use super::super::wire::codec;
use super::super::wire::{Malformed, Unknown};
use super::{AgentMessageThreadItem, ImageContentItem, SearchThreadItem, TextContentItem};

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
