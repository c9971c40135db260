//! Records that are params and results, as they are emitted.

use super::super::wire::codec;
use super::super::wire::{Kept, Maybe};
use super::{AbsolutePath, AskForApproval, ContentItem, ReasoningEffort, Thread, ThreadItem};

/// Parameters that a client builds.
///
/// Since 0.136.0. Schema: `#/definitions/v2/ThreadReadParams`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ThreadReadParams {
    /// The thread.
    pub thread_id: String,
    /// Which policy holds.
    pub policy: AskForApproval,
    pub roots: Vec<AbsolutePath>,
    /// How many turns.
    pub limit: Option<u32>,
    pub model: Maybe<String>,
    pub effort: Maybe<ReasoningEffort>,
    pub depth: Maybe<u64>,
    pub include_turns: Option<bool>,
    kept: Kept,
}

impl ThreadReadParams {
    /// Takes what is required.
    pub fn new(
        thread_id: impl Into<String>,
        policy: impl Into<AskForApproval>,
        roots: impl Into<Vec<AbsolutePath>>,
    ) -> Self {
        Self {
            thread_id: thread_id.into(),
            policy: policy.into(),
            roots: roots.into(),
            limit: None,
            model: Maybe::Absent,
            effort: Maybe::Absent,
            depth: Maybe::Absent,
            include_turns: None,
            kept: Kept::default(),
        }
    }

    /// How many turns.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Sets `model`.
    #[must_use]
    pub fn model(mut self, model: impl Into<Maybe<String>>) -> Self {
        self.model = model.into();
        self
    }

    /// Sets `effort`.
    #[must_use]
    pub fn effort(mut self, effort: impl Into<Maybe<ReasoningEffort>>) -> Self {
        self.effort = effort.into();
        self
    }

    /// Sets `depth`.
    #[must_use]
    pub fn depth(mut self, depth: impl Into<Maybe<u64>>) -> Self {
        self.depth = depth.into();
        self
    }

    /// Sets `include_turns`.
    #[must_use]
    pub fn include_turns(mut self, include_turns: bool) -> Self {
        self.include_turns = Some(include_turns);
        self
    }
}

impl codec::Record for ThreadReadParams {
    const NAME: &'static str = "ThreadReadParams";
    const MEMBERS: &'static [&'static str] =
        &["threadId", "policy", "roots", "limit", "model", "effort", "depth", "includeTurns"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut thread_id, mut policy, mut roots, mut limit) = (None, None, None, None);
        let (mut model, mut effort, mut depth, mut include_turns) =
            (Maybe::Absent, Maybe::Absent, Maybe::Absent, None);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut thread_id),
                1 => members.value(&mut policy),
                2 => members.value(&mut roots),
                3 => members
                    .optional_ruled(&mut limit, &codec::Rule::Integer { least: Some(1), most: Some(1000) }),
                4 => members.maybe(&mut model),
                5 => members.maybe(&mut effort),
                6 => members.maybe_ruled(&mut depth, &codec::Rule::Integer { least: Some(1), most: None }),
                _ => members.optional(&mut include_turns),
            }
        }
        let (Some(thread_id), Some(policy), Some(roots)) = (thread_id, policy, roots) else {
            return Err(members.missing(&[0, 1, 2]));
        };
        Ok(Self {
            thread_id,
            policy,
            roots,
            limit,
            model,
            effort,
            depth,
            include_turns,
            kept: members.finish()?,
        })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("threadId", &self.thread_id);
        members.required("policy", &self.policy);
        members.required("roots", &self.roots);
        members.optional_ruled(
            "limit",
            &self.limit,
            &codec::Rule::Integer { least: Some(1), most: Some(1000) },
        );
        members.maybe("model", &self.model);
        members.maybe("effort", &self.effort);
        members.maybe_ruled("depth", &self.depth, &codec::Rule::Integer { least: Some(1), most: None });
        members.optional("includeTurns", &self.include_turns);
        members.end()
    }
}
codec::record!(ThreadReadParams);

/// What a server answers.
///
/// Schema: `#/definitions/v2/ThreadReadResponse`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ThreadReadResponse {
    pub thread: Thread,
    kept: Kept,
}

impl codec::Record for ThreadReadResponse {
    const NAME: &'static str = "ThreadReadResponse";
    const MEMBERS: &'static [&'static str] = &["thread"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let mut thread = None;
        while members.next()?.is_some() {
            members.value(&mut thread);
        }
        let Some(thread) = thread else {
            return Err(members.missing(&[0]));
        };
        Ok(Self { thread, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("thread", &self.thread);
        members.end()
    }
}
codec::record!(ThreadReadResponse);

/// What a server asks.
///
/// Schema: `#/definitions/AskParams`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AskParams {
    pub question: String,
    kept: Kept,
}

impl codec::Record for AskParams {
    const NAME: &'static str = "AskParams";
    const MEMBERS: &'static [&'static str] = &["question"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let mut question = None;
        while members.next()?.is_some() {
            members.value(&mut question);
        }
        let Some(question) = question else {
            return Err(members.missing(&[0]));
        };
        Ok(Self { question, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("question", &self.question);
        members.end()
    }
}
codec::record!(AskParams);

/// What a client answers.
///
/// Schema: `#/definitions/AskResponse`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AskResponse {
    pub decision: AskForApproval,
    kept: Kept,
}

impl AskResponse {
    /// Takes what is required.
    pub fn new(decision: impl Into<AskForApproval>) -> Self {
        Self { decision: decision.into(), kept: Kept::default() }
    }
}

impl codec::Record for AskResponse {
    const NAME: &'static str = "AskResponse";
    const MEMBERS: &'static [&'static str] = &["decision"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let mut decision = None;
        while members.next()?.is_some() {
            members.value(&mut decision);
        }
        let Some(decision) = decision else {
            return Err(members.missing(&[0]));
        };
        Ok(Self { decision, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("decision", &self.decision);
        members.end()
    }
}
codec::record!(AskResponse);

/// A piece of text.
///
/// Schema: `#/definitions/v2/DeltaNotification`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DeltaNotification {
    pub item_id: String,
    pub delta: String,
    kept: Kept,
}

impl codec::Record for DeltaNotification {
    const NAME: &'static str = "DeltaNotification";
    const MEMBERS: &'static [&'static str] = &["itemId", "delta"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut item_id, mut delta) = (None, None);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut item_id),
                _ => members.value(&mut delta),
            }
        }
        let (Some(item_id), Some(delta)) = (item_id, delta) else {
            return Err(members.missing(&[0, 1]));
        };
        Ok(Self { item_id, delta, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("itemId", &self.item_id);
        members.required("delta", &self.delta);
        members.end()
    }
}
codec::record!(DeltaNotification);

/// An item is done.
///
/// Schema: `#/definitions/v2/ItemCompletedNotification`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ItemCompletedNotification {
    pub item: ThreadItem,
    pub content: Option<Vec<ContentItem>>,
    kept: Kept,
}

impl codec::Record for ItemCompletedNotification {
    const NAME: &'static str = "ItemCompletedNotification";
    const MEMBERS: &'static [&'static str] = &["item", "content"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut item, mut content) = (None, None);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut item),
                _ => members.optional(&mut content),
            }
        }
        let Some(item) = item else {
            return Err(members.missing(&[0]));
        };
        Ok(Self { item, content, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("item", &self.item);
        members.optional("content", &self.content);
        members.end()
    }
}
codec::record!(ItemCompletedNotification);
