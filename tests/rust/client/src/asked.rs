//! What a server can ask, one small request for each method, with an answer that grants and the refusal that is curated.
//!
//! In: the samples of `server_requests.py`, the curation file. Out: methods, params, answers.

use std::process::Command;

use serde_json::{Value, json};

use crate::place::{python, root, support};

/// A request of the server and its answers.
pub struct Sample {
    /// The wire name.
    pub method: String,
    /// The least that its schema allows.
    pub params: Value,
    /// A result that is no refusal.
    pub granted: Value,
    /// What is sent where nobody answers: `{"result": ...}` or `{"error": ...}`.
    pub refused: Value,
}

impl Sample {
    /// One for each method that there is.
    pub fn all() -> Vec<Self> {
        let output =
            Command::new(python()).arg(support("server_requests.py")).output().expect("python starts");
        let samples: Vec<Value> = serde_json::from_slice(&output.stdout).expect("samples");
        let text = std::fs::read_to_string(root().join("schema/surface.toml")).expect("the curation file");
        let curation: toml::Table = text.parse().expect("TOML");
        samples.iter().map(|sample| Self::read(sample, &curation["client"]["requests"])).collect()
    }

    /// The one of a method.
    pub fn of(method: &str) -> Self {
        Self::all().into_iter().find(|sample| sample.method == method).expect("there is such a method")
    }

    /// Method and params.
    pub fn question(&self) -> Value {
        json!([self.method, self.params])
    }

    fn read(sample: &Value, rows: &toml::Value) -> Self {
        let method = sample["method"].as_str().expect("a method").to_owned();
        let row = &rows[&method];
        let refused = match row.get("refusal").and_then(toml::Value::as_str) {
            Some(text) => json!({"result": serde_json::from_str::<Value>(text).expect("JSON")}),
            None => json!({"error": row["error"]}),
        };
        Self { method, params: sample["params"].clone(), granted: sample["whole"].clone(), refused }
    }
}
