//! Variants of tagged unions as they are emitted.

use super::super::wire::codec;
use super::super::wire::{Kept, Maybe};
use super::{MessageBody, TurnStatus};

/// Text that the assistant addressed to the user.
///
/// Schema: `#/definitions/v2/ThreadItem`, `type` is `agentMessage`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AgentMessageThreadItem {
    pub id: String,
    pub body: MessageBody,
    pub phase: Option<TurnStatus>,
    kept: Kept,
}

impl codec::Record for AgentMessageThreadItem {
    const NAME: &'static str = "AgentMessageThreadItem";
    const MEMBERS: &'static [&'static str] = &["id", "body", "phase"];
    const TAG: Option<(&'static str, &'static str)> = Some(("type", "agentMessage"));

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut id, mut body, mut phase) = (None, None, None);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut id),
                1 => members.value(&mut body),
                _ => members.optional_nullable(2, &mut phase),
            }
        }
        let (Some(id), Some(body)) = (id, body) else {
            return Err(members.missing(&[0, 1]));
        };
        Ok(Self { id, body, phase, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("id", &self.id);
        members.required("body", &self.body);
        members.optional_nullable(2, "phase", &self.phase);
        members.end()
    }
}
codec::record!(AgentMessageThreadItem);

/// A variant without a member of its own.
///
/// Schema: `#/definitions/v2/ThreadItem`, `type` is `search`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SearchThreadItem {
    kept: Kept,
}

impl codec::Record for SearchThreadItem {
    const NAME: &'static str = "SearchThreadItem";
    const MEMBERS: &'static [&'static str] = &[];
    const TAG: Option<(&'static str, &'static str)> = Some(("type", "search"));

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        while members.next()?.is_some() {}
        Ok(Self { kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        codec::Writer::<S>::new::<Self>(serializer, &self.kept).end()
    }
}
codec::record!(SearchThreadItem);

/// Schema: `#/definitions/ContentItem`, `type` is `input_text`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TextContentItem {
    pub text: String,
    kept: Kept,
}

impl TextContentItem {
    /// Takes what is required.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), kept: Kept::default() }
    }
}

impl codec::Record for TextContentItem {
    const NAME: &'static str = "TextContentItem";
    const MEMBERS: &'static [&'static str] = &["text"];
    const TAG: Option<(&'static str, &'static str)> = Some(("type", "input_text"));

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let mut text = None;
        while members.next()?.is_some() {
            members.value(&mut text);
        }
        let Some(text) = text else {
            return Err(members.missing(&[0]));
        };
        Ok(Self { text, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("text", &self.text);
        members.end()
    }
}
codec::record!(TextContentItem);

/// Needs `image_url` or `file_id`.
///
/// Schema: `#/definitions/ContentItem`, `type` is `input_image`.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct ImageContentItem {
    pub image_url: Maybe<String>,
    pub file_id: Maybe<String>,
    kept: Kept,
}

impl ImageContentItem {
    /// Without any member.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `image_url`.
    #[must_use]
    pub fn image_url(mut self, image_url: impl Into<Maybe<String>>) -> Self {
        self.image_url = image_url.into();
        self
    }

    /// Sets `file_id`.
    #[must_use]
    pub fn file_id(mut self, file_id: impl Into<Maybe<String>>) -> Self {
        self.file_id = file_id.into();
        self
    }
}

impl codec::Record for ImageContentItem {
    const NAME: &'static str = "ImageContentItem";
    const MEMBERS: &'static [&'static str] = &["image_url", "file_id"];
    const TAG: Option<(&'static str, &'static str)> = Some(("type", "input_image"));
    const ALTERNATIVES: &'static [&'static [&'static str]] = &[&["image_url"], &["file_id"]];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut image_url, mut file_id) = (Maybe::Absent, Maybe::Absent);
        while let Some(member) = members.next()? {
            match member {
                0 => members.maybe(&mut image_url),
                _ => members.maybe(&mut file_id),
            }
        }
        Ok(Self { image_url, file_id, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.maybe("image_url", &self.image_url);
        members.maybe("file_id", &self.file_id);
        members.end()
    }
}
codec::record!(ImageContentItem);
