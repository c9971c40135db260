//! The bundle before and the bundle after in, what was added, removed and changed out.

use std::collections::BTreeMap;
use std::fmt;

use crate::curation::Curation;
use crate::diag::inert;

use super::listing::definition;
use super::{Bundle, DefKey, Schema, Shape, Stability};

/// What a move of the pin changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The version before, if there was a pin that could be read.
    pub from: Option<Box<str>>,
    /// The version after.
    pub to: Box<str>,
    /// Whether any file was written.
    pub written: bool,
    /// The definitions by name, with their documentation and stability.
    pub definitions: Difference,
    /// The methods by wire name; one is changed if its stability is.
    pub methods: Difference,
    /// Files of the pin before that could not be removed.
    pub left_behind: Vec<String>,
}

/// Names in alphabetical order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Only after.
    pub added: Vec<String>,
    /// Only before.
    pub removed: Vec<String>,
    /// Both times, and not the same.
    pub changed: Vec<String>,
}

/// The difference between two tables of names and what they stand for.
pub(in crate::schema) fn difference(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Difference {
    let only = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| {
        a.keys().filter(|name| !b.contains_key(*name)).cloned().collect()
    };
    let differs = |(name, text): &(&String, &String)| before.get(*name).is_some_and(|old| old != *text);
    Difference {
        added: only(after, before),
        removed: only(before, after),
        changed: after.iter().filter(differs).map(|(name, _)| name.clone()).collect(),
    }
}

/// Every definition with its listing.
pub(in crate::schema) fn definitions(bundle: &Bundle) -> BTreeMap<String, String> {
    let text = |(key, schema): &(DefKey, Schema)| (key.to_string(), definition(bundle, key, schema));
    bundle.definitions.iter().map(text).collect()
}

/// Every method that an envelope lists, with its stability.
pub(in crate::schema) fn methods(bundle: &Bundle, curation: &Curation) -> BTreeMap<String, String> {
    let envelopes = &curation.table.protocol.envelopes;
    let names = [
        &envelopes.client_request,
        &envelopes.server_request,
        &envelopes.client_notification,
        &envelopes.server_notification,
    ];
    let mut out = BTreeMap::new();
    for name in names.into_iter().flatten() {
        let envelope = bundle.definitions.iter().find(|(key, _)| *key.name == **name.get_ref());
        for branch in envelope.map(|(_, schema)| branches(schema)).unwrap_or_default() {
            let stability = match bundle.stability(&branch.pointer) {
                Stability::Stable => "stable",
                Stability::Experimental => "experimental",
            };
            out.extend(method(branch).map(|method| (method, stability.to_owned())));
        }
    }
    out
}

fn branches(schema: &Schema) -> &[Schema] {
    match &schema.shape {
        Shape::Union(branches) => branches,
        Shape::Object(rule) if !rule.branches.is_empty() => &rule.branches,
        Shape::Object(_) => std::slice::from_ref(schema),
        _ => &[],
    }
}

fn method(branch: &Schema) -> Option<String> {
    let Shape::Object(rule) = &branch.shape else { return None };
    let property = rule.properties.iter().find(|property| &*property.name == "method")?;
    let Shape::Enum(literals) = &property.schema.shape else { return None };
    literals.first().map(|literal| literal.value.clone().into())
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = &self.to;
        match &self.from {
            _ if !self.written => writeln!(f, "the pin is at {to} already")?,
            None => writeln!(f, "pinned {to}")?,
            Some(from) => writeln!(f, "moved the pin from {from} to {to}")?,
        }
        if self.from.is_some() && self.written {
            write(f, "definitions", &self.definitions)?;
            write(f, "methods", &self.methods)?;
        }
        for file in &self.left_behind {
            writeln!(f, "could not be removed: {}", inert(file))?;
        }
        Ok(())
    }
}

fn write(f: &mut fmt::Formatter<'_>, what: &str, difference: &Difference) -> fmt::Result {
    let Difference { added, removed, changed } = difference;
    writeln!(f, "{what}: {} added, {} removed, {} changed", added.len(), removed.len(), changed.len())?;
    for (sign, names) in [('+', added), ('-', removed), ('~', changed)] {
        for name in names {
            writeln!(f, "  {sign} {}", inert(name))?;
        }
    }
    Ok(())
}
