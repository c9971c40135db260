//! Records that are read, or travel both ways, as they are emitted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::wire::Kept;
use super::super::wire::codec;
use super::{ThreadItem, TurnStatus};

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
