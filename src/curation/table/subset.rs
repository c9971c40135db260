//! The form of the `[subset]` table: the part of a protocol that somebody needs.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// A part of the protocol: what is named here, and whatever that reaches. All else is out, and no row may be about it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subset {
    /// Requests, of a client or of the server: wire names, or how they begin and `*`, as `turn/*`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub methods: Vec<Spanned<String>>,
    /// Notifications, of a client or of the server, named likewise.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub notifications: Vec<Spanned<String>>,
    /// Definitions, by their names in the schema.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub types: Vec<Spanned<String>>,
}
