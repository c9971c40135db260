//! An invented library with a client, for tests: rows in, what a compilation starts from out.
//! Whoever includes this file has the module `compiled` beside it.

use codex_sdkgen::schema::{Document, Source};
use serde_json::Value;

use crate::compiled::Subject;

const SCHEMA: &str = include_str!("../fixtures/client/library.json");
/// Its rows.
pub const ROWS: &str = include_str!("../fixtures/client/library.toml");

/// The library under its rows; what is rare there is experimental.
pub fn library(rows: &str) -> Subject {
    let experimental: Value = serde_json::from_str(SCHEMA).expect("the fixture is JSON");
    let mut stable = experimental.clone();
    let definitions = stable["definitions"].as_object_mut().expect("there are definitions");
    definitions.retain(|name, _| !name.starts_with("Scan"));
    definitions["FindInput"]["properties"].as_object_mut().expect("it has members").remove("rareOnly");
    let requests = definitions["Demand"]["oneOf"].as_array_mut().expect("there are requests");
    requests.retain(|request| request["properties"]["method"]["enum"][0] != "book/scan");
    let document = |name, value: &Value| Document::new(name, format!("{value:#}"));
    let source = Source::new("1.0.0", document("stable.json", &stable))
        .with_experimental(document("experimental.json", &experimental));
    Subject::new(source, rows)
}
