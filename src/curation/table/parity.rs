//! The form of the `[[parity]]` rows: what one package offers and the other does not, or calls by another name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// Differences between the packages that have one reason. A name is that of a root export, `Class.member` or
/// `Class.method(parameter)`; a `*` in it stands for anything. Python names are written without `Async`, and Rust
/// names without `blocking::`, for what they say holds in both faces.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParityRow {
    /// What only the Python package has.
    #[serde(default)]
    pub python: Vec<String>,
    /// What only the Rust package has.
    #[serde(default)]
    pub rust: Vec<String>,
    /// What is the same under different names: the Python name, and the Rust name.
    #[serde(default)]
    pub same: BTreeMap<String, String>,
    /// Why.
    pub reason: String,
}
