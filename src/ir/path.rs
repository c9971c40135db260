//! Paths of definitions, built one step at a time.
//! The map from steps to text is injective: a character that separates steps is escaped where it stands in a name.

use super::{DefPath, WireName};

/// Where something stands within a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ir) enum Step<'s> {
    /// It is the definition.
    Own,
    /// A member of a record: `Thread.cwd`.
    Member(&'s str),
    /// An element of a list that has no member of its own: `Names[]`.
    Element,
    /// A value of a map that has no member of its own: `Names{}`.
    Value,
    /// A variant of a union: `ThreadItem/plan`.
    Variant(&'s str),
    /// The bare texts of a union: `SessionSource/=`.
    Texts,
}

impl DefPath {
    /// The path of a definition that the schema names.
    pub(in crate::ir) fn named(name: &str) -> Self {
        Self(escaped(name).into())
    }

    /// The path of what stands in a member.
    #[must_use]
    pub fn member(&self, name: &WireName) -> Self {
        self.step(Step::Member(name.as_str()))
    }

    /// The path one step further in.
    pub(in crate::ir) fn step(&self, step: Step<'_>) -> Self {
        let path = &self.0;
        let text = match step {
            Step::Own => return self.clone(),
            Step::Member(name) => format!("{path}.{}", escaped(name)),
            Step::Element => format!("{path}[]"),
            Step::Value => format!("{path}{{}}"),
            Step::Variant(tag) => format!("{path}/{}", escaped(tag)),
            Step::Texts => format!("{path}/="),
        };
        Self(text.into())
    }
}

fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            '.' => out.push_str("~2"),
            '=' => out.push_str("~3"),
            '[' => out.push_str("~4"),
            '{' => out.push_str("~5"),
            c => out.push(c),
        }
    }
    out
}
