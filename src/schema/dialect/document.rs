//! A whole document as JSON in, its definitions by key out; what is no bundle is refused with what was found.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::keywords::{found, is_known};
use crate::diag::{Code, Diagnostic, Outcome, Place, Pointer, Problems};
use crate::schema::DefKey;

/// The schema dialects that documents may name; what they call differently is not used by the exporter.
const DIALECTS: [&str; 2] =
    ["http://json-schema.org/draft-07/schema", "https://json-schema.org/draft/2020-12/schema"];

/// The definitions of one document, not yet read.
pub(in crate::schema) struct Tables {
    /// The keyword that they stand under.
    pub(in crate::schema) root: &'static str,
    /// Each definition in document order.
    pub(in crate::schema) definitions: Vec<(DefKey, Value)>,
}

/// Takes a document apart.
pub(in crate::schema) fn document(file: &Arc<str>, value: Value, namespaces: &[String]) -> Outcome<Tables> {
    let mut problems = Problems::default();
    let Value::Object(members) = value else {
        return Err(no_bundle(file, Pointer::root(), format!("the document is {}", found(&value))).into());
    };
    let keys: Vec<String> = members.keys().take(8).map(|key| format!("`{key}`")).collect();
    let mut tables: Option<(&'static str, Value)> = None;
    for (key, value) in members {
        let at = Pointer::root().join(&key);
        match key.as_str() {
            "definitions" | "$defs" if tables.is_some() => {
                problems.push(no_bundle(file, at, "it has both `definitions` and `$defs`".to_owned()));
            }
            "definitions" => tables = Some(("definitions", value)),
            "$defs" => tables = Some(("$defs", value)),
            "$schema" => check_dialect(file, &value, at, &mut problems),
            "title" | "description" | "$comment" if value.is_string() => {}
            "type" if value.as_str() == Some("object") => {}
            _ => problems.push(
                Diagnostic::new(
                    Code::BundleShape,
                    format!("`{key}` at the root of the document says something about values"),
                )
                .at(Place::pointer(file.clone(), at))
                .help("a bundle is a table of `definitions`; pass the combined export, not one type's"),
            ),
        }
    }
    let Some((root, table)) = tables else {
        let message = if keys.is_empty() {
            "it is empty".to_owned()
        } else {
            format!("it has only {}", keys.join(", "))
        };
        problems.push(no_bundle(file, Pointer::root(), message));
        return problems.finish(Tables { root: "definitions", definitions: Vec::new() });
    };
    let at = Pointer::root().join(root);
    let definitions = match table {
        Value::Object(table) => definitions(file, &at, table, namespaces, &mut problems),
        other => {
            problems.push(no_bundle(file, at, format!("`{root}` is {}", found(&other))));
            Vec::new()
        }
    };
    problems.finish(Tables { root, definitions })
}

fn definitions(
    file: &Arc<str>,
    at: &Pointer,
    table: Map<String, Value>,
    namespaces: &[String],
    problems: &mut Problems,
) -> Vec<(DefKey, Value)> {
    let mut out = Vec::with_capacity(table.len());
    for (name, mut value) in table {
        let at = at.join(&name);
        if namespaces.contains(&name) {
            let Value::Object(table) = value else {
                let message = format!("the namespace `{name}` is {}", found(&value));
                problems.push(no_bundle(file, at, message));
                continue;
            };
            for (inner, mut value) in table {
                check_definition(file, &at.join(&inner), &mut value, problems);
                out.push((DefKey { namespace: Some(name.as_str().into()), name: inner.into() }, value));
            }
        } else if looks_like_namespace(&value) {
            problems.push(
                Diagnostic::new(Code::BundleShape, format!("`{name}` is a table of definitions, not one"))
                    .at(Place::pointer(file.clone(), at))
                    .help(format!("add {name:?} to `namespaces` in [protocol]")),
            );
        } else {
            check_definition(file, &at, &mut value, problems);
            out.push((DefKey { namespace: None, name: name.into() }, value));
        }
    }
    out
}

fn check_definition(file: &Arc<str>, at: &Pointer, value: &mut Value, problems: &mut Problems) {
    match value {
        Value::Object(members) => {
            if let Some(dialect) = members.shift_remove("$schema") {
                check_dialect(file, &dialect, at.join("$schema"), problems);
            }
        }
        Value::Bool(_) => {}
        other => problems.push(no_bundle(file, at.clone(), format!("this definition is {}", found(other)))),
    }
}

fn looks_like_namespace(value: &Value) -> bool {
    let Value::Object(members) = value else { return false };
    !members.is_empty() && members.iter().all(|(key, value)| value.is_object() && !is_known(key))
}

fn check_dialect(file: &Arc<str>, value: &Value, at: Pointer, problems: &mut Problems) {
    let named = value.as_str().map(|text| text.strip_suffix('#').unwrap_or(text));
    if !named.is_some_and(|named| DIALECTS.contains(&named)) {
        problems.push(
            Diagnostic::new(Code::KeywordMisuse, format!("the schema dialect {value} is not known"))
                .at(Place::pointer(file.clone(), at))
                .help(format!("known are {}", DIALECTS.join(" and "))),
        );
    }
}

fn no_bundle(file: &Arc<str>, at: Pointer, found: String) -> Diagnostic {
    Diagnostic::new(Code::BundleShape, format!("this is no schema bundle: {found}"))
        .at(Place::pointer(file.clone(), at))
        .note("expected", "an object with `definitions`, a table of schemas by name")
        .help("pass `codex_app_server_protocol.schemas.json` as `codex app-server generate-json-schema` writes it")
}
