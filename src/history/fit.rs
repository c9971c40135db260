//! The curation of the pin and an older export in, the curation that this export can be read with out.
//! Rows that change what the model holds stay where they apply; rows about names and places are of no use here.

use std::sync::Arc;

use serde_json::Value;

use crate::curation::{Curation, load};
use crate::diag::{Outcome, Pointer};
use crate::schema::{Document, Source};

/// The curation for one export. An export that is no JSON keeps every row, and its reader complains.
///
/// # Errors
/// The curation file is not well-formed.
pub fn fit(file: impl Into<Arc<str>>, text: &str, source: &Source) -> Outcome<Curation> {
    let mut curation = load(file, text)?;
    let parse = |document: &Document| serde_json::from_str(&document.text).ok();
    let exports: Vec<Value> = source.documents().filter_map(parse).collect();
    let table = &mut curation.table;
    let namespaces = table.protocol.namespaces.clone();
    let definition =
        |name: &str| exports.iter().find_map(|export| find_definition(export, &namespaces, name));
    let has_method = |name: &str| exports.iter().any(|export| names_method(export, name));
    table.subset = None;
    table.words.clear();
    table.modules.clear();
    table.names.clear();
    table.hidden.clear();
    table.secrets.clear();
    table.absent.clear();
    table.root.clear();
    table.protocol.turn_end = None;
    table.protocol.leading.clear();
    table.patches.retain(|row| {
        let (patch, mut there) =
            (row.get_ref(), exports.iter().filter_map(|export| at(export, &row.get_ref().at)));
        let was = serde_json::from_str::<Value>(&patch.was).ok();
        there
            .next()
            .is_some_and(|first| Some(first) == was.as_ref() && there.all(|next| Some(next) == was.as_ref()))
    });
    table.methods.retain(|method, row| has_method(method) && definition(&row.get_ref().result).is_some());
    table
        .notifications
        .retain(|method, row| !has_method(method) && definition(&row.get_ref().params).is_some());
    table.known_values.retain(|name, _| {
        definition(name).is_some_and(|schema| {
            schema.get("type").is_some_and(|ty| ty == "string") && schema.get("enum").is_none()
        })
    });
    Ok(curation)
}

fn at<'a>(export: &'a Value, pointer: &str) -> Option<&'a Value> {
    export.pointer(Pointer::parse(pointer)?.as_str())
}

fn find_definition<'a>(export: &'a Value, namespaces: &[String], name: &str) -> Option<&'a Value> {
    let definitions = export.get("definitions")?;
    let tables = namespaces.iter().filter_map(|namespace| definitions.get(namespace));
    std::iter::once(definitions).chain(tables).find_map(|table| table.get(name))
}

/// Whether an envelope among the definitions lists the method.
fn names_method(export: &Value, name: &str) -> bool {
    let definitions = export.get("definitions").and_then(Value::as_object);
    let branches =
        definitions.into_iter().flatten().filter_map(|(_, schema)| schema.get("oneOf")?.as_array()).flatten();
    let mut methods = branches.filter_map(|branch| branch.pointer("/properties/method/enum/0")?.as_str());
    methods.any(|method| method == name)
}
