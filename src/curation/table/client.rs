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
    /// The requests of the server, by wire name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RequestRow>")]
    pub requests: BTreeMap<String, Spanned<RequestRow>>,
}
