//! The form of the curation file: what `serde` reads and what `schemars` describes to editors.
//! Unknown keys are errors; every row that overrides a rule carries its reason.

mod client;
mod packages;
mod parity;
mod requests;
mod subset;

pub use client::{BothForms, CallRow, ClassRow, Client, DefaultRow, ParameterRow, ReturnsRow, TimeoutRow};
pub use packages::{PythonPackage, RuntimePackage, RustPackage};
pub use parity::ParityRow;
pub use requests::{ErrorRow, RequestRow};
pub use subset::Subset;

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// Every human decision about one protocol and the packages made from it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What is particular to the protocol.
    pub protocol: Protocol,
    /// The part of the protocol that the packages have; without it, they have all of it.
    #[serde(default)]
    #[schemars(with = "Option<Subset>")]
    pub subset: Option<Spanned<Subset>>,
    /// The Python package, where there is to be one.
    #[serde(default)]
    pub python: Option<PythonPackage>,
    /// The Rust package, where there is to be one.
    #[serde(default)]
    pub rust: Option<RustPackage>,
    /// The package that carries the runtime binary, where there is one.
    #[serde(default)]
    pub runtime: Option<RuntimePackage>,
    /// The client of the packages; without it, they have models and messages alone.
    #[serde(default)]
    pub client: Option<Client>,
    /// Wire words that do not split by case, each with its snake_case form: `OAuth = "oauth"`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub words: BTreeMap<String, Spanned<String>>,
    /// Method prefix to module; the longest prefix that fits wins.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub modules: BTreeMap<String, Spanned<String>>,
    /// Methods for which no rule finds the result, by wire name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, MethodRow>")]
    pub methods: BTreeMap<String, Spanned<MethodRow>>,
    /// Notifications that the server sends and the schema leaves out, by wire name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, NotificationRow>")]
    pub notifications: BTreeMap<String, Spanned<NotificationRow>>,
    /// Names that no rule gives or that the rules give twice, by definition path or schema pointer.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, NameRow>")]
    pub names: BTreeMap<String, Spanned<NameRow>>,
    /// Definitions that get no public name, by definition name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Reason>")]
    pub hidden: BTreeMap<String, Spanned<Reason>>,
    /// Text members that hold a secret wherever they stand, by wire name: no representation shows them.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Reason>")]
    pub secrets: BTreeMap<String, Spanned<Reason>>,
    /// Required members that older runtimes leave out, by definition path and member, as `Thread.projectId`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, AbsentRow>")]
    pub absent: BTreeMap<String, Spanned<AbsentRow>>,
    /// Plain text definitions with well-known values, by definition name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, KnownValuesRow>")]
    pub known_values: BTreeMap<String, Spanned<KnownValuesRow>>,
    /// Faults of the schema, mended where they still are as they were.
    #[serde(default)]
    #[schemars(with = "Vec<Patch>")]
    pub patches: Vec<Spanned<Patch>>,
    /// Where the packages may differ in what they offer.
    #[serde(default)]
    #[schemars(with = "Vec<ParityRow>")]
    pub parity: Vec<Spanned<ParityRow>>,
    /// The exports of the Python package's root in their order, grouped by home.
    #[serde(default)]
    #[schemars(with = "Vec<RootRow>")]
    pub root: Vec<Spanned<RootRow>>,
}

/// What is particular to the protocol.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Its name in documentation.
    pub name: String,
    /// Nested tables below `definitions`.
    #[serde(default)]
    pub namespaces: Vec<String>,
    /// The definitions that list the methods.
    pub envelopes: Envelopes,
    /// How a method's result is found by name.
    pub results: ResultRules,
    /// The notification that ends a turn.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub turn_end: Option<Spanned<String>>,
    /// Members that stand first in every record, in this order: what a reader looks for, and what the runtime writes first.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub leading: Vec<Spanned<String>>,
}

impl Protocol {
    /// The members that stand first in every record.
    #[must_use]
    pub fn leading(&self) -> Vec<&str> {
        self.leading.iter().map(|member| member.get_ref().as_str()).collect()
    }

    /// The notification that ends a turn.
    #[must_use]
    pub fn turn_end(&self) -> Option<&str> {
        self.turn_end.as_ref().map(|method| method.get_ref().as_str())
    }
}

/// The definitions that list the methods; one that is left out does not exist in the protocol.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Envelopes {
    /// Requests of a client.
    #[schemars(with = "Option<String>")]
    pub client_request: Option<Spanned<String>>,
    /// Requests of the server.
    #[schemars(with = "Option<String>")]
    pub server_request: Option<Spanned<String>>,
    /// Notifications of a client.
    #[schemars(with = "Option<String>")]
    pub client_notification: Option<Spanned<String>>,
    /// Notifications of the server.
    #[schemars(with = "Option<String>")]
    pub server_notification: Option<Spanned<String>>,
}

/// How a method's result is found by name: the parameter type's stem, else the method's words, and a suffix.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultRules {
    /// The ending of parameter types, such as `Params`.
    pub params_suffix: String,
    /// The ending of result types, such as `Response`.
    pub result_suffix: String,
}

/// A method for which no rule finds the result.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MethodRow {
    /// The definition that types the result.
    pub result: String,
    /// Why.
    pub reason: String,
}

/// A notification that the schema leaves out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationRow {
    /// The definition that types its parameters.
    pub params: String,
    /// Whether it needs the experimental capability.
    #[serde(default)]
    pub experimental: bool,
    /// When it is sent.
    pub description: String,
    /// Why it is here.
    pub reason: String,
}

/// A name that no rule gives.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameRow {
    /// The name: PascalCase for types, snake_case for members and values.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// A decision that needs nothing but its reason.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Why.
    pub reason: String,
}

/// A required member that older runtimes leave out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsentRow {
    /// What stands for the member, as JSON.
    pub stands: String,
    /// Why that is what an older runtime means.
    pub reason: String,
}

/// The well-known values of a plain text definition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownValuesRow {
    /// The texts, in order.
    pub values: Vec<String>,
    /// Why, and where they are listed.
    pub reason: String,
}

/// A fault of the schema and its remedy.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// The JSON pointer of the faulty value.
    pub at: String,
    /// The value as JSON that stands there now.
    pub was: String,
    /// The value as JSON that should.
    pub becomes: String,
    /// Why.
    pub reason: String,
}

/// Root exports that have one home.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RootRow {
    /// The names, in their order.
    pub names: Vec<String>,
    /// The module below the package that defines them.
    pub home: String,
    /// Why they are public.
    pub reason: String,
}

/// A row that must be used, as the ledger sees it.
#[derive(Debug, Clone)]
pub struct RowRef {
    /// What to call it.
    pub label: String,
    /// Where it stands.
    pub span: Range<usize>,
    /// What it means that nothing used it.
    pub reason_for_death: &'static str,
}

impl Table {
    /// Every row that must be used, in file order.
    #[must_use]
    pub fn rows(&self) -> Vec<RowRef> {
        fn of<T>(rows: &BTreeMap<String, Spanned<T>>, table: &str, reason: &'static str) -> Vec<RowRef> {
            rows.iter()
                .map(|(key, row)| RowRef {
                    label: format!("[{table}] row {key:?}"),
                    span: row.span(),
                    reason_for_death: reason,
                })
                .collect()
        }
        let mut rows = Vec::new();
        rows.extend(of(&self.words, "words", "no wire name holds that word"));
        rows.extend(of(&self.modules, "modules", "no method that a longer prefix leaves starts with it"));
        rows.extend(of(
            &self.methods,
            "methods",
            "there is no such method, it is out, or a rule already finds its result",
        ));
        rows.extend(of(
            &self.notifications,
            "notifications",
            "the schema now declares that notification, or it is out",
        ));
        rows.extend(of(&self.names, "names", "nothing has that path, or the rules already give that name"));
        rows.extend(of(&self.hidden, "hidden", "there is no such definition"));
        rows.extend(of(&self.secrets, "secrets", "no text member has that name"));
        if let Some(client) = &self.client {
            rows.extend(of(&client.requests, "client.requests", "the server sends no such request"));
        }
        rows.extend(of(&self.absent, "absent", "no record has that member"));
        rows.extend(of(&self.known_values, "known_values", "there is no such plain text definition"));
        if let Some(client) = &self.client {
            rows.extend(of(&client.timeouts, "client.timeouts", "the client has no such request"));
            rows.extend(of(&client.parameters, "client.parameters", "no curated method lists it"));
        }
        rows.extend(self.patches.iter().map(|row| RowRef {
            label: format!("the patch at {:?}", row.get_ref().at),
            span: row.span(),
            reason_for_death: "no schema was loaded that it applies to",
        }));
        if self.python.is_none() {
            rows.extend(self.root.iter().map(|row| RowRef {
                label: "a row of [[root]]".to_owned(),
                span: row.span(),
                reason_for_death: "there is no Python package; exports of a crate stand in [[rust.root]]",
            }));
        }
        rows.sort_by_key(|row| row.span.start);
        rows
    }
}
