//! The form of the rows about requests of the server: how a handler answers one, and how it is refused.

use schemars::JsonSchema;
use serde::Deserialize;

/// A request of the server, as the handler of a client answers it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestRow {
    /// The method of the handler.
    pub name: String,
    /// What is asked, where the schema does not say it or says more than that.
    #[serde(default)]
    pub description: Option<String>,
    /// The member of the answer that decides everything: a handler may answer its value alone.
    #[serde(default)]
    pub shorthand: Option<String>,
    /// The alias of what a handler may answer; goes with a shorthand.
    #[serde(default)]
    pub answer: Option<String>,
    /// The answer that refuses the request, as JSON.
    #[serde(default)]
    pub refusal: Option<String>,
    /// The error that refuses the request, where no answer does.
    #[serde(default)]
    pub error: Option<ErrorRow>,
    /// Why it is refused so.
    pub reason: String,
}

/// An error of JSON-RPC.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorRow {
    /// Its code.
    pub code: i64,
    /// Its message.
    pub message: String,
}
