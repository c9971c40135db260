//! Records as they are emitted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::wire::codec;
use super::super::wire::{Kept, Maybe};
use super::{AskForApproval, ContentItem, MessageBody, ReasoningEffort, ThreadItem, TurnStatus};

/// An absolute path.
///
/// Schema: `#/definitions/AbsolutePath`.
pub type AbsolutePath = String;

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

/// Something that only a server sends.
///
/// Schema: `#/definitions/v2/Thread`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Thread {
    pub id: String,
    pub created_at: i64,
    pub status: TurnStatus,
    /// Required, and an older runtime leaves it out.
    pub project_id: Option<String>,
    /// Required, and an older runtime leaves it out.
    pub labels: Vec<String>,
    /// Required, and may be null.
    pub preview: Option<String>,
    /// Optional, and may be null.
    pub name: Option<String>,
    /// Optional, and not null.
    pub archived: Option<bool>,
    pub score: Option<f64>,
    /// Units: tokens. Default: `"legacy"`.
    pub mode: String,
    /// Default: empty.
    pub tags: Vec<String>,
    pub items: Vec<ThreadItem>,
    pub nodes: Option<Vec<Node>>,
    pub limits: Option<BTreeMap<String, Limits>>,
    pub env: Option<BTreeMap<String, Option<String>>>,
    pub groups: Option<BTreeMap<String, Vec<Limits>>>,
    pub extra: Option<Value>,
    kept: Kept,
}

impl codec::Record for Thread {
    const NAME: &'static str = "Thread";
    const MEMBERS: &'static [&'static str] = &[
        "id",
        "createdAt",
        "status",
        "projectId",
        "labels",
        "preview",
        "name",
        "archived",
        "score",
        "mode",
        "tags",
        "items",
        "nodes",
        "limits",
        "env",
        "groups",
        "extra",
    ];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut id, mut created_at, mut status, mut project_id) = (None, None, None, None);
        let (mut labels, mut preview, mut name, mut archived) = (None, None, None, None);
        let (mut score, mut mode, mut tags, mut items) = (None, None, None, None);
        let (mut nodes, mut limits, mut env, mut groups) = (None, None, None, None);
        let mut extra = None;
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut id),
                1 => members.value(&mut created_at),
                2 => members.value(&mut status),
                3 => members.value(&mut project_id),
                4 => members.value(&mut labels),
                5 => members.value(&mut preview),
                6 => members.optional_nullable(6, &mut name),
                7 => members.optional(&mut archived),
                8 => {
                    members.optional_nullable_ruled(
                        8,
                        &mut score,
                        &codec::Rule::Number { least: Some(0.0), most: Some(1.0) },
                    );
                }
                9 => members.optional(&mut mode),
                10 => members.optional(&mut tags),
                11 => members.value(&mut items),
                12 => members.optional_nullable(12, &mut nodes),
                13 => members.optional_nullable(13, &mut limits),
                14 => members.optional_nullable(14, &mut env),
                15 => members.optional(&mut groups),
                _ => members.optional(&mut extra),
            }
        }
        members.stand_in(3, &mut project_id, "null");
        members.stand_in(4, &mut labels, "[]");
        let (
            Some(id),
            Some(created_at),
            Some(status),
            Some(project_id),
            Some(labels),
            Some(preview),
            Some(items),
        ) = (id, created_at, status, project_id, labels, preview, items)
        else {
            return Err(members.missing(&[0, 1, 2, 3, 4, 5, 11]));
        };
        Ok(Self {
            id,
            created_at,
            status,
            project_id,
            labels,
            preview,
            name,
            archived,
            score,
            mode: members.or_default(9, mode, || String::from("legacy")),
            tags: members.or_default(10, tags, Vec::new),
            items,
            nodes,
            limits,
            env,
            groups,
            extra,
            kept: members.finish()?,
        })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("id", &self.id);
        members.required("createdAt", &self.created_at);
        members.required("status", &self.status);
        members.required_or(3, "projectId", &self.project_id, "null");
        members.required_or(4, "labels", &self.labels, "[]");
        members.required("preview", &self.preview);
        members.optional_nullable(6, "name", &self.name);
        members.optional("archived", &self.archived);
        members.optional_nullable_ruled(
            8,
            "score",
            &self.score,
            &codec::Rule::Number { least: Some(0.0), most: Some(1.0) },
        );
        members.defaulted(9, "mode", &self.mode, || String::from("legacy"));
        members.defaulted(10, "tags", &self.tags, Vec::new);
        members.required("items", &self.items);
        members.optional_nullable(12, "nodes", &self.nodes);
        members.optional_nullable(13, "limits", &self.limits);
        members.optional_nullable(14, "env", &self.env);
        members.optional("groups", &self.groups);
        members.optional("extra", &self.extra);
        members.end()
    }
}
codec::record!(Thread);

/// Travels both ways; a length, a literal and the elements of a list have rules.
///
/// Schema: `#/definitions/Limits`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    pub kind: String,
    pub name: String,
    pub values: Vec<i32>,
    kept: Kept,
}

impl Limits {
    /// Takes what is required.
    pub fn new(kind: impl Into<String>, name: impl Into<String>, values: impl Into<Vec<i32>>) -> Self {
        Self { kind: kind.into(), name: name.into(), values: values.into(), kept: Kept::default() }
    }
}

impl codec::Record for Limits {
    const NAME: &'static str = "Limits";
    const MEMBERS: &'static [&'static str] = &["kind", "name", "values"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut kind, mut name, mut values) = (None, None, None);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value_ruled(&mut kind, &codec::Rule::Literal("limits")),
                1 => members.value_ruled(&mut name, &codec::Rule::Length { least: Some(1), most: Some(10) }),
                _ => {
                    members.value_ruled(
                        &mut values,
                        &codec::Rule::All(&[
                            codec::Rule::Length { least: None, most: Some(3) },
                            codec::Rule::Each(&codec::Rule::Integer { least: Some(0), most: None }),
                        ]),
                    );
                }
            }
        }
        let (Some(kind), Some(name), Some(values)) = (kind, name, values) else {
            return Err(members.missing(&[0, 1, 2]));
        };
        Ok(Self { kind, name, values, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required_ruled("kind", &self.kind, &codec::Rule::Literal("limits"));
        members.required_ruled("name", &self.name, &codec::Rule::Length { least: Some(1), most: Some(10) });
        members.required_ruled(
            "values",
            &self.values,
            &codec::Rule::All(&[
                codec::Rule::Length { least: None, most: Some(3) },
                codec::Rule::Each(&codec::Rule::Integer { least: Some(0), most: None }),
            ]),
        );
        members.end()
    }
}
codec::record!(Limits);

/// Contains itself.
///
/// Schema: `#/definitions/Node`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Node {
    pub name: String,
    pub parent: Option<Box<Node>>,
    pub children: Vec<Node>,
    kept: Kept,
}

impl codec::Record for Node {
    const NAME: &'static str = "Node";
    const MEMBERS: &'static [&'static str] = &["name", "parent", "children"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut name, mut parent, mut children) = (None, None, None);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut name),
                1 => members.optional_nullable(1, &mut parent),
                _ => members.value(&mut children),
            }
        }
        let (Some(name), Some(children)) = (name, children) else {
            return Err(members.missing(&[0, 2]));
        };
        Ok(Self { name, parent, children, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("name", &self.name);
        members.optional_nullable(1, "parent", &self.parent);
        members.required("children", &self.children);
        members.end()
    }
}
codec::record!(Node);

/// Has members that no schema names, and that are data. Without required members it has a default.
///
/// Schema: `#/definitions/v2/Config`.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Config {
    pub model: Maybe<String>,
    /// Members beyond the named ones.
    pub others: BTreeMap<String, i64>,
    kept: Kept,
}

impl Config {
    /// Without any member.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `model`.
    #[must_use]
    pub fn model(mut self, model: impl Into<Maybe<String>>) -> Self {
        self.model = model.into();
        self
    }

    /// Members beyond the named ones.
    #[must_use]
    pub fn others(mut self, others: impl Into<BTreeMap<String, i64>>) -> Self {
        self.others = others.into();
        self
    }
}

impl codec::Record for Config {
    const NAME: &'static str = "Config";
    const MEMBERS: &'static [&'static str] = &["model"];
    const OTHERS: bool = true;

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut model, mut others) = (Maybe::Absent, BTreeMap::new());
        while let Some(member) = members.next()? {
            match member {
                0 => members.maybe(&mut model),
                _ => members.other(&mut others),
            }
        }
        Ok(Self { model, others, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.maybe("model", &self.model);
        members.others(&self.others);
        members.end()
    }
}
codec::record!(Config);

/// Holds a secret, which `Debug` does not show.
///
/// Schema: `#/definitions/v2/Credentials`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Credentials {
    pub user: String,
    pub access_token: String,
    pub session_token: Maybe<String>,
    kept: Kept,
}

impl Credentials {
    /// Takes what is required.
    pub fn new(user: impl Into<String>, access_token: impl Into<String>) -> Self {
        Self {
            user: user.into(),
            access_token: access_token.into(),
            session_token: Maybe::Absent,
            kept: Kept::default(),
        }
    }

    /// Sets `session_token`.
    #[must_use]
    pub fn session_token(mut self, session_token: impl Into<Maybe<String>>) -> Self {
        self.session_token = session_token.into();
        self
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("user", &self.user)
            .field("access_token", &codec::Hidden)
            .field("session_token", &codec::Hidden)
            .field("kept", &self.kept)
            .finish()
    }
}

impl codec::Record for Credentials {
    const NAME: &'static str = "Credentials";
    const MEMBERS: &'static [&'static str] = &["user", "accessToken", "sessionToken"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut user, mut access_token, mut session_token) = (None, None, Maybe::Absent);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut user),
                1 => members.value(&mut access_token),
                _ => members.maybe(&mut session_token),
            }
        }
        let (Some(user), Some(access_token)) = (user, access_token) else {
            return Err(members.missing(&[0, 1]));
        };
        Ok(Self { user, access_token, session_token, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("user", &self.user);
        members.required("accessToken", &self.access_token);
        members.maybe("sessionToken", &self.session_token);
        members.end()
    }
}
codec::record!(Credentials);

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

/// A keyed object of a union.
///
/// Schema: `#/definitions/AskForApproval`, key `granular`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GranularAskForApproval {
    pub granular: GranularAskForApprovalGranular,
    kept: Kept,
}

impl GranularAskForApproval {
    /// Takes what is required.
    pub fn new(granular: GranularAskForApprovalGranular) -> Self {
        Self { granular, kept: Kept::default() }
    }
}

impl codec::Record for GranularAskForApproval {
    const NAME: &'static str = "GranularAskForApproval";
    const MEMBERS: &'static [&'static str] = &["granular"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let mut granular = None;
        while members.next()?.is_some() {
            members.value(&mut granular);
        }
        let Some(granular) = granular else {
            return Err(members.missing(&[0]));
        };
        Ok(Self { granular, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("granular", &self.granular);
        members.end()
    }
}
codec::record!(GranularAskForApproval);

/// Schema: `#/definitions/AskForApproval`, key `granular`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GranularAskForApprovalGranular {
    pub rules: bool,
    pub r#type: Maybe<String>,
    kept: Kept,
}

impl GranularAskForApprovalGranular {
    /// Takes what is required.
    pub fn new(rules: bool) -> Self {
        Self { rules, r#type: Maybe::Absent, kept: Kept::default() }
    }

    /// Sets `r#type`.
    #[must_use]
    pub fn r#type(mut self, r#type: impl Into<Maybe<String>>) -> Self {
        self.r#type = r#type.into();
        self
    }
}

impl codec::Record for GranularAskForApprovalGranular {
    const NAME: &'static str = "GranularAskForApprovalGranular";
    const MEMBERS: &'static [&'static str] = &["rules", "type"];

    fn read<M: codec::Members>(mut members: M) -> Result<Self, M::Error> {
        let (mut rules, mut r#type) = (None, Maybe::Absent);
        while let Some(member) = members.next()? {
            match member {
                0 => members.value(&mut rules),
                _ => members.maybe(&mut r#type),
            }
        }
        let Some(rules) = rules else {
            return Err(members.missing(&[0]));
        };
        Ok(Self { rules, r#type, kept: members.finish()? })
    }

    fn write<S: codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = codec::Writer::<S>::new::<Self>(serializer, &self.kept);
        members.required("rules", &self.rules);
        members.maybe("type", &self.r#type);
        members.end()
    }
}
codec::record!(GranularAskForApprovalGranular);

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
