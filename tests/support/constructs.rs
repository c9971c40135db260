//! The small schemas of single constructs, for tests: a path in, what a compilation starts from out.
//! Whoever includes this file has the modules `compiled` and `curation` beside it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::compiled::{self, Subject};
use crate::curation;

/// Where they are.
pub const FOLDER: &str = "tests/fixtures/model/accepted";

/// Their paths, sorted.
#[allow(dead_code, reason = "not every test file that shares this one needs all of it")]
pub fn paths() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(FOLDER).expect("the folder of the cases");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths
}

/// One construct, for a package of that name.
pub fn subject(path: &Path, package: &str) -> Subject {
    let schema = std::fs::read_to_string(path).expect("a fixture");
    let rows = std::fs::read_to_string(path.with_extension("toml")).unwrap_or_default();
    let decisions = curation::text_for(&schema, &(rows + &modules(&schema)));
    Subject::of(schema, &compiled::renamed(&decisions, package))
}

/// Rows that place every method in a module named for its first step.
fn modules(schema: &str) -> String {
    let schema: serde_json::Value = serde_json::from_str(schema).expect("a fixture is JSON");
    let definitions =
        schema.get("definitions").and_then(|all| all.as_object()).expect("a fixture has definitions");
    let branches = definitions.values().filter_map(|definition| definition["oneOf"].as_array()).flatten();
    let methods = branches.filter_map(|branch| branch.pointer("/properties/method/enum/0")?.as_str());
    let steps: BTreeSet<&str> = methods.filter_map(|method| method.split('/').next()).collect();
    let rows: String = steps.iter().map(|step| format!("{step} = \"{step}\"\n")).collect();
    if rows.is_empty() { rows } else { format!("\n[modules]\n{rows}") }
}
