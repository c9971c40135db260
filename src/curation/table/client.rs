//! The form of the `[client]` table: what is particular to the client of one protocol.

use schemars::JsonSchema;
use serde::Deserialize;

/// The client of the Python package; a package without this table has none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Client {}
