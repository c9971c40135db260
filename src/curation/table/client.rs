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
    /// What the connection to a runtime that listens on a socket needs, as a requirement: `websockets>=13`;
    /// it becomes the extra `ws`.
    #[serde(default)]
    pub websocket_library: Option<String>,
    /// What every call may raise: a sentence for the documentation of classes.
    pub raises: String,
    /// What errors that methods name in `raises` are in Rust, in words, by that name; without a row, an error is the
    /// variant of `CodexError` that is called as it.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub rust_errors: BTreeMap<String, Spanned<String>>,
    /// How long calls may take that need another deadline than most, by wire name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, TimeoutRow>")]
    pub timeouts: BTreeMap<String, Spanned<TimeoutRow>>,
    /// The requests of the server, by wire name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RequestRow>")]
    pub requests: BTreeMap<String, Spanned<RequestRow>>,
    /// The classes of the curated layer, in their order.
    #[serde(default)]
    #[schemars(with = "Vec<ClassRow>")]
    pub classes: Vec<Spanned<ClassRow>>,
    /// Their methods, in their order.
    #[serde(default)]
    #[schemars(with = "Vec<CallRow>")]
    pub methods: Vec<Spanned<CallRow>>,
    /// Parameters of those methods that are more than a member under its own name, by the key that methods list.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, ParameterRow>")]
    pub parameters: BTreeMap<String, Spanned<ParameterRow>>,
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

/// The same thing in both forms of the client.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BothForms {
    /// Where calls block.
    pub sync: String,
    /// Where calls are awaited.
    #[serde(rename = "async")]
    pub asynchronous: String,
}

/// A class of the curated layer; its asynchronous form is called `Async` and its name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassRow {
    /// Its name.
    pub name: String,
    /// The hand-written classes that it extends, as `module.Class` below the package.
    pub bases: BothForms,
    /// Its documentation; what calls may raise follows by itself.
    pub doc: BothForms,
}

/// A method of the curated layer: one request, under a name and with parameters that read well.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallRow {
    /// The class that has it.
    pub class: String,
    /// Its name.
    pub name: String,
    /// The wire name of the request; left out where `returns` names another method of the class.
    #[serde(default)]
    pub method: Option<String>,
    /// What it does, for its documentation; parameters, the wire name and since when it is there follow by themselves.
    pub doc: String,
    /// The parameters that may go by position, in order: members by Python name, or keys of `[client.parameters]`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub positional: Vec<Spanned<String>>,
    /// The parameters that go by name alone, in order.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub keyword: Vec<Spanned<String>>,
    /// Defaults other than `None`, by parameter: true, false, or the name of a member of the parameter's enum.
    #[serde(default)]
    pub defaults: BTreeMap<String, DefaultRow>,
    /// Members that the object itself gives, by wire name: the attribute that has the value.
    #[serde(default)]
    pub bound: BTreeMap<String, String>,
    /// What it returns.
    #[serde(default)]
    pub returns: ReturnsRow,
    /// Errors that its callers should expect, by name: when they are raised.
    #[serde(default)]
    pub raises: BTreeMap<String, String>,
}

/// A default value.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DefaultRow {
    /// A truth value.
    Bool(bool),
    /// A member of an enum.
    Member(String),
}

/// What a method of the curated layer returns.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReturnsRow {
    /// The result of the request.
    #[default]
    Result,
    /// Nothing.
    Nothing,
    /// An object of a curated class.
    Object {
        /// The class.
        class: String,
        /// Where its id stands in the result, by Python names: `thread.id`.
        id: String,
    },
    /// What a method of the hand-written class makes of the members.
    Handle {
        /// That method; it takes the members, then each parameter that is handed over beside them.
        from: String,
        /// The classes that it returns, as `module.Class` below the package.
        class: BothForms,
    },
    /// What comes of the handle that another method of the class returns; parameters are those of that method.
    Outcome {
        /// The other method.
        of: String,
        /// The method of the handle.
        by: String,
        /// The class that this one returns, as `module.Class` below the package.
        class: String,
    },
}

/// A parameter of curated methods that is more than a member under its own name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterRow {
    /// Its name, if that is not the key.
    #[serde(default)]
    pub name: Option<String>,
    /// The members that it gives, by wire name; without them, the one whose Python name is the key.
    #[serde(default)]
    pub gives: Vec<String>,
    /// The function that makes the member's value of it, as `module.function` below the package; one that gives several
    /// members makes a mapping of them by Python name.
    #[serde(default)]
    pub convert: Option<String>,
    /// Its type if that is not the member's, as `module.Class` below the package.
    #[serde(default, rename = "type")]
    pub ty: Option<String>,
    /// Whether it goes to the hand-written method beside the members instead of among them.
    #[serde(default)]
    pub beside: bool,
    /// Whether it is there although its members are deprecated.
    #[serde(default)]
    pub deprecated: bool,
    /// Whether it is there although its members are experimental.
    #[serde(default)]
    pub experimental: bool,
    /// What it means, where the schema does not say it or says it otherwise.
    #[serde(default)]
    pub doc: Option<String>,
    /// Why it is more than a member.
    pub reason: String,
}
