//! Structured output: the form that an answer is asked for, and the value that it is.
//!
//! In: a JSON Schema, as it is or as a library made it of a type; then the text of an answer. Out: the schema that is
//! sent with the turn; then a value of the type, or `OutputError`.

mod fillers;
mod schema;
mod strict;

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{OutputError, UsageError};
use strict::StrictSchema;

/// The form that the final answer of a turn shall have.
///
/// ```
/// use codex_app_server::OutputSchema;
/// use serde_json::json;
///
/// let schema = OutputSchema::new(json!({
///     "type": "object",
///     "properties": {"verdict": {"enum": ["ship", "hold"], "type": "string"}},
///     "required": ["verdict"],
///     "additionalProperties": false,
/// }));
/// assert_eq!(schema.as_json()["required"][0], "verdict");
/// ```
#[derive(Clone, PartialEq)]
pub struct OutputSchema {
    form: Arc<Form>,
}

#[derive(PartialEq)]
enum Form {
    /// Sent as it is; the answer is read as it is.
    Exact(Value),
    /// Made of a looser one, which says how the answer is read.
    Strict(StrictSchema),
}

impl OutputSchema {
    /// A JSON Schema that is sent as it is.
    ///
    /// Models are held to a subset of JSON Schema: the root is an object, every object names its members, requires
    /// them all and allows no others. The runtime refuses a turn whose schema is not of that kind.
    #[must_use]
    pub fn new(schema: Value) -> Self {
        Self { form: Arc::new(Form::Exact(schema)) }
    }

    /// The schema of a type, as a library such as `schemars` makes it; what is sent is made strict.
    ///
    /// Members that may be left out are required and may be null, objects are closed, and an answer that is no object
    /// is put into one. [`TurnResult::parsed`](super::TurnResult::parsed) undoes all that.
    ///
    /// # Errors
    /// [`UsageError`]: models cannot be asked for that, such as an object with free keys.
    pub fn strict(schema: Value) -> Result<Self, UsageError> {
        let strict = StrictSchema::new(schema).map_err(UsageError::new)?;
        Ok(Self { form: Arc::new(Form::Strict(strict)) })
    }

    /// What is sent as `outputSchema`.
    #[must_use]
    pub fn as_json(&self) -> &Value {
        match &*self.form {
            Form::Exact(schema) => schema,
            Form::Strict(strict) => &strict.strict,
        }
    }

    /// The value that an answer stands for.
    pub(crate) fn parse<T: DeserializeOwned>(&self, text: &str) -> Result<T, OutputError> {
        serde_json::from_value(self.value(text)?).map_err(|error| OutputError::new(text, error.to_string()))
    }

    /// The JSON value that an answer stands for.
    pub(crate) fn value(&self, text: &str) -> Result<Value, OutputError> {
        let value: Value = Self::read(text)?;
        match &*self.form {
            Form::Exact(_) => Ok(value),
            Form::Strict(strict) => strict.loosen(value).map_err(|reason| OutputError::new(text, reason)),
        }
    }

    /// The value that an answer stands for which no form was asked for.
    pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, OutputError> {
        serde_json::from_str(text).map_err(|error| OutputError::new(text, error.to_string()))
    }
}

impl From<Value> for OutputSchema {
    fn from(schema: Value) -> Self {
        Self::new(schema)
    }
}

impl fmt::Debug for OutputSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OutputSchema").field(self.as_json()).finish()
    }
}
