//! The form of the `[client]` table: what is particular to the client of one protocol.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::RequestRow;

/// The client of the Python package; a package without this table has none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// What a program sets to use what is experimental, as documentation names it: `Config.experimental`.
    pub opt_in: String,
    /// What every call may raise: a sentence for the documentation of classes.
    pub raises: String,
    /// How long calls may take that need another deadline than most, by wire name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, TimeoutRow>")]
    pub timeouts: BTreeMap<String, Spanned<TimeoutRow>>,
    /// The requests of the server, by wire name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RequestRow>")]
    pub requests: BTreeMap<String, Spanned<RequestRow>>,
}

/// How long the calls of a method may take unless the caller says otherwise: `seconds`, or `none` at all.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeoutRow {
    /// The longest wait for the answer.
    #[serde(default)]
    #[schemars(range(min = 0))]
    pub seconds: Option<f64>,
    /// Whether the call may take as long as it takes.
    #[serde(default)]
    pub none: bool,
    /// Why.
    pub reason: String,
}
