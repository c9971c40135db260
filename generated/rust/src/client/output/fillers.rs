//! Takes out of an answer what only the strict schema asked for.
//!
//! In: an answer, and the schema that the strict one was made of. Out: the answer without nulls in the place of members
//! that were left out.

use serde_json::Value;

use super::schema::{Definitions, branches, element, properties, values};

impl Definitions {
    /// The answer without the nulls that stand for absence.
    pub(super) fn without_fillers(&self, value: Value, node: &Value) -> Value {
        let schema = self.branch_of(&value, node);
        match value {
            Value::Object(members) => {
                let known = properties(schema);
                let member = |name: &str| known.and_then(|known| known.get(name));
                let is_filler = |name: &str, value: &Value| {
                    value.is_null() && member(name).is_some_and(|it| self.may_be_filled(schema, name, it))
                };
                let said = members.into_iter().filter(|(name, value)| !is_filler(name, value));
                let pruned = said.map(|(name, value)| {
                    let value = self.without_fillers(value, member(&name).unwrap_or(&Value::Null));
                    (name, value)
                });
                Value::Object(pruned.collect())
            }
            Value::Array(elements) => {
                let pruned = elements.into_iter().enumerate();
                pruned.map(|(index, value)| self.without_fillers(value, element(schema, index))).collect()
            }
            value => value,
        }
    }

    /// The schema that a value was written by: the first that it has the shape of.
    fn branch_of<'a>(&'a self, value: &Value, node: &'a Value) -> &'a Value {
        let mut target = self.target(node);
        while let Some(branch) = branches(target).and_then(|it| it.iter().find(|it| self.fits(value, it))) {
            target = self.target(branch);
        }
        target
    }

    fn fits(&self, value: &Value, node: &Value) -> bool {
        let target = self.target(node);
        if let Some(branches) = branches(target) {
            return branches.iter().any(|branch| self.fits(value, branch));
        }
        match value {
            Value::Object(members) => properties(target).is_some_and(|known| {
                let mut members = members.iter();
                members.all(|(name, value)| known.get(name).is_some_and(|it| self.agrees(value, it)))
            }),
            Value::Array(elements) => {
                elements.iter().enumerate().all(|(index, value)| self.fits(value, element(target, index)))
            }
            _ => true, // there is nothing to take out of it
        }
    }

    fn agrees(&self, value: &Value, node: &Value) -> bool {
        values(self.target(node)).is_none_or(|values| value.is_null() || values.contains(&value))
    }
}
