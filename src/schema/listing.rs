//! A bundle in, one line for every node out: what reviewers and tests read, and what tells whether a definition changed.

use std::fmt::Write as _;

use crate::diag::{Pointer, inert};

use super::{Additional, Annotations, Bundle, DefKey, Literal, Schema, Shape, Stability, line};

/// The definitions that are wanted, each with everything below it.
#[must_use]
pub fn listing(bundle: &Bundle, wanted: impl Fn(&DefKey) -> bool) -> String {
    let definitions = bundle.definitions.iter().filter(|(key, _)| wanted(key));
    definitions.map(|(key, schema)| definition(bundle, key, schema)).collect()
}

/// One definition of a bundle with everything below it.
pub(in crate::schema) fn definition(bundle: &Bundle, key: &DefKey, schema: &Schema) -> String {
    let mut out = String::new();
    node(&mut out, bundle, 0, &key.to_string(), schema);
    out
}

fn node(out: &mut String, bundle: &Bundle, depth: usize, label: &str, schema: &Schema) {
    let Annotations { title, description, default, deprecated, write_only } = &schema.notes;
    let mut text = format!("{label}: {}", line::of(schema));
    if let Some(default) = default {
        let _ = write!(text, ", default {default}");
    }
    if *write_only {
        text.push_str(", write-only");
    }
    if let Some(title) = title {
        let _ = write!(text, ", title {title:?}");
    }
    remarks(&mut text, bundle, &schema.pointer, *deprecated, description.as_deref());
    put(out, depth, &text);
    below(out, bundle, depth + 1, &schema.shape);
}

fn below(out: &mut String, bundle: &Bundle, depth: usize, shape: &Shape) {
    match shape {
        Shape::Any
        | Shape::Null
        | Shape::Ref(_)
        | Shape::Boolean
        | Shape::Integer(_)
        | Shape::Number(_)
        | Shape::String(_) => {}
        Shape::Enum(literals) => {
            for Literal { pointer, value, description, deprecated } in literals {
                let mut text = String::new();
                remarks(&mut text, bundle, pointer, *deprecated, description.as_deref());
                if !text.is_empty() {
                    put(out, depth, &format!("{value:?}{text}"));
                }
            }
        }
        Shape::Array(rule) => node(out, bundle, depth, "[]", &rule.items),
        Shape::Object(rule) => {
            for property in &rule.properties {
                let optional = if property.required { "" } else { "?" };
                node(out, bundle, depth, &format!(".{}{optional}", property.name), &property.schema);
            }
            if let Additional::Typed(schema) = &rule.additional {
                node(out, bundle, depth, "{}", schema);
            }
            for branch in &rule.branches {
                node(out, bundle, depth, "&", branch);
            }
        }
        Shape::Union(branches) => {
            for branch in branches {
                node(out, bundle, depth, "|", branch);
            }
        }
    }
}

fn remarks(text: &mut String, bundle: &Bundle, at: &Pointer, deprecated: bool, description: Option<&str>) {
    if deprecated {
        text.push_str(", deprecated");
    }
    if bundle.stability(at) == Stability::Experimental {
        text.push_str(", experimental");
    }
    if let Some(description) = description {
        let _ = write!(text, " -- {description:?}");
    }
}

fn put(out: &mut String, depth: usize, text: &str) {
    let _ = writeln!(out, "{:1$}{2}", "", depth * 2, inert(text));
}
