//! What a JSON Schema says, as far as answers of models need it.
//!
//! In: one schema, in its definitions. Out: its parts; what is not there, or is none, is nothing.

use serde_json::{Map, Value, json};

const DEFINITIONS: &str = "#/$defs/";
const NULL: Value = Value::Null;

/// The schemas that others refer to, by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Definitions(pub(super) Map<String, Value>);

impl Definitions {
    /// A definition that comes back to itself before anything is said, which no value can be held against.
    pub(super) fn circle(&self) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, node)| self.leads_to(node, name, &mut Vec::new()))
            .map(|(name, _)| name.as_str())
    }

    fn leads_to<'a>(&'a self, node: &'a Value, goal: &str, seen: &mut Vec<&'a str>) -> bool {
        match reference(node) {
            Some(name) if name == goal => true,
            Some(name) if seen.contains(&name) => false,
            Some(name) => {
                seen.push(name);
                self.0.get(name).is_some_and(|node| self.leads_to(node, goal, seen))
            }
            None => branches(node).into_iter().flatten().any(|branch| self.leads_to(branch, goal, seen)),
        }
    }

    /// The schema itself, behind references; there is no circle among them.
    pub(super) fn target<'a>(&'a self, mut node: &'a Value) -> &'a Value {
        while let Some(name) = reference(node) {
            node = self.0.get(name).unwrap_or(&NULL);
        }
        node
    }

    /// Whether null stands for the absence of a member, which null is no value of.
    pub(super) fn may_be_filled(&self, owner: &Value, name: &str, member: &Value) -> bool {
        let required = owner.get("required").and_then(Value::as_array);
        if required.is_some_and(|names| names.iter().any(|it| it == name)) {
            return false;
        }
        // a tag tells variants apart and is never left out
        let is_tag = values(self.target(member)).is_some_and(|values| values.len() == 1);
        !is_tag && !self.allows_null(member)
    }

    fn allows_null(&self, node: &Value) -> bool {
        let target = self.target(node);
        if let Some(branches) = branches(target) {
            return branches.iter().any(|branch| self.allows_null(branch));
        }
        match values(target) {
            Some(values) => values.contains(&&NULL),
            None => types(target).any(|it| it == "null"),
        }
    }
}

/// A schema that refers to itself as a whole, as a definition that it refers to by name; any other as it is.
pub(super) fn with_named_root(mut schema: Value) -> Value {
    let defined = schema.get("$defs").and_then(Value::as_object);
    let is_taken = |name: &str| defined.is_some_and(|defined| defined.contains_key(name));
    let mut name = schema.get("title").and_then(Value::as_str).unwrap_or("Root").to_owned();
    while is_taken(&name) {
        name.push('_');
    }
    let goal = refer(&name);
    if redirected(&mut schema, &goal) == 0 {
        return schema;
    }
    let definitions = schema.as_object_mut().and_then(|schema| schema.remove("$defs"));
    let mut definitions = match definitions {
        Some(Value::Object(definitions)) => definitions,
        _ => Map::new(),
    };
    definitions.insert(name, schema);
    json!({"$ref": goal, "$defs": definitions})
}

/// Has references to the whole point elsewhere. How many there are.
fn redirected(node: &mut Value, goal: &str) -> usize {
    match node {
        Value::Object(members) => members.iter_mut().fold(0, |found, (key, value)| {
            if key == "$ref" && value == "#" {
                *value = goal.into();
                return found + 1;
            }
            found + redirected(value, goal)
        }),
        Value::Array(elements) => elements.iter_mut().map(|element| redirected(element, goal)).sum(),
        _ => 0,
    }
}

/// The name of the definition that it refers to.
pub(super) fn reference(node: &Value) -> Option<&str> {
    let target = node.get("$ref")?.as_str()?;
    Some(target.strip_prefix(DEFINITIONS).unwrap_or(target))
}

/// A reference to a definition.
pub(super) fn refer(name: &str) -> String {
    format!("{DEFINITIONS}{name}")
}

/// The schemas of which one holds.
pub(super) fn branches(node: &Value) -> Option<&Vec<Value>> {
    let branches = ["anyOf", "oneOf"].iter().find_map(|key| node.get(key)?.as_array());
    branches.filter(|branches| !branches.is_empty())
}

/// The values that are allowed, if they are listed.
pub(super) fn values(node: &Value) -> Option<Vec<&Value>> {
    match node.get("const") {
        Some(value) => Some(vec![value]),
        None => node.get("enum")?.as_array().map(|values| values.iter().collect()),
    }
}

/// The JSON types that are allowed, if they are named.
pub(super) fn types(node: &Value) -> impl Iterator<Item = &str> {
    let types = match node.get("type") {
        Some(Value::Array(types)) => types.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    types.iter().filter_map(Value::as_str)
}

/// The members of an object, if they are named.
pub(super) fn properties(node: &Value) -> Option<&Map<String, Value>> {
    node.get("properties")?.as_object()
}

/// The schema of the element at a place of a list.
pub(super) fn element(node: &Value, index: usize) -> &Value {
    let named = node.get("prefixItems").and_then(Value::as_array).and_then(|first| first.get(index));
    named.or_else(|| node.get("items")).unwrap_or(&NULL)
}
