//! The members of one schema object in, its keywords with values of the right type out.
//! The list of keywords is closed: an unknown one, and a value that a keyword cannot have, are problems.

use serde_json::{Map, Number, Value};

use super::Context;
use crate::diag::{Code, Diagnostic, Place, Pointer, nearest};
use crate::schema::{Annotations, Kind};

/// Every keyword that is understood, in the order of the specification.
const KNOWN: &[&str] = &[
    "$ref",
    "$schema",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "type",
    "enum",
    "const",
    "allOf",
    "anyOf",
    "oneOf",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "items",
    "minItems",
    "maxItems",
    "properties",
    "required",
    "additionalProperties",
];

/// What `type` needs.
const A_TYPE: &str = "a JSON type or a list of them";

/// Whether a word is a keyword.
pub(super) fn is_known(word: &str) -> bool {
    KNOWN.contains(&word)
}

/// The keywords of one schema object; the rules that understand them take them out.
#[derive(Default)]
pub(super) struct Keywords {
    pub(super) notes: Annotations,
    pub(super) reference: Option<String>,
    pub(super) types: Option<Vec<Kind>>,
    pub(super) values: Option<Vec<Value>>,
    pub(super) constant: Option<Value>,
    pub(super) all_of: Option<Vec<Value>>,
    pub(super) any_of: Option<Vec<Value>>,
    pub(super) one_of: Option<Vec<Value>>,
    pub(super) format: Option<Box<str>>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) exclusive_minimum: Option<Number>,
    pub(super) exclusive_maximum: Option<Number>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) pattern: Option<Box<str>>,
    pub(super) items: Option<Value>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) properties: Option<Map<String, Value>>,
    pub(super) required: Option<Vec<String>>,
    pub(super) additional: Option<Value>,
}

impl Keywords {
    pub(super) fn take(cx: &mut Context<'_>, members: Map<String, Value>, at: &Pointer) -> Self {
        let mut out = Self::default();
        for (word, value) in members {
            if let Err(expected) = out.put(&word, value) {
                let at = at.join(&word);
                match expected {
                    Misfit::Unknown => unknown(cx, &word, &at),
                    Misfit::Value(expected, found) => {
                        let types = Kind::ALL.iter().map(|kind| kind.word());
                        let near =
                            (expected == A_TYPE).then(|| nearest(found.trim_matches('"'), types)).flatten();
                        cx.misuse(
                            &at,
                            format!("`{word}` needs {expected}, not {found}"),
                            near.map_or_else(
                                || {
                                    "mend the value; a curation patch can do it until the schema does"
                                        .to_owned()
                                },
                                |near| format!("did you mean {near:?}?"),
                            ),
                        );
                    }
                }
            }
        }
        out
    }

    fn put(&mut self, word: &str, value: Value) -> Result<(), Misfit> {
        match word {
            "title" => self.notes.title = Some(text(value)?),
            "description" => self.notes.description = Some(text(value)?),
            "default" => self.notes.default = Some(value),
            "deprecated" => self.notes.deprecated = boolean(&value)?,
            "writeOnly" => self.notes.write_only = boolean(&value)?,
            "readOnly" => drop(boolean(&value)?),
            "$comment" => drop(text(value)?),
            "examples" => drop(list(value)?),
            "$ref" => self.reference = Some(text(value)?.into()),
            "type" => self.types = Some(kinds(value)?),
            "enum" => self.values = Some(filled(list(value)?)?),
            "const" => self.constant = Some(value),
            "allOf" => self.all_of = Some(filled(list(value)?)?),
            "anyOf" => self.any_of = Some(filled(list(value)?)?),
            "oneOf" => self.one_of = Some(filled(list(value)?)?),
            "format" => self.format = Some(text(value)?),
            "minimum" => self.minimum = Some(number(value)?),
            "maximum" => self.maximum = Some(number(value)?),
            "exclusiveMinimum" => self.exclusive_minimum = Some(number(value)?),
            "exclusiveMaximum" => self.exclusive_maximum = Some(number(value)?),
            "minLength" => self.min_length = Some(count(value)?),
            "maxLength" => self.max_length = Some(count(value)?),
            "pattern" => self.pattern = Some(text(value)?),
            "items" => self.items = Some(not_a_list(value)?),
            "minItems" => self.min_items = Some(count(value)?),
            "maxItems" => self.max_items = Some(count(value)?),
            "properties" => self.properties = Some(object(value)?),
            "required" => self.required = Some(names(value)?),
            "additionalProperties" => self.additional = Some(value),
            _ => return Err(Misfit::Unknown),
        }
        Ok(())
    }

    /// The keywords that no rule has taken; annotations go with everything.
    pub(super) fn rest(&self) -> impl Iterator<Item = &'static str> + use<> {
        let Self {
            notes: _,
            reference,
            types,
            values,
            constant,
            all_of,
            any_of,
            one_of,
            format,
            minimum,
            maximum,
            exclusive_minimum,
            exclusive_maximum,
            min_length,
            max_length,
            pattern,
            items,
            min_items,
            max_items,
            properties,
            required,
            additional,
        } = self;
        [
            ("$ref", reference.is_some()),
            ("type", types.is_some()),
            ("enum", values.is_some()),
            ("const", constant.is_some()),
            ("allOf", all_of.is_some()),
            ("anyOf", any_of.is_some()),
            ("oneOf", one_of.is_some()),
            ("format", format.is_some()),
            ("minimum", minimum.is_some()),
            ("maximum", maximum.is_some()),
            ("exclusiveMinimum", exclusive_minimum.is_some()),
            ("exclusiveMaximum", exclusive_maximum.is_some()),
            ("minLength", min_length.is_some()),
            ("maxLength", max_length.is_some()),
            ("pattern", pattern.is_some()),
            ("items", items.is_some()),
            ("minItems", min_items.is_some()),
            ("maxItems", max_items.is_some()),
            ("properties", properties.is_some()),
            ("required", required.is_some()),
            ("additionalProperties", additional.is_some()),
        ]
        .into_iter()
        .filter_map(|(word, left)| left.then_some(word))
    }
}

fn unknown(cx: &mut Context<'_>, word: &str, at: &Pointer) {
    if word == "$schema" {
        cx.misuse(
            at,
            "`$schema` stands inside a schema",
            "it belongs at the root of a document or definition",
        );
        return;
    }
    let place = Place::pointer(cx.file.clone(), at.clone());
    let problem =
        Diagnostic::new(Code::UnknownKeyword, format!("the keyword `{word}` is not known")).at(place);
    let problem = match nearest(word, KNOWN.iter().copied()) {
        Some(near) => problem.note("nearest", near).help(format!("did you mean `{near}`?")),
        None => problem.help("teach the front end what it means, or patch it away in the curation file"),
    };
    cx.problems.push(problem);
}

/// Why a member is no keyword: unknown, or what it needs and what it has.
enum Misfit {
    Unknown,
    Value(&'static str, String),
}

/// What a value is, for messages.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => format!("`{value}`"),
        Value::String(text) if text.chars().count() > 40 => "a text".to_owned(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(list) if list.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn misfit<T>(expected: &'static str, value: &Value) -> Result<T, Misfit> {
    Err(Misfit::Value(expected, found(value)))
}

fn text(value: Value) -> Result<Box<str>, Misfit> {
    match value {
        Value::String(text) => Ok(text.into()),
        other => misfit("a text", &other),
    }
}

fn boolean(value: &Value) -> Result<bool, Misfit> {
    value.as_bool().map_or_else(|| misfit("`true` or `false`", value), Ok)
}

fn number(value: Value) -> Result<Number, Misfit> {
    match value {
        Value::Number(number) => Ok(number),
        other => misfit("a number", &other),
    }
}

fn count(value: Value) -> Result<u64, Misfit> {
    let count = value.as_number().and_then(super::bounds::whole).and_then(|whole| u64::try_from(whole).ok());
    count.map_or_else(|| misfit("a whole number from 0", &value), Ok)
}

fn list(value: Value) -> Result<Vec<Value>, Misfit> {
    match value {
        Value::Array(list) => Ok(list),
        other => misfit("a list", &other),
    }
}

fn filled(list: Vec<Value>) -> Result<Vec<Value>, Misfit> {
    if list.is_empty() { misfit("at least one element", &list.into()) } else { Ok(list) }
}

fn not_a_list(value: Value) -> Result<Value, Misfit> {
    if value.is_array() { misfit("one schema for all elements", &value) } else { Ok(value) }
}

fn object(value: Value) -> Result<Map<String, Value>, Misfit> {
    match value {
        Value::Object(members) => Ok(members),
        other => misfit("an object", &other),
    }
}

fn names(value: Value) -> Result<Vec<String>, Misfit> {
    let mut names: Vec<String> = Vec::new();
    for name in list(value)? {
        let Value::String(name) = name else { return misfit("a list of texts", &name) };
        if names.contains(&name) {
            return Err(Misfit::Value("every text once", format!("{name:?} twice")));
        }
        names.push(name);
    }
    Ok(names)
}

fn kinds(value: Value) -> Result<Vec<Kind>, Misfit> {
    let words = match value {
        Value::Array(words) => filled(words)?,
        word => vec![word],
    };
    let mut kinds = Vec::new();
    for word in &words {
        match Kind::ALL.into_iter().find(|kind| word.as_str() == Some(kind.word())) {
            None => return misfit(A_TYPE, word),
            Some(kind) if kinds.contains(&kind) => {
                return Err(Misfit::Value("every type once", format!("{word} twice")));
            }
            Some(kind) => kinds.push(kind),
        }
    }
    Ok(kinds)
}
