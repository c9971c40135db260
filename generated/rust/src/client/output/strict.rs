//! The subset of JSON Schema that models are held to while they write an answer.
//!
//! In: a schema as libraries make it of a type. Out: one that allows what the first allows and says so within the
//! subset: the root is an object, objects are closed, all members are required. A member that was optional may be null
//! instead. What the subset cannot say is refused, or stands in a description where only a limit is lost.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::schema::{Definitions, branches, properties, refer, reference, types, values, with_named_root};

/// The member that holds an answer that is not an object itself.
const WRAPPED: &str = "value";

const KEPT: [&str; 8] = [
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
];

/// Limits that only a description can carry.
const SAID: [&str; 4] = ["minLength", "maxLength", "uniqueItems", "contentEncoding"];

const FORMATS: [&str; 9] =
    ["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"];

/// A schema of a type, and the strict one that is made of it.
#[derive(PartialEq)]
pub(super) struct StrictSchema {
    /// The strict schema.
    pub(super) strict: Value,
    definitions: Definitions,
    root: Value,
    /// Whether the answer is the member `value` of an object.
    is_wrapped: bool,
}

/// The definitions that are used, each strict or still to be made so.
type Used = BTreeMap<String, Option<Value>>;

impl StrictSchema {
    /// Makes a schema strict; a text says what cannot be.
    pub(super) fn new(schema: Value) -> Result<Self, String> {
        let mut schema = with_named_root(schema);
        let definitions = schema.as_object_mut().and_then(|schema| schema.remove("$defs"));
        let definitions = match definitions {
            Some(Value::Object(definitions)) => Definitions(definitions),
            _ => Definitions::default(),
        };
        if let Some(name) = definitions.circle() {
            return Err(unsaid(&format!("$defs/{name}"), "is defined by itself alone"));
        }
        let root = definitions.target(&schema).clone();
        let is_wrapped = properties(&root).is_none();
        let mut used = Used::new();
        let mut strict = definitions.strict(&root, "", &mut used)?;
        if is_wrapped {
            strict = object(Map::from_iter([(WRAPPED.to_owned(), strict)]));
        }
        while let Some(name) = used.iter().find(|(_, made)| made.is_none()).map(|(name, _)| name.clone()) {
            let definition = definitions.0.get(&name).unwrap_or(&Value::Null);
            let made = definitions.strict(definition, &format!("$defs/{name}"), &mut used)?;
            used.insert(name, Some(made));
        }
        if !used.is_empty() {
            strict = with(strict, "$defs", json!(used));
        }
        Ok(Self { strict, definitions, root, is_wrapped })
    }

    /// The answer as the schema of the type allows it; a text says what does not fit.
    pub(super) fn loosen(&self, value: Value) -> Result<Value, String> {
        let value = match value {
            value if !self.is_wrapped => value,
            Value::Object(mut members) if members.len() == 1 && members.contains_key(WRAPPED) => {
                members.remove(WRAPPED).unwrap_or_default()
            }
            _ => return Err(format!("expected an object with the only member `{WRAPPED}`")),
        };
        Ok(self.definitions.without_fillers(value, &self.root))
    }
}

impl Definitions {
    fn strict(&self, node: &Value, place: &str, used: &mut Used) -> Result<Value, String> {
        if let Some(name) = reference(node) {
            used.entry(name.to_owned()).or_insert(None);
            return Ok(described(json!({"$ref": refer(name)}), node));
        }
        if let Some(branches) = branches(node) {
            let branches = branches.iter().enumerate();
            let options =
                branches.map(|(index, it)| self.strict(it, &format!("{place}/anyOf/{index}"), used));
            return Ok(described(json!({"anyOf": options.collect::<Result<Vec<_>, _>>()?}), node));
        }
        if let Some(values) = values(node) {
            return Ok(described(json!({"type": types_of(&values), "enum": values}), node));
        }
        let Some(kind) = node.get("type").filter(|_| types(node).next().is_some()) else {
            return Err(unsaid(place, "takes any value"));
        };
        let mut strict = json!({"type": kind});
        for kind in types(node) {
            strict = match kind {
                "object" => merged(strict, self.strict_object(node, place, used)?),
                "array" => merged(strict, self.strict_array(node, place, used)?),
                _ => strict,
            };
        }
        for key in KEPT {
            if let (Some(limit), None) = (node.get(key), strict.get(key)) {
                strict = with(strict, key, limit.clone());
            }
        }
        if let Some(format) = node.get("format").filter(|it| is_format(it)) {
            strict = with(strict, "format", format.clone());
        }
        Ok(described(strict, node))
    }

    fn strict_object(&self, node: &Value, place: &str, used: &mut Used) -> Result<Value, String> {
        let properties = properties(node).ok_or_else(|| unsaid(place, "is an object with free keys"))?;
        let mut members = Map::new();
        for (name, member) in properties {
            let strict = self.strict(member, &format!("{place}/properties/{name}"), used)?;
            let is_filled = self.may_be_filled(node, name, member);
            let strict = if is_filled { json!({"anyOf": [strict, {"type": "null"}]}) } else { strict };
            members.insert(name.clone(), strict);
        }
        Ok(object(members))
    }

    fn strict_array(&self, node: &Value, place: &str, used: &mut Used) -> Result<Value, String> {
        let Some(first) = node.get("prefixItems").and_then(Value::as_array) else {
            let items = node.get("items").unwrap_or(&Value::Null);
            return Ok(json!({"items": self.strict(items, &format!("{place}/items"), used)?}));
        };
        // Places of a tuple have no names in the subset: what is allowed anywhere is allowed everywhere, and reading
        // tells the rest.
        let mut options: Vec<Value> = Vec::new();
        for (index, item) in first.iter().enumerate() {
            let strict = self.strict(item, &format!("{place}/prefixItems/{index}"), used)?;
            if !options.contains(&strict) {
                options.push(strict);
            }
        }
        let items = match options.as_slice() {
            [only] => only.clone(),
            _ => json!({"anyOf": options}),
        };
        let count = json!(first.len());
        let fewest = node.get("minItems").unwrap_or(&count);
        Ok(json!({"items": items, "minItems": fewest, "maxItems": count}))
    }
}

fn object(members: Map<String, Value>) -> Value {
    let required: Vec<_> = members.keys().cloned().collect();
    json!({"type": "object", "properties": members, "required": required, "additionalProperties": false})
}

fn with(mut node: Value, key: &str, value: Value) -> Value {
    if let Some(members) = node.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
    node
}

/// The members of both; those of the second where both have one, but for the types.
fn merged(first: Value, second: Value) -> Value {
    let Value::Object(second) = second else { return first };
    second
        .into_iter()
        .filter(|(key, _)| key != "type")
        .fold(first, |node, (key, value)| with(node, &key, value))
}

/// With the description of a schema, and what else only words can say.
fn described(strict: Value, node: &Value) -> Value {
    let odd_format = node.get("format").filter(|it| !is_format(it)).map(|_| "format");
    let lost = SAID.into_iter().chain(odd_format);
    let mut notes: Vec<_> = lost.filter_map(|key| Some(format!("{key}: {}", node.get(key)?))).collect();
    if let Some(first) = node.get("prefixItems").and_then(Value::as_array) {
        let labels: Vec<_> = first.iter().map(label).collect();
        notes.push(format!("in this order: {}", labels.join(", ")));
    }
    let text = node.get("description").and_then(Value::as_str).map(ToOwned::to_owned);
    let notes = (!notes.is_empty()).then(|| format!("({})", notes.join("; ")));
    let said: Vec<_> = text.into_iter().chain(notes).collect();
    if said.is_empty() {
        return strict;
    }
    // a reference stands alone in the subset
    let strict = if strict.get("$ref").is_some() { json!({"anyOf": [strict]}) } else { strict };
    with(strict, "description", said.join(" ").into())
}

fn label(node: &Value) -> String {
    if !node.is_object() {
        return "any".to_owned();
    }
    let types: Vec<_> = types(node).collect();
    match reference(node) {
        Some(name) => name.to_owned(),
        None if types.is_empty() => "one of several".to_owned(),
        None => types.join(" or "),
    }
}

fn is_format(format: &Value) -> bool {
    format.as_str().is_some_and(|format| FORMATS.contains(&format))
}

fn types_of(values: &[&Value]) -> Value {
    let mut types = Vec::new();
    for value in values {
        let name = match value {
            Value::String(_) => "string",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            _ => "null",
        };
        if !types.contains(&name) {
            types.push(name);
        }
    }
    match types.as_slice() {
        [only] => json!(only),
        _ => json!(types),
    }
}

fn unsaid(place: &str, what: &str) -> String {
    format!(
        "#/{} of output_schema {what}, which models cannot be asked for; name the members, or send a schema as it is \
         with OutputSchema::new",
        place.trim_start_matches('/')
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::StrictSchema;

    fn strict(schema: Value) -> StrictSchema {
        StrictSchema::new(schema).unwrap()
    }

    #[test]
    fn objects_are_closed_and_optional_members_may_be_null() {
        let made = strict(json!({
            "$schema": "x", "title": "Review", "type": "object",
            "properties": {"verdict": {"type": "string"}, "score": {"type": "integer", "format": "uint8"}},
            "required": ["verdict"],
        }));
        assert_eq!(
            made.strict,
            json!({
                "type": "object",
                "properties": {
                    "verdict": {"type": "string"},
                    "score": {"anyOf": [
                        {"type": "integer", "description": "(format: \"uint8\")"},
                        {"type": "null"},
                    ]},
                },
                "required": made.strict["properties"].as_object().unwrap().keys().collect::<Vec<_>>(),
                "additionalProperties": false,
            })
        );
        let read = made.loosen(json!({"verdict": "ship", "score": null})).unwrap();
        assert_eq!(read, json!({"verdict": "ship"}));
    }

    #[test]
    fn an_answer_that_is_no_object_is_wrapped() {
        let made = strict(json!({"type": "array", "items": {"type": "string"}}));
        assert_eq!(made.strict["properties"]["value"], json!({"type": "array", "items": {"type": "string"}}));
        assert_eq!(made.loosen(json!({"value": ["a"]})), Ok(json!(["a"])));
        assert!(made.loosen(json!(["a"])).is_err());
        assert!(made.loosen(json!({"value": [], "more": 1})).is_err());
    }

    #[test]
    fn references_are_followed_and_may_be_recursive() {
        let made = strict(json!({
            "$ref": "#/$defs/Node",
            "$defs": {
                "Node": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string", "description": "Its name.", "minLength": 1},
                        "next": {"$ref": "#/$defs/Node", "description": "The next."},
                    },
                },
                "Unused": {"type": "string"},
            },
        }));
        let node = &made.strict["$defs"]["Node"];
        assert_eq!(node["properties"]["name"]["anyOf"][0]["description"], "Its name. (minLength: 1)");
        assert_eq!(node["properties"]["next"]["anyOf"][0]["anyOf"][0], json!({"$ref": "#/$defs/Node"}));
        assert_eq!(made.strict["$defs"].as_object().unwrap().len(), 1);
        let read = made.loosen(json!({"name": "a", "next": {"name": null, "next": null}})).unwrap();
        assert_eq!(read, json!({"name": "a", "next": {}}));
    }

    #[test]
    fn the_whole_may_be_part_of_itself() {
        let made = strict(json!({
            "title": "Node", "type": "object", "required": ["name"],
            "properties": {"name": {"$ref": "#/$defs/Node"}, "next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
            "$defs": {"Node": {"type": "string"}},
        }));
        let next = json!({"anyOf": [{"$ref": "#/$defs/Node_"}, {"type": "null"}]});
        assert_eq!(made.strict["properties"]["next"], next);
        assert_eq!(made.strict["$defs"]["Node_"]["properties"], made.strict["properties"]);
        assert_eq!(made.strict["$defs"]["Node"], json!({"type": "string"}));
        let made = strict(json!({"type": "array", "items": {"$ref": "#"}}));
        assert_eq!(made.strict["properties"]["value"]["items"], json!({"$ref": "#/$defs/Root"}));
        assert_eq!(made.loosen(json!({"value": [[], [[]]]})), Ok(json!([[], [[]]])));
    }

    #[test]
    fn variants_are_told_apart_by_their_tag() {
        let variant = |tag: &str, member: &str| {
            json!({
                "type": "object",
                "properties": {"kind": {"const": tag}, member: {"type": "string"}},
                "required": ["kind"],
            })
        };
        let made = strict(json!({"oneOf": [variant("a", "x"), variant("b", "y")]}));
        let read = made.loosen(json!({"value": {"kind": "b", "y": null}})).unwrap();
        assert_eq!(read, json!({"kind": "b"}));
    }

    #[test]
    fn null_that_is_a_value_is_kept() {
        let made = strict(json!({
            "type": "object",
            "properties": {"a": {"type": ["string", "null"]}, "b": {"anyOf": [{"type": "null"}, {"type": "string"}]}},
        }));
        assert_eq!(made.loosen(json!({"a": null, "b": null})), Ok(json!({"a": null, "b": null})));
    }

    #[test]
    fn a_tuple_keeps_its_length_and_says_its_order() {
        let made = strict(json!({
            "type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "maxItems": 2,
        }));
        let value = &made.strict["properties"]["value"];
        assert_eq!(value["minItems"], 2);
        assert_eq!(value["items"]["anyOf"].as_array().unwrap().len(), 2);
        assert_eq!(value["description"], "(in this order: string, integer)");
    }

    #[test]
    fn what_models_cannot_be_asked_for_is_refused_with_its_place() {
        let free = json!({"type": "object", "properties": {"map": {"type": "object", "additionalProperties": true}}});
        let reason = StrictSchema::new(free).err().unwrap();
        assert!(
            reason.starts_with("#/properties/map of output_schema is an object with free keys"),
            "{reason}"
        );
        for schema in [json!({}), json!(true), json!({"$ref": "#/$defs/Gone"}), json!({"type": "array"})] {
            assert!(StrictSchema::new(schema).is_err());
        }
        let circle = json!({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}});
        assert!(StrictSchema::new(circle).is_err());
    }
}
