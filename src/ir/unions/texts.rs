//! Texts that a schema lists, in; the enum of them, out.
//! Values stay in document order and are distinct; each keeps its own documentation.

use std::collections::HashSet;

use super::leaves::Leaf;
use crate::ir::lower::Draft;
use crate::ir::{Enum, EnumValue, StringRule, WireName};
use crate::schema::{Literal, Schema, Shape, Stability};

impl<'a> Draft<'a> {
    /// The enum of the texts that a schema lists.
    pub(in crate::ir) fn texts(&self, schema: &'a Schema, around: Stability) -> Enum {
        self.texts_of(&[schema], None, around, false)
    }

    /// The enum of the texts that branches list; a branch with one text documents that text.
    pub(in crate::ir) fn texts_of_branches(
        &self,
        branches: &[&'a Schema],
        any_text: Option<StringRule>,
        around: Stability,
    ) -> Enum {
        self.texts_of(branches, any_text, around, true)
    }

    fn texts_of(
        &self,
        schemas: &[&'a Schema],
        any_text: Option<StringRule>,
        around: Stability,
        branches: bool,
    ) -> Enum {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut values = Vec::new();
        for schema in schemas {
            let Shape::Enum(texts) = &schema.shape else { continue };
            let around = self.about(schema, around).stability;
            let notes = (branches && texts.len() == 1).then_some(&schema.notes);
            for Literal { pointer, value, description, deprecated } in texts {
                if seen.insert(value) {
                    let doc = description.as_deref().or(notes.and_then(|notes| notes.description.as_deref()));
                    let deprecated = *deprecated || notes.is_some_and(|notes| notes.deprecated);
                    let about = self.describe(pointer, doc, deprecated, around);
                    values.push(EnumValue { wire: WireName(value.clone()), about });
                }
            }
        }
        Enum { values: values.into(), any_text }
    }
}

/// Takes out the branch that accepts any text beside listed ones: it says that the list is not complete.
pub(in crate::ir) fn any_text(leaves: &mut Vec<Leaf<'_>>) -> Option<StringRule> {
    let listed = leaves.iter().any(|leaf| matches!(leaf.schema.shape, Shape::Enum(_)));
    let at = leaves.iter().position(|leaf| matches!(leaf.schema.shape, Shape::String(_)))?;
    if !listed {
        return None;
    }
    match &leaves.remove(at).schema.shape {
        Shape::String(rule) => Some(rule.clone()),
        _ => None,
    }
}
