//! Some definitions in, those that references lead to from there out, themselves included.
//! Nothing is lowered or judged on the way.

use std::collections::{HashMap, HashSet};

use super::{Additional, Bundle, DefKey, Schema, Shape};

impl Schema {
    /// The definitions that it refers to directly, wherever in it.
    #[must_use]
    pub fn references(&self) -> Vec<&DefKey> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(schema) = open.pop() {
            match &schema.shape {
                Shape::Ref(key) => found.push(key),
                Shape::Array(rule) => open.push(&rule.items),
                Shape::Union(branches) => open.extend(branches),
                Shape::Object(rule) => {
                    open.extend(rule.properties.iter().map(|member| &member.schema).chain(&rule.branches));
                    if let Additional::Typed(schema) = &rule.additional {
                        open.push(schema);
                    }
                }
                Shape::Any
                | Shape::Null
                | Shape::Boolean
                | Shape::Integer(_)
                | Shape::Number(_)
                | Shape::String(_)
                | Shape::Enum(_) => {}
            }
        }
        found
    }
}

impl Bundle {
    /// Every definition that is reached from some, those included.
    #[must_use]
    pub fn reach<'a>(&'a self, from: impl IntoIterator<Item = &'a DefKey>) -> HashSet<&'a DefKey> {
        let schemas: HashMap<&DefKey, &Schema> =
            self.definitions.iter().map(|(key, schema)| (key, schema)).collect();
        let mut open: Vec<&DefKey> = from.into_iter().collect();
        let mut seen = HashSet::new();
        while let Some(key) = open.pop() {
            if seen.insert(key) {
                open.extend(schemas.get(key).map(|schema| schema.references()).unwrap_or_default());
            }
        }
        seen
    }
}
